"""How many, who says what, and which embargoes there are."""

from __future__ import annotations

from pydantic import Field

from sayso.engine.rules import Rule, ask_rules
from sayso.faces.api.asking import Asked, Day, FigureConditions, SpeakerConditions
from sayso.faces.mcp.briefs import ClaimBrief, FigureBrief, claim_brief, figure_brief
from sayso.faces.mcp.quoting import name
from sayso.faces.mcp.shapes import Shape
from sayso.faces.mcp.tool import LIMIT, MOST, Reply, Room, Tool
from sayso.faces.mcp.tools.events import claim_line
from sayso.ledger import SaidClaim, SpeakerCounts

__all__ = ["FIGURES", "RULES", "SOURCES"]

#: Claims of a named speaker that are given, and accounts that confirm or deny each.
_CLAIMS, _ECHOES = 10, 3
#: Exceptions and texts of a rule that are given.
_TEXTS = 6


# ------------------------------------------------------------------ figures


class FiguresAsked(FigureConditions):
    """Which figures."""

    limit: int = Field(default=LIMIT, ge=1, le=MOST, description="Figures at most, the latest.")


class FiguresFound(Shape):
    """Figures, series by series, each in the order of time."""

    figures: list[FigureBrief] = Field(description="The figures.")
    may_have_more: bool = Field(description="Whether as many were given as were asked for.")


def _figures(room: Room, asked: FiguresAsked) -> Reply:
    series = room.answers.figures(asked.query())
    figures = [figure_brief(one, point) for one in series for point in one.points]
    document = FiguresFound(figures=figures[: asked.limit], may_have_more=len(figures) >= asked.limit)
    return Reply(document, [_figure_line(one) for one in document.figures] or ["No such figures."])


def _figure_line(one: FigureBrief) -> str:
    whose = one.subject.name if one.subject else "nobody named"
    differs = f"; differs from {', '.join(one.differs)}" if one.differs else ""
    said = ", ".join(one.said_by) or "the report itself"
    when = one.earliest if one.earliest == one.latest else f"{one.earliest or '?'} to {one.latest or '?'}"
    return (
        f"{one.claim}: {whose}, {one.measure} of {one.item}: {one.amount.words} ({when}); says {said}; "
        f"{one.origins} origins{differs}"
    )


FIGURES = Tool(
    name="ledger_figures",
    title="Get figures",
    said="How many, how much: amounts with their bounds, for which days, who gives them, and which "
    "contradict one another. A bound that is null is not stated.",
    takes=FiguresAsked,
    gives=FiguresFound,
    ask=_figures,
)


# ------------------------------------------------------------------ sources


class SourcesAsked(SpeakerConditions):
    """Which speakers; with a name also what they say."""

    limit: int = Field(default=LIMIT, ge=1, le=MOST, description="Speakers at most.")


class SpeakerBrief(Shape):
    """A speaker and how he speaks."""

    name: str = Field(description="The speaker's name.")
    kind: str = Field(description="person, institution, outlet, unnamed, collective or document.")
    country: str | None = Field(description="ISO 3166 alpha-3.")
    claims: int = Field(description="How many claims.")
    alone: float | None = Field(description="Share of them that no other independent origin tells.")
    certain: int = Field(description="Claims he is certain of.")
    hedged: int = Field(description="Claims he hedges.")
    denied: int = Field(description="Claims that something is not so.")
    first_published: str | None = Field(description="First day.")
    last_published: str | None = Field(description="Last day.")


class SaidBrief(ClaimBrief):
    """What a speaker says, and who says the same or the contrary."""

    event: str | None = Field(description="Identifier of the event.")
    published: str | None = Field(description="Day of publication.")
    confirmed_by: list[str] = Field(description="Independent accounts that say the same: on whose word.")
    denied_by: list[str] = Field(description="Accounts that say it is not so: on whose word.")


class SourcesFound(Shape):
    """Speakers, most claims first; with a name their latest claims."""

    speakers: list[SpeakerBrief] = Field(description="The speakers.")
    has_more: bool = Field(description="Whether there are more.")
    claims: list[SaidBrief] = Field(description="What the named speakers say, latest first.")
    total_claims: int = Field(description="Claims of these days, whoever says so.")
    own_voice: int = Field(description="Those of them that reports make in their own voice.")


