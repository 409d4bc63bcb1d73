"""The columns of each table: their names, what they hold and what they mean.

One declaration feeds the frames of three libraries and the reference page. Names that `sayso events --format
csv` or `--format parquet` have as well mean the same there.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias

from sayso.classes import dataclass
from sayso.engine.figures import TimeFrom
from sayso.engine.partners import Way
from sayso.engine.presence import StopStatus
from sayso.ledger import TYPES
from sayso.records import (
    ActorKind,
    ClaimKind,
    Grain,
    Measure,
    Modality,
    Nature,
    PlaceKind,
    Polarity,
    SpeakerKind,
    Status,
)

__all__ = [
    "CLAIM_COLUMNS",
    "EDGE_COLUMNS",
    "EVENT_COLUMNS",
    "FIGURE_COLUMNS",
    "LEG_COLUMNS",
    "OFFICE_COLUMNS",
    "PARTNER_COLUMNS",
    "REFUSAL_COLUMNS",
    "RUN_COLUMNS",
    "SAID_COLUMNS",
    "SOURCE_COLUMNS",
    "STOP_COLUMNS",
    "TIE_COLUMNS",
    "Column",
    "Columns",
    "Holds",
]


class Holds(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    TEXTS = "texts"
    CATEGORY = "category"
    DAY = "day"
    INSTANT = "instant"
    COUNT = "count"
    INTEGER = "integer"
    NUMBER = "number"
    FLAG = "flag"
    SPAN = "span"
    SPANS = "spans"


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``values`` are all those that a category can have."""

    name: str
    holds: Holds
    help: str
    values: tuple[str, ...] = ()


Columns: TypeAlias = tuple[Column, ...]


def _text(name: str, help_: str) -> Column:
    return Column(name, Holds.TEXT, help_)


def _texts(name: str, help_: str) -> Column:
    return Column(name, Holds.TEXTS, help_)


def _one_of(name: str, values: type[StrEnum] | tuple[str, ...], help_: str) -> Column:
    every = values if isinstance(values, tuple) else tuple(member.value for member in values)
    return Column(name, Holds.CATEGORY, help_, every)


def _day(name: str, help_: str) -> Column:
    return Column(name, Holds.DAY, help_)


def _count(name: str, help_: str) -> Column:
    return Column(name, Holds.COUNT, help_)


def _integer(name: str, help_: str) -> Column:
    return Column(name, Holds.INTEGER, help_)


def _flag(name: str, help_: str) -> Column:
    return Column(name, Holds.FLAG, help_)


def _number(name: str, help_: str) -> Column:
    return Column(name, Holds.NUMBER, help_)


