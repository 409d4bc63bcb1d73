"""Claims and events as a person reads them: the evidence, who says so, how sure, when, where, who."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sayso.faces.cli.amounts import amount, units
from sayso.faces.words import actor_name, actor_names, plain, what
from sayso.records import (
    Article,
    Claim,
    Event,
    Place,
    Quantity,
    Role,
    Span,
    Speaker,
    Status,
    TimeRange,
)

__all__ = [
    "account_lines",
    "actor_names",
    "claim_block",
    "counted",
    "events_table",
    "plain",
    "report_block",
    "snippet",
    "sureness",
    "what",
    "when",
    "where",
]

_STATUS_STYLE = {
    Status.HAPPENED: "green",
    Status.ONGOING: "green",
    Status.PLANNED: "cyan",
    Status.POSSIBLE: "yellow",
    Status.ATTEMPTED: "yellow",
    Status.NEGATED: "red",
    Status.UNKNOWN: "dim",
}
#: Characters of evidence in a list of claims: two lines of a terminal.
_SNIPPET = 180


def counted(n: int, noun: str, plural: str = "") -> str:
    """A number with its noun: "1 claim", "2 claims", "1,204 claims"; ``plural`` where no s makes it."""
    return f"{n:,} {noun if n == 1 else plural or noun + 's'}"


def when(time: TimeRange | None) -> str:
    """The day or range; the words themselves where nothing is resolved."""
    if time is None:
        return ""
    return time.edtf or f"“{plain(time.text)}”"


def where(place: Place | None) -> str:
    """Place and country."""
    if place is None:
        return ""
    return plain(place.name) + (f", {place.country}" if place.country and place.country != place.name else "")


def _parties(claim: Claim) -> str:
    doers = actor_names(claim.actors, Role.ACTOR)
    targets = actor_names(claim.actors, Role.RECIPIENT)
    return f"{doers or '?'} → {targets}" if targets else doers


def _speaker(speaker: Speaker) -> str:
    kind = f" [{speaker.kind}: {plain(speaker.anonymity)}]" if speaker.anonymity else f" [{speaker.kind}]"
    aside = f", {plain(speaker.affiliation)}" if speaker.affiliation else ""
    return plain(speaker.name or speaker.text) + aside + kind


def _chain(claim: Claim, publisher: str | None) -> str:
    if not claim.attribution:
        return f"{plain(publisher)} itself" if publisher else "the report itself"
    return " ← ".join(_speaker(s) for s in claim.attribution)


def _amount(quantity: Quantity) -> str:
    counted = quantity.counted
    if counted is None and quantity.item:
        counted = units(quantity.item, one=quantity.low == quantity.high == 1)
    what = "" if counted is None else f" ({counted})" if quantity.unit else f" {counted}"
    return plain(f"“{quantity.text}”: {amount(quantity)}{what}")


def sureness(claim: Claim) -> Text:
    """Status, and how sure the speaker is of it."""
    text = Text()
    text.append(claim.status.value, style=_STATUS_STYLE[claim.status])
    text.append(f", {claim.certainty.modality} ({claim.certainty.polarity})", style="dim")
    return text


def _evidence(claim: Claim, *, coloured: bool) -> Text:
    """The sentence with the trigger marked: by style on a terminal, by stars elsewhere."""
    evidence = claim.evidence
    base = evidence.span.start
    marks = [(evidence.trigger, "bold reverse", "*")]
    if evidence.cue is not None:
        marks.append((evidence.cue, "underline", "_"))
    text = Text()
    at = 0
    for span, style, sign in sorted(marks, key=lambda mark: mark[0]):
        start, end = span.start - base, span.end - base
        if start < at or end > len(evidence.sentence):
            continue
        text.append(plain(evidence.sentence[at:start]))
        inner = plain(evidence.sentence[start:end])
        text.append(inner if coloured else f"{sign}{inner}{sign}", style=style)
        at = end
    text.append(plain(evidence.sentence[at:]))
    return Text(" ").join(line for line in text.split("\n") if line.plain.strip())


def snippet(claim: Claim, *, coloured: bool) -> Text:
    """The evidence, cut to the words around the trigger, which is marked."""
    whole = _evidence(claim, coloured=coloured)
    at = claim.evidence.trigger.start - claim.evidence.span.start
    if len(whole) <= _SNIPPET:
        return whole
    start = max(0, min(at - _SNIPPET // 3, len(whole) - _SNIPPET))
    end = start + _SNIPPET
    if start:
        start = whole.plain.find(" ", start) + 1
    if end < len(whole):
        end = whole.plain.rfind(" ", start, end)
    before, after = "… " if start else "", " …" if end < len(whole) else ""
    return Text(before) + whole[start:end] + Text(after)


def account_lines(claim: Claim, publisher: str | None) -> Table:
    """Who, where, when, how many and who says so, one line each, empty ones left out."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column()
    subject = claim.figure.subject if claim.figure else None
    rows: list[tuple[str, str]] = [
        ("who", _parties(claim) or (actor_name(subject) if subject else "")),
        ("where", where(claim.place)),
        ("when", _when_with_words(claim.time)),
        ("how many", "; ".join(_amount(q) for q in claim.quantities)),
        ("says so", _chain(claim, publisher)),
        ("rules", "; ".join(f"{r.reading} {r.rule} ({r.why})" for r in claim.rules)),
    ]
    for label, value in rows:
        if value:
            grid.add_row(label, Text(value))
    return grid


