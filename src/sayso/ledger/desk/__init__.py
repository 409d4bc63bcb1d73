"""The desk: what belongs to the users of a ledger, kept in a file of its own beside it."""

from sayso.ledger.desk.judgements import Judgements, Waiting
from sayso.ledger.desk.outbox import Channel, Delivery, Fate, Message, Outbox
from sayso.ledger.desk.searches import Alerting, Change, Happening, Look, Search, Searches
from sayso.ledger.desk.store import Desk, desk_beside
from sayso.ledger.desk.tokens import Scope, Token, Tokens

__all__ = [
    "Alerting",
    "Change",
    "Channel",
    "Delivery",
    "Desk",
    "Fate",
    "Happening",
    "Judgements",
    "Look",
    "Message",
    "Outbox",
    "Scope",
    "Search",
    "Searches",
    "Token",
    "Tokens",
    "Waiting",
    "desk_beside",
]
