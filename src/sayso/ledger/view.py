"""Reads records back out of a ledger."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sayso.classes import dataclass, replace
from sayso.ledger.accounts import accounts_where
from sayso.ledger.adding import cut_vectors
from sayso.ledger.browse import Page, page_of
from sayso.ledger.clean import clean, clean_name
from sayso.ledger.connection import Connection
from sayso.ledger.packed import unpack
from sayso.ledger.query import EventQuery, to_sql
from sayso.records import Account, Claim, Event
from sayso.records.codec import claim_from_json
from sayso.records.link_codec import origin_to_json, origin_unpacked

__all__ = ["Found", "StoredReport", "View", "event_of", "whole_text"]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredReport:
    """A report as kept: its text, and what is known of it in the form of the coded report's `report`."""

    article_id: str
    run_id: str
    name: str
    text: str
    text_sha256: str
    publisher: str | None
    published: str | None
    # `Any`: a decoded JSON object.
    header: Mapping[str, Any]
    vectors: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Something an id or the beginning of one names. ``kind`` is event, claim, report, actor or origin."""

    kind: str
    id: str


_KINDS = (
    ("event", "SELECT event_id FROM events WHERE event_id >= ?1 AND event_id < ?2 ORDER BY 1 LIMIT ?3"),
    ("claim", "SELECT claim_id FROM claims WHERE claim_id >= ?1 AND claim_id < ?2 ORDER BY 1 LIMIT ?3"),
    (
        "report",
        "SELECT article_id FROM reports WHERE article_id >= ?1 AND article_id < ?2 ORDER BY 1 LIMIT ?3",
    ),
    (
        "actor",
        "SELECT DISTINCT actor_id FROM actors WHERE actor_id >= ?1 AND actor_id < ?2 ORDER BY 1 LIMIT ?3",
    ),
    (
        "origin",
        "SELECT DISTINCT origin FROM standings WHERE origin >= ?1 AND origin < ?2 ORDER BY 1 LIMIT ?3",
    ),
)
#: Events that are found as a page of a list is, without looking at all that meet the conditions.
_PAGED = 1_000
#: Greater than any character an id can hold.
_LAST = "\U0010ffff"
_TABLES = ("runs", "reports", "claims", "events", "refusals")


# `Any`: a decoded JSON object.
def whole_text(header: Mapping[str, Any]) -> bool:
    """Whether the text of a report with this header is kept whole."""
    return header.get("text_kept") is None


# `Any`: a row holds whatever its query selects.
def event_of(row: Sequence[Any], claim_ids: Sequence[str]) -> Event:
    """The event in a row of its columns and its lead's document, and the ids of its claims."""
    (
        event_id,
        reports,
        publishers,
        origins,
        rests_on,
        first,
        last,
        differ,
        support,
        certain,
        possible,
        lead,
    ) = row
    return Event(
        event_id=event_id,
        claim_ids=tuple(claim_ids),
        lead=claim_from_json(json.loads(lead)),
        n_reports=reports,
        n_publishers=publishers,
        n_origins=origins,
        rests_on=rests_on,
        first_published=first,
        last_published=last,
        disagreements={
            field: {value: tuple(ids) for value, ids in values.items()}
            for field, values in json.loads(differ).items()
        },
        supporters={field: tuple(ids) for field, ids in json.loads(support).items()},
        origins_interval=(certain, possible),
    )


