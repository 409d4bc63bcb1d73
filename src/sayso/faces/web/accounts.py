"""Accounts of an event, and the origins behind them, as pages show them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sayso.classes import dataclass
from sayso.engine.origins import Branch, Leaf
from sayso.engine.shown import StoredReport
from sayso.faces.cli.amounts import amount, units
from sayso.faces.copying import SPUN_FROM, link_words
from sayso.faces.web.asked import address, id_path
from sayso.faces.web.evidence import Piece
from sayso.faces.web.parts import ActorRef, DayRef, Link, PlaceRef, Speaker
from sayso.faces.web.showing import (
    chain,
    day_ref,
    evidence_pieces,
    parties,
    place_ref,
    published_ref,
    shortened,
    source_href,
    what_words,
)
from sayso.records import Aspect, Claim, OriginKind, Place, Quantity, Reason

__all__ = [
    "Account",
    "OriginNode",
    "ReportNode",
    "Rule",
    "account",
    "around",
    "origin_nodes",
    "quantity_words",
]

#: Characters of a paragraph on either side of a sentence.
_AROUND = 1_500
#: Reports drawn under one origin, and origins of one event; the origin's page has all.
_LEAVES, _BRANCHES = 12, 40
#: A runner-up that is less likely is not worth a reader's while.
_LIKELY = 0.01
#: How far reports are set in; there is a style for each depth.
_DEEPEST = 4
_TITLE = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule that a claim touches, how it reads, why, and what it rests on."""

    rule: str
    href: str
    reading: str
    why: str
    regime: str
    issuer: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One claim in a report, ready to be shown.

    Attributes:
        before, after: what of the sentence's paragraph stands around it; "" where that is not kept.
        kept: whether the words of the evidence are kept at all.
        otherwise: fields in which this account differs from others, with what it says.
        why: aspect, and the reason in words.
    """

    id: str
    event_href: str | None
    report: Link
    publisher: str
    published: DayRef | None
    type: str
    mode: str | None
    status: str
    polarity: str
    modality: str
    p: float
    who: Sequence[ActorRef]
    whom: Sequence[ActorRef]
    place: PlaceRef | None
    runner_up: str
    day: DayRef | None
    quantities: Sequence[str]
    chain: Sequence[Speaker]
    pieces: Sequence[Piece]
    before: str
    after: str
    language: str | None
    kept: bool
    rules: Sequence[Rule]
    why: Sequence[tuple[str, str]]
    otherwise: Sequence[tuple[str, str]] = ()


def account(
    claim: Claim,
    report: StoredReport,
    *,
    otherwise: Sequence[tuple[str, str]] = (),
    event_id: str | None = None,
) -> Account:
    """A claim with its report as an account of an event."""
    who, whom = parties(claim, read=True)
    kind, mode = what_words(claim)
    before, after = around(report.text, claim.evidence.span.start, claim.evidence.span.end)
    header = report.header
    title = str(header.get("title") or "") or report.name
    cue = claim.evidence.cue
    start = claim.evidence.span.start
    cue_words = (
        claim.evidence.sentence[cue.start - start : cue.end - start] if cue and cue.start >= start else None
    )
    return Account(
        id=claim.claim_id,
        event_href=id_path("event", event_id) if event_id else None,
        report=Link(
            shortened(title, _TITLE), id_path("report", report.article_id) + f"#claim-{claim.claim_id}"
        ),
        publisher=shortened(report.publisher or "publisher not known"),
        published=published_ref(report.published),
        type=kind,
        mode=mode,
        status=claim.status.value,
        polarity=claim.certainty.polarity.value,
        modality=claim.certainty.modality.value,
        p=claim.p,
        who=who,
        whom=whom,
        place=place_ref(claim.place, read=True) if claim.place else None,
        runner_up=_runner_up(claim.place),
        day=day_ref(claim.time, report.published),
        quantities=[quantity_words(quantity) for quantity in claim.quantities],
        chain=chain(claim.attribution, cue_words),
        pieces=evidence_pieces(claim),
        before=before,
        after=after,
        language=header.get("language"),
        kept=bool(claim.evidence.sentence),
        rules=[
            Rule(
                rule=hit.rule,
                href=address("/", {"rule": hit.rule}),
                reading=hit.reading,
                why=hit.why,
                regime=hit.regime,
                issuer=hit.issuer,
                basis=hit.basis,
            )
            for hit in claim.rules
        ],
        why=list(_reasons(claim.why)),
        otherwise=otherwise,
    )


def around(text: str, start: int, end: int) -> tuple[str, str]:
    """What stands before and after a sentence in its paragraph, which is a line of a report's text."""
    if not 0 <= start <= end <= len(text):
        return "", ""
    first = text.rfind("\n", max(0, start - _AROUND), start) + 1 or max(0, start - _AROUND)
    last = text.find("\n", end, end + _AROUND)
    return text[first:start].strip(), text[end : last if last >= 0 else end + _AROUND].strip()


