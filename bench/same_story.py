"""Pairs of reports of one story, labelled by reading: copy, passage taken over, shared quote or release, independent.

    python -m bench.same_story

`same_story.jsonl` has the labels, `docs/quality/same_story_guideline.md` says what they mean. The rows hold
no text: a row names two ECB+ documents, with digests of the texts that were read, and offsets into them.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from rapidfuzz.distance import LCSseq

from bench.harness import data_folder
from bench.sample_pairs import Candidate, documents, layers, likeness, silver_pairs, words

__all__ = ["LABELS", "Group", "Label", "LabelledPair", "group", "kappa", "pairs", "read_rows", "text_digest"]

LABELS = Path(__file__).with_name("same_story.jsonl")
Run = tuple[int, int, int, int]


class Label(StrEnum):
    """What two reports of a story have of one another."""

    VERBATIM = "verbatim"
    ABRIDGED = "abridged"
    EDITED = "edited"
    SPUN = "spun"
    REWRITTEN = "rewritten"
    PARTIAL = "partial"
    SHARED_QUOTE = "shared-quote"
    SHARED_RELEASE = "shared-release"
    INDEPENDENT = "independent"


class Group(StrEnum):
    """What a label means for counting origins: one, one in part, one speaker behind two, two."""

    COPY = "copy"
    PARTIAL = "partial"
    SHARED = "shared"
    INDEPENDENT = "independent"


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledPair:
    """A pair, its texts and its label.

    ``direction`` is "a" or "b" for the text nearer the source, "common", "unknown" or empty; ``sure`` is 1 (a
    guess) to 3 (certain); ``runs`` are shared passages as (a_start, a_end, b_start, b_end), code points;
    ``again`` is the label of a second reading, None where there was none.
    """

    pair_id: str
    a: str
    b: str
    split: str
    layer: str
    silver: str
    text_a: str
    text_b: str
    label: Label
    direction: str
    sure: int
    runs: tuple[Run, ...]
    code: str
    again: Label | None = None

    @property
    def group(self) -> Group:
        """What the label means for counting origins."""
        return group(self.label)


def group(label: Label) -> Group:
    """What a label means for counting origins."""
    if label is Label.PARTIAL:
        return Group.PARTIAL
    if label is Label.INDEPENDENT:
        return Group.INDEPENDENT
    return Group.SHARED if label in (Label.SHARED_QUOTE, Label.SHARED_RELEASE) else Group.COPY


def text_digest(text: str) -> str:
    """The first 16 hex digits of the SHA-256 of a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def read_rows(rows: Iterable[Mapping[str, Any]], texts: Mapping[str, str]) -> list[LabelledPair]:
    """Rows of labels joined with their texts.

    Raises:
        ValueError: a document is missing, is not the one that was read, a label is unknown, or a passage
            lies outside its text.
    """
    return [_pair(row, texts) for row in rows]  # rows come from JSON: their values are of any type


def _pair(row: Mapping[str, Any], texts: Mapping[str, str]) -> LabelledPair:
    for side in ("a", "b"):
        text = texts.get(row[side])
        if text is None:
            raise ValueError(f"{row['id']}: no document {row[side]!r} in this data")
        if text_digest(text) != row[f"{side}_sha256"]:
            raise ValueError(f"{row['id']}: {row[side]!r} is not the text that was labelled")
    text_a, text_b = texts[row["a"]], texts[row["b"]]
    runs = tuple((r[0], r[1], r[2], r[3]) for r in row["runs"])
    for a_start, a_end, b_start, b_end in runs:
        if not (0 <= a_start < a_end <= len(text_a) and 0 <= b_start < b_end <= len(text_b)):
            raise ValueError(f"{row['id']}: a passage lies outside its text")
    return LabelledPair(
        pair_id=row["id"],
        a=row["a"],
        b=row["b"],
        split=row["split"],
        layer=row["layer"],
        silver=row["silver"],
        text_a=text_a,
        text_b=text_b,
        label=Label(row["label"]),
        direction=row["direction"],
        sure=row["sure"],
        runs=runs,
        code=row["code"],
        again=Label(row["again"]) if "again" in row else None,
    )


