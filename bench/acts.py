"""Acts in sentences of our own: found at their trigger, with type, mode, status, actor and recipient.

    sayso bench acts

The sentences (`train/own/typed`) were written for this project, each act with its labels. Nine in ten are among
the training texts of the reader; the tenth, measured here, chose bounds and thresholds. A row counts as found
when a claim has its trigger; what is asked of it further is asked of the rows found.
"""

from __future__ import annotations

import argparse
import collections
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench.events import event_claims
from bench.harness import Score
from sayso.records import Claim, Role, Span
from train.corpora import own_texts

__all__ = ["measure"]

OWN = Path(__file__).resolve().parents[1] / "train" / "own" / "typed"


@dataclass
class Counts:
    """Rows asked and rows right, by what was asked."""

    asked: collections.Counter[str] = field(default_factory=collections.Counter)
    right: collections.Counter[str] = field(default_factory=collections.Counter)
    claims: int = 0
    extra: int = 0
    on_none: int = 0
    none_rows: int = 0

    def ask(self, what: str, right: bool) -> None:
        self.asked[what] += 1
        self.right[what] += right

    def share(self, what: str) -> float:
        return 100 * self.right[what] / max(1, self.asked[what])


def texts(part: str = "dev") -> dict[str, list[dict]]:
    """Rows of one part by their sentence; every tenth sentence of a file is kept from training (`train.corpora`)."""
    return {text: rows for _, _, text, rows in own_texts(OWN, part)}


def coded(rows: dict[str, list[dict]]) -> Iterator[tuple[list[dict], tuple[Claim, ...], str]]:
    """Each sentence's rows with the event claims made of it and its text as read."""
    acts = list(rows.values())
    for article, claims in event_claims(rows):
        yield acts[int(article.name)], claims, article.text


def _trigger(claim: Claim, text: str) -> str:
    return claim.evidence.trigger.of(text)


def _names(claim: Claim, role: Role, spans: list[Span]) -> bool:
    """Whether a party of this role lies in one of the phrases wanted."""
    return any(a.role is role and any(a.span.overlaps(s) for s in spans) for a in claim.actors)


def grade(row: dict, claim: Claim, text: str, counts: Counts, start: int = 0) -> None:
    """Ask a claim at a labelled trigger for type, status, mode and parties; phrases are sought from ``start`` on."""
    right = claim.event is not None and claim.event.type == row["type"]
    counts.ask("type", right)
    counts.ask("status", claim.status.value == row["status"])
    if right and row["mode"] and claim.event is not None:
        counts.ask("mode", claim.event.mode == row["mode"])
    for role, side in ((Role.ACTOR, "source"), (Role.RECIPIENT, "target")):
        if row[side]:
            found = ((text.find(phrase, start), len(phrase)) for phrase in row[side])
            spans = [Span(at, at + n) for at, n in found if at >= 0]
            mutual = role is Role.RECIPIENT and _names(claim, Role.ACTOR, spans)
            counts.ask(role.value, mutual or _names(claim, role, spans))


def judge(acts: list[dict], claims: tuple[Claim, ...], text: str, counts: Counts) -> None:
    """Count one sentence."""
    real = [row for row in acts if row["type"] != "NONE"]
    if not real:
        counts.none_rows += 1
        counts.on_none += len(claims)
        return
    known = {row["trigger"] for row in real}
    counts.claims += len(claims)
    counts.extra += sum(_trigger(c, text) not in known for c in claims)
    for row in real:
        claim = next((c for c in claims if _trigger(c, text) == row["trigger"]), None)
        counts.ask("found", claim is not None)
        counts.ask(f"found {row['type']}", claim is not None)
        if claim is None or claim.event is None:
            continue
        counts.ask(f"type {row['type']}", claim.event.type == row["type"])
        grade(row, claim, text, counts)


def measure(data: Path) -> Iterable[Score]:  # noqa: ARG001  the sentences are ours
    """Shares of our own acts found and labelled right, and claims where there is no act."""
    counts = Counts()
    for acts, claims, text in coded(texts()):
        judge(acts, claims, text, counts)
    for what in ("found", "type", "mode", "status", "actor", "recipient"):
        yield Score(name=f"acts, {what} right ({counts.asked[what]})", value=counts.share(what), unit="%")
    yield Score(
        name=f"claims per 100 sentences without an act ({counts.none_rows})",
        value=100 * counts.on_none / max(1, counts.none_rows),
        better="lower",
    )
    yield Score(
        name=f"claims at no labelled trigger ({counts.claims})",
        value=100 * counts.extra / max(1, counts.claims),
        unit="%",
        better="lower",
    )


def main() -> None:
    """Print every share, or what went wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--wrong", default="", help="print the rows of this type that were missed or mistyped"
    )
    parser.add_argument("--part", choices=("dev", "train"), default="dev")
    args = parser.parse_args()
    counts = Counts()
    for acts, claims, text in coded(texts(args.part)):
        judge(acts, claims, text, counts)
        for row in acts:
            found = next((c for c in claims if _trigger(c, text) == row["trigger"]), None)
            missed = found is None or (found.event is not None and found.event.type != row["type"])
            if row["type"] == args.wrong and (missed != (args.wrong == "NONE")):
                seen = [(c.event.type, _trigger(c, text), c.p) for c in claims if c.event]
                print(row["trigger"], row["status"], "|", text, "|", seen)
    for what in sorted(counts.asked):
        print(f"{what:24s} {counts.share(what):5.1f}  of {counts.asked[what]}")
    print("claims on NONE", counts.on_none, counts.none_rows, "extra", counts.extra, "of", counts.claims)


if __name__ == "__main__":
    main()
