"""The base of what tools take and give."""

from __future__ import annotations

from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

__all__ = ["Shape", "schema_of"]


class Shape(BaseModel):
    """Something a tool gives, or a part of it."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid", frozen=True)


def schema_of(shape: type[BaseModel]) -> dict[str, Any]:  # `Any`: a JSON document
    """The JSON Schema of what a tool takes or gives, without what says nothing to an assistant.

    What may be left out is not said to be null as well: some assistants send the word.
    """
    made: dict[str, Any] = _lean(shape.model_json_schema())
    required = set(made.get("required", ()))
    given = made.get("properties", {})
    made["properties"] = {key: one if key in required else _never_null(one) for key, one in given.items()}
    return made


def _lean(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_lean(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    found = {}
    for key, value in schema.items():
        if key in ("properties", "$defs"):
            # a property may be named title; only the schema's own title is a word
            found[key] = {name: _lean(one) for name, one in value.items()}
        elif not (key == "title" and isinstance(value, str)):
            found[key] = _lean(value)
    return found


def _never_null(schema: dict[str, Any]) -> dict[str, Any]:
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) != 1 or len(schema["anyOf"]) == 1:
        return schema
    rest = {key: value for key, value in schema.items() if key not in ("anyOf", "default")}
    return {**rest, **kinds[0]}
