"""Judges predictions on the stream: origins pair by pair, counts, kinds of links, merges, wires, spun.

All functions are pure. Reports a prediction does not name stand for themselves: of an origin of their own,
in no event, without wire, not spun.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from bench.stream.gold import Gold, GoldEvent, GoldReport
from bench.stream.texts import ELSEWHERE

__all__ = [
    "MAIN",
    "Count",
    "Member",
    "Merge",
    "Predicted",
    "PredictedEvent",
    "PredictedLink",
    "Prf",
    "best_event",
    "counts",
    "link_confusion",
    "located",
    "merges",
    "origin_pairs",
    "spun_found",
    "summary",
    "wires_found",
]

#: A report's origin is a main one from this share of its words on. Of the two origins of a pasted page
#: either has close to half (0.475 at the least); what is taken over into a report of somebody's own has
#: less (0.425 at the most).
MAIN = 0.45


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An account of an event: the report and the characters of its text it rests on; -1 where not known."""

    report: str
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictedEvent:
    """An event as found; ``origins`` is how many are independent, between ``certain`` and ``possible``."""

    id: str
    members: tuple[Member, ...]
    type: str = ""
    origins: int | None = None
    certain: int | None = None
    possible: int | None = None
    rests_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PredictedLink:
    """What the left report is said to have of the right one."""

    left: str
    right: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Predicted:
    """All that was found. ``counts`` gives a happening's origins where no event is to be asked for them."""

    origins: Mapping[str, frozenset[str]] = field(default_factory=dict)
    events: tuple[PredictedEvent, ...] = ()
    links: tuple[PredictedLink, ...] = ()
    wires: Mapping[str, str] = field(default_factory=dict)
    spun: frozenset[str] = frozenset()
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prf:
    """What was found rightly, found wrongly and missed."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 1 if nothing was found."""
        found = self.right + self.wrong
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        """Share of what is there that was found; 1 if there is nothing."""
        there = self.right + self.missed
        return self.right / there if there else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A happening's independent origins as they are and as found.

    ``gathered`` is the share of its reports in the event that was asked, ``within`` whether the number
    found lies between what is certain and what is possible.
    """

    happening: str
    wanted: int
    found: int | None
    within: bool
    gathered: float
    rests_on_right: bool

    @property
    def exact(self) -> bool:
        """Whether the number is right."""
        return self.found == self.wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Two happenings that must stay apart, found in one event."""

    event: str
    left: str
    right: str


def located(sentence: str, text: str) -> tuple[int, int]:
    """Where a sentence stands in a row's text, whatever its blanks; (-1, -1) if it does not (a title)."""
    words = sentence.split()
    if not words:
        return -1, -1
    found = re.search(r"\s+".join(map(re.escape, words)), text)
    return found.span() if found else (-1, -1)


def origin_pairs(gold: Gold, origins: Mapping[str, frozenset[str]]) -> Prf:
    """Pairs of reports with an origin in common.

    A pair whose common origin is a lesser one of either report (a paragraph taken over) is asked for
    nowhere: whether such reports count as one is a matter of taste.
    """
    right = wrong = missed = 0
    for a, b in combinations(gold.reports, 2):
        common = _main(a) & _main(b)
        if not common and set(a.shares) & set(b.shares):
            continue
        found = bool(_found(a.id, origins) & _found(b.id, origins))
        right += bool(common and found)
        wrong += bool(found and not common)
        missed += bool(common and not found)
    return Prf(right=right, wrong=wrong, missed=missed)


def _main(report: GoldReport) -> frozenset[str]:
    return frozenset(origin for origin, share in report.shares.items() if share >= MAIN)


