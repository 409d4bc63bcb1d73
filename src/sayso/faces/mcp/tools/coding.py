"""Coding a text that is given."""

from __future__ import annotations

from pydantic import Field

from sayso.errors import QueryError
from sayso.faces.api.asking import Asked, Day
from sayso.faces.mcp.briefs import ClaimBrief, claim_brief
from sayso.faces.mcp.shapes import Shape
from sayso.faces.mcp.tool import MOST, Reply, Room, Tool
from sayso.faces.mcp.tools.events import claim_line

__all__ = ["CODE"]

#: Characters of a text. More is not read of one report unless `reader.report_chars` says so.
_CHARS = 80_000


class CodeAsked(Asked):
    """A text."""

    text: str = Field(min_length=1, max_length=_CHARS, description="An English news text.")
    published: Day | None = Field(
        default=None, description="Its day of publication (YYYY-MM-DD); without it `on Monday` gets no date."
    )
    publisher: str | None = Field(default=None, max_length=300, description="Who publishes it.")
    title: str | None = Field(default=None, max_length=2_000, description="Its headline.")
    limit: int = Field(default=MOST, ge=1, le=MOST, description="Claims at most.")


class Coded(Shape):
    """The claims of a text. Nothing was stored."""

    report: str = Field(description="Identifier that the report would have.")
    claims: list[ClaimBrief] = Field(description="The claims, in the order of the text.")
    has_more: bool = Field(description="Whether there are more.")
    total: int = Field(description="How many there are.")


def _code(room: Room, asked: CodeAsked) -> Reply:
    if not asked.text.strip():
        raise QueryError("text is empty", item="text", hint="give an English news text")
    given = asked.model_dump(mode="json", exclude_none=True, exclude={"limit"})
    coded = room.codes(given)
    claims = [claim_brief(claim) for claim in coded.claims[: asked.limit]]
    document = Coded(
        report=coded.article.article_id,
        claims=claims,
        has_more=len(coded.claims) > len(claims),
        total=len(coded.claims),
    )
    return Reply(document, [f"{document.total} claims; nothing was stored.", *map(claim_line, claims)])


CODE = Tool(
    name="code_text",
    title="Code a text",
    said="Reads one news text and gives what it claims: who did what to whom, where, when, how many, how "
    "sure, who says so, each with the words it rests on. Nothing is stored and nothing fetched. A long "
    "text takes up to a minute.",
    takes=CodeAsked,
    gives=Coded,
    ask=_code,
    within_s=120.0,
)
