"""What the words of a title say: "Peruvian Foreign Minister", "mayor of Quito", "former head of the Kenyan army".

Only words that are accounted for make a title: one unknown word too many, and nothing is said. Who holds an
office after the tables of people is not asked here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sayso.classes import dataclass, field
from sayso.records import ActorKind, Office, PlaceKind
from sayso.resolve.countries import Country
from sayso.resolve.descriptions import Ground
from sayso.resolve.lexicon import Word, words_of
from sayso.resolve.names import bare
from sayso.resolve.office_words import (
    ARMED,
    CANON,
    CANON_MANY,
    DAYS,
    FORMER,
    GRADES,
    LEGISLATORS,
    LINKS,
    LOCAL,
    MANY,
    MANY_HEADS,
    NOT_YET,
    NOWHERE,
    OPENERS,
    PRIVATE,
    SHORT,
    SMALL,
    SOLE,
    SOLE_HEADS,
    SOVEREIGN,
    STOP,
    UNDER,
    spelled,
)
from sayso.resolve.organisations import Organisation, pick
from sayso.resolve.phrases import Described, is_foreign
from sayso.resolve.roles import Role
from sayso.resolve.sectors import is_people, of_description, of_people

__all__ = ["Bearer", "Titles"]

#: A place this sure gives a mayor or governor a country.
_PLACE_FLOOR = 0.5
#: Words between a country and the head that no table knows ("Kenya's blue economy minister").
_MOST_UNKNOWN = 3
#: What a province is called behind its name; one report has it, another has not.
_AREA = re.compile(r"\s+(?:region|province|oblast|krai|governorate|state|prefecture)$", re.IGNORECASE)
#: Small words before a country's bare name that leave the title behind it on its own: "attack on Ukraine".
_LOOSE = frozenset("in on from to of at near against over into across through around outside inside".split())
_HYPHENED = re.compile(r"^(ex|then|former)[-–](.{2,})$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whose titles are read, and the countries of the report."""

    holder: str
    near: tuple[str, ...]


@dataclass(slots=True)
class _Seen:
    """The words of a title as they are read from the left."""

    near: tuple[str, ...]
    country: Country | None = None
    #: Whether the country stands as a bare name: "Kenya" in "Kenya President".
    loose: bool = False
    body: Organisation | None = None
    place: str = ""
    place_country: str | None = None
    roles: list[Role] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    unknown: int = 0
    under: bool = False
    former: bool = False
    tail: str = ""

    @property
    def ahead(self) -> tuple[str, ...]:
        """Countries that namesakes are likeliest of."""
        return (self.country.iso3, *self.near) if self.country else self.near

    @property
    def qualified(self) -> bool:
        """Whether more than a country is said before or behind the head."""
        return bool(self.words or self.body or self.place or self.tail)


