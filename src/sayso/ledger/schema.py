"""The tables of a ledger, and the steps from each version of them to the next.

Reports, claims, runs, refusals and verdicts are only ever added, unless a person has something forgotten; a
claim or link that another has taken the place of is marked as retired and kept. Events, where each report
stands, which claims are `stale` (not yet joined into events) and the counts by day follow from the others and
can be thrown away.
"""

from __future__ import annotations

from collections.abc import Callable

from sayso.errors import LedgerError
from sayso.ledger.archives import SCHEMA as ARCHIVES
from sayso.ledger.browse_index import fill_browsing
from sayso.ledger.changes import SCHEMA as CHANGES
from sayso.ledger.connection import Connection
from sayso.ledger.figure_index import fill_figures
from sayso.ledger.forgetting import SCHEMA as TOMBSTONES
from sayso.ledger.prints import SCHEMA as PRINTS
from sayso.ledger.rollups import SCHEMA as ROLLUPS
from sayso.ledger.rollups import refill
from sayso.ledger.speakers import add_speakers_of_every_claim
from sayso.ledger.voice_index import fill_voices
from sayso.ledger.watching import SCHEMA as WATCH

__all__ = ["APPLICATION_ID", "VERSION", "bring_up_to_date", "check"]

#: Marks a SQLite file as a ledger (PRAGMA application_id): the bytes "Says".
APPLICATION_ID = int.from_bytes(b"Says", "big")

_FIRST = """
CREATE TABLE migrations (version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL);
CREATE TABLE runs (
    run_id TEXT PRIMARY KEY, code_version TEXT NOT NULL, config_sha256 TEXT NOT NULL,
    model_sha256 TEXT NOT NULL, started_at TEXT NOT NULL, ended_at TEXT
) STRICT;
CREATE TABLE reports (
    article_id TEXT PRIMARY KEY, run_id TEXT NOT NULL REFERENCES runs, given_id TEXT, name TEXT NOT NULL,
    publisher TEXT, published TEXT, text_sha256 TEXT NOT NULL,
    header TEXT NOT NULL, text BLOB NOT NULL, vectors BLOB NOT NULL
) STRICT;
CREATE INDEX reports_given ON reports (given_id) WHERE given_id IS NOT NULL;
CREATE TABLE places (
    place INTEGER PRIMARY KEY, place_id TEXT NOT NULL, folded TEXT NOT NULL, admin1 TEXT NOT NULL,
    country TEXT NOT NULL, UNIQUE (folded, place_id, admin1, country)
) STRICT;
CREATE TABLE actors (
    actor INTEGER PRIMARY KEY, actor_id TEXT NOT NULL, name TEXT NOT NULL, folded TEXT NOT NULL,
    country TEXT NOT NULL, kind TEXT NOT NULL, UNIQUE (actor_id, name, country, kind)
) STRICT;
CREATE INDEX actors_folded ON actors (folded);
CREATE TABLE claims (
    claim INTEGER PRIMARY KEY, claim_id TEXT NOT NULL UNIQUE,
    article_id TEXT NOT NULL REFERENCES reports, kind TEXT NOT NULL, type TEXT, mode TEXT,
    measure TEXT, status TEXT NOT NULL, place INTEGER REFERENCES places, country TEXT,
    first_day TEXT, last_day TEXT, document TEXT NOT NULL
) STRICT;
CREATE INDEX claims_report ON claims (article_id);
CREATE INDEX claims_type ON claims (type, status);
CREATE INDEX claims_country ON claims (country);
CREATE INDEX claims_last_day ON claims (last_day, first_day);
CREATE INDEX claims_place ON claims (place);
CREATE TABLE claim_actors (
    actor INTEGER NOT NULL REFERENCES actors, claim INTEGER NOT NULL REFERENCES claims, role TEXT NOT NULL,
    PRIMARY KEY (actor, claim, role)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_actors_claim ON claim_actors (claim);
CREATE TABLE claim_rules (
    rule TEXT NOT NULL, claim INTEGER NOT NULL REFERENCES claims, PRIMARY KEY (rule, claim)
) STRICT, WITHOUT ROWID;
CREATE TABLE refusals (
    refusal INTEGER PRIMARY KEY, run_id TEXT NOT NULL REFERENCES runs, name TEXT NOT NULL,
    stage TEXT NOT NULL, code TEXT NOT NULL, reason TEXT NOT NULL,
    UNIQUE (run_id, name, stage, code)
) STRICT;
CREATE VIRTUAL TABLE evidence USING fts5 (
    sentence, content = '', tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TABLE claim_points (
    point INTEGER NOT NULL, claim INTEGER NOT NULL REFERENCES claims, PRIMARY KEY (point, claim)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_points_claim ON claim_points (claim);
CREATE TABLE stale (claim INTEGER PRIMARY KEY REFERENCES claims) STRICT;
CREATE TABLE events (
    event_id TEXT PRIMARY KEY, lead INTEGER NOT NULL REFERENCES claims, n_reports INTEGER NOT NULL,
    n_publishers INTEGER NOT NULL, n_origins INTEGER NOT NULL, rests_on TEXT,
    first_published TEXT, last_published TEXT, day TEXT, disagreements TEXT NOT NULL, supporters TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE event_claims (
    claim INTEGER PRIMARY KEY REFERENCES claims, event_id TEXT NOT NULL REFERENCES events,
    place INTEGER NOT NULL
) STRICT;
CREATE INDEX events_day ON events (day DESC, event_id);
CREATE INDEX event_claims_event ON event_claims (event_id, place);
"""

