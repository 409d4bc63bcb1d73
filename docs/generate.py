"""Writes the reference pages from the declarations they describe; `--check` only says which are stale."""

# ruff: noqa: INP001  a script, no package

from __future__ import annotations

import argparse
import importlib
import inspect
import json
import sys
from collections.abc import Callable, Iterable
from enum import Enum
from pathlib import Path
from typing import Any, get_args, get_type_hints

import typer

from sayso.engine.config import KNOWN
from sayso.errors import DELIVERY_CODES, REFUSAL_CODES
from sayso.faces.api.faults import FAULTS
from sayso.faces.api.reference import Line, reference
from sayso.faces.cli.main import COMMANDS
from sayso.faces.exits import ANSWERS, EXIT_CODES
from sayso.faces.export.shapes import schemas
from sayso.faces.python import columns
from sayso.faces.python.columns import Holds

HERE = Path(__file__).resolve().parent
_MADE = "<!-- Written by docs/generate.py. -->\n"


def settings_page() -> str:
    """Every setting with its variable, default and help."""
    lines = [
        "# Settings",
        "",
        "Read in this order, the later one winning: default, settings file, environment, flag. The file is",
        "TOML, named by `SAYSO_CONFIG` or lying at `sayso/config.toml` in the user's configuration folder.",
        "An unknown key is an error.",
        "",
        "| setting | variable | default | unit | what it sets |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| `{s.name}` | `{s.env}` | `{s.default!r}` | {s.unit or ''} | {s.help} |" for s in KNOWN.values()
    ]
    return "\n".join(lines) + "\n"


def errors_page() -> str:
    """Refusal codes, error classes and exit codes."""
    lines = ["# Refusals, errors, exit codes", "", "## Refusals", ""]
    lines += ["An input that yields no report is refused with one of these codes.", "", "| code | meaning |"]
    lines += ["|---|---|", *(f"| `{code}` | {meaning} |" for code, meaning in REFUSAL_CODES.items())]
    lines += [
        "",
        "## Deliveries",
        "",
        "An alert that could not be brought has one of these, or a code of requests.",
    ]
    lines += ["", "| code | meaning |", "|---|---|"]
    lines += [f"| `{code}` | {meaning} |" for code, meaning in DELIVERY_CODES.items()]
    lines += ["", "## Errors", "", "| code | meaning | HTTP status | exit code |", "|---|---|---|---|"]
    for shape, answer in ANSWERS.items():
        meaning = (shape.__doc__ or "").strip().split("\n")[0]
        lines.append(f"| `{shape.code}` | {meaning} | {answer.status} | {answer.exit_code} |")
    lines += ["", "Every machine-readable face gives an error one body:", "", "```json"]
    lines += [
        '{"error": {"code": "…", "message": "…", "hint": null, "item": null}, "status": 422}',
        "```",
        "",
    ]
    lines += ["## Exit codes", "", "| code | meaning |", "|---|---|"]
    lines += [f"| {code} | {meaning} |" for code, meaning in EXIT_CODES.items()]
    return "\n".join(lines) + "\n"


def commands_page() -> str:
    """Every command with its arguments and options, from the signatures that declare them."""
    lines = ["# Commands", ""]
    for name, command in COMMANDS.items():
        act = getattr(importlib.import_module(f"sayso.faces.cli.{command.module}"), command.function)
        lines += [f"## `sayso {name}`", "", inspect.getdoc(act) or "", ""]
        lines += ["| option | value | meaning |", "|---|---|---|"]
        hints = get_type_hints(act, include_extras=True)
        for option, parameter in inspect.signature(act).parameters.items():
            shape, info = get_args(hints[option])
            lines.append(_option_row(option, shape, info, parameter.default))
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _option_row(name: str, shape: Any, info: Any, default: object) -> str:
    if isinstance(info, typer.models.ArgumentInfo):
        flags = [info.metavar or name.upper()]
        value = ""
    else:
        # Inside Annotated, typer keeps the first name in the place of the default.
        named = [info.default, *(info.param_decls or ())]
        flags = [each for each in named if isinstance(each, str) and each.startswith("-")]
        flags = flags or ["--" + name.rstrip("_").replace("_", "-")]
        kinds = [part for part in (get_args(shape) or (shape,)) if part is not type(None)]
        if isinstance(kinds[0], type) and issubclass(kinds[0], Enum):
            value = ", ".join(str(member.value) for member in kinds[0])
        else:
            value = "" if kinds[0] is bool else info.metavar or kinds[0].__name__.upper()
    if isinstance(default, Enum):
        value += f"; default {default.value}"
    cells = (" ".join(f"`{flag}`" for flag in flags), value, info.help or "")
    return "| " + " | ".join(cell.replace("\n", " ").replace("|", "\\|") for cell in cells) + " |"


