"""The ledger: adds reports and claims, answers questions. The only owner of stored tables."""

from sayso.ledger.acting import Acting
from sayso.ledger.archives import Archive, Archives, Done
from sayso.ledger.browse import Edge, Hit, Hits, Page
from sayso.ledger.browser import Browser
from sayso.ledger.care import Care
from sayso.ledger.dump import DUMP, KINDS
from sayso.ledger.excerpt import Bearer, Excerpt, PickedClaim
from sayso.ledger.figure_index import LAST_DAY, time_of_figure, words, words_of_figure
from sayso.ledger.figures import FigureGroup, FigureQuery
from sayso.ledger.joining import Joins
from sayso.ledger.listing import KeptRefusal, KeptRun, ListedClaim, RefusalQuery
from sayso.ledger.lists import ActorFound, ActorQuery, ReportQuery, ReportRow
from sayso.ledger.lock import only_watcher
from sayso.ledger.naming import Named
from sayso.ledger.opening import shown, there_is
from sayso.ledger.overview import Countries, Days, SpeakerTopics
from sayso.ledger.partners import Act, Pairs
from sayso.ledger.people import LedgerActor
from sayso.ledger.postgres.address import Address, is_address
from sayso.ledger.publishers import PUBLISHER_ORDERS, PublisherCounts, PublisherQuery, VoiceCounts
from sayso.ledger.query import ANY_RULE, TYPES, EventQuery, check_counts, check_days
from sayso.ledger.retention import Keep
from sayso.ledger.rollups import DayCount
from sayso.ledger.said import Echo, SaidClaim
from sayso.ledger.standings import Standings
from sayso.ledger.store import Ledger
from sayso.ledger.tally import Count, PlaceCount, Tally
from sayso.ledger.undump import Undump
from sayso.ledger.upkeep import BackedUp, Fault
from sayso.ledger.view import Found, StoredReport
from sayso.ledger.voices import SPEAKER_ORDERS, SpeakerCounts, SpeakerDay, SpeakerQuery
from sayso.ledger.watching import Entry, FeedRow, Job, Outcome, Watch, WatchCounts
from sayso.ledger.whereabouts import NamedActor, Telling

__all__ = [
    "ANY_RULE",
    "DUMP",
    "KINDS",
    "LAST_DAY",
    "PUBLISHER_ORDERS",
    "SPEAKER_ORDERS",
    "TYPES",
    "Act",
    "Acting",
    "ActorFound",
    "ActorQuery",
    "Address",
    "Archive",
    "Archives",
    "BackedUp",
    "Bearer",
    "Browser",
    "Care",
    "Count",
    "Countries",
    "DayCount",
    "Days",
    "Done",
    "Echo",
    "Edge",
    "Entry",
    "EventQuery",
    "Excerpt",
    "Fault",
    "FeedRow",
    "FigureGroup",
    "FigureQuery",
    "Found",
    "Hit",
    "Hits",
    "Job",
    "Joins",
    "Keep",
    "KeptRefusal",
    "KeptRun",
    "Ledger",
    "LedgerActor",
    "ListedClaim",
    "Named",
    "NamedActor",
    "Outcome",
    "Page",
    "Pairs",
    "PickedClaim",
    "PlaceCount",
    "PublisherCounts",
    "PublisherQuery",
    "RefusalQuery",
    "ReportQuery",
    "ReportRow",
    "SaidClaim",
    "SpeakerCounts",
    "SpeakerDay",
    "SpeakerQuery",
    "SpeakerTopics",
    "Standings",
    "StoredReport",
    "Tally",
    "Telling",
    "Undump",
    "VoiceCounts",
    "Watch",
    "WatchCounts",
    "check_counts",
    "check_days",
    "is_address",
    "only_watcher",
    "shown",
    "there_is",
    "time_of_figure",
    "words",
    "words_of_figure",
]
