"""Which embargo a reported act touches, and how that reads: a flag with its reason, never a verdict."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from sayso.records import Actor, Polarity, Role, RuleHit, Status

__all__ = ["Act", "rules_for"]

_ARMS = re.compile(
    r"\b(?:arms|weapon(?:ry|s)?|ammunition|munitions?|missiles?|rockets?|artillery|shells?|drones?|tanks?|"
    r"rifles?|howitzers?|warplanes?|fighter jets?|fighters?|warheads?|explosives|grenades?|mortars?|"
    r"military (?:equipment|hardware|gear|supplies|aid|training|technology|vehicles?)|helicopters?|"
    r"armou?red vehicles?|launchers?)\b",
    re.IGNORECASE,
)
#: Acts by which arms change hands, or are to.
_TRANSFER_TYPES = frozenset({"AID", "COOPERATE", "AGREE", "REQUEST"})
_VIOLATION = re.compile(
    r"\b(?:violat\w+|breach\w*|contraven\w+|defy\w*|defi(?:es|ed|ance)|in breach of)\b", re.IGNORECASE
)
_SANCTIONS = re.compile(
    r"\b(?:U\.?N\.?|United Nations|Security Council|international)\b.{0,40}"
    r"\b(?:sanctions?|embargo(?:es)?|resolutions?)\b",
    re.IGNORECASE,
)
#: Sectors of armed groups, for embargoes on groups and not on a state.
_GROUP_SECTORS = frozenset({"REB", "UAF", "PRM"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What rules look at: type, where it stands, who, when, its own words and the sentence around them."""

    type: str
    status: Status
    polarity: Polarity
    actors: Sequence[Actor]
    on: date | None
    words: str
    sentence: str


@dataclass(frozen=True, slots=True)
class _Embargo:
    rule: str
    target: str
    name: str
    groups: bool
    direction: frozenset[str]
    since: date
    until: date | None
    basis: str
    note: str | None
    verify: bool

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day < self.until)


@cache
def _embargoes() -> tuple[_Embargo, ...]:
    raw = tomllib.loads((Path(__file__).with_name("data") / "embargoes.toml").read_text(encoding="utf-8"))
    return tuple(
        _Embargo(
            rule=row["rule"],
            target=row["target"],
            name=row["name"],
            groups=row.get("groups", False),
            direction=frozenset(row["direction"]),
            since=date.fromisoformat(row["since"]),
            until=date.fromisoformat(row["until"]) if "until" in row else None,
            basis=row["basis"],
            note=row.get("note"),
            verify=row.get("verify", False),
        )
        for row in raw["embargoes"]
    )


def rules_for(act: Act) -> tuple[RuleHit, ...]:
    """Embargoes within whose wording a transfer of arms falls; none without a day or without arms.

    A day is needed because embargoes begin and end; a report without one gets no flag rather than a guess.
    """
    if act.type not in _TRANSFER_TYPES or act.on is None or not _ARMS.search(act.words):
        return ()
    hits: dict[str, RuleHit] = {}
    for embargo in _embargoes():
        if not embargo.holds_on(act.on):
            continue
        way = _way(embargo, act)
        if way is not None and embargo.rule not in hits:
            hits[embargo.rule] = RuleHit(
                rule=embargo.rule, reading=_reading(act), why=_why(embargo, act, way)
            )
    return tuple(hits.values())


def _way(embargo: _Embargo, act: Act) -> str | None:
    """Which way the arms go, seen from the target; None if it takes no part or may trade so."""
    roles = {a.role for a in act.actors if _is_target(embargo, a)}
    others = [a for a in act.actors if a.country is not None and a.country != embargo.target]
    if not roles or not others:
        return None
    if act.type == "REQUEST":
        # who asks would receive
        way = "to" if Role.ACTOR in roles else "from"
    elif act.type == "AID":
        way = "from" if Role.ACTOR in roles else "to"
    else:
        both = embargo.direction >= {"to", "from"}
        way = "between" if both else ("to" if Role.RECIPIENT in roles else "from")
    return way if way == "between" or way in embargo.direction else None


def _is_target(embargo: _Embargo, actor: Actor) -> bool:
    if actor.country != embargo.target:
        return False
    return not embargo.groups or bool(set(actor.sectors) & _GROUP_SECTORS)


def _reading(act: Act) -> str:
    if act.status is Status.NEGATED or act.polarity is Polarity.NEGATIVE:
        return "said not to breach"
    if act.status in (Status.HAPPENED, Status.ONGOING):
        return "would breach if so" if act.type in ("REQUEST", "AGREE") else "breach as reported"
    return "would breach"


def _why(embargo: _Embargo, act: Act, way: str) -> str:
    path = {"to": f"arms to {embargo.name}", "from": f"arms from {embargo.name}"}.get(
        way, f"arms trade with {embargo.name}"
    )
    why = f"{path}: {embargo.basis}"
    if _VIOLATION.search(act.sentence) and _SANCTIONS.search(act.sentence):
        why += "; the report itself says so"
    if embargo.note:
        why += f"; {embargo.note}"
    if embargo.verify:
        why += "; last renewal not confirmed"
    return why
