"""The ledger's statements, written for SQLite, as PostgreSQL takes them.

There is one set of statements. What the two dialects call by different names, or sort otherwise, is told here
and nowhere else; what one of them cannot say is not said in the statements.
"""

# ruff: noqa: S105  tokens of SQL, no secrets

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from sayso.classes import dataclass
from sayso.ledger.postgres.tokens import close_of, name_of, parts, tokens_of

__all__ = ["NULLABLE", "Key", "Keys", "joined", "nulls_told", "plain", "query", "slots"]

#: Columns by which rows or indexes are ordered and that are null somewhere: SQLite has nulls before all else.
#: Others are left alone, so that the indexes of primary keys serve their order.
NULLABLE = frozenset(
    "day done_at due_at first_day first_published given_id last_day last_published published".split()
)
#: Names of ours that are words of PostgreSQL's.
_RESERVED = {"end": '"end"', "only": '"only"', "BLOB": "bytea"}
#: Integers that are asked as conditions.
_FLAGS = frozenset({"shown", "whole"})
#: Columns that hold numbers: what a JSON list beside them is a list of.
_NUMBERS = frozenset({"actor", "claim", "number", "point", "voice"})
#: What stands before a condition, and after it.
_BEFORE, _AFTER = (
    frozenset("WHERE AND OR NOT ON".split()),
    frozenset(
        ["AND", "OR", ")", "ORDER", "GROUP", "LIMIT", "UNION", "EXCEPT", "ON", "RETURNING", ";", "THEN", ""]
    ),
)
#: What follows a subquery that has no name.
_UNNAMED = frozenset(
    ["WHERE", "GROUP", "ORDER", "LIMIT", "UNION", "EXCEPT", "HAVING", "ON", "USING", ")", "", ";"]
)
#: Values in JSON that are numbers there, by a step of the path.
_TYPES = {
    **dict.fromkeys(("span", "sentences"), "bigint"),
    **dict.fromkeys(("lat", "lon", "within_km"), "double precision"),
}
#: What SQLite says in a way of its own. A column beside `min` comes from the row that has the least.
_OTHERWISE = {
    "min ( x.place ) AS place , x.speaker": (
        "min ( x.place ) AS place , ( array_agg ( x.speaker ORDER BY x.place ) ) [ 1 ] AS speaker"
    ),
    "SELECT 0 AS claim , 0 AS sign": "SELECT 0 :: bigint AS claim , 0 :: bigint AS sign",
}


@dataclass(frozen=True, slots=True)
class Key:
    """The primary key of a table, its other columns, and whether the key is a number that may be left out."""

    columns: tuple[str, ...]
    others: tuple[str, ...]
    numbered: bool


Keys = Callable[[str], Key]


def query(tokens: Sequence[str], keys: Keys) -> list[str]:
    """One statement that reads or writes rows, but for its values."""
    written = " ".join(tokens)
    for ours, theirs in _OTHERWISE.items():
        written = written.replace(ours, theirs)
    return _conflicts(plain(tokens_of(written)), keys)


def plain(tokens: Sequence[str]) -> list[str]:
    """Tokens with names, joins, functions, conditions and orders as PostgreSQL has them."""
    found = [_name(token) for token in tokens]
    for step in (_conditions, _joins, _lists, _functions, _paths, _comparisons, _subqueries, nulls_told):
        found = step(found)
    return found


def _name(token: str) -> str:
    qualifier, dot, name = token.rpartition(".")
    if name in _RESERVED:
        name = _RESERVED[name]
    return f"{'pg_temp' if qualifier == 'temp' else qualifier}{dot}{name}"


def _at(tokens: Sequence[str], i: int) -> str:
    return tokens[i] if 0 <= i < len(tokens) else ""


def _conditions(tokens: Sequence[str]) -> list[str]:
    """Numbers that are asked whether they hold; a plus that only kept SQLite from an index."""
    found: list[str] = []
    for i, token in enumerate(tokens):
        before, after = _at(tokens, i - 1), _at(tokens, i + 1)
        asked = before in _BEFORE or (before == "(" and _at(tokens, i - 2) in _BEFORE)
        if token == "1" and asked and after in _AFTER:
            found.append("TRUE")
        elif name_of(token) in _FLAGS and asked and after in _AFTER:
            found += [token, "<>", "0"]
        elif token == "+" and before in {"WHERE", "AND", "OR", "BY", "("} and after[:1].isalpha():
            continue
        else:
            found.append(token)
    return found


def _joins(tokens: Sequence[str]) -> list[str]:
    """CROSS JOIN only tells SQLite in which order to join; with a condition it is a plain one."""
    found: list[str] = []
    for i, token in enumerate(tokens):
        if token == "CROSS" and _at(tokens, i + 1) == "JOIN":
            at = i + 2
            if tokens[at + 1 : at + 2] == ["("]:  # a function
                at = close_of(tokens, at + 1)
            elif tokens[at] == "(":
                at = close_of(tokens, at)
            at += 1
            at += _at(tokens, at) == "AS"
            at += bool(re.fullmatch(r"[a-z_]\w*", _at(tokens, at)))
            if _at(tokens, at) in {"ON", "USING"}:
                continue
        found.append(token)
    return found


