"""A statement with places for values, as it is sent: values of the right types, and none for null."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from sayso.classes import dataclass, field
from sayso.ledger.postgres.statements import slots
from sayso.ledger.postgres.words import Words

__all__ = ["Statement", "bound"]

#: What a place for a value is written as, by what it is for.
_CASTS = {"numbers": "::bigint[]", "texts": "::text[]"}


_ARRAYS = {int: "bigint[]", str: "text[]", bytes: "bytea[]", float: "double precision[]"}
#: Statements that could be a COPY.
_INSERTED = re.compile(
    r"INSERT INTO (\w+) (\( [^()?]+ \) )?VALUES \( \?(?: , \?)* \)( ON CONFLICT DO NOTHING)?"
)


# `Any`: a value is whatever SQLite takes
def bound(value: Any) -> Any:
    """A value as PostgreSQL can hold it: no text of its has a NUL."""
    kind = type(value)
    if kind is str or isinstance(value, str):
        text = value if kind is str else str.__str__(value)
        return text.replace("\0", "\ufffd") if "\0" in text else text
    return int(value) if kind is not int and isinstance(value, int) else value


@dataclass(slots=True)
class Statement:
    """Tokens with places for values; ``key`` is a column whose value is asked for after an insertion.

    Null is written into the statement: a null alone has no type, and what follows from it is known at once.
    """

    tokens: Sequence[str]
    words: Words
    key: str | None = None
    long: bool = False
    #: Whether it changes rows that others see; whether nobody asks for more than how many rows it changed.
    writes: bool = field(default=False, init=False)
    waits: bool = field(default=False, init=False)
    #: Table, columns, and whether rows that are there are passed over, where it only inserts values.
    copied: tuple[str, str, bool] | None = field(default=None, init=False)
    _slots: tuple[tuple[int, str, int], ...] = ()
    _written: dict[tuple[bool, ...], tuple[str, tuple[int, ...]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.key is not None:
            self.tokens = [*self.tokens, "RETURNING", self.key]
        self._slots = tuple(slots(self.tokens))
        at = {"INSERT": 2, "DELETE": 2, "UPDATE": 1}.get(self.verb)
        self.writes = at is not None and not self.tokens[at].startswith("pg_temp.")
        self.waits = at is not None and "RETURNING" not in self.tokens
        found = _INSERTED.fullmatch(" ".join(self.tokens))
        self.copied = (found[1], found[2] or "", found[3] is not None) if found else None

    # `Any`: as above
    def at_once(self, every: Sequence[Sequence[Any]]) -> tuple[str, list[Any]]:
        """As `ready`, for many rows of values: one array of each column."""
        table, columns, ignoring = self.copied or ("", "", False)
        arrays = [[bound(value) for value in column] for column in zip(*every, strict=True)]
        kinds = [next((_ARRAYS[type(v)] for v in array if v is not None), "text[]") for array in arrays]
        given = ", ".join(f"${n}::{kind}" for n, kind in enumerate(kinds, 1))
        rest = " ON CONFLICT DO NOTHING" if ignoring else ""
        return f"INSERT INTO {table} {columns}SELECT * FROM unnest({given}){rest}", arrays  # noqa: S608  our own names

    @property
    def verb(self) -> str:
        """The word it begins with."""
        return self.tokens[0]

    def ready(self, values: Sequence[object]) -> tuple[str, list[Any]]:
        """The statement for some values, and these in the order in which it takes them."""
        given = [self._value(kind, values[which]) for _, kind, which in self._slots]
        nulls = tuple(value is None for value in given)
        known = self._written.get(nulls)
        if known is None:
            known = self._written[nulls] = self._write(nulls)
        return known[0], [given[i] for i in known[1]]

    def _value(self, kind: str, value: Any) -> Any:
        if kind in {"numbers", "texts"}:
            return [bound(one) for one in json.loads(value)]
        if kind == "question":
            return self.words.question(value)
        if kind == "vector":
            return self.words.vector(value)
        if kind == "limit" and value is not None and value < 0:
            return None
        return bound(value)

    def _write(self, nulls: tuple[bool, ...]) -> tuple[str, tuple[int, ...]]:
        tokens = list(self.tokens)
        numbers: dict[tuple[str, int], int] = {}
        taken: list[int] = []
        for n, ((at, kind, which), null) in enumerate(zip(self._slots, nulls, strict=True)):
            if null:
                tokens[at] = "NULL"
                continue
            if (kind, which) not in numbers:
                numbers[kind, which] = len(taken) + 1
                taken.append(n)
            tokens[at] = f"${numbers[kind, which]}{_CASTS.get(kind, '')}"
        return " ".join(tokens), tuple(taken)
