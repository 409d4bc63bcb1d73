"""Opens a ledger on a PostgreSQL server: to write, brought up to date; or so that nothing can be changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from sayso.errors import LedgerError
from sayso.ledger.postgres.address import Address
from sayso.ledger.postgres.connection import Server, lock_number
from sayso.ledger.postgres.functions import FUNCTIONS, STATE
from sayso.ledger.postgres.state import is_ledger, tables_of
from sayso.ledger.translated import LostError

__all__ = ["at_most_one", "opened", "opened_to_read", "there_is"]


def opened(address: Address, *, create: bool, busy_ms: int) -> Server:
    """A connection to write over; its schema is made if it is not there and ``create`` allows.

    Raises:
        LedgerError: there is none, or others' tables are there.
        apsw.Error: the server cannot be reached, or does not allow it.
    """
    with ExitStack() as undo:
        server = Server(address)
        undo.callback(server.close)
        server.set_busy_timeout(busy_ms)
        if not is_ledger(server.ask, address):
            if not create:
                raise _none(address)
            _make(server, address)
        undo.pop_all()
    return server


def opened_to_read(address: Address, *, busy_ms: int) -> Server:
    """A connection over which nothing can be changed.

    Raises:
        LedgerError: there is no ledger.
        apsw.Error: the server cannot be reached, or does not allow it.
    """
    with ExitStack() as undo:
        server = Server(address, read_only=True)
        undo.callback(server.close)
        server.set_busy_timeout(busy_ms)
        if not is_ledger(server.ask, address):
            raise _none(address)
        undo.pop_all()
    return server


def there_is(address: Address) -> bool:
    """Whether there is a ledger at an address.

    Raises:
        apsw.Error: the server cannot be reached, or does not allow to look.
    """
    server = Server(address, read_only=True)
    try:
        return is_ledger(server.ask, address)
    finally:
        server.close()


@contextmanager
def at_most_one(address: Address) -> Iterator[Callable[[], bool]]:
    """Hold the right to watch into a ledger: whether it is held, or could be had when it is asked.

    The server gives it back when the session ends, however that went. Who asks after a session was lost has
    it again in a new one, unless another took it.
    """
    server = Server(address, read_only=True)
    number = lock_number(address.schema, "watch")

    def mine() -> bool:
        # a session that has it gets it again
        return bool(server.ask("SELECT pg_try_advisory_lock($1)", (number,))[0][0])

    def mine_still() -> bool:
        try:
            return mine()
        except LostError:  # found out only now; asked again over a new one
            return mine()

    try:
        yield mine_still
    finally:
        server.close()


def _make(server: Server, address: Address) -> None:
    """Make the schema, with what SQLite has and PostgreSQL has not."""
    with _alone(server, address):
        if is_ledger(server.ask, address):  # another was first
            return
        if tables_of(server.ask, address):
            raise LedgerError(
                f"the schema {address.schema} holds tables, but no ledger",
                item=address.shown,
                hint="name another with ?schema=; sayso does not write into other programs' tables",
            )
        if not server.ask("SELECT 1 WHERE to_regnamespace($1) IS NOT NULL", (address.schema,)):
            server.ask(f"CREATE SCHEMA {address.schema}")
        server.ask(STATE)
        server.ask(FUNCTIONS)


@contextmanager
def _alone(server: Server, address: Address) -> Iterator[None]:
    """One transaction of the only one who makes this ledger."""
    end = "ROLLBACK"
    server.ask("BEGIN")
    try:
        server.ask("SELECT pg_advisory_xact_lock($1)", (lock_number(address.schema, "make"),))
        yield
        end = "COMMIT"
    finally:
        server.ask(end)


def _none(address: Address) -> LedgerError:
    return LedgerError(
        "there is no ledger yet",
        item=address.shown,
        hint="`sayso code` or `sayso load` makes one; --ledger and SAYSO_LEDGER name another",
    )
