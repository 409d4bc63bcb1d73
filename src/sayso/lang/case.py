"""Give text that is all in capitals its letter case back, as far as words can tell it.

Every word has a usual case, learnt from mixed-case news and kept in ``data/case.txt``: small ("said"), small
but a capital beside a name ("general"), all capitals ("NATO"). A word that is not listed, nor made of one
that is, is taken for a name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from itertools import pairwise
from typing import Literal

import regex

from sayso.lang.calendar import MONTHS, WEEKDAYS
from sayso.lang.wordsets import word_set

__all__ = ["Usual", "derived", "is_shouted", "restore_case"]

#: How a word is written: small, a capital beside a name, a capital, all capitals, a name's small word ("de").
Usual = Literal["low", "beside", "name", "upper", "particle"]

_WORD = regex.compile(r"(?<![\p{L}\d'’])\p{L}[\p{L}\p{M}'’]*")
#: Where a sentence begins, behind editors' labels ("[Text]") or, at the head of a text, a dateline.
_STARTS = regex.compile(
    r"(?:^|(?<!\.\p{L})[.!?]\s+|:\s+(?=[\"“])|\n\s*|\A[^\n]{1,150}?\s(?:--|–|—)\s+)(?:\[[^\]\n]{1,80}\]\s*)*"
    r"[\"“(\[]*(\p{Ll})"
)
_LABELS = regex.compile(r"(?<=(?:^|\n|[.!?][\"”]?|--|\])\s?)\[(\p{Ll})")
#: "U.S.", the letters of "M-16" and "AK-47".
_ABBREVIATED = regex.compile(
    r"(?:(?<![\p{L}.])(?:\p{L}\.){2,})|(?<!\p{L})\p{L}(?=-?\d)|(?<!\p{L})\p{Lu}{2,3}(?=-\d)"
)
#: A word alone in brackets after a name is its short form ("[FMLN]", "(ELN)").
_SHORT_FORM = regex.compile(r"(?<=\p{L}[\"”]? )[\[(](\p{Lu}{2,6})[\])]")
#: Brackets so near the head of a text are a dateline's: "LIMA (PERU), 3 MAY".
_LINE = 60
#: From this share of capitals on, case tells nothing.
_SHOUTED = 0.8
#: Small words inside names of Romance, Dutch, German and Arabic make, capitals where a name begins with them.
_PARTICLES = frozenset("de del la las el los du des von van der den bin ibn al y e da dos das".split())
#: English words that keep small inside a name.
_SMALL = frozenset("of the and for on in at by to or a an".split())
#: Months that are verbs as well: a capital only beside what makes them a time.
_VERB_MONTHS = frozenset({"may", "march"})
_TIME_BEFORE = frozenset(
    "in of since until till by during from last next early late mid this that between before after".split()
)
_TITLES = word_set("sentences.titles") - frozenset("no nos art hon fig mt ft p pp ch sect vs".split())
_ENDINGS = tuple("'s ’s s es ed d ing ly er ers ness al ally ists ist ment".split())
_BEGINNINGS = tuple("un re non anti counter pro sub multi ex co pre inter over under".split())


@cache
def _listed() -> dict[str, Usual]:
    """Usual case by word, from lines such as "police", "front+", "United" and "NATO"."""
    out: dict[str, Usual] = {}
    lines = files("sayso.lang").joinpath("data/case.txt").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if line.endswith("+"):
            out[line[:-1]] = "beside"
        elif line and not line.startswith("#"):
            out[line.lower()] = "low" if line.islower() else "upper" if line.isupper() else "name"
    return out


def is_shouted(text: str) -> bool:
    """Whether nearly all letters are capitals."""
    letters = [c for c in text[:5000] if c.isalpha()]
    return bool(letters) and sum(c.isupper() for c in letters) >= _SHOUTED * len(letters)


def restore_case(text: str) -> str:
    """The text in sentence case, names capitalised.

    Invariants:
        As many characters as before, each in its place.
    Cost:
        Linear.
    """
    out = list(text.lower())
    if len(out) != len(text):  # letters whose lower case is longer
        return text
    words = list(_WORD.finditer(text))
    for word, usual in zip(words, _usual_cases(text, words), strict=True):
        if usual == "upper":
            _put(out, word.start(), word.group().upper())
        elif usual == "name":
            _put(out, word.start(), _capital(word.group()))
    for found in _ABBREVIATED.finditer(text):
        _put(out, found.start(), found.group().upper())
    lowered = "".join(out)
    for starts in (_STARTS, _LABELS):
        for found in starts.finditer(lowered, overlapped=True):
            _put(out, found.start(1), lowered[found.start(1)].upper())
    return "".join(out)


def _usual_cases(text: str, words: Sequence[regex.Match[str]]) -> list[Usual]:
    """How each word is to be written, its neighbours heard."""
    short = {m.group(1).lower() for m in _SHORT_FORM.finditer(text, _LINE)}
    usual = [_usual(w.group().lower(), short) for w in words]
    _mark_spelt_out(text, words, usual)
    joined = [text[a.end() : b.start()] == " " for a, b in pairwise(words)]
    for i, word in enumerate(words):
        if word.group().lower() in _VERB_MONTHS:
            usual[i] = "name" if _is_month(text, words, i) else "low"
    steps = [*range(1, len(words)), *range(len(words) - 2, -1, -1)]
    for at, i in enumerate(steps):
        # first with the word before, then with the word after
        other, linked = (i - 1, joined[i - 1]) if at < len(words) - 1 else (i + 1, joined[i])
        if usual[i] == "beside" and linked and usual[other] in ("name", "upper"):
            usual[i] = "name"
    inside = False
    for i, case in enumerate(usual):
        linked = i > 0 and joined[i - 1]
        inside = linked and (inside if usual[i - 1] == "low" else usual[i - 1] in ("name", "upper"))
        if case == "particle":
            after = i + 1 < len(words) and joined[i] and usual[i + 1] in ("name", "upper", "particle")
            opens = after and not inside and words[i].group().lower() not in ("y", "e")
            usual[i] = "name" if opens else "low"
        elif case not in ("name", "upper"):
            inside = False
    return ["low" if u == "beside" else u for u in usual]


def _mark_spelt_out(text: str, words: Sequence[regex.Match[str]], usual: list[Usual]) -> None:
    """Mark the words that a short form in brackets stands for: "Army of National Liberation (ELN)".

    One letter may differ, since the short form may be of another language.
    """
    at = {w.start(): i for i, w in enumerate(words)}
    for found in _SHORT_FORM.finditer(text):
        letters, end = list(found.group(1).lower()), at.get(found.start(1))
        if end is None:
            continue
        run: list[int] = []
        for i in range(end - 1, max(-1, end - 2 * len(letters) - 2), -1):
            gap = text[words[i].end() : words[i + 1].start()]
            if gap not in (" ", "-") and i != end - 1:
                break
            if words[i].group().lower() not in _SMALL | _PARTICLES:
                run.append(i)
        run = run[: len(letters)]
        initials = [words[i].group()[0].lower() for i in run]
        common = sum((Counter(initials) & Counter(letters)).values())
        if common >= max(2, len(letters) - 1):
            for i in run:
                if usual[i] != "upper":
                    usual[i] = "name"


def _is_month(text: str, words: Sequence[regex.Match[str]], i: int) -> bool:
    """Whether "may" or "march" is the month: beside a number, or after a word that times follow."""
    word = words[i]
    beside = regex.search(
        r"\d(?:st|nd|rd|th)? $", text[max(0, word.start() - 5) : word.start()], regex.IGNORECASE
    )
    ahead = regex.match(r",? (?:\d{1,2}|\d{4})\b", text[word.end() : word.end() + 6])
    before = words[i - 1].group().lower() if i > 0 else ""
    return bool(beside or ahead) or before in _TIME_BEFORE


def _usual(word: str, short: set[str]) -> Usual:
    """The usual case of a word by itself."""
    if word in short and _listed().get(word) != "low":
        return "upper"
    if word in ("i", "i'm", "i'll", "i've", "i'd") or word in MONTHS or word in WEEKDAYS or word in _TITLES:
        return "low" if word in ("sat", "sun", "mar", "dec") and word in _listed() else "name"
    if word in _PARTICLES:
        return "particle"
    found = _listed().get(word)
    if found is not None:
        return found
    for ending in ("'s", "’s", "'", "’"):
        if word.endswith(ending):
            return _usual(word.removesuffix(ending), short)
    if derived(word, _listed()):
        return "low"
    if len(word) > 1 and not regex.search("[aeiouy]", word):
        return "upper"
    return "name"


def derived(word: str, listed: Mapping[str, Usual]) -> bool:
    """Whether a word is made of a listed small one: "dynamited" of "dynamite", "reopened" of "open"."""

    def small(stem: str) -> bool:
        return len(stem) > 2 and listed.get(stem) in ("low", "beside")

    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) > 5:
            stem = word[: -len(ending)]
            doubled = len(stem) > 3 and stem[-1] == stem[-2]
            options = (
                stem,
                f"{stem}e",
                f"{stem[:-1]}y" if stem.endswith("i") else "",
                stem[:-1] if doubled else "",
            )
            if any(small(s) for s in options):
                return True
    for beginning in _BEGINNINGS:
        rest = word.removeprefix(beginning)
        if rest != word and len(rest) > 3 and (small(rest) or (rest.endswith("s") and small(rest[:-1]))):
            return True
    return False


def _put(out: list[str], at: int, new: str) -> None:
    """Write letters one by one; a letter whose capital is longer (as in "ß") stays as it is."""
    for i, old in enumerate(out[at : at + len(new)]):
        if new[i].lower() == old.lower():
            out[at + i] = new[i]


def _capital(word: str) -> str:
    low = word.lower()
    if len(low) > 3 and low[1] in "'’" and low[0] in "dol":
        return low[0].upper() + low[1] + low[2:3].upper() + low[3:]
    return low[:1].upper() + low[1:]
