"""Writes the answers that the API's documentation shows: those of a ledger made of `examples/`, cut short."""

# ruff: noqa: INP001  a script, no package

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from starlette.testclient import TestClient

from sayso.engine.answers import Answers
from sayso.engine.catalog import Given
from sayso.engine.config import Settings, load_settings
from sayso.engine.session import Session
from sayso.faces.api import build_api
from sayso.records import Judgement

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "src" / "sayso" / "faces" / "api" / "data" / "examples.json"
TEXT = {
    "text": "Norwegian Foreign Minister Ingrid Solheim met his Turkish counterpart in Oslo on Wednesday, the "
    "ministry said.",
    "published": "2024-05-16",
    "publisher": "Example Wire",
}
#: Things that lists are cut to.
SHOWN = 2


@dataclass(frozen=True, slots=True)
class _Desk:
    answers: Answers
    settings: Settings


def _clock() -> datetime:
    return datetime(2026, 3, 5, 9, 30, tzinfo=UTC)


def _filled(settings: Settings) -> None:
    session = Session(settings, clock=_clock)
    sources = sorted(map(str, (ROOT / "examples").glob("*.jsonl")))
    for name in ("harbour-talks.txt",):
        sources.append(str(ROOT / "examples" / name))
    with tempfile.TemporaryDirectory() as folder:
        bad = Path(folder) / "rows.jsonl"
        bad.write_text('{"id": "a", "text": "Too short."}\n', encoding="utf-8")
        for _ in session.load(
            [*sources, str(bad)], Given(published=date(2024, 5, 16), publisher="Example Wire")
        ):
            pass


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
        "listVerdicts": _asked(client, "/v1/verdicts"),
        "getStatus": _asked(client, "/v1/status"),
        "codeText": client.post("/v1/code", json=TEXT).json(),
    }
    return {name: _cut(answer) for name, answer in found.items()} | {"codeText.body": TEXT}


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
        settings = replace(settings, serve=replace(settings.serve, burst=1_000))
        _filled(settings)
        session = Session(settings, clock=_clock)
        answers = Answers(settings, clock=_clock)
        client = TestClient(build_api(_Desk(answers, settings)))
        ids = [e["claims"][0] for e in _asked(client, "/v1/events?limit=2")["data"]]
        session.judge(ids[0], ids[1], Judgement.DIFFERENT, by="A. Person", note="another day")
        found = _answers(client)
        answers.close()
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size:,} bytes\n")


if __name__ == "__main__":
    main()
