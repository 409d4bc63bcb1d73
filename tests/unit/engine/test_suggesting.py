"""What words of a search may name, and what is new since a moment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledgers import open_ledger
from sayso.engine.answers import Answers, Turn
from sayso.engine.config import load_settings
from sayso.ledger import EventQuery
from sayso.records import Run
from stubs import COUNTRY, KIM, LAVROV, PUTIN, TOWN, Told, day

RUN = Run(run_id="r", code_version="", config_sha256="", model_sha256="", started_at="2024-01-01")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    told = [
        Told(time=day("2024-05-15"), place=TOWN, sentence="Kim went to see Putin."),
        Told(time=day("2024-05-01"), place=COUNTRY, actors=(LAVROV,), sentence="Lavrov went to see Putin."),
        Told(time=day("2023-05-01"), actors=(PUTIN,), recipients=("unk:crowd",), type="ASSAULT"),
    ]
    with open_ledger(tmp_path / "l.db") as ledger:
        ledger.begin_run(RUN)
        for each in told:
            article, claim = each.made()
            ledger.add_report("r", article, (claim,))
        ledger.commit()
        ledger.refresh()
    return tmp_path / "l.db"


@pytest.fixture
def answers(path: Path) -> Iterator[Answers]:
    made = Answers(load_settings({}, flags={"ledger.path": str(path)}))
    yield made
    made.close()


def meant(answers: Answers, words: str, **others: str) -> list[tuple[str, str | None, int]]:
    query = EventQuery(text=words, **others)  # type: ignore[arg-type]
    return [
        (f"{s.condition}={getattr(s.query, s.condition)}", s.query.text, s.events)
        for s in answers.suggest(query)
    ]


def test_a_name_is_offered_with_its_events(answers: Answers) -> None:
    assert meant(answers, "putin") == [(f"who={PUTIN}", None, 3)]
    assert meant(answers, "KÍM") == [(f"who={KIM}", None, 1)]


def test_the_other_words_stay_words(answers: Answers) -> None:
    assert meant(answers, "Lavrov see") == [(f"who={LAVROV}", "see", 1)]
    assert meant(answers, "Lavrov tomorrow") == [(f"who={LAVROV}", None, 1)]


def test_a_part_of_a_name_is_completed(path: Path) -> None:
    told = Told(actors=("per:ada brunn",), sentence="Brunn left.", number=3)
    article, claim = told.made()
    with open_ledger(path) as ledger:
        ledger.begin_run(RUN)
        ledger.add_report("r", article, (claim,))
        ledger.commit()
        ledger.refresh()
    answers = Answers(load_settings({}, flags={"ledger.path": str(path)}))
    assert meant(answers, "brunn left") == [("who=per:ada brunn", "left", 1)]
    assert meant(answers, "run") == []
    answers.close()


def test_places_and_countries_are_offered(answers: Answers) -> None:
    assert meant(answers, "harbour town") == [("place=geo:1", None, 1)]
    assert meant(answers, "romania") == [("country=ROU", None, 2)]


def test_what_finds_nothing_or_nobody_is_not_offered(answers: Answers) -> None:
    assert meant(answers, "crowd") == []
    assert meant(answers, "putin", type="AID") == []
    assert meant(answers, "putin", who=KIM) == []
    assert meant(answers, 'nobody "knows (this) OR * that') == []


@pytest.mark.parametrize("words", ["x " * 300 + "y", '"' * 50 + "a", "\ud800 a", "%_ ' ; drop"])
def test_odd_words_do_no_harm(answers: Answers, words: str) -> None:
    assert meant(answers, words) == []


def test_news_are_the_events_that_changed(answers: Answers, path: Path) -> None:
    before = answers.moment()
    assert answers.news(EventQuery(), before).events == 0
    article, claim = Told(time=day("2024-05-15"), type="AID", number=9).made()
    with open_ledger(path) as ledger:
        ledger.begin_run(RUN)
        ledger.add_report("r", article, (claim,))
        ledger.commit()
        ledger.refresh()
    assert answers.news(EventQuery(), before).events == 1
    assert answers.news(EventQuery(type="ASSAULT"), before).events == 0
    news = answers.news(EventQuery(), before)
    assert answers.news(EventQuery(), news.upto).events == 0
    assert answers.moment() == news.upto
    event = answers.events(EventQuery(type="AID")).events[0]
    assert answers.state_of(event.event_id) == (news.upto, 0)
    assert answers.state_of("e0") is None


def test_a_list_and_its_counts_are_of_one_moment_and_agree(answers: Answers) -> None:
    query = EventQuery(who=PUTIN)
    for cap in (1, 2, 3, 100):
        page, tally = answers.listing(query, Turn(n=2), cap)
        assert page == answers.events(query, Turn(n=2))
        assert tally == answers.tally(query, cap=cap)
        assert len(tally.newest) == tally.events == min(cap, 3)
    page, _ = answers.listing(query, Turn(n=2), 100)
    behind, tally = answers.listing(query, Turn(n=2, older=page.older), 100)
    assert behind == answers.events(query, Turn(n=2, older=page.older))
    assert tally.events == 3
