"""How-many series as rows of a list, as drawings and as tables."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from sayso.classes import dataclass
from sayso.engine.figures import Point, Series
from sayso.faces.cli.amounts import amount, number
from sayso.faces.web.asked import address, id_path
from sayso.faces.web.charts import Bound, Chart, steps
from sayso.faces.web.charts import Series as Drawn
from sayso.faces.web.parts import ActorRef, Column, DayRef, Link
from sayso.faces.web.showing import actor_ref, day_ref, published_ref, shortened
from sayso.records import Status

__all__ = [
    "SERIES_COLUMNS",
    "PointRow",
    "SeriesRow",
    "drawn",
    "point_row",
    "series_id",
    "series_row",
    "series_title",
]


#: Heads of the columns of `macros/series.html`.
SERIES_COLUMNS = (
    Column(label="Of what"),
    Column(label="Whose"),
    Column(label="Figures", numeric=True),
    Column(label="Between"),
    Column(label="Latest"),
    Column(label="Who says so"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesRow:
    """A series of a list: the figures it has, the latest of them, and between which bounds all lie."""

    id: str
    title: str
    href: str
    subject: ActorRef | None
    measure: str
    item: str
    unit: str
    figures: int
    bounds: str
    latest: str
    day: DayRef | None
    says: str
    differing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PointRow:
    """One figure of a series; ``differs`` leads to the figures that another speaker gives for that time."""

    day: DayRef | None
    amount: str
    nature: str
    daily: str
    says: str
    status: str
    polarity: str
    modality: str
    origins: int
    rests_on: str | None
    published: str
    event: Link
    evidence: str
    differs: tuple[Link, ...]
    id: str


def series_id(series: Series) -> str:
    """A name for a series that stays while figures join it."""
    return hashlib.sha256("\n".join(series.key).encode("utf-8", "replace")).hexdigest()[:12]


def series_title(series: Series) -> str:
    """What is counted, in words: "shells, stock, Russia"."""
    subject = shortened(series.subject.name, 60) if series.subject else ""
    item = shortened(series.item, 60) or "an amount"
    unit = f"in {series.unit}" if series.unit else ""
    return ", ".join(words for words in (f"{item} ({series.measure.value})", subject, unit) if words)


def series_row(series: Series) -> SeriesRow:
    """One series of a list."""
    last = series.points[-1]
    return SeriesRow(
        id=series_id(series),
        title=series_title(series),
        href=_href(series),
        subject=actor_ref(series.subject) if series.subject else None,
        measure=series.measure.value,
        item=shortened(series.item, 80),
        unit=series.unit or "",
        figures=len(series.points),
        bounds=_bounds(series),
        latest=amount(last.quantity),
        day=_day(last),
        says=", ".join(shortened(who, 60) for who in _voices(last)[:3]),
        differing=sum(bool(p.differs) for p in series.points),
    )


def _href(series: Series) -> str:
    subject = series.subject.actor_id if series.subject else None
    asked = {"item": series.item or None, "subject": subject, "measure": series.measure.value}
    return address("/figures", {**asked, "series": series_id(series)})


def _bounds(series: Series) -> str:
    found = [
        f"{number(b.low)}–{number(b.high)} ({nature.value})"
        if b.low < b.high
        else f"{number(b.low)} ({nature.value})"
        for nature, b in series.ranges.items()
    ]
    return ", ".join(found)


def _day(point: Point) -> DayRef | None:
    return day_ref(point.time) if point.time is not None else published_ref(point.lead.published)


# ------------------------------------------------------------------ drawn


def drawn(series: Series) -> Chart:
    """A series as bounds over time, those of each speaker with a shape of their own.

    What is denied, has no number, or no day, is in the table alone.
    """
    by_speaker: dict[str, list[Bound]] = defaultdict(list)
    for point in series.points:
        bound = _bound(point)
        if bound is not None:
            by_speaker[point.said_by[0] if point.said_by else point.claim.article_id].append(bound)
    most_first = sorted(by_speaker.items(), key=lambda item: (-len(item[1]), item[0]))
    reports = {point.claim.article_id for point in series.points}
    made = [
        Drawn("a report" if name in reports else shortened(name, 60), bounds) for name, bounds in most_first
    ]
    return steps(made, title="As told, over time", unit=series.unit or "")


def _voices(point: Point) -> list[str]:
    """On whose word a figure is told; where there is neither speaker nor publisher, a report's."""
    names = ["a report" if name == point.claim.article_id else name for name in point.said_by]
    return names or ["a report"]


def _bound(point: Point) -> Bound | None:
    quantity = point.quantity
    day = _date(point.first or point.last)
    if (
        day is None
        or point.claim.status is Status.NEGATED
        or (quantity.low is None and quantity.high is None)
    ):
        return None
    href = id_path("event", point.event_id) if point.event_id else None
    return Bound(day=day, low=quantity.low, high=quantity.high, words=amount(quantity), href=href)


def _date(iso: str | None) -> date | None:
    try:
        return date.fromisoformat((iso or "")[:10])
    except ValueError:
        return None


# ------------------------------------------------------------------ tables


def point_row(point: Point, where: dict[str, Link]) -> PointRow:
    """One figure; ``where`` leads to the other ones of its series by the ids of their claims."""
    claim, daily = point.claim, point.daily
    to = ("event", point.event_id) if point.event_id else ("claim", claim.claim_id)
    return PointRow(
        day=_day(point),
        amount=amount(point.quantity),
        nature=point.quantity.nature.value,
        daily="" if daily is None else " to ".join(_stated(daily.low, daily.high)),
        says=", ".join(shortened(who, 60) for who in _voices(point)[:4]),
        status=claim.status.value,
        polarity=claim.certainty.polarity.value,
        modality=claim.certainty.modality.value,
        origins=point.origins,
        rests_on=shortened(point.rests_on) if point.rests_on else None,
        published=(point.lead.published or "")[:10],
        event=Link(shortened(claim.evidence.sentence, 160), id_path(*to)),
        evidence=claim.evidence.sentence,
        differs=tuple(where[id_] for id_ in point.differs if id_ in where),
        id=claim.claim_id,
    )


def _stated(*ends: float | None) -> Iterator[str]:
    """The ends that are stated, each once."""
    yield from dict.fromkeys(number(end) for end in ends if end is not None)
