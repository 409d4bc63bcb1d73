"""The server: tools as the Model Context Protocol has them, over stdin and stdout."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import anyio
from anyio import to_thread
from pydantic import BaseModel, ValidationError

import sayso
from sayso.engine.pipeline import attempt
from sayso.errors import BusyError, MissingExtraError, QueryError, SaysoError, cut
from sayso.faces.api.strict import check_names
from sayso.faces.exits import error_body
from sayso.faces.mcp.shapes import schema_of
from sayso.faces.mcp.tool import Reply, Room, Tool
from sayso.faces.mcp.tools import TOOLS
from sayso.faces.mcp.words import INSTRUCTIONS
from sayso.records import Refusal

if TYPE_CHECKING:
    from mcp.server import Server
    from mcp_types import CallToolResult

__all__ = ["answered", "build_server", "run"]

#: Calls at a time. The ledger has as many connections; an assistant seldom asks more than two things at once.
_AT_ONCE = 4
#: Characters of the lines that come with a document.
_LINES = 12_000


def build_server(room: Room, tools: tuple[Tool, ...] = TOOLS) -> Server[Any]:  # `Any`: it keeps no state
    """The server over a room.

    Raises:
        MissingExtraError: the library of the protocol is not installed.
    """
    types, server_class = _library()
    by_name = {tool.name: tool for tool in tools}
    places = anyio.CapacityLimiter(_AT_ONCE)
    listed = [_listed(types, tool) for tool in tools]

    async def list_tools(_context: object, _params: object) -> object:
        return types.ListToolsResult(tools=listed)

    async def call_tool(_context: object, params: Any) -> object:  # `Any`: of a library that may be missing
        tool = by_name.get(params.name)
        if tool is None:
            near = ", ".join(by_name)
            return _failed(
                types, QueryError(f"no tool {cut(params.name)}", item=params.name, hint=f"there are {near}")
            )
        act = partial(answered, room, tool, params.arguments or {})
        try:
            with anyio.fail_after(tool.within_s):
                # a thread cannot be stopped; it ends by itself, since every question is of bounded time
                reply = await to_thread.run_sync(act, abandon_on_cancel=True, limiter=places)
        except TimeoutError:
            return _failed(types, BusyError(f"took longer than {tool.within_s:g} s", hint="ask for less"))
        return _failed(types, reply) if isinstance(reply, SaysoError) else _given(types, reply)

    made: Server[Any] = server_class(
        "sayso",
        version=sayso.__version__,
        title="sayso",
        instructions=INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )
    return made


def _library() -> tuple[Any, Any]:
    """The protocol's types and its server; `Any` because both may be missing."""
    try:
        import mcp_types as types  # noqa: PLC0415  an optional extra
        from mcp.server import Server as server_class  # noqa: PLC0415, N813  as above
    except ModuleNotFoundError as error:
        if error.name not in ("mcp", "mcp_types"):
            raise
        raise MissingExtraError(
            "this needs mcp, which is not installed", item="mcp", hint="pip install 'sayso[mcp]' brings it"
        ) from error
    return types, server_class


def _listed(types: Any, tool: Tool) -> Any:  # `Any`: as above
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.said,
        input_schema=schema_of(tool.takes),
        output_schema=schema_of(tool.gives),
        annotations=types.ToolAnnotations(
            title=tool.title,
            read_only_hint=True,
            destructive_hint=False,
            idempotent_hint=True,
            open_world_hint=False,
        ),
    )


def answered(room: Room, tool: Tool, arguments: Mapping[str, object]) -> Reply | SaysoError:
    """What a tool gives, or what is wrong with the call."""
    done = attempt("engine", tool.name, partial(_asked, room, tool, arguments))
    if isinstance(done, Refusal):
        # what happened inside is for whoever runs the server, and not for an assistant
        sys.stderr.write(f"{tool.name}: {done.reason}\n")
        return SaysoError(
            "something in sayso is broken", hint="the server's stderr tells what; please report it"
        )
    return done


def _asked(room: Room, tool: Tool, arguments: Mapping[str, object]) -> Reply | SaysoError:
    try:
        return tool.ask(room, _fitted(tool.takes, arguments))
    except SaysoError as error:
        return error


def _fitted(takes: type[BaseModel], arguments: Mapping[str, object]) -> BaseModel:
    """The arguments as what a tool takes. Null is as good as left out, as some assistants send it.

    Raises:
        QueryError: one is unknown or missing, or does not fit.
    """
    given = {key: value for key, value in arguments.items() if value is not None}
    check_names(given, takes.model_fields)
    try:
        return takes.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        item = ".".join(map(str, first["loc"])) or "arguments"
        said = first["msg"].removeprefix("Value error, ")
        wrong = "missing" if first["type"] == "missing" else cut(first["input"])
        raise QueryError(f"{item} is {wrong}", item=item, hint=said[:1].lower() + said[1:]) from None


def _given(types: Any, reply: Reply) -> CallToolResult:  # `Any`: as above
    lines = "\n".join(reply.lines)
    if len(lines) > _LINES:
        lines = lines[: _LINES - 1] + "…"
    result: CallToolResult = types.CallToolResult(
        content=[types.TextContent(type="text", text=lines)],
        structured_content=reply.document.model_dump(mode="json"),
    )
    return result


def _failed(types: Any, error: SaysoError) -> CallToolResult:  # `Any`: as above
    body = error_body(error)
    result: CallToolResult = types.CallToolResult(
        content=[types.TextContent(type="text", text=json.dumps(body, ensure_ascii=False))],
        structured_content=body,
        is_error=True,
    )
    return result


def run(room: Room, *, build: Callable[[Room], Server[Any]] = build_server) -> None:
    """Serve over stdin and stdout until the other side closes them. Nothing else is written to stdout.

    Raises:
        MissingExtraError: the library of the protocol is not installed.
    """
    server = build(room)
    from mcp.server.stdio import stdio_server  # noqa: PLC0415  an optional extra, which is there by now

    async def serve() -> None:
        async with stdio_server() as (reading, writing):
            await server.run(reading, writing, server.create_initialization_options())

    try:
        anyio.run(serve)
    finally:
        room.close()
