"""Links, origins, traits and verdicts as JSON documents; as the short rows a ledger keeps, and back again."""

from __future__ import annotations

import json
from typing import Any

from sayso.records.amount_codec import maybe, span_to_json
from sayso.records.base import OriginKind, Span
from sayso.records.links import (
    Credit,
    CreditKind,
    Judgement,
    Link,
    LinkKind,
    Origin,
    SharedRun,
    SpunWords,
    Traits,
    Verdict,
)

__all__ = [
    "link_packed",
    "link_to_json",
    "link_unpacked",
    "origin_packed",
    "origin_to_json",
    "origin_unpacked",
    "traits_packed",
    "traits_unpacked",
    "verdict_to_json",
]

# `Any`: a JSON document.
Json = dict[str, Any]

#: Runs kept with a link, the longest: a glance needs no more, and all of them follow from the texts.
_KEPT_RUNS = 3
#: The usual values of what is packed, left out at its end. `Any`: they are of different types.
_LINK_ENDS: tuple[Any, ...] = (0.0, 0.0, 0.0, [], "", Judgement.SAME.value)
_ORIGIN_ENDS: tuple[Any, ...] = (OriginKind.ORIGINAL.value, 1.0, 0.0, [])
_TRAITS_ENDS: tuple[Any, ...] = (0, None, None, 0.0, None, 0.0, 0, [], [], [])


def origin_to_json(origin: Origin) -> Json:
    """A report's `origin`, as the coded report shows it; `copy_of` stands beside it there."""
    return {
        "id": origin.origin_id,
        "kind": origin.kind.value,
        "wire": origin.wire,
        "p": origin.p,
        "spun": origin.spun,
        "parts": list(origin.parts),
    }


def link_to_json(link: Link) -> Json:
    """One link with its proof; a run is [start, end] of the left text beside [start, end] of the right."""
    return {
        "left": link.left_id,
        "right": link.right_id,
        "kind": link.kind.value,
        "judgement": link.judgement.value,
        "p": link.p,
        "share_left": link.share_left,
        "share_right": link.share_right,
        "replaced": link.replaced,
        "runs": [
            {"left": span_to_json(run.left), "right": span_to_json(run.right), "quoted": run.quoted}
            for run in link.runs
        ],
        "says": link.says,
        "features": dict(link.features),
        "decided_by": link.decided_by,
        "decided_at": link.decided_at,
    }


def link_packed(link: Link) -> str:
    """What a ledger keeps of a link beside the columns of its row: shares, the longest runs, what it says.

    The other runs, and the features, follow from the two texts.
    """
    longest = sorted(link.runs, key=lambda r: (r.left.start - r.left.end, r.left.start))[:_KEPT_RUNS]
    runs = [
        [r.left.start, r.left.end, r.right.start, r.right.end, *([1] if r.quoted else [])]
        for r in sorted(longest, key=lambda r: r.left.start)
    ]
    row = [link.share_left, link.share_right, link.replaced, runs, link.says, link.judgement.value]
    return _packed(row, _LINK_ENDS)


def link_unpacked(
    packed: str, ids: tuple[str, str], *, kind: str, p: float, decided: tuple[str, str | None]
) -> Link:
    """The link that `link_packed` packed, with the columns of its row: both ids, who decided it and when."""
    share_left, share_right, replaced, runs, says, judgement = _unpacked(packed, _LINK_ENDS)
    return Link(
        left_id=ids[0],
        right_id=ids[1],
        kind=LinkKind(kind),
        judgement=Judgement(judgement),
        p=p,
        share_left=float(share_left),
        share_right=float(share_right),
        replaced=float(replaced),
        runs=tuple(
            SharedRun(left=Span(a, b), right=Span(c, d), quoted=bool(quoted)) for a, b, c, d, *quoted in runs
        ),
        says=says,
        decided_by=decided[0],
        decided_at=decided[1],
    )


