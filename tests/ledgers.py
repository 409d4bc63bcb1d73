"""Opens ledgers, and derives events, the way the engine does: with the judge of events."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from sayso.ledger import Ledger
from sayso.link import EventJoins
from sayso.link.derive import derive
from sayso.link.facts import facts_of
from sayso.records import Account, Event


def open_ledger(path: str | Path, **how: Any) -> Ledger:
    """The ledger in a file; ``how`` as for `Ledger.open`."""
    return Ledger.open(path, joins=EventJoins(), **how)


def derived(accounts: Iterable[Account]) -> list[Event]:
    """The events of accounts that are seen alone, without what their reports are about."""
    return derive((account, facts_of(account)) for account in accounts)
