"""The columns of each table: their names, what they hold and what they mean.

One declaration feeds the frames of three libraries and the reference page. Names that `sayso events --format
csv` or `--format parquet` have as well mean the same there.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from sayso.engine.figures import TimeFrom
from sayso.ledger import TYPES
from sayso.records import ClaimKind, Measure, Modality, Nature, Polarity, SpeakerKind, Status

__all__ = [
    "CLAIM_COLUMNS",
    "EVENT_COLUMNS",
    "FIGURE_COLUMNS",
    "OFFICE_COLUMNS",
    "REFUSAL_COLUMNS",
    "RUN_COLUMNS",
    "SAID_COLUMNS",
    "SOURCE_COLUMNS",
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
    Column("low_closed", Holds.FLAG, "whether the lower bound itself is meant"),
    Column("high_closed", Holds.FLAG, "whether the upper bound itself is meant"),
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
    Column("daily_cut", Holds.FLAG, "whether they were cut at publication"),
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
    Column("former", Holds.FLAG, "whether reports call the person a former holder"),
    _text("claim", "a claim of the first of those reports"),
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
