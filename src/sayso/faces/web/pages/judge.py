"""What a person judges of two events, claims, reports or origins; kept, or queued while somebody writes."""

from __future__ import annotations

import getpass
from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from sayso.engine.judging import Judging
from sayso.errors import QueryError, ScopeError, UnknownIdError, cut
from sayso.faces.web.desk import Desk, Form
from sayso.faces.web.parts import Link
from sayso.faces.web.theme import next_path
from sayso.faces.web.verdicts import verdict_row
from sayso.records import Judgement

__all__ = ["routes", "sitting_user"]

_FIELDS = frozenset({"left", "right", "said", "note", "next"})
_NOTE, _ID = 1_000, 200


def routes(desk: Desk) -> Sequence[BaseRoute]:
    """POST /judge."""

    def act(request: Request, form: Form) -> Response:
        return _judge(desk, request, form)

    return [desk.post("/judge", act)]


def _judge(desk: Desk, request: Request, form: Form) -> Response:
    if not desk.may_change(request):
        raise ScopeError("nothing can be changed here", hint="this server, or your token, only reads")
    _check(form)
    judging = Judging(desk.settings, now=lambda: desk.clock().isoformat(timespec="microseconds"))
    left, right = form["left"].strip(), form["right"].strip()
    by = desk.name_of(request) or sitting_user()
    done = judging.submit((left, right), Judgement(form["said"]), by=by, note=form.get("note", "").strip())
    if done is None:
        raise UnknownIdError(f"nothing in this ledger has the id {cut(left)} or {cut(right)}", item="right")
    return desk.page(
        request,
        "judged.html",
        frame=desk.frame(request, "Your verdict is kept" if done.applied else "Your verdict waits"),
        verdict=verdict_row(done.verdict),
        applied=done.applied,
        back=Link("Back to where you were", next_path(form.get("next"))),
    )


def _check(form: Form) -> None:
    """Take a form that says something of two things.

    Raises:
        QueryError: it does not.
    """
    unknown = sorted(set(form) - _FIELDS)
    if unknown:
        raise QueryError(f"no field {cut(unknown[0])}", item="judge", hint=", ".join(sorted(_FIELDS)))
    for name in ("left", "right"):
        if not 1 <= len(form.get(name, "").strip()) <= _ID:
            raise QueryError(
                f"{name} is no id", item=name, hint="give the id of an event, claim, report or origin"
            )
    said = form.get("said", "")
    if said not in [judgement.value for judgement in Judgement]:
        raise QueryError(f"no judgement {cut(said)}", item="said", hint="same, different or unsure")
    if len(form.get("note", "")) > _NOTE:
        raise QueryError(f"a note has {_NOTE:,} characters at most", item="note")


def sitting_user() -> str:
    """The name of the user who runs the server, which is who sits at it where no token is asked for."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        # no name for this user id, as in some containers
        return "unnamed"
