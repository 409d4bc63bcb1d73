"""Quantities in news: NewsQuant's open half, extents of values in MEANTIME, and a probe of our own of 300 sentences.

    sayso bench quantities

NewsQuant is scored one-to-one by the scorer that lies with it; MEANTIME's values by overlap, one-to-one, lengths of time
left out, which it annotates as times. A sentence of the probe is right only when every part of its amount is: both ends and
whether they are closed, how it is softened, unit, item, rate and period. Sentences for development are apart
(`train/own/quantities/dev*.jsonl`).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.harness import Score, digest
from bench.intervals import bootstrap
from bench.newsquant import rows_of
from bench.times import aligned, scorer
from sayso.extract.parties import Parties
from sayso.extract.quantity import quantities_in
from sayso.extract.time import times_of
from sayso.extract.tree import Tree
from sayso.read import Reader
from sayso.records import Article, Item, Nature, Quantity, Reading, TimeRange
from sayso.resolve import Actors, Places
from sayso.text import make_article

__all__ = ["judge", "measure", "probe"]

OWN = Path(__file__).resolve().parents[1] / "train" / "own" / "quantities"
#: A sentence alone is too short for a report: this is read with it and not looked at.
_TAIL = "\n\nIt was not clear what would follow from this in the weeks to come, officials said."
_PARTS = ("low", "high", "approximator", "unit", "item", "per", "period")
_LEADS = frozenset({"in", "on", "during", "at", "of"})

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Read:
    """A text read, with the quantities and times of each sentence."""

    article: Article
    reading: Reading
    found: Sequence[Sequence[Quantity]]
    times: Sequence[Sequence[TimeRange]]


class Texts:
    """Reads texts and finds their quantities as a report's are found."""

    def __init__(self) -> None:
        self._reader = Reader.load()
        self._actors = Actors.open(Places.open())

    def read(self, name: str, text: str, published: str | None) -> Read | None:
        """One text; None where it is refused."""
        article = make_article(Item(name=name, body=text, published=published))
        if not isinstance(article, Article):
            return None
        reading = self._reader.read_one(article)
        trees = [Tree(s) for s in reading.sentences]
        countries = Parties(article, reading, trees, self._actors).countries
        times = times_of(article, reading)
        found = [
            quantities_in(t.sentence, article, ts, countries=countries, tree=t)
            for t, ts in zip(trees, times, strict=True)
        ]
        return Read(article, reading, found, times)


def measure(data: Path) -> Iterable[Score]:
    """All figures."""
    texts = Texts()
    yield from _newsquant(texts, data)
    yield from _extents(texts, data)
    path = OWN / "probe.jsonl"
    right, parts, none = probe(texts, path)
    n = sum(1 for _ in right)
    sha = digest(path)
    yield Score(name=f"own probe, all parts right % ({n})", value=100 * sum(right) / n, data_sha256=sha)
    for part in _PARTS:
        yield Score(name=f"own probe, {part} right %", value=100 * parts[part] / n, data_sha256=sha)
    yield Score(
        name=f"own probe, sentences without an amount in which one is found % ({len(none)})",
        value=100 * sum(none) / len(none),
        better="lower",
        data_sha256=sha,
    )


# ------------------------------------------------------------------ public sets


def _newsquant(texts: Texts, data: Path) -> Iterator[Score]:
    path = data / "quantity/newsquant_open.jsonl"
    gold = [json.loads(line) for line in path.open(encoding="utf8")]
    found = [{"id": row["id"], "quantities": list(_rows(texts, row))} for row in gold]
    with scorer(data / "quantity", "score_quantity") as official:
        whole = official.score(gold, found)
    anchors = {
        "value": (92.0, "CQE, full set"),
        "value+unit": (85.6, "CQE, full set"),
        "value+change": (88.1, "CQE, full set"),
    }
    for key, (anchor, whose) in anchors.items():
        yield Score(
            name=f"NewsQuant open half, {key} F1 ({whole['gold']})",
            value=whole[key][2],
            anchor=anchor,
            anchor_of=whose,
            data_sha256=digest(path),
        )


def _rows(texts: Texts, row: Row) -> Iterator[dict[str, object]]:
    read = texts.read(str(row["id"]), str(row["text"]), None)
    if read is None:
        return
    for found, times in zip(read.found, read.times, strict=True):
        for r in rows_of(found, times, read.article):
            yield {
                "value_from": r.low,
                "value_to": r.high,
                "normalized_unit": r.unit,
                "change": r.change,
                "concept": "-",
            }


