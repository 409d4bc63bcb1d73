"""Which reports have one origin: each stands with the report that stands for it, never through a third.

Reports are ranked by how near they are to the source. From the first down, one that is a copy of a report
that stands for an origin stands with it, and any other stands for an origin of its own. So nothing hangs
together only because each is a little like the next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from sayso.classes import dataclass
from sayso.records import Judged, Judgement, Link, LinkKind, Traits, Verdict

__all__ = [
    "CROWD",
    "SAME_ORIGIN",
    "SPUN_FROM",
    "Between",
    "Standing",
    "Verdicts",
    "origin_id",
    "rank",
    "settled",
]

#: Links that make two reports one origin. The others are ties for single claims.
SAME_ORIGIN = frozenset(
    {
        LinkKind.SAME_URL,
        LinkKind.VERBATIM,
        LinkKind.ABRIDGED,
        LinkKind.EDITED,
        LinkKind.SPUN,
        LinkKind.UPDATE,
    }
)
#: Chance of having been rewritten by a machine from which a report is taken to be.
SPUN_FROM = 0.5
#: Share of a report's words from which passages of others are all there is to it.
_ALL_TAKEN = 0.75
#: Minutes by which an outlet must be earlier to come first: clocks of outlets and crawlers differ.
_MARGIN = 10
_A_DAY = 24 * 60
#: Of a report that pastes others: how much of each of them it must have, and how much of the same words of
#: its own two of them may stand in.
_PASTED, _COMMON = 0.6, 0.2

#: Reports from which on not each is held against each: of those that are nearly the same one is looked at, of
#: these no more than so many, and one more does not change what stands for their origin. An agency's report
#: has some dozens of copies, a ring of spam ten thousand.
CROWD = 100
#: Share of both texts from which two are nearly the same.
_NEARLY = 0.9

#: The link between two reports, the first of them on the left; None where there is none.
Between = Callable[[str, str], Link | None]


@dataclass(frozen=True, slots=True)
class Standing:
    """With whom a report stands: the report of its origin (itself, or a link to it), and parts of others."""

    lead: str
    link: Link | None
    parts: tuple[Link, ...] = ()


class Verdicts:
    """What persons said of reports: which are of one origin, and which are not."""

    def __init__(self, verdicts: Iterable[Verdict]) -> None:
        self._said: dict[frozenset[str], Verdict] = {
            frozenset((v.left_id, v.right_id)): v for v in verdicts if v.what is Judged.ORIGIN
        }

    def on(self, a: str, b: str) -> Verdict | None:
        """What holds for a pair; None where nobody judged, or could tell."""
        found = self._said.get(frozenset((a, b)))
        return None if found is None or found.judgement is Judgement.UNSURE else found

    def link(self, a: str, b: str, found: Link | None) -> Link | None:
        """The link of a pair, as judged if it was."""
        verdict = self.on(a, b)
        if verdict is None:
            return found
        if verdict.judgement is Judgement.DIFFERENT:
            return None
        if found is not None and found.kind in SAME_ORIGIN:
            return found
        return Link(
            left_id=a,
            right_id=b,
            kind=LinkKind.EDITED,
            runs=found.runs if found else (),
            share_left=found.share_left if found else 0.0,
            share_right=found.share_right if found else 0.0,
            says=verdict.note,
            decided_by=verdict.decided_by,
            decided_at=verdict.decided_at,
        )


def rank(traits: Traits, *, pasted: bool = False) -> tuple[object, ...]:
    """How near a report is to the source, nearest first: a key to sort by.

    What pastes others comes last, then what a machine rewrote. An agency's own report comes first; of others
    the earlier, and where hours are not known the longer text.
    """
    return (
        pasted,
        traits.spun >= SPUN_FROM,
        not traits.agency,
        traits.day is None,
        traits.day or 0,
        _A_DAY if traits.minute is None else traits.minute // _MARGIN,
        -traits.n_words,
        traits.article_id,
    )


def settled(
    every: Sequence[Traits], between: Between, verdicts: Verdicts, held: frozenset[str] = frozenset()
) -> dict[str, Standing]:
    """Where each of these reports stands.

    Those that are ``held`` stand for an origin of their own whatever comes.

    Invariants:
        Independent of the order given. Two reports of one origin are linked to the one that stands for it.
    Cost:
        A link asked for each report and each origin among those before it; for pastings, each pair of up to
        `CROWD` reports.
    """

    def link(a: str, b: str) -> Link | None:
        return verdicts.link(a, b, between(a, b))

    pasting = _pasting(every, link)
    ordered = sorted(
        every, key=lambda t: (t.article_id not in held, *rank(t, pasted=t.article_id in pasting))
    )
    leads: list[str] = []
    out: dict[str, Standing] = {}
    for traits in ordered:
        own = traits.article_id
        found = [each for lead in leads if (each := link(own, lead)) is not None]
        same = [each for each in found if each.kind in SAME_ORIGIN] or _all_taken(found)
        if not same or own in held:
            leads.append(own)
            out[own] = Standing(own, None, tuple(found))
            continue
        best = max(same, key=_closest)
        parts = tuple(each for each in found if each is not best)
        out[own] = Standing(best.right_id, best, parts)
    return out


def _all_taken(found: Sequence[Link]) -> list[Link]:
    """The passages of a report that has nothing but passages of others."""
    passages = [each for each in found if each.kind is LinkKind.PARTIAL]
    return passages if sum(each.share_left for each in passages) >= _ALL_TAKEN else []


def _closest(link: Link) -> tuple[object, ...]:
    return link.share_left, link.p, link.right_id


def _pasting(every: Sequence[Traits], link: Between) -> frozenset[str]:
    """The reports that paste two others which have nothing to do with one another."""
    like = _alike(every, link)
    ids = sorted(like)
    found: set[str] = set()
    for own in ids:
        within = []
        for other in ids:
            each = link(own, other) if other != own else None
            if each is not None and each.kind in SAME_ORIGIN and each.share_right >= _PASTED:
                within.append(each)
        apart = (
            (a, b)
            for a, b in _little_shared(within)
            if not _related(link(within[a].right_id, within[b].right_id))
        )
        if next(apart, None) is not None:
            found.update(like[own])
    return frozenset(found)


def _alike(every: Sequence[Traits], link: Between) -> dict[str, list[str]]:
    """Reports to hold against one another, each with itself and those that are nearly the same as it.

    All of them where they are no crowd.
    """
    if len(every) <= CROWD:
        return {t.article_id: [t.article_id] for t in every}
    out: dict[str, list[str]] = {}
    for own in (t.article_id for t in sorted(every, key=rank)):
        lead = next((lead for lead in out if _nearly_same(link(own, lead))), None)
        if lead is not None:
            out[lead].append(own)
        elif len(out) < CROWD:
            out[own] = [own]
    return out


def _nearly_same(link: Link | None) -> bool:
    return link is not None and link.kind in SAME_ORIGIN and min(link.share_left, link.share_right) >= _NEARLY


def _related(link: Link | None) -> bool:
    return link is not None and link.kind in SAME_ORIGIN


def _little_shared(links: Sequence[Link]) -> Iterator[tuple[int, int]]:
    """The pairs of links of one text whose runs hardly overlap in it, by their places.

    What counts is the share of the smaller one's runs that the other's cover; one link's do not overlap.
    """
    cuts = sorted({end for link in links for run in link.runs for end in (run.left.start, run.left.end)})
    if len(links) < 2 or not cuts:
        return
    place = {cut: n for n, cut in enumerate(cuts)}
    covers = np.zeros((len(links), len(cuts)))
    for n, link in enumerate(links):
        for run in link.runs:
            covers[n, place[run.left.start] : place[run.left.end]] = 1.0
    both = (covers * np.diff(cuts, append=cuts[-1])) @ covers.T
    own = np.diagonal(both)
    least = np.minimum(own[:, None], own[None, :])
    little = (least > 0) & (both <= _COMMON * least)
    yield from ((int(a), int(b)) for a, b in np.argwhere(np.triu(little, 1)))


def origin_id(lead: str) -> str:
    """The id of an origin: that of the report that stands for it, with another first letter."""
    return "o" + lead[1:]
