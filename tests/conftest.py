"""What holds for all tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import settings

import ledgers
import postgres

# how long an example takes says more about the machine than about the code
settings.register_profile("sayso", deadline=None)
settings.load_profile("sayso")

#: Where tests are that run with ledgers in files and on a server, but for those marked `of_a_file`.
_BOTH = (
    "tests/unit/ledger/",
    "tests/unit/engine/test_answers.py",
    "tests/unit/engine/test_judging.py",
    "tests/unit/engine/test_latest_figures.py",
    "tests/unit/engine/test_linking.py",
    "tests/unit/engine/test_partners.py",
    "tests/unit/engine/test_searches.py",
    "tests/unit/engine/test_overviews.py",
    "tests/unit/faces/test_sources.py",
    "tests/unit/faces/test_figures.py",
    "tests/unit/faces/test_itinerary.py",
    "tests/unit/faces/export/test_jsonl.py",
    "tests/property/test_ledger.py",
)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    place = metafunc.definition.nodeid
    if place.startswith(_BOTH) and metafunc.definition.get_closest_marker("of_a_file") is None:
        metafunc.parametrize("kept", ["sqlite", "postgres"], indirect=True, scope="module")


def pytest_runtest_logfinish() -> None:
    ledgers.release()


@pytest.fixture(scope="session")
def server() -> Iterator[postgres.Server]:
    """A PostgreSQL server, started for the first test that asks for it."""
    reason = postgres.why_not()
    if reason is not None:
        pytest.skip(reason)
    running = postgres.Server()
    yield running
    running.remove()


@pytest.fixture(scope="module", autouse=True)
def kept(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where the ledgers of a test are: in files, or on a server."""
    where: str = getattr(request, "param", "sqlite")
    if where == "sqlite":
        yield where
        return
    with ledgers.on_server(request.getfixturevalue("server")):
        yield where
