from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import api_room
from api_room import Desk


@pytest.fixture(scope="session")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return api_room.filled(tmp_path_factory.mktemp("api"))


@pytest.fixture(scope="session")
def desk(ledger: Path) -> Iterator[Desk]:
    desk = api_room.open_desk(ledger, titles=lambda _settings: api_room.NoTitles())
    yield desk
    desk.answers.close()


@pytest.fixture(scope="session")
def client(desk: Desk) -> TestClient:
    return api_room.client_of(api_room.api_of(desk))
