"""What has changed since a moment: each change once, in order, whatever the clock and other writers do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest

from ledgers import open_ledger, take_back
from sayso.ledger import EventQuery, Ledger
from sayso.records import Judged, Judgement, Run, Status, Verdict
from stubs import FAR, KIM, PUTIN, TOWN, Told, day, speaker

RUN = Run(run_id="run1", code_version="", config_sha256="", model_sha256="", started_at="")
SECOND = 1_000_000_000


@dataclass
class Clock:
    """A clock that stands still until it is set, in nanoseconds."""

    at: int = 1_700_000_000 * SECOND

    def __call__(self) -> int:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ledger(tmp_path: Path, clock: Clock) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "l.db", clock=clock) as opened:
        opened.begin_run(RUN)
        yield opened


def add(ledger: Ledger, *told: Told) -> list[str]:
    """Add a report for each, join the claims, commit; the ids of the claims."""
    ids = []
    for each in told:
        article, claim = each.made()
        ledger.add_report(RUN.run_id, article, [claim], [bytes(384)])
        ids.append(claim.claim_id)
    ledger.refresh()
    ledger.commit()
    return ids


def changed(ledger: Ledger, since: int) -> set[str]:
    return set(ledger.changes.since(since, 1000).event_ids)


def test_nothing_has_changed_in_a_new_ledger(ledger: Ledger) -> None:
    stretch = ledger.changes.since(0, 10)
    assert (stretch.event_ids, stretch.upto, stretch.more) == ((), 0, False)
    assert (ledger.changes.last(), ledger.changes.last_claim()) == (0, 0)


def test_a_moment_is_the_clock_s_and_never_the_same_or_earlier(ledger: Ledger, clock: Clock) -> None:
    add(ledger, Told())
    first = ledger.changes.last()
    assert first == clock.at // 1000
    add(ledger, Told(type="AID", number=1))
    assert ledger.changes.last() == first + 1
    clock.at -= 3600 * SECOND
    add(ledger, Told(type="ASSAULT", number=2))
    assert ledger.changes.last() == first + 2
    clock.at += 7200 * SECOND
    add(ledger, Told(type="COERCE", number=3))
    assert ledger.changes.last() == clock.at // 1000


def test_an_event_that_gains_an_account_has_changed_and_no_other(ledger: Ledger) -> None:
    add(ledger, Told(), Told(type="AID", mode=None, number=1))
    before = ledger.changes.last()
    assert changed(ledger, before) == set()
    (second,) = add(ledger, Told(number=2, publisher="Other", sentence="So they did meet."))
    assert changed(ledger, before) == {ledger.event_of(second)}


def test_an_event_made_again_as_it_was_has_not_changed(ledger: Ledger) -> None:
    """A claim that is near to two others has both derived anew, though nothing comes of it for one."""
    (first,) = add(ledger, Told())
    standing = ledger.changes.standing(str(ledger.event_of(first)))
    with ledger._writing() as db:
        db.execute("INSERT INTO stale SELECT claim FROM claims")
    ledger.refresh()
    assert ledger.changes.standing(str(ledger.event_of(first))) == standing


def test_a_verdict_is_a_change(ledger: Ledger) -> None:
    left, right = add(ledger, Told(), Told(type="AID", mode=None, number=1))
    before = ledger.changes.last()
    verdict = Verdict(
        what=Judged.EVENT,
        left_id=left,
        right_id=right,
        judgement=Judgement.SAME,
        decided_by="me",
        decided_at="2026-01-01",
    )
    ledger.judge(verdict)
    ledger.refresh()
    assert changed(ledger, before) == {ledger.event_of(left)} == {ledger.event_of(right)}


def test_stretches_cover_every_change_once(ledger: Ledger) -> None:
    kinds = ("AID", "ASSAULT", "COERCE", "REQUEST", "REJECT")
    for number, type_ in enumerate(kinds):
        add(ledger, Told(type=type_, mode=None, number=number))
    seen: list[str] = []
    at, more = 0, True
    while more:
        stretch = ledger.changes.since(at, 2)
        seen += stretch.event_ids
        at, more = stretch.upto, stretch.more
    assert len(seen) == len(set(seen)) == len(kinds)
    assert at == ledger.changes.last()


def test_what_is_not_committed_is_not_seen_and_not_passed(ledger: Ledger, tmp_path: Path) -> None:
    """Who looks while another process writes must find later what was written then."""
    add(ledger, Told())
    with open_ledger(tmp_path / "l.db", create=False) as reader:
        at = reader.changes.last()
        article, claim = Told(type="AID", mode=None, number=1).made()
        ledger.add_report(RUN.run_id, article, [claim])
        ledger.refresh()
        assert reader.changes.since(at, 10).upto == at
        ledger.commit()
        assert len(reader.changes.since(at, 10).event_ids) == 1


def test_only_what_changed_and_matches_is_found(ledger: Ledger) -> None:
    add(ledger, Told(), Told(type="AID", mode=None, number=1))
    at = ledger.changes.last()
    add(ledger, Told(type="AID", mode=None, number=2, place=FAR, actors=(PUTIN,), recipients=(KIM,)))
    stretch = ledger.changes.since(at, 10)
    assert len(ledger.changes.found(EventQuery(type="AID"), 0, stretch.upto)) == 2
    assert ledger.changes.found(EventQuery(type="AID"), at, stretch.upto) == set(stretch.event_ids)
    assert ledger.changes.found(EventQuery(type="CONSULT"), at, stretch.upto) == set()
    assert ledger.changes.found(EventQuery(type="AID", min_origins=2), at, stretch.upto) == set()


def test_the_newest_change_comes_first_and_names_the_claim_known_first(ledger: Ledger) -> None:
    (first,) = add(ledger, Told(published=date(2024, 5, 16)))
    add(ledger, Told(type="AID", mode=None, number=1))
    before = ledger.event_of(first)
    add(ledger, Told(number=2, published=date(2024, 5, 15), publisher="Other", sentence="So they met."))
    newest, other = ledger.changes.newest(EventQuery(), 10)
    assert newest.event_id == ledger.event_of(first) != before  # an event's id follows the first published
    assert newest.first_claim == first
    assert newest.changed > other.changed
    assert ledger.changes.newest(EventQuery(), 1) == [newest]
    assert ledger.changes.standing(newest.event_id) == newest
    assert ledger.changes.standing("e0") is None


def test_claims_are_known_by_when_they_were_stored(ledger: Ledger) -> None:
    (first,) = add(ledger, Told())
    at = ledger.changes.last_claim()
    (second,) = add(ledger, Told(number=1))
    assert ledger.changes.stored_by([first, second, "c0"], at) == {first}
    assert ledger.changes.matching(EventQuery(type="CONSULT"), [first, second], at + 1) == {first, second}
    assert ledger.changes.matching(EventQuery(type="AID"), [first, second], at + 1) == set()


PLAN = Told(status=Status.PLANNED, place=TOWN, time=day("2024-05-18"), sentence="They will meet.")
DONE = replace(PLAN, status=Status.HAPPENED, number=1, published=date(2024, 5, 18), sentence="They met.")
DENIAL = replace(DONE, status=Status.NEGATED, number=2, sentence="They did not.", chain=(speaker("Town"),))


@pytest.mark.parametrize(
    ("told", "other", "contrary"),
    [(DONE, PLAN, False), (PLAN, DONE, False), (DENIAL, DONE, True), (DONE, DENIAL, True)],
)
def test_the_same_in_another_state_is_found(ledger: Ledger, told: Told, other: Told, contrary: bool) -> None:
    one, two = add(ledger, told, other)
    assert ledger.event_of(one) != ledger.event_of(two)
    (found,) = ledger.changes.nearby(one)
    assert (found.claim_id, found.status, found.contrary) == (two, other.status, contrary)
    assert ledger.changes.is_counterpart(one, found)


@pytest.mark.parametrize(
    "alter",
    [
        lambda told: replace(told, type="AID", mode=None),
        lambda told: replace(told, time=day("2024-09-18"), published=date(2024, 9, 18)),
        lambda told: replace(told, actors=("per:someone",)),
        lambda told: replace(told, place=FAR),
    ],
)
def test_something_else_is_no_counterpart(ledger: Ledger, alter: Callable[[Told], Told]) -> None:
    one, _ = add(ledger, PLAN, alter(DONE))
    assert [c for c in ledger.changes.nearby(one) if ledger.changes.is_counterpart(one, c)] == []


def test_the_claims_of_events_come_as_the_ledger_had_them(ledger: Ledger) -> None:
    first, other, second = add(
        ledger,
        Told(published=date(2024, 5, 17)),
        Told(type="AID", mode=None, number=1),
        Told(number=2, published=date(2024, 5, 16), publisher="Other", sentence="So they did meet."),
    )
    ids = [str(ledger.event_of(claim_id)) for claim_id in (first, other)]
    assert ledger.changes.claims_of([*ids, "e0"]) == {ids[0]: (first, second), ids[1]: (other,)}


def test_an_older_ledger_has_no_changes_until_something_changes(ledger: Ledger, tmp_path: Path) -> None:
    add(ledger, Told())
    ledger.commit()
    ledger.refresh()
    take_back(tmp_path / "l.db", 8)
    with open_ledger(tmp_path / "l.db", create=False) as opened:
        assert opened.changes.since(0, 10).event_ids == ()
        assert [standing.changed for standing in opened.changes.newest(EventQuery(), 10)] == [0]
        add(opened, Told(number=1, publisher="Other", sentence="So they did meet."))
        assert len(changed(opened, 0)) == 1


def test_a_claim_that_was_forgotten_has_no_counterparts(ledger: Ledger) -> None:
    one, two = add(ledger, PLAN, DONE)
    (found,) = ledger.changes.nearby(one)
    ledger.care.forget_report(DONE.made()[0].article_id, "asked to", "2026-01-01")
    ledger.commit()
    assert ledger.changes.nearby(two) == []
    assert not ledger.changes.is_counterpart(one, found)
    assert not ledger.changes.is_counterpart(two, found)
