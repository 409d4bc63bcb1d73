"""Whether an act happened, is spoken of in general, or neither: CASIE's realis, three classes, macro-F1.

    sayso bench realis
    python -m bench.realis [--part train] [--wrong Actual/Generic]

CASIE labels the words that name an event of cyber news. What we say of one is read at its head word. Every tenth
document in the order of their names is measured; on the others the reader's realis head was trained. A reader
without that head is judged by rules: `Generic` where the sentence speaks of acts of a kind
(`sayso.extract.generic`), else `Actual` where its status is happened or ongoing, and `Other` where it is planned,
possible, attempted or negated. The interval is a bootstrap over documents.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from bench.harness import Score, data_folder, digest
from bench.intervals import bootstrap, macro_f1, scores
from bench.reader import article_from
from sayso.extract.generic import is_generic
from sayso.extract.status import stand_of
from sayso.extract.tree import Tree
from sayso.read import Reader
from sayso.records import Sentence, Span, Status

__all__ = ["Nugget", "documents", "head_of", "measure", "nuggets", "places", "realis_of"]

#: A row of the corpus as it lies there.
Row = dict[str, Any]  # Any: read from JSON
CLASSES = ("Actual", "Generic", "Other")
_CORPUS = "events/casie.jsonl"
_DONE = frozenset({Status.HAPPENED, Status.ONGOING})


@dataclass(frozen=True, slots=True, kw_only=True)
class Nugget:
    """An event's words in their sentence, what they are labelled and what we say."""

    gold: str
    found: str
    words: str
    sentence: str


def realis_of(tree: Tree, i: int) -> str:
    """What we say of the act named by word ``i``: what the reader learned of realis, else what rules tell."""
    learned = tree.sentence.realis
    if learned:
        here = learned[i]
        weighed = {"Actual": here.actual, "Generic": here.generic, "Other": here.other}
        return max(CLASSES, key=lambda name: weighed[name])
    read = next((p for p in tree.sentence.predicates if p.index == i), None)
    status = stand_of(tree, i, read=read).status
    if status not in (Status.NEGATED, Status.ATTEMPTED) and is_generic(tree, i):
        return "Generic"
    return "Actual" if status in _DONE else "Other"


def head_of(tree: Tree, span: Span) -> int | None:
    """The word that the others of a phrase hang on; the first of a content word's kind if there are several."""
    inside = [i for i in range(len(tree)) if tree[i].span.overlaps(span)]
    tops = [i for i in inside if tree[i].head not in inside]
    content = [i for i in tops if tree[i].upos in ("VERB", "NOUN", "PROPN", "ADJ")]
    return next(iter(content or tops), None)


def places(text: str, phrases: Sequence[str]) -> list[int]:
    """Where each phrase stands in the text, -1 if nowhere; a phrase named twice stands at its second place, too."""
    seen: Counter[str] = Counter()
    out = []
    for phrase in phrases:
        at = text.find(phrase)
        for _ in range(seen[phrase]):
            at = max(at, text.find(phrase, at + 1))
        seen[phrase] += 1
        out.append(at)
    return out


def documents(path: Path, part: str) -> list[list[Row]]:
    """The rows of each document of a part: every tenth is ``held``, the rest ``train``."""
    docs: dict[str, list[Row]] = {}
    with path.open(encoding="utf8") as lines:
        for row in map(json.loads, lines):
            docs.setdefault(row["doc"], []).append(row)
    return [docs[name] for i, name in enumerate(sorted(docs)) if (i % 10 == 9) == (part == "held")]


def nuggets(reader: Reader, rows: Sequence[Row]) -> Iterator[Nugget]:
    """The events of one document, its sentences read together."""
    lines = [row["text"].replace("\n", " ") for row in rows]
    article = article_from("\n".join(lines), rows[0]["doc"])
    trees = [Tree(s) for s in reader.read_one(article).sentences]
    base = 0
    for row, line in zip(rows, lines, strict=True):
        phrases = [e["nugget"].replace("\n", " ") for e in row["events"]]
        for event, phrase, at in zip(row["events"], phrases, places(line, phrases), strict=True):
            span = Span(base + at, base + at + len(phrase)) if at >= 0 else None
            yield Nugget(
                # one row says "General"
                gold="Generic" if event["realis"] == "General" else event["realis"],
                found="Actual" if span is None else _found(trees, article.sentences, span),
                words=phrase,
                sentence=line,
            )
        base += len(line) + 1


def _found(trees: Sequence[Tree], sentences: Sequence[Sentence], span: Span) -> str:
    """What we say of a phrase; what cannot be looked at counts as the commonest class."""
    for tree, sentence in zip(trees, sentences, strict=True):
        if sentence.span.overlaps(span):
            head = head_of(tree, span)
            return "Actual" if head is None else realis_of(tree, head)
    return "Actual"


def f1(docs: Iterable[Sequence[Nugget]]) -> float:
    """Macro F1 over the three classes."""
    rows = [n for doc in docs for n in doc]
    return macro_f1([n.gold for n in rows], [n.found for n in rows])


def class_f1(rows: Sequence[Nugget], label: str) -> float:
    """F1 of one class."""
    right = sum(n.gold == n.found == label for n in rows)
    return 200 * right / max(1, sum(n.gold == label for n in rows) + sum(n.found == label for n in rows))


def measure(data: Path) -> Iterable[Score]:
    """Macro F1 with its interval, and each class."""
    reader = Reader.load()
    docs = [list(nuggets(reader, rows)) for rows in documents(data / _CORPUS, "held")]
    rows = [n for doc in docs for n in doc]
    score = partial(Score, unit="%", data_sha256=digest(data / _CORPUS))
    found = bootstrap(docs, f1)
    yield from scores(score(name=f"CASIE realis ({len(rows)}), macro-F1", value=found.value), found)
    for label in CLASSES:
        yield score(
            name=f"CASIE realis, {label} F1 ({sum(n.gold == label for n in rows)})",
            value=class_f1(rows, label),
        )


def main() -> None:
    """Print the measures and which class is taken for which."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=data_folder())
    parser.add_argument("--part", choices=("held", "train"), default="held")
    parser.add_argument("--wrong", default="", help="GOLD/FOUND: print such events")
    args = parser.parse_args()
    reader = Reader.load()
    docs = [list(nuggets(reader, rows)) for rows in documents(args.data / _CORPUS, args.part)]
    rows = [n for doc in docs for n in doc]
    print("macro-F1", bootstrap(docs, f1), f"of {len(rows)} events")
    print("all Actual", f"{macro_f1([n.gold for n in rows], ['Actual'] * len(rows)):.1f}")
    taken = Counter((n.gold, n.found) for n in rows)
    for label in CLASSES:
        print(f"{label:8s} F1 {class_f1(rows, label):5.1f} ", {c: taken[label, c] for c in CLASSES})
    for n in rows:
        if f"{n.gold}/{n.found}" == args.wrong:
            print(n.words, "|", n.sentence)


if __name__ == "__main__":
    main()
