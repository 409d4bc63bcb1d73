"""Which reports tell one story: the news of one happening, whoever tells it and in whatever words.

Two reports are compared by the names, people, words, numbers and times they share and by whom each is mostly
about; a small weighing of these (`data/stories.npz`, made by train/stories.py, figures in
docs/quality/coreference.md) gives the probability that they tell one story. Reports join by average link, a
day's arrivals together, so that their order within the day does not matter.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from io import BytesIO
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from sayso.classes import dataclass, field
from sayso.lang.folding import fold
from sayso.link.averaging import average_link, components
from sayso.link.meanings import rarity, stem, weighed
from sayso.records import Mention, Reading, SentenceReading

__all__ = [
    "COLUMNS",
    "StoryReport",
    "assign",
    "candidates",
    "report_of",
    "story_chances",
    "story_features",
]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_CONTENT = frozenset({"NOUN", "VERB", "ADJ", "PROPN"})
_TIME = re.compile(
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|january|february|march|april|may|june|july|august|september|"
    r"october|november|december|(?:19|20)\d\d"
)
_PLACES = frozenset({"place", "facility", "nationality"})
_EMPTY_WORDS = frozenset({"the", "of", "and", "mr", "mrs", "s"})
#: Sentences that make a report's title, and its lead.
_TITLE, _LEAD = 2, 4
#: How many telling words of a report are looked up, how many of them two reports must share to be compared,
#: and how many reports may have a word for it to count.
_TELLING, _SHARED, _TOO_MANY = 30, 2, 400
#: Days between two publications from which reports are not compared.
WINDOW_DAYS = 14

_BAGS = (
    "names",
    "people",
    "organisations",
    "places",
    "words",
    "pairs",
    "lead",
    "title",
    "numbers",
    "times",
    "subjects",
)
_TOPS = ("people", "subjects", "places", "numbers")
COLUMNS = (
    *_BAGS, *(f"first of {name}, both" for name in _TOPS), *(f"first of {name}, mean" for name in _TOPS),
    "no people", "vectors", "lead vectors", "names and words", "title and names", "people and words",
    "mean of four",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryReport:
    """What of a report tells which story it tells.

    ``bags`` holds weighed words by what they are (`report_of` makes them), each of length 1 as a vector;
    ``tops`` the foremost of its people, subjects, places and numbers. Vectors are means of the sentences'.
    ``day`` is when it was published, as an ordinal.
    """

    report_id: str
    day: int | None = None
    bags: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    tops: Mapping[str, str] = field(default_factory=dict)
    vector: tuple[float, ...] = ()
    lead_vector: tuple[float, ...] = ()

    @property
    def telling(self) -> tuple[str, ...]:
        """Its most telling words, names first among equals."""
        weights = dict(self.bags.get("words", {}))
        for word, weight in self.bags.get("names", {}).items():
            weights[word] = max(weights.get(word, 0.0), weight)
        return tuple(sorted(weights, key=lambda w: (-weights[w], w))[:_TELLING])


def _unit(bag: Mapping[str, float]) -> dict[str, float]:
    size = math.sqrt(sum(v * v for v in bag.values()))
    return {k: v / size for k, v in bag.items()} if size else {}


def _name_words(sentence: SentenceReading, mention: Mention) -> list[str]:
    found = (fold(t.text).strip(".,'’") for t in sentence.tokens[mention.start : mention.end])
    return [w for w in found if len(w) > 1 and w not in _EMPTY_WORDS]


def _named(sentences: Sequence[SentenceReading]) -> dict[str, list[str]]:
    """The words of names by kind; a person is the last word of the name."""
    out: dict[str, list[str]] = {"names": [], "people": [], "organisations": [], "places": []}
    for sentence in sentences:
        for mention in sentence.mentions:
            words = _name_words(sentence, mention)
            out["names"] += words
            if mention.label == "person":
                out["people"] += words[-1:]
            elif mention.label == "organisation":
                out["organisations"] += words
            elif mention.label in _PLACES:
                out["places"] += words
    return out


def _worded(sentences: Sequence[SentenceReading]) -> dict[str, list[str]]:
    """Stems of content words, pairs that follow one another, lead, title, numbers and times."""
    out: dict[str, list[str]] = {
        "words": [],
        "pairs": [],
        "lead": [],
        "title": [],
        "numbers": [],
        "times": [],
    }
    for number, sentence in enumerate(sentences):
        own: list[str] = []
        for token in sentence.tokens:
            low = fold(token.text)
            if token.upos == "NUM" or any(c.isdigit() for c in low):
                out["numbers"].append(low)
            elif token.upos in _CONTENT and len(low) > 2:
                own.append(stem(token.lemma))
            if _TIME.fullmatch(low):
                out["times"].append(low)
        out["words"] += own
        out["pairs"] += [f"{a} {b}" for a, b in pairwise(own)]
        out["lead"] += own if number < _LEAD else []
        out["title"] += own if number < _TITLE else []
    return out


def _subjects(reading: Reading) -> list[str]:
    """For every thing that is named and spoken of again, its name as often as it is spoken of."""
    tokens = {s.index: s.tokens for s in reading.sentences}
    out: list[str] = []
    for chain in reading.entities:
        names = Counter(fold(tokens[s][w].text) for s, w in chain if tokens[s][w].upos == "PROPN")
        if names:
            out += [min(names, key=lambda n: (-names[n], n))] * len(chain)
    return out


def _mean(vectors: Sequence[bytes]) -> tuple[float, ...]:
    if not vectors:
        return ()
    mean = np.stack([np.frombuffer(v, np.int8) for v in vectors]).astype(np.float64).mean(0)
    return tuple((mean / max(float(np.linalg.norm(mean)), 1e-9)).tolist())


def report_of(reading: Reading, *, report_id: str = "", day: int | None = None) -> StoryReport:
    """What of a report's reading tells its story; ``report_id`` is the article's id if not given."""
    named, worded = _named(reading.sentences), _worded(reading.sentences)
    counted = {**named, **worded, "subjects": _subjects(reading)}
    bags: dict[str, Mapping[str, float]] = {}
    tops: dict[str, str] = {}
    for name in _BAGS:
        words = counted[name]
        if name in ("words", "lead", "title"):
            bags[name] = _unit(weighed(words))
        elif name in ("numbers", "times"):
            bags[name] = _unit({w: 1 + math.log(n) for w, n in Counter(words).items()})
        elif name == "pairs":
            rare = {w: sum(rarity(p) for p in w.split()) for w in set(words)}
            bags[name] = _unit({w: (1 + math.log(n)) * rare[w] for w, n in Counter(words).items()})
        else:
            bags[name] = _unit({w: (1 + math.log(n)) * rarity(stem(w)) for w, n in Counter(words).items()})
        if name in _TOPS and words:
            times = Counter(words)
            tops[name] = min(times, key=lambda w: (-times[w], w))
    return StoryReport(
        report_id=report_id or reading.article_id,
        day=day,
        bags=bags,
        tops=tops,
        vector=_mean(reading.vectors),
        lead_vector=_mean(reading.vectors[:_LEAD]),
    )


def _cosine(a: Mapping[str, float], b: Mapping[str, float]) -> float:
    few, many = (a, b) if len(a) <= len(b) else (b, a)
    return sum(v * many[w] for w, v in sorted(few.items()) if w in many)


def _dot(a: tuple[float, ...], b: tuple[float, ...]) -> float:
    return float(np.dot(a, b)) if a and b else 0.0


def story_features(a: StoryReport, b: StoryReport) -> tuple[float, ...]:
    """What two reports share, by `COLUMNS`. Symmetric."""
    nothing: Mapping[str, float] = {}
    alike = {k: _cosine(a.bags.get(k, nothing), b.bags.get(k, nothing)) for k in _BAGS}
    tops = []
    for name in _TOPS:
        sides = [
            0.5 if name not in one.tops else float(one.tops[name] in other.bags.get(name, nothing))
            for one, other in ((a, b), (b, a))
        ]
        tops.append((min(sides), sum(sides) / 2))
    no_people = not a.bags.get("people") or not b.bags.get("people")
    return (
        *alike.values(),
        *(low for low, _ in tops),
        *(mean for _, mean in tops),
        float(no_people),
        _dot(a.vector, b.vector),
        _dot(a.lead_vector, b.lead_vector),
        alike["names"] * alike["words"],
        alike["title"] * alike["names"],
        alike["people"] * alike["words"],
        (alike["names"] + alike["words"] + alike["lead"] + alike["pairs"]) / 4,
    )


def candidates(reports: Sequence[StoryReport], fresh: Iterable[int] | None = None) -> Ints:
    """Pairs (m, 2) of reports worth comparing: they share telling words and are not far apart in time.

    Args:
        reports: any number, in one order.
        fresh: numbers of the reports of which a pair must have one; every report if None.
    """
    n = len(reports)
    having: dict[str, list[int]] = defaultdict(list)
    for k, report in enumerate(reports):
        for word in report.telling:
            having[word].append(k)
    keys: list[Ints] = [np.zeros(0, np.int64)]
    new = np.ones(n, bool)
    if fresh is not None:
        new[:] = False
        new[list(fresh)] = True
    for held in having.values():
        if 1 < len(held) <= _TOO_MANY:
            at = np.array(held)
            i, j = np.triu_indices(len(at), 1)
            keep = new[at[i]] | new[at[j]]
            keys.append((at[i] * n + at[j])[keep])
    found, times = np.unique(np.concatenate(keys), return_counts=True)
    found = found[times >= _SHARED]
    pairs = np.stack([found // max(n, 1), found % max(n, 1)], 1)
    days = np.array([np.nan if r.day is None else r.day for r in reports], np.float64)
    far = np.abs(days[pairs[:, 0]] - days[pairs[:, 1]]) > WINDOW_DAYS
    return np.asarray(pairs[~far], np.int64)


@cache
def _learned() -> dict[str, NDArray[np.float64]]:
    packed = files("sayso.link").joinpath("data/stories.npz").read_bytes()
    with np.load(BytesIO(packed)) as arrays:
        return {name: arrays[name].astype(np.float64) for name in arrays.files}


def story_chances(reports: Sequence[StoryReport], pairs: Ints) -> Floats:
    """The probability that each of some pairs (m, 2) tells one story."""
    if not len(pairs):
        return np.zeros(0)
    told = _learned()
    rows = np.array([story_features(reports[i], reports[j]) for i, j in pairs.tolist()])
    score = ((rows - told["mean"]) / told["spread"]) @ told["weights"] + float(told["start"])
    return np.asarray(1 / (1 + np.exp(-score)), np.float64)


def assign(
    arrivals: Sequence[StoryReport],
    known: Sequence[tuple[StoryReport, str]] = (),
    at: float | None = None,
) -> dict[str, str]:
    """Which story each arrival tells: one that is known, or a new one named by the first of its reports' ids.

    Args:
        arrivals: the reports of a day, or any number that come together.
        known: earlier reports with their stories; those of the last `WINDOW_DAYS` days are enough. Their
            stories stay as they are, and two of them never become one.
        at: the mean probability from which reports tell one story; as learned if None.
    Returns:
        Story by report id, for the arrivals.
    Invariants:
        Independent of the order of ``arrivals`` and of ``known``.
    """
    old = sorted(known, key=lambda r: r[0].report_id)
    new = sorted(arrivals, key=lambda r: r.report_id)
    reports = [r for r, _ in old] + new
    stories = sorted({s for _, s in old})
    held = np.array([stories.index(s) for _, s in old] + [-1] * len(new), np.int64)
    pairs = candidates(reports, range(len(old), len(reports)))
    chances = story_chances(reports, pairs)
    bound = float(_learned()["cut"]) if at is None else at
    near = pairs[chances >= _WORTH]
    # whole stories are weighed, members that nothing ties to the arrivals included
    same = [(k, int(np.flatnonzero(held == held[k])[0])) for k in range(len(old))]
    whole = components(len(reports), np.concatenate([near, np.array(same, np.int64).reshape(-1, 2)]))
    out: dict[str, str] = {}
    by_pair = defaultdict(list)
    for (i, j), p in zip(pairs.tolist(), chances.tolist(), strict=True):
        by_pair[whole[i]].append((i, j, p))
    members: dict[int, list[int]] = defaultdict(list)
    for k, number in enumerate(whole.tolist()):
        members[number].append(k)
    for number, rows in members.items():
        if rows[-1] < len(old):
            continue
        place = {k: at_ for at_, k in enumerate(rows)}
        alike = np.zeros((len(rows), len(rows)))
        for i, j, p in by_pair[number]:
            if i in place and j in place:
                alike[place[i], place[j]] = alike[place[j], place[i]] = p
        group = average_link(alike, bound, held[rows])
        for g in range(int(group.max()) + 1):
            inside = [rows[k] for k in np.flatnonzero(group == g)]
            first = inside[0]
            name = stories[held[first]] if held[first] >= 0 else reports[first].report_id
            out.update({reports[k].report_id: name for k in inside if k >= len(old)})
    return out


#: Pairs less likely than this tie no two reports together; average link would not join them either.
_WORTH = 0.05