#: What a column holds, as each library of frames has it.
_TYPES = {
    Holds.TEXT: ("`str`", "`String`", "`string`"),
    Holds.TEXTS: ("tuples of `str`", "`List(String)`", "`list<string>`"),
    Holds.CATEGORY: ("`category`", "`Enum`", "`dictionary<string>`"),
    Holds.DAY: ("`datetime64[s]`", "`Date`", "`date32`"),
    Holds.INSTANT: ("`datetime64[us, UTC]`", "`Datetime(us, UTC)`", "`timestamp[us, UTC]`"),
    Holds.COUNT: ("`int64`", "`Int64`", "`int64`"),
    Holds.INTEGER: ("`Int64`", "`Int64`", "`int64`"),
    Holds.NUMBER: ("`float64`", "`Float64`", "`double`"),
    Holds.FLAG: ("`boolean`", "`Boolean`", "`bool`"),
    Holds.SPAN: ("pairs of `int`", "`Array(Int64, 2)`", "`fixed_size_list<int64>[2]`"),
    Holds.SPANS: ("tuples of pairs", "`List(Array(Int64, 2))`", "`list` of such"),
}
_TABLES = {
    "`events()`": columns.EVENT_COLUMNS,
    "`claims()`, `events().accounts()`, `sayso.claims_of()`": columns.CLAIM_COLUMNS,
    "`figures()`": columns.FIGURE_COLUMNS,
    "`sources()`": columns.SOURCE_COLUMNS,
    "`said_by()`": columns.SAID_COLUMNS,
    "`offices()`": columns.OFFICE_COLUMNS,
    "`itinerary()`": columns.STOP_COLUMNS,
    "`itinerary().legs()`": columns.LEG_COLUMNS,
    "`partners()`": columns.PARTNER_COLUMNS,
    "`partners().ties()`": columns.TIE_COLUMNS,
    "`partners().edges()`": columns.EDGE_COLUMNS,
    "`refusals()`": columns.REFUSAL_COLUMNS,
    "`runs()`": columns.RUN_COLUMNS,
}


def frames_page() -> str:
    """The columns of every table that Python is answered with, and their types."""
    lines = [
        "# Frames",
        "",
        "The columns of the tables that a ledger answers with in [Python](python.md). Names that",
        "`sayso events --format csv` or `--format parquet` have as well mean the same there, and so do names",
        "that `sayso itinerary --format csv` has.",
        "",
        "## Types",
        "",
        "| holds | pandas | polars | pyarrow |",
        "|---|---|---|---|",
    ]
    lines += [f"| {holds.value} | {' | '.join(types)} |" for holds, types in _TYPES.items()]
    lines += [
        "",
        "A value that is not there is null (`NaN`, `NaT`, `<NA>`); several values are never null, only none.",
        "A category has every value of its vocabulary, also those that no row has. A span is half-open, in",
        "characters of the report's text. Rows are numbered from 0; `id` is a column like any other.",
    ]
    for heading, every in _TABLES.items():
        lines += ["", f"## {heading}", "", "| column | holds | meaning |", "|---|---|---|"]
        lines += [f"| `{column.name}` | {column.holds.value} | {column.help} |" for column in every]
    return "\n".join(lines) + "\n"


def schemas_page() -> str:
    """Every JSON Schema with its fields, and the shapes that they share."""
    lines = [
        "# JSON Schemas",
        "",
        "What other programs read and write, in JSON Schema 2020-12: the coded report, the event, and each",
        "kind of line of a [native dump](exports.md#jsonl-the-ledger-itself). Fields may be added; one that",
        "is named here keeps its name, type and meaning. The files lie in `src/sayso/faces/export/schema/`.",
    ]
    shared: dict[str, Any] = {}
    for name, schema in schemas().items():
        shared |= schema.get("$defs", {})
        lines += [
            "",
            f"## `{name}`",
            "",
            schema["description"],
            "",
        ]
        lines += _fields(schema)
    for name in sorted(shared):
        if "properties" in shared[name]:
            lines += ["", f"## {name}", "", *([d, ""] if (d := shared[name].get("description")) else [])]
            lines += _fields(shared[name])
    return "\n".join(lines) + "\n"


def _fields(schema: dict[str, Any]) -> list[str]:
    rows = ["| field | type | |", "|---|---|---|"]
    for name, shape in schema["properties"].items():
        needed = "" if name in schema["required"] else "optional"
        rows.append(f"| `{name}` | {_kind(shape)} | {needed} |")
    return rows


