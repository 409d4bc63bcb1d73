"""Which words of an article speak of the same one: a light ranker over pairs of mentions.

Every mention, in reading order, is scored against each of those before it and against starting anew;
it joins the best. The scores come from a small network (`train/coreference.py`) over what the reader
already knows: word vectors, kinds, names, number, grammar, distance. Pairs are scored as arrays, so that
an article costs milliseconds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from sayso.read.mentions import KINDS, N_CLASSES, N_RELS, NAME, MentionTable, mention_table
from sayso.records import SentenceReading

__all__ = ["FLAGS", "REACH", "chains_of", "pair_features", "pair_scores"]

#: How many mentions back an antecedent is looked for.
REACH = 120
#: Longest article, in mentions, that is linked as one; a longer one is linked in pieces of this size.
MAX_MENTIONS = 1500
#: Mentions that are scored against those before them at once: memory for a long article as for a short one.
_ROWS = 128

Float = npt.NDArray[np.float32]
Int = npt.NDArray[np.int64]
Bool = npt.NDArray[np.bool_]

#: Flags and small numbers that `pair_features` gives for each pair.
FLAGS = 30


def pair_features(table: MentionTable) -> tuple[Int, Float, Bool]:
    """What is known of each pair of a mention and one of the ``REACH`` before it.

    Shapes:
        codes (n, REACH, 4) for the embeddings (classes, kinds, distance in sentences, relations),
        flags (n, REACH, FLAGS) of 0 and 1 and small numbers, valid (n, REACH). Column k is the
        mention k + 1 places before.
    """
    n = len(table)
    i = np.arange(n)[:, None]
    j = i - 1 - np.arange(REACH)[None, :]
    valid: Bool = j >= 0
    j = np.maximum(j, 0)
    far = table.sentence[:, None] - table.sentence[j]
    bucket = np.minimum(np.where(far < 5, far, 5 + np.log2(np.maximum(far, 5) / 5).astype(np.int64)), 9)
    a, b = table.worded[:, None], table.worded[j]
    codes = np.stack(
        [
            a * N_CLASSES + b,
            table.kind[:, None] * len(KINDS) + table.kind[j],
            a * 10 + bucket,
            table.rel[:, None] * N_RELS + table.rel[j],
        ],
        -1,
    )

    def same(values: Int) -> Bool:
        """Known on both sides and equal."""
        return np.asarray((values[:, None] == values[j]) & (values[:, None] >= 0))

    def agree(values: Int) -> tuple[Bool, Bool]:
        """Equal, and unequal, where neither is unknown."""
        known = (values[:, None] > 0) & (values[j] > 0)
        return known & (values[:, None] == values[j]), known & (values[:, None] != values[j])

    tokens, sizes = table.tokens()
    shared = np.take_along_axis(tokens @ tokens.T, j, 1)
    gap = np.broadcast_to(np.arange(REACH)[None, :], valid.shape)
    alike = (table.kind[:, None] == table.kind[j]) & valid
    nth_alike = np.cumsum(alike, 1)
    before = _seen_before(table.lemma)
    governor, head = table.governor, table.head
    rows: tuple[npt.NDArray[np.generic], ...] = (
        same(table.lemma),
        same(table.text),
        same(table.last),
        shared > 0,
        (shared > 0) & (shared >= np.minimum(sizes[:, None], sizes[j])),
        (a == NAME) & (b == NAME) & (shared == 0),
        (table.acronym[:, None] == table.letters[j]) & (table.letters[j] >= 0),
        (table.letters[:, None] == table.acronym[j]) & (table.letters[:, None] >= 0),
        *agree(table.number),
        *agree(table.gender),
        (table.start[j] <= head[:, None]) & (head[:, None] < table.end[j]),
        (table.start[:, None] <= head[j]) & (head[j] < table.end[:, None]),
        governor[:, None] == governor[j],
        governor[:, None] == head[j],
        governor[j] == head[:, None],
        alike,
        same(table.lemma) & (np.cumsum(same(table.lemma) & valid, 1) == 1),
        alike & (nth_alike == 1),
        alike & (nth_alike == 2),
        alike & (nth_alike > 5),
        np.log1p(gap) / 5,
        gap == 0,
        gap < 3,
        gap < 8,
        valid & (far == 0),
        np.broadcast_to(before[:, None], valid.shape),
        before[j],
        (a < NAME) & (a == b),
    )
    flags = np.stack(rows, -1).astype(np.float32)
    return codes, flags, valid


def _seen_before(lemma: Int) -> npt.NDArray[np.float64]:
    """How often each lemma stood as a head before, up to three times, as a share of three."""
    out = np.zeros(len(lemma))
    count: dict[int, int] = {}
    for k, one in enumerate(lemma.tolist()):
        out[k] = min(count.get(one, 0), 3) / 3
        count[one] = count.get(one, 0) + 1
    return out


def pair_scores(table: MentionTable, weights: Mapping[str, Float]) -> Float:
    """Scores (n, REACH + 1): column 0 for starting anew, column k for the mention k places before."""
    if not len(table):
        return np.zeros((0, REACH + 1), np.float32)
    codes, flags, valid = pair_features(table)
    own = table.vectors @ weights["coref_project"].T
    first, second = own @ weights["coref_first"].T, own @ weights["coref_second"].T
    paired = np.empty(valid.shape, np.float32)
    for start in range(0, len(table), _ROWS):
        rows = slice(start, start + _ROWS)
        before = np.arange(len(table))[rows, None] - 1 - np.arange(REACH)[None, :]
        j = np.maximum(before, 0)
        hidden = flags[rows] @ weights["coref_flags"].T
        for k, name in enumerate(("classes", "kinds", "distance", "relations")):
            hidden += weights[f"coref_{name}"][codes[rows, :, k]]
        hidden += (own[rows, None] * own[j]) @ weights["coref_product"].T
        hidden += second[rows, None] + first[j]
        paired[rows] = np.maximum(hidden, 0) @ weights["coref_out"]
    alone = (
        own @ weights["coref_new"].T
        + weights["coref_new_class"][table.worded]
        + weights["coref_new_kind"][table.kind]
    )
    new = np.maximum(alone, 0) @ weights["coref_new_out"] + weights["coref_bias"]
    return np.concatenate([new[:, None], np.where(valid, paired, np.float32(-1e9))], 1)


def chains_of(
    sentences: Sequence[SentenceReading], vectors: Mapping[int, Float], weights: Mapping[str, Float]
) -> tuple[tuple[tuple[int, int], ...], ...]:
    """Words that speak of the same one, as (sentence, head word), in reading order; no single ones."""
    if "coref_bias" not in weights:
        return ()
    table = mention_table(sentences, vectors)
    groups: list[list[int]] = []
    group_of: list[int] = []
    for start in range(0, len(table), MAX_MENTIONS):
        part = table.part(start, start + MAX_MENTIONS)
        choice = pair_scores(part, weights).argmax(1)
        first = len(group_of)
        for i, k in enumerate(choice.tolist()):
            if k == 0:
                group_of.append(len(groups))
                groups.append([])
            else:
                group_of.append(group_of[first + i - k])
            groups[group_of[-1]].append(start + i)
    return tuple(tuple(table.at[i] for i in group) for group in groups if len(group) > 1)
