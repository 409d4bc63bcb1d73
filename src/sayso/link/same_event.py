"""How likely two mentions of events are of one and the same event, by what is known of each.

Every field of a mention may be missing; the trees (`data/same_event.npz`, made by train/same_event.py) were
taught with fields left out; figures are in docs/quality/coreference.md. Nothing here is a hard rule: whether
two claims may be joined at all (other days, other places) is asked elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sayso.classes import dataclass, field
from sayso.lang.folding import fold
from sayso.link.averaging import average_link
from sayso.link.meanings import (
    cosines,
    mean_meaning,
    meaning,
    rarity,
    stem,
    stems,
    weighed,
    words_in,
)
from sayso.link.trees import Trees

__all__ = [
    "COLUMNS",
    "EventMention",
    "cluster_events",
    "cut",
    "pair_features",
    "same_event",
    "same_event_chances",
    "table_of",
]

Floats = NDArray[np.float32]

#: Words this near to the trigger, on either side, are looked at as its surroundings.
_NEAR = 6
_TIMES = re.compile(
    r"(?i)\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|"
    r"september|october|november|december|yesterday|today|tonight|tomorrow|morning|noon|afternoon|evening|night|"
    r"last|next|ago|week|month|year|(?:19|20)\d\d|\d{1,2}:\d\d)\b"
)
_NAME = re.compile(r"(?<![.!?\w]\s)(?<!^)\b[^\W\d_a-zß-ÿ][\w’'-]+|\b[A-Z]{2,}\b")
#: Words around the trigger up to this long mean little.
_SHORT = 3
_NUMBER = re.compile(r"\d[\d.,:]*\d|\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMention:
    """One mention of an event: a claim, or a word that names an event.

    ``trigger`` is the lemma of the word that names it and ``trigger_text`` the words as they stand, from
    ``trigger_at`` on in ``sentence``. ``kinds`` weighs PLOVER types, or types with modes; a claim has one of
    weight 1. ``actors`` and ``recipients`` are names (resolved ones, so that whoever has one id has one name)
    or describing words. ``where`` are the words of the place. Vectors are 384 int8 values, as the ledger has
    them: ``sentence_vector`` of the sentence, ``trigger_vector`` of the trigger within it, ``report_vector``
    the mean over the report. ``sentence_number`` counts from the report's first sentence.
    """

    mention_id: str
    report_id: str
    trigger: str
    trigger_text: str = ""
    trigger_at: int | None = None
    verbal: bool | None = None
    kinds: Mapping[str, float] = field(default_factory=dict)
    status: str | None = None
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    where: str = ""
    sentence: str = ""
    sentence_number: int | None = None
    title: str = ""
    sentence_vector: bytes = b""
    trigger_vector: bytes = b""
    report_vector: bytes = b""

    @property
    def near(self) -> list[str]:
        """The words around the trigger."""
        at = self.sentence.find(self.trigger_text) if self.trigger_at is None else self.trigger_at
        if at < 0 or not self.sentence:
            return []
        end = at + len(self.trigger_text)
        return [*words_in(self.sentence[:at])[-_NEAR:], *words_in(self.sentence[end:])[:_NEAR]]


#: What is compared as weighed words, and of which it matters too whether both have any.
_BAGS = (
    "wording",
    "actor",
    "recipient",
    "party",
    "place",
    "time",
    "sentence",
    "names",
    "numbers",
    "near",
    "title",
)
#: What is compared by what its words mean.
_MEANT = ("trigger", "wording", "actors", "recipients", "near")
_VECTORS = ("sentence_vector", "trigger_vector", "report_vector")
#: The columns of `pair_features`, in order.
COLUMNS = (
    "same lemma", "same stem", "rarer", "commoner", "both verbs", "both nouns",
    *(f"meaning of {name} alike" for name in _MEANT),
    *(f"{name} alike" for name in _BAGS), "actor as recipient",
    *(f"{name} alike" for name in _VECTORS),
    "kinds alike", "status differs", "one report", "one sentence", "sentences apart", "nearer the top",
    "further down", "one story",
)  # fmt: skip


def _bags(m: EventMention) -> dict[str, dict[str, float]]:
    """The weighed words of one mention, by what they say of it."""
    names = " ".join(_NAME.findall(m.sentence))
    actor, recipient = stems(" ".join(m.actors)), stems(" ".join(m.recipients))
    return {
        "wording": dict.fromkeys(stems(m.trigger_text or m.trigger), 1.0),
        "actor": weighed(actor),
        "recipient": weighed(recipient),
        "party": weighed([*actor, *recipient]),
        "place": weighed(stems(m.where)),
        "time": dict.fromkeys((t.lower() for t in _TIMES.findall(m.sentence)), 1.0),
        "sentence": weighed(stems(m.sentence)),
        "names": {word: rarity(word) for word in stems(names)},
        "numbers": dict.fromkeys(_NUMBER.findall(m.sentence), 1.0),
        "near": weighed([stem(word) for word in m.near]),
        "title": weighed(stems(m.title)),
    }


def _outer(values: Sequence[float | None], join: np.ufunc) -> Floats:
    """A ufunc of both sides' values, unknown where one of them is."""
    row = np.array([np.nan if v is None else v for v in values], np.float32)
    return np.asarray(join(row[:, None], row[None, :]), np.float32)


