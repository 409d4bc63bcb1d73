"""A question to the ledger written down, so that it can be kept; equal questions have one form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any, get_type_hints
from urllib.parse import urlencode

from sayso.errors import QueryError, cut
from sayso.ledger.query import EventQuery

__all__ = ["query_from_text", "query_params", "query_string", "query_text"]


def query_params(query: EventQuery) -> dict[str, str]:
    """The conditions of a question that are not their defaults, as parameters of an address."""
    return {name: str(value) for name, value in _set(query).items()}


def query_string(query: EventQuery) -> str:
    """`query_params`, as they stand in an address."""
    return urlencode(query_params(query), encoding="utf-8", errors="replace")


def query_text(query: EventQuery) -> str:
    """A question as one line of JSON; equal questions have the same."""
    return json.dumps(_set(query), sort_keys=True, separators=(",", ":"))


def query_from_text(text: str) -> EventQuery:
    """The question that `query_text` wrote down.

    Raises:
        QueryError: it holds a condition that this sayso does not know, or that cannot be asked.
    """
    # `Any`: a JSON document
    doc: Any = json.loads(text)
    known = get_type_hints(EventQuery)
    unknown = sorted(set(doc) - set(known)) if isinstance(doc, Mapping) else [text]
    if unknown:
        raise QueryError(
            f"the question asks for {cut(unknown[0])}, which this sayso does not know",
            item=unknown[0],
            hint="a newer sayso wrote it down",
        )
    return EventQuery(**{name: _read(known[name], value) for name, value in doc.items()})


def _set(query: EventQuery) -> dict[str, Any]:  # `Any`: JSON values
    values = {f.name: getattr(query, f.name) for f in fields(query)}
    defaults = {f.name: f.default for f in fields(query)}
    return {name: _plain(value) for name, value in values.items() if value != defaults[name]}


def _plain(value: Any) -> Any:  # `Any`: as above
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return str(value)  # a member of an enumeration is written as its value
    return [_plain(one) for one in value] if isinstance(value, tuple | frozenset) else value


def _read(shape: object, value: Any) -> Any:  # `Any`: as above
    if isinstance(value, list):
        return tuple(value)
    return date.fromisoformat(value) if isinstance(value, str) and shape == date | None else value
