"""A watch's log: one line for each thing that happens, for people or for machines."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from typing import TextIO

from sayso.faces.cli.tables import plain

__all__ = ["Log", "LogForm", "line_of"]


class LogForm(StrEnum):
    """How lines are written."""

    TEXT = "text"
    JSON = "json"


def _now() -> datetime:
    return datetime.now(UTC)


class Log:
    """Writes one line for each record."""

    def __init__(self, form: LogForm, stream: TextIO, clock: Callable[[], datetime] = _now) -> None:
        self._form = form
        self._stream = stream
        self._clock = clock

    def note(self, record: Mapping[str, object]) -> None:
        """Write a record."""
        at = self._clock()
        if self._form is LogForm.JSON:
            line = json.dumps({"at": at.isoformat(timespec="milliseconds"), **record})
        else:
            line = f"{at:%Y-%m-%d %H:%M:%S} {line_of(record)}"
        self._stream.write(line + "\n")
        self._stream.flush()


def line_of(record: Mapping[str, object]) -> str:
    """A record in words. What came from outside cannot break a line or reach the terminal's controls."""
    get = record.get
    if get("event") == "poll":
        what = f"{get('new')} new" if get("code") is None else str(get("code"))
        next_ = (
            f", again {str(get('next'))[:16].replace('T', ' ')}" if get("next") else ", not asked any more"
        )
        return _line(f"poll    {get('feed')}: {what}{next_}")
    if get("event") == "report":
        told = f"{get('claims')} claims" if "claims" in record else str(get("code") or get("report") or "")
        return _line(f"{get('outcome')!s:7} {get('name')}: {told}")
    if get("event") == "retry":
        return _line(f"retry   {get('name')}: {get('code')}, again {str(get('next'))[:16].replace('T', ' ')}")
    return _line(f"{get('event')!s:7} {get('reason', '')}")


def _line(text: str) -> str:
    return " ".join(plain(text).splitlines())
