"""The grammar of actor phrases: "senior Russian officials", "rebels in eastern Mali", "a spokesman for X"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sayso.classes import dataclass
from sayso.resolve.countries import Countries, Country
from sayso.resolve.lexicon import Word, words_of
from sayso.resolve.roles import Role, Roles

__all__ = [
    "HONORIFICS",
    "LOCATIVE",
    "Described",
    "cut_tail",
    "describe",
    "is_foreign",
    "rank_of",
    "without_titles",
]

#: Words that begin what stands behind the head.
_TAIL_WORDS = frozenset(
    "of in from at near on against with who which that for to by under inside outside along across linked loyal "
    "allied backed based working fighting accused suspected wearing including after around while where whose "
    "within aboard between among told said known identified living held killed".split()
)
#: Tails whose place is the actor's ("officials in Tehran"); after others it is the adversary's or a stranger's.
LOCATIVE = frozenset(
    "of in from at near for inside within around across outside on with based working along".split()
)
#: "Hundreds of protesters": what counts comes after the "of".
_PARTITIVE = frozenset(
    "hundred hundreds thousand thousands dozen dozens scores million millions tens number numbers group groups team "
    "some most many one two three four five several all handful pair couple majority crowd crowds members member "
    "wave waves band bands lot lots any none each half unit units convoy column squad elements remnants coalition "
    "few both part third quarter percent contingent array host type types kind list family trio duo gang gangs "
    "series association union federation alliance network delegation force ranks rest".split()
)
#: What is joined to a country's name by these says whose side or whose soil, not whose people.
_FOREIGN = re.compile(
    r"^(?:pro|anti|non|post)[- ]|[-–](?:backed|aligned|allied|funded|supported|trained|armed|occupied|controlled|"
    r"linked|born|installed|made|built|held|speaking|appointed|sponsored|friendly|brokered|supplied|designed|"
    r"affiliated|inspired|oriented|leaning|bound|era|owned|occupation|annexed|language|hosted|financed)$",
    re.IGNORECASE,
)
#: Compounds whose first half is the actor's own country ("U.S.-led coalition").
_OWN = re.compile(r"^(.{2,})[-–](?:led|based|flagged|registered|style|run)$", re.IGNORECASE)
#: "Ex-Peruvian president": the country is theirs all the same.
_LEFT = re.compile(r"^ex[-–](.{2,})$", re.IGNORECASE)
HONORIFICS = frozenset(
    "mr mrs ms miss dr sir dame lord lady prof professor gen maj lt col capt sgt cpl cmdr brig adm rep sen gov rev "
    "hon judge justice sheikh sheik shaykh mullah maulana ayatollah hojatoleslam king queen prince princess pope "
    "cardinal archbishop bishop father imam rabbi comrade marshal general colonel major captain lieutenant admiral "
    "brigadier sergeant president premier chairman chairwoman chancellor senator congressman congresswoman governor "
    "mayor minister secretary ambassador envoy commander chief director dictator leader tycoon oligarch lt-gen "
    "vice-admiral rear-admiral maj-gen brig-gen det insp supt cllr ret retired st monsignor baroness baron count "
    "emperor sultan emir crown mp pm fm then former ex acting late outgoing incoming interim deputy vice first "
    "designate elect u daw haji hajji sayyid syed".split()
)
#: What a rank or form of address says of its bearer, where no head word does.
_RANKS = {
    **dict.fromkeys(
        "gen maj lt col capt sgt cpl cmdr brig adm lt-gen vice-admiral rear-admiral maj-gen brig-gen general colonel "
        "major captain lieutenant admiral brigadier sergeant corporal commodore wing-commander".split(),
        ("MIL",),
    ),
    **dict.fromkeys("rep sen senator congressman congresswoman mp mep msp".split(), ("LEG",)),
    **dict.fromkeys(
        "rev fr reverend father bishop archbishop cardinal imam rabbi mullah maulana ayatollah hojatoleslam monsignor "
        "pope mufti pastor swami deacon".split(),
        ("REL",),
    ),
    **dict.fromkeys("judge justice".split(), ("JUD",)),
    **dict.fromkeys("prof professor".split(), ("EDU",)),
    **dict.fromkeys("det insp supt constable sheriff".split(), ("COP",)),
    **dict.fromkeys(
        "gov ambassador minister governor mayor president premier chancellor pm fm".split(), ("GOV",)
    ),
}
_FORMER = frozenset(
    "former ex late ousted deposed onetime exiled toppled erstwhile retired sometime overthrown disgraced".split()
)
#: The same in two words, as a hyphen folds into a space.
_FORMER_PAIRS = ("one time", "then former", "long gone")
#: Whoever holds the office now is not meant.
_NOT_HOLDER = _FORMER | frozenset(
    "deputy vice incoming next future new previous first last would-be assistant elect designate two three several "
    "many other another any every no previous".split()
)
#: Head words followed by these still head the phrase ("residents displaced by ...").
_PARTICIPLE = re.compile(
    r"(?:ed|ing|alike|there|here|abroad|aboard|themselves|himself|herself|alone|elsewhere)$"
)


@dataclass(frozen=True, slots=True)
class Described:
    """What the words before and in the head of a description say."""

    head: Role | None
    head_words: str
    modifiers: tuple[Role, ...]
    country: Country | None
    before: tuple[Word, ...]
    former: bool
    holder: bool
    start: int


def cut_tail(words: Sequence[Word], roles: Roles) -> tuple[Sequence[Word], str, Sequence[Word]]:
    """Part "officials in Tehran" into head part, linking word and the rest; partitives give way.

    Heads that hold an "of" themselves ("ministry of defence") stay whole.
    """
    start = 0
    while True:
        at = next((i for i in range(start + 1, len(words)) if _links(words, i, roles, start)), len(words))
        if at + 1 >= len(words):
            return words[start:at], "", ()
        head = words[at - 1].key
        if words[at].key == "of" and (head in _PARTITIVE or head.isdigit()):
            start = at + 1
            while start < len(words) - 1 and words[start].key in (
                "the",
                "its",
                "their",
                "his",
                "these",
                "those",
            ):
                start += 1
            continue
        rest = words[at + 1 :]
        while len(rest) > 1 and rest[0].key in ("the", "a", "an"):
            rest = rest[1:]
        return words[start:at], words[at].key, rest


def _links(words: Sequence[Word], i: int, roles: Roles, start: int) -> bool:
    if words[i].key not in _TAIL_WORDS or words[i].capital:
        return False
    # Is the word inside a head such as "minister of foreign affairs"?
    for begin in range(max(start, i - 3), i):
        role, end = roles.at(words, begin)
        if role is not None and end > i:
            return False
    return True


def _head_of(words: Sequence[Word], roles: Roles) -> tuple[Role | None, int, int]:
    """The head of a part without tail, where it begins and where it ends."""
    end = len(words)
    while end > 0:
        role, start = roles.ending(words, end)
        if role is not None:
            return role, start, end
        word = words[end - 1]
        if word.capital or not _PARTICIPLE.search(word.key):
            break
        end -= 1
    return None, len(words), len(words)


def rank_of(words: Sequence[Word]) -> tuple[str, ...]:
    """The sectors that the last rank among the words tells: "Lt. Col." is military."""
    for word in reversed(words):
        found = _RANKS.get(word.key) or _RANKS.get(word.key.replace(" ", "-"))
        if found:
            return found
    return ()


def is_foreign(word: str) -> bool:
    """Whether a compound says whose side or soil, not whose people: "pro-Russian", "Iran-backed"."""
    return _FOREIGN.search(word) is not None


def describe(words: Sequence[Word], countries: Countries, roles: Roles, near: Sequence[str]) -> Described:
    """Read a part without tail: its head, the roles and the country before it."""
    head, start, end = _head_of(words, roles)
    country: Country | None = None
    modifiers: list[Role] = []
    rest: list[Word] = []
    former = any(w.key in _FORMER or w.key.startswith("ex ") or w.key in _FORMER_PAIRS for w in words)
    i = 0
    while i < start:
        word = words[i]
        found, stop = countries.at(words, i, near)
        if found is None and (left := _LEFT.match(word.text)) and (named := words_of(left.group(1))):
            found, stop = countries.at(named, 0, near)[0], i + 1
        if found is None and (own := _OWN.match(word.text)) and (halves := words_of(own.group(1))):
            half = halves[0]
            found = countries.at((half,), 0, near)[0]
            stop = i + 1
            if found is None:
                rest.append(half)
                i += 1
                continue
        if found is not None and not _FOREIGN.search(word.text):
            # "Syria's Russian-made ..." aside, the first country named is whose they are.
            country = country or found
            i = stop
            continue
        if _FOREIGN.search(word.text) and any(c.isupper() for c in word.text):
            i += 1
            continue
        role, stop = roles.at(words[:start], i)
        if role is not None:
            # In "deputy secretary" the first word is a grade, in "rebel deputy" the second an office.
            if stop > i + 1 or word.key not in ("deputy", "deputies"):
                modifiers.append(role)
            i = stop
            continue
        rest.append(word)
        i += 1
    holder = not former and not any(w.key in _NOT_HOLDER for w in words[:start])
    return Described(
        head=head,
        head_words=" ".join(w.text for w in words[start:end]),
        modifiers=tuple(modifiers),
        country=country,
        before=tuple(rest),
        former=former,
        holder=holder,
        start=start,
    )


def without_titles(
    words: Sequence[Word], countries: Countries, roles: Roles, near: Sequence[str]
) -> tuple[Sequence[Word], Sequence[Word]]:
    """Part "Russian army Col. Ivan Petrov" into title and name; the name keeps at least one word."""
    cut = 0
    for i in range(len(words) - 1):
        if i < cut:
            continue
        word = words[i]
        role, end = roles.at(words, i)
        if role is None:
            country, end = countries.at(words, i, near)
            if country is None:
                end = i + 1 if word.key in HONORIFICS or not word.capital else i
        if end == i or end >= len(words):
            # A capitalised word that is no title may stand inside one ("Wagner chief ..."), so go on.
            continue
        cut = end
    return words[:cut], words[cut:]
