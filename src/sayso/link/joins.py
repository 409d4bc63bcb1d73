"""The judge of events, as a ledger asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sayso.link.derive import conclude
from sayso.link.facts import facts_of_report, opposite
from sayso.link.join import compatible, groups_of, put_together
from sayso.link.rejoin import rejoin
from sayso.link.story import story_of
from sayso.link.tokens import words_of
from sayso.records import Account, Event, Facts, Held, Rejoined, Verdict

__all__ = ["EventJoins"]


class EventJoins:
    """Judges which accounts tell of one event. Holds nothing; every answer follows from what is given."""

    def facts(self, accounts: Sequence[Account], text: str, vectors: Sequence[bytes] = ()) -> list[Facts]:
        """The comparable sides of the accounts of one report, given with its text and sentence vectors."""
        return facts_of_report(accounts, story_of(words_of(text)), vectors)

    def fit(self, a: Facts, b: Facts) -> bool:
        """Whether two accounts may tell of one event."""
        return compatible(a, b)

    def opposite(self, facts: Facts) -> Facts:
        """What an account would be that says the contrary."""
        return opposite(facts)

    def groups(self, facts: Iterable[Facts], verdicts: Iterable[Verdict] = ()) -> list[tuple[str, ...]]:
        """The claim ids of accounts that are one as far as they show, none of them judged to be apart."""
        return [tuple(f.claim_id for f in group) for group in groups_of(facts, verdicts)]

    def rejoin(self, stale: Iterable[int], held: Held) -> Rejoined:
        """Those of these groups that change where these accounts are new, changed or gone."""
        return rejoin(stale, held)

    def together(
        self, groups: Iterable[Sequence[Facts]], verdicts: Iterable[Verdict]
    ) -> list[tuple[str, ...]]:
        """The claim ids of each event: groups made one where a person judged so of accounts in them."""
        return [tuple(f.claim_id for f in group) for group in put_together(groups, verdicts)]

    def conclude(self, accounts: Sequence[Account]) -> Event:
        """The event that the accounts of one group tell of."""
        return conclude(accounts)
