"""Country names, peoples' names and capitals, as they stand in phrases."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sayso.classes import dataclass
from sayso.resolve.lexicon import Lexicon, Word, joined, read_table
from sayso.resolve.names import key

__all__ = ["Countries", "Country"]

_COLUMNS = ("iso3", "iso2", "name", "capital", "demonyms", "aliases")

#: Other words for a country's seat of government that news uses like the capital's name.
_SEATS = {
    "kiev": "UKR", "kyiv": "UKR", "peking": "CHN", "saigon": "VNM", "rangoon": "MMR", "yangon": "MMR",
    "dar es salaam": "TZA", "abidjan": "CIV", "tel aviv": "ISR", "bonn": "DEU", "delhi": "IND",
    "washington dc": "USA", "n djamena": "TCD", "nur sultan": "KAZ", "naypyitaw": "MMR", "nay pyi taw": "MMR",
    "sana a": "YEM", "islamabad": "PAK", "gaza city": "PSE", "prishtina": "KOS", "prishtine": "KOS",
    "the hague": "NLD", "la paz": "BOL", "cotonou": "BEN", "lagos": "NGA", "astana": "KAZ", "nursultan": "KAZ",
    "colombo": "LKA", "ulan bator": "MNG", "ulaanbaatar": "MNG", "kishinev": "MDA", "yaounde": "CMR",
    "santafe de bogota": "COL", "bogota d c": "COL", "washington d c": "USA", "pretoria": "ZAF", "tripoli": "LBY",
    "ramallah": "PSE", "taipei": "TWN", "djouba": "SSD", "gitega": "BDI", "bujumbura": "BDI", "lobamba": "SWZ",
    "dili": "TLS", "asmera": "ERI", "addis": "ETH", "addis abeba": "ETH", "tananarive": "MDG", "lourenco marques": "MOZ",
    "leopoldville": "COD", "salisbury": "ZWE", "beirout": "LBN", "teheran": "IRN", "bucuresti": "ROU",
    "mexico city": "MEX", "ciudad de mexico": "MEX", "kabol": "AFG", "damas": "SYR", "alger": "DZA",
}  # fmt: skip


#: Seats of government of what few states recognise, and the state PLOVER counts it to.
_BREAKAWAY_SEATS = {
    "hargeisa": "SOM", "hargeysa": "SOM", "sukhumi": "GEO", "sokhumi": "GEO", "tskhinvali": "GEO", "tskhinval": "GEO",
    "tiraspol": "MDA", "stepanakert": "AZE", "xankendi": "AZE", "north nicosia": "CYP", "lefkosa": "CYP",
    "tifariti": "MAR",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Country:
    """A country and the adjective that goes with it."""

    iso3: str
    name: str
    adjective: str


class Countries:
    """Looks countries up by name, demonym and capital. Case counts: "US" is one, "us" is not."""

    def __init__(self, folder: Path | None = None) -> None:
        self.by_code: dict[str, Country] = {}
        self._names: Lexicon[str] = Lexicon()
        self._peoples: Lexicon[str] = Lexicon()
        self._both: Lexicon[str] = Lexicon()
        self._capitals: dict[str, str] = {}
        for iso3, _, name, capital, demonyms, aliases in read_table("countries.tsv", _COLUMNS, folder):
            adjective = demonyms.split("|")[0] or name
            self.by_code[iso3] = Country(iso3, name, "U.S." if iso3 == "USA" else adjective)
            for alias in (name, *aliases.split("|")):
                self._names.add(key(alias), iso3)
                self._both.add(key(alias), iso3)
            for demonym in demonyms.split("|"):
                self._peoples.add(key(demonym), iso3)
                self._both.add(key(demonym), iso3)
            if capital:
                self._capitals.setdefault(key(capital), iso3)
        self._capitals.update(_SEATS)

    def named(self, words: Sequence[Word], near: Sequence[str]) -> Country | None:
        """The country whose name all the words are."""
        return self._choose(self._names.whole(words), words, near)

    def people(self, words: Sequence[Word], near: Sequence[str]) -> Country | None:
        """The country whose people or adjective all the words are."""
        return self._choose(self._peoples.whole(words), words, near)

    def capital(self, words: Sequence[Word]) -> Country | None:
        """The country whose seat of government all the words name."""
        iso3 = self._capitals.get(joined(words))
        return self.by_code[iso3] if iso3 and words[0].capital else None

    def breakaway(self, words: Sequence[Word]) -> Country | None:
        """The country from which the entity broke away whose seat all the words name."""
        iso3 = _BREAKAWAY_SEATS.get(joined(words))
        return self.by_code[iso3] if iso3 and words[0].capital else None

    def at(self, words: Sequence[Word], start: int, near: Sequence[str]) -> tuple[Country | None, int]:
        """The country of the longest name or demonym that begins at ``start``, and where it ends."""
        codes, end = self._both.at(words, start)
        found = self._choose(codes, words[start:end], near)
        return (found, end) if found else (None, start)

    def _choose(self, codes: Sequence[str], words: Sequence[Word], near: Sequence[str]) -> Country | None:
        if not codes or not _is_name(words):
            return None
        for iso3 in near:
            if iso3 in codes:
                return self.by_code[iso3]
        # "Congolese", "Korean", "Guinean": the commoner country comes first in the table or in its row.
        return self.by_code[codes[0]]


def _is_name(words: Sequence[Word]) -> bool:
    """Capitalised, and short names wholly so: "Chad" and "US", but neither "chad" nor "Us" nor "car"."""
    text = words[-1].text
    if len(words) == 1 and len(words[0].stem) <= 3:
        letters = [c for c in text.removesuffix("'s").removesuffix("’s") if c.isalpha()]
        return all(c.isupper() for c in letters) or words[0].stem == "lao"
    return text[:1].isupper() or words[0].text[:1].isupper()
