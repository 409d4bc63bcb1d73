"""Ages: "aged 34", "the suspect, 34,", "who is 71", "a 19-year-old student"."""

from __future__ import annotations

from sayso.extract.quantity import lists
from sayso.extract.quantity.found import Found, Place, bare, one
from sayso.extract.quantity.items import subject_of
from sayso.extract.quantity.row import Row
from sayso.extract.tree import Tree
from sayso.lang.amounts import Amount
from sayso.records import Nature

__all__ = ["age_end", "age_in_commas", "age_said", "aged", "whose_age"]

#: Nobody is older than this, unless the words say that it is an age.
_OLDEST, _OLDEST_SAID = 115, 120
_UNITS = frozenset({"year", "month", "day", "week"})
#: Nouns of people before an age, and other words for a person.
_PEOPLE, _PERSONS = lists.words("ages.people"), lists.words("ages.persons")
#: Tags of words after a number that it counts.
_COUNTED = frozenset({"NOUN", "PROPN", "ADJ", "NUM", "SYM"})


def _age(amount: Amount, noun: int | None = None) -> Found:
    """An age in years."""
    return Found(
        start=amount.start,
        end=amount.end,
        amount=amount,
        nature=Nature.AGE,
        unit="year",
        code="a",
        dimension="time",
        noun=noun,
    )


def aged(row: Row, at: int) -> Found | None:
    """As in "aged 34", "ages 5 to 12"."""
    if at == 0 or row.low[at - 1] not in ("aged", "age", "ages"):
        return None
    amount = row.amount(at, 5)
    if amount is None or amount.high is None or amount.score or not 0 < amount.high <= _OLDEST_SAID:
        return None
    return _age(bare(amount))


def age_in_commas(row: Row, at: int) -> Found | None:
    """As in "the suspect, 34, was arrested", "Maria Rossi (41)"."""
    text = row.texts[at]
    if not (text.isdecimal() and len(text) <= 3 and 0 < int(text) <= _OLDEST and 0 < at < len(row) - 1):
        return None
    if (row.texts[at - 1], row.texts[at + 1]) not in ((",", ","), (",", "."), ("(", ")")):
        return None
    before = row.words[at - 2].token if at > 1 else 0
    person = row.kind(before) == "person" or _is_named_person(row.tree, before)
    if not person or row.tree[before].upos not in ("NOUN", "PROPN"):
        return None
    return _age(one(at, at + 1, float(text)), before)


def age_said(row: Row, at: int) -> Found | None:
    """As in "who is 71", "a widow of 103", "At 84, the novelist", "children under five"."""
    amount = row.amount(at, 5)
    if amount is None or amount.low is None or amount.high is None or amount.share or amount.score:
        return None
    if not 0 < amount.low <= amount.high <= _OLDEST:
        return None
    end = amount.end
    if end < len(row) and (row.upos(end) in _COUNTED or row.texts[end] in ("-", "%", "–", "of")):
        return None
    whose = _of_whom(row, at, end)
    return None if whose is None else _age(bare(amount), whose)


def _of_whom(row: Row, at: int, end: int) -> int | None:
    """Whose age a number in words [at, end) may be."""
    tree, here = row.tree, row.words[at].token
    before = row.low[at - 1] if at else ""
    in_comma = end < len(row) and row.texts[end] == ","
    if before == "at" and at <= 2 and in_comma:
        head = tree[here].head
        told = subject_of(tree, head, here) if head >= 0 else None
        return told if told is not None and _is_person(row, told) else None
    if before == "at" and at > 2 and row.texts[at - 2] == "," and in_comma:
        older = row.words[at - 3].token
        return older if _is_person(row, older) else None
    if before in _PEOPLE:
        people = row.words[at - 1].token
        if tree.feat(people, "Number=Plur") and _is_person(row, people):
            return people
    if before in ("of", "under", "over", "below", "above") and at > 1:
        older = row.words[at - 2].token
        return older if tree[older].upos in ("NOUN", "PRON") and _is_person(row, older) else None
    return _subject(row, here) if tree.of(here, "cop") else None


def _subject(row: Row, here: int) -> int | None:
    """The person who is said to be of an age: "the youngest is six", "a widow who is 71"."""
    tree = row.tree
    told = tree.first(here, "nsubj")
    if told is None:
        return None
    if tree[told].upos == "PRON" and tree[told].text.lower() == "who" and tree[here].head >= 0:
        told = tree[here].head
    return told if _is_person(row, told) else None


def _is_person(row: Row, token: int) -> bool:
    """Whether a word of the tree is somebody."""
    if row.kind(token) == "person" or row.tree[token].text.lower() in _PERSONS:
        return True
    return _is_named_person(row.tree, token)


def _is_named_person(tree: Tree, token: int) -> bool:
    """Whether a word is part of a person's name."""
    return any(m.label == "person" and m.start <= token < m.end for m in tree.sentence.mentions)


def age_end(row: Row, found: Found) -> int | None:
    """Where a length of time ends that is an age by the words behind it: "42 years old", "6-month-old"."""
    if found.dimension != "time" or found.unit not in _UNITS:
        return None
    low = list(row.said[found.end : found.end + 2])
    if low[:1] == ["old"]:
        return found.end + 1
    return found.end + 2 if low in (["-", "old"], ["of", "age"]) else None


def whose_age(tree: Tree, place: Place, end: int) -> int | None:
    """Whose age an amount before word ``end`` is: "a 19-year-old student", "the widow is 42 years old"."""
    for i in range(end, min(end + 3, len(tree))):
        if tree[i].upos in ("NOUN", "PROPN"):
            return i if all(tree[j].upos == "ADJ" for j in range(end, i)) else None
    for at in (place.top, tree[place.top].head):
        told = subject_of(tree, at, place.top) if at >= 0 else None
        if told is not None:
            return told
    return None if place.verb is None else subject_of(tree, place.verb, place.top)
