"""Fixtures of the pages' tests."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from sayso.faces.web.desk import Desk
from stubs import PUTIN, TOWN, Told, day
from webdesk import asking, desk_over, stored


@pytest.fixture
def ledger_path(tmp_path: Path) -> Path:
    """A ledger of three reports: two tell of one visit, one of another act."""
    told = [
        Told(time=day("2024-05-15"), place=TOWN),
        Told(time=day("2024-05-15"), place=TOWN, publisher="Other Paper", sentence="Kim and Putin met."),
        Told(type="ASSAULT", mode="aerial", actors=(PUTIN,), recipients=("cty:UKR",), time=day("2024-05-10")),
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
