"""The time told before: which times later ones are counted from, and whether a text tells a history."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from sayso.extract.time.expressions import Expr, Sort
from sayso.extract.time.hits import Hit, Word
from sayso.extract.time.meaning import Meaning
from sayso.lang.calendar import Interval, year
from sayso.records import Article, Grain

__all__ = ["is_history", "story_after"]

#: Share of dates with another year than the report's, and number of them, from which on it tells a history.
_HISTORY_SHARE, _HISTORY_LEAST = 0.6, 6
#: Words of news, and how many of them a history may hold for each year it names.
_NEWS_WORD = re.compile(
    r"\b(?:[Yy]esterday|[Tt]oday|[Tt]omorrow|[Ll]ast week|(?:Mon|Tues|Wednes|Thurs|Fri)day)\b"
)
_NEWS_SHARE = 0.25
#: Words of a heading, and years from the time told from which on another year in a history is an aside.
_HEADING, _ASIDE = 8, 20
_YEAR_WORD = re.compile(r"1[0-9]\d\d|20\d\d")


def is_history(article: Article, today: date | None) -> bool:
    """Whether a text tells of other years than its own: most it names are neither its year nor the next."""
    if today is None:
        return True
    years = [int(m) for m in _YEAR_WORD.findall(article.text)]
    far = sum(abs(y - today.year) > 1 for y in years)
    near = len(_NEWS_WORD.findall(article.text))
    return far >= _HISTORY_LEAST and far >= _HISTORY_SHARE * len(years) and near <= _NEWS_SHARE * far


def story_after(
    story: Interval | None, hit: Hit, meaning: Meaning, words: Sequence[Word], *, history: bool
) -> Interval | None:
    """The time that later ones are counted from, once an expression is told.

    It stays what it was after a comparison, an age in brackets, a decade and, in a history, an aside.
    """
    days = meaning.days
    if days is None or _compares(hit.said) or days.grain in (Grain.DECADE, Grain.CENTURY):
        return story
    short = len(words) <= _HEADING
    if hit.said.sort is Sort.RANGE and days.grain is Grain.YEAR:
        # a heading such as "1955-1963" begins a new story, a stretch of years in running text none
        return year(days.first.year) if short else story
    if hit.start > 0 and words[hit.start - 1].text == "(" and hit.said.sort is Sort.YEAR:
        return story
    if history and not _goes_on(story, hit, meaning, short=short):
        return story
    return days


def _goes_on(story: Interval | None, hit: Hit, meaning: Meaning, *, short: bool) -> bool:
    """Whether a time belongs to the history told: no remark from the writer's day, no far year in passing."""
    days = meaning.days
    if days is None or not (hit.said.fixed or meaning.assumed.endswith("the time told before")):
        return False
    if story is None or abs(days.first.year - story.first.year) <= _ASIDE:
        return True
    return short or hit.start <= 2


def _compares(said: Expr) -> bool:
    """Whether a time only stands beside the one told of: "up from 12 percent a year earlier"."""
    if said.sort is Sort.QUARTER:
        return said.name in ("year_ago", "of_year")
    return (
        said.sort in (Sort.UNIT, Sort.STORY) and said.unit == "year" and said.n == -1 and said.name != "last"
    )
