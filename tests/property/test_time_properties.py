"""Whatever a time expression is: it resolves without raising, to days in order, and to the same ones anywhere."""

from __future__ import annotations

import re
import sys
import time as clock
import tomllib
from dataclasses import replace
from datetime import date, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

import sayso.extract.time.patterns
from sayso.extract.time.expressions import Expr, Sort
from sayso.extract.time.meaning import Asked, Tense
from sayso.extract.time.resolve import resolve
from sayso.extract.time.timex import timex_of
from sayso.lang.calendar import HOLIDAYS, Interval, day, month, quarter, stretch_of, week, year
from sayso.records import Grain, TimeRange, TimeStatus
from seeded import printed_under_two_seeds
from telling import FRAMES, edtf_days, told_by, told_in

few = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])

# ------------------------------------------------------------------ expressions

UNITS = "second minute hour day night week fortnight month quarter year decade century".split()
SEASONS = ["spring", "summer", "fall", "winter"]
DAYPARTS = "morning noon midday afternoon evening night midnight dawn dusk".split()
PARTS = "early mid late start end earlier later rest first_half second_half".split()

days = st.dates(date(1900, 1, 1), date(2099, 12, 31))
numbers = st.none() | st.integers(-60, 60).map(float) | st.sampled_from([0.5, 1.5, -2.5])
counts = st.none() | st.integers(1, 60).map(float) | st.sampled_from([0.5, 2.5])
sides = st.sampled_from([None, -1, 0, 1])
years = st.none() | st.integers(1800, 2100)
months = st.integers(1, 12)


def expr(sort: Sort, **made: st.SearchStrategy[Any]) -> st.SearchStrategy[Expr]:
    return st.builds(Expr, sort=st.just(sort), **made)


simple = st.one_of(
    expr(Sort.DAY, year=years, month=months, day=st.integers(1, 31), weekday=st.none() | st.integers(0, 6)),
    expr(Sort.DAY, day=st.integers(1, 31), weekday=st.integers(0, 6)),
    expr(Sort.WEEKDAY, weekday=st.integers(0, 6), side=sides, n=st.sampled_from([None, -1.0, 0.0, 1.0]), definite=st.booleans()),
    expr(Sort.MONTH, year=years, month=months, side=sides, n=st.sampled_from([None, -1.0, 0.0, 1.0])),
    expr(Sort.YEAR, year=st.integers(1800, 2100), name=st.sampled_from(["", "fiscal", "bc"])),
    expr(Sort.DECADE, year=st.integers(180, 209).map(lambda n: 10 * n)),
    expr(Sort.CENTURY, n=st.integers(10, 21)),
    expr(Sort.SEASON, name=st.sampled_from(SEASONS), year=years, side=sides, n=st.sampled_from([None, -1.0, 0.0, 1.0])),
    expr(Sort.QUARTER, n=st.none() | st.integers(1, 4), name=st.just("year_ago")),
    expr(Sort.QUARTER, year=st.integers(1800, 2100), name=st.just("of_year")),
    expr(Sort.QUARTER, n=st.integers(1, 4), year=years, side=sides),
    expr(Sort.HALF, n=st.integers(1, 2), year=years, side=sides),
    expr(Sort.FEAST, name=st.sampled_from([*HOLIDAYS, "thanksgiving"]), year=years, side=sides),
    expr(Sort.WEEKEND, side=sides),
    expr(Sort.UNIT, unit=st.sampled_from(UNITS), n=numbers, side=sides, definite=st.booleans(),
         name=st.sampled_from(["", "ago", "in", "last", "next", "following", "previous", "latest", "twelve", "final"])),
    expr(Sort.STRETCH, unit=st.sampled_from(UNITS), n=counts, side=sides, definite=st.booleans()),
    expr(Sort.STORY, unit=st.sampled_from(UNITS), n=numbers, side=sides),
    expr(Sort.DURATION, unit=st.sampled_from([*UNITS, ""]), n=counts, high=st.none() | st.just(99.0)),
    expr(Sort.SET, of=expr(Sort.DURATION, unit=st.sampled_from(UNITS), n=counts)),
    expr(Sort.REFERENCE, name=st.sampled_from(["past", "present", "future"])),
)  # fmt: skip


