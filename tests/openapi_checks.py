"""Compares what the API answers with what its OpenAPI document says, in both directions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator

__all__ = ["Described", "operations"]

METHODS = ("get", "post", "put", "patch", "delete")


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Path, method and description of every operation."""
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if method in METHODS:
                yield path, method, operation


class Described:
    """The schemas of a document, in which nothing may stand that they do not name."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self.closed = {"components": {"schemas": _closed(document["components"]["schemas"])}}
        self.by_name = {op["operationId"]: op for _, _, op in operations(document)}

    def responses(self, name: str) -> dict[str, Any]:
        """The answers of an operation by their status, those it shares with others included."""
        shared = self.document["components"]["responses"]
        own = self.by_name[name]["responses"]
        return {s: shared[r["$ref"].rpartition("/")[2]] if "$ref" in r else r for s, r in own.items()}

    def problems(self, name: str, status: int, body: Any, media_type: str = "application/json") -> list[str]:
        """What of an answer is not as its operation says; nothing if all is."""
        content = self.responses(name)[str(status)]["content"][media_type]
        return self.problems_of(content["schema"], body)

    def problems_of(self, schema: dict[str, Any], body: Any) -> list[str]:
        validator = Draft202012Validator({**self.closed, **_closed(schema)})
        return [
            f"{'/'.join(map(str, e.absolute_path))}: {e.message[:300]}" for e in validator.iter_errors(body)
        ]


def _closed(schema: Any) -> Any:
    """A schema whose objects have the properties it names and no others."""
    if isinstance(schema, list):
        return [_closed(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _closed(value) for key, value in schema.items() if key not in ("example", "examples")}
    if "properties" in schema and isinstance(schema["properties"], dict):
        made["additionalProperties"] = False
    return made
