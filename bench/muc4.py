"""MUC-4 TST3, end to end: incidents from raw text, scored slot by slot beside the systems of 1992.

    sayso bench muc4

A first figure. The official scorer is approximated: templates are aligned one to one by type and filled slots, string
fills count when a head word agrees, dates and places count in full or by half, and "ALL TEMPLATES" is the F of the
slots listed here, not of all 24. Texts are in capitals; case is restored with our own gazetteers before reading.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from bench.harness import Score
from sayso.extract import extract
from sayso.lang.case import restore_case
from sayso.read import Reader
from sayso.records import ActorKind, Article, Claim, ClaimKind, Item, Measure, Role, Status
from sayso.resolve import Actors, Places
from sayso.text import make_article

__all__ = ["measure"]

_MONTHS = {m: i for i, m in enumerate("JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC".split(), start=1)}
_HEADLINE_DAY = re.compile(r"(\d{1,2}) (JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC)[A-Z]* (\d{2})")
_DEATH = re.compile(r"\b(?:kill|murder|assassinat|slay|slain|dead|died|death|massacre|execut)", re.IGNORECASE)
_INJURY = re.compile(r"\b(?:wound|injur|hurt)", re.IGNORECASE)
_BOMB = re.compile(r"\b(?:bomb|dynamite|explo|grenade|mine)", re.IGNORECASE)
#: Slots measured, with the official name of each.
SLOTS = {
    "TYPE": "inc-type", "STAGE": "inc-stage", "DATE": "inc-date", "LOCATION": "inc-loc", "PERP-IND": "perp-ind-id",
    "PERP-ORG": "perp-org-id", "TARGET": "hum-tgt-desc", "NUMBER": "hum-tgt-num", "EFFECT": "hum-tgt-effect",
}  # fmt: skip


@dataclass(slots=True)
class Incident:
    """One incident as slots of fills; every fill is upper-case text."""

    fills: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


@dataclass(slots=True)
class Tally:
    """Possible, actual and right fills of one slot."""

    possible: float = 0
    actual: float = 0
    right: float = 0

    @property
    def f1(self) -> float:
        return 200 * self.right / max(1e-9, self.possible + self.actual)


# ------------------------------------------------------------------ the key


def _strings(values: Sequence[str]) -> set[str]:
    """Every quoted string of a slot's values, alternatives joined by " / "."""
    out = set()
    for value in values:
        found = re.findall(r"\"([^\"]+)\"", value)
        if found:
            out.add(" / ".join(found))
    return out


def key_incident(template: Mapping[str, object]) -> Incident:
    """A key template as fills."""
    slots = template["slots"]
    if not isinstance(slots, dict):
        raise TypeError("a template's slots are a table")
    made = Incident()
    made.fills["TYPE"] = {str(template["type"]).split("/")[0].strip()}
    made.fills["STAGE"] = {
        str(v).split("/")[0].strip() for v in slots.get("INCIDENT: STAGE OF EXECUTION", [])
    }
    made.fills["DATE"] = {str(v) for v in slots.get("INCIDENT: DATE", [])}
    made.fills["LOCATION"] = {str(v) for v in slots.get("INCIDENT: LOCATION", [])}
    made.fills["PERP-IND"] = _strings(slots.get("PERP: INDIVIDUAL ID", []))
    made.fills["PERP-ORG"] = _strings(slots.get("PERP: ORGANIZATION ID", []))
    made.fills["TARGET"] = _strings(slots.get("HUM TGT: NAME", [])) | _strings(
        slots.get("HUM TGT: DESCRIPTION", [])
    )
    made.fills["NUMBER"] = {str(v).split(":")[0].strip() for v in slots.get("HUM TGT: NUMBER", [])}
    made.fills["EFFECT"] = {
        str(v).split(":")[0].strip() for v in slots.get("HUM TGT: EFFECT OF INCIDENT", [])
    }
    return made


# ------------------------------------------------------------------ ours


def incidents_of(claims: Sequence[Claim]) -> list[Incident]:
    """Assaults of one text, those that can be one incident joined: same kind, nothing against it."""
    out: list[Incident] = []
    for claim in claims:
        kind = _kind(claim)
        if kind is None:
            continue
        made = _incident(claim, kind, claims)
        twin = next((o for o in out if _joins(o, made)), None)
        if twin is None:
            out.append(made)
            continue
        for slot, fills in made.fills.items():
            if slot in ("DATE", "LOCATION", "STAGE", "TYPE") and twin.fills[slot]:
                continue
            twin.fills[slot] |= fills
    return out


