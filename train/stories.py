"""Weighs what two reports share into the chance that they tell one story; learned on ECB+'s train topics.

    python -m train.stories --data ../shared/data

Logistic regression over pairs that are worth comparing. The bound from which reports are put together is
chosen on train, out of fold over topics; dev topics are not looked at here.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np

from bench.ecb_scores import b3
from sayso.link.averaging import average_link
from sayso.link.stories import StoryReport, candidates, report_of, story_features
from sayso.read.reader import Reader
from train.ecb import Read, read, rows_of

OUT = Path(__file__).resolve().parents[1] / "src" / "sayso" / "link" / "data" / "stories.npz"
FOLDS = 5
DRAWS = (1, 7, 13)
"""Ways to lay topics into folds (numbers coprime to how many topics there are)."""
PENALTY = 0.1
"""C of the logistic regression on standardised columns."""


def learn(x: np.ndarray, y: np.ndarray) -> dict[str, np.ndarray]:
    from sklearn.linear_model import LogisticRegression

    mean, spread = x.mean(0), x.std(0) + 1e-6
    model = LogisticRegression(C=PENALTY, max_iter=5000).fit((x - mean) / spread, y)
    return {"mean": mean, "spread": spread, "weights": model.coef_[0], "start": model.intercept_[0]}


def chances(told: dict[str, np.ndarray], x: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(-(((x - told["mean"]) / told["spread"]) @ told["weights"] + told["start"])))


def out_of_fold(reports: list[StoryReport], topics: list[int], stories: list[str]) -> tuple[np.ndarray, float]:
    """Chances (n, n) of train reports from models that saw no report of their topics, and the best bound."""
    pairs = candidates(reports)
    x = np.array([story_features(reports[i], reports[j]) for i, j in pairs.tolist()])
    y = np.array([stories[i] == stories[j] for i, j in pairs.tolist()])
    tried: dict[float, list[float]] = {}
    for step in DRAWS:
        fold = {t: k * step % len(set(topics)) % FOLDS for k, t in enumerate(sorted(set(topics)))}
        a, b = (np.array([fold[topics[i]] for i in pairs[:, s]]) for s in (0, 1))
        p = np.zeros(len(pairs))
        for k in range(FOLDS):
            mine = (a == k) | (b == k)
            p[mine] = chances(learn(x[~mine], y[~mine]), x[mine])
        full = np.zeros((len(reports), len(reports)))
        full[pairs[:, 0], pairs[:, 1]] = full[pairs[:, 1], pairs[:, 0]] = p
        for c in np.arange(0.3, 0.71, 0.02):
            tried.setdefault(round(float(c), 2), []).append(b3(stories, average_link(full, c).tolist())[0])
    found = {c: float(np.mean(v)) for c, v in tried.items()}
    print("b3 out of fold by bound:", {c: round(v, 1) for c, v in found.items()}, flush=True)
    # several bounds are as good as one another; the middle one of those is the least chosen by chance
    return full, float(np.median([c for c, v in found.items() if v >= max(found.values()) - 0.3]))


def build(docs: list[Read]) -> tuple[dict[str, np.ndarray], np.ndarray]:
    """Weights and bound, and the chances out of fold."""
    reports = [report_of(d.reading, report_id=d.row["doc_id"]) for d in docs]
    topics, stories = [d.row["topic"] for d in docs], [d.row["subtopic"] for d in docs]
    full, cut = out_of_fold(reports, topics, stories)
    pairs = candidates(reports)
    x = np.array([story_features(reports[i], reports[j]) for i, j in pairs.tolist()])
    told = learn(x, np.array([stories[i] == stories[j] for i, j in pairs.tolist()]))
    print(f"{len(pairs)} pairs, bound {cut:.2f}")
    return {**told, "cut": np.array(cut)}, full


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    args = parser.parse_args()
    told, _ = build(list(read(Reader.load(), rows_of(args.data, "train"))))
    np.savez(OUT, **{k: np.asarray(v, np.float32) for k, v in told.items()})


if __name__ == "__main__":
    main()
