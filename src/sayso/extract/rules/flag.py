"""Puts flags on the claims of a report: which rule, on which words, how it reads."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta

from sayso.classes import dataclass, replace
from sayso.errors import cut
from sayso.extract.parties import Party
from sayso.extract.rules.book import Book, Rule
from sayso.extract.rules.flows import Flow, flows_of
from sayso.extract.rules.goods import Sight
from sayso.extract.rules.issuers import bound_by
from sayso.extract.rules.paths import Side
from sayso.extract.rules.readings import reads_as
from sayso.extract.rules.regimes import changes_of, dated_changes
from sayso.extract.rules.scenes import Target, scene_flows
from sayso.extract.rules.touch import (
    ALLEGED,
    READINGS,
    REGIME_CHANGE,
    WOULD,
    Act,
    Days,
    is_under,
    made_hit,
    rules_for,
    stands,
)
from sayso.extract.rules.words import exempting
from sayso.records import Claim, ClaimKind, RuleHit, Status

__all__ = ["Touch", "flagged", "touches_of"]

#: Sectors of armed groups: these are from where the sentence is set.
_GROUPS = frozenset({"REB", "UAF", "PRM", "CRM"})
_ORDER = {reading: n for n, reading in enumerate(READINGS)}
#: How far ahead of a report, and behind it, what it tells may lie.
_LATER, _EARLIER = timedelta(days=400), timedelta(days=1100)
#: How many sentences off a claim may be that carries the flag of a transfer told without a claim of its own.
_REACH = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """A rule touched at a word of a sentence; ``flow`` tells who hands what to whom, if the rule stays."""

    sentence: int
    anchor: int
    hit: RuleHit
    flow: Flow | None = None


def flagged(
    claims: Sequence[Claim],
    sight: Sight,
    touches: Sequence[Touch],
    book: Book,
    days_of: Callable[[int, int], Days | None],
) -> list[Claim]:
    """The claims with the rules they touch.

    ``touches`` are those of the report (`touches_of`). ``days_of`` gives the days of what a word of a
    sentence tells, None where no day is known. A transfer that is told without a claim of its own is flagged
    at the nearest claim of its sentence, or of one near by.
    """
    found: dict[str, dict[str, RuleHit]] = {c.claim_id: {} for c in claims}
    placed = _placed(claims, sight)
    for told in touches:
        touch = _as_claimed(told, claims, placed, sight)
        for claim in _carriers(touch, claims, placed, sight):
            _keep(found[claim.claim_id], _worded(touch, claim, placed[claim.claim_id][0], sight))
    for claim in claims:
        # what the claim's own parties tell, where the words around it told nothing
        for hit in _own(claim, sight, book, days_of, placed[claim.claim_id]):
            if hit.rule not in found[claim.claim_id]:
                _keep(found[claim.claim_id], hit)
    return [replace(c, rules=tuple(found[c.claim_id].values())) if found[c.claim_id] else c for c in claims]


def _as_claimed(
    touch: Touch, claims: Sequence[Claim], placed: dict[str, tuple[int, int]], sight: Sight
) -> Touch:
    """The touch, read by the status of the act that the same word tells, if one is claimed there."""
    here = [c.status for c in claims if c.event and placed[c.claim_id] == (touch.sentence, touch.anchor)]
    scene = touch.flow is not None and touch.flow.how == "scene"
    # "monitors suspect that it was handed boats": possible, and past
    past = sight.trees[touch.sentence].feat(touch.anchor, "Tense=Past")
    here = [s for s in here if s is not Status.POSSIBLE or not past]
    if (
        touch.hit.reading == ALLEGED
        and not scene
        and any(s in (Status.PLANNED, Status.POSSIBLE) for s in here)
    ):
        return replace(touch, hit=replace(touch.hit, reading=WOULD))
    return touch


def _worded(touch: Touch, claim: Claim, sentence: int, sight: Sight) -> RuleHit:
    """The hit with who says so and how the claim stands, or with the sentence near by that tells it."""
    if sentence != touch.sentence:
        said = f"told beside this claim, {cut(sight.text_of(touch.sentence))}"
    elif touch.hit.reading == REGIME_CHANGE:
        return touch.hit
    else:
        said = f"{claim.attribution[0].name} says" if claim.attribution else "the report says"
        said += "" if claim.status is Status.HAPPENED else f" ({claim.status.value})"
    return replace(touch.hit, why=f"{said}: {touch.hit.why}")


def touches_of(sight: Sight, book: Book, days_of: Callable[[int, int], Days | None]) -> list[Touch]:
    """The rules that a report touches, each with the word that tells it."""
    if not any(_concerns(rule, sight) for rule in book.rules) or not sight.speaks_of_rules:
        return []
    changes = list(_change_touches(sight, book, days_of))
    changed = {r.regime for t in changes for r in book.rows(t.hit.rule)}
    return [*_flow_touches(sight, book, days_of, changed), *changes]


def _concerns(rule: Rule, sight: Sight) -> bool:
    """Whether a rule of about the report's day, or of the years before, is on anybody that the report names.

    A quick look, so that reports on other countries cost nothing.
    """
    told = sight.article.published
    if told is not None and (rule.start > told + _LATER or (rule.end or told) < told - _EARLIER):
        return False
    if rule.binds and not bound_by(rule.binds, sight.codes, told):
        return False
    return bool(sight.codes.intersection(rule.target) or sight.may_name((*rule.names, *rule.groups)))


def _keep(hits: dict[str, RuleHit], hit: RuleHit) -> None:
    old = hits.get(hit.rule)
    if old is None or _ORDER[hit.reading] < _ORDER[old.reading]:
        hits[hit.rule] = hit


def _placed(claims: Sequence[Claim], sight: Sight) -> dict[str, tuple[int, int]]:
    """Sentence and word of each claim's trigger."""
    words = [
        (token.span, (number, i))
        for number, tree in enumerate(sight.trees)
        for i, token in enumerate(tree.tokens)
    ]
    out: dict[str, tuple[int, int]] = {}
    for claim in claims:
        at = claim.evidence.trigger.start
        k = bisect_right(words, at, key=lambda word: word[0].start) - 1
        out[claim.claim_id] = words[k][1] if k >= 0 and at < words[k][0].end else (-1, -1)
    return out