def pairs(data: Path, labels: Path = LABELS) -> list[LabelledPair]:
    """The labelled pairs with the texts of the corpus.

    Raises:
        FileNotFoundError: the corpus is not there.
        ValueError: it is not the one that was labelled.
    """
    lines = labels.read_text(encoding="utf-8").splitlines()
    return read_rows(map(json.loads, lines), documents(data))


def kappa(readings: Sequence[tuple[str, str]]) -> float:
    """Cohen's kappa of two readings of the same things (Cohen 1960); 1 if both give one label throughout."""
    n = len(readings)
    first, second = Counter(a for a, _ in readings), Counter(b for _, b in readings)
    agreed = sum(a == b for a, b in readings) / n
    chance = sum(first[k] * second[k] for k in first) / n**2
    return 1.0 if chance == 1 else (agreed - chance) / (1 - chance)


def _grams(tokens: Sequence[str], n: int) -> set[tuple[str, ...]]:
    return {tuple(tokens[i : i + n]) for i in range(len(tokens) - n + 1)}


def _contained(a: Sequence[str], b: Sequence[str], n: int) -> float:
    left, right = _grams(a, n), _grams(b, n)
    return len(left & right) / max(1, min(len(left), len(right)))


def _jaccard(a: Sequence[str], b: Sequence[str], n: int) -> float:
    left, right = _grams(a, n), _grams(b, n)
    return len(left & right) / max(1, len(left | right))


def _ordered(a: Sequence[str], b: Sequence[str]) -> float:
    return float(LCSseq.similarity(a, b)) / max(1, min(len(a), len(b)))


_WORDWISE: dict[str, Callable[[Sequence[str], Sequence[str]], float]] = {
    "5-grams of the shorter in the other": lambda a, b: _contained(a, b, 5),
    "3-grams of the shorter in the other": lambda a, b: _contained(a, b, 3),
    "Jaccard of 5-grams": lambda a, b: _jaccard(a, b, 5),
    "common subsequence / shorter": _ordered,
}
_COSINE = "cosine of TF-IDF"
#: Where others cut, and where the silver labels' measurements put the cuts (99.9 % of unlike pairs).
_CUTS = {
    "5-grams of the shorter in the other": (0.115, 0.2, 0.3, 0.5),
    "3-grams of the shorter in the other": (0.217, 0.3, 0.4, 0.5),
    "Jaccard of 5-grams": (0.1, 0.3, 0.5, 0.8),
    "common subsequence / shorter": (0.427, 0.511, 0.611, 0.7),
    _COSINE: (0.518, 0.609, 0.686, 0.8),
}


def _scores(labelled: Sequence[LabelledPair], texts: Mapping[str, str]) -> dict[str, list[float]]:
    tokens = [(words(p.text_a), words(p.text_b)) for p in labelled]
    out = {name: [measure(a, b) for a, b in tokens] for name, measure in _WORDWISE.items()}
    cosine, _ = likeness(texts)
    out[_COSINE] = [
        cosine(Candidate(a=p.a, b=p.b, subtopic="", split=p.split, silver=p.silver)) for p in labelled
    ]
    return out


def _weights(labelled: Sequence[LabelledPair], data: Path, texts: Mapping[str, str]) -> list[float]:
    """How many pairs of the corpus each labelled pair stands for: those of its layer and split."""
    whole = Counter(
        (layer, p.split) for layer, of in layers(silver_pairs(data, texts), texts).items() for p in of
    )
    drawn = Counter((p.layer, p.split) for p in labelled)
    return [whole[p.layer, p.split] / drawn[p.layer, p.split] for p in labelled]


def _area(high: Sequence[float], low: Sequence[float]) -> float:
    won = sum((x > y) + (x == y) / 2 for x in high for y in low)
    return won / (len(high) * len(low))


