"""Which quantities are figures: a stock, a use, a loss, a transfer, of what and by which word."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.classes import dataclass
from sayso.extract.tree import Tree
from sayso.extract.wordsets import word_set
from sayso.records import Measure, Nature, Quantity

__all__ = ["FigureDraft", "figures_in"]

_MEASURES = (
    Measure.LOSS,
    Measure.FORCE,
    Measure.USE,
    Measure.PRODUCTION,
    Measure.TRANSFER,
    Measure.STOCK,
    Measure.MONEY,
    Measure.OTHER,
)
_WORDS = {m: word_set(f"figures.{m.value}") for m in _MEASURES}
_LOSS_NOUNS = word_set("figures.loss_nouns")
_STORES = word_set("quantity.stores")
_BODIES = word_set("quantity.bodies")
_NO_FIGURE = word_set("quantity.duration") | word_set("quantity.distance")
#: Amounts that are of nothing: ages, ranks, results, lengths of time, shares.
_NO_COUNT = frozenset(
    {Nature.AGE, Nature.RANK, Nature.SCORE, Nature.DURATION, Nature.FACTOR, Nature.SHARE, Nature.MEASURE}
)
_TIMES = frozenset(
    {
        "time",
        "day",
        "year",
        "month",
        "week",
        "hour",
        "round",
        "point",
        "goal",
        "game",
        "match",
        "way",
        "thing",
        "side",
        "minister",
        "leader",
        "country",
        "nation",
        "part",
        "reason",
    }
)


#: From so many on rounds are of ammunition, not of talks.
_ROUNDS = 50
#: What a number may count without a noun of its own, and how it is called then.
_UNNAMED = {"person": "people", "death": "deaths", "dead": "dead"}
_PARTS = frozenset({"percent", "percentage point"})
#: Words right behind a bare number that tell what became of so many.
_HARM = frozenset({"dead", "killed", "wounded", "injured", "hurt"})
#: Verbs of loss whose subject does it: "two gunmen killed 12 people".
_DONE_TO = frozenset("kill wound injure destroy down capture intercept damage slay claim".split())
#: Prepositions behind which stands where or with what a loss was, not what was lost.
_ASIDE = frozenset({"in", "at", "on", "near", "with", "from", "by", "inside", "outside", "across"})
#: Verbs that change a store.
_CHANGES = frozenset("increase expand boost grow raise cut reduce replenish shrink swell".split())
_THERE = frozenset({"in", "at", "on", "inside", "near", "across", "along", "around"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureDraft:
    """A quantity that is a figure; ``trigger`` is the word that tells the measure."""

    quantity: Quantity
    measure: Measure
    item: str
    trigger: int
    subject: tuple[int, int] | None = None


def figures_in(tree: Tree, quantities: Sequence[Quantity]) -> tuple[FigureDraft, ...]:
    """Figures of a sentence, in the order of its quantities.

    A quantity whose noun is left out ("and 7 million more this year") counts what the one before counted.
    """
    out: list[FigureDraft] = []
    item: str | None = None
    for quantity in quantities:
        own = quantity.counted or _hurt(quantity)
        if quantity.unit in _PARTS and quantity.nature is Nature.CHANGE:
            out += _changed(tree, quantity)
        if quantity.unit in _PARTS or quantity.unit in _NO_FIGURE or quantity.nature in _NO_COUNT:
            continue
        if own is None and quantity.unit is None and _elliptic(tree, quantity):
            own = item
        money = quantity.unit is not None and len(quantity.unit) == 3 and quantity.unit.isupper()
        if own is None and not money:
            continue
        draft = _draft(tree, quantity, own or "money", money=money)
        if own is not None:
            item = own
        if draft is not None:
            out.append(draft)
    return tuple(out)


def _changed(tree: Tree, quantity: Quantity) -> list[FigureDraft]:
    """By how many percent something rose or fell, of which a verb says so."""
    inside = [i for i, t in enumerate(tree.tokens) if quantity.span.contains(t.span)]
    if not inside or not quantity.counted or not quantity.direction:
        return []
    verb = _verb_above(tree, next((i for i in inside if tree[i].head not in inside), inside[-1]))
    if verb is None:
        return []
    return [FigureDraft(quantity=quantity, measure=Measure.OTHER, item=quantity.counted, trigger=verb)]


def _hurt(quantity: Quantity) -> str | None:
    """People or deaths that a number counts without naming them: "30 were injured", "the toll rose to 23"."""
    return None if quantity.unit is not None else _UNNAMED.get(quantity.item or "")


def _elliptic(tree: Tree, quantity: Quantity) -> bool:
    """Whether a bare number goes on counting: a large one, or one with "more" behind it."""
    after = next((t.text.lower() for t in tree.tokens if t.span.start >= quantity.span.end), "")
    large = (quantity.high or quantity.low or 0) >= 100
    return (
        large
        or after in ("more", "others", "extra", "additional")
        or quantity.text.endswith(("more", "extra"))
    )


def _draft(tree: Tree, quantity: Quantity, item: str, *, money: bool) -> FigureDraft | None:
    inside = [i for i, t in enumerate(tree.tokens) if quantity.span.contains(t.span)]
    last = item.rsplit(maxsplit=1)[-1].rstrip("s")
    shells = last == "round" and (quantity.high or quantity.low or 0) >= _ROUNDS
    if not inside or (last in _TIMES and not shells):
        return None
    top = next((i for i in inside if tree[i].head not in inside), inside[-1])
    if quantity.low is None and quantity.high is None and tree[top].lemma.lower() in _STORES:
        verb = _verb_above(tree, top)
        return FigureDraft(
            quantity=quantity,
            measure=Measure.STOCK,
            item=item,
            trigger=top if verb is None else verb,
            subject=_owner(tree, top),
        )
    if quantity.low is None and quantity.high is None:
        return None
    return _measured(tree, quantity, item, top, money=money)


def _measured(tree: Tree, quantity: Quantity, item: str, top: int, *, money: bool) -> FigureDraft | None:
    """By the nearest verb above that tells a measure, or the noun counted itself."""
    last = item.rsplit(maxsplit=1)[-1]
    if last.rstrip("s") in _LOSS_NOUNS or last in ("deaths", "casualties", "fatalities", "losses", "dead"):
        verb = _verb_above(tree, top)
        return FigureDraft(
            quantity=quantity, measure=Measure.LOSS, item=item, trigger=verb if verb is not None else top
        )
    behind = next((i for i, t in enumerate(tree.tokens) if t.span.start >= quantity.span.end), None)
    if quantity.counted is None and behind is not None and tree[behind].text.lower() in _HARM:
        return FigureDraft(quantity=quantity, measure=Measure.LOSS, item=item, trigger=behind)
    present = _presence(tree, top, item) if quantity.counted else None
    if present is not None:
        return FigureDraft(quantity=quantity, measure=Measure.FORCE, item=item, trigger=present)
    at, aside = top, False
    for _ in range(4):
        above = tree[at].head
        if above < 0:
            break
        if tree[at].deprel in ("acl:relcl", "parataxis", "ccomp", "advcl") and at != top:
            break
        measure = _measure_of(tree, above, item, top)
        aside = aside or _aside(tree, at)
        does_it = (
            tree.rel(at) == "nsubj" and tree[above].lemma.lower() in _DONE_TO and not tree.is_passive(above)
        )
        if measure is Measure.LOSS and does_it:
            return None
        if measure is Measure.LOSS and (aside or (at != top and quantity.counted is None)):
            return None  # a bare number is of those it stands with, not of any in the sentence
        if measure is not None:
            return FigureDraft(
                quantity=quantity, measure=Measure.MONEY if money else measure, item=item, trigger=above
            )
        at = above
    for c in tree.of(top, "acl"):
        measure = _measure_of(tree, c, item, top)
        if measure is not None and tree[c].deprel != "acl:relcl":
            return FigureDraft(quantity=quantity, measure=measure, item=item, trigger=c)
    return None


def _aside(tree: Tree, at: int) -> bool:
    """Whether a phrase tells where a loss was, or what had it with it: "killed in two towns"."""
    return tree.rel(at) in ("obl", "nmod") and tree.preposition(at) in _ASIDE


def _presence(tree: Tree, top: int, item: str) -> int | None:
    """As in "10,000 soldiers are in the province": the word that says where a force is."""
    noun = tree[top].head if tree.rel(top) in ("nummod", "compound") else top
    above = tree[noun].head if noun >= 0 else -1
    if noun < 0 or above < 0 or tree.rel(noun) != "nsubj" or not tree.of(above, "cop"):
        return None
    body = any(w.rstrip("s") in _BODIES or w in _BODIES for w in item.split())
    return above if body and tree.preposition(above) in _THERE else None


def _measure_of(tree: Tree, word: int, item: str, top: int) -> Measure | None:
    lemma = tree[word].lemma.lower()
    if lemma in _CHANGES and any(tree[o].lemma.lower() in _STORES for o in tree.of(word, "obj", "nsubj")):
        return Measure.STOCK
    if tree[word].upos not in ("VERB", "AUX", "ADJ"):
        return None
    measure = next((m for m in _MEASURES if lemma in _WORDS[m]), None)
    body = any(w.rstrip("s") in _BODIES or w in _BODIES for w in item.split())
    if measure in (Measure.STOCK, Measure.TRANSFER, Measure.USE, Measure.PRODUCTION) and body:
        return (
            Measure.FORCE
            if lemma in ("have", "send", "deploy", "keep", "provide") and "troop" in item
            else None
        )
    if measure is Measure.USE and tree.rel(top) == "nsubj":
        return None
    return measure


def _verb_above(tree: Tree, i: int) -> int | None:
    return next((a for a in tree.ancestors(i) if tree.is_verbal(a)), None)


def _owner(tree: Tree, i: int) -> tuple[int, int] | None:
    owners = tree.of(i, "nmod:poss")
    return (owners[0], owners[0] + 1) if owners else None
