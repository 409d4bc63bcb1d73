"""Finds the time expressions of a sentence and says what each means here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import zip_longest

from sayso.extract.time.expressions import Expr, Sort
from sayso.extract.time.history import is_history, story_after
from sayso.extract.time.hits import Hit, Word, hits_of, joined, words_of
from sayso.extract.time.meaning import Asked, Meaning
from sayso.extract.time.patterns import grammar
from sayso.extract.time.record import time_of
from sayso.extract.time.refuse import Refuser
from sayso.extract.time.resolve import resolve
from sayso.extract.time.tense import tense_at
from sayso.extract.time.timex import timex_of
from sayso.extract.timing import top_of
from sayso.extract.tree import Tree
from sayso.lang.calendar import Interval
from sayso.records import Article, Reading, SentenceReading, Span, TimeRange, TimexTag

__all__ = ["document_day", "times_in", "times_of"]

#: Days by which a dateline may be older than the publication it is believed over.
_DATELINE_AGE = timedelta(days=6)
#: Sentences over which a time told is counted on from.
_STORY_REACH = 4
#: Sorts of which the tense decides which one is meant.
_SIDED = frozenset(
    {
        Sort.DAY,
        Sort.WEEKDAY,
        Sort.MONTH,
        Sort.SEASON,
        Sort.QUARTER,
        Sort.HALF,
        Sort.FEAST,
        Sort.WEEKEND,
        Sort.UNIT,
        Sort.RANGE,
        Sort.STRETCH,
    }
)
#: Sorts of days and hours: what happens on one may be told in the present ("arrives on Tuesday").
_FINE = frozenset({Sort.DAY, Sort.WEEKDAY, Sort.FEAST, Sort.DAYPART, Sort.CLOCK, Sort.WEEKEND})


def document_day(article: Article) -> date | None:
    """The day a report speaks from: its dateline's, where that is a few days before publication at most.

    None where the day of publication is not known: a dateline seldom names its year.
    """
    published, line = article.published, article.dateline
    if published is None or line is None:
        return published
    words = line.of(article.text).replace(",", " , ").replace("(", " ( ").split()
    asked = Asked(today=published, tense="past")
    for hit in hits_of(words):
        days = resolve(hit.said, asked).days
        if (
            days is not None
            and days.first == days.last
            and timedelta(0) <= published - days.first <= _DATELINE_AGE
        ):
            return days.first
    return published


def times_of(
    article: Article, reading: Reading, trees: Sequence[Tree] = ()
) -> tuple[tuple[TimeRange, ...], ...]:
    """Times of every sentence of an article, each seen from those told before it.

    ``trees`` are the sentences', if there are any already.
    """
    out: list[tuple[TimeRange, ...]] = []
    today = document_day(article)
    history = is_history(article, today)
    story: Interval | None = None
    age = 0
    for sentence, tree in zip_longest(reading.sentences, trees):
        finder = _Finder(sentence, article, today, history=history, tree=tree)
        found = tuple(finder.ranges(story))
        out.append(found)
        age = 0 if finder.story is not None and finder.story != story else age + 1
        story = finder.story if history or age <= _STORY_REACH else None
    return tuple(out)


def times_in(
    sentence: SentenceReading, article: Article, story: Interval | None = None
) -> tuple[TimeRange, ...]:
    """Times of one sentence, in order, not overlapping; ``story`` is the time told before it, if any."""
    return tuple(_Finder(sentence, article, document_day(article), history=False).ranges(story))


class _Finder:
    """One sentence while its times are made; ``story`` is the last time told, for the next sentence."""

    def __init__(
        self,
        sentence: SentenceReading,
        article: Article,
        today: date | None,
        *,
        history: bool,
        tree: Tree | None = None,
    ) -> None:
        self._sentence = sentence
        self._article = article
        self._today = today
        self._history = history
        self._words: Sequence[Word] = words_of(sentence.tokens)
        self._tree = tree
        self.story: Interval | None = None

    @property
    def tree(self) -> Tree:
        """The sentence's tree, made when something asks for it."""
        if self._tree is None:
            self._tree = Tree(self._sentence)
        return self._tree

    def ranges(self, story: Interval | None) -> Iterator[TimeRange]:
        """The sentence's expressions as times, each seen from the one before; two may be the ends of one."""
        self.story = story
        texts = [w.text for w in self._words]
        spelled = grammar().spell(texts)
        if not grammar().any(spelled):
            return
        hits = list(hits_of(texts, Refuser(self._words, lambda: self.tree, self._sentence, spelled)))
        line = self._article.dateline
        at = 0
        while at < len(hits):
            hit, other = hits[at], hits[at + 1] if at + 1 < len(hits) else None
            at += 1
            if line is not None and line.overlaps(self._span(hit.start, hit.end)):
                continue
            if other is not None and self._joins(hit, other, texts):
                at += 1
                yield self._range(hit, other)
            else:
                yield self._one(hit)

    def _span(self, start: int, end: int) -> Span:
        """The characters of words [start, end)."""
        return Span(self._words[start].start, self._words[end - 1].end)

    def _joins(self, hit: Hit, other: Hit, texts: Sequence[str]) -> bool:
        """Whether two expressions are the ends of one stretch: "from A to B", "between A and B", "A–B"."""
        if not joined(texts, hit.end, other.start):
            return False
        if Sort.DURATION in (hit.said.sort, other.said.sort) or Sort.SET in (hit.said.sort, other.said.sort):
            return False
        return "and" not in (w.lower() for w in texts[hit.end : other.start]) or hit.lead == "between"

    def _asked(self, hit: Hit) -> Asked:
        """What an expression is seen from: day, tense, the time told before."""
        top = top_of(self.tree, self._span(hit.start, hit.end)) if _needs_tense(hit.said) else None
        return Asked(
            today=self._today,
            history=self._history,
            tense="open" if top is None else tense_at(self.tree, top, fine=hit.said.sort in _FINE),
            story=self.story,
            spun=self._article.spun >= 0.5,
        )

    def _told(self, hit: Hit, meaning: Meaning) -> Interval | None:
        """The time that later ones are counted from, once this one is told."""
        return story_after(self.story, hit, meaning, self._words, history=self._history)

    # -------------------------------------------------------------- what comes out

    def _one(self, hit: Hit) -> TimeRange:
        """An expression by itself as a time."""
        asked = self._asked(hit)
        if hit.lead in ("since", "as of"):
            asked = replace(asked, tense="past")
        if hit.rule == "in_time":
            hit = replace(hit, said=_lasting(hit, asked))
        meaning = resolve(hit.said, asked)
        self.story = self._told(hit, meaning)
        tags = self._tags(hit, meaning, asked)
        lead = hit.lead_words
        if lead and hit.said.sort is not Sort.DURATION and self._modifies(hit):
            lead, hit = 0, replace(hit, lead="", lead_words=0)
        if hit.said.sort in (Sort.DURATION, Sort.SET, Sort.REFERENCE):
            lead = 0
        span = self._span(hit.start - lead, hit.end)
        return time_of(span, self._article.text, hit, meaning, tags, asked.today)

    def _range(self, hit: Hit, other: Hit) -> TimeRange:
        """Two expressions that are the ends of one time."""
        whole = Expr(sort=Sort.RANGE, of=hit.said, to=other.said)
        asked = self._asked(other)
        meaning = resolve(whole, asked)
        tags = tuple(self._tag(h, resolve(h.said, asked)) for h in (hit, other))
        span = self._span(hit.start - hit.lead_words, other.end)
        joined = Hit(hit.rule, hit.start, other.end, whole)
        self.story = self._told(joined, meaning)
        return time_of(span, self._article.text, joined, meaning, tags, asked.today)

    def _tags(self, hit: Hit, meaning: Meaning, asked: Asked) -> tuple[TimexTag, ...]:
        """One tag, or one for each end of a row, the second with what both share."""
        if len(hit.ends) < 2 or hit.said.of is None or hit.said.to is None:
            return (self._tag(hit, meaning),)
        (a, b), (c, _d) = hit.ends
        first = Hit(hit.rule, a, b, hit.said.of)
        last = Hit(hit.rule, c, hit.end, hit.said.to)
        days = meaning.days
        seen = asked if days is None else replace(asked, today=days.last, tense="past")
        return tuple(self._tag(h, resolve(h.said, seen)) for h in (first, last))

    def _tag(self, hit: Hit, meaning: Meaning) -> TimexTag:
        """The TIMEX3 form of an expression without its preposition."""
        found = timex_of(hit.said, meaning)
        return TimexTag(
            span=self._span(hit.start, hit.end), type=found.type, value=found.value, mod=found.mod
        )

    def _modifies(self, hit: Hit) -> bool:
        """Whether an expression describes the noun after it: its preposition is then that noun's."""
        tree = self.tree
        top = top_of(tree, self._span(hit.start, hit.end))
        if top is None:
            return False
        if hit.end < len(self._words) and self._words[hit.end].text in ("'s", "’s"):
            return True
        head = tree[top].head
        close = top < head <= top + 4 and tree[head].upos in ("NOUN", "PROPN")
        return close and tree.rel(top) in ("compound", "nummod", "amod", "nmod")


def _lasting(hit: Hit, asked: Asked) -> Expr:
    """As in "in five years": so far ahead where the verb looks ahead, else how long; "within" stretches."""
    said = hit.said
    if hit.lead == "within":
        return replace(said, sort=Sort.STRETCH, side=1, name="")
    return said if asked.ahead else replace(said, sort=Sort.DURATION, side=None, name="")


def _needs_tense(said: Expr) -> bool:
    """Whether the tense decides which days it means."""
    inner: Expr | None = said
    while inner is not None and inner.sort not in _SIDED:
        inner = inner.of
    return inner is not None
