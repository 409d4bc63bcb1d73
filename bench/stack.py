"""Beside the stack that a user would put together from parts that install here, on the same reports and the same gold.

    pip install 'sayso[peers]' psutil
    python -m bench.stack --train     # spaCy's parser on the treebank, some 30 minutes; kept in build/stack
    python -m bench.stack

The stack: a spaCy pipeline (tagger, lemmas, parser) trained on the English Web Treebank, triples of subject, verb and
object and quotations by textacy, dates by dateparser, countries and towns by spaCy's phrase matcher, copies by
datasketch's MinHash, rows into SQLite. What a verb means is our own lexicon's word for it, without its conditions,
so that the stack is not worse for want of a dictionary. It knows no copies' claims, no speakers' chains, no status.

Speed: 500 reports of 360 words in one process each, and in as many as there are cores; CPU seconds, memory.
Quality: events on PETRARCH2's validation sentences, as `bench petr` counts them, by the same code for both.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from datetime import datetime
from itertools import product
from multiprocessing import Pool
from pathlib import Path
from typing import Any

import sayso
from bench.harness import data_folder
from bench.long_reports import fresh
from bench.petr import Counts, Made, Row, coded, compare, compare_types, merged, validation
from bench.watched import Run, run
from sayso.text.page_pool import cores

__all__ = ["Copies", "Stack"]

#: Reports, words of each, seed. There are passages for 314 reports of 600 words.
REPORTS, WORDS, SEED = 500, 360, 8
MODEL = Path(__file__).parents[1] / "build" / "stack"
_HOME = Path(sayso.__file__).parent
#: Towns that the matcher knows: those of so many people and more in the gazetteer that ships.
_TOWNS = 15_000
#: The treebank's labels as textacy knows them: it looks for those of an older scheme.
_LABELS = {
    "obj": "dobj",
    "iobj": "dative",
    "nsubj:pass": "nsubjpass",
    "csubj:pass": "csubjpass",
    "aux:pass": "auxpass",
}
_SHINGLE, _PERMUTATIONS, _ALIKE = 5, 128, 0.5

# ------------------------------------------------------------------ the stack
# `Any` below: spaCy's and the other libraries' objects, which `src` does not depend on.


class Stack:
    """The parts, put together as their manuals do."""

    def __init__(self, model: Path) -> None:
        import spacy
        from spacy.matcher import PhraseMatcher

        self.nlp: Any = spacy.load(model)
        self._matcher: Any = PhraseMatcher(self.nlp.vocab)
        self._countries: dict[str, str] = dict(_countries())
        towns = dict(_towns())
        for name in sorted({*self._countries, *towns}):
            self._matcher.add("place", [self.nlp.make_doc(name)])
        self._towns = towns
        self._types = _types()

    def code(self, text: str, published: datetime | None = None) -> list[dict[str, Any]]:
        """Events of a text: type, words and countries of both sides, dates and quotations of the sentence."""
        from dateparser.search import search_dates
        from textacy import extract

        doc = self.nlp(text)
        for token in doc:
            token.dep_ = _LABELS.get(token.dep_, token.dep_)
        places = [doc[start:end] for _, start, end in self._matcher(doc)]
        try:
            quotes = [str(quote.content) for quote in extract.direct_quotations(doc)]
        except ValueError:  # an odd number of quotation marks: textacy gives up on the whole text
            quotes = []
        base = {"RELATIVE_BASE": published} if published else {}
        out: list[dict[str, Any]] = []
        for sentence in doc.sents:
            found = list(extract.subject_verb_object_triples(sentence))
            if not found:
                continue
            days = search_dates(sentence.text, languages=["en"], settings=base) or []
            for triple in found:
                kind = next((self._types[w.lemma_] for w in triple.verb if w.lemma_ in self._types), None)
                if kind is None:
                    continue
                out.append(
                    {
                        "type": kind,
                        "actor": " ".join(map(str, triple.subject)),
                        "recipient": " ".join(map(str, triple.object)),
                        "actors": self._in(triple.subject, places),
                        "recipients": self._in(triple.object, places),
                        "dates": [day.isoformat() for _, day in days],
                        "quotes": [quote for quote in quotes if quote in sentence.text],
                        "sentence": sentence.text,
                    }
                )
        return out

    def _in(self, words: Sequence[Any], places: Sequence[Any]) -> list[str]:
        """The countries named in the phrases of some words."""
        held = {token.i for word in words for token in word.subtree}
        names = [place.text for place in places if place.start in held]
        return list(dict.fromkeys(self._countries.get(name) or self._towns[name] for name in names))


def _countries() -> Iterator[tuple[str, str]]:
    with (_HOME / "resolve/tables/countries.tsv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            for name in (
                row["name"],
                *row["demonyms"].split("|"),
                *row["aliases"].split("|"),
                row["capital"],
            ):
                if name:
                    yield name, row["iso3"]


def _towns() -> Iterator[tuple[str, str]]:
    gazetteer = sqlite3.connect(f"file:{_HOME / 'resolve/places.sqlite'}?mode=ro", uri=True)
    rows = gazetteer.execute(
        "SELECT place.name, country.iso3 FROM place JOIN country ON country.id = place.country "
        "ORDER BY place.weight DESC LIMIT ?",
        (_TOWNS,),
    )
    yield from reversed(rows.fetchall())


def _types() -> dict[str, str]:
    """What a verb means: the type of its first entry that asks for nothing, or else of its first."""
    lexicon = tomllib.loads((_HOME / "extract/data/lexicon.toml").read_text("utf-8"))
    free: dict[str, str] = {}
    first: dict[str, str] = {}
    for entry in lexicon["verbs"]:
        if "type" not in entry:  # a support verb: its noun says what is done
            continue
        asks = {"needs", "needs_any", "object", "particle", "prep", "subject"} & set(entry)
        for word in entry["words"]:
            first.setdefault(word, entry["type"])
            if not asks:
                free.setdefault(word, entry["type"])
    return first | free


# ------------------------------------------------------------------ training


def train(data: Path) -> None:
    """Train the pipeline with spaCy's own recipe for a CPU; what it says of itself lies beside it."""
    MODEL.mkdir(parents=True, exist_ok=True)
    spacy = [sys.executable, "-m", "spacy"]
    for part in ("train", "dev"):
        source = data / f"treebanks/en_ewt-{part}.conllu"
        subprocess.run(
            [*spacy, "convert", str(source), str(MODEL), "-c", "conllu", "-n", "10", "-T"], check=True
        )
    config = MODEL / "config.cfg"
    subprocess.run(
        [*spacy, "init", "config", str(config), "-l", "en", "-F",
         "-p", "tagger,morphologizer,trainable_lemmatizer,parser", "-o", "efficiency"], check=True,
    )  # fmt: skip
    subprocess.run(
        [*spacy, "train", str(config), "-o", str(MODEL), "--paths.train", str(MODEL / "en_ewt-train.spacy"),
         "--paths.dev", str(MODEL / "en_ewt-dev.spacy")], check=True,
    )  # fmt: skip


