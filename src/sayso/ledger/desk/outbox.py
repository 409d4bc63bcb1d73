"""What is to be sent, to whom, and what became of it.

A message is written down with a delivery for each receiver before anything is sent. A delivery is taken by
one process for a while, and its outcome written when it is known. So nothing is lost if a process is killed;
what was killed between sending and writing is sent again, under the same id, by which a receiver can tell.
"""

# ruff: noqa: S608  SQL is put together from the strings in this file alone; values are bound

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum
from typing import Any

from sayso.classes import dataclass
from sayso.ledger.clean import clean
from sayso.ledger.desk.unit import Unit

__all__ = ["Channel", "Delivery", "Fate", "Message", "Outbox"]

# `Any`: a JSON document.
Json = Mapping[str, Any]


class Channel(StrEnum):
    """By which way something is sent."""

    MAIL = "mail"
    HOOK = "hook"


class Fate(StrEnum):
    """What became of a delivery in the end."""

    SENT = "sent"
    GIVEN_UP = "given up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """Something to tell for a search: ``document["entries"]`` has one for each event.

    ``to`` are the receivers, each with its channel. ``document`` is None once it was let go of.
    """

    message_id: str
    search_id: str
    made_at: str
    document: Json | None
    to: tuple[tuple[Channel, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message on its way to one receiver. ``attempts`` counts the tries so far, one under way included."""

    delivery_id: str
    message_id: str
    search_id: str
    channel: Channel
    receiver: str
    due_at: str
    attempts: int
    entries: int
    made_at: str
    fate: Fate | None = None
    code: str | None = None
    reason: str | None = None
    done_at: str | None = None


_COLUMNS = (
    "d.delivery_id, d.message_id, m.search_id, d.channel, d.receiver, d.due_at, d.attempts, m.entries, "
    "m.made_at, d.outcome, d.code, d.reason, d.done_at"
)
_TABLES = "deliveries d JOIN messages m USING (message_id)"


