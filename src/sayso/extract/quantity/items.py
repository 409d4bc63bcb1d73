"""What an amount counts or measures: the noun it stands with, else what the sentence says it of."""

from __future__ import annotations

from sayso.extract.quantity import lists
from sayso.extract.tree import Tree
from sayso.lang.plurals import singular

__all__ = ["counted_noun", "item_of", "measured", "name_of", "objects_of", "subject_of", "top_word"]

#: Nouns that only say "so many of", so that what is counted stands behind "of".
_OF = lists.words("items.of")
#: Adjectives that say nothing about the kind of thing.
_EMPTY = lists.words("items.empty")
#: Nouns of change.
_CHANGES = lists.words("items.changes")
_NOUNS = ("NOUN", "PROPN")
#: Endings of words before "of" that are numbers themselves: "tens of", "a score of".
_SO_MANY = ("s", "dozen", "couple", "handful", "score")
_RELATIVE = frozenset({"that", "which", "who"})
_DASHES = ("-", "–")
#: How far a number may stand before its noun.
_FAR = 6
#: Relations of a word within a noun phrase.
_INNER = frozenset({"nummod", "compound", "det", "amod"})


def counted_noun(tree: Tree, start: int, end: int, *, vague: bool) -> int | None:
    """The noun that a number in words [start, end) counts.

    It is the number's head, what stands in "of", or the noun right after.
    """
    top = top_word(tree, start, end)
    behind = end - 1 if tree[end - 1].text.lower() == "of" else end
    if [t.text.lower() for t in tree.tokens[behind : behind + 2]] == ["more", "of"]:
        behind += 1
    if behind < len(tree) and tree[behind].text.lower() == "of":
        if vague or tree[top].text.lower().endswith(_SO_MANY):
            return _phrase_head(tree, behind + 1)
        return _partitive(tree, behind + 1)
    head = tree[top].head
    near = end <= head <= end + _FAR and tree.rel(top) in _INNER
    near = near and not (tree[end].text == "," and any(t.upos == "NUM" for t in tree.tokens[end:head]))
    if near and tree[head].upos in ("NOUN", "PROPN", "SYM", "X"):
        return _through(tree, _last_of_compound(tree, head))
    return _noun_after(tree, end)


def top_word(tree: Tree, start: int, end: int) -> int:
    """The word of [start, end) that hangs on a word outside."""
    return next((i for i in range(start, end) if not start <= tree[i].head < end), start)


def _noun_after(tree: Tree, end: int) -> int | None:
    """The noun right after a number, at most three adjectives on."""
    at = end
    while (
        at < len(tree)
        and at - end < 3
        and (tree[at].upos in ("ADJ", "ADV", "VERB") or tree[at].text in _DASHES)
    ):
        at += 1
    if at >= len(tree) or tree[at].upos not in _NOUNS:
        return None
    between = range(end, at)
    plain = all(tree[i].upos != "VERB" or tree.rel(i) == "amod" for i in between)
    if not plain or any(tree[i].upos == "ADV" for i in between):
        return None
    return _through(tree, _last_of_compound(tree, at))


def _partitive(tree: Tree, at: int) -> int | None:
    """As in "195 of the chamber's seats", "12 of its ships": so many of those."""
    if at < len(tree) and tree[at].text.lower() in ("them", "us", "those", "these", "whom", "which", "you"):
        return None
    if at < len(tree) and tree[at].upos in ("DET", "PRON", "NUM"):
        return _phrase_head(tree, at)
    return None


def _phrase_head(tree: Tree, at: int) -> int | None:
    """The head of the noun phrase that begins at a word; its owner is passed over."""
    i = at
    while (
        i < len(tree) and tree[i].upos in ("DET", "ADJ", "NUM", "PRON", "ADV", "VERB", "SYM") and i - at < 5
    ):
        i += 1
    if i >= len(tree) or tree[i].upos not in _NOUNS:
        return None
    i = _last_of_compound(tree, i)
    while i + 2 < len(tree) and tree[i + 1].text in ("'s", "’s"):
        nxt = i + 2
        while nxt < len(tree) and tree[nxt].upos in ("ADJ", "NUM"):
            nxt += 1
        if nxt >= len(tree) or tree[nxt].upos not in _NOUNS:
            break
        i = _last_of_compound(tree, nxt)
    return _through(tree, i)


def _last_of_compound(tree: Tree, i: int) -> int:
    """The head of a row of nouns: "cattle traders", "Caesar howitzers", "T-72 tanks"."""
    while (nxt := _next_of_compound(tree, i)) is not None:
        i = nxt
    head = tree[i].head
    joined = tree.rel(i) == "compound" and i < head <= i + 3 and tree[head].upos in _NOUNS
    return head if joined else i


def _next_of_compound(tree: Tree, i: int) -> int | None:
    """The noun that a noun stands before as its kind or name."""
    behind = tree.tokens[i + 1 : i + 4]
    if (
        len(behind) == 3
        and behind[0].text in _DASHES
        and behind[1].text[:1].isdigit()
        and behind[2].upos == "NOUN"
    ):
        return i + 3
    nxt = i + 1
    if not behind or behind[0].upos not in _NOUNS:
        return None
    named = tree[i].upos == "PROPN" and tree[nxt].upos == "NOUN"
    flat = tree[nxt].head == i and tree.rel(nxt) in ("flat", "compound")
    return nxt if named or flat or tree[i].head == nxt else None


def _through(tree: Tree, noun: int) -> int:
    """Through nouns that only say "so many of"."""
    if tree[noun].lemma.lower() in _OF:
        of = [h for prep, h in tree.obliques(noun) if prep == "of"]
        if of:
            return of[0]
    return noun


