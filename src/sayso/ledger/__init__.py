"""The ledger: adds reports and claims, answers questions. The only owner of stored tables."""

from sayso.ledger.figures import FigureGroup, FigureQuery
from sayso.ledger.joining import Joins
from sayso.ledger.people import LedgerActor
from sayso.ledger.query import TYPES, EventQuery, check_counts, check_days
from sayso.ledger.said import Echo, SaidClaim, SpeakerCounts, SpeakerQuery, VoiceCounts
from sayso.ledger.standings import Standings
from sayso.ledger.store import Ledger
from sayso.ledger.view import Found, StoredReport

__all__ = [
    "TYPES",
    "Echo",
    "EventQuery",
    "FigureGroup",
    "FigureQuery",
    "Found",
    "Joins",
    "Ledger",
    "LedgerActor",
    "SaidClaim",
    "SpeakerCounts",
    "SpeakerQuery",
    "Standings",
    "StoredReport",
    "VoiceCounts",
    "check_counts",
    "check_days",
]
