"""What `sayso show` prints for people: one thing, with every account of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sayso.engine.shown import (
    Shown,
    ShownActor,
    ShownClaim,
    ShownEvent,
    ShownOrigin,
    ShownPair,
    ShownReport,
    StoredReport,
)
from sayso.faces.cli.origins import origin_block, origin_tree, pair_block
from sayso.faces.cli.tables import actor_names, claim_block, counted, events_table, plain, what, when, where
from sayso.faces.copying import SPUN_FROM, link_words
from sayso.records import Claim, Event, Link, Reason, Role

__all__ = ["shown_block"]


def shown_block(shown: Shown, console: Console) -> RenderableType:
    """Whatever an id names."""
    coloured = console.is_terminal and not console.no_color
    if isinstance(shown, ShownEvent):
        return _event(shown, coloured=coloured)
    if isinstance(shown, ShownOrigin):
        return origin_block(shown)
    if isinstance(shown, ShownPair):
        return pair_block(shown)
    if isinstance(shown, ShownReport):
        blocks = [
            claim_block(n, claim, shown.report.publisher, coloured=coloured)
            for n, claim in enumerate(shown.claims, start=1)
        ]
        head = _report_head(shown.report, len(shown.claims))
        return Group(*head, *_standing(shown.report, shown.links), Text(), *blocks)
    if isinstance(shown, ShownClaim):
        block = claim_block(1, shown.claim, shown.report.publisher, coloured=coloured)
        event = Text(f"account of event {shown.event_id}", style="dim") if shown.event_id else Text()
        why = Padding(_why(shown.claim), (0, 0, 1, 5))
        return Group(*_report_head(shown.report, None), Text(), block, why, event)
    return _actor(shown)


def _why(claim: Claim) -> RenderableType:
    """How the claim came about: one line for each reason, those for one thing together."""
    if not claim.why:
        return Text("why: not recorded; an earlier sayso read this report", style="dim")
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column()
    before = None
    for reason in claim.why:
        grid.add_row("" if reason.what is before else reason.what.value, _reason(reason))
        before = reason.what
    return Group(Text("why", style="bold"), grid)


def _reason(reason: Reason) -> Text:
    said = f" “{plain(reason.said)}”" if reason.said else ""
    score = f"  {reason.score:.2f}" if reason.score is not None else ""
    text = Text(f"{plain(reason.by)}{said}{score}")
    if reason.instead:
        text.append(f"  not: {plain(', '.join(reason.instead))}", style="dim")
    return text


def _title(event: Event) -> str:
    lead = event.lead
    subject = lead.figure.subject if lead.figure else None
    doers = actor_names(lead.actors, Role.ACTOR) or (plain(subject.name) if subject else "")
    targets = actor_names(lead.actors, Role.RECIPIENT)
    parts = [what(lead), f"{doers} → {targets}" if targets else doers, where(lead.place), when(lead.time)]
    return "  ".join(part for part in parts if part)


def _event(shown: ShownEvent, *, coloured: bool) -> RenderableType:
    event = shown.event
    facts = [
        event.event_id,
        event.lead.status.value,
        counted(event.n_reports, "report"),
        counted(event.n_publishers, "publisher"),
        counted(event.n_origins, "independent origin") + _between(event),
    ]
    if event.rests_on:
        facts.append(f"all of it rests on {plain(event.rests_on)}")
    lines: list[RenderableType] = [
        Text(_title(event), style="bold"),
        Text(" · ".join(facts), style="dim"),
    ]
    lines += [Text(line) for line in _differences(event)]
    if shown.why:
        lines.append(Text("joined because: " + plain("; ".join(shown.why))))
    lines += [Text(), origin_tree(shown.origins), *_tied(shown), Text()]
    for number, claim in enumerate(shown.accounts, start=1):
        report = shown.reports[claim.article_id]
        lines.append(Text(_where_said(report), style="dim"))
        lines.append(claim_block(number, claim, report.publisher, coloured=coloured))
    return Group(*lines)


def _tied(shown: ShownEvent) -> Iterator[Text]:
    """Why fewer origins count than are drawn."""
    drawn, n = len(shown.origins), shown.event.n_origins
    if drawn > n:
        said = f"{drawn} texts, {counted(n, 'independent origin')}: "
        said += "what rests on one speaker alone, or is one newsroom's own word, counts once"
        yield Text(said, style="dim")


def _between(event: Event) -> str:
    """The interval of a count that is not certain."""
    low, high = event.origins_interval
    return "" if low == high else f" ({low} to {high})"


def _standing(report: StoredReport, links: Sequence[Link]) -> Iterator[Text]:
    """Where a report stands, and what it has of others."""
    header: Mapping[str, Any] = report.header  # `Any`: a JSON document
    origin = header["origin"]
    said = [f"{origin['kind']}, origin {origin['id']}"]
    if origin["wire"]:
        said.append(f"text of {plain(origin['wire'])}")
    if header["copy_of"]:
        said.append(f"copy of {header['copy_of']}")
    if origin["spun"] >= SPUN_FROM:
        said.append(f"machine-paraphrased, p {origin['spun']:.2f}")
    yield Text(" · ".join(said), style="dim")
    for link in links:
        if link.left_id == report.article_id:
            yield Text(f"{link_words(link)}: {link.right_id}", style="cyan")


def _differences(event: Event) -> Iterator[str]:
    for field, values in event.disagreements.items():
        said = "; ".join(f"{plain(value)} ({counted(len(ids), 'account')})" for value, ids in values.items())
        yield f"accounts differ in {field}: {said}"


def _where_said(report: StoredReport) -> str:
    name = report.publisher or report.name
    title = report.header["title"]
    parts = [name, report.published or "publication date not known", title, report.article_id]
    return plain(" · ".join(part for part in parts if part))


def _report_head(report: StoredReport, n_claims: int | None) -> list[RenderableType]:
    header: Mapping[str, object] = report.header
    first = " ".join(report.text.split())
    title = str(header["title"] or (first if len(first) <= 100 else first[:99] + "…"))
    facts = [
        report.publisher or report.name,
        report.published or "publication date not known",
        counted(int(str(header["sentences"])), "sentence"),
        *([] if n_claims is None else [counted(n_claims, "claim")]),
        report.article_id,
    ]
    return [Text(plain(title), style="bold"), Text(plain(" · ".join(facts)), style="dim")]


def _actor(shown: ShownActor) -> RenderableType:
    names = Text(plain(", ".join(shown.names)), style="bold")
    line = Text(f"{plain(shown.actor_id)} · {counted(len(shown.events), 'event')}", style="dim")
    return Group(names, line, Text(), events_table(shown.events))
