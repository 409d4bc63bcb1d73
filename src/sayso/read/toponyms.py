"""Place names in an article, each with how it is used.

Every word is tagged by a small network (`train/toponyms.py`) over what the reader already knows (its vector,
the chances of the name taggers, tags, mentions) and what a gazetteer knows of the words around it. The
network looks at two words on either side and at the other occurrences of the word in the article, so that a
town met in clear words once is known where a sentence says little. Places inside other names and peoples
named after places are found too; `use` says which is which.

The sets that it is learned from mark places by different guidelines. All share the network but for its last
layer, and the tags asked for are those of one guideline, or of the mean of two:

- ``wide``: every name of a place, whatever its use, buildings and the like included (GeoWebNews);
- ``local``: towns, areas and people's names, in organisations' names too (the Local-Global Lexicon);
- ``plain``: places as such, no people's names, buildings, streets or waters (GeoVirus);
- ``all``: the mean of ``wide`` and ``local``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from sayso.classes import dataclass
from sayso.read.assemble import ReadSentence
from sayso.read.decode import bio_mask, spans_of, viterbi_rows
from sayso.read.known_names import N_NAME_COLUMNS, NameLookup, name_features
from sayso.read.place_words import N_WORD_COLUMNS, word_features
from sayso.records import SentenceReading, Span, Toponym, ToponymUse

__all__ = [
    "GUIDES",
    "N_COLUMNS",
    "REACH",
    "TAGS",
    "USES",
    "Table",
    "Tagged",
    "tag",
    "toponym_table",
    "toponyms_in",
    "toponyms_of",
]

Float = npt.NDArray[np.float32]
Int = npt.NDArray[np.int64]

#: The guidelines by the rows of the last layer.
GUIDES = ("wide", "local", "plain")
#: The uses by the columns of the use layer.
USES = (ToponymUse.LITERAL, ToponymUse.ASSOCIATIVE, ToponymUse.DEMONYM, ToponymUse.EMBEDDED)
#: How many words on either side the network looks at.
REACH = 2
#: Columns of `Table.features`: the gazetteer's, the word's own, chances of the two name taggers.
N_NAMES = 30
N_COLUMNS = N_NAME_COLUMNS + N_WORD_COLUMNS + N_NAMES
#: From the network's chances to those that hold: slope and shift on log odds, fitted on what five folds found
#: in documents they had not seen. `bench.toponyms.slope_and_shift` says what to lay over them after training.
_SLOPE, _SHIFT = 0.79, -0.26
#: The tags by the columns of their scores.
TAGS = ("O", "B-PLACE", "I-PLACE")


@dataclass(frozen=True, slots=True)
class Table:
    """An article as the network sees it, its words one after the other.

    Shapes:
        vectors (words, 384); features (words, N_COLUMNS); forms (words,), the same number for words of the
        same letters, and -1 where a word has no capital.
    """

    vectors: Float
    features: Float
    forms: Int
    bounds: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Tagged:
    """Scores of every word's tags (words, guides, 3), and the chances of its uses (words, uses)."""

    tags: Float
    uses: Float


def toponym_table(found: Sequence[ReadSentence], text: str, lookup: NameLookup | None) -> Table:
    """What the network looks at. Without a ``lookup`` the gazetteer's columns stay empty."""
    readings = [s.reading for s in found]
    counts = [len(s.reading.tokens) for s in found]
    n = sum(counts)
    names = np.concatenate([np.zeros((0, N_NAMES), np.float32), *(s.names for s in found)])
    known = name_features(readings, text, lookup) if lookup else np.zeros((n, N_NAME_COLUMNS), np.float32)
    ends = np.cumsum([0, *counts]).tolist()
    numbers: dict[str, int] = {}
    forms = [
        numbers.setdefault(t.text.lower().rstrip("."), len(numbers)) if t.text[:1].isupper() else -1
        for r in readings
        for t in r.tokens
    ]
    return Table(
        vectors=np.concatenate([np.zeros((0, 384), np.float32), *(s.words for s in found)]),
        features=np.concatenate([known, word_features(readings), names], 1),
        forms=np.array(forms, np.int64),
        bounds=tuple(pairwise(ends)),
    )


def tag(table: Table, heads: Mapping[str, Float]) -> Tagged:
    """Run the network: the mean of its members, which differ in the seed they were trained from."""
    n = len(table.vectors)
    members = heads["topo_tags_b"].shape[0]
    tags = np.zeros((n, len(GUIDES), 3), np.float32)
    uses = np.zeros((n, len(USES)), np.float32)
    for k in range(members if n else 0):
        own = {name[5:]: value[k] for name, value in heads.items() if name.startswith("topo_")}
        hidden = _hidden(table, own)
        tags += (hidden @ own["tags"].T + own["tags_b"]).reshape(n, len(GUIDES), 3) / members
        uses += _softmax(hidden @ own["uses"].T + own["uses_b"]) / members
    return Tagged(tags, uses)


