"""Stops of an itinerary as a person reads them, cell by cell."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from sayso.engine.legs import Leg
from sayso.engine.presence import StopStatus
from sayso.engine.stops import Stop, Word
from sayso.faces.words import plain

__all__ = ["STOP_HEADINGS", "stop_cells"]

STOP_HEADINGS = ("when", "where", "km", "what", "who says so", "status", "origins", "event")
#: Names of company in one cell of a table; machine-readable forms have all.
_NAMES = 6
_STYLE = {StopStatus.DONE: "green", StopStatus.PLANNED: "cyan", StopStatus.DENIED: "red"}


def stop_cells(stop: Stop, leg: Leg | None) -> tuple[Text, ...]:
    """One stop as a row below `STOP_HEADINGS`, with the leg that leads to it."""
    return (
        _when(stop),
        _where(stop),
        _far(stop, leg),
        _what(stop, leg),
        _who(stop),
        _status(stop),
        Text(f"{stop.origins}/{stop.reports}"),
        Text(stop.doings[0].event_id if stop.doings else "", style="dim"),
    )


def _far(stop: Stop, leg: Leg | None) -> Text:
    """How far it is from the stop before, or from whichever he came from."""
    if leg is None or leg.km is None:
        return Text()
    text = Text(f"{leg.km:,.0f}")
    return text if leg.start == stop.number - 1 else text.append(f"\nfrom {leg.start}", style="dim")


def _when(stop: Stop) -> Text:
    if stop.edtf is None:
        said = f"said {stop.first_published}" if stop.first_published else "day not known"
        return Text(said, style="dim")
    text = Text(stop.edtf.replace("../", "..").replace("/..", "..").replace("/", "/\n"))
    if stop.planned_until:
        text.append(f"\nto {stop.planned_until}?", style="cyan")
    return text


def _where(stop: Stop) -> Text:
    place = stop.place
    country = f", {place.country}" if place.country and place.country != place.name else ""
    text = Text(plain(place.name) + country)
    if stop.reported:
        text.append(f"\nas announced; reports say {plain(stop.reported.name)}", style="dim")
    return text


def _what(stop: Stop, leg: Leg | None) -> Text:
    """What is done there and with whom, and what speaks against it."""
    text = Text(", ".join(dict.fromkeys(d.did.value for d in stop.doings)))
    names = [plain(c.name) for c in stop.companions[:_NAMES]]
    if len(stop.companions) > _NAMES:
        names.append(f"{len(stop.companions) - _NAMES} more")
    if names:
        text.append(" with " + ", ".join(names))
    for line in _doubts(stop, leg):
        text.append("\n≠ " + line, style="yellow")
    return text


def _doubts(stop: Stop, leg: Leg | None) -> Iterator[str]:
    if leg is not None and leg.why == "too fast" and leg.km is not None:
        speed = f" at {leg.kmh:,.0f} km/h" if leg.kmh else ""
        yield f"cannot be: {leg.km:,.0f} km from stop {leg.start}{speed}"
    for other in stop.clashes:
        yield f"far from stop {other} on one day"
    for name, values in stop.differs.items():
        said = "; ".join(f"{plain(value)} ({len(ids)})" for value, ids in values.items())
        yield f"accounts differ in {name}: {said}"


def _who(stop: Stop) -> Text:
    """On whose word it is told, and what was said before or against it."""
    text = Text(", ".join(plain(name) for name in stop.said_by))
    if stop.announced and (stop.status is not StopStatus.PLANNED):
        for_ = f" for {stop.announced.edtf}" if stop.announced.edtf else ""
        text.append("\nannounced " + _word(stop.announced) + for_, style="dim")
    elif stop.announced and stop.announced.first_published:
        text.append(f"\nannounced {stop.announced.first_published}", style="dim")
    if stop.status is not StopStatus.DENIED:
        if stop.called_off:
            text.append(f"\n{plain(stop.called_off.told)} " + _word(stop.called_off), style="red")
        if stop.denied:
            text.append("\ndenied " + _word(stop.denied), style="red")
    return text


def _word(word: Word) -> str:
    names = ", ".join(plain(name) for name in word.said_by)
    return " ".join(part for part in (word.first_published, f"by {names}" if names else "") if part)


def _status(stop: Stop) -> Text:
    text = Text(plain(stop.told), style=_STYLE[stop.status])
    if stop.current:
        text.append("\nthere now", style="bold")
    if stop.unconfirmed:
        text.append("\nunconfirmed", style="yellow")
    return text
