"""Judges how alike a name and the names on a list are, by rarity of the words shared, kind and country.

A common name must not drown its reader in hits: what counts is how much of both names is shared and how rare
that is on the lists, and a single family name is never enough for a person.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from rapidfuzz import fuzz, process

from sayso.classes import dataclass
from sayso.resolve.screening.entities import Entity
from sayso.resolve.screening.store import ListFile, StoredName
from sayso.resolve.screening.words import name_words

__all__ = ["FLOOR", "Asked", "Hit", "Screener"]

#: Hits below it are not shown unasked. Chosen on names of our own (tests/unit/resolve/test_screening.py).
FLOOR = 0.7
#: How alike two words must be to count as spellings of one (rapidfuzz ratio, 0 to 100).
_ALIKE = 80.0
#: Words tried as other spellings of one word, and names looked at for one query.
_SPELLINGS, _CANDIDATES = 8, 200
#: What a disagreement leaves of a score.
_OTHER_KIND, _OTHER_COUNTRY, _WEAK, _SINGLE = 0.6, 0.8, 0.85, 0.5
#: Bits of information at which a shared name is rare enough: two words that one in 200 names has each.
_BITS = 15.0
#: How much of a score a common name may lose.
_COMMON = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A name to screen, with what is known of its bearer: ISO3 country, and whether it is a person."""

    name: str
    country: str | None = None
    person: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """An entity whose name is like the one asked for.

    ``score`` in [0, 1] ranks and is no probability; ``matched`` is the listed name, ``words`` the pairs of words
    that agree (asked, listed), ``exact`` whether all of them are the same; ``notes`` say what lowered the score.
    """

    asked: Asked
    score: float
    exact: bool
    matched: str
    words: tuple[tuple[str, str], ...]
    entity: Entity
    list_name: str
    notes: tuple[str, ...]


class Screener:
    """Screens names against the lists of one file. Its vocabulary is read at opening."""

    def __init__(self, lists: ListFile) -> None:
        self._lists = lists
        self._common = lists.vocabulary()
        self._n = max(2, lists.n_names())
        self._by_letter: dict[str, list[str]] = {}
        for word in self._common:
            self._by_letter.setdefault(word[0], []).append(word)

    def screen(self, asked: Asked, *, floor: float = FLOOR, limit: int = 10) -> list[Hit]:
        """Entities whose names are like the one asked for, likest first, one hit per entity."""
        words = name_words(asked.name)
        if not words:
            return []
        spellings = {w: self._spellings(w) for w in words}
        tried = sorted(
            {s for found in spellings.values() for s in found}, key=lambda w: self._common.get(w, 0)
        )
        if not tried:
            return []
        best: dict[tuple[str, str], Hit] = {}
        for stored in self._lists.with_words(tried, _CANDIDATES):
            hit = self._judge(asked, words, stored)
            if hit.score < floor:
                continue
            at = (hit.list_name, hit.entity.entity_id)
            if at not in best or best[at].score < hit.score:
                best[at] = hit
        return sorted(best.values(), key=lambda h: (-h.score, h.list_name, h.entity.entity_id))[:limit]

    def _spellings(self, word: str) -> list[str]:
        """Words of the lists that may be this one, itself first."""
        found = process.extract(
            word, self._by_letter.get(word[0], ()), scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=_SPELLINGS
        )
        return [w for w, _, _ in found]

    def _judge(self, asked: Asked, words: Sequence[str], stored: StoredName) -> Hit:
        pairs, alike = _paired(words, stored.words)
        # both names must be covered: "Ali" is little of "Ali Hassan al-Majid", and the other way round
        covered = 2 * sum(alike) / (len(words) + len(stored.words))
        ordered = fuzz.ratio(" ".join(words), " ".join(stored.words)) / 100
        score = max(covered, 0.5 * (covered + ordered)) if pairs else 0.0
        notes: list[str] = []
        bits = sum(a * self._bits(listed) for (_, listed), a in zip(pairs, alike, strict=True))
        rare = min(1.0, bits / _BITS)
        if rare < 1.0:
            score *= 1 - _COMMON * (1 - rare)
            notes.append("few telling words")
        score, more = _weighed(score, asked, stored, single=len(pairs) < 2)
        return Hit(
            asked=asked,
            score=round(score, 3),
            exact=tuple(sorted(words)) == tuple(sorted(stored.words)),
            matched=stored.written,
            words=tuple(pairs),
            entity=stored.entity,
            list_name=stored.list_name,
            notes=(*notes, *more),
        )

    def _bits(self, word: str) -> float:
        return math.log2(max(self._n, 2**10) / max(1, self._common.get(word, 1)))


def _weighed(score: float, asked: Asked, stored: StoredName, *, single: bool) -> tuple[float, list[str]]:
    """The score after what is known of both has been compared, and what lowered it."""
    notes = []
    entity = stored.entity
    if asked.person is not None and asked.person is not entity.is_person:
        score *= _OTHER_KIND
        notes.append("a person and a body")
    if asked.country and entity.countries and asked.country not in entity.countries:
        score *= _OTHER_COUNTRY
        notes.append(f"another country ({', '.join(entity.countries)})")
    if stored.weak:
        score *= _WEAK
        notes.append("a weak alias")
    if single and entity.is_person:
        score *= _SINGLE
        notes.append("a single word of a person's name")
    return score, notes


def _paired(ours: Sequence[str], theirs: Sequence[str]) -> tuple[list[tuple[str, str]], list[float]]:
    """Words of two names that are spellings of one another, each used once, with how alike they are in [0, 1]."""
    scored = sorted(
        ((fuzz.ratio(a, b) / 100, i, j) for i, a in enumerate(ours) for j, b in enumerate(theirs)),
        key=lambda s: (-s[0], s[1], s[2]),
    )
    taken_ours: set[int] = set()
    taken_theirs: set[int] = set()
    pairs: list[tuple[str, str]] = []
    alike: list[float] = []
    for score, i, j in scored:
        if score * 100 < _ALIKE or i in taken_ours or j in taken_theirs:
            continue
        taken_ours.add(i)
        taken_theirs.add(j)
        pairs.append((ours[i], theirs[j]))
        alike.append(score)
    return pairs, alike