# ------------------------------------------------------------------ one run over rows


class Copies:
    """Reports that have much the same words as an earlier one."""

    def __init__(self) -> None:
        from datasketch import MinHashLSH

        self._index: Any = MinHashLSH(threshold=_ALIKE, num_perm=_PERMUTATIONS)

    def of(self, key: str, text: str) -> str | None:
        """Such a report before this one."""
        from datasketch import MinHash

        words = text.split()
        print_ = MinHash(num_perm=_PERMUTATIONS)
        print_.update_batch(
            [" ".join(words[n : n + _SHINGLE]).encode() for n in range(len(words) - _SHINGLE + 1)]
        )
        found = self._index.query(print_)
        self._index.insert(key, print_)
        return found[0] if found else None


_STACKS: list[Stack] = []


def _begin(model: Path) -> None:
    _STACKS.append(Stack(model))


def _code(row: Mapping[str, str]) -> list[dict[str, Any]]:
    return _STACKS[0].code(row["text"], datetime.fromisoformat(row["published"]))


def load(rows: Path, ledger: Path, model: Path, workers: int) -> int:
    """Code the rows of a file into a SQLite file; how many events."""
    db = sqlite3.connect(ledger)
    db.execute("CREATE TABLE reports (report TEXT PRIMARY KEY, copy_of TEXT, text TEXT)")
    db.execute("CREATE TABLE events (report TEXT, type TEXT, day TEXT, document TEXT)")
    docs = [json.loads(line) for line in rows.read_text("utf-8").splitlines()]
    copies = Copies()
    n = 0
    with Pool(workers, _begin, (model,)) if workers > 1 else nullcontext() as pool:
        if pool is None:
            _begin(model)
        for doc, events in zip(docs, pool.imap(_code, docs, 4) if pool else map(_code, docs), strict=True):
            found = copies.of(doc["id"], doc["text"])
            db.execute("INSERT INTO reports VALUES (?, ?, ?)", (doc["id"], found, doc["text"]))
            db.executemany(
                "INSERT INTO events VALUES (?, ?, ?, ?)",
                [(doc["id"], event["type"], doc["published"], json.dumps(event)) for event in events],
            )
            n += len(events)
    db.commit()
    return n


