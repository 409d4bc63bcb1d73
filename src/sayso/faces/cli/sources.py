"""`sayso sources`: who says what, how often alone, how often unnamed."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sayso.engine.session import Session, SpeakerQuery
from sayso.engine.speaking import (
    Echo,
    SaidClaim,
    SpeakerCounts,
    Speakers,
    VoiceCounts,
    said_to_json,
    speaker_to_json,
)
from sayso.faces.cli.options import LedgerOption, day, settings_with
from sayso.faces.cli.rows import BETWEEN, TABLE_ROWS, RowFormat, write_rows
from sayso.faces.cli.streams import Streams
from sayso.faces.cli.tables import counted, plain, snippet, sureness, what
from sayso.records import SpeakerKind, Status
from sayso.records.codec import SCHEMA

__all__ = ["sources"]

#: Columns of `--format csv` without a name, and with one.
_SPEAKER_COLUMNS = (
    "name", "kind", "country", "affiliation", "claims", "reports", "events", "alone", "by_outlet",
    "certain", "hedged", "denied", "first_published", "last_published",
)  # fmt: skip
_CLAIM_COLUMNS = (
    "id", "speaker", "kind", "published", "publisher", "type", "mode", "measure", "item", "status",
    "polarity", "modality", "evidence", "confirmed_by", "denied_by", "event_id", "p",
)  # fmt: skip
_LEGEND = (
    "alone: share of claims in events with no other independent origin; "
    "outlet: share passed on by an outlet; c/h/d: certain, hedged, denied"
)


def sources(  # noqa: PLR0913, PLR0917  each is an option of the command
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="Words of a speaker's name; all speakers if left out."),
    ] = None,
    since: Annotated[str | None, typer.Option(metavar="D", help="First day of publication.")] = None,
    until: Annotated[str | None, typer.Option(metavar="D", help="Last day of publication.")] = None,
    kind: Annotated[
        str | None,
        typer.Option(metavar="K", help="person, institution, outlet, unnamed, collective or document."),
    ] = None,
    limit: Annotated[
        int | None,
        typer.Option(metavar="N", help=f"Speakers or claims at most; a table stops at {TABLE_ROWS} unasked."),
    ] = None,
    form: Annotated[
        RowFormat,
        typer.Option(
            "--format", help="table for people; json: one document; jsonl: one line per speaker or claim."
        ),
    ] = RowFormat.TABLE,
    ledger: LedgerOption = None,
) -> None:
    """Ask the ledger who says what, how often alone, and how often unnamed.

    Without NAME, one row per speaker with the counts of what he says, and on whose word all claims rest.
    With NAME, what that speaker says, latest first, with whoever confirms or denies it.
    """
    query = SpeakerQuery(name=name, since=day(since), until=day(until), kind=kind, limit=limit)
    session = Session(settings_with(ledger))
    if name is not None:
        _said(session.said_by(query), form, limit)
    else:
        _speakers(session.speakers(query), form, limit)


# ------------------------------------------------------------------ every speaker


def _speakers(found: Speakers, form: RowFormat, limit: int | None) -> None:
    streams = Streams(machine=form is not RowFormat.TABLE)
    if form is RowFormat.JSON:
        streams.document(found.as_json(), indent=2)
    elif form is RowFormat.JSONL:
        for counts in found.speakers:
            streams.document(speaker_to_json(counts), indent=None)
    elif form is RowFormat.CSV:
        write_rows(_SPEAKER_COLUMNS, map(speaker_to_json, found.speakers), sys.stdout)
    else:
        rows = found.speakers if limit is not None else found.speakers[:TABLE_ROWS]
        streams.block(Group(Text(_totals(found.voices)), Text()))
        if not rows:
            streams.say("no speaker in the ledger meets these conditions")
            return
        streams.block(Group(_table(rows), Text(), Text(_LEGEND, style="dim")))
        if len(rows) < len(found.speakers):
            streams.say(f"only the first {counted(len(rows), 'speaker')}; --limit N gives more")


def _totals(voices: VoiceCounts) -> str:
    """On whose word claims rest, in one line."""
    parts = [f"{voices.own_voice:,} in the report's own voice"]
    for kind in sorted(SpeakerKind, key=lambda k: -voices.by_kind.get(k, 0)):
        n = voices.by_kind.get(kind, 0)
        if kind is SpeakerKind.UNNAMED:
            parts.insert(1, f"{n:,} on an unnamed source's word")
        elif n:
            parts.append(f"{n:,} on {_ARTICLES.get(kind, 'a')} {kind.value}'s")
    return f"{counted(voices.claims, 'claim')}: {', '.join(parts)}"


_ARTICLES = {SpeakerKind.INSTITUTION: "an", SpeakerKind.OUTLET: "an"}


def _table(rows: Iterable[SpeakerCounts]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("speaker", ratio=1, overflow="fold")
    table.add_column("kind", no_wrap=True)
    for heading in ("claims", "reports", "events", "alone", "outlet", "c/h/d"):
        table.add_column(heading, no_wrap=True, justify="right")
    for heading in ("first", "last"):
        table.add_column(heading, no_wrap=True)
    for s in rows:
        table.add_row(
            Text(_who(s)),
            s.kind.value,
            f"{s.claims:,}",
            f"{s.reports:,}",
            f"{s.events:,}",
            "" if s.alone is None else f"{s.alone:.0%}",
            f"{s.by_outlet:.0%}",
            f"{s.certain}/{s.hedged}/{s.denied}",
            s.first or "",
            s.last or "",
        )
    return table


def _who(counts: SpeakerCounts) -> str:
    aside = f", {counts.affiliation}" if counts.affiliation else ""
    return plain(counts.name + aside + (f" ({counts.country})" if counts.country else ""))


# ------------------------------------------------------------------ one speaker


def _said(found: Iterator[SaidClaim], form: RowFormat, limit: int | None) -> None:
    streams = Streams(machine=form is not RowFormat.TABLE)
    if form is RowFormat.JSON:
        head = f'{{"schema": "{SCHEMA}", "claims": ['
        streams.collection((said_to_json(s) for s in found), head=head, tail="]}")
    elif form is RowFormat.JSONL:
        for said in found:
            streams.document(said_to_json(said), indent=None)
    elif form is RowFormat.CSV:
        write_rows(_CLAIM_COLUMNS, map(_row, found), sys.stdout)
    else:
        rows = list(islice(found, TABLE_ROWS if limit is None else None))
        if not rows:
            streams.say("no speaker of that name in the ledger meets these conditions")
            return
        coloured = streams.out.is_terminal and not streams.out.no_color
        streams.block(Group(*(_block(said, coloured=coloured) for said in rows)))
        if limit is None and next(found, None) is not None:
            streams.say(f"only the latest {counted(len(rows), 'claim')}; --limit N gives more")


def _block(said: SaidClaim, *, coloured: bool) -> RenderableType:
    head = Text(f"{said.published or 'day not known'}  ")
    head.append(what(said.claim), style="bold")
    head.append("  ")
    head.append_text(sureness(said.claim))
    head.append(f"  {plain(said.speaker)} [{said.kind}]")
    head.append(f"  {said.claim.claim_id}", style="dim")
    lines: list[RenderableType] = [snippet(said.claim, coloured=coloured)]
    against = "contradicted by" if said.claim.status is Status.NEGATED else "denied by"
    for label, echoes in (("confirmed by", said.confirmed_by), (against, said.denied_by)):
        if echoes:
            lines.append(Text(f"{label} " + "; ".join(_echo(e) for e in echoes)))
    return Group(head, Padding(Group(*lines), (0, 0, 1, 4)))


def _echo(echo: Echo) -> str:
    return plain(f"{echo.who} ({', '.join(part for part in (echo.published, echo.claim_id) if part)})")


def _row(said: SaidClaim) -> dict[str, object]:
    claim = said.claim
    return {
        "id": claim.claim_id,
        "speaker": said.speaker,
        "kind": said.kind.value,
        "published": said.published,
        "publisher": said.publisher,
        "type": claim.event.type if claim.event else None,
        "mode": claim.event.mode if claim.event else None,
        "measure": claim.figure.measure.value if claim.figure else None,
        "item": claim.figure.item if claim.figure else None,
        "status": claim.status.value,
        "polarity": claim.certainty.polarity.value,
        "modality": claim.certainty.modality.value,
        "evidence": claim.evidence.sentence,
        "confirmed_by": BETWEEN.join(e.who for e in said.confirmed_by),
        "denied_by": BETWEEN.join(e.who for e in said.denied_by),
        "event_id": said.event_id,
        "p": claim.p,
    }
