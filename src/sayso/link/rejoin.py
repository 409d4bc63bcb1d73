"""Groups of accounts kept as `groups_of` would make them, when some accounts are new, changed or gone.

`groups_of` decides account by account in one order, so an account bears only on those behind it. Each account
to be decided is held against the groups as they stand in front of it; where that moves it, those behind it
that meet one of the two groups are looked at again, in the same order, until nothing moves any more.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from sayso.link.join import belongs, compatible, fullest_first, nearness
from sayso.records import Facts, Held, Rejoined

__all__ = ["rejoin"]

#: How much an account shares with whom it would join; larger is nearer.
Nearness: TypeAlias = tuple[int, int, int, int]


@dataclass(slots=True, eq=False)
class _Group:
    """One group: its accounts, in front of and behind whichever is being decided."""

    home: int | None
    claims: set[int]
    touched: bool = False
    lost: bool = False
    gained: list[int] = field(default_factory=list)


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
        #: Accounts to be held against every group; those to be held against some, and whom they meet in each.
        self._whole: set[int] = set()
        self._looks: dict[int, dict[_Group, set[int]]] = defaultdict(dict)
        self._keys: dict[int, tuple[object, ...]] = {}

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

    def _front(self, claim: int, group: _Group) -> list[int]:
        """The accounts of a group that are decided before this one."""
        mine = self._key(claim)
        return [c for c in group.claims if c != claim and self._key(c) < mine]

    # ---------------------------------------------------------------- deciding

    def _push(self, claim: int) -> None:
        if claim not in self._queued and self._held.facts(claim) is not None:
            self._queued.add(claim)
            heapq.heappush(self._queue, (self._key(claim), claim))

    def _decide(self, claim: int) -> None:
        self._queued.discard(claim)
        now = self._group(claim)
        looks = self._looks.pop(claim, {})
        if claim in self._whole or now is None or (now in looks and not self._still_fits(claim, now)):
            self._whole.discard(claim)
            best = self._best(claim, self._meeting(claim))
        else:
            # what it did not join before, and what has not changed, it does not join now either
            open_ = {
                group: found
                for group, met in looks.items()
                if group is not now and (found := self._nearness(claim, group, met)) is not None
            }
            if not open_:
                return
            held = self._nearness(claim, now, now.claims)
            best = self._nearest(claim, open_ if held is None else {now: held, **open_})
        if best is None and now is not None and not self._front(claim, now):
            return  # it founded its group, and founds it again
        if best is None or best is not now:
            self._move(claim, now, best or self._founded())

    def _founded(self) -> _Group:
        group = _Group(None, set())
        self._new.append(group)
        return group

    def _still_fits(self, claim: int, group: _Group) -> bool:
        """Whether a group has only gained accounts that are one with this one: it is as near as before."""
        facts = self._facts(claim)
        return not group.lost and all(
            c == claim or compatible(facts, self._facts(c)) for c in group.gained if c in group.claims
        )

    def _meeting(self, claim: int) -> dict[_Group, set[int]]:
        """The groups that an account meets, and whom of each."""
        found: dict[_Group, set[int]] = defaultdict(set)
        for other in self._held.near(claim):
            group = self._group(other)
            if group is not None:
                found[group].add(other)
        return found

    def _best(self, claim: int, groups: Mapping[_Group, set[int]]) -> _Group | None:
        """The group that `groups_of` would put an account into, of these; None if it would found one."""
        found = ((group, self._nearness(claim, group, met)) for group, met in groups.items())
        return self._nearest(claim, {group: near for group, near in found if near is not None})

    def _nearest(self, claim: int, found: Mapping[_Group, Nearness]) -> _Group | None:
        """The nearest of these groups; of equals the one that was founded first."""
        if len(found) < 2:
            return next(iter(found), None)
        most = max(found.values())
        return min(
            (group for group, near in found.items() if near == most),
            key=lambda group: min(map(self._key, self._front(claim, group))),
        )

    def _nearness(self, claim: int, group: _Group, met: Collection[int]) -> Nearness | None:
        """How near a group is to an account that meets these of it; None where it may not join it."""
        front = self._front(claim, group)
        if not front or not self._held.apart(claim).isdisjoint(front):
            return None
        if not any(c in met for c in front):
            return None
        facts = self._facts(claim)
        before = [self._facts(c) for c in front]
        return max(nearness(facts, f) for f in before) if belongs(facts, before) else None

    # ---------------------------------------------------------------- moving

    def _move(self, claim: int, old: _Group | None, new: _Group | None) -> None:
        """Put an account into another group, and look again at those behind it that meet either."""
        self._group_of[claim] = new
        if old is not None:
            old.claims.discard(claim)
            old.touched = old.lost = True
        if new is not None:
            new.claims.add(claim)
            new.gained.append(claim)
            new.touched = True
        after = None if self._held.facts(claim) is None else self._key(claim)
        for group in (old, new):
            if group is None:
                continue
            for member in (*group.claims, claim) if group is old else group.claims:
                for other in self._held.near(member):
                    self._look(other, (group, member), claim, after)

    def _look(
        self, other: int, where: tuple[_Group, int], moved: int, after: tuple[object, ...] | None
    ) -> None:
        """Have an account look at a group, where it meets a member, if it comes behind the one that moved."""
        if other == moved or self._group(other) is None:
            return
        if self._held.facts(other) is None or (after is not None and self._key(other) < after):
            return
        group, member = where
        self._looks[other].setdefault(group, set()).add(member)
        self._push(other)
