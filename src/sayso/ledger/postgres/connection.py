"""A connection to PostgreSQL that can what the ledger asks of a connection to SQLite."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any, Self

import apsw
import psycopg
from psycopg.pq import TransactionStatus
from psycopg.types.numeric import FloatDumper, Int8Dumper, NumericLoader
from psycopg.types.string import StrDumper

from sayso.ledger.connection import LONG
from sayso.ledger.postgres.address import Address
from sayso.ledger.postgres.faults import told_as
from sayso.ledger.postgres.state import OF_SQLITE, answer, indexing, key_of
from sayso.ledger.postgres.statements import Key, query
from sayso.ledger.postgres.tables import definition
from sayso.ledger.postgres.tokens import cut, tokens_of
from sayso.ledger.postgres.values import Statement, bound
from sayso.ledger.postgres.words import Words
from sayso.ledger.translated import LostError, ServerError

__all__ = ["AT_ONCE", "COPIED", "Server", "lock_number"]

#: Rows fetched at once of those that may be many; seconds between two looks whether a question is too long.
_FETCHED, _LOOK_S, _CANCEL_S = 500, 0.02, 2.0
#: Rows from which on they are inserted by one statement, and by COPY.
AT_ONCE, COPIED = 3, 200
#: Statements that the server keeps prepared for a session; the ledger has some 300.
_PREPARED = 1_000
#: How a session is set up. Without JIT: questions are short, and compiling one takes longer than it does.
_SET_UP = (
    "SET search_path = {schema}; SET timezone = 'UTC'; SET client_min_messages = warning; "
    "SET jit = off; SET default_transaction_read_only = {read_only}"
)
#: A transaction that writes. It asks for single rows, by indexes, again and again: a planner that counts on
#: a table being as small as it was when a session began would read all of it each time.
_BEGIN = (
    "BEGIN; SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; "
    "SET LOCAL enable_mergejoin = off; SET LOCAL plan_cache_mode = force_generic_plan"
)
_DEFINES = frozenset({"CREATE", "DROP", "ALTER"})


class _Whole(NumericLoader):
    """Sums, which PostgreSQL gives as decimals, as whole numbers where they are."""

    # `Any`: psycopg's loaders take any buffer and give any value
    def load(self, data: Any) -> Any:
        text = bytes(data).decode()
        return float(text) if "." in text else int(text)


class _Truth(psycopg.adapt.Loader):
    """What holds as 1, what does not as 0: SQLite has no truth values."""

    def load(self, data: Any) -> int:  # `Any`: as above
        return int(bytes(data) == b"t")


class Rows:
    """Rows that come one by one."""

    # `Any`: a row holds whatever its query selects
    def __init__(self, rows: Iterable[Any]) -> None:
        self._rows: Iterator[Any] = iter(rows)

    def __iter__(self) -> Iterator[Any]:
        return self._rows

    def __next__(self) -> Any:
        return next(self._rows)

    def fetchone(self) -> Any:
        """The next row, or None."""
        return next(self._rows, None)

    def fetchall(self) -> list[Any]:
        """The rows that are left."""
        return list(self._rows)


def lock_number(schema: str, what: str) -> int:
    """The number of an advisory lock of one ledger."""
    digest = hashlib.sha256(f"sayso {what} {schema}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)


class Server:
    """The ledger in one schema of a database, over one session. For one thread at a time.

    Args:
        address: where it lies.
        read_only: that nothing may be changed over it.

    Raises:
        apsw.Error: the server cannot be reached, or lets nobody in.
    """

    def __init__(self, address: Address, *, read_only: bool = False) -> None:
        self.address = address
        self._read_only = read_only
        self._busy_ms = 0
        self._changes = self._last = 0
        self._named = 0
        #: Statements that nobody waits for, sent together with the next that somebody does.
        self._waiting: list[tuple[str, list[Any]]] = []  # `Any`: a value is whatever PostgreSQL takes
        #: Of each step under way, whether it is one inside a transaction.
        self._steps: list[bool] = []
        self._working = self._writing = False
        self._words = Words()
        self._keys: dict[str, Key] = {}
        self._known: dict[str, Statement] = {}
        self._stop: Callable[[], bool] | None = None
        self._watch: tuple[threading.Thread, threading.Event] | None = None
        self._session = self._connect()

    def _connect(self) -> psycopg.Connection[Any]:  # `Any`: as above
        try:
            session = psycopg.connect(
                self.address.url, autocommit=True, cursor_factory=psycopg.RawCursor, prepare_threshold=2
            )
            session.prepared_max = _PREPARED
            for kind, dumper in ((str, StrDumper), (int, Int8Dumper), (float, FloatDumper)):
                session.adapters.register_dumper(kind, dumper)
            session.adapters.register_loader("numeric", _Whole)
            session.adapters.register_loader("bool", _Truth)
            set_up = _SET_UP.format(schema=self.address.schema, read_only="on" if self._read_only else "off")
            session.execute(set_up.encode())
        except psycopg.ProgrammingError:
            # what libpq says of an address that it cannot read may quote the password
            raise ServerError("libpq cannot read the address (% begins a code such as %2F)") from None
        except psycopg.Error as error:
            raise told_as(error) from error
        return session

    # ------------------------------------------------------------------ asked

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open; one that the server has lost is, until it is rolled back."""
        return self._working

    def changes(self) -> int:
        """How many rows the last statement that writes has changed."""
        with self._told():
            self._send()
        return self._changes

    def last_insert_rowid(self) -> int:
        """The number of the row inserted last."""
        return self._last

    def set_busy_timeout(self, milliseconds: int) -> None:
        """How long to wait for another who writes."""
        self._busy_ms = milliseconds

    def set_progress_handler(self, stop: Callable[[], bool] | None, _steps: int = 0) -> None:
        """Ask ``stop`` again and again while a question is answered, and break it off when that says so."""
        if self._watch is not None:
            thread, over = self._watch
            over.set()
            thread.join()
            self._watch = None
        self._stop = stop
        if stop is not None:
            over = threading.Event()
            thread = threading.Thread(target=_watched, args=(self._session, stop, over), daemon=True)
            self._watch = thread, over
            thread.start()

    def close(self) -> None:
        """End the session. What was not committed is discarded."""
        self.set_progress_handler(None)
        self._session.close()

    def __del__(self) -> None:
        """Who lets it go needs it no longer, as with SQLite's."""
        session = getattr(self, "_session", None)
        if session is not None:
            session.close()

    # ------------------------------------------------------------------ statements

    # `Any`: a value is whatever SQLite takes
    def execute(self, statements: str, values: Sequence[Any] | None = None, /) -> Rows:
        """Run some statements; the rows of the last of them."""
        if self._stop is not None and self._stop():
            raise apsw.InterruptError("interrupted")
        known = self._known.get(statements)
        if known is not None:
            return self._run(known, values or ())
        if statements.startswith(("BEGIN", "COMMIT", "ROLLBACK")):
            self._turn(statements)
            return Rows(())
        if statements.startswith(OF_SQLITE) or "sqlite_master" in statements:
            return Rows(answer(self.ask, self.address, statements))
        rows = Rows(())
        written = [*cut(tokens_of(statements))]
        for tokens in written:
            if tokens[0] in _DEFINES:
                self._define(tokens)
                continue
            statement = self._statement(tokens, long=LONG in statements)
            if len(written) == 1:
                self._known[statements] = statement
            rows = self._run(statement, values or ())
        return rows

    # `Any`: as above
    def executemany(self, statement: str, many: Iterable[Sequence[Any]], /) -> Rows:
        """Run a statement for each of some rows of values; what all of them give."""
        every = list(many)
        if not every:
            return Rows(())
        one = self._known.get(statement)
        if one is None:
            one = self._known[statement] = self._statement(tokens_of(statement), long=False)
        if one.verb == "SELECT":
            return Rows([row for values in every for row in self._run(one, values)])
        self._guard(one)
        with self._told():
            if one.copied is not None and len(every) >= COPIED:
                self._changes = self._copy(one, every)
            elif one.copied is not None and len(every) >= AT_ONCE and self._writing:
                self._waiting.append(one.at_once(every))
            else:
                self._waiting += [one.ready(values) for values in every]
                if not self._writing:
                    self._send()
        return Rows(())

    # `Any`: as above
    def ask(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        """The rows of a statement of PostgreSQL's own."""
        with self._told():
            self._send()
            cursor = self._live().execute(statement.encode(), values or None)
            return cursor.fetchall() if cursor.description else []

    def _statement(self, tokens: list[str], *, long: bool) -> Statement:
        if tokens[:3] == ["INSERT", "INTO", "evidence"]:
            return Statement(indexing(tokens), self._words)
        written = query(tokens, self._key)
        key = None
        if written[:2] == ["INSERT", "INTO"] and "RETURNING" not in written:
            found = self._key(written[2])
            key = found.columns[0] if found.numbered else None
        return Statement(written, self._words, key, long)

    def _define(self, tokens: list[str]) -> None:
        """Run a definition. What was known of tables may hold no longer."""
        for statement in definition(tokens, lambda inner: query(inner, self._key)):
            self.ask(statement)
        if "TEMP" not in tokens and not any(token.startswith("temp.") for token in tokens):
            self._keys.clear()
            self._known.clear()

    def _key(self, table: str) -> Key:
        known = self._keys.get(table)
        if known is None:
            known = self._keys[table] = key_of(self.ask, table)
        return known

    def _guard(self, statement: Statement) -> None:
        if self._read_only and statement.writes:
            raise apsw.ReadOnlyError("attempt to write a ledger that is open for reading")

    # `Any`: as above
    def _run(self, statement: Statement, values: Sequence[Any]) -> Rows:
        self._guard(statement)
        written, given = statement.ready(values)
        if self._writing and statement.waits:
            self._waiting.append((written, given))
            return Rows(())
        with self._told():
            if statement.long:
                self._send()
                return Rows(self._walk(written, given))
            cursor = self._send((written, given))
            rows = cursor.fetchall() if cursor.description else []
            if statement.writes:
                self._changes = max(cursor.rowcount, 0)
            if statement.key is not None:
                self._last = rows[0][0] if rows else self._last
                return Rows(())
        return Rows(rows)

    # `Any`: as above
    def _walk(self, written: str, given: list[Any]) -> Iterator[Any]:
        """Rows that the server holds and gives by and by."""
        self._named += 1
        cursor = psycopg.RawServerCursor(self._live(), f"rows_{self._named}", withhold=not self._working)
        cursor.execute(written.encode(), given or None)
        return self._fetched(cursor)

    def _fetched(self, cursor: psycopg.RawServerCursor[Any]) -> Iterator[Any]:  # `Any`: as above
        try:
            more = True
            while more:
                with self._told():
                    rows = cursor.fetchmany(_FETCHED)
                yield from rows
                more = len(rows) == _FETCHED
        finally:
            with suppress(psycopg.Error):  # a transaction that is over has taken it along
                cursor.close()

    # `Any`: as above
    def _send(self, last: tuple[str, list[Any]] | None = None) -> psycopg.Cursor[Any]:
        """Send what waits and one more statement behind it, waiting for none before; its cursor."""
        waiting, self._waiting = self._waiting, []
        session = self._live()
        cursor = session.cursor()
        if not waiting:
            if last is not None:
                cursor.execute(last[0].encode(), last[1] or None)
            return cursor
        with session.pipeline():
            for written, given in waiting:
                cursor = session.execute(written.encode(), given or None)
            if last is not None:
                asked = session.execute(last[0].encode(), last[1] or None)
        self._changes = max(cursor.rowcount, 0)
        return cursor if last is None else asked

    # `Any`: as above
    def _copy(self, statement: Statement, every: Sequence[Sequence[Any]]) -> int:
        """Insert many rows by COPY; where rows may be there already, by way of a table of its own."""
        table, columns, ignoring = statement.copied or ("", "", False)
        self._send()
        session = self._live()
        into = f"copied_{table}" if ignoring else table
        if ignoring:
            session.execute(
                f"CREATE TEMP TABLE IF NOT EXISTS {into} (LIKE {table}) ON COMMIT DELETE ROWS".encode()
            )
        cursor = session.cursor()
        with cursor.copy(f"COPY {into} {columns} FROM STDIN".encode()) as copy:
            for values in every:
                copy.write_row([*map(bound, values)])
        if not ignoring:
            return len(every)
        done = session.execute(
            f"INSERT INTO {table} SELECT * FROM {into} ON CONFLICT DO NOTHING".encode()  # noqa: S608  our own names
        )
        session.execute(f"DELETE FROM {into}".encode())  # noqa: S608  our own names
        return done.rowcount

    # ------------------------------------------------------------------ transactions

    def _turn(self, statement: str) -> None:
        """Begin or end a transaction."""
        if statement == "COMMIT":
            self._commit()
        elif statement == "ROLLBACK":
            self._waiting.clear()
            self._working = self._writing = False
            if not self._session.closed:
                self.ask("ROLLBACK")
        elif self._working:
            raise apsw.SQLError("cannot start a transaction within a transaction")
        elif statement == "BEGIN":
            # of one moment; tables of its own may be made in it
            self.ask("BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE")
            self._working = True
        else:
            self._begin_writing()

    def _begin_writing(self) -> None:
        if self._read_only:
            raise apsw.ReadOnlyError("attempt to write a ledger that is open for reading")
        lock = lock_number(self.address.schema, "write")
        self.ask(_BEGIN)
        self._working = self._writing = True
        try:
            if self.ask("SELECT pg_try_advisory_xact_lock($1)", (lock,))[0][0]:
                return
            if not self._busy_ms:
                raise apsw.BusyError("another writes")
            self.ask(f"SET LOCAL lock_timeout = {int(self._busy_ms)}")
            self.ask("SELECT pg_advisory_xact_lock($1)", (lock,))
            self.ask("SET LOCAL lock_timeout = 0")
        except apsw.Error:
            self._turn("ROLLBACK")
            raise

    def _commit(self) -> None:
        if not self._session.closed and self._session.info.transaction_status is TransactionStatus.INERROR:
            raise ServerError("a statement of the transaction has failed")
        if self._writing:
            self.ask("UPDATE ledger_state SET data_version = data_version + 1")
        self.ask("COMMIT")
        self._working = self._writing = False

    def __enter__(self) -> Self:
        self._steps.append(self._working)
        if self._working:
            self._waiting.append((f"SAVEPOINT step_{len(self._steps)}", []))
        else:
            self._turn("BEGIN")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        name = f"step_{len(self._steps)}"
        if not self._steps.pop():
            self._turn("COMMIT" if kind is None else "ROLLBACK")
        elif kind is None:
            self._waiting.append((f"RELEASE {name}", []))
            try:
                with self._told():
                    self._send()
            except apsw.Error:
                if not self._session.closed:
                    self._undo(name)
                raise
        elif not self._session.closed:  # else the statement that found it so has said it
            self._undo(name)

    def _undo(self, name: str) -> None:
        """Undo a step, what of it waits to be sent as well."""
        with suppress(psycopg.Error):
            self._send()
        self.ask(f"ROLLBACK TO {name}")
        self.ask(f"RELEASE {name}")

    def _live(self) -> psycopg.Connection[Any]:  # `Any`: as above
        """The session; a new one if it was lost while nothing was under way."""
        if self._session.closed:
            if self._working:
                raise LostError("the connection to the server was lost, and what was not committed with it")
            self._session = self._connect()
        return self._session

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Errors of PostgreSQL as ours."""
        try:
            yield
        except psycopg.Error as error:
            raise told_as(error) from error


def _watched(session: psycopg.Connection[Any], stop: Callable[[], bool], over: threading.Event) -> None:
    """Cancel what a session does when ``stop`` says so, until that is ``over``. `Any`: as above."""
    while not over.wait(_LOOK_S):
        if stop():
            with suppress(psycopg.Error):
                session.cancel_safe(timeout=_CANCEL_S)
            return
