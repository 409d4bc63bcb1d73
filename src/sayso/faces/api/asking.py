"""What can be asked: the parameters of operations, with their documentation, and the questions they make."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, ClassVar

from fastapi import Path
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from sayso.engine.answers import MOST, Turn
from sayso.engine.figures import FigureQuery
from sayso.engine.offices import OfficeQuery
from sayso.engine.partners import MOST_NODES
from sayso.errors import REFUSAL_CODES, QueryError
from sayso.faces.api.cursors import Way, cursor_way
from sayso.ledger import TYPES, ActorQuery, EventQuery, SpeakerQuery
from sayso.records import ClaimKind, Measure, Modality, SpeakerKind, Status

__all__ = [
    "ActorWords",
    "Asked",
    "CompareAsked",
    "Day",
    "EventConditions",
    "EventsAsked",
    "FigureConditions",
    "Id",
    "ItineraryAsked",
    "OfficeConditions",
    "PageAsked",
    "PartnersAsked",
    "RefusalsAsked",
    "ReportsAsked",
    "RulesAsked",
    "SaidConditions",
    "SpeakerConditions",
    "Whole",
]

Id = Annotated[
    str,
    Path(
        min_length=1,
        max_length=300,
        description="The whole identifier, percent-encoded: those of actors hold `:`, and some hold spaces.",
    ),
]


def _day(value: object) -> object:
    """A day as ISO 8601 writes it: nothing that could be a number of seconds."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            raise ValueError("write a day as in 2024-05-16") from None
    return value


def _whole(value: object) -> object:
    """A number in plain digits: Python takes underscores, blanks and digits of every script as well."""
    if isinstance(value, str) and not (value.isascii() and value.isdecimal() and len(value) <= 18):
        raise ValueError("write a whole number in digits")
    return value


Day = Annotated[date, BeforeValidator(_day)]
Whole = Annotated[int, BeforeValidator(_whole)]


def _asked(description: str, *examples: object, **how: Any) -> Any:
    """A condition that may be left out. `Any`: a default stands where values of its type are declared."""
    return Field(default=None, description=description, examples=list(examples), **how)


def _words(kind: Any) -> dict[str, Any]:
    """The values that can be asked for; what is none of them is answered with the nearest."""
    return {"json_schema_extra": {"enum": [str(value) for value in kind]}}


class Asked(BaseModel):
    """Base of all parameters."""

    model_config: ClassVar[ConfigDict] = ConfigDict(extra="forbid")


# ------------------------------------------------------------------ events


class EventConditions(Asked):
    """Conditions on events. An event is found if one of its accounts meets all of them."""

    actor: str | None = _asked(
        "Who acts: an identifier, a name or words of one, or a country.", "PRK", "per:kim-jong-un"
    )
    target: str | None = _asked("To whom, or the other side of a mutual act; as `actor`.", "RUS")
    who: str | None = _asked("Somebody in any role; as `actor`.", "NOR")
    kind: str | None = _asked("Acts or amounts.", "event", **_words(ClaimKind))
    type: str | None = _asked("PLOVER's type, in any case.", "CONSULT", **_words(TYPES))
    place: str | None = _asked("An identifier, a name or words of one, or a province.", "Constanta")
    country: str | None = _asked("Country of the place, ISO 3166 alpha-3.", "ROU", max_length=40)
    since: Day | None = _asked(
        "First day; what has no resolved time counts by its publication.", "2024-05-01"
    )
    until: Day | None = _asked("Last day.", "2024-05-31")
    status: str | None = _asked("Where the act stands in the world.", "happened", **_words(Status))
    certainty: str | None = _asked("How sure the speaker is.", "certain", **_words(Modality))
    speaker: str | None = _asked("Words of the name of somebody in the chain of who says so.", "Kremlin")
    min_origins: Whole = Field(
        default=1, ge=1, le=1_000_000, description="Independent origins at least.", examples=[2]
    )
    rule: str | None = _asked("A rule that an account touches; `/v1/rules` lists them.", "un-dprk-arms")
    text: str | None = _asked('Words, or a "phrase" in quotes, that stand in one sentence.', "drifting mines")

    def query(self) -> EventQuery:
        """The question.

        Raises:
            QueryError: a value cannot be asked for.
        """
        return EventQuery(**{name: getattr(self, name) for name in EventConditions.model_fields})


class PageAsked(Asked):
    """Which page of a list."""

    limit: Whole = Field(default=50, ge=1, le=MOST, description="Things on a page.", examples=[20])
    cursor: str | None = _asked("`next` or `prev` of a page before; leave it out to begin.", max_length=600)


class EventsAsked(EventConditions):
    """Conditions on events, and which page of them."""

    limit: Whole = Field(
        default=50,
        ge=1,
        le=MOST,
        description="Events on a page; in a stream, events at most, and all of them if it is left out.",
        examples=[20],
    )
    cursor: str | None = _asked("`next` or `prev` of a page before; leave it out to begin.", max_length=600)

    def turn(self) -> Turn:
        """The page.

        Raises:
            QueryError: the cursor is none.
        """
        if self.cursor is None:
            return Turn(n=self.limit)
        way, place = cursor_way(self.cursor)
        older = way is Way.NEXT
        return Turn(n=self.limit, older=place if older else None, newer=None if older else place)


