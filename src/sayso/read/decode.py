"""Turn scores into tags, trees, roles and attributions; every search is exact, not greedy."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from sayso.classes import dataclass

__all__ = ["bio_mask", "decode_tree", "spans_of", "viterbi", "viterbi_rows"]

Float = npt.NDArray[np.float32]
Int = npt.NDArray[np.int64]

#: Score of what must not be; large against any logit, small enough to add up without overflow.
FORBIDDEN = np.float32(-1e4)
#: Words, padding included, of rows that are searched together: a few megabytes of scores.
_CELLS = 16_384
#: With more tags than these, a row is searched only for the kinds of spans that its best sequence may hold.
_FEW_TAGS = 24
#: Rows with so many kinds at most are searched together, and those with more of them.
_FEW_KINDS = 8
#: A kind is left out only where it loses by more than sums of rounded scores may be off.
_SLACK = 1e-2


def bio_mask(labels: Sequence[str]) -> Float:
    """Transition scores that forbid ``I-X`` after anything but ``B-X`` or ``I-X``.

    Shapes:
        returns (labels + 1, labels): the last row is the start.
    """
    return _bio_mask(tuple(labels))


@lru_cache(maxsize=16)
def _bio_mask(labels: tuple[str, ...]) -> Float:
    n = len(labels)
    mask = np.zeros((n + 1, n), np.float32)
    for to, label in enumerate(labels):
        if label.startswith("I-"):
            for source in range(n + 1):
                before = labels[source] if source < n else ""
                if before[2:] != label[2:] or before[:2] not in ("B-", "I-"):
                    mask[source, to] = FORBIDDEN
    return mask


def viterbi(scores: Float, transitions: Float) -> Int:
    """The best tag sequence. ``scores`` (words, tags), ``transitions`` (tags + 1, tags)."""
    return viterbi_rows([scores], transitions)[0]


def viterbi_rows(rows: Sequence[Float], transitions: Float) -> list[Int]:
    """The best tag sequences of rows of any length.

    Shapes:
        rows: each (words, tags). transitions: (tags + 1, tags) with a BIO grammar laid over them
        (`bio_mask`), the last row the start.
    Returns:
        Tag numbers (words,) of each row.
    """
    grammar = _grammar(np.asarray(transitions, np.float32).tobytes(), transitions.shape[1])
    found: list[Int] = [np.zeros(0, np.int64)] * len(rows)
    order = sorted((r for r, row in enumerate(rows) if len(row)), key=lambda r: -len(rows[r]))
    if transitions.shape[1] <= _FEW_TAGS:
        _fill(found, rows, order, grammar, None)
        return found
    kept = np.zeros((len(rows), len(grammar.begins)), bool)
    if order:
        kept[order] = grammar.possible([rows[r] for r in order])
    count = kept.sum(1)
    for r in order:
        if not count[r]:
            found[r] = np.full(len(rows[r]), grammar.outside, np.int64)
    some = [r for r in order if count[r]]
    _fill(found, rows, [r for r in some if count[r] <= _FEW_KINDS], grammar, kept)
    _fill(found, rows, [r for r in some if count[r] > _FEW_KINDS], grammar, kept)
    return found


def _fill(
    found: list[Int],
    rows: Sequence[Float],
    order: Sequence[int],
    grammar: _Grammar,
    kept: npt.NDArray[np.bool_] | None,
) -> None:
    """Search the rows named by ``order``, longest first, as many together as fit."""
    at = 0
    while at < len(order):
        part = order[at : at + max(1, _CELLS // len(rows[order[at]]))]
        some = grammar.all_kinds() if kept is None else grammar.kinds_of(kept[part])
        for r, path in zip(part, _search([rows[r] for r in part], some), strict=True):
            found[r] = path
        at += len(part)


@dataclass(frozen=True, slots=True)
class _Kinds:
    """The kinds of spans that rows are searched for, each row for its own or all for the same ones.

    Shapes:
        tags: (rows or 1, 1 + 2 * kinds): no span, the beginnings, the insides. missing: which of them stand
        there to fill the row up. start: as ``tags``. to_wide: (1 + 2 * kinds, rows or 1, 1 + kinds), from
        each tag to no span and to each beginning. on: (rows or 1, kinds), from a beginning to its inside;
        more: the same from inside to inside. into: (all tags, all tags), to each tag from each.
    """

    tags: Int
    missing: npt.NDArray[np.bool_]
    start: Float
    to_wide: Float
    on: Float
    more: Float
    into: Float


@dataclass(frozen=True, slots=True)
class _Grammar:
    """What transitions say of each kind of span: its two tags; what it costs to enter, go on and leave it.

    The costs are compared with those of no span at the same words, and are the least that they may be.
    """

    transitions: Float
    outside: int
    begins: Int
    insides: Int
    enter: Float
    stay: Float
    leave: Float
    into: Float

    @classmethod
    def of(cls, transitions: Float) -> _Grammar:
        """Read the grammar off: inside a span stands what only two tags may stand before.

        Raises:
            ValueError: there is no BIO grammar in the transitions.
        """
        tags = transitions.shape[1]
        inner = transitions[:tags]
        allowed = inner > FORBIDDEN / 2
        insides = np.flatnonzero((allowed.sum(0) == 2) & allowed.diagonal())
        before = allowed[:, insides].copy()
        before[insides, np.arange(len(insides))] = False
        begins = before.argmax(0) if len(insides) else insides
        rest = np.setdiff1d(np.arange(tags), np.concatenate([begins, insides]))
        if len(rest) != 1 or tags != 1 + 2 * len(insides):
            raise ValueError(f"{tags} tags whose transitions have no BIO grammar")
        outside = int(rest[0])
        wide = np.concatenate([rest, begins])
        free = inner[outside, wide]
        leave = np.maximum((inner[begins][:, wide] - free).max(1), (inner[insides][:, wide] - free).max(1))
        return cls(
            transitions=transitions,
            outside=outside,
            begins=begins,
            insides=insides,
            enter=(transitions[:, begins] - transitions[:, [outside]]).max(0),
            stay=np.maximum(inner[begins, insides], inner[insides, insides]) - inner[outside, outside],
            leave=np.maximum(leave, 0),
            into=np.ascontiguousarray(inner.T),
        )

    def possible(self, rows: Sequence[Float]) -> npt.NDArray[np.bool_]:
        """Which kinds (rows, kinds) may lie on the best sequence of each row.

        A span without which a sequence is worth more lies on no best one; a kind of which the best span that
        a row could have is such a span need not be looked for.
        """
        starts = np.cumsum([0, *(len(row) for row in rows[:-1])])
        scores = np.concatenate(rows)
        gain = scores - scores[:, [self.outside]]
        begun = np.maximum.reduceat(gain[:, self.begins], starts)
        on = np.add.reduceat(np.maximum(gain[:, self.insides] + self.stay, 0), starts)
        return np.asarray(begun + on + self.enter + self.leave >= -_SLACK)

    def all_kinds(self) -> _Kinds:
        """Every kind, for all rows."""
        return self._of(np.arange(len(self.begins))[None], np.zeros((1, len(self.begins)), bool))

    def kinds_of(self, kept: npt.NDArray[np.bool_]) -> _Kinds:
        """Each row's own kinds, filled up to as many as the row with most has."""
        most = int(kept.sum(1).max())
        kinds = np.argsort(~kept, axis=1, kind="stable")[:, :most]
        return self._of(kinds, ~np.take_along_axis(kept, kinds, 1))

    def _of(self, kinds: Int, missing: npt.NDArray[np.bool_]) -> _Kinds:
        begins, insides = self.begins[kinds], self.insides[kinds]
        wide = np.concatenate([np.full((len(kinds), 1), self.outside), begins], 1)
        tags = np.concatenate([wide, insides], 1)
        return _Kinds(
            tags=tags,
            missing=np.concatenate([np.zeros((len(kinds), 1), bool), missing, missing], 1),
            start=self.transitions[-1][tags],
            to_wide=self.transitions[tags.T[:, :, None], wide[None]],
            on=self.transitions[begins, insides],
            more=self.transitions[insides, insides],
            into=self.into,
        )


