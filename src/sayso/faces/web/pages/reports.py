"""Reports of one publisher, of one run, or all of them, latest published first."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from sayso.errors import QueryError
from sayso.faces.web.asked import address, id_path, params
from sayso.faces.web.desk import Desk
from sayso.faces.web.files import MOST_ROWS, Listed, as_file, file_links, form_of
from sayso.faces.web.parts import Chosen, Column, Link, Pager
from sayso.faces.web.showing import shortened
from sayso.ledger import ReportQuery, ReportRow

__all__ = ["REPORT_COLUMNS", "ReportRef", "report_ref", "reports_page", "routes"]

_ROWS = 50
REPORT_COLUMNS = (
    Column(label="Published", sorted="descending"),
    Column(label="Title"),
    Column(label="Publisher"),
    Column(label="Claims", numeric=True),
)
#: Published, title with its page, publisher, claims, address of the page it was taken from.
ReportRef = tuple[str, Link, str, int, str | None]


def routes(desk: Desk) -> Sequence[BaseRoute]:
    """GET /reports."""

    def show(request: Request) -> Response:
        return _reports(desk, request)

    return [desk.route("/reports", show)]


def _reports(desk: Desk, request: Request) -> Response:
    given = params(request, ("publisher", "run", "older", "to"))
    form = form_of(given)
    older = given.pop("older", None)
    limit = MOST_ROWS if form else _ROWS
    rows, after = reports_page(desk, given, older, limit)
    if form is not None:
        return as_file(_listed(rows, given), form)
    names = {"publisher": "publisher", "run": "run"}
    chosen = [
        Chosen(name=words, value=shortened(given[name], 60), href=_without(given, name))
        for name, words in names.items()
        if name in given
    ]
    title = f"Reports of {shortened(given['publisher'], 60)}" if "publisher" in given else "Reports"
    return desk.page(
        request,
        "reports.html",
        frame=desk.frame(request, title, "runs" if "run" in given else "sources"),
        chosen=chosen,
        rows=[report_ref(row) for row in rows],
        columns=REPORT_COLUMNS,
        pager=Pager(
            shown=len(rows),
            newer=address("/reports", given) if older else None,
            older=address("/reports", {**given, "older": after}) if after else None,
        ),
        exports=file_links(lambda changes: address("/reports", {**given, "older": older, **changes})),
        everything="/reports",
    )


def _without(given: Mapping[str, str], name: str) -> str:
    return address("/reports", {n: v for n, v in given.items() if n != name})


def reports_page(
    desk: Desk, given: Mapping[str, str], older: str | None, limit: int
) -> tuple[list[ReportRow], str | None]:
    """Reports of a publisher or run from a cursor on, and the cursor of the next page.

    Raises:
        QueryError: the cursor is none that was given.
    """
    query = ReportQuery(
        publisher=given.get("publisher"),
        run_id=given.get("run"),
        below=_edge(older) if older else None,
        limit=limit + 1,
    )
    found = desk.answers.reports(query)
    after = _cursor(found[limit - 1]) if len(found) > limit else None
    return found[:limit], after


def _cursor(row: ReportRow) -> str:
    packed = json.dumps([row.published or "", row.article_id], separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(packed).decode().rstrip("=")


def _edge(cursor: str) -> tuple[str, str]:
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        day, article_id = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, TypeError, RecursionError) as error:
        raise QueryError("that is no cursor", item="older", hint="take it from the page before") from error
    if not isinstance(day, str) or not isinstance(article_id, str):
        raise QueryError("that is no cursor", item="older", hint="take it from the page before")
    return day, article_id


def report_ref(row: ReportRow) -> ReportRef:
    """One report of a list."""
    name = row.title or f"untitled, {row.article_id}"
    title = Link(shortened(name, 140), id_path("report", row.article_id))
    return (
        (row.published or "")[:16].replace("T", " "),
        title,
        shortened(row.publisher or ""),
        row.claims,
        row.url,
    )


def _listed(rows: Sequence[ReportRow], given: Mapping[str, str]) -> Listed:
    return Listed(
        name="reports",
        columns=("id", "published", "title", "publisher", "url", "claims", "run"),
        rows=(
            {
                "id": row.article_id,
                "published": row.published,
                "title": row.title,
                "publisher": row.publisher,
                "url": row.url,
                "claims": row.claims,
                "run": row.run_id,
            }
            for row in rows
        ),
        asked=given,
    )
