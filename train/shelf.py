"""Encoded windows laid out flat on the device that trains, from which a batch is gathered in a few operations.

Windows are encoded as lists (`train.corpora.encode`). Padding those into a batch costs a processor more than the
batch costs an accelerator, so each kind of value is one long tensor here: word pieces, words, pairs of a predicate
and a word, links, parties of acts, sentences that have a vector. What a batch lacks labels for is known beforehand.
"""

from __future__ import annotations

import collections
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from sayso.read.paths import tree_paths
from train.corpora import NONE

__all__ = ["BY_WORD", "TAGGERS", "UNKNOWN", "Batch", "Shelf", "Trees"]

UNKNOWN = 99.0
"""What stands for no certainty in an encoded window."""
SHORTEST, LONGEST = 4, 90
"""Word pieces of a sentence that is to have a vector."""
BY_PIECE = {"ids": 0, "shapes": 0, "places": 0, "piece_sent": -1}
BY_WORD = {
    "first": 0, "word_sent": -1, "upos": NONE, "feats": NONE, "heads": NONE, "rels": NONE, "ner4": NONE, "nerx": NONE,
    "kinds": NONE, "attribution": NONE, "pred": NONE, "type": NONE, "act": NONE, "status": NONE, "realis": NONE,
    "incident": NONE, "uw": UNKNOWN, "uds": UNKNOWN, "party": 0,
}
"""Values of pieces and of words, each with what fills the rest of a row."""
TAGGERS = ("ner4", "nerx", "attribution", "incident")
LISTS = {"srl": 13, "links": 3, "sides": 4, "vectors": 3}
"""Values that come in lists, with the length of an entry."""

Batch = dict
"""Tensors by name, the tasks that the batch has labels for (``has``), and its rows by tagger (``rows``)."""


class Trees(NamedTuple):
    """A window's trees as a reader sees them: head (0 the root) and relation of each word."""

    heads: np.ndarray
    rels: np.ndarray


class Shelf:
    """All windows of a part.

    Args:
        windows: encoded windows.
        n_rels: how many relations there are.
        device: where batches are wanted.
    """

    def __init__(self, windows: Sequence[dict], n_rels: int, device: str) -> None:
        self.device, self._n_rels = device, n_rels
        self.lengths = np.array([len(w["ids"]) for w in windows])
        self.words = np.array([len(w["first"]) for w in windows])
        self.sents = np.array([w["n_sents"] for w in windows])
        for window in windows:
            window["party"] = [0] * len(window["first"])
            for side, at in enumerate(window["pair"][:2] if "pair" in window else ()):
                for i in at:
                    window["party"][i] |= 1 << side
        self._host = {k: _flat(windows, k, v) for k, v in (BY_PIECE | BY_WORD).items()}
        self._flat = {k: torch.from_numpy(v).to(device) for k, v in self._host.items()}
        self._starts = {"piece": _starts(self.lengths), "word": _starts(self.words)}
        pair = np.array([w["pair"][2] if "pair" in w else NONE for w in windows])
        self.has = {k: np.zeros(len(windows), bool) for k in (*BY_WORD, *LISTS, "pair")}
        for k, fill in BY_WORD.items():
            labelled = np.add.reduceat(self._host[k] != fill, self._starts["word"]) > 0
            self.has[k] = labelled & (self.words > 0)
        self.has["pair"] = pair != NONE
        self._pair = torch.from_numpy(pair).to(device)
        self._lists: dict[str, tuple[Tensor, np.ndarray, np.ndarray]] = {}
        self._told = [w if w["srl"] else None for w in windows]
        self.see([None] * len(windows))
        self._shelve("links", [w["links"] for w in windows])
        self._shelve("sides", [_sides(w) for w in windows])
        sentences = [_sentences(w) for w in windows]
        self._shelve("vectors", sentences)
        self._longest = np.array([max((n for _, _, n in rows), default=0) for rows in sentences])

    def __len__(self) -> int:
        return len(self.lengths)

    def see(self, trees: Sequence[Trees | None]) -> None:
        """Learn roles along these trees, too: a reader's own of each window, None where it has none."""
        rows = [_roles(w, self._n_rels, t) if w else () for w, t in zip(self._told, trees, strict=True)]
        self._shelve("srl", rows)

    def _shelve(self, name: str, rows: list) -> None:
        counts = np.array([len(r) for r in rows])
        flat = [np.asarray(r, np.int64).reshape(-1, LISTS[name]) for r in rows if len(r)]
        values = np.concatenate(flat) if flat else np.zeros((0, LISTS[name]), np.int64)
        self._lists[name] = torch.from_numpy(values).to(self.device), _starts(counts), counts
        self.has[name] = counts > 0

    def take(self, index: np.ndarray) -> Batch:
        """The windows of these numbers, padded to one length."""
        x: Batch = {"windows": len(index), "n_sents": int(self.sents[index].max()),
                    "longest": int(self._longest[index].max())}
        for unit, fields, counts in (("piece", BY_PIECE, self.lengths), ("word", BY_WORD, self.words)):
            size = counts[index][:, None]
            steps = np.arange(int(size.max()))[None, :]
            inside = steps < size
            at = np.where(inside, self._starts[unit][index][:, None] + steps, 0)
            there, kept = self._send(at), self._send(inside)
            for name, fill in fields.items():
                values = self._flat[name][there]
                x[name] = values.masked_fill(~kept, fill)
            if unit == "word":
                for name, at_name in (("heads", "at_heads"), ("pred", "at_pred"), ("uw", "at_uw"), ("uds", "at_uds")):
                    fill = fields[name]
                    x[at_name] = [self._send(v) for v in (inside & (self._host[name][at] != fill)).nonzero()]
        x["has"] = {name for name, flags in self.has.items() if flags[index].any()}
        x["rows"] = {name: flags[index].nonzero()[0] for name, flags in self.has.items()}
        x["pair"] = self._pair[self._send(index)]
        for name in LISTS:
            x[name] = self._listed(name, index)
        x["gold_trees"] = torch.zeros(len(index), dtype=torch.bool, device=self.device)
        return x

    def _listed(self, name: str, index: np.ndarray) -> tuple[Tensor, Tensor]:
        """Row in the batch and values of each entry."""
        values, starts, counts = self._lists[name]
        n = counts[index]
        rows = np.repeat(np.arange(len(index)), n)
        at = np.repeat(starts[index] - np.cumsum(n) + n, n) + np.arange(int(n.sum()))
        return self._send(rows), values[self._send(at)]

    def _send(self, values: np.ndarray) -> Tensor:
        sent = torch.from_numpy(values)
        return sent.pin_memory().to(self.device, non_blocking=True) if self.device == "cuda" else sent


