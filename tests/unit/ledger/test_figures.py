from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ledgers import open_ledger
from sayso.errors import QueryError
from sayso.ledger import FigureGroup, FigureQuery, Ledger
from sayso.records import Figure, Measure, Quantity, Run, Span
from stubs import Told, figure_of

RUN = Run(run_id="run1", code_version="", config_sha256="", model_sha256="", started_at="")
FIVE = Quantity(text="five shells", span=Span(0, 5), low=5.0, high=5.0, counted="shells")


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "ledger.db") as opened:
        opened.begin_run(RUN)
        yield opened


def add(
    ledger: Ledger,
    number: int,
    *,
    subject: str | None = "cty:RUS",
    measure: Measure = Measure.USE,
    published: date | None = date(2024, 5, 16),
    high: float = 5.0,
) -> str:
    article, claim = Told(number=number, published=published, sentence=f"So many, {number}.").made()
    claim = figure_of(claim, replace(FIVE, high=high), subject=subject)
    assert claim.figure is not None
    claim = replace(claim, figure=replace(claim.figure, measure=measure))
    ledger.add_report(RUN.run_id, article, [claim])
    return claim.claim_id


def ids(groups: Iterator[FigureGroup]) -> list[list[str]]:
    return sorted([a.claim.claim_id for a in g.accounts] for g in groups)


def test_claims_of_one_event_come_together_first_published_first(ledger: Ledger) -> None:
    late = add(ledger, 1, published=date(2024, 5, 20))
    early = add(ledger, 2, published=date(2024, 5, 1))
    undated = add(ledger, 3, published=None)
    other = add(ledger, 4, high=9.0)
    article, meeting = Told(number=5).made()
    ledger.add_report(RUN.run_id, article, [meeting])
    groups = list(ledger.figures(FigureQuery()))
    assert ids(iter(groups)) == sorted([[early, late, undated], [other]])
    (group,) = [g for g in groups if len(g.accounts) == 3]
    assert group.event_id == ledger.event_of(early)
    assert [a.published for a in group.accounts] == ["2024-05-01", "2024-05-20", None]
    assert {a.publisher for a in group.accounts} == {"Example Wire"}


@pytest.mark.parametrize("asked", ["RUS", "rus", "cty:RUS", " Rus "])
def test_a_subject_is_a_country_an_id_or_words_of_a_name(ledger: Ledger, asked: str) -> None:
    wanted = add(ledger, 1)
    add(ledger, 2, subject="cty:PRK")
    add(ledger, 3, subject=None, high=9.0)
    assert ids(ledger.figures(FigureQuery(subject=asked))) == [[wanted]]


def test_an_event_comes_whole_though_one_account_meets_the_conditions(ledger: Ledger) -> None:
    both = {add(ledger, 1, subject="cty:RUS"), add(ledger, 2, subject="gov:RUS")}
    (group,) = ledger.figures(FigureQuery(subject="gov:RUS"))
    assert {a.claim.claim_id for a in group.accounts} == both


def test_a_measure_is_asked_for_in_any_case(ledger: Ledger) -> None:
    add(ledger, 1)
    stock = add(ledger, 2, measure=Measure.STOCK)
    assert ids(ledger.figures(FigureQuery(measure=" Stock"))) == [[stock]]
    assert ids(ledger.figures(FigureQuery(measure="loss"))) == []


def test_claims_that_are_not_joined_stand_alone(tmp_path: Path, ledger: Ledger) -> None:
    several = [add(ledger, n) for n in (1, 2)]
    ledger.commit()
    with open_ledger(tmp_path / "ledger.db") as writer:
        # another process is writing, so that nothing can be joined now
        writer.begin_run(replace(RUN, run_id="run2"))
        groups = list(ledger.figures(FigureQuery()))
    assert [g.event_id for g in groups] == [None, None]
    assert ids(iter(groups)) == sorted([i] for i in several)


@pytest.mark.parametrize(
    ("given", "hint"),
    [
        ({"measure": "stok"}, "stock"), ({"limit": 0}, ""), ({"subject": " "}, "leave it out"),
        ({"item": "--"}, "shells"), ({"since": date(2024, 2, 1), "until": date(2024, 1, 1)}, "swap"),
    ],
)  # fmt: skip
def test_what_cannot_be_asked_for_is_refused(given: dict[str, object], hint: str) -> None:
    with pytest.raises(QueryError) as refused:
        FigureQuery(**given)  # type: ignore[arg-type]
    assert hint in (refused.value.hint or "")


def test_hostile_words_are_bound(ledger: Ledger) -> None:
    add(ledger, 1)
    for words in ("' OR 1=1 --", "%", "\ud800", '"'):
        assert list(ledger.figures(FigureQuery(subject=words))) == []


@pytest.mark.parametrize("asked", ["shell", "shells", "SHELLS", "five shells"])
def test_an_item_is_asked_for_by_its_words(ledger: Ledger, asked: str) -> None:
    wanted = add(ledger, 1)
    if asked == "five shells":
        assert list(ledger.figures(FigureQuery(item=asked))) == []
        return
    (group,) = ledger.figures(FigureQuery(item=asked))
    assert group.accounts[0].claim.claim_id == wanted
    assert isinstance(group.accounts[0].claim.figure, Figure)
    assert list(ledger.figures(FigureQuery(item="tanks"))) == []


def test_a_name_that_was_blotted_out_of_an_item_is_no_word_of_it(ledger: Ledger, tmp_path: Path) -> None:
    article, claim = Told(number=1, sentence="Kim Jong Un counted Quibberling shells.").made()
    named = replace(FIVE, counted="Quibberling shells", item="quibberling shell")
    figure = figure_of(claim, named, item=named.counted or "")
    ledger.add_report(RUN.run_id, article, [figure])
    meeting = Told(number=2, actors=("person:quibberling",)).made()
    ledger.add_report(RUN.run_id, meeting[0], [meeting[1]])
    ledger.commit()
    assert len(list(ledger.figures(FigureQuery(item="quibberling")))) == 1
    ledger.care.forget_actor("person:quibberling", "asked", "2026-01-01T00:00:00Z")
    ledger.commit()
    assert list(ledger.figures(FigureQuery(item="quibberling"))) == []
    assert len(list(ledger.figures(FigureQuery(item="shells")))) == 1


def test_days_before_and_after_what_was_asked_are_left_out(ledger: Ledger) -> None:
    for number, published in enumerate((date(2024, 5, 1), date(2024, 5, 16), date(2024, 6, 1), None), 1):
        add(ledger, number, published=published, high=4.0 + number)
    found = ledger.figures(FigureQuery(since=date(2024, 5, 10), until=date(2024, 5, 20)))
    assert [[a.published for a in g.accounts] for g in found] == [["2024-05-16"], [None]]
    assert len(list(ledger.figures(FigureQuery(since=date.min, until=date.max)))) == 4


@pytest.mark.parametrize("query", [FigureQuery(), FigureQuery(subject="RUS", item="shell")])
def test_the_nth_latest_day(ledger: Ledger, query: FigureQuery) -> None:
    for number, day in enumerate((16, 1, 20, 5), 1):
        add(ledger, number, published=date(2024, 5, day))
    days = ["2024-05-20", "2024-05-16", "2024-05-05", "2024-05-01", None]
    assert [ledger.nth_figure_day(query, n) for n in range(1, 6)] == days
