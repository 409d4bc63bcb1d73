"""A report: its text with every claim marked, what is known of it, and what it has of other reports."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from sayso.classes import dataclass
from sayso.engine.shown import ShownClaim, ShownEvent, ShownOrigin, ShownReport, StoredReport
from sayso.faces.copying import SPUN_FROM, link_words
from sayso.faces.web.accounts import Account, account, origin_nodes
from sayso.faces.web.asked import address, id_path, params
from sayso.faces.web.desk import Desk
from sayso.faces.web.evidence import Mark, Piece, legend, pieces
from sayso.faces.web.finding import by_beginning
from sayso.faces.web.pages.event import ACCOUNTS, headline
from sayso.faces.web.parts import Link
from sayso.faces.web.segments import Segment, paragraphs
from sayso.faces.web.showing import MOST_MARKS, marks_of, published_ref, shortened, source_href
from sayso.ledger import Found
from sayso.records import Claim
from sayso.records import Link as ReportLink

__all__ = ["Stretch", "routes"]

#: Claims beside the text; a report of more is a list of its own.
_CLAIMS = 400
#: Other reports that are named.
_LINKS = 40
_TITLE = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of the text: its pieces, the claims that begin in it, and those that end, by number."""

    pieces: Sequence[Piece]
    begins: Sequence[str]
    ends: Sequence[tuple[int, str]]
    claimed: bool


def routes(desk: Desk) -> Sequence[BaseRoute]:
    """GET /report/{id} and GET /claim/{id}."""

    def show(request: Request) -> Response:
        return _report(desk, request)

    def claim(request: Request) -> Response:
        return _claim(desk, request)

    return [desk.route("/report/{id}", show), desk.route("/claim/{id}", claim, kept=False)]


def _report(desk: Desk, request: Request) -> Response:
    params(request, ())
    id_ = request.path_params["id"]
    shown = desk.answers.one(Found(kind="report", id=id_))
    if not isinstance(shown, ShownReport):
        return by_beginning(desk, id_)
    report, header = shown.report, shown.report.header
    claims = shown.claims[:_CLAIMS]
    stands: Mapping[str, Any] = header["origin"]
    origin = desk.answers.one(Found(kind="origin", id=str(stands["id"])))
    nodes, _ = origin_nodes((origin.branch,) if isinstance(origin, ShownOrigin) else ())
    title = shortened(str(header.get("title") or "") or _first_words(report.text) or report.name, _TITLE)
    return desk.page(
        request,
        "report.html",
        frame=desk.frame(request, title, "ledger"),
        id=id_,
        report=report,
        header=header,
        published=published_ref(report.published),
        paragraphs=_paragraphs(report.text, claims),
        accounts=[_in_report(claim, report) for claim in claims],
        headlines={claim.claim_id: headline(claim) for claim in claims},
        n_claims=len(shown.claims),
        legend=legend(),
        text_kept=header.get("text_kept", "all"),
        truncated=_truncated(header),
        stands=stands,
        spun=float(stands.get("spun") or 0) >= SPUN_FROM,
        copy_of=Link(str(header["copy_of"]), id_path("report", str(header["copy_of"])))
        if header.get("copy_of")
        else None,
        compare=address("/compare", {"left": id_, "right": str(header["copy_of"])})
        if header.get("copy_of")
        else None,
        origins=nodes,
        shares=_shares(id_, shown.links),
        extra=_extra(header),
        run=Link(report.run_id, id_path("run", report.run_id)),
        source=Link(shortened(report.publisher), source_href(report.publisher)) if report.publisher else None,
        as_json=f"/api/v1{id_path('reports', id_)}",
        here=id_path("report", id_),
    )


def _in_report(claim: Claim, report: StoredReport) -> Account:
    return account(claim, report)


def _first_words(text: str) -> str:
    return shortened(text.partition("\n")[0], 120)


def _paragraphs(text: str, claims: Sequence[Claim]) -> list[list[Stretch]]:
    """The text cut at the sentences of claims, with everything that any of them reads in it marked."""
    number = {claim.claim_id: n for n, claim in enumerate(claims, start=1)}
    ranges = [(c.evidence.span.start, c.evidence.span.end, c) for c in claims]
    return [[_stretch(text, part, number) for part in line] for line in paragraphs(text, ranges)]


def _stretch(text: str, part: Segment[Claim], number: Mapping[str, int]) -> Stretch:
    marks = [
        Mark(max(m.start, part.start) - part.start, min(m.end, part.end) - part.start, m.kind)
        for claim in part.over[:MOST_MARKS]
        for m in marks_of(claim)
        if m.start < part.end and part.start < m.end
    ]
    words = text[part.start : part.end]
    return Stretch(
        pieces=pieces(words, marks[:MOST_MARKS]) if marks else (Piece(words),),
        begins=[c.claim_id for c in part.begins],
        ends=[(number[c.claim_id], c.claim_id) for c in part.ends],
        claimed=bool(part.over),
    )


def _truncated(header: Mapping[str, Any]) -> str:
    """What of the report was not read, in words; "" if all of it was."""
    told = (header.get("extra") or {}).get("truncated")
    if not told:
        return ""
    chars = told.get("chars") if isinstance(told, dict) else None
    return (
        f"It has {chars:,} characters; what follows the end of this text was not read."
        if isinstance(chars, int)
        else "Its end was not read."
    )


def _extra(header: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What came with a report and has no field of its own."""
    extra: Mapping[str, Any] = header.get("extra") or {}
    return [
        (shortened(str(name), 60), shortened(str(value), 200))
        for name, value in list(extra.items())[:_LINKS]
        if name != "truncated"
    ]


def _shares(id_: str, links: Sequence[ReportLink]) -> list[tuple[str, Link, str, str]]:
    """What a report has of others and they of it: in words, the other, the page with both, who judged."""
    found = []
    for link in links[:_LINKS]:
        mine = link.left_id == id_
        other = link.right_id if mine else link.left_id
        words = link_words(link) if mine else f"the other: {link_words(link)}"
        compare = address("/compare", {"left": link.left_id, "right": link.right_id})
        judged = shortened(link.decided_by) if link.judged else ""
        found.append((words, Link(other, id_path("report", other)), compare, judged))
    return found


def _claim(desk: Desk, request: Request) -> Response:
    """To the account in its event, or to its place in its report where it is in no event."""
    params(request, ())
    id_ = request.path_params["id"]
    shown = desk.answers.one(Found(kind="claim", id=id_))
    if not isinstance(shown, ShownClaim):
        return by_beginning(desk, id_)
    target = id_path("report", shown.claim.article_id)
    event = desk.answers.one(Found(kind="event", id=shown.event_id)) if shown.event_id else None
    if isinstance(event, ShownEvent):
        place = next((n for n, c in enumerate(event.accounts) if c.claim_id == id_), None)
        if place is not None:
            start = place // ACCOUNTS * ACCOUNTS
            target = address(id_path("event", event.event.event_id), {"start": start or None})
    return RedirectResponse(f"{target}#claim-{id_}", status_code=302)