# ------------------------------------------------------------------ side by side


def quality(data: Path) -> dict[str, tuple[Counts, Counts]]:
    """Events and types alone on the validation sentences: ours and the stack's."""
    rows = list(validation(data))
    stack = Stack(MODEL / "model-best")
    made = {
        "sayso": list(coded(rows)),
        "stack": [(row, _made(stack.code(row.text))) for row in rows],
    }
    return {name: _counted(found) for name, found in made.items()}


def _counted(found: Iterable[tuple[Row, Sequence[Made]]]) -> tuple[Counts, Counts]:
    events, types = Counts(), Counts()
    for row, made in found:
        compare(row, made, events)
        compare_types(row, made, types)
    return events, types


def _made(events: Iterable[Mapping[str, Any]]) -> list[Made]:
    out: dict[Made, None] = {}
    for event in events:
        kind, mutual = frozenset({merged(event["type"])}), event["type"] == "CONSULT"
        sides = product(event["actors"] or ["---"], event["recipients"] or ["---"])
        out |= dict.fromkeys(Made(kind, a, r, mutual) for a, r in sides if {a, r} != {"---"})
    return list(out)


def _runs(rows: Path, folder: Path, workers: int) -> dict[str, Run]:
    environment = os.environ | {"SAYSO_READER_WORKERS": str(workers), "OMP_NUM_THREADS": "1"}
    ours = [sys.executable, "-m", "sayso", "load", str(rows), "--ledger", str(folder / f"ours{workers}.db")]
    theirs = [
        sys.executable,
        "-m",
        "bench.stack",
        "--run",
        str(rows),
        str(folder / f"stack{workers}.db"),
        str(workers),
    ]
    return {name: run(command, environment) for name, command in (("sayso", ours), ("stack", theirs))}


def _f1(counts: Counts) -> float:
    p, r = counts.precision, counts.recall
    return 2 * p * r / (p + r) if p + r else 0.0


def main() -> None:
    """Train, run over a file, or compare."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", default="", help="folder of the corpora")
    parser.add_argument("--train", action="store_true")
    parser.add_argument("--run", nargs=3, metavar=("ROWS", "LEDGER", "WORKERS"))
    parser.add_argument("--n", type=int, default=REPORTS)
    args = parser.parse_args()
    if args.train:
        train(data_folder(args.data))
    elif args.run:
        load(Path(args.run[0]), Path(args.run[1]), MODEL / "model-best", int(args.run[2]))
    else:
        _compare(data_folder(args.data), args.n)


def _compare(data: Path, n: int) -> None:
    with tempfile.TemporaryDirectory(prefix="stack") as folder:
        rows = Path(folder) / "rows.jsonl"
        rows.write_text("".join(json.dumps(row) + "\n" for row in fresh(n, SEED, WORDS)), "utf-8")
        print(f"{'':28s} {'reports/s':>10s} {'CPU s each':>11s} {'memory MB':>10s}")
        for workers in sorted({1, cores()}):
            for name, done in _runs(rows, Path(folder), workers).items():
                if done.code:
                    raise RuntimeError(done.said[-500:])
                print(
                    f"{name}, {workers} at once".ljust(28),
                    f"{n / done.seconds:10.2f} {done.processor_s / n:11.3f} {done.memory_mb:10.0f}",
                )
    for name, (events, types) in quality(data).items():
        print(
            f"{name}: events P {events.precision:.1f} R {events.recall:.1f} F1 {_f1(events):.1f}; "
            f"types P {types.precision:.1f} R {types.recall:.1f} F1 {_f1(types):.1f}"
        )


if __name__ == "__main__":
    main()
