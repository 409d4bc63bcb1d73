"""Origins on our own stream: 30 happenings in 200 reports, loaded as a user would; half of them held out.

    sayso bench origins

The reports are written by hand or made of those by an editor script and a spinner of our own
(docs/quality/stream.md). They go through `sayso load` into a fresh ledger, in the order of the stream and in
others; what is scored is what the ledger then says. Intervals resample happenings.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from bench.harness import Score
from bench.stream.gold import Gold
from bench.stream.make import Row, read_stream
from bench.stream.score import (
    Member,
    Predicted,
    PredictedEvent,
    PredictedLink,
    counts,
    link_confusion,
    located,
    merges,
    summary,
)
from sayso.engine.catalog import open_ledger
from sayso.engine.config import Settings, load_settings
from sayso.engine.pipeline import CodedReport
from sayso.engine.session import EventQuery, Session
from sayso.ledger import Ledger
from sayso.link.cluster import SPUN_FROM
from sayso.records import Account, Event

__all__ = ["loaded", "measure", "predicted"]

FIELDS = ("dev", "held")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A stream in a ledger: what was coded, and how long that took in seconds of the processor."""

    ledger: Path
    carried: int
    coded: int
    seconds: float


def settings_for(ledger: Path) -> Settings:
    """Settings that touch nothing but one ledger."""
    return load_settings({}, flags={"ledger.path": str(ledger)})


def loaded(rows: Sequence[Row], folder: Path) -> Loaded:
    """Load reports into a fresh ledger, in the order given."""
    folder.mkdir(parents=True, exist_ok=True)
    source, ledger = folder / "reports.jsonl", folder / "ledger.db"
    source.write_text("".join(row.line() + "\n" for row in rows), encoding="utf-8")
    started = time.process_time()
    coded = [r for r in Session(settings_for(ledger)).load([str(source)]) if isinstance(r, CodedReport)]
    return Loaded(ledger, sum(r.carried for r in coded), len(coded), time.process_time() - started)


def predicted(path: Path, rows: Sequence[Row]) -> Predicted:
    """What a ledger says of the stream, by the ids of its rows."""
    texts = {row.id: row.text for row in rows}
    with open_ledger(settings_for(path), create=False) as ledger:
        return _predicted(ledger, texts)


def _predicted(ledger: Ledger, texts: dict[str, str]) -> Predicted:
    origins: dict[str, frozenset[str]] = {}
    wires: dict[str, str] = {}
    spun: set[str] = set()
    links: list[PredictedLink] = []
    given: dict[str, str] = {}
    with ledger.standings() as shelf:
        ids = list(shelf.every())
    for article_id in ids:
        report = ledger.report(article_id)
        given[article_id] = report.header["given_id"] if report else article_id
    with ledger.standings() as shelf:
        for article_id in ids:
            origin = shelf.origin(article_id)
            own = given[article_id]
            if origin is not None:
                origins[own] = frozenset((origin.origin_id, *origin.parts))
                wires |= {own: origin.wire} if origin.wire else {}
                spun |= {own} if origin.spun >= SPUN_FROM or origin.kind == "paraphrase" else set()
            links += [
                PredictedLink(left=own, right=given[link.right_id], kind=link.kind.value)
                for link in shelf.links_from(article_id)
            ]
    events = tuple(_event(ledger, event, given, texts) for event in ledger.events(EventQuery()))
    return Predicted(origins=origins, events=events, links=tuple(links), wires=wires, spun=frozenset(spun))


def _event(ledger: Ledger, event: Event, given: dict[str, str], texts: dict[str, str]) -> PredictedEvent:
    members = []
    for account in ledger.accounts_in(event.event_id):
        for bearer in account.bearers:
            row = given[bearer.article_id]
            start, end = located(_sentence(ledger, account, bearer.article_id), texts[row])
            members.append(Member(report=row, start=start, end=end))
    low, high = event.origins_interval
    return PredictedEvent(
        id=event.event_id,
        members=tuple(members),
        type=event.lead.event.type if event.lead.event else "",
        origins=event.n_origins,
        certain=low,
        possible=high,
        rests_on=event.rests_on or "",
    )