@lru_cache(maxsize=32)
def _grammar(transitions: bytes, tags: int) -> _Grammar:
    return _Grammar.of(np.frombuffer(transitions, np.float32).reshape(tags + 1, tags))


def _search(rows: Sequence[Float], kinds: _Kinds) -> list[Int]:
    """The best sequences of rows that are not empty, longest first, a word of all that are so long at a time.

    Only what the best is worth goes forward; which tag it came from is asked on the way back, of the one tag
    that lies on the path. An inside is compared with the two tags that may stand before it.
    """
    n, count = len(rows[0]), len(rows)
    tags = np.broadcast_to(kinds.tags, (count, kinds.tags.shape[1]))
    width = tags.shape[1] // 2
    lengths = np.array([len(row) for row in rows])
    so_long = [int(k) for k in np.searchsorted(-lengths, -np.arange(n), side="left")]
    best = np.empty((n, count, tags.shape[1]), np.float32)
    filling = np.broadcast_to(np.where(kinds.missing, FORBIDDEN, np.float32(0)), tags.shape)
    for r, row in enumerate(rows):
        best[: len(row), r] = row[:, tags[r]] + filling[r]
    best[0] += kinds.start
    to_wide = np.broadcast_to(kinds.to_wide, (tags.shape[1], count, 1 + width))
    on, more = np.broadcast_to(kinds.on, (count, width)), np.broadcast_to(kinds.more, (count, width))
    options = np.empty(to_wide.shape, np.float32)
    for i in range(1, n):
        k = so_long[i]
        before = best[i - 1, :k]
        np.add(before.T[:, :, None], to_wide[:, :k], out=options[:, :k])
        best[i, :k, : 1 + width] += options[:, :k].max(0)
        begun, inside = before[:, 1 : 1 + width], before[:, 1 + width :]
        best[i, :k, 1 + width :] += np.maximum(begun + on[:k], inside + more[:k])
    path, each = np.zeros((count, n), np.int64), np.arange(count)
    path[: so_long[-1], -1] = best[-1, : so_long[-1]].argmax(1)
    for i in range(n - 2, -1, -1):
        k, longer = so_long[i], so_long[i + 1]
        if longer < k:
            path[longer:k, i] = best[i, longer:k].argmax(1)
        after = tags[each[:longer], path[:longer, i + 1]]
        path[:longer, i] = (best[i, :longer] + kinds.into[after[:, None], tags[:longer]]).argmax(1)
    return [tags[r][path[r, : lengths[r]]] for r in range(count)]


