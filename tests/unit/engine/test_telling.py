"""Whoever is to be told is told, once for each message, whatever receivers, disks and clocks do."""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event as Signal

import pytest

import loopback
from ledgers import open_ledger
from loopback import Server, answer
from mailboxes import Mailbox, serving_mail
from sayso.engine import delivering
from sayso.engine.alerts import due
from sayso.engine.catalog import open_desk
from sayso.engine.config import Settings, load_settings
from sayso.engine.delivering import TRIES, Delivered
from sayso.engine.mailing import MailServer
from sayso.engine.posting import signature
from sayso.engine.searches import Alerting, SavedSearches
from sayso.engine.telling import Teller, Told, tell
from sayso.errors import DeskError
from sayso.faces.alerts.messages import writers_of
from sayso.ledger import EventQuery
from sayso.ledger.desk import Delivery, Fate, desk_beside
from sayso.records import Run
from stubs import Told as Report

RUN = Run(run_id="run1", code_version="", config_sha256="", model_sha256="", started_at="")
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
MET = Report()
AID = Report(type="AID", mode=None, number=1)


@dataclass
class Clock:
    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at


@dataclass
class Office:
    """A ledger with searches, a mail server, and a webhook that answers as a test says."""

    settings: Settings
    box: Mailbox
    hooks: Server
    clock: Clock
    statuses: list[str]
    searches: SavedSearches = field(init=False)

    def __post_init__(self) -> None:
        self.searches = SavedSearches(self.settings, clock=self.clock, random=lambda n: bytes(range(n)))

    @property
    def hook(self) -> str:
        return self.hooks.url("/alerts", host="127.0.0.1")

    def save(self, name: str = "Talks", **changes: object) -> None:
        how: dict[str, object] = {"on": True, "mail": ("ann@example.org",), "hook": self.hook, "every_s": 0}
        self.searches.save(name, EventQuery(), by="ann", alerting=Alerting(**how | changes))  # type: ignore[arg-type]

    def add(self, *told: Report) -> None:
        with open_ledger(self.settings.ledger.path) as ledger:
            ledger.begin_run(RUN)
            for each in told:
                article, claim = each.made()
                ledger.add_report(RUN.run_id, article, [claim])
            ledger.refresh()

    def tell(self) -> Told:
        return tell(self.settings, writers_of(self.settings), self.clock, Signal())

    def deliveries(self) -> list[Delivery]:
        with open_desk(self.settings, create=False) as desk:
            return desk.outbox.deliveries()

    @property
    def posts(self) -> list[dict[str, object]]:
        return [json.loads(body) for body in self.hooks.bodies]


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    statuses: list[str] = []
    with ExitStack() as stack:
        box = stack.enter_context(serving_mail())
        hooks = stack.enter_context(
            loopback.serve(
                lambda connection, _path: connection.sendall(
                    answer(b"", statuses.pop(0) if statuses else "204 No Content")
                )
            )
        )
        settings = load_settings(
            {"HOME": str(tmp_path)},
            flags={
                "ledger.path": str(tmp_path / "l.db"),
                "alerts.smtp_host": "127.0.0.1",
                "alerts.smtp_port": box.port,
                "alerts.smtp_security": "none",
                "alerts.sender": "sayso@news.example",
                "alerts.base_url": "https://news.example",
                "alerts.allow_hosts": f"127.0.0.1:{hooks.port}",
                "alerts.timeout_s": 3,
            },
        )
        made = Office(settings, box, hooks, Clock(), statuses)
        made.add()
        yield made


def test_a_new_event_goes_to_everybody_once(office: Office) -> None:
    office.save()
    office.add(MET)
    told = office.tell()
    assert (told.searches, told.entries, told.delivered.sent, told.waiting) == (1, 1, 2, 0)
    (mail,) = office.box.mails
    assert mail["To"] == "ann@example.org"
    assert mail["Subject"] == "[sayso] Talks: CONSULT/visit: Kim → Putin (happened)"
    text = mail.get_body(("plain",))
    assert text is not None
    assert "> They met." in text.get_content()
    assert "https://news.example/event/e" in text.get_content()
    (post,) = office.posts
    assert (post["schema"], post["kind"]) == ("sayso/1", "alert")
    (entry,) = post["entries"]  # type: ignore[misc]
    assert (entry["changes"], entry["title"]) == (["new"], "CONSULT/visit: Kim → Putin (happened)")
    assert entry["event"]["status"] == "happened"
    assert office.tell() == Told()
    assert len(office.box.mails) == len(office.posts) == 1


def test_a_post_is_signed_as_standard_webhooks_has_it(office: Office) -> None:
    office.save()
    office.add(MET)
    office.tell()
    head = dict(line.split(": ", 1) for line in office.hooks.heads[0].split("\r\n")[1:] if line)
    names = {name.lower(): value for name, value in head.items()}
    search = office.searches.get("Talks")
    assert search is not None
    secret = search.alerting.secret
    assert secret is not None
    assert secret.startswith("whsec_")
    assert names["webhook-timestamp"] == str(int(NOW.timestamp()))
    signed = f"{names['webhook-id']}.{names['webhook-timestamp']}.".encode() + office.hooks.bodies[0]
    wanted = hmac.new(b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256).digest()
    assert names["webhook-signature"] == "v1," + b64encode(wanted).decode()
    assert names["webhook-id"] == office.posts[0]["delivery"]


