"""Which reports tell one story: ECB+'s dev documents alone, and among thousands of other news texts.

    sayso bench stories

Gold are ECB+'s subtopics, of which two at a time are of one kind (two arrests of players, two earthquakes) and
differ in who, where and when. Distractors are news texts of the other corpora, read as any report; they count as
right when each stays outside the stories of ECB+. B3, ARI and the number of stories are over the ECB+ documents;
a distractor in a story of theirs costs that story precision. Beside them stands TF-IDF over words and pairs of
words with average link, its bound chosen on ECB+ train. Intervals are drawn over topics.
"""

from __future__ import annotations

import json
import random
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from itertools import pairwise
from math import comb, log
from pathlib import Path

import numpy as np

from bench.ecb_scores import Sums, b3, counted_b3, f1
from bench.harness import Score, digest
from bench.intervals import bootstrap, scores
from sayso.link.averaging import average_link
from sayso.link.stories import StoryReport, assign, report_of
from sayso.read.reader import Reader
from sayso.records import Article, Item
from sayso.text import make_article
from train.ecb import PATH, Row, rows_of

__all__ = ["ari", "measure"]

#: Distractors read; every report takes the reader a fifth of a second.
DISTRACTORS = 1000
SEED = 20
#: The bound of the TF-IDF baseline: the best B3 on ECB+ train among steps of .01.
TFIDF_CUT = 0.06
#: The best that TF-IDF gave on this part with a bound chosen by hand (our own earlier measurement).
ANCHOR, ANCHOR_OF = 92.8, "TF-IDF of words and pairs, average link, bound chosen on this part"
_OTHERS = ("attribution/polnear_train", "events/muc4", "geo/lgl", "time/aquaint", "time/timebank")


def others(data: Path, n: int) -> list[Item]:
    """News texts of other corpora, n of them drawn with a fixed seed."""
    found: list[Item] = []
    for name in _OTHERS:
        for row in map(json.loads, (data / f"{name}.jsonl").open(encoding="utf8")):
            if len(row["text"]) > 600:
                found.append(Item(name=f"other {name} {len(found)}", body=row["text"]))
    random.Random(SEED).shuffle(found)  # noqa: S311  # a seeded order, no secret
    return found[:n]


def as_reports(reader: Reader, items: Iterable[Item]) -> list[StoryReport]:
    """Items as read; those that the text stage refuses are left out."""
    articles = ((i, make_article(i)) for i in items)
    return [report_of(reader.read_one(a), report_id=i.name) for i, a in articles if isinstance(a, Article)]


def ari(gold: Sequence[object], found: Sequence[object]) -> float:
    """The adjusted Rand index (Hubert and Arabie 1985)."""
    both = sum(comb(n, 2) for n in Counter(zip(gold, found, strict=True)).values())
    a, b = (sum(comb(n, 2) for n in Counter(x).values()) for x in (gold, found))
    chance = a * b / comb(len(gold), 2)
    return (both - chance) / ((a + b) / 2 - chance)


def tfidf(texts: Sequence[str], cut: float) -> list[int]:
    """The baseline: cosines of words and pairs of words, joined by average link."""
    counts = []
    for text in texts:
        words = [w for w in "".join(c if c.isalnum() else " " for c in text.lower()).split() if len(w) > 1]
        counts.append(Counter([*words, *(f"{a} {b}" for a, b in pairwise(words))]))
    seen = Counter(w for c in counts for w in c)
    bags = []
    for c in counts:
        bag = {
            w: (1 + log(n)) * (log((1 + len(texts)) / (1 + seen[w])) + 1)
            for w, n in c.items()
            if seen[w] < len(texts) / 4
        }
        size = sum(v * v for v in bag.values()) ** 0.5
        bags.append({w: v / size for w, v in bag.items()})
    alike = np.zeros((len(texts), len(texts)))
    for i, a in enumerate(bags):
        for j in range(i):
            alike[i, j] = alike[j, i] = sum(v * bags[j][w] for w, v in a.items() if w in bags[j])
    return [int(g) for g in average_link(alike, cut)]


