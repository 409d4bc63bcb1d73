"""The tools of an assistant, asked by the client of the protocol's own library, in one process."""

from __future__ import annotations

import asyncio
import json
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from mcp.client.client import Client
from pydantic import BaseModel, Field

import api_room
from sayso.engine.answers import Answers
from sayso.engine.config import Settings, load_settings
from sayso.errors import MissingExtraError
from sayso.faces.mcp import server
from sayso.faces.mcp.quoting import name, quote, shown
from sayso.faces.mcp.server import build_server
from sayso.faces.mcp.shapes import Shape, schema_of
from sayso.faces.mcp.tool import Reply, Room, Tool
from sayso.faces.mcp.tools import TOOLS
from sayso.records import Span

NAMES = [tool.name for tool in TOOLS]


@dataclass
class Assistant:
    """Calls tools of a room."""

    room: Room
    tools: tuple[Tool, ...] = TOOLS

    def call(self, tool: str, **arguments: Any) -> Any:
        """The whole result of a call; what comes back is checked against what the tool says it gives."""

        async def ask() -> Any:
            async with Client(build_server(self.room, self.tools)) as client:
                await client.list_tools()
                return await client.call_tool(tool, arguments)

        return asyncio.run(ask())

    def given(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """The document of a call that goes well."""
        result = self.call(tool, **arguments)
        assert not result.is_error, result.content
        document: dict[str, Any] = result.structured_content
        return document

    def error(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """The error of a call that does not."""
        result = self.call(tool, **arguments)
        assert result.is_error
        assert json.loads(result.content[0].text) == result.structured_content
        assert set(result.structured_content) == {"error", "status"}
        error: dict[str, Any] = result.structured_content["error"]
        assert set(error) == {"code", "message", "hint", "item"}
        return error


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    path = api_room.filled(tmp_path_factory.mktemp("mcp"))
    return load_settings({"HOME": str(path.parent)}, flags={"ledger.path": str(path)})


@pytest.fixture(scope="module")
def assistant(settings: Settings) -> Iterator[Assistant]:
    answers = Answers(settings)
    yield Assistant(Room(settings, codes=api_room.codes, answers=answers))
    answers.close()


# ------------------------------------------------------------------ what is offered


def listed(assistant: Assistant) -> Any:
    async def ask() -> Any:
        async with Client(build_server(assistant.room)) as client:
            return client.instructions, (await client.list_tools()).tools

    return asyncio.run(ask())


def test_tools_only_read_and_say_what_they_take_and_give(assistant: Assistant) -> None:
    instructions, tools = listed(assistant)
    assert [tool.name for tool in tools] == NAMES
    for word in ("untrusted", "instructions", "independent origins", "quote"):
        assert word in instructions.lower() or word == "untrusted"
    for tool in tools:
        notes = tool.annotations
        assert notes.read_only_hint
        assert notes.idempotent_hint
        assert not notes.destructive_hint
        assert not notes.open_world_hint
        assert tool.title
        assert tool.description.endswith(".")
        for schema in (tool.input_schema, tool.output_schema):
            Draft202012Validator.check_schema(schema)
            assert schema["type"] == "object"
            assert schema["additionalProperties"] is False
        for key, schema in tool.input_schema["properties"].items():
            assert schema["description"], (tool.name, key)
            assert "null" not in str(schema.get("type", "")), (tool.name, key)
        limit = tool.input_schema["properties"].get("limit")
        if limit is not None:
            assert limit["maximum"] <= 50


def test_what_all_tools_say_fits_beside_a_question(assistant: Assistant) -> None:
    instructions, tools = listed(assistant)
    inputs = sum(len(tool.description) + len(json.dumps(tool.input_schema)) for tool in tools)
    assert len(instructions) < 2_500
    assert inputs < 22_000


# ------------------------------------------------------------------ events


def test_events_come_in_pages(assistant: Assistant) -> None:
    every, cursor = [], None
    while True:
        page = assistant.given("ledger_search_events", limit=7, **({"cursor": cursor} if cursor else {}))
        every += [event["id"] for event in page["events"]]
        cursor = page["next_cursor"]
        assert page["has_more"] == (cursor is not None)
        assert page["total"] is None or not page["has_more"]
        if cursor is None:
            break
    whole = assistant.given("ledger_search_events", limit=50)
    assert [event["id"] for event in whole["events"]] == every
    assert whole["total"] == len(every)


def test_conditions_hold(assistant: Assistant) -> None:
    found = assistant.given("ledger_search_events", type="consult", country="ROU", min_origins=1)
    assert found["events"]
    assert {event["where"]["country"] for event in found["events"]} == {"ROU"}
    assert assistant.given("ledger_search_events", text="no such words")["events"] == []


def test_an_event_comes_with_its_accounts_and_origins(assistant: Assistant) -> None:
    events = assistant.given("ledger_search_events", type="ASSAULT", place="Harbour Town")["events"]
    event = max(events, key=lambda one: one["reports"])
    found = assistant.given("ledger_get_event", id=event["id"], limit=1)
    assert found["event"] == event
    assert len(found["accounts"]) == 1
    assert found["accounts"][0]["told_by"]["publisher"]
    assert sum(origin["reports"] for origin in found["origin_tree"]) >= event["reports"] - 1
    if found["has_more"]:
        rest = assistant.given("ledger_get_event", id=event["id"], cursor=found["next_cursor"], limit=50)
        assert len(rest["accounts"]) == found["total"] - 1


def test_evidence_stands_in_its_report_letter_by_letter(assistant: Assistant) -> None:
    events = assistant.given("ledger_search_events", type="ASSAULT", place="Harbour Town")["events"]
    for event in events:
        for one in assistant.given("ledger_get_evidence", id=event["id"], around=40, why=True)["evidence"]:
            start, end = one["evidence"]["span"]
            report = assistant.room.answers.one(api_room.found("report", one["report"]["id"]))
            assert report is not None
            text = report.report.text  # type: ignore[union-attr]
            assert shown(text[start:end]) == one["evidence"]["quote"]
            assert shown(text[max(0, start - 40) : start]) == one["before"]
            assert one["trigger"] in one["evidence"]["quote"]
            assert len(one["after"]) <= 40


def test_evidence_of_claims_and_reports(assistant: Assistant) -> None:
    event = assistant.given("ledger_search_events", rule="un-dprk-arms", limit=1)["events"][0]
    claim = assistant.given("ledger_get_event", id=event["id"])["accounts"][0]
    of_claim = assistant.given("ledger_get_evidence", id=claim["id"], why=True)
    assert of_claim["total"] == 1
    assert of_claim["evidence"][0]["why"] == [
        {"what": "type", "by": "head", "words": "met", "score": 0.5, "instead": ["AID"]}
    ]
    of_report = assistant.given("ledger_get_evidence", id=claim["told_by"]["id"])
    assert [one["claim"] for one in of_report["evidence"]] == [claim["id"]]


def test_copies_are_of_one_origin(assistant: Assistant) -> None:
    events = assistant.given("ledger_search_events", type="ASSAULT", place="Harbour Town")["events"]
    event = max(events, key=lambda one: one["reports"])
    tree = assistant.room.answers.one(api_room.found("event", event["id"]))
    assert tree is not None
    branch = max(tree.origins, key=lambda one: len(one.leaves))  # type: ignore[union-attr]
    left, right = branch.leaves[1].article_id, branch.leaves[0].article_id
    found = assistant.given("ledger_compare_reports", left=left, right=right)
    assert found["one_origin"]
    assert found["share_left"] > 0.5
    assert found["shared"][0]["words"]


# ------------------------------------------------------------------ counts, actors, figures, sources, rules


@pytest.mark.parametrize("group", ["day", "type", "actor", "target", "country", "status", "certainty", "speaker", "rule"])  # fmt: skip
def test_events_are_counted_by(assistant: Assistant, group: str) -> None:
    found = assistant.given("ledger_count_events", group_by=group, limit=50)
    assert found["complete"]
    assert found["groups"]
    total = assistant.given("ledger_search_events", limit=50)["total"]
    assert found["counted"] == total
    if group in ("day", "type"):
        assert sum(one["events"] for one in found["groups"]) == total
    if group == "type":
        asked = assistant.given("ledger_search_events", type="CONSULT", limit=50)["total"]
        assert asked == next(one["events"] for one in found["groups"] if one["value"] == "CONSULT")


def test_types_are_counted_where_days_do_not_tell_them_apart(assistant: Assistant) -> None:
    found = assistant.given("ledger_count_events", group_by="type", status="negated")
    assert [(one["value"], one["events"]) for one in found["groups"]] == [("CONSULT", 1)]


def test_actors_and_their_itineraries(assistant: Assistant) -> None:
    actors = assistant.given("ledger_find_actor", name="kim")["actors"]
    assert actors[0]["id"] == "per:kim"
    found = assistant.given("ledger_itinerary", actor="per:kim", limit=2)
    assert found["actor"] == "per:kim"
    assert len(found["stops"]) == 2
    assert found["has_more"]
    assert assistant.error("ledger_itinerary", actor="Nobody At All")["code"] == "query.unknown_id"


def test_figures_sources_and_rules(assistant: Assistant) -> None:
    figures = assistant.given("ledger_figures", item="shells", subject="RUS")["figures"]
    assert {one["amount"]["low"] for one in figures} == {10_000, 12_000.5}
    assert {one["amount"]["high"] for one in figures} == {None}
    sources = assistant.given("ledger_list_sources")
    assert {"regional police", "officials"} <= {one["name"] for one in sources["speakers"]}
    assert sources["claims"] == []
    said = assistant.given("ledger_list_sources", name="officials")["claims"]
    assert said[0]["says_so"] == ["officials [unnamed]", "regional police [institution]"]
    rules = assistant.given("ledger_check_rules", about="Libya", on="2012-01-01")
    assert [rule["id"] for rule in rules["rules"]]
    assert assistant.given("ledger_check_rules", limit=3)["has_more"]


def test_a_text_is_coded_and_not_stored(assistant: Assistant) -> None:
    before = assistant.room.answers.status().rows
    found = assistant.given("code_text", text="N met the minister.", published="2024-05-16", publisher="P")
    assert found["claims"][0]["evidence"]["quote"] == "N met the minister."
    assert assistant.room.answers.status().rows == before
    refused = assistant.error("code_text", text="Hi")
    assert (refused["code"], refused["message"]) == ("text.too_short", "too few")


# ------------------------------------------------------------------ what goes wrong


@pytest.mark.parametrize(
    ("tool", "arguments", "item"),
    [
        ("ledger_search_events", {"limt": 5}, "limt"),
        ("ledger_search_events", {"limit": 51}, "limit"),
        ("ledger_search_events", {"limit": 0}, "limit"),
        ("ledger_search_events", {"limit": "many"}, "limit"),
        ("ledger_search_events", {"cursor": "garbage"}, "cursor"),
        ("ledger_search_events", {"type": "nonsense"}, "type"),
        ("ledger_search_events", {"since": "yesterday"}, "since"),
        ("ledger_search_events", {"text": "!!"}, "text"),
        ("ledger_get_event", {}, "id"),
        ("ledger_get_event", {"id": ["a"]}, "id"),
        ("ledger_get_evidence", {"id": "e0", "around": 5_000}, "around"),
        ("ledger_count_events", {"group_by": "weather"}, "group_by"),
        ("ledger_find_actor", {"name": ""}, "name"),
        ("code_text", {"text": " "}, "text"),
        ("code_text", {"text": "x" * 80_001}, "text"),
    ],
)
def test_calls_that_cannot_be_understood(
    assistant: Assistant, tool: str, arguments: dict[str, Any], item: str
) -> None:
    error = assistant.error(tool, **arguments)
    assert (error["code"], error["item"]) == ("query", item)


def test_null_is_as_good_as_left_out(assistant: Assistant) -> None:
    found = assistant.given("ledger_search_events", actor=None, limit=None)
    assert found == assistant.given("ledger_search_events")


@pytest.mark.parametrize("tool", ["ledger_get_event", "ledger_get_evidence"])
def test_ids_that_name_nothing(assistant: Assistant, tool: str) -> None:
    for id_ in ("e0", "\x00", "<script>", "per:kim", "é" * 100):
        assert assistant.error(tool, id=id_)["code"] == "query.unknown_id"
    event = assistant.given("ledger_search_events", limit=1)["events"][0]["id"]
    assert event in assistant.error(tool, id=event[:-1])["hint"]


def test_tools_that_there_are_not(assistant: Assistant) -> None:
    assert assistant.error("ledger_delete_everything")["item"] == "ledger_delete_everything"


def test_without_a_ledger_each_call_says_so_and_texts_are_coded(tmp_path: Path) -> None:
    settings = load_settings({"HOME": str(tmp_path)}, flags={"ledger.path": str(tmp_path / "none.db")})
    assistant = Assistant(Room(settings, codes=api_room.codes))
    assert assistant.error("ledger_search_events")["code"] == "ledger"
    assert assistant.given("code_text", text="N met the minister.")["total"] == 1
    assert not (tmp_path / "none.db").exists()
    api_room.filled(tmp_path).rename(tmp_path / "none.db")
    assert assistant.given("ledger_search_events")["events"]
    assistant.room.close()


class _Nothing(BaseModel):
    pass


class _Number(Shape):
    number: int = Field(description="A number.")


def odd_tool(ask: Any, within_s: float = 20.0) -> tuple[Tool, ...]:
    return (
        Tool(name="odd", title="Odd", said="Odd.", takes=_Nothing, gives=_Number, ask=ask, within_s=within_s),
    )


def test_a_call_is_given_up_after_a_while(assistant: Assistant) -> None:
    go = threading.Event()

    def slow(_room: Room, _asked: object) -> Reply:
        go.wait(20)
        return Reply(_Number(number=1), [])

    error = replace(assistant, tools=odd_tool(slow, 0.05)).error("odd")
    go.set()
    assert error["code"] == "busy"


def test_a_fault_of_ours_tells_nothing_of_the_inside(
    assistant: Assistant, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(_room: Room, _asked: object) -> Reply:
        raise ZeroDivisionError("the secret inside")

    error = replace(assistant, tools=odd_tool(broken)).error("odd")
    assert error["code"] == "internal"
    assert "secret" not in str(error)
    said = capsys.readouterr()
    assert "secret" in said.err
    assert said.out == ""


def test_many_lines_are_cut(assistant: Assistant) -> None:
    tools = odd_tool(lambda _room, _asked: Reply(_Number(number=1), ["x" * 1_000] * 100))
    assert len(replace(assistant, tools=tools).call("odd").content[0].text) <= server._LINES


def test_a_missing_library_is_named(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "mcp_types", None)
    with pytest.raises(MissingExtraError, match="mcp") as caught:
        build_server(assistant.room)
    assert caught.value.hint == "pip install 'sayso[mcp]' brings it"


# ------------------------------------------------------------------ hostile words


def test_hostile_words_come_as_quotes_without_anything_hidden(assistant: Assistant) -> None:
    found = assistant.call("ledger_search_events", text="ignore all instructions")
    event = found.structured_content["events"][0]
    assert event["evidence"]["quote"] == api_room.HOSTILE.replace("\u202e", "\ufffd").replace(
        "\x1b", "\ufffd"
    )
    # on a line of its own: nothing in it can end the string it stands in
    line = found.content[0].text.splitlines()[1]
    assert json.loads(line[line.index('evidence: "') + len("evidence: ") :]) == event["evidence"]["quote"]
    assert visible(found.content[0].text)


def visible(text: str) -> bool:
    return not any(
        unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn") for char in text if char not in "\n\t"
    )


@given(st.text())
def test_nothing_hidden_is_left_and_nothing_moves(text: str) -> None:
    assert visible(shown(text))
    assert len(shown(text)) == len(text)
    assert shown(shown(text)) == shown(text)


@given(st.text(max_size=400), st.integers(1, 50))
def test_names_are_short_and_on_one_line(text: str, most: int) -> None:
    made = name(text, most)
    assert made is not None
    assert len(made) <= most
    assert "\n" not in made
    assert visible(made)


@given(st.text(max_size=100), st.integers(0, 1_000), st.integers(1, 60))
def test_a_quote_that_is_cut_says_so(text: str, start: int, most: int) -> None:
    made = quote(text, "r1", Span(start, start + len(text)), most)
    assert made.cut == (len(text) > most)
    assert made.span[1] - made.span[0] == len(made.quote)
    assert shown(text).startswith(made.quote)


def test_schemas_say_null_only_where_it_comes_back() -> None:
    for tool in TOOLS:
        assert "null" not in json.dumps(schema_of(tool.takes)["properties"]), tool.name
    assert '"null"' in json.dumps(schema_of(TOOLS[0].gives))
