"""What the ledger asks of whoever judges which claims tell of one event; it judges nothing itself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from sayso.records import Account, Event, Facts, Held, Rejoined, Verdict

__all__ = ["Joins"]


class Joins(Protocol):
    """Judges accounts. Every answer is a pure function of what is given."""

    def facts(self, accounts: Sequence[Account], text: str, vectors: Sequence[bytes] = ()) -> list[Facts]:
        """The comparable sides of the accounts of one report, given with its text and sentence vectors."""
        ...

    def fit(self, a: Facts, b: Facts) -> bool:
        """Whether two accounts may tell of one event. Two that may share a point."""
        ...

    def opposite(self, facts: Facts) -> Facts:
        """What an account would be that says the contrary."""
        ...

    def groups(self, facts: Iterable[Facts], verdicts: Iterable[Verdict] = ()) -> list[tuple[str, ...]]:
        """The claim ids of accounts that are one as far as they show, none of them judged to be apart."""
        ...

    def rejoin(self, stale: Iterable[int], held: Held) -> Rejoined:
        """Those of these groups that change where these accounts are new, changed or gone."""
        ...

    def together(
        self, groups: Iterable[Sequence[Facts]], verdicts: Iterable[Verdict]
    ) -> list[tuple[str, ...]]:
        """The claim ids of each event: groups made one where a person judged so of accounts in them."""
        ...

    def conclude(self, accounts: Sequence[Account]) -> Event:
        """The event that the accounts of one group tell of."""
        ...
