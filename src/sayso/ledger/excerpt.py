"""What a question finds and all that it rests on, as of one moment, a row at a time."""

# ruff: noqa: S608  SQL is put together from the strings in this file and `query` alone; values are bound

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sayso.classes import dataclass
from sayso.ledger.connection import LONG, Connection
from sayso.ledger.dump import Dump
from sayso.ledger.packed import unpack
from sayso.ledger.query import EventQuery, to_sql
from sayso.ledger.standings import Standings
from sayso.ledger.view import StoredReport, View, event_of
from sayso.records import Claim, Event, Link, Reason, Run
from sayso.records.codec import claim_from_json

__all__ = ["Bearer", "Excerpt", "PickedClaim"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearer:
    """A report that tells a claim: the one it was read in, or a copy that carries it.

    ``sentence`` is where the claim's evidence begins and ends in this report's text.
    """

    article_id: str
    sentence: tuple[int, int]
    carried: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PickedClaim:
    """A claim of an event that was found, with the reports that tell it, its own first."""

    claim: Claim
    event_id: str
    bearers: tuple[Bearer, ...]


#: Everything but claims of events that were found, in one place for all the questions below.
_MEMBERS = "temp.picked p JOIN event_claims m ON m.event_id = p.event_id"
_EVENT = (
    "e.event_id, e.n_reports, e.n_publishers, e.n_origins, e.rests_on, e.first_published, e.last_published, "
    "e.disagreements, e.supporters, e.certain_origins, e.possible_origins, c.document"
)
_IDS = (
    "(SELECT json_group_array(claim_id) FROM (SELECT k.claim_id FROM event_claims m "
    "JOIN claims k ON k.claim = m.claim WHERE m.event_id = e.event_id ORDER BY m.place))"
)


class Excerpt:
    """Reads one moment of a ledger, however much is written meanwhile. Made by `Ledger.excerpt`.

    Nothing is held in memory but the row that is looked at: which events were found stands in a table of
    SQLite's own.
    """

    def __init__(self, connection: Connection, view: View, standings: Standings) -> None:
        self._connection = connection
        self._view = view
        self._standings = standings

    def pick(self, query: EventQuery) -> None:
        """Find the events that are meant. Must run once, at the beginning, inside a transaction."""
        sql, values = to_sql(query)
        self._connection.execute(
            "CREATE TEMP TABLE picked (n INTEGER PRIMARY KEY, event_id TEXT NOT NULL UNIQUE)"
        )
        self._connection.execute(f"INSERT INTO temp.picked (event_id) {sql}", values)

    def n_events(self) -> int:
        """How many events were found."""
        return int(self._one("SELECT count(*) FROM temp.picked")[0])

    def events(self) -> Iterator[Event]:
        """The events, newest first."""
        rows = self._rows(
            f"{LONG} SELECT {_EVENT}, {_IDS} FROM temp.picked p JOIN events e ON e.event_id = p.event_id "
            "JOIN claims c ON c.claim = e.lead ORDER BY p.n"
        )
        for row in rows:
            yield event_of(row[:-1], json.loads(row[-1]))

    def accounts(self, event_id: str) -> Iterator[PickedClaim]:
        """The claims of one event, first published first, without reasons."""
        rows = self._rows(
            "SELECT c.claim, c.document FROM event_claims m JOIN claims c ON c.claim = m.claim "
            "WHERE m.event_id = ? ORDER BY m.place",
            event_id,
        )
        for number, document in rows:
            yield self._picked(number, event_id, claim_from_json(json.loads(document)))

    def claims_of(self, article_id: str) -> Iterator[PickedClaim]:
        """The claims of events that were found which were read in one report, in the order they were read."""
        rows = self._rows(
            "SELECT c.claim, c.document, m.event_id FROM claims c JOIN event_claims m ON m.claim = c.claim "
            "JOIN temp.picked p ON p.event_id = m.event_id WHERE c.article_id = ? ORDER BY c.claim",
            article_id,
        )
        for number, document, event_id in rows:
            yield self._picked(number, event_id, claim_from_json(json.loads(document)))

    def tellers(self, event_id: str) -> list[str]:
        """Ids of the reports that tell an event: for each of its claims where it was read, then copies."""
        rows = self._rows(
            "SELECT c.article_id, m.place, 0 FROM event_claims m JOIN claims c ON c.claim = m.claim "
            "WHERE m.event_id = ?1 UNION ALL "
            "SELECT y.article_id, m.place, 1 FROM event_claims m JOIN carried y ON y.claim = m.claim "
            "WHERE m.event_id = ?1 ORDER BY 2, 3, 1",
            event_id,
        )
        return list(dict.fromkeys(article_id for article_id, _, _ in rows))

    def told_in(self, article_id: str) -> Iterator[Claim]:
        """The claims of events that were found which a report tells, read in it or carried."""
        member = "JOIN event_claims m ON m.claim = c.claim JOIN temp.picked p ON p.event_id = m.event_id"
        rows = self._rows(
            f"SELECT c.document, 0, c.claim FROM claims c {member} WHERE c.article_id = ?1 UNION ALL "
            f"SELECT c.document, 1, c.claim FROM carried y JOIN claims c ON c.claim = y.claim {member} "
            "WHERE y.article_id = ?1 ORDER BY 2, 3",
            article_id,
        )
        for document, _, _ in rows:
            yield claim_from_json(json.loads(document))

    def carried_by(self, article_id: str) -> list[str]:
        """Ids of the claims of events that were found which a copy carries."""
        rows = self._rows(
            "SELECT c.claim_id FROM carried y JOIN claims c ON c.claim = y.claim "
            "JOIN event_claims m ON m.claim = c.claim JOIN temp.picked p ON p.event_id = m.event_id "
            "WHERE y.article_id = ? ORDER BY y.start, c.claim_id",
            article_id,
        )
        return [claim_id for (claim_id,) in rows]

    def why(self, claim_id: str) -> tuple[Reason, ...]:
        """The reasons of a claim."""
        row = self._one(
            "SELECT g.packed FROM claims c JOIN claim_reasons g ON g.claim = c.claim WHERE c.claim_id = ?",
            claim_id,
        )
        return () if row is None else unpack(row[0])

    def documents(self, *, part: bool) -> Iterator[dict[str, Any]]:
        """The ledger as documents from which another can be made; see `Dump`.

        ``part`` leaves out what the events that were found do not need.
        """
        return Dump(self._connection, self._view, self._standings.index_of_prints, part=part).documents()

    def reports(self) -> Iterator[StoredReport]:
        """The reports that tell of the events, copies too, in the order in which they came in."""
        rows = self._rows(
            f"{LONG} SELECT article_id FROM reports WHERE article_id IN ("
            f"SELECT c.article_id FROM {_MEMBERS} JOIN claims c ON c.claim = m.claim UNION "
            f"SELECT y.article_id FROM {_MEMBERS} JOIN carried y ON y.claim = m.claim) ORDER BY rowid"
        )
        for (article_id,) in rows:
            report = self._view.report(article_id)
            if report is not None:
                yield report

    def report(self, article_id: str) -> StoredReport | None:
        """One report."""
        return self._view.report(article_id)

    def links_from(self, article_id: str) -> tuple[Link, ...]:
        """What a report has of others, best first."""
        return self._standings.links_from(article_id)

    def source(self, article_id: str) -> str | None:
        """The report that was read in place of this one; None if it was read itself."""
        return self._standings.source(article_id)

    def runs(self) -> Iterator[Run]:
        """Every run that wrote to the ledger, in that order."""
        rows = self._rows(
            "SELECT run_id, code_version, config_sha256, model_sha256, started_at, ended_at FROM runs "
            "ORDER BY rowid"
        )
        for run_id, code, config, model, started, ended in rows:
            yield Run(
                run_id=run_id,
                code_version=code,
                config_sha256=config,
                model_sha256=model,
                started_at=started,
                ended_at=ended,
            )

    def actor_names(self, actor_id: str) -> tuple[str, ...]:
        """Names under which claims know an actor."""
        return self._view.actor_names(actor_id)

    def named_in(self, article_id: str) -> Iterator[tuple[str, str]]:
        """Kind and name of everybody whom the claims of a report name, each once, by name."""
        yield from self._rows(
            "SELECT DISTINCT a.kind, a.name FROM claims c JOIN claim_actors x ON x.claim = c.claim "
            "JOIN actors a ON a.actor = x.actor WHERE c.article_id = ? AND c.retired_at IS NULL "
            "ORDER BY 2, 1",
            article_id,
        )

    def places_in(self, article_id: str) -> list[str]:
        """Names of the places in the claims of a report, each once, by name."""
        rows = self._rows(
            # not out of the document, whose escapes SQLite turns into bytes that are no UTF-8
            "SELECT DISTINCT coalesce(p.name, p.folded) FROM claims c JOIN places p USING (place) "
            "WHERE c.article_id = ? AND c.retired_at IS NULL ORDER BY 1",
            article_id,
        )
        return [name for (name,) in rows]

    def _picked(self, number: int, event_id: str, claim: Claim) -> PickedClaim:
        span = claim.evidence.span
        own = Bearer(article_id=claim.article_id, sentence=(span.start, span.end), carried=False)
        copies = self._rows(
            "SELECT article_id, start, end FROM carried WHERE claim = ? ORDER BY article_id", number
        )
        return PickedClaim(
            claim=claim,
            event_id=event_id,
            bearers=(
                own,
                *(Bearer(article_id=i, sentence=(start, end), carried=True) for i, start, end in copies),
            ),
        )

    # `Any`: a row holds whatever its query selects.
    def _rows(self, sql: str, *values: object) -> Iterator[Any]:
        return self._connection.execute(sql, values)

    def _one(self, sql: str, *values: object) -> Any:
        return self._connection.execute(sql, values).fetchone()
