"""Groups of accounts kept as `groups_of` would make them, when some accounts are new, changed or gone.

`groups_of` decides account by account in one order, so an account bears only on those behind it. Each account
to be decided is held against the groups as they stand in front of it; where that moves it, those behind it
that meet one of the two groups are looked at again, in the same order, until nothing moves any more.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

from sayso.classes import dataclass, field
from sayso.link.join import compatible, fullest_first, may_be_one, mostly, nearness
from sayso.records import Facts, Held, Rejoined

__all__ = ["rejoin"]

#: How much an account shares with whom it would join; larger is nearer.
Nearness: TypeAlias = tuple[int, int, int, int]


@dataclass(slots=True, eq=False)
class _Group:
    """One group: its accounts, in front of and behind whichever is being decided, and who came and went."""

    home: int | None
    claims: set[int]
    touched: bool = False
    gained: list[int] = field(default_factory=list)
    lost: list[int] = field(default_factory=list)


def rejoin(stale: Iterable[int], held: Held) -> Rejoined:
    """Decide anew on these accounts, and on all whose group that may change.

    Invariants:
        Where the groups held are those that `groups_of` makes of the accounts in them, the outcome is what it
        makes of those, with ``stale`` among them if they hold, and without them if not.
    """
    return _Rejoining(held).run(sorted(set(stale)))


class _Rejoining:
    def __init__(self, held: Held) -> None:
        self._held = held
        self._group_of: dict[int, _Group | None] = {}
        self._groups: dict[int, _Group] = {}
        self._new: list[_Group] = []
        self._queue: list[tuple[tuple[object, ...], int]] = []
        self._queued: set[int] = set()
        #: Accounts to be held against every group; those to be held against some, and which.
        self._whole: set[int] = set()
        self._looks: dict[int, set[_Group]] = defaultdict(set)
        self._keys: dict[int, tuple[object, ...]] = {}
        #: Groups whose neighbours look already.
        self._looked_at: set[_Group] = set()

    def run(self, stale: Sequence[int]) -> Rejoined:
        for claim in stale:
            group = self._group(claim)
            if group is not None:
                group.touched = True
            if self._held.facts(claim) is None:
                if group is not None:
                    self._move(claim, group, None)
                continue
            self._whole.add(claim)
            self._push(claim)
        while self._queue:
            _, claim = heapq.heappop(self._queue)
            self._decide(claim)
        groups = [g for g in (*self._groups.values(), *self._new) if g.touched]
        return Rejoined(
            frozenset(g.home for g in groups if g.home is not None),
            tuple(tuple(sorted(g.claims)) for g in groups if g.claims),
        )

    # ---------------------------------------------------------------- what is known

    def _facts(self, claim: int) -> Facts:
        found = self._held.facts(claim)
        if found is None:
            raise KeyError(claim)
        return found

    def _group(self, claim: int) -> _Group | None:
        """The group an account is in, as far as it has been decided."""
        if claim not in self._group_of:
            home = self._held.home(claim)
            if home is not None and home not in self._groups:
                group = _Group(home, set(self._held.members(home)))
                self._groups[home] = group
                self._group_of.update(dict.fromkeys(group.claims, group))
            self._group_of.setdefault(claim, None)
        return self._group_of[claim]

    def _key(self, claim: int) -> tuple[object, ...]:
        """Where an account stands in the order of decisions."""
        if claim not in self._keys:
            self._keys[claim] = fullest_first(self._facts(claim))
        return self._keys[claim]

    def _front(self, claim: int, accounts: Iterable[int]) -> list[int]:
        """Those of some accounts that are decided before this one."""
        mine = self._key(claim)
        return [c for c in accounts if c != claim and self._key(c) < mine]

    # ---------------------------------------------------------------- deciding

    def _push(self, claim: int) -> None:
        if claim not in self._queued and self._held.facts(claim) is not None:
            self._queued.add(claim)
            heapq.heappush(self._queue, (self._key(claim), claim))

    def _decide(self, claim: int) -> None:
        self._queued.discard(claim)
        now = self._group(claim)
        looks = self._looks.pop(claim, set())
        if claim in self._whole or now is None or (now in looks and not self._as_near(claim, now)):
            self._whole.discard(claim)
            best = self._best(claim, self._meeting(claim))
        else:
            # what it did not join before, and what has not changed, it does not join now either
            open_ = {
                group: found
                for group in looks
                if group is not now
                and self._may_gain(claim, group)
                and (found := self._nearness(claim, group)) is not None
            }
            if not open_:
                return
            held = self._nearness(claim, now)
            best = self._nearest(claim, open_ if held is None else {now: held, **open_})
        if best is None and now is not None and not self._front(claim, now.claims):
            return  # it founded its group, and founds it again
        if best is None or best is not now:
            self._move(claim, now, best or self._founded())

    def _founded(self) -> _Group:
        group = _Group(None, set())
        self._new.append(group)
        return group

    def _as_near(self, claim: int, group: _Group) -> bool:
        """Whether a group is no farther from an account in it than it was, and no later in the order."""
        facts = self._facts(claim)
        if not group.lost and all(
            compatible(facts, self._facts(c)) for c in group.gained if c in group.claims
        ):
            return True
        near = self._nearness(claim, group)
        if near is None:
            return False
        first = min(map(self._key, self._front(claim, group.claims)))
        for other in group.lost:
            gone = self._held.facts(other)
            if gone is None or self._key(other) < first or nearness(facts, gone) > near:
                return False
        return True

    def _may_gain(self, claim: int, group: _Group) -> bool:
        """Whether what a group has gained and lost can bring in an account that was not in it before.

        Not if somebody who came keeps it out, or if only such left as spoke for it.
        """
        facts = self._facts(claim)
        came = self._front(claim, (c for c in group.gained if c in group.claims))
        if not all(may_be_one(facts, self._facts(c)) for c in came):
            return False
        left = (self._held.facts(c) for c in group.lost)
        return bool(came) or any(gone is None or not compatible(facts, gone) for gone in left)

    def _meeting(self, claim: int) -> set[_Group]:
        """The groups of the accounts that share a point with one."""
        found = {self._group(other) for other in self._held.near((claim,))}
        return {group for group in found if group is not None}

    def _best(self, claim: int, groups: Iterable[_Group]) -> _Group | None:
        """The group that `groups_of` would put an account into, of these; None if it would found one."""
        found = ((group, self._nearness(claim, group)) for group in groups)
        return self._nearest(claim, {group: near for group, near in found if near is not None})

    def _nearest(self, claim: int, found: Mapping[_Group, Nearness]) -> _Group | None:
        """The nearest of these groups; of equals the one that was founded first."""
        if len(found) < 2:
            return next(iter(found), None)
        most = max(found.values())
        return min(
            (group for group, near in found.items() if near == most),
            key=lambda group: min(map(self._key, self._front(claim, group.claims))),
        )

    def _nearness(self, claim: int, group: _Group) -> Nearness | None:
        """How near a group is to an account; None where it may not join it."""
        facts, mine, apart = self._facts(claim), self._key(claim), self._held.apart(claim)
        before = []
        for other in group.claims:
            if other == claim or self._key(other) >= mine:
                continue
            theirs = self._facts(other)
            if other in apart or not may_be_one(facts, theirs):
                return None
            before.append(theirs)
        if not before or not mostly(facts, before) or all(facts.points.isdisjoint(f.points) for f in before):
            return None
        return max(nearness(facts, f) for f in before)

    # ---------------------------------------------------------------- moving

    def _move(self, claim: int, old: _Group | None, new: _Group | None) -> None:
        """Put an account into another group, and look again at those behind it that meet either.

        Accounts are decided in their order, so whoever meets a group and is behind the first that moved there
        still waits when the next one moves: only whom that one meets is new then.
        """
        self._group_of[claim] = new
        if old is not None:
            old.claims.discard(claim)
            old.lost.append(claim)
            old.touched = True
        if new is not None:
            new.claims.add(claim)
            new.gained.append(claim)
            new.touched = True
        after = None if self._held.facts(claim) is None else self._key(claim)
        for group in (old, new):
            if group is None:
                continue
            members = {claim} if group in self._looked_at else {*group.claims, claim}
            self._looked_at.add(group)
            for other in self._held.near(members):
                self._look(other, group, claim, after)

    def _look(self, other: int, group: _Group, moved: int, after: tuple[object, ...] | None) -> None:
        """Have an account that meets a group look at it, if it comes behind the one that moved."""
        if other == moved or self._group(other) is None or self._held.facts(other) is None:
            return
        if after is None or self._key(other) > after:
            self._looks[other].add(group)
            self._push(other)