def _sentence(ledger: Ledger, account: Account, article_id: str) -> str:
    """The sentence that an account rests on in one of the reports that tell it."""
    if article_id == account.claim.article_id:
        return account.claim.evidence.sentence
    with ledger.standings() as shelf:
        spans = dict(shelf.carried(article_id))
        text = shelf.text(article_id) or ""
    return spans[account.claim.claim_id].of(text)


def measure(_data: Path | None = None) -> Iterable[Score]:
    """Scores of both halves of the stream, of what reading of copies is saved, and of other orders."""
    with _folder() as folder:
        for field in FIELDS:
            stream = read_stream(field)
            done = loaded(stream.rows, Path(folder) / field)
            found = predicted(done.ledger, stream.rows)
            for name, value in summary(stream.gold, found).items():
                better = "lower" if "merge" in name or "error" in name else "higher"
                yield Score(name=f"{field}, {name}", value=value, better=better)
            yield Score(name=f"{field}, reports not read again", value=done.carried / done.coded)
        yield Score(name="orders of arrival that give another result", value=_orders(folder), better="lower")


def _folder() -> AbstractContextManager[str]:
    return tempfile.TemporaryDirectory(prefix="origins")


def _orders(folder: str, n: int = 2) -> float:
    """How many of ``n`` shuffles within days, and the rebuild, differ from the order of the stream."""
    stream = read_stream("dev")
    first = _state(loaded(stream.rows, Path(folder) / "first").ledger)
    different = 0
    for seed in range(n):
        draw = random.Random(seed)  # noqa: S311  a seeded shuffle, no secret
        rows = sorted(stream.rows, key=lambda row: (_day(row), draw.random()))
        different += _state(loaded(rows, Path(folder) / f"order{seed}").ledger) != first
    again = Path(folder) / "first" / "ledger.db"
    Session(settings_for(again)).rebuild()
    return float(different + (_state(again) != first))


def _day(row: Row) -> str:
    return str(json.loads(row.line()).get("published") or "")[:10]


def _state(path: Path) -> tuple[object, ...]:
    """Everything that is concluded: where reports stand, and the events."""
    with open_ledger(settings_for(path), create=False) as ledger:
        with ledger.standings() as shelf:
            stand = [(i, shelf.origin(i), sorted(c for c, _ in shelf.carried(i))) for i in shelf.every()]
        events = [
            (e.event_id, e.claim_ids, e.n_reports, e.n_origins, e.origins_interval, e.rests_on)
            for e in ledger.events(EventQuery())
        ]
    return tuple(stand), tuple(sorted(events))


def main() -> None:
    """Print the figures of one half with what is wrong in it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--field", choices=FIELDS, default="dev")
    parser.add_argument("--ledger", type=Path, help="a folder to keep the ledger in")
    parser.add_argument("--wrong", action="store_true", help="name what is wrong")
    args = parser.parse_args()
    stream = read_stream(args.field)
    with _folder() as folder:
        done = loaded(stream.rows, args.ledger or Path(folder))
        found = predicted(done.ledger, stream.rows)
    print(f"{done.coded} coded, {done.carried} of them not read again, {done.seconds:.1f} s")
    for name, value in summary(stream.gold, found).items():
        print(f"{name:40s} {value:8.4f}")
    for kinds, n in sorted(link_confusion(stream.gold, found.links).items()):
        print(f"  link {kinds[0]:16s} found as {kinds[1]:16s} {n:4d}")
    if args.wrong:
        _wrong(stream.gold, found)


def _wrong(gold: Gold, found: Predicted) -> None:
    for count in counts(gold, found):
        if not count.exact or not count.rests_on_right:
            print(count)
    for merge in merges(gold, found.events):
        print(merge)
    for report in gold.reports:
        wanted = {origin for origin, share in report.shares.items() if share >= 0.45}
        print(
            report.id, sorted(wanted), sorted(found.origins.get(report.id, ())), report.relation, report.spun
        )


if __name__ == "__main__":
    main()