#: What a claim says: the same columns in every table of claims, and of events for their lead claim.
_SAYS: Columns = (
    _one_of("kind", ClaimKind, "whether somebody acts, or how many"),
    _one_of("type", TYPES, "PLOVER type of an event"),
    _text("mode", "PLOVER mode"),
    _texts("contexts", "what it is about"),
    _texts("actors", "who does it, in a mutual act every side; whose figure it is"),
    _texts("actor_ids", "the same as ids"),
    _texts("actor_countries", "the same as countries, ISO 3166 alpha-3; empty text where not known"),
    _texts("recipients", "to whom it is done"),
    _texts("recipient_ids", "the same as ids"),
    _texts("recipient_countries", "the same as countries"),
    _text("place", "where"),
    _text("place_country", "the place's country, ISO 3166 alpha-3"),
    _number("lat", "degrees north"),
    _number("lon", "degrees east"),
    _number("within_km", "radius in km that surely holds the place"),
    _text("time", "when, as EDTF"),
    _day("earliest", "first day it may have been"),
    _day("latest", "last day it may have been"),
    _one_of("status", Status, "where the act stands in the world"),
    _one_of("polarity", Polarity, "the speaker's: it is so, it is not so, left open"),
    _one_of("modality", Modality, "how sure the speaker is"),
    _one_of("measure", Measure, "what a figure counts"),
    _text("item", "what is counted, in dictionary form"),
    _number("low", "the first amount's lower bound; empty where none is stated"),
    _number("high", "its upper bound"),
    _text("unit", "its unit, or an ISO 4217 code"),
    _texts("speakers", "who says so, outermost first; empty where the report itself does"),
)
EVENT_COLUMNS: Columns = (
    _text("id", "the event"),
    *_SAYS,
    _count("reports", "reports that tell it"),
    _count("publishers", "publishers of them"),
    _count("origins", "independent origins"),
    _count("origins_certain", "origins if every doubtful tie counts"),
    _count("origins_possible", "origins if no doubtful tie counts"),
    _text("rests_on", "the one speaker all of it rests on"),
    _day("first_published", "first day a report told it"),
    _day("last_published", "last day a report told it"),
    _text("evidence", "the sentence of the claim that stands for it"),
    _number("p", "how sure we are that a text says this"),
)
CLAIM_COLUMNS: Columns = (
    _text("id", "the claim"),
    _text("event_id", "the event it is an account of"),
    _text("report", "the report it is in"),
    _text("publisher", "who published that"),
    _day("published", "and when"),
    _text("origin", "the origin whose words it is"),
    _count("copies", "further reports that carry it"),
    *_SAYS,
    Column("evidence", Holds.TEXT, "the sentence it rests on"),
    Column("evidence_span", Holds.SPAN, "its characters in the report's text, half-open"),
    Column("trigger_span", Holds.SPAN, "the word that names the act"),
    Column("actor_spans", Holds.SPANS, "the words of each actor"),
    Column("recipient_spans", Holds.SPANS, "the words of each recipient"),
    Column("place_span", Holds.SPAN, "the words of the place"),
    Column("time_span", Holds.SPAN, "the words of the time"),
    Column("amount_spans", Holds.SPANS, "the words of each amount"),
    Column("speaker_spans", Holds.SPANS, "the words of each speaker"),
    Column("cue_span", Holds.SPAN, "the words that attribute it"),
    _texts("rules", "embargoes and sanctions regimes it touches"),
    _number("p", "how sure we are that the text says this"),
)
FIGURE_COLUMNS: Columns = (
    _text("id", "the claim"),
    _text("subject", "whose figure it is"),
    _text("subject_id", "the same as an id"),
    _text("subject_country", "the same as a country"),
    _one_of("measure", Measure, "what it counts"),
    _text("item", "what is counted, in dictionary form"),
    _text("time", "what it is for, as EDTF"),
    _day("earliest", "first day it is for"),
    _day("latest", "last day it is for"),
    _one_of("time_from", TimeFrom, "where that time comes from"),
    _number("low", "lower bound; empty where none is stated"),
    _number("high", "upper bound"),
    _flag("low_closed", "whether the lower bound itself is meant"),
    _flag("high_closed", "whether the upper bound itself is meant"),
    _text("approx", "how the words soften it"),
    _text("unit", "its unit, or an ISO 4217 code"),
    _text("code", "its UCUM or ISO 4217 code"),
    _text("per", "the unit of time of a rate"),
    _one_of("nature", Nature, "what kind of amount it is"),
    _text("direction", "whether a change is up or down"),
    _number("daily_low", "lower bound of what it comes to a day"),
    _number("daily_high", "upper bound of that"),
    _text("daily_basis", "how that was reckoned"),
    _number("daily_days_low", "days it was divided by, at least"),
    _number("daily_days_high", "days it was divided by, at most"),
    _flag("daily_cut", "whether they were cut at publication"),
    _texts("speakers", "who says so, outermost first"),
    _texts("said_by", "everybody on whose word it rests"),
    _one_of("status", Status, "where it stands in the world"),
    _one_of("polarity", Polarity, "the speaker's"),
    _one_of("modality", Modality, "how sure the speaker is"),
    _count("reports", "reports that give it"),
    _count("publishers", "publishers of them"),
    _count("origins", "independent origins"),
    _text("rests_on", "the one speaker all of it rests on"),
    _text("report", "the first report of it"),
    _text("publisher", "who published that"),
    _day("published", "and when"),
    _text("words", "the amount as the text has it"),
    _text("evidence", "the sentence"),
    _texts("differs", "ids of figures that give another amount for the same time"),
    _text("event_id", "the event it is an account of"),
    _number("p", "how sure we are that the text says this"),
)
SOURCE_COLUMNS: Columns = (
    _text("name", "the speaker"),
    _one_of("kind", SpeakerKind, "what kind of speaker"),
    _text("country", "ISO 3166 alpha-3"),
    _text("affiliation", "of which body"),
    _count("claims", "claims of this speaker"),
    _count("reports", "reports they stand in"),
    _count("events", "events they are accounts of"),
    _number("alone", "share of them in events with no other independent origin"),
    _number("by_outlet", "share that an outlet passes on"),
    _count("certain", "claims the speaker is certain of"),
    _count("hedged", "claims neither denied nor certain"),
    _count("denied", "claims that something is not so"),
    _day("first_published", "first day of publication"),
    _day("last_published", "last day of publication"),
)
SAID_COLUMNS: Columns = (
    _text("id", "the claim"),
    _text("speaker", "who says it"),
    _one_of("kind", SpeakerKind, "what kind of speaker"),
    _day("published", "day of publication"),
    _text("publisher", "who published it"),
    _one_of("type", TYPES, "PLOVER type of an event"),
    _text("mode", "PLOVER mode"),
    _one_of("measure", Measure, "what a figure counts"),
    _text("item", "what is counted"),
    _one_of("status", Status, "where it stands in the world"),
    _one_of("polarity", Polarity, "the speaker's"),
    _one_of("modality", Modality, "how sure the speaker is"),
    _text("evidence", "the sentence"),
    _texts("confirmed_by", "on whose word other accounts say the same"),
    _texts("denied_by", "on whose word other accounts say the contrary"),
    _text("event_id", "the event it is an account of"),
    _number("p", "how sure we are that the text says this"),
)
OFFICE_COLUMNS: Columns = (
    _text("name", "the person"),
    _texts("aliases", "other full names of the same person"),
    _text("country", "whose office it is"),
    _text("office", "the post"),
    _texts("sectors", "PLOVER sectors of it"),
    _day("from", "first day of the term, as it follows from the reports"),
    _day("to", "last day of it, empty while it is open"),
    _day("first_published", "first day on which a report says so"),
    _day("last_published", "last day"),
    _count("reports", "reports that say so"),
    _count("publishers", "publishers of them"),
    _flag("former", "whether reports call the person a former holder"),
    _text("claim", "a claim of the first of those reports"),
)
#: What a leg is, in the table of legs and beside the stop that it leads to.
_LEG: Columns = (
    _number("km", "great-circle distance; empty where a point is not known"),
    _integer("gap_days", "days from the last day there to the first here; empty where not told"),
    _number("kmh", "the least speed that would do"),
    _flag("impossible", "whether one person cannot well have done both"),
    _text("why", "on what ground: too fast, same day"),
)
STOP_COLUMNS: Columns = (
    _count("number", "its place in this answer"),
    _text("id", "the stop; it stays while accounts join"),
    _one_of("status", StopStatus, "whether somebody was there, is said to go there, or not to"),
    _text("told", "the finest word for that"),
    _text("place", "where"),
    _text("place_id", "the same as an id"),
    _one_of("place_kind", PlaceKind, "what kind of place"),
    _text("place_country", "the place's country, ISO 3166 alpha-3"),
    _text("admin1", "its first-order division"),
    _number("lat", "degrees north"),
    _number("lon", "degrees east"),
    _number("within_km", "radius in km that surely holds the place"),
    _text("reported", "the wider place that is all that is reported, where this one was only announced"),
    _flag("home", "whether it is in the actor's own country"),
    _text("time", "when, as EDTF"),
    _day("earliest", "first day; empty where only the other end is known"),
    _day("latest", "last day"),
    _one_of("grain", Grain, "day: on all of these days; coarser: on some of them; empty: none is told"),
    _day("planned_until", "a later day up to which somebody who was there is said to stay"),
    _flag("current", "whether somebody is there on the day that this is told as of"),
    _flag("unconfirmed", "whether it is a plan whose day has passed without a report of it"),
    _texts("did", "what puts somebody there: visit, meet, sign, …"),
    _texts("types", "PLOVER types of those events, with their modes"),
    _texts("with", "who else takes part"),
    _texts("with_ids", "the same as ids"),
    _texts("said_by", "on whose word: speakers, else publishers"),
    _text("rests_on", "the one speaker all of it rests on"),
    _one_of("polarity", Polarity, "the surest account's"),
    _one_of("modality", Modality, "how sure that one is"),
    _count("reports", "reports that tell it"),
    _count("publishers", "publishers of them"),
    _count("origins", "independent origins"),
    _day("first_published", "first day a report told it"),
    _day("last_published", "last day a report told it"),
    _day("announced", "first day it was announced"),
    _texts("announced_by", "on whose word"),
    _text("announced_for", "for which days, as EDTF"),
    _day("denied", "first day it was denied"),
    _texts("denied_by", "on whose word"),
    _day("called_off", "first day it was called off or put off"),
    _texts("called_off_by", "on whose word"),
    _text("called_off_how", "the word for that: postponed, …"),
    _integer("from", "number of the stop that the leg to this one starts at"),
    *_LEG,
    _texts("clashes", "numbers of stops far away on the same day"),
    _texts("events", "ids of the events that are told of it"),
    _texts("claims", "ids of the claims that it rests on"),
    _texts("support", "which of them name a wider place or time"),
    _number("p", "how sure we are that a text says this"),
)
LEG_COLUMNS: Columns = (
    _count("from", "number of the stop it starts at"),
    _count("to", "number of the stop it leads to"),
    _text("from_place", "the place of the one"),
    _text("to_place", "the place of the other"),
    _one_of("status", StopStatus, "that of the stop it leads to"),
    *_LEG,
)
PARTNER_COLUMNS: Columns = (
    _text("id", "the partner"),
    _text("name", "the name that most claims have"),
    _one_of("kind", ActorKind, "what kind of actor"),
    _text("country", "ISO 3166 alpha-3"),
    _flag("described", "whether the id is of a description that many share"),
    _count("events", "events in which both take part, denied ones aside"),
    _count("ahead", "how many of them are planned or possible"),
    _count("origins", "independent origins of each event, added up"),
    _day("first", "day of the first of them, of publication where none is told"),
    _day("last", "day of the last"),
    _text("last_event", "the event of that day"),
    _texts("types", "PLOVER types of those events, that of most first"),
)
TIE_COLUMNS: Columns = (
    _text("id", "the partner"),
    _text("name", "the name that most claims have"),
    _one_of("type", TYPES, "PLOVER type of the events"),
    _one_of("way", Way, "side by side, the actor to the partner, or the partner to the actor"),
    _count("events", "events of that type and that way round"),
    _count("ahead", "how many of them are planned or possible"),
)
EDGE_COLUMNS: Columns = (
    _text("one", "a partner"),
    _text("other", "another one"),
    _text("one_name", "the name of the one"),
    _text("other_name", "the name of the other"),
    _count("events", "events in which both take part"),
    _texts("types", "PLOVER types of them, that of most first"),
)
REFUSAL_COLUMNS: Columns = (
    _text("name", "the input"),
    _text("code", "why it was refused"),
    _text("reason", "the same in words"),
    _text("stage", "the room that refused it"),
    _text("run", "the run it was of"),
    Column("at", Holds.INSTANT, "when that began"),
)
RUN_COLUMNS: Columns = (
    _text("id", "the run"),
    Column("started_at", Holds.INSTANT, "when it began"),
    Column("ended_at", Holds.INSTANT, "when it ended; empty for one that is going on or was killed"),
    _count("reports", "reports it brought in that are there still"),
    _count("refusals", "inputs it refused"),
    _text("code_version", "version of sayso"),
    _text("config_sha256", "digest of its settings"),
    _text("model_sha256", "digest of the model"),
)