def _extents(texts: Texts, data: Path) -> Iterator[Score]:
    """Relaxed extents of MEANTIME's values."""
    path = data / "quantity/meantime_values_airbus_apple.jsonl"
    right = spurious = missed = 0
    for row in map(json.loads, path.open(encoding="utf8")):
        read = texts.read(row["id"], row["text"], row["dct"][:10])
        if read is None:
            continue
        back = aligned(row["text"], read.article.text)
        limit = row.get("annotated_to") or len(row["text"])
        spans = [
            (back[q.span.start], back[q.span.end - 1] + 1)
            for f in read.found
            for q in f
            if _is_value(q, read.article.text)
        ]
        spans = [s for s in spans if s[0] < limit]
        used: set[int] = set()
        for gold in row["quantities"]:
            j = next(
                (
                    i
                    for i, (a, b) in enumerate(spans)
                    if i not in used and a < gold["end"] and gold["start"] < b
                ),
                None,
            )
            if j is None:
                missed += 1
            else:
                used.add(j)
                right += 1
        spurious += len(spans) - len(used)
    p, r = right / (right + spurious), right / (right + missed)
    sha = digest(path)
    yield Score(name="MEANTIME values, relaxed precision", value=100 * p, data_sha256=sha)
    yield Score(
        name=f"MEANTIME values, relaxed F1 ({right + missed})",
        value=200 * p * r / (p + r),
        anchor=57.9,
        anchor_of="Recognizers-Text",
        data_sha256=sha,
    )


def _is_value(quantity: Quantity, text: str) -> bool:
    """Whether MEANTIME would call it a value: no rank, no time unless of something ("75 hours of video")."""
    if quantity.nature is Nature.RANK:
        return False
    behind = text[quantity.span.start : quantity.span.end + len(" of ")]
    return quantity.nature is not Nature.DURATION or (quantity.counted is not None and " of " in behind)


# ------------------------------------------------------------------ the probe


def probe(texts: Texts, path: Path, part: str = "test") -> tuple[list[bool], Counter[str], list[bool]]:
    """For each sentence with an amount whether all is right, how often each part is, and false finds in the others."""
    right: list[bool] = []
    parts: Counter[str] = Counter()
    none: list[bool] = []
    for row in map(json.loads, path.open(encoding="utf8")):
        if part and row["part"] != part:
            continue
        read = texts.read(row["id"], row["text"] + _TAIL, row["published"])
        found = [] if read is None else [q for f in read.found for q in f if q.span.start < len(row["text"])]
        if row.get("none"):
            none.append(bool(found))
            continue
        verdict = judge(row, found)
        parts.update(k for k, ok in verdict.items() if ok)
        right.append(all(verdict.values()))
    return right, parts, none


def judge(row: Row, found: Sequence[Quantity]) -> dict[str, bool]:
    """Which parts of a row's amount are right in the quantity that covers most of it."""
    a, b = int(row["start"]), int(row["end"])
    best = max(
        found,
        key=lambda q: (min(q.span.end, b) - max(q.span.start, a), q.span.start - q.span.end),
        default=None,
    )
    if best is None or min(best.span.end, b) <= max(best.span.start, a):
        return dict.fromkeys(_PARTS, False)
    return {
        "low": _same(best.low, row["low"]) and (row["low"] is None or best.low_closed == row["low_closed"]),
        "high": _same(best.high, row["high"])
        and (row["high"] is None or best.high_closed == row["high_closed"]),
        "approximator": best.approx.value == row["approximator"],
        "unit": _code(best.code) == row["unit"],
        "item": best.item in _several(row["item"]),
        "per": _code(best.per_code) == (row["per"] or ""),
        "period": _period(best.period.text if best.period else None) == _period(row["period"]),
    }


def _same(found: float | None, wanted: float | None) -> bool:
    if found is None or wanted is None:
        return found is wanted
    return abs(found - wanted) <= 1e-3 * max(1e-9, abs(wanted))


def _code(code: str | None) -> str:
    """UCUM writes W.h what the probe writes Wh; the probe's miles and feet are those of surveyors."""
    return (code or "").replace("W.h", "Wh").replace("[mi_i]", "[mi_us]").replace("[ft_i]", "[ft_us]")


def _several(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _period(words: str | None) -> str | None:
    if words is None:
        return None
    low = words.lower().split()
    while low and low[0] in _LEADS:
        low = low[1:]
    return " ".join(low)


def main() -> None:
    """Print the figures, or what is wrong in a file of sentences for development."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--file", type=Path, help="a file of sentences: judge it and stop")
    given = parser.parse_args()
    if given.file:
        right, parts, none = probe(Texts(), given.file, part="")
        share = bootstrap(right, lambda rows: 100 * sum(rows) / len(rows))
        sys.stdout.write(
            f"all parts right % {share}; {dict(parts)}; false finds {sum(none)} of {len(none)}\n"
        )
        return
    for score in measure(given.data):
        sys.stdout.write(f"{score.name:72s} {score.value:7.2f}   {score.anchor or ''} {score.anchor_of}\n")


if __name__ == "__main__":
    main()
