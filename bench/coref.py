"""Which words speak of the same one, against GUM: CoNLL F1 and LEA over whole documents.

    sayso bench coref

Documents are read from their text: sentences, words, kinds and mentions are the reader's own. A mention
is the same when its head word is. Single mentions are left out on both sides. "Actors" counts people,
organisations and places only, "news" the two news documents of GUM's part.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np

from bench.harness import Score, digest
from sayso.read.reader import Reader
from sayso.records import Article, Item, Reading
from sayso.text import make_article
from train.corpora import LinkedText, gum_documents

__all__ = ["as_article", "assignment", "conll", "lea", "measure"]

Clusters = list[frozenset[int]]
_ACTORS = ("person", "organization", "place")


def as_article(doc: LinkedText) -> Article:
    """The article of a document, its characters as they are in the document."""
    article = make_article(Item(name=doc.name, body=doc.text), settled=True)
    if not isinstance(article, Article) or article.text != doc.text:
        raise ValueError(f"{doc.name}: the text does not survive reading")
    return article


def _gold(doc: LinkedText, kinds: Sequence[str] | None) -> Clusters:
    groups: dict[str, set[int]] = {}
    for start, number, kind in doc.entities:
        if kinds is None or kind in kinds:
            groups.setdefault(number, set()).add(start)
    return [frozenset(g) for g in groups.values() if len(g) > 1]


def _found(reading: Reading, kinds: Sequence[str] | None) -> Clusters:
    out = []
    for chain in reading.entities:
        seen = Counter(reading.sentences[s].noun_kinds[w] for s, w in chain)
        seen.pop("O", None)  # pronouns whose kind the reader does not tell
        if kinds is None or (seen and seen.most_common(1)[0][0] in kinds):
            out.append(frozenset(reading.sentences[s].tokens[w].span.start for s, w in chain))
    return out


def _muc(gold: Clusters, found: Clusters) -> tuple[float, float]:
    where = {m: k for k, c in enumerate(found) for m in c}
    right = sum(len(c) - len({where.get(m, -1 - n) for n, m in enumerate(sorted(c))}) for c in gold)
    return right, sum(len(c) - 1 for c in gold)


def _b3(gold: Clusters, found: Clusters) -> tuple[float, float]:
    where = {m: c for c in found for m in c}
    right = sum(len(c & where[m]) / len(c) for c in gold for m in c if m in where)
    return right, sum(len(c) for c in gold)


def lea(gold: Clusters, found: Clusters) -> tuple[float, float]:
    """Resolved links, weighted by the size of their entity, and the weight of all (Moosavi and Strube 2016)."""
    right = 0.0
    for c in gold:
        links = sum(len(c & f) * (len(c & f) - 1) / 2 for f in found)
        right += len(c) * links / (len(c) * (len(c) - 1) / 2)
    return right, sum(len(c) for c in gold)


def assignment(gain: np.ndarray) -> float:
    """The largest total of one-to-one pairs of rows and columns (the Hungarian method)."""
    if gain.shape[0] > gain.shape[1]:
        gain = gain.T
    n, m = gain.shape
    cost = gain.max(initial=0) - gain
    u, v, match = np.zeros(n + 1), np.zeros(m + 1), np.zeros(m + 1, int)
    for i in range(1, n + 1):
        match[0], at = i, 0
        low, way, used = np.full(m + 1, np.inf), np.zeros(m + 1, int), np.zeros(m + 1, bool)
        while match[at]:
            used[at] = True
            row = match[at]
            step = cost[row - 1] - u[row] - v[1:]
            better = ~used[1:] & (step < low[1:])
            low[1:][better], way[1:][better] = step[better], at
            after = 1 + int(np.where(used[1:], np.inf, low[1:]).argmin())
            delta = low[after]
            u[match[used]] += delta
            v[used] -= delta
            low[~used] -= delta
            at = after
        while at:
            match[at], at = match[way[at]], way[at]
    return float(sum(gain[match[k] - 1, k - 1] for k in range(1, m + 1) if match[k]))


def _ceaf(gold: Clusters, found: Clusters) -> float:
    if not gold or not found:
        return 0.0
    return assignment(np.array([[2 * len(g & f) / (len(g) + len(f)) for f in found] for g in gold]))


def _f1(recalled: tuple[float, float], precise: tuple[float, float]) -> float:
    r, p = recalled[0] / max(1e-9, recalled[1]), precise[0] / max(1e-9, precise[1])
    return 200 * r * p / max(1e-9, r + p)


def conll(documents: Sequence[tuple[Clusters, Clusters]]) -> dict[str, float]:
    """MUC, B3, CEAF-e, their mean and LEA over (gold, found) of documents, in percent."""
    out = {}
    for name, measure_of in (("MUC", _muc), ("B3", _b3), ("LEA", lea)):
        both = [(measure_of(g, f), measure_of(f, g)) for g, f in documents]
        out[name] = _f1(
            (sum(b[0][0] for b in both), sum(b[0][1] for b in both)),
            (sum(b[1][0] for b in both), sum(b[1][1] for b in both)),
        )
    total = sum(_ceaf(g, f) for g, f in documents)
    out["CEAF-e"] = _f1(
        (total, sum(len(g) for g, _ in documents)), (total, sum(len(f) for _, f in documents))
    )
    out["CoNLL F1"] = (out["MUC"] + out["B3"] + out["CEAF-e"]) / 3
    return out


def measure(data: Path) -> Iterable[Score]:
    """CoNLL F1 and LEA on GUM dev and test, all kinds and actors, all genres and news."""
    reader = Reader.load()
    for part in ("dev", "test"):
        path = data / f"treebanks/en_gum-{part}.conllu"
        read = [(doc, reader.read_one(as_article(doc))) for doc in gum_documents(path)]
        yield from _scores(part, read, partial(Score, unit="%", data_sha256=digest(path)))


def _scores(part: str, read: list[tuple[LinkedText, Reading]], score: partial[Score]) -> Iterator[Score]:
    for genre in ("all genres", "news"):
        chosen = [(d, r) for d, r in read if genre != "news" or "_news_" in d.name]
        for who, kinds in (("all kinds", None), ("actors", _ACTORS)):
            found = conll([(_gold(d, kinds), _found(r, kinds)) for d, r in chosen])
            for name in ("CoNLL F1", "LEA"):
                yield score(name=f"GUM {part}, {genre}, {who}, {name}", value=found[name])
