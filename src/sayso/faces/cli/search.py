"""`sayso search`: questions that are kept, who is told of what is new for them, and their feeds."""

from __future__ import annotations

import sys
from dataclasses import replace
from enum import StrEnum
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from sayso.engine.searches import Alerting, Change, SavedSearches, Search
from sayso.engine.session import EventQuery
from sayso.faces.alerts.documents import feed_link, search_to_json
from sayso.faces.alerts.feeds import FeedFormat, Links, render
from sayso.faces.cli.judge import user
from sayso.faces.cli.options import (
    ActorOption,
    CertaintyOption,
    CountryOption,
    KindOption,
    LedgerOption,
    MinOriginsOption,
    PlaceOption,
    RuleOption,
    SinceOption,
    SpeakerOption,
    StatusOption,
    TargetOption,
    TextOption,
    TypeOption,
    UntilOption,
    WhoOption,
    day,
    settings_with,
)
from sayso.faces.cli.streams import Streams
from sayso.faces.cli.tables import plain
from sayso.faces.exits import SOME_REFUSED
from sayso.records.codec import SCHEMA

__all__ = ["search"]


class SearchWork(StrEnum):
    """What can be done with saved searches."""

    SAVE = "save"
    ALERT = "alert"
    LIST = "list"
    SHOW = "show"
    FEED = "feed"
    DELETE = "delete"


class SearchFormat(StrEnum):
    """How searches and their feeds are printed."""

    TABLE = "table"
    JSON = "json"
    ATOM = "atom"
    RSS = "rss"


_WorkArgument = Annotated[
    SearchWork,
    typer.Argument(
        help="save: keep a question. alert: say who is told of what is new for it. feed: print what it "
        "finds as a feed.",
    ),
]
_NameArgument = Annotated[str | None, typer.Argument(metavar="NAME", help="The name of the search.")]
_MailOption = Annotated[
    list[str] | None,
    typer.Option("--mail", metavar="ADDRESS", help="save, alert: who gets mail; give it once for each."),
]
_HookOption = Annotated[
    str | None,
    typer.Option("--hook", metavar="URL", help="save, alert: where alerts are posted; '' for nowhere."),
]
_EveryOption = Annotated[
    int | None,
    typer.Option("--every", metavar="MINUTES", min=0, help="save, alert: pause between two alerts."),
]
_RiseOption = Annotated[
    int | None,
    typer.Option("--rise-to", metavar="N", help="save, alert: tell again when N independent origins say so."),
]
_TellOption = Annotated[
    list[Change] | None,
    typer.Option("--tell", help="save, alert: what to tell of; give it once for each. Default: all of them."),
]
_OffOption = Annotated[bool, typer.Option("--off", help="alert: tell nobody any more.")]
_NewKeyOption = Annotated[
    bool, typer.Option("--new-key", help="feed: give it another address; the old one leads nowhere.")
]
_FormOption = Annotated[
    SearchFormat,
    typer.Option("--format", help="list, show: table or json. feed: atom, rss or json; atom unasked."),
]


def search(  # noqa: PLR0913, PLR0917  each is an option of the command
    work: _WorkArgument,
    name: _NameArgument = None,
    actor: ActorOption = None,
    target: TargetOption = None,
    who: WhoOption = None,
    kind: KindOption = None,
    type_: TypeOption = None,
    place: PlaceOption = None,
    country: CountryOption = None,
    since: SinceOption = None,
    until: UntilOption = None,
    status: StatusOption = None,
    certainty: CertaintyOption = None,
    speaker: SpeakerOption = None,
    min_origins: MinOriginsOption = 1,
    rule: RuleOption = None,
    text: TextOption = None,
    mail: _MailOption = None,
    hook: _HookOption = None,
    every: _EveryOption = None,
    rise_to: _RiseOption = None,
    changes: _TellOption = None,
    off: _OffOption = False,
    new_key: _NewKeyOption = False,
    form: _FormOption = SearchFormat.TABLE,
    ledger: LedgerOption = None,
) -> None:
    """Keep questions to the ledger, have somebody told of what is new for them, and read them as feeds.

    A search is saved with the conditions of `sayso events`. What it tells of is what comes after that.
    Alerts are sent by `sayso alerts`, and by `sayso watch` if alerts.enabled is set. A feed has an address
    with a key of its own, which may be given to a feed reader. Exits with 1 if no search has that name.
    """
    settings = settings_with(ledger)
    searches, base_url = SavedSearches(settings), settings.alerts.base_url
    streams = Streams(machine=form is not SearchFormat.TABLE)
    if work is SearchWork.LIST:
        _list(streams, searches.every(), base_url, form)
        return
    if name is None:
        raise typer.BadParameter(f"name a search: sayso search {work} NAME")
    told = _Told(mail, hook, every, rise_to, changes)
    if work is SearchWork.SAVE:
        query = EventQuery(
            actor=actor,
            target=target,
            who=who,
            kind=kind,
            type=type_,
            place=place,
            country=country,
            since=day(since),
            until=day(until),
            status=status,
            certainty=certainty,
            speaker=speaker,
            min_origins=min_origins,
            rule=rule,
            text=text,
        )
        found = searches.save(name, query, by=user(), alerting=told.over(Alerting(), on=None))
    else:
        found = _the_one(searches, name, streams)
    if work is SearchWork.DELETE:
        searches.delete(name)
        streams.say(f"{found.name} deleted")
        return
    if work is SearchWork.FEED:
        _feed(searches, found, base_url, form, new_key=new_key)
        return
    if work is SearchWork.ALERT:
        found = searches.change(name, alerting=told.over(found.alerting, on=not off)) or found
    _show(streams, found, base_url, form)


