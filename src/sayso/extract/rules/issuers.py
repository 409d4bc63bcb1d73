"""Who issues rules, and whom a rule of theirs binds."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

__all__ = ["bound_by", "issuer_of", "members_on"]

#: Members of the European Union with the day they joined; ISO 3166 alpha-3. The United Kingdom kept the
#: Union's rules to the end of 2020.
_JOINED = {
    date(1958, 1, 1): "BEL DEU FRA ITA LUX NLD",
    date(1973, 1, 1): "DNK GBR IRL",
    date(1981, 1, 1): "GRC",
    date(1986, 1, 1): "ESP PRT",
    date(1995, 1, 1): "AUT FIN SWE",
    date(2004, 5, 1): "CYP CZE EST HUN LVA LTU MLT POL SVK SVN",
    date(2007, 1, 1): "BGR ROU",
    date(2013, 7, 1): "HRV",
}
_LEFT = {"GBR": date(2020, 12, 31)}
_OTHERS = {"US": "USA", "UK": "GBR"}
_ISSUERS = {"EUR": "EU", "USA": "US", "GBR": "UK"}


def members_on(day: date) -> frozenset[str]:
    """Countries under the European Union's law on a day, with the Union's own code."""
    found = {c for joined, codes in _JOINED.items() if joined <= day for c in codes.split()}
    return frozenset(c for c in found if c not in _LEFT or day < _LEFT[c]) | {"EUR"}


def bound_by(binds: Sequence[str], countries: Iterable[str | None], day: date | None) -> bool:
    """Whether one of the countries is under the law of one of those that a rule binds; anybody if none."""
    if not binds:
        return True
    known: set[str] = set()
    for name in binds:
        if name == "EU":
            known |= members_on(day or date.max)
        else:
            known.add(_OTHERS.get(name, name))
    return any(c in known for c in countries)


def issuer_of(name: str, country: str | None) -> str | None:
    """The issuer that somebody is: "UN" for the Security Council, "EU", "US", "UK"; None otherwise."""
    if country == "UNO":
        return "UN" if name in ("UN Security Council", "United Nations") else None
    return _ISSUERS.get(country or "")
