"""What belongs to the users of a ledger: kept whole, told once, and never mixed with the ledger itself."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import apsw
import pytest

from sayso.errors import DeskError, QueryError
from sayso.ledger import EventQuery
from sayso.ledger.asked import query_from_text, query_params, query_string, query_text
from sayso.ledger.desk import (
    Alerting,
    Change,
    Channel,
    Desk,
    Fate,
    Happening,
    Look,
    Message,
    Scope,
    Search,
    Token,
    desk_beside,
    schema,
)
from sayso.records import Judged, Judgement, Verdict

pytestmark = pytest.mark.of_a_file

NOW, LATER, LATEST = "2026-11-26T12:00:00+00:00", "2026-11-26T13:00:00+00:00", "2026-11-26T14:00:00+00:00"
SEARCH = Search(
    search_id="s1",
    name="Visits",
    query=EventQuery(actor="Kim", type="CONSULT", since=date(2026, 1, 2), min_origins=2),
    created_at=NOW,
    created_by="ann",
    feed_key="k" * 32,
    alerting=Alerting(
        on=True, mail=("a@example.org", "b@example.org"), hook="https://h.example/x", secret="s"
    ),
    looked=7,
    since_claim=3,
)
VERDICT = Verdict(
    what=Judged.EVENT,
    left_id="c1",
    right_id="c2",
    judgement=Judgement.DIFFERENT,
    decided_by="ann",
    decided_at=NOW,
    note="two \ud800 towns",
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return desk_beside(tmp_path / "l.db")


@pytest.fixture
def desk(path: Path) -> Iterator[Desk]:
    with Desk.open(path) as opened:
        yield opened


# ---------------------------------------------------------------------- the file


def test_a_desk_lies_beside_its_ledger_for_its_owner_s_eyes_only(desk: Desk, path: Path) -> None:
    desk.searches.add(SEARCH)
    assert path.name == "l.db.desk"
    files = [path, *path.parent.glob("l.db.desk-*")]
    assert len(files) == 3
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_a_desk_that_is_not_there_is_an_empty_one_and_is_not_made(path: Path) -> None:
    with Desk.open(path, create=False) as desk:
        assert desk.searches.every() == []
        assert desk.tokens.every() == []
        assert not desk.judgements.any()
    assert not path.exists()


def test_what_is_kept_is_there_when_opened_again(path: Path) -> None:
    with Desk.open(path) as desk:
        desk.searches.add(SEARCH)
    with Desk.open(path, create=False) as desk:
        assert desk.searches.every() == [SEARCH]
        assert desk.is_whole()


def test_a_unit_of_work_is_kept_whole_or_not_at_all(desk: Desk) -> None:
    def fail_after_two() -> None:
        with desk.work():
            desk.searches.add(SEARCH)
            desk.judgements.give(VERDICT)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_after_two()
    assert (desk.searches.every(), desk.judgements.any()) == ([], False)


def test_another_program_s_database_is_left_alone(path: Path) -> None:
    other = apsw.Connection(str(path))
    other.execute("CREATE TABLE theirs (x)")
    with pytest.raises(DeskError, match="no desk"):
        Desk.open(path)
    assert other.execute("SELECT name FROM sqlite_master").fetchall() == [("theirs",)]


def test_a_newer_desk_is_not_opened(path: Path) -> None:
    Desk.open(path).close()
    apsw.Connection(str(path)).execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    with pytest.raises(DeskError, match="has version"):
        Desk.open(path)


def test_a_file_that_is_no_database_is_named(path: Path) -> None:
    path.write_bytes(b"no database, " * 100)
    with pytest.raises(DeskError, match="not a desk") as caught:
        Desk.open(path)
    assert caught.value.item == str(path)
    assert path.read_bytes() == b"no database, " * 100


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DeskError, match="cannot be made"):
        Desk.open(tmp_path / "no" / "l.db.desk")


def test_who_waits_too_long_for_another_writer_is_told(desk: Desk, path: Path) -> None:
    with Desk.open(path, busy_ms=0) as other, desk.work(), pytest.raises(DeskError, match="another process"):
        other.judgements.give(VERDICT)


def test_a_copy_holds_everything_and_replaces_nothing(desk: Desk, tmp_path: Path) -> None:
    desk.searches.add(SEARCH)
    target = tmp_path / "copy.desk"
    desk.back_up(target)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    with Desk.open(target, create=False) as copy:
        assert copy.searches.every() == [SEARCH]
    with pytest.raises(DeskError, match="exists"):
        desk.back_up(target)


# ---------------------------------------------------------------------- questions written down


@pytest.mark.parametrize(
    "query",
    [
        EventQuery(),
        SEARCH.query,
        EventQuery(place="Nice \ud800", text='"a b" c', country="ROU", until=date(2026, 1, 3), limit=5),
        EventQuery(target="PRK", status="planned", rule="un-dprk-arms"),
    ],
)
def test_a_question_written_down_is_read_back(query: EventQuery) -> None:
    assert query_from_text(query_text(query)) == query


def test_a_question_is_also_parameters_of_an_address() -> None:
    assert query_params(SEARCH.query) == {
        "actor": "Kim",
        "type": "CONSULT",
        "since": "2026-01-02",
        "min_origins": "2",
    }
    assert query_string(EventQuery(text="a&b=c\ud800")) == "text=a%26b%3Dc%3F"
    assert query_string(EventQuery()) == ""


@pytest.mark.parametrize("text", ['{"mood": "blue"}', "[]", '{"type": "NONSENSE"}'])
def test_a_question_that_cannot_be_asked_is_an_error(text: str) -> None:
    with pytest.raises(QueryError):
        query_from_text(text)


# ---------------------------------------------------------------------- searches


def test_searches_are_found_by_id_and_name(desk: Desk) -> None:
    assert desk.searches.add(SEARCH)
    assert desk.searches.get("s1") == desk.searches.get("Visits") == SEARCH
    assert desk.searches.get("visits") is None


def test_a_name_is_taken_once(desk: Desk) -> None:
    desk.searches.add(SEARCH)
    assert not desk.searches.add(replace(SEARCH, search_id="s2"))
    desk.searches.add(replace(SEARCH, search_id="s2", name="Other"))
    assert not desk.searches.change(replace(SEARCH, search_id="s2"))
    assert not desk.searches.change(replace(SEARCH, search_id="s3", name="New"))
    assert [s.name for s in desk.searches.every()] == ["Other", "Visits"]


def test_secrets_are_not_shown_with_a_search() -> None:
    assert "k" * 32 not in repr(SEARCH)
    assert "secret" not in repr(SEARCH)


def message(number: int = 0, **changes: object) -> Message:
    made = Message(
        message_id=f"m{number}",
        search_id="s1",
        made_at=NOW,
        document={"entries": [{"id": f"e{number}", "claims": ["c1"], "sentence": "Kim Jong Un came."}]},
        to=((Channel.MAIL, "a@example.org"), (Channel.HOOK, "https://h.example/x")),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


HAPPENING = Happening(
    number=None,
    first_claim="c1",
    told_at=NOW,
    origins=2,
    marks=frozenset({"planned"}),
    claim_ids=("c1", "c2"),
)
LOOK = Look(search_id="s1", after=7, upto=9, next_at=LATER, happenings=(HAPPENING,), messages=(message(),))


def test_a_look_is_kept_with_what_it_told_and_what_is_to_be_sent(desk: Desk) -> None:
    desk.searches.add(SEARCH)
    assert desk.searches.keep(LOOK)
    search = desk.searches.get("s1")
    assert search is not None
    assert (search.looked, search.next_at) == (9, LATER)
    told = desk.searches.told("s1", ["c2", "c9"])
    assert told == {"c2": replace(HAPPENING, number=told["c2"].number, claim_ids=())}
    assert desk.searches.told("s1", ["c9"]) == {}
    assert desk.searches.told("s2", ["c2"]) == {}
    assert [d.receiver for d in desk.outbox.deliveries()] == ["a@example.org", "https://h.example/x"]
    assert desk.outbox.message("m0") == message()


def test_of_two_who_looked_at_once_one_is_believed(desk: Desk) -> None:
    desk.searches.add(SEARCH)
    assert desk.searches.keep(LOOK)
    assert not desk.searches.keep(replace(LOOK, messages=(message(1),)))
    assert desk.outbox.message("m1") is None


def test_more_is_told_of_a_happening_later(desk: Desk) -> None:
    desk.searches.add(SEARCH)
    desk.searches.keep(LOOK)
    told = desk.searches.told("s1", ["c1"])["c1"]
    more = replace(told, origins=5, marks=frozenset({"planned", "happened"}), claim_ids=("c7",))
    desk.searches.keep(Look(search_id="s1", after=9, upto=10, next_at=None, happenings=(more,)))
    kept = replace(more, claim_ids=())
    assert desk.searches.told("s1", ["c7", "c1"]) == {"c7": kept, "c1": kept}


def test_a_search_with_another_question_has_told_nothing(desk: Desk) -> None:
    desk.searches.add(SEARCH)
    desk.searches.keep(LOOK)
    held = desk.searches.get("s1")
    assert held is not None
    desk.searches.change(replace(held, name="Named otherwise"))
    assert desk.searches.told("s1", ["c1"])
    desk.searches.change(replace(held, query=EventQuery()))
    assert desk.searches.told("s1", ["c1"]) == {}


def test_a_deleted_search_leaves_nothing(desk: Desk) -> None:
    desk.searches.add(SEARCH)
    desk.searches.keep(LOOK)
    assert desk.searches.delete("s1")
    assert not desk.searches.delete("s1")
    assert (desk.searches.told("s1", ["c1"]), desk.outbox.deliveries(), desk.outbox.waiting()) == (
        {},
        [],
        0,
    )


def test_a_change_that_only_a_newer_sayso_knows_is_not_asked_for(desk: Desk) -> None:
    desk.searches.add(SEARCH)
    with desk.work() as db:
        db.execute("""UPDATE searches SET alerting = replace(alerting, '"denied"', '"moods"')""")
    (search,) = desk.searches.every()
    assert search.alerting.changes == frozenset(Change) - {Change.DENIED}


# ---------------------------------------------------------------------- deliveries


@pytest.fixture
def sending(desk: Desk) -> Desk:
    desk.searches.add(SEARCH)
    desk.outbox.add(message())
    return desk


def test_a_delivery_is_one_process_s_until_its_time_is_over(sending: Desk) -> None:
    first = sending.outbox.lease(NOW, LATER, 10)
    assert [(d.channel, d.attempts, d.entries) for d in first] == [(Channel.MAIL, 1, 1), (Channel.HOOK, 1, 1)]
    assert sending.outbox.lease(NOW, LATER, 10) == []
    again = sending.outbox.lease(LATER, LATEST, 10)
    assert [(d.delivery_id, d.attempts) for d in again] == [(d.delivery_id, 2) for d in first]


def test_a_delivery_has_one_outcome(sending: Desk) -> None:
    mail, hook = sending.outbox.lease(NOW, LATER, 10)
    sending.outbox.sent(mail.delivery_id, NOW)
    sending.outbox.give_up(mail.delivery_id, LATER, "mail.refused", "too late")
    sending.outbox.give_up(hook.delivery_id, LATER, "fetch.gone", "gone \ud800")
    assert sending.outbox.waiting() == 0
    assert [(d.fate, d.code, d.reason, d.done_at) for d in sending.outbox.deliveries("s1")] == [
        (Fate.SENT, None, None, NOW),
        (Fate.GIVEN_UP, "fetch.gone", "gone ?", LATER),
    ]
    assert sending.outbox.lease(LATEST, LATEST, 10) == []


def test_a_delivery_put_off_is_due_again_then(sending: Desk) -> None:
    mail, hook = sending.outbox.lease(NOW, LATER, 10)
    sending.outbox.later(mail.delivery_id, LATEST, "mail.later", "busy")
    sending.outbox.put_back(hook.delivery_id)
    assert [(d.channel, d.attempts) for d in sending.outbox.lease(NOW, LATER, 10)] == [(Channel.HOOK, 1)]
    assert [d.attempts for d in sending.outbox.lease(LATEST, LATEST, 1)] == [2]


def test_writing_a_message_down_twice_sends_it_once(sending: Desk) -> None:
    sending.outbox.add(message(document={"entries": []}))
    assert sending.outbox.message("m0") == message()
    assert len(sending.outbox.deliveries()) == 2


def test_who_is_no_receiver_any_more_gets_nothing(sending: Desk) -> None:
    alerting = replace(SEARCH.alerting, mail=("b@example.org",))
    sending.searches.change(replace(SEARCH, alerting=alerting))
    assert [d.channel for d in sending.outbox.lease(NOW, LATER, 10)] == [Channel.HOOK]
    sending.searches.change(replace(SEARCH, alerting=Alerting()))
    assert sending.outbox.lease(LATEST, LATEST, 10) == []


def test_a_clock_that_was_set_wrong_stops_nothing(sending: Desk) -> None:
    (mail, _) = sending.outbox.lease(NOW, "2099-01-01T00:00:00+00:00", 10)
    sending.outbox.later(mail.delivery_id, "2099-01-01T00:00:00+00:00", "mail.later", "busy")
    sending.searches.change(replace(SEARCH, next_at="2099-01-01T00:00:00+00:00"))
    sending.outbox.mend(LATER, LATEST)
    assert len(sending.outbox.lease(LATER, LATEST, 10)) == 2
    assert [s.next_at for s in sending.searches.every()] == [LATER]


def test_old_messages_go_when_nobody_waits_for_them(sending: Desk) -> None:
    assert sending.outbox.tidy(LATER) == 0
    for delivery in sending.outbox.lease(NOW, LATER, 10):
        sending.outbox.sent(delivery.delivery_id, NOW)
    assert sending.outbox.tidy(NOW) == 0
    assert sending.outbox.tidy(LATER) == 1
    assert sending.outbox.message("m0") is None


def test_what_is_forgotten_is_told_to_nobody(sending: Desk, path: Path) -> None:
    two = [{"id": "e1", "claims": ["c1"]}, {"id": "e2", "claims": ["c5"]}]
    sending.outbox.add(message(1, document={"entries": two}))
    sending.outbox.add(message(2, to=()))
    assert sending.outbox.forget(["KIM jong un", "c5"], NOW) == 2
    first, second, third = (sending.outbox.message(f"m{n}") for n in range(3))
    assert first is not None
    assert first.document is None
    assert second is not None
    assert second.document == {"entries": two[:1]}
    assert third is not None
    assert third.document is None  # everybody has it, so nothing of it is kept
    assert {d.code for d in sending.outbox.deliveries() if d.message_id == "m0"} == {"alert.forgotten"}
    assert {d.message_id for d in sending.outbox.lease(NOW, LATER, 10)} == {"m1"}
    sending.tidy()
    assert b"Kim Jong Un" not in b"".join(file.read_bytes() for file in path.parent.glob("*.desk*"))


# ---------------------------------------------------------------------- tokens


TOKEN = Token(token_id="t1", name="reader", scope=Scope.READ, created_at=NOW, expires_at=LATER)


def test_a_token_is_known_by_its_digest(desk: Desk) -> None:
    assert desk.tokens.add(TOKEN, "a" * 64)
    assert desk.tokens.of_digest("a" * 64) == TOKEN
    assert desk.tokens.of_digest("b" * 64) is None
    desk.tokens.used("t1", LATER)
    assert desk.tokens.every() == [replace(TOKEN, last_used_at=LATER)]


def test_a_name_is_free_again_when_its_token_was_revoked(desk: Desk) -> None:
    desk.tokens.add(TOKEN, "a" * 64)
    assert not desk.tokens.add(replace(TOKEN, token_id="t2"), "b" * 64)
    assert desk.tokens.revoke("reader", LATER) == [TOKEN]
    assert desk.tokens.revoke("t1", LATEST) == []
    assert desk.tokens.of_digest("a" * 64) == replace(TOKEN, revoked_at=LATER)
    assert desk.tokens.add(replace(TOKEN, token_id="t2"), "b" * 64)


# ---------------------------------------------------------------------- judgements


def test_judgements_wait_in_the_order_given(desk: Desk) -> None:
    first = desk.judgements.give(VERDICT)
    second = desk.judgements.give(replace(VERDICT, judgement=Judgement.SAME))
    assert [w.number for w in desk.judgements.waiting()] == [first, second]
    assert desk.judgements.waiting()[0].verdict == replace(VERDICT, note="two ? towns")
    desk.judgements.applied([first])
    assert [w.verdict.judgement for w in desk.judgements.waiting()] == [Judgement.SAME]
    desk.judgements.applied([second])
    assert not desk.judgements.any()
    assert desk.judgements.give(VERDICT) > second
