"""Kills, a full disk and damage meet the desk: nothing is lost, nothing is told as if it were new, the ledger is untouched."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from ledgers import open_ledger
from loopback import answer, serve
from sayso.ledger.desk import Desk, Fate, desk_beside
from sayso.records import Judged, Judgement, Run, Verdict
from stubs import Told

RUN = Run(run_id="run1", code_version="", config_sha256="", model_sha256="", started_at="")


def add(path: Path, *told: Told) -> None:
    with open_ledger(path) as ledger:
        ledger.begin_run(RUN)
        for each in told:
            article, claim = each.made()
            ledger.add_report(RUN.run_id, article, [claim])
        ledger.refresh()


def verdict(number: int) -> Verdict:
    return Verdict(
        what=Judged.EVENT,
        left_id=f"c{number}",
        right_id="cz",
        judgement=Judgement.SAME,
        decided_by="ann",
        decided_at=f"2026-11-26T12:00:{number:02d}+00:00",
        note="n" * 200,
    )


def sayso(path: Path, *words: str, blocks: int | None = None, **env: str) -> subprocess.Popen[str]:
    """Start a command on a ledger; its files may grow to so many blocks of 512 bytes."""
    command = [sys.executable, "-m", "sayso", *words, "--ledger", str(path)]
    limited = ["sh", "-c", f'ulimit -f {blocks}; exec "$@"', "sh"] if blocks else []
    return subprocess.Popen(
        [*limited, *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **env},
    )


def done(process: subprocess.Popen[str]) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=120)
    return process.returncode, out, err


def test_a_process_killed_between_sending_and_writing_sends_again_under_the_same_id(tmp_path: Path) -> None:
    path = tmp_path / "l.db"
    add(path)
    started: list[subprocess.Popen[str]] = []

    def take(connection: socket.socket, _path: str) -> None:
        if len(started) == 1:
            os.kill(started[0].pid, signal.SIGKILL)
            started[0].wait()
        connection.sendall(answer(b"", "204 No Content"))

    with serve(take) as hooks:
        allowed = {"SAYSO_ALERTS_ALLOW_HOSTS": f"127.0.0.1:{hooks.port}"}
        hook = hooks.url("/x", host="127.0.0.1")
        assert done(sayso(path, "search", "save", "Talks", "--hook", hook, **allowed))[0] == 0
        add(path, Told())
        started.append(sayso(path, "alerts", **allowed))
        assert done(started[0])[0] == -signal.SIGKILL
        with Desk.open(desk_beside(path)) as desk:
            (delivery,) = desk.outbox.deliveries()
            assert (delivery.fate, delivery.attempts) == (None, 1)
            assert desk.is_whole()
            # its time is over
            with desk.work() as db:
                db.execute("UPDATE deliveries SET lease_until = '2000-01-01'")
        started.append(sayso(path, "alerts", **allowed))
        assert done(started[1])[0] == 0
        started.append(sayso(path, "alerts", **allowed))
        assert done(started[2])[0] == 0
    ids = [line for head in hooks.heads for line in head.split("\r\n") if line.startswith("webhook-id")]
    assert len(ids) == 2
    assert len(set(ids)) == 1
    assert hooks.bodies[0] == hooks.bodies[1]
    with Desk.open(desk_beside(path)) as desk:
        assert [d.fate for d in desk.outbox.deliveries()] == [Fate.SENT]


def test_a_disk_that_takes_no_more_loses_nothing_and_leaves_the_ledger_alone(tmp_path: Path) -> None:
    """The file may not grow beyond its size, as on a full disk."""
    path = tmp_path / "l.db"
    add(path, *(Told(number=n) for n in range(5)))
    assert done(sayso(path, "token", "create", "--name", "first"))[0] == 0
    before = path.read_bytes()

    code, out, err = done(sayso(path, "token", "create", "--name", "second", blocks=32))
    assert (code, out) == (3, ""), err
    assert "desk" in err
    assert "Traceback" not in err
    assert path.read_bytes() == before
    assert done(sayso(path, "token", "create", "--name", "second"))[0] == 0
    with Desk.open(desk_beside(path)) as desk:
        assert [token.name for token in desk.tokens.every()] == ["first", "second"]
        assert desk.is_whole()


@pytest.mark.parametrize("share", [0.1, 0.4, 0.7, 0.95])
def test_a_desk_cut_short_is_named_or_read_and_the_ledger_is_left_alone(tmp_path: Path, share: float) -> None:
    path = tmp_path / "l.db"
    add(path, Told())
    desk_path = desk_beside(path)
    with Desk.open(desk_path) as desk:
        for number in range(50):
            desk.judgements.give(verdict(number))
    before = path.read_bytes()
    whole = desk_path.read_bytes()
    desk_path.write_bytes(whole[: int(share * len(whole))])
    code, _, err = done(sayso(path, "verdicts"))
    assert code == 3
    assert "desk" in err
    assert "Traceback" not in err
    assert done(sayso(path, "events"))[0] == 0
    assert path.read_bytes() == before


def test_a_killed_unit_of_work_leaves_the_desk_as_it_was(tmp_path: Path) -> None:
    """The process ends inside a unit of work, with pages of it in the log already."""
    path = desk_beside(tmp_path / "l.db")
    with Desk.open(path) as desk:
        desk.judgements.give(verdict(0))
    script = (
        "import os, sys\n"
        "from pathlib import Path\n"
        "from sayso.ledger.desk import Desk\n"
        "desk = Desk.open(Path(sys.argv[1]))\n"
        "with desk.work() as db:\n"
        "    db.execute('PRAGMA cache_size = 1')\n"
        "    db.execute('DELETE FROM judgements')\n"
        "    for n in range(2000):\n"
        "        db.execute(\"INSERT INTO tokens VALUES (?, ?, '', ?, '', NULL, NULL, NULL)\","
        " (str(n), str(n), str(n) * 100))\n"
        "    os.kill(os.getpid(), 9)\n"
    )
    killed = subprocess.run([sys.executable, "-c", script, str(path)], check=False)
    assert killed.returncode == -signal.SIGKILL
    with Desk.open(path) as desk:
        assert len(desk.judgements.waiting()) == 1
        assert desk.tokens.every() == []
        assert desk.is_whole()
