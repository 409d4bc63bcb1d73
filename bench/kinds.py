"""What pairs labelled by reading are called: copy, passage, quotation or nothing, beside their labels.

    sayso bench kinds

`bench/same_story.jsonl` has 300 pairs of ECB+. The weights of `one_text` were fitted on those of topics with odd
numbers, where most thresholds were chosen as well; figures are of the even ones, and of all. Releases are told
by what reports say of their sources, not by words in common: here a pair that shares one is right if it is
called a passage.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from bench.harness import Score, data_folder
from bench.intervals import bootstrap, scores
from bench.same_story import Label, pairs
from bench.spun import odd
from sayso.link.compare import compare
from sayso.link.kinds import kind_of
from sayso.link.tokens import words_of
from sayso.records.links import LinkKind

__all__ = ["measure"]

_COPIES = {LinkKind.VERBATIM, LinkKind.ABRIDGED, LinkKind.EDITED, LinkKind.SPUN}
#: What each label may be called; None is no link at all.
_RIGHT: Mapping[Label, set[LinkKind | None]] = {
    Label.VERBATIM: {*_COPIES},
    Label.ABRIDGED: {*_COPIES},
    Label.EDITED: {*_COPIES},
    Label.REWRITTEN: {*_COPIES, LinkKind.PARTIAL},
    Label.PARTIAL: {LinkKind.PARTIAL},
    Label.SHARED_RELEASE: {LinkKind.PARTIAL, LinkKind.SHARED_QUOTE, None},
    Label.SHARED_QUOTE: {LinkKind.SHARED_QUOTE, None},
    Label.INDEPENDENT: {None},
}

Row = tuple[str, Label, LinkKind | None]


def called(data: Path) -> list[Row]:
    """A document, the label and the kind of each labelled pair."""
    out: list[Row] = []
    for p in pairs(data):
        found = kind_of(compare(words_of(p.text_a), words_of(p.text_b)))
        out.append((p.a, p.label, found.kind if found else None))
    return out


def right(rows: Sequence[Row]) -> float:
    """Percent of pairs that are called what they may be."""
    return 100 * sum(kind in _RIGHT[label] for _, label, kind in rows) / len(rows)


def copies(rows: Sequence[Row]) -> tuple[float, float]:
    """Of pairs called copies the percent that are, rewritten ones among them; of copies the percent called so."""
    true = {Label.VERBATIM, Label.ABRIDGED, Label.EDITED}
    of_called = [label for _, label, kind in rows if kind in _COPIES]
    of_true = [kind for _, label, kind in rows if label in true]
    good = sum(label in true or label is Label.REWRITTEN for label in of_called)
    return 100 * good / (len(of_called) or 1), 100 * sum(k in _COPIES for k in of_true) / (len(of_true) or 1)


def measure(data: Path) -> Iterable[Score]:
    """Pairs called right by label, and copies found, on even topics and on all."""
    every = called(data)
    for topics, rows in (("even topics", [r for r in every if not odd(r[0])]), ("all", every)):
        whole = Score(name=f"{topics}, called right ({len(rows)})", value=right(rows), unit="%")
        yield from scores(whole, bootstrap(rows, right))
        precision, recall = copies(rows)
        yield Score(name=f"{topics}, copies, precision", value=precision, unit="%")
        yield Score(name=f"{topics}, copies, recall", value=recall, unit="%")
        yield from _by_label(topics, rows)


def _by_label(topics: str, rows: Sequence[Row]) -> Iterator[Score]:
    for label, n in Counter(r[1] for r in rows).items():
        some = [r for r in rows if r[1] is label]
        yield Score(name=f"{topics}, {label.value} ({n})", value=right(some), unit="%")


def main() -> None:
    """Print the table, and what each label is called."""
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    for score in measure(data_folder()):
        print(f"{score.name:40s} {score.value:6.1f}")
    for (label, kind), n in sorted(
        Counter(
            (label.value, kind.value if kind else "-") for _, label, kind in called(data_folder())
        ).items()
    ):
        print(f"{label:16s} {kind:16s} {n}")


if __name__ == "__main__":
    main()
