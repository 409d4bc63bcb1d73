"""Where to go for an id that names no such thing: to what begins with it, or to a page that says so."""

from __future__ import annotations

from starlette.responses import RedirectResponse, Response

from sayso.errors import QueryError, UnknownIdError, cut
from sayso.faces.web.asked import id_path
from sayso.faces.web.desk import Desk

__all__ = ["by_beginning"]


def by_beginning(desk: Desk, id_: str) -> Response:
    """To the one thing whose id begins so.

    Raises:
        UnknownIdError: nothing has that id, or one that begins so.
        QueryError: several things have.
    """
    found = desk.answers.find(id_)
    if not found:
        raise UnknownIdError(
            f"nothing in this ledger has the id {cut(id_)}",
            item=id_,
            hint="ids of events change when an earlier report of them comes in; search for its words instead",
        )
    if len(found) > 1:
        listed = ", ".join(f"{one.id} ({one.kind})" for one in found)
        raise QueryError(f"{cut(id_)} begins several ids", item=id_, hint=f"among them {listed}")
    return RedirectResponse(id_path(found[0].kind, found[0].id), status_code=302)