def test_the_example_of_standard_webhooks() -> None:
    """The pair of message and signature that its specification and libraries test with."""
    assert (
        signature(
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            1614265330,
            b'{"test": 2432232314}',
        )
        == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    )


def test_a_secret_that_is_no_base64_signs_all_the_same() -> None:
    one, two = (signature(secret, "m", 1, b"{}") for secret in ("correct horse é", "other"))
    assert one.startswith("v1,")
    assert one != two


def test_one_receiver_that_fails_keeps_no_other_waiting(office: Office) -> None:
    office.save(mail=("ann@example.org", "bob@example.org"))
    office.statuses.append("500 Internal Server Error")
    office.add(MET)
    told = office.tell()
    assert (told.delivered.sent, told.delivered.put_off, told.waiting) == (2, 1, 1)
    assert "fetch.unavailable" in told.delivered.troubles[0]
    assert office.tell().delivered == Delivered()
    office.clock.at += timedelta(minutes=1)
    assert office.tell().delivered.sent == 1
    ids = {
        line for head in office.hooks.heads for line in head.split("\r\n") if line.startswith("webhook-id")
    }
    assert len(ids) == 1  # the same id each time
    assert len(office.box.mails) == 2


def test_a_receiver_that_never_answers_is_given_up_with_the_reason(office: Office) -> None:
    office.save(mail=())
    office.add(MET)
    for tried in range(1, TRIES + 1):
        office.statuses.append("404 Not Found")
        told = office.tell()
        assert len(office.hooks.heads) == tried
        assert told.waiting == (tried < TRIES)
        office.clock.at += timedelta(days=1)
    (delivery,) = office.deliveries()
    assert (delivery.fate, delivery.code, delivery.attempts) == (Fate.GIVEN_UP, "fetch.status", TRIES)
    assert delivery.reason == f"the server declines (HTTP 404) (tried {TRIES} times)"
    assert office.tell().delivered == Delivered()


@pytest.mark.parametrize("status", ["410 Gone", "302 Found"])
def test_a_receiver_that_says_no_for_good_is_not_asked_again(office: Office, status: str) -> None:
    office.save(mail=())
    office.statuses.append(status)
    office.add(MET)
    assert office.tell().delivered.given_up == 1
    office.clock.at += timedelta(days=2)
    office.tell()
    assert len(office.hooks.heads) == 1


def test_a_receiver_that_asks_to_come_later_is_left_alone_so_long(office: Office) -> None:
    with open_desk(office.settings, create=True):
        pass
    office.save(mail=())
    office.add(MET)
    with loopback.serve(
        lambda connection, _path: connection.sendall(
            answer(b"", "429 Too Many Requests", {"Retry-After": "7200"})
        )
    ) as busy:
        office.settings = replace(
            office.settings,
            alerts=replace(office.settings.alerts, allow_hosts=f"127.0.0.1:{busy.port}"),
        )
        office.searches = SavedSearches(office.settings, clock=office.clock, random=bytes)
        office.searches.change(
            "Talks", alerting=Alerting(on=True, hook=busy.url("/", host="127.0.0.1"), every_s=0)
        )
        office.add(AID)
        office.tell()
    due = next(d.due_at for d in office.deliveries() if d.fate is None)
    assert datetime.fromisoformat(due) == NOW + timedelta(hours=2)


def test_a_mail_that_is_refused_is_not_sent_again(office: Office) -> None:
    office.save(hook=None)
    office.box.answers["RCPT"] = "550 no such user here"
    office.add(MET)
    assert office.tell().delivered.given_up == 1
    (delivery,) = office.deliveries()
    assert delivery.code == "mail.refused"
    assert "no such user here" in str(delivery.reason)


def test_without_a_mail_server_mail_waits_and_is_given_up_in_the_end(office: Office) -> None:
    office.save(hook=None)
    office.add(MET)
    office.settings = replace(office.settings, alerts=replace(office.settings.alerts, smtp_host=""))
    assert office.tell().delivered.put_off == 1
    (delivery,) = office.deliveries()
    assert delivery.code == "mail.settings"


class Killed(BaseException):
    """The process ends here, whatever it was doing."""


