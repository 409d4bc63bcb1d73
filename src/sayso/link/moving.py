"""What was found in a line, moved to where the line stands in its report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from sayso.records import Credit, Span

__all__ = ["moved"]


def moved(found: Iterable[Credit], by: int) -> Iterator[Credit]:
    """Credits of a line, in a report in which it begins after so many characters."""
    for credit in found:
        span = credit.span
        yield credit if span is None else replace(credit, span=Span(span.start + by, span.end + by))
