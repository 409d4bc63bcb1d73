"""The write-ahead log stays short though somebody is always reading, and nobody waits long for that."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import apsw
import pytest

from ledgers import open_ledger
from sayso.ledger import opening
from sayso.records import Run
from stubs import article_of

pytestmark = pytest.mark.of_a_file

PAGE = 4096
RUN = Run(run_id="run1", code_version="", config_sha256="", model_sha256="", started_at="")


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_LOG_PAGES", 20)
    monkeypatch.setattr(opening, "_LONG_LOG_PAGES", 60)


def write(path: Path, commits: int, first: int = 0) -> list[float]:
    """Commit reports; how large the log was after each, in pages."""
    sizes = []
    with open_ledger(path) as ledger:
        ledger.begin_run(RUN)
        for n in range(first, first + commits):
            ledger.add_report(RUN.run_id, article_of(f"{n} " + "x" * 20_000, f"r{n}"), [])
            ledger.commit()
            sizes.append(Path(f"{path}-wal").stat().st_size / PAGE)
    return sizes


@contextmanager
def readers(path: Path, pause: float) -> Iterator[list[int]]:
    """Three that read in turns, so that there is always one; how often each has read."""
    stop, read = threading.Event(), [0, 0, 0]

    def reader(number: int) -> None:
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        while not stop.is_set():
            connection.execute("BEGIN")
            connection.execute("SELECT count(*) FROM reports").fetchall()
            time.sleep(pause)
            connection.execute("COMMIT")
            read[number] += 1
        connection.close()

    threads = [threading.Thread(target=reader, args=(n,)) for n in range(3)]
    for n, thread in enumerate(threads):
        thread.start()
        time.sleep(pause / 3 if n < 2 else 0)
    try:
        yield read
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def test_a_log_is_emptied_between_readers_who_take_turns(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    write(path, 1)
    with readers(path, 0.03) as read:
        sizes = write(path, 150)
    assert max(sizes) < 60 + 60
    assert min(read) > 3


def test_without_waiting_it_would_grow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "_LONG_LOG_PAGES", 1_000_000)
    path = tmp_path / "ledger.db"
    write(path, 1)
    with readers(path, 0.03):
        assert max(write(path, 150)) > 200


def test_a_long_reader_holds_a_commit_up_for_a_moment_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_LOG_WAIT_MS", 20)
    path = tmp_path / "ledger.db"
    write(path, 1)
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    connection.execute("BEGIN")
    assert connection.execute("SELECT count(*) FROM reports").fetchall() == [(1,)]
    begun = time.monotonic()
    sizes = write(path, 40)
    assert time.monotonic() - begun < 20
    assert sizes[-1] > 200
    assert connection.execute("SELECT count(*) FROM reports").fetchall() == [(1,)]
    connection.execute("COMMIT")
    assert max(write(path, 5, 100)[1:]) < 120
    assert connection.execute("SELECT count(*) FROM reports").fetchall() == [(45,)]
    connection.close()
