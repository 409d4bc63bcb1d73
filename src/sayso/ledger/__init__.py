"""The ledger: adds reports and claims, derives events, answers questions. The only owner of stored tables."""

from sayso.ledger.derive import derive
from sayso.ledger.facts import NEAR_DAYS, Account, fold
from sayso.ledger.figures import FigureGroup, FigureQuery
from sayso.ledger.origins import count_origins, named_speaker
from sayso.ledger.people import LedgerActor
from sayso.ledger.query import TYPES, EventQuery, check_counts, check_days
from sayso.ledger.reasons import reasons
from sayso.ledger.said import Echo, SaidClaim, SpeakerCounts, SpeakerQuery, VoiceCounts
from sayso.ledger.store import Ledger
from sayso.ledger.view import Found, StoredReport

__all__ = [
    "NEAR_DAYS",
    "TYPES",
    "Account",
    "Echo",
    "EventQuery",
    "FigureGroup",
    "FigureQuery",
    "Found",
    "Ledger",
    "LedgerActor",
    "SaidClaim",
    "SpeakerCounts",
    "SpeakerQuery",
    "StoredReport",
    "VoiceCounts",
    "check_counts",
    "check_days",
    "count_origins",
    "derive",
    "fold",
    "named_speaker",
    "reasons",
]
