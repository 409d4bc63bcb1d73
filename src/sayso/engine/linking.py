"""Finds what each report has of others as it comes in, and keeps in the ledger where it stands.

Before a report is read it is looked up: a copy whose every sentence stands in a report that was read is not
read again. When it is written down, it and the reports of its origin are settled anew; what is kept then is a
function of the reports and verdicts alone, whatever the order they came in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace

from sayso.engine.sharing import as_own, covers, share_again, told_in
from sayso.engine.texts import Held, Looked, Texts, in_order
from sayso.ledger import Ledger, Standings
from sayso.link.cluster import CROWD, SAME_ORIGIN, SPUN_FROM, Standing, Verdicts, origin_id, rank, settled
from sayso.link.judge import Side, flipped, traits_of
from sayso.link.prints import prints_of
from sayso.link.tokens import words_of
from sayso.records import Article, Claim, Link, LinkKind, Origin, OriginKind, Traits

__all__ = ["Linker"]

#: Candidates looked at for one report, those that share most hashes. A copy is not in the index beside
#: its origin, so a report has more than a few only where it pastes, or where much is boilerplate.
_MOST_CANDIDATES = 12
#: Share of a report's words in one other from which no more are looked for: it pastes nothing.
_ALL_OF_IT = 0.95
#: A report can be found by its own hashes unless so many of them are those of its origin.
_COVERED = 0.9
#: Reports of this run that are remembered where nothing is kept.
_REMEMBERED = 2000
#: Share of the words of the report an origin is named after from which another is no small part of it.
_MOST_OF = 0.7
#: What a copy's word for its agency weighs beside that of the report it was copied from.
_SECOND_HAND = 0.8
#: Share of a report's words that are a passage of another origin from which it is one of the report's own.
_A_PART = 0.35
_KINDS = {
    LinkKind.SPUN: OriginKind.PARAPHRASE,
    LinkKind.EDITED: OriginKind.EDITED,
    LinkKind.UPDATE: OriginKind.EDITED,
}


class Linker:
    """Looks reports up, and settles them in a ledger.

    Args:
        ledger: where reports are kept; None finds copies only among those of this run.
        window_days: how far apart two reports may be published to be compared.
        now: the present instant as ISO 8601, for links that are kept.
    """

    def __init__(self, ledger: Ledger | None, *, window_days: int, now: Callable[[], str]) -> None:
        self._ledger = ledger
        self._texts = Texts(ledger)
        self._window_days = window_days
        self._now = now

    # ------------------------------------------------------------------ before reading

    def look(self, article: Article) -> Looked:
        """Find what a report has of those that are there, and whether it must be read."""
        return self.look_all([article])[0]

    def look_all(self, articles: Sequence[Article]) -> list[Looked]:
        """As `look`, each after those before it; several together cost less."""
        every = [self._begun(article) for article in articles]
        for looked, found in zip(every, self._stored_near(every), strict=True):
            self._compare(looked, found)
            self._place(looked)
            self._texts.wait(looked)
        return every

    def _begun(self, article: Article) -> Looked:
        """A report before it is compared with any other."""
        traits = traits_of(article)
        words = words_of(article.text).outside(traits.furniture)
        prints = prints_of(words)
        self._texts.hold(article.article_id, Held(article.text, words, prints))
        return Looked(
            article=article,
            side=Side(traits, words, article.text),
            prints=prints,
            links={},
            origin=_alone(traits),
        )

    def _compare(self, looked: Looked, found: Mapping[str, int]) -> None:
        """Find the links of a report; ``found`` are those in the ledger to which it may have any."""
        traits = looked.side.traits
        for other in self._candidates(looked, found):
            theirs = self._texts.traits(other)
            link = self._texts.link(traits, theirs) if theirs is not None else None
            if theirs is None or link is None:
                continue
            looked.links[other] = link
            # what is nearer to the source than the other may come to stand for more than that one
            if link.kind in SAME_ORIGIN and link.share_left >= _ALL_OF_IT and rank(theirs) < rank(traits):
                break

    def again(self, article: Article) -> None:
        """Look a report up that is in the ledger, and settle it, as if it had just come in.

        Must run inside the ledger's open unit of work.
        """
        looked = self._begun(article)
        self._compare(looked, self._stored_near([looked])[0])
        self._texts.wait(looked)
        self.settle(looked)

    def carried(self, looked: Looked) -> tuple[Claim, ...]:
        """The claims that a copy carries, in its own text."""
        if looked.source is None:
            return ()
        way = self._texts.way(looked.source, looked.id, looked.links[looked.source])
        claims = self._texts.read_in(looked.source) or ()
        found = [way.in_copy(claim, looked.id) for claim in claims] if way else []
        return tuple(claim for claim in found if claim is not None)

    def done(self, looked: Looked, claims: Sequence[Claim]) -> None:
        """Take the claims of a report that was looked up, read or carried."""
        looked.claims = tuple(claims)
        if self._ledger is None:
            self._texts.let_go(_REMEMBERED)

    def refused(self, looked: Looked) -> None:
        """Forget a report that could not be read."""
        self._texts.arrived(looked.id)

    def _stored_near(self, every: Sequence[Looked]) -> list[dict[str, int]]:
        """For each report those of the ledger that share hashes, the text or the address, with how many."""
        if self._ledger is None or not every:
            return [{} for _ in every]
        traits = [looked.side.traits for looked in every]
        with self._ledger.standings() as shelf:
            near = shelf.candidates_of(
                [(t.day, looked.prints) for t, looked in zip(traits, every, strict=True)], self._window_days
            )
            alike = shelf.alike([(t.text_sha256, t.url) for t in traits])
        out = []
        for looked, shared, same in zip(every, near, alike, strict=True):
            found = dict(shared)
            for other in same:
                found[other] = len(looked.prints) + found.get(other, 0)
            out.append(found)
        return out

    def _candidates(self, looked: Looked, stored: Mapping[str, int]) -> list[str]:
        """The reports to compare a new one with, likeliest first.

        Of one origin's reports the one that stands for it is enough, and another only if it shares clearly
        more: words of its own.
        """
        found = dict(stored)
        for other, n in self._texts.near(looked):
            found[other] = max(n, found.get(other, 0))
        found.pop(looked.id, None)
        kept: list[str] = []
        seen: set[str] = set()
        with self._reading() as shelf:
            for other in sorted(found, key=lambda other: (-found[other], other)):
                lead = self._lead(shelf, other)
                if lead not in seen:
                    seen.add(lead)
                    kept += [each for each in dict.fromkeys((lead, other)) if each != looked.id]
                if len(kept) >= _MOST_CANDIDATES:
                    break
        return kept[:_MOST_CANDIDATES]

    def _place(self, looked: Looked) -> None:
        """With whom a report stands as far as can be told now, and whether another was read in its place."""
        mine = looked.side.traits
        found = [(self._texts.traits(other), link) for other, link in looked.links.items()]
        before = [
            (traits, link)
            for traits, link in found
            if traits is not None and link.kind in SAME_ORIGIN and rank(traits) < rank(mine)
        ]
        # What is nearer to the source is read itself, so that it does not matter which came first.
        before.sort(key=lambda pair: rank(pair[0]))
        for traits, link in before[:1]:
            with self._reading() as shelf:
                lead = self._lead(shelf, traits.article_id)
            named = self._texts.traits(lead) or traits
            wire = (named.wire, named.wire_p) if named.wire else (mine.wire, mine.wire_p)
            looked.origin = _origin(mine, Standing(lead, link), wire)
        for traits, link in before:
            if self._covers(link, looked):
                looked.source = traits.article_id
                return

    def _reading(self) -> AbstractContextManager[Standings | None]:
        """Where the reports of the ledger stand, if there is one."""
        return nullcontext() if self._ledger is None else self._ledger.standings()

    def _lead(self, shelf: Standings | None, article_id: str) -> str:
        waiting = self._texts.waiting(article_id)
        if waiting is not None:
            return waiting.origin.copy_of or article_id
        return article_id if shelf is None else _lead_of(shelf, article_id)

    def _covers(self, link: Link, looked: Looked) -> bool:
        """Whether a report that was read has every sentence of this one."""
        if not self._texts.was_read(link.right_id):
            return False
        way = self._texts.way(link.right_id, looked.id, link)
        if way is None:
            return False
        return covers(way, looked.article, looked.side.traits)

    # ------------------------------------------------------------------ written down

    def settle(self, looked: Looked) -> None:
        """Keep where a report stands that the ledger has now, and where the others of its origin do.

        Must run inside the ledger's open unit of work.
        """
        if self._ledger is None:
            return
        with self._ledger.placing() as shelf:
            self._texts.arrived(looked.id)
            if looked.source is not None:
                shelf.unread(looked.id, looked.source)
            tied, held = self._tied(shelf, looked)
            changed = [looked.id]
            if tied:
                changed = self._settle_together(shelf, {looked.id, *tied}, {looked.id}, held)
            else:
                shelf.place(looked.side.traits, _with_passages(shelf, looked))
            self._tie(shelf, looked)
            if tied or looked.links or looked.claims:
                share_again(self._texts, shelf, changed, self._now())
            self._index(shelf, looked)  # last: what is held back for the index must be of a step that holds

    def settle_again(self, article_ids: Iterable[str]) -> None:
        """Settle reports anew, with all of their origins: after a person has judged.

        Must run inside the ledger's open unit of work.
        """
        if self._ledger is None:
            return
        judged = list(article_ids)
        told = {id_: told_in(self._texts, self._ledger, id_) for id_ in judged}
        with self._ledger.placing() as shelf:
            together = {other for id_ in judged for other in (id_, *_kin(shelf, id_))}
            changed = self._settle_together(shelf, together, set())
            for id_ in judged:
                self._let_stand(shelf, id_, told[id_])
            share_again(self._texts, shelf, [*changed, *judged], self._now())

    def forget(self, article_id: str, reason: str) -> None:
        """Delete a report; those that were not read because of it have its claims as their own from then on.

        Must run inside the ledger's open unit of work.
        """
        if self._ledger is None:
            return
        with self._ledger.standings() as shelf:
            heirs = shelf.unread_for(article_id)
            kin = sorted(_kin(shelf, article_id) - {article_id})
        told = {id_: told_in(self._texts, self._ledger, id_) for id_ in heirs}
        for id_ in heirs:
            self._ledger.add_claims(id_, [as_own(claim, id_) for claim in told[id_]])
            with self._ledger.placing() as shelf:
                shelf.read(id_)
        self._ledger.care.forget_report(article_id, reason, self._now())
        self._texts = Texts(self._ledger)
        if kin:
            self.settle_again(kin)

    def _let_stand(self, shelf: Standings, id_: str, told: Sequence[Claim]) -> None:
        """Give a report that was not read the claims it carried, if its source is no longer its origin."""
        source = shelf.source(id_)
        ours, theirs = shelf.origin(id_), shelf.origin(source) if source else None
        if self._ledger is None or ours is None or theirs is None or ours.origin_id == theirs.origin_id:
            return
        self._ledger.add_claims(id_, [as_own(claim, id_) for claim in told])
        shelf.read(id_)

    def _tied(self, shelf: Standings, looked: Looked) -> tuple[set[str], frozenset[str]]:
        """The reports that have to be settled with a new one, and which of them stand for an origin anyhow.

        Where there is a crowd of one origin it keeps the report that stands for it, unless an agency brings
        its own: to move all of them for each that is earlier than the last would take ever longer.
        """
        same = [link for link in looked.links.values() if link.kind in SAME_ORIGIN]
        judged = [
            other
            for v in shelf.verdicts_on([looked.id])
            for other in (v.left_id, v.right_id)
            if other != looked.id
        ]
        lead = self._plain_copy(shelf, looked, same) if not judged else None
        if lead is not None:
            return {lead}, frozenset()
        ties = [*(link.right_id for link in same), *judged]
        kin = {each for other in ties for each in _kin(shelf, other, CROWD + 1)}
        leads = frozenset(_lead_of(shelf, other) for other in ties)
        taken = looked.side.traits.agency and not any(self._of_agency(lead) for lead in leads)
        if len(kin) <= CROWD:
            return kin, frozenset()
        if judged or taken:
            return {each for other in ties for each in _kin(shelf, other)}, frozenset()
        return set(leads), leads

    def _of_agency(self, article_id: str) -> bool:
        traits = self._texts.traits(article_id)
        return traits is not None and traits.agency

    def _plain_copy(self, shelf: Standings, looked: Looked, same: Sequence[Link]) -> str | None:
        """The report that stands for the origin of a plain copy of it; None where more has to be looked at.

        Nothing else changes where a report comes after the one it is a copy of, and has too much of that to
        be one of several that the other pastes.
        """
        leads = {_lead_of(shelf, link.right_id) for link in same}
        if len(leads) != 1:
            return None
        (lead,) = leads
        theirs, mine = self._texts.traits(lead), looked.side.traits
        if theirs is None or rank(theirs) >= rank(mine) or mine.n_words < _MOST_OF * theirs.n_words:
            return None
        link = self._texts.link(mine, theirs)
        return lead if link is not None and link.kind in SAME_ORIGIN else None

    def _settle_together(
        self, shelf: Standings, together: set[str], new: set[str], held: frozenset[str] = frozenset()
    ) -> list[str]:
        """Settle reports among themselves; those that stand otherwise than before, and the new ones."""
        by_id = {t.article_id: t for t in in_order(together, self._texts)}
        standings = settled(
            list(by_id.values()),
            lambda a, b: self._texts.link(by_id[a], by_id[b]),
            Verdicts(shelf.verdicts_on(by_id)),
            held,
        )
        wires = {lead: _wire(lead, standings, by_id) for lead in {s.lead for s in standings.values()}}
        changed = []
        for id_, standing in standings.items():
            origin = _origin(by_id[id_], standing, wires[standing.lead])
            outside = [link for link in shelf.links_from(id_) if link.right_id not in by_id]
            if outside and not _nearly_all(standing.link):
                more = dict.fromkeys(_lead_of(shelf, link.right_id) for link in outside if _is_part(link))
                parts = dict.fromkeys((*origin.parts, *(origin_id(lead) for lead in more)))
                origin = replace(origin, parts=tuple(p for p in parts if p != origin.origin_id))
            if shelf.origin(id_) != origin or id_ in new:
                shelf.place(by_id[id_], origin)
                changed.append(id_)
            kept = [*standing.parts, *([standing.link] if standing.link else []), *outside]
            shelf.set_links(id_, kept, self._now())
        return changed

    def _tie(self, shelf: Standings, looked: Looked) -> None:
        """Keep what a report shares with others that are not of its origin; the later of two has it."""
        mine = looked.side.traits
        for link in looked.links.values():
            theirs = self._texts.traits(link.right_id)
            if theirs is None or link.kind in SAME_ORIGIN:
                continue
            later = link if rank(theirs) < rank(mine) else flipped(link)
            shelf.add_link(later, self._now())

    def _index(self, shelf: Standings, looked: Looked) -> None:
        """Let a report be found by its hashes, unless nearly all of them are its origin's."""
        lead = _lead_of(shelf, looked.id)
        held = self._texts.text(lead) if lead != looked.id else None
        if held is not None:
            theirs = set(held.prints.tolist())
            own = looked.prints.tolist()
            if sum(h in theirs for h in own) >= _COVERED * len(own):
                return
        shelf.index(looked.id, looked.side.traits.day, looked.prints)


