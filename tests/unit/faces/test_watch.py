"""`sayso watch` from the command line, over a server on the loopback, and what it shows."""

from __future__ import annotations

import io
import json
import os
import signal
import socket
import threading
import urllib.request
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from rich.console import Console

import stubs
from ledgers import open_ledger
from loopback import Server, answer, pages, serve
from sayso.engine.newsfeeds import Manners
from sayso.engine.session import Session
from sayso.engine.watching import Watched
from sayso.errors import ConfigError
from sayso.faces import metrics
from sayso.faces.cli.watch_log import Log, LogForm, line_of
from sayso.faces.cli.watch_view import View
from sayso.ingest.net.pace import Pace
from sayso.ledger import only_watcher
from sayso.records import Refusal

Run = Callable[..., tuple[int, str, str]]
RSS = (
    '<?xml version="1.0"?><rss version="2.0"><channel><title>Paper</title>'
    "<item><title>One</title><link>http://127.0.0.1:{port}/a.txt</link><guid>a</guid></item>"
    "<item><title>Two</title><link>http://127.0.0.1:{port}/none</link><guid>b</guid></item>"
    "</channel></rss>"
)
HASTY = Manners(pace=Pace(factor=0.0, min_delay_s=0.0, max_delay_s=0.0))


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A site with one feed, the list that names it, and a ledger to watch into."""
    table: dict[str, bytes] = {}
    with serve(pages(table)) as server:
        table["/rss"] = answer(RSS.format(port=server.port).encode(), headers={"Content-Type": "text/xml"})
        text = b"Norway met Turkey, the ministry said."
        table["/a.txt"] = answer(text, headers={"Content-Type": "text/plain"})
        (tmp_path / "feeds.toml").write_text(
            f'[[feed]]\nurl = "http://127.0.0.1:{server.port}/rss"\nname = "Paper"\n'
        )
        monkeypatch.setenv("SAYSO_LEDGER", str(tmp_path / "ledger.db"))
        monkeypatch.setenv("SAYSO_FETCH_ALLOW_PRIVATE", "true")
        monkeypatch.setenv("SAYSO_FETCH_PORTS", str(server.port))
        monkeypatch.setattr("sayso.engine.follow.manners_of", lambda _settings: HASTY)
        stub = partial(Session, build=lambda _settings, _given: stubs.parts({}))
        monkeypatch.setattr("sayso.faces.cli.watch.Session", stub)
        yield server


def test_once_reads_what_is_new_and_names_what_is_refused(site: Server, tmp_path: Path, command: Run) -> None:
    feeds = str(tmp_path / "feeds.toml")
    code, out, err = command("watch", feeds, "--once", "--show", "json")
    assert (code, out) == (1, "")
    *lines, last = err.strip().split("\n")
    records = [json.loads(line) for line in lines]
    assert [(r["event"], r.get("outcome")) for r in records] == [
        ("poll", None), ("report", "coded"), ("report", "refused"),
    ]  # fmt: skip
    assert records[2]["code"] == "fetch.status"
    assert last.startswith("1 poll (0 failed), 2 entries new: 1 coded (0 copies not read again), 0 known")
    told = json.loads(command("status", "--format", "json")[1])
    assert told["watch"]["ever"]["outcomes"] == {"coded": 1, "refused": 1}
    code, _, err = command("watch", feeds, "--once", "--show", "none")
    assert code == 0
    assert err.startswith("1 poll (0 failed), 0 entries new")
    assert sum("/a.txt" in head for head in site.heads) == 1


def saved_search(command: Run, monkeypatch: pytest.MonkeyPatch, hook: str, port: int) -> None:
    """A search that is told of at a webhook, in a ledger that is there already."""
    monkeypatch.setenv("SAYSO_ALERTS_ENABLED", "true")
    monkeypatch.setenv("SAYSO_ALERTS_ALLOW_HOSTS", f"127.0.0.1:{port}")
    with open_ledger(os.environ["SAYSO_LEDGER"]):
        pass
    assert command("search", "save", "Talks", "--hook", hook)[0] == 0


@pytest.mark.parametrize("once", [True, False])
def test_a_watch_tells_of_what_it_finds(
    site: Server, tmp_path: Path, command: Run, monkeypatch: pytest.MonkeyPatch, once: bool
) -> None:
    monkeypatch.setattr("sayso.engine.watching._MINUTE_S", 0.05)
    told = threading.Event()

    def take(connection: socket.socket, _path: str) -> None:
        connection.sendall(answer(b"", "204 No Content"))
        told.set()

    def when_told() -> None:
        told.wait(30)
        os.kill(os.getpid(), signal.SIGTERM)

    with serve(take) as hooks:
        saved_search(command, monkeypatch, hooks.url("/x", host="127.0.0.1"), hooks.port)
        feeds = str(tmp_path / "feeds.toml")
        if once:
            _, _, err = command("watch", feeds, "--once", "--show", "json")
        else:
            waiting = threading.Thread(target=when_told)
            waiting.start()
            _, _, err = command("watch", feeds, "--show", "json")
            waiting.join()
    (body,) = hooks.bodies
    assert [entry["changes"] for entry in json.loads(body)["entries"]] == [["new"]]
    assert '"alerts", "reason": "1 sent"' in err


def test_a_receiver_that_fails_stops_no_watch(
    site: Server, tmp_path: Path, command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serve(lambda connection, _path: connection.sendall(b"nonsense")) as hooks:
        saved_search(command, monkeypatch, hooks.url("/x", host="127.0.0.1"), hooks.port)
        code, _, err = command("watch", str(tmp_path / "feeds.toml"), "--once", "--show", "text")
    assert code == 1  # for the page that was refused
    assert "hook to 127.0.0.1: fetch.protocol" in err
    assert "1 coded" in err


def test_alerts_that_cannot_go_out_are_said_before_a_watch_begins(
    site: Server, tmp_path: Path, command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAYSO_ALERTS_ENABLED", "true")
    monkeypatch.setenv("SAYSO_ALERTS_ALLOW_HOSTS", "http://x")
    code, _, err = command("watch", str(tmp_path / "feeds.toml"), "--once")
    assert (code, "alerts.allow_hosts" in err) == (2, True)
    assert site.heads == []


def test_a_watch_ends_in_good_order_when_it_is_told_to(site: Server, tmp_path: Path, command: Run) -> None:
    def when_asked() -> None:
        while not any("/none" in head for head in site.heads):
            ended.wait(0.05)
        os.kill(os.getpid(), signal.SIGTERM)

    ended = threading.Event()
    teller = threading.Thread(target=when_asked)
    teller.start()
    code, _, err = command("watch", str(tmp_path / "feeds.toml"), "--show", "text")
    teller.join()
    assert code == 0
    assert "coded" in err
    assert err.strip().split("\n")[-1].startswith("1 poll (0 failed), 2 entries new")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[feed]]\nurl = 'https://a.example/rss'\nnmae = 'x'\n", "nearest known one is name"),
        ("[[feed]]\nurl = 'https://a.example/rss'\nenabled = false\n", "no feed that is enabled"),
        ("feed = ", "not a TOML file"),
    ],
)
def test_a_list_that_cannot_be_used_is_wrong_usage(
    site: Server, tmp_path: Path, command: Run, text: str, said: str
) -> None:
    del site  # sets up the ledger
    (tmp_path / "bad.toml").write_text(text)
    code, _, err = command("watch", str(tmp_path / "bad.toml"), "--once")
    assert code == 2
    assert said in err


def test_a_second_watch_into_a_ledger_is_refused(site: Server, tmp_path: Path, command: Run) -> None:
    del site
    with only_watcher(tmp_path / "ledger.db"):
        code, _, err = command("watch", str(tmp_path / "feeds.toml"), "--once")
    assert code == 3
    assert "another sayso watches" in err


# ------------------------------------------------------------------ what is shown


def counted() -> Watched:
    counts = Watched(polls=5, failed_polls=1, unchanged_polls=2, entries=9, retries=1, waiting=4)
    counts.tally.coded, counts.tally.carried, counts.tally.claims = 7, 2, 20
    counts.tally.add(Refusal(name="x", stage="text", code="text.empty", reason=""))
    return counts


def test_metrics_are_those_of_the_watch() -> None:
    counts = counted()
    with metrics.serving(0, counts) as port:
        address = f"http://127.0.0.1:{port}/metrics"
        with urllib.request.urlopen(address) as reply:
            text = reply.read().decode()
        counts.stalled = "the disk is full"
        with urllib.request.urlopen(address) as reply:
            later = reply.read().decode()
    for line in (
        'sayso_polls_total{outcome="unchanged"} 2.0',
        'sayso_polls_total{outcome="failed"} 1.0',
        'sayso_reports_total{outcome="coded"} 5.0',
        'sayso_reports_total{outcome="copy"} 2.0',
        'sayso_refusals_total{code="text.empty"} 1.0',
        "sayso_entries_total 9.0",
        "sayso_waiting 4.0",
        "sayso_stalled 0.0",
    ):
        assert line in text
    assert "sayso_stalled 1.0" in later


def test_a_port_that_is_taken_is_said() -> None:
    with (
        metrics.serving(0, Watched()) as port,
        pytest.raises(ConfigError, match="metrics"),
        metrics.serving(port, Watched()),
    ):
        pass


def test_the_view_shows_counts_rate_and_the_last_lines() -> None:
    ticks = iter(range(0, 1000, 10))
    console = Console(file=io.StringIO(), width=100)
    counts = counted()
    view = View(counts, console, lambda: float(next(ticks)))
    view.tell(counts)
    counts.tally.coded += 5
    view.tell(counts)
    for n in range(12):
        view.note(
            {"event": "poll", "feed": f"https://paper.example/{n}", "new": n, "code": None, "next": None}
        )
    counts.stalled = "the disk is full"
    console.print(view.drawn())
    shown = console.file.getvalue()  # type: ignore[attr-defined]  # a StringIO
    for part in ("5 (1 failed)", "reports a minute", "30", "stalled: the disk is full", "paper.example/11"):
        assert part in shown
    assert "paper.example/1:" not in shown


@pytest.mark.parametrize(
    ("record", "line"),
    [
        (
            {"event": "poll", "feed": "f", "new": 3, "code": None, "next": "2026-11-26T12:30:00+00:00"},
            "poll    f: 3 new, again 2026-11-26 12:30",
        ),
        ({"event": "poll", "feed": "f", "new": 0, "code": "fetch.gone", "next": None}, "poll    f: fetch.gone, not asked any more"),
        ({"event": "report", "name": "n", "outcome": "coded", "report": "r", "claims": 4}, "coded   n: 4 claims"),
        ({"event": "report", "name": "n", "outcome": "refused", "code": "text.empty"}, "refused n: text.empty"),
        ({"event": "report", "name": "n", "outcome": "known", "report": "r1"}, "known   n: r1"),
        (
            {"event": "retry", "name": "n", "code": "fetch.busy", "next": "2026-11-26T12:30:00+00:00"},
            "retry   n: fetch.busy, again 2026-11-26 12:30",
        ),
        ({"event": "stall", "reason": "the disk is full"}, "stall   the disk is full"),
    ],
)  # fmt: skip
def test_what_happens_is_one_line(record: dict[str, object], line: str) -> None:
    assert line_of(record) == line


def test_a_log_line_holds_nothing_that_breaks_it() -> None:
    stream = io.StringIO()
    at = datetime(2026, 11, 26, 12, tzinfo=UTC)
    hostile = {"event": "report", "name": "a\x1b[2J\nb", "outcome": "known", "report": "r"}
    Log(LogForm.TEXT, stream, lambda: at).note(hostile)
    Log(LogForm.JSON, stream, lambda: at).note(hostile)
    first, second = stream.getvalue().splitlines()
    assert first.startswith("2026-11-26 12:00:00 known")
    assert "\x1b" not in first
    assert json.loads(second) == {"at": "2026-11-26T12:00:00.000+00:00", **hostile}
