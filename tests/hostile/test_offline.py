"""No command but `watch` and `alerts`, and no source but an address, opens a socket or asks for a name.

The commands run in an interpreter whose audit hook ends the process at the first such call and, where the system
allows one, in a network namespace without any interface, which binds the children that parse pages as well.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

TEXT = "President Ilves met Prime Minister Brandt in Riga on 14 May 2024, his office said.\n"
PAGE = (
    "<html><head><title>Talks in Riga</title><meta property='article:published_time' content='2024-05-15T08:00:00Z'>"
    "</head><body><article><h1>Talks in Riga</h1>"
    f"<p>{TEXT}</p><p>Police arrested twelve people at a protest in Tallinn, a spokesman said on Wednesday.</p>"
    "</article></body></html>"
)
#: Ends the process with its own status at the first call that could reach a network.
SEALED = """
import os, sys
BARRED = {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo",
          "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}
def hook(event, arguments):
    if event in BARRED:
        sys.stderr.write(f"OPENED {event} {arguments!r}")
        sys.stderr.flush()
        os._exit(99)
sys.addaudithook(hook)
from sayso.faces.cli.main import main
main(sys.argv[1:])
"""


@cache
def apart() -> tuple[str, ...]:
    """What runs a command in a namespace without a network, if the system allows it."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return ()
    words = (unshare, "--map-root-user", "--net")
    done = subprocess.run([*words, "true"], capture_output=True, check=False)
    return words if done.returncode == 0 else ()


def run(folder: Path, *words: str, sealed: bool = True) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*(apart() if sealed else ()), sys.executable, "-c", SEALED, *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd=folder,
        env={**os.environ, "XDG_DATA_HOME": str(folder)},  # never the ledger of whoever runs the tests
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("offline")
    (made / "talks.txt").write_text(TEXT, encoding="utf-8")
    (made / "talks.html").write_text(PAGE, encoding="utf-8")
    done = run(made, "load", "--ledger", "l.db", "--published", "2024-05-15", "talks.txt", "talks.html")
    assert done.returncode == 0, done.stderr
    assert run(made, "search", "save", "Visits", "--ledger", "l.db").returncode == 0
    return made


@pytest.mark.parametrize(
    "words",
    [
        ("code", "talks.html", "--published", "2024-05-15"),
        ("code", "talks.txt", "--published", "2024-05-15", "--format", "jsonl"),
        ("events", "--ledger", "l.db"),
        ("events", "--ledger", "l.db", "--format", "geojson"),
        ("figures", "--ledger", "l.db"),
        ("sources", "--ledger", "l.db"),
        ("offices", "--ledger", "l.db"),
        ("status", "--ledger", "l.db"),
        ("ledger", "check", "--ledger", "l.db"),
        ("ledger", "rebuild", "--ledger", "l.db"),
        ("backup", "--ledger", "l.db", "copy.db"),
        ("verdicts", "--ledger", "l.db"),
        ("search", "list", "--ledger", "l.db"),
        ("search", "feed", "Visits", "--ledger", "l.db"),
        ("alerts", "--ledger", "l.db"),
        ("rules",),
    ],
    ids=" ".join,
)
def test_no_command_reaches_out(folder: Path, words: tuple[str, ...]) -> None:
    done = run(folder, *words)
    assert done.returncode == 0, done.stderr
    assert "OPENED" not in done.stderr


def test_alerts_reach_out_only_where_somebody_is_to_be_told(folder: Path, tmp_path: Path) -> None:
    """The search is saved before there is anything, so that all that comes is new for it."""
    hook = "http://hooks.example/x"
    saved = run(tmp_path, "search", "save", "Talks", "--hook", hook, "--ledger", "l.db")
    assert saved.returncode == 0, saved.stderr
    shutil.copy(folder / "l.db", tmp_path)
    told = run(tmp_path, "alerts", "--ledger", "l.db", sealed=False)
    assert told.returncode == 99, told.stderr
    assert "OPENED socket.getaddrinfo ('hooks.example'" in told.stderr


def test_the_seal_holds(folder: Path) -> None:
    """An address as a source does reach out, so that what seals the others is known to work."""
    done = run(folder, "code", "http://127.0.0.1/talks.html", sealed=False)
    refused = run(folder, "code", "http://192.0.2.1/talks.html", sealed=False)
    assert done.returncode == 1  # a private address is refused before anything is opened
    assert "OPENED" not in done.stderr
    assert refused.returncode == 1
    named = run(folder, "code", "http://talks.example/talks.html", sealed=False)
    assert named.returncode == 99
    assert "OPENED socket.getaddrinfo" in named.stderr
