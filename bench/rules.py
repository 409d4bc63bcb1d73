"""Flags of UN rules in reports of our own: which regime a report touches, and how it reads.

    sayso bench rules

The reports (`train/own/rules`) were written for this project: parts to look at (dev, and two thirds of dev2), and parts
that nobody who wrote the rules has read (the rest of dev2, by a hash of the id: dev2-unseen; and test). They are labelled with regimes of the UN only, so rules of others are left aside. A report's
flags are those of all its claims; a flag is right when the report is labelled with a rule of the same regime (a labelled
rule that we do not know is one missed). A reading is right when every reading of a right flag is among those labelled.
"told" counts what the rules see in a report even where it has no claim that could carry the flag.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.harness import Score, digest
from bench.intervals import bootstrap
from sayso.extract import extract, touched
from sayso.extract.rules import shipped_book
from sayso.read import Reader
from sayso.records import Article, Claim, Item, RuleHit
from sayso.resolve import Actors, Places
from sayso.text import make_article

__all__ = ["coded", "judged", "measure"]

OWN = Path(__file__).resolve().parents[1] / "train" / "own" / "rules"
PARTS = ("dev", "dev2-seen", "dev2-unseen", "test")
#: Words of ids that tell nothing of whom a rule is on.
_UNTELLING = frozenset(
    "un arms armed groups group non state nongov government embargo former territorial".split()
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One report: flags right, wrong and missed by regime, and of the right ones how many read right."""

    row: dict[str, Any]
    claims: tuple[Claim, ...]
    right: frozenset[str]
    wrong: frozenset[str]
    missed: tuple[str, ...]
    read_right: int
    told: int


def coded(rows: Sequence[dict[str, Any]]) -> Iterator[tuple[tuple[Claim, ...], tuple[RuleHit, ...]]]:
    """The claims of each report, read by the whole pipeline, and all that its words touch."""
    reader, places = Reader.load(), Places.open()
    actors = Actors.open(places)
    for row in rows:
        article = make_article(Item(name=row["id"], body=row["text"], published=row["published"]))
        if not isinstance(article, Article):
            yield (), ()
            continue
        reading = reader.read([article])[0]
        claims = extract(article, reading, places=places, actors=actors)
        yield claims, touched(article, reading, places=places, actors=actors)


def regimes_of(rule: str) -> frozenset[str]:
    """Regimes that an id may stand for; an id that no rule has stands for itself."""
    return frozenset(r.regime for r in shipped_book().rows(rule)) or frozenset({rule})


def labelled(ids: Sequence[str]) -> frozenset[str]:
    """Regimes that a label's ids stand for; where we know none of the ids, those that share a telling word."""
    known = [rule for rule in ids if shipped_book().rows(rule)]
    if known:
        return frozenset(r for rule in known for r in regimes_of(rule))
    words = {w for rule in ids for w in rule.split("-")} - _UNTELLING
    kin = {
        r.regime
        for r in shipped_book().rules
        if r.issuer == "UN" and any(words & set(name.split("-")) for name in (r.rule_id, *r.aka))
    }
    return frozenset(kin) or frozenset(ids)


def judged(row: dict[str, Any], claims: Sequence[Claim], told: Sequence[RuleHit]) -> Judged:
    """One report's flags against its labels."""
    found: dict[str, set[str]] = {}
    for claim in claims:
        for hit in claim.rules:
            if hit.issuer == "UN":
                for regime in regimes_of(hit.rule):
                    found.setdefault(regime, set()).add(hit.reading)
    seen = {r for hit in told if hit.issuer == "UN" for r in regimes_of(hit.rule)} | set(found)
    right: set[str] = set()
    missed, read_right, n_told = [], 0, 0
    for label in row["rules"]:
        ids = label["rule"] if isinstance(label["rule"], list) else [label["rule"]]
        wanted = labelled(ids)
        n_told += bool(wanted & seen)
        met = wanted & set(found)
        if not met:
            missed.append(ids[0])
            continue
        right |= met
        read_right += all(reading in label["readings"] for regime in met for reading in found[regime])
    return Judged(
        row=row,
        claims=tuple(claims),
        right=frozenset(right),
        wrong=frozenset(set(found) - right),
        missed=tuple(missed),
        read_right=read_right,
        told=n_told,
    )


def _share(
    top: Callable[[Judged], int], under: Callable[[Judged], int]
) -> Callable[[Sequence[Judged]], float]:
    def share(rows: Sequence[Judged]) -> float:
        whole = sum(map(under, rows))
        return 100 * sum(map(top, rows)) / whole if whole else 100.0

    return share


def _n_right(one: Judged) -> int:
    return len(one.row["rules"]) - len(one.missed)


FIGURES = {
    "flags right (precision)": _share(_n_right, lambda j: _n_right(j) + len(j.wrong)),
    "flags found (recall)": _share(_n_right, lambda j: len(j.row["rules"])),
    "told in words (recall)": _share(lambda j: j.told, lambda j: len(j.row["rules"])),
    "readings of right flags right": _share(lambda j: j.read_right, _n_right),
    "look-alikes left alone": _share(
        lambda j: not j.row["rules"] and not j.wrong, lambda j: not j.row["rules"]
    ),
}


def file_of(name: str) -> Path:
    """The file that a part lies in."""
    return OWN / f"{name.partition('-')[0]}.jsonl"


def rows_of(name: str) -> list[dict[str, Any]]:
    """The reports of a part; of dev2 a third is kept unseen, by a hash of the id."""
    rows = [json.loads(line) for line in file_of(name).read_text(encoding="utf-8").splitlines()]
    _, dash, wanted = name.partition("-")
    return [r for r in rows if not dash or _is_unseen(r["id"]) is (wanted == "unseen")]


def _is_unseen(report: str) -> bool:
    return int(hashlib.sha256(report.encode()).hexdigest(), 16) % 3 == 0


def part(name: str) -> list[Judged]:
    """All reports of one part, judged."""
    rows = rows_of(name)
    return [judged(row, *read) for row, read in zip(rows, coded(rows), strict=True)]


def measure(data: Path) -> Iterable[Score]:  # noqa: ARG001  the reports are ours
    """Precision, recall and readings, for each part."""
    for name in PARTS:
        path = file_of(name)
        if not path.is_file():
            continue
        rows = part(name)
        for what, share in FIGURES.items():
            yield Score(
                name=f"{name}: {what} ({len(rows)} reports)",
                value=share(rows),
                unit="%",
                data_sha256=digest(path),
            )


def main() -> None:
    """Print the figures of one part with intervals over reports, and on demand what is wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("part", choices=PARTS)
    parser.add_argument("--wrong", action="store_true", help="print reports with wrong or missed flags")
    args = parser.parse_args()
    if args.wrong and args.part in ("dev2-unseen", "test"):
        parser.error(f"{args.part} is kept unread; print figures only")
    rows = part(args.part)
    for one in rows:
        bad = one.wrong or one.missed or one.read_right < _n_right(one)
        if args.wrong and bad:
            _show(one)
    for what, share in FIGURES.items():
        print(f"{args.part}: {what:32s} {bootstrap(rows, share)}")


def _show(one: Judged) -> None:
    print(f"{one.row['id']}  {one.row['text']}\n   wrong {sorted(one.wrong)}  missed {list(one.missed)}")
    print(f"   told {one.told}  labelled {[(r['rule'], r['readings']) for r in one.row['rules']]}")
    for claim in one.claims:
        for hit in claim.rules:
            print(f"   {claim.event.type if claim.event else 'figure'}: {hit.rule} {hit.reading} | {hit.why}")


if __name__ == "__main__":
    main()