def _hidden(table: Table, own: Mapping[str, Float]) -> Float:
    """The last layer but one, (words, hidden), of one member."""
    first = table.vectors @ own["words"].T + table.features @ own["features"].T + own["features_b"]
    first = np.maximum(first, 0)
    n, width = first.shape
    padded = np.zeros((n + 2 * REACH, width), np.float32)
    padded[REACH : n + REACH] = first
    near = np.concatenate([padded[k : k + n] for k in range(2 * REACH + 1)], 1)
    second = np.maximum(near @ own["near"].T + own["near_b"], 0) + first
    told = second @ own["same"].T + own["same_b"]
    elsewhere, has = _elsewhere(told, table.forms)
    joined = np.concatenate([second, elsewhere, has[:, None]], 1) @ own["join"].T + own["join_b"]
    return np.asarray(np.maximum(joined, 0) + second, np.float32)


def _elsewhere(told: Float, forms: Int) -> tuple[Float, Float]:
    """The mean of the rows of the same form elsewhere, and whether there is any."""
    slots = np.where(forms < 0, forms.max(initial=0) + 1, forms)
    total = np.zeros((slots.max(initial=0) + 1, told.shape[1]), np.float32)
    np.add.at(total, slots, told)
    others = np.bincount(slots, minlength=len(total))[slots] - 1
    has = ((others > 0) & (forms >= 0)).astype(np.float32)
    mean = (total[slots] - told) / np.maximum(others, 1)[:, None]
    return np.asarray(mean * has[:, None], np.float32), has


def toponyms_in(
    found: Sequence[ReadSentence],
    text: str,
    heads: Mapping[str, Float],
    lookup: NameLookup | None,
    guide: str = "all",
) -> tuple[Toponym, ...]:
    """The place names of an article, in reading order; none where the model has no weights for them.

    Args:
        found: its sentences as read, in order.
        text: its text, which the words' spans count.
        heads: the model's small weights; those used here begin with ``topo_``.
        lookup: every place of a name; without it fewer places are found.
        guide: a guideline of this module's, one of ``GUIDES`` or ``all``.
    Raises:
        ValueError: there is no such guideline.
    """
    if "topo_tags_b" not in heads:
        return ()
    table = toponym_table(found, text, lookup)
    return toponyms_of([s.reading for s in found], table, tag(table, heads), guide)


def toponyms_of(
    readings: Sequence[SentenceReading], table: Table, tagged: Tagged, guide: str = "all"
) -> tuple[Toponym, ...]:
    """The names that the likeliest taggings of an article's sentences give. Arguments as in `toponyms_in`."""
    tags = _of_guide(tagged.tags, guide)
    rows = [tags[start:end] for start, end in table.bounds]
    paths = viterbi_rows(rows, bio_mask(TAGS))
    return tuple(
        toponym
        for reading, row, path, (start, end) in zip(readings, rows, paths, table.bounds, strict=True)
        for toponym in _decoded(reading, row, path, tagged.uses[start:end])
    )


def _of_guide(tags: Float, guide: str) -> Float:
    if guide == "all":
        return np.asarray(tags[:, :2].mean(1), np.float32)
    if guide not in GUIDES:
        raise ValueError(f"guide is 'all' or one of {', '.join(GUIDES)}, got {guide!r}")
    return tags[:, GUIDES.index(guide)]


def _decoded(reading: SentenceReading, tags: Float, path: Int, uses: Float) -> list[Toponym]:
    tokens = reading.tokens
    # words without a capital are no name: none is marked in any set, and of nine found none was right
    spans = [
        (start, end)
        for start, end, _ in spans_of(path, TAGS)
        if any(c.isupper() for token in tokens[start:end] for c in token.text)
    ]
    out = []
    for (start, end), p in zip(spans, _chances(tags, spans), strict=True):
        weights = uses[start:end].mean(0)
        out.append(
            Toponym(
                sentence=reading.index,
                start=start,
                end=end,
                span=Span(tokens[start].span.start, tokens[end - 1].span.end),
                use=USES[int(weights.argmax())],
                p=round(_sober(p), 4),
            )
        )
    return out


def _chances(tags: Float, spans: Sequence[tuple[int, int]]) -> list[float]:
    """How likely each span is one name: the share of all taggings, by their scores, that have it."""
    if not spans:
        return []
    grammar = bio_mask(TAGS)
    n = len(tags)
    before, behind = np.zeros((n, 3)), np.zeros((n, 3))
    before[0] = tags[0] + grammar[3]
    for i in range(1, n):
        before[i] = np.logaddexp.reduce(before[i - 1][:, None] + grammar[:3], 0) + tags[i]
        behind[n - 1 - i] = np.logaddexp.reduce(grammar[:3] + tags[n - i] + behind[n - i], 1)
    whole = np.logaddexp.reduce(before[-1])
    out = []
    for start, end in spans:
        score = before[start, 1] + tags[start + 1 : end, 2].sum()
        # the name ends where the next word is not a part of it
        rest = np.logaddexp.reduce(tags[end, :2] + behind[end, :2]) if end < n else 0.0
        out.append(float(np.exp(min(0.0, score + rest - whole))))
    return out


def _sober(p: float) -> float:
    """A chance as it holds for documents that the network has not seen."""
    p = min(1 - 1e-4, max(1e-4, p))
    return float(1 / (1 + (p / (1 - p)) ** -_SLOPE * np.exp(-_SHIFT)))


def _softmax(x: Float) -> Float:
    e = np.exp(x - x.max(-1, keepdims=True))
    return np.asarray(e / e.sum(-1, keepdims=True), np.float32)