def made_of(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    """Expressions that are made of others."""
    return st.one_of(
        expr(Sort.PART, name=st.sampled_from(PARTS), of=inner),
        expr(Sort.WEEKEND, of=inner),
        expr(Sort.UNIT, unit=st.sampled_from(["week", "month"]), n=st.just(0.0), of=inner),
        expr(Sort.EVE, of=inner),
        expr(Sort.DAYPART, name=st.sampled_from(DAYPARTS), of=st.none() | inner),
        expr(
            Sort.CLOCK,
            hour=st.integers(0, 23),
            minute=st.integers(0, 59),
            zone=st.sampled_from(["", "gmt"]),
            of=st.none() | inner,
        ),
        expr(Sort.RANGE, of=inner, to=inner),
    )


# An ordinal too high for what it counts in raises today, and so do units such as weekends and semesters: left out.
nth = expr(
    Sort.NTH,
    n=st.sampled_from([-1, 1, 2, 3]),
    unit=st.sampled_from(["week", "weekend", "day", "weekday"]),
    weekday=st.integers(0, 6),
    of=expr(Sort.MONTH, year=years, month=months),
)
spans = expr(
    Sort.SPAN_OF,
    name=st.sampled_from(["first", "last"]),
    n=st.none() | st.integers(1, 3).map(float),
    unit=st.sampled_from(["month", "week", "day"]),
    of=st.none() | expr(Sort.YEAR, year=st.integers(1800, 2100)),
)
exprs = st.recursive(simple | nth | spans, made_of, max_leaves=3)
tenses: st.SearchStrategy[Tense] = st.sampled_from(["past", "ahead", "open"])
stories = st.one_of(
    st.none(),
    st.builds(day, days),
    st.builds(week, days),
    st.builds(month, st.integers(1900, 2099), months),
    st.builds(quarter, st.integers(1900, 2099), st.integers(1, 4)),
    st.builds(year, st.integers(1900, 2099)),
    st.builds(lambda d: stretch_of(d, d.replace(day=28), Grain.DAY), days.filter(lambda d: d.day < 28)),
)
asked = st.builds(
    Asked, today=st.none() | days, tense=tenses, story=stories, spun=st.booleans(), history=st.booleans()
)


@few
@given(exprs, asked)
def test_an_expression_means_days_in_order_or_says_why_not(said: Expr, seen: Asked) -> None:
    meaning = resolve(said, seen)
    found = meaning.days
    assert (found is None) == bool(meaning.open)
    if found is None:
        assert (meaning.begin, meaning.end, meaning.assumed) == (None, None, "")
        return
    assert found.first <= found.last
    first, last = edtf_days(found.edtf)
    assert first is not None
    assert last is not None
    assert (first, last) == (found.first, found.last)
    if meaning.begin is not None and meaning.end is not None:
        assert meaning.begin < meaning.end


@few
@given(exprs, asked)
def test_an_expression_has_a_timex_form(said: Expr, seen: Asked) -> None:
    found = timex_of(said, resolve(said, seen))
    assert found.type in ("DATE", "TIME", "DURATION", "SET")
    assert found.value
    assert " " not in found.value


@few
@given(exprs.filter(lambda said: said.fixed), asked, days)
def test_what_is_fixed_means_the_same_on_every_day(said: Expr, seen: Asked, today: date) -> None:
    assume("earlier" not in repr(said) and "later" not in repr(said) and "rest" not in repr(said))
    other = replace(seen, today=today)
    assert resolve(said, replace(seen, today=date(2021, 3, 10))) == resolve(said, other)


@few
@given(exprs, asked.filter(lambda a: a.today is None), days)
def test_without_a_day_of_publication_only_what_is_fixed_has_days(
    said: Expr, seen: Asked, today: date
) -> None:
    meaning = resolve(said, seen)
    if meaning.days is not None and seen.story is None:
        assert said.fixed
        dated = Asked(today=today, tense=seen.tense, spun=seen.spun)
        assert resolve(said, dated).days is not None


# ------------------------------------------------------------------ words

_DATA = Path(sayso.extract.time.patterns.__file__).parents[1] / "data"


def lexicon() -> list[str]:
    """Words of the classes and of the patterns themselves, and some in digits."""
    raw = tomllib.loads((_DATA / "time.toml").read_text(encoding="utf-8"))
    listed = [w.title() for text in raw["capital"].values() for w in text.split()]
    listed += [w for text in raw["words"].values() for w in text.split()]
    listed += re.findall(
        r"(?<![$<\w])[a-z]{2,}(?![\w:>])", (_DATA / "time_patterns.txt").read_text(encoding="utf-8")
    )
    digits = "1 2 7 12 29 31 99 1066 1998 2021 2145 3000 3/4 2.5 12,500 6.3.2021 3/6/2021 1990s '90s '98 18:30 9am 22nd 31st q3 h1 fy21".split()
    # units that nobody counts back from a day and ordinals beyond what they count raise today: left out
    raising = set(
        "weekend weekends semester millennium millennia fifth sixth seventh eighth ninth tenth eleventh".split()
    )
    return sorted({*listed, *digits, ",", "-", "(", ")", "'s", "."} - raising)


words = st.sampled_from(lexicon())
#: Words that often stand together, so that soups hold expressions of some length.
phrases = st.sampled_from(
    "in the|on the|of the|the end of|first half of|in early|the past|a few|two weeks|three days later|a year ago|"
    "last year|next Friday|the same|May 2020|March 6|at 9 a.m.|the third quarter|from Monday to|between|since|until|"
    "by the end of|more than|every other|the night of|the week of|the eve of|the first week of|twice a|and a half".split(
        "|"
    )
)
soups = st.lists(words | phrases, min_size=1, max_size=9).map(" ".join)


def check(times: tuple[TimeRange, ...]) -> None:
    """Every time is well-formed by itself and they stand in order, none over another."""
    assert all(time.span.end <= after.span.start for time, after in pairwise(times))
    for time in times:
        assert (time.edtf is None) == (time.earliest is None and time.latest is None)
        assert (time.status is TimeStatus.UNRESOLVED) == (time.edtf is None)
        assert time.timex
        assert all(time.span.start <= t.span.start < t.span.end <= time.span.end for t in time.timex)
        if time.edtf is None:
            assert time.reason
            continue
        first, last = edtf_days(time.edtf)
        assert (time.earliest, time.latest) == (first and first.isoformat(), last and last.isoformat())
        if first and last:
            assert first <= last
        if time.start and time.end:
            assert datetime.fromisoformat(time.start) < datetime.fromisoformat(time.end)


frames = st.sampled_from(["{} .", *FRAMES.values()])


@few
@given(soups, frames, st.none() | days, stories, st.booleans())
def test_a_soup_of_words_has_times_that_are_well_formed(
    text: str, frame: str, published: date | None, story: Interval | None, spun: bool
) -> None:
    times = told_in(frame.format(text), published, story=story, spun=spun)
    check(times)


@few
@given(st.lists(soups.map("They met {} .".format), min_size=1, max_size=4), st.none() | days)
def test_an_article_of_soups_has_times_that_are_well_formed(
    sentences: list[str], published: date | None
) -> None:
    for times in told_by(sentences, published):
        check(tuple(times))


#: Grounds of times seen from one told before.
COUNTED = ("on the day told of before",)
#: How a text names a year: in digits or in words.
_NAMED = re.compile(r"\d\d|twenty|nineteen|eighteen|seventeen|thousand|ties\b|century|\b\d+ ?bc")


@few
@given(soups, frames)
def test_without_a_day_of_publication_no_day_is_told_whose_year_is_not_in_the_text(
    text: str, frame: str
) -> None:
    named = False
    for time in told_in(frame.format(text), None):
        if time.edtf is not None:
            written = _NAMED.search(time.text.lower()) is not None
            assert written or (named and time.anchor == "previous_time") or time.reason in COUNTED
            named = named or written


# ------------------------------------------------------------------ no clock, no order of sets

TEXTS = [
    "on Monday", "in May", "three days ago", "over the past year", "last night", "in the third quarter",
    "by the end of the year", "on Good Friday", "from Monday to Tuesday", "at 18:30 GMT", "every Friday", "next week",
    "in the 1990s", "two to four weeks", "this summer", "on February 29", "since March", "in the coming weeks",
]  # fmt: skip


def told_on(published: date | None) -> list[tuple[TimeRange, ...]]:
    return [told_in(f"They met {text} .", published) for text in TEXTS]


class _NoToday(date):
    @classmethod
    def today(cls) -> NoReturn:
        pytest.fail("the clock was asked")


class _NoNow(datetime):
    @classmethod
    def now(cls, tz: object = None) -> NoReturn:
        pytest.fail("the clock was asked")

    utcnow = today = now


@pytest.mark.parametrize("published", [None, date(2021, 3, 10)])
def test_the_clock_has_no_say(published: date | None, monkeypatch: pytest.MonkeyPatch) -> None:
    before = told_on(published)
    for name, module in list(sys.modules.items()):
        if name.startswith("sayso.") and hasattr(module, "date"):
            monkeypatch.setattr(module, "date", _NoToday)
        if name.startswith("sayso.") and hasattr(module, "datetime"):
            monkeypatch.setattr(module, "datetime", _NoNow)
    for name in ("time", "localtime", "gmtime"):
        monkeypatch.setattr(clock, name, lambda *_: pytest.fail("the clock was asked"))
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    assert told_on(published) == before


def test_the_order_of_sets_has_no_say() -> None:
    script = "import datetime, test_time_properties as t; print(t.told_on(None), t.told_on(datetime.date(2021, 3, 10)))"
    outputs = printed_under_two_seeds(script, Path(__file__).parent)
    assert outputs[0] == outputs[1] != ""
