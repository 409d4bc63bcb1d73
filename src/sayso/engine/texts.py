"""Reports at hand for comparing: texts, words, traits and links, in the ledger or on the way to it."""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

from sayso.classes import dataclass
from sayso.engine.again import article_again
from sayso.ledger import Ledger
from sayso.link.align import Alignment
from sayso.link.carry import Carrying, carrying
from sayso.link.judge import Side, flipped, judged_on
from sayso.link.prints import Prints, prints_of
from sayso.link.tokens import Words, words_of
from sayso.records import Article, Claim, Link, LinkKind, Origin, Traits

__all__ = ["Held", "Looked", "Texts", "in_order"]

_K = TypeVar("_K")
_V = TypeVar("_V")

#: Texts kept at hand as words, some 30 kB each; pairs whose link is remembered, 2 kB each at most; pairs
#: whose words are aligned, some 10 kB each.
_WORDS_HELD, _PAIRS_HELD, _WAYS_HELD = 1024, 10_000, 512


class _Recent(Generic[_K, _V]):
    """The values asked for last, so many of them."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[_K, _V] = OrderedDict()

    def __contains__(self, key: _K) -> bool:
        return key in self._held

    def __getitem__(self, key: _K) -> _V:
        self._held.move_to_end(key)
        return self._held[key]

    def get(self, key: _K) -> _V | None:
        """A value, or None."""
        return self[key] if key in self._held else None

    def __setitem__(self, key: _K, value: _V) -> None:
        self._held[key] = value
        if len(self._held) > self._most:
            self._held.popitem(last=False)


@dataclass(frozen=True, slots=True, eq=False)
class Held:
    """A report's text, its words outside the page's furniture, and its sampled hashes."""

    text: str
    words: Words
    prints: Prints


@dataclass(slots=True, eq=False)
class Looked:
    """A report with what was found of it before it is read.

    ``source`` is the report whose claims it carries, None if it has to be read itself; ``origin`` is where it
    stands as far as was known when it was looked up.
    """

    article: Article
    side: Side
    prints: Prints
    links: dict[str, Link]
    origin: Origin
    source: str | None = None
    claims: tuple[Claim, ...] = ()

    @property
    def id(self) -> str:
        """The report's id."""
        return self.article.article_id