def _lists(tokens: Sequence[str]) -> list[str]:
    """JSON lists of values, which are bound as arrays; see `values.Slot`."""
    text = "\n".join(tokens)
    text = re.sub(
        r"([\w.]+)\nIN\n\(\nSELECT\nvalue\nFROM\njson_each\n\(\n(\?\d*)\n\)\n\)",
        lambda m: f"{m[1]}\n=\nANY\n(\n{_listed(m[1], m[2])}\n)",
        text,
    )
    text = re.sub(
        r"SELECT\nvalue\nAS\n(\w+)\nFROM\njson_each\n\(\n(\?\d*)\n\)",
        lambda m: f"SELECT\n{m[1]}\nFROM\nunnest\n(\n{_listed(m[1], m[2])}\n)\nAS\nj\n(\n{m[1]}\n)",
        text,
    )
    text = re.sub(
        r"SELECT\nvalue\nFROM\njson_each\n\(\n(\?\d*)\n\)",
        lambda m: f"SELECT\nvalue\nFROM\nunnest\n(\n{_listed('', m[1])}\n)\nAS\nj\n(\nvalue\n)",
        text,
    )
    return re.sub(
        r"json_each\n\(\n(\?\d*)\n\)(?:\n([a-z])\b)?", lambda m: _joined_list(text, m[1], m[2]), text
    ).split("\n")


def _joined_list(text: str, mark: str, name: str | None) -> str:
    """A list that is joined with tables, under a name or without one."""
    value = f"{name}\\.value" if name else "value"
    column = re.search(rf"([\w.]+)\n=\n{value}\b", text)
    return (
        f"unnest\n(\n{_listed(column[1] if column else '', mark)}\n)\n"
        f"WITH\nORDINALITY\nAS\n{name or 'listed'}\n(\nvalue\n,\nkey\n)"
    )


def _listed(column: str, mark: str) -> str:
    return f"{mark}:{'numbers' if name_of(column) in _NUMBERS else 'texts'}"


def _functions(tokens: Sequence[str]) -> list[str]:
    """`max` and `min` of several values; rows as one JSON list."""
    found = list(tokens)
    i = 0
    while i < len(found):
        if found[i] in {"max", "min"} and _at(found, i + 1) == "(":
            if len(list(parts(found, i + 2, close_of(found, i + 1)))) > 1:
                found[i] = "greatest" if found[i] == "max" else "least"
        elif found[i] == "json_group_array":
            found[i] = "json_agg"
            found[close_of(found, i + 1)] = ") :: text"
        i += 1
    return [part for token in found for part in (token.split(" ") if token == ") :: text" else [token])]


def _paths(tokens: Sequence[str]) -> list[str]:
    """Values inside JSON documents."""
    found: list[str] = []
    steps = iter(range(len(tokens)))
    for i in steps:
        if tokens[i] in {"->>", "->"}:
            path = re.findall(r"\w+", tokens[i + 1])
            at = f"json_at ( {found.pop()} , '{{{','.join(path)}}}' )".split(" ")
            found += at
            kind = next((_TYPES[step] for step in path if step in _TYPES), None)
            if kind is not None:
                found += ["::", kind]
            next(steps)
        else:
            found.append(tokens[i])
    return found


def _comparisons(tokens: Sequence[str]) -> list[str]:
    """IS between two values, and the full-text index."""
    found: list[str] = []
    for i, token in enumerate(tokens):
        after = _at(tokens, i + 1)
        if token == "IS" and after == "NOT" and _at(tokens, i + 2) not in {"NULL", "TRUE", "FALSE"}:
            found += ["IS", "DISTINCT", "FROM"]
        elif token == "NOT" and found[-3:] == ["IS", "DISTINCT", "FROM"]:
            continue
        elif token == "IS" and after not in {"NULL", "NOT", "TRUE", "FALSE"}:
            found += ["IS", "NOT", "DISTINCT", "FROM"]
        elif token == "evidence" and after == "MATCH":
            found += ["evidence.words", "@@"]
        elif token == "MATCH":
            continue
        elif tokens[i - 1 : i] == ["MATCH"]:
            found += [f"{token}:question", "::", "tsquery"]
        elif tokens[i - 1 : i] in (["LIMIT"], ["OFFSET"]) and token.startswith("?"):
            found.append(f"{token}:limit")
        else:
            found.append(token)
    return found