def _kind(shape: dict[str, Any]) -> str:
    if "$ref" in shape:
        name = shape["$ref"].rpartition("/")[2]
        return name if name == "span" else f"[{name}](#{name})"
    if "anyOf" in shape:
        return " or ".join(_kind(each) for each in shape["anyOf"])
    if "const" in shape:
        return f"`{shape['const']}`"
    if "enum" in shape:
        return ", ".join("null" if value is None else f"`{value}`" for value in shape["enum"])
    kinds = shape["type"] if isinstance(shape["type"], list) else [shape["type"]]
    inner = f" of {_kind(shape['items'])}" if "items" in shape else ""
    return " or ".join(kinds) + inner


def api_page() -> str:
    """Every operation of the HTTP API, and the documents it answers with."""
    found = reference()
    lines = ["# HTTP API", "", found.said.strip(), "", "How to use it is told in [the API](../api.md).", ""]
    for group in found.groups:
        lines += [f"## {group.name.capitalize()}", "", group.said, ""]
        for operation in group.operations:
            token = f" Needs a token of the scope {operation.token}." if operation.token else ""
            lines += [f"### `{operation.method} {operation.path}`", ""]
            lines += [
                f"**{operation.summary}.** {operation.said}{token}",
                "",
                "```sh",
                operation.curl,
                "```",
                "",
            ]
            lines += _lines("parameter", operation.parameters) + _lines("field of the body", operation.body)
            lines += ["| status | answer | form |", "|---|---|---|"]
            for answer in operation.answers:
                document = f" [{answer.document}](#{answer.document.lower()})" if answer.document else ""
                forms = ", ".join(f"`{form}`" for form in answer.forms)
                lines.append(f"| {answer.status} | {answer.said}{document} | {forms} |")
            lines += ["", f"Errors: {', '.join(operation.errors)}.", ""]
    lines += ["## Errors", "", "| status | when |", "|---|---|"]
    lines += [f"| {error.status} | {error.said} |" for error in found.errors]
    lines += ["", "| code | status | meaning |", "|---|---|---|"]
    lines += [f"| `{code}` | {fault.status} | {fault.meaning} |" for code, fault in FAULTS.items()]
    lines += ["", "Other codes are those of [errors](errors.md).", "", "## Documents", ""]
    for document in found.documents:
        lines += [f"### {document.name}", "", document.said, ""]
        if document.values:
            lines += ["One of " + ", ".join(f"`{value}`" for value in document.values) + ".", ""]
        lines += _lines("field", document.fields)
    return "\n".join(lines).rstrip() + "\n"


def _lines(what: str, those: Iterable[Line]) -> list[str]:
    """A table of parameters or fields."""
    rows = []
    for line in those:
        type_ = f"[{line.type}](#{line.document.lower()})" if line.document else line.type
        name = f"`{line.name}`" + (" (required)" if line.must and what != "field" else "")
        absent = " Left out where it does not apply." if what == "field" and not line.must else ""
        cells = (name, type_.replace("|", "\\|"), (line.said + absent).replace("|", "\\|"))
        rows.append("| " + " | ".join(cells) + " |")
    return [f"| {what} | type | meaning |", "|---|---|---|", *rows, ""] if rows else []


PAGES: dict[str, Callable[[], str]] = {
    "reference/commands.md": commands_page,
    "reference/settings.md": settings_page,
    "reference/errors.md": errors_page,
    "reference/api.md": api_page,
    "reference/frames.md": frames_page,
    "reference/schemas.md": schemas_page,
}


#: Where the JSON Schemas ship, seen from here.
_SCHEMAS = "../src/sayso/faces/export/schema"


def made() -> dict[str, str]:
    """Every file that is made here, by its path from here."""
    pages = {name: _MADE + make() for name, make in PAGES.items()}
    return pages | {
        f"{_SCHEMAS}/{name}": json.dumps(schema, indent=1, ensure_ascii=False) + "\n"
        for name, schema in schemas().items()
    }


def stale() -> list[str]:
    """The files that differ from their declarations."""
    return [
        name
        for name, text in made().items()
        if not (HERE / name).is_file() or (HERE / name).read_text(encoding="utf-8") != text
    ]


def main() -> None:
    """Write the pages, or only name the stale ones."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail if a page is stale")
    old = stale()
    if not parser.parse_args().check:
        for name in old:
            (HERE / name).parent.mkdir(exist_ok=True)
            (HERE / name).write_text(made()[name], encoding="utf-8")
    sys.stdout.write("".join(f"{name}\n" for name in old))
    if parser.parse_args().check and old:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
