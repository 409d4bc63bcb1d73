"""Office holders and other well-known people, with the days they held office."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from difflib import SequenceMatcher
from pathlib import Path

from sayso.classes import dataclass, field
from sayso.resolve.lexicon import Lexicon, Word, joined, read_csv, read_table
from sayso.resolve.names import key, slug
from sayso.resolve.organisations import day_of
from sayso.resolve.roles import sectors_of

__all__ = ["HELD", "Known", "People", "Person", "Term"]

_COLUMNS = ("name", "aliases", "country", "office", "sectors", "from", "to")

#: Where names are written with the family name first.
_SURNAME_FIRST = frozenset({"CHN", "PRK", "KOR", "TWN", "VNM", "KHM", "HKG"})
_PARTICLES = frozenset(
    "al el bin bint ben ibn abu de da do dos das del della di du la le van von der den ten ter ould st mac o".split()
)
_HONORIFICS = frozenset({"jr", "sr", "ii", "iii", "iv", "v", "vi", "xiv", "xvi"})

#: Sectors a person loses with the office; what is left of it is PLOVER's ELI.
HELD = frozenset({"GOV", "LEG", "MIL", "COP", "SPY", "JUD", "LAB", "MED", "EDU", "AGR"})

#: How well known the holder of an office is, beside the namesakes in lesser ones.
_RANKS = {
    "president": 3.0, "prime minister": 3.0, "chancellor": 3.0, "leader": 3.0, "supreme leader": 3.0,
    "king": 2.5, "queen": 2.5, "emir": 2.5, "sultan": 2.5, "emperor": 2.0, "pope": 3.0, "crown prince": 2.5,
    "foreign minister": 2.0, "defence minister": 2.0, "vice president": 1.8, "secretary-general": 2.5,
}  # fmt: skip
_RANK_OTHER = 1.2
#: So many people of one first word make it a given name wherever it stands first.
_GIVEN_FROM = 3
#: Offices that speak for a body and do not head it.
_VOICES = ("spokesperson", "envoy", "deputy leader", "commander", "member", "diplomat")
#: Offices that a user's table may give to many: "a Norwegian lawmaker" is none of them in particular.
_SHARED = frozenset({"lawmaker", "minister"})

#: Where the prime minister, and not a president or king, is whom news calls the country's leader.
_LED_BY_PREMIER = frozenset(
    "AUS AUT BEL CAN DNK ESP EST FIN GBR DEU GRC HUN IND IRL ISR ITA JPN LVA MYS NLD NZL NOR PAK POL PRT SGP "
    "SVK SVN SWE THA ETH BGD IRQ LBN MNE MKD ALB BGR CZE HRV KOS KHM NPL TLS PNG FJI TTO JAM LUX MLT ISL SOM".split()
)
_LEADS = ("supreme leader", "leader", "president", "chancellor", "prime minister", "king", "emir", "sultan")
#: Where the crown rules, and a prime minister serves it.
_LED_BY_CROWN = frozenset("MAR SWZ JOR SAU BHR OMN KWT QAT ARE BRN MCO LIE".split())
_LEADS_CROWN = ("king", "emir", "sultan", "crown prince", "president", "prime minister")
_LEADS_PREMIER = ("chancellor", "prime minister", "leader", "president", "king")


@dataclass(frozen=True, slots=True)
class Term:
    """One office of one person, both days inclusive, open where None."""

    country: str | None
    office: str
    sectors: tuple[str, ...]
    begins: date | None
    ends: date | None

    def holds(self, on: date) -> bool:
        """Whether the office is held on that day."""
        return (self.begins is None or self.begins <= on) and (self.ends is None or on <= self.ends)

    @property
    def rank(self) -> float:
        """How well known the office makes its holder."""
        return _RANKS.get(self.office, _RANK_OTHER)


@dataclass(slots=True)
class Person:
    """Somebody with every term on record."""

    person_id: str
    name: str
    terms: list[Term] = field(default_factory=list)

    def term_on(self, on: date | None) -> tuple[Term, bool]:
        """The term that counts on a day, and whether it is over by then.

        Without a day the latest term counts as held: an undated report is likelier from its time.
        """
        if on is None:
            return max(self.terms, key=lambda t: (t.ends is None, t.begins or date.min)), False
        held = [t for t in self.terms if t.holds(on)]
        if held:
            return max(held, key=lambda t: (t.rank, t.begins or date.min)), False
        past = [t for t in self.terms if t.ends is not None and t.ends < on]
        if past:
            return max(past, key=lambda t: t.ends or date.min), True
        return min(self.terms, key=lambda t: t.begins or date.min), False

    def weight(self, on: date | None, near: Sequence[str]) -> float:
        """How likely a report of that day, about those countries, means this namesake (log scale)."""
        term, over = self.term_on(on)
        score = term.rank
        if on is None:
            score += 0.5 if term.ends is None else 0.0
        elif term.holds(on):
            score += 2.0
        elif over and term.ends is not None:
            score -= min(1.8, (on - term.ends).days / 365.25 * 0.15)
        elif term.begins is not None:
            # Before the first office on record: known early only if it is soon.
            score -= min(4.0, (term.begins - on).days / 365.25 * 0.5)
        codes = {t.country for t in self.terms}
        for index, iso3 in enumerate(near[:4]):
            if iso3 in codes:
                return score + (2.5, 2.0, 1.5, 1.2)[index]
        return score


@dataclass(frozen=True, slots=True)
class Known:
    """A person found, with the share of the likelihood and whether the full name was given."""

    person: Person
    p: float
    full: bool


class People:
    """Looks people up by name and by office."""

    def __init__(self, folder: Path | None = None, own: Path | None = None) -> None:
        self.by_id: dict[str, Person] = {}
        self._full: Lexicon[Person] = Lexicon()
        self._short: Lexicon[Person] = Lexicon()
        self._western: dict[str, list[tuple[str, Person]]] = {}
        self._offices: dict[tuple[str, str], list[tuple[Term, Person]]] = {}
        self._heads: dict[str, list[tuple[Term, Person]]] = {}
        item = "leaders.tsv"
        rows = list(read_table(item, _COLUMNS, folder))
        shipped = len(rows)
        if own is not None:
            rows += read_csv(own, _COLUMNS)
            item = f"leaders.tsv and {own.name}"
        folded = {name: key(name) for name, *_ in rows}
        self._given = _given_names(((row[0], row[2]) for row in rows), folded)
        for number, (name, aliases, country, office, sectors, begins, ends) in enumerate(rows):
            person_id = f"per:{slug(name, folded[name])}"
            person = self.by_id.get(person_id)
            if person is None:
                person = self.by_id[person_id] = Person(person_id, name)
            term = Term(
                country=country or None,
                office=office,
                sectors=sectors_of(sectors, item),
                begins=day_of(begins, item),
                ends=day_of(ends, item, last=True),
            )
            if len(person.terms) == 0:
                self._name(person, folded[name], country)
            person.terms.append(term)
            for alias in filter(None, aliases.split("|")):
                self._alias(person, alias)
            if number < shipped or office not in _SHARED:
                self._offices.setdefault((country, office), []).append((term, person))

    def _alias(self, person: Person, alias: str) -> None:
        folded = key(alias)
        (self._full if " " in folded else self._short).add(folded, person)
        words = folded.split()
        if " " in folded and words[0] in _PARTICLES:
            self._short.add(folded, person)

    def _name(self, person: Person, folded: str, country: str) -> None:
        words = folded.split()
        if len(words) == 1:
            self._short.add(words[0], person)
            return
        self._full.add(" ".join(words), person)
        if country in _SURNAME_FIRST and words[0] not in self._given:
            self._short.add(words[0], person)
            return
        while len(words) > 2 and words[-1] in _HONORIFICS:
            words.pop()
        start = len(words) - 1
        self._short.add(words[start], person)
        while start > 1 and words[start - 1] in _PARTICLES:
            start -= 1
            self._short.add(" ".join(words[start:]), person)
        self._western.setdefault(" ".join(words[start:]), []).append((words[0], person))

    def bind(self, body_of: Callable[[str], str | None]) -> None:
        """File offices such as "NATO secretary-general" under the body their first words name.

        ``body_of`` gives the id of the organisation that a folded name means, if any.
        """
        for (_, office), holders in list(self._offices.items()):
            words = office.split()
            for end in range(len(words) - 1, 0, -1):
                body = body_of(key(" ".join(words[:end])))
                if body is not None:
                    self._offices.setdefault((body, " ".join(words[end:])), []).extend(holders)
                    self._heads.setdefault(body, []).extend(holders)
                    break

    def head(self, body: str, on: date) -> tuple[Person, Term] | None:
        """Who heads an organisation (its id) on a day: the first on record there."""
        found = [
            (t, p) for t, p in self._heads.get(body, ()) if t.holds(on) and not t.office.endswith(_VOICES)
        ]
        return (found[0][1], found[0][0]) if found else None

    def holder(self, body: str, office: str, on: date) -> tuple[Person, Term] | None:
        """Who holds an office of a country (ISO3) on a day; "leader" means whoever leads the country."""
        wanted: tuple[str, ...] = (office,)
        if office == "leader":
            wanted = _LEADS_PREMIER if body in _LED_BY_PREMIER else _LEADS
            wanted = _LEADS_CROWN if body in _LED_BY_CROWN else wanted
        for name in wanted:
            found = [(t, p) for t, p in self._offices.get((body, name), ()) if t.holds(on)]
            if found:
                term, person = max(found, key=lambda pair: pair[0].begins or date.min)
                return person, term
        return None

    def whole(
        self, words: Sequence[Word], on: date | None, near: Sequence[str], *, short: bool = True
    ) -> Known | None:
        """Whom all the words name; ``short`` lets a family name alone do."""
        if not words or not words[-1].capital or not words[0].capital:
            return None
        folded = joined(words)
        found = self._full.get(folded)
        if not found and len(words) > 2:
            inner = [w for w in words[1:-1] if len(w.key) > 1]
            found = self._full.get(joined((words[0], *inner, words[-1])))
        if not found and len(words) > 1:
            found = self._alike(words)
        if found:
            return self._best(found, on, near, full=True)
        if short and (found := self._short.get(folded)):
            return self._best(found, on, near, full=False)
        return None

    def ending(self, words: Sequence[Word], on: date | None, near: Sequence[str]) -> tuple[Known | None, int]:
        """The person whose full name is the longest run at the words' end, and where it begins."""
        for start in range(max(0, len(words) - 6), len(words) - 1):
            found = self.whole(words[start:], on, near, short=False)
            if found is not None:
                return found, start
        return None, len(words)

    def _alike(self, words: Sequence[Word]) -> Sequence[Person]:
        """People of the same family name whose given name is another spelling of this one ("Sergey")."""
        given = words[0].key
        surname = joined(words[1:])
        if len(given) < 4:
            return ()
        return [
            person
            for first, person in self._western.get(surname, ())
            if first[0] == given[0] and SequenceMatcher(None, first, given).ratio() >= 0.75
        ]

    @staticmethod
    def _best(found: Sequence[Person], on: date | None, near: Sequence[str], *, full: bool) -> Known:
        scored = sorted(((p.weight(on, near), p.person_id, p) for p in found), key=lambda s: (-s[0], s[1]))
        top = scored[0][0]
        mass = sum(10 ** (0.6 * (score - top)) for score, _, _ in scored)
        # A bare family name may be somebody's the table does not hold, the more so the less fits.
        other = 10 ** (0.6 * (2.6 - top)) if not full else 0.02
        return Known(scored[0][2], min(0.98, 1 / (mass + other)), full)


def _given_names(named: Iterable[tuple[str, str]], folded: Mapping[str, str]) -> frozenset[str]:
    """First words of many full names where these come first: "Paul" in "Paul Chan" is no family name."""
    people = {(name, country) for name, country in named if country not in _SURNAME_FIRST and " " in name}
    counts = Counter(folded[name].split()[0] for name, _ in people)
    return frozenset(word for word, n in counts.items() if n >= _GIVEN_FROM and len(word) > 3)