def _found(report: str, origins: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return origins.get(report) or frozenset({f"only {report}"})


def _about(member: Member, reports: Mapping[str, GoldReport]) -> str:
    """The happening a member's words are about: that of most of its characters, "" for none."""
    report = reports.get(member.report)
    if report is None:
        return ""
    if member.start < 0:
        return report.happenings[0] if len(report.happenings) == 1 else ""
    shared: Counter[str] = Counter()
    for part in report.parts:
        shared[part.about] += max(0, min(part.end, member.end) - max(part.start, member.start))
    about, n = shared.most_common(1)[0] if shared else ("", 0)
    return about if n and about != ELSEWHERE else ""


def _told(event: PredictedEvent, reports: Mapping[str, GoldReport]) -> dict[str, set[str]]:
    """Which reports an event has of each happening."""
    told: dict[str, set[str]] = {}
    for member in event.members:
        if about := _about(member, reports):
            told.setdefault(about, set()).add(member.report)
    return told


def best_event(
    wanted: GoldEvent, events: Iterable[PredictedEvent], reports: Mapping[str, GoldReport]
) -> PredictedEvent | None:
    """The event that stands for a happening: of its type, if there is one, that with most of its reports.

    Of several with as many reports, the first by its id; None where no event has a report of it.
    """
    best: PredictedEvent | None = None
    mark: tuple[bool, int] = (False, 0)
    for event in sorted(events, key=lambda e: e.id):
        n = len(_told(event, reports).get(wanted.id, ()))
        own = (bool(event.type) and event.type == wanted.event.type, n)
        if n and own > mark:
            best, mark = event, own
    return best


def counts(gold: Gold, predicted: Predicted) -> tuple[Count, ...]:
    """The number of independent origins of every happening, beside that found."""
    reports = {r.id: r for r in gold.reports}
    return tuple(_count(wanted, predicted, reports) for wanted in gold.events)


def _count(wanted: GoldEvent, predicted: Predicted, reports: Mapping[str, GoldReport]) -> Count:
    event = best_event(wanted, predicted.events, reports)
    found = predicted.counts.get(wanted.id, event.origins if event else None)
    stated = wanted.independent
    told = _told(event, reports).get(wanted.id, set()) if event else set()
    return Count(
        happening=wanted.id,
        wanted=stated.count,
        found=found,
        within=found is not None and stated.certain <= found <= stated.possible,
        gathered=len(told & set(wanted.members)) / max(len(wanted.members), 1),
        rests_on_right=bool(event) and _same_name(event.rests_on if event else "", stated.rests_on),
    )


def _same_name(found: str, wanted: str) -> bool:
    """Whether a name is the one wanted, with or without first name or title."""
    a, b = set(found.lower().split()), set(wanted.lower().split())
    return a == b or (bool(a and b) and (a <= b or b <= a))


def link_confusion(gold: Gold, links: Sequence[PredictedLink]) -> Counter[tuple[str, str]]:
    """Kinds of links wanted, with the kinds found, "" for none.

    A copy may be tied to another copy of its origin instead of to the report it was made from; the kind it
    has there counts where it has no link to that report itself.
    """
    reports = {r.id: r for r in gold.reports}
    kinds: dict[tuple[str, str], str] = {}
    for link in links:
        kinds[link.left, link.right] = link.kind
        kinds.setdefault((link.right, link.left), link.kind)
    table: Counter[tuple[str, str]] = Counter()
    for wanted in gold.links:
        table[wanted.kind, _kind_found(wanted.left, wanted.right, kinds, reports)] += 1
    return table


def _kind_found(
    left: str, right: str, kinds: Mapping[tuple[str, str], str], reports: Mapping[str, GoldReport]
) -> str:
    if (left, right) in kinds:
        return kinds[left, right]
    origins = _main(reports[right]) if right in reports else frozenset()
    others = sorted(b for a, b in kinds if a == left and b in reports and _main(reports[b]) & origins)
    return kinds[left, others[0]] if others else ""


def merges(gold: Gold, events: Iterable[PredictedEvent]) -> tuple[Merge, ...]:
    """Happenings that must stay apart and are in one event, by the words its members rest on.

    An event of another type than both main events is none of these: it may be a background told in both.
    """
    reports = {r.id: r for r in gold.reports}
    wanted = {e.id: e for e in gold.events}
    pairs = sorted(
        {tuple(sorted((e.id, other))) for e in gold.events for other in e.apart if other in wanted}
    )
    return tuple(
        Merge(event=event.id, left=left, right=right)
        for event in events
        if (told := _told(event, reports))
        for left, right in pairs
        if left in told and right in told and _may_be(event, wanted[left], wanted[right])
    )


def _may_be(event: PredictedEvent, left: GoldEvent, right: GoldEvent) -> bool:
    types = {left.event.type, right.event.type}
    return not event.type or "" in types or event.type in types


def wires_found(gold: Gold, wires: Mapping[str, str], *, credit: Iterable[str] = ("openly",)) -> Prf:
    """Agencies named rightly, over reports that name theirs in the ways given; a wrong name is also a miss.

    Reports that have no agency's words count as well: an agency named for one is wrong.
    """
    asked = frozenset(credit)
    right = wrong = missed = 0
    for report in gold.reports:
        found = wires.get(report.id, "")
        if not report.wire:
            wrong += bool(found)
        elif report.credit in asked:
            right += found == report.wire
            wrong += bool(found) and found != report.wire
            missed += found != report.wire
    return Prf(right=right, wrong=wrong, missed=missed)


def spun_found(gold: Gold, spun: frozenset[str]) -> Prf:
    """Spun reports named as such."""
    wanted = {r.id for r in gold.reports if r.spun}
    return Prf(right=len(wanted & spun), wrong=len(spun - wanted), missed=len(wanted - spun))


def summary(gold: Gold, predicted: Predicted) -> dict[str, float]:
    """All scores by name; shares lie in [0, 1], `merges` and `mean error` are numbers."""
    pairs = origin_pairs(gold, predicted.origins)
    found = counts(gold, predicted)
    table = link_confusion(gold, predicted.links)
    wires, uncredited = (
        wires_found(gold, predicted.wires),
        wires_found(gold, predicted.wires, credit=("openly", "in passing", "")),
    )
    spun = spun_found(gold, predicted.spun)
    n = max(len(found), 1)
    errors = [abs((c.found or 0) - c.wanted) for c in found]
    return {
        "origin pairs, precision": pairs.precision,
        "origin pairs, recall": pairs.recall,
        "origin pairs, F1": pairs.f1,
        "origins exact": sum(c.exact for c in found) / n,
        "origins within": sum(c.within for c in found) / n,
        "mean error": sum(errors) / n,
        "reports gathered": sum(c.gathered for c in found) / n,
        "rests on, right": sum(c.rests_on_right for c in found) / n,
        "link kinds right": sum(k for (a, b), k in table.items() if a == b) / max(table.total(), 1),
        "merges": float(len(merges(gold, predicted.events))),
        "wire precision": wires.precision,
        "wire recall": wires.recall,
        "wire recall, uncredited too": uncredited.recall,
        "spun precision": spun.precision,
        "spun recall": spun.recall,
    }
