"""Searching events, looking at one, at the evidence behind it, and at two reports side by side."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence

from pydantic import Field

from sayso.engine.answers import Turn
from sayso.engine.shown import ShownClaim, ShownEvent, ShownReport
from sayso.errors import UnknownIdError, cut
from sayso.faces.api.asking import Asked, EventConditions
from sayso.faces.api.cursors import packed, unpacked
from sayso.faces.mcp.briefs import (
    ClaimBrief,
    EventBrief,
    OriginBrief,
    ReportBrief,
    claim_brief,
    event_brief,
    origin_brief,
    report_brief,
)
from sayso.faces.mcp.quoting import Quote, name, quote, shown
from sayso.faces.mcp.shapes import Shape
from sayso.faces.mcp.tool import LIMIT, MOST, Reply, Room, Tool, unknown
from sayso.ledger import Found, StoredReport
from sayso.records import Claim, Reason, Span

__all__ = ["COMPARE", "EVIDENCE", "GET", "SEARCH", "claim_line", "event_line"]

#: Characters around a sentence unasked, and at most; runs of words that are shown of two reports; reasons.
_AROUND, _MOST_AROUND, _RUNS, _REASONS = 200, 1_000, 10, 20
_EVIDENCE = 1_200


# ------------------------------------------------------------------ searching


class SearchAsked(EventConditions):
    """Conditions that one account of an event meets, all of them."""

    limit: int = Field(default=LIMIT, ge=1, le=MOST, description="Events at most.")
    cursor: str | None = Field(default=None, max_length=600, description="`next_cursor` of the page before.")


class EventsFound(Shape):
    """A page of events, newest first."""

    events: list[EventBrief] = Field(description="The events.")
    has_more: bool = Field(description="Whether older ones follow.")
    next_cursor: str | None = Field(description="Give it as `cursor` for those.")
    total: int | None = Field(description="How many there are; null where counting would take long.")


def _search(room: Room, asked: SearchAsked) -> Reply:
    page = room.answers.events(asked.query(), Turn(n=asked.limit, older=asked.cursor))
    events = [event_brief(event) for event in page.events]
    whole = page.older is None and asked.cursor is None
    found = EventsFound(
        events=events,
        has_more=page.older is not None,
        next_cursor=page.older,
        total=len(events) if whole else None,
    )
    more = " More follow: ask with next_cursor." if found.has_more else ""
    return Reply(found, [f"{len(events)} events.{more}", *(event_line(event) for event in events)])


def event_line(event: EventBrief) -> str:
    """An event in one line."""
    rests = f"; all rest on {event.rests_on}" if event.rests_on else ""
    origins = f"{event.origins} independent origin{'' if event.origins == 1 else 's'}"
    counts = f"{origins} in {event.reports} report{'' if event.reports == 1 else 's'}{rests}"
    return f"{event.id}: {event.headline}; {counts}; {_said(event)}"


def claim_line(claim: ClaimBrief) -> str:
    """A claim in one line."""
    return f"{claim.id}: {claim.headline}; {_said(claim)}"


def _said(claim: ClaimBrief) -> str:
    who = " <- ".join(claim.says_so) or "the report itself"
    # as a JSON string: nothing in it can end it
    return f"says so: {who}; evidence: {json.dumps(claim.evidence.quote, ensure_ascii=False)}"


SEARCH = Tool(
    name="ledger_search_events",
    title="Search events",
    said="Events that news reports tell of, newest first: who did what to whom, where, when, how many, "
    "how sure, who says so, on how many independent origins. Without conditions the newest. An event is "
    "found if one account of it meets all conditions.",
    takes=SearchAsked,
    gives=EventsFound,
    ask=_search,
)


# ------------------------------------------------------------------ one event


class GetAsked(Asked):
    """Which event."""

    id: str = Field(min_length=1, max_length=300, description="Its whole identifier.")
    limit: int = Field(default=5, ge=1, le=MOST, description="Accounts at most.")
    cursor: str | None = Field(default=None, max_length=600, description="`next_cursor` of the page before.")


class AccountBrief(ClaimBrief):
    """One account of an event, and the report that tells it."""

    told_by: ReportBrief | None = Field(description="The report.")


class EventFound(Shape):
    """An event with its accounts."""

    event: EventBrief
    why_joined: list[str] = Field(description="Why its accounts are held for one happening.")
    origin_tree: list[OriginBrief] = Field(description="Its origins, those of most reports first.")
    accounts: list[AccountBrief] = Field(description="Claims of single reports, first published first.")
    has_more: bool = Field(description="Whether more accounts follow.")
    next_cursor: str | None = Field(description="Give it as `cursor` for those.")
    total: int = Field(description="How many accounts there are.")


def _get(room: Room, asked: GetAsked) -> Reply:
    found = room.answers.one(Found(kind="event", id=asked.id))
    if not isinstance(found, ShownEvent):
        raise unknown(room, "event", asked.id)
    place = unpacked(asked.cursor, int)
    start = place[0] if place else 0
    some = found.accounts[start : start + asked.limit]
    end = start + len(some)
    more = end < len(found.accounts)
    document = EventFound(
        event=event_brief(found.event),
        why_joined=[name(why) or "" for why in found.why],
        origin_tree=[origin_brief(branch) for branch in found.origins[:MOST]],
        accounts=[_account(claim, found.reports.get(claim.article_id)) for claim in some],
        has_more=more,
        next_cursor=packed(end) if more else None,
        total=len(found.accounts),
    )
    return Reply(
        document,
        [
            event_line(document.event),
            *(f"accounts differ in {one}" for one in document.event.disagreements),
            f"Accounts {start + 1} to {end} of {document.total}:",
            *map(claim_line, document.accounts),
        ],
    )


def _account(claim: Claim, report: StoredReport | None) -> AccountBrief:
    return AccountBrief(
        **claim_brief(claim).model_dump(), told_by=report_brief(report) if report is not None else None
    )


GET = Tool(
    name="ledger_get_event",
    title="Get an event",
    said="One event: what its accounts say, in what they differ, which independent origins they have, and "
    "why they are held for one happening.",
    takes=GetAsked,
    gives=EventFound,
    ask=_get,
)


# ------------------------------------------------------------------ evidence


class EvidenceAsked(Asked):
    """Of what the evidence is wanted."""

    id: str = Field(min_length=1, max_length=300, description="Whole identifier of a claim, event or report.")
    around: int = Field(
        default=_AROUND, ge=0, le=_MOST_AROUND, description="Characters before and after each sentence."
    )
    why: bool = Field(default=False, description="Also why each claim is as it is.")
    limit: int = Field(default=LIMIT, ge=1, le=MOST, description="Claims at most.")
    cursor: str | None = Field(default=None, max_length=600, description="`next_cursor` of the page before.")


class ReasonBrief(Shape):
    """Why one thing in a claim is as it is."""

    what: str = Field(description="What it is for.")
    by: str = Field(description="The rule, or the part of the model.")
    words: str | None = Field(description="On which words.")
    score: float | None = Field(description="What it weighed.")
    instead: list[str] = Field(description="What else was weighed.")


class EvidenceBrief(Shape):
    """The words that a claim rests on. All of them are quoted: untrusted."""

    claim: str = Field(description="Identifier of the claim.")
    evidence: Quote = Field(description="The sentence.")
    before: str = Field(description="Words before it, as far as the ledger keeps them.")
    after: str = Field(description="Words after it.")
    trigger: str = Field(description="The word that names the act.")
    cue: str | None = Field(description="The word that attributes.")
    says_so: list[str] = Field(description="Who says so, outermost first.")
    report: ReportBrief
    why: list[ReasonBrief] = Field(description="Reasons, if they were asked for.")


class EvidenceFound(Shape):
    """Evidence of claims."""

    evidence: list[EvidenceBrief] = Field(description="One for each claim.")
    has_more: bool = Field(description="Whether more claims follow.")
    next_cursor: str | None = Field(description="Give it as `cursor` for those.")
    total: int = Field(description="How many claims there are.")


def _evidence(room: Room, asked: EvidenceAsked) -> Reply:
    claims, reports = _claims(room, asked.id)
    place = unpacked(asked.cursor, int)
    start = place[0] if place else 0
    some = claims[start : start + asked.limit]
    end = start + len(some)
    more = end < len(claims)
    document = EvidenceFound(
        evidence=[_told(claim, reports[claim.article_id], asked) for claim in some],
        has_more=more,
        next_cursor=packed(end) if more else None,
        total=len(claims),
    )
    return Reply(document, [_evidence_line(one) for one in document.evidence] or ["No claims."])


def _claims(room: Room, id_: str) -> tuple[Sequence[Claim], dict[str, StoredReport]]:
    """The claims that an id stands for, and the reports they stand in."""
    for kind in ("claim", "event", "report"):
        found = room.answers.one(Found(kind=kind, id=id_))
        if isinstance(found, ShownClaim):
            return (found.claim,), {found.report.article_id: found.report}
        if isinstance(found, ShownEvent):
            told = [claim for claim in found.accounts if claim.article_id in found.reports]
            return told, dict(found.reports)
        if isinstance(found, ShownReport):
            # a copy has the claims of another report, whose spans count in that one's text
            own = [claim for claim in found.claims if claim.article_id == found.report.article_id]
            return own, {found.report.article_id: found.report}
    raise unknown(room, "claim, event or report", id_)


def _told(claim: Claim, report: StoredReport, asked: EvidenceAsked) -> EvidenceBrief:
    evidence = claim.evidence
    text = report.text
    before = text[max(0, evidence.span.start - asked.around) : evidence.span.start]
    after = text[evidence.span.end : evidence.span.end + asked.around]
    return EvidenceBrief(
        claim=claim.claim_id,
        evidence=quote(evidence.sentence, claim.article_id, evidence.span, _EVIDENCE),
        before=shown(before),
        after=shown(after),
        trigger=_inside(evidence.sentence, evidence.trigger, evidence.span),
        cue=None if evidence.cue is None else _inside(evidence.sentence, evidence.cue, evidence.span),
        says_so=claim_brief(claim).says_so,
        report=report_brief(report),
        why=[_reason(one) for one in claim.why[:_REASONS]] if asked.why else [],
    )


def _inside(sentence: str, words: Span, at: Span) -> str:
    """Words of a sentence, by where they stand in its report."""
    return name(sentence[max(0, words.start - at.start) : max(0, words.end - at.start)]) or ""


def _reason(reason: Reason) -> ReasonBrief:
    return ReasonBrief(
        what=reason.what.value,
        by=reason.by,
        words=name(reason.said) or None,
        score=reason.score,
        instead=[name(one) or "" for one in reason.instead[:_RUNS]],
    )


def _evidence_line(one: EvidenceBrief) -> str:
    where = ", ".join(part for part in (one.report.publisher, one.report.published) if part)
    return f"{one.claim} in {one.report.id} ({where}): {json.dumps(one.evidence.quote, ensure_ascii=False)}"


EVIDENCE = Tool(
    name="ledger_get_evidence",
    title="Get evidence",
    said="The sentences that claims rest on, with the words around them, the report each stands in, and "
    "who says so. Use it before you quote.",
    takes=EvidenceAsked,
    gives=EvidenceFound,
    ask=_evidence,
)


# ------------------------------------------------------------------ two reports


class CompareAsked(Asked):
    """Which two reports."""

    left: str = Field(min_length=1, max_length=300, description="Identifier of a report.")
    right: str = Field(min_length=1, max_length=300, description="Identifier of another.")


class SharedWords(Shape):
    """Words that both reports have."""

    words: str = Field(description="The words, as the left report has them: untrusted.")
    quoted: bool = Field(description="Whether they stand in quotation marks, and so may be a third's.")


class Compared(Shape):
    """Two reports side by side."""

    left: ReportBrief
    right: ReportBrief
    one_origin: bool = Field(description="Whether they share an origin, and so count once.")
    link: str | None = Field(description="What the left one has of the right: verbatim, edited, spun, …")
    share_left: float | None = Field(description="Share of the left text's words that the right one has.")
    share_right: float | None = Field(description="Share of the right text's words.")
    replaced: float | None = Field(description="Share of words changed within what both have.")
    shared: list[SharedWords] = Field(description="The longest stretches both have.")


def _compare(room: Room, asked: CompareAsked) -> Reply:
    pair = room.answers.compare(asked.left, asked.right)
    if pair is None:
        raise UnknownIdError(
            f"no report has the id {cut(asked.left)} or {cut(asked.right)}",
            item=asked.left,
            hint="ledger_get_event names the reports of an event",
        )
    link = pair.link
    runs = sorted(link.runs, key=lambda run: run.left.start - run.left.end)[:_RUNS] if link else []
    document = Compared(
        left=report_brief(pair.left),
        right=report_brief(pair.right),
        one_origin=pair.as_json()["one_origin"],
        link=link.kind.value if link else None,
        share_left=link.share_left if link else None,
        share_right=link.share_right if link else None,
        replaced=link.replaced if link else None,
        shared=list(_shared(pair.left.text, ((run.left, run.quoted) for run in runs))),
    )
    said = f"{document.link}, {document.share_left:.0%} of the left text's words" if link else "nothing "
    "found in common"
    one = "one origin" if document.one_origin else "no common origin"
    return Reply(document, [f"{asked.left} and {asked.right}: {one}; {said}."])


def _shared(text: str, runs: Iterable[tuple[Span, bool]]) -> Iterable[SharedWords]:
    for span, quoted in runs:
        yield SharedWords(words=name(span.of(text), 300) or "", quoted=quoted)


COMPARE = Tool(
    name="ledger_compare_reports",
    title="Compare two reports",
    said="Whether two reports are of one origin, and which words both have: two copies of one text are no "
    "confirmation.",
    takes=CompareAsked,
    gives=Compared,
    ask=_compare,
)
