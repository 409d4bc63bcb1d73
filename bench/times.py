"""Time expressions beside HeidelTime: TempEval-3 scores on TimeBank, AQUAINT, MEANTIME and WikiWars, calendar intervals.

    sayso bench times

Scorers are those that lie with the corpora. Documents whose id hashes to an even number were looked at while the patterns
were written, the others were not: "held out" are those alone. WikiWars is annotated in TIMEX2, whose spelling of a few
values differs; ours are respelled for it. Texts are read as any report is, with the day of the document as the day of
publication, and expressions mapped back to the corpus's characters.
"""

from __future__ import annotations

import argparse
import contextlib
import hashlib
import json
import re
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from bench.harness import Score, digest
from bench.intervals import bootstrap
from sayso.extract.quantity import quantities_in
from sayso.extract.time import times_of
from sayso.read import Reader
from sayso.records import Article, Item, Reading, TimexTag
from sayso.text import make_article

__all__ = ["Corpus", "aligned", "corpora", "measure"]

#: File, HeidelTime's strict, relaxed and value F1 on the whole of it.
_SETS: Mapping[str, tuple[str, tuple[float, float, float] | None]] = {
    "TimeBank": ("time/timebank.jsonl", (85.4, 91.9, 79.6)),
    "AQUAINT": ("time/aquaint.jsonl", (81.3, 92.5, 72.2)),
    "MEANTIME airbus, apple": ("time/meantime_airbus_apple.jsonl", None),
    "WikiWars": ("time/wikiwars_timex2.jsonl", None),
}
_VALUE = {"TimeBank": 79.6, "AQUAINT": 73.0, "MEANTIME airbus, apple": 78.7, "WikiWars": 80.8}
_ANCHOR = "HeidelTime"

Row = Mapping[str, Any]
Predicted = tuple[int, int, str, str]


@dataclass(frozen=True)
class Corpus:
    """Documents of a set with what we read in each: (start, end, type, value)."""

    name: str
    path: Path
    gold: Sequence[Row]
    found: Mapping[str, Sequence[Predicted]]


def is_held_out(name: str) -> bool:
    """Whether a document was kept unseen while patterns were written."""
    return int(hashlib.sha256(name.encode()).hexdigest(), 16) % 2 == 1


def aligned(text: str, normal: str) -> list[int]:
    """For every character of the normalised text its place in the text: both differ in white space alone."""
    out, i = [0] * (len(normal) + 1), 0
    for j, char in enumerate(normal):
        if char.isspace():
            out[j] = i
            continue
        while i < len(text) and text[i] != char:
            i += 1
        out[j] = i
        i += 1
    out[len(normal)] = i
    return out


def read_documents(rows: Iterable[Row], reader: Reader) -> Iterator[tuple[Row, Article, Reading]]:
    """Documents as reports of their day, read; a refused one is left out."""
    for row in rows:
        day = str(row["dct"])[:10] if row.get("dct") else None
        article = make_article(Item(name=str(row["id"]), body=str(row["text"]), published=day))
        if isinstance(article, Article):
            yield row, article, reader.read_one(article)


def corpora(data: Path, reader: Reader) -> Iterator[Corpus]:
    """Every set with what we find in it."""
    for name, (file, _anchor) in _SETS.items():
        rows = [json.loads(line) for line in (data / file).open(encoding="utf8")]
        found = {}
        for row, article, reading in read_documents(rows, reader):
            back = aligned(str(row["text"]), article.text)
            tags = [x for times in times_of(article, reading) for t in times for x in t.timex]
            found[str(row["id"])] = [
                (
                    back[x.span.start],
                    back[x.span.end - 1] + 1,
                    x.type,
                    _timex2(x) if name == "WikiWars" else x.value,
                )
                for x in tags
            ]
        yield Corpus(name, data / file, rows, found)


def _timex2(tag: TimexTag) -> str:
    """A TIMEX3 value as TIMEX2 writes it: decades and centuries without X, repetitions as open dates."""
    if re.fullmatch(r"\d{2,3}X{1,2}", tag.value):
        return tag.value.rstrip("X")
    if tag.type == "SET":
        return {"P1D": "XXXX-XX-XX", "P1W": "XXXX-WXX", "P1M": "XXXX-XX", "P1Y": "XXXX"}.get(
            tag.value, tag.value
        )
    return tag.value


