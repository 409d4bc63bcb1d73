"""Counting events."""

from __future__ import annotations

from collections import Counter
from enum import StrEnum

from pydantic import Field

from sayso.faces.api.asking import EventConditions
from sayso.faces.mcp.quoting import name
from sayso.faces.mcp.shapes import Shape
from sayso.faces.mcp.tool import LIMIT, MOST, Reply, Room, Tool
from sayso.ledger import EventQuery

__all__ = ["COUNT"]


class GroupBy(StrEnum):
    """By what events are counted."""

    DAY = "day"
    TYPE = "type"
    ACTOR = "actor"
    TARGET = "target"
    COUNTRY = "country"
    STATUS = "status"
    CERTAINTY = "certainty"
    SPEAKER = "speaker"
    RULE = "rule"


class CountAsked(EventConditions):
    """Which events, and by what they are counted."""

    group_by: GroupBy = Field(description="By what.")
    limit: int = Field(
        default=LIMIT, ge=1, le=MOST, description="Groups at most: the largest, or the latest days."
    )


class GroupBrief(Shape):
    """One group."""

    value: str | None = Field(description="What to ask for; null for a day that is not known.")
    label: str | None = Field(description="What people call it.")
    events: int = Field(description="How many events.")


class Counted(Shape):
    """Events by group."""

    groups: list[GroupBrief] = Field(description="The groups, largest first; days latest first.")
    has_more: bool = Field(description="Whether there are more groups.")
    counted: int = Field(description="How many events were counted.")
    complete: bool = Field(description="Whether those are all; else they are the newest.")


def _count(room: Room, asked: CountAsked) -> Reply:
    query = asked.query()
    groups, counted, complete = _by_day(room, asked, query) or _by_value(room, asked, query)
    some = groups[: asked.limit]
    document = Counted(groups=some, has_more=len(groups) > len(some), counted=counted, complete=complete)
    whole = "all" if complete else "the newest"
    return Reply(
        document,
        [
            f"By {asked.group_by}, of {whole} {counted} events:",
            *(f"{group.label or group.value or 'not known'}: {group.events}" for group in some),
        ],
    )


_Groups = tuple[list[GroupBrief], int, bool]


def _by_day(room: Room, asked: CountAsked, query: EventQuery) -> _Groups | None:
    """By day, and by type where all events are counted by it; None for another group."""
    if asked.group_by not in (GroupBy.DAY, GroupBy.TYPE):
        return None
    days = room.answers.days(query)
    by_type = asked.group_by is GroupBy.TYPE
    if by_type and any(not type_ for _, type_ in days.counts):
        return None
    counts: Counter[str] = Counter()
    for (day, type_), n in days.counts.items():
        counts[type_ if by_type else day] += n
    order = counts.most_common() if by_type else sorted(counts.items(), reverse=True)
    groups = [GroupBrief(value=value or None, label=None, events=n) for value, n in order]
    return groups, counts.total(), not days.partly


def _by_value(room: Room, asked: CountAsked, query: EventQuery) -> _Groups:
    tally = room.answers.tally(query)
    found = tally.facets.get(asked.group_by.value, ())
    groups = [GroupBrief(value=name(c.value, 300), label=name(c.label), events=c.events) for c in found]
    return groups, tally.events, not tally.capped


COUNT = Tool(
    name="ledger_count_events",
    title="Count events",
    said="How many events meet conditions, by day, type, actor, target, country, status, certainty, "
    "speaker or rule. An event can count in several groups. Actors and speakers are the 20 commonest.",
    takes=CountAsked,
    gives=Counted,
    ask=_count,
)
