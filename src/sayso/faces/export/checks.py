"""Checks documents against the shipped JSON Schemas: as much of JSON Schema as those use, and no more.

Unlike them it takes no field that is not known: what could not be kept must not be lost in silence. Nothing
that a document holds is followed, fetched or compiled, and a check takes time linear in its size.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sayso.errors import cut

__all__ = ["Check", "fault_of", "schema_of"]

_FOLDER = Path(__file__).with_name("schema")
#: Nesting of what a caller may put into a report's `extra`; SQLite reads JSON to a depth of 1,000.
MAX_DEPTH = 100

# `Any`: a JSON document.
Json = Any
#: What is wrong with a value, and where; None if nothing.
Check = Callable[[Json, str], str | None]

_TYPES: Mapping[str, Callable[[Json], bool]] = {
    "string": lambda v: isinstance(v, str),
    "number": lambda v: isinstance(v, int | float) and not isinstance(v, bool),
    "integer": lambda v: isinstance(v, int) and not isinstance(v, bool),
    "boolean": lambda v: isinstance(v, bool),
    "null": lambda v: v is None,
    "array": lambda v: isinstance(v, list),
    "object": lambda v: isinstance(v, dict),
}


def schema_of(name: str) -> dict[str, Json]:
    """A shipped schema by the name of its file, without `.json`."""
    found: dict[str, Json] = json.loads((_FOLDER / f"{name}.json").read_text(encoding="utf-8"))
    return found


def fault_of(name: str, value: Json) -> str | None:
    """What is wrong with a document of the schema ``name``, and where in it; None if nothing."""
    return _check_of(name)(value, "") or (None if _shallow(value) else "it is nested too deeply")


@cache
def _check_of(name: str) -> Check:
    schema = schema_of(name)
    made: dict[str, Check] = {}
    for ref, shape in schema.get("$defs", {}).items():
        made[ref] = _compiled(shape, made)
    return _compiled(schema, made)


def _compiled(shape: Mapping[str, Json], defs: Mapping[str, Check]) -> Check:
    """The check that one schema asks for."""
    if "$ref" in shape:
        ref = shape["$ref"].rpartition("/")[2]

        def referred(value: Json, at: str) -> str | None:
            return defs[ref](value, at)  # looked up late: definitions may stand in any order

        return referred
    if "anyOf" in shape:
        return _any_of([_compiled(each, defs) for each in shape["anyOf"]])
    checks = [_typed(shape)]
    if "const" in shape or "enum" in shape:
        checks.append(_enumerated(shape["enum"] if "enum" in shape else [shape["const"]]))
    if "pattern" in shape:
        checks.append(_patterned(shape["pattern"]))
    if "minimum" in shape:
        checks.append(_bounded(shape["minimum"], shape["maximum"]))
    if "items" in shape:
        ends = shape.get("minItems", 0), shape.get("maxItems")
        checks.append(_listed(_compiled(shape["items"], defs), ends))
    if "properties" in shape or "additionalProperties" in shape:
        fields = {name: _compiled(each, defs) for name, each in shape.get("properties", {}).items()}
        others = shape.get("additionalProperties")
        checks.append(_keyed(fields, shape.get("required", ()), _compiled(others, defs) if others else None))
    return lambda value, at: next((fault for check in checks if (fault := check(value, at))), None)


def _typed(shape: Mapping[str, Json]) -> Check:
    names = [shape["type"]] if isinstance(shape["type"], str) else list(shape["type"])
    tests = [_TYPES[name] for name in names]

    def check(value: Json, at: str) -> str | None:
        return None if any(test(value) for test in tests) else f"{at or 'it'} is no {' or '.join(names)}"

    return check


def _any_of(checks: list[Check]) -> Check:
    def check(value: Json, at: str) -> str | None:
        faults = [each(value, at) for each in checks]
        return None if None in faults else faults[0]

    return check


def _enumerated(values: list[Json]) -> Check:
    def check(value: Json, at: str) -> str | None:
        known = any(value == each and isinstance(value, bool) == isinstance(each, bool) for each in values)
        return None if known else f"{at or 'it'} is none of {', '.join(map(str, values[:20]))}"

    return check


def _patterned(pattern: str) -> Check:
    # Python's `$` lets a line break follow, and its digits are those of every script; JSON Schema's do not.
    compiled = re.compile(pattern.removesuffix("$") + (r"\Z" if pattern.endswith("$") else ""), re.ASCII)

    def check(value: Json, at: str) -> str | None:
        if value is None or compiled.search(value):
            return None
        return f"{at or 'it'} is not of the form {pattern}"

    return check


def _bounded(least: float, most: float) -> Check:
    def check(value: Json, at: str) -> str | None:
        if value is None or least <= value <= most:
            return None
        return f"{at or 'it'} is not within {least} and {most}"

    return check


def _listed(item: Check, ends: tuple[int, int | None]) -> Check:
    least, most = ends

    def check(value: Json, at: str) -> str | None:
        if value is None:
            return None
        if len(value) < least or (most is not None and len(value) > most):
            return f"{at or 'it'} has {len(value)} items"
        return next((fault for n, each in enumerate(value) if (fault := item(each, f"{at}[{n}]"))), None)

    return check


def _keyed(fields: Mapping[str, Check], required: list[str] | tuple[()], others: Check | None) -> Check:
    def check(value: Json, at: str) -> str | None:
        if value is None:
            return None
        before = f"{at}." if at else ""
        for name in required:
            if name not in value:
                return f"{before}{name} is missing"
        for name, each in value.items():
            test = fields.get(name, others)
            if test is None:
                return f"{before}{cut(name)} is not known"
            fault = test(each, before + name)
            if fault:
                return fault
        return None

    return check


def _shallow(value: Json) -> bool:
    """Whether a document is nested no deeper than may be."""
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return True
    return False
