"""Rules, runs, refusals, verdicts, and how the ledger stands."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from sayso.engine.listed import refusal_to_json, run_to_json
from sayso.engine.rules import ask_rules, rules_to_json
from sayso.engine.status import status_to_json
from sayso.errors import QueryError, cut
from sayso.faces.api.asking import PageAsked, RefusalsAsked, RulesAsked
from sayso.faces.api.cursors import packed, page_document, unpacked
from sayso.faces.api.documents.pages import RefusalPage, RunPage, VerdictPage
from sayso.faces.api.documents.standing import RulesAnswer, StatusAnswer
from sayso.faces.api.operation import Operation, add
from sayso.faces.api.room import Room
from sayso.faces.api.sending import not_kept
from sayso.ledger import RefusalQuery
from sayso.records.link_codec import verdict_to_json

__all__ = ["routes"]

_RULES = Operation(
    name="listRules",
    summary="List rules",
    description="Embargoes and sanctions regimes that claims are flagged with: on whom, since when, on "
    "which texts they rest, what is exempt; and in `free` who is often taken to be under one and is not. "
    "Facts in data, no legal advice.",
    tag="rules",
    answer=RulesAnswer,
)
_RUNS = Operation(
    name="listRuns",
    summary="List runs",
    description="Every invocation that wrote to the ledger, latest first, with the versions and settings "
    "it used.",
    tag="ledger",
    answer=RunPage,
)
_REFUSALS = Operation(
    name="listRefusals",
    summary="List refusals",
    description="Inputs that yielded no report, latest first, each with a coded reason; and how many each "
    "code has.",
    tag="ledger",
    answer=RefusalPage,
)
_VERDICTS = Operation(
    name="listVerdicts",
    summary="List verdicts",
    description="Everything that persons have judged, in that order, what was superseded included.",
    tag="ledger",
    answer=VerdictPage,
)
_STATUS = Operation(
    name="getStatus",
    summary="Get the status",
    description="How many reports, claims and events the ledger has, and how its watch of feeds stands.",
    tag="ledger",
    answer=StatusAnswer,
)


def routes(router: APIRouter, room: Room) -> None:
    """Declare the operations."""

    def rules(request: Request, asked: Annotated[RulesAsked, Query()]) -> Response:
        return room.sender.document(
            request,
            lambda: rules_to_json(ask_rules(room.settings, asked.word(), on=asked.on)),
            of_ledger=False,
        )

    def runs(request: Request, asked: Annotated[PageAsked, Query()]) -> Response:
        return room.sender.document(request, lambda: _runs(room, request, asked))

    def refusals(request: Request, asked: Annotated[RefusalsAsked, Query()]) -> Response:
        return room.sender.document(request, lambda: _refusals(room, request, asked))

    def verdicts(request: Request, asked: Annotated[PageAsked, Query()]) -> Response:
        return room.sender.document(request, lambda: _verdicts(room, request, asked))

    def status(request: Request) -> Response:
        return not_kept(request, status_to_json(room.answers.status()))

    add(router, "GET", "/v1/rules", rules, _RULES)
    add(router, "GET", "/v1/runs", runs, _RUNS)
    add(router, "GET", "/v1/refusals", refusals, _REFUSALS)
    add(router, "GET", "/v1/verdicts", verdicts, _VERDICTS)
    add(router, "GET", "/v1/status", status, _STATUS)


# `Any` from here on: a JSON document.


def _runs(room: Room, request: Request, asked: PageAsked) -> dict[str, Any]:
    found = room.answers.runs()
    place = unpacked(asked.cursor, str)
    # new runs come before those of this page, so a page begins behind a run and not at a number
    ids = [kept.run.run_id for kept in found]
    if place and place[0] not in ids:
        raise QueryError(f"{cut(asked.cursor)} is no cursor", item="cursor", hint="begin anew without one")
    rest = found[ids.index(place[0]) + 1 :] if place else found
    some = rest[: asked.limit]
    next_ = packed(some[-1].run.run_id) if len(rest) > len(some) else None
    return page_document(request, [run_to_json(kept) for kept in some], next_=next_)


def _refusals(room: Room, request: Request, asked: RefusalsAsked) -> dict[str, Any]:
    below = unpacked(asked.cursor, int)
    query = RefusalQuery(
        code=asked.code, run=asked.run, below=below[0] if below else None, limit=asked.limit + 1
    )
    found = room.answers.refusals(query)
    some = found[: asked.limit]
    next_ = packed(some[-1].number) if len(found) > len(some) else None
    page = page_document(request, [refusal_to_json(kept) for kept in some], next_=next_)
    return page | {"codes": room.answers.refusal_codes(asked.run)}


def _verdicts(room: Room, request: Request, asked: PageAsked) -> dict[str, Any]:
    """Verdicts are only ever added at the end, so a number is a place in their list."""
    found = room.answers.verdicts()
    place = unpacked(asked.cursor, int)
    start = place[0] if place else 0
    some = found[start : start + asked.limit]
    end = start + len(some)
    next_ = packed(end) if end < len(found) else None
    return page_document(request, [verdict_to_json(verdict) for verdict in some], next_=next_)
