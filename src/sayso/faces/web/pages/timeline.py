"""Events over time: bars by day, week or month, their share of all, and each type beside the others."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from sayso.classes import dataclass, replace
from sayso.engine.session import EventQuery
from sayso.errors import QueryError, cut
from sayso.faces.web.asked import CONDITIONS, params
from sayso.faces.web.charts import Bar, Chart, DayCount, bars, gathered, small_bars
from sayso.faces.web.charts.scale import Grain, span_words
from sayso.faces.web.conditions import CHOICES, Asked, asked_by, chosen, facets, labels_of, title_of
from sayso.faces.web.desk import Desk
from sayso.faces.web.files import Listed, as_file, file_links, form_of
from sayso.faces.web.parts import Cell, Column, Link
from sayso.ledger import Days

__all__ = ["TypeRow", "routes", "spread"]

#: A day that a report names may lie decades off. Days are left out of the drawing where what is left, at
#: least this share of the events, takes no more than this part of the time.
_MOST_OF, _PART = 0.98, 0.25
_WAYS = {"counts": "Events", "share": "Share of all events"}
_NAMES = (*CONDITIONS, "q", "more", "to", "show", "span")
_TYPE_HEADS = (
    Column(label="Type"),
    Column(label="Events", numeric=True, sorted="descending"),
    Column(label="Share", numeric=True),
    Column(label="Over time"),
    Column(label="First"),
    Column(label="Last"),
)
_Counts = Mapping[tuple[date, str], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeRow:
    """One type of events: how many, when, and where they lead."""

    type: str
    href: str
    events: int
    share: str
    drawn: Markup
    first: str
    last: str


def routes(desk: Desk) -> Sequence[BaseRoute]:
    """GET /timeline."""

    def show(request: Request) -> Response:
        return _timeline(desk, request)

    return [desk.route("/timeline", show)]


def _timeline(desk: Desk, request: Request) -> Response:
    given = params(request, _NAMES)
    form, way, whole = form_of(given), _way(given), _whole(given)
    asked = asked_by(given, 50, "/timeline")
    days = desk.answers.days(asked.query)
    totals = _totals(desk, asked)
    if form is not None:
        return as_file(_listed(asked, days, totals), form)
    counts, open_days = _dated(days)
    drawn, before, after = (counts, 0, 0) if whole else spread(counts)
    chart = _linked(_chart(drawn, totals, share=way == "share"), asked)
    tally = desk.answers.tally(asked.query)
    labels = labels_of(desk.answers, asked, tally)
    ends = [day.isoformat() for day, _ in drawn]
    return desk.page(
        request,
        "timeline.html",
        frame=desk.frame(request, title_of(asked, labels), "timeline", asked.query.text or ""),
        chosen=chosen(asked, labels),
        facets=facets(asked, tally, desk.clock().date()),
        given=asked.given,
        choices=CHOICES,
        tally=tally,
        chart=chart,
        total=sum(days.counts.values()),
        partly=days.partly,
        open_days=open_days,
        before=before,
        after=after,
        whole=asked.with_({"span": "all", "show": way}) if before or after else None,
        since=asked.given.get("since") or min(ends, default=None),
        until=asked.given.get("until") or max(ends, default=None),
        kept=[(n, v) for n, v in {**asked.given, "show": way}.items() if n not in ("since", "until")],
        ways=[
            (words, asked.with_({"show": name, "span": "all" if whole else None}), name == way)
            for name, words in _WAYS.items()
        ],
        types=_types(asked, drawn),
        type_columns=_TYPE_HEADS,
        exports=file_links(asked.with_, "events by day and type"),
        elsewhere=[Link("As a list", asked.with_(path="/")), Link("On the map", asked.with_(path="/map"))],
        save=asked.with_(path="/searches/new"),
        permalink=asked.with_({"show": way, "span": "all" if whole else None}),
    )


def _way(given: dict[str, str]) -> str:
    way = given.pop("show", "counts")
    if way not in _WAYS:
        raise QueryError(f"no way to show {cut(way)}", item="show", hint=f"there are {', '.join(_WAYS)}")
    return way


def _whole(given: dict[str, str]) -> bool:
    span = given.pop("span", None)
    if span not in (None, "all"):
        raise QueryError(f"no span {cut(span)}", item="span", hint="all, or nothing")
    return span == "all"


def _totals(desk: Desk, asked: Asked) -> Mapping[str, int]:
    """Of how many events the asked ones are a share: all of each day."""
    every = desk.answers.days(EventQuery(since=asked.query.since, until=asked.query.until))
    totals: Counter[str] = Counter()
    for (day, _), n in every.counts.items():
        totals[day] += n
    return totals


def _dated(days: Days) -> tuple[dict[tuple[date, str], int], int]:
    """Events by day and type; and how many have no day that a calendar has."""
    counts: dict[tuple[date, str], int] = {}
    left = 0
    for (day, type_), n in days.counts.items():
        try:
            counts[date.fromisoformat(day[:10]), type_] = n
        except ValueError:
            left += n
    return counts, left


def spread(counts: _Counts) -> tuple[_Counts, int, int]:
    """The counts without days that lie far off, and how many events are left out before and after.

    Invariants:
        At least 98 of a hundred events stay. Nothing is left out unless the rest takes a quarter of the time.
    """
    by_day: Counter[date] = Counter()
    for (day, _), n in counts.items():
        by_day[day] += n
    days = sorted(by_day)
    if len(days) < 3:
        return counts, 0, 0
    spare = int(sum(by_day.values()) * (1 - _MOST_OF))
    first, last, before, after = 0, len(days) - 1, 0, 0
    # from whichever end the next day lies further off
    while last - first > 1:
        gaps = days[first + 1] - days[first], days[last] - days[last - 1]
        early = gaps[0] >= gaps[1]
        n = by_day[days[first if early else last]]
        if before + after + n > spare:
            break
        first, before = (first + 1, before + n) if early else (first, before)
        last, after = (last, after) if early else (last - 1, after + n)
    whole, left = (days[-1] - days[0]).days + 1, (days[last] - days[first]).days + 1
    if left > _PART * whole:
        return counts, 0, 0
    kept = {key: n for key, n in counts.items() if days[first] <= key[0] <= days[last]}
    return kept, before, after


def _chart(counts: _Counts, totals: Mapping[str, int], *, share: bool) -> Chart:
    by_day: Counter[date] = Counter()
    for (day, _), n in counts.items():
        by_day[day] += n
    made = [DayCount(day, n, max(n, totals.get(day.isoformat(), n))) for day, n in by_day.items()]
    if made and share:
        # days without any of these events had others, of which they are no share
        first, last = min(by_day).isoformat(), max(by_day).isoformat()
        known = {day for day in totals if first <= day[:10] <= last and len(day) == 10}
        none = known - {day.isoformat() for day in by_day}
        made += [DayCount(date.fromisoformat(day), 0, totals[day]) for day in sorted(none)]
    title = _WAYS["share"] if share else "Events over time"
    return bars(made, title=title, share=share)


def _linked(chart: Chart, asked: Asked) -> Chart:
    """The chart's table with the days of each bar leading to its events."""
    rows = tuple(
        (
            Cell(text=since.text, href=asked.with_({"since": since.text, "until": until.text}, path="/")),
            until,
            *rest,
        )
        for since, until, *rest in chart.rows
    )
    return replace(chart, rows=rows)


