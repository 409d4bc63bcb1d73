"""An event: what is claimed, every account of it, where they differ, and on how many origins they rest."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from sayso.engine.shown import ShownEvent
from sayso.errors import UnknownIdError
from sayso.faces.web.accounts import Account, account, origin_nodes
from sayso.faces.web.asked import address, id_path, number_of, params
from sayso.faces.web.brief import alone
from sayso.faces.web.desk import Desk
from sayso.faces.web.evidence import legend
from sayso.faces.web.finding import by_beginning
from sayso.faces.web.parts import Link, Pager
from sayso.faces.web.showing import (
    DIFFERING,
    actor_ref,
    day_ref,
    differing_words,
    origins_ref,
    place_ref,
    published_ref,
    shortened,
    what_words,
)
from sayso.faces.web.verdicts import verdict_rows
from sayso.ledger import Found
from sayso.records import Actor, Claim, Role

__all__ = ["ACCOUNTS", "headline", "routes"]

#: Accounts on a page.
ACCOUNTS = 24
#: Accounts that a field of disagreement names.
_NAMED = 8
_MOST = 1_000_000


def routes(desk: Desk) -> Sequence[BaseRoute]:
    """GET /event/{id}."""

    def show(request: Request) -> Response:
        return _event(desk, request)

    def basis(request: Request) -> Hashable:
        # the page changes when the event does, and not with everything else that comes in meanwhile
        return desk.answers.state_of(request.path_params["id"])

    return [desk.route("/event/{id}", show, basis=basis)]


def _event(desk: Desk, request: Request) -> Response:
    id_ = request.path_params["id"]
    given = params(request, ("start",))
    start = number_of("start", given["start"], 0, _MOST) if "start" in given else 0
    shown = desk.answers.one(Found(kind="event", id=id_))
    if not isinstance(shown, ShownEvent):
        return by_beginning(desk, id_)
    event, lead = shown.event, shown.event.lead
    accounts = _accounts(shown, start)
    if not accounts:
        raise UnknownIdError(f"this event has no account number {start + 1}", item="start")
    origins, more_origins = origin_nodes(shown.origins)
    kind, mode = what_words(lead)
    n = len(shown.accounts)
    return desk.page(
        request,
        "event.html",
        frame=desk.frame(request, headline(lead), "ledger"),
        id=id_,
        kind=kind,
        mode=mode,
        lead=next((a for a in accounts if a.id == lead.claim_id), None) or _account(shown, lead),
        code=lead.event,
        event=event,
        published=_published(event.first_published, event.last_published),
        day=day_ref(lead.time, event.first_published),
        counted=origins_ref(event),
        accounts=accounts,
        start=start,
        n_accounts=n,
        pager=Pager(
            shown=len(accounts),
            total=n,
            newer=_at(id_, start - ACCOUNTS) if start else None,
            older=_at(id_, start + ACCOUNTS) if start + ACCOUNTS < n else None,
        ),
        legend=legend(),
        origins=origins,
        more_origins=more_origins,
        n_origins_drawn=len(shown.origins),
        differs=_differs(shown),
        why=[shortened(reason, 400) for reason in shown.why],
        verdicts=verdict_rows(desk, shown),
        here=id_path("event", id_),
        # a verdict leads back here: by then the event may have another id, or this id be another event's
        lead_here=id_path("claim", lead.claim_id),
        as_json=f"/api/v1{id_path('events', id_)}",
        day_in_ledger=address("/", {"since": event.first_published, "until": event.last_published})
        if event.first_published
        else None,
    )


def _at(id_: str, start: int) -> str:
    return address(id_path("event", id_), {"start": max(0, start) or None}) + "#accounts"


def _accounts(shown: ShownEvent, start: int) -> list[Account]:
    return [_account(shown, claim) for claim in shown.accounts[start : start + ACCOUNTS]]


def _account(shown: ShownEvent, claim: Claim) -> Account:
    report = shown.reports[claim.article_id]
    return account(claim, report, otherwise=_otherwise(shown, claim.claim_id))


def _otherwise(shown: ShownEvent, claim_id: str) -> list[tuple[str, str]]:
    """What one account says in the fields in which accounts differ."""
    return [
        (DIFFERING.get(field, field), shortened(differing_words(field, value)))
        for field, values in shown.event.disagreements.items()
        for value, ids in values.items()
        if claim_id in ids
    ]


def _differs(shown: ShownEvent) -> list[tuple[str, list[tuple[str, int, list[Link]]]]]:
    """Fields in which accounts differ: for each value how many say so, and the first of them."""
    place = {claim.claim_id: number for number, claim in enumerate(shown.accounts)}
    claims = {claim.claim_id: claim for claim in shown.accounts}

    def who(id_: str) -> Link:
        report = shown.reports[claims[id_].article_id]
        start = place[id_] // ACCOUNTS * ACCOUNTS
        page = address(id_path("event", shown.event.event_id), {"start": start or None})
        return Link(shortened(report.publisher or report.name, 60), f"{page}#claim-{id_}")

    def supporters(ids: Sequence[str]) -> list[Link]:
        return [who(id_) for id_ in ids[:_NAMED] if id_ in claims]

    return [
        (
            DIFFERING.get(field, field),
            [
                (shortened(differing_words(field, value), 200), len(ids), supporters(ids))
                for value, ids in _most(values)
            ],
        )
        for field, values in shown.event.disagreements.items()
    ]


def _most(values: Mapping[str, tuple[str, ...]]) -> list[tuple[str, tuple[str, ...]]]:
    return sorted(values.items(), key=lambda item: (-len(item[1]), item[0]))


def _published(first: str | None, last: str | None) -> str:
    ends = [day.text for one in (first, last) if (day := published_ref(one)) is not None]
    return " to ".join(dict.fromkeys(ends))


def headline(claim: Claim) -> str:
    """What is claimed, in one line."""

    def names(role: Role) -> str:
        those = [a for a in claim.actors if a.role is role]
        words = ", ".join(alone(shortened(a.name or a.text, 60)) for a in those[:3])
        return words + (f" and {len(those) - 3} more" if len(those) > 3 else "")

    kind, mode = what_words(claim)
    subject: Actor | None = claim.figure.subject if claim.figure else None
    who = names(Role.ACTOR) or (alone(shortened(actor_ref(subject).name, 60)) if subject else "")
    whom = names(Role.RECIPIENT)
    sides = f"{who or 'Somebody'} → {whom}" if whom else who
    act = kind.lower() + (f" ({mode})" if mode else "") if claim.event else mode or ""
    place = alone(place_ref(claim.place).name) if claim.place else ""
    day = day_ref(claim.time)
    told = [f"{sides}: {act}" if sides else act[:1].upper() + act[1:], place]
    if day is not None and day.status != "unresolved":
        told.append(day.text)
    return ", ".join(word for word in told if word)
