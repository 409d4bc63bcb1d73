"""Units of measure and currencies as news writes them, with their UCUM and ISO 4217 codes."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from sayso.classes import dataclass
from sayso.extract.quantity import lists
from sayso.lang.plurals import singular

__all__ = [
    "Currency",
    "Unit",
    "currency_after",
    "currency_before",
    "currency_names",
    "hundredth_after",
    "is_sign",
    "is_unit",
    "unit_at",
]

_DATA = Path(__file__).parents[1] / "data"
#: Words of the longest name that is looked for.
_LONGEST = 4
#: Names of currencies that several countries share, by country.
_BY_COUNTRY = lists.pairs("currencies")
#: Signs that several countries share, and the name they stand for.
_SIGN_OF = lists.table("units.sign_of")
#: Hundredths of a currency, by their words and country; "*" where no country of the report has it.
_HUNDREDTHS = lists.pairs("hundredths")
#: Names and signs that several currencies bear.
_SHARED_NAMES, _SHARED_SIGNS = lists.words("units.shared_names"), lists.words("units.shared_signs")
#: Codes that are words or names themselves: "COP29".
_WORDS = lists.words("units.words")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit: its plain name, UCUM code and dimension."""

    name: str
    code: str
    dimension: str


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency: ISO 4217 code and plain name; ``assumed`` where the words do not say whose it is."""

    code: str
    name: str
    assumed: bool = False


def _rows(name: str) -> Iterator[dict[str, str]]:
    """Rows of a table of `data`, comments left out."""
    with (_DATA / name).open(encoding="utf-8", newline="") as lines:
        text = (line for line in lines if not line.startswith("#"))
        yield from csv.DictReader(text, delimiter="\t", quoting=csv.QUOTE_NONE)


@cache
def _units() -> tuple[Mapping[tuple[str, ...], Unit], Mapping[str, Unit]]:
    """Units by their words in lower case, and those whose letter case counts by their letters."""
    spoken: dict[tuple[str, ...], Unit] = {}
    cased: dict[str, Unit] = {}
    for row in _rows("units.tsv"):
        unit = Unit(row["name"], row["ucum"], row["dimension"])
        for written in row["written"].split("|"):
            if written.startswith("="):
                cased.setdefault(written[1:], unit)
            else:
                spoken.setdefault(tuple(written.replace("-", " - ").split()), unit)
    return spoken, cased


def is_unit(text: str) -> bool:
    """Whether letters glued to digits are a unit."""
    spoken, cased = _units()
    return text in cased or (text.lower(),) in spoken


def unit_at(words: Sequence[str], at: int) -> tuple[Unit, int] | None:
    """The longest unit that begins at a word, and where it ends."""
    spoken, cased = _units()
    low = [w.lower() for w in words[at : at + _LONGEST]]
    for n in range(len(low), 0, -1):
        if n == 1 and words[at] in cased:
            return cased[words[at]], at + 1
        found = spoken.get(tuple(low[:n]))
        if found is not None:
            return found, at + n
    return None


@cache
def _currencies() -> tuple[Mapping[str, Currency], Mapping[tuple[str, ...], Currency]]:
    """Currencies by sign or code, and by their words."""
    signs: dict[str, Currency] = {}
    words: dict[tuple[str, ...], Currency] = {}
    for row in _rows("currencies.tsv"):
        sure = Currency(row["code"], row["name"])
        for sign in row["signs"].split():
            signs.setdefault(sign, Currency(row["code"], row["name"], assumed=sign in _SHARED_SIGNS))
        for written in row["words"].split("|"):
            kept = Currency(row["code"], row["name"], assumed=True) if written in _SHARED_NAMES else sure
            for name in (written, _plural(written), f"{written}s"):
                words.setdefault(tuple(name.split()), kept)
    return signs, words


def _plural(words: str) -> str:
    """A name's plural: "pennies", "swiss francs"; one in s is its own."""
    last = words.rsplit(maxsplit=1)[-1]
    if last.endswith("y") and last[-2:-1] not in "aeiou":
        return words[:-1] + "ies"
    return words if last.endswith("s") else words + "s"


@cache
def currency_names() -> Mapping[str, str]:
    """Plain names of currencies by ISO 4217 code."""
    return {row["code"]: row["name"] for row in _rows("currencies.tsv")}


def is_sign(text: str, *, sure: bool = False) -> bool:
    """Whether letters or a sign before digits are a currency's; one letter is only where it is ``sure``."""
    if text not in _currencies()[0]:
        return False
    return sure if len(text) == 1 and text.isalpha() else text not in _WORDS


def currency_before(
    words: Sequence[str], at: int, countries: Sequence[str] = ()
) -> tuple[Currency, int] | None:
    """The currency whose sign ends right before word ``at``, and where the sign begins.

    A sign that several countries share ("Rs") is that of the first of ``countries`` that has it.

    >>> currency_before("cost US $ 40".split(), 3)[1]
    1
    """
    signs, _ = _currencies()
    older = words[at - 2] if at >= 2 else ""
    last = words[at - 1] if at >= 1 else ""
    if older == "$" and f"${last}" in signs:
        return signs[f"${last}"], at - 2
    if older and last in ("$", "£") and older + last in signs:
        return signs[older + last], at - 2
    if last in _SIGN_OF:
        codes = _BY_COUNTRY[_SIGN_OF[last]]
        own = next((codes[c] for c in countries if c in codes), "")
        if own:
            return Currency(own, currency_names()[own], assumed=True), at - 1
    letter = len(last) == 1 and last.isalpha() and last != "R"
    return (signs[last], at - 1) if last in signs and not letter else None


def hundredth_after(words: Sequence[str], at: int, countries: Sequence[str] = ()) -> Currency | None:
    """The currency that a word tells hundredths of: "11 cents", "8 pence"; None where it tells none.

    >>> hundredth_after(["pence"], 0)
    Currency(code='GBP', name='pound sterling', assumed=True)
    """
    codes = _HUNDREDTHS.get(singular(words[at].lower())) if at < len(words) else None
    if codes is None:
        return None
    code = next((codes[c] for c in countries if c in codes), codes["*"])
    return Currency(code, currency_names()[code], assumed=True)


def currency_after(
    words: Sequence[str], at: int, countries: Sequence[str] = ()
) -> tuple[Currency, int] | None:
    """The currency whose name or code begins at a word, and where it ends.

    A name that several countries share ("peso", "dinar") is that of the first of ``countries`` (ISO 3166
    alpha-3) that has one of that name; of none it stays without a code.
    """
    signs, names = _currencies()
    low = tuple(w.lower() for w in words[at : at + _LONGEST])
    if not low:
        return None
    for n in range(len(low), 1, -1):
        if low[:n] in names:
            return names[low[:n]], at + n
    found, shared = names.get(low[:1]), low[0].removesuffix("s")
    if shared in _BY_COUNTRY:
        codes = _BY_COUNTRY[shared]
        own = next((codes[c] for c in countries if c in codes), "")
        if own or found is None:
            return Currency(own, shared, assumed=True), at + 1
    if found is not None:
        return found, at + 1
    written = words[at]
    coded = written in signs and (not written.isalpha() or (len(written) == 3 and written.isupper()))
    return (signs[written], at + 1) if coded else None
