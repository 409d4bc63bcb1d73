"""One actor: names, offices, what it does over time and with whom, what it says, who speaks of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from sayso.classes import dataclass, replace
from sayso.engine.answers import ActorFacts, Turn
from sayso.engine.figures import FigureQuery
from sayso.engine.offices import Holder
from sayso.engine.overviews import ActorOffices
from sayso.engine.partners import Partner, Partners, PartnersQuery, Way
from sayso.engine.session import EventQuery
from sayso.faces.export.codes import plover_quad
from sayso.faces.web.asked import address, id_path, number_of, params
from sayso.faces.web.charts import Chart, DayCount, Node, Tie, bars, ego
from sayso.faces.web.charts.scale import day_words
from sayso.faces.web.desk import Desk
from sayso.faces.web.files import Listed, as_file, file_links, form_of
from sayso.faces.web.finding import by_beginning
from sayso.faces.web.pages.timeline import spread
from sayso.faces.web.parts import ActorRef, Column, Link, Pager
from sayso.faces.web.rows import COLUMNS, event_row
from sayso.faces.web.saying import SaidRow, said_row, source_href
from sayso.faces.web.series import SERIES_COLUMNS, SeriesRow, series_row
from sayso.faces.web.showing import country_words, shortened
from sayso.ledger import SpeakerCounts, SpeakerQuery
from sayso.records import ActorKind

__all__ = ["routes", "tone"]

#: Events on a page; partners of the table and of the drawing; claims and speakers that are shown.
_EVENTS, _PARTNERS, _DRAWN, _SAID, _NAMES, _SERIES = 20, 12, 40, 6, 5, 8
#: Figures of the actor that series are made of, those stored last.
_FIGURES = 120
#: Claims about the actor that partners are counted from, those read last: 2,000 take 50 ms.
_LOOKED_AT = 1_000
#: Lines among the others that are drawn: more hide those that lead to the actor.
_EDGES = 60
#: From this share of events of cooperation on two are "with" one another; to the rest of it, "against".
_WITH = 2 / 3
_ROLES = {"actor": "acts", "recipient": "has it done to it", "subject": "figures of it"}
_PARTNER_COLUMNS = (
    Column(label="With"),
    Column(label="Events", numeric=True, sorted="descending"),
    Column(label="Tone"),
    Column(label="Mostly"),
    Column(label="Days"),
)
_OFFICE_COLUMNS = (
    Column(label="Office"),
    Column(label="Of"),
    Column(label="From"),
    Column(label="Until"),
    Column(label="Reports", numeric=True),
    Column(label="Receipt"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerRow:
    """Somebody with whom the actor acts; ``mostly`` are the commonest types and ways.

    ``shared`` are lists of their events: those in which the actor acts, and those in which it is acted upon.
    """

    actor: ActorRef
    events: int
    shared: Sequence[Link]
    tone: str
    mostly: str
    first: str
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeRow:
    """An office that reports give the actor; days in words, empty where open."""

    office: str
    country: str
    begins: str
    ends: str
    reports: int
    receipt: str


def routes(desk: Desk) -> Sequence[BaseRoute]:
    """GET /actor/{id}."""

    def show(request: Request) -> Response:
        return _actor(desk, request)

    return [desk.route("/actor/{id:path}", show)]


def _actor(desk: Desk, request: Request) -> Response:
    id_ = request.path_params["id"]
    given = params(request, ("older", "newer", "limit", "to"))
    form = form_of(given)
    facts = desk.answers.actor(id_)
    if facts is None:
        return by_beginning(desk, id_)
    partners = desk.answers.partners(PartnersQuery(actor=id_, limit=_DRAWN, edges=True, newest=_LOOKED_AT))
    if form is not None:
        return as_file(_listed(id_, partners), form)
    here = id_path("actor", id_)
    limit = number_of("limit", given["limit"], 1, 200) if "limit" in given else _EVENTS
    turn = Turn(n=limit, older=given.get("older"), newer=given.get("newer"))
    page = desk.answers.events(EventQuery(who=id_), turn)
    speaker = _as_speaker(desk, facts)
    rows = [_partner_row(id_, p) for p in partners.partners[:_PARTNERS]] if partners else []
    return desk.page(
        request,
        "actor.html",
        frame=desk.frame(request, shortened(facts.names[0]), "actors"),
        id=id_,
        facts=facts,
        country=country_words(facts.country) if facts.country else None,
        names=[shortened(name) for name in facts.names[1:12]],
        n_names=len(facts.names) - 1,
        chart=_chart(facts),
        roles=_roles(facts),
        offices=_offices(desk, facts),
        office_columns=_OFFICE_COLUMNS,
        partners=rows,
        partner_columns=_PARTNER_COLUMNS,
        n_partners=len(partners.partners) + partners.others if partners else 0,
        partners_of=partners,
        network=_network(facts, partners) if partners and len(partners.partners) > 1 else None,
        rows=[event_row(event) for event in page.events],
        columns=COLUMNS,
        pager=Pager(
            shown=len(page.events),
            newer=address(here, {"newer": page.newer}) + "#events-caption" if page.newer else None,
            older=address(here, {"older": page.older}) + "#events-caption" if page.older else None,
        ),
        said=_said(desk, speaker),
        speaker=Link(speaker.name, source_href(speaker)) if speaker else None,
        spoken_of=[(name, kind, n, address("/source", {"name": name})) for name, kind, n in facts.speakers],
        series=_series(desk, id_),
        series_columns=SERIES_COLUMNS,
        figures=address("/figures", {"subject": id_}),
        itinerary=id_path("actor", id_, "itinerary"),
        elsewhere=_elsewhere(id_),
        exports=file_links(lambda changes: address(here, changes), "its partners, for a spreadsheet"),
        as_json=f"/api/v1{id_path('actors', id_)}",
    )


def _elsewhere(id_: str) -> list[Link]:
    return [
        Link("In the ledger", address("/", {"who": id_})),
        Link("On the map", address("/map", {"who": id_})),
        Link("Over time", address("/timeline", {"who": id_})),
    ]


# ------------------------------------------------------------------ over time


def _counts(facts: ActorFacts) -> Iterator[tuple[date, str, int]]:
    for day, role, n in facts.days:
        try:
            yield date.fromisoformat(day[:10]), role, n
        except ValueError:
            continue  # no day is known


def _chart(facts: ActorFacts) -> Chart:
    kept, _, _ = spread({(day, role): n for day, role, n in _counts(facts)})
    by_day: Counter[date] = Counter()
    for (day, _), n in kept.items():
        by_day[day] += n
    made = bars([DayCount(day, n) for day, n in by_day.items()], title="Events over time")
    # of how many in all is another page's question
    return replace(made, columns=made.columns[:3], rows=tuple(row[:3] for row in made.rows))


def _roles(facts: ActorFacts) -> list[tuple[str, int]]:
    """In how many events it has each role."""
    sums: Counter[str] = Counter()
    for _, role, n in facts.days:
        sums[role] += n
    return [(words, sums[role]) for role, words in _ROLES.items() if sums[role]]


# ------------------------------------------------------------------ offices


def _offices(desk: Desk, facts: ActorFacts) -> tuple[list[OfficeRow], ActorOffices] | None:
    if facts.kind != ActorKind.PERSON:
        return None
    found = desk.answers.offices_of(facts.actor_id, facts.names)
    return [_office_row(h) for h in sorted(found.holders, key=lambda h: (h.first, h.office))], found


def _office_row(holder: Holder) -> OfficeRow:
    return OfficeRow(
        office=("former " if holder.former and holder.begins is None else "") + holder.office,
        country=country_words(holder.country),
        begins=day_words(holder.begins) if holder.begins else "",
        ends=day_words(holder.ends) if holder.ends else "",
        reports=holder.reports,
        receipt=id_path("claim", holder.claim),
    )


# ------------------------------------------------------------------ partners


def tone(types: Mapping[str, int]) -> str:
    """Whether two are with or against one another: by the share of their events that are cooperation."""
    sides: Counter[bool] = Counter()
    for type_, n in types.items():
        quad = plover_quad(type_)
        if quad:
            sides["COOPERATION" in quad.upper()] += n
    total = sides.total()
    if not total:
        return "mixed"
    share = sides[True] / total
    return "with" if share >= _WITH else "against" if share <= 1 - _WITH else "mixed"


def _types(partner: Partner) -> Counter[str]:
    types: Counter[str] = Counter()
    for tie in partner.ties:
        types[tie.type] += tie.events
    return types


def _partner_row(id_: str, partner: Partner) -> PartnerRow:
    mostly = ", ".join(f"{tie.type} {tie.way.value} ({tie.events})" for tie in partner.ties[:2])
    return PartnerRow(
        actor=ActorRef(
            name=shortened(partner.name),
            href=id_path("actor", partner.actor_id),
            country=partner.country,
        ),
        events=partner.events,
        shared=_shared(id_, partner),
        tone=tone(_types(partner)),
        mostly=mostly,
        first=partner.first or "",
        last=partner.last or "",
    )


def _shared(id_: str, partner: Partner) -> list[Link]:
    """The events with a partner: a list asks for one side at a time, so there are two where both occur."""
    ways = {tie.way for tie in partner.ties}
    found = []
    if ways - {Way.DONE_BY} or not ways:
        found.append(Link("acting", address("/", {"actor": id_, "who": partner.actor_id})))
    if Way.DONE_BY in ways:
        found.append(Link("acted upon", address("/", {"target": id_, "who": partner.actor_id})))
    return found


def _network(facts: ActorFacts, found: Partners) -> Chart:
    middle = Node(key=facts.actor_id, name=shortened(facts.names[0], 60), n=0)
    nodes = [
        Node(
            key=p.actor_id,
            name=shortened(p.name, 60),
            n=p.events,
            href=id_path("actor", p.actor_id),
        )
        for p in found.partners
    ]
    ties = [
        Tie(one=facts.actor_id, other=p.actor_id, n=p.events, tone=tone(_types(p))) for p in found.partners
    ]
    ties += [Tie(one=e.one, other=e.other, n=e.events, tone=tone(e.types)) for e in found.edges[:_EDGES]]
    return ego(middle, nodes, ties, title="With whom, and those among one another")


def _listed(id_: str, found: Partners | None) -> Listed:
    rows = (
        {
            "id": p.actor_id,
            "name": p.name,
            "kind": p.kind.value,
            "country": p.country,
            "events": p.events,
            "planned": p.ahead,
            "origins": p.origins,
            "tone": tone(_types(p)),
            "types": " ".join(f"{tie.type}:{tie.way.value.replace(' ', '_')}={tie.events}" for tie in p.ties),
            "first": p.first,
            "last": p.last,
            "last_event": p.last_event,
        }
        for p in (found.partners if found else ())
    )
    columns = "id name kind country events planned origins tone types first last last_event".split()
    part = found is not None and found.counted < found.claims
    note = f"from the {found.counted:,} claims about the actor that were read last" if found and part else ""
    return Listed(name="partners", columns=columns, rows=rows, asked={"actor": id_}, note=note)


# ------------------------------------------------------------------ what is said


def _as_speaker(desk: Desk, facts: ActorFacts) -> SpeakerCounts | None:
    """The speaker that goes by one of its names, if there is one: the one of most claims."""
    found: list[SpeakerCounts] = []
    for name in facts.names[:_NAMES]:
        if name.strip():
            found += desk.answers.speakers(SpeakerQuery(name=name, whole=True, limit=3)).speakers
    mine = [s for s in found if s.country in (None, facts.country) or facts.country is None]
    return max(mine, key=lambda s: s.claims, default=None)


def _said(desk: Desk, speaker: SpeakerCounts | None) -> list[SaidRow]:
    if speaker is None:
        return []
    query = SpeakerQuery(name=speaker.name, whole=True, kind=speaker.kind.value, limit=_SAID)
    return [said_row(said) for said in desk.answers.said_by(query)]


def _series(desk: Desk, id_: str) -> list[SeriesRow]:
    found, _ = desk.answers.newest_figures(FigureQuery(subject=id_), _FIGURES)
    return [series_row(series) for series in found[:_SERIES]]
