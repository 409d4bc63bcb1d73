"""Weights of "two reports tell one story" for joining accounts: ECB+ train documents, read by the shipped reader.

    python -m train.story --data ../shared/data

Two features: the cosine of the mean sentence vectors, and the share of the names of the report that has fewer that
the other has too. Pairs of one subtopic against pairs of different ones; those of the sibling happening (the same
kind, other people) weigh as much as all others together, because they are what must not be joined. Prints the
weights for link/join.py, with recall and false alarms by five folds over topics.
"""

import argparse
import itertools
import json
import random
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from sayso.link.facts import mean_vector
from sayso.link.story import story_of
from sayso.link.tokens import words_of
from sayso.read import Reader
from sayso.records import Article, Item
from sayso.text import make_article


def documents(data: Path) -> list[tuple[str, str, np.ndarray, set[int]]]:
    """Topic, subtopic, report vector and names of every train document."""
    reader = Reader.load(1)
    out = []
    for line in (data / "coref/ecbplus_train_dev.jsonl").open(encoding="utf-8"):
        row = json.loads(line)
        if row["split"] != "train":
            continue
        article = make_article(Item(name=row["doc_id"], body=row["text"]))
        if isinstance(article, Article):
            vector = np.frombuffer(mean_vector(reader.read([article])[0].vectors), np.int8).astype(np.float32)
            out.append((row["topic"], row["subtopic"], vector / np.linalg.norm(vector), set(story_of(words_of(article.text)))))
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    docs = documents(parser.parse_args().data)
    draw = random.Random(0)
    rows, labels, topics, weights = [], [], [], []
    for a, b in itertools.combinations(docs, 2):
        same, sibling = a[1] == b[1], a[0] == b[0] and a[1] != b[1]
        if not (same or sibling) and draw.random() > 0.05:
            continue
        least = min(len(a[3]), len(b[3]))
        rows.append((float(a[2] @ b[2]), len(a[3] & b[3]) / least if least >= 5 else 0.0))
        labels.append(same)
        topics.append(a[0])
        weights.append(0 if same else 1 if sibling else 2)
    x, y, kinds = np.array(rows), np.array(labels), np.array(weights)
    counts = np.bincount(kinds, minlength=3)
    w = np.array([1 / counts[0], 0.5 / counts[1], 0.5 / counts[2]])[kinds] * len(y)
    folds = {t: n % 5 for n, t in enumerate(sorted(set(topics)))}
    fold = np.array([folds[t] for t in topics])
    p = np.zeros(len(y))
    for k in range(5):
        fit = LogisticRegression(C=10).fit(x[fold != k], y[fold != k], sample_weight=w[fold != k])
        p[fold == k] = fit.predict_proba(x[fold == k])[:, 1]
    print("pairs", counts, "AUC against siblings", roc_auc_score(y[kinds < 2], p[kinds < 2]), "others", roc_auc_score(y[kinds != 1], p[kinds != 1]))
    for at in (0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        print(at, "same", round((p[kinds == 0] >= at).mean(), 3), "sibling", round((p[kinds == 1] >= at).mean(), 4), "other", round((p[kinds == 2] >= at).mean(), 5))
    whole = LogisticRegression(C=10).fit(x, y, sample_weight=w)
    print("weights", whole.coef_[0].round(3).tolist(), round(float(whole.intercept_[0]), 3))


if __name__ == "__main__":
    main()
