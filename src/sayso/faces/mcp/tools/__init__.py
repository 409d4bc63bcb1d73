"""The tools, in the order in which they are listed."""

from sayso.faces.mcp.tool import Tool
from sayso.faces.mcp.tools import actors, coding, counting, events, sources

__all__ = ["TOOLS"]

TOOLS: tuple[Tool, ...] = (
    events.SEARCH,
    events.GET,
    events.EVIDENCE,
    events.COMPARE,
    counting.COUNT,
    actors.FIND,
    actors.ITINERARY,
    sources.FIGURES,
    sources.SOURCES,
    sources.RULES,
    coding.CODE,
)
