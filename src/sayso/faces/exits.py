"""The one table from error class to HTTP status and exit code, and the body every error has."""

from __future__ import annotations

from sayso.classes import dataclass
from sayso.errors import (
    AccessError,
    BusyError,
    ConfigError,
    DeskError,
    ExpiredTokenError,
    FetchError,
    FormatError,
    GazetteerError,
    LedgerError,
    MissingExtraError,
    ModelError,
    OutputError,
    QueryError,
    RefusedError,
    RevokedTokenError,
    SaysoError,
    ScopeError,
    SegmentError,
    UnknownIdError,
)
from sayso.records import Refusal

__all__ = [
    "ALL_READ",
    "ANSWERS",
    "CANNOT_OPEN",
    "EXIT_CODES",
    "REFUSED_STATUS",
    "SOME_REFUSED",
    "UNKNOWN_STATUS",
    "WRONG_USAGE",
    "Answer",
    "answer_to",
    "error_body",
    "refusal_body",
]

ALL_READ, SOME_REFUSED, WRONG_USAGE, CANNOT_OPEN = 0, 1, 2, 3

#: Nothing in the ledger has the id asked for.
UNKNOWN_STATUS = 404

#: A refused document is the caller's input, understood and not usable.
REFUSED_STATUS = 422

#: What each exit code of the command line tells its caller.
EXIT_CODES = {
    ALL_READ: "everything was read",
    SOME_REFUSED: "some inputs were refused (each is named on stderr with its code), an id is not in "
    "the ledger, or a benchmark fell below its floor",
    WRONG_USAGE: "wrong usage: an option, a setting or a question cannot be understood",
    CANNOT_OPEN: "the ledger, the desk, the model or a gazetteer could not be opened, or a file could not be "
    "written",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """How a face answers one class of error."""

    status: int
    exit_code: int


#: One row per class of `sayso.errors`; a contract test compares the two.
ANSWERS: dict[type[SaysoError], Answer] = {
    SaysoError: Answer(status=500, exit_code=SOME_REFUSED),
    AccessError: Answer(status=401, exit_code=WRONG_USAGE),
    ExpiredTokenError: Answer(status=401, exit_code=WRONG_USAGE),
    RevokedTokenError: Answer(status=401, exit_code=WRONG_USAGE),
    ScopeError: Answer(status=403, exit_code=WRONG_USAGE),
    BusyError: Answer(status=503, exit_code=SOME_REFUSED),
    ConfigError: Answer(status=500, exit_code=WRONG_USAGE),
    DeskError: Answer(status=503, exit_code=CANNOT_OPEN),
    FetchError: Answer(status=502, exit_code=SOME_REFUSED),
    FormatError: Answer(status=422, exit_code=SOME_REFUSED),
    GazetteerError: Answer(status=503, exit_code=CANNOT_OPEN),
    LedgerError: Answer(status=503, exit_code=CANNOT_OPEN),
    MissingExtraError: Answer(status=501, exit_code=WRONG_USAGE),
    ModelError: Answer(status=503, exit_code=CANNOT_OPEN),
    OutputError: Answer(status=500, exit_code=CANNOT_OPEN),
    SegmentError: Answer(status=500, exit_code=CANNOT_OPEN),
    QueryError: Answer(status=400, exit_code=WRONG_USAGE),
    RefusedError: Answer(status=REFUSED_STATUS, exit_code=SOME_REFUSED),
    UnknownIdError: Answer(status=UNKNOWN_STATUS, exit_code=SOME_REFUSED),
}


def answer_to(error: SaysoError) -> Answer:
    """The row of the nearest class that has one."""
    for shape in type(error).__mro__:
        if shape in ANSWERS:
            return ANSWERS[shape]
    return ANSWERS[SaysoError]


def error_body(error: SaysoError) -> dict[str, object]:
    """The body of an error, the same in every machine-readable face.

    What was refused has the code of its refusal, as in a list of refusals, and not that of the class.
    """
    body = error.body()
    if isinstance(error, RefusedError):
        code = error.refusal_code
        body |= {"code": code, "message": error.message.removeprefix(f"{code}: ")}
    return {"error": body, "status": answer_to(error).status}


def refusal_body(refusal: Refusal) -> dict[str, object]:
    """The body of a refused input, in the shape of an error."""
    error = {"code": refusal.code, "message": refusal.reason, "hint": None, "item": refusal.name}
    return {"error": error, "status": REFUSED_STATUS}
