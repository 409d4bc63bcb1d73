"""Many ask one ledger at once; nobody can write, or ask without end."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ledgers import open_ledger, take_back
from sayso.engine import answers as module
from sayso.engine.answers import Answers, Turn, cursor_of
from sayso.engine.config import LedgerSettings, Settings
from sayso.engine.shown import ShownActor, ShownEvent, ShownReport
from sayso.errors import BusyError, LedgerError, QueryError
from sayso.ledger import ActorQuery, Browser, Edge, EventQuery, RefusalQuery, ReportQuery
from sayso.link import EventJoins
from sayso.records import Refusal, Run
from stubs import KIM, PUTIN, TOWN, Told, speaker

RUN = Run(
    run_id="run1", code_version="1", config_sha256="", model_sha256="", started_at="2024-05-20T00:00:00"
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "l.db"
    with open_ledger(path) as ledger:
        ledger.begin_run(RUN)
        for number in range(5):
            told = Told(
                number=number,
                sentence=f"They met {number} times.",
                publisher=f"Paper {number % 2}",
                place=TOWN,
                chain=(speaker("the Kremlin"),),
                published=date(2024, 5, 10 + number) if number else None,
            )
            article, claim = told.made()
            ledger.add_report(RUN.run_id, article, [claim])
        for n, code in enumerate(["text.too_short", "text.duplicate", "text.too_short"]):
            refusal = Refusal(name=f"in{n}", stage="text", code=code, reason="<b>no</b>")
            ledger.add_refusal(RUN.run_id, refusal)
    return path


@pytest.fixture
def answers(path: Path) -> Iterator[Answers]:
    made = Answers(Settings(ledger=LedgerSettings(path=str(path))))
    yield made
    made.close()


def test_there_must_be_a_ledger(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="no ledger yet"):
        Answers(Settings(ledger=LedgerSettings(path=str(tmp_path / "none.db"))))


def test_what_is_not_joined_yet_is_joined_when_it_is_opened(answers: Answers) -> None:
    assert sum(len(event.claim_ids) for event in answers.events(EventQuery()).events) == 5


@pytest.mark.parametrize("n", [0, -1, 201, 10**9])
def test_a_page_has_a_bounded_number_of_events(n: int) -> None:
    with pytest.raises(QueryError, match="1 to 200"):
        Turn(n=n)


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "é", "AAAA", "bnVsbA", "W10", "WzEsMl0", "A" * 10_000, "WyIyIl0", "\0", "W1tbW1tbW1tb"],
)
def test_a_cursor_that_nobody_gave_is_named(answers: Answers, cursor: str) -> None:
    with pytest.raises(QueryError, match="no cursor"):
        answers.events(EventQuery(), Turn(older=cursor))


def test_a_cursor_survives_every_id() -> None:
    for day, id_ in (("2024-05-01", "e" * 16), (None, "é\udcff '\"")):
        edge = Edge(day=day, event_id=id_)
        assert Turn(newer=cursor_of(edge)).page().before == edge


def test_a_page_lies_on_one_side(answers: Answers) -> None:
    with pytest.raises(QueryError, match="not both"):
        Turn(older="x", newer="y")


def test_an_id_shows_what_it_names(answers: Answers) -> None:
    (event, *_) = answers.events(EventQuery()).events
    shown = answers.show(event.event_id)
    assert isinstance(shown, ShownEvent)
    assert isinstance(answers.show(next(iter(shown.reports))), ShownReport)
    actor = answers.show(KIM)
    assert isinstance(actor, ShownActor)
    assert actor.events == ()
    assert answers.show("nothing") is None


def test_an_actor_has_names_days_and_speakers(answers: Answers) -> None:
    facts = answers.actor(KIM)
    assert facts is not None
    assert (facts.kind, facts.speakers) == ("person", (("the Kremlin", "institution", 5),))
    assert sum(n for _, role, n in facts.days if role == "actor") == len(answers.events(EventQuery()).events)
    assert answers.actor("nobody") is None
    assert [a.actor_id for a in answers.actors(ActorQuery(words=facts.names[0]))] == [KIM]


def test_actors_are_asked_for_by_words() -> None:
    with pytest.raises(QueryError, match="no word"):
        ActorQuery(words=" ")


def test_reports_come_latest_first_page_by_page(answers: Answers) -> None:
    every = answers.reports(ReportQuery())
    days = [row.published for row in every]
    assert days == ["2024-05-14", "2024-05-13", "2024-05-12", "2024-05-11", None]
    below, found = None, []
    while page := answers.reports(ReportQuery(limit=2, below=below)):
        found += page
        below = (page[-1].published or "", page[-1].article_id)
    assert found == every
    assert {row.publisher for row in answers.reports(ReportQuery(publisher="Paper 1"))} == {"Paper 1"}
    assert answers.reports(ReportQuery(run_id="run2")) == []
    assert [row.claims for row in every] == [1] * 5


def test_runs_and_refusals_are_counted(answers: Answers) -> None:
    (run,) = answers.runs()
    assert (run.reports, run.refusals) == (5, 3)
    assert answers.refusal_codes() == {"text.too_short": 2, "text.duplicate": 1}
    assert answers.refusal_codes("run2") == {}
    first = answers.refusals(RefusalQuery(limit=1))
    rest = answers.refusals(RefusalQuery(below=first[0].number))
    assert [r.refusal.name for r in first + rest] == ["in2", "in1", "in0"]


def test_nothing_can_be_written(path: Path) -> None:
    browser = Browser.open(path, joins=EventJoins())
    with pytest.raises(LedgerError):
        browser.ledger.begin_run(replace(RUN, run_id="run2"))
    browser.close()


def test_a_question_is_of_one_moment_and_the_next_sees_what_came(path: Path, answers: Answers) -> None:
    browser = Browser.open(path, joins=EventJoins())
    before = answers.version()
    with browser.moment(5.0):
        n = browser.ledger.counts()["reports"]
        article, claim = Told(number=9, publisher="Late").made()
        with open_ledger(path) as ledger:
            ledger.add_report(RUN.run_id, article, [claim])
        assert browser.ledger.counts()["reports"] == n
    assert browser.ledger.counts()["reports"] == n + 1
    assert answers.version() != before
    assert answers.version() == answers.version()
    browser.close()


def test_a_question_that_takes_too_long_is_stopped(path: Path) -> None:
    browser = Browser.open(path, joins=EventJoins())
    endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    ticks = iter(range(100))
    with pytest.raises(QueryError, match="took longer than 3 s"), browser.moment(3.0, lambda: next(ticks)):
        browser._ask(lambda db: db.execute(endless).fetchall())
    # and the connection is as good as before
    with browser.moment(3.0):
        assert browser.ledger.counts()["reports"] == 5
    browser.close()


def test_an_error_inside_is_not_taken_for_a_late_answer(path: Path) -> None:
    browser = Browser.open(path, joins=EventJoins())
    with pytest.raises(LedgerError, match="nowhere"), browser.moment(3.0):
        browser._ask(lambda db: db.execute("SELECT * FROM nowhere"))
    with pytest.raises(KeyError), browser.moment(3.0):
        raise KeyError
    browser.close()


def test_who_comes_when_all_hands_are_busy_is_told(answers: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_WAIT_S", 0.01)
    held = [answers._free.get() for _ in range(module._HANDS)]
    with pytest.raises(BusyError, match="too many"):
        answers.events(EventQuery())
    for browser in held:
        answers._free.put(browser)
    assert answers.events(EventQuery()).events


def test_threads_ask_side_by_side(answers: Answers) -> None:
    wanted = [e.event_id for e in answers.events(EventQuery()).events]
    wrong: list[object] = []

    def ask() -> None:
        for _ in range(30):
            found = [e.event_id for e in answers.events(EventQuery(who=PUTIN)).events]
            if found != wanted or answers.show(found[0]) is None:
                wrong.append(found)

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_an_older_ledger_is_brought_up_to_date_first(path: Path) -> None:
    take_back(path, 7)
    answers = Answers(Settings(ledger=LedgerSettings(path=str(path))))
    tally = answers.tally(EventQuery())
    assert [(p.name, p.lat, p.events) for p in tally.places] == [(TOWN.name, TOWN.lat, tally.events)]
    answers.close()