def _starts(counts: np.ndarray) -> np.ndarray:
    return np.concatenate([[0], np.cumsum(counts)[:-1]]).astype(np.int64)


def _flat(windows: Sequence[dict], name: str, fill: float) -> np.ndarray:
    dtype = np.float32 if isinstance(fill, float) else np.int64
    return np.concatenate([np.asarray(w[name], dtype) for w in windows])


def _sentences(window: dict) -> list[tuple[int, int, int]]:
    """Sentences that get a vector: number, first piece, pieces."""
    numbers = np.asarray(window["piece_sent"])
    firsts = np.searchsorted(numbers[1:-1], np.arange(window["n_sents"])) + 1
    ends = np.append(firsts[1:], len(numbers) - 1)
    return [(s, int(a), int(b - a)) for s, (a, b) in enumerate(zip(firsts, ends, strict=True)) if SHORTEST <= b - a <= LONGEST]


def _sides(window: dict) -> list[tuple[int, int, int, int]]:
    """Trigger, word of its sentence, whether that belongs to the source, whether to the target."""
    return [
        (trigger, word, int(word in source), int(word in target))
        for trigger, base, n, source, target in window["sides"]
        for word in range(base, base + n)
    ]


def _roles(window: dict, n_rels: int, own: Trees | None) -> np.ndarray:
    """Predicate, word and role tag, the way between them in the treebank's tree (5) and in the reader's own (5)."""
    sentences: dict[int, list[tuple[int, list[int]]]] = collections.defaultdict(list)
    for p, base, tags in window["srl"]:
        sentences[base].append((p, tags))
    out = []
    gold = Trees(np.asarray(window["heads"], np.int64), np.asarray(window["rels"], np.int64))
    for base, predicates in sentences.items():
        n = len(predicates[0][1])
        at = [p - base for p, _ in predicates]
        ways = [_ways(t or gold, base, n, at, n_rels) for t in (gold, own)]
        for k, (p, tags) in enumerate(predicates):
            own_columns = np.stack([np.full(n, p), np.arange(base, base + n), np.asarray(tags)], 1)
            out.append(np.concatenate([own_columns, ways[0][k], ways[1][k]], 1))
    return np.concatenate(out) if out else np.zeros((0, LISTS["srl"]), np.int64)


def _ways(trees: Trees, base: int, n: int, predicates: list[int], n_rels: int) -> np.ndarray:
    """Tree paths (predicates, n, 5) from predicates of a sentence to its words, the last two as words of the window."""
    heads, rels = trees.heads[base : base + n], trees.rels[base : base + n]
    inside = np.where(heads > 0, heads - 1 - base, -1)
    paths = tree_paths(inside, np.where(rels >= 0, rels, n_rels), n_rels, predicates)
    paths[..., 3:] += base
    return paths


def own_trees(shelf: Shelf, score: Callable[[Batch], tuple[Tensor, Tensor]], size: int) -> list[Trees | None]:
    """The trees that a reader sees in every window with roles; ``score`` gives the heads and relations of a batch."""
    found: list[Trees | None] = [None] * len(shelf)
    wanted = sorted(shelf.has["srl"].nonzero()[0], key=lambda i: shelf.lengths[i])
    at = 0
    while at < len(wanted):
        part = np.array(wanted[at : at + max(1, size // int(shelf.lengths[wanted[at]] + 8))])
        heads, rels = (v.cpu().numpy() for v in score(shelf.take(part)))
        for row, i in enumerate(part):
            n = shelf.words[i]
            found[i] = Trees(heads[row, :n], rels[row, :n])
        at += len(part)
    return found