def spans_of(tags: Sequence[int] | Int, labels: Sequence[str]) -> list[tuple[int, int, str]]:
    """Maximal BIO runs as (start, end, label)."""
    out: list[tuple[int, int, str]] = []
    start, kind = 0, ""
    for i, number in enumerate([*tags, 0]):
        label = labels[number] if i < len(tags) else "O"
        if kind and label != f"I-{kind}":
            out.append((start, i, kind))
            kind = ""
        if label != "O" and not kind:
            start, kind = i, label[2:]
    return out


def decode_tree(scores: Float) -> list[int]:
    """The best tree with exactly one root.

    Shapes:
        scores: (words, words + 1); column 0 is the root, column j + 1 the word j.
    Returns:
        For each word its head as a word index, -1 for the root.
    Source:
        Chu & Liu 1965, Edmonds 1967; the single root is forced by trying the likeliest roots.
    """
    n = scores.shape[0]
    if n == 1:
        return [-1]
    scores = scores.astype(np.float64, copy=True)
    scores[np.arange(n), np.arange(n) + 1] = -1e9
    heads = scores.argmax(1)
    if (heads == 0).sum() == 1 and not _cycle(heads):
        return [int(h) - 1 for h in heads]
    full = np.full((n + 1, n + 1), -1e9)
    full[1:] = scores
    best: tuple[float, list[int]] | None = None
    # what a tree could be worth if each word had its likeliest head
    likeliest = scores[:, 1:].max(1)
    for root in np.argsort(-scores[:, 0])[:3]:
        at_most = scores[root, 0] + likeliest.sum() - likeliest[root]
        if best is not None and at_most < best[0] - 1e-6:
            continue
        trial = full.copy()
        trial[1:, 0] = -1e9
        trial[root + 1, 0] = 0.0
        found = _Arborescence(trial).solve()
        value = float(sum(full[d, found[d]] for d in range(1, n + 1)))
        if best is None or value > best[0]:
            best = value, found
    return [h - 1 for h in best[1][1:]] if best else [-1] * n