def _runner_up(place: Place | None) -> str:
    """The place that a name would have meant next."""
    if place is None or place.runner_up is None or place.runner_up.p < _LIKELY:
        return ""
    return f"or else {shortened(place.runner_up.name)}, {place.runner_up.p:.0%}"


def quantity_words(quantity: Quantity) -> str:
    """How many in words, and the words that were read."""
    counted = quantity.counted
    if counted is None and quantity.item:
        counted = units(quantity.item, one=quantity.low == quantity.high == 1)
    of = "" if counted is None else f" ({counted})" if quantity.unit else f" {counted}"
    return f"{shortened(amount(quantity) + of)}, read as “{shortened(quantity.text, 80)}”"


def _reasons(reasons: Sequence[Reason]) -> Iterator[tuple[str, str]]:
    before: Aspect | None = None
    for reason in reasons:
        said = f" “{shortened(reason.said)}”" if reason.said else ""
        score = f", {reason.score:.2f}" if reason.score is not None else ""
        instead = f"; not {shortened(', '.join(reason.instead))}" if reason.instead else ""
        yield (reason.what.value if reason.what is not before else "", f"{reason.by}{said}{score}{instead}")
        before = reason.what


# ------------------------------------------------------------------ origins


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportNode:
    """A report in the tree of an origin, ``depth`` below the one that stands for it."""

    depth: int
    id: str
    href: str
    label: str
    published: DayRef | None
    title: str
    kind: str
    has: str
    compare: str | None
    judged_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginNode:
    """An origin with its reports; ``left_out`` are those for which there was no room."""

    id: str
    href: str
    named: str
    agency: bool
    rests_on: Sequence[Link]
    n_reports: int
    reports: Sequence[ReportNode]
    left_out: int


def origin_nodes(branches: Sequence[Branch], *, leaves: int = _LEAVES) -> tuple[Sequence[OriginNode], int]:
    """Origins as trees, and how many of them were left out."""
    shown = branches[:_BRANCHES]
    return [_origin(branch, leaves) for branch in shown], len(branches) - len(shown)


def _origin(branch: Branch, most: int) -> OriginNode:
    leaves = branch.leaves[:most]
    return OriginNode(
        id=branch.origin_id,
        href=id_path("origin", branch.origin_id),
        named=shortened(branch.named or "nobody known"),
        agency=bool(branch.wire),
        rests_on=[Link(shortened(name), source_href(name)) for name in branch.rests_on],
        n_reports=len(branch.leaves),
        reports=list(_nested(leaves)),
        left_out=len(branch.leaves) - len(leaves),
    )


def _nested(leaves: Sequence[Leaf]) -> Iterator[ReportNode]:
    """Each report below the one it has its words from, as a list with depths: a chain may be long."""
    known = {leaf.article_id for leaf in leaves}
    below: dict[str | None, list[Leaf]] = {}
    for leaf in leaves:
        parent = leaf.link.right_id if leaf.link is not None else None
        below.setdefault(parent if parent in known and parent != leaf.article_id else None, []).append(leaf)
    seen: set[str] = set()
    # what hangs in a circle has no root: the first of it becomes one
    for root in (*below.get(None, ()), *leaves):
        waiting = [(root, 0)]
        while waiting:
            leaf, depth = waiting.pop()
            if leaf.article_id in seen:
                continue
            seen.add(leaf.article_id)
            yield _report(leaf, min(depth, _DEEPEST))
            waiting += [(one, depth + 1) for one in reversed(below.get(leaf.article_id, ()))]


def _report(leaf: Leaf, depth: int) -> ReportNode:
    compared = {"left": leaf.article_id, "right": leaf.link.right_id} if leaf.link else None
    return ReportNode(
        depth=depth,
        id=leaf.article_id,
        href=id_path("report", leaf.article_id),
        label=shortened(leaf.publisher or "publisher not known"),
        published=published_ref(leaf.published),
        title=shortened(leaf.title or "", _TITLE),
        kind=leaf.kind.value,
        has=_has(leaf),
        compare=address("/compare", compared) if compared else None,
        judged_by=shortened(leaf.link.decided_by) if leaf.link is not None and leaf.link.judged else "",
    )


def _has(leaf: Leaf) -> str:
    """What a report has of the one it is a copy of."""
    if leaf.link is not None:
        return link_words(leaf.link)
    if leaf.spun >= SPUN_FROM:
        return f"machine-paraphrased (p {leaf.spun:.2f}); what it was made of is not here"
    return "has words of its own" if leaf.kind is OriginKind.ORIGINAL else ""
