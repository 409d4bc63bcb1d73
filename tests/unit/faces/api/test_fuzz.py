"""Whatever is asked, an operation answers as its description says, and never with a fault of ours."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, quote_from_bytes, unquote

import pytest
from fastapi import FastAPI
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import api_room
from openapi_checks import Described, operations
from sayso.faces.api.reference import _document

DOCUMENT: dict[str, Any] = dict(_document())
OPERATIONS = [(path, method, op) for path, method, op in operations(DOCUMENT)]
DESCRIBED = Described(DOCUMENT)
HOSTILE = (
    "", " ", "0", "-1", "1e9", "10000000000000000000000", "null", "true", "NaN", "\0", "\r\nX: y", "%00", "%s%n",
    "' OR 1=1 --", '"', "(" * 300, "*", "NEAR(a b)", "../../etc/passwd", "<script>", "\u202e", "é" * 500, "🙂", "ﬁ",
    "2024-02-30", "2024-W01-1", "per:kim", "cty:RUS", "e", "c", "r", "o", "nW10", "pW10", "a" * 2_000, "=1+1",
)  # fmt: skip


@dataclass(frozen=True)
class Got:
    status: int
    headers: dict[str, str]
    body: bytes


def ask(app: FastAPI, method: str, target: bytes, headers: dict[str, str], body: bytes = b"") -> Got:
    """One request as a server hands it over, with an address of whatever bytes."""
    path, _, query = target.partition(b"?")
    messages: list[Any] = []
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "scheme": "http",
        "path": _unquoted(path),
        "raw_path": path,
        "query_string": query,
        "root_path": "",
        "headers": [(k.lower().encode(), v.encode("utf-8", "replace")) for k, v in headers.items()],
        "client": ("203.0.113.1", 5),
        "server": ("127.0.0.1", 8420),
    }
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> Any:
        if not waiting:
            await asyncio.Event().wait()  # whoever asks stays to the end
        return waiting.pop()

    async def send(message: Any) -> None:
        messages.append(message)

    asyncio.run(app(scope, receive, send))
    start = messages[0]
    return Got(
        status=start["status"],
        headers={k.decode().lower(): v.decode("latin-1") for k, v in start["headers"]},
        body=b"".join(m.get("body", b"") for m in messages[1:]),
    )


def _unquoted(path: bytes) -> str:
    return unquote(path.decode("ascii", "replace"))


#: Ids that the ledger has, by the address they stand in; the fixture fills them in.
KNOWN: dict[str, list[bytes]] = {"actors": [b"per%3Akim", b"cty%3ARUS", b"role%3ANOR%3Auaf"]}


# ------------------------------------------------------------------ what is asked


def values(schema: dict[str, Any], *, fit: bool = False) -> st.SearchStrategy[bytes]:
    """Values of a parameter, percent-encoded: those it takes, and others unless they have to ``fit``."""
    fitting = [*schema.get("examples", ()), *schema.get("enum", ())]
    if schema.get("type") == "integer":
        fitting += [schema.get("minimum", 0), schema.get("maximum", 10)]
    good = st.sampled_from([quote(str(value)).encode() for value in fitting] or [b"x"])
    if fit:
        return good
    bad = st.sampled_from([quote(value).encode() for value in HOSTILE])
    raw = st.binary(max_size=12).map(lambda b: quote_from_bytes(b).encode())
    words = st.text(max_size=30).map(lambda t: quote(t.encode("utf-8", "surrogatepass")).encode())
    return st.one_of(good, good, bad, raw, words)


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, str, bytes, dict[str, str], bytes, Any]:
    path, method, operation = draw(st.sampled_from(OPERATIONS))
    # half of all requests are as they should be
    fit = draw(st.booleans())
    asked: list[bytes] = []
    target = path.encode()
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            ids = st.sampled_from(KNOWN.get(path.split("/")[2], [b"x"]))
            some = ids if fit else st.one_of(ids, values(parameter["schema"]))
            target = target.replace(b"{id}", draw(some) or b"x")
        elif draw(st.integers(0, 3)) == 0 or parameter.get("required"):
            asked.append(parameter["name"].encode() + b"=" + draw(values(parameter["schema"], fit=fit)))
    if not fit and draw(st.integers(0, 9)) == 0:
        asked.append(
            draw(st.sampled_from([b"x=1", b"limit=5&limit=6", b"%FF=1", b"&&", b"cursor=%ED%A0%80"]))
        )
    headers = {
        "Accept": draw(st.sampled_from(["*/*", "application/json", "text/csv", "image/png", ",;q", "text/*;q=0"])),
        "Accept-Encoding": draw(st.sampled_from(["", "gzip", "br", "*;q=0"])),
        "If-None-Match": draw(st.sampled_from(["", '"x"', "*", "W/" + '"' * 50])),
        "Authorization": draw(st.sampled_from(["Bearer writer"] * 4 + ["Bearer reader", "Bearer x", "Basic !", ""])),
        "Content-Type": draw(st.sampled_from(["application/json"] * 4 + ["text/plain", ""])),
    }  # fmt: skip
    if fit:
        headers |= {"Accept": "*/*", "Authorization": "Bearer writer", "Content-Type": "application/json"}
    body = draw(bodies(operation)) if "requestBody" in operation else b""
    return (
        method.upper(),
        path,
        target + (b"?" + b"&".join(asked) if asked else b""),
        headers,
        body,
        operation,
    )


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


def bodies(operation: dict[str, Any]) -> st.SearchStrategy[bytes]:
    """Bodies that fit but for one thing, and others."""
    content = operation["requestBody"]["content"]["application/json"]
    example, names = content["example"], list(content["schema"]["properties"])
    changed = st.tuples(st.sampled_from(names), JSON | st.sampled_from(HOSTILE)).map(
        lambda change: json.dumps(example | {change[0]: change[1]}).encode()
    )
    dropped = st.sampled_from(names).map(
        lambda name: json.dumps({k: v for k, v in example.items() if k != name}).encode()
    )
    return st.one_of(
        changed, changed, dropped, JSON.map(lambda v: json.dumps(v).encode()), st.binary(max_size=30)
    )


# ------------------------------------------------------------------ what is answered


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """An application over a ledger that may be changed."""
    path = api_room.filled(tmp_path_factory.mktemp("fuzz"))
    desk = api_room.open_desk(path, titles=lambda _settings: api_room.NoTitles())
    client = api_room.client_of(api_room.api_of(desk))
    events = client.get("/v1/events?limit=200").json()["data"]
    reports = client.get("/v1/reports?limit=200").json()["data"]
    KNOWN["events"] = [event["id"].encode() for event in events]
    KNOWN["claims"] = [claim.encode() for event in events for claim in event["claims"]]
    KNOWN["reports"] = [report["id"].encode() for report in reports]
    KNOWN["origins"] = [b"o" + one[1:] for one in KNOWN["reports"]]
    yield api_room.api_of(desk)
    desk.answers.close()


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(asked=requests())
def test_every_answer_is_as_described(app: FastAPI, asked: Any) -> None:
    method, _path, target, headers, body, operation = asked
    got = ask(app, method, target, {k: v for k, v in headers.items() if v}, body)
    check(got, operation["operationId"])


def check(got: Got, name: str) -> None:
    assert got.status < 500 or got.status == 501, got
    if got.status in (304, 204):
        assert got.body == b""
        return
    body = gzip.decompress(got.body) if got.headers.get("content-encoding") == "gzip" else got.body
    if "content-length" in got.headers:
        assert int(got.headers["content-length"]) == len(got.body)
    media_type = got.headers["content-type"].partition(";")[0]
    if got.status >= 400:
        document = json.loads(body)
        assert media_type == "application/json"
        assert DESCRIBED.problems_of({"$ref": "#/components/schemas/ErrorAnswer"}, document) == []
        assert document["status"] == got.status
        assert len(body) < 3_000
        # a path that holds a slash, or nothing, leads to another address or none
        assert str(got.status) in DESCRIBED.responses(name) or got.status in (404, 405)
        return
    assert got.status in (200, 201, 202)
    responses = DESCRIBED.responses(name)
    schema = responses[str(got.status)]["content"].get(media_type, {}).get("schema", {}) if str(
        got.status) in responses else {}  # fmt: skip
    if schema.get("type") != "string" and schema:
        assert DESCRIBED.problems_of(schema, json.loads(body)) == []


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    method=st.sampled_from(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "FOO"]),
    target=st.one_of(
        st.binary(max_size=60).map(lambda b: b"/" + quote_from_bytes(b, safe="/?&=").encode()),
        st.sampled_from([f"/v1/{word}" for word in ("", "events", "x", "events/", "..", "%2e%2e/", "events//")]).map(
            str.encode
        ),
        st.sampled_from([b"/openapi.json", b"/", b"", b"//v1/events", b"/v1/events;a=b", b"*"]),
    ),
)  # fmt: skip
def test_addresses_of_all_kinds(app: FastAPI, method: str, target: bytes) -> None:
    got = ask(app, method, target, {})
    assert got.status in (200, 204, 400, 401, 404, 405, 415), got
    if got.status >= 400 and method != "HEAD":
        assert set(json.loads(got.body)) == {"error", "status"}
