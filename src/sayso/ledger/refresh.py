"""Keeps the stored events equal to `derive` of the stored claims, redoing what a new claim can change."""

from __future__ import annotations

import json
from typing import Any

import apsw

from sayso.ledger.derive import derive
from sayso.ledger.facts import Account, Facts, facts_of
from sayso.ledger.join import compatible
from sayso.records import Event
from sayso.records.codec import claim_from_json

__all__ = ["mark_all_stale", "refresh_some"]


def refresh_some(connection: apsw.Connection, at_most: int) -> bool:
    """Join stale claims into events, about ``at_most`` of them, and say whether any are left.

    Must run inside a transaction.

    Invariants:
        When none is left, the stored events are `derive` of all stored claims: a claim can only be
        joined with claims it is compatible with, directly or through others, and all of those are
        derived together.
    """
    known = _Known(connection)
    done = 0
    while done < at_most:
        row = connection.execute("SELECT claim FROM stale LIMIT 1").fetchone()
        if row is None:
            return False
        connected = known.connected(row[0])
        _replace(connection, {number: known.account(number) for number in connected})
        done += len(connected)
    return connection.execute("SELECT 1 FROM stale LIMIT 1").fetchone() is not None


def mark_all_stale(connection: apsw.Connection) -> None:
    """Throw every event away. Must run inside a transaction."""
    connection.execute("DELETE FROM event_claims")
    connection.execute("DELETE FROM events")
    connection.execute("INSERT OR IGNORE INTO stale SELECT claim FROM claims")


class _Known:
    """Accounts read from the ledger, each once."""

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._accounts: dict[int, Account] = {}
        self._facts: dict[int, Facts] = {}

    def account(self, claim: int) -> Account:
        """One stored claim with what its report adds."""
        if claim not in self._accounts:
            # `Any`: a row holds whatever its query selects.
            row: Any = self._connection.execute(
                "SELECT c.document, r.published, r.publisher, r.text_sha256 "
                "FROM claims c JOIN reports r USING (article_id) WHERE c.claim = ?",
                (claim,),
            ).fetchone()
            self._accounts[claim] = Account(
                claim=claim_from_json(json.loads(row[0])),
                published=row[1],
                publisher=row[2],
                text_sha256=row[3],
            )
        return self._accounts[claim]

    def facts(self, claim: int) -> Facts:
        """The comparable side of one stored claim."""
        if claim not in self._facts:
            self._facts[claim] = facts_of(self.account(claim))
        return self._facts[claim]

    def connected(self, start: int) -> list[int]:
        """``start`` and every claim it is compatible with, directly or through others."""
        found = {start}
        waiting = [start]
        while waiting:
            claim = waiting.pop()
            # `Any`: as above.
            others: Any = self._connection.execute(
                "SELECT DISTINCT o.claim FROM claim_points p JOIN claim_points o USING (point) "
                "WHERE p.claim = ?",
                (claim,),
            ).fetchall()
            for (other,) in others:
                if other not in found and compatible(self.facts(claim), self.facts(other)):
                    found.add(other)
                    waiting.append(other)
        return sorted(found)


def _replace(connection: apsw.Connection, accounts: dict[int, Account]) -> None:
    numbers = [(number,) for number in accounts]
    old = connection.executemany("SELECT event_id FROM event_claims WHERE claim = ?", numbers).fetchall()
    connection.executemany("DELETE FROM event_claims WHERE claim = ?", numbers)
    connection.executemany("DELETE FROM events WHERE event_id = ?", sorted(set(old)))
    number_of = {account.claim.claim_id: number for number, account in accounts.items()}
    for event in derive(accounts.values()):
        connection.execute(
            "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _row(event, number_of)
        )
        connection.executemany(
            "INSERT INTO event_claims VALUES (?, ?, ?)",
            [(number_of[claim_id], event.event_id, n) for n, claim_id in enumerate(event.claim_ids)],
        )
    connection.executemany("DELETE FROM stale WHERE claim = ?", numbers)


def _row(event: Event, number_of: dict[str, int]) -> tuple[object, ...]:
    time = event.lead.time
    return (
        event.event_id,
        number_of[event.lead.claim_id],
        event.n_reports,
        event.n_publishers,
        event.n_origins,
        event.rests_on.encode("utf-8", "replace").decode() if event.rests_on else None,
        event.first_published,
        event.last_published,
        (time.latest if time else None) or event.last_published,
        json.dumps(event.disagreements),
        json.dumps(event.supporters),
    )
