"""How reports hang together: links between two of them, credits one gives, and the origins behind."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from sayso.classes import dataclass, field
from sayso.records.base import OriginKind, Span

__all__ = [
    "Credit",
    "CreditKind",
    "Judged",
    "Judgement",
    "Link",
    "LinkKind",
    "Origin",
    "SharedRun",
    "SpunWords",
    "Traits",
    "Verdict",
]


class LinkKind(StrEnum):
    """What one report has of another."""

    SAME_URL = "same-url"
    VERBATIM = "verbatim"
    ABRIDGED = "abridged"
    EDITED = "edited"
    SPUN = "spun"
    PARTIAL = "partial"
    SHARED_QUOTE = "shared-quote"
    SHARED_RELEASE = "shared-release"
    CITES = "cites"
    UPDATE = "update"


class Judgement(StrEnum):
    """Whether two things are one: two reports of one origin, two claims of one event."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


class CreditKind(StrEnum):
    """By what a report names where it has its words from."""

    DATELINE = "dateline"
    CREDIT_LINE = "credit-line"
    BYLINE = "byline"
    COPYRIGHT = "copyright"
    CANONICAL = "canonical"
    STRUCTURED = "structured"
    HAT_TIP = "hat-tip"
    CITES = "cites"
    RELEASE = "release"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """One place at which a report names an agency, an outlet or a release.

    ``name`` is the one name under which that agency or outlet is known ("AP"), ``span`` the words in the
    report's text, None where they stand outside it (a byline field, a page's metadata). ``whole`` says that
    the credit is for the report, and not for something told in it.
    """

    kind: CreditKind
    name: str
    text: str
    span: Span | None = None
    agency: bool = False
    whole: bool = True
    p: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedRun:
    """Words that two reports have alike, in both texts; ``quoted`` if they stand in quotation marks."""

    left: Span
    right: Span
    quoted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SpunWords:
    """Words that a machine put for others: where they stand, and what was most likely meant."""

    span: Span
    text: str
    meant: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """What the left report has of the right one, with the proof.

    ``share_left`` and ``share_right`` are the shares of each text's words, outside quotations, that the other
    has as well; ``replaced`` is the share of words changed within what was aligned.
    """

    left_id: str
    right_id: str
    kind: LinkKind
    judgement: Judgement = Judgement.SAME
    p: float = 1.0
    share_left: float = 0.0
    share_right: float = 0.0
    replaced: float = 0.0
    runs: tuple[SharedRun, ...] = ()
    says: str = ""
    features: Mapping[str, float] = field(default_factory=dict)
    decided_by: str = "sayso"
    decided_at: str | None = None

    @property
    def judged(self) -> bool:
        """Whether a person decided it."""
        return self.decided_by != "sayso"


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What of a report says where it stands among those of one origin.

    ``day`` is a proleptic Gregorian ordinal, None where the day of publication is not known, and ``minute``
    the minute of that day in UTC, None where only the day is; ``url`` is the one form of its address that all
    its spellings share; ``agency`` says that an agency itself publishes it; ``furniture`` are the stretches
    of its text that are the page's and no news.
    """

    article_id: str
    text_sha256: str
    n_words: int
    day: int | None = None
    minute: int | None = None
    publisher: str | None = None
    url: str | None = None
    agency: bool = False
    wire: str | None = None
    wire_p: float = 0.0
    spun: float = 0.0
    credits: tuple[Credit, ...] = ()
    spun_words: tuple[SpunWords, ...] = ()
    furniture: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """From whom a report has its words.

    ``origin_id`` is shared by all reports of one origin; ``wire`` names the agency, None where none is known;
    ``copy_of`` is the report that this one is a copy of, None where it stands for the origin itself.
    ``parts`` are the ids of further origins, in a report that pastes stories of several.
    """

    origin_id: str
    kind: OriginKind
    wire: str | None = None
    copy_of: str | None = None
    p: float = 1.0
    spun: float = 0.0
    parts: tuple[str, ...] = ()


class Judged(StrEnum):
    """What a person has judged two things to be, or not to be, one of."""

    EVENT = "event"
    ORIGIN = "origin"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """A person's judgement: two claims of one event or not, two reports of one origin or not.

    It supersedes what sayso concludes. ``retired_at`` is when another took its place, None while it holds.
    """

    what: Judged
    left_id: str
    right_id: str
    judgement: Judgement
    decided_by: str
    decided_at: str
    note: str = ""
    retired_at: str | None = None