def _lead_of(shelf: Standings, article_id: str) -> str:
    """The report that stands for the origin of a report."""
    origin = shelf.origin(article_id)
    return (origin.copy_of if origin else None) or article_id


def _kin(shelf: Standings, article_id: str, most: int = -1) -> set[str]:
    """A report with all that are, in whole or in part, of the same origins; of each origin ``most``."""
    origin = shelf.origin(article_id)
    ids = (origin.origin_id, *origin.parts) if origin else ()
    return {article_id, *(member for id_ in ids for member in shelf.members(id_, most))}


def _alone(traits: Traits) -> Origin:
    """Where a report stands that has nothing of others."""
    return _origin(traits, Standing(traits.article_id, None), (traits.wire, traits.wire_p))


def _with_passages(shelf: Standings, looked: Looked) -> Origin:
    """Where a report stands that is of no other's origin, but may have passages of others."""
    named = (replace(link, right_id=_lead_of(shelf, link.right_id)) for link in looked.links.values())
    rights = sorted(named, key=lambda link: link.right_id)
    return _origin(
        looked.side.traits,
        Standing(looked.id, None, tuple(rights)),
        (looked.side.traits.wire, looked.side.traits.wire_p),
    )


def _is_part(link: Link) -> bool:
    """Whether a report belongs to the origin of another beside its own."""
    return link.kind in SAME_ORIGIN or (link.kind is LinkKind.PARTIAL and link.share_left >= _A_PART)