class Outbox:
    """The messages and deliveries of a desk."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def add(self, message: Message) -> None:
        """Write a message down with a delivery for each receiver; one that is there stays as it is."""
        entries = len((message.document or {}).get("entries", ()))
        with self._unit.work() as db:
            db.execute(
                "INSERT OR IGNORE INTO messages VALUES (?, ?, ?, ?, ?)",
                (
                    message.message_id,
                    message.search_id,
                    message.made_at,
                    entries,
                    json.dumps(message.document),
                ),
            )
            db.executemany(
                "INSERT OR IGNORE INTO deliveries (delivery_id, message_id, channel, receiver, due_at) "
                "VALUES (?, ?, ?, ?, ?)",
                [
                    (
                        f"{message.message_id}.{number}",
                        message.message_id,
                        channel,
                        receiver,
                        message.made_at,
                    )
                    for number, (channel, receiver) in enumerate(message.to)
                ],
            )

    def message(self, message_id: str) -> Message | None:
        """One message, with its receivers."""
        rows = self._unit.rows(
            "SELECT message_id, search_id, made_at, document FROM messages WHERE message_id = ?", message_id
        )
        if not rows:
            return None
        to = self._unit.rows(
            "SELECT channel, receiver FROM deliveries WHERE message_id = ? ORDER BY delivery_id", message_id
        )
        id_, search_id, made_at, document = rows[0]
        return Message(
            message_id=id_,
            search_id=search_id,
            made_at=made_at,
            document=None if document is None else json.loads(document),
            to=tuple((Channel(channel), receiver) for channel, receiver in to),
        )

    # ------------------------------------------------------------------ sending

    def lease(self, now: str, until: str, at_most: int) -> list[Delivery]:
        """Deliveries that are due, longest due first, the caller's own until an instant; each try counts."""
        with self._unit.work() as db:
            due = self._read(
                "d.outcome IS NULL AND d.due_at <= ? AND (d.lease_until IS NULL OR d.lease_until <= ?) "
                "ORDER BY d.due_at, d.delivery_id LIMIT ?",
                (now, now, at_most),
                attempts=1,
            )
            db.executemany(
                "UPDATE deliveries SET lease_until = ?, attempts = attempts + 1 WHERE delivery_id = ?",
                [(until, each.delivery_id) for each in due],
            )
        return due

    def sent(self, delivery_id: str, now: str) -> None:
        """Write down that a receiver has it."""
        self._done(delivery_id, Fate.SENT, now, None, None)

    def give_up(self, delivery_id: str, now: str, code: str, reason: str) -> None:
        """Write down that it is not tried again, and why."""
        self._done(delivery_id, Fate.GIVEN_UP, now, code, reason)

    def _done(self, delivery_id: str, fate: Fate, now: str, code: str | None, reason: str | None) -> None:
        with self._unit.work() as db:
            db.execute(
                "UPDATE deliveries SET outcome = ?, code = ?, reason = ?, done_at = ?, lease_until = NULL "
                "WHERE delivery_id = ? AND outcome IS NULL",
                (fate, code, clean(reason) if reason is not None else None, now, delivery_id),
            )

    def later(self, delivery_id: str, due_at: str, code: str, reason: str) -> None:
        """Give a delivery back, to be tried again from an instant on."""
        with self._unit.work() as db:
            db.execute(
                "UPDATE deliveries SET due_at = ?, code = ?, reason = ?, lease_until = NULL "
                "WHERE delivery_id = ? AND outcome IS NULL",
                (due_at, code, clean(reason), delivery_id),
            )

    def put_back(self, delivery_id: str) -> None:
        """Give a delivery back as if it had not been taken."""
        with self._unit.work() as db:
            db.execute(
                "UPDATE deliveries SET lease_until = NULL, attempts = max(0, attempts - 1) "
                "WHERE delivery_id = ? AND outcome IS NULL",
                (delivery_id,),
            )

    def mend(self, now: str, latest: str) -> None:
        """Bring instants back that a clock set wrong has put behind ``latest``, for which nothing waits."""
        with self._unit.work() as db:
            for column in ("due_at", "lease_until"):
                db.execute(
                    f"UPDATE deliveries SET {column} = ? WHERE outcome IS NULL AND {column} > ?",
                    (now, latest),
                )
            db.execute("UPDATE searches SET next_at = ? WHERE next_at > ?", (now, latest))

    # ------------------------------------------------------------------ looking, and letting go

    def deliveries(self, search_id: str | None = None, *, limit: int = 100) -> list[Delivery]:
        """Deliveries of one search or of all, latest message first."""
        which = "(?1 IS NULL OR m.search_id = ?1) ORDER BY m.made_at DESC, d.delivery_id LIMIT ?2"
        return self._read(which, (search_id, limit))

    def waiting(self) -> int:
        """How many deliveries have no outcome yet."""
        return int(self._unit.rows("SELECT count(*) FROM deliveries WHERE outcome IS NULL")[0][0])

    def drop_receivers(self, search_id: str, mail: Collection[str], hook: str | None) -> None:
        """Give nothing any more to those who are no receivers of a search any longer."""
        keep = json.dumps([[Channel.MAIL, each] for each in mail] + [[Channel.HOOK, hook]])
        with self._unit.work() as db:
            db.execute(
                "DELETE FROM deliveries WHERE outcome IS NULL AND message_id IN "
                "(SELECT message_id FROM messages WHERE search_id = ?1) AND NOT EXISTS (SELECT 1 FROM "
                "json_each(?2) WHERE value ->> 0 = channel AND value ->> 1 = receiver)",
                (search_id, keep),
            )

    def tidy(self, before: str) -> int:
        """Delete messages made before an instant that everybody has, or never will; how many there were."""
        with self._unit.work() as db:
            db.execute(
                "DELETE FROM messages WHERE made_at < ? AND NOT EXISTS (SELECT 1 FROM deliveries d "
                "WHERE d.message_id = messages.message_id AND d.outcome IS NULL)",
                (before,),
            )
            return int(db.changes())

    def forget(self, words: Sequence[str], now: str) -> int:
        """Take out of every message what names any of these ids or names; how many entries that were.

        What was sent already is let go of whole. A message of which nothing is left is given up.
        """
        sought = [word.casefold() for word in words if word]
        taken = 0
        with self._unit.work() as db:
            db.execute(
                "UPDATE messages SET document = NULL WHERE NOT EXISTS (SELECT 1 FROM deliveries d "
                "WHERE d.message_id = messages.message_id AND d.outcome IS NULL)"
            )
            for message_id, document in self._unit.rows(
                "SELECT message_id, document FROM messages WHERE document IS NOT NULL"
            ):
                doc = json.loads(document)
                left = [e for e in doc["entries"] if not _names(e, sought)]
                if len(left) == len(doc["entries"]):
                    continue
                taken += len(doc["entries"]) - len(left)
                db.execute(
                    "UPDATE messages SET document = ?, entries = ? WHERE message_id = ?",
                    (json.dumps(doc | {"entries": left}) if left else None, len(left), message_id),
                )
            db.execute(
                "UPDATE deliveries SET outcome = ?, code = 'alert.forgotten', done_at = ?, "
                "lease_until = NULL WHERE outcome IS NULL AND message_id IN "
                "(SELECT message_id FROM messages WHERE document IS NULL)",
                (Fate.GIVEN_UP, now),
            )
        return taken

    def _read(self, which: str, values: tuple[object, ...], attempts: int = 0) -> list[Delivery]:
        rows = self._unit.rows(f"SELECT {_COLUMNS} FROM {_TABLES} WHERE {which}", *values)
        return [
            Delivery(
                delivery_id=id_,
                message_id=message_id,
                search_id=search_id,
                channel=Channel(channel),
                receiver=receiver,
                due_at=due_at,
                attempts=n + attempts,
                entries=entries,
                made_at=made_at,
                fate=None if fate is None else Fate(fate),
                code=code,
                reason=reason,
                done_at=done_at,
            )
            for (
                id_,
                message_id,
                search_id,
                channel,
                receiver,
                due_at,
                n,
                entries,
                made_at,
                fate,
                code,
                reason,
                done_at,
            ) in rows
        ]


def _names(entry: Json, sought: Sequence[str]) -> bool:
    text = json.dumps(entry, ensure_ascii=False).casefold()
    return any(word in text for word in sought)
