"""When an issuer changes a rule itself: adopts, renews, eases or ends it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from sayso.classes import dataclass
from sayso.extract.rules.book import Book, Rule
from sayso.extract.rules.goods import Sight
from sayso.extract.rules.issuers import issuer_of
from sayso.extract.rules.touch import Days
from sayso.extract.rules.words import listed
from sayso.extract.tree import Tree

__all__ = ["Change", "changes_of", "dated_changes"]

#: How far the day of a report may lie from the day on which a rule begins or ends.
_NEAR = timedelta(days=45)
_ARMS = re.compile(
    r"\b(?:arms|arming|arm|weapon\w*|military|embargo\w*|rifles?|ammunition|guns|munitions|missiles?|defen[cs]e|"
    r"sanctions regime|snap-?back)\b",
    re.IGNORECASE,
)
_COUNCIL = re.compile(
    r"\b(?:Security Council|UNSC|[Tt]he Council|U\.?N\.?|United Nations|resolution \d{3,4}|fifteen members)"
    r"(?!\w)"
)
#: How old the news of a decision may be.
_FRESH = timedelta(days=4)
#: Who decides, and how they vote.
_DECIDES = re.compile(
    r"\b(?:Council|UNSC|U\.?N\.?|United Nations|resolutions?|abstain\w*|abstention|"
    r"vot(?:e|ed|es|ing)|veto\w*|ambassadors?|envoys?|"
    r"(?i:fifteen|fourteen|thirteen|twelve|eleven|ten|nine|15|14|13|12|11|10|9)(?: \w+)? "
    r"(?:hands|members|votes|ministers|states|for|in favou?r|to (?:none|nil|nought|zero)))(?!\w)"
)
#: What becomes of dealings in arms.
_ALLOWS = re.compile(
    r"\b(?:no ?(?:body|one)|no state|no longer|no more|may (?:not|no|now|again|buy|sell)|must (?:not|stop)|"
    r"allowed|forb\w+|ban|bans|bann\w+|bar(?:red|s)?|prohibit\w*|free to|closed (?:to|for)|stays?|remains?|"
    r"lift\w*|end(?:ed|s)?|renew\w*|extend\w*|extension|prolong\w*|came? back|back (?:to life|in force)|"
    r"restor\w+|return\w*|stop|dissolv\w+|eas(?:e|ed|es|ing)|cut off|shut|kept|keeps?|impos\w+|"
    r"another (?:year|twelve months)|twelve (?:more )?months|a (?:further|year) \w+|"
    r"until (?:the )?(?:end|next|\w+ (?:next|20\d\d))|embargo\w*|narrow\w*|loosen\w*|tighten\w*)\b",
    re.IGNORECASE,
)
_ARMED = re.compile(
    r"\b(?:arms|arming|weapons?|guns?|rifles?|bullets?|cartridges?|shells?|ammunition|munitions|missiles?|tanks?|rockets?|"
    r"gunrunn\w+|arms dealers?|military|embargo\w*)\b",
    re.IGNORECASE,
)
_ENDS = frozenset(
    "lift end terminate expire lapse scrap remove cancel abolish repeal drop lifting expiry close free allow "
    "let ease loosen relax soften exempt waive stop suspend".split()
)
_BEGINS = frozenset(
    "impose adopt slap place put introduce ban bar forbid prohibit outlaw declare clamp reimpose re-impose "
    "restore return snap reinstate revive reapply re-apply apply resume snapback reimposition come go enter "
    "take".split()
)
_AGAINST = frozenset(
    "violation breach violate breach defiance defy breaking evasion circumvention despite under "
    "contravention flout evade circumvent break".split()
)


_SPEAKS = frozenset(
    "discuss hear meet condemn warn debate consider review brief be have tell remind note welcome say call "
    "demand urge ask see watch fear know find list link say add mention cite recall expect reject veto "
    "fail".split()
)
_ASIDE = frozenset({"since", "after", "before", "although", "until"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of a rule, told at word ``anchor`` of a sentence."""

    sentence: int
    anchor: int
    rule: Rule
    days: Days


def changes_of(sight: Sight, book: Book, days_of: Callable[[int, int], Days | None]) -> Iterator[Change]:
    """Every change of a rule by its issuer."""
    for number, tree in enumerate(sight.trees):
        for noun in range(len(tree)):
            if not _names_regime(tree, noun):
                continue
            anchor = _change_word(tree, noun)
            if anchor is None or _is_asked(sight, number, anchor):
                continue
            days = days_of(number, anchor)
            if days is None:
                continue
            for issuer in _issuers(sight, number):
                rules = _meant(sight, number, book, issuer, days[0])
                for rule in _narrowed(rules, tree[anchor].lemma.lower(), days[0]):
                    yield Change(sentence=number, anchor=anchor, rule=rule, days=days)


def dated_changes(
    sight: Sight,
    book: Book,
    known: frozenset[str],
    days_of: Callable[[int, int], Days | None],
    names_target: Callable[[Rule], bool],
) -> Iterator[Change]:
    """Changes told in words that name no measure, on a day on which the issuer is known to have decided.

    "All fifteen hands went up: nobody may sell the colonel a cartridge" tells a change where the Council met
    on the rule's target within the days before. ``known`` are regimes whose change is told already.
    """
    told = sight.article.published
    text = sight.article.text
    if told is None or not _DECIDES.search(text) or not _ALLOWS.search(text) or not _ARMED.search(text):
        return
    for rule in book.rules:
        near = any(timedelta(0) <= told - day <= _FRESH for day in _decided(rule))
        if rule.issuer != "UN" or rule.regime in known or not near or not rule.covers & {"arms", "missile"}:
            continue
        number = next((n for n in range(len(sight.trees)) if _is_decision(sight, n)), None)
        if number is None or not names_target(rule):
            continue
        tree = sight.trees[number]
        anchor = next((i for i in range(len(tree)) if tree[i].head < 0), 0)
        days = days_of(number, anchor) or (told, told)
        known = known | {rule.regime}
        yield Change(sentence=number, anchor=anchor, rule=rule, days=days)


