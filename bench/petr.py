"""Events of PETRARCH's own regression sets: type, actor's country and recipient's country read from our claims.

    sayso bench petr

Two sets. `petr2_gsr`: 77 sentences coded in CAMEO, mostly wire news. `petr_unit`: 284 sentences of grammar cases
about invented countries, written for PETRARCH-1. The codes of the second are those of WEIS, CAMEO's forerunner
(03 consult, 04 approve, 06 grant, 12 accuse), so they are read as such; codes that its dictionaries only made up
(345, 9xx, all of four digits) have no meaning, and their records are left out. Some cases use CAMEO's 19 for attacks.

The invented countries stand for existing ones: their names are replaced before reading (`INVENTED`), for the coders
of the anchors had them in their dictionaries and we resolve names with our own. Records with other invented actors
are asked for their type only.

What counts. CAMEO roots 01 and 02 and WEIS 02 and 14 are statements, which PLOVER does not code: they are neither
asked for nor, where a claim of ours has the same two sides, held against us. CONCEDE and RETREAT are one type, as
in PLOVER's published test; a claim's type in PLOVER's reduced reading (a planned visit is AGREE) counts as well.
A coder's event has two sides. Where a claim names nobody or nobody's country as the second, that is the country of
its place, as CAMEO's coders have it (a protest in X is one against X); without either it is left aside, and so are
claims of what did not happen and those that name nobody's country on either side (two of the 345 coded events do so).
Of a mutual act (all that is CONSULT) either direction is right. A side is right when its country is; a code without a country ("---REB")
leaves it open. Some sentences of the first set are coded as without event although they tell of one (a condemnation,
an accusation), because PETRARCH2 finds none; they count against us as they stand.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from pathlib import Path

from bench.events import event_claims
from bench.harness import Score, data_folder, digest
from sayso.records import Claim, Role, Status

__all__ = ["measure"]

#: WEIS categories as PLOVER types; where a category is split in PLOVER, every type it may be.
WEIS: Mapping[str, frozenset[str]] = {
    "01": frozenset({"YIELD"}), "03": frozenset({"CONSULT", "AGREE"}), "04": frozenset({"SUPPORT"}),
    "05": frozenset({"AGREE"}), "06": frozenset({"SUPPORT", "YIELD", "AGREE"}), "07": frozenset({"AID"}),
    "08": frozenset({"AGREE", "SUPPORT"}), "09": frozenset({"REQUEST"}), "10": frozenset({"REQUEST"}),
    "11": frozenset({"REJECT", "ACCUSE"}), "12": frozenset({"ACCUSE"}), "13": frozenset({"ACCUSE"}),
    "15": frozenset({"REQUEST"}), "16": frozenset({"THREATEN"}), "17": frozenset({"THREATEN"}),
    "18": frozenset({"PROTEST", "MOBILIZE"}), "19": frozenset({"SANCTION", "REJECT", "ASSAULT"}),
    "20": frozenset({"SANCTION", "COERCE"}), "21": frozenset({"COERCE", "ASSAULT"}), "22": frozenset({"ASSAULT"}),
}  # fmt: skip
_STATEMENTS = ("01", "02")
_WEIS_STATEMENTS = ("02", "14")
#: Our codes of bodies that belong to no one country, as CAMEO begins them.
_BODIES = {"IGO": frozenset({"IGO", "UNO", "EUR"}), "NGO": frozenset({"NGO"}), "IMG": frozenset({"IMG"})}
_OPEN = "---"
#: Invented countries by code, with the country each is read as: names, and what they become.
INVENTED: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "ARN": ("NOR", {"Arnorian": "Norwegian", "Arnor": "Norway"}),
    "BRE": ("BOL", {"Bree": "Bolivia"}),
    "CAL": ("KEN", {"Calenardhon": "Kenya"}),
    "DAG": ("PER", {"Dagolathi": "Peruvian", "Dagolath": "Peru"}),
    "DOL": ("MAR", {"Dol Amroth": "Morocco", "Dol_Amroth": "Morocco"}),
    "ERI": ("ECU", {"Eriadorian": "Ecuadorian", "Eriadori": "Ecuadorian", "Eriador": "Ecuador"}),
    "FOR": ("FIN", {"Fornost": "Finland"}),
    "GON": ("DEU", {"Gondor": "Germany", "Minas Tirith": "Berlin"}),
    "ITH": ("ITA", {"Ithilen": "Italy"}),
    "MOR": ("MEX", {"Mordor": "Mexico"}),
    "OSG": ("EGY", {"Osgiliath": "Egypt"}),
    "ROH": ("ROU", {"Rohans": "Romanians", "Rohan": "Romania"}),
}
_NAMES = {old: new for _, names in INVENTED.values() for old, new in names.items()}
_NAME = re.compile(r"\b(?:" + "|".join(sorted(_NAMES, key=len, reverse=True)) + r")\b")


@dataclass(frozen=True, slots=True)
class Wanted:
    """One coded event: the types it may have (none: a statement, not asked for) and its two sides."""

    types: frozenset[str]
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Row:
    """One sentence with its coded events; ``sides`` is False where codes of sides cannot be read."""

    name: str
    text: str
    wanted: tuple[Wanted, ...]
    sides: bool


@dataclass(frozen=True, slots=True)
class Made:
    """One event of ours: the readings of its type and the countries of its two sides."""

    types: frozenset[str]
    actor: str
    recipient: str
    mutual: bool = False


@dataclass(slots=True)
class Counts:
    """Events made and wanted, and those right, by what was compared."""

    made: int = 0
    made_right: int = 0
    wanted: int = 0
    wanted_right: int = 0

    @property
    def precision(self) -> float:
        return 100 * self.made_right / max(1, self.made)

    @property
    def recall(self) -> float:
        return 100 * self.wanted_right / max(1, self.wanted)


# ------------------------------------------------------------------ the key


def merged(type_: str) -> str:
    """CONCEDE and RETREAT as one."""
    return "YIELD" if type_ in ("CONCEDE", "RETREAT") else type_


def validation(data: Path) -> Iterator[Row]:
    """The sentences coded in CAMEO."""
    types = json.loads((data / "events/cameo2plover.json").read_text(encoding="utf8"))
    for row in _lines(data / "events/petr2_gsr.jsonl"):
        wanted = []
        for source, target, code in row["expected"]:
            kind = types.get(code) or types.get(code[:3]) or types.get(code[:2])
            asked = kind is not None and not code.startswith(_STATEMENTS)
            wanted.append(
                Wanted(frozenset({merged(kind[0])}) if asked else frozenset(), _side(source), _side(target))
            )
        yield Row(row["id"], row["text"], tuple(wanted), sides=True)


def unit(data: Path, countries: Iterable[str]) -> Iterator[Row]:
    """The grammar cases, without those that test what the program does with broken input or made-up codes."""
    known = set(countries)
    for row in _lines(data / "events/petr_unit.jsonl"):
        coded = row["expected"]
        real = [c for *_, c in coded if len(c) == 3 and (c[:2] in WEIS or c[:2] in _WEIS_STATEMENTS)]
        if len(real) < len(coded) or not (coded or row["noevents"]):
            continue
        wanted = tuple(Wanted(WEIS.get(c[:2], frozenset()), _side(s), _side(t)) for s, t, c in coded)
        sides = all(
            code == _OPEN or code in known or code in _BODIES for w in wanted for code in (w.source, w.target)
        )
        yield Row(row["id"], _NAME.sub(lambda m: _NAMES[m.group()], row["text"]), wanted, sides)


def _side(code: str | None) -> str:
    """The country of an actor code, an existing one for an invented one."""
    country = (code or _OPEN)[:3].upper()
    return INVENTED[country][0] if country in INVENTED else country


def _lines(path: Path) -> Iterator[dict]:  # type: ignore[type-arg]  # rows of a corpus, keys as its README tells
    with path.open(encoding="utf8") as lines:
        yield from map(json.loads, lines)


# ------------------------------------------------------------------ ours


def made_of(claims: Iterable[Claim]) -> list[Made]:
    """Events with two sides in claims of what happened, will or may; equal ones once."""
    out: dict[Made, None] = {}
    for claim in claims:
        if claim.event is None or claim.status is Status.NEGATED:
            continue
        types = frozenset(merged(t) for t in (claim.event.type, claim.event.plover_reduced) if t)
        doers = [a.country or _OPEN for a in claim.actors if a.role is Role.ACTOR]
        where = (claim.place.country if claim.place is not None else None) or _OPEN
        targets = [a.country or where for a in claim.actors if a.role is Role.RECIPIENT]
        if not targets and len(doers) == 1 and where != _OPEN:
            targets = [where]
        if targets:
            mutual = claim.event.type == "CONSULT"
            out |= dict.fromkeys(Made(types, a, r, mutual) for a, r in product(doers, targets))
        else:
            out |= dict.fromkeys(Made(types, a, b, mutual=True) for a, b in combinations(doers, 2))
    return [m for m in out if {m.actor, m.recipient} != {_OPEN}]


def is_side(country: str, code: str) -> bool:
    """Whether a side of ours is of the country a code names."""
    return code in (_OPEN, country) or country in _BODIES.get(code, ())


def same_sides(made: Made, wanted: Wanted) -> bool:
    """Whether two events have the same sides."""
    straight = is_side(made.actor, wanted.source) and is_side(made.recipient, wanted.target)
    crossed = is_side(made.actor, wanted.target) and is_side(made.recipient, wanted.source)
    return straight or (made.mutual and crossed)


def compare(row: Row, made: Sequence[Made], counts: Counts) -> None:
    """Count one sentence's events, sides and type together."""
    statements = [w for w in row.wanted if not w.types]
    asked = [w for w in row.wanted if w.types]
    for m in made:
        right = any(m.types & w.types and same_sides(m, w) for w in asked)
        if right or not any(same_sides(m, w) for w in statements):
            counts.made += 1
            counts.made_right += right
    counts.wanted += len(asked)
    counts.wanted_right += sum(any(m.types & w.types and same_sides(m, w) for m in made) for w in asked)


