"""Fits the ranker of place candidates and writes `src/sayso/resolve/place_ranker.json`.

    python -m train.places [--data FOLDER]

Shipped weights are fitted on all documents of LGL, the open part of GeoWebNews and GeoVirus; `bench/place_folds.json`
holds those of five folds, each fitted without the documents it is measured on, for `bench/places.py`. A log-linear
model over candidates, its likelihood that of all right candidates together (same id, or within 161 km), with an L2
penalty; the later passes are fitted on what the passes before them answer.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from bench.harness import data_folder
from bench.places_gold import FOLDS, SETS, Document, Lands, error_km, read_set
from sayso.records import PlaceContext, PlaceMention
from sayso.resolve import Places
from sayso.resolve.places import trust
from sayso.resolve.ranking import JOINT, STATIC, Floats, Ranker
from sayso.resolve.scene import PASSES, Scene, alone_features, build_scene, passes

OUT = Path(__file__).resolve().parents[1] / "src" / "sayso" / "resolve" / "place_ranker.json"
FOLD_WEIGHTS = Path(__file__).resolve().parents[1] / "bench" / "place_folds.json"
#: Penalty on squared weights.
L2 = 1.0
#: Rounds over: scenes with stand-ins, first pass, later passes.
ROUNDS = 2
RIGHT_KM = 161.0
#: What a report counts that is seen a second time without its publisher.
BLIND = 0.25
#: What the name of a great town or capital costs an area that bears it too, where it comes alone; set by hand, because
#: the sets hold few: newspapers write "Washington state" where they mean it.
SHARED = -3.0
#: What it is worth at least that a dateline names a town; set by hand, for LGL's gold takes some for states.
DATELINE = 3.0
#: What it is worth, where a name comes alone, that a place lies in the larger one said with it: more than any other
#: feature, so that "Paris, Texas" is never in France.
SAID = 5.0
#: The sets of world news. LGL was gathered for names that other towns bear, so it says little of a name alone.
WORLD = ("GWN", "GeoVirus")


class Fit:
    """Documents with their scenes, refitted as the ranker learns."""

    def __init__(self, places: Places, documents: Sequence[Document], land: Lands) -> None:
        self.places, self.documents, self.land = places, documents, land

    def scene(self, document: Document, ranker: Ranker) -> Scene | None:
        """The scene of a document as `Places.answers` builds it."""
        return self.places.with_ranker(ranker).scene(document.mentions, document.context)

    def rows(self, document: Document, scene: Scene) -> tuple[list[int], list[np.ndarray], list[np.ndarray]]:
        """For every mention that can be got right: its group, the numbers of its rows, which of them are right."""
        groups, numbers, right = [], [], []
        for g, gold in zip(scene.of_mention, document.gold, strict=True):
            if g < 0 or gold is None:
                continue
            start = int(scene.rows.starts[g])
            block = scene.groups[g].block
            good = np.array([error_km(f.candidate, gold, self.land) <= RIGHT_KM for f in block.found])
            if good.any() and not good.all():
                groups.append(g)
                numbers.append(np.arange(start, start + len(block)))
                right.append(good)
        return groups, numbers, right

    def weights(self, stage: int, ranker: Ranker, wanted: Callable[[Document], bool], scenes: dict[str, Scene]) -> Floats:
        """Weights of one stage (0: the first pass) on the documents wanted."""
        xs, goods, sizes, counts = [], [], [], []
        for document in self.documents:
            scene = scenes.get(document.name)
            if scene is None or not wanted(document):
                continue
            features = [f for f, _ in passes(scene, ranker)][min(stage, PASSES)]
            _, numbers, right = self.rows(document, scene)
            for n, good in zip(numbers, right, strict=True):
                xs.append(features[n])
                goods.append(good)
                sizes.append(len(n))
                counts.append(BLIND if document.name.endswith(":blind") else 1.0)
        fitted = maximise(np.concatenate(xs), np.concatenate(goods), np.array(sizes), np.array(counts))
        line = len(STATIC) + JOINT.index("dateline_town")
        fitted[line] = max(fitted[line], DATELINE)
        return fitted

    def alone(self, wanted: Callable[[Document], bool]) -> Floats:
        """Weights for names that come without their report, half of them with the countries it speaks of."""
        xs, goods, sizes = [], [], []
        for document in self.documents:
            if not wanted(document) or not document.name.startswith(WORLD) or document.name.endswith(":blind"):
                continue
            lands = self.lands_of(document)
            for i, (mention, gold) in enumerate(zip(document.mentions, document.gold, strict=True)):
                scene = None
                if gold is not None:
                    near = PlaceContext(countries=lands if i % 2 else ())
                    scene = build_scene([PlaceMention(text=mention.text)], near, self.places.look, None, self.places.codes)
                if gold is None or scene is None:
                    continue
                good = np.array([error_km(f.candidate, gold, self.land) <= RIGHT_KM for f in scene.groups[0].block.found])
                if good.any() and not good.all():
                    xs.append(alone_features(scene)[: len(good)])
                    goods.append(good)
                    sizes.append(len(good))
        fitted = maximise(np.concatenate(xs), np.concatenate(goods), np.array(sizes), np.ones(len(sizes)))
        shared = STATIC.index("by_shared")
        fitted[shared] = min(fitted[shared], SHARED)
        for name, sign in (("qualified_in", 1), ("qualified_out", -1), ("qualifies", 1)):
            fitted[len(STATIC) + JOINT.index(name)] = sign * SAID
        return fitted

    def lands_of(self, document: Document) -> tuple[str, ...]:
        """Countries of a document's right candidates, the most named first."""
        counts: Counter[str] = Counter()
        for mention, gold in zip(document.mentions, document.gold, strict=True):
            if gold is not None:
                right = [f for f in self.places.look(mention.text).found if error_km(f.candidate, gold, self.land) <= RIGHT_KM]
                counts.update({f.candidate.country for f in right[:1] if f.candidate.country})
        return tuple(c for c, _ in counts.most_common(4))

    def ranker(self, start: Ranker, wanted: Callable[[Document], bool]) -> Ranker:
        """A ranker fitted on the documents wanted."""
        ranker = replace(start, alone=self.alone(wanted))
        for _ in range(ROUNDS):
            scenes = {d.name: s for d in self.documents if wanted(d) and (s := self.scene(d, ranker)) is not None}
            ranker = replace(ranker, first=self.weights(0, ranker, wanted, scenes))
            for stage in range(1, PASSES + 1):
                ranker = replace(ranker, later=self.weights(stage, ranker, wanted, scenes))
        return ranker


