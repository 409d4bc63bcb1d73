"""Actor phrases to who they name: dated tables of people and bodies, and a small phrase grammar."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from sayso.classes import dataclass, replace
from sayso.records import ActorKind, ActorMatch, Office, PlaceKind, Span
from sayso.resolve.countries import Countries
from sayso.resolve.descriptions import Descriptions, Ground, Title
from sayso.resolve.lexicon import Word, words_of
from sayso.resolve.matches import (
    body_match,
    breakaway_match,
    country_match,
    government_match,
    person_match,
    place_match,
    role_match,
    sectors_at,
    ship_match,
    unknown_match,
)
from sayso.resolve.names import bare
from sayso.resolve.offices import Offices
from sayso.resolve.organisations import Organisations, pick
from sayso.resolve.people import HELD, Known, People
from sayso.resolve.phrases import cut_tail, rank_of, without_titles
from sayso.resolve.places import Places
from sayso.resolve.roles import Roles

__all__ = ["Actors"]

#: Most answers kept; a day's news has fewer distinct phrases.
_CACHE_SIZE = 50_000
#: Longer phrases are clauses or noise; what names the actor stands at the front.
_MAX_CHARS = 400
_MAX_DEPTH = 5
#: A place this sure may be an actor without being labelled one.
_PLACE_FLOOR = 0.5
#: Below this a bare family name is taken to be somebody else's; a title before it makes it likelier.
_PERSON_FLOOR, _TITLED_FLOOR = 0.4, 0.25

_P_COUNTRY, _P_PEOPLE, _P_CAPITAL, _P_NEW_NAME, _P_LOOSE, _P_NOTHING = 0.98, 0.7, 0.6, 0.5, 0.3, 0.1
_P_SHIP = 0.8
#: Capitals that people are named after or like.
_CAPITALS_AND_PEOPLE = frozenset(
    "berlin bern georgetown hamilton jamestown kingston lima london palmer paris rome santiago sofia stanley "
    "victoria vienna washington".split()
)
#: What navies write before the names of their ships; None: any merchantman's.
_SHIPS: dict[str, str | None] = {
    "USS": "USA", "USNS": "USA", "USCGC": "USA", "HMS": "GBR", "RFA": "GBR", "HMAS": "AUS", "HMCS": "CAN",
    "HMNZS": "NZL", "HDMS": "DNK", "HNoMS": "NOR", "HNLMS": "NLD", "HSwMS": "SWE", "HTMS": "THA", "HS": "GRC",
    "INS": "IND", "PNS": "PAK", "BNS": "BGD", "SLNS": "LKA", "UMS": "MMR", "KRI": "IDN", "KD": "MYS", "RSS": "SGP",
    "BRP": "PHL", "ROKS": "KOR", "ROCS": "TWN", "JS": "JPN", "JDS": "JPN", "PLANS": "CHN", "RFS": "RUS", "TCG": "TUR",
    "ITS": "ITA", "FGS": "DEU", "FS": "FRA", "ORP": "POL", "ARA": "ARG", "BAP": "PER", "ARC": "COL", "ENS": "EGY",
    "IRIS": "IRN", "NRP": "PRT", "SAS": "ZAF", "NNS": "NGA", "KNS": "KEN", "LÉ": "IRL", "BAE": "ECU",
    "MV": None, "M/V": None, "MT": None, "SS": None, "MSC": None,
}  # fmt: skip
#: Somebody the phrase alone does not tell.
_PRONOUNS = frozenset("he she him her they them himself herself themselves".split())
#: What may stand small within a name: "Ali al-Sistani", "Ursula von der Leyen".
_SMALL = frozenset(
    "al el bin bint ben ibn abu de da do dos das del della di du la le van von der den ten ter".split()
)
_APPOSITION = re.compile(r",\s+(?!(?:inc|ltd|llc|corp|jr|sr)\b)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked besides the phrase."""

    label: str | None
    on: date | None
    near: tuple[str, ...]
    depth: int = 0

    def deeper(self, label: str | None = None) -> _Asked:
        return replace(self, label=label, depth=self.depth + 1)


