"""The ledger: events that meet conditions, what they have in common, and what is new among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from sayso.engine.answers import EventPage
from sayso.errors import QueryError
from sayso.faces.web.asked import CONDITIONS, address, conditions_of, event_query, number_of, params
from sayso.faces.web.brief import alone
from sayso.faces.web.conditions import (
    CHOICES,
    NAMES,
    Asked,
    asked_of,
    chosen,
    facets,
    labels_of,
    title_of,
    value_words,
)
from sayso.faces.web.desk import Desk
from sayso.faces.web.exports import exports_of
from sayso.faces.web.parts import Link, Pager
from sayso.faces.web.rows import COLUMNS, event_row
from sayso.ledger import Tally

__all__ = ["TALLIED_IN_LISTS", "routes"]

#: Events that are counted without one condition, to say which of them finds nothing.
_COUNTED = 200
#: Events that facets are counted over: half as many as elsewhere, which is a third of the time to a list.
TALLIED_IN_LISTS = 1_000
#: Words of a search that are tried alone.
_WORDS = 4
#: A moment in an address: microseconds since 1970 until the year 2286.
_MOMENT = 9_999_999_999_999_999


def routes(desk: Desk) -> Sequence[BaseRoute]:
    """GET / and GET /live."""

    def show(request: Request) -> Response:
        return _ledger(desk, request)

    def live(request: Request) -> Response:
        return _live(desk, request)

    return [desk.route("/", show), desk.route("/live", live, kept=False)]


def _ledger(desk: Desk, request: Request) -> Response:
    asked = asked_of(request, desk.settings.serve.rows)
    since = desk.answers.moment()
    page, tally = desk.answers.listing(asked.query, asked.turn, TALLIED_IN_LISTS)
    labels = labels_of(desk.answers, asked, tally)
    words = asked.query.text or ""
    return desk.page(
        request,
        "ledger.html",
        frame=desk.frame(request, title_of(asked, labels), "ledger", words),
        rows=[event_row(event) for event in page.events],
        columns=COLUMNS,
        chosen=chosen(asked, labels),
        facets=facets(asked, tally, desk.clock().date()),
        tally=tally,
        pager=_pager(asked, page, tally),
        meant=_meant(desk, asked) if words and asked.turn.older is None and asked.turn.newer is None else (),
        exports=exports_of(asked.query),
        permalink=asked.with_(),
        save=asked.with_(path="/searches/new"),
        live=address("/live", {**asked.given, "moment": since}),
        elsewhere=[
            Link("On the map", asked.with_(path="/map")),
            Link("Over time", asked.with_(path="/timeline")),
        ],
        given=asked.given,
        names=NAMES,
        choices=CHOICES,
        help=None if page.events else _help(desk, asked, labels),
    )


def _pager(asked: Asked, page: EventPage, tally: Tally) -> Pager:
    return Pager(
        shown=len(page.events),
        newer=asked.with_({"newer": page.newer}) if page.newer else None,
        older=asked.with_({"older": page.older}) if page.older else None,
        total=None if tally.capped else tally.events,
        at_least=tally.events if tally.capped else None,
    )


def _meant(desk: Desk, asked: Asked) -> list[Link]:
    """What the words of the search may name, as links that ask for it."""
    wording = {"who": "Events with {}", "place": "Events at {}", "country": "Events in {}"}
    found = []
    for one in desk.answers.suggest(asked.query):
        words = wording[one.condition].format(alone(one.label))
        rest = f", words “{alone(one.query.text)}”" if one.query.text else ""
        many = f"{one.events}+" if one.more else str(one.events)
        found.append(Link(f"{words}{rest} ({many})", address("/", conditions_of(one.query))))
    return found


def _help(desk: Desk, asked: Asked, labels: Mapping[str, str]) -> dict[str, object]:
    """What to do where nothing was found: which condition to drop, or how to fill the ledger."""
    if not asked.given:
        return {"empty": asked.turn.older is None and asked.turn.newer is None, "drops": []}
    drops = []
    for name, value in asked.given.items():
        rest = {other: kept for other, kept in asked.given.items() if other != name}
        try:
            n = desk.answers.count(event_query(rest), _COUNTED + 1)
        except QueryError:
            continue  # takes too long to count; the others may help
        if n:
            words = f"without {NAMES[name]} {alone(value_words(name, value, labels))}: {_many(n)}"
            drops.append(Link(words, asked.with_({name: None})))
    drops += _single_words(desk, asked)
    return {"empty": False, "drops": drops}


def _single_words(desk: Desk, asked: Asked) -> Iterator[Link]:
    """Where no sentence holds all words of a search, those that some hold."""
    words = (asked.query.text or "").replace('"', " ").split()
    for word in dict.fromkeys(words[:_WORDS]) if len(words) > 1 else ():
        given = {**asked.given, "text": word}
        try:
            n = desk.answers.count(event_query(given), _COUNTED + 1)
        except QueryError:
            continue  # no word at all, or takes too long
        if n:
            yield Link(f"only “{alone(word)}”: {_many(n)}", asked.with_({"text": word}))


def _many(n: int) -> str:
    return f"{_COUNTED}+" if n > _COUNTED else str(n)


def _live(desk: Desk, request: Request) -> Response:
    """How many of the events asked for are new or changed since a page was made; 204 if none."""
    found = params(request, (*CONDITIONS, "moment"))
    if "moment" not in found:
        raise QueryError("no moment", item="moment", hint="give the moment that the page named")
    moment = number_of("moment", found["moment"], 0, _MOMENT)
    query = event_query(found)
    news = desk.answers.news(query, moment)
    if not news.events:
        return Response(status_code=204)
    many = f"{news.events}{'+' if news.more else ''}"
    seen = datetime.fromtimestamp(moment / 1_000_000, UTC)
    since = f" since {seen:%H:%M} UTC" if seen.date() == desk.clock().date() else ""
    href = address("/", conditions_of(query))
    link = Markup('<a href="{}">{} new or changed{}</a>').format(href, many, since)
    return Response(str(link), media_type="text/html", headers={"Cache-Control": "no-store"})