def _carriers(
    touch: Touch, claims: Sequence[Claim], placed: dict[str, tuple[int, int]], sight: Sight
) -> list[Claim]:
    """The claims that carry a flag: those told by the same word, else the nearest one."""
    here = [c for c in claims if placed[c.claim_id] == (touch.sentence, touch.anchor)]
    if here:
        return here
    same = [c for c in claims if placed[c.claim_id][0] == touch.sentence]
    if same:
        tree = sight.trees[touch.sentence]
        above = [touch.anchor, *tree.ancestors(touch.anchor)]

        def distance(claim: Claim) -> tuple[bool, int]:
            word = placed[claim.claim_id][1]
            mine = [word, *tree.ancestors(word)]
            common = next((a for a in above if a in mine), None)
            steps = above.index(common) + mine.index(common) if common is not None else len(tree)
            return claim.kind is not ClaimKind.EVENT, steps

        return [min(same, key=distance)]
    near = [c for c in claims if abs(placed[c.claim_id][0] - touch.sentence) <= _REACH]
    near.sort(
        key=lambda c: (abs(placed[c.claim_id][0] - touch.sentence), c.kind is not ClaimKind.EVENT, -c.p)
    )
    return near[:1]


def _flow_touches(
    sight: Sight, book: Book, days_of: Callable[[int, int], Days | None], changed: set[str]
) -> Iterator[Touch]:
    flows = flows_of(sight)
    touched = set(changed)
    for flow in flows:
        days = days_of(flow.sentence, flow.anchor)
        if days is None:
            continue
        for rule in book.rules:
            if not _falls_under(flow, rule, days, sight):
                continue
            reading = reads_as(flow, rule, sight)
            if reading is not None:
                touched.add(rule.regime)
                hit = made_hit(rule, reading, _why(flow, sight), days[0])
                yield Touch(sentence=flow.sentence, anchor=flow.anchor, hit=hit, flow=flow)
    yield from _scene_touches(sight, book, days_of, flows, touched)


def _scene_touches(
    sight: Sight,
    book: Book,
    days_of: Callable[[int, int], Days | None],
    flows: Sequence[Flow],
    touched: set[str],
) -> Iterator[Touch]:
    """Rules that no flow touches and that a scene does."""
    on = days_of(0, 0)
    rules = [r for r in book.rules if on and r.holds_on(on[1]) and r.regime not in touched]
    for rule, flow in scene_flows(sight, rules, flows, lambda r: _targets(r, sight)):
        days = days_of(flow.sentence, flow.anchor)
        if days is None or not stands(days, rule) or not _is_bound(flow, rule, days, sight):
            continue
        reading = reads_as(flow, rule, sight)
        if reading is not None:
            hit = made_hit(rule, reading, _why(flow, sight), days[0])
            yield Touch(sentence=flow.sentence, anchor=flow.anchor, hit=hit, flow=flow)