def _decided(rule: Rule) -> tuple[date, ...]:
    return (rule.start, *((rule.end,) if rule.end else ()), *rule.changed_on)


def _is_decision(sight: Sight, number: int) -> bool:
    text = sight.text_of(number)
    return bool(_ALLOWS.search(text) and (_DECIDES.search(text) or _ARMED.search(text)))


def _names_regime(tree: Tree, i: int) -> bool:
    token = tree[i]
    lemma = token.lemma.lower()
    if lemma in ("ban", "bar", "forbid", "prohibit") and tree.is_verbal(i):
        # "the United Nations forbids any delivery" tells of no change
        return not tree.feat(i, "Tense=Pres") or tree.is_passive(i)
    if token.upos not in ("NOUN", "PROPN") or lemma not in listed("regime", "nouns"):
        return False
    if tree.preposition(i) in ("under", "despite", "against", "because of", "in spite of", "over"):
        return False
    return not any(tree[a].lemma.lower() in _AGAINST for a in list(tree.ancestors(i))[:2])


def _change_word(tree: Tree, noun: int) -> int | None:
    """The verb or noun that says what becomes of a measure."""
    if tree.is_verbal(noun):
        return noun
    said = [
        c
        for c in tree.children[noun]
        if c > noun and tree.is_verbal(c) and tree.rel(c) in ("nmod", "parataxis", "dep")
    ]
    for at in [*list(tree.ancestors(noun))[:4], *said]:
        lemma = tree[at].lemma.lower()
        if tree[at].deprel == "acl:relcl":
            # "all that was left of its sanctions"
            continue
        if tree.is_verbal(at) and (lemma in listed("regime", "verbs") or _does_more(tree, at)):
            return at
        if lemma in listed("regime", "change_nouns"):
            return at
    return None


def _does_more(tree: Tree, verb: int) -> bool:
    """Whether the Council does something with a measure that no list names, and does not merely speak."""
    if tree[verb].lemma.lower() in _SPEAKS or tree.rel(verb) not in ("root", "ccomp", "conj"):
        return False
    return any("council" in _phrase(tree, s) for s in tree.doers(verb))


def _phrase(tree: Tree, head: int) -> str:
    return " ".join(tree[w].text.lower() for w in tree.phrase(head))


def _is_asked(sight: Sight, number: int, anchor: int) -> bool:
    """Whether somebody only asks for the change, or it is spoken of in passing."""
    tree = sight.trees[number]
    above = [anchor, *tree.ancestors(anchor)]
    if any(tree[a].lemma.lower() in listed("regime", "ask") for a in above):
        return True
    # "the first such purchase since the Council let its measures drop"
    return any(tree.rel(a) == "acl" or (tree.rel(a) == "advcl" and _mark(tree, a) in _ASIDE) for a in above)


def _mark(tree: Tree, verb: int) -> str:
    found = tree.first(verb, "mark")
    return tree[found].text.lower() if found is not None else ""


def _issuers(sight: Sight, number: int) -> frozenset[str]:
    """Issuers that a sentence names."""
    found: set[str] = set()
    if _COUNCIL.search(sight.text_of(number)):
        return frozenset({"UN"})
    for word in range(len(sight.trees[number])):
        for party in sight.at(number, word):
            issuer = issuer_of(party.match.name, party.match.country)
            if issuer is not None and sight.trees[number].rel(word) in (
                "nsubj",
                "obl",
                "nmod",
                "amod",
                "compound",
            ):
                found.add(issuer)
    return frozenset(found)


def _meant(sight: Sight, number: int, book: Book, issuer: str, day: date) -> list[Rule]:
    """Rules of the issuer on who the sentence names, that stand or begin or end about then."""
    text = sight.text_of(number)
    if (
        not _ARMS.search(text)
        and not (issuer == "UN" and _ARMS.search(sight.article.text))
        and not sight.kinds_in(number)
    ):
        return []
    parties = sight.parties_of(number)
    countries = {p.match.country for p in parties}
    if issuer == "UN" and countries <= {None, "UNO"} and number:
        countries = {p.match.country for n in range(number) for p in sight.parties_of(n)}
    names = {p.match.name for p in parties}
    out = []
    for rule in book.rules:
        if rule.issuer != issuer or not rule.covers & {"arms", "repression"}:
            continue
        if not (countries & set(rule.target) or names & rule.groups):
            continue
        if rule.places and not any(place in sight.article.text for place in rule.places):
            continue
        if rule.start - _NEAR <= day and (rule.end is None or day < rule.end + _NEAR):
            out.append(rule)
    return out


def _narrowed(rules: list[Rule], lemma: str, day: date) -> list[Rule]:
    """Of several rules on the same target the one that a word of ending or beginning fits, one of an id."""
    ending = [r for r in rules if r.end is not None and abs(r.end - day) <= _NEAR]
    starting = [r for r in rules if abs(r.start - day) <= _NEAR]
    kept = rules
    if lemma in _ENDS and ending:
        kept = ending
    elif lemma in _BEGINS and starting:
        kept = starting
    elif any(r.holds_on(day) for r in rules):
        kept = [r for r in rules if r.holds_on(day)]
    return list({r.rule_id: r for r in kept}.values())
