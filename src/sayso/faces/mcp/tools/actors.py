"""Finding actors, and where one was, is, and is said to go."""

from __future__ import annotations

from pydantic import Field

from sayso.engine.itinerary import ItineraryQuery
from sayso.engine.stops import Stop
from sayso.errors import UnknownIdError, cut
from sayso.faces.api.asking import Asked, Day
from sayso.faces.mcp.quoting import name
from sayso.faces.mcp.shapes import Shape
from sayso.faces.mcp.tool import LIMIT, MOST, Reply, Room, Tool
from sayso.ledger import ActorQuery

__all__ = ["FIND", "ITINERARY"]

#: Companions, speakers and claims that are named of one stop.
_NAMED = 5


class FindAsked(Asked):
    """Whom to find."""

    name: str = Field(min_length=1, max_length=200, description="Words of a name, or its beginning.")
    limit: int = Field(default=LIMIT, ge=1, le=MOST, description="Actors at most.")


class ActorBrief(Shape):
    """An actor."""

    id: str = Field(description="Its identifier; give it as `actor`, `target` or `who` of a search.")
    name: str = Field(description="One of its names.")
    country: str | None = Field(description="ISO 3166 alpha-3.")
    kind: str = Field(description="person, government, organisation, group, country or unknown.")
    events: int = Field(description="In how many events it takes part.")


class ActorsFound(Shape):
    """Actors, those of most events first."""

    actors: list[ActorBrief] = Field(description="The actors.")
    has_more: bool = Field(description="Whether there are more.")


def _find(room: Room, asked: FindAsked) -> Reply:
    found = room.answers.actors(ActorQuery(words=asked.name, limit=asked.limit + 1))
    actors = [
        ActorBrief(
            id=name(a.actor_id, 300) or "",
            name=name(a.name) or "",
            country=a.country,
            kind=a.kind,
            events=a.events,
        )
        for a in found[: asked.limit]
    ]
    document = ActorsFound(actors=actors, has_more=len(found) > asked.limit)
    lines = [f"{a.id}: {a.name} ({a.kind}, {a.country or '-'}), {a.events} events" for a in actors]
    return Reply(document, lines or ["Nobody has such a name."])


FIND = Tool(
    name="ledger_find_actor",
    title="Find an actor",
    said="Actors by words of a name, with the identifiers that other tools take. Ask it first when a name "
    "may mean several.",
    takes=FindAsked,
    gives=ActorsFound,
    ask=_find,
)


class ItineraryAsked(Asked):
    """Whose itinerary."""

    actor: str = Field(
        min_length=1, max_length=300, description="Identifier, country code, or a name that means one alone."
    )
    since: Day | None = Field(default=None, description="First day (YYYY-MM-DD).")
    until: Day | None = Field(default=None, description="Last day.")
    as_of: Day | None = Field(default=None, description="Only what was published by this day counts.")
    limit: int = Field(default=LIMIT, ge=1, le=MOST, description="Stops at most, the latest.")


class StopBrief(Shape):
    """Somebody at a place, or said to go there, or said not to."""

    number: int = Field(description="Its number.")
    status: str = Field(description="done, planned or denied.")
    told: str = Field(description="The finest word for it: happened, planned, postponed, …")
    place: str = Field(description="Where.")
    country: str | None = Field(description="ISO 3166 alpha-3.")
    earliest: str | None = Field(description="First day.")
    latest: str | None = Field(description="Last day.")
    did: list[str] = Field(description="What puts him there: visit, meet, host, …")
    company: list[str] = Field(description="With whom.")
    said_by: list[str] = Field(description="On whose word it rests.")
    origins: int = Field(description="Independent origins.")
    unconfirmed: bool = Field(description="Planned for a day before, and nobody tells of it.")
    clashes: list[int] = Field(description="Numbers of stops that cannot well hold as well.")
    claims: list[str] = Field(description="Claims it rests on, for ledger_get_evidence.")


class ItineraryFound(Shape):
    """Where an actor was, is, and is said to go."""

    actor: str = Field(description="Identifier of the actor.")
    name: str = Field(description="Its name.")
    as_of: str | None = Field(description="The day from which that is reckoned.")
    stops: list[StopBrief] = Field(description="The stops, in the order of their days.")
    has_more: bool = Field(description="Whether earlier ones were left out.")
    total: int = Field(description="How many stops there are.")
    impossible: list[str] = Field(description="Legs that one person cannot well have done.")


def _itinerary(room: Room, asked: ItineraryAsked) -> Reply:
    query = ItineraryQuery(actor=asked.actor, since=asked.since, until=asked.until, as_of=asked.as_of)
    found = room.answers.itinerary(query)
    if found is None:
        raise UnknownIdError(
            f"nobody in the ledger is {cut(asked.actor)}", item=asked.actor, hint="ask ledger_find_actor"
        )
    stops = [_stop(stop) for stop in found.stops[-asked.limit :]]
    document = ItineraryFound(
        actor=found.who.actor_id,
        name=name(found.who.name) or "",
        as_of=found.as_of,
        stops=stops,
        has_more=len(found.stops) > len(stops),
        total=len(found.stops),
        impossible=[f"from stop {leg.start} to {leg.end}: {leg.why}" for leg in found.legs if leg.impossible][
            :MOST
        ],
    )
    return Reply(
        document, [f"{document.name}, as of {found.as_of}: {document.total} stops.", *map(_line, stops)]
    )


def _stop(stop: Stop) -> StopBrief:
    return StopBrief(
        number=stop.number,
        status=stop.status.value,
        told=stop.told,
        place=name(stop.place.name) or "",
        country=stop.place.country,
        earliest=stop.first,
        latest=stop.last,
        did=list(dict.fromkeys(doing.did.value for doing in stop.doings))[:_NAMED],
        company=[name(c.name) or "" for c in stop.companions[:_NAMED]],
        said_by=[name(one) or "" for one in stop.said_by[:_NAMED]],
        origins=stop.origins,
        unconfirmed=stop.unconfirmed,
        clashes=list(stop.clashes[:_NAMED]),
        claims=list(stop.claims[:_NAMED]),
    )


def _line(stop: StopBrief) -> str:
    first, last = stop.earliest or "?", stop.latest or "?"
    days = first if first == last else f"{first} to {last}"
    company = f" with {', '.join(stop.company)}" if stop.company else ""
    where = f"{stop.place} ({stop.country or '-'})"
    return f"{stop.number}. {days} {where}: {stop.told}{company}; {stop.origins} origins"


ITINERARY = Tool(
    name="ledger_itinerary",
    title="Get an itinerary",
    said="Where an actor was, is, and is said to go, with what was announced, denied or called off and "
    "what one person cannot well have done.",
    takes=ItineraryAsked,
    gives=ItineraryFound,
    ask=_itinerary,
)
