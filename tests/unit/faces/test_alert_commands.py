"""`sayso search`, `sayso alerts` and `sayso token` from the command line."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from pathlib import Path

import feedparser
import pytest

import loopback
from ledgers import open_ledger
from loopback import Server, answer
from mailboxes import Mailbox, serving_mail
from sayso.engine.catalog import open_desk
from sayso.engine.config import load_settings
from sayso.engine.session import EventQuery, Session
from sayso.ledger.desk import desk_beside
from sayso.records import Run
from stubs import Told

Call = Callable[..., tuple[int, str, str]]
RUN = Run(run_id="run1", code_version="", config_sha256="", model_sha256="", started_at="")
HOSTILE = "Kim \x1b[2J\u202e met <b>Putin</b>. \ud800"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "l.db"


@pytest.fixture
def run(path: Path, monkeypatch: pytest.MonkeyPatch, command: Call) -> Call:
    monkeypatch.setenv("SAYSO_LEDGER", str(path))
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.setattr("sayso.faces.cli.search.user", lambda: "ann")
    return command


def add(path: Path, *told: Told) -> None:
    with open_ledger(path) as ledger:
        ledger.begin_run(RUN)
        for each in told:
            article, claim = each.made()
            ledger.add_report(RUN.run_id, article, [claim])
        ledger.refresh()


@pytest.fixture
def receivers(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Mailbox, Server]]:
    """A mail server and a webhook that the settings name."""
    with (
        serving_mail() as box,
        loopback.serve(lambda connection, _path: connection.sendall(answer(b"", "204 No Content"))) as hooks,
    ):
        for name, value in (
            ("SMTP_HOST", "127.0.0.1"),
            ("SMTP_PORT", box.port),
            ("SMTP_SECURITY", "none"),
            ("SENDER", "sayso@news.example"),
            ("BASE_URL", "https://news.example"),
            ("ALLOW_HOSTS", f"127.0.0.1:{hooks.port}"),
        ):
            monkeypatch.setenv(f"SAYSO_ALERTS_{name}", str(value))
        yield box, hooks


# ---------------------------------------------------------------------- searches


def test_a_search_is_saved_shown_listed_and_deleted(run: Call) -> None:
    code, out, err = run(
        "search", "save", "Visits", "--actor", "Kim", "--type", "consult", "--since", "2026-01-02"
    )
    assert (code, err) == (0, "")
    for part in ("Visits", "actor Kim, type CONSULT, since 2026-01-02", "/feeds/", "alerts", "off"):
        assert part in out
    code, out, _ = run("search", "list")
    assert code == 0
    assert re.search(r"Visits\s+actor Kim.*off\s+ann", out)
    (row,) = json.loads(run("search", "list", "--format", "json")[1])["searches"]
    assert row["query"] == {"actor": "Kim", "type": "CONSULT", "since": "2026-01-02"}
    doc = json.loads(run("search", "show", "Visits", "--format", "json")[1])
    assert doc["schema"] == "sayso/1"
    assert doc["feeds"]["rss"].startswith(f"/feeds/{doc['id']}.rss?key=")
    assert run("search", "delete", "Visits")[0] == 0
    assert "no search is saved" in run("search", "list")[2]


def test_a_search_keeps_every_condition(run: Call) -> None:
    asked = {
        "actor": "Kim", "target": "NOR", "who": "Putin", "kind": "event", "type": "CONSULT", "place": "Riga",
        "country": "LVA", "since": "2026-01-02", "until": "2026-01-03", "status": "planned",
        "certainty": "probable", "speaker": "the palace", "min_origins": "2", "rule": "any", "text": "talks",
    }  # fmt: skip
    assert asked.keys() == {field.name for field in fields(EventQuery)} - {"limit"}
    options = [part for name, value in asked.items() for part in (f"--{name.replace('_', '-')}", value)]
    assert run("search", "save", "Visits", *options)[0] == 0
    assert json.loads(run("search", "show", "Visits", "--format", "json")[1])["query"] == asked


def test_what_cannot_be_done_is_said(run: Call, path: Path) -> None:
    assert run("search", "save")[0] == 2
    assert run("search", "save", "Visits", "--type", "NONSENSE")[0] == 2
    assert run("search", "save", "Visits", "--mail", "ann")[0] == 2
    assert run("search", "show", "Visits")[0] == 1
    assert run("search", "delete", "Visits")[0] == 1
    assert run("search", "alert", "Visits")[0] == 1
    run("search", "save", "Visits")
    code, _, err = run("search", "save", "Visits")
    assert (code, "is a search named" in err) == (2, True)
    code, _, err = run("search", "alert", "Visits", "--rise-to", "3")
    assert (code, "nobody is to be told" in err) == (2, True)
    assert desk_beside(path).exists()
    assert not path.exists()


def test_who_is_told_is_said_with_the_search_or_later(run: Call) -> None:
    run("search", "save", "Visits", "--mail", "ann@example.org", "--every", "5")
    doc = json.loads(run("search", "show", "Visits", "--format", "json")[1])["alerts"]
    assert (doc["on"], doc["mail"], doc["every_s"], len(doc["changes"])) == (
        True,
        ["ann@example.org"],
        300,
        6,
    )
    out = run(
        "search", "alert", "Visits", "--hook", "https://hooks.example/x", "--rise-to", "3", "--tell", "new",
        "--tell", "denied",
    )[1]  # fmt: skip
    assert "new, denied; again at 3 origins; 5 minutes apart" in out
    assert "ann@example.org" in out
    assert "whsec_" in out
    assert "off" in run("search", "alert", "Visits", "--off")[1]
    doc = json.loads(run("search", "alert", "Visits", "--hook", "", "--format", "json")[1])["alerts"]
    assert (doc["on"], doc["hook"], doc["mail"]) == (True, None, ["ann@example.org"])


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_a_search_is_printed_as_a_feed(run: Call, path: Path, form: str, receivers: object) -> None:
    add(path, replace(Told(), sentence=HOSTILE))
    run("search", "save", "Visits")
    code, out, _ = run("search", "feed", "Visits", "--format", form)
    assert code == 0
    found = feedparser.parse(out.encode())
    assert not found.bozo
    assert len(found.entries) == 1
    assert f".{form}?key=" in out
    assert "\x1b" not in out


def test_a_feed_is_atom_unasked_and_json_if_asked(run: Call, path: Path) -> None:
    add(path, Told())
    run("search", "save", "Visits")
    assert "<feed xmlns=" in run("search", "feed", "Visits")[1]
    doc = json.loads(run("search", "feed", "Visits", "--format", "json")[1])
    assert len(doc["items"]) == 1


def test_a_feed_can_be_given_another_address(run: Call, path: Path) -> None:
    add(path, Told())
    run("search", "save", "Visits")
    before = json.loads(run("search", "show", "Visits", "--format", "json")[1])["feeds"]
    run("search", "feed", "Visits", "--new-key")
    assert json.loads(run("search", "show", "Visits", "--format", "json")[1])["feeds"] != before


# ---------------------------------------------------------------------- alerts


def test_alerts_are_sent_and_listed(run: Call, path: Path, receivers: tuple[Mailbox, Server]) -> None:
    box, hooks = receivers
    add(path)
    run("search", "save", "Visits", "--mail", "ann@example.org", "--hook", hooks.url("/x", host="127.0.0.1"))
    assert "nothing was sent" in run("alerts", "--sent")[2]
    add(path, replace(Told(), sentence=HOSTILE))
    code, out, err = run("alerts")
    assert (code, out) == (0, "")
    assert "1 event new for 1 search; 2 sent, 0 put off, 0 given up; 0 left to send" in err
    assert (len(box.mails), len(hooks.bodies)) == (1, 1)
    table = run("alerts", "--sent")[1]
    assert table.count("sent") == 2
    assert "ann@example.org" in table
    rows = json.loads(run("alerts", "--sent", "--format", "json")[1])["deliveries"]
    assert {row["outcome"] for row in rows} == {"sent"}
    assert len(run("alerts", "--sent", "--format", "jsonl")[1].splitlines()) == 2
    read = list(csv.DictReader(io.StringIO(run("alerts", "--sent", "--format", "csv")[1])))
    assert [row["attempts"] for row in read] == ["1", "1"]
    assert "0 events new" in run("alerts", "--once")[2]


def test_what_could_not_be_sent_is_said_and_listed(
    run: Call, path: Path, receivers: tuple[Mailbox, Server]
) -> None:
    box, _ = receivers
    box.answers["RCPT"] = "450 \x1b[2J come later"
    add(path)
    run("search", "save", "Visits", "--mail", "ann@example.org")
    add(path, Told())
    code, _, err = run("alerts")
    assert code == 1
    assert "mail to ann@example.org: mail.later: 450" in err
    assert "\x1b" not in err
    table = run("alerts", "--sent")[1]
    assert "waits until" in table
    assert "mail.later" in table


def test_a_setting_that_cannot_be_used_is_named(
    run: Call, path: Path, receivers: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(path)
    run("search", "save", "Visits", "--mail", "ann@example.org")
    monkeypatch.setenv("SAYSO_ALERTS_SMTP_SECURITY", "ssl")
    assert run("alerts")[0] == 2
    monkeypatch.setenv("SAYSO_ALERTS_ALLOW_HOSTS", "http://x")
    assert run("search", "alert", "Visits", "--hook", "https://hooks.example/x")[0] == 2
    assert run("alerts", "--once", "--every", "5")[0] == 2


# ---------------------------------------------------------------------- tokens


def test_a_token_is_printed_once_listed_and_revoked(run: Call, path: Path) -> None:
    code, out, err = run("token", "create", "--name", "reader", "--scope", "write", "--days", "30")
    assert code == 0
    assert re.fullmatch(r"sayso_[A-Za-z0-9_-]{43}\n", out)
    assert "reader may write until" in err
    assert run("token", "create", "--name", "reader")[0] == 2
    table = run("token", "list")[1]
    assert re.search(r"reader\s+write", table)
    (row,) = json.loads(run("token", "list", "--format", "json")[1])["tokens"]
    assert (row["name"], row["scope"], row["revoked_at"]) == ("reader", "write", None)
    assert out.strip() not in json.dumps(row) + table
    assert run("token", "revoke", row["id"])[0] == 0
    assert run("token", "revoke", "reader")[0] == 1
    assert json.loads(run("token", "list", "--format", "jsonl")[1])["revoked_at"] is not None
    assert len(run("token", "list", "--format", "csv")[1].splitlines()) == 2


def test_tokens_that_cannot_be_made(run: Call) -> None:
    assert run("token", "create")[0] == 2
    assert run("token", "revoke")[0] == 2
    assert run("token", "create", "--name", " ")[0] == 2
    assert "there are no tokens" in run("token", "list")[2]


def test_a_damaged_desk_is_an_error_and_the_ledger_answers(run: Call, path: Path) -> None:
    add(path, Told())
    run("token", "create", "--name", "reader")
    before = path.read_bytes()
    for leftover in path.parent.glob("*.desk-*"):
        leftover.unlink()
    desk_beside(path).write_bytes(b"SQLite format 3\0" + b"\xff" * 8000)
    for words in (("token", "list"), ("search", "list"), ("alerts",), ("alerts", "--sent"), ("verdicts",)):
        code, out, err = run(*words)
        assert (words, code, out) == (words, 3, "")
        assert "desk" in err
        assert "Traceback" not in err
    assert run("events")[0] == 0
    assert path.read_bytes() == before


# ---------------------------------------------------------------------- the desk beside the ledger's care


def test_what_is_forgotten_is_not_told_any_more(
    run: Call, path: Path, receivers: tuple[Mailbox, Server]
) -> None:
    box, hooks = receivers
    add(path)
    run("search", "save", "Visits", "--mail", "ann@example.org", "--hook", hooks.url("/x", host="127.0.0.1"))
    box.answers["MAIL"] = "450 later"
    told = Told(sentence="Kim came to see somebody.")
    add(path, told)
    run("alerts")

    def everything() -> bytes:
        return b"".join(file.read_bytes() for file in sorted(path.parent.glob("*.desk*")))

    assert b"Kim came to see" in everything()
    assert run("forget", told.made()[0].article_id, "--reason", "asked to", "--yes")[0] == 0
    assert b"Kim came to see" not in everything()
    rows = json.loads(run("alerts", "--sent", "--format", "json")[1])["deliveries"]
    assert {(row["channel"], row["outcome"], row["code"]) for row in rows} == {
        ("hook", "sent", None),
        ("mail", "given up", "alert.forgotten"),
    }


def test_a_person_who_is_forgotten_is_taken_out_of_what_waits(
    run: Call, path: Path, receivers: tuple[Mailbox, Server]
) -> None:
    box, _ = receivers
    add(path)
    run("search", "save", "Visits", "--mail", "ann@example.org")
    box.answers["MAIL"] = "450 later"
    add(path, Told(), Told(type="AID", mode=None, number=1, actors=("per:other",), recipients=()))
    run("alerts")
    assert run("forget", "per:kim", "--reason", "asked to", "--yes")[0] == 0
    with open_desk(load_settings(), create=False) as opened:
        (delivery,) = opened.outbox.deliveries()
        message = opened.outbox.message(delivery.message_id)
    assert message is not None
    assert message.document is not None
    assert len(message.document["entries"]) == 1
    assert "kim" not in json.dumps(message.document).casefold()


def test_a_backup_brings_the_desk(run: Call, path: Path, tmp_path: Path) -> None:
    add(path, Told())
    run("search", "save", "Visits")
    assert run("backup", str(tmp_path / "copy.db"))[0] == 0
    copied = replace(load_settings(), ledger=replace(load_settings().ledger, path=str(tmp_path / "copy.db")))
    with open_desk(copied, create=False) as desk:
        assert [search.name for search in desk.searches.every()] == ["Visits"]


def test_a_check_looks_at_the_desk(run: Call, path: Path) -> None:
    add(path, Told())
    run("search", "save", "Visits")
    assert run("ledger", "check")[0] == 0
    with open_desk(load_settings(), create=False) as desk:
        desk._unit.connection.execute("PRAGMA foreign_keys = OFF")
        desk._unit.connection.execute("INSERT INTO told VALUES ('no', 'no', 99)")
    assert [fault.check for fault in Session(load_settings()).faults()] == ["desk"]
