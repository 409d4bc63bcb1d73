"""Saved searches: kept, changed, deleted; who is told of what is new for them; and their feeds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from sayso.classes import dataclass, replace
from sayso.engine.searches import Alerting, Change, SavedSearches, Search
from sayso.errors import QueryError, ScopeError, UnknownIdError, cut
from sayso.faces.alerts.documents import feed_link, feed_path
from sayso.faces.alerts.feeds import FeedFormat, Links, render
from sayso.faces.web.asked import CONDITIONS, address, conditions_of, event_query, id_path, number_of, params
from sayso.faces.web.conditions import NAMES, names_of, value_words
from sayso.faces.web.desk import Desk, Form
from sayso.faces.web.pages.judge import sitting_user
from sayso.faces.web.parts import Column, Link
from sayso.faces.web.showing import shortened
from sayso.ledger.desk import Delivery

__all__ = ["routes"]

#: What a change is called, and what it means.
_CHANGES = {
    Change.NEW: "an event is found for the first time",
    Change.ORIGINS: "it comes to the number of independent origins that is given",
    Change.HAPPENED: "what was planned has happened",
    Change.DENIED: "somebody says the contrary",
    Change.FIGURES: "accounts differ in how many",
    Change.PLACE: "accounts differ in where",
}
#: Fields of the forms; none has the name of a condition, as the conditions are sent with them.
_FIELDS = frozenset({"name", "mail", "hook", "every", "told_origins", "rise_to", "on", "do", "instead"})
_TELL = {f"tell_{change.value}": change for change in Change}
#: Minutes between two alerts at most, a year; origins that can be asked for.
_MOST_MINUTES, _MOST_ORIGINS = 525_600, 1_000_000
_COLUMNS = (Column(label="Search"), Column(label="Asks for"), Column(label="Alerts"), Column(label="Saved"))
_SENT_COLUMNS = (
    Column(label="Made"),
    Column(label="To"),
    Column(label="Events", numeric=True),
    Column(label="What became of it"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRow:
    """A search of the list."""

    name: str
    href: str
    words: str
    events: str
    on: bool
    receivers: int
    saved: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SentRow:
    """A message on its way, or where it ended."""

    made: str
    channel: str
    receiver: str
    entries: int
    tone: str
    words: str


def routes(desk: Desk) -> Sequence[BaseRoute]:
    """GET /searches, /searches/new, /search/{id} and the feeds; POST of the forms on them."""

    def every(request: Request) -> Response:
        return _every(desk, request)

    def new(request: Request) -> Response:
        return _new(desk, request)

    def save(request: Request, form: Form) -> Response:
        return _save(desk, request, form)

    def one(request: Request) -> Response:
        return _one(desk, request)

    def change(request: Request, form: Form) -> Response:
        return _change(desk, request, form)

    def feed(request: Request) -> Response:
        return _feed(desk, request)

    # searches lie in a file of their own, which changes without the ledger
    return [
        desk.route("/searches", every, kept=False),
        desk.route("/searches/new", new, kept=False),
        desk.post("/searches/new", save),
        desk.route("/search/{id}", one, kept=False),
        desk.post("/search/{id}", change),
        desk.route("/feed/{key}.{form}", feed, kept=False),
        desk.route("/feeds/{id}.{form}", feed, kept=False),
    ]


def _kept(desk: Desk) -> SavedSearches:
    return SavedSearches(desk.settings, clock=desk.clock)


def _found(desk: Desk, request: Request) -> Search:
    id_ = request.path_params["id"]
    search = _kept(desk).get(id_)
    if search is None:
        raise UnknownIdError(f"no search has the id {cut(id_)}", item=id_, hint="it may have been deleted")
    return search


def _must_change(desk: Desk, request: Request) -> None:
    if not desk.may_change(request):
        raise ScopeError("nothing can be changed here", hint="this server, or your token, only reads")


# ------------------------------------------------------------------ the list


def _every(desk: Desk, request: Request) -> Response:
    params(request, ())
    found = _kept(desk).every()
    return desk.page(
        request,
        "searches.html",
        frame=desk.frame(request, "Saved searches", "searches"),
        rows=[_row(desk, search) for search in found],
        columns=_COLUMNS,
        sends=desk.settings.alerts.enabled,
    )


def _row(desk: Desk, search: Search) -> SearchRow:
    alerting = search.alerting
    return SearchRow(
        name=shortened(search.name),
        href=id_path("search", search.search_id),
        words=_words(desk, conditions_of(search.query)),
        events=address("/", conditions_of(search.query)),
        on=alerting.on,
        receivers=len(alerting.mail) + bool(alerting.hook),
        saved=search.created_at[:16].replace("T", " "),
        by=shortened(search.created_by, 60),
    )


def _words(desk: Desk, given: Mapping[str, str]) -> str:
    """What conditions ask for, in a line."""
    labels = names_of(desk.answers, given)
    return "; ".join(f"{NAMES[n]} {value_words(n, v, labels)}" for n, v in given.items()) or "every event"


# ------------------------------------------------------------------ a new one


def _new(desk: Desk, request: Request) -> Response:
    _must_change(desk, request)
    given = params(request, (*CONDITIONS, "limit"))
    given.pop("limit", None)
    return _form_page(desk, request, conditions_of(event_query(given)), {}, None)


def _form_page(
    desk: Desk,
    request: Request,
    given: Mapping[str, str],
    filled: Mapping[str, str],
    wrong: QueryError | None,
) -> Response:
    """The form for a new search; ``filled`` and ``wrong`` where it is given back."""
    others = [(search.search_id, shortened(search.name, 60)) for search in _kept(desk).every()]
    return desk.page(
        request,
        "search_new.html",
        status=400 if wrong else 200,
        frame=desk.frame(request, "Save a search", "searches"),
        given=given,
        words=_words(desk, given),
        events=address("/", given),
        others=[("", "as a new search"), *others],
        wrong=_wrong(wrong),
        **_controls(filled, None),
    )


def _wrong(error: QueryError | None) -> dict[str, str]:
    """A field, or "", and what is wrong with it."""
    if error is None:
        return {}
    fields = {"alerts": "on", "every_s": "every", "changes": "tell", "min_origins": "told_origins"}
    field = fields.get(error.item or "", error.item or "")
    known = field if field in (*_FIELDS, "tell") else ""
    return {known: error.message + (f" ({error.hint})" if error.hint else "")}


def _controls(filled: Mapping[str, str], alerting: Alerting | None) -> dict[str, Any]:
    """Values of the controls: as they were sent, else as the search has them, else the usual ones."""
    old = alerting or Alerting()
    sent = bool(filled)
    told = {c for n, c in _TELL.items() if n in filled} if sent else set(old.changes)
    rise = "" if old.rise_to is None else str(old.rise_to)
    return {
        "values": {
            "name": filled.get("name", ""),
            "mail": filled.get("mail", "\n".join(old.mail)),
            "hook": filled.get("hook", old.hook or ""),
            "every": filled.get("every", str(old.every_s // 60)),
            "told_origins": filled.get("told_origins", str(old.min_origins)),
            "rise_to": filled.get("rise_to", rise),
            "instead": filled.get("instead", ""),
        },
        "on": "on" in filled if sent else old.on,
        "changes": [(f"tell_{c.value}", words, c in told) for c, words in _CHANGES.items()],
    }


def _save(desk: Desk, request: Request, form: Form) -> Response:
    _must_change(desk, request)
    _check(form, (*_FIELDS, *_TELL, *CONDITIONS))
    given = {name: form[name].strip() for name in CONDITIONS if form.get(name, "").strip()}
    query = event_query(given)
    searches = _kept(desk)
    try:
        if form.get("instead"):
            done = searches.change(form["instead"], query=query)
        else:
            by = desk.name_of(request) or sitting_user()
            done = searches.save(form.get("name", ""), query, by=by, alerting=_alerting(form, Alerting()))
    except QueryError as error:
        return _form_page(desk, request, given, form, error)
    if done is None:
        raise UnknownIdError("that search is there no more", item="instead", hint="save it as a new one")
    return RedirectResponse(id_path("search", done.search_id), status_code=303)


def _check(form: Form, known: Sequence[str]) -> None:
    unknown = sorted(set(form) - set(known))
    if unknown:
        raise QueryError(f"no field {cut(unknown[0])}", item="form")


def _alerting(form: Form, old: Alerting) -> Alerting:
    """Who is to be told of what, as a form says it.

    Raises:
        QueryError: a number is none.
    """
    lines = form.get("mail", "").replace(",", "\n").splitlines()
    rise = form.get("rise_to", "").strip()
    return replace(
        old,
        on="on" in form,
        mail=tuple(line.strip() for line in lines if line.strip()),
        hook=form.get("hook", "").strip() or None,
        every_s=60 * number_of("every", form.get("every", "").strip() or "15", 0, _MOST_MINUTES),
        min_origins=number_of("told_origins", form.get("told_origins", "").strip() or "1", 1, _MOST_ORIGINS),
        rise_to=number_of("rise_to", rise, 2, _MOST_ORIGINS) if rise else None,
        changes=frozenset(change for name, change in _TELL.items() if name in form),
        # what is not shown is not sent back: it stays where the address does
        secret=old.secret if form.get("hook", "").strip() == old.hook else None,
    )


# ------------------------------------------------------------------ one search


def _one(desk: Desk, request: Request) -> Response:
    params(request, ())
    return _search_page(desk, request, _found(desk, request), {}, None)


def _search_page(
    desk: Desk, request: Request, search: Search, filled: Mapping[str, str], wrong: QueryError | None
) -> Response:
    may = desk.may_change(request)
    base = desk.settings.alerts.base_url or _asked_at(request)
    controls = _controls(filled, search.alerting)
    controls["values"]["name"] = filled.get("name", search.name)
    sent = _kept(desk).deliveries(search.search_id, limit=20) if may else []
    return desk.page(
        request,
        "search.html",
        status=400 if wrong else 200,
        frame=desk.frame(request, shortened(search.name), "searches"),
        search=search,
        words=_words(desk, conditions_of(search.query)),
        events=address("/", conditions_of(search.query)),
        # addresses of feeds and receivers are for those alone who may change them
        feeds=[(form.value, Link(_whole(base, search, form), feed_path(search, form))) for form in FeedFormat]
        if may
        else [],
        sent=[_sent(one) for one in sent],
        sent_columns=_SENT_COLUMNS,
        sends=desk.settings.alerts.enabled,
        wrong=_wrong(wrong),
        **controls,
    )


def _asked_at(request: Request) -> str:
    """Where this server is for whoever asks. The name is one of its own: the gate lets no other in."""
    return f"{request.url.scheme}://{request.url.netloc}"


def _whole(base: str, search: Search, form: FeedFormat) -> str:
    return feed_link(base, search, form) or feed_path(search, form)


def _sent(one: Delivery) -> SentRow:
    if one.fate is None:
        tries = f", tried {one.attempts} times" if one.attempts else ""
        tone, words = "calm", f"waits until {one.due_at[:16].replace('T', ' ')}{tries}"
    else:
        tone = "good" if one.fate.value == "sent" else "bad"
        words = one.fate.value + (f": {shortened(one.reason, 120)}" if one.reason else "")
    return SentRow(
        made=one.made_at[:16].replace("T", " "),
        channel=one.channel.value,
        receiver=shortened(one.receiver, 100),
        entries=one.entries,
        tone=tone,
        words=words,
    )


def _change(desk: Desk, request: Request, form: Form) -> Response:
    _must_change(desk, request)
    _check(form, (*_FIELDS, *_TELL))
    search, searches, do = _found(desk, request), _kept(desk), form.get("do", "save")
    if do == "delete":
        searches.delete(search.search_id)
        return RedirectResponse("/searches", status_code=303)
    if do == "renew":
        searches.renew_key(search.search_id)
        return RedirectResponse(id_path("search", search.search_id) + "#feeds", status_code=303)
    if do != "save":
        raise QueryError(f"nothing to do is called {cut(do)}", item="do", hint="save, renew or delete")
    try:
        searches.change(
            search.search_id, name=form.get("name", ""), alerting=_alerting(form, search.alerting)
        )
    except QueryError as error:
        return _search_page(desk, request, search, form, error)
    return RedirectResponse(id_path("search", search.search_id), status_code=303)


# ------------------------------------------------------------------ feeds


def _feed(desk: Desk, request: Request) -> Response:
    """A search as a feed, for whoever has its key."""
    given = params(request, ("key",))
    path = request.path_params
    key = path.get("key") or given.get("key", "")
    if path["form"] not in [form.value for form in FeedFormat]:
        raise UnknownIdError("feeds end in .atom, .rss or .json", item=path["form"][:20])
    searches = _kept(desk)
    search = searches.get(path["id"]) if "id" in path else searches.of_key(key)
    found = searches.feed(search.search_id, key=key) if search is not None else None
    if found is None:
        # the same words whether there is no such search or the key is another's
        raise UnknownIdError("there is no such feed", hint="its address may have been renewed")
    form = FeedFormat(path["form"])
    base = desk.settings.alerts.base_url
    here = _asked_at(request)
    links = Links(base_url=base, pages_at=here, feed_url=feed_link(base or here, found.search, form) or "")
    made = render(found, form, links)
    headers = made.headers()
    if made.unchanged(request.headers.get("if-none-match")):
        return Response(status_code=304, headers=headers)
    return Response(made.body, headers=headers)
