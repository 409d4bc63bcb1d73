"""Tokens: shown once, kept as a digest, refused with a reason when they are not in force."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sayso.engine.access import PREFIX, Access, Scope
from sayso.engine.config import load_settings
from sayso.errors import (
    AccessError,
    DeskError,
    ExpiredTokenError,
    QueryError,
    RevokedTokenError,
    ScopeError,
)
from sayso.ledger.desk import Tokens, desk_beside

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)


@dataclass
class Clock:
    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Draws:
    """Bytes that differ each time."""

    n: int = 0

    def __call__(self, n: int) -> bytes:
        self.n += 1
        return hashlib.shake_256(str(self.n).encode()).digest(n)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "l.db"


@pytest.fixture
def access(path: Path, clock: Clock) -> Access:
    return Access(load_settings({}, flags={"ledger.path": str(path)}), clock, Draws())


def test_a_token_admits_and_its_text_is_not_kept(access: Access, path: Path) -> None:
    token, text = access.create("reader")
    assert re.fullmatch(r"sayso_[A-Za-z0-9_-]{43}", text)
    assert access.admit(text).token_id == token.token_id
    files = [file.read_bytes() for file in path.parent.iterdir()]
    assert files
    assert all(text.removeprefix(PREFIX).encode() not in file for file in files)
    assert any(hashlib.sha256(text.encode()).hexdigest().encode() in file for file in files)


@pytest.mark.parametrize(
    "text",
    [None, "", "sayso_", "sayso_" + "A" * 43, "x" * 49, "sayso_" + "é" * 43, "sayso_" + "A" * 44, "\ud800"],
)
def test_what_nobody_made_admits_nobody(access: Access, text: str | None) -> None:
    access.create("reader")
    with pytest.raises(AccessError) as caught:
        access.admit(text)
    assert caught.value.code == "access"


def test_without_a_desk_nobody_is_admitted_and_none_is_made(access: Access, path: Path) -> None:
    with pytest.raises(AccessError):
        access.admit("sayso_" + "A" * 43)
    assert list(path.parent.iterdir()) == []


def test_a_token_ends_with_its_time(access: Access, clock: Clock) -> None:
    _, text = access.create("reader", days=2)
    clock.at = NOW + timedelta(days=2, microseconds=-1)
    access.admit(text)
    clock.at = NOW + timedelta(days=2)
    with pytest.raises(ExpiredTokenError) as caught:
        access.admit(text)
    assert (caught.value.code, caught.value.item) == ("access.expired", "reader")


def test_a_token_that_was_taken_back_admits_nobody(access: Access) -> None:
    token, text = access.create("reader")
    assert [t.token_id for t in access.revoke("reader")] == [token.token_id]
    with pytest.raises(RevokedTokenError) as caught:
        access.admit(text)
    assert caught.value.code == "access.revoked"
    assert access.revoke(token.token_id) == []
    assert access.create("reader")[1] != text


def test_who_may_read_may_not_write(access: Access) -> None:
    _, reading = access.create("reader")
    _, writing = access.create("writer", Scope.WRITE)
    with pytest.raises(ScopeError) as caught:
        access.admit(reading, Scope.WRITE)
    assert caught.value.code == "access.scope"
    assert access.admit(writing, Scope.WRITE).name == access.admit(writing).name == "writer"


def test_use_is_written_down_once_an_hour(access: Access, clock: Clock) -> None:
    _, text = access.create("reader")
    access.admit(text)
    clock.at += timedelta(minutes=59)
    access.admit(text)
    assert [t.last_used_at for t in access.every()] == [NOW.isoformat(timespec="microseconds")]
    clock.at += timedelta(minutes=1)
    access.admit(text)
    assert [t.last_used_at for t in access.every()] == [clock.at.isoformat(timespec="microseconds")]


def test_a_disk_that_takes_nothing_turns_no_reader_away(
    access: Access, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, text = access.create("reader")

    def full(*_: object) -> None:
        raise DeskError("the disk is full")

    monkeypatch.setattr(Tokens, "used", full)
    assert access.admit(text).name == "reader"


def test_a_damaged_desk_admits_nobody(access: Access, path: Path) -> None:
    _, text = access.create("reader")
    desk_beside(path).write_bytes(b"no database" * 1000)
    for leftover in path.parent.glob("*.desk-*"):
        leftover.unlink()
    with pytest.raises(DeskError):
        access.admit(text)


@pytest.mark.parametrize("name", ["", "  ", "a\x1bb", "x" * 101])
def test_names_that_are_none(access: Access, name: str) -> None:
    with pytest.raises(QueryError):
        access.create(name)


@pytest.mark.parametrize("days", [0, -1, 10**9])
def test_days_that_are_none(access: Access, days: int) -> None:
    with pytest.raises(QueryError):
        access.create("reader", days=days)


def test_a_name_in_use_is_taken(access: Access) -> None:
    access.create("reader")
    with pytest.raises(QueryError, match="in force"):
        access.create(" reader ")
    assert len(access.every()) == 1