#: Reasons are kept apart from the claim's document, which is read far more often and without them.
_REASONS = """
CREATE TABLE claim_reasons (claim INTEGER PRIMARY KEY REFERENCES claims, packed BLOB NOT NULL) STRICT
"""


#: Where each report stands among those of one origin, and the proof; which were not read because another says
#: the same, and what they carry of its claims; what a person has judged. ``number`` names a report in the
#: index of prints. An origin has the id of the report that stands for it, with another first letter.
_ORIGINS = """
ALTER TABLE claims ADD COLUMN retired_at TEXT;
ALTER TABLE claims ADD COLUMN facts TEXT;
ALTER TABLE reports ADD COLUMN story BLOB;
ALTER TABLE events ADD COLUMN certain_origins INTEGER NOT NULL DEFAULT 1;
ALTER TABLE events ADD COLUMN possible_origins INTEGER NOT NULL DEFAULT 1;
UPDATE events SET possible_origins = n_origins;
CREATE INDEX reports_text ON reports (text_sha256);
CREATE TABLE standings (
    number INTEGER PRIMARY KEY, article_id TEXT NOT NULL UNIQUE REFERENCES reports, url TEXT,
    origin TEXT NOT NULL, wire TEXT, standing TEXT NOT NULL, traits TEXT NOT NULL
) STRICT;
CREATE INDEX standings_origin ON standings (origin);
CREATE INDEX standings_url ON standings (url) WHERE url IS NOT NULL;
CREATE TABLE unread (
    article_id TEXT PRIMARY KEY REFERENCES reports, source TEXT NOT NULL REFERENCES reports (article_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE standing_parts (
    origin TEXT NOT NULL, article_id TEXT NOT NULL REFERENCES reports, PRIMARY KEY (origin, article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX standing_parts_report ON standing_parts (article_id);
CREATE TABLE links (
    link INTEGER PRIMARY KEY, left_id TEXT NOT NULL REFERENCES reports, right_id TEXT NOT NULL,
    kind TEXT NOT NULL, p REAL NOT NULL, packed TEXT NOT NULL, decided_by TEXT NOT NULL,
    decided_at TEXT NOT NULL, retired_at TEXT
) STRICT;
CREATE INDEX links_left ON links (left_id);
CREATE INDEX links_right ON links (right_id);
CREATE TABLE carried (
    claim INTEGER NOT NULL REFERENCES claims, article_id TEXT NOT NULL REFERENCES reports,
    start INTEGER NOT NULL, end INTEGER NOT NULL, PRIMARY KEY (claim, article_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX carried_report ON carried (article_id);
CREATE TABLE claim_origins (
    claim INTEGER PRIMARY KEY REFERENCES claims, origin TEXT NOT NULL, wire TEXT
) STRICT;
CREATE TABLE verdicts (
    verdict INTEGER PRIMARY KEY, what TEXT NOT NULL, left_id TEXT NOT NULL, right_id TEXT NOT NULL,
    judgement TEXT NOT NULL, note TEXT NOT NULL, decided_by TEXT NOT NULL, decided_at TEXT NOT NULL,
    retired_at TEXT
) STRICT;
CREATE INDEX verdicts_left ON verdicts (left_id);
CREATE INDEX verdicts_right ON verdicts (right_id);
"""


