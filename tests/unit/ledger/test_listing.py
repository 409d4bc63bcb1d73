from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import apsw
import pytest

import ledgers
from ledgers import look
from sayso.errors import LedgerError, QueryError
from sayso.ledger import EventQuery, Ledger, RefusalQuery
from sayso.link import EventJoins
from sayso.records import Claim, Refusal, Run, Status
from stubs import PUTIN, TOWN, Told, day, speaker

RUN = Run(
    run_id="run1", code_version="1", config_sha256="c", model_sha256="m", started_at="2024-05-16T00:00:00Z"
)
TOLD = [
    Told(number=0),
    Told(number=1, publisher="Other Post", chain=(speaker("the ministry"),)),
    Told(
        number=2,
        type="ASSAULT",
        mode="firearms",
        place=TOWN,
        time=day("2024-05-01"),
        published=date(2024, 5, 2),
    ),
    Told(number=3, status=Status.PLANNED, time=day("2024-07-01"), published=None, sentence="They will meet."),
]


def filled(path: Path) -> list[Claim]:
    claims = []
    with ledgers.open_ledger(path) as ledger:
        ledger.begin_run(RUN)
        for told in TOLD:
            article, claim = told.made()
            ledger.add_report("run1", article, [claim])
            claims.append(claim)
        for name, code in (("a", "text.too_short"), ("b", "text.empty"), ("c", "text.empty")):
            ledger.add_refusal("run1", Refusal(name=name, stage="text", code=code, reason="r"))
        ledger.refresh()
    return claims


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "l.db"


@pytest.fixture
def claims(path: Path) -> list[Claim]:
    return filled(path)


@pytest.fixture
def ledger(path: Path, claims: list[Claim]) -> Iterator[Ledger]:
    with Ledger.open_to_read(path, joins=EventJoins()) as ledger:
        yield ledger


QUERIES: list[dict[str, Any]] = [
    {}, {"type": "CONSULT"}, {"type": "ASSAULT"}, {"actor": "Kim"}, {"target": PUTIN, "status": "planned"},
    {"country": "ROU"}, {"min_origins": 2}, {"since": date(2024, 5, 10)}, {"text": "met"}, {"actor": "nobody"},
    {"limit": 1}, {"limit": 2, "type": "consult"},
]  # fmt: skip


@pytest.mark.parametrize("asked", QUERIES)
def test_counts_are_those_of_what_is_listed(ledger: Ledger, asked: dict[str, Any]) -> None:
    query = EventQuery(**asked)
    events = list(ledger.events(query))
    assert ledger.listing.count_events(query) == len(events)
    listed = list(ledger.listing.claims(query))
    assert ledger.listing.count_claims(query) == len(listed)
    accounts = list(ledger.listing.accounts(query))
    assert ledger.listing.count_accounts(query) == len(accounts)
    # event by event, and within each as the event has them
    assert [a.account.claim.claim_id for a in accounts] == [c for e in events for c in e.claim_ids]
    assert [a.event_id for a in accounts] == [e.event_id for e in events for _ in e.claim_ids]


def test_claims_are_those_that_meet_the_conditions_latest_first(ledger: Ledger, claims: list[Claim]) -> None:
    listed = list(ledger.listing.claims(EventQuery()))
    assert [c.account.published for c in listed] == ["2024-05-16", "2024-05-16", "2024-05-02", None]
    assert {c.account.claim.claim_id for c in listed} == {c.claim_id for c in claims}
    assert all(c.event_id == ledger.event_of(c.account.claim.claim_id) for c in listed)
    (planned,) = ledger.listing.claims(EventQuery(status="planned"))
    assert planned.account.claim == claims[3]
    (other,) = [c for c in ledger.listing.claims(EventQuery()) if c.account.publisher == "Other Post"]
    assert other.account.claim == claims[1]


def test_many_claims_come_a_few_at_a_time(path: Path) -> None:
    with ledgers.open_ledger(path) as ledger:
        ledger.begin_run(RUN)
        made = []
        for n in range(450):
            article, claim = Told(number=n).made()
            ledger.add_report("run1", article, [claim])
            made.append(claim.claim_id)
        ledger.commit()
        listed = ledger.listing.claims(EventQuery())
        first = next(listed)
        # no snapshot is held: what is retired before its turn comes is left out
        with closing(look(path)) as db:
            db.execute("UPDATE claims SET retired_at = '2024' WHERE claim IN (1, 450)")
        assert first.account.claim.claim_id == made[0]
        assert len(list(listed)) == 448


def test_claims_that_others_took_the_place_of_are_not_listed(path: Path, claims: list[Claim]) -> None:
    with closing(look(path)) as db:
        db.execute("UPDATE claims SET retired_at = '2024' WHERE claim_id = ?", (claims[0].claim_id,))
    with Ledger.open_to_read(path, joins=EventJoins()) as ledger:
        listed = [c.account.claim.claim_id for c in ledger.listing.claims(EventQuery())]
    assert sorted(listed) == sorted(c.claim_id for c in claims[1:])


