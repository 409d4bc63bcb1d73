"""What comes in and what the text room makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import inf

from sayso.classes import dataclass, field, replace
from sayso.records.base import Span

__all__ = ["Article", "Item", "Position", "Refusal", "Sentence", "left_out"]


def left_out(extra: Mapping[str, object], **counts: int) -> dict[str, object]:
    """``extra`` of a report, which says in ``truncated`` what it had that was not read or kept."""
    before = extra.get("truncated")
    return {**extra, "truncated": {**(before if isinstance(before, dict) else {}), **counts}}


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """Where in its archive a record lies, so that an interrupted load can go on behind it.

    ``record`` counts the archive's records (or lines, rows, members) as its name does, and grows. ``offset``
    is the byte of the file, as it lies, from which the record ``back`` before it can be read (mostly 0:
    itself); None where only counting leads there. ``inner`` is the position inside the record, if it
    is a member of an archive or holds several inputs; None means the record as a whole, or its end.
    """

    record: int
    offset: int | None = None
    back: int = 0
    inner: Position | None = None

    @property
    def order(self) -> tuple[float, ...]:
        """What positions in one archive are sorted by: a member's own end comes behind all that is inside."""
        return (self.record, *(self.inner.order if self.inner else (inf,)))

    def reached_from(self, earlier: Position | None) -> Position:
        """This position, reached from an earlier one of the same archive where it has no byte itself."""
        if earlier is None:
            return self
        found = self
        if self.offset is None and earlier.offset is not None:
            back = self.record - (earlier.record - earlier.back)
            found = replace(found, offset=earlier.offset, back=back)
        if self.inner is not None and self.record == earlier.record:
            found = replace(found, inner=self.inner.reached_from(earlier.inner))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One input as received, before anything is read from it.

    ``body`` is bytes when the encoding is not yet known. ``name`` is how a person finds the
    input again: a path, a URL, ``-``, ``file.jsonl:12`` or ``file.zip!inner.csv:3``. ``position`` is None
    for what is no record of an archive. ``charset`` is what the server declared, and ``fetched_at`` the
    instant of the answer, ISO 8601; a page cannot be of a later day.
    """

    name: str
    body: str | bytes
    html: bool = False
    given_id: str | None = None
    url: str | None = None
    title: str | None = None
    published: str | None = None
    publisher: str | None = None
    author: str | None = None
    language: str | None = None
    charset: str | None = None
    fetched_at: str | None = None
    extra: Mapping[str, object] = field(default_factory=dict)
    position: Position | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence: its span, its words' spans and the paragraph it stands in (0-based)."""

    span: Span
    words: tuple[Span, ...]
    paragraph: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One report with its one normalised text (NFC); every span of every later record is in it.

    ``published`` is the calendar day in the publisher's words; None when not known.
    ``headline`` is the span of the headline inside ``text``, if the text begins with it.
    """

    article_id: str
    name: str
    text: str
    sentences: tuple[Sentence, ...]
    paragraphs: tuple[Span, ...]
    text_sha256: str
    headline: Span | None = None
    dateline: Span | None = None
    given_id: str | None = None
    url: str | None = None
    title: str | None = None
    published: date | None = None
    publisher: str | None = None
    author: str | None = None
    language: str = "en"
    spun: float = 0.0
    extra: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """An input that yields no report: which, why (a code of `errors.REFUSAL_CODES`) and where.

    ``position`` is where a record of an archive lies that was refused when it was read, as `Item.position`.
    """

    name: str
    stage: str
    code: str
    reason: str
    position: Position | None = field(default=None, compare=False)
