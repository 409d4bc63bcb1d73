"""Legs: the way from one stop to the next, how far it is, and whether it can be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from sayso.classes import dataclass
from sayso.engine.presence import Did, Presence, StopStatus
from sayso.engine.stays import Stay
from sayso.engine.stops import Stop
from sayso.records.days import day_of
from sayso.records.globe import apart_km

__all__ = ["FAR_KM", "FASTEST_KMH", "Leg", "clashes", "legs_of"]

#: Nobody travels faster from door to door: airliners cruise at some 900 km/h.
FASTEST_KMH = 1000.0
#: Two acts of one day farther apart than this are not both believed of one person without a look: with three
#: hours in the air and as many on the ground the way alone takes most of a day's hours of work. A convention,
#: not measured.
FAR_KM = 2500.0
#: The sun moves on by so many degrees of longitude in an hour.
_DEGREES_AN_HOUR = 15.0
#: What is done on the way, and so on the same day as something far away.
_UNDER_WAY = frozenset({Did.LEAVE, Did.SET_OUT, Did.MOVED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """From one stop to another, by their numbers.

    ``km`` is the great-circle distance, None where a point is not known; ``gap_days`` the days from the last
    day here to the first there, None where accounts do not name the days of both. ``kmh`` is the least speed
    that would do, from the first hour at which he may have left to the last at which he may have arrived,
    the radii of the places taken off; None where it is not asked or no time is left. ``impossible`` tells
    that one person cannot well have done both, ``why`` on what ground: too fast, or same day.
    """

    start: int
    end: int
    status: StopStatus
    km: float | None
    gap_days: int | None
    kmh: float | None = None
    impossible: bool = False
    why: str = ""


class Pair(NamedTuple):
    """A stay with the stop it comes to."""

    stay: Stay
    stop: Stop


def legs_of(pairs: Sequence[Pair], *, person: bool) -> tuple[Leg, ...]:
    """The legs between stops in their order.

    What was done is joined with what was done before it, what is planned or denied with what comes before it
    but denials: nobody goes on from a place where he was not.
    """
    return tuple(_legs(pairs, person=person))


def _legs(pairs: Sequence[Pair], *, person: bool) -> Iterator[Leg]:
    last_done: Pair | None = None
    last: Pair | None = None
    for pair in pairs:
        done = pair.stop.status is StopStatus.DONE
        before = last_done if done else last
        if before is not None:
            yield _leg(before, pair, person=person)
        if done:
            last_done = pair
        if pair.stop.status is not StopStatus.DENIED:
            last = pair


def _leg(a: Pair, b: Pair, *, person: bool) -> Leg:
    status = b.stop.status
    km = _km(a, b)
    gap = None
    if a.stay.exact and b.stay.exact:
        (_, end), (start, _) = a.stay.days, b.stay.days
        gap = None if end is None or start is None else start - end
    kmh, why = None, ""
    if person and km is not None and status is StopStatus.DONE:
        hours = _hours(a, b)
        apart = _surely_apart(a, b, km)
        if hours is not None and hours > 0:
            kmh = apart / hours
        if apart > 0 and hours is not None and (hours <= 0 or apart / hours > FASTEST_KMH):
            why = "too fast"
        elif _far_on_one_day(a, b):
            why = "same day"
    return Leg(
        start=a.stop.number,
        end=b.stop.number,
        status=status,
        km=km,
        gap_days=gap,
        kmh=kmh,
        impossible=bool(why),
        why=why,
    )


def clashes(pairs: Sequence[Pair]) -> dict[int, tuple[int, ...]]:
    """By number, the done stops of one person that have a day in common and are far apart."""
    found: dict[int, set[int]] = {}
    open_: list[Pair] = []
    for pair in pairs:
        first, last = pair.stay.days
        if pair.stop.status is not StopStatus.DONE or not pair.stay.exact or first is None or last is None:
            continue
        open_ = [p for p in open_ if (p.stay.days[1] or 0) >= first]
        for other in open_:
            if _far_on_one_day(other, pair):
                found.setdefault(other.stop.number, set()).add(pair.stop.number)
                found.setdefault(pair.stop.number, set()).add(other.stop.number)
        open_.append(pair)
    return {number: tuple(sorted(others)) for number, others in found.items()}


def _km(a: Pair, b: Pair) -> float | None:
    p, q = a.stop.place, b.stop.place
    if p.lat is None or p.lon is None or q.lat is None or q.lon is None:
        return None
    return apart_km(p.lat, p.lon, q.lat, q.lon)


def _surely_apart(a: Pair, b: Pair, km: float) -> float:
    """What is left of a distance if he was at the near edges of both places."""
    return max(0.0, km - (a.stop.place.within_km or 0.0) - (b.stop.place.within_km or 0.0))


def _far_on_one_day(a: Pair, b: Pair) -> bool:
    """Whether two stops have something done on one day, not merely on the way, too far apart for one day."""
    km = _km(a, b)
    if km is None or _surely_apart(a, b, km) <= FAR_KM:
        return False
    return not _settled(a.stay).isdisjoint(_settled(b.stay))


def _settled(stay: Stay) -> frozenset[int]:
    """The days on which something is done at a place, departures and transfers aside."""
    those = [p for p in _exact(stay) if p.did not in _UNDER_WAY]
    return frozenset(d for p in those if p.first and p.last for d in range(p.first, p.last + 1))


def _exact(stay: Stay) -> list[Presence]:
    return [p for p in stay.told if p.exact and p.status is StopStatus.DONE]


def _hours(a: Pair, b: Pair) -> float | None:
    """The most time there can be between the two, in hours; None where accounts do not name the days.

    He leaves after the last thing known to have begun here before he is there, and arrives before the first
    thing known there is over. Hours are local; the sun's time at each place stands for the zone's.
    """
    there = [_span(p, b.stop.place.lon)[1] for p in _exact(b.stay)]
    here = [_span(p, a.stop.place.lon)[0] for p in _exact(a.stay)]
    if not there or not here:
        return None
    arrives = min(there)
    return arrives - max((start for start in here if start <= arrives), default=min(here))


def _span(one: Presence, lon: float | None) -> tuple[float, float]:
    """Begin and end of what an account tells, in hours of universal time since the first day there is."""
    shift = (lon or 0.0) / _DEGREES_AN_HOUR
    time = one.time
    first, last = one.first or 0, one.last or 0
    start, end = first * 24.0, (last + 1) * 24.0
    told = (time.start, time.end) if time else (None, None)
    return _hour(told[0], start, shift), _hour(told[1], end, shift)


def _hour(iso: str | None, day: float, shift: float) -> float:
    """An instant in hours of universal time; ``day`` where no hour is told."""
    date = day_of(iso)
    if iso is None or date is None or "T" not in iso:
        return day - shift
    # read by hand: ISO 8601 (section 4.3.13 of 2004) also has 24:00, the end of a day
    hour, minute = iso[11:16].split(":")
    hours = date * 24.0 + int(hour) + int(minute) / 60
    return hours if iso.endswith("Z") else hours - shift