@contextlib.contextmanager
def scorer(folder: Path, name: str) -> Iterator[ModuleType]:
    """A scorer that lies with the corpora."""
    sys.path.insert(0, str(folder))
    try:
        yield __import__(name)
    finally:
        sys.path.remove(str(folder))


def measure(data: Path) -> Iterable[Score]:
    """Scores of every set, whole and held out, and of speed."""
    reader = Reader.load()
    with scorer(data / "time", "score_time") as official, scorer(data / "time", "intervals") as calendar:
        for corpus in corpora(data, reader):
            yield from _scores(corpus, official)
            if corpus.name.startswith("MEANTIME"):
                yield from _calendar(corpus, calendar)
    yield from speed(data, reader)


def _scores(corpus: Corpus, official: ModuleType) -> Iterator[Score]:
    anchors = _SETS[corpus.name][1] or (None, None, None)
    sha = digest(corpus.path)
    whole = official.score(corpus.gold, corpus.found)
    for key, label, anchor in (("strict", "strict F1", anchors[0]), ("relaxed", "relaxed F1", anchors[1])):
        yield Score(
            name=f"{corpus.name}, {label}",
            value=whole[key][2],
            anchor=anchor,
            anchor_of=_ANCHOR if anchor else "",
            data_sha256=sha,
        )
    yield Score(
        name=f"{corpus.name}, value F1 ({whole['gold']})",
        value=whole["valueF1"],
        anchor=_VALUE[corpus.name],
        anchor_of=_ANCHOR,
        data_sha256=sha,
    )
    held = [row for row in corpus.gold if is_held_out(str(row["id"]))]
    part = official.score(held, corpus.found)
    yield Score(
        name=f"{corpus.name}, value F1, held out ({part['gold']})",
        value=part["valueF1"],
        anchor=_VALUE[corpus.name],
        anchor_of=f"{_ANCHOR}, whole set",
        data_sha256=sha,
    )


def _calendar(corpus: Corpus, calendar: ModuleType) -> Iterator[Score]:
    found = calendar.score_intervals(corpus.gold, corpus.found)
    sha = digest(corpus.path)
    yield Score(
        name=f"MEANTIME, interval exact % ({found['gold']})",
        value=found["exact"],
        anchor=87.1,
        anchor_of=_ANCHOR,
        data_sha256=sha,
    )
    yield Score(
        name="MEANTIME, disjoint and so wrong %",
        value=found["disjoint_wrong"],
        better="lower",
        data_sha256=sha,
    )


def speed(data: Path, reader: Reader) -> Iterator[Score]:
    """Sentences a second on one core, times and quantities together, reading left out."""
    rows = [json.loads(line) for line in (data / "time/aquaint.jsonl").open(encoding="utf8")]
    read = [(article, reading) for _row, article, reading in read_documents(rows, reader)]
    n = sum(len(reading.sentences) for _article, reading in read)
    begun = time.perf_counter()
    for article, reading in read:
        for sentence, times in zip(reading.sentences, times_of(article, reading), strict=True):
            quantities_in(sentence, article, times)
    took = time.perf_counter() - begun
    yield Score(
        name="times and quantities, sentences a second",
        value=n / took,
        anchor=38,
        anchor_of="HeidelTime, times alone",
    )


def intervals(data: Path) -> Iterator[str]:
    """Value F1 of every set with its bootstrap interval over documents."""
    reader = Reader.load()
    with scorer(data / "time", "score_time") as official:
        for corpus in corpora(data, reader):
            found = corpus.found

            def value(rows: Sequence[Row], found: Mapping[str, Sequence[Predicted]] = found) -> float:
                return float(official.score(rows, found)["valueF1"])

            yield f"{corpus.name}: value F1 {bootstrap(corpus.gold, value)}"


def main() -> None:
    """Print the scores, or with --intervals how sure they are."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--intervals", action="store_true")
    given = parser.parse_args()
    if given.intervals:
        for line in intervals(given.data):
            sys.stdout.write(line + "\n")
        return
    for score in measure(given.data):
        sys.stdout.write(f"{score.name:52s} {score.value:8.2f}   {score.anchor or ''} {score.anchor_of}\n")


if __name__ == "__main__":
    main()
