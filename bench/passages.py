"""Acts in whole passages of our own, where every act is labelled: precision and recall at their triggers.

    sayso bench passages

The passages (`train/own/passages`) were written for this project as wire reports read: several acts, told again and
denied, among sport, markets, weather, metaphors and names. Nine in ten are training texts of the reader; the tenth,
measured here, chose bounds. A claim counts as right when a labelled act has its trigger.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.acts import Counts, grade
from bench.events import event_claims
from bench.harness import Score
from sayso.records import Claim
from train.corpora import in_part

__all__ = ["measure"]

OWN = Path(__file__).resolve().parents[1] / "train" / "own" / "passages"


@dataclass(frozen=True)
class Labelled:
    """A passage and its acts by the offset of their trigger."""

    text: str
    acts: dict[int, dict]
    starts: tuple[int, ...]


def passages(part: str = "dev") -> list[Labelled]:
    """Passages of one part; every tenth of a file is kept from training (`train.event_corpora`)."""
    out = []
    for path in sorted(OWN.glob("*.jsonl")):
        for i, row in enumerate(map(json.loads, path.open(encoding="utf8"))):
            if in_part(i, part):
                out.append(labelled(row))
    return out


def labelled(row: dict) -> Labelled:
    """A passage as one text, its acts at their places."""
    starts, at = [], 0
    for sentence in row["sentences"]:
        starts.append(at)
        at += len(sentence) + 1
    acts = {}
    for act in row["acts"]:
        sentence = row["sentences"][act["s"]]
        acts[starts[act["s"]] + whole_word(sentence, act["trigger"])] = {**act, "start": starts[act["s"]]}
    return Labelled(" ".join(row["sentences"]), acts, tuple(starts))


def whole_word(sentence: str, word: str) -> int:
    """Where a word stands in a sentence by itself, not inside another one."""
    at = sentence.find(word)
    while at >= 0:
        before, after = sentence[at - 1 : at], sentence[at + len(word) : at + len(word) + 1]
        if not before.isalpha() and not after.isalpha():
            return at
        at = sentence.find(word, at + 1)
    return sentence.find(word)


def judge(passage: Labelled, claims: Iterable[Claim], counts: Counts) -> None:
    """Count the acts and the claims of one passage."""
    found = {c.evidence.trigger.start: c for c in claims}
    counts.claims += len(found)
    counts.extra += sum(at not in passage.acts for at in found)
    if not passage.acts:
        counts.none_rows += 1
        counts.on_none += len(found)
    for at, act in passage.acts.items():
        claim = found.get(at)
        counts.ask("found", claim is not None)
        if claim is None or claim.event is None:
            continue
        grade(act, claim, passage.text, counts, act["start"])


def coded(part: str = "dev") -> Iterator[tuple[Labelled, tuple[Claim, ...], str]]:
    """Each passage with the event claims made of it and its text as read."""
    texts = passages(part)
    for article, claims in event_claims(p.text for p in texts):
        yield texts[int(article.name)], claims, article.text


def measure(data: Path) -> Iterable[Score]:  # noqa: ARG001  the passages are ours
    """Precision, recall and F1 of acts, and shares of their labels right."""
    counts = Counts()
    for passage, claims, _ in coded():
        judge(passage, claims, counts)
    yield from scores(counts)


def scores(counts: Counts) -> Iterator[Score]:
    """The figures of what was counted."""
    right, asked = counts.right["found"], counts.asked["found"]
    precision, recall = 100 * right / max(1, counts.claims), 100 * right / max(1, asked)
    yield Score(name=f"acts in passages, precision ({counts.claims})", value=precision, unit="%")
    yield Score(name=f"acts in passages, recall ({asked})", value=recall, unit="%")
    yield Score(
        name="acts in passages, F1", value=2 * precision * recall / max(1e-9, precision + recall), unit="%"
    )
    for what in ("type", "mode", "status", "actor", "recipient"):
        yield Score(
            name=f"acts in passages, {what} right ({counts.asked[what]})",
            value=counts.share(what),
            unit="%",
        )
    yield Score(
        name=f"claims per passage without an act ({counts.none_rows})",
        value=counts.on_none / max(1, counts.none_rows),
        better="lower",
    )


def main() -> None:
    """Print the figures, and what was missed or made up."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--part", choices=("dev", "train"), default="dev")
    parser.add_argument("--wrong", action="store_true", help="print acts missed and claims made up")
    args = parser.parse_args()
    counts = Counts()
    for passage, claims, text in coded(args.part):
        judge(passage, claims, counts)
        if args.wrong:
            print("\n" + text)
            for c in claims:
                if c.event is not None and c.evidence.trigger.start not in passage.acts:
                    print(f"   + {c.evidence.trigger.of(text)}: {c.event.type} {c.p}")
            have = {c.evidence.trigger.start for c in claims}
            for at, act in passage.acts.items():
                if at not in have:
                    print(f"   - {act['trigger']}: {act['type']} {act['status']}")
    for score in scores(counts):
        print(f"{score.name:50s} {score.value:6.2f}")


if __name__ == "__main__":
    main()
