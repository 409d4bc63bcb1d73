"""Names of agencies and outlets: which agency words name, and the one name each is known by."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from sayso.classes import dataclass
from sayso.link.kept import remembered

__all__ = [
    "UNNAMED_WIRE",
    "Agency",
    "Named",
    "agencies",
    "agencies_of",
    "agency_at",
    "agency_of",
    "named_in",
    "outlet_name",
    "outlet_nouns",
]

_DATA = Path(__file__).with_name("data")
#: The name of a wire that a report does not name: "with agency inputs", "wire reports".
UNNAMED_WIRE = "wire services"
_UNNAMED = re.compile(
    r"(?:staff and |from |news )?(?:wires?|wire (?:reports?|services?|staff)|news ?wires|(?:news "
    r"|press )?agencies"
    r"|agency (?:reports?|inputs?|feeds?)|news agency|syndicated feed)",
    re.IGNORECASE,
)
_PARTS = re.compile(r"(?<!\s)\s*(?:[,;&+|]|(?<!RFE)/|\band\b|\bwith\b|\s[-–—]\s)\s*")
#: What may stand beside the name of an agency in a list of those whose report it is.
_STAFF = re.compile(
    r"\b(?:news(?: agency| service| desk)?|staff|writers?|reporters?|correspondents?|journalists?"
    r"|newswires?|wire"
    r"|reports?|agency|bureau|exclusive|english|international)\.?$",
    re.IGNORECASE,
)
_WORD = re.compile(r"(?<![\w'’])[^\W\d_]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """One news agency; what the fields mean is told in `data/agencies.toml`."""

    name: str
    country: str
    full: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """Where a text names an agency or outlet: half-open range, the one name, whether it is an agency."""

    start: int
    end: int
    name: str
    agency: bool
    sure: bool = True


@cache
def agencies() -> tuple[Agency, ...]:
    """The agencies known, as in `data/agencies.toml`."""
    rows = tomllib.loads((_DATA / "agencies.toml").read_text(encoding="utf-8"))["agency"]
    lists = ("full", "short", "weak", "hosts", "heads")
    return tuple(
        Agency(name=r["name"], country=r["country"], **{k: tuple(r.get(k, ())) for k in lists}) for r in rows
    )


@cache
def _outlets() -> dict[str, str]:
    """The one name of every outlet listed, by each of its names."""
    same = tomllib.loads((_DATA / "outlets.toml").read_text(encoding="utf-8"))["same"]
    return {alias: name for name, others in same.items() for alias in (name, *others)}


@cache
def outlet_nouns() -> tuple[frozenset[str], tuple[str, ...], frozenset[str]]:
    """Last words of outlets' names, nouns for kinds of outlets, and names that are no outlet's."""
    tables = tomllib.loads((_DATA / "outlets.toml").read_text(encoding="utf-8"))
    return frozenset(tables["nouns"].split()), tuple(tables["kinds"]), frozenset(tables["never"])


@cache
def _by_name() -> tuple[dict[str, Agency], dict[str, Agency], dict[str, Agency]]:
    """Agencies by full name (case folded), by short name, by weak name."""
    full = {n.casefold(): a for a in agencies() for n in a.full}
    short = {v: a for a in agencies() for n in a.short for v in (n, n.upper() if len(n) > 3 else n)}
    weak = {n: a for a in agencies() for n in a.weak}
    return full, short, weak


@remembered
def agency_of(words: str, *, weak: bool = True, loose: bool = False) -> Agency | None:
    """The agency that these words, and nothing else, name.

    ``weak`` also reads initials with other meanings; ``loose`` reads any name in any case, as in a field
    that holds nothing but a name.
    """
    plain = " ".join(words.replace("’", "'").strip(" \t.,;:-–—()[]/|*_\"'").split())
    plain = re.sub(r"(?i)^the ", "", plain)
    full, short, initials = _by_name()
    found = full.get(plain.casefold()) or short.get(plain) or (initials.get(plain) if weak else None)
    if found is None and loose:
        found = _folded().get(plain.casefold())
    if found is None and _STAFF.search(plain) and plain.count(" ") < 4:
        shorter = _STAFF.sub("", plain).strip()
        return agency_of(shorter, weak=weak, loose=loose) if shorter and shorter != plain else None
    return found


@cache
def _folded() -> dict[str, Agency]:
    return {n.casefold(): a for a in agencies() for n in (*a.weak, *a.short, a.name)}


@remembered
def agencies_of(words: str, *, weak: bool = True, loose: bool = False) -> tuple[tuple[str, ...], bool]:
    """The agencies that a list of names holds ("AP, Reuters"), and whether it holds nothing else."""
    whole = agency_of(words, weak=weak, loose=loose)
    if whole is not None:
        return (whole.name,), True
    if _UNNAMED.fullmatch(words.strip(" .,;:-–—()[]/|*_")):
        return (UNNAMED_WIRE,), True
    found: list[str] = []
    pure = True
    joined = re.fullmatch(r"\W*([A-Za-z]{2,8})-([A-Za-z]{2,8})\W*", words)
    for part in joined.groups() if joined else _PARTS.split(words):
        if not part.strip(" ."):
            continue
        agency = agency_of(part, weak=weak, loose=loose)
        if agency is not None:
            found.append(agency.name)
        elif _UNNAMED.fullmatch(part.strip(" .")):
            found.append(UNNAMED_WIRE)
        else:
            pure = False
    return tuple(dict.fromkeys(found)), pure and bool(found)


@cache
def _by_host() -> dict[str, Agency]:
    return {h: a for a in agencies() for h in a.hosts}


def agency_at(host: str) -> Agency | None:
    """The agency whose pages or addresses are at a host ("www.apnews.com")."""
    labels = host.lower().rstrip(".").split(".")
    for at in range(len(labels) - 1):
        found = _by_host().get(".".join(labels[at:]))
        if found is not None:
            return found
    return None


@remembered
def outlet_name(words: str) -> str:
    """The one name under which an agency or outlet is known; unknown ones lose article and clutter only."""
    plain = " ".join(words.replace("’", "'").strip(" \t.,;:-–—()[]/|*_\"'“”‘").split())
    agency = agency_of(plain, loose=False)
    if agency is not None:
        return agency.name
    known = _outlets()
    bare = re.sub(r"(?i)^(?:the|a|an) ", "", plain)
    bare = re.sub(r"'s?$", "", bare)
    for name in (plain, bare, f"The {bare}"):
        if name in known:
            return known[name]
    return known.get(bare.upper(), known.get(bare.title(), bare)) if bare.isupper() else bare


@cache
def _starts() -> dict[str, tuple[tuple[str, str, bool, bool], ...]]:
    """Names to look for in running text, by their first letter: alias, one name, agency, sure."""
    rows: dict[str, list[tuple[str, str, bool, bool]]] = {}
    for agency in agencies():
        short = {v for n in agency.short for v in (n, n.upper() if len(n) > 3 else n)}
        for alias, sure in (*((n, True) for n in (*agency.full, *short)), *((n, False) for n in agency.weak)):
            rows.setdefault(alias.split()[0], []).append((alias, agency.name, True, sure))
    for alias, name in _outlets().items():
        first = alias.split()[0]
        rows.setdefault(first, []).append((alias, name, False, alias not in _PLAIN))
    return {k: tuple(sorted(v, key=lambda r: -len(r[0]))) for k, v in rows.items()}


#: Outlets whose bare names have other meanings: a company, a place, a word.
_PLAIN = frozenset(
    "Time Fortune Stuff Dawn Sabah Tempo Vice Variety Kan NOS FT ABC SBS ARD ERR RT Reforma Vox RBC".split()
)
#: Names begin with a capital, these two apart.
_FIRST = re.compile(r"(?<![\w'’])(?:[A-ZÀ-ÞČİ]|dpa\b|ynet\b)[\w.'’-]*")


def named_in(text: str, start: int = 0, end: int | None = None) -> Iterator[Named]:
    """Agencies and listed outlets that a stretch of text names, in order; the longest name wins.

    Cost:
        One look-up for each word that begins like a name.
    """
    stop = len(text) if end is None else end
    at = start
    table = _starts()
    for found in _FIRST.finditer(text, start, stop):
        if found.start() < at:
            continue
        word = found.group()
        rows = table.get(word, ())
        if not rows and not word.isalpha():
            rows = next((table[h] for h in _heads(word.replace("’", "'")) if h in table), ())
        for alias, name, agency, sure in rows:
            last = found.start() + len(alias)
            if last <= stop and text[found.start() : last].replace("’", "'") == alias and _ends(text, last):
                yield Named(start=found.start(), end=last, name=name, agency=agency, sure=sure)
                at = last
                break


def _heads(word: str) -> tuple[str, ...]:
    """What of a word may begin a name: without a stop, a genitive, a second half."""
    return (word, word.rstrip("."), word.removesuffix("'s"), *(word.partition(mark)[0] for mark in "-."))


def _ends(text: str, at: int) -> bool:
    return at >= len(text) or not (text[at].isalnum() or text[at] == "_")