class View:
    """Read-only questions over one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def has_report(self, article_id: str) -> bool:
        """Whether the report is kept already."""
        return self._one("SELECT 1 FROM reports WHERE article_id = ?", article_id) is not None

    def report(self, article_id: str) -> StoredReport | None:
        """One report."""
        row = self._one(
            "SELECT article_id, run_id, name, text, text_sha256, publisher, published, header, vectors, "
            "standing, origin, wire FROM reports LEFT JOIN standings USING (article_id) WHERE article_id = ?",
            article_id,
        )
        if row is None:
            return None
        header = json.loads(row[7])
        if row[9] is not None:
            origin = origin_unpacked(row[9], article_id=row[0], origin_id=row[10], wire=row[11])
            header |= {"copy_of": origin.copy_of, "origin": origin_to_json(origin)}
        return StoredReport(
            article_id=row[0],
            run_id=row[1],
            name=row[2],
            text=bytes(row[3]).decode("utf-8", "surrogatepass"),
            text_sha256=row[4],
            publisher=row[5],
            published=row[6],
            header=header,
            vectors=cut_vectors(row[8], header["sentences"]),
        )

    def claim(self, claim_id: str) -> Claim | None:
        """One claim."""
        return next(iter(self._claims("WHERE c.claim_id = ?", claim_id)), None)

    def claims_of(self, article_id: str) -> tuple[Claim, ...]:
        """The claims of one report, in the order they were read."""
        return self._claims("WHERE c.article_id = ? AND c.retired_at IS NULL ORDER BY c.claim", article_id)

    def accounts_of(self, event_id: str, *, start: int = 0, n: int | None = None) -> tuple[Claim, ...]:
        """The claims of one event, first published first; ``n`` of them from number ``start`` on."""
        return self._claims(
            "JOIN event_claims m USING (claim) WHERE m.event_id = ? ORDER BY m.place LIMIT ? OFFSET ?",
            event_id,
            -1 if n is None else n,
            start,
        )

    def dated_accounts(self, since: date | None, until: date | None) -> Iterator[Account]:
        """Every claim of a report with a day of publication between two days, both inclusive, as it is read.

        They come without reasons, in the order in which they were stored.
        """
        days = (since.isoformat() if since else "", until.isoformat() if until else _LAST)
        inside = "r.published IS NOT NULL AND substr(r.published, 1, 10) BETWEEN ? AND ?"
        for _, account in accounts_where(self._connection, inside, days, long=True):
            yield account

    def accounts_in(self, event_id: str) -> tuple[Account, ...]:
        """The accounts of one event with their origins, first published first, without reasons."""
        rows = accounts_where(
            self._connection,
            "c.claim IN (SELECT claim FROM event_claims WHERE event_id = ?)",
            (event_id,),
            "(SELECT place FROM event_claims m WHERE m.claim = c.claim)",
        )
        return tuple(account for _, account in rows)

    def event(self, event_id: str) -> Event | None:
        """One event. Its lead comes without reasons: what explains an event are its accounts."""
        row = self._one(
            "SELECT e.event_id, e.n_reports, e.n_publishers, e.n_origins, e.rests_on, e.first_published, "
            "e.last_published, e.disagreements, e.supporters, e.certain_origins, e.possible_origins, "
            "c.document FROM events e JOIN claims c ON c.claim = e.lead WHERE e.event_id = ?",
            event_id,
        )
        if row is None:
            return None
        members = self._all(
            "SELECT c.claim_id FROM event_claims m JOIN claims c USING (claim) "
            "WHERE m.event_id = ? ORDER BY m.place",
            event_id,
        )
        return event_of(row, [claim_id for (claim_id,) in members])

    def event_of(self, claim_id: str) -> str | None:
        """Id of the event a claim is in; None while it is not joined yet."""
        row = self._one(
            "SELECT m.event_id FROM claims c JOIN event_claims m USING (claim) WHERE c.claim_id = ?", claim_id
        )
        return None if row is None else row[0]

    def events(self, query: EventQuery) -> Iterator[Event]:
        """The events that ``query`` asks for, newest first.

        The ids are fetched at once, the events one by one as they are asked for.
        """
        for event_id in self._ids(query):
            event = self.event(event_id)
            if event is not None:
                yield event

    def _ids(self, query: EventQuery) -> list[str]:
        # words are looked up by a function that cannot change while another statement is being read
        if query.limit is not None and query.limit <= _PAGED and query.text is None:
            found = page_of(self._connection, query, Page(n=query.limit))
            return [hit.event_id for hit in found.hits]
        sql, values = to_sql(query)
        return [event_id for (event_id,) in self._all(sql, *values)]

    def events_with(self, actor_id: str) -> Iterator[Event]:
        """The events in which an actor takes part in any role, newest first."""
        rows = self._all(
            "SELECT e.event_id FROM events e WHERE e.event_id IN (SELECT m.event_id FROM actors a "
            "JOIN claim_actors USING (actor) JOIN event_claims m USING (claim) WHERE a.actor_id = ?) "
            "ORDER BY e.day DESC, e.event_id",
            actor_id,
        )
        yield from (event for (event_id,) in rows if (event := self.event(event_id)) is not None)

    def actor_names(self, actor_id: str) -> tuple[str, ...]:
        """Names under which claims know an actor, those of most claims first."""
        rows = self._all(
            "SELECT a.name FROM actors a LEFT JOIN claim_actors x USING (actor) WHERE a.actor_id = ? "
            "GROUP BY a.name ORDER BY count(x.claim) DESC, a.name",
            clean_name(actor_id),
        )
        return tuple(name for (name,) in rows)

    def find(self, prefix: str, *, limit: int = 10) -> list[Found]:
        """Everything whose id begins with ``prefix``; reports also by the whole id they came with."""
        prefix = clean(prefix)
        found: list[Found] = []
        for kind, sql in _KINDS:
            rows = self._all(sql, prefix, prefix + _LAST, limit)
            found += [Found(kind=kind, id=row[0]) for row in rows]
        given = self._all(
            "SELECT article_id FROM reports WHERE given_id = ? ORDER BY 1 LIMIT ?", prefix, limit
        )
        found += [Found(kind="report", id=row[0]) for row in given]
        exact = [f for f in found if f.id == prefix]
        return exact or list(dict.fromkeys(found))[:limit]

    def counts(self) -> dict[str, int]:
        """Rows by what they are."""
        return {name: self._one(f"SELECT count(*) FROM {name}")[0] for name in _TABLES}  # noqa: S608  our own names

    # `Any`: a row holds whatever its query selects.
    def _one(self, sql: str, *values: object) -> Any:
        return self._connection.execute(sql, values).fetchone()

    def _all(self, sql: str, *values: object) -> list[Any]:
        return self._connection.execute(sql, values).fetchall()

    def _claims(self, which: str, *values: object) -> tuple[Claim, ...]:
        sql = "SELECT c.document, g.packed FROM claims c LEFT JOIN claim_reasons g USING (claim) "
        rows = self._all(sql + which, *values)
        return tuple(replace(claim_from_json(json.loads(doc)), why=unpack(packed)) for doc, packed in rows)