def _cycle(heads: Int) -> list[int]:
    """A cycle among 1-based heads of words 1..n (0 the root), or an empty list."""
    n = len(heads)
    state = [0] * (n + 1)
    for start in range(1, n + 1):
        path: list[int] = []
        node = start
        while node != 0 and state[node] == 0:
            state[node] = start
            path.append(node)
            node = int(heads[node - 1])
        if node != 0 and state[node] == start and node in path:
            return path[path.index(node) :]
    return []


class _Arborescence:
    """The best arborescence from node 0, cycles contracted one at a time and laid open again at the end.

    A contracted cycle is a new node behind all others, with a row and a column of its own, so that each
    contraction touches the scores of its own members only: n nodes cost O(n^2) in whole rows and columns.

    Source:
        Chu & Liu 1965, Edmonds 1967; the dense form after Tarjan 1977.
    """

    def __init__(self, scores: npt.NDArray[np.float64]) -> None:
        n = scores.shape[0]
        self._n = n
        # a contraction takes at least two nodes away and adds one: no more than n of them
        self._scores = np.full((2 * n, 2 * n), -np.inf)
        self._scores[:n, :n] = scores
        self._heads = np.zeros(2 * n, np.int64)
        self._heads[1:n] = scores[1:].argmax(1)
        self._alive = np.zeros(2 * n, bool)
        self._alive[:n] = True
        self._used = n
        #: Of each contraction: its members, their heads, where it is entered from each node, and where left.
        self._rings: list[tuple[Int, Int, Int, Int]] = []

    def solve(self) -> list[int]:
        """The head of each node; that of node 0 is 0."""
        leads = self._heads[: self._n].tolist()  # heads in a list: single look-ups are faster there
        done = [True, *[False] * (2 * self._n - 1)]
        start = 1
        while start < self._used:
            path: list[int] = []
            at: dict[int, int] = {}
            node = start
            while self._alive[start] and not done[node]:
                if node not in at:
                    at[node] = len(path)
                    path.append(node)
                    node = leads[node]
                    continue
                ring = path[at[node] :]
                del path[at[node] :]
                self._contract(ring)
                leads = self._heads[: self._used].tolist()
                if not path:
                    break
                for gone in ring:
                    del at[gone]
                node = leads[path[-1]]
            for one in path:
                done[one] = True
            start += 1
        return self._opened()

    def _contract(self, ring: Sequence[int]) -> None:
        """Make one node of a cycle."""
        scores, heads, new = self._scores, self._heads, self._used
        members = np.array(ring)
        self._used += 1
        alive = self._alive
        alive[members] = False
        alive[new] = True
        rest = np.flatnonzero(alive[:new])
        out = scores[np.ix_(rest, members)]
        gain = scores[np.ix_(members, rest)] - scores[members, heads[members]][:, None]
        enter, leave = np.zeros(new, np.int64), np.zeros(new, np.int64)
        enter[rest], leave[rest] = members[gain.argmax(0)], members[out.argmax(1)]
        self._rings.append((members, heads[members], enter, leave))
        scores[rest, new], scores[new, rest] = out.max(1), gain.max(0)
        scores[:, members] = -np.inf
        scores[new, new] = -1e9
        moved = rest[np.isin(heads[rest], members)]
        heads[moved] = scores[moved, : new + 1].argmax(1)
        heads[new] = scores[new, : new + 1].argmax()
        heads[0] = 0

    def _opened(self) -> list[int]:
        heads = self._heads
        for number in range(len(self._rings) - 1, -1, -1):
            members, own, enter, leave = self._rings[number]
            ring = self._n + number
            out = np.flatnonzero(heads[: len(leave)] == ring)
            heads[out] = leave[out]
            heads[members] = own
            heads[enter[heads[ring]]] = heads[ring]
        return [int(h) for h in heads[: self._n]]
