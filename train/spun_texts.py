"""Texts for the spun flag: clean news and other English, cut into pieces the size of a report.

Nothing that the benchmark `bench/spunflag.py` measures on is in `training`: no document of ECB+, LGL, GeoWebNews,
GeoVirus, MEANTIME or Times of India, no dev or test part of PolNeAR, EWT and GUM.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sayso.lang.case import restore_case

#: Words of a piece, least and most.
LEAST, MOST = 80, 700
_NO_SPACE_BEFORE = frozenset(". , ; : ? ! ) ] % 's 're 've 'll 'd 'm n't ''".split())


@dataclass(frozen=True)
class Piece:
    """A text with the set it comes from; ``doc`` keeps pieces of one document together."""

    source: str
    doc: str
    text: str


def training(data: Path) -> list[Piece]:
    """Everything that is learnt from."""
    out = [
        *_rows(data / "attribution/polnear_train.jsonl", "polnear"),
        *_rows(data / "time/timebank.jsonl", "timebank"),
        *_rows(data / "time/aquaint.jsonl", "aquaint"),
        *_rows(data / "time/wikiwars_timex2.jsonl", "wikiwars"),
        *_muc(data / "events/muc4.jsonl"),
        *_grouped(data / "events/casie.jsonl", "casie"),
        *_grouped(data / "events/glocon_sents.jsonl", "glocon"),
        *_conll(data / "ner/conll03-train.tsv"),
        *_trees(data / "treebanks/en_ewt-train.conllu", "ewt"),
        *_trees(data / "treebanks/en_gum-train.conllu", "gum"),
    ]
    return [p for p in out if p.text.strip()]


def counting(data: Path, wordnet: Path) -> Iterator[str]:
    """Single sentences that only counts are taken from: news, encyclopedias, WordNet's examples of use."""
    for row in _json(data / "copies/msrp_pairs.jsonl"):
        yield row["s1"]
        if row["split"] == "train":
            yield row["s2"]
    for name in ("events/geneva.jsonl", "factuality/uw_factuality.jsonl", "quantity/grobid_quantities.jsonl", "attribution/riqua_cofenet.jsonl"):
        for row in _json(data / name):
            yield row["text"]
    for name in ("noun", "verb", "adj", "adv"):
        for line in (wordnet / f"data.{name}").open(encoding="utf8"):
            yield from re.findall(r'"([^"]{12,})"', line)


def clean_tests(data: Path) -> dict[str, list[Piece]]:
    """Clean texts that nothing was learnt from: news, and what must not be taken for spun."""
    dev_test = [
        *_trees(data / "treebanks/en_ewt-dev.conllu", "ewt"), *_trees(data / "treebanks/en_ewt-test.conllu", "ewt"),
    ]  # fmt: skip
    news = {
        "PolNeAR dev": _rows(data / "attribution/polnear_dev.jsonl", "polnear dev"),
        "ECB+": _rows(data / "coref/ecbplus_train_dev.jsonl", "ecb", key="doc_id"),
        "MEANTIME": _rows(data / "coref/meantime_airbus_apple.jsonl", "meantime", key="doc_id"),
        "LGL": _rows(data / "geo/lgl.jsonl", "lgl"),
        "GeoWebNews": _rows(data / "geo/gwn_open.jsonl", "gwn"),
        "GeoVirus": _rows(data / "geo/geovirus.jsonl", "geovirus"),
        "Times of India": _grouped(data / "events/india_police.jsonl", "india", key=lambda r: r["id"].rsplit("-", 1)[0]),
        "EWT": dev_test,
        "student answers": [
            Piece("answers", r["id"], r["text"].replace("\r\n", "\n")) for r in _json(data / "copies/clough_stevenson_pairs.jsonl")
        ],
    }  # fmt: skip
    return {n: list(p) for n, p in news.items()}


def _json(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf8") as rows:
        yield from map(json.loads, rows)


def _rows(path: Path, source: str, key: str = "id") -> Iterator[Piece]:
    for row in _json(path):
        yield from _cut(source, str(row[key]), row["text"].split("\n"))


def _muc(path: Path) -> Iterator[Piece]:
    for row in _json(path):
        if row["id"].startswith("DEV"):
            paragraphs = [" ".join(p.split()) for p in row["text"].split("\n\n")]
            yield from _cut("muc", row["id"], restore_case("\n".join(paragraphs)).split("\n"))


def _grouped(path: Path, source: str, key: Callable[[dict[str, Any]], str] = lambda r: r["doc"]) -> Iterator[Piece]:
    docs: dict[str, list[str]] = defaultdict(list)
    for row in _json(path):
        docs[str(key(row))].append(row["text"])
    for doc, lines in docs.items():
        yield from _cut(source, doc, lines)


def _conll(path: Path) -> Iterator[Piece]:
    sentences: list[list[str]] = [[]]
    for line in path.read_text(encoding="utf8").splitlines():
        if line.strip():
            sentences[-1].append(line.split("\t")[1])
        else:
            sentences.append([])
    lines = [joined(s) for s in sentences if len(s) > 5 and not " ".join(s).isupper()]
    for i in range(0, len(lines), 20):
        yield from _cut("conll", f"conll-{i}", lines[i : i + 20])


def joined(words: Iterable[str]) -> str:
    """Words of a treebank or tag file as running text, roughly."""
    out = ""
    quoted = False
    for w in words:
        tight = w in _NO_SPACE_BEFORE or out.endswith(("(", "[", "$", "``")) or (w == '"' and quoted)
        if out.endswith('"') and quoted is True and out[-2:-1] in (" ", ""):
            tight = True
        out += w if tight or not out else f" {w}"
        if w == '"':
            quoted = not quoted
    return out


def _trees(path: Path, source: str) -> Iterator[Piece]:
    doc = ""
    lines: list[str] = []
    for line in path.open(encoding="utf8"):
        if line.startswith("# newdoc id = "):
            yield from _cut(f"{source} {_kind(doc)}", doc, lines)
            doc, lines = line[14:].strip(), []
        elif line.startswith("# text = "):
            lines.append(line[9:].strip())
    yield from _cut(f"{source} {_kind(doc)}", doc, lines)


def _kind(doc: str) -> str:
    return doc.split("_")[1] if doc.startswith("GUM_") else doc.split("-", maxsplit=1)[0]


def _cut(source: str, doc: str, lines: Iterable[str]) -> Iterator[Piece]:
    """Pieces of at most MOST words, cut between lines; a short rest goes with what stands before it."""
    now: list[str] = []
    size = 0
    for line in lines:
        n = len(line.split())
        if size + n > MOST and size >= LEAST:
            yield Piece(source, doc, "\n".join(now))
            now, size = [], 0
        now.append(line)
        size += n
    if now and size:
        yield Piece(source, doc, "\n".join(now))
