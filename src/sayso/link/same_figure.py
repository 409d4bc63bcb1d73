"""Which accounts give one figure: the same amount of one thing, or the toll of one happening as it grew."""

from __future__ import annotations

import re
from datetime import date

from sayso.lang.folding import fold
from sayso.lang.plurals import singular
from sayso.link.closeness import TOLD, TOLD_OF_OTHERS, is_one_day, is_one_spot, near, one_story, time_fits
from sayso.records import Claim, Facts, Measure

__all__ = ["agree", "figure_key", "figures_fit", "figures_may_be_one", "is_toll"]

#: Two disasters in one place within days are told alike; a chance of one story this high is seldom theirs.
_TOLD_OF_GROWN = 0.85

Amount = tuple[float | None, float | None]

#: Verbs and nouns of being killed and of being hurt, by how they begin.
_KILLED = re.compile(r"(?:kill|die[sd]?$|dying|dead|death|perish|sla(?:y|in)|slew|fatal)")
_HURT = re.compile(r"(?:wound|injur|hurt)")
_DEATHS = frozenset("death dead fatality life casualty".split())
#: Words for victims that leave open who they were: all of them, unless another number stands for all.
_ANYBODY = frozenset("person people death dead fatality life body victim other".split())
#: As in "12 more bodies": a part of a toll that is told elsewhere.
_FURTHER = re.compile(r"\b(?:more|others?|another|further|additional|of (?:the|its|his|her|their|those))\b")


def figure_key(claim: Claim) -> str:
    """What two accounts must have in common to give one figure.

    The amount is part of it but for tolls, which grow.
    """
    figure, quantity = claim.figure, claim.quantities[0]
    measure = figure.measure.value if figure else ""
    stated = [quantity.low, quantity.high]
    amount = fold(quantity.text) if stated == [None, None] else repr(stated)
    harm = _harm(claim)
    thing, amount = (harm, "") if harm else (_item(claim), amount)
    if quantity.direction:
        # "consumer prices" and "prices of consumer goods"; so many percent up are not as many down
        thing = f"{thing.rpartition(' ')[2]} {quantity.direction}"
    return "figure|" + "|".join([measure, thing, amount, quantity.unit or "", quantity.per or ""])


def _item(claim: Claim) -> str:
    """What is counted, the last word in the singular."""
    words = fold(claim.figure.item if claim.figure else "").split()
    return " ".join([*words[:-1], *map(singular, words[-1:])])


def _harm(claim: Claim) -> str:
    """Whether a figure counts those who were killed or hurt; empty if neither."""
    if claim.figure is None or claim.figure.measure is not Measure.LOSS or claim.quantities[0].unit:
        return ""
    evidence = claim.evidence
    start = evidence.span.start
    word = fold(evidence.sentence[evidence.trigger.start - start : evidence.trigger.end - start])
    if _KILLED.match(word) or _item(claim).rpartition(" ")[2] in _DEATHS:
        return "killed"
    if "lives" in fold(evidence.sentence).split() and word in ("lost", "lose", "losing", "claimed", "claims"):
        return "killed"
    return "hurt" if _HURT.match(word) else ""


def is_toll(claim: Claim) -> bool:
    """Whether a figure may be all that were killed, or hurt, in one happening."""
    quantity = claim.quantities[0]
    if not _harm(claim) or _FURTHER.search(fold(quantity.text)):
        return False
    return _item(claim).rpartition(" ")[2] in _ANYBODY and not quantity.per


def figures_may_be_one(a: Facts, b: Facts) -> bool:
    """Whether nothing in two figures is against their being one. Symmetric."""
    if a.key != b.key or (a.whose and b.whose and a.whose != b.whose):
        return False
    if _is_said_again(a, b):
        return True
    if not time_fits(a, b) or not near(a.place, b.place):
        return False
    if a.amount == b.amount:
        return True
    if agree(a.amount, b.amount):
        return a.toll or b.toll
    return a.toll and b.toll and a.article_id != b.article_id


def figures_fit(a: Facts, b: Facts) -> bool:
    """Whether two accounts give one figure, as far as the two show. Symmetric.

    Numbers are alike by chance: without a subject that both name, the reports must tell one story.
    """
    if not figures_may_be_one(a, b) or a.points.isdisjoint(b.points):
        return False
    if _is_said_again(a, b) or a.article_id == b.article_id:
        return True
    if is_one_day(a, b) or is_one_spot(a.place, b.place):
        return one_story(a, b) >= TOLD
    return one_story(a, b) >= (TOLD_OF_OTHERS if agree(a.amount, b.amount) else _TOLD_OF_GROWN)


def _is_said_again(a: Facts, b: Facts) -> bool:
    """Whether it is the same number of the same years, of one that both name or in the same words."""
    same = a.whose == b.whose if a.whose else a.sentence == b.sentence and not b.whose
    return same and a.amount == b.amount and _years(a) == _years(b)


def _years(facts: Facts) -> tuple[int | None, ...]:
    return tuple(None if day is None else date.fromordinal(day).year for day in (facts.first, facts.last))


def agree(a: Amount, b: Amount) -> bool:
    """Whether one amount lies within the other: "at least nine" and "nine"."""
    return _within(a, b) or _within(b, a)


def _within(inner: Amount, outer: Amount) -> bool:
    low = outer[0] is None or (inner[0] is not None and outer[0] <= inner[0])
    high = outer[1] is None or (inner[1] is not None and inner[1] <= outer[1])
    return low and high