@dataclass(frozen=True, slots=True)
class _Sample:
    """Pairs, what they score by one measure, and how many pairs of the corpus each stands for."""

    labelled: Sequence[LabelledPair]
    scores: Sequence[float]
    weights: Sequence[float]

    def mass(self, cut: float) -> dict[Group, float]:
        """Pairs of the corpus that score the cut or more, by group."""
        out = dict.fromkeys(Group, 0.0)
        for p, score, weight in zip(self.labelled, self.scores, self.weights, strict=True):
            out[p.group] += weight if score >= cut else 0.0
        return out

    def part(self, split: str) -> _Sample:
        """The pairs of one split."""
        return self._only([k for k, p in enumerate(self.labelled) if p.split == split])

    def worded(self) -> _Sample:
        """All pairs but the rewritten ones, which share hardly a passage."""
        return self._only([k for k, p in enumerate(self.labelled) if p.label is not Label.REWRITTEN])

    def _only(self, kept: Sequence[int]) -> _Sample:
        return _Sample(
            [self.labelled[k] for k in kept], [self.scores[k] for k in kept], [self.weights[k] for k in kept]
        )

    def of(self, wanted: Group) -> list[float]:
        """The scores of a group."""
        return [s for p, s in zip(self.labelled, self.scores, strict=True) if p.group is wanted]

    def precision_recall(self, cut: float) -> tuple[float, float]:
        """Of the pairs over a cut, the share that are copies; of the copies, the share over it."""
        over = self.mass(cut)
        return over[Group.COPY] / (sum(over.values()) or 1.0), over[Group.COPY] / self.mass(0.0)[Group.COPY]


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / ((precision + recall) or 1.0)


def _best_cut(sample: _Sample) -> float:
    """The cut, among the scores of the pairs, with the best F1 for copies; the lower one of two."""
    return max(sorted(set(sample.scores)), key=lambda cut: _f1(*sample.precision_recall(cut)))


def _measure_rows(name: str, sample: _Sample) -> Iterable[str]:
    low = sample.of(Group.SHARED) + sample.of(Group.INDEPENDENT)
    yield (
        f"{name}: area copy/rest {_area(sample.of(Group.COPY), low):.3f},"
        f" passage/rest {_area(sample.of(Group.PARTIAL), low):.3f};"
        f" highest shared {max(sample.of(Group.SHARED)):.3f},"
        f" independent {max(sample.of(Group.INDEPENDENT)):.3f}"
    )
    for cut in _CUTS[name]:
        over = sample.mass(cut)
        total = sum(over.values()) or 1.0
        n = Counter(p.group for p, s in zip(sample.labelled, sample.scores, strict=True) if s >= cut)
        counts = " ".join(f"{n[g]:4d}" for g in Group)
        neither = (over[Group.SHARED] + over[Group.INDEPENDENT]) / total
        precision, recall = sample.precision_recall(cut)
        yield (
            f"    >= {cut:<6} {counts}   not a copy {1 - precision:6.1%}   nor a passage {neither:6.1%}"
            f"   copies kept {recall:6.1%}, rewritten ones aside {sample.worded().precision_recall(cut)[1]:6.1%}"
        )
    best = _best_cut(sample.part("train"))
    precision, recall = sample.part("dev").precision_recall(best)
    yield f"    best cut on train topics {best:.3f}; on dev topics precision {precision:.3f}, recall {recall:.3f}"


def _table(labelled: Sequence[LabelledPair]) -> Iterable[str]:
    yield f"{'layer':32}" + "".join(f"{label:>16}" for label in Label)
    for layer in dict.fromkeys(sorted(p.layer for p in labelled)):
        of = Counter(p.label for p in labelled if p.layer == layer)
        yield f"{layer:32}" + "".join(f"{of[label]:16d}" for label in Label)


def main() -> None:
    """Print what the labels say of the silver labels, of themselves, and of simple measures."""
    data = data_folder()
    texts = documents(data)
    labelled = pairs(data)
    print("\n".join(_table(labelled)))
    twice = [(p.label, p.again) for p in labelled if p.again is not None]
    grouped = [(group(a), group(b)) for a, b in twice]
    copies = [(str(a is Group.COPY), str(b is Group.COPY)) for a, b in grouped]
    print(
        f"\nread twice: {len(twice)}; kappa of labels {kappa(twice):.2f}, of groups {kappa(grouped):.2f},",
        end="",
    )
    print(f" of copy or not {kappa(copies):.2f}\n")
    weights = _weights(labelled, data, texts)
    print(f"pairs over a cut: {', '.join(Group)}; rates are for all pairs of the corpus, by layer sizes")
    for name, scores in _scores(labelled, texts).items():
        print("\n".join(_measure_rows(name, _Sample(labelled, scores, weights))))


if __name__ == "__main__":
    main()
