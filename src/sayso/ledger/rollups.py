"""Counts of events by day, kept beside them: what would take a walk over every event is read from a few rows.

SQLite keeps them itself, in the transaction that changes the events, so they cannot differ from them.
"""

# ruff: noqa: S608  SQL is put together from the strings in this file alone; values are bound

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from sayso.ledger.connection import Connection

__all__ = ["FIGURE", "SCHEMA", "DayCount", "days_of_actor", "days_of_types", "refill"]

#: Stands for the type of an event that is a figure.
FIGURE = "FIGURE"

SCHEMA = f"""
CREATE TABLE day_types (
    day TEXT NOT NULL, type TEXT NOT NULL, country TEXT NOT NULL, events INTEGER NOT NULL,
    origins INTEGER NOT NULL, PRIMARY KEY (day, type, country)
) STRICT, WITHOUT ROWID;
CREATE TABLE day_actors (
    actor_id TEXT NOT NULL, day TEXT NOT NULL, role TEXT NOT NULL, events INTEGER NOT NULL,
    PRIMARY KEY (actor_id, day, role)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER events_counted AFTER INSERT ON events BEGIN
    INSERT INTO day_types SELECT coalesce(NEW.day, ''), coalesce(c.type, '{FIGURE}'), coalesce(c.country, ''),
        1, NEW.n_origins FROM claims c WHERE c.claim = NEW.lead
    ON CONFLICT DO UPDATE SET events = events + 1, origins = origins + excluded.origins;
    INSERT INTO day_actors SELECT DISTINCT a.actor_id, coalesce(NEW.day, ''), x.role, 1
        FROM claim_actors x JOIN actors a USING (actor) WHERE x.claim = NEW.lead
    ON CONFLICT DO UPDATE SET events = events + 1;
END;
CREATE TRIGGER events_uncounted AFTER DELETE ON events BEGIN
    UPDATE day_types SET events = events - 1, origins = origins - OLD.n_origins
    WHERE (day, type, country) IN (SELECT coalesce(OLD.day, ''), coalesce(c.type, '{FIGURE}'),
        coalesce(c.country, '') FROM claims c WHERE c.claim = OLD.lead);
    DELETE FROM day_types WHERE day = coalesce(OLD.day, '') AND events <= 0;
    UPDATE day_actors SET events = events - 1 WHERE (actor_id, day, role) IN (
        SELECT a.actor_id, coalesce(OLD.day, ''), x.role
        FROM claim_actors x JOIN actors a USING (actor) WHERE x.claim = OLD.lead);
    DELETE FROM day_actors WHERE events <= 0 AND (actor_id, day, role) IN (
        SELECT a.actor_id, coalesce(OLD.day, ''), x.role
        FROM claim_actors x JOIN actors a USING (actor) WHERE x.claim = OLD.lead);
END;
"""


class DayCount(NamedTuple):
    """How many events of one type in one country a day has, and how many independent origins they have.

    ``day`` is ISO 8601, empty where it is not known; ``country`` ISO3, empty where none is named.
    """

    day: str
    type: str
    country: str
    events: int
    origins: int


def refill(db: Connection) -> None:
    """Count every event anew. Must run inside a transaction."""
    db.execute("DELETE FROM day_types")
    db.execute("DELETE FROM day_actors")
    db.execute(
        f"INSERT INTO day_types SELECT coalesce(e.day, ''), coalesce(c.type, '{FIGURE}'), "
        "coalesce(c.country, ''), count(*), sum(e.n_origins) "
        "FROM events e JOIN claims c ON c.claim = e.lead GROUP BY 1, 2, 3"
    )
    db.execute(
        "INSERT INTO day_actors SELECT actor_id, day, role, count(*) FROM (SELECT DISTINCT e.event_id, "
        "a.actor_id, coalesce(e.day, '') AS day, x.role FROM events e "
        "JOIN claim_actors x ON x.claim = e.lead JOIN actors a USING (actor)) GROUP BY 1, 2, 3"
    )


def days_of_types(db: Connection, *, since: str = "", until: str = "9999") -> Iterator[DayCount]:
    """Counts by day, type and country between two days (ISO 8601, both inclusive), earliest first."""
    # `Any`: a row holds whatever its query selects
    rows: Any = db.execute(
        "SELECT day, type, country, events, origins FROM day_types WHERE day >= ? AND day <= ? "
        "ORDER BY day, type, country",
        (since, until),
    )
    return map(DayCount._make, rows)  # there are thousands


def days_of_actor(db: Connection, actor_id: str) -> Iterator[tuple[str, str, int]]:
    """For each day and role how many events an actor takes part in, earliest first."""
    # `Any`: as above
    rows: Any = db.execute(
        "SELECT day, role, events FROM day_actors WHERE actor_id = ? ORDER BY day, role", (actor_id,)
    )
    yield from rows
