"""What should be found in the stream: whose words each report has, how they hang together, how many count."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

from bench.stream.texts import Disagreement, EventGold, Happening, Independent, Lean

__all__ = [
    "Gold",
    "GoldEvent",
    "GoldLink",
    "GoldReport",
    "Part",
    "dumped",
    "gold_event",
    "independent",
    "loaded",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A stretch of a report's text: whose words ("" for furniture) and about which happening (or `~`)."""

    start: int
    end: int
    origin: str
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldReport:
    """A report of the stream: origins by their share of its words, and what was done to make it.

    ``relation`` is "" for an original; ``wire`` is the agency whose words it mainly has, ``credit`` how the
    page names it: `openly`, `in passing` or not at all (""); ``replaced`` the share of words a spinner
    changed.
    """

    id: str
    happenings: tuple[str, ...]
    shares: Mapping[str, float]
    relation: str
    parts: tuple[Part, ...]
    wire: str = ""
    credit: str = ""
    spun: bool = False
    replaced: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldLink:
    """What the left report has of the right one."""

    left: str
    right: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldEvent:
    """A happening's main event: which reports tell it, and what should be said of it."""

    id: str
    field: str
    event: EventGold
    independent: Independent
    members: tuple[str, ...]
    apart: tuple[str, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """All that should be found in a stream."""

    reports: tuple[GoldReport, ...]
    links: tuple[GoldLink, ...]
    events: tuple[GoldEvent, ...]


def independent(origins: Iterable[str], leans: Iterable[tuple[str, Lean]]) -> tuple[int, int, int]:
    """How many of the origins are independent: certainly, as reckoned, and possibly.

    ``leans`` pairs an origin with that upon which it leans, an origin or a speaker. For what is possible,
    only sure leans join; as reckoned, likely ones as well; for what is certain, all.
    """
    nodes, edges = tuple(origins), tuple(leans)
    certain, count, possible = (
        _components(nodes, [(left, lean.on) for left, lean in edges if lean.how in hows])
        for hows in (("sure", "likely", "maybe"), ("sure", "likely"), ("sure",))
    )
    return certain, count, possible


def _components(nodes: tuple[str, ...], edges: Iterable[tuple[str, str]]) -> int:
    """Number of components that hold a node; what an edge names beside them joins, but is not counted."""
    group = {node: node for node in nodes}

    def root(node: str) -> str:
        group.setdefault(node, node)
        while group[node] != node:
            node = group[node]
        return node

    for left, right in edges:
        group[root(left)] = root(right)
    return len({root(node) for node in nodes})


def gold_event(happening: Happening, members: Iterable[str]) -> GoldEvent:
    """The main event of a happening."""
    return GoldEvent(
        id=happening.id,
        field=happening.field,
        event=happening.event,
        independent=happening.independent,
        members=tuple(members),
        apart=happening.apart,
        disagreements=happening.disagreements,
    )


def dumped(gold: Gold) -> str:
    """The gold as JSON."""
    return json.dumps(asdict(gold), ensure_ascii=False, indent=1)


def loaded(text: str) -> Gold:
    """The gold from its JSON."""
    tree: dict[str, Any] = json.loads(text)
    return Gold(
        reports=tuple(_report(row) for row in tree["reports"]),
        links=tuple(GoldLink(**row) for row in tree["links"]),
        events=tuple(_event(row) for row in tree["events"]),
    )


def _report(row: dict[str, Any]) -> GoldReport:
    parts = tuple(Part(**part) for part in row.pop("parts"))
    return GoldReport(**{**row, "happenings": tuple(row["happenings"])}, parts=parts)


def _event(row: dict[str, Any]) -> GoldEvent:
    event: dict[str, Any] = {key: tuple(v) if isinstance(v, list) else v for key, v in row["event"].items()}
    return GoldEvent(
        id=row["id"],
        field=row["field"],
        event=EventGold(**event),
        independent=Independent(**row["independent"]),
        members=tuple(row["members"]),
        apart=tuple(row["apart"]),
        disagreements=tuple(
            Disagreement(what=d["what"], values=tuple(d["values"])) for d in row["disagreements"]
        ),
    )