def compare_types(row: Row, made: Sequence[Made], counts: Counts) -> None:
    """Count one sentence's types, each once, whoever takes part."""
    asked = {w.types for w in row.wanted if w.types}
    kinds = {m.types for m in made}
    if any(not w.types for w in row.wanted) and not asked:
        return
    counts.made += len(kinds)
    counts.made_right += sum(any(k & a for a in asked) for k in kinds)
    counts.wanted += len(asked)
    counts.wanted_right += sum(any(k & a for k in kinds) for a in asked)


def coded(rows: Sequence[Row]) -> Iterator[tuple[Row, list[Made]]]:
    """Each sentence with our events."""
    made = {int(a.name): made_of(claims) for a, claims in event_claims(r.text for r in rows)}
    for number, row in enumerate(rows):
        yield row, made.get(number, [])


def sets(data: Path) -> dict[str, list[Row]]:
    """Both sets by name."""
    checked = list(validation(data))
    return {"validation": checked, "unit": list(unit(data, _countries(data)))}


def _countries(data: Path) -> frozenset[str]:
    """Codes of existing countries: those of the validation set and of NGEC's actor tests."""
    found = {w for row in validation(data) for e in row.wanted for w in (e.source, e.target)}
    for row in _lines(data / "events/ngec_actor_tests.jsonl"):
        value = row["expect"].get("country") or row["expect"].get("cc")
        found |= {v for v in (value if isinstance(value, list) else [value]) if v}
    return frozenset(found | {code for code, _ in INVENTED.values()})


