"""What a watch has to remember: feeds and hosts, entries seen, and the work that each of them still is.

Everything that comes in is a job until it has an outcome, and the outcome is written in the transaction that
writes the report. So a job has exactly one outcome, whatever was killed when; one that was taken by a worker
who never came back is given out again when its lease is over.
"""

# ruff: noqa: S608  SQL is put together from the strings in this file alone; values are bound

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from enum import StrEnum
from typing import Any

from sayso.classes import dataclass
from sayso.ledger.connection import Connection
from sayso.ledger.translated import translated

__all__ = ["SCHEMA", "Entry", "FeedRow", "Job", "Outcome", "Watch", "WatchCounts"]

SCHEMA = """
CREATE TABLE feeds (
    feed TEXT PRIMARY KEY, state TEXT NOT NULL, due_at TEXT, last_ok_at TEXT, failures INTEGER NOT NULL,
    code TEXT
) STRICT, WITHOUT ROWID;
CREATE TABLE hosts (host TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE entries (
    entry INTEGER PRIMARY KEY, feed TEXT NOT NULL, key TEXT NOT NULL, digest TEXT NOT NULL,
    seen_at TEXT NOT NULL, UNIQUE (feed, key, digest)
) STRICT;
CREATE TABLE jobs (
    job INTEGER PRIMARY KEY, entry INTEGER NOT NULL REFERENCES entries, name TEXT NOT NULL,
    host TEXT NOT NULL, payload TEXT NOT NULL, due_at TEXT, attempts INTEGER NOT NULL DEFAULT 0,
    lease_until TEXT, outcome TEXT, code TEXT, article_id TEXT, done_at TEXT
) STRICT;
CREATE INDEX jobs_due ON jobs (due_at) WHERE outcome IS NULL;
CREATE INDEX jobs_done ON jobs (done_at) WHERE outcome IS NOT NULL;
CREATE INDEX jobs_entry ON jobs (entry);
"""

# `Any`: a JSON document.
Json = Mapping[str, Any]


class Outcome(StrEnum):
    """What became of a job: its report was coded, is a copy not read again, was known, was refused."""

    CODED = "coded"
    COPY = "copy"
    KNOWN = "known"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a feed: its key there, a digest of what it says, a name for people, the host, the rest."""

    key: str
    digest: str
    name: str
    host: str
    payload: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One entry that is to become a report. ``attempts`` counts the tries so far, this one included."""

    number: int
    feed: str
    name: str
    host: str
    payload: Json
    attempts: int
    #: Whether an entry of the same key was there before, with other words.
    again: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRow:
    """What is remembered of a feed. Instants are ISO 8601 in UTC; ``due_at`` None means never again."""

    feed: str
    state: Json
    due_at: str | None
    last_ok_at: str | None = None
    failures: int = 0
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchCounts:
    """Exact counts: entries that came in, what became of them, what waits; ``oldest`` is since when."""

    entries: int
    outcomes: Mapping[str, int]
    refusals: Mapping[str, int]
    waiting: int
    leased: int
    oldest: str | None


