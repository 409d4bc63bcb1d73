"""Time expressions among a sentence's words: which words say what, and under which preposition."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sayso.classes import dataclass
from sayso.extract.time.builders import build
from sayso.extract.time.expressions import Expr
from sayso.extract.time.patterns import grammar
from sayso.extract.time.refuse import Refuser
from sayso.records import Token

__all__ = ["Hit", "Word", "hits_of", "joined", "words_of"]

#: Prepositions whose words belong to the time.
_OWN_LEADS = frozenset(
    "as of|as early as|prior to|on|in|during|by|until|till|since|from|through|throughout|before|after|at|"
    "over|within|between|late on|early on|up to".split("|")
)
#: Parts of a row's pattern that are its ends.
_ENDS = {"years": ("a", "b"), "month_row": ("m", "n")}
_JOINS = frozenset("to through until till thru and - – —".split())
#: Prefixes that are written together with a time.
_PREFIXED = re.compile(r"(?i)(mid|pre|post)(-)(?=[a-z])")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as the grammar sees it; ``token`` is the word of the sentence it is part of."""

    text: str
    start: int
    end: int
    token: int


@dataclass(frozen=True, slots=True)
class Hit:
    """An expression in words [start, end); ``lead`` is its preposition of ``lead_words`` words before it.

    ``ends`` are the words of the two ends of a row ("1955-1963").
    """

    rule: str
    start: int
    end: int
    said: Expr
    lead: str = ""
    lead_words: int = 0
    ends: tuple[tuple[int, int], ...] = ()


def words_of(tokens: Sequence[Token]) -> list[Word]:
    """Words with joined prefixes taken apart ("mid-November")."""
    out = []
    for i, token in enumerate(tokens):
        text, a = token.text, token.span.start
        told = _PREFIXED.match(text) if "-" in text else None
        if told is None:
            out.append(Word(text, a, token.span.end, i))
            continue
        cut = told.end(1)
        out += [
            Word(text[:cut], a, a + cut, i),
            Word("-", a + cut, a + cut + 1, i),
            Word(text[cut + 1 :], a + cut + 1, token.span.end, i),
        ]
    return out


def hits_of(words: Sequence[str], refuse: Refuser | None = None) -> Iterator[Hit]:
    """Expressions in words, earliest first, then longest, then in the order of the rules; none overlap.

    ``refuse`` is asked of every one whether the words around it speak against it.
    """
    found = grammar()
    last = 0
    before: Hit | None = None
    for match in found.matches(found.spell(words)):
        if match.start < last:
            continue
        said = build(words, match)
        if said is None:
            continue
        on = before is not None and joined(words, before.end, match.start)
        if refuse is not None and refuse(match, said, joined=on):
            continue
        lead, n = _lead(words, match.start, last)
        ends = tuple(match.parts[k] for k in _ENDS.get(match.rule, ()) if k in match.parts)
        before = Hit(match.rule, match.start, match.end, said, lead, n, ends)
        last = match.end
        yield before


def joined(words: Sequence[str], end: int, start: int) -> bool:
    """Whether nothing but a word such as "to" or "and" stands between word ``end`` and word ``start``."""
    between = [w.lower() for w in words[end:start]]
    if between and between[-1] == "the":
        between.pop()
    return len(between) == 1 and between[0] in _JOINS


def _lead(words: Sequence[str], start: int, last: int) -> tuple[str, int]:
    """The preposition right before an expression, as its words and how many they are."""
    for n in (3, 2, 1):
        if start - n >= last:
            said = " ".join(w.lower() for w in words[start - n : start])
            if said in _OWN_LEADS:
                return said, n
    return "", 0
