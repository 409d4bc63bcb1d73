from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from archived import answer, gz, record

Command = Callable[..., tuple[int, str, str]]


def test_load_ends_with_what_archives_held_besides_reports(command: Command, tmp_path: Path) -> None:
    made = [record(answer(b"gone", status="404 Not Found"))] * 2 + [record(answer(b"x", kind="image/png"))]
    path = tmp_path / "a.warc.gz"
    path.write_bytes(b"".join(map(gz, made)))
    code, out, err = command("load", str(path), "--ledger", str(tmp_path / "l.db"))
    assert (code, out) == (0, "")
    assert "0 inputs: 0 coded" in err
    assert "no reports, passed over: HTTP 404 2, image/* 1" in err


def test_load_names_what_is_cut(command: Command, tmp_path: Path) -> None:
    path = tmp_path / "a.warc.gz"
    path.write_bytes(gz(record(answer(b"gone", status="404 Not Found")))[:-9])
    code, _, err = command("load", str(path), "--ledger", str(tmp_path / "l.db"))
    assert code == 1
    assert "input.truncated: 1" in err
