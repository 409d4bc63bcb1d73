"""What words in a search box may mean besides themselves: somebody, a place, a country.

A name is taken as words of evidence unless somebody says otherwise, and half of what people type are names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache

from sayso.lang.folding import fold
from sayso.ledger import Browser, EventQuery, Named, Page

__all__ = ["Suggestion", "country_names", "suggested"]

#: Words of a name at most, and words of a search that are looked at.
_NAME_WORDS, _LOOKED_AT = 6, 12
#: Suggestions at most, and events that are counted for one.
_MOST, _COUNTED = 6, 200
#: Names that mean only whoever is meant by the word itself lead nowhere that the word does not.
_UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A question that some words may have meant.

    Attributes:
        condition: who, place or country.
        label: whom or what the words are taken to name.
        words: the words that are taken so.
        query: the question with them as a condition, the other words still searched for.
        events: how many events it finds, counted to 200; ``more`` if there are more.
    """

    condition: str
    label: str
    words: str
    query: EventQuery
    events: int
    more: bool


@cache
def country_names() -> Mapping[str, str]:
    """Names of countries by ISO 3166 alpha-3 code."""
    # the tables are read when the first page needs them
    from sayso.resolve.countries import Countries  # noqa: PLC0415

    return {code: country.name for code, country in Countries().by_code.items()}


@cache
def _codes() -> Mapping[str, str]:
    return {fold(name): code for code, name in country_names().items()}


def suggested(browser: Browser, query: EventQuery) -> tuple[Suggestion, ...]:
    """What the words of a question may name, longest names first; only what finds something.

    ``query.text`` holds the words. The other conditions stay.
    """
    words = (query.text or "").replace('"', " ").split()[:_LOOKED_AT]
    found: list[Suggestion] = []
    taken: set[tuple[str, str]] = set()
    runs = list(_runs(words))
    named: dict[str, list[Named]] = {}
    for one in browser.named(" ".join(words[a:b]) for a, b in runs):
        named.setdefault(one.folded, []).append(one)
    for first, last in runs:
        phrase = " ".join(words[first:last])
        rest = " ".join(words[:first] + words[last:])
        for condition, value, label in _meanings(phrase, named):
            if (condition, value) in taken or getattr(query, condition) is not None:
                continue
            taken.add((condition, value))
            asked = replace(query, text=rest if re.search(r"\w", rest) else None)
            # `replace` takes the name of a field as a keyword
            asked = replace(asked, **{condition: value})  # type: ignore[arg-type]
            hits = browser.page(asked, Page(n=_COUNTED + 1, enough=_COUNTED // 4))
            if hits.hits:
                n = min(len(hits.hits), _COUNTED)
                found.append(
                    Suggestion(
                        condition=condition,
                        label=label,
                        words=phrase,
                        query=asked,
                        events=n,
                        more=hits.partly or len(hits.hits) > n,
                    )
                )
            if len(found) == _MOST:
                return tuple(found)
    return tuple(found)


def _runs(words: list[str]) -> Iterator[tuple[int, int]]:
    """Every run of words that may be a name, longest first."""
    for n in range(min(_NAME_WORDS, len(words)), 0, -1):
        for first in range(len(words) - n + 1):
            if n > 1 or len(words[first]) > 1:
                yield first, first + n


def _meanings(phrase: str, named: Mapping[str, list[Named]]) -> Iterator[tuple[str, str, str]]:
    """Conditions, values and labels that a name may stand for."""
    folded = fold(phrase)
    code = _codes().get(folded)
    if code is not None:
        yield "country", code, country_names()[code]
    for one in sorted(named.get(folded, ()), key=lambda n: (n.what != "who", n.name, n.id)):
        if one.what == "who" and one.kind != _UNKNOWN:
            yield "who", one.id, one.name
        # a country as a place is the place's country, which was given above
        elif one.what == "place" and one.kind != "country":
            yield "place", one.id, one.name