def _nearly_all(link: Link | None) -> bool:
    """Whether a copy has so much of one report that no other can have a part in it."""
    return link is not None and link.share_left >= 1 - _A_PART


def _origin(traits: Traits, standing: Standing, wire: tuple[str | None, float]) -> Origin:
    link = standing.link
    if link is not None:
        kind = OriginKind.PARAPHRASE if traits.spun >= SPUN_FROM else _KINDS.get(link.kind, OriginKind.COPY)
    elif traits.spun >= SPUN_FROM:
        kind = OriginKind.PARAPHRASE
    else:
        kind = OriginKind.COPY if wire[0] and not traits.agency else OriginKind.ORIGINAL
    others = () if _nearly_all(link) else standing.parts
    parts = (origin_id(part.right_id) for part in others if _is_part(part))
    return Origin(
        origin_id=origin_id(standing.lead),
        kind=kind,
        wire=wire[0],
        copy_of=None if link is None else standing.lead,
        p=link.p if link is not None else wire[1] if kind is OriginKind.COPY else 1.0,
        spun=traits.spun,
        parts=tuple(dict.fromkeys(parts)),
    )


def _wire(
    lead: str, standings: Mapping[str, Standing], by_id: Mapping[str, Traits]
) -> tuple[str | None, float]:
    """The agency of an origin: the one that its reports name most surely, its own report first."""
    doubts: dict[str, float] = {}
    for id_ in sorted(standings):
        traits = by_id[id_]
        if standings[id_].lead == lead and traits.wire is not None:
            weight = 1.0 - traits.wire_p * (1.0 if id_ == lead else _SECOND_HAND)
            doubts[traits.wire] = doubts.get(traits.wire, 1.0) * weight
    if not doubts:
        return None, 0.0
    name = min(doubts, key=lambda w: (doubts[w], w))
    return name, round(1.0 - doubts[name], 4)