def _when_with_words(time: TimeRange | None) -> str:
    if time is None:
        return ""
    return f"{time.edtf} (“{plain(time.text)}”)" if time.edtf else when(time)


def claim_block(number: int, claim: Claim, publisher: str | None, *, coloured: bool) -> RenderableType:
    """One claim: head line, evidence, account."""
    head = Text()
    head.append(f"{number:>3}  ", style="dim")
    head.append(what(claim), style="bold")
    head.append("  ")
    head.append_text(sureness(claim))
    head.append(f"  p {claim.p:.2f}  {claim.claim_id}", style="dim")
    body = Group(_evidence(claim, coloured=coloured), account_lines(claim, publisher))
    return Group(head, Padding(body, (0, 0, 1, 5)))


def report_block(article: Article, claims: Sequence[Claim], console: Console) -> RenderableType:
    """One report with its claims."""
    title = Text(plain(article.title or _first_words(article)), style="bold")
    published = article.published.isoformat() if article.published else "publication date not known"
    facts = [
        plain(article.publisher or article.name),
        published,
        counted(len(article.sentences), "sentence"),
        counted(len(claims), "claim"),
        article.article_id,
    ]
    coloured = console.is_terminal and not console.no_color
    blocks = [
        claim_block(n, claim, article.publisher, coloured=coloured) for n, claim in enumerate(claims, start=1)
    ]
    return Group(title, Text(" · ".join(facts), style="dim"), Text(), *blocks)


def _first_words(article: Article) -> str:
    first = article.headline or (article.sentences[0].span if article.sentences else Span(0, 0))
    words = " ".join(first.of(article.text).split())
    return words if len(words) <= 100 else words[:99] + "…"


def events_table(events: Iterable[Event]) -> Table:
    """Events as a table, one row each."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("when", "what", "who", "to whom", "where", "status", "origins", "id"):
        # days, statuses and ids are copied and searched for, so they are never broken over lines
        whole = heading in ("when", "status", "origins", "id")
        table.add_column(
            heading,
            ratio=None if whole else (3 if heading == "who" else 2),
            no_wrap=whole,
            overflow="fold",
            justify="right" if heading == "origins" else "left",
        )
    for event in events:
        lead = event.lead
        subject = lead.figure.subject if lead.figure else None
        table.add_row(
            Text(when(lead.time)),
            Text(what(lead), style="bold"),
            Text(actor_names(lead.actors, Role.ACTOR) or (actor_name(subject) if subject else "")),
            Text(actor_names(lead.actors, Role.RECIPIENT)),
            Text(where(lead.place)),
            Text(lead.status.value, style=_STATUS_STYLE[lead.status]),
            Text(f"{event.n_origins}/{event.n_reports}"),
            Text(event.event_id, style="dim"),
        )
    return table
