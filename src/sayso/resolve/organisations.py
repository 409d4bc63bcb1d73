"""Named bodies: alliances, ministries by their seats, armed groups, parties, outlets, companies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from sayso.classes import dataclass
from sayso.errors import GazetteerError, cut
from sayso.records import ActorKind
from sayso.resolve.lexicon import Lexicon, Word, read_table
from sayso.resolve.names import key, slug
from sayso.resolve.roles import sectors_of

__all__ = ["INTERNATIONAL", "Organisation", "Organisations", "day_of", "pick"]

_COLUMNS = ("name", "aliases", "country", "kind", "sectors", "from", "to")

#: PLOVER's codes for actors that belong to no one country.
INTERNATIONAL = {
    "UNO": "United Nations",
    "EUR": "European Union",
    "IGO": "intergovernmental body",
    "NGO": "non-governmental organisation",
    "ISM": "international movement",
    "IMG": "transnational armed group",
    "MNC": "multinational company",
}


@dataclass(frozen=True, slots=True)
class Organisation:
    """One row: a body as it was between two days (open where None)."""

    org_id: str
    name: str
    country: str | None
    kind: ActorKind
    sectors: tuple[str, ...]
    begins: date | None
    ends: date | None

    def holds(self, on: date | None) -> bool:
        """Whether the row speaks of that day; without a day, whether it still does."""
        if on is None:
            return self.ends is None
        return (self.begins is None or self.begins <= on) and (self.ends is None or on <= self.ends)


@cache
def day_of(cell: str, item: str, *, last: bool = False) -> date | None:
    """The day in a cell, None where it is empty; a year alone is its first day, or its ``last``.

    Raises:
        GazetteerError: it is no ISO date.
    """
    if not cell:
        return None
    try:
        return date.fromisoformat(cell + ("-12-31" if last else "-01-01") if len(cell) == 4 else cell)
    except ValueError as error:
        raise GazetteerError(
            f"an actor table has the date {cut(cell)}; expected YYYY-MM-DD", item=item, hint="reinstall sayso"
        ) from error


class Organisations:
    """Looks organisations up by name. Acronyms are found only as they are written: "WHO", not "who"."""

    def __init__(self, folder: Path | None = None) -> None:
        self._names: Lexicon[Organisation] = Lexicon()
        self._written: dict[str, set[str]] = {}
        item = "organisations.tsv"
        for name, aliases, country, kind, sectors, begins, ends in read_table(item, _COLUMNS, folder):
            # A metonym of a whole government ("the Kremlin") is that government under another name.
            org_id = f"gov:{country}" if kind == ActorKind.GOVERNMENT else f"org:{slug(name)}"
            if kind == ActorKind.GROUP:
                org_id = f"grp:{slug(name)}"
            row = Organisation(
                org_id=org_id,
                name=name,
                country=country or None,
                kind=ActorKind(kind),
                sectors=sectors_of(sectors, item),
                begins=day_of(begins, item),
                ends=day_of(ends, item, last=True),
            )
            for alias in (name, *filter(None, aliases.split("|"))):
                folded = key(alias)
                self._names.add(folded, row)
                self._written.setdefault(folded, set()).add(alias)

    def whole(self, words: Sequence[Word]) -> Sequence[Organisation]:
        """Organisations that all the words name."""
        return self._seen(self._names.whole(words), words)

    def ending(self, words: Sequence[Word], end: int) -> tuple[Sequence[Organisation], int]:
        """Organisations of the longest run of words that ends before ``end``, and where it begins."""
        found, start = self._names.ending(words, end)
        seen = self._seen(found, words[start:end])
        return (seen, start) if seen else ((), end)

    def at(self, words: Sequence[Word], start: int) -> tuple[Sequence[Organisation], int]:
        """Organisations of the longest run of words that begins at ``start``, and where it ends."""
        found, end = self._names.at(words, start)
        seen = self._seen(found, words[start:end])
        return (seen, end) if seen else ((), start)

    def by_key(self, folded: str) -> Sequence[Organisation]:
        """Organisations of a folded name, however it is written."""
        return self._names.get(folded)

    def _seen(self, found: Sequence[Organisation], words: Sequence[Word]) -> Sequence[Organisation]:
        """The found ones, if the words are written like a name."""
        if not found:
            return ()
        last = words[-1]
        folded = " ".join(w.key for w in words)
        if folded not in self._written:
            folded = " ".join([*(w.key for w in words[:-1]), last.stem])
        forms = self._written.get(folded, set())
        if len(folded) <= 5 and all(form.isupper() for form in forms):
            # "who", "us", "aids", "ice": an acronym must be one in the text.
            return found if words[0].text[:2].isupper() else ()
        # A name that is itself written small ("anti-balaka") is found so too.
        return found if any(w.capital for w in words) or " ".join(w.text for w in words) in forms else ()


def pick(
    found: Sequence[Organisation], on: date | None, near: Sequence[str]
) -> tuple[Organisation | None, float]:
    """The likeliest of several bodies of one name, and how sure that is."""
    if not found:
        return None, 0.0
    bodies = {row.org_id for row in found}

    def rank(row: Organisation) -> tuple[bool, int, bool]:
        place = near.index(row.country) if row.country in near else len(near)
        return (not row.holds(on), place, row.begins is not None and on is None)

    best = min(found, key=rank)
    if len(bodies) == 1:
        return best, 0.95
    return best, 0.85 if best.country in near else 0.6