def _equal(values: Sequence[object]) -> Floats:
    codes = {v: k for k, v in enumerate(dict.fromkeys(values))}
    row = np.array([codes[v] for v in values])
    return np.asarray(row[:, None] == row[None, :], np.float32)


def _vectors_alike(rows: Sequence[bytes]) -> Floats:
    """Cosines of int8 vectors; unknown where one is missing."""
    width = max((len(r) for r in rows), default=0)
    matrix = np.full((len(rows), max(width, 1)), np.nan, np.float32)
    for k, packed in enumerate(rows):
        if packed:
            matrix[k] = np.frombuffer(packed, np.int8)
    return _unit_cosines(matrix)


def _unit_cosines(matrix: Floats) -> Floats:
    size = np.sqrt((matrix * matrix).sum(1, keepdims=True))
    unit = matrix / np.where(size > 0, size, 1)
    known = ~np.isnan(unit[:, 0])
    alike = np.nan_to_num(unit) @ np.nan_to_num(unit).T
    return np.where(known[:, None] & known[None, :], alike, np.float32(np.nan)).astype(np.float32)


def _meant(m: EventMention) -> dict[str, Floats | None]:
    """What the words of one mention mean, by `_MEANT`."""
    return {
        "trigger": meaning(m.trigger),
        "wording": mean_meaning(words_in(m.trigger_text or m.trigger)),
        "actors": mean_meaning(words_in(" ".join(m.actors))),
        "recipients": mean_meaning(words_in(" ".join(m.recipients))),
        "near": mean_meaning(word for word in m.near if len(word) > _SHORT),
    }


def _meanings_alike(found: Sequence[Floats | None]) -> Floats:
    width = next((len(v) for v in found if v is not None), 1)
    unknown = np.full(width, np.nan, np.float32)
    return _unit_cosines(np.stack([unknown if v is None else v for v in found]))


def _crossed(bags: Sequence[Mapping[str, Mapping[str, float]]]) -> Floats:
    """How alike the actors of one side and the recipients of the other are; unknown where one is missing."""
    n = len(bags)
    alike, has = cosines([*(b["actor"] for b in bags), *(b["recipient"] for b in bags)])
    known = has[:n, None] & has[None, n:]
    both = np.where(known, alike[:n, n:], np.float32(-1))
    either = np.maximum(both, both.T)
    return np.where(either >= 0, either, np.float32(np.nan)).astype(np.float32)


def table_of(mentions: Sequence[EventMention], stories: Floats | None = None) -> Floats:
    """What is known of every pair of mentions: (n, n, `COLUMNS`), NaN where it is not known.

    Args:
        mentions: any number, of one story or of several.
        stories: (n, n), how likely the reports of two mentions tell one story (`sayso.link.stories`).
    Invariants:
        Symmetric. A pair's numbers do not depend on the other mentions.
    """
    if not mentions:
        return np.zeros((0, 0, len(COLUMNS)), np.float32)
    lemmas = [fold(m.trigger) for m in mentions]
    bags = [_bags(m) for m in mentions]
    rare = [rarity(stem(lemma)) for lemma in lemmas]
    rows = [
        _equal(lemmas),
        _equal([stem(lemma) for lemma in lemmas]),
        _outer(rare, np.maximum),
        _outer(rare, np.minimum),
        _outer([None if m.verbal is None else float(m.verbal) for m in mentions], np.minimum),
        _outer([None if m.verbal is None else float(not m.verbal) for m in mentions], np.minimum),
    ]
    meant = [_meant(m) for m in mentions]
    rows += [_meanings_alike([one[name] for one in meant]) for name in _MEANT]
    for name in _BAGS:
        alike, has = cosines([b[name] for b in bags])
        rows.append(np.where(has[:, None] & has[None, :], alike, np.float32(np.nan)))
    rows.append(_crossed(bags))
    rows += [_vectors_alike([getattr(m, name) for m in mentions]) for name in _VECTORS]
    kinds, has = cosines([dict(m.kinds) for m in mentions])
    rows.append(np.where(has[:, None] & has[None, :], kinds, np.float32(np.nan)))
    rows += _placing(mentions)
    known = np.full((len(mentions), len(mentions)), np.nan) if stories is None else stories
    rows.append(np.asarray(known, np.float32))
    return np.stack(rows, -1).astype(np.float32)


