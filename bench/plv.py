"""Typing between given parties on PLV, fifteen classes: macro-F1 with its interval, beside ZSP's own answers.

    sayso bench plv
    python -m bench.plv [--part dev]

ZSP (Hu et al., ACL 2024) asks a large model of entailment; its answers lie with the sentences, so that both
are compared on the very same rows. "Clean" rows are those whose text is neither in PLOVER's gold records nor
in ConfliBERT's CAMEO training texts. Interval and p are bootstraps over sentences (`bench.intervals`).
Development is every tenth row of the training part, held out of training; the test part is in none.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.harness import Score, data_folder, digest
from bench.intervals import bootstrap, macro_f1, paired, scores
from bench.reader import typed_rows
from sayso.read import Reader

__all__ = ["Answer", "answers", "is_clean", "measure"]

#: Published for the test part, over all rows; our own reckoning of ZSP's answers agrees with it.
_ANCHOR, _WHOSE = 82.1, "ZSP, RoBERTa-large NLI"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One sentence: its class, what we say and what ZSP says."""

    gold: str
    ours: str
    theirs: str
    clean: bool


def is_clean(row: Mapping[str, object]) -> bool:
    """Whether a sentence is in neither of the two public sets that share texts with PLV."""
    within = row["in_conflibert_cameo"]
    return not row["is_gsr"] and not (isinstance(within, list) and "train" in within)


def answers(reader: Reader, data: Path, part: str) -> list[Answer]:
    """Both systems' answers for one part."""
    with (data / "events/zsp_plv.jsonl").open(encoding="utf8") as lines:
        rows = {row["id"]: row for row in map(json.loads, lines)}
    sents, found = typed_rows(reader, data, part)
    return [
        Answer(
            gold=rows[s.key]["event_type"],
            ours=ours,
            theirs=rows[s.key]["zsp_pred_L2"],
            clean=is_clean(rows[s.key]),
        )
        for s, ours in zip(sents, found, strict=True)
    ]


def _our_f1(rows: Sequence[Answer]) -> float:
    return macro_f1([r.gold for r in rows], [r.ours for r in rows])


def measure(data: Path) -> Iterable[Score]:
    """Macro-F1 on the test part, on all rows and on clean ones, with ZSP's own for the same rows."""
    score = partial(Score, unit="%", data_sha256=digest(data / "events/zsp_plv.jsonl"))
    every = answers(Reader.load(), data, "test")
    yield from _compared("PLV test", every, score, _ANCHOR)
    yield from _compared("PLV test, clean rows", [r for r in every if r.clean], score, None)


def _compared(
    name: str, rows: Sequence[Answer], score: Callable[..., Score], anchor: float | None
) -> Iterable[Score]:
    """A figure with its interval, and how far it lies above ZSP's on the same rows."""
    gold, ours, theirs = zip(*((r.gold, r.ours, r.theirs) for r in rows), strict=True)
    found = bootstrap(rows, _our_f1)
    against = paired(gold, ours, theirs, macro_f1)
    figure = score(
        name=f"{name} ({len(rows)}), macro-F1",
        value=found.value,
        anchor=against.theirs if anchor is None else anchor,
        anchor_of=_WHOSE if anchor is not None else f"{_WHOSE}, same rows",
    )
    yield from scores(figure, found)
    yield score(name=f"{name}, above ZSP", value=against.difference, anchor=0.0, anchor_of="ZSP, same rows")
    yield score(name=f"{name}, above ZSP, 95 % from", value=against.low)
    yield score(name=f"{name}, above ZSP, 95 % to", value=against.high)
    yield score(name=f"{name}, p of as much by chance", value=against.p, unit="", better="lower")


def main() -> None:
    """Print both systems, the difference, and each class."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=data_folder())
    parser.add_argument("--part", choices=("dev", "test"), default="test")
    args = parser.parse_args()
    every = answers(Reader.load(), args.data, args.part)
    for name, rows in (("all", every), ("clean", [r for r in every if r.clean])):
        gold, ours, theirs = ([getattr(r, k) for r in rows] for k in ("gold", "ours", "theirs"))
        print(f"{name:6s} macro-F1 {bootstrap(rows, _our_f1)}")
        print(f"       against ZSP {paired(gold, ours, theirs, macro_f1)}")
    gold, ours, theirs = ([getattr(r, k) for r in every] for k in ("gold", "ours", "theirs"))
    for label in sorted(set(gold)):
        both = [
            2
            * sum(a == b == label for a, b in zip(gold, x, strict=True))
            / (gold.count(label) + x.count(label))
            for x in (ours, theirs)
        ]
        print(f"{label:10s} {100 * both[0]:5.1f}  ZSP {100 * both[1]:5.1f}  of {gold.count(label)}")


if __name__ == "__main__":
    main()