def _kind(claim: Claim) -> str | None:
    if claim.kind is not ClaimKind.EVENT or claim.event is None or claim.event.type != "ASSAULT":
        return None
    if claim.status not in (Status.HAPPENED, Status.ONGOING, Status.ATTEMPTED, Status.PLANNED):
        return None
    if claim.event.mode == "abduct":
        return "KIDNAPPING"
    return (
        "BOMBING" if claim.event.mode == "explosives" or _BOMB.search(claim.evidence.sentence) else "ATTACK"
    )


def _incident(claim: Claim, kind: str, claims: Sequence[Claim]) -> Incident:
    made = Incident()
    made.fills["TYPE"] = {kind}
    made.fills["STAGE"] = {
        {Status.ATTEMPTED: "ATTEMPTED", Status.PLANNED: "THREATENED"}.get(claim.status, "ACCOMPLISHED")
    }
    if claim.time is not None and claim.time.earliest is not None:
        made.fills["DATE"] = {claim.time.earliest}
    if claim.place is not None:
        made.fills["LOCATION"] = {f"{claim.place.country}|{claim.place.name.upper()}"}
    for actor in claim.actors:
        if actor.role is Role.ACTOR:
            group = actor.kind in (ActorKind.ORGANISATION, ActorKind.GROUP) and actor.actor_id.startswith(
                ("org:", "grp:")
            )
            made.fills["PERP-ORG" if group else "PERP-IND"].add(actor.text.upper())
        elif actor.kind in (ActorKind.PERSON, ActorKind.GROUP, ActorKind.UNKNOWN):
            made.fills["TARGET"].add(actor.text.upper())
    if made.fills["TARGET"]:
        made.fills["NUMBER"] = _numbers(claim, claims)
        words = claim.evidence.sentence
        if _DEATH.search(words):
            made.fills["EFFECT"].add("DEATH")
        if _INJURY.search(words):
            made.fills["EFFECT"].add("INJURY")
    return made


def _numbers(claim: Claim, claims: Sequence[Claim]) -> set[str]:
    """How many were hit: the loss figures of the same sentence, else one target, one person."""
    found = {
        str(int(q.high or q.low or 0))
        for c in claims
        if c.figure is not None
        and c.figure.measure is Measure.LOSS
        and c.evidence.span == claim.evidence.span
        for q in c.quantities
    }
    return found or {"1"}


def _joins(one: Incident, other: Incident) -> bool:
    if one.fills["TYPE"] != other.fills["TYPE"]:
        return False
    return all(
        not one.fills[slot] or not other.fills[slot] or one.fills[slot] & other.fills[slot]
        for slot in ("DATE", "LOCATION")
    )


# ------------------------------------------------------------------ scoring


def _agree(slot: str, ours: str, key: str, countries: Mapping[str, str]) -> float:
    """1, a half or nothing for one fill against one key fill."""
    if slot == "DATE":
        days = [date(1900 + int(y), _MONTHS[m], int(d)).isoformat() for d, m, y in _HEADLINE_DAY.findall(key)]
        if not days:
            return 0.0
        return (
            1.0 if days[0] == ours else 0.5 if days[0] <= ours <= days[-1] or days[0][:7] == ours[:7] else 0.0
        )
    if slot == "LOCATION":
        code, name = ours.split("|", 1)
        if name in key and name not in key.split(":", maxsplit=1)[0]:
            return 1.0
        return (1.0 if ":" not in key else 0.5) if countries.get(code, "?") in key else 0.0
    if slot in ("PERP-IND", "PERP-ORG", "TARGET"):
        for option in key.split(" / "):
            last = re.findall(r"\w+", option)[-1:]
            if option in ours or ours in option or (last and last[0] in re.findall(r"\w+", ours)):
                return 1.0
        return 0.0
    return float(ours == key)


def _credit(slot: str, ours: set[str], key: set[str], countries: Mapping[str, str]) -> float:
    """Greedy one-to-one credit of a slot's fills."""
    left, total = set(key), 0.0
    for fill in sorted(ours):
        best = max(((_agree(slot, fill, k, countries), k) for k in sorted(left)), default=(0.0, ""))
        if best[0] > 0:
            total += best[0]
            left.discard(best[1])
    return total


