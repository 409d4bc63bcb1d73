"""Learns how likely two event mentions are of one event: word table first, then boosted trees on ECB+ train.

    python -m train.same_event --data ../shared/data

`data/event_words.npz` holds how rare stems are in news, and vectors of what verbs and nouns mean by themselves
(all-MiniLM-L6-v2's of the bare word, on their main axes). `data/same_event.npz` holds the trees and the bound
from which groups are joined, chosen out of fold over topics. Dev topics are not looked at here. Every seed is
fixed. A part of the rows is learned again with some of what is known left out, since claims lack it too.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from sayso.link.averaging import average_link
from sayso.link.meanings import stems
from sayso.link.same_event import COLUMNS, table_of
from sayso.read.reader import Reader
from train.corpora import treebank
from train.ecb import Gold, Read, gold_mentions, read, rows_of
from train.stories import build as build_stories

DATA = Path(__file__).resolve().parents[1] / "src" / "sayso" / "link" / "data"
OWN = Path(__file__).with_name("own")
FOLDS, SEED = 5, 20
SIZE = 64
"""Main axes kept of the vectors of bare words."""
LEFT_OUT = (
    ("trigger_vector alike",), ("one story", "report_vector alike"), ("actor alike", "recipient alike", "party alike", "actor as recipient"),
    ("sentence_vector alike", "report_vector alike"), ("sentences apart", "nearer the top", "further down"), ("both verbs", "both nouns", "kinds alike", "status differs"),
    ("place alike",), ("title alike",),
)
"""What is left out together, each with an even chance, in the rows learned again."""
TREES = {"max_iter": 200, "learning_rate": 0.06, "max_leaf_nodes": 24, "max_features": 0.3, "min_samples_leaf": 60,
         "l2_regularization": 5.0, "random_state": SEED}


# --- words -----------------------------------------------------------------------------------


def news_texts(data: Path) -> Iterator[str]:
    """Texts that rarities are counted in: no test part, and of ECB+ only train."""
    yield from (r["text"] for r in rows_of(data, "train"))
    for name in ("attribution/polnear_train", "events/muc4", "events/casie", "time/timebank", "time/aquaint"):
        for row in map(json.loads, (data / f"{name}.jsonl").open(encoding="utf8")):
            if not str(row.get("id", "")).startswith("TST"):
                yield row["text"]


def rarities(data: Path) -> dict[str, np.ndarray]:
    seen: Counter[str] = Counter()
    n = 0
    for text in news_texts(data):
        seen.update(set(stems(text)))
        n += 1
    kept = sorted(w for w, k in seen.items() if k >= 3)
    print(f"{n} texts, {len(kept)} stems", flush=True)
    return {
        "rarity_words": np.frombuffer("\n".join(kept).encode(), np.uint8),
        "rarity": np.array([math.log((n + 1) / (seen[w] + 1)) for w in kept], np.float16),
        "rarest": np.array(math.log((n + 1) / 2), np.float32),
    }


def meanings(data: Path) -> dict[str, np.ndarray]:
    """Vectors of verbs and nouns: of the treebanks, PropBank, our own texts and ECB+ train."""
    from sentence_transformers import SentenceTransformer

    from train.teacher import pretrained_folder

    seen: Counter[str] = Counter()
    for name in ("ewt", "gum"):
        for sent in treebank(data / f"treebanks/en_{name}-train.conllu"):
            seen.update(w.lower() for w, tag in zip(sent.words, sent.upos, strict=True) if tag in ("VERB", "NOUN"))
    table = json.loads((DATA.parents[1] / "read/models/reader/lemmas.json").read_text())
    words = {lemma for tag in ("VERB", "NOUN") for lemma in table.get(tag, {}).values()}
    words |= {w for w, k in seen.items() if k >= 2}
    for row in rows_of(data, "train"):
        words |= {m["text"].lower() for m in row["mentions"] if m["cls"] == "action" and m["text"].isalpha()}
    for path in sorted((OWN / "typed").glob("*.jsonl")):
        words |= {json.loads(line)["trigger"].lower() for line in path.open(encoding="utf8")}
    kept = sorted(w for w in words if w.replace("-", "").isalpha() and 2 < len(w) < 20)
    model = SentenceTransformer(str(pretrained_folder()), device="cpu")
    whole = model.encode(kept, batch_size=128, normalize_embeddings=True).astype(np.float64)
    axes = np.linalg.svd(whole, full_matrices=False)[2][:SIZE]
    short = whole @ axes.T
    print(f"{len(kept)} words with a meaning, {(short**2).sum() / (whole**2).sum():.2f} of it on {SIZE} axes", flush=True)
    scaled = np.round(short / np.abs(short).max(1, keepdims=True) * 127)
    return {"meaning_words": np.frombuffer("\n".join(kept).encode(), np.uint8), "meanings": scaled.astype(np.int8)}


# --- trees -----------------------------------------------------------------------------------


def tables(golds: list[Gold], told: dict[tuple[str, str], float]) -> dict[int, tuple[np.ndarray, np.ndarray]]:
    """For each topic the columns (n, n, columns) of its mentions and their chains."""
    out = {}
    for topic in sorted({g.topic for g in golds}):
        own = [g for g in golds if g.topic == topic]
        reports = [g.mention.report_id for g in own]
        stories = np.array([[told[a, b] for b in reports] for a in reports], np.float32)
        out[topic] = table_of([g.mention for g in own], stories), np.array([g.chain for g in own])
    return out


def rows(parts: list[tuple[np.ndarray, np.ndarray]]) -> tuple[np.ndarray, np.ndarray]:
    x, y = [], []
    for table, chains in parts:
        i, j = np.triu_indices(len(chains), 1)
        x.append(table[i, j])
        y.append(chains[i] == chains[j])
    return np.concatenate(x), np.concatenate(y)


def left_out(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    out = x.copy()
    for group in LEFT_OUT:
        drop = rng.random(len(x)) < 0.5
        for name in group:
            out[drop, COLUMNS.index(name)] = np.nan
    return out


def learn(parts: list[tuple[np.ndarray, np.ndarray]]):
    from sklearn.ensemble import HistGradientBoostingClassifier

    x, y = rows(parts)
    rng = np.random.default_rng(SEED)
    again = np.flatnonzero(y | (rng.random(len(y)) < 0.3))
    both = np.concatenate([x, left_out(x[again], rng)])
    return HistGradientBoostingClassifier(**TREES).fit(both, np.concatenate([y, y[again]]))


def matrix(model, table: np.ndarray) -> np.ndarray:
    n = len(table)
    out = np.eye(n)
    i, j = np.triu_indices(n, 1)
    out[i, j] = out[j, i] = model.predict_proba(table[i, j])[:, 1]
    return out


def packed(model) -> dict[str, np.ndarray]:
    """The trees as `sayso.link.trees` keeps them."""
    trees = [stage[0].nodes for stage in model._predictors]
    most = max(len(nodes) for nodes in trees)
    shape = (len(trees), most)
    out = {"column": np.full(shape, -1, np.int16), "yes": np.zeros(shape, np.int16), "no": np.zeros(shape, np.int16),
           "bound": np.zeros(shape, np.float32), "value": np.zeros(shape, np.float32), "unknown": np.zeros(shape, bool)}
    for k, nodes in enumerate(trees):
        inner = ~nodes["is_leaf"].astype(bool)
        out["column"][k, : len(nodes)] = np.where(inner, nodes["feature_idx"].astype(np.int64), -1)
        out["yes"][k, : len(nodes)], out["no"][k, : len(nodes)] = nodes["left"], nodes["right"]
        out["bound"][k, : len(nodes)] = np.where(inner, nodes["num_threshold"], 0)
        out["value"][k, : len(nodes)] = np.where(inner, 0, nodes["value"])
        out["unknown"][k, : len(nodes)] = nodes["missing_go_to_left"].astype(bool)
    return {**{f"event_{k}": v for k, v in out.items()}, "event_start": np.array(float(np.ravel(model._baseline_prediction)[0]))}


def best_cut(chances: dict[int, np.ndarray], parts: dict[int, tuple[np.ndarray, np.ndarray]], stories: dict[int, np.ndarray]) -> float:
    """The bound with the best CoNLL F1 out of fold, inside groups of reports that tell one story."""
    from bench.ecb_scores import mean_f1

    tried = {}
    for c in np.arange(0.3, 0.81, 0.05):
        gold, found = [], []
        for topic, p in chances.items():
            group = average_link(np.where(stories[topic][:, None] == stories[topic][None, :], p, 0), c)
            gold += [(topic, x) for x in parts[topic][1].tolist()]
            found += [(topic, int(g)) for g in group]
        tried[round(float(c), 2)] = mean_f1(gold, found)
    print("CoNLL out of fold by bound:", {c: round(v, 1) for c, v in tried.items()}, flush=True)
    return max(tried, key=lambda c: tried[c])


def build(docs: list[Read]) -> tuple[dict[str, np.ndarray], dict[str, np.ndarray]]:
    """What is learned of events, and of stories on the way."""
    stories, full = build_stories(docs)
    ids = [d.row["doc_id"] for d in docs]
    told = {(a, b): 1.0 if a == b else float(full[i, j]) for i, a in enumerate(ids) for j, b in enumerate(ids)}
    golds = [g for d in docs for g in gold_mentions(d)]
    parts = tables(golds, told)
    grouped = dict(zip(ids, average_link(full, float(stories["cut"])).tolist(), strict=True))
    topics = list(parts)
    chances = {}
    for k in range(FOLDS):
        model = learn([parts[t] for n, t in enumerate(topics) if n % FOLDS != k])
        chances.update({t: matrix(model, parts[t][0]) for n, t in enumerate(topics) if n % FOLDS == k})
    told_by = {t: np.array([grouped[g.mention.report_id] for g in golds if g.topic == t]) for t in topics}
    cut = best_cut(chances, parts, told_by)
    return {**packed(learn(list(parts.values()))), "cut": np.array(cut, np.float32)}, stories


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    args = parser.parse_args()
    np.savez_compressed(DATA / "event_words.npz", **rarities(args.data), **meanings(args.data))
    events, stories = build(list(read(Reader.load(), rows_of(args.data, "train"))))
    np.savez_compressed(DATA / "same_event.npz", **events)
    np.savez(DATA / "stories.npz", **{k: np.asarray(v, np.float32) for k, v in stories.items()})


if __name__ == "__main__":
    main()
