"""Writes the answers that the API's documentation shows: those of a ledger made of `examples/`, cut short."""

# ruff: noqa: INP001  a script, no package

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.testclient import TestClient

from sayso.engine.answers import Answers
from sayso.engine.catalog import Given
from sayso.engine.coder import Coder
from sayso.engine.config import Settings, load_settings
from sayso.engine.session import Session
from sayso.faces.api.access import Scope, Token
from sayso.faces.api.app import build_app
from sayso.faces.api.gate import Entry
from sayso.faces.api.rates import Buckets
from sayso.faces.api.room import Room

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src" / "sayso" / "faces" / "api" / "data" / "examples.json"
TEXT = {
    "text": "Norwegian Foreign Minister Ingrid Solheim met his Turkish counterpart in Oslo on Wednesday, the "
    "ministry said.",
    "published": "2024-05-16",
    "publisher": "Example Wire",
}
SEARCH = {
    "name": "mines",
    "query": {"text": "mines", "min_origins": 2},
    "alerts": {"mail": ["desk@example.org"]},
}
_TOKEN = {"Authorization": "Bearer example"}
#: Things that lists are cut to.
SHOWN = 2


def _clock() -> datetime:
    return datetime(2026, 3, 5, 9, 30, tzinfo=UTC)


def _filled(settings: Settings) -> None:
    session = Session(settings, clock=_clock)
    sources = sorted(map(str, (ROOT / "examples").glob("*.jsonl")))
    for name in ("harbour-talks.txt",):
        sources.append(str(ROOT / "examples" / name))
    bad = Path(settings.ledger.path).with_name("rows.jsonl")
    bad.write_text('{"id": "a", "text": "Too short."}\n', encoding="utf-8")
    given = Given(published=date(2024, 5, 16), publisher="Example Wire")
    for _ in session.load([*sources, str(bad)], given):
        pass


def _check(_secret: str, _scope: Scope) -> Token:
    return Token(token_id="t1", name="A. Person", scope=Scope.WRITE, created_at="2026-03-05")  # noqa: S106  no secret


def _asked(client: TestClient, address: str) -> Any:  # `Any`: a JSON document
    answer = client.get(address)
    if answer.status_code != 200:
        raise SystemExit(f"{address}: {answer.status_code} {answer.text}")
    return answer.json()


def _answers(client: TestClient) -> dict[str, Any]:
    """One answer for each operation."""
    events = _asked(client, "/v1/events?type=ASSAULT&min_origins=2&limit=1")
    event = _asked(client, f"/v1/events/{events['data'][0]['id']}")
    origin = event["origin_tree"][0]
    left, right = origin["reports"][1]["id"], origin["reports"][0]["id"]
    actor = quote("cty:NOR", safe="")
    found = {
        "listEvents": events,
        "getEvent": event,
        "listAccounts": _asked(client, f"/v1/events/{event['id']}/accounts?limit=1"),
        "getClaim": _asked(client, f"/v1/claims/{event['claims'][0]}"),
        "listReports": _asked(client, "/v1/reports?limit=2"),
        "getReport": _asked(client, f"/v1/reports/{left}"),
        "getOrigin": _asked(client, f"/v1/origins/{origin['id']}"),
        "compareReports": _asked(client, f"/v1/compare?left={left}&right={right}"),
        "findActors": _asked(client, "/v1/actors?q=Norway"),
        "getActor": _asked(client, f"/v1/actors/{actor}"),
        "listEventsOfActor": _asked(client, f"/v1/actors/{actor}/events?limit=1"),
        "getItinerary": _asked(client, "/v1/actors/per:ingrid-solheim/itinerary"),
        "listPartners": _asked(client, f"/v1/actors/{actor}/partners?edges=true"),
        "countFacets": _asked(client, "/v1/facets"),
        "countDays": _asked(client, "/v1/days"),
        "mapEvents": _asked(client, "/v1/map"),
        "listFigures": _asked(client, "/v1/figures?limit=5"),
        "listSpeakers": _asked(client, "/v1/speakers?limit=2"),
        "listSaid": _asked(client, "/v1/speakers/said?name=police&limit=1"),
        "listOffices": _asked(client, "/v1/offices?reports=1&limit=2"),
        "listRules": _asked(client, "/v1/rules?q=un-dprk-arms"),
        "listRuns": _asked(client, "/v1/runs"),
        "listRefusals": _asked(client, "/v1/refusals"),
        "getStatus": _asked(client, "/v1/status"),
        "codeText": client.post("/v1/code", json=TEXT).json(),
    }
    pair = [event["claims"][0] for event in _asked(client, "/v1/events?limit=2")["data"]]
    verdict = {"left": pair[0], "right": pair[1], "judgement": "different", "note": "another day"}
    found["judge"] = client.post("/v1/judgements", json=verdict, headers=_TOKEN).json()
    found["listVerdicts"] = _asked(client, "/v1/verdicts")
    found["saveSearch"] = client.post("/v1/searches", json=SEARCH, headers=_TOKEN).json()
    found["listSearches"] = client.get("/v1/searches", headers=_TOKEN).json()
    found["getSearch"] = client.get("/v1/searches/mines", headers=_TOKEN).json()
    bodies = {"saveSearch.body": SEARCH, "codeText.body": TEXT, "judge.body": verdict}
    return {name: _cut(answer) for name, answer in found.items()} | bodies


def _cut(value: Any) -> Any:
    """A document whose lists have few things in them. Lists of numbers, such as spans, stay as they are."""
    if isinstance(value, Mapping):
        return {key: _cut(one) for key, one in value.items()}
    if isinstance(value, list):
        return [
            _cut(one)
            for one in (value if all(isinstance(one, int | float) for one in value) else value[:SHOWN])
        ]
    return value


def main() -> None:
    """Write the file."""
    with tempfile.TemporaryDirectory() as folder:
        settings = load_settings({"HOME": folder}, flags={"ledger.path": f"{folder}/ledger.db"})
        _filled(settings)
        answers = Answers(settings, clock=_clock)
        room = Room(
            answers=answers, settings=settings, codes=Coder(settings).code, check=_check, clock=_clock
        )
        entry = Entry(buckets=Buckets(1.0, 1_000, lambda: 0.0), check=_check)
        client = TestClient(build_app(room, entry))
        found = _answers(client)
        answers.close()
    TARGET.parent.mkdir(exist_ok=True)
    text = json.dumps(found, ensure_ascii=False, indent=1)
    # what is drawn by chance would be another each time
    search = found["saveSearch"]
    key = search["feeds"]["atom"].partition("key=")[2]
    for word, stands in ((search["id"], "Zm9yIHNob3c"), (key, "a2V5IG9mIGEgZmVlZA"), (folder + "/", "")):
        text = text.replace(word, stands)
    TARGET.write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
