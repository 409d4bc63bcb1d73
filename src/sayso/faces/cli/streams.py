"""Where the command line writes: results to stdout, everything else to stderr, in the asked-for form."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping
from enum import StrEnum

from rich.console import Console, RenderableType

from sayso.classes import dataclass, field
from sayso.errors import QueryError, SaysoError, cut
from sayso.faces.cli.tables import plain
from sayso.faces.exits import UNKNOWN_STATUS, error_body, refusal_body
from sayso.faces.export.json_text import as_json, write_collection
from sayso.records import Refusal

__all__ = ["ReportFormat", "Streams"]


class ReportFormat(StrEnum):
    """How coded reports are printed."""

    TABLE = "table"
    JSON = "json"
    JSONL = "jsonl"


#: Width of tables in a file or pipe, where no terminal says how wide it is.
_PIPE_WIDTH = 120


def _out() -> Console:
    console = Console(highlight=False)
    if not console.is_terminal and console.width == 80:  # what rich falls back to
        console.width = _PIPE_WIDTH
    return console


@dataclass(frozen=True, slots=True)
class Streams:
    """Stdout for results alone; stderr for everything said about them."""

    machine: bool
    out: Console = field(default_factory=_out)
    err: Console = field(default_factory=lambda: Console(stderr=True, highlight=False))

    def block(self, block: RenderableType) -> None:
        """Something for people. Lines end where their words do: padding is of no use in a file."""
        with self.out.capture() as got:
            self.out.print(block)
        sys.stdout.write(re.sub(r"(?<! ) +$", "", got.get(), flags=re.MULTILINE))
        sys.stdout.flush()

    def document(self, value: Mapping[str, object], *, indent: int | None) -> None:
        """One JSON document."""
        sys.stdout.write(as_json(value, indent=indent) + "\n")
        sys.stdout.flush()

    def collection(self, values: Iterable[Mapping[str, object]], *, head: str, tail: str) -> None:
        """One JSON document that holds many values, written as they come."""
        write_collection(values, sys.stdout, head=head, tail=tail)
        sys.stdout.flush()

    def text(self, text: str) -> None:
        """A report's text as it is, to the character; lone surrogates, which cannot be printed, as `?`."""
        shown = plain(text) if sys.stdout.isatty() else text
        sys.stdout.write(shown.encode("utf-8", "replace").decode() + "\n")
        sys.stdout.flush()

    def say(self, line: str) -> None:
        """One line for people, on stderr."""
        self.err.print(plain(line), markup=False, soft_wrap=True)

    def refused(self, refusal: Refusal) -> None:
        """Name a refused input with its code."""
        if self.machine:
            self.say(json.dumps(refusal_body(refusal)))
        else:
            self.say(f"refused {refusal.name}: {refusal.code}: {refusal.reason}")

    def missing(
        self,
        id_: str,
        *,
        message: str = "nothing in the ledger has the id",
        hint: str = "`sayso events` prints the ids of events, `sayso code` those of claims and reports",
    ) -> None:
        """Say that nothing in the ledger has this id, or that nobody has this name."""
        message = f"{message} {cut(id_)}"
        if self.machine:
            error = {"code": QueryError.code, "message": message, "hint": hint, "item": id_}
            self.say(json.dumps({"error": error, "status": UNKNOWN_STATUS}))
        else:
            self.say(f"sayso: {message}")
            self.say(f"  {hint}")

    def failed(self, error: SaysoError) -> None:
        """Say what went wrong, with which thing, and what to do next."""
        if self.machine:
            self.say(json.dumps(error_body(error)))
            return
        at = f" ({error.item})" if error.item else ""
        self.say(f"sayso: {error.code}: {error.message}{at}")
        if error.hint:
            self.say(f"  {error.hint}")
