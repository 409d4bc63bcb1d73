"""Actors: looked for by name, else those who take part in most of the newest events."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from sayso.classes import dataclass
from sayso.faces.web.asked import address, id_path, params
from sayso.faces.web.desk import Desk
from sayso.faces.web.files import Listed, as_file, file_links, form_of
from sayso.faces.web.parts import ActorRef, Column
from sayso.faces.web.showing import shortened
from sayso.ledger import ActorFound, ActorQuery

__all__ = ["routes"]

#: Actors of a search; more are found by more of the name.
_FOUND = 100
_COLUMNS = (
    Column(label="Actor"),
    Column(label="Kind"),
    Column(label="Acts in", numeric=True),
    Column(label="Done to in", numeric=True),
    Column(label="Events in all", numeric=True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorRow:
    """An actor of a list; ``acts`` and ``done_to`` count the newest events, None where not counted."""

    id: str
    actor: ActorRef
    kind: str
    acts: int | None
    done_to: int | None
    events: int


def routes(desk: Desk) -> Sequence[BaseRoute]:
    """GET /actors."""

    def show(request: Request) -> Response:
        return _actors(desk, request)

    return [desk.route("/actors", show)]


def _actors(desk: Desk, request: Request) -> Response:
    given = params(request, ("q", "to"))
    form, words = form_of(given), given.get("q", "")
    newest = 0
    if words:
        rows = [_row(found) for found in desk.answers.actors(ActorQuery(words=words, limit=_FOUND))]
    else:
        active, newest = desk.answers.most_active()
        rows = [_row(one.actor, one.acts, one.done_to) for one in active]
    if form is not None:
        return as_file(_listed(rows, given, newest), form)
    return desk.page(
        request,
        "actors.html",
        frame=desk.frame(request, f"Actors named “{shortened(words, 60)}”" if words else "Actors", "actors"),
        words=words,
        rows=rows,
        columns=_COLUMNS if not words else (*_COLUMNS[:2], _COLUMNS[-1]),
        newest=newest,
        full=len(rows) >= _FOUND,
        exports=file_links(lambda changes: address("/actors", {"q": words or None, **changes})),
        events=address("/", {"text": words}) if words else "/",
    )


def _row(found: ActorFound, acts: int | None = None, done_to: int | None = None) -> ActorRow:
    return ActorRow(
        id=found.actor_id,
        actor=ActorRef(
            name=shortened(found.name), href=id_path("actor", found.actor_id), country=found.country
        ),
        kind=found.kind,
        acts=acts,
        done_to=done_to,
        events=found.events,
    )


def _listed(rows: Sequence[ActorRow], given: dict[str, str], newest: int) -> Listed:
    return Listed(
        name="actors",
        columns=("id", "name", "kind", "country", "acts", "done_to", "events"),
        rows=(
            {
                "id": row.id,
                "name": row.actor.name,
                "kind": row.kind,
                "country": row.actor.country,
                "acts": row.acts,
                "done_to": row.done_to,
                "events": row.events,
            }
            for row in rows
        ),
        asked=given,
        note=f"acts and done_to are counted over the newest {newest:,} events" if newest else "",
    )
