"""One ledger, open to read: many questions from many threads, and nothing in it can be changed."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sayso.engine.catalog import open_to_read
from sayso.engine.config import Settings
from sayso.engine.lending import Lending
from sayso.engine.session import Session
from sayso.ledger import EventQuery, KeptRefusal, KeptRun, ListedClaim, RefusalQuery

__all__ = ["KeptRefusal", "KeptRun", "ListedClaim", "OpenLedger", "RefusalQuery"]


class OpenLedger:
    """A ledger for questions. ``session`` asks what a `Session` can be asked, without opening the file anew.

    Args:
        settings: which ledger, and what questions are answered with.
        frozen: whether nobody changes the file while it is open, as on a medium that cannot be written.

    Raises:
        LedgerError: there is none, it cannot be read, or an older sayso made it.
    """

    def __init__(self, settings: Settings, *, frozen: bool = False) -> None:
        self._lending = Lending(partial(open_to_read, settings, frozen=frozen))
        with self._lending.lent():
            pass  # what is wrong with it is said now, and not at the first question
        self.session: Session = Session(settings, asked=self._lending.lent)

    def close(self) -> None:
        """Close the file. A question that is not answered to its end closes its own when it is."""
        self._lending.close()

    def count_events(self, query: EventQuery) -> int:
        """How many events `Session.events` gives."""
        with self._lending.lent() as ledger:
            return ledger.listing.count_events(query)

    def claims(self, query: EventQuery) -> Iterator[ListedClaim]:
        """The claims that meet the conditions themselves, latest published first."""
        with self._lending.lent() as ledger:
            yield from ledger.listing.claims(query)

    def count_claims(self, query: EventQuery) -> int:
        """How many claims meet the conditions themselves."""
        with self._lending.lent() as ledger:
            return ledger.listing.count_claims(query)

    def accounts(self, query: EventQuery) -> Iterator[ListedClaim]:
        """Every account of the events that ``query`` asks for, event by event, first published first."""
        with self._lending.lent() as ledger:
            yield from ledger.listing.accounts(query)

    def count_accounts(self, query: EventQuery) -> int:
        """How many accounts the events have that ``query`` asks for."""
        with self._lending.lent() as ledger:
            return ledger.listing.count_accounts(query)

    def refusals(self, query: RefusalQuery) -> Iterator[KeptRefusal]:
        """The refusals asked for, latest first."""
        with self._lending.lent() as ledger:
            yield from ledger.listing.refusals(query)

    def count_refusals(self, query: RefusalQuery) -> int:
        """How many refusals were asked for."""
        with self._lending.lent() as ledger:
            return ledger.listing.count_refusals(query)

    def runs(self) -> list[KeptRun]:
        """Every run, latest first."""
        with self._lending.lent() as ledger:
            return ledger.listing.runs()

    def counts(self) -> dict[str, int]:
        """How many runs, reports, claims, events and refusals there are, and claims not joined yet."""
        with self._lending.lent() as ledger:
            return ledger.counts() | {"unjoined": ledger.listing.unjoined()}