def _third(connection: Connection) -> None:
    connection.execute(_ORIGINS)
    connection.execute(PRINTS)


def _second(connection: Connection) -> None:
    connection.execute(_REASONS)
    add_speakers_of_every_claim(connection)


def _fourth(connection: Connection) -> None:
    connection.execute(TOMBSTONES)
    connection.execute(ROLLUPS)
    refill(connection)


def _fifth(connection: Connection) -> None:
    connection.execute(WATCH)


def _sixth(connection: Connection) -> None:
    connection.execute(ARCHIVES)


#: Parts of events: claims that are one as far as they show. An event has several where persons judged so;
#: such a one of an older ledger is joined anew.
_PARTS = """
ALTER TABLE event_claims ADD COLUMN part INTEGER REFERENCES claims;
UPDATE event_claims SET part = p.part FROM
    (SELECT event_id, min(claim) AS part FROM event_claims GROUP BY event_id) p
WHERE p.event_id = event_claims.event_id;
CREATE TEMP TABLE judged AS SELECT DISTINCT m.event_id FROM verdicts v
    JOIN claims c ON c.claim_id IN (v.left_id, v.right_id) JOIN event_claims m ON m.claim = c.claim
    WHERE v.what = 'event' AND v.judgement = 'same';
INSERT OR IGNORE INTO stale SELECT claim FROM event_claims WHERE event_id IN (SELECT event_id FROM judged);
DELETE FROM event_claims WHERE event_id IN (SELECT event_id FROM judged);
DELETE FROM events WHERE event_id IN (SELECT event_id FROM judged);
DROP TABLE judged;
"""

#: The step to version 1, 2, …, as SQL or as what runs it; a step is never edited once released, only followed
#: by another.
_STEPS: tuple[str | Callable[[Connection], None], ...] = (
    _FIRST,
    _second,
    _third,
    _fourth,
    _fifth,
    _sixth,
    fill_figures,
    fill_browsing,
    CHANGES,
    fill_voices,
    _PARTS,
)
VERSION = len(_STEPS)


def check(connection: Connection, path: str) -> int:
    """The version of the ledger behind ``connection``; 0 for a new, empty file.

    Raises:
        LedgerError: it is another program's database, or a newer sayso's.
    """
    version = _one(connection, "PRAGMA user_version")
    mark = _one(connection, "PRAGMA application_id")
    tables = _one(connection, "SELECT count(*) FROM sqlite_master")
    if tables and mark != APPLICATION_ID:
        raise LedgerError(
            "a SQLite database, but no ledger",
            item=path,
            hint="name another file with --ledger; sayso does not write into other programs' databases",
        )
    if version > VERSION:
        raise LedgerError(
            f"the ledger has version {version}; this sayso knows versions up to {VERSION}",
            item=path,
            hint="install the newer sayso that made it",
        )
    return version if tables else 0


def _one(connection: Connection, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0


def bring_up_to_date(connection: Connection, path: str) -> None:
    """Run the missing steps, all in one transaction with the record of them.

    Raises:
        LedgerError: as `check`.
    """
    if check(connection, path) == VERSION:
        return
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Asked again inside the transaction: another process may have been first.
        for number in range(check(connection, path), VERSION):
            step = _STEPS[number]
            if isinstance(step, str):
                connection.execute(step)
            else:
                step(connection)
            connection.execute(
                "INSERT INTO migrations VALUES (?, strftime('%Y-%m-%dT%H:%M:%SZ'))", (number + 1,)
            )
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
