"""What an amount counts, measures or is told of, by what kind of amount it is."""

from __future__ import annotations

from sayso.extract.quantity import lists
from sayso.extract.quantity.ages import whose_age
from sayso.extract.quantity.found import Found, Place
from sayso.extract.quantity.items import counted_noun, item_of, measured, objects_of, subject_of
from sayso.extract.quantity.nature import direction_of
from sayso.extract.quantity.row import Row
from sayso.extract.quantity.units import unit_at
from sayso.extract.tree import Tree
from sayso.records import Nature

__all__ = ["noun_counted", "noun_of", "said_of"]

#: Verbs of lasting.
_LASTING = lists.words("counted.lasting")
#: Words right behind a number of people.
_HURT = lists.words("counted.hurt")
#: Verbs by which a number is said of their subject.
_REACHING = lists.words("counted.reaching")
_NAMED_BY = lists.words("counted.named_by")
_COUNTS = frozenset({"number", "toll", "figure", "tally", "total", "count"})
_DEATH = "death"
_NOUNS = ("NOUN", "PROPN")
_BEFORE_OWN = (",", "—", "–", "--", "(", "-")


def noun_counted(row: Row, start: int, end: int, *, vague: bool) -> int | None:
    """The noun that an amount in words [start, end) counts."""
    a, b = row.words[start].token, row.words[end - 1].token + 1
    return counted_noun(row.tree, a, b, vague=vague)


def noun_of(row: Row, found: Found, place: Place, end: int) -> int | None:
    """The noun that is counted, measured or told of, as a word of the tree.

    ``found`` has its nature where its words told it; ``end`` is the word behind them.
    """
    tree, amount, nature = row.tree, found.amount, found.nature
    behind = row.words[end - 1].token + 1
    if found.noun is not None:
        return found.noun
    if nature is Nature.FACTOR:
        return _grown(tree, place)
    if nature is Nature.RANK:
        return noun_counted(row, amount.start, end, vague=False) or subject_of(tree, place.top, place.top)
    if nature is Nature.AGE:
        return whose_age(tree, place, behind)
    if amount.share:
        whole = noun_counted(row, amount.start, amount.end, vague=False)
        return whole or _fronted(row, found) or measured(tree, place.top, place.verb, behind)
    if found.dimension == "count":
        return noun_counted(row, amount.start, max(amount.end, found.end), vague=amount.vague)
    if found.dimension == "money":
        return _priced(tree, place, behind)
    if found.dimension == "magnitude":
        near = range(behind, min(behind + 3, len(tree)))
        top = tree[place.top].head if tree.rel(place.top) == "nummod" else place.top
        if tree.rel(top) == "nmod" and tree[tree[top].head].upos == "NOUN":
            return tree[top].head
        return next((i for i in near if tree[i].upos == "NOUN"), None)
    return _measured(row, found, place, behind)


def _fronted(row: Row, found: Found) -> int | None:
    """As in "Of the 212 who enrolled, 40 dropped out": what a sentence says first that it takes a part of."""
    behind_comma = found.start > 0 and "," in row.texts[1 : found.start]
    if not behind_comma or row.low[0] != "of":
        return None
    of = row.words[0].token
    return counted_noun(row.tree, of, of + 1, vague=True)


def _grown(tree: Tree, place: Place) -> int | None:
    """What a factor is said of: the object of its verb, else the subject."""
    own = place.top if tree.is_verbal(place.top) else place.verb
    if own is None:
        return None
    things = objects_of(tree, own, place.top)
    return things[0] if things else subject_of(tree, own, place.top)


def _priced(tree: Tree, place: Place, end: int) -> int | None:
    """What money is for, else what it moved by: "shares rose $3"."""
    worth = _worth(tree, place.top, end)
    if worth is not None or place.verb is None or not direction_of(tree, place.verb, place.top):
        return worth
    things = objects_of(tree, place.verb, place.top)
    moved = things and tree.preposition(place.top) == "by"
    return things[0] if moved else subject_of(tree, place.verb, place.top)


def _worth(tree: Tree, top: int, end: int) -> int | None:
    """What money is for, where the words say it in one phrase: "worth of cocaine", "in aid"."""
    noun = _given_in(tree, end)
    if noun is not None:
        return noun
    for prep, head in tree.obliques(top):
        named = tree[head].upos == "NOUN" and not tree.feat(head, "NumType=Card")
        if prep == "of" or (prep == "in" and named):
            return head
    if [t.text.lower() for t in tree.tokens[end : end + 2]] == ["worth", "of"] and end + 2 < len(tree):
        return _first_noun(tree, end + 2)
    head = tree[top].head
    before_noun = tree.rel(top) in ("compound", "nummod") and head >= end and tree[head].upos == "NOUN"
    return head if before_noun else None


