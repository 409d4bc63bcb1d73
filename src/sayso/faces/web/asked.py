"""What an address asks for: its parameters, checked one by one, and addresses that ask for something."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace
from datetime import date
from urllib.parse import quote, urlencode

from starlette.requests import Request

from sayso.engine.session import EventQuery
from sayso.engine.suggesting import country_code
from sayso.errors import QueryError, cut

__all__ = [
    "CONDITIONS",
    "LONGEST",
    "address",
    "conditions_of",
    "day_of",
    "event_query",
    "id_path",
    "number_of",
    "params",
]

#: Names of the conditions on events, which are also the names of parameters.
CONDITIONS: tuple[str, ...] = tuple(f.name for f in fields(EventQuery) if f.name != "limit")
#: Characters of one value at most; names of actors and whole sentences of search words fit easily.
LONGEST = 400


def params(request: Request, known: Iterable[str]) -> dict[str, str]:
    """The parameters of a request by name; empty values are as good as none, as forms send them.

    Raises:
        QueryError: one is none of ``known``, is given twice, or is too long; those of trackers do not count.
    """
    names = frozenset(known)
    found: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name.startswith("utm_"):
            continue
        if name not in names:
            raise QueryError(
                f"no parameter {cut(name)}",
                item=name,
                hint=f"this page takes {', '.join(sorted(names))}" if names else "this page takes none",
            )
        if len(value) > LONGEST:
            raise QueryError(f"{name} is longer than {LONGEST} characters", item=name, hint="ask for less")
        if "\0" in value:
            raise QueryError(f"{name} holds a NUL character", item=name)
        if name in found:
            raise QueryError(f"{name} is given twice", item=name, hint="give it once")
        if value.strip():
            found[name] = value.strip()
    return found


def number_of(name: str, value: str, least: int, most: int) -> int:
    """A parameter that is a whole number.

    Raises:
        QueryError: it is none, or not within the bounds.
    """
    # isdecimal alone takes digits of every script, which int() takes too; an address has ASCII ones
    if not (value.isascii() and value.isdecimal() and len(value) <= 16 and least <= int(value) <= most):
        raise QueryError(f"{name} must be a whole number from {least} to {most}, not {cut(value)}", item=name)
    return int(value)


def day_of(name: str, value: str) -> date:
    """A parameter that is a day.

    Raises:
        QueryError: it is none.
    """
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise QueryError(
            f"{name} must be a day, not {cut(value)}", item=name, hint="write it as in 2024-05-16"
        ) from None


def event_query(given: Mapping[str, str], *, limit: int | None = None) -> EventQuery:
    """The question that parameters ask; those that are no conditions are left alone.

    Raises:
        QueryError: a value cannot be asked for.
    """
    query = EventQuery(limit=limit)
    # one by one, so that an error names its parameter; days first, as they are checked against one another
    days = {name: day_of(name, given[name]) for name in ("since", "until") if name in given}
    query = replace(query, since=days.get("since"), until=days.get("until"))
    if "min_origins" in given:
        query = replace(query, min_origins=number_of("min_origins", given["min_origins"], 1, 1_000_000))
    words = {
        name: given[name]
        for name in CONDITIONS
        if name in given and name not in ("since", "until", "min_origins")
    }
    if "country" in words:
        words["country"] = country_code(words["country"]) or words["country"]
    # `dict[str, Any]` is what `replace` takes; every name is a field that holds text
    return replace(query, **words)  # type: ignore[arg-type]


def conditions_of(query: EventQuery) -> dict[str, str]:
    """The parameters that ask a question: those conditions that are set."""
    plain = EventQuery()
    found: dict[str, str] = {}
    for name in CONDITIONS:
        value: object = getattr(query, name)
        if value is not None and value != getattr(plain, name):
            found[name] = value.isoformat() if isinstance(value, date) else str(value)
    return found


def address(path: str, pairs: Mapping[str, str | int | None] | None = None) -> str:
    """A path of this server with parameters, quoted; those that are None are left out."""
    asked = urlencode(
        [
            (name, str(value).encode("utf-8", "replace"))
            for name, value in (pairs or {}).items()
            if value is not None
        ]
    )
    return f"{path}?{asked}" if asked else path


def id_path(kind: str, id_: str, tail: str = "") -> str:
    """The path of one thing: ``id_path("actor", "per:kim", "itinerary")``. Ids may hold any character."""
    path = f"/{kind}/{quote(id_.encode('utf-8', 'replace'), safe='')}"
    return f"{path}/{tail}" if tail else path
