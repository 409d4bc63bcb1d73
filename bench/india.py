"""Police in Indian news: claims of police action where nobody saw one, and arrests, force and killings found.

    sayso bench india

India Police Events labels every sentence of 1,257 articles for police action (labels of readers who saw the
sentence in its article). The texts come in small letters; only sentence starts are capitalised before reading, and
quotation marks that a wrong encoding broke are mended. Articles are read whole and a claim belongs to the sentence
that holds its trigger. Claims of what did not happen are left aside. A sentence without any label may hold other
events, so only claims that have police or soldiers act are false there; the share with any claim stands beside it.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.acts import Counts
from bench.events import event_claims
from bench.harness import Score, data_folder, digest
from sayso.records import Claim, Role, Status

__all__ = ["measure"]

#: Labels of acts asked for, and what kind of claim fits them: type, and the modes that fit (empty: any).
FITS: Mapping[str, Mapping[str, frozenset[str | None]]] = {
    "ARREST": {"COERCE": frozenset({"arrest"})},
    "FORCE": {"ASSAULT": frozenset(), "COERCE": frozenset({"restrict"})},
    "KILL": {"ASSAULT": frozenset()},
}
_FORCES = frozenset({"COP", "MIL", "PRM"})
_BROKEN = {"â€˜": "'", "â€™": "'", "â€œ": '"', "â€�": '"', "â€“": "-", "â€”": "-"}
_START = re.compile(r"(?:^|[.!?:]\s+|\n\s*)[\"'(\[]*([a-z])")


@dataclass(frozen=True, slots=True)
class Row:
    """One sentence and what its readers saw."""

    text: str
    labels: frozenset[str]


def documents(path: Path) -> dict[str, list[Row]]:
    """Sentences by document, in order."""
    out: dict[str, list[Row]] = {}
    with path.open(encoding="utf8") as lines:
        for row in map(json.loads, lines):
            name = row["id"].rpartition("-")[0]
            out.setdefault(name, []).append(Row(row["text"], frozenset(row["labels"])))
    return out


def whole(rows: Sequence[Row]) -> str:
    """The article's text: sentences in a row, quotation marks mended, sentence starts capitalised."""
    text = " ".join(r.text for r in rows)
    for broken, mended in _BROKEN.items():
        text = text.replace(broken, mended)
    return _START.sub(lambda m: m.group()[:-1] + m.group(1).upper(), text)


def owners(text: str, rows: Sequence[Row]) -> list[int]:
    """For each character of the article the number of its sentence.

    Only letters and digits of ASCII are compared, which mending and normalising leave alone.
    """
    out, at, last = [0] * (len(text) + 1), 0, 0
    sizes = [sum(c.isascii() and c.isalnum() for c in r.text) for r in rows]
    left = list(sizes)
    for i, c in enumerate(text):
        if c.isascii() and c.isalnum():
            while at < len(left) - 1 and left[at] == 0:
                at += 1
            left[at] -= 1
            last = at
        out[i] = last
    return out


def by_police(claim: Claim) -> bool:
    """Whether police act in a claim, or in an assault or a coercion any armed force of a state."""
    sectors = {s for a in claim.actors if a.role is Role.ACTOR for s in a.sectors}
    hard = claim.event is not None and claim.event.type in ("COERCE", "ASSAULT")
    return bool(sectors & (_FORCES if hard else {"COP"}))


def fits(claim: Claim, label: str) -> bool:
    """Whether a claim is of a kind that a label asks for."""
    if claim.event is None or claim.event.type not in FITS[label]:
        return False
    modes = FITS[label][claim.event.type]
    return not modes or claim.event.mode in modes


def judge(row: Row, claims: Sequence[Claim], counts: Counts) -> None:
    """Count one sentence."""
    if not row.labels:
        counts.ask("police claimed", any(by_police(c) for c in claims))
        counts.ask("any claim", bool(claims))
    for label in sorted(row.labels & FITS.keys()):
        found = any(fits(c, label) for c in claims)
        counts.ask(label, found)
        counts.ask("acts", found)


def read(documents_: Iterable[Sequence[Row]]) -> Iterator[tuple[Row, list[Claim]]]:
    """Each sentence with the claims whose trigger it holds."""
    every = list(documents_)
    read_: dict[int, list[list[Claim]]] = {}
    for article, claims in event_claims(whole(rows) for rows in every):
        number = int(article.name)
        owner = owners(article.text, every[number])
        held: list[list[Claim]] = [[] for _ in every[number]]
        for claim in claims:
            if claim.status is not Status.NEGATED:
                held[owner[claim.evidence.trigger.start]].append(claim)
        read_[number] = held
    for number, rows in enumerate(every):
        yield from zip(rows, read_.get(number, [[] for _ in rows]), strict=True)


def measure(data: Path) -> Iterable[Score]:
    """False events on sentences without police action, and recall of arrests, force and killings."""
    path = data / "events/india_police.jsonl"
    counts, sha = Counts(), digest(path)
    for row, claims in read(documents(path).values()):
        judge(row, claims, counts)
    for what, name in (
        ("police claimed", "sentences without police action, police claimed to act"),
        ("any claim", "sentences without police action, any event claimed"),
    ):
        yield Score(
            name=f"{name} ({counts.asked[what]})",
            value=counts.share(what),
            unit="%",
            better="lower",
            data_sha256=sha,
        )
    for what in ("acts", *FITS):
        yield Score(
            name=f"recall, {what} ({counts.asked[what]})",
            value=counts.share(what),
            unit="%",
            data_sha256=sha,
        )


def main() -> None:
    """Print every share, and the sentences that went wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", nargs="?", default="", help="folder of the corpora")
    parser.add_argument("--wrong", choices=("", "FALSE", *FITS), default="")
    parser.add_argument("--every", type=int, default=1, help="read every n-th document only")
    args = parser.parse_args()
    counts = Counts()
    chosen = list(documents(data_folder(args.data) / "events/india_police.jsonl").values())[:: args.every]
    for row, claims in read(chosen):
        judge(row, claims, counts)
        seen = [(c.event.type, c.event.mode, _said(c), c.p) for c in claims if c.event]
        missed = args.wrong in row.labels and not any(fits(c, args.wrong) for c in claims)
        false = args.wrong == "FALSE" and not row.labels and any(by_police(c) for c in claims)
        if missed or false:
            print(row.text.strip(), "|", seen)
    for what in sorted(counts.asked):
        print(f"{what:24s} {counts.share(what):5.1f}  of {counts.asked[what]}")


def _said(claim: Claim) -> str:
    trigger, span = claim.evidence.trigger, claim.evidence.span
    word = claim.evidence.sentence[trigger.start - span.start : trigger.end - span.start]
    return f"{', '.join(a.text for a in claim.actors if a.role is Role.ACTOR)}: {word}"


if __name__ == "__main__":
    main()