class Texts:
    """What is known of reports, from those on the way to the ledger first, then from the ledger."""

    def __init__(self, ledger: Ledger | None) -> None:
        self._ledger = ledger
        self._waiting: OrderedDict[str, Looked] = OrderedDict()
        self._carriers: defaultdict[int, set[str]] = defaultdict(set)
        self._alike: dict[str, set[str]] = {}
        self._texts: _Recent[str, Held] = _Recent(_WORDS_HELD)
        self._traits: _Recent[str, Traits] = _Recent(_WORDS_HELD)
        self._ways: _Recent[tuple[str, str], Carrying] = _Recent(_WAYS_HELD)
        self._links: _Recent[tuple[str, str], Link | None] = _Recent(_PAIRS_HELD)
        self._alignments: _Recent[tuple[str, str], Alignment] = _Recent(_WAYS_HELD)

    # ------------------------------------------------------------------ on the way

    def wait(self, looked: Looked) -> None:
        """Take a report that is on its way to the ledger."""
        self._waiting[looked.id] = looked
        for hash_ in looked.prints.tolist():
            self._carriers[hash_].add(looked.id)
        for mark in _marks(looked.side.traits):
            self._alike.setdefault(mark, set()).add(looked.id)

    def arrived(self, article_id: str) -> None:
        """Let go of a report that the ledger has now."""
        looked = self._waiting.pop(article_id, None)
        for hash_ in looked.prints.tolist() if looked else ():
            carriers = self._carriers[hash_]
            carriers.discard(article_id)
            if not carriers:
                del self._carriers[hash_]
        for mark in _marks(looked.side.traits) if looked else ():
            self._alike[mark].discard(article_id)
            if not self._alike[mark]:
                del self._alike[mark]
        if looked is not None:
            self._traits[article_id] = looked.side.traits

    def let_go(self, most: int) -> None:
        """Let go of all on the way but the latest ``most``, where nothing is kept: memory is bounded."""
        while len(self._waiting) > most:
            self.arrived(next(iter(self._waiting)))

    def waiting(self, article_id: str) -> Looked | None:
        """A report that is on its way."""
        return self._waiting.get(article_id)

    def near(self, looked: Looked) -> Iterator[tuple[str, int]]:
        """Reports on the way that share at least two sampled hashes, the very text or the address."""
        shared: dict[str, int] = {}
        for hash_ in looked.prints.tolist():
            for other in self._carriers.get(hash_, ()):
                shared[other] = shared.get(other, 0) + 1
        alike = {other for mark in _marks(looked.side.traits) for other in self._alike.get(mark, ())}
        for other in alike | {other for other, n in shared.items() if n > 1}:
            yield other, shared.get(other, 0) + (len(looked.prints) if other in alike else 0)

    # ------------------------------------------------------------------ anywhere

    def hold(self, article_id: str, held: Held) -> None:
        """Keep a text's words at hand."""
        self._texts[article_id] = held

    def text(self, article_id: str) -> Held | None:
        """A report's text, words and sampled hashes."""
        found = self._texts.get(article_id)
        if found is not None:
            return found
        waiting = self._waiting.get(article_id)
        if waiting is not None:
            return Held(waiting.article.text, waiting.side.words, waiting.prints)
        if self._ledger is None:
            return None
        with self._ledger.standings() as shelf:
            text, traits = shelf.text(article_id), shelf.traits(article_id)
        if text is None or traits is None:
            return None
        words = words_of(text).outside(traits.furniture)
        self._texts[article_id] = found = Held(text, words, prints_of(words))
        return found

    def article(self, article_id: str) -> Article | None:
        """A report's article, made again where it is stored."""
        waiting = self._waiting.get(article_id)
        if waiting is not None or self._ledger is None:
            return waiting.article if waiting is not None else None
        report = self._ledger.report(article_id)
        return article_again(report) if report is not None else None

    def traits(self, article_id: str) -> Traits | None:
        """What of a report says where it stands."""
        waiting = self._waiting.get(article_id)
        if waiting is not None:
            return waiting.side.traits
        if article_id in self._traits:
            return self._traits[article_id]
        if self._ledger is None:
            return None
        with self._ledger.standings() as shelf:
            found = shelf.traits(article_id)
        if found is not None:
            self._traits[article_id] = found
        return found

    def link(self, left: Traits, right: Traits) -> Link | None:
        """What the left report has of the right one."""
        key, back = (left.article_id, right.article_id), (right.article_id, left.article_id)
        if key in self._links:
            return self._links[key]
        if back in self._links:
            other = self._links[back]
            return None if other is None else flipped(other)
        mine, theirs = self.text(left.article_id), self.text(right.article_id)
        found, alignment = None, None
        if mine and theirs:
            found, alignment = judged_on(
                Side(left, mine.words, mine.text), Side(right, theirs.words, theirs.text)
            )
        self._links[key] = found
        if alignment is not None:
            self._alignments[key] = alignment
        return found

    def way(self, source: str, copy: str, link: Link | None) -> Carrying | None:
        """The claims' way from a source to a copy of it."""
        key = (source, copy)
        spun = link is not None and link.kind is LinkKind.SPUN
        known = self._ways.get(key)
        if known is not None and known.spun == spun:
            return known
        one, other = self.text(source), self.text(copy)
        if one is None or other is None:
            return None
        found = carrying(
            (one.text, one.words), (other.text, other.words), spun=spun, alignment=self._alignment(*key)
        )
        self._ways[key] = found
        return found

    def _alignment(self, left: str, right: str) -> Alignment | None:
        """How two texts were aligned when their link was looked for; None if that is not at hand."""
        there = self._alignments.get((left, right))
        if there is not None:
            return there
        back = self._alignments.get((right, left))
        return None if back is None else back.turned

    def was_read(self, article_id: str) -> bool:
        """Whether a report is known, and was read itself."""
        waiting = self._waiting.get(article_id)
        if waiting is not None:
            return waiting.source is None
        if self._ledger is None:
            return False
        with self._ledger.standings() as shelf:
            return shelf.source(article_id) is None

    def read_in(self, article_id: str) -> tuple[Claim, ...] | None:
        """The claims that were read in a report itself; None if it was not read."""
        if not self.was_read(article_id):
            return None
        waiting = self._waiting.get(article_id)
        if waiting is not None:
            return waiting.claims
        return None if self._ledger is None else self._ledger.claims_of(article_id)


def _marks(traits: Traits) -> Iterator[str]:
    """What reports with one text, or at one address, have in common."""
    yield traits.text_sha256
    if traits.url is not None:
        yield traits.url


def in_order(ids: Iterable[str], texts: Texts) -> list[Traits]:
    """The traits of reports that are known, by id."""
    return [traits for id_ in sorted(set(ids)) if (traits := texts.traits(id_)) is not None]
