"""Fine-grained conflict events (CASE 2021 task 2): one type and one mode for each snippet.

    sayso bench case2021

The task's classes are those of ACLED and some more; those that one PLOVER type or mode covers are read as that, the
others left out. A snippet has one label and may yield many claims: its prediction is the claim we are surest of
among acts that are said to have happened, and acts planned, threatened or denied count only where nothing else is
claimed. (Taking the gravest act instead is worse by some points: snippets of peaceful protest tell of violence
elsewhere.) Without a claim the prediction is "none". The anchor was trained on ACLED's notes and is scored on all
of the task's classes.
"""

from __future__ import annotations

import argparse
import collections
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.events import event_claims
from bench.harness import Score, data_folder, digest
from sayso.records import Claim, EventCode, Status

__all__ = ["measure"]

NONE = "none"
#: Modes of attacks and protests, the gravest first.
_GRAVE = (
    "suicide-attack", "unconventional", "drone", "aerial", "heavy-weapons", "explosives", "sexual", "abduct", "torture",
    "targeted", "firearms", "beat", "primitive", "destroy", "crowd-control", "riot", "vandalize", "hunger",
    "obstruct", "strike", "boycott", "demo",
)  # fmt: skip
_DONE = (Status.HAPPENED, Status.ONGOING, Status.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Row:
    """A snippet, its class in the task and what that is in PLOVER, as far as it is one type or mode."""

    text: str
    label: str
    type: str | None
    mode: str | None
    nothing: bool


def rows(path: Path) -> list[Row]:
    """All snippets."""
    with path.open(encoding="utf8") as lines:
        return [
            Row(
                r["text"],
                r["event_type_orig"],
                r["event_type"],
                r["mode"],
                nothing=r["event_type_allowed"] == [NONE],
            )
            for r in map(json.loads, lines)
        ]


def chosen(claims: Sequence[Claim]) -> Claim | None:
    """The claim that stands for a snippet: done before not done, then the surest, then the first."""
    known = [c for c in claims if c.event is not None]
    return max(known, key=lambda c: (c.status in _DONE, c.p), default=None)


def gravest(claims: Sequence[Claim], event: EventCode) -> str:
    """The gravest mode told of acts of the event's type that were done, else its own.

    ACLED's coders take it so: a march that became a riot is a riot.
    """
    done = (c.event for c in claims if c.event is not None and c.status in _DONE)
    modes = {e.mode for e in done if e.type == event.type}
    return next((m for m in _GRAVE if m in modes), event.mode or NONE)


def weighted_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """F1 of each wanted class, weighted by how often it is wanted; pairs are (wanted, predicted)."""
    wanted = collections.Counter(w for w, _ in pairs)
    made = collections.Counter(p for _, p in pairs)
    right = collections.Counter(w for w, p in pairs if w == p)
    return 100 * sum(n * 2 * right[c] / (n + made[c]) for c, n in wanted.items()) / max(1, len(pairs))


def read(every: Sequence[Row]) -> Iterator[tuple[Row, tuple[Claim, ...]]]:
    """Each snippet with our claims."""
    found = {int(a.name): claims for a, claims in event_claims(r.text for r in every)}
    for number, row in enumerate(every):
        yield row, found.get(number, ())


def pairs_of(coded: Iterable[tuple[Row, tuple[Claim, ...]]]) -> dict[str, list[tuple[str, str]]]:
    """(wanted, predicted) types and modes, and whether anything is claimed of disasters."""
    out: dict[str, list[tuple[str, str]]] = {"type": [], "mode": [], "disaster": []}
    for row, claims in coded:
        best = chosen(claims)
        event = best.event if best is not None else None
        type_, mode = (event.type, gravest(claims, event)) if event is not None else (NONE, NONE)
        if row.type is not None:
            out["type"].append((row.type, type_))
        if row.mode is not None:
            out["mode"].append((row.mode, mode))
        if row.nothing:
            out["disaster"].append((NONE, type_))
    return out


def measure(data: Path) -> Iterable[Score]:
    """Weighted F1 of types and modes, and how often a disaster is taken for an act."""
    path = data / "events/case2021_task2.jsonl"
    pairs, sha = pairs_of(read(rows(path))), digest(path)
    for what in ("type", "mode"):
        yield Score(
            name=f"{what}, weighted F1 ({len(pairs[what])})",
            value=weighted_f1(pairs[what]),
            unit="%",
            anchor=83.9,
            anchor_of="best of 4 teams, trained on ACLED, 25 classes",
            data_sha256=sha,
        )
    none = pairs["disaster"]
    yield Score(
        name=f"disasters taken for an act ({len(none)})",
        value=100 * sum(made != NONE for _, made in none) / max(1, len(none)),
        unit="%",
        better="lower",
        data_sha256=sha,
    )


def main() -> None:
    """Print the figures by class, and the snippets typed wrongly."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", nargs="?", default="", help="folder of the corpora")
    parser.add_argument("--wrong", default="", help="print the wrong snippets of this class of the task")
    args = parser.parse_args()
    coded = list(read(rows(data_folder(args.data) / "events/case2021_task2.jsonl")))
    labels = collections.Counter(row.label for row, _ in coded)
    for label, n in sorted(labels.items()):
        pairs = pairs_of([c for c in coded if c[0].label == label])
        for what in ("type", "mode", "disaster"):
            made = collections.Counter(p for _, p in pairs[what]).most_common(6)
            if made:
                print(f"{label:30s} {n:3d} {what:8s} wanted {pairs[what][0][0]:14s} made {made}")
    for row, claims in coded:
        best = chosen(claims)
        type_ = best.event.type if best is not None and best.event else NONE
        wanted = NONE if row.nothing else row.type
        if row.label == args.wrong and wanted is not None and type_ != wanted:
            print(
                row.text,
                "|",
                type_,
                [(c.event.type, c.event.mode, c.status.value, c.p) for c in claims if c.event],
            )
    pairs = pairs_of(coded)
    for what in ("type", "mode"):
        print(f"{what} weighted F1 {weighted_f1(pairs[what]):.1f} of {len(pairs[what])}")


if __name__ == "__main__":
    main()
