"""Calendar days as numbers."""

from __future__ import annotations

from datetime import date

__all__ = ["day_of", "iso_of"]


def day_of(iso: str | None) -> int | None:
    """The proleptic Gregorian ordinal of an ISO 8601 day; a time of day may follow it (section 5.4)."""
    return None if iso is None else date.fromisoformat(iso[:10]).toordinal()


def iso_of(day: int | None) -> str | None:
    """The day of an ordinal, ISO 8601."""
    return None if day is None else date.fromordinal(day).isoformat()
