"""Claims: what one text says, with the characters it rests on; runs and events beside them."""

from __future__ import annotations

from collections.abc import Mapping

from sayso.classes import dataclass, field
from sayso.records.amounts import Quantity, TimeRange
from sayso.records.base import (
    ActorKind,
    Aspect,
    ClaimKind,
    Measure,
    Modality,
    PlaceKind,
    Polarity,
    Role,
    Span,
    SpeakerKind,
    Status,
)
from sayso.records.finders import RunnerUp
from sayso.records.notebooks import InNotebooks
from sayso.records.reading import ToponymUse

__all__ = [
    "Actor",
    "Certainty",
    "Claim",
    "Event",
    "EventCode",
    "Evidence",
    "Figure",
    "Place",
    "Reason",
    "RuleHit",
    "Run",
    "Speaker",
]


#: Who can be asked again. "Officials", "estimates" and "two diplomats" cannot, so they vouch for nobody.
_NAMED = frozenset({SpeakerKind.PERSON, SpeakerKind.INSTITUTION, SpeakerKind.OUTLET, SpeakerKind.DOCUMENT})


@dataclass(frozen=True, slots=True, kw_only=True)
class EventCode:
    """PLOVER type and mode with their renderings in other schemes."""

    type: str
    mode: str | None = None
    contexts: tuple[str, ...] = ()
    cameo: str | None = None
    plover_reduced: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Somebody in a claim: the words, and who that is.

    ``country`` is ISO 3166 alpha-3 or a PLOVER international code; ``sectors`` PLOVER sectors.
    """

    role: Role
    text: str
    span: Span
    name: str
    actor_id: str
    kind: ActorKind
    country: str | None = None
    sectors: tuple[str, ...] = ()
    p: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where: the words and what they resolve to. ``within_km`` is the radius that surely holds it.

    ``use`` is what the name is used for there, ``runner_up`` the place it would have meant next.
    """

    text: str
    span: Span
    name: str
    place_id: str | None
    kind: PlaceKind
    country: str | None = None
    admin1: str | None = None
    lat: float | None = None
    lon: float | None = None
    within_km: float | None = None
    p: float = 1.0
    use: ToponymUse = ToponymUse.LITERAL
    runner_up: RunnerUp | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """One link of the chain of who says so, outermost first.

    ``actor_id`` is the id of the actor the speaker is, ``role`` what the report calls a named one ("deputy
    mayor"), ``count`` how many unnamed speakers there are, ``anonymity`` why they are not named, in the
    report's words; each None where the report does not tell.
    """

    text: str
    span: Span
    name: str
    kind: SpeakerKind
    country: str | None = None
    affiliation: str | None = None
    actor_id: str | None = None
    role: str | None = None
    count: int | None = None
    anonymity: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Certainty:
    """How sure the speaker is (FactBank). ``p`` is our confidence in this value."""

    polarity: Polarity
    modality: Modality
    p: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The sentence a claim rests on, its trigger word and the attribution cue, if any."""

    sentence: str
    span: Span
    trigger: Span
    cue: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What a how-many claim measures: item counted, and whose."""

    measure: Measure
    item: str
    subject: Actor | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleHit:
    """A rule (embargo, sanctions regime) a claim touches, and how it reads.

    ``regime`` is the rule's name, ``issuer`` whose rule it is, ``basis`` the texts it rests on; empty in
    claims stored before these were kept.
    """

    rule: str
    reading: str
    why: str
    regime: str = ""
    issuer: str = ""
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why one thing in a claim is as it is.

    ``by`` names the rule or the reader's head; ``said`` are the words of the text it rests on, empty where it
    rests on none; ``score`` is what it weighed, None for a plain rule; ``instead`` what else was weighed.
    """

    what: Aspect
    by: str
    score: float | None = None
    said: str = ""
    instead: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim(InNotebooks):
    """What one text says. Claims never change; ``p`` is our confidence that the text says it.

    ``why`` tells how the claim came about and is no part of what it says: claims that differ in it alone are
    equal. ``carried_from`` is the report in which a claim of a copy was read, None for one read in the report
    itself.
    """

    claim_id: str
    article_id: str
    kind: ClaimKind
    status: Status
    certainty: Certainty
    evidence: Evidence
    event: EventCode | None = None
    figure: Figure | None = None
    actors: tuple[Actor, ...] = ()
    place: Place | None = None
    time: TimeRange | None = None
    quantities: tuple[Quantity, ...] = ()
    attribution: tuple[Speaker, ...] = ()
    rules: tuple[RuleHit, ...] = ()
    p: float = 1.0
    why: tuple[Reason, ...] = field(default=(), compare=False)
    carried_from: str | None = None

    @property
    def named_speaker(self) -> Speaker | None:
        """The named speaker on whom the claim rests in the end: the innermost one of its chain."""
        return next((s for s in reversed(self.attribution) if s.kind in _NAMED), None)

    def __post_init__(self) -> None:
        if (self.kind is ClaimKind.EVENT) != (self.event is not None):
            raise ValueError("an event claim has an event, a figure claim has none")
        if (self.kind is ClaimKind.FIGURE) != (self.figure is not None):
            raise ValueError("a figure claim has a figure, an event claim has none")
        if self.kind is ClaimKind.FIGURE and len(self.quantities) != 1:
            raise ValueError("a figure claim has exactly one quantity")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event(InNotebooks):
    """What we conclude from many claims; a pure function of them, rebuilt at will.

    ``supporters`` lists, for each field of the lead claim, the claims that say the same. ``origins_interval``
    is the number of independent origins if every doubtful tie counts, and if none does.
    """

    event_id: str
    claim_ids: tuple[str, ...]
    lead: Claim
    n_reports: int
    n_publishers: int
    n_origins: int
    rests_on: str | None
    first_published: str | None
    last_published: str | None
    origins_interval: tuple[int, int] = (1, 1)
    disagreements: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    supporters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One invocation that wrote to a ledger."""

    run_id: str
    code_version: str
    config_sha256: str
    model_sha256: str
    started_at: str
    ended_at: str | None = None