class Titles:
    """Reads titles on the shipped tables, those of people excepted."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    def last_head(self, words: Sequence[Word]) -> int | None:
        """Where the last word begins that can head a title, give or take one; None where there is none."""
        words = _plain(words)
        roles = (self._ground.roles.at(words, at) for at in range(len(words)))
        heads = [at for at, (r, end) in enumerate(roles) if r is not None and self._heads(r, words, at, end)]
        return heads[-1] if heads else None

    def read(self, words: Sequence[Word], who: Bearer, *, ahead: Word | None) -> Office | None:
        """What the words say if all of them make a title; ``ahead`` is the word before them."""
        seen = _Seen(near=who.near)
        words = _plain(words)
        at = 0
        while at < len(words):
            role, end = self._ground.roles.at(words, at)
            # "Former president" and "acting president" are roles of their own; the office is the same.
            aside = words[at].key in FORMER or _is_grade(words[at])
            if role is not None and not aside and self._heads(role, words, at, end):
                return self._office(seen, role, words, (at, end), ahead, who)
            at = self._read(seen, words, at)
            if at == 0:
                return None
        return None

    def _heads(self, role: Role, words: Sequence[Word], at: int, end: int) -> bool:
        """Whether a role word is the head: somebody, at the end or with "of" or the like behind."""
        if role.kind is not ActorKind.PERSON or role.plural:
            return False
        if words[at].key in UNDER and end == at + 1 and end < len(words) and words[end].key not in LINKS:
            return False
        return end == len(words) or (words[end].key in LINKS and not words[end].capital)

    def _read(self, seen: _Seen, words: Sequence[Word], at: int) -> int:
        """Take the words at ``at`` that stand before the head; where the next begin, 0 if they make no title."""
        word = words[at]
        if word.key in NOT_YET or is_foreign(word.text):
            return 0
        if word.key in FORMER:
            seen.former = True
            return 0 if seen.unknown else at + 1
        if _is_grade(word):
            return at + 1
        role, past_role = self._ground.roles.at(words, at)
        bodies, past_body = self._ground.bodies.at(words, at) if word.capital else ((), at)
        country, past = self._ground.countries.at(words, at, seen.near) if word.capital else (None, at)
        if bodies and past_body > max(past, past_role if role else at):
            return self._take_body(seen, bodies, past_body)
        if country is not None and past >= past_role:
            return self._take_country(seen, country, words[at:past], past)
        if bodies and past_body >= past_role:
            return self._take_body(seen, bodies, past_body)
        if word.key in UNDER:
            seen.under = True
            seen.words.append(word.key)
            return at + 1
        if role is not None:
            if role.plural:
                return 0
            seen.roles.append(role)
            seen.words += [spelled(w.text) for w in words[at:past_role]]
            return past_role
        return self._take_place(seen, words, at) or self._take_unknown(seen, word, at)

    @staticmethod
    def _take_body(seen: _Seen, bodies: Sequence[Organisation], end: int) -> int:
        body, _ = pick(bodies, None, seen.ahead)
        if body is None or seen.body is not None or is_people(body):
            return 0
        seen.body = body
        return end

    def _take_country(self, seen: _Seen, country: Country, words: Sequence[Word], end: int) -> int:
        named = self._ground.countries.named(words, seen.near) is not None
        people = self._ground.countries.people(words, seen.near) is not None
        last = words[-1]
        many = not named and not last.owner and last.stem.endswith("s") and not last.stem.endswith("ss")
        if many or (seen.country is not None and seen.country != country):
            return 0
        seen.country = country
        # "US", "UK", "UAE" stand before titles as adjectives do.
        seen.loose = named and not people and not last.owner and not last.text.isupper()
        return end

    def _take_place(self, seen: _Seen, words: Sequence[Word], at: int) -> int:
        """The longest run of capitalised words that names a place, where a mayor or the like comes next."""
        if not words[at].capital or seen.place:
            return 0
        for end in range(min(len(words) - 1, at + 4), at, -1):
            local = any(w.key in LOCAL for w in words[end:])
            if local and all(w.capital for w in words[at:end]) and self._place(seen, words[at:end]):
                return end
        return 0

    def _place(self, seen: _Seen, words: Sequence[Word]) -> bool:
        name = bare(" ".join(w.text for w in words)).strip(" .")
        found = self._ground.places.find(name, near=seen.ahead)
        if found is None or found.p < _PLACE_FLOOR or found.kind in (PlaceKind.WATER, PlaceKind.COUNTRY):
            return False
        if seen.country is not None and found.country != seen.country.iso3:
            return False
        seen.place, seen.place_country = _AREA.sub("", name), found.country
        return True

    @staticmethod
    def _take_unknown(seen: _Seen, word: Word, at: int) -> int:
        """A word no table knows, as "heritage" in "Norway's heritage minister"."""
        told = seen.country is not None or seen.body is not None
        shut = word.key in STOP or word.key in DAYS or word.key.endswith(("ed", "ing", "ly")) or word.owner
        if not told or shut or seen.unknown >= _MOST_UNKNOWN or not word.key.replace(" ", "").isalpha():
            return 0
        seen.unknown += 1
        seen.words.append(spelled(word.text))
        return at + 1

    def _office(
        self,
        seen: _Seen,
        role: Role,
        words: Sequence[Word],
        head: tuple[int, int],
        ahead: Word | None,
        who: Bearer,
    ) -> Office | None:
        """The office of a head with what stands before and behind it."""
        at, end = head
        if end < len(words) and not self._tail(seen, words[end].key, words[end + 1 :]):
            return None
        if ahead is not None and not self._parts(seen, ahead):
            return None
        said = spelled(" ".join(w.text for w in words[at:end]))
        named = _named(seen, role, said)
        country = seen.country.iso3 if seen.country else seen.place_country
        country = country or (seen.body.country if seen.body else None)
        if named is None or country is None or country in NOWHERE:
            return None
        sectors = self._sectors(seen, role, said)
        if (not sectors and seen.body is None) or (sectors and PRIVATE.issuperset(sectors)):
            return None
        if role.office in SOVEREIGN and seen.tail and sectors == role.sectors:
            # Of an institution that is told of nothing: "president of the American Action Network".
            return None
        office, sole = named
        return Office(
            holder=who.holder, office=office, country=country, sectors=sectors, former=seen.former, sole=sole
        )

    @staticmethod
    def _parts(seen: _Seen, ahead: Word) -> bool:
        """Whether the word before a title is none of it: neither "Ohio Democratic Party" nor "on Ukraine"."""
        if ahead.capital:
            return ahead.key in DAYS or ahead.key in STOP or ahead.key in OPENERS
        return not (seen.loose and ahead.key in _LOOSE)

    def _tail(self, seen: _Seen, link: str, words: Sequence[Word]) -> bool:
        """Take what stands behind the head and a link: a country, a body, a place, an institution."""
        while words and words[0].key in ("the", "a", "an"):
            words = words[1:]
        if not words:
            return False
        countries = self._ground.countries
        country = countries.named(words, seen.near)
        if link in ("to", "for") and country is not None:
            seen.tail = f"{link} {country.name}"
            return seen.country is not None or seen.body is not None
        if country is not None:
            # An ambassador "at" or "from" a country may be another's.
            return link == "of" and self._whose(seen, country)
        found = self._ground.bodies.whole(words)
        if found and seen.body is None:
            return bool(self._take_body(seen, found, 1))
        first, end = countries.at(words, 0, seen.near)
        if first is not None and (not self._whose(seen, first) or end == len(words)):
            return False
        rest = words[end:] if first is not None else words
        rest, whose = _without_end(rest)
        if whose:
            last = countries.named(whose, seen.near)
            if last is None or not self._whose(seen, last):
                return False
        proper = link in ("of", "from") and all(w.capital or w.key in SMALL for w in rest)
        proper = proper and not self._persons(rest)
        return (proper and self._place(seen, rest)) or self._institution(seen, link, rest)

    @staticmethod
    def _whose(seen: _Seen, country: Country) -> bool:
        if seen.country is not None and seen.country != country:
            return False
        seen.country, seen.loose = country, False
        return True

    def _persons(self, words: Sequence[Word]) -> bool:
        return any(
            role is not None and role.kind is ActorKind.PERSON
            for role in (self._ground.roles.at(words, i)[0] for i in range(len(words)))
        )

    def _institution(self, seen: _Seen, link: str, words: Sequence[Word]) -> bool:
        """As in "of the electoral commission": words that end in a body's kind, with the country said."""
        role, start = self._ground.roles.ending(words, len(words))
        if role is None or role.kind is ActorKind.PERSON or seen.country is None or start > 3:
            return False
        if any(w.key in STOP for w in words[:start] if w.key not in SMALL):
            return False
        seen.roles.append(role)
        seen.tail = f"{link} " + " ".join(["the", *(spelled(w.text) for w in words)])
        return True

    @staticmethod
    def _sectors(seen: _Seen, role: Role, said: str) -> tuple[str, ...]:
        """The sectors of the office while it is held."""
        described = Described(
            head=role,
            head_words=said,
            modifiers=tuple(seen.roles),
            country=seen.country,
            before=(),
            former=False,
            holder=True,
            start=0,
        )
        if seen.body is not None:
            return of_people(described, role, seen.roles, seen.body)
        return of_description(described, role, "", None)


