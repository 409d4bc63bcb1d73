"""Words of the MUC-4 task: instruments and physical targets by the official types, and the signs of an effect."""

from __future__ import annotations

import re
from collections.abc import Iterator

__all__ = ["BOMB", "DEATH", "FIRE", "INJURY", "UNHURT", "damage", "instruments", "physical_targets"]

DEATH = re.compile(
    r"\b(?:kill|murder|assassinat|slay|slain|dead\b|die[ds]?\b|dying|death|massacr|execut|shot to|gunned|slaughter)",
    re.IGNORECASE,
)
INJURY = re.compile(r"\b(?:wound|injur|hurt)", re.IGNORECASE)
UNHURT = re.compile(
    r"\bno (?:casualties|victims|injur|one was|deaths)|\bunharmed|\bunhurt|\bescaped|\bnot (?:injured|hurt|harmed)",
    re.IGNORECASE,
)
BOMB = re.compile(
    r"\b(?:car ?bomb|bomb|dynamit|explo[ds]|explosive|blew up|blow(?:n|ing)? up)", re.IGNORECASE
)
FIRE = re.compile(
    r"\b(?:set (?:fire|ablaze)|on fire|arson|burn(?:ed|t|ing)?\b|torch(?:ed|ing))", re.IGNORECASE
)

