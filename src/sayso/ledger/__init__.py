"""The ledger: adds reports and claims, derives events, answers questions. The only owner of stored tables."""

from sayso.ledger.derive import derive
from sayso.ledger.facts import Account, fold
from sayso.ledger.query import TYPES, EventQuery, check_counts, check_days
from sayso.ledger.reasons import reasons
from sayso.ledger.said import Echo, SaidClaim, SpeakerCounts, SpeakerQuery, VoiceCounts
from sayso.ledger.store import Ledger
from sayso.ledger.view import Found, StoredReport

__all__ = [
    "TYPES",
    "Account",
    "Echo",
    "EventQuery",
    "Found",
    "Ledger",
    "SaidClaim",
    "SpeakerCounts",
    "SpeakerQuery",
    "StoredReport",
    "VoiceCounts",
    "check_counts",
    "check_days",
    "derive",
    "fold",
    "reasons",
]
