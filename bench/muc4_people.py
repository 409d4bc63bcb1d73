"""The people an incident hit, as MUC-4's keys list them: each once, under all that a report calls them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from bench.muc4_key import Template

__all__ = ["People", "Seen"]

#: What the task calls people, by words of their description, the more special first.
_BY_WORD = (
    ("SECURITY GUARD", r"(?:BODY)?GUARDS?|ESCORTS?|WATCHM[AE]N"),
    ("DIPLOMAT", r"AMBASSADORS?|DIPLOMATS?|CONSULS?|ATTACHES?"),
    ("FORMER ACTIVE MILITARY", r"(?:EX-|FORMER |RETIRED )(?:\w+ )?(?:SOLDIERS?|GENERALS?|COLONELS?|OFFICERS?|MAJORS?|CAPTAINS?)"),
    ("FORMER GOVERNMENT OFFICIAL", r"(?:EX-|FORMER )(?:\w+ ){0,2}(?:MINISTERS?|PRESIDENTS?|MAYORS?|GOVERNORS?|DEPUT\w+)"),
    ("LEGAL OR JUDICIAL", r"JUDGES?|MAGISTRATES?|PROSECUTORS?|ATTORNEYS? GENERAL|LAWYERS?|JUSTICES?|JURISTS?"),
    ("LAW ENFORCEMENT", r"POLICE\w*|PATROLM[AE]N|DETECTIVES?|AGENTS?"),
    ("ACTIVE MILITARY", r"SOLDIERS?|TROOPS?|LIEUTENANTS?|COLONELS?|GENERALS?|SERGEANTS?|CORPORALS?|CAPTAINS?|MAJORS?|MARINES?|MILITARY|COMMANDERS?|SERVICEM[AE]N|CADETS?|SAILORS?"),
    ("GOVERNMENT OFFICIAL", r"MAYORS?|GOVERNORS?|MINISTERS?|(?:VICE ?)?PRESIDENT|DEPUT(?:Y|IES)|CONGRESSM[AE]N|SENATORS?|OFFICIALS?|COUNCIL(?:LOR|M[AE]N)\w*|LEGISLATORS?|SECRETARY"),
    ("POLITICAL FIGURE", r"CANDIDATES?|POLITICIANS?|PARTY|LEADERS?"),
)  # fmt: skip
_KINDS = tuple((kind, re.compile(rf"\b(?:{words})\b")) for kind, words in _BY_WORD)
_SECTORS = {
    "GOV": "GOVERNMENT OFFICIAL", "LEG": "GOVERNMENT OFFICIAL", "JUD": "LEGAL OR JUDICIAL", "COP": "LAW ENFORCEMENT",
    "MIL": "ACTIVE MILITARY", "PTY": "POLITICAL FIGURE", "OPP": "POLITICAL FIGURE", "ELI": "FORMER GOVERNMENT OFFICIAL",
}  # fmt: skip
_LEAD = re.compile(r"^(?:(?:THE|AN?|AT|LEAST|ABOUT|SOME|HIS|HER|THEIR|ITS|ANOTHER|OTHER) )+")
_NUMBER = re.compile(
    r"^(?:\d+|ONE|TWO|THREE|FOUR|FIVE|SIX|SEVEN|EIGHT|NINE|TEN|SEVERAL|MANY|DOZENS OF|HUNDREDS OF) "
)
#: Words that say nothing of who somebody is, so that two of them need not be the same.
_VAGUE = frozenset("PEOPLE PERSON PERSONS OTHERS OTHER MEN MAN WOMEN WOMAN VICTIMS VICTIM ONE".split())
_PLACE_AFTER = re.compile(r" (?:OF|FROM|IN|AT|WHO|WITH|FOR|ON)\b.*")
#: Effects, the gravest first.
_GRAVEST = ("DEATH", "INJURY", "NO INJURY OR DEATH")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """One mention of somebody hit: words in capitals, what is known of him, where he is from."""

    words: str
    named: bool
    role: str = ""
    sectors: tuple[str, ...] = ()
    number: str = ""
    effect: str = ""
    nation: str = ""


@dataclass(slots=True)
class _Person:
    """Somebody, or a group, under all names and descriptions."""

    name: str = ""
    descriptions: list[str] = field(default_factory=list)
    sectors: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    effects: list[str] = field(default_factory=list)
    nation: str = ""

    def heads(self) -> set[str]:
        return {_head(d) for d in self.descriptions} - _VAGUE

    def kind(self) -> str:
        """The task's word for what they are."""
        said = " ".join([*self.descriptions, self.name])
        told = next((kind for kind, pattern in _KINDS if pattern.search(said)), "")
        return told or next((_SECTORS[s] for s in self.sectors if s in _SECTORS), "CIVILIAN")

    def number(self) -> str:
        """A figure before a mere plural."""
        exact = [n for n in self.numbers if n.isdigit()]
        return next(iter(exact or self.numbers), "1")


class People:
    """Everybody an incident hit."""

    def __init__(self) -> None:
        self._known: list[_Person] = []

    def add(self, seen: Seen) -> None:
        """Take a mention in, with the person it is of if he is known."""
        words = _LEAD.sub("", seen.words)
        if not words:
            return
        person = self._of(seen, words)
        if person is None:
            person = _Person()
            self._known.append(person)
        if seen.named and len(words) > len(person.name):
            person.name = words
        descriptions = [seen.role] if seen.named else [words]
        person.descriptions += [d for d in descriptions if d and d not in person.descriptions]
        person.sectors += seen.sectors
        person.numbers += [seen.number] if seen.number else []
        person.effects += [seen.effect] if seen.effect else []
        person.nation = person.nation or seen.nation

    def fill(self, made: Template) -> None:
        """Write everybody into a template."""
        for person in self._known:
            described = max(person.descriptions, key=len, default="")
            ref = person.name or described
            if person.name:
                made.add("hum-tgt-name", person.name)
                made.add("hum-tgt-desc", described, [ref])
            else:
                made.add("hum-tgt-desc", described)
            made.add("hum-tgt-type", person.kind(), [ref])
            made.add("hum-tgt-num", person.number(), [ref])
            made.add("hum-tgt-nation", person.nation, [ref])
            made.add("hum-tgt-effect", next((e for e in _GRAVEST if e in person.effects), ""), [ref])

    def _of(self, seen: Seen, words: str) -> _Person | None:
        for person in self._known:
            if seen.named:
                same = bool(person.name) and _tells(words) & _tells(person.name)
                if same or (not person.name and seen.role and _head(seen.role) in person.heads()):
                    return person
            elif words in person.descriptions or (
                _head(words) in person.heads() and not _differ(seen.number, person.numbers)
            ):
                return person
        return None


def _tells(name: str) -> set[str]:
    """Words of a name that tell people apart."""
    return {w for w in re.findall(r"[A-ZÀ-Þ'’-]{3,}", name) if w not in ("DEL", "LOS", "LAS", "SAN")}


def _head(words: str) -> str:
    """The noun of a description, a plural as its singular."""
    bare = _PLACE_AFTER.sub("", _NUMBER.sub("", _LEAD.sub("", words)))
    last = bare.rsplit(" ", maxsplit=1)[-1]
    return last if last in _VAGUE else last.removesuffix("S")


def _differ(number: str, others: Iterable[str]) -> bool:
    """Whether a figure speaks against being the same people."""
    exact = [o for o in others if o.isdigit()]
    return number.isdigit() and bool(exact) and number not in exact