#: Instruments by official type, the more special first.
_INSTRUMENTS = (
    ("VEHICLE BOMB", r"car ?bombs?|truck bombs?|bomb-laden (?:car|truck|vehicle)s?"),
    ("AERIAL BOMB", r"aerial bombs?"),
    ("DYNAMITE", r"(?:sticks? of )?dynamite"),
    ("GRENADE", r"(?:hand |rifle )?grenades?"),
    ("MORTAR", r"mortars?(?: shells?)?"),
    ("ROCKET", r"rockets?|bazookas?"),
    ("MINE", r"(?:land ?)?mines?(?= (?:explo|that|planted|was|were))|land ?mines?"),
    ("MOLOTOV COCKTAIL", r"molotov cocktails?|incendiary bombs?|fire ?bombs?"),
    ("MACHINE GUN", r"(?:sub)?machine ?-?guns?(?: fire)?"),
    ("RIFLE", r"(?:[\w-]+ )?rifles?|ak-47s?|m-16s?|galils?"),
    ("HANDGUN", r"pistols?|revolvers?|handguns?"),
    ("CUTTING DEVICE", r"machetes?|knives|knife"),
    ("BOMB", r"(?:high-powered |powerful |time )?bombs?|explosive devices?"),
    ("EXPLOSIVE", r"explosives?(?: charges?)?|tnt"),
    ("GUN", r"guns?|firearms?|gunfire|gunshots?|shots"),
)
_INSTRUMENT = [(kind, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for kind, words in _INSTRUMENTS]
_TYPES = (
    ("DIPLOMAT OFFICE OR RESIDENCE", r"embass(?:y|ies)|consulates?"),
    ("LAW ENFORCEMENT FACILITY", r"police stations?|police headquarters|police posts?|jails?|prisons?"),
    ("FINANCIAL", r"banks?|bank branch(?:es)?"),
    ("ENERGY", r"pipelines?|pylons?|(?:power|electrical?|electricity) (?:lines?|poles?|towers?|plants?|stations?|substations?)|towers?|oil wells?|gas stations?|substations?|refiner(?:y|ies)"),
    ("TRANSPORTATION ROUTE", r"bridges?|highways?|railroads?|roads?"),
    ("TRANSPORTATION FACILITY", r"airports?|bus terminals?|railroad stations?|ports?"),
    ("COMMUNICATIONS", r"(?:radio|television) stations?|telephone (?:booths?|boxes|lines?|exchanges?|offices?)|newspaper(?: offices?| building)?|transmitters?|antennas?"),
    ("WATER", r"water (?:pipes?|tanks?|mains?)|aqueducts?"),
    ("TRANSPORT VEHICLE", r"(?:[\w-]+ )?(?:buses|bus|cars?|trucks?|vehicles?|helicopters?|airplanes?|planes?|aircraft|taxis?|jeeps?|pickups?|minibus(?:es)?|trains?|locomotives?|motorcycles?|automobiles?|ambulances?|airliners?|boeing \d+)"),
    ("CIVILIAN RESIDENCE", r"houses?|homes?|residences?|apartments?|dwellings?"),
    ("GOVERNMENT OFFICE OR RESIDENCE", r"(?:ministry|city hall|mayor'?s offices?|town halls?|mayoralt(?:y|ies)|presidential (?:palace|house)|government (?:offices?|buildings?|house)|courthouses?|congress building)"),
    ("ORGANIZATION OFFICE", r"headquarters|party offices?|offices?|premises|centers?"),
    ("COMMERCIAL", r"hotels?|stores?|shops?|shopping centers?|restaurants?|supermarkets?|warehouses?|factor(?:y|ies)|compan(?:y|ies)|markets?|theaters?|cinemas?"),
    ("SCHOOL", r"schools?|universit(?:y|ies)|colleges?"),
    ("CHURCH", r"church(?:es)?|chapels?|cathedrals?|temples?"),
    ("OTHER", r"buildings?|monuments?|farms?|ranch(?:es)?|crops?|installations?|infrastructure"),
)  # fmt: skip
_TYPE = [(kind, re.compile(rf"(?:{words})", re.IGNORECASE)) for kind, words in _TYPES]
_ANY_TARGET = re.compile("|".join(rf"\b(?:{words})\b" for _, words in _TYPES), re.IGNORECASE)
#: Words that may stand before a target's noun in its phrase; lower-case ones end it.
_BEFORE = re.compile(
    r"(?:(?:[A-Z0-9][\w'’.-]*|of|military|police|public|commercial|local|private|electric|oil|two|three|four|five|six|several) )+$"
)
_COUNTS = {"two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9", "ten": "10"}  # fmt: skip
_DIGITS = re.compile(r"(\d{1,3}|" + "|".join(_COUNTS) + r")(?: [\w-]+){0,2} $", re.IGNORECASE)


_NO_DAMAGE = re.compile(
    r"\bno (?:material )?damage|\bwithout (?:causing )?damage|\bnot (?:damaged|explode)|\bfailed to explode|\bdefus|\bdeactivat",
    re.IGNORECASE,
)
_DESTROYED = re.compile(
    r"\bdestroy|\bburned (?:down|out)|\bgutted|\bblew up|\bblown up|\bdemolish", re.IGNORECASE
)
_DAMAGED = re.compile(
    r"\bdamag|\bexplo[ds]|\bdynamit|\bbomb|\bburn|\bfire|\bshatter|\bhit\b|\bset ablaze|\btorch",
    re.IGNORECASE,
)


def damage(sentence: str) -> str:
    """What a sentence says became of a thing, in the words of the task; empty if it does not say."""
    if _NO_DAMAGE.search(sentence):
        return "NO DAMAGE"
    if _DESTROYED.search(sentence):
        return "DESTROYED"
    return "SOME DAMAGE" if _DAMAGED.search(sentence) else ""


def instruments(sentence: str) -> Iterator[tuple[str, str]]:
    """Instruments named in a sentence: (type, words)."""
    taken: list[tuple[int, int]] = []
    for kind, pattern in _INSTRUMENT:
        for found in pattern.finditer(sentence):
            if all(found.end() <= a or b <= found.start() for a, b in taken):
                taken.append(found.span())
                yield kind, found.group().upper()


def physical_targets(sentence: str, begin: int) -> Iterator[tuple[str, str, str]]:
    """Things hit, named after the act at ``begin`` of a sentence: (type, words, number)."""
    for found in _ANY_TARGET.finditer(sentence, begin):
        words = found.group()
        kind = next((k for k, p in _TYPE if p.fullmatch(words)), "OTHER")
        before = sentence[: found.start()]
        lead = _BEFORE.search(before)
        phrase = (
            re.sub(r"^(?:of|two|three|four|five|six|several) ", "", (lead.group() if lead else "")) + words
        )
        number = _DIGITS.search(before)
        many = words.lower().endswith("s") and not words.lower().endswith(("ss", "headquarters", "bus"))
        if number is not None:
            said = number.group(1).lower()
            yield kind, phrase.upper(), _COUNTS.get(said, said)
        else:
            yield kind, phrase.upper(), "PLURAL" if many else "1"