def test_refusals_and_runs_are_listed_latest_first(ledger: Ledger) -> None:
    found = list(ledger.listing.refusals(RefusalQuery()))
    assert [(f.refusal.name, f.refusal.code) for f in found] == [
        ("c", "text.empty"), ("b", "text.empty"), ("a", "text.too_short"),
    ]  # fmt: skip
    assert {(f.run_id, f.at) for f in found} == {("run1", RUN.started_at)}
    assert [f.refusal.name for f in ledger.listing.refusals(RefusalQuery(code="text.empty", limit=1))] == [
        "c"
    ]
    for query in (
        RefusalQuery(),
        RefusalQuery(run="run1", limit=2),
        RefusalQuery(run="x"),
        RefusalQuery(code="text.empty"),
    ):
        assert ledger.listing.count_refusals(query) == len(list(ledger.listing.refusals(query)))
    (run,) = ledger.listing.runs()
    assert (run.run, run.reports, run.refusals) == (RUN, 4, 3)


@pytest.mark.parametrize("asked", [{"code": "text.emtpy"}, {"limit": 0}])
def test_refusals_are_asked_for_by_what_there_is(asked: dict[str, Any]) -> None:
    with pytest.raises(QueryError):
        RefusalQuery(**asked)


# ------------------------------------------------------------------ open to read


def test_nothing_can_be_changed_and_no_byte_is(path: Path, claims: list[Claim]) -> None:
    before = path.read_bytes()
    with Ledger.open_to_read(path, joins=EventJoins()) as ledger:
        assert ledger.counts()["claims"] == len(claims)
        list(ledger.events(EventQuery()))
        with pytest.raises(LedgerError, match="cannot be opened for writing"):
            ledger.add_report("run1", Told(number=9).made()[0], [])
    assert path.read_bytes() == before


def test_claims_that_wait_stay_unjoined_and_are_counted(path: Path, claims: list[Claim]) -> None:
    with closing(look(path)) as db:
        db.execute("DELETE FROM event_claims; DELETE FROM events; INSERT INTO stale SELECT claim FROM claims")
    with Ledger.open_to_read(path, joins=EventJoins()) as ledger:
        assert list(ledger.events(EventQuery())) == []
        assert ledger.listing.unjoined() == len(claims)
        assert {c.event_id for c in ledger.listing.claims(EventQuery())} == {None}
    with ledgers.open_ledger(path) as ledger:
        assert list(ledger.events(EventQuery()))
        assert ledger.listing.unjoined() == 0


def test_what_is_written_meanwhile_is_seen(path: Path, claims: list[Claim]) -> None:
    with Ledger.open_to_read(path, joins=EventJoins()) as reading:
        before = len(list(reading.events(EventQuery())))
        with ledgers.open_ledger(path) as ledger:
            article, claim = Told(number=7, type="PROTEST", mode=None).made()
            ledger.add_report("run1", article, [claim])
            ledger.refresh()
        assert len(list(reading.events(EventQuery()))) == before + 1


def test_an_older_ledger_says_how_it_is_brought_up_to_date(path: Path, claims: list[Claim]) -> None:
    with closing(look(path)) as db:
        db.execute("PRAGMA user_version = 2")
    with pytest.raises(LedgerError, match="has version 2; this sayso reads version") as caught:
        Ledger.open_to_read(path, joins=EventJoins())
    assert "sayso status" in str(caught.value.hint)


@pytest.mark.of_a_file
def test_what_is_no_ledger_is_named(tmp_path: Path) -> None:
    other, text = tmp_path / "o.db", tmp_path / "t.db"
    with apsw.Connection(str(other)) as db:
        db.execute("CREATE TABLE t (a)")
    text.write_text("no database, but long enough to be looked at as one " * 100)
    for path, said in (
        (tmp_path / "none.db", "no ledger yet"),
        (tmp_path, "a folder"),
        (other, "no ledger"),
        (text, "not a ledger"),
    ):
        with pytest.raises(LedgerError, match=said):
            Ledger.open_to_read(path, joins=EventJoins())


@pytest.mark.of_a_file
@pytest.mark.parametrize("name", ["a b.db", "a?mode=rwc#x.db", "ö%20.db"])
def test_any_file_name_can_be_opened(tmp_path: Path, name: str) -> None:
    claims = filled(tmp_path / name)
    with Ledger.open_to_read(tmp_path / name, joins=EventJoins()) as ledger:
        assert ledger.counts()["claims"] == len(claims)
    # a reader cannot take SQLite's files beside a ledger away
    assert {each.name for each in tmp_path.iterdir()} <= {name, f"{name}-shm", f"{name}-wal"}


@pytest.mark.of_a_file
def test_a_frozen_ledger_needs_nothing_beside_it(path: Path, claims: list[Claim]) -> None:
    with Ledger.open_to_read(path, joins=EventJoins(), frozen=True) as ledger:
        assert len(list(ledger.listing.claims(EventQuery()))) == len(claims)
        assert list(path.parent.iterdir()) == [path]
