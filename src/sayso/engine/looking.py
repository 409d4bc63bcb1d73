"""What ids name in a ledger, with everything that belongs to it."""

from __future__ import annotations

from itertools import islice

from sayso.engine.judging import the_one
from sayso.engine.origins import branches, origin_shown, pair_shown
from sayso.engine.sharing import told_in
from sayso.engine.shown import Shown, ShownActor, ShownClaim, ShownEvent, ShownPair, ShownReport
from sayso.engine.texts import Texts
from sayso.errors import QueryError, cut
from sayso.ledger import Found, Ledger, StoredReport
from sayso.link import reasons
from sayso.records import Event

__all__ = ["pair_of", "shown_of"]


def pair_of(ledger: Ledger, left: str, right: str) -> ShownPair | None:
    """Two reports side by side, by their ids or the beginnings of them; None if one is not there.

    Raises:
        QueryError: an id may name several things, or does not name a report.
    """
    reports = []
    for id_ in (left, right):
        found = the_one(ledger, id_)
        if found is None:
            return None
        if found.kind != "report":
            raise QueryError(
                f"{cut(id_)} is {found.kind} {found.id}, and only reports are compared",
                item=id_,
                hint="`sayso show` with one id lists the reports of an event, claim or origin",
            )
        reports.append(ledger.report(found.id))
    one, other = reports
    return pair_shown(ledger, one, other) if one and other else None


def shown_of(ledger: Ledger, found: Found, *, events: int | None = None) -> Shown | None:
    """What was found, with everything that belongs to it; of an actor so many events, None for all."""
    if found.kind == "event":
        event = ledger.event(found.id)
        return None if event is None else _shown_event(ledger, event)
    if found.kind == "claim":
        claim = ledger.claim(found.id)
        report = ledger.report(claim.article_id) if claim else None
        if claim is None or report is None:
            return None
        return ShownClaim(claim=claim, report=report, event_id=ledger.event_of(found.id))
    if found.kind == "report":
        report = ledger.report(found.id)
        return None if report is None else _shown_report(ledger, report)
    if found.kind == "origin":
        return origin_shown(ledger, found.id)
    return ShownActor(
        actor_id=found.id,
        names=ledger.actor_names(found.id),
        events=tuple(islice(ledger.events_with(found.id), events)) if events != 0 else (),
    )


def _shown_report(ledger: Ledger, report: StoredReport) -> ShownReport:
    with ledger.standings() as shelf:
        links = tuple(shelf.links(report.article_id))
    claims = told_in(Texts(ledger), ledger, report.article_id)
    return ShownReport(report=report, claims=claims, links=links)


def _shown_event(ledger: Ledger, event: Event) -> ShownEvent:
    accounts = ledger.accounts_of(event.event_id)
    ids = dict.fromkeys(claim.article_id for claim in accounts)
    reports = {i: report for i in ids if (report := ledger.report(i)) is not None}
    told = ledger.accounts_in(event.event_id)
    return ShownEvent(
        event=event, accounts=accounts, reports=reports, why=reasons(told), origins=branches(ledger, told)
    )
