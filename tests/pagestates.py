"""Every page of the web face in the states that matter, for tests that look at them.

An address may name what it needs in braces: ``/event/{event}`` is an event of the ledger that is asked. How these are
found says `_FOUND`.
"""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin

from longledger import LONG_NAME, LONG_WORD

__all__ = ["STATES", "State", "place_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A page in one state.

    Attributes:
        name: of its picture.
        ledger: the fixture that serves it: desk, rich, long or bare.
        path: its address.
        status: what the server answers.
        press: buttons and links that are pressed in turn before anybody looks, by their words.
        fill: fields that are filled before, by their labels.
        says: words that must be read on it.
    """

    name: str
    ledger: str
    path: str
    status: int = 200
    press: tuple[str, ...] = ()
    fill: tuple[tuple[str, str], ...] = ()
    says: str = ""


def _of(fixture: str, /, **pages: str) -> list[State]:
    return [
        State(name=f"{fixture}-{name.replace('_', '-')}", ledger=fixture, path=path)
        for name, path in pages.items()
    ]


STATES: tuple[State, ...] = (
    *_of(
        "desk",
        ledger="/",
        ledger_search="/?q=market+Aden",
        ledger_facets="/?more=actor&country=YEM&since=2026-04-01&until=2026-04-30",
        event="/event/{event}",
        event_of_copies="/event/{copies}",
        report="/report/{report}",
        report_copy="/report/{copy}",
        origin="/origin/{origin}",
        compare="/compare?left={copy}&right={wire}",
        map="/map",
        timeline="/timeline",
        actors="/actors",
        actors_search="/actors?q=minister",
        actor="/actor/per:nino-kalandadze",
        itinerary="/actor/per:nino-kalandadze/itinerary",
        figures="/figures",
        series="{series:person}",
        sources="/sources",
        publishers="/sources?view=publishers",
        source="/source?name=Yemeni+health+ministry",
        reports="/reports",
        rules="/rules",
        rules_one="/rules?q=North+Korea",
        queue="/rules?view=queue",
        runs="/runs",
        run="/run/{run}",
        refusals="/refusals",
        searches="/searches",
        search_new="/searches/new?country=YEM&type=ASSAULT",
        api="/api/docs",
        help="/help",
    ),
    *_of(
        "rich",
        ledger="/",
        event="/event/{first}",
        report="/report/{talks}",
        map="/map",
        timeline="/timeline",
        actors="/actors",
        figures="/figures",
        sources="/sources",
        publishers="/sources?view=publishers",
        reports="/reports",
        queue="/rules?view=queue",
        runs="/runs",
        run="/run/run1",
        refusals="/refusals",
        refusals_of_a_code="/refusals?code=text.too_short",
    ),
    *_of(
        "long",
        ledger_next="{next:/?limit=10}",
        event="/event/{big}",
        event_next="/event/{big}?start=24",
        report="/report/{much}",
        reports_next="{next:/reports}",
        timeline="/timeline",
        actors="/actors",
        actor="/actor/per:kim",
        sources_next="/sources?skip=50",
        publishers="/sources?view=publishers&q=Committee",
        source=f"/source?name={quote(LONG_NAME)}",
        source_of_two="/source?name=Harbour+office",
        runs="/runs",
        runs_next="/runs?skip=50",
        run="/run/run001",
        refusals_next="{next:/refusals}",
        searches="/searches",
        search="{search:Harbour meetings}",
        search_long=f"{{search:{LONG_WORD}}}",
        itinerary="/actor/per:kim/itinerary",
    ),
    *_of(
        "bare",
        ledger="/",
        map="/map",
        timeline="/timeline",
        actors="/actors",
        figures="/figures",
        sources="/sources",
        publishers="/sources?view=publishers",
        reports="/reports",
        rules="/rules",
        queue="/rules?view=queue",
        runs="/runs",
        refusals="/refusals",
        searches="/searches",
        search_new="/searches/new",
    ),
    *_of(
        "desk",
        none_ledger="/?q=walrus&country=YEM&type=ASSAULT",
        none_map="/map?q=walrus",
        none_timeline="/timeline?q=walrus",
        none_actors="/actors?q=walrus",
        none_figures="/figures?item=walrus",
        none_sources="/sources?q=walrus",
        none_publishers="/sources?view=publishers&q=walrus",
        none_reports="/reports?publisher=Walrus",
        none_queue="/rules?rule=walrus",
        none_refusals="/refusals?run=walrus",
        none_itinerary="/actor/org:tihama-brigade/itinerary",
    ),
    State(name="wrong-parameter", ledger="desk", path="/?colour=red", status=400, says="No parameter"),
    State(name="wrong-day", ledger="desk", path="/timeline?since=yesterday", status=400, says="2024-05-16"),
    State(name="wrong-rule", ledger="desk", path="/rules?q=walrus", status=400, says="names no rule"),
    State(name="wrong-cursor", ledger="desk", path="/reports?older=x", status=400, says="no cursor"),
    State(name="wrong-code", ledger="desk", path="/refusals?code=x", status=400, says="No code"),
    State(name="wrong-compare", ledger="desk", path="/compare", status=400, says="No left report"),
    State(
        name="missing-event", ledger="desk", path="/event/enone", status=404, says="Nothing in this ledger"
    ),
    State(name="missing-actor", ledger="desk", path="/actor/per:nobody", status=404, says="per:nobody"),
    State(
        name="missing-way", ledger="desk", path="/actor/per:nobody/itinerary", status=404, says="per:nobody"
    ),
    State(
        name="missing-source",
        ledger="desk",
        path="/source?name=Yemen",
        status=404,
        says="No speaker is called",
    ),
    State(name="missing-run", ledger="desk", path="/run/none", status=404, says="No run"),
    State(name="missing-search", ledger="desk", path="/search/none", status=404, says="No search"),
    State(name="missing-feed", ledger="desk", path="/feed/none.atom", status=404, says="no such feed"),
    State(name="missing-page", ledger="desk", path="/nowhere", status=404, says="no such page"),
    State(
        name="judged",
        ledger="long",
        path="/event/{big}",
        press=("Take a verdict back",),
        says="Your verdict",
    ),
    State(
        name="search-with-faults",
        ledger="long",
        path="{search:Harbour meetings}",
        fill=(("Mail addresses, one a line", "nobody\nat example.org"),),
        press=("Save the changes",),
        status=400,
        says="is no mail address",
    ),
    State(
        name="search-new-with-faults",
        ledger="long",
        path="/searches/new?type=AID",
        fill=(("Name of the search", "Harbour meetings"),),
        press=("Save",),
        status=400,
        says="there is a search named",
    ),
)


# ------------------------------------------------------------------ what an address names

#: What braces stand for: a question to the API, and where in its answer the id is.
_FOUND: Mapping[str, tuple[str, str]] = {
    "event": ("/events?min_origins=3", "id"),
    "big": ("/events?min_origins=4", "id"),
    "first": ("/events?type=SANCTION", "id"),
    "copies": ("/events?country=NOR&min_origins=2&text=market", "id"),
    "report": ("/reports?limit=100", "id:ministers agree on ferry"),
    "talks": ("/reports", "id"),
    "copy": ("/reports?limit=100", "id:Attack leaves"),
    "much": ("/reports?limit=100", "id:Every meeting"),
    "run": ("/runs", "id"),
}


def place_of(server: str, path: str) -> str:
    """The address of a state on a server."""
    return urljoin(server, re.sub(r"\{([^{}]+)\}", lambda m: _found(server, m[1]), path))


def _found(server: str, name: str) -> str:
    kind, _, rest = name.partition(":")
    if kind == "next":
        return _link(server, rest, r'<a [^>]*href="([^"]*(?:older|below)=[^"]*)"')
    if kind == "series":
        return _link(
            server, "/figures", rf'<a href="(/figures\?[^"]*series=[^"]*)"[^>]*><bdi>{re.escape(rest)}<'
        )
    if kind == "search":
        return _link(
            server, "/searches", rf'<a [^>]*href="(/search/[^"]*)"[^>]*>(?:<[^>]*>)*{re.escape(rest)}'
        )
    if name in ("origin", "wire"):
        report = _asked(server, f"/reports/{_found(server, 'copy')}")["report"]
        return str(report["origin"]["id"] if name == "origin" else report["copy_of"])
    question, where = _FOUND[name]
    words = where.partition(":")[2]
    rows = _asked(server, question)["data"]
    return str(next(row["id"] for row in rows if words in str(row.get("title") or "")))


def _link(server: str, path: str, pattern: str) -> str:
    with urllib.request.urlopen(urljoin(server, path)) as answer:  # the tests' own server
        found = re.search(pattern, answer.read().decode())
    assert found is not None, f"no link like {pattern} on {path}"
    return found[1].replace("&amp;", "&")


def _asked(server: str, question: str) -> Any:
    with urllib.request.urlopen(f"{server}/api/v1{question}") as answer:  # the tests' own server
        return json.load(answer)