def _sources(room: Room, asked: SourcesAsked) -> Reply:
    query = asked.model_copy(update={"limit": asked.limit + 1}).query()
    found = room.answers.speakers(query)
    said = []
    if asked.name is not None:
        said = room.answers.said_by(asked.model_copy(update={"limit": _CLAIMS}).query())
    document = SourcesFound(
        speakers=[_speaker(one) for one in found.speakers[: asked.limit]],
        has_more=len(found.speakers) > asked.limit,
        claims=[_said(one) for one in said],
        total_claims=found.voices.claims,
        own_voice=found.voices.own_voice,
    )
    lines = [
        f"{one.name} [{one.kind}]: {one.claims} claims"
        + ("" if one.alone is None else f", {one.alone:.0%} of them told by no other origin")
        for one in document.speakers
    ]
    return Reply(document, [*(lines or ["No such speaker."]), *map(claim_line, document.claims)])


def _speaker(counts: SpeakerCounts) -> SpeakerBrief:
    return SpeakerBrief(
        name=name(counts.name) or "",
        kind=counts.kind.value,
        country=counts.country,
        claims=counts.claims,
        alone=counts.alone,
        certain=counts.certain,
        hedged=counts.hedged,
        denied=counts.denied,
        first_published=counts.first,
        last_published=counts.last,
    )


def _said(said: SaidClaim) -> SaidBrief:
    return SaidBrief(
        **claim_brief(said.claim).model_dump(),
        event=said.event_id,
        published=said.published,
        confirmed_by=[f"{name(echo.who)} ({echo.claim_id})" for echo in said.confirmed_by[:_ECHOES]],
        denied_by=[f"{name(echo.who)} ({echo.claim_id})" for echo in said.denied_by[:_ECHOES]],
    )


SOURCES = Tool(
    name="ledger_list_sources",
    title="List sources",
    said="Who is quoted, how often, how often alone, how surely. With a name also what that speaker says, "
    "and who confirms or denies it. In a large ledger ask for fewer days, a kind or a name.",
    takes=SourcesAsked,
    gives=SourcesFound,
    ask=_sources,
)


# ------------------------------------------------------------------ rules


class RulesAsked(Asked):
    """Which rules."""

    about: str | None = Field(
        default=None,
        max_length=200,
        description="A country (name or ISO 3166 code), a rule, a regime or a group.",
    )
    on: Day | None = Field(default=None, description="Only rules that stand on that day (YYYY-MM-DD).")
    limit: int = Field(default=LIMIT, ge=1, le=MOST, description="Rules at most.")


class RuleBrief(Shape):
    """One embargo or sanctions regime."""

    id: str = Field(description="Its identifier; give it as `rule` of a search.")
    name: str = Field(description="Its name.")
    issuer: str = Field(description="Whose it is.")
    target: list[str] = Field(description="Countries and groups it is on.")
    direction: list[str] = Field(description="Which way of trade, seen from the target.")
    covers: list[str] = Field(description="What it covers.")
    start: str = Field(description="Since when.")
    end: str | None = Field(description="Until when.")
    texts: list[str] = Field(description="The texts it rests on.")
    exceptions: list[str] = Field(description="What it does not cover.")
    note: str | None = Field(description="What else there is to say.")
    to_be_verified: bool = Field(description="Whether its days are not certain.")


class RulesFound(Shape):
    """Rules. Facts in data, no legal advice."""

    rules: list[RuleBrief] = Field(description="The rules.")
    has_more: bool = Field(description="Whether there are more.")
    free: list[str] = Field(description="Embargoes that one might think of, and that do not exist.")


def _rules(room: Room, asked: RulesAsked) -> Reply:
    answer = ask_rules(room.settings, asked.about, on=asked.on)
    some = [_rule(rule) for rule in answer.rules[: asked.limit]]
    document = RulesFound(
        rules=some,
        has_more=len(answer.rules) > len(some),
        free=[f"no arms embargo of the {f.issuer} on {f.name}: {f.note}" for f in answer.free],
    )
    lines = [f"{one.id}: {one.name} ({one.issuer}), since {one.start}" for one in some]
    return Reply(document, [*document.free, *lines] or ["No such rule."])


def _rule(rule: Rule) -> RuleBrief:
    return RuleBrief(
        id=rule.rule_id,
        name=rule.name,
        issuer=rule.issuer,
        target=[*rule.target, *sorted(rule.groups)],
        direction=sorted(rule.direction),
        covers=sorted(rule.covers),
        start=rule.start.isoformat(),
        end=rule.end.isoformat() if rule.end else None,
        texts=[f"{r.number} ({r.on.isoformat()}): {r.does}" for r in rule.resolutions[:_TEXTS]],
        exceptions=[e.note for e in rule.exceptions[:_TEXTS]],
        note=rule.note,
        to_be_verified=rule.verify,
    )


RULES = Tool(
    name="ledger_check_rules",
    title="Check rules",
    said="Embargoes and sanctions regimes that claims are flagged with, on a country or a day. Facts in "
    "data, no legal advice. Events that touch one are found with `rule` of ledger_search_events.",
    takes=RulesAsked,
    gives=RulesFound,
    ask=_rules,
)
