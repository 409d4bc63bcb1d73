"""What joining is handed of the groups that accounts are in, and what it gives back."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from sayso.classes import dataclass
from sayso.records.facts import Facts

__all__ = ["Held", "Rejoined"]


class Held(Protocol):
    """What is known of accounts, by number, as the groups stand that were made last."""

    def facts(self, claim: int) -> Facts | None:
        """The comparable side of an account that holds."""
        ...

    def near(self, claims: Collection[int]) -> Collection[int]:
        """The accounts that share a point with any of these; these may be among them."""
        ...

    def home(self, claim: int) -> int | None:
        """The group an account is in."""
        ...

    def members(self, home: int) -> Collection[int]:
        """The accounts of a group."""
        ...

    def apart(self, claim: int) -> frozenset[int]:
        """The accounts that persons judged to be of another event than this one."""
        ...


@dataclass(frozen=True, slots=True)
class Rejoined:
    """Groups that are no more as they were, and the groups of their accounts now."""

    gone: frozenset[int]
    groups: tuple[tuple[int, ...], ...]