def name_of(tree: Tree, noun: int) -> str:
    """A counted noun as written, with the nouns that stand before it: "artillery shells"."""
    before = [c for c in tree.of(noun, "compound") if c < noun and tree[c].upos in _NOUNS]
    return " ".join(tree[w].text for w in [*before, noun]).lower()


def item_of(tree: Tree, noun: int, outside: int = -1, *, bare: bool = False) -> str:
    """Its dictionary form with the words that say which kind: "artillery shell".

    Words before ``outside`` are the amount's own and left out. ``bare`` keeps of the words before it only
    common nouns: what a percentage or an age is said of needs no more.
    """
    named = _named_by(tree, noun) if bare and tree[noun].upos == "PROPN" else ""
    if named:
        return named
    kinds = [w for w in _kinds(tree, noun, outside) if not bare or tree[w].upos == "NOUN"]
    return " ".join([*(tree[w].text.lower() for w in kinds), _lemma(tree, noun)])


def _named_by(tree: Tree, noun: int) -> str:
    """The name of several words that a proper noun is part of, in lower case; "" where there is none."""
    for mention in tree.sentence.mentions:
        if mention.start <= noun < mention.end and mention.end - mention.start > 1:
            return " ".join(t.text.lower() for t in tree.tokens[mention.start : mention.end])
    return ""


def _kinds(tree: Tree, noun: int, outside: int) -> list[int]:
    """Words before a noun that say which kind it is of, in order."""
    out: list[int] = []
    for c in tree.of(noun, "compound", "amod", "nmod", "flat"):
        low = tree[c].text.lower()
        kind = tree[c].upos in ("NOUN", "PROPN", "ADJ", "X") and not tree.preposition(c)
        if (
            outside <= c < noun
            and noun - c <= 5
            and kind
            and low not in _EMPTY
            and tree[c].deprel != "nmod:poss"
            and not (c > 1 and tree[c - 1].text in _DASHES and tree[c - 2].upos == "NUM")
        ):
            out += [*_kinds(tree, c, outside), c]
    return sorted(set(out))


def _lemma(tree: Tree, i: int) -> str:
    """The dictionary form; people are persons, and a name's plural loses its s."""
    token = tree[i]
    low = token.lemma.lower()
    if low == "people":
        return "person"
    if token.upos == "NOUN" and low == token.text.lower() and tree.feat(i, "Number=Plur"):
        return singular(low)
    if token.upos == "PROPN" and low.endswith("s") and not low.endswith("ss") and tree.feat(i, "Number=Plur"):
        return low[:-1]
    return low


def measured(tree: Tree, top: int, verb: int | None, end: int) -> int | None:
    """What a measure or a percentage is said of: what stands in "of", else its verb's object or subject."""
    changed = _changed(tree, top)
    if changed is not None:
        return changed
    if end < len(tree) and tree[end].text.lower() in ("of", "worth") and end + 1 < len(tree):
        of = _phrase_head(tree, end + 1 + (tree[end].text.lower() == "worth"))
        if of is not None:
            return of
    own = [c for c in tree.of(top, "nsubj") if tree[c].upos in _NOUNS]
    if own:
        return _through(tree, own[0])
    head = tree[top].head
    if head >= 0 and tree.rel(top) in ("nummod", "amod", "compound", "nmod") and tree[head].upos in _NOUNS:
        return head
    if verb is None:
        return None
    if tree.rel(top) in ("obl", "advmod") and top != verb:
        things = objects_of(tree, verb, top)
        if things:
            return things[0]
    return subject_of(tree, verb, top)


def _changed(tree: Tree, top: int) -> int | None:
    """As in "a 5% rise in exports": the exports."""
    head = tree[top].head
    if head <= top or tree[head].lemma.lower() not in _CHANGES or tree[head].upos != "NOUN":
        return None
    of = [h for prep, h in tree.obliques(head) if prep in ("in", "of", "to")]
    if of and tree[of[0]].upos in _NOUNS:
        return of[0]
    owners = [c for c in tree.of(head, "nmod:poss", "compound") if tree[c].upos in _NOUNS and c != top]
    return owners[0] if owners else None


def objects_of(tree: Tree, verb: int, top: int) -> list[int]:
    """The nouns that a verb has as objects, the amount at ``top`` left out."""
    return [o for o in tree.of(verb, "obj") if o != top and tree[o].upos in _NOUNS]


def subject_of(tree: Tree, verb: int, top: int) -> int | None:
    """The noun a verb says something of; "the smallest of the boats" is the boats."""
    at: int = verb
    for _ in range(3):
        subjects = [c for c in tree.of(at, "nsubj") if c != top] or [
            c for c in tree.of(at, "nsubj:pass") if c != top
        ]
        up = tree[at].head
        relative = tree[at].deprel == "acl:relcl" and up >= 0 and tree[up].upos in _NOUNS
        if subjects and relative and tree[subjects[0]].text.lower() in _RELATIVE:
            return up
        if subjects:
            return _named(tree, subjects[0])
        if up < 0:
            return None
        if relative:
            return up
        if tree.rel(at) not in ("xcomp", "conj", "advcl", "acl"):
            return None
        if tree.rel(at) == "acl" and tree[up].upos in _NOUNS:
            return up
        at = up
    return None


def _named(tree: Tree, subject: int) -> int | None:
    """What a subject names: itself, or what stands in "of" behind a word that is no noun."""
    if tree[subject].upos in _NOUNS:
        return _through(tree, subject)
    of = [h for prep, h in tree.obliques(subject) if prep == "of"]
    return of[0] if of else None