def test_what_was_sent_before_a_kill_is_sent_again_under_the_same_id(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kill comes between the server's answer and the writing of it."""
    office.save()
    office.add(MET)

    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr(delivering, "_land", die)
        with pytest.raises(Killed):
            office.tell()
    assert len(office.deliveries()) == 2
    assert {d.fate for d in office.deliveries()} == {None}
    assert office.tell().delivered == Delivered()  # they are another's until its time is over
    office.clock.at += timedelta(minutes=15)
    assert office.tell().delivered.sent == 2
    assert len({mail["Message-ID"] for mail in office.box.mails}) == 1
    assert len({str(post["delivery"]) for post in office.posts}) == 1
    office.clock.at += timedelta(days=1)
    assert office.tell().delivered == Delivered()


def test_what_was_found_before_a_kill_is_found_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The kill comes after the look and before it is kept: nothing is lost, nothing doubled."""
    office.save()
    office.add(MET)

    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as broken:
        broken.setattr("sayso.ledger.desk.searches.Searches.keep", die)
        with pytest.raises(Killed):
            office.tell()
    assert office.tell().delivered.sent == 2
    assert len(office.box.mails) == len(office.posts) == 1


def test_a_mail_server_that_breaks_off_after_it_took_a_mail_gets_it_again_under_the_same_id(
    office: Office,
) -> None:
    office.save(hook=None)
    office.add(MET)
    office.box.answers["."] = "accept and drop"
    assert office.tell().delivered.put_off == 1
    office.box.answers.clear()
    office.clock.at += timedelta(minutes=1)
    assert office.tell().delivered.sent == 1
    first, second = office.box.mails
    assert first["Message-ID"] == second["Message-ID"]


def test_a_fault_of_ours_is_tried_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.save(hook=None)
    office.add(MET)

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a made-up fault")

    with monkeypatch.context() as broken:
        broken.setattr(MailServer, "send", fail)
        assert office.tell().delivered.put_off == 1
    (delivery,) = office.deliveries()
    assert (delivery.code, "a made-up fault" in str(delivery.reason)) == ("internal", True)
    office.clock.at += timedelta(minutes=1)
    assert office.tell().delivered.sent == 1


def test_two_processes_that_tell_at_once_tell_once(office: Office) -> None:
    office.save()
    office.add(MET)
    with open_desk(office.settings, create=False) as one, open_desk(office.settings, create=False) as two:
        with open_ledger(office.settings.ledger.path, create=False) as ledger:
            looks = [due(ledger, desk, office.clock())[0] for desk in (one, two)]
        assert [desk.searches.keep(look) for desk, look in zip((one, two), looks, strict=True)] == [
            True,
            False,
        ]
    assert office.tell().delivered.sent == 2


def test_a_run_that_is_told_to_stop_gives_back_what_it_has_not_begun(office: Office) -> None:
    office.save()
    office.add(MET)
    stop = Signal()
    stop.set()
    told = tell(office.settings, writers_of(office.settings), office.clock, stop)
    assert told.delivered == Delivered()
    assert office.tell().delivered.sent == 2


def test_what_was_sent_long_ago_is_let_go_of(office: Office) -> None:
    office.save()
    office.add(MET)
    office.tell()
    office.clock.at += timedelta(days=29)
    office.tell()
    assert len(office.deliveries()) == 2
    office.clock.at += timedelta(days=2)
    office.tell()
    assert office.deliveries() == []


def test_without_a_desk_nothing_is_opened(tmp_path: Path) -> None:
    settings = load_settings({"HOME": str(tmp_path)}, flags={"ledger.path": str(tmp_path / "l.db")})
    assert tell(settings, writers_of(settings), lambda: NOW, Signal()) == Told()
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------------- beside a watch


def teller(office: Office, notes: list[str]) -> Teller:
    return Teller(
        office.settings,
        writers_of(office.settings),
        office.clock,
        lambda record: notes.append(f"{record['event']}: {record['reason']}"),
    )


def test_beside_a_watch_what_comes_last_is_told_too(office: Office) -> None:
    notes: list[str] = []
    office.save()
    beside = teller(office, notes)
    beside.tick()
    office.add(MET)
    beside.finish()
    assert len(office.box.mails) == len(office.posts) == 1
    assert notes == ["alerts: 2 sent"]


def test_a_receiver_that_fails_is_noted_and_stops_nothing(office: Office) -> None:
    notes: list[str] = []
    office.save(mail=())
    office.add(MET)
    office.statuses += ["500 Internal Server Error"] * 3
    beside = teller(office, notes)
    beside.tick()
    beside.finish()
    assert any("fetch.unavailable" in note for note in notes)


@pytest.mark.parametrize("damage", [b"no database, " * 500, b"SQLite format 3\0" + b"\xff" * 4096])
def test_a_damaged_desk_is_noted_and_stops_nothing(office: Office, damage: bytes) -> None:
    notes: list[str] = []
    office.save()
    desk_beside(Path(office.settings.ledger.path)).write_bytes(damage)
    for leftover in Path(office.settings.ledger.path).parent.glob("*.desk-*"):
        leftover.unlink()
    with pytest.raises(DeskError):
        office.tell()
    beside = teller(office, notes)
    beside.tick()
    beside.finish()
    assert notes
    assert all("DeskError" in note for note in notes)
    office.add(AID)  # the ledger is not touched
