"""Where what belongs to a ledger, and is not in it, lies: its desk, copies, a gazetteer."""

from __future__ import annotations

from pathlib import Path

from sayso.engine.config import Settings, data_folder
from sayso.ledger import Address, is_address, shown, there_is

__all__ = ["beside", "has_ledger", "named"]


def beside(settings: Settings) -> Path:
    """The path beside which it lies: the ledger's own, or one in the user's folder for one on a server.

    That one is named after the address, whatever its password, and no file ever has its name.
    """
    place = settings.ledger.path
    if not is_address(place):
        return Path(place)
    address = Address.of(place)
    return data_folder() / f"{address.database or 'ledger'}-{address.digest}.db"


def named(settings: Settings) -> str:
    """The ledger as it may be shown: without the password of an address."""
    return shown(settings.ledger.path)


def has_ledger(settings: Settings) -> bool:
    """Whether there is a ledger where the settings say.

    Raises:
        LedgerError: it is on a server that cannot be asked.
    """
    return there_is(settings.ledger.path)
