"""How many, as told: series of figures with their bounds and speakers, and where speakers differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from sayso.classes import dataclass, replace
from sayso.engine.figures import FigureQuery, Series
from sayso.engine.overviews import FIGURES
from sayso.faces.web.asked import address, day_of, id_path, params
from sayso.faces.web.charts import Chart
from sayso.faces.web.desk import Desk
from sayso.faces.web.files import Listed, as_file, file_links, form_of
from sayso.faces.web.parts import Chosen, Column, Link
from sayso.faces.web.series import (
    SERIES_COLUMNS,
    PointRow,
    SeriesRow,
    drawn,
    point_row,
    series_id,
    series_row,
    series_title,
)
from sayso.faces.web.showing import shortened
from sayso.records import Measure

__all__ = ["routes"]

#: Series that are drawn on one page, listed on it, and figures of the table of one.
_PLOTS, _LISTED, _ROWS = 4, 150, 300
_FILTERS = {"item": "what", "subject": "whose", "measure": "measure", "since": "from", "until": "until"}
_MEASURES = [("", "any"), *((measure.value, measure.value) for measure in Measure)]
_POINT_COLUMNS = (
    Column(label="For"),
    Column(label="Amount"),
    Column(label="A day"),
    Column(label="Who says so"),
    Column(label="Status"),
    Column(label="Origins", numeric=True),
    Column(label="Words"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """A series that is drawn."""

    row: SeriesRow
    chart: Chart


def routes(desk: Desk) -> Sequence[BaseRoute]:
    """GET /figures."""

    def show(request: Request) -> Response:
        return _figures(desk, request)

    return [desk.route("/figures", show)]


def _figures(desk: Desk, request: Request) -> Response:
    given = params(request, (*_FILTERS, "series", "to"))
    form = form_of(given)
    query = _query(given)
    found, more = desk.answers.newest_figures(query)
    one = next((s for s in found if series_id(s) == given.get("series")), None)
    if form is not None:
        return as_file(_listed(found if one is None else [one], given, more=more), form)
    asked = {name: value for name, value in given.items() if name in _FILTERS}
    shown = [one] if one is not None else found
    plots = [Plot(row=series_row(s), chart=drawn(s)) for s in _drawable(shown if one or asked else ())]
    return desk.page(
        request,
        "figures.html",
        frame=desk.frame(request, _title(one, asked), "figures"),
        given=given,
        measures=_MEASURES,
        chosen=_chosen(desk, given),
        plots=plots,
        points=_points(one) if one is not None else [],
        point_columns=_POINT_COLUMNS,
        cut=one is not None and len(one.points) > _ROWS,
        rows=[] if one is not None else [series_row(s) for s in found[:_LISTED]],
        columns=SERIES_COLUMNS,
        n_series=len(found),
        gone="series" in given and one is None,
        more=more,
        looked_at=FIGURES,
        exports=file_links(lambda changes: address("/figures", {**given, **changes}), "each figure a row"),
        subject=Link(shortened(one.subject.name), id_path("actor", one.subject.actor_id))
        if one and one.subject
        else None,
        whole=address("/figures", asked),
        permalink=address("/figures", given),
    )


def _drawable(found: Sequence[Series]) -> list[Series]:
    """Those series that a drawing says something of: of two figures or more, those of most first."""
    if len(found) == 1:
        return list(found)
    several = [s for s in found if len(s.points) > 1]
    return sorted(several, key=lambda s: -len(s.points))[:_PLOTS]


def _query(given: Mapping[str, str]) -> FigureQuery:
    query = FigureQuery()
    days = {name: day_of(name, given[name]) for name in ("since", "until") if name in given}
    query = replace(query, since=days.get("since"), until=days.get("until"))
    words = {name: given[name] for name in ("item", "subject", "measure") if name in given}
    # `dict[str, Any]` is what `replace` takes; every name is a field that holds text
    return replace(query, **words)  # type: ignore[arg-type]


def _title(one: Series | None, asked: Mapping[str, str]) -> str:
    if one is not None:
        return series_title(one)
    return "How many, as told" if not asked else "How many: " + ", ".join(map(shortened, asked.values()))


def _chosen(desk: Desk, given: Mapping[str, str]) -> list[Chosen]:
    """The filters in force; a subject goes by its name."""
    made = []
    for name, words in _FILTERS.items():
        if name in given:
            value = given[name]
            facts = desk.answers.actor(value) if name == "subject" and ":" in value else None
            rest = {n: v for n, v in given.items() if n not in (name, "series")}
            value = facts.names[0] if facts else value
            made.append(Chosen(name=words, value=shortened(value, 60), href=address("/figures", rest)))
    return made


def _points(series: Series) -> list[PointRow]:
    """The figures of a series, latest first, each with links to those that differ from it."""
    where = {p.claim.claim_id: Link(point_row(p, {}).amount, f"#f-{p.claim.claim_id}") for p in series.points}
    return [point_row(p, where) for p in reversed(series.points[-_ROWS:])]


def _listed(found: Sequence[Series], given: Mapping[str, str], *, more: bool) -> Listed:
    columns = (
        "series subject subject_id measure item unit earliest latest low high low_closed high_closed nature "
        "per said_by status polarity modality reports publishers origins rests_on published differs event "
        "claim evidence"
    ).split()

    def rows() -> object:
        for series in found:
            for point in series.points:
                quantity, claim = point.quantity, point.claim
                yield {
                    "series": series_id(series),
                    "subject": series.subject.name if series.subject else None,
                    "subject_id": series.subject.actor_id if series.subject else None,
                    "measure": series.measure.value,
                    "item": series.item,
                    "unit": series.unit,
                    "earliest": point.first,
                    "latest": point.last,
                    "low": quantity.low,
                    "high": quantity.high,
                    "low_closed": quantity.low_closed,
                    "high_closed": quantity.high_closed,
                    "nature": quantity.nature.value,
                    "per": quantity.per,
                    "said_by": "; ".join(point.said_by),
                    "status": claim.status.value,
                    "polarity": claim.certainty.polarity.value,
                    "modality": claim.certainty.modality.value,
                    "reports": point.reports,
                    "publishers": point.publishers,
                    "origins": point.origins,
                    "rests_on": point.rests_on,
                    "published": point.lead.published,
                    "differs": " ".join(point.differs),
                    "event": point.event_id,
                    "claim": claim.claim_id,
                    "evidence": claim.evidence.sentence,
                }

    note = f"from the {FIGURES:,} figures that were stored last" if more else ""
    return Listed(name="figures", columns=columns, rows=rows(), asked=given, note=note)  # type: ignore[arg-type]
