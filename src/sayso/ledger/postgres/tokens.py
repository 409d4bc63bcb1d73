"""SQL as a list of tokens, and where its parts begin and end: enough to write one dialect as another."""

# ruff: noqa: S105  tokens of SQL, no secrets

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

__all__ = ["close_of", "cut", "name_of", "parts", "tokens_of"]

#: A name with what it is qualified by is one token.
_TOKEN = re.compile(
    r"""\s+ | --[^\n]* | /\*.*?\*/ | ('(?:[^']|'')*' | "(?:[^"]|"")*" | \?\d* |
    [A-Za-z_]\w*(?:\.(?:[A-Za-z_]\w*|\*))? | \d+(?:\.\d+)? | :: | <> | <= | >= | \|\| | ->> | -> | .)""",
    re.VERBOSE | re.DOTALL,
)


def tokens_of(sql: str) -> list[str]:
    """The tokens of some statements, without space and comments."""
    return [found[1] for found in _TOKEN.finditer(sql) if found[1]]


def close_of(tokens: Sequence[str], at: int) -> int:
    """Where the bracket that opens at ``at`` is closed."""
    depth = 0
    for i in range(at, len(tokens)):
        depth += (tokens[i] == "(") - (tokens[i] == ")")
        if not depth:
            return i
    raise ValueError("a bracket is not closed")


def parts(tokens: Sequence[str], start: int, end: int, between: str = ",") -> Iterator[list[str]]:
    """What stands between some commas, brackets left whole."""
    part: list[str] = []
    depth = 0
    for token in tokens[start:end]:
        depth += (token == "(") - (token == ")")
        if token == between and not depth:
            yield part
            part = []
        else:
            part.append(token)
    if part:
        yield part


def cut(tokens: Sequence[str]) -> Iterator[list[str]]:
    """The statements among some tokens; the body of a trigger is one with it."""
    statement: list[str] = []
    inside = False
    for token in tokens:
        if token == "BEGIN" and statement[:2] == ["CREATE", "TRIGGER"]:
            inside = True
        if token == ";" and not (inside and statement[-1] != "END"):
            if statement:
                yield statement
            statement, inside = [], False
        else:
            statement.append(token)
    if statement:
        yield statement


def name_of(token: str) -> str:
    """A name without what it is qualified by."""
    return token.rpartition(".")[2].strip('"')
