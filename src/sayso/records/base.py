"""Spans and the small closed vocabularies that every record shares."""

from __future__ import annotations

from enum import StrEnum

from sayso.classes import dataclass

__all__ = [
    "ActorKind",
    "Approx",
    "Aspect",
    "ClaimKind",
    "Grain",
    "Measure",
    "Modality",
    "Nature",
    "OriginKind",
    "PlaceKind",
    "Polarity",
    "Role",
    "Span",
    "SpeakerKind",
    "Status",
    "TimeKind",
    "TimeStatus",
]


# Positional on purpose: spans are written far more often than any other record.
@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of Unicode code points in an article's normalised text."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"span must satisfy 0 <= start <= end, got {self.start}, {self.end}")

    def of(self, text: str) -> str:
        """The characters this span covers."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end

    def contains(self, other: Span) -> bool:
        """Whether ``other`` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


class ClaimKind(StrEnum):
    """What a claim says: that somebody acts, or how many."""

    EVENT = "event"
    FIGURE = "figure"


class Role(StrEnum):
    """A part played in an event."""

    ACTOR = "actor"
    RECIPIENT = "recipient"


class Status(StrEnum):
    """Where the act stands in the world, apart from how sure the speaker is."""

    HAPPENED = "happened"
    ONGOING = "ongoing"
    PLANNED = "planned"
    POSSIBLE = "possible"
    ATTEMPTED = "attempted"
    NEGATED = "negated"
    UNKNOWN = "unknown"


class Polarity(StrEnum):
    """FactBank polarity, the speaker's."""

    POSITIVE = "+"
    NEGATIVE = "-"
    UNKNOWN = "u"


class Modality(StrEnum):
    """FactBank modality, the speaker's."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    POSSIBLE = "possible"
    UNKNOWN = "unknown"


class SpeakerKind(StrEnum):
    """What kind of source a link of an attribution chain is."""

    PERSON = "person"
    INSTITUTION = "institution"
    OUTLET = "outlet"
    UNNAMED = "unnamed"
    COLLECTIVE = "collective"
    DOCUMENT = "document"


class ActorKind(StrEnum):
    """What kind of actor takes part."""

    PERSON = "person"
    GOVERNMENT = "government"
    ORGANISATION = "organisation"
    GROUP = "group"
    COUNTRY = "country"
    UNKNOWN = "unknown"


class PlaceKind(StrEnum):
    """How fine a place is."""

    COUNTRY = "country"
    ADMIN1 = "admin1"
    CITY = "city"
    FACILITY = "facility"
    REGION = "region"
    WATER = "water"
    UNKNOWN = "unknown"


class Grain(StrEnum):
    """The finest calendar unit an expression states."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    SEASON = "season"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"


class Approx(StrEnum):
    """How the words soften a number; bounds are kept apart."""

    NONE = "none"
    ABOUT = "about"
    NEARLY = "nearly"
    JUST_OVER = "just_over"
    VAGUE = "vague"


class Nature(StrEnum):
    """What an amount is: how much there is, how much in a time, how much so far, by how much it changed, …"""

    LEVEL = "level"
    FLOW = "flow"
    CUMULATIVE = "cumulative"
    CHANGE = "change"
    INCREMENT = "increment"
    SHARE = "share"
    FACTOR = "factor"
    AGE = "age"
    SCORE = "score"
    RANK = "rank"
    DURATION = "duration"
    MEASURE = "measure"


class TimeKind(StrEnum):
    """What kind of time an expression names; only the first two have days of their own."""

    INSTANT = "instant"
    INTERVAL = "interval"
    DURATION = "duration"
    SET = "set"
    VAGUE = "vague_ref"


class TimeStatus(StrEnum):
    """Whether the days are certain, taken on a stated ground, or open."""

    RESOLVED = "resolved"
    ASSUMED = "assumed"
    UNRESOLVED = "unresolved"


class Measure(StrEnum):
    """What a figure counts."""

    USE = "use"
    STOCK = "stock"
    PRODUCTION = "production"
    TRANSFER = "transfer"
    LOSS = "loss"
    FORCE = "force"
    MONEY = "money"
    OTHER = "other"


class Aspect(StrEnum):
    """What of a claim a reason is given for."""

    TYPE = "type"
    MODE = "mode"
    STATUS = "status"
    CERTAINTY = "certainty"
    ACTOR = "actor"
    RECIPIENT = "recipient"
    PLACE = "place"
    TIME = "time"
    QUANTITY = "quantity"
    MEASURE = "measure"
    SPEAKER = "speaker"
    DROPPED = "dropped"
    P = "p"


class OriginKind(StrEnum):
    """How a report relates to the origin it shares with others."""

    ORIGINAL = "original"
    COPY = "copy"
    EDITED = "edited"
    PARAPHRASE = "paraphrase"
