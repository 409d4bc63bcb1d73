"""What the reader sees in an article: words, trees, roles, mentions, attributions, certainty."""

from __future__ import annotations

from enum import StrEnum

from sayso.classes import dataclass, field
from sayso.records.base import Span

__all__ = [
    "Argument",
    "Chain",
    "IncidentPart",
    "Mention",
    "Predicate",
    "Reading",
    "Realis",
    "SeenAct",
    "SentenceReading",
    "Token",
    "Toponym",
    "ToponymUse",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One word. ``head`` is an index into the same sentence, -1 for the root.

    ``feats`` holds the UD features claims need, e.g. ``("Tense=Past", "VerbForm=Fin")``.
    """

    span: Span
    text: str
    lemma: str
    upos: str
    feats: tuple[str, ...]
    head: int
    deprel: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """A PropBank argument: ``role`` such as ``ARG0`` or ``ARGM-TMP`` over words [start, end)."""

    role: str
    start: int
    end: int
    p: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicate:
    """A PropBank predicate at word ``index``; ``types`` are PLOVER type probabilities there.

    ``certainty`` is the text's (-3 surely not .. 3 surely so, UW scale), ``happened`` is whether
    it took place (UDS scale, -3..3; plans are negative).
    """

    index: int
    lemma: str
    p: float
    args: tuple[Argument, ...]
    certainty: float
    happened: float
    types: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenAct:
    """An act that the reader sees named at word ``index``.

    ``p`` is how likely the word names any act; ``kinds`` weighs PLOVER types and types with a mode
    (``ASSAULT/aerial``), likeliest first, and ``statuses`` where it stands. ``sources`` and ``targets`` are
    the words that may belong to who does it and to whom, each with its probability.
    """

    index: int
    p: float
    kinds: tuple[tuple[str, float], ...]
    statuses: tuple[tuple[str, float], ...]
    sources: tuple[tuple[int, float], ...] = ()
    targets: tuple[tuple[int, float], ...] = ()

    def type_chances(self) -> dict[str, float]:
        """Probability of each type that was weighed, its modes together."""
        out: dict[str, float] = {}
        for name, p in self.kinds:
            type_ = name.partition("/")[0]
            out[type_] = out.get(type_, 0.0) + p
        return out


@dataclass(frozen=True, slots=True, kw_only=True)
class Realis:
    """Probabilities that an act took place, is spoken of as one of a kind, or neither (may be, was not)."""

    actual: float
    generic: float
    other: float


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentPart:
    """Words [start, end) that name who or what takes part in an act of violence told somewhere in the text.

    ``role`` is perpetrator (people), group (an organisation), target (things), victim or instrument.
    """

    role: str
    start: int
    end: int
    p: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A named mention: words [start, end) of sentence ``sentence``.

    ``label`` is one of person, organisation, place, facility, weapon, vehicle, event,
    nationality, money, misc.
    """

    sentence: int
    start: int
    end: int
    span: Span
    label: str
    p: float = 1.0


class ToponymUse(StrEnum):
    """What a place's name is used for."""

    #: The place itself ("floods in Kent", "the Kent coast").
    LITERAL = "literal"
    #: Something that belongs to it or acts for it ("Paris objects", "US law", a shop of that name).
    ASSOCIATIVE = "associative"
    #: Its people, their language, or the adjective made of it ("Nigerians", "a Turkish firm").
    DEMONYM = "demonym"
    #: A part of another name ("the Ghana Football Association").
    EMBEDDED = "embedded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Toponym:
    """A place's name: words [start, end) of sentence ``sentence``, which a `Mention` may hold or be."""

    sentence: int
    start: int
    end: int
    span: Span
    use: ToponymUse
    p: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """One attribution as read: who (sources), by what words (cues), what (contents)."""

    sources: tuple[Span, ...]
    cues: tuple[Span, ...]
    contents: tuple[Span, ...]
    p: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceReading:
    """Everything read in one sentence, indexes counting its words.

    ``acts`` is None where nothing looked for them. ``realis`` is empty or has a member for every word.
    """

    index: int
    tokens: tuple[Token, ...]
    predicates: tuple[Predicate, ...]
    mentions: tuple[Mention, ...]
    noun_kinds: tuple[str, ...] = ()
    acts: tuple[SeenAct, ...] | None = None
    realis: tuple[Realis, ...] = ()
    incident: tuple[IncidentPart, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The reading of one article by one model. Holds no arrays.

    ``vectors`` are the sentence vectors, one bytes object of 384 int8 values per sentence
    (unit vectors scaled by 127), kept for copies and clustering. ``entities`` are the words that
    speak of the same one, each as (sentence, head word), in reading order; no single ones. ``toponyms``
    are the names of places, in reading order, those inside other names and names of peoples included.
    ``unread_words`` stand where the encoder was not asked: in a text of more pieces than any news has.
    """

    article_id: str
    model_sha256: str
    sentences: tuple[SentenceReading, ...]
    chains: tuple[Chain, ...]
    vectors: tuple[bytes, ...] = field(default=())
    entities: tuple[tuple[tuple[int, int], ...], ...] = ()
    toponyms: tuple[Toponym, ...] = ()
    unread_words: int = 0