_ANCHORS = {
    ("validation", "P"): (81.0, "PETRARCH2"), ("validation", "R"): (78.0, "PETRARCH2"),
    ("unit", "P"): (89.0, "PETRARCH-1"), ("unit", "R"): (65.0, "PETRARCH-1"),
}  # fmt: skip


def measure(data: Path) -> Iterable[Score]:
    """Precision and recall of events with their sides, and of types alone, on both sets."""
    sha = digest(data / "events/petr2_gsr.jsonl", data / "events/petr_unit.jsonl")
    for name, rows in sets(data).items():
        events, types = Counts(), Counts()
        for row, made in coded(rows):
            compare_types(row, made, types)
            if row.sides:
                compare(row, made, events)
        for what, counts in (("events", events), ("types alone", types)):
            for letter, value in (("P", counts.precision), ("R", counts.recall)):
                anchor, whose = _ANCHORS[name, letter] if what == "events" else (None, "")
                n = counts.made if letter == "P" else counts.wanted
                yield Score(
                    name=f"{name}, {what}, {letter} ({n})",
                    value=value,
                    unit="%",
                    anchor=anchor,
                    anchor_of=whose,
                    data_sha256=sha,
                )


def main() -> None:
    """Print the figures, and the sentences in which something is wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", nargs="?", default="", help="folder of the corpora")
    parser.add_argument("--wrong", choices=("", "validation", "unit"), default="")
    args = parser.parse_args()
    for name, rows in sets(data_folder(args.data)).items():
        events, types = Counts(), Counts()
        for row, made in coded(rows):
            before = (events.made_right, events.wanted_right, events.made, events.wanted)
            compare_types(row, made, types)
            if row.sides:
                compare(row, made, events)
            gained = events.made_right - before[0], events.wanted_right - before[1]
            wrong = row.sides and gained != (events.made - before[2], events.wanted - before[3])
            if args.wrong == name and wrong:
                print(f"{row.name} | {row.text}")
                print("   wanted", [(*sorted(w.types), w.source, w.target) for w in row.wanted])
                print("   made", [(*sorted(m.types), m.actor, m.recipient) for m in made])
        for what, counts in (("events", events), ("types alone", types)):
            print(
                f"{name:12s} {what:12s} P {counts.precision:5.1f} of {counts.made:4d}  "
                f"R {counts.recall:5.1f} of {counts.wanted:4d}"
            )


if __name__ == "__main__":
    main()
