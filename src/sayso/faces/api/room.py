"""What the operations work with."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from sayso.classes import dataclass, field
from sayso.engine.answers import Answers
from sayso.engine.config import Settings
from sayso.engine.pipeline import CodedReport
from sayso.engine.shown import ShownActor
from sayso.errors import UnknownIdError, cut
from sayso.faces.api.access import TokenCheck
from sayso.faces.api.sending import Sender
from sayso.ledger import Found

__all__ = ["Codes", "Room"]

#: Codes one text with what is known of it, as a row of `sayso load` names that.
Codes = Callable[[dict[str, str]], CodedReport]


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The ledger's answers and what else operations need.

    Attributes:
        check: knows tokens; None where there are none.
        codes: codes texts.
        clock: the present instant.
    """

    answers: Answers
    settings: Settings
    codes: Codes
    check: TokenCheck | None = None
    clock: Callable[[], datetime] = _now
    sender: Sender = field(init=False)

    def __post_init__(self) -> None:
        # a frozen record cannot be assigned to
        object.__setattr__(self, "sender", Sender(self.answers.version))

    def knows_actor(self, id_: str) -> bool:
        """Whether a claim names an actor of exactly that id."""
        shown = self.answers.one(Found(kind="actor", id=id_))
        return isinstance(shown, ShownActor) and bool(shown.names)

    def unknown(self, kind: str, id_: str) -> UnknownIdError:
        """The error of an id that names nothing of this kind; its hint says what it names instead."""
        others = [found for found in self.answers.find(id_) if found.kind != "actor" or found.id == id_]
        hint = f"GET /api/v1/{_LISTED[kind]} lists those there are"
        if others:
            hint = "there is " + ", ".join(f"/api/v1/{found.kind}s/{found.id}" for found in others)
        return UnknownIdError(f"no {kind} has the id {cut(id_)}", item=id_, hint=hint)


#: Where ids of each kind are found.
_LISTED = {
    "event": "events",
    "claim": "events",
    "report": "reports",
    "origin": "reports",
    "actor": "actors?q=",
}
