"""The pages every page leads to, and the keys that lead there."""

from __future__ import annotations

from sayso.classes import dataclass

__all__ = ["ENTRIES", "Entry"]


@dataclass(frozen=True, slots=True)
class Entry:
    """A page of the navigation; `key` is what is typed after "g"."""

    section: str
    label: str
    href: str
    key: str


ENTRIES: tuple[Entry, ...] = (
    Entry("ledger", "Ledger", "/", "l"),
    Entry("map", "Map", "/map", "m"),
    Entry("timeline", "Timeline", "/timeline", "t"),
    Entry("actors", "Actors", "/actors", "a"),
    Entry("figures", "Figures", "/figures", "f"),
    Entry("sources", "Sources", "/sources", "s"),
    Entry("rules", "Rules", "/rules", "u"),
    Entry("runs", "Runs", "/runs", "r"),
    Entry("searches", "Searches", "/searches", "e"),
    Entry("help", "Help", "/help", "h"),
)
