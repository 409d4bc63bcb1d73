"""Actor phrases to who they name: dated tables of people and bodies, and a small phrase grammar."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from sayso.records import ActorKind, ActorMatch
from sayso.resolve.countries import Countries
from sayso.resolve.descriptions import Descriptions, Ground
from sayso.resolve.lexicon import Word, words_of
from sayso.resolve.matches import (
    body_match,
    country_match,
    government_match,
    person_match,
    place_match,
    unknown_match,
)
from sayso.resolve.names import bare
from sayso.resolve.organisations import Organisations, pick
from sayso.resolve.people import People
from sayso.resolve.phrases import cut_tail, without_titles
from sayso.resolve.places import Places
from sayso.resolve.roles import Roles

__all__ = ["Actors"]

#: Most answers kept; a day's news has fewer distinct phrases.
_CACHE_SIZE = 50_000
#: Longer phrases are clauses or noise; what names the actor stands at the front.
_MAX_CHARS = 400
_MAX_DEPTH = 3
#: A place this sure may be an actor without being labelled one.
_PLACE_FLOOR = 0.5
#: Below this a bare family name is taken to be somebody else's; a title before it makes it likelier.
_PERSON_FLOOR, _TITLED_FLOOR = 0.4, 0.25

_P_COUNTRY, _P_PEOPLE, _P_CAPITAL, _P_NEW_NAME, _P_LOOSE, _P_NOTHING = 0.98, 0.7, 0.6, 0.5, 0.3, 0.1
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
        self._answers: dict[tuple[str, str | None, date | None, tuple[str, ...]], ActorMatch] = {}

    @classmethod
    def open(cls, places: Places, folder: Path | None = None) -> Actors:
        """Read the shipped tables, or those in ``folder``.

        Raises:
            GazetteerError: a table is missing or damaged.
        """
        bodies = Organisations(folder)
        people = People(folder)

        def body_of(folded: str) -> str | None:
            found = bodies.by_key(folded)
            return found[0].org_id if found else None

        people.bind(body_of)
        return cls(
            Ground(
                places=places,
                countries=Countries(folder),
                roles=Roles(folder),
                bodies=bodies,
                people=people,
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
            found = self._body(words, asked) or self._country(words, asked)
            if found is not None:
                return found
        known = self._ground.people.whole(words, asked.on, asked.near, short=asked.label in (None, "person"))
        if known is not None and (known.full or known.p >= _PERSON_FLOOR):
            return person_match(known.person, asked.on, office=None, p=round(known.p, 4))
        if asked.label != "person":
            seat = self._ground.countries.capital(words)
            if seat is not None:
                return country_match(seat, _P_CAPITAL)
        return None

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
            or self._descriptions.body(core, asked.on, asked.near)
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
        office = self._descriptions.title(words[:start], asked.on, asked.near).office if start else None
        return person_match(known.person, asked.on, office=office, p=round(max(known.p, 0.6), 4))

    def _stranger(self, words: Sequence[Word], tail: ActorMatch | None, asked: _Asked) -> ActorMatch | None:
        """A person no table holds, with what titles and affiliation say."""
        title, name = without_titles(words, self._ground.countries, self._ground.roles, asked.near)
        if asked.label != "person" and not (asked.label is None and title and _like_a_name(name)):
            return None
        if asked.label is None and self._ground.countries.people(name, asked.near) is not None:
            return None  # "ninety Eritreans"
        told = self._descriptions.title(title, asked.on, asked.near) if title else None
        country = told.country if told else None
        sectors = told.sectors if told else ()
        if tail is not None:
            country = country or tail.country
            sectors = sectors or tail.sectors
        return unknown_match(
            bare(" ".join(w.text for w in name)),
            ActorKind.PERSON,
            _P_NEW_NAME if country is None else 0.7,
            country=country,
            sectors=sectors,
            office=told.office if told else None,
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
                return place_match(place)
        return self._unknown(text, asked)

    def _unknown(self, text: str, asked: _Asked) -> ActorMatch:
        name = bare(text.strip(" \t,.;:\"“”'‘’"))
        if asked.label == "person" and name:
            return unknown_match(name, ActorKind.PERSON, _P_NEW_NAME)
        if asked.label == "organisation" and name:
            return unknown_match(name, ActorKind.ORGANISATION, _P_NEW_NAME)
        capital = any(c.isupper() for c in name)
        return unknown_match(name, ActorKind.UNKNOWN, _P_LOOSE if capital else _P_NOTHING)


def _like_a_name(words: Sequence[Word]) -> bool:
    return 0 < len(words) <= 4 and all(w.text[:1].isupper() for w in words)
