"""Whether a machine rewrote one report word by word, told from its own words alone, and which words it put.

Every word is asked how likely a writer, and how likely a program with a thesaurus, would have put it where it
stands (`spun_table`); the words together say how likely the whole text was rewritten. Most reports are let go
after a look at how odd their single words are.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sayso.classes import dataclass
from sayso.link.spun_lines import Seen, shipped_lines
from sayso.link.spun_table import (
    FIRST_WORD,
    UNLISTED,
    Alternatives,
    Numbered,
    Table,
    chances,
    features,
    shipped,
)
from sayso.records.base import Span
from sayso.records.links import SpunWords
from sayso.records.text import Article

__all__ = ["SpunSide", "SpunSigns", "spun_of", "spun_side"]

#: Texts of fewer different words are not judged.
_FEWEST = 30
#: Texts are not judged of whose words more than this share is unknown: another language, garbled letters.
_STRANGE = 0.35
#: Characters of the first look.
_FIRST_LOOK = 2500
#: Where the shares of suspicious words are counted: logits. Fixed before the weights were fitted.
_LEVELS = np.array([-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.5], dtype=np.float32)
#: Bits for the place of a word in a text.
_PLACE_BITS = 24
#: From which p on words are shown; which words, as a logit (a chance of 0.7, where three in four of those
#: shown were put: bench/spunflag.py); how many at most.
_SHOWN_FROM, _WORD_FROM, _MOST_SHOWN = 0.2, 0.85, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class SpunSigns:
    """How likely a machine rewrote a text word by word, and the words that say so, in the order of the text.

    ``p`` counts on one report in twenty being spun. A word's ``score`` is the chance that the machine put it;
    ``meant`` is empty where nothing fits better.
    """

    p: float
    words: tuple[SpunWords, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SpunSide:
    """Which of two aligned texts is spun: the chance that the left is, and the suspicious words of each."""

    p_left: float
    left: tuple[SpunWords, ...] = ()
    right: tuple[SpunWords, ...] = ()


def spun_of(article: Article) -> SpunSigns:
    """How likely the article was rewritten by a machine, judged without its original.

    Returns:
        ``p`` 0 for texts too short, in another language or garbled; words only where ``p`` is not small.
    Cost:
        0.3 ms for a report that the first look clears, 3 ms for another (600 words).
    Source:
        train/spun.py; measured by bench/spunflag.py.
    """
    if article.language[:2] != "en":
        return SpunSigns(p=0.0)
    table, lines = shipped(), shipped_lines()
    if lines.oddness(article.text, _FIRST_LOOK) < float(table.weights["screen"][0]):
        return SpunSigns(p=float(table.weights["screen"][1]))
    found = lines.seen(article.text)
    p = _judged(table, found, chances(table, found.ids, found.seen)) if found is not None else None
    # the words are wanted, with their places
    return SpunSigns(p=p) if p is not None and p < _SHOWN_FROM else signs(table, article.text)


def signs(table: Table, text: str) -> SpunSigns:
    """`spun_of` without the first look, with a given table."""
    read = table.read(text)
    seen, meant = features(table, read.ids)
    logits = chances(table, read.ids, seen)
    p = _judged(table, read, logits)
    if p < _SHOWN_FROM:
        return SpunSigns(p=p)
    return SpunSigns(p=p, words=_shown(table, text, read, logits, meant))


def _judged(table: Table, read: Numbered | Seen, logits: NDArray[np.float32]) -> float:
    """How likely a text was rewritten, from what is said of its words."""
    shares = shares_of(read, logits)
    if shares is None:
        return 0.0
    doc = table.weights["doc"]
    return _chance(float(shares @ doc[:-1] + doc[-1]))


def shares_of(read: Numbered | Seen, logits: NDArray[np.float32]) -> NDArray[np.float32] | None:
    """What the weights of a whole text look at, None where it cannot be judged.

    A word counts once, however often it stands there: a report on pirates says "piracy" in every line. Words
    not listed do not count: they are names, terms and slips of the pen, which writers make as well.
    """
    known = read.small & (read.ids != UNLISTED)
    n_small = int(np.count_nonzero(read.small))
    n_known = int(np.count_nonzero(known))
    if not n_known or n_known < (1 - _STRANGE) * n_small:
        return None
    packed = (read.ids[known] << _PLACE_BITS) | np.arange(n_known)
    packed.sort()
    order, ids = packed & ((1 << _PLACE_BITS) - 1), packed >> _PLACE_BITS
    fresh = np.ones(n_known, bool)
    np.not_equal(ids[1:], ids[:-1], out=fresh[1:])
    which = np.cumsum(fresh) - 1
    n = int(which[-1]) + 1
    if n < _FEWEST:
        return None
    means = np.sort(np.bincount(which, weights=logits[known][order]) / np.bincount(which))
    above = n - means.searchsorted(_LEVELS, "right")
    return np.concatenate((np.log((above + 0.5) / (n + 10)), [np.log(n + 5)])).astype(np.float32)


def _chance(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, logit))))


def _shown(
    table: Table, text: str, read: Numbered, logits: NDArray[np.float32], meant: Alternatives
) -> tuple[SpunWords, ...]:
    """The suspicious words, phrases whole, the most suspicious ones if they are many."""
    found: list[SpunWords] = []
    taken = np.zeros(len(logits), dtype=bool)
    for i, what, n, _ in meant.phrases:
        score = float(logits[i : i + n].max())
        if score > _WORD_FROM:
            span = Span(int(read.starts[i]), int(read.ends[i + n - 1]))
            found.append(_words(text, span, what, score))
            taken[i : i + n] = True
    alone = np.flatnonzero(read.small & (read.ids >= FIRST_WORD) & (logits > _WORD_FROM) & ~taken)
    better = np.where(meant.gain[alone] > 0, meant.word[alone], -1)
    rows = (read.starts[alone], read.ends[alone], better, logits[alone])
    for start, end, word, logit in zip(*(r.tolist() for r in rows), strict=True):
        found.append(_words(text, Span(start, end), table.words[word] if word >= 0 else "", logit))
    found.sort(key=lambda w: -w.score)
    return tuple(sorted(found[:_MOST_SHOWN], key=lambda w: w.span.start))


def _words(text: str, span: Span, meant: str, logit: float) -> SpunWords:
    put = span.of(text)
    if put[:1].isupper() and meant:
        meant = meant[0].upper() + meant[1:]
    return SpunWords(span=span, text=put, meant=meant, score=round(_chance(logit), 3))


def spun_side(left: Article, right: Article, aligned: Sequence[tuple[Span, Span]]) -> SpunSide:
    """Which of two texts is the spun one, from the words in which they differ.

    Shapes:
        aligned: stretches of left and right text that stand for one another; equal ones are passed over.
    Returns:
        One half where nothing tells them apart.
    Source:
        Weights of train/spun.py; accuracy on bench/spunflag.py.
    """
    table = shipped()
    pairs = [(a, b) for a, b in aligned if a.of(left.text).casefold() != b.of(right.text).casefold()]
    if not pairs:
        return SpunSide(p_left=0.5)
    sides = [_replaced(table, t, [p[k] for p in pairs]) for k, t in enumerate((left.text, right.text))]
    w = table.weights["side"]
    logit = 0.0
    for a, b in zip(sides[0][0], sides[1][0], strict=True):
        logit += float(w[0] * np.clip(a[0] - b[0], -6, 6) + w[1] * np.clip(b[1] - a[1], -6, 6))
    return SpunSide(p_left=_chance(logit / len(pairs) ** 0.5), left=sides[0][1], right=sides[1][1])


def _replaced(
    table: Table, text: str, spans: Sequence[Span]
) -> tuple[list[tuple[float, float]], tuple[SpunWords, ...]]:
    """For each stretch its most suspicious word's logit and how common its rarest is; suspicious words."""
    read = table.read(text)
    seen, meant = features(table, read.ids)
    logits = chances(table, read.ids, seen)
    told, inside = [], np.zeros(len(logits), dtype=bool)
    for s in spans:
        a, b = np.searchsorted(read.ends, s.start, "right"), np.searchsorted(read.starts, s.end, "left")
        known = np.arange(a, b)[(read.ids[a:b] != UNLISTED) & read.small[a:b]]
        inside[known] = True
        if len(known):
            told.append((float(logits[known].max()), float(table.common[read.ids[known]].min())))
        else:
            told.append((0.0, 0.0))
    return told, _shown(table, text, read, np.where(inside, logits, np.float32(-9)), meant)
