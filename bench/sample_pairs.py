"""Draws the pairs of same-story reports that people label: which pairs, never what they are.

    python -m bench.sample_pairs

Pairs are two ECB+ documents of one subtopic. The silver labels of text reuse say from which layer a pair is
drawn; they do not reach the label. A third of each layer is of the dev topics, a document stands in three
pairs at most, both documents have forty words or more. Of the pairs whose silver label is "independent",
half are drawn from the top tenth by likeness of words (cosine of TF-IDF) or of word order (longest common
subsequence over the shorter text): these are the ones that a measure takes for copies. The same seed and
the same data draw the same pairs.
"""

from __future__ import annotations

import json
import math
import random
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from rapidfuzz.distance import LCSseq

from bench.harness import data_folder

__all__ = [
    "DOCUMENTS",
    "SILVER",
    "Candidate",
    "Draw",
    "documents",
    "draw",
    "layers",
    "likeness",
    "silver_pairs",
    "words",
]

DOCUMENTS = Path("coref") / "ecbplus_train_dev.jsonl"
SILVER = Path("copies") / "ecb_reuse_pairs.jsonl"
SEED = 20260505
MOST_PER_DOCUMENT = 3
SHORTEST = 40
_LIKE, _UNLIKE = "independent, alike", "independent"
SIZES = {
    "copied": 60,
    "partial": 60,
    "gray": 60,
    "independent_quote_or_phrase": 30,
    _LIKE: 45,
    _UNLIKE: 45,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """Two documents of one subtopic, their split, and the silver label they have."""

    a: str
    b: str
    subtopic: str
    split: str
    silver: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """A pair that was drawn, and the layer it was drawn from."""

    pair: Candidate
    layer: str


def words(text: str) -> list[str]:
    """Words and numbers in lower case."""
    return re.findall(r"\w+", text.lower())


def documents(data: Path) -> dict[str, str]:
    """Texts of ECB+ (train and dev topics) by document."""
    lines = (data / DOCUMENTS).read_text(encoding="utf-8").splitlines()
    return {row["doc_id"]: row["text"] for row in map(json.loads, lines)}


def silver_pairs(data: Path, texts: Mapping[str, str]) -> list[Candidate]:
    """Pairs with a silver label whose documents both have forty words or more, in the file's order."""
    long = {name for name, text in texts.items() if len(words(text)) >= SHORTEST}
    lines = (data / SILVER).read_text(encoding="utf-8").splitlines()
    rows = (row for row in map(json.loads, lines) if row["a"] in long and row["b"] in long)
    return [
        Candidate(a=r["a"], b=r["b"], subtopic=r["subtopic"], split=r["split"], silver=r["label"])
        for r in rows
    ]


def _vectors(texts: Mapping[str, str]) -> dict[str, dict[str, float]]:
    counts = {name: Counter(words(text)) for name, text in texts.items()}
    known = Counter(w for count in counts.values() for w in count)
    out = {}
    for name, count in counts.items():
        v = {w: (1 + math.log(n)) * math.log(len(counts) / known[w]) for w, n in count.items()}
        length = math.sqrt(sum(x * x for x in v.values())) or 1.0
        out[name] = {w: x / length for w, x in v.items()}
    return out


def likeness(texts: Mapping[str, str]) -> tuple[Callable[[Candidate], float], Callable[[Candidate], float]]:
    """Two measures of a pair, 0 to 1: cosine of TF-IDF, and common subsequence over the shorter text."""
    vectors = _vectors(texts)
    tokens = {name: words(text) for name, text in texts.items()}

    def cosine(pair: Candidate) -> float:
        left, right = vectors[pair.a], vectors[pair.b]
        return sum(x * right.get(w, 0.0) for w, x in left.items())

    def order(pair: Candidate) -> float:
        left, right = tokens[pair.a], tokens[pair.b]
        return float(LCSseq.similarity(left, right)) / max(1, min(len(left), len(right)))

    return cosine, order


def _top(pairs: Sequence[Candidate], score: Callable[[Candidate], float]) -> set[tuple[str, str]]:
    ranked = sorted(pairs, key=lambda p: (-score(p), p.a, p.b))
    return {(p.a, p.b) for p in ranked[: len(ranked) // 10]}


def layers(pairs: Sequence[Candidate], texts: Mapping[str, str]) -> dict[str, list[Candidate]]:
    """All pairs by the layer they are drawn from: the silver label, "independent" in two."""
    apart = [p for p in pairs if p.silver == _UNLIKE]
    cosine, order = likeness(texts)
    alike = _top(apart, cosine) | _top(apart, order)
    out: dict[str, list[Candidate]] = {name: [] for name in SIZES}
    for p in pairs:
        out[_LIKE if (p.a, p.b) in alike else p.silver].append(p)
    return out


def draw(pairs: Sequence[Candidate], texts: Mapping[str, str], *, seed: int = SEED) -> list[Draw]:
    """The pairs to label, in an order that tells nothing of their layer.

    Invariants:
        At most three pairs for a document; a third of each layer, rounded down, is of the dev topics.
    """
    pools = layers(pairs, texts)
    dice = random.Random(seed)  # noqa: S311 - a draw to be repeated, no secret
    used: Counter[str] = Counter()
    out: list[Draw] = []
    for layer, size in SIZES.items():
        for split, share in (("dev", size // 3), ("train", size - size // 3)):
            pool = [p for p in pools[layer] if p.split == split]
            dice.shuffle(pool)
            taken = 0
            for p in pool:
                if taken < share and used[p.a] < MOST_PER_DOCUMENT and used[p.b] < MOST_PER_DOCUMENT:
                    used.update((p.a, p.b))
                    out.append(Draw(pair=p, layer=layer))
                    taken += 1
    dice.shuffle(out)
    return out


def main() -> None:
    """Print the drawn pairs as rows of JSON: the documents and the layer."""
    data = data_folder()
    texts = documents(data)
    for n, one in enumerate(draw(silver_pairs(data, texts), texts)):
        p = one.pair
        row = {"id": f"p{n:03d}", "a": p.a, "b": p.b, "subtopic": p.subtopic, "split": p.split}
        print(json.dumps(row | {"silver": p.silver, "layer": one.layer}))


if __name__ == "__main__":
    main()
