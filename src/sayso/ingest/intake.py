"""What every reader of a source is given: limits, defaults, the meter and where to go on."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import date
from typing import Any, TypeAlias

from sayso.classes import dataclass, field, replace
from sayso.ingest.limits import Limits
from sayso.ingest.marks import Marks
from sayso.ingest.meter import Meter
from sayso.ingest.outside import Outside
from sayso.records import Item, Position, Refusal

__all__ = [
    "Bomb",
    "CutShort",
    "Damaged",
    "Defaults",
    "Intake",
    "SourceFault",
    "Stream",
    "fault_of",
    "inside",
    "on_one_line",
    "refuse",
    "refused_at",
]

#: What readers get. They take what is there (`read1`), not all they could use: where reading fails, what came
#: before would be lost with it otherwise.
Stream: TypeAlias = "io.BufferedReader[Any] | io.BytesIO"  # any raw stream below

_CONTROL = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029\ud800-\udfff]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Defaults:
    """What the caller says of rows and files that do not say it themselves."""

    published: date | None = None
    publisher: str | None = None

    def day(self) -> str | None:
        """The day as ISO 8601."""
        return self.published.isoformat() if self.published else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Passed on from reader to reader.

    ``after`` is the position of the last record that was dealt with before; reading goes on behind it.
    ``marks`` knows it of every file that is opened.
    """

    limits: Limits
    defaults: Defaults = field(default_factory=Defaults)
    meter: Meter = field(default_factory=Meter)
    after: Position | None = None
    marks: Marks | None = None
    outside: Outside = field(default_factory=Outside)

    @property
    def done(self) -> int:
        """Number of the last record that was dealt with as a whole before; 0 where there is none."""
        if self.after is None:
            return 0
        return self.after.record if self.after.inner is None else self.after.record - 1

    @property
    def start(self) -> tuple[int, int] | None:
        """The byte to begin at and the number of the record there; None where only counting leads on."""
        if self.after is None or self.after.offset is None:
            return None
        return self.after.offset, self.after.record - self.after.back

    def within(self, number: int) -> Position | None:
        """The position to go on behind inside member ``number``."""
        return self.after.inner if self.after and self.after.record == number else None


class SourceFault(Exception):  # noqa: N818  it is what happens to a source; never leaves the room
    """A stream cannot be read on. Every reader turns it into a refusal."""

    code = "input.truncated"

    def __init__(self, reason: str, at: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.at = at


class CutShort(SourceFault):
    """The stream ends before its end mark; ``at`` is its length in bytes, as it lies."""


class Damaged(SourceFault):
    """What is packed cannot be unpacked; ``at`` is the byte at which that showed, as it lies."""


class Bomb(SourceFault):
    """It unpacks to far more than it has any reason to."""

    code = "input.bomb"


def refuse(name: str, code: str, reason: str) -> Refusal:
    """A refusal of this room."""
    return Refusal(name=name, stage="ingest", code=code, reason=reason)


def refused_at(found: Item | Refusal, position: Position | None) -> Item | Refusal:
    """A refusal with where its record lies; items have been told already."""
    return replace(found, position=position) if isinstance(found, Refusal) else found


def inside(member: Position, found: Iterator[Item | Refusal]) -> Iterator[Item | Refusal]:
    """What a member of an archive holds, with positions in the archive."""
    for each in found:
        yield replace(each, position=replace(member, inner=each.position))


def fault_of(fault: SourceFault, name: str, what: str = "") -> Refusal:
    """A fault of the stream as a refusal; ``what`` says how much was read before it."""
    return refuse(name, fault.code, fault.reason + (f"; {what}" if what else ""))


def on_one_line(text: str, width: int = 200) -> str:
    """Words of a stranger as part of a name: no control characters or blanks, cut to ``width``."""
    line = _CONTROL.sub(" ", text).strip()
    return line if len(line) <= width else line[: width - 1] + "…"
