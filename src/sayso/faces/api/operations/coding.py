"""Coding a text that is sent, without keeping anything of it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Lock
from typing import Any

from fastapi import APIRouter, Request
from pydantic import Field
from starlette.responses import Response

from sayso.errors import BusyError, QueryError
from sayso.faces.api.accepting import JSON, chosen
from sayso.faces.api.asking import Asked, Day
from sayso.faces.api.bodies import fitted, received
from sayso.faces.api.documents.reports import CodedReport
from sayso.faces.api.faults import RequestFaultError
from sayso.faces.api.operation import Operation, add
from sayso.faces.api.room import Room
from sayso.faces.api.sending import not_kept

__all__ = ["Queue", "routes"]

#: Texts that wait while one is coded. A long report takes ten seconds, so the last of them waits a minute.
_WAITING = 4


class TextAsked(Asked):
    """A text to code: `text` or `html`, and what is known of it."""

    text: str | None = Field(default=None, description="The text.", examples=["Officials met on Monday."])
    html: str | None = Field(default=None, description="A page, in place of the text.")
    published: Day | None = Field(
        default=None,
        description="Day of publication. Without it, times such as `on Wednesday` get no dates.",
        examples=["2024-05-16"],
    )
    publisher: str | None = Field(default=None, max_length=300, description="Who publishes it.")
    title: str | None = Field(default=None, max_length=2_000, description="Its headline.")
    url: str | None = Field(
        default=None, max_length=2_000, description="Where it stands. Nothing is fetched from there."
    )


_CODE = Operation(
    name="codeText",
    summary="Code a text",
    description="Reads one text or page and answers with the claims in it, as `sayso code --format json` "
    "does. Nothing is stored and nothing fetched. Texts are coded one after another; when too many wait, "
    "the answer is 503.",
    tag="code",
    answer=CodedReport,
    errors=(403, 413, 415, 422),
    body=TextAsked,
)


class Queue:
    """Does one thing after another, and turns away who would wait too long."""

    def __init__(self, waiting: int = _WAITING) -> None:
        self._most = waiting + 1
        self._held = 0
        self._lock = Lock()
        # a thread of its own: those that answer questions are few, and none is to wait for a reader
        self._worker = ThreadPoolExecutor(max_workers=1, thread_name_prefix="code")

    async def done(self, work: Callable[[], Any]) -> Any:
        """What comes of some work, `Any` kind of thing.

        Raises:
            BusyError: too many wait already.
        """
        with self._place():
            return await asyncio.wrap_future(self._worker.submit(work))

    @contextmanager
    def _place(self) -> Iterator[None]:
        with self._lock:
            if self._held >= self._most:
                raise BusyError(
                    "too many texts wait to be coded",
                    hint="try again in a minute; `sayso load` codes many without waiting",
                )
            self._held += 1
        try:
            yield
        finally:
            with self._lock:
                self._held -= 1


def routes(router: APIRouter, room: Room) -> None:
    """Declare the operation."""
    queue = Queue()

    async def code(request: Request) -> Response:
        if not room.settings.serve.code:
            raise RequestFaultError(
                "request.off",
                "this server codes no texts",
                hint="set serve.code to let it; `sayso code` does it at any rate",
            )
        chosen(request.headers.get("accept", ""), JSON)
        asked = fitted(TextAsked, await received(request, room.settings.limits.max_bytes))
        if (asked.text is None) == (asked.html is None):
            raise QueryError("text and html: give one of the two", item="text")
        given = asked.model_dump(mode="json", exclude_none=True)
        coded = await queue.done(lambda: room.codes(given))
        return not_kept(request, coded.as_json())

    add(router, "POST", "/v1/code", code, _CODE)