def _subqueries(tokens: Sequence[str]) -> list[str]:
    """Names for those that have none; before version 16 each must have one."""
    found = list(tokens)
    ends: list[int] = []
    for i, token in enumerate(tokens):
        before, after = _at(tokens, i - 1), _at(tokens, i + 1)
        if token == "(" and before in {"FROM", "JOIN"} and after in {"SELECT", "WITH"}:
            end = close_of(tokens, i)
            if _at(tokens, end + 1) in _UNNAMED:
                ends.append(end)
    for n, end in enumerate(sorted(ends, reverse=True), 1):
        found[end + 1 : end + 1] = ["AS", f"unnamed_{n}"]
    return found


# ------------------------------------------------------------------ orders


def nulls_told(tokens: Sequence[str]) -> list[str]:
    """Where null stands is told for each column that may be null."""
    found: list[str] = []
    i = 0
    while i < len(tokens):
        found.append(tokens[i])
        if tokens[i] == "BY" and _at(tokens, i - 1) == "ORDER":
            end = _end_of_order(tokens, i + 1)
            ordered = [_ordered(part, tokens[:i]) for part in parts(tokens, i + 1, end)]
            found += joined(ordered)
            i = end
        else:
            i += 1
    return found


def joined(lists: Sequence[Sequence[str]]) -> list[str]:
    """Lists of tokens with commas between them."""
    return [token for part in lists for token in (",", *part)][1:]


def _end_of_order(tokens: Sequence[str], start: int) -> int:
    depth = 0
    for i in range(start, len(tokens)):
        depth += (tokens[i] == "(") - (tokens[i] == ")")
        if depth < 0 or (not depth and tokens[i] in {"LIMIT", "OFFSET", "UNION", "EXCEPT", ";", "ON"}):
            return i
    return len(tokens)


def _ordered(part: Sequence[str], before: Sequence[str]) -> list[str]:
    down = part[-1] == "DESC"
    what = list(part[:-1]) if part[-1] in {"DESC", "ASC"} else list(part)
    if len(what) == 1 and what[0].isdigit():
        column = _selected(before, int(what[0]))
    else:
        column = what[0] if len(what) == 1 else ""
    if name_of(column) not in NULLABLE:
        return list(part)
    return [*part, "NULLS", "LAST" if down else "FIRST"]


def _selected(before: Sequence[str], number: int) -> str:
    """The column with a number in what the statement selects, if it is a plain one."""
    depth, start = 0, 0
    for i in range(len(before) - 1, -1, -1):
        depth += (before[i] == ")") - (before[i] == "(")
        if depth < 0:
            break
        if before[i] == "SELECT" and not depth:
            start = i + 1
    start += _at(before, start) == "DISTINCT"
    end, depth = start, 0
    while end < len(before) and (depth or before[end] != "FROM"):
        depth += (before[end] == "(") - (before[end] == ")")
        end += 1
    chosen = list(parts(before, start, end))
    one = chosen[number - 1] if number <= len(chosen) else []
    return one[0] if len(one) == 1 else ""


# ------------------------------------------------------------------ conflicts


def _conflicts(tokens: list[str], keys: Keys) -> list[str]:
    """What is to be done where a row is there already."""
    if "INSERT" not in tokens:
        return tokens
    at = tokens.index("INSERT")
    how = tokens[at + 2] if tokens[at + 1] == "OR" else ""
    if how:
        del tokens[at + 1 : at + 3]
    table = tokens[at + 2]
    end = tokens.index(";", at) if ";" in tokens[at:] else len(tokens)
    tail: list[str] = []
    if how == "IGNORE":
        tail = ["ON", "CONFLICT", "DO", "NOTHING"]
    elif how == "REPLACE":
        key = keys(table)
        sets = [[name, "=", f"excluded.{name}"] for name in key.others]
        tail = ["ON", "CONFLICT", "(", *joined([[k] for k in key.columns]), ")", "DO", "UPDATE", "SET"]
        tail += joined(sets)
    tokens[end:end] = tail
    for i in range(at, len(tokens) - 3):
        if tokens[i : i + 4] == ["ON", "CONFLICT", "DO", "UPDATE"]:
            columns = joined([[k] for k in keys(table).columns])
            tokens[i + 2 : i + 2] = ["(", *columns, ")"]
            break
    if "UPDATE" in tokens[at:] and "CONFLICT" in tokens[at:]:
        start = tokens.index("SET", tokens.index("CONFLICT", at))
        # the row that is there, and not the one that was to be
        for i in range(start + 1, len(tokens) - 2):
            if tokens[i + 1] == "=" and tokens[i + 2] == tokens[i]:
                tokens[i + 2] = f"{table}.{tokens[i]}"
    return tokens


def slots(tokens: Sequence[str]) -> Iterator[tuple[int, str, int]]:
    """Each mark for a value: where it stands, what it is for, and which value it takes, from 0 on."""
    last = -1
    for i, token in enumerate(tokens):
        if token.startswith("?"):
            mark, _, kind = token.partition(":")
            last = which = int(mark[1:]) - 1 if mark[1:] else last + 1
            yield i, kind, which
