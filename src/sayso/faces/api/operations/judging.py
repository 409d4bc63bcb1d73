"""What a person judges two things to be."""

from __future__ import annotations

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from sayso.engine.session import Session
from sayso.errors import UnknownIdError, cut
from sayso.faces.api.access import Scope, writer
from sayso.faces.api.asking import Asked
from sayso.faces.api.bodies import fitted, received
from sayso.faces.api.documents.pages import VerdictAnswer
from sayso.faces.api.operation import Operation, add
from sayso.faces.api.room import Room
from sayso.faces.api.sending import not_kept
from sayso.records import Judgement
from sayso.records.codec import SCHEMA
from sayso.records.link_codec import verdict_to_json

__all__ = ["routes"]

#: Bytes of a body: two ids and a note.
_MOST_BYTES = 20_000
_STATUSES = {
    201: "The verdict stands in the ledger.",
    202: "Another process writes to the ledger now; it takes the verdict over after its next commit.",
}


class JudgementAsked(Asked):
    """Two things, and what they are."""

    left: str = Field(description="Identifier of an event, claim, report or origin, or its beginning.")
    right: str = Field(description="Identifier of another of the same kind.")
    judgement: Judgement = Field(description="One event or origin, two, or not known.")
    note: str = Field(default="", max_length=2_000, description="Why.")


_JUDGE = Operation(
    name="judge",
    summary="Judge two things",
    description="Keeps what a person judges of two events or claims (of one event, or not) or of two "
    "reports or origins (of one origin, or not). It takes the place of what was concluded and of an "
    "earlier verdict on the same pair, and events and origins follow. It is signed with the name of the "
    "token.",
    tag="write",
    answer=VerdictAnswer,
    errors=(403, 404, 413, 415),
    scope=Scope.WRITE,
    body=JudgementAsked,
    statuses=_STATUSES,
)


def routes(router: APIRouter, room: Room) -> None:
    """Declare the operation."""
    session = Session(room.settings, clock=room.clock)

    async def judge(request: Request) -> Response:
        body = await received(request, _MOST_BYTES)
        return await run_in_threadpool(_judged, request, body)

    def _judged(request: Request, body: bytes) -> Response:
        token = writer(request, room.check)
        asked = fitted(JudgementAsked, body)
        done = session.submit(asked.left, asked.right, asked.judgement, by=token.name, note=asked.note)
        if done is None:
            raise UnknownIdError(
                f"nothing has the id {cut(asked.left)} or {cut(asked.right)}",
                item=asked.left,
                hint="give the ids of two events, claims, reports or origins",
            )
        document = {"schema": SCHEMA, "verdict": verdict_to_json(done.verdict), "applied": done.applied}
        return not_kept(request, document, 201 if done.applied else 202)

    add(router, "POST", "/v1/judgements", judge, _JUDGE)
