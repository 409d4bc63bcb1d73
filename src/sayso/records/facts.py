"""The comparable side of one account: what is looked at when accounts are joined into events."""

from __future__ import annotations

import hashlib

from sayso.classes import dataclass, field
from sayso.records.base import Status
from sayso.records.claims import Place

__all__ = ["ACT_DAYS", "NEAR_DAYS", "WIDE_DAYS", "Facts"]

#: Days between two publications within which accounts without a resolved time may tell of one act.
NEAR_DAYS = 3
#: Days after the first that one act may take.
ACT_DAYS = 2
#: A range longer than a month names no single act, so it is never matched by mere overlap.
WIDE_DAYS = 31
#: Of the names a report is about, so many of the most telling are places where its accounts are looked for,
#: and so many on the day of an act.
_STORY_POINTS, _DAY_POINTS = 4, 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The comparable side of one account.

    ``key`` must be equal for two accounts to be one event. Days are proleptic Gregorian ordinals; ``first``
    and ``last`` are the stated time, both None where it is not resolved. ``lands`` are the countries of
    parties that have one; ``story`` are the names and numbers the report is about, most telling first,
    ``vector`` the mean of its sentence vectors (int8), ``scene`` the countries it is about. Of a figure,
    ``amount`` are its bounds, ``whose`` it is of, ``toll`` whether it may be all victims of one happening.
    """

    claim_id: str
    article_id: str
    key: str
    mode: str | None
    status: Status
    actors: tuple[str, ...]
    recipients: frozenset[str]
    place: Place | None
    first: int | None
    last: int | None
    published: int | None
    sentence: str
    figure: bool
    mutual: bool
    lands: tuple[tuple[str, str], ...] = ()
    story: tuple[int, ...] = ()
    vector: bytes = b""
    scene: tuple[str, ...] = ()
    amount: tuple[float | None, float | None] = (None, None)
    whose: str = ""
    toll: bool = False
    #: The points once they are made: a claim is compared with a thousand others where a text repeats itself.
    _points: list[frozenset[int]] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def parties(self) -> frozenset[str]:
        """Everybody who takes part."""
        return self.recipients.union(self.actors)

    @property
    def wide(self) -> bool:
        """Whether the stated time is too long to name one act."""
        return self.first is not None and self.last is not None and self.last - self.first > WIDE_DAYS

    @property
    def one_act(self) -> bool:
        """Whether the stated time is a day or two: short enough for one act."""
        return self.first is not None and self.last is not None and self.last - self.first <= ACT_DAYS

    @property
    def points(self) -> frozenset[int]:
        """Where this account meets others: two that are compatible share at least one point.

        A point is a digest of the key, a side, a place or a name of the story, and a week; it lets the ledger
        find the few claims that a new one can be joined with by equality alone.
        """
        if not self._points:
            self._points.append(self._made())
        return self._points[0]

    def _made(self) -> frozenset[int]:
        marks = [f"sentence {self.sentence}", *([f"whose {self.whose}"] if self.whose else [])]
        sides = [*sorted(self.parties), *(f"story {name}" for name in self.story[:_STORY_POINTS])]
        if self.place is not None:
            sides.append(f"place {self.place.name.casefold()}")
        marks += [f"{side} {moment}" for side in sides for moment in self._moments()]
        if self.one_act and self.first is not None and self.last is not None:
            lands = dict.fromkeys((*self.scene, *(land for _, land in self.lands)))
            days = range(self.first, self.last + 1)
            about = (*lands, *(f"story {name}" for name in self.story[:_DAY_POINTS]))
            marks += [f"day {day} in {each}" for day in days for each in about]
        return frozenset(_point(f"{self.key} {mark}") for mark in marks)

    def _moments(self) -> list[str]:
        if self.wide:
            return [f"range {self.first} {self.last}"]
        moments: list[str] = []
        if self.first is not None and self.last is not None:
            moments += [f"stated {week}" for week in range(self.first // 7, self.last // 7 + 1)]
        if self.published is None:
            moments.append(f"report {self.article_id}")
        else:
            since, until = self.published - NEAR_DAYS, self.published + NEAR_DAYS
            moments += [f"published {week}" for week in range(self.published // 7, until // 7 + 1)]
            if self.first is None:
                moments += [f"stated {week}" for week in range(since // 7, until // 7 + 1)]
        return moments


def _point(mark: str) -> int:
    digest = hashlib.blake2b(mark.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
