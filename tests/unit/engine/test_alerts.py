"""A happening is told of once, and again for what the user asked to hear, however its events come and go."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from ledgers import open_ledger
from sayso.engine import alerts
from sayso.engine.alerts import due
from sayso.ledger import EventQuery, Ledger
from sayso.ledger.desk import Alerting, Change, Channel, Desk, Look, Search, desk_beside
from sayso.records import Judged, Judgement, Quantity, Run, Span, Status, Verdict
from stubs import FAR, KIM, PUTIN, TOWN, Told, day, speaker

RUN = Run(run_id="run1", code_version="", config_sha256="", model_sha256="", started_at="")
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
ON = Alerting(on=True, mail=("a@example.org",), every_s=0)
NEW = frozenset({Change.NEW})


@dataclass
class Place:
    """A ledger and a desk, with searches that are looked at when a test says so."""

    ledger: Ledger
    desk: Desk
    now: datetime = NOW

    def add(self, *told: Told) -> list[str]:
        """Add a report for each, join the claims, commit; the ids of the claims."""
        ids = []
        for each in told:
            article, claim = each.made()
            self.ledger.add_report(RUN.run_id, article, [claim], [bytes(384)])
            ids.append(claim.claim_id)
        self.ledger.refresh()
        self.ledger.commit()
        return ids

    def save(self, query: EventQuery | None = None, alerting: Alerting = ON, id_: str = "s1") -> None:
        """Save a search, which tells of what comes from now on."""
        self.desk.searches.add(
            Search(
                search_id=id_,
                name=id_,
                query=query or EventQuery(),
                created_at=NOW.isoformat(),
                created_by="ann",
                feed_key="k",
                alerting=alerting,
                looked=self.ledger.changes.last(),
                since_claim=self.ledger.changes.last_claim(),
            )
        )

    def looks(self) -> list[Look]:
        """Look, and keep what came of it."""
        found = due(self.ledger, self.desk, self.now)
        for each in found:
            assert self.desk.searches.keep(each)
        return found

    def told(self) -> list[tuple[str, list[str]]]:
        """What is told now: the status of each event and what is new of it."""
        return [(e["event"]["status"], e["changes"]) for e in self.entries()]

    def entries(self) -> list[dict[str, Any]]:
        return [e for each in self.looks() for m in each.messages for e in (m.document or {})["entries"]]


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Place]:
    with open_ledger(tmp_path / "l.db") as ledger, Desk.open(desk_beside(tmp_path / "l.db")) as desk:
        ledger.begin_run(RUN)
        ledger.commit()
        yield Place(ledger, desk)


MET = Told(place=TOWN, time=day("2024-05-15"))
AGAIN = replace(MET, number=1, publisher="Other", sentence="So they did meet.")
THIRD = replace(MET, number=2, publisher="Third", sentence="The two have met, it says.")
AID = Told(type="AID", mode=None, number=5)
PLAN = Told(status=Status.PLANNED, place=TOWN, time=day("2024-05-18"), sentence="They will meet.", number=6)
DONE = replace(PLAN, status=Status.HAPPENED, number=7, published=date(2024, 5, 18), sentence="They met then.")
DENIAL = replace(
    DONE, status=Status.NEGATED, number=8, sentence="They did not meet.", chain=(speaker("Town"),)
)


def test_what_was_there_when_a_search_was_saved_is_not_new(at: Place) -> None:
    at.add(MET, AID)
    at.save()
    assert at.told() == []
    assert at.looks() == []


def test_an_event_is_told_of_once(at: Place) -> None:
    at.save()
    (claim_id,) = at.add(MET)
    (entry,) = at.entries()
    assert entry["changes"] == ["new"]
    assert (entry["happening"], entry["event"]["id"]) == (claim_id, at.ledger.event_of(claim_id))
    assert entry["publisher"] == "Example Wire"
    at.add(AGAIN)
    assert at.told() == []
    assert at.told() == []


def test_only_what_a_search_asks_for_is_told(at: Place) -> None:
    at.save(EventQuery(type="AID"))
    at.add(MET)
    assert at.told() == []
    at.add(AID)
    assert at.told() == [("happened", ["new"])]


def test_an_event_whose_id_changes_is_not_told_of_again(at: Place) -> None:
    at.save()
    (first,) = at.add(MET)
    assert len(at.told()) == 1
    before = at.ledger.event_of(first)
    at.add(replace(AGAIN, published=date(2024, 5, 15)))
    assert at.ledger.event_of(first) != before  # the id follows the account published first
    assert at.told() == []


def test_events_that_are_joined_or_parted_are_not_told_of_again(at: Place) -> None:
    at.save()
    one, two = at.add(MET, AID)
    assert len(at.told()) == 2
    for said in (Judgement.SAME, Judgement.DIFFERENT):
        at.ledger.judge(
            Verdict(
                what=Judged.EVENT,
                left_id=one,
                right_id=two,
                judgement=said,
                decided_by="ann",
                decided_at=said.value,
            )
        )
        at.ledger.refresh()
        assert (at.ledger.event_of(one) == at.ledger.event_of(two)) is (said is Judgement.SAME)
        assert at.told() == []


def test_an_event_that_was_there_before_is_not_new_when_it_gains_an_account(at: Place) -> None:
    at.add(MET)
    at.save()
    at.add(AGAIN)
    assert at.told() == []


def test_an_event_that_matches_only_now_is_new(at: Place) -> None:
    """It was there, and no account of it met the conditions."""
    at.add(replace(MET, place=None))
    at.save(EventQuery(place="Harbour Town"))
    at.add(AGAIN)
    assert at.told() == [("happened", ["new"])]


def test_events_of_few_origins_wait_until_there_are_more(at: Place) -> None:
    at.save(alerting=replace(ON, min_origins=2))
    at.add(MET)
    assert at.told() == []
    at.add(AGAIN)
    assert at.told() == [("happened", ["new"])]
    at.add(THIRD)
    assert at.told() == []


@pytest.mark.parametrize("query", [EventQuery(), EventQuery(min_origins=2)])
def test_an_event_that_was_there_with_fewer_origins_is_new_when_it_has_enough(
    at: Place, query: EventQuery
) -> None:
    at.add(MET)
    at.save(query, replace(ON, min_origins=2))
    at.add(AGAIN)
    assert at.told() == [("happened", ["new"])]


@pytest.mark.parametrize("known", [True, False])
def test_a_rise_to_so_many_origins_is_told_once(at: Place, known: bool) -> None:
    if known:
        at.add(MET)
    at.save(alerting=replace(ON, rise_to=2, changes=NEW))
    if not known:
        at.add(MET)
        assert at.told() == [("happened", ["new"])]
    at.add(AGAIN)
    assert at.told() == [("happened", ["origins"])]
    at.add(THIRD)
    assert at.told() == []


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("query", [EventQuery(), EventQuery(status="planned")])
def test_that_a_plan_was_carried_out_is_told_once_and_not_as_something_new(
    at: Place, known: bool, query: EventQuery
) -> None:
    if known:
        at.add(PLAN)
    at.save(query)
    if not known:
        at.add(PLAN)
        assert at.told() == [("planned", ["new"])]
    at.add(DONE)
    assert at.told() == [("happened", ["happened"])]
    at.add(replace(DONE, number=9, publisher="Other", sentence="Now they have met."))
    assert at.told() == []


def test_a_plan_that_is_read_after_what_came_of_it_is_not_new(at: Place) -> None:
    at.save()
    at.add(DONE)
    assert at.told() == [("happened", ["new"])]
    at.add(PLAN)
    assert at.told() == []


@pytest.mark.parametrize(
    ("first", "then", "status", "said"),
    [
        (DONE, PLAN, "planned", "happened"),
        (DONE, DENIAL, "negated", "denied"),
        (DENIAL, DONE, "happened", "denied"),
    ],
)
@pytest.mark.parametrize("looked", [True, False])
def test_what_was_said_before_of_something_new_is_told_with_it(
    at: Place, first: Told, then: Told, status: str, said: str, looked: bool
) -> None:
    """The search does not find what was said before, and so has not told of it."""
    at.save(EventQuery(status=status))
    at.add(first)
    if looked:
        assert at.told() == []
    at.add(then)
    assert at.told() == [(status, ["new", said])]
    at.ledger.rebuild()
    assert at.told() == []


@pytest.mark.parametrize("known", [True, False])
def test_a_denial_is_told_once(at: Place, known: bool) -> None:
    if known:
        at.add(DONE)
    at.save(EventQuery(status="happened"))
    if not known:
        at.add(DONE)
        assert at.told() == [("happened", ["new"])]
    at.add(DENIAL)
    assert at.told() == [("negated", ["denied"])]
    at.add(replace(DENIAL, number=10, publisher="Other", sentence="No, they did not."))
    assert at.told() == []


def test_who_says_that_it_did_happen_contradicts_a_denial(at: Place) -> None:
    at.save(EventQuery(status="negated"))
    at.add(DENIAL)
    assert at.told() == [("negated", ["new"])]
    at.add(DONE)
    assert at.told() == [("happened", ["denied"])]


def test_something_else_says_nothing_of_a_plan(at: Place) -> None:
    at.save(EventQuery(status="planned"))
    at.add(PLAN)
    assert at.told() == [("planned", ["new"])]
    at.add(replace(DONE, place=FAR), replace(DONE, actors=("per:other",), number=11))
    assert at.told() == []


def some(text: str, low: float) -> Quantity:
    return Quantity(text=text, span=Span(0, 1), low=low, high=low, unit=None, counted="ships", item="ship")


def test_accounts_that_begin_to_differ_are_told_once(at: Place) -> None:
    at.save()
    at.add(replace(MET, quantities=(some("four", 4),)))
    assert at.told() == [("happened", ["new"])]
    at.add(replace(AGAIN, quantities=(some("nine", 9),)))
    assert at.told() == [("happened", ["figures"])]
    at.add(replace(THIRD, quantities=(some("two", 2),)))
    assert at.told() == []


def test_places_that_differ_are_told(at: Place) -> None:
    at.save()
    one, two = at.add(MET, replace(AGAIN, place=FAR, time=day("2024-05-15")))
    assert len(at.told()) == 2
    at.ledger.judge(
        Verdict(
            what=Judged.EVENT,
            left_id=one,
            right_id=two,
            judgement=Judgement.SAME,
            decided_by="ann",
            decided_at="",
        )
    )
    at.ledger.refresh()
    assert at.told() == [("happened", ["place"])]


@pytest.mark.parametrize("change", [Change.HAPPENED, Change.DENIED])
def test_what_was_not_asked_for_is_told_as_what_else_it_is(at: Place, change: Change) -> None:
    """Whoever does not want to hear that plans came true still hears of every new event."""
    at.save(alerting=replace(ON, changes=frozenset(Change) - {change}))
    at.add(PLAN if change is Change.HAPPENED else DONE)
    assert len(at.told()) == 1
    at.add(DONE if change is Change.HAPPENED else DENIAL)
    assert [changes for _, changes in at.told()] == [["new"]]


def test_whoever_wants_no_new_events_hears_of_the_rest(at: Place) -> None:
    at.save(alerting=replace(ON, changes=frozenset({Change.HAPPENED})))
    at.add(PLAN)
    assert at.told() == []
    at.add(DONE)
    assert at.told() == [("happened", ["happened"])]


def test_a_rebuild_tells_nothing_again(at: Place) -> None:
    at.add(AID)
    at.save()
    at.add(MET, PLAN)
    assert len(at.told()) == 2
    at.add(AGAIN)
    at.ledger.rebuild()
    assert at.told() == []


def test_each_search_is_told_for_itself(at: Place) -> None:
    at.save(EventQuery(type="CONSULT"), id_="s1")
    at.add(MET)
    assert len(at.told()) == 1
    at.save(EventQuery(type="CONSULT"), id_="s2")
    at.add(replace(MET, actors=(PUTIN,), recipients=("per:other",), number=12, place=FAR))
    assert len(at.told()) == 2


def test_a_search_of_which_nobody_is_to_be_told_is_not_looked_at(at: Place) -> None:
    at.save(alerting=replace(ON, on=False))
    at.add(MET)
    assert at.looks() == []


def test_nothing_is_told_before_the_pause_is_over_and_all_of_it_then(at: Place) -> None:
    at.save(alerting=replace(ON, every_s=600))
    at.add(MET)
    assert len(at.told()) == 1
    at.add(AID)
    at.now += timedelta(seconds=599)
    assert at.told() == []
    at.add(PLAN)
    at.now += timedelta(seconds=1)
    assert len(at.told()) == 2


def test_a_look_that_finds_nothing_makes_no_pause(at: Place) -> None:
    at.save(EventQuery(type="AID"), replace(ON, every_s=600))
    at.add(MET)
    assert at.told() == []
    at.add(AID)
    assert len(at.told()) == 1


def test_much_at_once_is_told_in_parts_and_looks(at: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(alerts, "MOST_ENTRIES", 2)
    monkeypatch.setattr(alerts, "MOST_CHANGED", 3)
    at.save(alerting=replace(ON, every_s=600))
    kinds = ("AID", "ASSAULT", "COERCE", "REQUEST", "REJECT")
    for number, type_ in enumerate(kinds):
        at.add(Told(type=type_, mode=None, number=number))
    (first,) = at.looks()
    assert [len((m.document or {})["entries"]) for m in first.messages] == [2, 1]
    assert [(m.document or {})["part"] for m in first.messages] == [[1, 2], [2, 2]]
    assert first.next_at is None  # there is more, so that no pause is kept
    (second,) = at.looks()
    assert [len((m.document or {})["entries"]) for m in second.messages] == [2]
    assert second.next_at is not None
    at.now += timedelta(seconds=600)
    assert at.looks() == []


def test_looking_twice_makes_the_same_messages(at: Place) -> None:
    """The process was killed before anything was kept."""
    at.save(alerting=replace(ON, hook="https://h.example/x", secret="s"))
    at.add(MET)
    (one,), (two,) = due(at.ledger, at.desk, at.now), due(at.ledger, at.desk, at.now)
    assert one == two
    assert [m.message_id for m in one.messages] == [m.message_id for m in two.messages]
    (message,) = one.messages
    assert message.to == ((Channel.MAIL, "a@example.org"), (Channel.HOOK, "https://h.example/x"))
    assert at.desk.searches.keep(one)
    assert not at.desk.searches.keep(two)
    assert len(at.desk.outbox.deliveries()) == 2


def test_a_ledger_restored_from_a_copy_is_gone_on_with(at: Place) -> None:
    at.save()
    at.add(MET)
    at.looks()
    (search,) = at.desk.searches.every()
    at.desk.searches.skip("s1", search.looked + 10**12)
    assert at.told() == []
    assert at.desk.searches.every()[0].looked == at.ledger.changes.last()
    at.add(AID)
    assert len(at.told()) == 1


def test_what_another_process_is_still_writing_is_told_when_it_is_written(at: Place, tmp_path: Path) -> None:
    at.save()
    with open_ledger(tmp_path / "l.db", create=False) as other:
        article, claim = MET.made()
        other.add_report(RUN.run_id, article, [claim])
        other.refresh()
        assert at.told() == []
        other.commit()
    assert len(at.told()) == 1


def test_claims_that_are_not_joined_yet_are_told_when_they_are(at: Place, tmp_path: Path) -> None:
    """A load was killed between a commit and the joining of its claims, and nobody may write now."""
    at.save()
    with open_ledger(tmp_path / "l.db", create=False) as other:
        article, claim = MET.made()
        other.add_report(RUN.run_id, article, [claim])
        other.commit()
        assert other.begin(0)
        assert at.told() == []
        other.roll_back()
    assert len(at.told()) == 1


def test_an_event_of_thousands_of_accounts_makes_no_message_of_thousands_of_ids(at: Place) -> None:
    at.save()
    at.add(*(replace(MET, number=n, publisher=f"P{n}", sentence=f"They met, says {n}.") for n in range(60)))
    (entry,) = at.entries()
    assert entry["event"]["reports"] == 60
    assert len(entry["event"]["claims"]) == 50
    assert "supporters" not in entry["event"]


@pytest.mark.parametrize(
    "alter",
    [lambda told: replace(told, sentence="\ud800 \x00 met"), lambda told: replace(told, publisher=None)],
)
def test_odd_reports_are_told_like_others(at: Place, alter: Callable[[Told], Told]) -> None:
    at.save(EventQuery(actor=KIM))
    at.add(alter(MET))
    assert len(at.told()) == 1
    (delivery,) = at.desk.outbox.deliveries()
    message = at.desk.outbox.message(delivery.message_id)
    assert message is not None
    assert message.document is not None
