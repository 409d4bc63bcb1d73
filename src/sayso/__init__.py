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
    from sayso.faces.python.coding import code, code_many, load
    from sayso.records import Article, Claim, Event, Refusal, Span

__version__ = "0.1.0"

__all__ = [
    "Article",
    "Claim",
    "CodedReport",
    "Coder",
    "ConfigError",
    "Event",
    "EventQuery",
    "FetchError",
    "FormatError",
    "GazetteerError",
    "Given",
    "KnownReport",
    "LedgerError",
    "MissingExtraError",
    "ModelError",
    "QueryError",
    "Refusal",
    "RefusedError",
    "Row",
    "Rows",
    "SaysoError",
    "Session",
    "Settings",
    "Span",
    "Tally",
    "UnknownIdError",
    "__version__",
    "code",
    "code_many",
    "load",
    "load_settings",
]

# Fetched on first use: a program that only wants the records must not wait for the encoder's runtime.
_HOMES = {
    "Article": "sayso.records",
    "Claim": "sayso.records",
    "CodedReport": "sayso.engine.pipeline",
    "Coder": "sayso.engine.coder",
    "ConfigError": "sayso.errors",
    "Event": "sayso.records",
    "EventQuery": "sayso.engine.session",
    "FetchError": "sayso.errors",
    "FormatError": "sayso.errors",
    "GazetteerError": "sayso.errors",
    "Given": "sayso.engine.catalog",
    "KnownReport": "sayso.engine.pipeline",
    "LedgerError": "sayso.errors",
    "MissingExtraError": "sayso.errors",
    "ModelError": "sayso.errors",
    "QueryError": "sayso.errors",
    "Refusal": "sayso.records",
    "RefusedError": "sayso.errors",
    "Row": "sayso.engine.rows",
    "Rows": "sayso.engine.rows",
    "SaysoError": "sayso.errors",
    "Session": "sayso.engine.session",
    "Settings": "sayso.engine.config",
    "Span": "sayso.records",
    "Tally": "sayso.engine.pipeline",
    "UnknownIdError": "sayso.errors",
    "code": "sayso.faces.python.coding",
    "code_many": "sayso.faces.python.coding",
    "load": "sayso.faces.python.coding",
    "load_settings": "sayso.engine.config",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'sayso' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
