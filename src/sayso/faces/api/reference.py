"""The OpenAPI document as records for people: groups of operations, and the documents they answer with.

The page `/api/docs` and docs/reference/api.md are made of these, so that both say what the document says.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from sayso.classes import dataclass
from sayso.engine.answers import Answers
from sayso.engine.config import Settings
from sayso.errors import QueryError
from sayso.faces.api.app import build_app
from sayso.faces.api.gate import Entry
from sayso.faces.api.openapi import document_of
from sayso.faces.api.rates import Buckets
from sayso.faces.api.room import Room

__all__ = ["Described", "Group", "Line", "Reference", "Shown", "reference"]

# `Any`: a JSON document.
Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A parameter or a field: its name, what it holds, whether it must be there, what it means."""

    name: str
    type: str
    must: bool
    said: str
    document: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """One answer: when it is given, the form it has, the document it is, an example."""

    status: str
    said: str
    forms: tuple[str, ...] = ()
    document: str | None = None
    example: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """One operation. ``curl`` asks for it; ``token`` is what a token must allow, None if none is needed."""

    name: str
    method: str
    path: str
    summary: str
    said: str
    token: str | None
    parameters: tuple[Line, ...]
    body: tuple[Line, ...]
    answers: tuple[Shown, ...]
    errors: tuple[str, ...]
    curl: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Operations of one tag, or the fields of one document."""

    name: str
    said: str
    operations: tuple[Described, ...] = ()
    fields: tuple[Line, ...] = ()
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """All of it."""

    version: str
    said: str
    groups: tuple[Group, ...]
    errors: tuple[Shown, ...]
    documents: tuple[Group, ...]


@lru_cache(maxsize=1)
def reference() -> Reference:
    """The reference of this version."""
    document = _document()
    schemas: Json = document["components"]["schemas"]
    return Reference(
        version=document["info"]["version"],
        said=document["info"]["description"],
        groups=tuple(
            Group(
                name=tag["name"],
                said=tag["description"],
                operations=tuple(_operations(document, tag["name"])),
            )
            for tag in document["tags"]
        ),
        errors=tuple(
            _shown(name.removeprefix("Error"), response)
            for name, response in document["components"]["responses"].items()
        ),
        documents=tuple(
            Group(
                name=name,
                said=_first_paragraph(schema.get("description", "")),
                fields=tuple(_fields(schema)),
                values=tuple(map(str, schema.get("enum", ()))),
            )
            for name, schema in sorted(schemas.items())
        ),
    )


def _document() -> Json:
    """The document of an API that nobody asks anything."""
    room = Room(answers=Answers.__new__(Answers), settings=Settings(), codes=_nothing)
    return document_of(build_app(room, Entry(buckets=Buckets(1.0, 1, lambda: 0.0))))


def _nothing(_text: object) -> Any:
    raise QueryError("nobody asks", item="text")


def _operations(document: Json, tag: str) -> Iterator[Described]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            if tag not in operation["tags"]:
                continue
            body = operation.get("requestBody", {}).get("content", {}).get("application/json")
            yield Described(
                name=operation["operationId"],
                method=method.upper(),
                path=f"/api{path}",
                summary=operation["summary"],
                said=operation["description"],
                token=next((one["token"][0] for one in operation["security"] if one), None)
                if {} not in operation["security"]
                else None,
                parameters=tuple(_parameters(operation)),
                body=tuple(_fields(body["schema"])) if body else (),
                answers=tuple(
                    _shown(status, response)
                    for status, response in operation["responses"].items()
                    if "$ref" not in response
                ),
                errors=tuple(s for s, response in operation["responses"].items() if "$ref" in response),
                curl=_curl(method.upper(), path, operation, body),
            )


def _parameters(operation: Json) -> Iterator[Line]:
    for parameter in operation.get("parameters", ()):
        schema = parameter["schema"]
        type_, document = _type(schema)
        ends = (("minimum", "at least"), ("maximum", "at most"))
        rest = [f"{word} {schema[key]}" for key, word in ends if key in schema]
        rest += [f"default {schema['default']}"] if "default" in schema else []
        bounds = f" ({', '.join(rest)})" if rest else ""
        yield Line(
            name=parameter["name"],
            type=type_ + bounds,
            must=parameter.get("required", False),
            said=parameter["description"],
            document=document,
        )


def _fields(schema: Json) -> Iterator[Line]:
    must = set(schema.get("required", ()))
    for name, one in schema.get("properties", {}).items():
        type_, document = _type(one)
        yield Line(
            name=name, type=type_, must=name in must, said=one.get("description", ""), document=document
        )


def _type(schema: Json) -> tuple[str, str | None]:
    """What a schema holds in words, and the document among it."""
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return name, name
    kinds = schema.get("anyOf") or schema.get("oneOf")
    if kinds:
        found = [_type(kind) for kind in kinds]
        words = " or ".join(dict.fromkeys(word for word, _ in found))
        return words, next((name for _, name in found if name), None)
    if "const" in schema:
        return f"`{schema['const']}`", None
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"]), None
    if schema.get("type") == "array":
        inside = schema.get("prefixItems")
        if inside:
            return f"{len(inside)} × {_type(inside[0])[0]}", None
        words, document = _type(schema.get("items", {}))
        return f"list of {words}", document
    if schema.get("type") == "object" and isinstance(schema.get("additionalProperties"), Mapping):
        words, document = _type(schema["additionalProperties"])
        return f"object of {words}", document
    form = schema.get("format")
    return str(form or schema.get("type", "anything")), None


def _shown(status: str, response: Json) -> Shown:
    content = response.get("content", {})
    shown: Json = next((one for one in content.values() if "example" in one), {})
    return Shown(
        status=status,
        said=response["description"],
        forms=tuple(content),
        document=_type(next(iter(content.values()))["schema"])[1] if content else None,
        example=json.dumps(shown["example"], ensure_ascii=False, indent=2) if shown else None,
    )


def _curl(method: str, path: str, operation: Json, body: Json | None) -> str:
    """A line for a shell that asks for it."""
    asked = {
        one["name"]: one["schema"]["examples"][0]
        for one in operation.get("parameters", ())
        if one["in"] == "query" and one.get("required") and one["schema"].get("examples")
    }
    url = f"http://127.0.0.1:8420/api{path.replace('{id}', 'ID')}" + (f"?{urlencode(asked)}" if asked else "")
    words = ["curl"]
    if method != "GET":
        words += [f"-X {method}"] if body is None else []
        words += ['-H "Authorization: Bearer $TOKEN"'] if {} not in operation["security"] else []
    if body is not None:
        words += ["-H 'Content-Type: application/json'"]
        words += [f"-d '{json.dumps(body['example'], ensure_ascii=False)}'"]
    return " ".join([*words, f"'{url}'"])


def _first_paragraph(text: str) -> str:
    return " ".join(text.partition("\n\n")[0].split())
