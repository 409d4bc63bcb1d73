"""Which rules an act falls under, and how that reads: never a verdict."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache

from sayso.classes import dataclass
from sayso.extract.rules.book import Book, Rule, shipped_book
from sayso.extract.rules.issuers import bound_by
from sayso.extract.rules.words import goods_looked_for, not_goods
from sayso.records import Actor, Polarity, Role, RuleHit, Status

__all__ = ["READINGS", "Act", "Days", "is_under", "kinds_of", "made_hit", "rules_for", "stands"]

#: First and last day of an act.
Days = tuple[date, date]

#: How a claim may read, from the one that settles most.
REGIME_CHANGE, EXEMPT, ENFORCEMENT, ALLEGED, WOULD = (
    "regime change", "exempt?", "enforcement", "alleged breach", "would breach",
)  # fmt: skip
READINGS = {
    REGIME_CHANGE: "the issuer adopts, renews, eases or ends the rule itself",
    EXEMPT: "within the wording, and one of the rule's exceptions seems to apply",
    ENFORCEMENT: "goods were seized, or somebody was charged or sanctioned, under the rule",
    ALLEGED: "said to have happened within the wording of the rule",
    WOULD: "planned, possible or agreed, and within the wording if it comes about",
}
#: Acts by which goods change hands, or are to.
_TRANSFERS = frozenset({"AID", "COOPERATE", "AGREE", "REQUEST"})
_VIOLATION = re.compile(
    r"\b(?:violat\w+|breach\w*|contraven\w+|defy\w*|defi(?:es|ed|ance)|in breach of)\b", re.IGNORECASE
)
_SANCTIONS = re.compile(
    r"\b(?:U\.?N\.?|United Nations|Security Council|international|EU|European Union)\b.{0,40}"
    r"\b(?:sanctions?|embargo(?:es)?|resolutions?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What rules look at in one claim: type, where it stands, who, when, its own words and the sentence.

    ``until`` is the last day of the act where it spans several, ``said_by`` who says so.
    """

    type: str
    status: Status
    polarity: Polarity
    actors: Sequence[Actor]
    on: date | None
    words: str
    sentence: str
    until: date | None = None
    said_by: str | None = None


def rules_for(act: Act, book: Book | None = None) -> tuple[RuleHit, ...]:
    """Rules within whose wording a claim's transfer falls, by its own parties; none without a day or goods.

    A day is needed because rules begin and end; a report without one gets no flag rather than a guess.
    A denied act gets none either: who denies alleges nothing.
    """
    if act.type not in _TRANSFERS:
        return ()
    kinds = kinds_of(act.words)
    denied = act.status is Status.NEGATED or act.polarity is Polarity.NEGATIVE
    if act.on is None or denied or not kinds:
        return ()
    days = (act.on, act.until or act.on)
    hits: dict[str, RuleHit] = {}
    for rule in (book or shipped_book()).rules:
        if not kinds & rule.covers or not rule.holds_within(*days) or rule.places:
            continue
        way = _way(rule, act)
        if way is not None:
            why = _why_of(rule, act, way, days[0])
            hits.setdefault(rule.rule_id, made_hit(rule, _reading(act), why, days[0]))
    return tuple(hits.values())


def kinds_of(words: str) -> frozenset[str]:
    """Kinds of goods that some words name."""
    patterns = goods_looked_for(words)
    if not patterns:
        return frozenset()
    masked = not_goods().sub(lambda m: " " * len(m.group()), words)
    return frozenset(kind for kind, pattern in patterns if pattern.search(masked))


def is_under(rule: Rule, name: str, country: str | None, sectors: Sequence[str]) -> bool:
    """Whether somebody is under a rule: by name, or by country and, where the rule asks for one, sector."""
    if rule.groups and f"{name} ".startswith(_beginnings(rule.groups)):
        return True
    if country not in rule.target:
        return False
    return not rule.on_groups or bool(rule.sectors & set(sectors))


@cache
def _beginnings(groups: frozenset[str]) -> tuple[str, ...]:
    """How a name begins, with a space behind it, that is one of some or begins with one of them as words."""
    return tuple(f"{group} " for group in groups)


def made_hit(rule: Rule, reading: str, why: str, day: date) -> RuleHit:
    """The flag of a rule as it stood on a day, with what must be said beside it."""
    said = [f"{why}: {rule.basis_on(day)}"]
    if rule.note:
        said.append(rule.note)
    if rule.term is not None and day > rule.term:
        said.append(f"a renewal beyond {rule.term.isoformat()} is not confirmed")
    elif rule.verify and rule.term is None:
        said.append("its days are not confirmed")
    return RuleHit(
        rule=rule.rule_id,
        reading=reading,
        why="; ".join(said),
        regime=rule.name,
        issuer=rule.issuer,
        basis=rule.basis_on(day),
    )


def stands(days: Days, rule: Rule) -> bool:
    """Whether a rule stands on at least half of the days of an act."""
    return rule.holds_within(*days)


def _way(rule: Rule, act: Act) -> str | None:
    """Which way the goods go, seen from the target; None if it takes no part or may trade so."""
    roles = {a.role for a in act.actors if is_under(rule, a.name, a.country, a.sectors)}
    others = [a for a in act.actors if a.country is not None and a.country not in rule.target]
    if not roles or not others or not bound_by(rule.binds, [a.country for a in others], act.on):
        return None
    if act.type == "REQUEST":
        # who asks would receive
        way = "to" if Role.ACTOR in roles else "from"
    elif act.type == "AID":
        way = "from" if Role.ACTOR in roles else "to"
    else:
        both = rule.direction >= {"to", "from"}
        way = "between" if both else ("to" if Role.RECIPIENT in roles else "from")
    return way if way == "between" or way in rule.direction else None


def _reading(act: Act) -> str:
    if act.status in (Status.HAPPENED, Status.ONGOING):
        return WOULD if act.type in ("REQUEST", "AGREE") else ALLEGED
    return ALLEGED if act.status is Status.ATTEMPTED else WOULD


def _why_of(rule: Rule, act: Act, way: str, _day: date) -> str:
    path = {"to": "goes to", "from": "comes from"}.get(way, "changes hands with")
    said = f"{act.said_by} says that it {path}" if act.said_by else f"it {path}"
    why = f"{said} what the rule covers ({rule.name})"
    if _VIOLATION.search(act.sentence) and _SANCTIONS.search(act.sentence):
        why += "; the report itself speaks of a breach"
    return why