def align(
    ours: Sequence[Incident], key: Sequence[Incident], countries: Mapping[str, str]
) -> list[tuple[int, int]]:
    """Pairs of our and key incidents, best first; the types must agree or differ only as attack and bombing."""
    scored = []
    for i, one in enumerate(ours):
        for j, other in enumerate(key):
            kinds = one.fills["TYPE"] | other.fills["TYPE"]
            if len(kinds) > 1 and kinds != {"ATTACK", "BOMBING"}:
                continue
            value = sum(_credit(s, one.fills[s], other.fills[s], countries) for s in SLOTS)
            scored.append((-value, i, j))
    pairs: list[tuple[int, int]] = []
    for _, i, j in sorted(scored):
        if all(i != a and j != b for a, b in pairs):
            pairs.append((i, j))
    return pairs


def _texts(data: Path) -> Iterator[tuple[str, str | None, list[Incident]]]:
    with (data / "events/muc4.jsonl").open(encoding="utf8") as lines:
        for row in map(json.loads, lines):
            if row["split"] != "tst3":
                continue
            found = _HEADLINE_DAY.search(row["text"])
            day = None
            if found is not None:
                d, m, y = found.groups()
                day = date(1900 + int(y), _MONTHS[m], int(d)).isoformat()
            body = re.sub(
                r"^.*?--\s*(?:\[.*?\]\s*)*", "", row["text"].split("[TEXT]")[-1], count=1, flags=re.DOTALL
            )
            yield body or row["text"], day, [key_incident(t) for t in row["templates"]]


def measure(data: Path) -> Iterable[Score]:
    """F per slot on TST3 beside the best system of 1992 in that slot, and over the slots together."""
    reader, places = Reader.load(), Places.open()
    actors = Actors.open(places)

    def is_name(words: str) -> bool:
        place = places.find(words)
        if place is not None and place.p >= 0.5:
            return True
        match = actors.find(words)
        return match.named and match.country is not None

    countries = {"SLV": "EL SALVADOR", "COL": "COLOMBIA", "PER": "PERU", "GTM": "GUATEMALA", "HND": "HONDURAS",
                 "NIC": "NICARAGUA", "CHL": "CHILE", "BOL": "BOLIVIA", "PAN": "PANAMA", "CRI": "COSTA RICA", "ECU": "ECUADOR",
                 "ARG": "ARGENTINA", "VEN": "VENEZUELA", "BRA": "BRAZIL", "URY": "URUGUAY", "MEX": "MEXICO"}  # fmt: skip
    slots: dict[str, Tally] = {name: Tally() for name in ("template-id", *SLOTS)}
    for text, day, key in _texts(data):
        article = make_article(Item(name="muc", body=restore_case(text, is_name), published=day))
        ours: list[Incident] = []
        if isinstance(article, Article):
            ours = incidents_of(extract(article, reader.read([article])[0], places=places, actors=actors))
        pairs = align(ours, key, countries)
        _count(slots, ours, key, pairs, countries)
    official = json.loads((data / "events/muc4_tst3_official_scores.json").read_text())["tst3"]
    for name, tally in slots.items():
        anchor, whose = _best(official, SLOTS.get(name, name))
        yield Score(
            name=f"{SLOTS.get(name, name)} F", value=tally.f1, unit="%", anchor=anchor, anchor_of=whose
        )
    total = Tally(
        *(
            sum(getattr(t, part) for n, t in slots.items() if n != "template-id")
            for part in ("possible", "actual", "right")
        )
    )
    yield Score(
        name="these slots together, F", value=total.f1, unit="%", anchor=55.93, anchor_of="GE, all templates"
    )


def _count(
    slots: Mapping[str, Tally],
    ours: Sequence[Incident],
    key: Sequence[Incident],
    pairs: Sequence[tuple[int, int]],
    countries: Mapping[str, str],
) -> None:
    slots["template-id"].possible += len(key)
    slots["template-id"].actual += len(ours)
    slots["template-id"].right += len(pairs)
    for name in SLOTS:
        slots[name].possible += sum(len(k.fills[name]) for k in key)
        slots[name].actual += sum(len(o.fills[name]) for o in ours)
        slots[name].right += sum(
            _credit(name, ours[i].fills[name], key[j].fills[name], countries) for i, j in pairs
        )


def _best(official: Mapping[str, Mapping[str, object]], slot: str) -> tuple[float | None, str]:
    """The highest F of any system in a slot."""
    best: tuple[float, str] = (0.0, "")
    for system, row in official.items():
        cells = row["slots"]
        cell = cells.get(slot) if isinstance(cells, dict) else None
        if cell and str(cell["rec"]).isdigit() and str(cell["pre"]).isdigit():
            r, p = float(cell["rec"]), float(cell["pre"])
            best = max(best, (2 * r * p / (r + p) if r + p else 0.0, system))
    return (round(best[0], 1), best[1]) if best[1] else (None, "")