def _is_grade(word: Word) -> bool:
    """Whether a title does without a word; "New" may be part of a name."""
    return word.key in GRADES and not (word.key == "new" and word.capital)


def _plain(words: Sequence[Word]) -> Sequence[Word]:
    """The words without a leading article, "ex-president" as two, "Gov." written out."""
    return tuple(_spread(words[1:] if words and words[0].key in ("a", "an", "the") else words))


def _spread(words: Sequence[Word]) -> Iterator[Word]:
    for word in words:
        parted = _HYPHENED.match(word.text)
        if parted:
            yield from words_of(f"{parted.group(1)} {parted.group(2)}")
        elif word.capital and word.key in SHORT:
            yield from words_of(SHORT[word.key])
        else:
            yield word


def _without_end(words: Sequence[Word]) -> tuple[Sequence[Word], Sequence[Word]]:
    """Part "electoral commission of Kenya" before its last "of" or "in"."""
    for i in range(len(words) - 2, 0, -1):
        if words[i].key in ("of", "in") and not words[i].capital:
            return words[:i], words[i + 1 :]
    return words, ()


def _named(seen: _Seen, role: Role, said: str) -> tuple[str, bool] | None:
    """The office's name and whether one person holds it at a time; None where it is no office."""
    if seen.body is None and role.sectors and ARMED.issuperset(role.sectors):
        return None
    if role.office in CANON or role.office in CANON_MANY:
        if not seen.qualified:
            return role.office or said, role.office in CANON
        if (role.office in SOVEREIGN and seen.words and not seen.under) or seen.unknown:
            # Of a union or a club, whatever its country; or these words are none of the title.
            return None
    words = said.split()
    if seen.loose and words[-1] in LOCAL and not seen.place:
        # "Georgia governor" is rarely the country's.
        return None
    if role.office == "lawmaker" and not (seen.words or seen.body):
        if "speaker" in words and not seen.place:
            return ("speaker of the house" if "house" in words else "speaker of parliament"), True
        if words[-1] in LEGISLATORS and not seen.tail:
            return "lawmaker", False
    sole = _is_sole(seen, role, said)
    if sole is None:
        return None
    told = " ".join([*seen.words, said])
    if seen.body is not None:
        told = f"{seen.body.name} {told}"
    if seen.place:
        told = f"{told} of {seen.place}"
    return f"{told} {seen.tail}".strip(), sole and not seen.under


def _is_sole(seen: _Seen, role: Role, said: str) -> bool | None:
    """Whether one person holds an office that goes by no name of its own; None where it is no office."""
    words = said.split()
    if role.office in CANON or said in SOLE_HEADS:
        return True
    if said in MANY_HEADS or words[-1] in MANY or role.office in CANON_MANY:
        return False
    if words[-1] in LOCAL:
        return bool(seen.place) or (words[-1] == "governor" and seen.qualified)
    if words[-1] == "leader":
        # Of a country, that is whoever leads it, and no office.
        return False if seen.body is not None or {"LEG", "PTY"}.intersection(role.sectors) else None
    if words[-1] in LEGISLATORS and role.office == "lawmaker":
        return False
    if words[-1] in SOLE or words[0] in SOLE:
        return True if len(words) > 1 or seen.qualified else None
    return None
