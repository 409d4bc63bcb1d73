"""The forms in which what was asked for can be taken away, as links of a menu."""

from __future__ import annotations

from sayso.engine.session import EventQuery
from sayso.faces.web.asked import address, conditions_of
from sayso.faces.web.parts import Export

__all__ = ["exports_of"]


def exports_of(query: EventQuery) -> list[Export]:
    """Every form, for exactly these events."""
    return [Export(label="CSV", href=address("/export", {"to": "csv", **conditions_of(query)}))]