def _targets(rule: Rule, sight: Sight) -> list[Target]:
    """Everybody of a report under a rule, by the tables or by a name that the rule itself lists."""
    found: dict[tuple[int, int], Target] = {}
    for number, party in sight.everybody:
        if party.head < len(sight.trees[number]) and _is_target(party, rule, sight, number):
            found[number, party.head] = Target(sentence=number, head=party.head, party=party)
    for number in range(len(sight.trees)) if sight.may_name(rule.names) else ():
        for party in sight.named(number, rule.names):
            found.setdefault((number, party.head), Target(sentence=number, head=party.head, party=party))
    return sorted(found.values(), key=lambda target: target.sentence)


def _is_bound(flow: Flow, rule: Rule, days: Days, sight: Sight) -> bool:
    others = [p.match.country for p in flow.others if p.match.country is not None]
    if rule.binds and not bound_by(rule.binds, others, days[0]):
        return False
    return not rule.places or _is_there(flow, rule, sight)


def _falls_under(flow: Flow, rule: Rule, days: Days, sight: Sight) -> bool:
    if not flow.kinds & rule.covers or not stands(days, rule):
        return False
    fetched = rule.on_groups and flow.side is Side.FROM and flow.fetched and bool(flow.others)
    if flow.side is not Side.BETWEEN and flow.side.value not in rule.direction and not fetched:
        return False
    if not _is_target(flow.party, rule, sight, flow.sentence):
        return False
    others = [p.match.country for p in flow.others if p.match.country is not None]
    if not others and exempting()["peacekeepers"].search(sight.text_of(flow.sentence)):
        # who keeps the peace comes from abroad
        others = ["UNO"]
    if not rule.on_groups and not rule.places and not _crosses_border(others or sight.countries, rule):
        return False
    if rule.binds and not bound_by(rule.binds, others, days[0]):
        return False
    return not rule.places or _is_there(flow, rule, sight)


def _crosses_border(countries: Iterable[str], rule: Rule) -> bool:
    """Whether anybody of another country takes part, or at least is spoken of."""
    return any(c not in rule.target for c in countries)


def _is_target(party: Party, rule: Rule, sight: Sight, sentence: int) -> bool:
    match = party.match
    if party.text in rule.names:
        return True
    if match.country is None and not match.named:
        # "the paramilitaries", "one of the gangs": of the place that the sentence or the report speaks of
        where = sight.places_of(sentence)
        sure = len(where) == 1 or bool(_GROUPS.intersection(match.sectors))
        return sure and any(is_under(rule, match.name, c, match.sectors) for c in where)
    return is_under(rule, match.name, match.country, match.sectors)


def _is_there(flow: Flow, rule: Rule, sight: Sight) -> bool:
    """Whether a place that the rule asks for is named in the sentence or the ones beside it."""
    reach = 2 if flow.how == "scene" else 1
    near = range(max(0, flow.sentence - reach), min(len(sight.trees), flow.sentence + reach + 1))
    return any(place in sight.text_of(n) for n in near for place in rule.places)


def _why(flow: Flow, sight: Sight) -> str:
    tree = sight.trees[flow.sentence]
    what = "/".join(sorted(flow.kinds))
    way = {Side.TO: "to", Side.FROM: "from", Side.BETWEEN: "with"}[flow.side]
    return f"{what} {way} {flow.party.text} (“{tree[flow.anchor].text}”)"


def _change_touches(sight: Sight, book: Book, days_of: Callable[[int, int], Days | None]) -> Iterator[Touch]:
    told = list(changes_of(sight, book, days_of))
    known = frozenset(c.rule.regime for c in told)
    dated = dated_changes(sight, book, known, days_of, lambda rule: bool(_targets(rule, sight)))
    for change in (*told, *dated):
        word = sight.trees[change.sentence][change.anchor].text
        why = f"{change.rule.issuer} changes the rule (“{word}”)"
        hit = made_hit(change.rule, REGIME_CHANGE, why, change.days[0])
        yield Touch(sentence=change.sentence, anchor=change.anchor, hit=hit)


def _own(
    claim: Claim, sight: Sight, book: Book, days_of: Callable[[int, int], Days | None], at: tuple[int, int]
) -> tuple[RuleHit, ...]:
    if claim.event is None or at[0] < 0:
        return ()
    days = days_of(*at)
    tree = sight.trees[at[0]]
    words = tree.subtree(at[1], frozenset({"conj", "parataxis", "advcl", "acl:relcl", "ccomp"}))
    act = Act(
        type=claim.event.type,
        status=claim.status,
        polarity=claim.certainty.polarity,
        actors=claim.actors,
        on=days[0] if days else None,
        until=days[1] if days else None,
        words=" ".join(tree[w].text for w in words),
        sentence=claim.evidence.sentence,
        said_by=claim.attribution[0].name if claim.attribution else None,
    )
    return rules_for(act, book)
