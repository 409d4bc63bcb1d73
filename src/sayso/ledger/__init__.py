"""The ledger: adds reports and claims, answers questions. The only owner of stored tables."""

from sayso.ledger.acting import Acting
from sayso.ledger.archives import Archive, Archives, Done
from sayso.ledger.care import Care
from sayso.ledger.figure_index import LAST_DAY, time_of_figure, words, words_of_figure
from sayso.ledger.figures import FigureGroup, FigureQuery
from sayso.ledger.joining import Joins
from sayso.ledger.lock import only_watcher
from sayso.ledger.partners import Act, Pairs
from sayso.ledger.people import LedgerActor
from sayso.ledger.query import TYPES, EventQuery, check_counts, check_days
from sayso.ledger.retention import Keep
from sayso.ledger.rollups import DayCount
from sayso.ledger.said import Echo, SaidClaim, SpeakerCounts, SpeakerQuery, VoiceCounts
from sayso.ledger.standings import Standings
from sayso.ledger.store import Ledger
from sayso.ledger.upkeep import BackedUp, Fault
from sayso.ledger.view import Found, StoredReport
from sayso.ledger.watching import Entry, FeedRow, Job, Outcome, Watch, WatchCounts
from sayso.ledger.whereabouts import NamedActor, Telling

__all__ = [
    "LAST_DAY",
    "TYPES",
    "Act",
    "Acting",
    "Archive",
    "Archives",
    "BackedUp",
    "Care",
    "DayCount",
    "Done",
    "Echo",
    "Entry",
    "EventQuery",
    "Fault",
    "FeedRow",
    "FigureGroup",
    "FigureQuery",
    "Found",
    "Job",
    "Joins",
    "Keep",
    "Ledger",
    "LedgerActor",
    "NamedActor",
    "Outcome",
    "Pairs",
    "SaidClaim",
    "SpeakerCounts",
    "SpeakerQuery",
    "Standings",
    "StoredReport",
    "Telling",
    "VoiceCounts",
    "Watch",
    "WatchCounts",
    "check_counts",
    "check_days",
    "only_watcher",
    "time_of_figure",
    "words",
    "words_of_figure",
]
