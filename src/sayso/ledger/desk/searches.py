"""Saved searches: a question with a name, who is told of what is new for it, and what was told already."""

# ruff: noqa: S608  SQL is put together from the strings in this file alone; values are bound

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from sayso.classes import dataclass, field, replace
from sayso.ledger.asked import query_from_text, query_text
from sayso.ledger.clean import clean
from sayso.ledger.desk.outbox import Message, Outbox
from sayso.ledger.desk.unit import Unit
from sayso.ledger.query import EventQuery

__all__ = ["Alerting", "Change", "Happening", "Look", "Search", "Searches"]


class Change(StrEnum):
    """What may be new of an event.

    It is found for the first time; so many independent origins tell of it; what was planned has happened;
    somebody says the contrary; accounts differ in figures, or in the place.
    """

    NEW = "new"
    ORIGINS = "origins"
    HAPPENED = "happened"
    DENIED = "denied"
    FIGURES = "figures"
    PLACE = "place"


@dataclass(frozen=True, slots=True, kw_only=True)
class Alerting:
    """Who is told, of what, how often.

    Attributes:
        on: whether anybody is.
        mail: mail addresses.
        hook: the address that is posted to.
        secret: what posts are signed with.
        every_s: seconds between two messages, at least.
        min_origins: events with fewer independent origins are not told of.
        rise_to: an event is told of again when it has come to so many; None for never.
        changes: what else it is told of again for.
    """

    on: bool = False
    mail: tuple[str, ...] = ()
    hook: str | None = None
    secret: str | None = field(default=None, repr=False)
    every_s: int = 900
    min_origins: int = 1
    rise_to: int | None = None
    changes: frozenset[Change] = frozenset(Change)


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """A saved search. Whoever has ``feed_key`` may read its feed, and nothing else.

    ``looked`` is the moment of the ledger's changes up to which was looked, ``since_claim`` the last claim
    that was there when telling began, ``next_at`` before when nothing is sent (ISO 8601, UTC).
    """

    search_id: str
    name: str
    query: EventQuery
    created_at: str
    created_by: str
    feed_key: str = field(repr=False)
    alerting: Alerting = Alerting()
    looked: int = 0
    since_claim: int = 0
    next_at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """What was told of one happening for one search.

    ``number`` is None for one that is not kept yet. ``origins`` is the greatest number told, ``marks`` are
    the states and disagreements told, ``claim_ids`` the claims that are to be known as of it.
    """

    number: int | None
    first_claim: str
    told_at: str
    origins: int
    marks: frozenset[str]
    claim_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What came of looking at a search: how far was looked, what is to be remembered, what is to be sent."""

    search_id: str
    after: int
    upto: int
    next_at: str | None
    happenings: tuple[Happening, ...] = ()
    messages: tuple[Message, ...] = ()


_COLUMNS = (
    "search_id, name, question, created_at, created_by, feed_key, alerting, looked, since_claim, next_at"
)


class Searches:
    """The saved searches of a desk."""

    def __init__(self, unit: Unit, outbox: Outbox) -> None:
        self._unit = unit
        self._outbox = outbox

    def every(self) -> list[Search]:
        """All of them, by name."""
        return [_search(row) for row in self._unit.rows(f"SELECT {_COLUMNS} FROM searches ORDER BY name")]

    def get(self, which: str) -> Search | None:
        """The one with that id or, failing that, that name."""
        return self._where("search_id = ?", which) or self._where("name = ?", clean(which))

    def _where(self, condition: str, value: str) -> Search | None:
        rows = self._unit.rows(f"SELECT {_COLUMNS} FROM searches WHERE {condition}", value)
        return _search(rows[0]) if rows else None

    def add(self, search: Search) -> bool:
        """Keep a new search; False if its name is taken."""
        with self._unit.work() as db:
            db.execute(
                f"INSERT INTO searches ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (name) DO NOTHING",
                _row(search),
            )
            return bool(db.changes())

    def change(self, search: Search) -> bool:
        """Keep a search in place of the one with its id; False if there is none, or the name is taken.

        Where the question is another, or telling begins anew, what was told is forgotten.
        """
        with self._unit.work() as db:
            old = self._where("search_id = ?", search.search_id)
            named = self._where("name = ?", clean(search.name))
            if old is None or (named is not None and named.search_id != search.search_id):
                return False
            if old.query != search.query or old.since_claim != search.since_claim:
                db.execute("DELETE FROM happenings WHERE search_id = ?", (search.search_id,))
            columns = _COLUMNS.split(", ")[1:]
            db.execute(
                f"UPDATE searches SET {', '.join(f'{name} = ?' for name in columns)} WHERE search_id = ?",
                (*_row(search)[1:], search.search_id),
            )
            self._outbox.drop_receivers(search.search_id, search.alerting.mail, search.alerting.hook)
        return True

    def delete(self, search_id: str) -> bool:
        """Delete a search with all that was to be sent for it; False if there is none."""
        with self._unit.work() as db:
            db.execute("DELETE FROM searches WHERE search_id = ?", (search_id,))
            return bool(db.changes())

    # ------------------------------------------------------------------ what was told

    def told(self, search_id: str, claim_ids: Iterable[str]) -> dict[str, Happening]:
        """By claim what was told, for a search, of the happening that it is of; none for the others."""
        rows = self._unit.rows(
            "SELECT t.claim_id, h.happening, h.first_claim, h.told_at, h.origins, h.marks "
            "FROM json_each(?) e CROSS JOIN told t ON t.search_id = ? AND t.claim_id = e.value "
            "JOIN happenings h USING (happening) ORDER BY h.happening",
            json.dumps(list(claim_ids)),
            search_id,
        )
        return {
            claim_id: Happening(
                number=number,
                first_claim=first,
                told_at=at,
                origins=origins,
                marks=frozenset(json.loads(marks)),
            )
            for claim_id, number, first, at, origins, marks in rows
        }

    def keep(self, look: Look) -> bool:
        """Keep what came of a look, all of it or nothing; False if another process has looked meanwhile."""
        with self._unit.work() as db:
            db.execute(
                "UPDATE searches SET looked = ?, next_at = ? WHERE search_id = ? AND looked = ?",
                (look.upto, look.next_at, look.search_id, look.after),
            )
            if not db.changes():
                return False
            for happening in look.happenings:
                self._remember(look.search_id, happening)
            for message in look.messages:
                self._outbox.add(message)
        return True

    def skip(self, search_id: str, looked: int) -> None:
        """Go on from a moment, whatever was looked at before: the ledger is not the one it was."""
        with self._unit.work() as db:
            db.execute("UPDATE searches SET looked = ? WHERE search_id = ?", (looked, search_id))

    def _remember(self, search_id: str, happening: Happening) -> None:
        db = self._unit.connection
        kept = (happening.origins, json.dumps(sorted(happening.marks)))
        number = happening.number
        if number is None:
            db.execute(
                "INSERT INTO happenings (search_id, first_claim, told_at, origins, marks) "
                "VALUES (?, ?, ?, ?, ?)",
                (search_id, happening.first_claim, happening.told_at, *kept),
            )
            number = db.last_insert_rowid()
        else:
            db.execute("UPDATE happenings SET origins = ?, marks = ? WHERE happening = ?", (*kept, number))
        db.executemany(
            "INSERT INTO told VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET happening = excluded.happening",
            [(search_id, claim_id, number) for claim_id in happening.claim_ids],
        )


def _search(row: Any) -> Search:  # `Any`: a row holds whatever its query selects
    search_id, name, question, created_at, created_by, key, alerting, looked, since, next_at = row
    return Search(
        search_id=search_id,
        name=name,
        query=query_from_text(question),
        created_at=created_at,
        created_by=created_by,
        feed_key=key,
        alerting=_alerting(json.loads(alerting)),
        looked=looked,
        since_claim=since,
        next_at=next_at,
    )


def _row(search: Search) -> tuple[object, ...]:
    return (
        search.search_id,
        clean(search.name),
        query_text(search.query),
        search.created_at,
        clean(search.created_by),
        search.feed_key,
        json.dumps(_alerting_doc(search.alerting)),
        search.looked,
        search.since_claim,
        search.next_at,
    )


# `Any`: a JSON document
def _alerting_doc(alerting: Alerting) -> dict[str, Any]:
    return {
        "on": alerting.on,
        "mail": list(alerting.mail),
        "hook": alerting.hook,
        "secret": alerting.secret,
        "every_s": alerting.every_s,
        "min_origins": alerting.min_origins,
        "rise_to": alerting.rise_to,
        "changes": sorted(alerting.changes),
    }


def _alerting(doc: dict[str, Any]) -> Alerting:
    known = set(Change)
    # a change that a newer sayso knows is not asked for here
    changes = frozenset(Change(name) for name in doc["changes"] if name in known)
    return replace(Alerting(**doc | {"mail": tuple(doc["mail"])}), changes=changes)
