"""The API's own document says everything, and nothing but what is so."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from fastapi import FastAPI
from jsonschema import Draft202012Validator
from starlette.testclient import TestClient

import api_room
import sayso.faces.api.operation as declared
from api_room import Desk
from openapi_checks import Described, operations
from sayso.errors import SaysoError
from sayso.faces.api.faults import FAULTS, RequestFaultError, answer_of
from sayso.faces.api.openapi import document_of
from sayso.faces.exits import ANSWERS

ROOT = Path(__file__).resolve().parents[4]


def family(root: type[SaysoError]) -> Iterator[type[SaysoError]]:
    yield root
    for child in root.__subclasses__():
        yield from family(child)


@pytest.fixture(scope="module")
def app(desk: Desk) -> FastAPI:
    return api_room.api_of(desk)


@pytest.fixture(scope="module")
def described(client: TestClient) -> Described:
    return Described(client.get("/openapi.json").json())


def test_the_document_is_openapi_3_1(described: Described) -> None:
    document = described.document
    assert document["openapi"].startswith("3.1.")
    assert document["servers"] == [{"url": "/api", "description": "this server"}]
    for schema in document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)
    text = str(document)
    for kind, name in re.findall(r"#/components/(\w+)/(\w+)", text):
        assert name in document["components"][kind]
    assert not [name for name in document["components"]["schemas"] if name.endswith("Document")]


def test_every_operation_says_everything(described: Described) -> None:
    names = []
    tags = {tag["name"] for tag in described.document["tags"]}
    for path, _method, operation in operations(described.document):
        names.append(operation["operationId"])
        assert path.startswith("/v1/")
        assert operation["summary"]
        assert not operation["summary"].endswith(".")
        assert operation["description"].endswith(".")
        assert set(operation["tags"]) <= tags
        assert len(operation["tags"]) == 1
        for parameter in operation.get("parameters", ()):
            assert parameter["description"], (path, parameter["name"])
            assert "null" not in str(parameter["schema"])
    assert len(names) == len(set(names))
    assert {tag for op in operations(described.document) for tag in op[2]["tags"]} == tags


def test_every_operation_says_which_errors_it_has(described: Described) -> None:
    for path, method, operation in operations(described.document):
        responses = described.responses(operation["operationId"])
        wanted = {"400", "401", "406", "429", "500", "503"}
        wanted |= {"404"} if "{" in path else set()
        wanted |= {"413", "415"} if "requestBody" in operation else set()
        wanted |= {"403"} if operation["security"] == [{"token": ["write"]}] else set()
        wanted |= {"304"} if method == "get" else set()
        assert wanted <= set(responses), path
        for status in wanted - {"304"}:
            content = responses[status]["content"]["application/json"]
            assert content["schema"]["$ref"].endswith("/ErrorAnswer")
            assert described.problems_of(content["schema"], content["example"]) == []
            assert content["example"]["status"] == int(status)
            assert responses[status]["description"]


def test_every_example_is_of_the_form_it_shows(described: Described) -> None:
    for _path, _method, operation in operations(described.document):
        name = operation["operationId"]
        for status, response in described.responses(name).items():
            for content in response.get("content", {}).values():
                if content["schema"].get("type") == "string":
                    continue
                assert "example" in content, (name, status)
                assert described.problems_of(content["schema"], content["example"]) == [], (name, status)
        if "requestBody" in operation:
            content = operation["requestBody"]["content"]["application/json"]
            assert described.problems_of(content["schema"], content["example"]) == []


def test_examples_are_ours() -> None:
    shown = set(declared.examples()) - {name for name in declared.examples() if "." in name}
    assert "listEvents" in shown
    texts = (ROOT / "examples" / "market-attack.jsonl").read_text(encoding="utf-8")
    sentence = declared.examples()["listEvents"]["data"][0]["evidence"]["sentence"]
    assert sentence in texts


def addresses(client: TestClient) -> dict[str, list[str]]:
    """For each operation that is read, addresses that are answered."""

    def data(address: str) -> list[Any]:
        found: list[Any] = client.get(address).json()["data"]
        return found

    events = [event["id"] for event in data("/v1/events?limit=200")]
    claims = [claim for event in data("/v1/events?limit=200") for claim in event["claims"]]
    reports = {report["publisher"]: report["id"] for report in data("/v1/reports?limit=200")}
    linked = [reports[name] for name in ("AP", "Daily Quay", "Spin Hub", "Fjord Times")]
    origins = {client.get(f"/v1/reports/{one}").json()["report"]["origin"]["id"] for one in linked}
    pairs = f"/v1/compare?left={reports['Daily Quay']}&right={reports['AP']}"
    apart = f"/v1/compare?left={reports['Fjord Times']}&right={reports['AP']}"
    actors = ["per:kim", "role:NOR:uaf", "cty:RUS"]
    return {
        "listEvents": ["/v1/events?limit=200", "/v1/events?limit=1", "/v1/events?text=nothing+such"],
        "getEvent": [f"/v1/events/{one}" for one in events],
        "listAccounts": [f"/v1/events/{one}/accounts" for one in events],
        "getClaim": [f"/v1/claims/{one}" for one in claims],
        "listReports": ["/v1/reports", "/v1/reports?limit=1"],
        "getReport": [f"/v1/reports/{one}" for one in reports.values()],
        "getOrigin": [f"/v1/origins/{one}" for one in origins],
        "compareReports": [pairs, apart],
        "findActors": ["/v1/actors?q=k", "/v1/actors?q=nobody"],
        "getActor": [f"/v1/actors/{quote(one)}" for one in actors],
        "listEventsOfActor": [f"/v1/actors/{quote(one)}/events" for one in actors],
        "getItinerary": [f"/v1/actors/{quote(one)}/itinerary" for one in actors],
        "listPartners": [f"/v1/actors/{quote(one)}/partners?edges=true" for one in actors],
        "countFacets": ["/v1/facets", "/v1/facets?type=assault"],
        "countDays": ["/v1/days", "/v1/days?status=negated"],
        "mapEvents": ["/v1/map"],
        "listFigures": ["/v1/figures"],
        "listSpeakers": ["/v1/speakers", "/v1/speakers?kind=unnamed"],
        "listSaid": ["/v1/speakers/said?name=police", "/v1/speakers/said?name=nobody"],
        "listOffices": ["/v1/offices?reports=1"],
        "listRules": ["/v1/rules", "/v1/rules?q=Libya"],
        "listRuns": ["/v1/runs", "/v1/runs?limit=1"],
        "listRefusals": ["/v1/refusals"],
        "listVerdicts": ["/v1/verdicts"],
        "getStatus": ["/v1/status"],
    }


#: Operations whose answers are no JSON documents, or that are not read; they have tests of their own.
ELSEWHERE = {
    "getReportText",
    "codeText",
    "judge",
    "export",
    "listSearches",
    "getSearch",
    "saveSearch",
    "deleteSearch",
}


def test_answers_are_as_the_document_says(client: TestClient, described: Described) -> None:
    asked = addresses(client)
    assert set(asked) | ELSEWHERE == set(described.by_name)
    for name, every in asked.items():
        for address in every:
            answer = client.get(address)
            assert answer.status_code == 200, address
            media_type = answer.headers["content-type"]
            assert described.problems(name, 200, answer.json(), media_type) == [], address
    coded = client.post("/v1/code", json={"text": "N met somebody."})
    assert described.problems("codeText", 200, coded.json()) == []


def test_the_document_is_that_of_the_application(app: FastAPI, described: Described) -> None:
    assert document_of(app) == described.document


@pytest.mark.parametrize("shape", list(family(SaysoError)), ids=lambda shape: shape.__name__)
def test_every_error_class_has_the_one_body(shape: type[SaysoError], described: Described) -> None:
    answer = answer_of(shape("what happened", item="i", hint="h"))
    row = next(ANSWERS[kind] for kind in shape.__mro__ if kind in ANSWERS)
    assert answer.status_code == row.status
    body = api_room.parsed(answer)
    schema = {"$ref": "#/components/schemas/ErrorAnswer"}
    assert described.problems_of(schema, body) == []
    assert body["status"] == row.status
    assert body["error"]["message"] == "what happened"
    assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("code", FAULTS)
def test_every_fault_of_a_request_has_the_one_body(code: str, described: Described) -> None:
    answer = answer_of(RequestFaultError(code, "what happened"))
    assert answer.status_code == FAULTS[code].status
    assert described.problems_of({"$ref": "#/components/schemas/ErrorAnswer"}, api_room.parsed(answer)) == []


def test_codes_of_faults_are_not_those_of_errors() -> None:
    assert not set(FAULTS) & {shape.code for shape in family(SaysoError)}
    statuses = {fault.status for fault in FAULTS.values()} | {row.status for row in ANSWERS.values()}
    assert statuses - {405, 502} <= set(declared.ERRORS)
