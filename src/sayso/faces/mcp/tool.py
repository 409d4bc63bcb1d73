"""How a tool is declared, and what it works with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any

from pydantic import BaseModel

from sayso.classes import dataclass
from sayso.engine.answers import Answers
from sayso.engine.config import Settings
from sayso.engine.pipeline import CodedReport
from sayso.errors import UnknownIdError, cut
from sayso.faces.mcp.shapes import Shape

__all__ = ["LIMIT", "MOST", "Reply", "Room", "Tool", "unknown"]

#: Things that a tool gives unasked, and at most: what fits into an assistant's head beside the question.
LIMIT, MOST = 20, 50


class Room:
    """The ledger's answers, opened when they are first asked for, and what codes texts.

    Args:
        codes: codes one text, as `engine.coder.Coder.code` does.
        answers: the ledger's answers, where they are open already.
    """

    def __init__(
        self,
        settings: Settings,
        *,
        codes: Callable[[dict[str, str]], CodedReport],
        answers: Answers | None = None,
    ) -> None:
        self.settings = settings
        self.codes = codes
        self._answers = answers
        self._lock = Lock()

    @property
    def answers(self) -> Answers:
        """The ledger's answers.

        Raises:
            LedgerError: there is no ledger, or it cannot be read. The next call tries again.
        """
        with self._lock:
            if self._answers is None:
                self._answers = Answers(self.settings)
            return self._answers

    def close(self) -> None:
        """Close the ledger, if it was opened."""
        with self._lock:
            if self._answers is not None:
                self._answers.close()


@dataclass(frozen=True, slots=True)
class Reply:
    """What a tool gives: a document, and a few lines that tell the same for who reads lines alone."""

    document: Shape
    lines: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """One tool.

    Attributes:
        takes, gives: what it is called with, and what comes back.
        ask: does it. Its second argument is of the type ``takes``, which no annotation can say here.
        within_s: seconds after which it is given up.
    """

    name: str
    title: str
    said: str
    takes: type[BaseModel]
    gives: type[Shape]
    ask: Callable[[Room, Any], Reply]
    within_s: float = 20.0


def unknown(room: Room, kind: str, id_: str) -> UnknownIdError:
    """The error of an id that names nothing of this kind; its hint says what it names instead."""
    others = [found for found in room.answers.find(id_) if found.kind != "actor" or found.id == id_]
    hint = "ledger_search_events gives ids of events and claims, ledger_find_actor those of actors"
    if others:
        hint = "there is " + ", ".join(f"the {found.kind} {found.id}" for found in others)
    return UnknownIdError(f"no {kind} has the id {cut(id_)}", item=id_, hint=hint)
