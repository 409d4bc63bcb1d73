"""An origin: all reports that have their words from it, over time and as a tree."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from sayso.engine.origins import Branch
from sayso.engine.shown import ShownOrigin
from sayso.faces.web.accounts import origin_nodes
from sayso.faces.web.asked import id_path, params
from sayso.faces.web.charts import Told, origin_tree
from sayso.faces.web.desk import Desk
from sayso.faces.web.finding import by_beginning
from sayso.faces.web.showing import shortened
from sayso.ledger import Found

__all__ = ["routes"]

#: Reports listed.
_MOST = 300


def routes(desk: Desk) -> Sequence[BaseRoute]:
    """GET /origin/{id}."""

    def show(request: Request) -> Response:
        return _origin(desk, request)

    return [desk.route("/origin/{id}", show)]


def _origin(desk: Desk, request: Request) -> Response:
    params(request, ())
    id_ = request.path_params["id"]
    shown = desk.answers.one(Found(kind="origin", id=id_))
    if not isinstance(shown, ShownOrigin):
        return by_beginning(desk, id_)
    branch = shown.branch
    nodes, _ = origin_nodes((branch,), leaves=_MOST)
    told = list(_told(branch))
    return desk.page(
        request,
        "origin.html",
        frame=desk.frame(request, f"Origin: {shortened(branch.named or 'nobody known')}", "ledger"),
        id=id_,
        origin=nodes[0],
        chart=origin_tree(told, title="Who has it from whom, over time") if len(told) > 1 else None,
        undated=len(branch.leaves) - len(told),
        as_json=f"/api/v1{id_path('origins', id_)}",
        here=id_path("origin", id_),
    )


def _told(branch: Branch) -> Iterator[Told]:
    """The reports whose day is known, as the drawing takes them."""
    for leaf in branch.leaves:
        at = _moment(leaf.published)
        if at is not None:
            yield Told(
                key=leaf.article_id,
                label=shortened(leaf.publisher or "publisher not known", 60),
                at=at,
                parent=leaf.link.right_id if leaf.link else None,
                kind=leaf.kind.value,
                href=id_path("report", leaf.article_id),
            )


def _moment(published: str | None) -> datetime | None:
    try:
        at = datetime.fromisoformat(published or "")
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
