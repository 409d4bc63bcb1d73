"""`sayso figures`: how-many series with their bounds, speakers and implied daily rates."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated

import typer
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from sayso.engine.figures import (
    Bounds,
    FigureQuery,
    Point,
    Series,
    head_to_json,
    point_to_json,
    series_to_json,
)
from sayso.engine.rates import Daily, RateBasis
from sayso.engine.session import Session
from sayso.faces.cli.amounts import amount, bounds, number, units
from sayso.faces.cli.options import LedgerOption, day, settings_with
from sayso.faces.cli.rows import BETWEEN, TABLE_ROWS, RowFormat, write_rows
from sayso.faces.cli.streams import Streams
from sayso.faces.cli.tables import counted, plain
from sayso.records import Quantity
from sayso.records.codec import SCHEMA

__all__ = ["figures"]

#: Figures of a table for people when no limit is asked for; machine-readable forms give everything.
_COLUMNS = (
    "id", "subject", "subject_id", "subject_country", "measure", "item", "time", "earliest", "latest",
    "time_from", "low", "high", "low_closed", "high_closed", "approx", "unit", "code", "per", "nature",
    "direction", "daily_low", "daily_high", "daily_basis", "daily_days_low", "daily_days_high", "daily_cut",
    "speakers", "said_by", "status", "polarity", "modality", "reports", "publishers", "origins", "rests_on",
    "report", "publisher", "published", "words", "evidence", "differs", "event_id", "p",
)  # fmt: skip
_LEGEND = (
    "a day: the amount divided by the days it covers, or converted from the unit of time it is given per; "
    "≠: another speaker gives another amount for the same time; origins: independent origins/reports"
)


def figures(  # noqa: PLR0913, PLR0917  each is an option of the command
    item: Annotated[
        str | None,
        typer.Option(
            metavar="WORDS", help="What is counted: shells finds artillery shells; all words must be in it."
        ),
    ] = None,
    subject: Annotated[
        str | None,
        typer.Option(metavar="S", help="Whose figures: a country (RUS), an actor's id or words of a name."),
    ] = None,
    measure: Annotated[
        str | None,
        typer.Option(metavar="M", help="use, stock, production, transfer, loss, force, money or other."),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(
            metavar="D", help="First day of what the amount is for; without one, publication counts."
        ),
    ] = None,
    until: Annotated[str | None, typer.Option(metavar="D", help="Last day.")] = None,
    limit: Annotated[
        int | None,
        typer.Option(
            metavar="N", help=f"Figures at most, the latest ones; a table stops at {TABLE_ROWS} unasked."
        ),
    ] = None,
    form: Annotated[
        RowFormat,
        typer.Option("--format", help="table for people; json: one document; jsonl: one line per figure."),
    ] = RowFormat.TABLE,
    ledger: LedgerOption = None,
) -> None:
    """Ask the ledger how many: figures with their bounds, who says so, and what they come to a day.

    Figures are in series of one subject, measure and item, each in the order of the time that its amounts are
    for. Copies of one account are one figure. Where speakers give different amounts for the same time, the
    figures say so.
    """
    query = FigureQuery(
        item=item, subject=subject, measure=measure, since=day(since), until=day(until), limit=limit
    )
    found = Session(settings_with(ledger)).figures(query)
    streams = Streams(machine=form is not RowFormat.TABLE)
    if form is RowFormat.JSON:
        head = f'{{"schema": "{SCHEMA}", "series": ['
        streams.collection((series_to_json(s) for s in found), head=head, tail="]}")
    elif form is RowFormat.JSONL:
        for series in found:
            for point in series.points:
                streams.document(head_to_json(series) | point_to_json(point), indent=None)
    elif form is RowFormat.CSV:
        write_rows(_COLUMNS, (_row(s, p) for s in found for p in s.points), sys.stdout)
    else:
        _print(found, streams, TABLE_ROWS if limit is None else None)


# ------------------------------------------------------------------ for people


def _print(found: Sequence[Series], streams: Streams, rows: int | None) -> None:
    if not found:
        streams.say("no figure in the ledger meets these conditions")
        return
    blocks: list[RenderableType] = []
    left, total = rows, sum(len(series.points) for series in found)
    for series in found:
        if left == 0:
            break
        blocks.append(_block(series, series.points if left is None else series.points[-left:]))
        left = None if left is None else max(0, left - len(series.points))
    streams.block(Group(*blocks, Text(_LEGEND, style="dim")))
    if rows is not None and total > rows:
        streams.say(f"only {counted(rows, 'figure')} of {total:,}; --limit N gives more")


def _block(series: Series, points: Sequence[Point]) -> RenderableType:
    """A series: what it is of, how far its amounts range, and a line for each."""
    head = Text(_subject(series), style="bold")
    head.append(f"  {series.measure}: {plain(series.item)}", style="bold")
    head.append(f"  {BETWEEN.join(_summary(series))}", style="dim")
    grid = Table(box=None, pad_edge=False, header_style="dim")
    # days, statuses and ids are copied and searched for, so they are never broken over lines
    for heading in ("when", "how many", "who says so", "status", "origins", "id"):
        whole = heading in ("status", "origins", "id")
        wide = {"how many": 3, "who says so": 4}.get(heading)
        grid.add_column(
            heading, ratio=wide, no_wrap=whole, overflow="fold", max_width=21 if heading == "when" else None
        )
    by_id = {p.claim.claim_id: p for p in series.points}
    for point in points:
        claim = point.claim
        grid.add_row(
            _when(point),
            _how_many(point),
            _who(point, [by_id[i] for i in point.differs]),
            Text(claim.status.value),
            Text(f"{point.origins}/{point.reports}"),
            Text(claim.claim_id, style="dim"),
        )
    return Group(head, Padding(grid, (0, 0, 1, 2)))


def _subject(series: Series) -> str:
    if series.subject is None:
        return "nobody named"
    country = f" ({series.subject.country})" if series.subject.country else ""
    return plain(series.subject.name) + country


def _summary(series: Series) -> Iterator[str]:
    yield counted(len(series.points), "figure")
    unit = f" {units(series.unit, one=False)}" if series.unit else ""
    for nature, ends in series.ranges.items():
        yield f"{nature} {_between(ends)}{plain(unit)}"
    if series.daily is not None:
        yield f"{_between(series.daily)}{plain(unit)} a day"


def _between(ends: Bounds) -> str:
    low, high = number(ends.low), number(ends.high)
    return low if low == high else f"{low} to {high}"


def _when(point: Point) -> Text:
    """The time that the amount is for; in dim type the day of publication where that is all there is."""
    if point.time is not None:
        return Text(plain(point.time.edtf or f"{point.first or ''}/{point.last or ''}"))
    return Text(f"said {point.first}" if point.first else "day not known", style="dim")


def _how_many(point: Point) -> Text:
    text = Text(plain(amount(point.quantity)))
    if point.daily is not None and not (point.daily.basis is RateBasis.PER and point.daily.longest == 1):
        text.append(f"\n{_rate(point.daily, point.quantity)}", style="dim")
    return text


def _rate(daily: Daily, quantity: Quantity) -> str:
    """The daily rate, and how it was reckoned."""
    ends = {"low_closed": quantity.low_closed, "high_closed": quantity.high_closed}
    unit = f" {plain(units(quantity.unit, one=False))}" if quantity.unit else ""
    rate = f"{bounds(daily.low, daily.high, **ends)}{unit} a day"
    if daily.basis is RateBasis.PER:
        return rate
    days = _between(Bounds(low=daily.shortest, high=daily.longest))
    over = f"{rate} over {days} day{'' if daily.longest == 1 else 's'}"
    return f"{over} up to publication" if daily.cut else over


def _who(point: Point, others: Iterable[Point]) -> Text:
    """The chain of speakers, those who say the same, the words and where they stand, and who differs."""
    chain = [plain(s.name or s.text) for s in point.claim.attribution]
    text = Text(" ← ".join(chain) or f"{plain(point.lead.publisher or 'the report')} itself")
    if len(point.said_by) > 1:
        text.append("\nalso " + plain(BETWEEN.join(point.said_by[1:])))
    where = ", ".join(plain(p) for p in (point.lead.publisher, point.lead.published) if p)
    text.append(f"\n“{plain(' '.join(point.quantity.text.split()))}” {where}", style="dim")
    for other in others:
        text.append(f"\n≠ {plain(', '.join(other.said_by))}: {plain(amount(other.quantity))}", style="yellow")
    return text


# ------------------------------------------------------------------ CSV


def _row(series: Series, point: Point) -> Mapping[str, object]:
    """One figure, flat. Missing values are None."""
    claim, quantity = point.claim, point.quantity
    row: dict[str, object] = {
        "id": claim.claim_id,
        "measure": series.measure.value,
        "item": series.item,
        "time": point.time.edtf if point.time else point.first,
        "earliest": point.first,
        "latest": point.last,
        "time_from": point.time_from.value,
        "speakers": BETWEEN.join(s.name or s.text for s in claim.attribution),
        "said_by": BETWEEN.join(point.said_by),
        "status": claim.status.value,
        "polarity": claim.certainty.polarity.value,
        "modality": claim.certainty.modality.value,
        "rests_on": point.rests_on,
        "report": claim.article_id,
        "publisher": point.lead.publisher,
        "published": point.lead.published,
        "words": quantity.text,
        "evidence": claim.evidence.sentence,
        "differs": BETWEEN.join(point.differs),
        "event_id": point.event_id,
        "p": claim.p,
    }
    if series.subject is not None:
        subject = series.subject
        row |= {"subject": subject.name, "subject_id": subject.actor_id, "subject_country": subject.country}
    for name in ("low", "high", "low_closed", "high_closed", "unit", "code", "per"):
        row[name] = getattr(quantity, name)
    row |= {"approx": quantity.approx.value, "nature": quantity.nature.value, "direction": quantity.direction}
    for name in ("reports", "publishers", "origins"):
        row[name] = getattr(point, name)
    if point.daily is not None:
        daily = point.daily
        row |= {"daily_low": daily.low, "daily_high": daily.high, "daily_basis": daily.basis.value}
        row |= {"daily_days_low": daily.shortest, "daily_days_high": daily.longest, "daily_cut": daily.cut}
    return row
