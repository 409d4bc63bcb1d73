"""Figures of one happening: the same amount in other words, and tolls that grow."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sayso.link.derive import derive
from sayso.link.facts import facts_of_report
from sayso.link.join import compatible, join
from sayso.link.reasons import reasons
from sayso.records import Account, ClaimKind, Facts, Figure, Measure, Quantity, Span, TimeRange
from stubs import FAR, TOWN, Told, day, side

#: Names that two reports share, and others.
FERRY, MINE = (11, 12, 13, 14, 15, 16), (21, 22, 23, 24, 25, 26)
SATURDAY = date(2026, 3, 7)


def told(
    number: int,
    low: float,
    word: str = "killed",
    *,
    high: float | None = None,
    item: str = "people",
    text: str = "",
    published: date = SATURDAY,
    time: TimeRange | None = None,
    measure: Measure = Measure.LOSS,
    subject: str | None = None,
) -> Account:
    sentence = f"It {word} so many, {number}."
    article, claim = Told(number=number, published=published, sentence=sentence, time=time).made()
    start = claim.evidence.span.start + 3
    evidence = replace(claim.evidence, trigger=Span(start, start + len(word)), sentence=sentence)
    quantity = Quantity(text=text or f"{low:g} {item}", span=Span(0, 1), low=low, high=high, counted=item)
    figure = Figure(measure=measure, item=item, subject=side(subject) if subject else None)
    claim = replace(
        claim,
        kind=ClaimKind.FIGURE,
        event=None,
        actors=(),
        place=None,
        figure=figure,
        quantities=(quantity,),
        evidence=evidence,
        claim_id=f"c{number}-{low:g}-{item}",
    )
    return Account(
        claim=claim, published=published.isoformat(), publisher="Paper", text_sha256=article.text_sha256
    )


def facts(*accounts: Account, story: tuple[int, ...] = FERRY) -> list[Facts]:
    """The facts of one report."""
    return facts_of_report(accounts, story, ())


def one(account: Account, story: tuple[int, ...] = FERRY) -> Facts:
    return facts(account, story=story)[0]


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (told(1, 11, high=11), told(2, 11, high=11, word="claimed", item="deaths"), True),
        (told(1, 11), told(2, 23, word="climbed", item="deaths", high=23), True),
        (told(1, 11, high=11), told(2, 23, high=23, published=date(2026, 3, 8)), True),
        (told(1, 11, high=11), told(2, 23, high=23, published=date(2026, 3, 28)), False),
        (told(1, 11, high=11), told(2, 11, high=11, word="wounded"), False),
        (told(1, 5, high=5, item="miners"), told(2, 5, item="people"), True),
        (told(1, 5, high=5, item="miners"), told(2, 9, high=9, item="people"), False),
        (told(1, 5, high=5, item="miners"), told(2, 5, high=5, item="men"), True),
        (told(1, 11, high=11), told(2, 12, high=12, text="12 more people"), False),
        (told(1, 3, high=3, item="tanks", word="lost"), told(2, 4, high=4, item="tanks", word="lost"), False),
    ],
)
def test_a_toll_may_grow_and_other_figures_may_not(left: Account, right: Account, same: bool) -> None:
    assert compatible(one(left), one(right)) is same
    assert compatible(one(right), one(left)) is same


def test_tolls_of_other_stories_days_and_places_stay_apart() -> None:
    assert not compatible(one(told(1, 11, high=11)), one(told(2, 11, high=11), MINE))
    dated = told(1, 14, high=14, time=day("2026-03-06")), told(2, 6, high=6, time=day("2026-03-07"))
    assert not compatible(*(one(a) for a in dated))
    here, there = (
        replace(a, claim=replace(a.claim, place=place))
        for a, place in ((told(1, 14, high=14), TOWN), (told(2, 14, high=14), FAR))
    )
    assert not compatible(one(here), one(there))


def test_only_the_first_toll_of_a_report_is_of_its_happening() -> None:
    first, repeated, background = facts(
        told(1, 23, high=23), told(1, 23, item="deaths"), told(1, 43, high=43)
    )
    assert (first.toll, repeated.toll, background.toll) == (True, True, False)
    assert not compatible(background, one(told(2, 11, high=11)))


def test_a_figure_of_one_who_is_named_needs_no_story() -> None:
    mine = told(1, 5, high=5, measure=Measure.STOCK, item="shells", subject="cty:RUS")
    theirs = told(2, 5, high=5, measure=Measure.STOCK, item="shells", subject="cty:UKR")
    later = told(
        3, 5, high=5, measure=Measure.STOCK, item="shells", subject="cty:RUS", published=date(2026, 6, 1)
    )
    assert compatible(one(mine), one(later, MINE))
    assert not compatible(one(mine), one(theirs))


def test_a_growing_toll_is_one_event_in_any_order() -> None:
    every = [
        one(told(n, low, high=low, published=date(2026, 3, 7 + n))) for n, low in enumerate((11, 19, 23))
    ]
    (group,) = join(every)
    assert join(reversed(every)) == [group]


def test_a_growing_toll_is_led_by_the_last_one_and_shows_the_others() -> None:
    tolls = [told(1, 11), told(2, 19, high=19, item="dead"), told(3, 23, high=23, published=date(2026, 3, 8))]
    (event,) = derive((a, one(a)) for a in tolls)
    assert event.lead.quantities[0].low == 23
    assert list(event.disagreements["quantities"]) == ["11.. people", "19 dead", "23 people"]
    assert reasons(tolls)[0] == "one toll: loss of people, told as 11 people, 19 dead, 23 people"