class Actors:
    """Names whoever a phrase speaks of. Tables are read at opening, answers are kept."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._descriptions = Descriptions(ground)
        self._offices = Offices(ground)
        self._answers: dict[tuple[str, str | None, date | None, tuple[str, ...]], ActorMatch] = {}

    @classmethod
    def open(cls, places: Places, folder: Path | None = None, *, people: Path | None = None) -> Actors:
        """Read the shipped tables, or those in ``folder``, and a user's CSV of office holders.

        Raises:
            GazetteerError: a table is missing or damaged.
        """
        bodies = Organisations(folder)
        known = People(folder, own=people)

        def body_of(folded: str) -> str | None:
            found = bodies.by_key(folded)
            return found[0].org_id if found else None

        known.bind(body_of)
        return cls(
            Ground(
                places=places,
                countries=Countries(folder),
                roles=Roles(folder),
                bodies=bodies,
                people=known,
            )
        )

    def find(
        self, phrase: str, *, label: str | None = None, on: date | None = None, near: Sequence[str] = ()
    ) -> ActorMatch:
        """Who ``phrase`` names. ``label`` is the reader's mention label, ``on`` the day of the report.

        The label "government" says that a place stands for its government ("Moscow said").
        """
        asked = (phrase, label, on, tuple(near))
        found = self._answers.get(asked)
        if found is None:
            if len(self._answers) >= _CACHE_SIZE:
                self._answers.clear()
            found = self._find(" ".join(phrase[:_MAX_CHARS].split()), _Asked(label, on, asked[3]))
            self._answers[asked] = found
        return found

    def offices(self, sentence: str, name: Span, *, near: Sequence[str] = ()) -> tuple[Office, ...]:
        """The offices that the words beside a name say it holds or held, whatever the tables know of it.

        Looked at are the words right before the name ("Peruvian Foreign Minister X") and an apposition behind
        it ("X, the mayor of Quito,") or before it. Only a full name (two words or more) with a title that
        tells an office and its country gives one; a title with words that are not understood gives none.

        ``near`` lists ISO3 countries of the report, likeliest first.

        Units:
            name: half-open range of characters of ``sentence``.
        """
        return self._offices.of(sentence, name, near)

    def _find(self, text: str, asked: _Asked) -> ActorMatch:
        words = words_of(text)
        if not words:
            return self._unknown(text, asked)
        return (
            self._exact(words, asked)
            or self._apposition(text, asked)
            or self._inside(words, asked)
            or self._fallback(text, asked)
        )

    # --- whole names

    def _exact(self, words: Sequence[Word], asked: _Asked) -> ActorMatch | None:
        """What all the words together name."""
        if asked.label == "country" and len(words) == 1:
            country = self._ground.countries.by_code.get(words[0].text.strip())
            if country is not None:
                return country_match(country, _P_COUNTRY)
        if asked.label == "government":
            found = self._government(words, asked)
            if found is not None:
                return found
        if asked.label != "person":
            if len(words) == 1 and words[0].key in _PRONOUNS:
                return role_match(words[0].text, ActorKind.PERSON, None, ("UNK",), office=None, p=_P_NOTHING)
            found = self._ship(words) or self._body(words, asked) or self._country(words, asked)
            if found is not None:
                return found
        known = self._ground.people.whole(
            words, asked.on, asked.near, short=asked.label in (None, "person", "misc")
        )
        if known is not None and (known.full or known.p >= _PERSON_FLOOR):
            return person_match(known.person, asked.on, office=None, p=round(known.p, 4))
        return self._seat(words, asked)

    def _seat(self, words: Sequence[Word], asked: _Asked) -> ActorMatch | None:
        """A capital: who governs there, unless the reader took it for a place."""
        countries = self._ground.countries
        seat = countries.capital(words)
        if asked.label == "person":
            # "Kigali said": the reader's slip, unless people are called so, too
            meant = seat is not None and len(words) == 1 and words[0].key not in _CAPITALS_AND_PEOPLE
            return government_match(seat, _P_CAPITAL, named=True) if meant else None
        acts = asked.label is None and asked.depth == 0
        if seat is not None:
            return government_match(seat, _P_CAPITAL, named=True) if acts else country_match(seat, _P_CAPITAL)
        broken = countries.breakaway(words) if acts or asked.label == "government" else None
        return breakaway_match(broken, bare(words[0].text), _P_CAPITAL) if broken is not None else None

    @staticmethod
    def _ship(words: Sequence[Word]) -> ActorMatch | None:
        """As in "the USS Harlow"."""
        if not 2 <= len(words) <= 5 or words[0].text not in _SHIPS or not words[1].capital:
            return None
        name = bare(" ".join(w.text for w in words))
        return ship_match(name, _SHIPS[words[0].text], _P_SHIP)

    def _government(self, words: Sequence[Word], asked: _Asked) -> ActorMatch | None:
        countries = self._ground.countries
        found = (
            countries.capital(words)
            or countries.named(words, asked.near)
            or countries.people(words, asked.near)
        )
        return government_match(found, 0.9, named=True) if found else None

    def _body(self, words: Sequence[Word], asked: _Asked) -> ActorMatch | None:
        body, p = pick(self._ground.bodies.whole(words), asked.on, asked.near)
        return body_match(body, body.country, p) if body else None

    def _country(self, words: Sequence[Word], asked: _Asked) -> ActorMatch | None:
        countries = self._ground.countries
        found = countries.named(words, asked.near)
        if found is not None:
            return country_match(found, _P_COUNTRY)
        found = countries.people(words, asked.near)
        if found is None:
            return None
        many = words[-1].stem.endswith(("s", "men", "women")) and not words[-1].stem.endswith("ss")
        many = many and not words[-1].owner and words[-1].stem not in ("us", "philippines")
        return country_match(found, _P_PEOPLE if many else 0.8, people=many)

    # --- names inside phrases

    def _apposition(self, text: str, asked: _Asked) -> ActorMatch | None:
        """As in "X, the foreign minister of Y": X, with what the rest adds."""
        parts = _APPOSITION.split(text, maxsplit=1)
        if len(parts) < 2 or asked.depth >= _MAX_DEPTH or not parts[0].strip() or not parts[1].strip():
            return None
        first = self._find(parts[0], asked.deeper(asked.label))
        if first.country is not None and first.sectors:
            return first
        second = self._find(parts[1], asked.deeper())
        if first.kind is ActorKind.UNKNOWN and not first.named:
            return second if second.kind is not ActorKind.UNKNOWN else first
        return replace(
            first,
            country=first.country or second.country,
            sectors=first.sectors or second.sectors,
            office=first.office or second.office,
        )

    def _inside(self, words: Sequence[Word], asked: _Asked) -> ActorMatch | None:
        """A name with titles or a tail, else a description."""
        core, link, rest = cut_tail(words, self._ground.roles)
        if len(core) < len(words):
            found = self._exact(core, asked) if core else None
            if found is not None:
                return found
        else:
            core = words
        if not core:
            return None
        tail = None
        if rest and asked.depth < _MAX_DEPTH:
            tail = self._find(" ".join(w.text for w in rest), asked.deeper())
            if link == "of" and tail.kind is ActorKind.PERSON and tail.named:
                titled = self._people_behind(rest, asked)
                if titled is not None:
                    return titled
        return (
            self._titled(core, asked)
            or self._descriptions.body(core, asked.on, asked.near, asked.label)
            or self._descriptions.find(core, link, tail, asked.on, asked.near, asked.label)
            or self._stranger(core, tail, asked)
            or self._descriptions.loose(core, link, tail, asked.near, asked.label)
        )

    def _people_behind(self, rest: Sequence[Word], asked: _Asked) -> ActorMatch | None:
        """As in "President of Russia Vladimir Putin": the person at the end, behind the country."""
        known, start = self._ground.people.ending(rest, asked.on, asked.near)
        if known is None or start == 0 or self._ground.countries.named(rest[:start], asked.near) is None:
            return None
        return person_match(known.person, asked.on, office=None, p=round(known.p, 4))

    def _titled(self, words: Sequence[Word], asked: _Asked) -> ActorMatch | None:
        """A person on record behind titles: "Russian Foreign Minister Sergei Lavrov", "Gen. Sisi"."""
        if asked.label not in (None, "person"):
            return None
        known, start = self._ground.people.ending(words, asked.on, asked.near)
        if known is None:
            title, name = without_titles(words, self._ground.countries, self._ground.roles, asked.near)
            if not title or not name:
                return None
            told = self._descriptions.title(title, asked.on, asked.near)
            near = (told.country, *asked.near) if told.country else asked.near
            known = self._ground.people.whole(name, asked.on, near)
            if known is None or known.p < _TITLED_FLOOR:
                return None
            if told.country and told.country not in {t.country for t in known.person.terms}:
                return None
            start = len(title)
        told = (
            self._descriptions.title(words[:start], asked.on, asked.near) if start else Title(None, (), None)
        )
        return person_match(
            known.person,
            asked.on,
            office=told.office,
            p=round(max(known.p, 0.6), 4),
            told=_told(known, told, asked.on),
        )

    def _stranger(self, words: Sequence[Word], tail: ActorMatch | None, asked: _Asked) -> ActorMatch | None:
        """A person no table holds, or a body behind its kind ("the newspaper X"), with what titles say."""
        title, name = without_titles(words, self._ground.countries, self._ground.roles, asked.near)
        if asked.label != "person" and not (asked.label is None and title and _like_a_name(name)):
            return None
        body = False
        if asked.label is None:
            if self._ground.countries.people(name, asked.near) is not None:
                return None  # "ninety Eritreans"
            role, _ = self._ground.roles.ending(title, len(title))
            body = role is not None and role.kind is not ActorKind.PERSON and not role.weak
        told = self._descriptions.title(title, asked.on, asked.near) if title else None
        country = told.country if told else None
        sectors = told.sectors if told else ()
        sectors = sectors or rank_of(title)
        if tail is not None:
            country = country or tail.country
            sectors = sectors or tail.sectors
        if body and title[-1].capital:
            name = words  # the kind of body is part of its name: "Women's Union Northern Branch"
        return unknown_match(
            bare(" ".join(w.text for w in name)),
            ActorKind.ORGANISATION if body else ActorKind.PERSON,
            _P_NEW_NAME if country is None else 0.7,
            country=country,
            sectors=sectors,
            office=told.office if told and not body else None,
        )

    # --- what is left

    def _fallback(self, text: str, asked: _Asked) -> ActorMatch:
        """Places, then the label's kind."""
        if asked.label not in ("person", "organisation"):
            place = self._ground.places.find(text, near=asked.near)
            if place is not None and (asked.label in ("place", "facility") or place.p >= _PLACE_FLOOR):
                country = self._ground.countries.by_code.get(place.country or "")
                if place.kind == "country" and country is not None:
                    return country_match(country, place.p)
                acts = asked.label is None and asked.depth == 0
                return place_match(place, lived_in=acts and place.kind is PlaceKind.CITY)
        return self._unknown(text, asked)

    def _unknown(self, text: str, asked: _Asked) -> ActorMatch:
        name = bare(text.strip(" \t,.;:\"“”'‘’"))
        if asked.label == "person" and name:
            return unknown_match(name, ActorKind.PERSON, _P_NEW_NAME)
        if asked.label == "organisation" and name:
            return unknown_match(name, ActorKind.ORGANISATION, _P_NEW_NAME)
        capital = any(c.isupper() for c in name)
        return unknown_match(name, ActorKind.UNKNOWN, _P_LOOSE if capital else _P_NOTHING)


def _told(known: Known, title: Title, on: date | None) -> tuple[str, ...]:
    """The sectors that titles before a known name tell better than the record of offices.

    A rank does not ("Gen. Sisi" is president), nor does the office of one whose term is over.
    """
    term, sectors = sectors_at(known.person, on)
    if title.former:
        kept = tuple(s for s in (*title.sectors, *term.sectors) if s not in HELD and s != "ELI")
        return tuple(dict.fromkeys(("ELI", *kept)))
    if not title.firm or not title.sectors or title.sectors == ("MIL",):
        return ()
    if set(title.sectors) & set(sectors):
        return ()
    return (*sectors, *(s for s in title.sectors if s not in HELD)) if "ELI" in sectors else title.sectors


def _like_a_name(words: Sequence[Word]) -> bool:
    return 0 < len(words) <= 4 and all(w.text[:1].isupper() or w.key.split(" ")[0] in _SMALL for w in words)
