"""Where a party stands in the handing over of goods: the path from its words up to the word that tells it.

The path leaves the party's own phrase ("a port in Libya", "the coast held by the Houthis") and stops at a
verb or noun of transfer; the preposition or relation it arrives by tells the side.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from sayso.classes import dataclass
from sayso.extract.rules.words import listed
from sayso.extract.tree import Tree

__all__ = ["Side", "Standpoint", "dealings", "standpoints"]

_TO = frozenset("to for into onto toward towards upon unto".split())
_FROM = frozenset({"from", "out of", "out", "ex"})
_AT = frozenset("at in near on outside off inside around within by beside along across behind over".split())
_WITH = frozenset({"with", "between", "among"})
_VIA = frozenset({"via", "through", "over", "across", "by way of", "past"})
_INNER = frozenset("amod compound nmod:poss flat appos conj name nummod det goeswith fixed dep".split())
#: Verbs whose object, and not the one behind "to", is who gets something.
_OUTFIT = frozenset("arm equip supply furnish outfit provide serve ply".split())
_BOUND = frozenset(
    "bind bound destine destined mean meant intend intended address addressed head headed due earmark".split()
)
_AGREE = frozenset(
    "sign agree discuss negotiate conclude strike reach hold make seal clinch ink do confirm".split()
)
_TRAINERS = frozenset("instructor trainer adviser advisor drillmaster".split())
_MEANS = frozenset(
    "parachute air sea rail road land week month year night day dollar tonne ton million mail post euro "
    "bridge border frontier river lake strait mountain desert pass".split()
)
_CURBS = frozenset("register collect surrender return destroy lock remove withdraw ban hand limit".split())
_OF = frozenset({"of", "from", "north of", "south of", "with", "under"})
_COUNTS = frozenset("hundred thousand dozen score number group couple".split())
_DEPTH = 14


class Side(StrEnum):
    """Which side of a transfer somebody is on."""

    TO = "to"
    FROM = "from"
    BETWEEN = "between"
    #: Where goods were seized.
    AT = "at"


@dataclass(frozen=True, slots=True)
class Standpoint:
    """A side with the word that tells it; ``noun`` when that word is no verb."""

    side: Side
    anchor: int
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cargo:
    """Words of a sentence: ``goods`` name goods, ``words`` or stand for them, ``places`` head places."""

    goods: frozenset[int]
    words: frozenset[int]
    places: frozenset[int]


def standpoints(tree: Tree, word: int, cargo: Cargo) -> tuple[Standpoint, ...]:
    """The sides on which the party headed by ``word`` stands, nearest first."""
    out: list[Standpoint] = []
    at = word
    if _lemma(tree, word) in _TRAINERS:
        out.append(Standpoint(Side.FROM, word, "trainer"))
    if word in cargo.words:
        # a phrase such as "Libyan MiG-23s" names the country and the goods in one
        out.append(Standpoint(Side.FROM, word, "owner"))
    if any(s in cargo.words for s in tree.of(word, "nsubj")) and not tree.preposition(word):
        # "the crew and the goods were North Korean"
        out.append(Standpoint(Side.FROM, word, "goods"))
    for _ in range(_DEPTH):
        head = tree[at].head
        if head < 0:
            break
        verbal = tree.is_verbal(head)
        found, onward = (_by_verb if verbal else _by_noun)(tree, at, head, cargo)
        if found is not None:
            out.append(found)
        if onward is None:
            break
        at = onward
    return tuple(out)


def dealings(tree: Tree, cargo: Cargo) -> Iterator[tuple[int, Standpoint]]:
    """Heads of the deep subjects of verbs of transfer, which no path may reach: "got Kim to sell"."""
    for verb in range(len(tree)):
        if not tree.is_verbal(verb):
            continue
        lemma = _lemma(tree, verb)
        side = None
        if lemma in listed("verbs", "take"):
            # who wants something done with goods does not want the goods
            wished = lemma not in listed("verbs", "want") or (
                any(o in cargo.words for o in tree.of(verb, "obj")) and not _is_curbed(tree, verb)
            )
            side = Side.TO if wished else None
        elif any(lemma in listed("verbs", name) for name in ("give", "train", "repair")):
            side = Side.FROM
        if side is not None:
            for head in tree.doers(verb):
                yield head, Standpoint(side, verb, _how(lemma))


def _is_curbed(tree: Tree, verb: int) -> bool:
    """As in "want all guns registered": what is wanted is something done with them."""
    told = [*tree.of(verb, "xcomp", "ccomp"), *(c for o in tree.of(verb, "obj") for c in tree.of(o, "acl"))]
    return any(_lemma(tree, v) in _CURBS for v in told)


def _lemma(tree: Tree, i: int) -> str:
    return tree[i].lemma.lower()


def _preposition(tree: Tree, i: int) -> str:
    """The preposition before a phrase; one that a conjunct shares is that of the first."""
    found = tree.preposition(i)
    if not found:
        # "to Cap-Haitien": the preposition may hang on the first part of a name
        parts = [c for c in tree.of(i, "compound", "flat") if c < i]
        found = next((p for c in parts if (p := tree.preposition(c))), "")
    if not found and i and tree.rel(i) != "conj":
        # the reader may have hung the preposition elsewhere: "parts meant for X lay"
        before = tree[i - 1] if tree[i - 1].upos != "DET" or i < 2 else tree[i - 2]
        word = before.text.lower()
        found = word if before.upos in ("ADP", "SCONJ") and word in _TO | _FROM else ""
    while not found and tree.rel(i) == "conj":
        i = tree[i].head
        found = tree.preposition(i)
    return found


def _by_verb(tree: Tree, at: int, verb: int, cargo: Cargo) -> tuple[Standpoint | None, int | None]:
    lemma, rel = _lemma(tree, verb), tree.rel(at)
    if rel == "conj":
        return None, verb
    prep = _preposition(tree, at)
    if rel in ("obl", "nmod", "advmod", "xcomp", "dep") or (rel in ("obj", "iobj") and prep):
        side = _oblique(tree, verb, lemma, prep) or _beside(tree, at, verb, lemma, prep)
        if side is None and prep == "by" and lemma in listed("verbs", "hold"):
            return None, _described(tree, verb)
        return (None if side is None else Standpoint(side, verb, _how(lemma))), None
    if rel in ("nsubj", "obj") and lemma in listed("verbs", "hold") and tree[verb].deprel == "acl:relcl":
        # "a beach that the Houthis hold", "the courts that rule Mogadishu"
        return None, tree[verb].head
    if rel == "nsubj":
        side = _subject(tree, at, verb, lemma)
        return (None if side is None else Standpoint(side, verb, _how(lemma))), None
    if rel in ("obj", "iobj"):
        side = _object(tree, at, verb, lemma, cargo)
        return (None if side is None else Standpoint(side, verb, _how(lemma))), None
    return None, None


def _described(tree: Tree, verb: int) -> int | None:
    """The noun that a clause describes: the coast in "the coast held by X"."""
    return tree[verb].head if tree.rel(verb) == "acl" and tree[verb].head >= 0 else None


def _how(lemma: str) -> str:
    for name in ("train", "repair", "take", "give", "arrive", "move"):
        if lemma in listed("verbs", name):
            return name
    return "deal" if lemma in _AGREE else "give"


def _oblique(tree: Tree, verb: int, lemma: str, prep: str) -> Side | None:
    give, take, move = (listed("verbs", n) for n in ("give", "take", "move"))
    served = lemma in listed("verbs", "repair") or lemma in listed("verbs", "train")
    if prep in _TO:
        handed = lemma in give or lemma in move or lemma in _BOUND or served
        return Side.TO if handed or (lemma in take and prep == "for") else None
    if prep in _FROM:
        known = lemma in give or lemma in take or lemma in move or lemma in listed("verbs", "depart")
        return Side.FROM if known else None
    if prep == "by" and (tree.is_passive(verb) or tree.rel(verb) == "acl"):
        if served:
            return Side.FROM
        return Side.TO if lemma in take else Side.FROM if lemma in give else None
    if prep in _AT:
        return _located(tree, verb, lemma)
    if prep in _WITH and (lemma in _AGREE or lemma in listed("verbs", "want")):
        return Side.BETWEEN
    if prep == "among" and lemma in give:
        return Side.TO
    return None


def _beside(tree: Tree, at: int, verb: int, lemma: str, prep: str) -> Side | None:
    """A place that belongs to the receiver before it: "send drones to the government in Tripoli"."""
    if prep not in ("in", "at", "near") or lemma not in listed("verbs", "give"):
        return None
    before = [c for c in tree.of(verb, "obl") if c < at and tree.preposition(c) in _TO]
    return Side.TO if before and at - before[-1] <= 4 else None


def _located(tree: Tree, verb: int, lemma: str) -> Side | None:
    """A place where something is done: where cargo lands, is loaded or seized, or where help is given."""
    if lemma in listed("verbs", "repair") or lemma in listed("verbs", "train"):
        return Side.TO
    if lemma in ("load", "embark", "board", "stuff", "pack", "stow", "buy", "make") or (
        lemma == "take" and tree.of(verb, "compound", "advmod")
    ):
        return Side.FROM
    if lemma in listed("verbs", "arrive"):
        return Side.TO
    if lemma in listed("seize", "verbs") or lemma in listed("seize", "soft"):
        return Side.AT
    return None


def _subject(tree: Tree, at: int, verb: int, lemma: str) -> Side | None:
    if tree[at].deprel == "nsubj:pass" or tree.is_passive(verb):
        if lemma in listed("verbs", "train"):
            return Side.TO
        return (
            Side.TO
            if lemma in _OUTFIT or (lemma in listed("verbs", "give") and tree.of(verb, "obj"))
            else None
        )
    if lemma in listed("verbs", "take") or _took_delivery(tree, verb, lemma):
        return None if _is_curbed(tree, verb) else Side.TO
    if (
        lemma in listed("verbs", "give")
        or lemma in listed("verbs", "train")
        or lemma in listed("verbs", "repair")
    ):
        return Side.FROM
    if lemma in listed("seize", "verbs") or lemma in listed("seize", "soft"):
        return Side.AT
    if lemma in _AGREE and any(
        _lemma(tree, o) in listed("nouns", "deal") for o in tree.of(verb, "obj", "obl")
    ):
        return Side.BETWEEN
    return None


def _took_delivery(tree: Tree, verb: int, lemma: str) -> bool:
    """As in "took delivery of", "placed an order for"."""
    if lemma not in ("take", "place", "make", "have"):
        return False
    return any(
        _lemma(tree, o) in listed("nouns", "take") | {"delivery", "possession"} for o in tree.of(verb, "obj")
    )


def _object(tree: Tree, at: int, verb: int, lemma: str, cargo: Cargo) -> Side | None:
    if at in cargo.words and tree.rel(at) == "obj" and tree.of(verb, "iobj"):
        return None
    if lemma in listed("verbs", "depart") and lemma in ("leave", "depart", "quit"):
        return Side.FROM
    if lemma in _OUTFIT or lemma in listed("verbs", "train"):
        return Side.TO
    if lemma in listed("verbs", "give"):
        goods = [o for o in tree.of(verb, "obj") if o != at]
        return Side.TO if tree.rel(at) == "iobj" or goods else None
    if lemma in ("reach", "enter"):
        return Side.TO
    if lemma in listed("verbs", "depart"):
        return Side.FROM
    return None


def _by_noun(tree: Tree, at: int, noun: int, cargo: Cargo) -> tuple[Standpoint | None, int | None]:
    rel, prep = tree.rel(at), _preposition(tree, at)
    if rel == "conj":
        return None, noun
    if tree[at].deprel in _INNER or rel in _INNER or (rel == "nmod" and not prep):
        return _before(tree, at, noun, cargo)
    if rel not in ("nmod", "obl", "acl", "advcl", "obj", "iobj", "dep"):
        return None, None
    side = _at_noun(tree, noun, prep, cargo)
    if side is not None:
        return Standpoint(side, noun, "goods"), None
    if prep in _TO | _FROM:
        side, above = _misplaced(tree, noun, prep, cargo)
        if side is not None:
            return Standpoint(side, above, "goods"), None
    lemma = _lemma(tree, noun)
    counted = tree[noun].upos == "NUM" or lemma in _COUNTS
    neutral = lemma in listed("nouns", "neutral") or noun in cargo.places or counted
    return None, noun if neutral and prep in _AT | _OF else None


def _before(tree: Tree, at: int, noun: int, cargo: Cargo) -> tuple[Standpoint | None, int | None]:
    """A name before a noun, as in "Iranian missiles" or "Libya's purchase"."""
    side = Side.TO if _is_dative(tree, at, noun) else _owner(_lemma(tree, noun), noun, cargo)
    if side is Side.FROM and tree[at].deprel == "nmod:poss" and tree.preposition(noun) == "for":
        # "tubes for the Houthis' rockets"
        return Standpoint(Side.TO, noun, "goods"), None
    # "Iranian missiles to the Houthis": the goods' own place in the sentence is not the owner's
    onward = None if noun in cargo.words or side is not None else noun
    return (None if side is None else Standpoint(side, noun, "owner")), onward


def _at_noun(tree: Tree, noun: int, prep: str, cargo: Cargo) -> Side | None:
    """A name behind a noun that tells the side itself."""
    lemma = _lemma(tree, noun)
    side = _behind(lemma, prep, noun in cargo.words)
    if side is Side.FROM and noun not in cargo.goods and lemma in listed("cargo", "carriers"):
        # "pumped it into a vessel from X" goes to X
        return Side.TO if _preposition(tree, noun) in _TO else side
    if side is None and prep == "of" and lemma in ("hand", "possession", "arsenal"):
        # "the howitzers are in the hands of X"
        held = [*tree.of(noun, "nsubj"), *tree.ancestors(noun)]
        inside = _preposition(tree, noun) in ("in", "into")
        return Side.TO if inside and any(w in cargo.words for w in held) else None
    if side is None and prep in _AT and noun in cargo.words and _is_loaded(tree, noun):
        return Side.FROM
    return side


def _misplaced(tree: Tree, noun: int, prep: str, cargo: Cargo) -> tuple[Side | None, int]:
    """What the reader hung on a place or a means and belongs above it, with the word it belongs to."""
    above = tree[noun].head
    if above < 0:
        return None, noun
    own, verbal = _preposition(tree, noun), tree.is_verbal(above)
    side: Side | None = None
    if noun in cargo.places and own in _TO | _FROM | _AT | _VIA:
        # "from the Emirates to Jubaland": both hang on what is sent
        side = _behind(_lemma(tree, above), prep, above in cargo.words)
        if side is None and verbal:
            side = _oblique(tree, above, _lemma(tree, above), prep)
    if side is None and verbal and _lemma(tree, noun) in _MEANS | listed("cargo", "carriers"):
        # "dropped rifles by parachute to rebels"; "pumped it into a vessel from X" goes to X
        onto = prep in _FROM and own in _TO
        side = _oblique(tree, above, _lemma(tree, above), "to" if onto else prep)
    return side, above


def _is_dative(tree: Tree, at: int, noun: int) -> bool:
    """As in "for selling al-Shabaab detonators", where the group looks like a part of the goods' name."""
    verb = tree[noun].head
    if verb < 0 or not tree.is_verbal(verb) or tree[at].upos != "PROPN" or tree.rel(at) != "compound":
        return False
    return verb == at - 1 and _lemma(tree, verb) in listed("verbs", "give")


