"""Turn news into claims with receipts."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sayso.engine.catalog import Given
    from sayso.engine.coder import Coder
    from sayso.engine.config import Settings, load_settings
    from sayso.engine.pipeline import CodedReport, KnownReport, Tally
    from sayso.engine.rows import Row, Rows
    from sayso.engine.session import EventQuery, Session
    from sayso.errors import (
        ConfigError,
        FetchError,
        FormatError,
        GazetteerError,
        LedgerError,
        MissingExtraError,
        ModelError,
        QueryError,
        RefusedError,
        SaysoError,
        UnknownIdError,
    )
    from sayso.faces.python.answers import (
        Claims,
        Events,
        Figures,
        Holders,
        Refusals,
        Runs,
        SaidClaims,
        Sources,
        claims_of,
    )
    from sayso.faces.python.coding import code, code_many, load
    from sayso.faces.python.ledger import LedgerView, open  # noqa: A004  read as sayso.open
    from sayso.faces.python.tables import Table
    from sayso.faces.python.whereabouts import Edges, Legs, Partners, Stops, Ties
    from sayso.records import Article, Claim, Event, Refusal, Span

__version__ = "0.1.0"

__all__ = [
    "Article",
    "Claim",
    "Claims",
    "CodedReport",
    "Coder",
    "ConfigError",
    "Edges",
    "Event",
    "EventQuery",
    "Events",
    "FetchError",
    "Figures",
    "FormatError",
    "GazetteerError",
    "Given",
    "Holders",
    "KnownReport",
    "LedgerError",
    "LedgerView",
    "Legs",
    "MissingExtraError",
    "ModelError",
    "Partners",
    "QueryError",
    "Refusal",
    "Refusals",
    "RefusedError",
    "Row",
    "Rows",
    "Runs",
    "SaidClaims",
    "SaysoError",
    "Session",
    "Settings",
    "Sources",
    "Span",
    "Stops",
    "Table",
    "Tally",
    "Ties",
    "UnknownIdError",
    "__version__",
    "claims_of",
    "code",
    "code_many",
    "load",
    "load_settings",
    "open",
]

# Fetched on first use: a program that only wants the records must not wait for the encoder's runtime.
_HOMES = {
    "Article": "sayso.records",
    "Claim": "sayso.records",
    "Claims": "sayso.faces.python.answers",
    "CodedReport": "sayso.engine.pipeline",
    "Coder": "sayso.engine.coder",
    "ConfigError": "sayso.errors",
    "Edges": "sayso.faces.python.whereabouts",
    "Event": "sayso.records",
    "EventQuery": "sayso.engine.session",
    "Events": "sayso.faces.python.answers",
    "FetchError": "sayso.errors",
    "Figures": "sayso.faces.python.answers",
    "FormatError": "sayso.errors",
    "GazetteerError": "sayso.errors",
    "Given": "sayso.engine.catalog",
    "Holders": "sayso.faces.python.answers",
    "KnownReport": "sayso.engine.pipeline",
    "LedgerError": "sayso.errors",
    "LedgerView": "sayso.faces.python.ledger",
    "Legs": "sayso.faces.python.whereabouts",
    "MissingExtraError": "sayso.errors",
    "ModelError": "sayso.errors",
    "Partners": "sayso.faces.python.whereabouts",
    "QueryError": "sayso.errors",
    "Refusal": "sayso.records",
    "Refusals": "sayso.faces.python.answers",
    "RefusedError": "sayso.errors",
    "Row": "sayso.engine.rows",
    "Rows": "sayso.engine.rows",
    "Runs": "sayso.faces.python.answers",
    "SaidClaims": "sayso.faces.python.answers",
    "SaysoError": "sayso.errors",
    "Session": "sayso.engine.session",
    "Settings": "sayso.engine.config",
    "Sources": "sayso.faces.python.answers",
    "Span": "sayso.records",
    "Stops": "sayso.faces.python.whereabouts",
    "Table": "sayso.faces.python.tables",
    "Tally": "sayso.engine.pipeline",
    "Ties": "sayso.faces.python.whereabouts",
    "UnknownIdError": "sayso.errors",
    "claims_of": "sayso.faces.python.answers",
    "code": "sayso.faces.python.coding",
    "code_many": "sayso.faces.python.coding",
    "load": "sayso.faces.python.coding",
    "load_settings": "sayso.engine.config",
    "open": "sayso.faces.python.ledger",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'sayso' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)


def shown_as_html(record: object) -> str | None:
    """A record as notebooks show it: a record knows no face, so one is fetched here when it is shown."""
    shown: str | None = importlib.import_module("sayso.faces.python.display").as_html(record)
    return shown


def shown_as_line(record: object) -> str:
    """A record in one line, as IPython shows it where it shows text."""
    shown: str = importlib.import_module("sayso.faces.python.display").as_line(record)
    return shown
