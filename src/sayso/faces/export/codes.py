"""Codes of other data sets for what a claim says: countries, CAMEO, Goldstein, quad classes. Tables of facts.

Sources: Correlates of War state list (v2016); FIPS 10-4, as GDELT goes on using it; GDELT's look-up tables
`CAMEO.country` (ISO 3166 alpha-3 but for Romania and Timor-Leste) and `CAMEO.goldsteinscale`; CAMEO codebook
1.1b3; `CAMEO2PLOVER-2021` of the Open Event Data Alliance for which CAMEO code goes with which PLOVER mode.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from sayso.classes import dataclass
from sayso.records import Claim, Event, EventCode, Status

__all__ = [
    "BODIES",
    "CAMEO_SECTORS",
    "Country",
    "cameo_of",
    "countries",
    "day_of",
    "geonames_id",
    "goldstein",
    "plover_quad",
    "plover_type",
    "quad_class",
    "told_as_done",
]

_TABLES = Path(__file__).with_name("tables")

#: PLOVER's codes for bodies of no country; CAMEO has them as types of actors.
BODIES = frozenset({"IGO", "NGO", "ISM", "IMG", "MNC"})
#: CAMEO's role codes for PLOVER's sectors; those that CAMEO has no word for are left out.
CAMEO_SECTORS = {
    "GOV": "GOV", "MIL": "MIL", "REB": "REB", "OPP": "OPP", "COP": "COP", "JUD": "JUD", "SPY": "SPY",
    "UAF": "UAF", "PRM": "UAF", "AGR": "AGR", "BUS": "BUS", "CRM": "CRM", "CVL": "CVL", "SOC": "CVL",
    "EDU": "EDU", "ELI": "ELI", "LAB": "LAB", "LEG": "LEG", "JRN": "MED", "MED": "HLH", "REF": "REF",
}  # fmt: skip

_QUADS = {
    "VERBAL COOPERATION": ("AGREE", "CONSULT", "SUPPORT", "CONCEDE"),
    "MATERIAL COOPERATION": ("COOPERATE", "AID", "RETREAT"),
    "VERBAL CONFLICT": ("REQUEST", "ACCUSE", "REJECT", "THREATEN"),
    "MATERIAL CONFLICT": ("PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT"),
}
_QUAD_OF = {type_: quad for quad, types in _QUADS.items() for type_ in types}

#: What data sets without a status take as done. The others are told as done only in PLOVER's reduced reading.
_DONE = frozenset({Status.HAPPENED, Status.ONGOING, Status.ATTEMPTED, Status.UNKNOWN})


@dataclass(frozen=True, slots=True, kw_only=True)
class Country:
    """Codes of one country; ``cow`` is empty for one that is no state in Correlates of War."""

    iso2: str
    name: str
    cow: str
    fips: str
    cameo: str


def _rows(name: str) -> Iterator[list[str]]:
    lines = (_TABLES / name).read_text(encoding="utf-8").splitlines()
    yield from (line.split("\t") for line in lines[1:])


@cache
def countries() -> Mapping[str, Country]:
    """Countries by ISO 3166 alpha-3."""
    return {
        iso3: Country(iso2=iso2, name=name, cow=cow, fips=fips, cameo=cameo)
        for iso3, iso2, name, cow, fips, cameo in _rows("countries.tsv")
    }


@cache
def _cameo() -> Mapping[tuple[str, str, str], str]:
    return {(type_, mode, context): code for type_, mode, context, code in _rows("cameo.tsv")}


@cache
def _goldstein() -> Mapping[str, float]:
    return {code: float(value) for code, value in _rows("goldstein.tsv")}


def told_as_done(claim: Claim) -> bool:
    """Whether a data set that has no status can tell a claim without saying what it does not say.

    A plan or a threat counts where PLOVER's reduced reading makes another act of it; figures and denials
    never do.
    """
    if claim.event is None or claim.status is Status.NEGATED:
        return False
    return claim.status in _DONE or claim.event.plover_reduced is not None


def day_of(event: Event) -> date | None:
    """The first day of an event; where none is told the first day it was published, as there.

    None where neither is known, or is of no calendar that their readers have.
    """
    time = event.lead.time
    for day in (time.earliest if time else None, event.first_published):
        try:
            if day is not None:
                return date.fromisoformat(day[:10])
        except ValueError:
            continue
    return None


def plover_type(code: EventCode) -> str:
    """The type in PLOVER's reduced reading: a planned CONSULT is AGREE."""
    return code.plover_reduced or code.type


def plover_quad(type_: str) -> str:
    """PLOVER's quad category of a type, as POLECAT writes it; empty for a type it has not."""
    return _QUAD_OF.get(type_, "")


def cameo_of(code: EventCode) -> str:
    """The CAMEO code of an event, the finest that type, mode and contexts tell.

    The first context for which there is a code counts. Empty for a type that PLOVER has not.
    """
    known = _cameo()
    if code.plover_reduced and (code.plover_reduced != code.type):
        return known.get((f"{code.type}>{code.plover_reduced}", "", ""), "") or cameo_of(
            EventCode(type=code.plover_reduced, contexts=code.contexts)
        )
    for mode in (code.mode, "") if code.mode else ("",):
        for context in (*code.contexts, ""):
            found = known.get((code.type, mode or "", context))
            if found is not None:
                return found
    return ""


def goldstein(cameo: str) -> float | None:
    """The Goldstein value of a CAMEO code, or of the nearest one above it."""
    values = _goldstein()
    return next((values[cameo[:n]] for n in range(len(cameo), 1, -1) if cameo[:n] in values), None)


def quad_class(cameo: str) -> int | None:
    """GDELT's QuadClass of a CAMEO code: 1 and 2 cooperation, 3 and 4 conflict, verbal before material."""
    root = int(cameo[:2]) if cameo[:2].isdigit() else 0
    if not 1 <= root <= 20:
        return None
    return 1 if root <= 5 else 2 if root <= 8 else 3 if root <= 13 else 4


def geonames_id(place_id: str | None) -> str:
    """GeoNames' id of a place; empty where it has none."""
    kind, _, number = (place_id or "").partition(":")
    return number if kind == "geo" and number.isdigit() else ""
