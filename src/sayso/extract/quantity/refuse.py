"""Numbers that are no amounts: years, names of flights and weapons, articles of law, "one" for somebody."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from sayso.extract.quantity import lists
from sayso.extract.quantity.row import Row
from sayso.lang.amounts import Amount

__all__ = ["is_designator", "named_numbers"]

#: Nouns after which a number is a name, and those that need no capital letter for it.
_NAMED, _ALWAYS = lists.words("refuse.named"), lists.words("refuse.always_named")
#: Nouns whose plural is as their singular, and collectives that numbers count.
_INVARIANT = lists.words("refuse.invariant")
#: Words with a capital letter that name nothing.
_STARTERS = lists.words("refuse.starters")
_STREETS = lists.words("refuse.streets")
#: Words after "one" that stands for somebody or something, and those for some told before.
_SOMEBODY, _THEM = lists.words("refuse.somebody"), lists.words("refuse.them")
#: Adjectives before a number of three digits that counts: "the other 717".
_COUNTED = frozenset({"other", "additional", "further", "last", "first", "estimated", "total"})
#: Tags of words behind a number that it counts or describes.
_GOES_ON = frozenset({"NOUN", "PROPN", "ADJ", "NUM", "SYM", "VERB"})
#: Names that hold amounts.
_NO_NAMES = frozenset({"money", "nationality", "person"})
_JOINTS = ("-", "–", "/", ".", "#", "‑")
_DASHES = ("-", "–")
_OWNS = ("'s", "’s")
_LETTERED = re.compile(r"[A-Z]{2,5}")
#: "787 Dreamliner": a name when it comes again.
_KIND_NUMBER = re.compile(r"\b(\d{3}) [`'\"“]*([A-Z][a-z]{3,})\b")
_NAME_NUMBER = re.compile(r"\b([A-Z][a-z]{2,}) (\d{2,4})(?:[ '’-]+|[.,;:)]\s*)(\w+)")


@lru_cache(maxsize=16)
def named_numbers(text: str) -> frozenset[str]:
    """Numbers that a text uses as names: "a Boeing 737", "Flight 447"; not where they count what follows."""
    out = set()
    for name, number, after in _NAME_NUMBER.findall(text):
        counts = after.endswith("s") or after in _INVARIANT
        if name.lower() not in _STARTERS and not counts:
            out.add(number)
    kinds = Counter(number for number, noun in _KIND_NUMBER.findall(text) if not noun.endswith("s"))
    return frozenset(out | {number for number, n in kinds.items() if n > 1})


def is_designator(row: Row, amount: Amount, *, measured: bool) -> bool:
    """Whether an amount is part of a name, a year, or "one" that stands for somebody.

    ``measured`` says that a unit or a currency stands with it.
    """
    low = row.low[amount.start]
    if measured or low in ("a", "an", "half", "several", "no"):
        return False
    if low in ("one", "ones") and amount.end == amount.start + 1:
        return _stands_for(row, amount)
    if any(rule(row, amount) for rule in _RULES):
        return True
    coded = _after_letters(row, amount)
    return _before_letters(row, amount) or _is_year(row, amount) if coded is None else coded


def _is_glued(row: Row, amount: Amount) -> bool:
    """As in "F-16", "3/4", "No.5": joined to the word before it without a space."""
    start = amount.start
    if start < 2 or row.texts[start - 1] not in _JOINTS:
        return False
    older, joint, word = row.words[start - 2 : start + 1]
    return older.end == joint.start and joint.end == word.start and older.text[:1].isalnum()


def _is_capital(row: Row, amount: Amount) -> bool:
    """As in "the Group of Seven"."""
    text = row.texts[amount.start]
    return amount.start > 0 and text[:1].isupper() and text.isalpha() and row.upos(amount.start) == "PROPN"


def _is_numbered(row: Row, amount: Amount) -> bool:
    """As in "No. 5" where the stop stands apart, "Plan B 12", "3's", "GMT+3"."""
    start, text = amount.start, row.texts[amount.start]
    before = row.texts[start - 1] if start else ""
    older = row.low[start - 2] if start > 1 else ""
    if (before == "." and older == "no") or (before in ("+", "-") and older in ("gmt", "utc")):
        return True
    letter = len(before) == 1 and before.isupper() and before not in "AI"
    if letter and text[:1].isdigit():
        return True
    return text.isdigit() and amount.end < len(row) and row.texts[amount.end] in _OWNS


def _is_known(row: Row, amount: Amount) -> bool:
    """Whether the text uses the number as a name elsewhere, or it says here which kind."""
    text = row.texts[amount.start]
    if amount.end == amount.start + 1 and text in named_numbers(row.article.text):
        return True
    return text[:1].isdigit() and (_is_bare_name(row, amount) or _is_of_a_kind(row, amount))


def _is_in_name(row: Row, amount: Amount) -> bool:
    """Whether digits stand within a name as read, "iPhone 11 Pro", or in an address, "575 Wilbraham Road"."""
    if not row.texts[amount.start].isdigit():
        return False
    at = row.words[amount.start].token
    named = any(
        m.start < at < m.end and m.end - m.start > 1 and m.label not in _NO_NAMES
        for m in row.tree.sentence.mentions
    )
    rest = row.words[amount.end : amount.end + 4]
    lows = row.low[amount.end : amount.end + 4]
    street = any(s in _STREETS and w.text[:1].isupper() for w, s in zip(rest[1:], lows[1:], strict=True))
    return named or (street and rest[0].text[:1].isupper())


def _is_after_name(row: Row, amount: Amount) -> bool:
    """As in "Kennedy 22": digits behind a proper noun that they hang on or that begins no sentence."""
    start, text = amount.start, row.texts[amount.start]
    if not start or not text.isdigit():
        return False
    if not row.texts[start - 1][:1].isupper() or row.upos(start - 1) != "PROPN":
        return False
    inner = start > 1 and row.low[start - 1] not in _STARTERS and len(text) <= 4
    hangs = row.token(start).head == row.words[start - 1].token
    return (hangs or inner) and not _is_counted_after(row, amount)


def _is_after_noun(row: Row, amount: Amount) -> bool:
    """As in "Flight 447", "article 5"."""
    start = amount.start
    if not start or not row.texts[start][:1].isdigit() or row.low[start - 1] not in _NAMED:
        return False
    return row.texts[start - 1][:1].isupper() or row.low[start - 1] in _ALWAYS


_RULES = (
    _is_glued,
    _is_capital,
    _is_numbered,
    _is_known,
    _is_in_name,
    _is_after_name,
    _is_after_noun,
)


def _after_letters(row: Row, amount: Amount) -> bool | None:
    """Whether digits behind capital letters are a name, "MH 370"; None where no such letters stand there."""
    start = amount.start
    if not start or not row.texts[start][:1].isdigit() or not _LETTERED.fullmatch(row.texts[start - 1]):
        return None
    if row.upos(start - 1) not in ("PROPN", "NOUN", "X"):
        return None
    word = row.words[start]
    near = row.words[start - 1].end + 1 >= word.start
    return near and not word.glued and not _is_plural_after(row, amount)


def _before_letters(row: Row, amount: Amount) -> bool:
    """As in "747-SP": capital letters behind a hyphen."""
    if amount.end + 1 >= len(row) or row.texts[amount.end] not in _DASHES:
        return False
    last, joint, letters = row.words[amount.end - 1 : amount.end + 2]
    glued = last.end == joint.start and joint.end == letters.start
    return glued and len(letters.text) <= 2 and letters.text.isupper()


def _is_of_a_kind(row: Row, amount: Amount) -> bool:
    """Whether digits say which kind.

    That is more than one of a singular noun, "a 717 jet", or a second number before it.
    """
    if amount.low is None or amount.low != amount.high or amount.end - amount.start > 1 or amount.low <= 1:
        return False
    tree, last = row.tree, row.words[amount.end - 1]
    at = last.token + 1
    while at < len(tree) and tree[at].upos in ("ADJ", "NOUN", "PROPN") and tree[at].head > at:
        at += 1
    if at >= len(tree) or tree[at].upos not in ("NOUN", "PROPN") or at - last.token > 3:
        return False
    glued = amount.end < len(row) and row.texts[amount.end] in _DASHES
    if glued or not last.text.isdigit():
        return False
    return (len(last.text) >= 3 and _is_single(row, at)) or _has_earlier(row, at, last.token)


def _is_single(row: Row, noun: int) -> bool:
    """Whether a noun is a singular one that has a plural."""
    token = row.tree[noun]
    low = token.text.lower()
    plural = low.endswith("s") or low in _INVARIANT
    return token.upos == "NOUN" and not plural and row.tree.feat(noun, "Number=Sing")


def _has_earlier(row: Row, noun: int, here: int) -> bool:
    """Whether a noun has another number before the one at word ``here``, with only its own words between."""
    tags = ("ADJ", "NOUN", "PROPN", "VERB")
    return any(
        c < here and all(t.upos in tags for t in row.tree.tokens[c + 1 : here])
        for c in row.tree.of(noun, "nummod")
    )


def _is_bare_name(row: Row, amount: Amount) -> bool:
    """As in "Boeing's 747", "the final 717 to the airline": three digits of somebody's, and no noun."""
    start, end, text = amount.start, amount.end, row.texts[amount.start]
    if len(text) != 3 or not text.isdigit() or end - start > 1 or start < 2:
        return False
    if row.upos(end) in _GOES_ON or (end < len(row) and row.low[end] in ("who", "that", "or", "more")):
        return False
    if row.texts[start - 1] in _OWNS and row.upos(start - 2) == "PROPN":
        return True
    return row.upos(start - 1) == "ADJ" and row.low[start - 1] not in _COUNTED


