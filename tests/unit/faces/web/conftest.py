"""Fixtures of the pages' tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import copied_reports
import richledger
from sayso.faces.web.desk import Desk
from stubs import PUTIN, TOWN, Told, day
from webdesk import asking, desk_over, stored


@pytest.fixture
def ledger_path(tmp_path: Path) -> Path:
    """A ledger of three reports: two tell of one visit, one of another act."""
    told = [
        Told(time=day("2024-05-15"), place=TOWN),
        Told(
            time=day("2024-05-15"),
            place=TOWN,
            publisher="Other Paper",
            sentence="Kim and Putin met.",
            number=1,
        ),
        Told(
            type="ASSAULT",
            mode="aerial",
            actors=(PUTIN,),
            recipients=("cty:UKR",),
            time=day("2024-05-10"),
            number=2,
        ),
    ]
    return stored(tmp_path / "ledger.db", (t.made() for t in told))


@pytest.fixture
def desk(ledger_path: Path) -> Iterator[Desk]:
    with desk_over(ledger_path) as made:
        yield made


@pytest.fixture
def client(desk: Desk) -> Iterator[TestClient]:
    with asking(desk) as browser:
        yield browser


@pytest.fixture(scope="session")
def copied_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four reports of one happening: an agency's, a copy, a machine's paraphrase, and one of its own."""
    path, _ = copied_reports.loaded(tmp_path_factory.mktemp("copied"))
    return path


@pytest.fixture
def copied_desk(copied_ledger: Path) -> Iterator[Desk]:
    with desk_over(copied_ledger) as made:
        yield made


@pytest.fixture
def copied(copied_desk: Desk) -> Iterator[TestClient]:
    with asking(copied_desk) as browser:
        yield browser


@pytest.fixture(scope="session")
def rich_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Something for every page."""
    return richledger.build(tmp_path_factory.mktemp("rich") / "ledger.db")


@pytest.fixture
def rich_desk(rich_ledger: Path) -> Iterator[Desk]:
    with desk_over(rich_ledger) as made:
        yield made


@pytest.fixture
def rich(rich_desk: Desk) -> Iterator[TestClient]:
    with asking(rich_desk) as browser:
        yield browser


@pytest.fixture(scope="session")
def empty_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger that holds nothing yet."""
    return stored(tmp_path_factory.mktemp("empty") / "ledger.db", ())


@pytest.fixture
def bare(empty_ledger: Path) -> Iterator[TestClient]:
    """A browser over a ledger that holds nothing yet."""
    with desk_over(empty_ledger) as made, asking(made) as browser:
        yield browser