def _types(asked: Asked, counts: _Counts) -> list[TypeRow]:
    """Each type with its own bars, all over the same days."""
    if not counts:
        return []
    grain, places = _bins(day for day, _ in counts)
    by_type: dict[str, Counter[date]] = defaultdict(Counter)
    days: dict[str, list[date]] = defaultdict(list)
    for (day, type_), n in counts.items():
        by_type[type_][grain.floor(day)] += n
        days[type_].append(day)
    total = sum(counts.values())
    rows = []
    for type_, bins in sorted(by_type.items(), key=lambda item: (-sum(item[1].values()), item[0])):
        n = sum(bins.values())
        values = [bins[bar.since] for bar in places]
        top = max(range(len(places)), key=lambda i: values[i])
        peak = span_words(places[top].since, places[top].until)
        rows.append(
            TypeRow(
                type=type_ or "not told apart",
                href=asked.with_(
                    {"kind": "figure"} if type_ == "FIGURE" else {"type": type_}, path="/timeline"
                ),
                events=n,
                share=f"{100 * n / total:.1f} %",
                drawn=small_bars(values, f"{type_} by {grain.words}; most in {peak}: {values[top]}"),
                first=min(days[type_]).isoformat(),
                last=max(days[type_]).isoformat(),
            )
        )
    return rows


def _bins(days: Iterable[date]) -> tuple[Grain, tuple[Bar, ...]]:
    return gathered([DayCount(day, 1) for day in days], 60)


def _listed(asked: Asked, days: Days, totals: Mapping[str, int]) -> Listed:
    rows = (
        {"day": day or None, "type": type_, "events": n, "of_all": totals.get(day)}
        for (day, type_), n in sorted(days.counts.items(), reverse=True)
    )
    note = "only the newest events were counted" if days.partly else ""
    return Listed(
        name="days", columns=("day", "type", "events", "of_all"), rows=rows, asked=asked.given, note=note
    )
