"""What words in a search box may mean besides themselves: somebody, a place, a country.

A name is taken as words of evidence unless somebody says otherwise, and half of what people type are names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache

from sayso.classes import dataclass, replace
from sayso.lang.folding import fold
from sayso.ledger import Browser, EventQuery, Named

__all__ = ["Suggestion", "country_code", "country_names", "suggested"]

#: Words of a name at most, and words of a search that are looked at.
_NAME_WORDS, _LOOKED_AT = 6, 12
#: Suggestions at most, and events that are counted for one.
_MOST, _COUNTED = 4, 50
#: Letters of a part of a name at least, names that a part is completed to, and parts that are.
_PART_LETTERS, _PARTS, _COMPLETED = 3, 2, 4
#: Names that mean only whoever is meant by the word itself lead nowhere that the word does not.
_UNKNOWN = "unknown"


#: Which of the words, condition, value, label.
_Meaning = tuple[tuple[int, int], str, str, str]


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


def country_code(name: str) -> str | None:
    """The code of the country of a name, or of its code; None if there is none."""
    code = name.strip().upper()
    return code if code in country_names() else _codes().get(fold(name))


def suggested(browser: Browser, query: EventQuery) -> tuple[Suggestion, ...]:
    """What the words of a question may name, longest names first; only what finds something.

    ``query.text`` holds the words. The other conditions stay.
    """
    words = (query.text or "").replace('"', " ").split()[:_LOOKED_AT]
    found: list[Suggestion] = []
    taken: set[tuple[str, str]] = set()
    for run, condition, value, label in _meanings(browser, words):
        if (condition, value) in taken or getattr(query, condition) is not None:
            continue
        taken.add((condition, value))
        one = _counted(browser, query, words, (run, condition, value, label))
        found += [one] if one else []
        if len(found) == _MOST:
            break
    return tuple(found)


def _counted(browser: Browser, query: EventQuery, words: list[str], meaning: _Meaning) -> Suggestion | None:
    """A meaning as a question, with the events that it finds."""
    (first, last), condition, value, label = meaning
    rest = " ".join(words[:first] + words[last:])
    asked = replace(query, text=rest if re.search(r"\w", rest) else None)
    # `replace` takes the name of a field as a keyword
    asked = replace(asked, **{condition: value})  # type: ignore[arg-type]
    n = browser.count(asked, _COUNTED + 1)
    if not n and asked.text is not None:
        # the others stand in no sentence with it, so the name alone
        asked = replace(asked, text=None)
        n = browser.count(asked, _COUNTED + 1)
    if not n:
        return None
    taken = " ".join(words[first:last])
    return Suggestion(
        condition=condition, label=label, words=taken, query=asked, events=min(n, _COUNTED), more=n > _COUNTED
    )


def _meanings(browser: Browser, words: list[str]) -> Iterator[_Meaning]:
    """What runs of words may name: whole names first, the longest of them first, then parts of names."""
    runs = list(_runs(words))
    named: dict[str, list[Named]] = {}
    for one in browser.named(" ".join(words[a:b]) for a, b in runs):
        named.setdefault(one.folded, []).append(one)
    for first, last in runs:
        folded = fold(" ".join(words[first:last]))
        code = _codes().get(folded)
        if code is not None:
            yield (first, last), "country", code, country_names()[code]
        for one in sorted(named.get(folded, ()), key=lambda n: (n.what != "who", n.name, n.id)):
            # a country as a place is the place's country, which was given above
            if one.kind != (_UNKNOWN if one.what == "who" else "country"):
                yield (first, last), one.what, one.id, one.name
    whole = {word for a, b in runs if fold(" ".join(words[a:b])) in named for word in range(a, b)}
    parts = [n for n, word in enumerate(words) if n not in whole and len(word) >= _PART_LETTERS]
    for n in parts[:_COMPLETED]:
        for one in browser.named_partly(words[n], _PARTS):
            yield (n, n + 1), one.what, one.id, one.name


def _runs(words: list[str]) -> Iterator[tuple[int, int]]:
    """Every run of words that may be a name, longest first."""
    for n in range(min(_NAME_WORDS, len(words)), 0, -1):
        for first in range(len(words) - n + 1):
            if n > 1 or len(words[first]) > 1:
                yield first, first + n