def by_topic(gold: Sequence[str], found: Sequence[object], topics: Sequence[int]) -> list[Sums]:
    """Counts of B3 by topic, for drawing; a story across two topics is cut."""
    out = []
    for topic in sorted(set(topics)):
        rows = [k for k, t in enumerate(topics) if t == topic]
        out.append(counted_b3([gold[k] for k in rows], [str(found[k]) for k in rows]))
    return out


def figures(
    name: str, rows: Sequence[Row], found: Sequence[object], extra: int, score: partial[Score]
) -> Iterator[Score]:
    """B3 with its interval, precision, recall, ARI, stories found; ``extra``: distractors in them."""
    gold, topics = [r["subtopic"] for r in rows], [r["topic"] for r in rows]
    value, precision, recall = b3(gold, found)
    interval = bootstrap(by_topic(gold, found, topics), lambda drawn: f1(drawn, "B3"))
    anchored = score(
        name=f"{name}, B3 ({len(rows)})", value=value, unit="%", anchor=ANCHOR, anchor_of=ANCHOR_OF
    )
    yield from scores(anchored, interval)
    yield score(name=f"{name}, B3 precision", value=precision, unit="%")
    yield score(name=f"{name}, B3 recall", value=recall, unit="%")
    yield score(name=f"{name}, ARI", value=100 * ari(gold, found), unit="%")
    yield score(
        name=f"{name}, stories too many or too few, gold {len(set(gold))}",
        value=abs(len(set(found)) - len(set(gold))),
        better="lower",
    )
    if extra >= 0:
        yield score(name=f"{name}, distractors in stories of ECB+", value=extra, better="lower")


def measure_read(
    rows: Sequence[Row], reports: Sequence[StoryReport], among: Sequence[StoryReport], score: partial[Score]
) -> Iterator[Score]:
    """Every figure for documents as read."""
    alone = assign(reports)
    yield from figures("ECB+ dev alone", rows, [alone[r["doc_id"]] for r in rows], -1, score)
    began = time.process_time()
    told = assign([*reports, *among])
    took = time.process_time() - began
    own = {told[r["doc_id"]] for r in rows}
    extra = sum(told[r.report_id] in own for r in among)
    yield from figures(
        f"ECB+ dev among {len(among)} others", rows, [told[r["doc_id"]] for r in rows], extra, score
    )
    yield score(
        name="reports put into stories in a second", value=(len(reports) + len(among)) / took, unit="1/s"
    )
    yield from one_by_one(rows, reports, score)
    baseline = tfidf([r["text"] for r in rows], TFIDF_CUT)
    yield from figures("ECB+ dev alone, TF-IDF", rows, baseline, -1, score)


def one_by_one(rows: Sequence[Row], reports: Sequence[StoryReport], score: partial[Score]) -> Iterator[Score]:
    """The same reports arriving ten at a time, in an order drawn with a fixed seed."""
    order = list(reports)
    random.Random(SEED).shuffle(order)  # noqa: S311  # a seeded order, no secret
    told: dict[str, str] = {}
    known: list[tuple[StoryReport, str]] = []
    for k in range(0, len(order), 10):
        fresh = order[k : k + 10]
        told.update(assign(fresh, known))
        known += [(r, told[r.report_id]) for r in fresh]
    yield from figures("ECB+ dev, ten arriving at a time", rows, [told[r["doc_id"]] for r in rows], -1, score)


def measure(data: Path) -> Iterable[Score]:
    """B3, ARI and number of stories on ECB+ dev, alone and among other news."""
    rows = rows_of(data, "dev")
    reader = Reader.load()
    reports = as_reports(reader, (Item(name=r["doc_id"], body=r["text"]) for r in rows))
    among = as_reports(reader, others(data, DISTRACTORS))
    paths = [data / PATH, *(data / f"{name}.jsonl" for name in _OTHERS)]
    yield from measure_read(rows, reports, among, partial(Score, data_sha256=digest(*paths)))