def origin_packed(origin: Origin) -> str:
    """What a ledger keeps of an origin beside its id and wire; ``copy_of`` follows from the id."""
    return _packed([origin.kind.value, origin.p, origin.spun, list(origin.parts)], _ORIGIN_ENDS)


def origin_unpacked(packed: str, *, article_id: str, origin_id: str, wire: str | None) -> Origin:
    """The origin of a report that `origin_packed` packed.

    An origin has the id of the report that stands for it, with another first letter (`link.cluster`).
    """
    kind, p, spun, parts = _unpacked(packed, _ORIGIN_ENDS)
    return Origin(
        origin_id=origin_id,
        kind=OriginKind(kind),
        wire=wire,
        copy_of=None if origin_id[1:] == article_id[1:] else article_id[0] + origin_id[1:],
        p=float(p),
        spun=float(spun),
        parts=tuple(parts),
    )


def traits_packed(traits: Traits) -> str:
    """What a ledger keeps of a report's traits beside its id, digest, publisher and address."""
    row = [
        traits.n_words,
        traits.day,
        traits.minute,
        traits.spun,
        traits.wire,
        traits.wire_p,
        int(traits.agency),
        [_credit_row(credit) for credit in traits.credits],
        [[*span_to_json(w.span), w.text, w.meant, w.score] for w in traits.spun_words],
        [span_to_json(span) for span in traits.furniture],
    ]
    return _packed(row, _TRAITS_ENDS)


def traits_unpacked(
    packed: str, *, article_id: str, text_sha256: str, publisher: str | None, url: str | None
) -> Traits:
    """The traits that `traits_packed` packed, with what the ledger knows from elsewhere."""
    words, day, minute, spun, wire, wire_p, agency, named, odd, aside = _unpacked(packed, _TRAITS_ENDS)
    return Traits(
        article_id=article_id,
        text_sha256=text_sha256,
        n_words=words,
        day=day,
        minute=minute,
        publisher=publisher,
        url=url,
        agency=bool(agency),
        wire=wire,
        wire_p=float(wire_p),
        spun=float(spun),
        credits=tuple(map(_credit_of, named)),
        spun_words=tuple(
            SpunWords(span=Span(a, b), text=text, meant=meant, score=float(score))
            for a, b, text, meant, score in odd
        ),
        furniture=tuple(Span(*ends) for ends in aside),
    )


def _credit_row(credit: Credit) -> list[object]:
    span = None if credit.span is None else span_to_json(credit.span)
    flags = int(credit.agency) + 2 * int(credit.whole)
    return [credit.kind.value, credit.name, credit.text, span, flags, credit.p]


def _credit_of(row: list[Any]) -> Credit:  # `Any`: what a JSON document holds
    kind, name, text, span, flags, p = row
    return Credit(
        kind=CreditKind(kind),
        name=name,
        text=text,
        span=maybe(lambda ends: Span(*ends), span),
        agency=bool(flags & 1),
        whole=bool(flags & 2),
        p=float(p),
    )


def _packed(row: list[Any], ends: tuple[Any, ...]) -> str:
    """A row of values as JSON without the last ones, as far as they are the usual ones in ``ends``."""
    n = len(row)
    while n and row[n - 1] == ends[n - 1]:
        n -= 1
    return json.dumps(row[:n], separators=(",", ":"))


def _unpacked(packed: str, ends: tuple[Any, ...]) -> list[Any]:
    row = json.loads(packed)
    return [*row, *ends[len(row) :]]


def verdict_to_json(verdict: Verdict) -> Json:
    """A person's judgement."""
    return {
        "what": verdict.what.value,
        "left": verdict.left_id,
        "right": verdict.right_id,
        "judgement": verdict.judgement.value,
        "note": verdict.note,
        "decided_by": verdict.decided_by,
        "decided_at": verdict.decided_at,
        "retired_at": verdict.retired_at,
    }