def _is_loaded(tree: Tree, noun: int) -> bool:
    """As in "loaded containers on ships at X"."""
    above = next((a for a in tree.ancestors(noun) if tree.is_verbal(a)), None)
    return above is not None and _lemma(tree, above) in ("load", "embark", "stow")


def _owner(lemma: str, noun: int, cargo: Cargo) -> Side | None:
    """A name before a noun: "Iranian missiles", "Libya's purchase", "the Iranian shipment"."""
    if lemma in listed("nouns", "take"):
        return Side.TO
    if lemma in listed("nouns", "deal"):
        return Side.BETWEEN
    if noun in cargo.words or lemma in listed("nouns", "give"):
        return Side.FROM
    return None


def _behind(lemma: str, prep: str, cargo: bool) -> Side | None:
    """A name behind a noun: "shells for X", "a deal with X", "a flight from X", "on the way to X"."""
    if prep in _TO and lemma in ("home", "back"):
        return Side.TO
    handed = cargo or lemma in listed("nouns", "give") or lemma in listed("nouns", "take")
    led = handed or lemma in listed("nouns", "way") or lemma in _BOUND or lemma in listed("nouns", "training")
    led = led or lemma in listed("nouns", "repair")
    if prep in _TO and led:
        return Side.TO
    if prep in _FROM and (led or lemma in listed("nouns", "deal")):
        return Side.FROM
    if prep == "by" and handed:
        return Side.TO if lemma in listed("nouns", "take") else Side.FROM
    if prep in ("among", "with", "between", "to", "for", "in") and lemma in listed("nouns", "deal"):
        return Side.BETWEEN if prep != "in" else None
    if prep == "among" and cargo:
        return Side.TO
    if prep == "of" and lemma in listed("nouns", "training") | listed("nouns", "repair"):
        return Side.TO
    return None