# ------------------------------------------------------------------ other lists


class ReportsAsked(PageAsked):
    """Conditions on reports, and which page of them."""

    run: str | None = _asked("Read in one run: its identifier.")
    publisher: str | None = _asked("By one publisher, as written.", "Example Wire")


class RefusalsAsked(PageAsked):
    """Conditions on refusals, and which page of them."""

    run: str | None = _asked("In one run: its identifier.")
    code: str | None = _asked("Why.", "text.too_short", **_words(REFUSAL_CODES))


class ActorWords(Asked):
    """Which actors."""

    q: str = Field(description="Words of a name, or its beginning.", examples=["Kim"])
    limit: Whole = Field(default=20, ge=1, le=MOST, description="Actors at most.", examples=[5])

    def query(self) -> ActorQuery:
        """The question."""
        return ActorQuery(words=self.q, limit=self.limit)


class ItineraryAsked(Asked):
    """Which part of an itinerary."""

    since: Day | None = _asked("First day; stops of no known day are left out then.", "2024-05-01")
    until: Day | None = _asked("Last day.", "2024-05-31")
    as_of: Day | None = _asked(
        "Only what was published by this day counts; the latest day in the ledger if it is left out.",
        "2024-05-20",
    )


class PartnersAsked(Asked):
    """Which partners."""

    limit: Whole = Field(default=50, ge=1, le=MOST_NODES, description="Partners at most.", examples=[20])
    named: bool = Field(default=False, description="Leave out those who are only described (`soldiers`).")
    edges: bool = Field(default=False, description="Also where partners meet one another.")


class CompareAsked(Asked):
    """Which two reports."""

    left: str = Field(description="Identifier of a report, or its beginning.")
    right: str = Field(description="Identifier of another.")


class FigureConditions(Asked):
    """Which figures."""

    item: str | None = _asked("What is counted; all words must be in it.", "shells")
    subject: str | None = _asked("Whose: a country, an identifier or words of a name.", "RUS")
    measure: str | None = _asked("What it counts.", "use", **_words(Measure))
    since: Day | None = _asked("First day of what the amount is for; else publication counts.", "2024-01-01")
    until: Day | None = _asked("Last day.", "2024-12-31")
    limit: Whole = Field(
        default=50, ge=1, le=1_000, description="Figures at most, the latest ones.", examples=[50]
    )

    def query(self) -> FigureQuery:
        """The question.

        Raises:
            QueryError: a value cannot be asked for.
        """
        return FigureQuery(
            item=self.item,
            subject=self.subject,
            measure=self.measure,
            since=self.since,
            until=self.until,
            limit=self.limit,
        )


class SpeakerConditions(Asked):
    """Which speakers."""

    name: str | None = _asked("Words of a speaker's name.", "Kremlin")
    since: Day | None = _asked("First day of publication.", "2024-01-01")
    until: Day | None = _asked("Last day of publication.", "2024-12-31")
    kind: str | None = _asked("What kind of source.", "institution", **_words(SpeakerKind))
    limit: Whole = Field(default=50, ge=1, le=1_000, description="Speakers at most.", examples=[20])

    def query(self) -> SpeakerQuery:
        """The question.

        Raises:
            QueryError: a value cannot be asked for.
        """
        return SpeakerQuery(
            name=self.name, since=self.since, until=self.until, kind=self.kind, limit=self.limit
        )


class SaidConditions(SpeakerConditions):
    """Whose claims."""

    name: str = Field(description="Words of the speaker's name.", examples=["Kremlin"])
    limit: Whole = Field(default=50, ge=1, le=MOST, description="Claims at most.", examples=[20])


class OfficeConditions(Asked):
    """Which office holders."""

    name: str | None = _asked("Words of a person's name.", "Kim")
    since: Day | None = _asked("First day of publication.", "2024-01-01")
    until: Day | None = _asked("Last day of publication.", "2024-12-31")
    reports: Whole = Field(
        default=2, ge=1, le=1_000_000, description="Reports at least that tell so.", examples=[2]
    )
    limit: Whole = Field(default=MOST, ge=1, le=1_000, description="Holders at most.", examples=[50])

    def query(self) -> OfficeQuery:
        """The question.

        Raises:
            QueryError: a value cannot be asked for.
        """
        return OfficeQuery(
            name=self.name, since=self.since, until=self.until, reports=self.reports, limit=self.limit
        )


class RulesAsked(Asked):
    """Which rules."""

    q: str | None = _asked("A rule, a regime, a group, or a country (name or ISO 3166 code).", "Libya")
    on: Day | None = _asked("Only rules that stand on that day.", "2012-01-01")

    def word(self) -> str | None:
        """What was asked for.

        Raises:
            QueryError: it is empty.
        """
        if self.q is not None and not self.q.strip():
            raise QueryError("q is empty", item="q", hint="leave it out for all rules")
        return self.q