def _is_plural_after(row: Row, amount: Amount) -> bool:
    """Whether a plural noun follows right after."""
    if row.upos(amount.end) != "NOUN":
        return False
    return row.tree.feat(row.words[amount.end].token, "Number=Plur")


def _is_counted_after(row: Row, amount: Amount) -> bool:
    """Whether a plural noun or an adjective before one follows a number."""
    for at in range(amount.end, min(amount.end + 3, len(row))):
        if row.upos(at) == "NOUN":
            return row.tree.feat(row.words[at].token, "Number=Plur") or row.low[at] in _INVARIANT
        if row.upos(at) not in ("ADJ", "PROPN", "NUM"):
            return False
    return False


def _stands_for(row: Row, amount: Amount) -> bool:
    """Whether "one" is a pronoun: "one of them", "this one", "one day".

    It is a count before its noun or "of the" nouns.
    """
    after = row.low[amount.end : amount.end + 3]
    if after and after[0] == "of":
        return len(after) < 3 or after[1] in _THEM
    if after and after[0] in _SOMEBODY:
        return True
    at = row.words[amount.start].token
    return row.tree[at].deprel != "nummod" or not 0 < row.tree[at].head - at <= 4


def _is_year(row: Row, amount: Amount) -> bool:
    """Four digits from 1800 to 2100 before no plural noun."""
    text = row.texts[amount.start]
    if amount.end != amount.start + 1 or len(text) != 4 or not text.isdigit():
        return False
    return 1800 <= int(text) <= 2100 and not _is_plural_after(row, amount)