def _placing(mentions: Sequence[EventMention]) -> list[Floats]:
    """Status, and where both stand in their reports."""
    status = _equal([m.status for m in mentions])
    unknown = np.array([m.status is None for m in mentions])
    differs = np.where(unknown[:, None] | unknown[None, :], np.nan, 1 - status)
    report = _equal([m.report_id for m in mentions])
    at = [m.sentence_number for m in mentions]
    apart = np.where(report > 0, np.minimum(np.abs(_outer(at, np.subtract)), 10), -1)
    capped = [None if k is None else min(k, 12) for k in at]
    return [
        differs.astype(np.float32),
        report,
        np.where(report > 0, apart == 0, False).astype(np.float32),
        apart.astype(np.float32),
        _outer(capped, np.minimum),
        _outer(capped, np.maximum),
    ]


@cache
def _learned() -> tuple[Trees, float]:
    packed = files("sayso.link").joinpath("data/same_event.npz").read_bytes()
    with np.load(BytesIO(packed)) as arrays:
        table: dict[str, NDArray[Any]] = {name: arrays[name] for name in arrays.files}
    return Trees.of(table, "event"), float(table["cut"])


def cut() -> float:
    """The mean probability from which groups of mentions are one event: chosen on ECB+ train, out of fold."""
    return _learned()[1]


def same_event_chances(mentions: Sequence[EventMention], stories: Floats | None = None) -> Floats:
    """The probability (n, n) that two mentions are of one event, 1 on the diagonal; see `table_of`."""
    n = len(mentions)
    out = np.eye(n, dtype=np.float32)
    i, j = np.triu_indices(n, 1)
    if len(i):
        out[i, j] = out[j, i] = _learned()[0].chances(table_of(mentions, stories)[i, j])
    return out


def pair_features(a: EventMention, b: EventMention, story: float | None = None) -> dict[str, float]:
    """What is known of one pair, by `COLUMNS`; what is not known is left out."""
    told = None if story is None else np.full((2, 2), story, np.float32)
    row = table_of([a, b], told)[0, 1]
    return {name: float(v) for name, v in zip(COLUMNS, row, strict=True) if not np.isnan(v)}


def same_event(a: EventMention, b: EventMention, story: float | None = None) -> float:
    """How likely two mentions are of one event; ``story``: how likely their reports tell one story."""
    told = None if story is None else np.full((2, 2), story, np.float32)
    return float(same_event_chances([a, b], told)[0, 1])


def cluster_events(
    mentions: Sequence[EventMention], stories: Floats | None = None, at: float | None = None
) -> list[tuple[str, ...]]:
    """The mentions by event, as ids: average link over the probabilities, from ``at`` (`cut` if None) on.

    Invariants:
        Independent of the order given.
    Cost:
        Cubic in the mentions: give the mentions of one story, a few hundred.
    """
    order = sorted(range(len(mentions)), key=lambda k: mentions[k].mention_id)
    told = None if stories is None else stories[np.ix_(order, order)]
    ordered = [mentions[k] for k in order]
    chances = same_event_chances(ordered, told)
    if told is not None:
        chances = np.where(told > 0, chances, 0)
    group = average_link(chances.astype(np.float64), cut() if at is None else at)
    ids: list[list[str]] = [[] for _ in range(int(group.max(initial=-1)) + 1)]
    for m, number in zip(ordered, group.tolist(), strict=True):
        ids[number].append(m.mention_id)
    return [tuple(g) for g in ids]
