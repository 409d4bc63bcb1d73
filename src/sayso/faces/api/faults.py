"""What can be wrong with a request apart from its question, and the one body that every error has."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import Response

from sayso.classes import dataclass
from sayso.errors import AccessError, BusyError, SaysoError
from sayso.faces.exits import answer_to, error_body
from sayso.faces.export.json_text import as_json

__all__ = ["FAULTS", "INTERNAL", "Fault", "RequestFaultError", "answer_of", "error_answer", "error_document"]

#: Seconds after which a caller who came at a busy moment may try again.
_SOON_S = 2


@dataclass(frozen=True, slots=True)
class Fault:
    """The HTTP status of a fault of a request, and what it means."""

    status: int
    meaning: str


#: Every fault that is one of HTTP and not of the question, by its code.
FAULTS: Mapping[str, Fault] = {
    "request.path": Fault(404, "the API has no such address"),
    "request.method": Fault(405, "the address does not answer to this method; `Allow` lists those it does"),
    "request.accept": Fault(406, "`Accept` takes none of the forms in which this can be answered"),
    "request.too_large": Fault(413, "the body is larger than the limit"),
    "request.media_type": Fault(415, "the body is not of the media type that is taken"),
    "request.rate": Fault(429, "too many requests in a short time; `Retry-After` says when to come back"),
    "request.off": Fault(403, "the setting `serve.code` turns this off"),
}


class RequestFaultError(Exception):
    """A request that cannot be answered, whatever it asks for.

    Attributes:
        code: one of `FAULTS`.
        headers: what the answer says besides.
    """

    def __init__(
        self,
        code: str,
        message: str,
        *,
        hint: str | None = None,
        item: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.hint = hint
        self.item = item
        self.headers: dict[str, str] = dict(headers or {})


#: What is said of a fault of ours: nothing of what happened inside.
INTERNAL = SaysoError("something in sayso is broken", hint="the server's log tells what; please report it")


def error_document(
    status: int, code: str, message: str, hint: str | None, item: str | None
) -> dict[str, object]:
    """The body of an error, the same in every machine-readable face."""
    return {"error": {"code": code, "message": message, "hint": hint, "item": item}, "status": status}


def error_answer(
    document: Mapping[str, object], status: int, headers: Mapping[str, str] | None = None
) -> Response:
    """An error as it is sent. It is never kept, since the next try may go well."""
    body = as_json(document).encode()
    return Response(
        body, status, {"Cache-Control": "no-store", **(headers or {})}, media_type="application/json"
    )


def answer_of(error: SaysoError | RequestFaultError) -> Response:
    """The answer to an error of either kind."""
    if isinstance(error, RequestFaultError):
        status = FAULTS[error.code].status
        document = error_document(status, error.code, error.message, error.hint, error.item)
        return error_answer(document, status, error.headers)
    status = answer_to(error).status
    headers: dict[str, str] = {}
    if isinstance(error, BusyError):
        headers["Retry-After"] = str(_SOON_S)
    if isinstance(error, AccessError):
        # RFC 6750, section 3
        headers["WWW-Authenticate"] = f'Bearer realm="sayso", error="{_BEARER_ERRORS.get(status, "")}"'
    return error_answer(error_body(error), status, headers)


_BEARER_ERRORS = {401: "invalid_token", 403: "insufficient_scope"}
