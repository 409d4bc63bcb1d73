"""Whether `claim.p` can be believed: of the claims with p = .8, are eight in ten right?

    sayso bench calibration
    python -m bench.calibration

Claims of our own development sentences (`bench.acts`) are right when their trigger is a labelled act and their
type is its type; in a second reading their actor must be right, too. A claim of an act that nobody labelled
counts as wrong. The expected calibration error (ECE) is the mean distance of p from the share that is right, over
ten bins of as many claims each; on a few hundred claims even a perfect p shows some. "Cross-fitted" is what
`sayso.extract.confidence` gives when its numbers come from the other half of the sentences, the mean over
several halvings (`train.calibrate`).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench.acts import Counts, judge, texts
from bench.events import event_claims
from bench.harness import Score
from sayso.extract.confidence import calibrated, evidence_for
from sayso.read import Reader
from sayso.records import Claim, Reading
from train.calibrate import crossed, halvings

__all__ = ["Bin", "Judged", "bins", "ece", "ece_by_chance", "judged", "measure", "ranked"]

BINS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A claim's p, what the reader gives its type, and whether it is right."""

    sentence: int
    p: float
    evidence: float
    right: bool
    actor_right: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Claims of like p: how many, their mean p and the share that is right."""

    n: int
    p: float
    right: float


def judged() -> Iterator[Judged]:
    """Every event claim of the development sentences."""
    rows = texts()
    acts, reader = list(rows.values()), Reader.load()
    for article, claims in event_claims(rows):
        reading = reader.read_one(article)
        for claim in claims:
            counts = Counts()
            judge(acts[int(article.name)], (claim,), article.text, counts)
            right = counts.right["type"] > 0
            yield Judged(
                sentence=int(article.name),
                p=claim.p,
                evidence=_evidence(claim, reading),
                right=right,
                actor_right=right and counts.right["actor"] == counts.asked["actor"],
            )


def _evidence(claim: Claim, reading: Reading) -> float:
    """What the reader gives a claim's type at its trigger."""
    for sentence in reading.sentences:
        for i, token in enumerate(sentence.tokens):
            if token.span == claim.evidence.trigger and claim.event is not None:
                act = next((a for a in sentence.acts or () if a.index == i), None)
                read = next((p for p in sentence.predicates if p.index == i), None)
                return evidence_for(claim.event.type, act, read)
    return 0.0


def bins(chances: Sequence[float], right: Sequence[bool], n: int = BINS) -> list[Bin]:
    """Bins of as many claims each, by rising p; fewer where there are fewer claims than bins."""
    p, y = np.asarray(chances, float), np.asarray(right, float)
    parts = np.array_split(np.argsort(p, kind="stable"), n)
    return [Bin(n=len(k), p=float(p[k].mean()), right=float(y[k].mean())) for k in parts if len(k)]


def ece(chances: Sequence[float], right: Sequence[bool]) -> float:
    """Mean distance of p from the share that is right, weighted by the claims of a bin; 0 without claims."""
    found = bins(chances, right)
    return sum(b.n * abs(b.p - b.right) for b in found) / max(1, sum(b.n for b in found))


def ece_by_chance(chances: Sequence[float], draws: int = 200, seed: int = 20) -> float:
    """The error that these very p would show on average if they were perfect."""
    rng, p = np.random.default_rng(seed), np.asarray(chances, float)
    return float(np.mean([ece(chances, (rng.random(len(p)) < p).tolist()) for _ in range(draws)]))


def ranked(chances: Sequence[float], right: Sequence[bool]) -> float:
    """How often a right claim has the higher p than a wrong one (the area under the ROC curve)."""
    p, y = np.asarray(chances, float), np.asarray(right, bool)
    gaps = p[y][:, None] - p[~y][None, :]
    return float(((gaps > 0) + 0.5 * (gaps == 0)).mean()) if gaps.size else 0.5


def _ways(rows: Sequence[Judged]) -> dict[str, list[list[float]]]:
    """What each claim is given, in the claim itself and cross-fitted, the latter once for each halving."""
    pairs = [(r.evidence, r.right) for r in rows]
    held = [crossed(pairs, halves) for halves in halvings([r.sentence for r in rows])]
    return {"claim.p": [[r.p for r in rows]], "cross-fitted p": held}


def _mean(
    of: Callable[[Sequence[float], Sequence[bool]], float], ways: list[list[float]], right: list[bool]
) -> float:
    return float(np.mean([of(chances, right) for chances in ways]))


def measure(data: Path) -> Iterable[Score]:  # noqa: ARG001  the sentences are ours
    """The share of claims that is right, and how well p tells it."""
    rows = list(judged())
    right = [r.right for r in rows]
    yield Score(name=f"claims right ({len(rows)})", value=100 * float(np.mean(right)), unit="%")
    actor = [r.actor_right for r in rows]
    for name, ways in _ways(rows).items():
        yield Score(name=f"ECE of {name}", value=_mean(ece, ways, right), better="lower")
        yield Score(name=f"ECE of {name}, actor right too", value=_mean(ece, ways, actor), better="lower")
        yield Score(name=f"right above wrong by {name}", value=100 * _mean(ranked, ways, right), unit="%")


def main() -> None:
    """Print the reliability tables."""
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    rows = list(judged())
    right, actor = [r.right for r in rows], [r.actor_right for r in rows]
    ways = _ways(rows) | {"by confidence.toml": [[calibrated(r.p, r.evidence) for r in rows]]}
    print(f"{len(rows)} claims, right {np.mean(right):.3f}, actor right too {np.mean(actor):.3f}")
    for name, found in ways.items():
        chances = found[0]
        print(
            f"\n{name}: ECE {_mean(ece, found, right):.3f} (perfect: {ece_by_chance(chances):.3f}), "
            f"actor too {_mean(ece, found, actor):.3f}, right above wrong {_mean(ranked, found, right):.3f}"
        )
        for one, other in zip(bins(chances, right), bins(chances, actor), strict=True):
            print(f"  p {one.p:.2f}  right {one.right:.2f}  actor too {other.right:.2f}  of {one.n}")


if __name__ == "__main__":
    main()
