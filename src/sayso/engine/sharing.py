"""Which claims reports of one origin share: each is kept once, with the report nearest to the source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sayso.classes import dataclass, replace
from sayso.engine.texts import Texts
from sayso.ledger import Ledger, Standings
from sayso.link.carry import Carrying
from sayso.link.cluster import CROWD, SAME_ORIGIN, origin_id, rank
from sayso.records import Article, Claim, Link, LinkKind, Origin, Span, Traits
from sayso.records.identity import claim_id_of

__all__ = ["as_own", "covers", "share_again", "told_in"]

#: Share of a sentence's words that must be another report's for it to be told in the other's words.
_IN_ITS_WORDS = 0.5
#: Reports of one origin whose claims another may carry, the nearest to the source. Most copies are not read,
#: so few origins have so many.
_MOST_NEARER = 12
_TAKEN = SAME_ORIGIN | {LinkKind.PARTIAL}


@dataclass(frozen=True, slots=True)
class _Source:
    """A report that was read, and how its sentences lie in the one looked at."""

    claims: tuple[tuple[str, Span], ...]
    origin: Origin
    way: Carrying
    kind: LinkKind | None


def share_again(texts: Texts, shelf: Standings, settled: Iterable[str], now: str) -> None:
    """Keep anew which claims reports have of their own, which they carry, and of whose origin the others are.

    Takes along those that carry claims which gave way meanwhile, and of an origin all that come after a
    report with claims of its own. What one shares hangs on nearer ones alone, so the nearest comes first.
    """
    waiting = list(dict.fromkeys(settled))
    done: set[str] = set()
    while waiting:
        known = {id_: traits for id_ in waiting if (traits := texts.traits(id_)) is not None}
        if not known:
            return
        id_ = min(known, key=lambda each: rank(known[each]))
        done.add(id_)
        changed, tells = _share(texts, shelf, id_, now)
        more = [*known, *sorted(shelf.carriers(changed))]
        if tells:
            more += _after(texts, shelf, id_)
        waiting = [each for each in dict.fromkeys(more) if each not in done]


def _after(texts: Texts, shelf: Standings, id_: str) -> list[str]:
    """The reports of an origin, or with a part of it, that are further from the source than this one.

    Of a crowd only the first ones: the others have taken what there was when they came in.
    """
    origin, traits = shelf.origin(id_), texts.traits(id_)
    if origin is None or traits is None:
        return []
    members = ((each, texts.traits(each)) for each in shelf.members(origin.origin_id, CROWD))
    return [each for each, theirs in members if theirs is not None and rank(theirs) > rank(traits)]


def told_in(texts: Texts, ledger: Ledger, article_id: str) -> tuple[Claim, ...]:
    """Everything that a report claims: what was read in it, and what it carries, in its own text."""
    with ledger.standings() as shelf:
        carried = shelf.carried(article_id)
        links = {link.right_id: link for link in shelf.links_from(article_id)}
        origin = shelf.origin(article_id)
    own = list(ledger.claims_of(article_id))
    for claim_id, _ in carried:
        claim = ledger.claim(claim_id)
        if claim is not None:
            link = links.get(claim.article_id) or links.get((origin.copy_of if origin else None) or "")
            way = texts.way(claim.article_id, article_id, link)
            moved = way.in_copy(claim, article_id) if way else None
            own += [moved] if moved else []
    return tuple(sorted(own, key=lambda c: (c.evidence.trigger.start, c.kind.value, c.claim_id)))


def as_own(claim: Claim, article_id: str) -> Claim:
    """A claim that a copy carried as one of its own, with the id it would have had if it had been read."""
    own = replace(claim, article_id=article_id, carried_from=None)
    return replace(own, claim_id=claim_id_of(own))


def _own_base(texts: Texts, shelf: Standings, origin: Origin) -> str | None:
    """The report of an origin that its claims are read in: of those read the nearest to the source."""
    read = [
        traits
        for member in shelf.read_members(origin.origin_id)
        if (traits := texts.traits(member)) is not None
    ]
    return min(read, key=rank).article_id if read else None


def _share(texts: Texts, shelf: Standings, id_: str, now: str) -> tuple[list[str], bool]:
    """Settle the claims of one report; those that gave way or came back, and whether it has own ones."""
    origin, traits = shelf.origin(id_), texts.traits(id_)
    if origin is None or traits is None:
        return [], False
    own = shelf.evidence(id_)
    sources = list(_sources(texts, shelf, id_, origin, needed=bool(own)))
    whole = bool(own) and _would_carry(texts, id_, traits, sources)
    gone = [claim for claim, span, _ in own if whole or any(s.way.in_source(span) for s in sources)]
    carried: dict[str, Span] = {}
    for source in sources:
        for claim, span in source.claims:
            where = None if claim in carried else source.way.from_source(span)
            if where is not None:
                carried[claim] = where
    if carried or shelf.carried(id_):
        shelf.carry(id_, sorted(carried.items()))
    if not own:
        return [], False
    changed = shelf.retire(id_, gone, now)
    given = set(gone)
    kept = [(claim, span) for claim, span, _ in own if claim not in given]
    judged = any(link.judged and link.kind in SAME_ORIGIN for link in shelf.links_from(id_))
    shelf.set_origins(id_, list(_origins(id_, origin, kept, sources, judged=judged)))
    return changed, bool(kept)


def covers(way: Carrying, article: Article, traits: Traits) -> bool:
    """Whether a source has every sentence of a report, but for headline, dateline, credits and furniture."""
    aside = [c.span for c in traits.credits if c.whole]
    every = [article.headline, article.dateline, *aside, *traits.furniture]
    return not way.unread(article.sentences, [span for span in every if span is not None])


def _would_carry(texts: Texts, id_: str, traits: Traits, sources: Iterable[_Source]) -> bool:
    """Whether a report that was read would not have been, had one of its sources come in before it.

    Then nothing that was read in it counts: what came first must make no difference.
    """
    nearer = [s for s in sources if s.kind in SAME_ORIGIN]
    article = texts.article(id_) if nearer else None
    return article is not None and any(covers(s.way, article, traits) for s in nearer)


def _sources(texts: Texts, shelf: Standings, id_: str, origin: Origin, *, needed: bool) -> Iterator[_Source]:
    """The reports whose claims this one may carry, nearest to the source first.

    Those without claims are left out unless they are ``needed``, to tell whose the report's own claims are.
    """
    links = {link.right_id: link for link in shelf.links_from(id_) if link.kind in _TAKEN}
    mine, read_for = texts.traits(id_), shelf.source(id_)
    wanted: dict[str, Link | None] = {}
    for target in (origin.copy_of or id_, *links, *([read_for] if read_for else [])):
        of = shelf.origin(target)
        base = _own_base(texts, shelf, of) if of is not None else None
        link = links.get(target)
        for other in (base, target):
            if other is not None and other != id_:
                wanted.setdefault(other, link)
    for other in _nearer(texts, shelf, id_, origin):
        wanted.setdefault(other, links.get(other) or links.get(origin.copy_of or ""))
    known = [(traits, link) for other, link in wanted.items() if (traits := texts.traits(other)) is not None]
    for traits, link in sorted(known, key=lambda pair: rank(pair[0])):
        # What was read itself gives way only to what is nearer to the source.
        if shelf.source(traits.article_id) is not None or mine is None:
            continue
        if read_for is None and rank(traits) > rank(mine):
            continue
        claims = tuple((c, span) for c, span, gone in shelf.evidence(traits.article_id) if not gone)
        if not (claims or needed):
            continue
        way = texts.way(traits.article_id, id_, link)
        held = shelf.origin(traits.article_id)
        if way is not None and held is not None:
            yield _Source(claims, held, way, link.kind if link else None)


def _nearer(texts: Texts, shelf: Standings, id_: str, origin: Origin) -> list[str]:
    """The reports of an origin that were read and are nearer to the source: some, the nearest."""
    mine = texts.traits(id_)
    read = [
        traits for each in shelf.read_members(origin.origin_id) if (traits := texts.traits(each)) is not None
    ]
    before = sorted(rank(traits) for traits in read if mine is not None and rank(traits) < rank(mine))
    return [str(key[-1]) for key in before[:_MOST_NEARER]]


def _origins(
    id_: str,
    origin: Origin,
    kept: Iterable[tuple[str, Span]],
    sources: Iterable[_Source],
    *,
    judged: bool,
) -> Iterator[tuple[str, str, str | None]]:
    """Whose the claims are that a report has beside what it carries, where they are not of its own origin.

    Where a person judged the report to be of its origin, that holds for everything it says.
    """
    every = list(sources)
    for claim, span in kept:
        best = max(every, key=lambda s: s.way.share(span), default=None)
        if best is not None and best.way.share(span) >= _IN_ITS_WORDS:
            if best.origin.origin_id != origin.origin_id:
                yield claim, best.origin.origin_id, best.origin.wire
        elif origin.copy_of is not None and not judged and _own_words(every, origin):
            yield claim, origin_id(id_), None


def _own_words(sources: Iterable[_Source], origin: Origin) -> bool:
    """Whether sentences that no source has are an outlet's own: not those of the agency, or of a machine."""
    kinds = {s.kind for s in sources if s.origin.origin_id == origin.origin_id}
    return origin.wire is None and not kinds & {LinkKind.SPUN, LinkKind.UPDATE, LinkKind.SAME_URL}
