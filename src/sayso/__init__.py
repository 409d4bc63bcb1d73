"""Turn news into claims with receipts."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sayso.engine.catalog import Given
    from sayso.engine.config import Settings, load_settings
    from sayso.engine.pipeline import CodedReport, KnownReport, Tally
    from sayso.engine.session import EventQuery, Session
    from sayso.errors import SaysoError
    from sayso.records import Article, Claim, Event, Refusal, Span

__version__ = "0.1.0"

__all__ = [
    "Article",
    "Claim",
    "CodedReport",
    "Event",
    "EventQuery",
    "Given",
    "KnownReport",
    "Refusal",
    "SaysoError",
    "Session",
    "Settings",
    "Span",
    "Tally",
    "__version__",
    "load_settings",
]

# Fetched on first use: a program that only wants the records must not wait for the encoder's runtime.
_HOMES = {
    "Article": "sayso.records",
    "Claim": "sayso.records",
    "CodedReport": "sayso.engine.pipeline",
    "Event": "sayso.records",
    "EventQuery": "sayso.engine.session",
    "Given": "sayso.engine.catalog",
    "KnownReport": "sayso.engine.pipeline",
    "Refusal": "sayso.records",
    "SaysoError": "sayso.errors",
    "Session": "sayso.engine.session",
    "Settings": "sayso.engine.config",
    "Span": "sayso.records",
    "Tally": "sayso.engine.pipeline",
    "load_settings": "sayso.engine.config",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'sayso' has no attribute {name!r}")
    return getattr(importlib.import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
