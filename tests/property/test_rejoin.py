"""Whatever comes, changes or goes, in whatever order: groups kept up to date are those that `groups_of` makes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.link.join import groups_of
from sayso.link.rejoin import rejoin
from sayso.records import Facts, Judged, Judgement, Place, PlaceKind, Span, Status, Verdict

NAMES = ("per:a", "per:b", "state X", "role:X:mil")
PLACES = (
    None,
    *(
        Place(text=n, span=Span(0, 1), name=n, place_id=f"geo:{n}", kind=PlaceKind.CITY, country="XYZ")
        for n in ("Upham", "Lowey")
    ),
)


@st.composite
def facts_of_many(draw: st.DrawFn) -> list[Facts]:
    """Accounts that have few names, days and places between them, so that most meet."""
    found = []
    for number in range(draw(st.integers(1, 24))):
        first = draw(st.none() | st.integers(700_000, 700_004))
        mutual = draw(st.booleans())
        found.append(
            Facts(
                claim_id=f"c{draw(st.integers(0, 9))}{number:02d}",
                article_id=f"r{draw(st.integers(0, 5))}",
                key="event|" + ("CONSULT" if mutual else "ASSAULT"),
                mode=draw(st.sampled_from([None, "visit", "aerial"])),
                status=draw(st.sampled_from(Status)),
                actors=tuple(draw(st.lists(st.sampled_from(NAMES), max_size=2, unique=True))),
                recipients=frozenset(draw(st.lists(st.sampled_from(NAMES), max_size=2)))
                if not mutual
                else frozenset(),
                place=draw(st.sampled_from(PLACES)),
                first=first,
                last=None if first is None else first + draw(st.integers(0, 2)),
                published=draw(st.none() | st.integers(700_000, 700_004)),
                sentence=draw(st.sampled_from(["s1", "s2", "s3"])),
                figure=False,
                mutual=mutual,
                story=tuple(draw(st.sampled_from([(), tuple(range(8)), tuple(range(4, 12))]))),
            )
        )
    return found


@dataclass
class Memory:
    """What a ledger has of accounts, in memory."""

    every: Sequence[Facts]
    holds: set[int] = field(default_factory=set)
    homes: dict[int, int] = field(default_factory=dict)
    verdicts: list[Verdict] = field(default_factory=list)

    def facts(self, claim: int) -> Facts | None:
        return self.every[claim] if claim in self.holds else None

    def near(self, claims: Collection[int]) -> frozenset[int]:
        points = {point for claim in claims for point in self.every[claim].points}
        return frozenset(n for n, f in enumerate(self.every) if not f.points.isdisjoint(points))

    def home(self, claim: int) -> int | None:
        return self.homes.get(claim)

    def members(self, home: int) -> list[int]:
        return [n for n, h in self.homes.items() if h == home]

    def _pairs(self, claim: int, said: Judgement) -> set[int]:
        number = {f.claim_id: n for n, f in enumerate(self.every)}
        found = set()
        for v in self.verdicts:
            pair = [number[v.left_id], number[v.right_id]]
            if v.judgement is said and claim in pair:
                found.update(pair)
        return found - {claim}

    def apart(self, claim: int) -> frozenset[int]:
        return frozenset(self._pairs(claim, Judgement.DIFFERENT))

    def rejoin(self, stale: Iterable[int]) -> None:
        found = rejoin(stale, self)
        self.homes = {n: h for n, h in self.homes.items() if h not in found.gone}
        for group in found.groups:
            assert not self.homes.keys() & set(group), "an account in two groups"
            self.homes |= dict.fromkeys(group, min(group))

    def groups(self) -> set[frozenset[str]]:
        return {
            frozenset(self.every[n].claim_id for n in self.members(home)) for home in set(self.homes.values())
        }

    def joined(self) -> set[frozenset[str]]:
        known = [self.every[n] for n in sorted(self.holds)]
        ids = {f.claim_id for f in known}
        told = [v for v in self.verdicts if {v.left_id, v.right_id} <= ids]
        return {frozenset(f.claim_id for f in group) for group in groups_of(known, told)}


def judged(left: str, right: str, said: Judgement) -> Verdict:
    return Verdict(
        what=Judged.EVENT,
        left_id=left,
        right_id=right,
        judgement=said,
        decided_by="a",
        decided_at="2026-01-01T00:00:00",
    )


@settings(max_examples=300, deadline=None)
@given(every=facts_of_many(), data=st.data())
def test_groups_kept_up_to_date_are_those_of_all(every: list[Facts], data: st.DataObject) -> None:
    memory = Memory(every)
    order = data.draw(st.permutations(range(len(every))))
    while order:
        n = data.draw(st.integers(1, len(order)))
        batch, order = order[:n], order[n:]
        memory.holds.update(batch)
        memory.rejoin(batch)
        assert memory.groups() == memory.joined()
    for _ in range(data.draw(st.integers(0, 4))):
        what = data.draw(st.sampled_from(["go", "come back", "judge", "take back", "same again"]))
        one, other = (data.draw(st.integers(0, len(every) - 1)) for _ in range(2))
        touched = [one]
        if what == "go":
            memory.holds.discard(one)
        elif what == "come back":
            memory.holds.add(one)
        elif what == "judge" and one != other and {one, other} <= memory.holds:
            said = data.draw(st.sampled_from([Judgement.SAME, Judgement.DIFFERENT]))
            pair = {every[one].claim_id, every[other].claim_id}
            memory.verdicts = [v for v in memory.verdicts if {v.left_id, v.right_id} != pair]
            memory.verdicts.append(judged(*sorted(pair), said))
            touched.append(other)
        elif what == "take back" and memory.verdicts:
            last = memory.verdicts.pop()
            touched = [n for n, f in enumerate(every) if f.claim_id in (last.left_id, last.right_id)]
        memory.rejoin(touched)
        assert memory.groups() == memory.joined()