def maximise(x: Floats, good: np.ndarray, sizes: np.ndarray, counts: Floats) -> Floats:
    """Weights that make right candidates likeliest; ``sizes`` are the numbers of rows of the mentions, in order,
    ``counts`` how much each mention counts."""
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    owner = np.repeat(np.arange(len(sizes)), sizes)

    def loss(w: Floats) -> tuple[float, Floats]:
        s = x @ w
        e = np.exp(s - np.maximum.reduceat(s, starts)[owner])
        q = e / np.add.reduceat(e, starts)[owner]
        held = np.maximum(np.add.reduceat(q * good, starts), 1e-12)
        r = q * good / held[owner]
        return float(-(counts * np.log(held)).sum() + 0.5 * L2 * w @ w), x.T @ ((q - r) * counts[owner]) + L2 * w

    found = minimize(loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 300})
    return np.asarray(found.x)


def calibrate(told: list[dict[str, float]], right: list[bool]) -> dict[str, float]:
    """Logistic weights from what answers rest on to whether they are right."""
    names = list(told[0])
    x = np.array([[t[n] for n in names] for t in told])
    y = np.array(right, dtype=float)

    def loss(w: Floats) -> tuple[float, Floats]:
        s = x @ w
        return float(np.logaddexp(0.0, s).sum() - y @ s + 0.5 * L2 * w @ w), x.T @ (1 / (1 + np.exp(-s)) - y) + L2 * w

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B")
    return {n: round(float(v), 4) for n, v in zip(names, found.x, strict=True)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", default="")
    args = parser.parse_args()
    documents = [d for name in SETS for d in read_set(data_folder(args.data), name)]
    # Reports with a publisher are seen a second time without: its home must not be all.
    blind = [replace(d, name=f"{d.name}:blind", context=PlaceContext()) for d in documents if d.context.publisher]
    places = Places.open()
    land = Lands.of(places.lands())
    fit = Fit(places, [*documents, *blind], land)
    none = np.zeros(len(STATIC) + len(JOINT))
    start = Ranker(none, none, none, {})
    folds = []
    told: list[list[dict[str, float]]] = [[] for _ in range(FOLDS)]
    right: list[list[bool]] = [[] for _ in range(FOLDS)]
    for fold in range(FOLDS):
        ranker = fit.ranker(start, lambda d, fold=fold: d.fold != fold)
        judge = places.with_ranker(ranker)
        for d in documents:
            if d.fold == fold:
                for answer, gold in zip(judge.answers(d.mentions, d.context), d.gold, strict=True):
                    if answer is not None and gold is not None:
                        told[fold].append(trust(answer))
                        right[fold].append(error_km(answer.found.candidate, gold, land) <= RIGHT_KM)
        folds.append(ranker)
        n = len(right[fold])
        sys.stdout.write(f"fold {fold}: {sum(right[fold]) / n:.4f} of {n} answered right\n")
    for fold in range(FOLDS):
        others = [f for f in range(FOLDS) if f != fold]
        weights = calibrate([t for f in others for t in told[f]], [r for f in others for r in right[f]])
        folds[fold] = replace(folds[fold], calibration=weights)
    FOLD_WEIGHTS.write_text(json.dumps([r.as_json() for r in folds]) + "\n", encoding="utf-8")
    whole = fit.ranker(start, lambda _: True)
    whole = replace(whole, calibration=calibrate([t for f in told for t in f], [r for f in right for r in f]))
    OUT.write_text(json.dumps(whole.as_json()) + "\n", encoding="utf-8")
    for name, *w in zip((*STATIC, *JOINT), whole.first, whole.later, whole.alone, strict=True):
        sys.stdout.write(f"{name:26s} {w[0]:7.2f} {w[1]:7.2f} {w[2]:7.2f}\n")


if __name__ == "__main__":
    main()