class Watch:
    """The memory of a watch in a ledger; ``writing`` opens the ledger's unit of work."""

    def __init__(
        self,
        connection: Connection,
        path: str,
        writing: Callable[[], AbstractContextManager[Connection]],
    ) -> None:
        self._connection = connection
        self._path = path
        self._writing = writing

    # ------------------------------------------------------------------ feeds and hosts

    def feed(self, feed: str) -> FeedRow | None:
        """What is remembered of a feed."""
        return next(iter(self._feeds("WHERE feed = ?", feed)), None)

    def feeds(self) -> list[FeedRow]:
        """Every feed that was ever watched, by its address."""
        return self._feeds("ORDER BY feed")

    def _feeds(self, which: str, *values: object) -> list[FeedRow]:
        sql = f"SELECT feed, state, due_at, last_ok_at, failures, code FROM feeds {which}"
        return [
            FeedRow(feed=f, state=json.loads(s), due_at=due, last_ok_at=ok, failures=n, code=code)
            for f, s, due, ok, n, code in self._rows(sql, *values)
        ]

    def due_feeds(self, now: str) -> list[str]:
        """Feeds that are due, longest due first."""
        rows = self._rows("SELECT feed FROM feeds WHERE due_at <= ? ORDER BY due_at, feed", now)
        return [feed for (feed,) in rows]

    def keep_feed(self, row: FeedRow) -> None:
        """Remember a feed, in place of what was remembered of it."""
        with self._writing() as db:
            db.execute(
                "INSERT OR REPLACE INTO feeds VALUES (?, ?, ?, ?, ?, ?)",
                (row.feed, json.dumps(row.state), row.due_at, row.last_ok_at, row.failures, row.code),
            )

    def host(self, host: str) -> Json | None:
        """What is remembered of a host."""
        rows = self._rows("SELECT state FROM hosts WHERE host = ?", host)
        # `Any`: a JSON document
        found: Json | None = json.loads(rows[0][0]) if rows else None
        return found

    def hosts(self) -> dict[str, Json]:
        """What is remembered of every host."""
        return {host: json.loads(state) for host, state in self._rows("SELECT host, state FROM hosts")}

    def keep_host(self, host: str, state: Json) -> None:
        """Remember a host."""
        with self._writing() as db:
            db.execute("INSERT OR REPLACE INTO hosts VALUES (?, ?)", (host, json.dumps(state)))

    # ------------------------------------------------------------------ entries and jobs

    def take(self, feed: str, entries: Iterable[Entry], now: str) -> int:
        """Make a job of every entry that has not been seen with these words; how many that are."""
        new = 0
        with self._writing() as db:
            for entry in entries:
                db.execute(
                    "INSERT OR IGNORE INTO entries (feed, key, digest, seen_at) VALUES (?, ?, ?, ?)",
                    (feed, entry.key, entry.digest, now),
                )
                if not db.changes():
                    continue
                new += 1
                db.execute(
                    "INSERT INTO jobs (entry, name, host, payload, due_at) VALUES (?, ?, ?, ?, ?)",
                    (db.last_insert_rowid(), entry.name, entry.host, json.dumps(entry.payload), now),
                )
        return new

    def lease(self, now: str, until: str, at_most: int, busy: Sequence[str] = ()) -> list[Job]:
        """Jobs that are due, oldest first, given out until an instant; none of a ``busy`` host."""
        marks = ", ".join("?" * len(busy))
        free = f"AND j.host NOT IN ({marks})" if busy else ""
        with self._writing() as db:
            # `Any`: a row holds whatever its query selects
            rows: Any = db.execute(
                "SELECT j.job, e.feed, j.name, j.host, j.payload, j.attempts + 1, EXISTS (SELECT 1 FROM "
                "entries o WHERE o.feed = e.feed AND o.key = e.key AND o.entry < e.entry) "
                "FROM jobs j JOIN entries e USING (entry) WHERE j.outcome IS NULL AND j.due_at <= ? "
                f"AND (j.lease_until IS NULL OR j.lease_until <= ?) {free} ORDER BY j.due_at, j.job LIMIT ?",
                (now, now, *busy, at_most),
            ).fetchall()
            db.executemany(
                "UPDATE jobs SET lease_until = ?, attempts = attempts + 1 WHERE job = ?",
                [(until, row[0]) for row in rows],
            )
        return [
            Job(
                number=number,
                feed=feed,
                name=name,
                host=host,
                payload=json.loads(payload),
                attempts=attempts,
                again=bool(again),
            )
            for number, feed, name, host, payload, attempts, again in rows
        ]

    def done(
        self, job: int, outcome: Outcome, now: str, *, code: str | None = None, article_id: str | None = None
    ) -> None:
        """Write down what became of a job, in the unit of work that is open; the first outcome stands."""
        with self._writing() as db:
            db.execute(
                "UPDATE jobs SET outcome = ?, code = ?, article_id = ?, done_at = ?, lease_until = NULL, "
                "payload = '{}' WHERE job = ? AND outcome IS NULL",
                (outcome.value, code, article_id, now, job),
            )

    def later(self, job: int, due_at: str, *, code: str | None = None) -> None:
        """Give a job back, to be tried again from an instant on."""
        with self._writing() as db:
            db.execute(
                "UPDATE jobs SET due_at = ?, code = ?, lease_until = NULL WHERE job = ? AND outcome IS NULL",
                (due_at, code, job),
            )

    def put_back(self, job: int, due_at: str | None = None) -> None:
        """Give a job back as if it had not been taken; due then as before, or from an instant on."""
        with self._writing() as db:
            db.execute(
                "UPDATE jobs SET lease_until = NULL, attempts = max(0, attempts - 1), "
                "due_at = coalesce(?, due_at) WHERE job = ? AND outcome IS NULL",
                (due_at, job),
            )

    def mend(self, now: str, latest: str, released: bool) -> int:
        """Bring instants back that a clock set wrong has put too far ahead; how many there were.

        ``latest`` is the last instant that anything may rightly wait for. ``released`` gives every lease
        back: nobody else can hold one.
        """
        changed = 0
        with self._writing() as db:
            for sql in (
                "UPDATE feeds SET due_at = ? WHERE due_at > ?",
                "UPDATE jobs SET due_at = ? WHERE outcome IS NULL AND due_at > ?",
            ):
                db.execute(sql, (now, latest))
                changed += db.changes()
            db.execute(
                "UPDATE jobs SET lease_until = NULL WHERE outcome IS NULL AND lease_until > ?",
                ("" if released else latest,),
            )
            changed += db.changes()
        return changed

    # ------------------------------------------------------------------ counts

    def next_due(self) -> str | None:
        """When the next job or feed is due; None if nothing waits."""
        rows = self._rows(
            "SELECT min(due_at) FROM (SELECT min(due_at) AS due_at FROM feeds UNION ALL "
            "SELECT min(max(due_at, coalesce(lease_until, ''))) FROM jobs WHERE outcome IS NULL)"
        )
        found: str | None = rows[0][0]
        return found

    def has_due(self, now: str) -> bool:
        """Whether a job is due that nobody has."""
        rows = self._rows(
            "SELECT 1 FROM jobs WHERE outcome IS NULL AND due_at <= ? "
            "AND (lease_until IS NULL OR lease_until <= ?) LIMIT 1",
            now,
            now,
        )
        return bool(rows)

    def counts(self, since: str = "") -> WatchCounts:
        """Exact counts of what came in; outcomes and refusals of jobs done since an instant."""
        outcomes = self._rows(
            "SELECT outcome, count(*) FROM jobs WHERE outcome IS NOT NULL AND done_at >= ? GROUP BY 1", since
        )
        refusals = self._rows(
            "SELECT code, count(*) FROM jobs WHERE outcome = 'refused' AND done_at >= ? GROUP BY 1 "
            "ORDER BY 2 DESC, 1",
            since,
        )
        (waiting, leased, oldest) = self._rows(
            "SELECT count(*), count(lease_until), min(seen_at) FROM jobs JOIN entries USING (entry) "
            "WHERE outcome IS NULL"
        )[0]
        entries = self._rows("SELECT count(*) FROM entries WHERE seen_at >= ?", since)[0][0]
        return WatchCounts(
            entries=entries,
            outcomes=dict(outcomes),
            refusals={code or "": n for code, n in refusals},
            waiting=waiting,
            leased=leased,
            oldest=oldest,
        )

    def by_feed(self) -> dict[str, dict[str, int]]:
        """For each feed how many jobs have which outcome; those that wait under "waiting"."""
        found: dict[str, dict[str, int]] = {}
        for feed, outcome, n in self._rows(
            "SELECT e.feed, coalesce(j.outcome, 'waiting'), count(*) FROM jobs j "
            "JOIN entries e USING (entry) GROUP BY 1, 2 ORDER BY 1, 2"
        ):
            found.setdefault(feed, {})[outcome] = n
        return found

    # `Any`: a row holds whatever its query selects.
    def _rows(self, sql: str, *values: object) -> list[Any]:
        with translated(self._path):
            return self._connection.execute(sql, values).fetchall()
