"""Which accounts tell of one event: pair by pair, and in groups in which no pair contradicts itself.

It prefers two events too many to one too few: accounts that contradict one another in type, sides, place or
day are kept apart, however alike their reports are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from sayso.classes import dataclass
from sayso.link.closeness import (
    TOLD,
    TOLD_OF_ONE_SPOT,
    TOLD_OF_OTHERS,
    is_one_day,
    is_one_spot,
    near,
    one_story,
    place_fits,
    time_fits,
)
from sayso.link.same_figure import figures_fit, figures_may_be_one
from sayso.records import Facts, Judged, Judgement, Status, Verdict

__all__ = [
    "belongs",
    "compatible",
    "fullest_first",
    "groups_of",
    "join",
    "may_be_one",
    "mostly",
    "nearness",
    "put_together",
]

_STATUS_GROUPS = (
    frozenset({Status.HAPPENED, Status.ONGOING, Status.UNKNOWN}),
    frozenset({Status.PLANNED, Status.POSSIBLE, Status.UNKNOWN}),
    frozenset({Status.ATTEMPTED, Status.UNKNOWN}),
    frozenset({Status.NEGATED}),
)
_NAMES = ("per:", "org:", "grp:", "gov:", "state ")


def _nested(a: frozenset[str], b: frozenset[str]) -> bool:
    return a <= b or b <= a


def _parties_fit(a: Facts, b: Facts) -> bool:
    if not a.parties or not b.parties:
        return a.sentence == b.sentence
    if a.mutual:
        return _nested(a.parties, b.parties) or len(a.parties & b.parties) >= 2
    if not a.actors or not b.actors:
        return bool(a.recipients & b.recipients)
    if a.actors[0] not in b.actors or b.actors[0] not in a.actors:
        return False
    return _nested(a.recipients, b.recipients)


def may_be_one(a: Facts, b: Facts) -> bool:
    """Whether nothing in two accounts is against their telling of one event. Symmetric."""
    if a.figure or b.figure:
        return figures_may_be_one(a, b)
    if a.key != b.key:
        return False
    return (
        (a.mode == b.mode or a.mode is None or b.mode is None)
        and any(a.status in group and b.status in group for group in _STATUS_GROUPS)
        and time_fits(a, b)
        and ((_parties_fit(a, b) and place_fits(a.place, b.place)) or _nothing_against(a, b))
    )


def compatible(a: Facts, b: Facts) -> bool:
    """Whether two accounts tell of one event, as far as the two show. Symmetric."""
    if a.figure or b.figure:
        return figures_fit(a, b)
    if not may_be_one(a, b):
        return False
    return (_parties_fit(a, b) and place_fits(a.place, b.place)) or _one_story(a, b)


def _nothing_against(a: Facts, b: Facts) -> bool:
    return near(a.place, b.place) and not _contradict(a, b)


def _one_story(a: Facts, b: Facts) -> bool:
    """Whether accounts that name different sides of a thing, or none, may tell of it all the same.

    They may if nothing in them is against it: no two names that cannot both be right for one part, no two
    places. On one known day they are one if the reports tell one story, more or less surely as the place or a
    name is the same or not. Without a day, or where those it is done to are described as different people,
    the reports must surely tell one story.
    """
    if a.points.isdisjoint(b.points) or not _nothing_against(a, b):
        return False
    if a.article_id == b.article_id:
        # a report tells its act again and again: "the blast", "the attackers", "the presidents"
        again = a.mode is not None or (
            a.mutual and not {*map(_land, a.lands)}.isdisjoint(map(_land, b.lands))
        )
        return again and a.mode == b.mode and is_one_day(a, b) and not _other_people(a, b)
    told = one_story(a, b)
    shared = is_one_spot(a.place, b.place) or bool(_named(a.parties & b.parties))
    if is_one_day(a, b) and not _other_people(a, b):
        return told >= (TOLD_OF_ONE_SPOT if shared else TOLD)
    return (shared or is_one_day(a, b)) and told >= TOLD_OF_OTHERS


def _other_people(a: Facts, b: Facts) -> bool:
    """Whether those it is done to are described as different people: a soldier here, a manager there."""
    one, other = (
        {p.split()[0].rpartition(":")[2] for p in f.recipients if p.startswith("role:")} for f in (a, b)
    )
    one, other = one - {"unk", "cvl"}, other - {"unk", "cvl"}
    return bool(one) and bool(other) and one.isdisjoint(other) and not a.mutual


def _land(pair: tuple[str, str]) -> str:
    return pair[1]


def _named(parties: Iterable[str]) -> frozenset[str]:
    """Parties with a name of their own: a person, a body, a state."""
    return frozenset(p for p in parties if p.startswith(_NAMES))


def _contradict(a: Facts, b: Facts) -> bool:
    """Whether a part is played by two that cannot both be meant."""
    if a.mutual:
        # A met B, and A met C: each names somebody the other does not
        return _others(a.parties - b.parties, b.parties - a.parties, a, b)
    return _others(frozenset(a.actors), frozenset(b.actors), a, b) or _others(
        a.recipients, b.recipients, a, b
    )


def _others(one: frozenset[str], other: frozenset[str], a: Facts, b: Facts) -> bool:
    """Whether both name who it was, and nobody of the one is, or may act for, anybody of the other."""
    one, other = _named(one), _named(other)
    if not one or not other or one & other:
        return False
    lands = dict((*a.lands, *b.lands))
    return not any(_acts_for(p, q, lands) or _acts_for(q, p, lands) for p in one for q in other)


def _acts_for(person: str, state: str, lands: Mapping[str, str]) -> bool:
    """Whether a person or body may stand for a state: it is of that land, or of none that is known."""
    if person.startswith("state ") or not state.startswith("state "):
        return False
    return lands.get(person, state.removeprefix("state ")) == state.removeprefix("state ")


def fullest_first(facts: Facts) -> tuple[object, ...]:
    """Order in which accounts found groups: the more one says, the earlier, so that vague ones join it."""
    resolved = facts.first is not None and facts.last is not None
    length = (facts.last or 0) - (facts.first or 0) if resolved else 0
    return (
        not resolved,
        -len(facts.parties),
        facts.place is None,
        length,
        facts.mode is None,
        facts.first or facts.published or 0,
        facts.claim_id,
    )


def nearness(a: Facts, b: Facts) -> tuple[int, int, int, int]:
    """How much two compatible accounts share; larger is nearer."""
    same_place = a.place is not None and b.place is not None and a.place.name == b.place.name
    day_a, day_b = a.first or a.published or 0, b.first or b.published or 0
    return (a.sentence == b.sentence, len(a.parties & b.parties), same_place, -abs(day_a - day_b))


def join(every: Iterable[Facts], verdicts: Iterable[Verdict] = ()) -> list[tuple[Facts, ...]]:
    """Put accounts into groups, each of which is one event.

    What a person judged not to be one is kept apart, and what he judged to be one is put together with
    everything that is one with either: who says so of two events means all of their accounts.

    Returns:
        Groups ordered by their smallest claim id; members likewise.
    Invariants:
        Independent of the order given. No two members of a group contradict one another, unless judged to be
        one. Groups do not depend on accounts that are connected to none of their members.
    Cost:
        For each account, one comparison with every member of the groups it shares a point with.
    """
    judged = list(verdicts)
    return put_together(groups_of(every, judged), judged)


def groups_of(every: Iterable[Facts], verdicts: Iterable[Verdict] = ()) -> list[list[Facts]]:
    """Groups of accounts that are one as far as they show, none of them judged apart, first founded first.

    Accounts are decided one by one, those that say most first, so that none bears on one before it.
    """
    judged = _Judged.of(verdicts)
    groups: list[list[Facts]] = []
    meeting: dict[int, set[int]] = defaultdict(set)
    for facts in sorted(every, key=fullest_first):
        points = facts.points
        near = {number for point in points for number in meeting[point]}
        open_ = [n for n in sorted(near) if judged.may(facts, groups[n]) and belongs(facts, groups[n])]
        if open_:
            best = max(open_, key=lambda n: (max(nearness(facts, m) for m in groups[n]), -n))
            groups[best].append(facts)
        else:
            best = len(groups)
            groups.append([facts])
        for point in points:
            meeting[point].add(best)
    return groups


def put_together(
    groups: Iterable[Sequence[Facts]], verdicts: Iterable[Verdict] = ()
) -> list[tuple[Facts, ...]]:
    """The groups of `groups_of` made one where a person judged accounts of two of them to be one.

    Returns:
        As `join`. What is given must hold every account that is judged to be one with any of it.
    """
    ordered = sorted((list(group) for group in groups), key=lambda group: min(map(fullest_first, group)))
    _put_together(ordered, _Judged.of(verdicts))
    made = [tuple(sorted(group, key=lambda f: f.claim_id)) for group in ordered if group]
    return sorted(made, key=lambda group: group[0].claim_id)


def belongs(facts: Facts, group: Sequence[Facts]) -> bool:
    """Whether an account is one with at least half of a group, and against none of it."""
    return all(may_be_one(facts, member) for member in group) and mostly(facts, group)


def mostly(facts: Facts, group: Sequence[Facts]) -> bool:
    """Whether an account is one with at least half of a group."""
    needed, against = (len(group) + 1) // 2, 0
    for number, member in enumerate(group):
        if number - against >= needed:
            return True
        against += not compatible(facts, member)
        if against > len(group) - needed:
            return False
    return True


def _put_together(groups: list[list[Facts]], judged: _Judged) -> None:
    """Make groups one that hold two accounts which are judged to be one; those that gave way are left empty.

    Where accounts of two such groups are judged apart, only the account itself goes over, if it may.
    """
    home = {facts.claim_id: n for n, group in enumerate(groups) for facts in group}
    for left, right in judged.same:
        if left not in home or right not in home or home[left] == home[right]:
            continue
        kept, given = sorted((home[left], home[right]))
        going = groups[given]
        if not all(judged.may(facts, groups[kept]) for facts in going):
            alone = left if home[left] == given else right
            going = [f for f in going if f.claim_id == alone and judged.may(f, groups[kept])]
        groups[kept] += going
        home |= {facts.claim_id: kept for facts in going}
        groups[given] = [facts for facts in groups[given] if home[facts.claim_id] == given]


@dataclass(frozen=True, slots=True)
class _Judged:
    """What a person said of claims: the pairs that are of one event, and for each those it is apart from."""

    same: Sequence[tuple[str, str]]
    apart: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, verdicts: Iterable[Verdict]) -> _Judged:
        of_events = [v for v in verdicts if v.what is Judged.EVENT]
        apart: dict[str, set[str]] = defaultdict(set)
        for verdict in of_events:
            if verdict.judgement is Judgement.DIFFERENT:
                apart[verdict.left_id].add(verdict.right_id)
                apart[verdict.right_id].add(verdict.left_id)
        same = sorted((v.left_id, v.right_id) for v in of_events if v.judgement is Judgement.SAME)
        return cls(same, defaultdict(frozenset, {c: frozenset(o) for c, o in apart.items()}))

    def may(self, facts: Facts, group: Iterable[Facts]) -> bool:
        """Whether no member of the group is judged to be another event than this account."""
        return self.apart[facts.claim_id].isdisjoint(m.claim_id for m in group)