def _the_one(searches: SavedSearches, name: str, streams: Streams) -> Search:
    found = searches.get(name)
    if found is None:
        streams.say(f"no search is named {name}; `sayso search list` names those there are")
        raise typer.Exit(SOME_REFUSED)
    return found


class _Told:
    """Who is to be told of what, as far as the options say."""

    def __init__(
        self,
        mail: list[str] | None,
        hook: str | None,
        every: int | None,
        rise_to: int | None,
        changes: list[Change] | None,
    ) -> None:
        self._given: dict[str, object] = {}
        if mail is not None:
            self._given["mail"] = tuple(address for address in mail if address)
        if hook is not None:
            self._given |= {"hook": hook or None, "secret": None}
        if every is not None:
            self._given["every_s"] = 60 * every
        if rise_to is not None:
            self._given["rise_to"] = rise_to
        if changes is not None:
            self._given["changes"] = frozenset(changes)

    def over(self, before: Alerting, *, on: bool | None) -> Alerting:
        """What was said before, with what the options say in its place; on if there is anybody, unasked."""
        now = replace(before, **self._given)  # type: ignore[arg-type]  # each is a field, of its type
        return replace(now, on=bool(now.mail or now.hook) if on is None else on)


def _feed(
    searches: SavedSearches, found: Search, base_url: str, form: SearchFormat, *, new_key: bool
) -> None:
    if new_key:
        found = searches.renew_key(found.search_id) or found
    feed = searches.feed(found.search_id)
    kind = FeedFormat.ATOM if form is SearchFormat.TABLE else FeedFormat(form.value)
    if feed is not None:
        links = Links(base_url=base_url, feed_url=feed_link(base_url, found, kind) or "")
        sys.stdout.write(render(feed, kind, links).body.decode() + "\n")


def _list(streams: Streams, found: list[Search], base_url: str, form: SearchFormat) -> None:
    if form is not SearchFormat.TABLE:
        rows = [search_to_json(each, base_url=base_url, private=True) for each in found]
        streams.document({"schema": SCHEMA, "searches": rows}, indent=2)
        return
    if not found:
        streams.say("no search is saved; `sayso search save NAME` with the conditions of `sayso events` does")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for heading in ("name", "asks for", "alerts", "by", "since"):
        table.add_column(heading, overflow="fold")
    for each in found:
        doc = search_to_json(each)
        table.add_row(
            Text(plain(each.name), style="bold"),
            Text(_asked(each)),
            Text(f"{doc['alerts']['receivers']}" if each.alerting.on else "off"),
            Text(plain(each.created_by)),
            Text(each.created_at[:10]),
        )
    streams.block(table)


def _asked(found: Search) -> str:
    query = search_to_json(found)["query"]
    return plain(", ".join(f"{key} {value}" for key, value in query.items()) or "everything")


def _show(streams: Streams, found: Search, base_url: str, form: SearchFormat) -> None:
    doc = search_to_json(found, base_url=base_url, private=True)
    if form is not SearchFormat.TABLE:
        streams.document({"schema": SCHEMA} | doc, indent=2)
        return
    alerting = found.alerting
    told = ", ".join(change.value for change in Change if change in alerting.changes)
    rise = f"; again at {alerting.rise_to} origins" if alerting.rise_to else ""
    rows = [
        ("search", found.name),
        ("asks for", _asked(found)),
        *((f"{kind} feed", address) for kind, address in doc["feeds"].items()),
        ("alerts", f"{told}{rise}; {alerting.every_s // 60} minutes apart" if alerting.on else "off"),
        *(("mail", address) for address in alerting.mail),
        *((("webhook", alerting.hook), ("its secret", alerting.secret or "")) if alerting.hook else ()),
    ]
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for label, value in rows:
        grid.add_row(label, Text(plain(value)))
    streams.block(grid)
