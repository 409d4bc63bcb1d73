"""With whom an actor acts: in how many events, of which types, which way round, from when to when."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from itertools import combinations
from typing import Any

from sayso.classes import dataclass
from sayso.engine.meant import check_actor, the_actor
from sayso.errors import QueryError
from sayso.ledger import Act, Ledger, NamedActor, Pairs, check_counts
from sayso.records import MUTUAL, ActorKind, Role, Status
from sayso.records.codec import SCHEMA

__all__ = [
    "MOST_NODES",
    "Edge",
    "Partner",
    "Partners",
    "PartnersQuery",
    "Tie",
    "Way",
    "edge_to_json",
    "find_partners",
    "partner_to_json",
    "partners_to_json",
]

# `Any`: a JSON document.
Json = dict[str, Any]

#: A network of more is not drawn but smeared.
MOST_NODES = 150
#: Claims about an actor that are looked at unless more are asked for: some 50 ms of work in a ledger
#: of a million claims (docs/quality/partners.md).
_NEWEST = 4_000
#: Mentions of partners that are looked at for the edges among them, for each claim about the actor.
_EDGE_BUDGET = 5
_AHEAD = frozenset(
    {Status.PLANNED.value, Status.POSSIBLE.value, Status.ATTEMPTED.value, Status.UNKNOWN.value}
)


class Way(StrEnum):
    """Which way round two stand in an event: side by side, he to the other, or the other to him."""

    TOGETHER = "together"
    DID_TO = "did to"
    DONE_BY = "done by"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnersQuery:
    """What to ask of those with whom an actor acts.

    Attributes:
        actor: id, country (ISO 3166 alpha-3), name or words of a name; one actor must be meant.
        limit: partners at most, those of most events; `MOST_NODES` at most.
        named: leave out those who are only described ("soldiers"): several may share one id.
        edges: also the events in which partners meet one another.
        newest: claims at most that are looked at, those read last.

    Raises:
        QueryError: a value cannot be asked for.
    """

    actor: str
    limit: int = 50
    named: bool = False
    edges: bool = False
    newest: int = _NEWEST

    def __post_init__(self) -> None:
        check_actor(self.actor)
        check_counts(limit=self.limit, newest=self.newest)
        if self.limit > MOST_NODES:
            raise QueryError(f"limit must be {MOST_NODES} or less, got {self.limit}", item="limit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Events of one type and one way round; ``ahead`` of them are planned or possible."""

    type: str
    way: Way
    events: int
    ahead: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Partner:
    """Somebody with whom an actor takes part in events, denied ones aside.

    ``described`` tells that the id stands for a description that many share ("soldiers"). ``first`` and
    ``last`` are days of the events, or of publication where none is told; ``origins`` the independent origins
    of each event, added up; ``last_event`` the id of the event of the latest day.
    """

    actor_id: str
    name: str
    kind: ActorKind
    country: str | None
    described: bool
    events: int
    ahead: int
    origins: int
    first: str | None
    last: str | None
    last_event: str
    ties: tuple[Tie, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """Two partners, by their ids in alphabetical order, in so many events, by type."""

    one: str
    other: str
    events: int
    types: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Partners:
    """Those with whom an actor acts, those of most events first.

    ``counted`` of the ``claims`` about the actor were looked at, those read last; all of them if the two are
    equal. Likewise edges are from the ``edge_claims`` claims of the ledger that were read last, from all of
    them if ``edges_whole``. ``others`` partners are left out because of the limit.
    """

    actor: NamedActor
    partners: tuple[Partner, ...]
    others: int
    claims: int
    counted: int
    edges: tuple[Edge, ...] = ()
    edge_claims: int = 0
    edges_whole: bool = True


def find_partners(ledger: Ledger, query: PartnersQuery) -> Partners | None:
    """Those with whom an actor acts; None if the ledger knows nobody by that name.

    Raises:
        QueryError: the name may mean several actors; the hint lists them.
        LedgerError: the ledger cannot be read.
    """
    actor = the_actor(ledger, query.actor)
    if actor is None:
        return None
    claims = ledger.acting.n_claims(actor.actor_id)
    acts = [a for a in ledger.acting.acts_with(actor.actor_id, query.newest) if a.status != Status.NEGATED]
    names = ledger.acting.names_of({a.other for a in acts})
    shared: dict[str, list[Act]] = defaultdict(list)
    for act in acts:
        if _way(act) is not None and not (query.named and _described(names[act.other][0])):
            shared[names[act.other][0]].append(act)
    # of equals the one whose id comes first
    most = sorted(shared, key=lambda id_: (-len({a.event_id for a in shared[id_]}), id_))[: query.limit]
    origins = ledger.acting.n_origins({a.event_id for id_ in most for a in shared[id_]})
    found = tuple(_partner(id_, shared[id_], names, origins) for id_ in most)
    edges, seen = _edges(ledger, most, _EDGE_BUDGET * query.newest) if query.edges else ((), None)
    return Partners(
        actor=actor,
        partners=found,
        others=len(shared) - len(most),
        claims=claims,
        counted=min(claims, query.newest),
        edges=edges,
        edge_claims=seen.looked_at if seen else 0,
        edges_whole=seen.every if seen else True,
    )


def _described(actor_id: str) -> bool:
    """Whether an id is one of a description, that of a sector of some country."""
    return actor_id.startswith("role:")


def _way(act: Act) -> Way | None:
    """Which way round; None where both only have something done to them."""
    if act.role == act.other_role == Role.RECIPIENT:
        return None
    if act.type in MUTUAL or act.role == act.other_role:
        return Way.TOGETHER
    return Way.DID_TO if act.role == Role.ACTOR else Way.DONE_BY


def _partner(
    actor_id: str,
    acts: Sequence[Act],
    names: Mapping[int, tuple[str, str, str, str | None]],
    origins: Mapping[str, int],
) -> Partner:
    called = Counter(names[a.other][1:] for a in acts)
    name, kind, country = min(called, key=lambda told: (-called[told], told[0], told[1], told[2] or ""))
    events: dict[str, list[Act]] = defaultdict(list)
    for act in acts:
        events[act.event_id].append(act)
    latest = max(events, key=lambda id_: (max(a.last or "" for a in events[id_]), id_))
    return Partner(
        actor_id=actor_id,
        name=name,
        kind=ActorKind(kind),
        country=country,
        described=_described(actor_id),
        events=len(events),
        ahead=sum(_is_ahead(those) for those in events.values()),
        origins=sum(origins.get(id_, 1) for id_ in events),
        first=min((a.first[:10] for a in acts if a.first), default=None),
        last=max((a.last[:10] for a in acts if a.last), default=None),
        last_event=latest,
        ties=_ties(events),
    )


def _is_ahead(acts: Iterable[Act]) -> bool:
    return all(a.status in _AHEAD for a in acts)


def _ties(events: Mapping[str, Sequence[Act]]) -> tuple[Tie, ...]:
    counts: Counter[tuple[str, Way]] = Counter()
    ahead: Counter[tuple[str, Way]] = Counter()
    for acts in events.values():
        for key in {(a.type, way) for a in acts if (way := _way(a)) is not None}:
            counts[key] += 1
            ahead[key] += _is_ahead(acts)
    return tuple(
        Tie(type=type_, way=way, events=n, ahead=ahead[type_, way])
        for (type_, way), n in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )


def _edges(ledger: Ledger, ids: Sequence[str], at_most: int) -> tuple[tuple[Edge, ...], Pairs]:
    """The events in which two of some actors take part, from so many mentions of them."""
    pairs = ledger.acting.pairs_of(ids, at_most)
    names = ledger.acting.names_of({n for act in pairs.acts for n in act[3]})
    events: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for event_id, type_, status, numbers in pairs.acts:
        if status != Status.NEGATED:
            for one, other in combinations(sorted({names[n][0] for n in numbers}), 2):
                events[one, other][event_id] = type_
    edges = [
        Edge(one=one, other=other, events=len(types), types=dict(sorted(Counter(types.values()).items())))
        for (one, other), types in events.items()
    ]
    return tuple(sorted(edges, key=lambda e: (-e.events, e.one, e.other))), pairs


# ------------------------------------------------------------------ JSON


def partners_to_json(found: Partners) -> Json:
    """All of them in one document."""
    actor = found.actor
    return {
        "schema": SCHEMA,
        "actor": {"id": actor.actor_id, "name": actor.name, "kind": actor.kind, "country": actor.country},
        "claims": found.claims,
        "counted": found.counted,
        "whole": found.counted == found.claims,
        "others": found.others,
        "partners": [partner_to_json(p) for p in found.partners],
        "edges": [edge_to_json(e) for e in found.edges],
        "edge_claims": found.edge_claims,
        "edges_whole": found.edges_whole,
    }


def partner_to_json(partner: Partner) -> Json:
    """One partner."""
    return {
        "id": partner.actor_id,
        "name": partner.name,
        "kind": partner.kind.value,
        "country": partner.country,
        "described": partner.described,
        "events": partner.events,
        "ahead": partner.ahead,
        "origins": partner.origins,
        "first": partner.first,
        "last": partner.last,
        "last_event": partner.last_event,
        "ties": [
            {"type": t.type, "way": t.way.value, "events": t.events, "ahead": t.ahead} for t in partner.ties
        ],
    }


def edge_to_json(edge: Edge) -> Json:
    """Two partners and the events they share."""
    return {"one": edge.one, "other": edge.other, "events": edge.events, "types": dict(edge.types)}