def _given_in(tree: Tree, end: int) -> int | None:
    """As in "$3m in aid": no place and no time."""
    if end + 1 >= len(tree) or tree[end].text.lower() != "in" or tree[end + 1].upos not in ("NOUN", "ADJ"):
        return None
    noun = counted_noun(tree, end, end + 1, vague=False)
    if noun is None or tree[noun].upos != "NOUN":
        return None
    kinds = tree.sentence.noun_kinds
    return None if noun < len(kinds) and kinds[noun] in ("place", "time") else noun


def _first_noun(tree: Tree, at: int) -> int | None:
    """The first noun from a word on that is no part of a compound; four words are looked at."""
    near = range(at, min(at + 4, len(tree)))
    return next((i for i in near if tree[i].upos in _NOUNS and tree.rel(i) != "compound"), None)


def _measured(row: Row, found: Found, place: Place, end: int) -> int | None:
    """What a measure or a length of time is said of."""
    tree, verb = row.tree, place.verb
    if found.end > found.amount.end and row.texts[found.amount.end] in ("-", "–"):
        # "a 15-km exclusion zone"
        for i in range(end, min(end + 4, len(tree))):
            if tree[i].upos == "NOUN" and tree.rel(i) != "compound":
                return i
    noun = measured(tree, place.top, verb, end)
    if noun is None:
        return None
    if unit_at([tree[noun].text], 0) is not None:
        return None if verb is None else subject_of(tree, verb, place.top)
    if found.dimension == "time" and not any(h == noun and p == "of" for p, h in tree.obliques(place.top)):
        kind = row.kind(noun)
        lasting = verb is not None and tree[verb].lemma.lower() in _LASTING
        return noun if kind == "event" or (lasting and kind != "person") else None
    return noun


def said_of(row: Row, found: Found, place: Place, last_item: str | None) -> str | None:
    """What a bare number counts.

    That is what the toll or the amounts before it count (``last_item``), else the noun it renames.
    """
    tree, top = row.tree, place.top
    fronted = _fronted(row, found)
    if fronted is not None:
        return item_of(tree, fronted)
    if found.end < len(row) and row.said[found.end] in _HURT:
        return "person"
    before = _before(row, found.start)
    if before is not None:
        return item_of(tree, before)
    if tree.rel(top) == "appos" and tree[tree[top].head].upos in _NOUNS:
        return item_of(tree, tree[top].head)
    told = _told(tree, place) or last_item
    return told or ("person" if row.low[found.start] == "none" else None)


def _before(row: Row, start: int) -> int | None:
    """The noun right before a bare number: "a population of", "fighters, 40 of them"."""
    if not start:
        return None
    last = row.words[start - 1].token
    if row.tree[last].lemma.lower() in _NAMED_BY:
        return last
    if start > 1 and row.texts[start - 1] in _BEFORE_OWN:
        at = row.words[start - 2].token
        if row.tree[at].upos == "NOUN" and row.tree.feat(at, "Number=Plur"):
            return at
    return None


def _told(tree: Tree, place: Place) -> str | None:
    """What a number counts by its subject and verb: "the toll is 40", "the number of ships reached 12"."""
    own = tree.first(place.top, "nsubj")
    if own is not None and tree.of(place.top, "cop"):
        return _of_toll(tree, own)
    if place.verb is None:
        return None
    counts = [o for o in tree.of(place.verb, "obj") if tree[o].lemma.lower() in _COUNTS]
    if counts:
        of = [h for p, h in tree.obliques(counts[0]) if p == "of"]
        return _of_toll(tree, counts[0]) or (item_of(tree, of[0]) if of else None)
    told = subject_of(tree, place.verb, place.top)
    if told is None:
        return None
    moves = tree[place.verb].lemma.lower() in _REACHING or direction_of(tree, place.verb, place.top) != ""
    counted = moves and tree[told].upos == "NOUN"
    return _of_toll(tree, told) or (item_of(tree, told) if counted else None)


def _of_toll(tree: Tree, noun: int) -> str | None:
    """A toll counts deaths."""
    return _DEATH if tree[noun].lemma.lower() == "toll" else None
