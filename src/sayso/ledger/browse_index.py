"""What claims are found, counted and drawn on a map by, apart from their documents.

A document takes most of a page of the file. Whoever counts ten thousand claims by type must not read them.
"""

from __future__ import annotations

from typing import Any

from sayso.ledger.clean import clean
from sayso.ledger.connection import Connection
from sayso.records import Claim, Place

__all__ = ["SCHEMA", "add_marks", "fill_browsing", "place_columns"]

#: A place's point is that of the claim which named it first; ``within_km`` is the radius that surely holds
#: it.
SCHEMA = """
CREATE TABLE claim_marks (
    claim INTEGER PRIMARY KEY REFERENCES claims, kind TEXT NOT NULL, type TEXT, status TEXT NOT NULL,
    polarity TEXT NOT NULL, modality TEXT NOT NULL, place INTEGER REFERENCES places, country TEXT,
    first_day TEXT, last_day TEXT
) STRICT;
DROP INDEX IF EXISTS claims_type;
DROP INDEX IF EXISTS claims_country;
DROP INDEX IF EXISTS claims_last_day;
DROP INDEX IF EXISTS claims_place;
ALTER TABLE places ADD COLUMN name TEXT;
ALTER TABLE places ADD COLUMN kind TEXT;
ALTER TABLE places ADD COLUMN lat REAL;
ALTER TABLE places ADD COLUMN lon REAL;
ALTER TABLE places ADD COLUMN within_km REAL;
"""

_FILL = """
INSERT INTO claim_marks SELECT claim, kind, type, status, document ->> '$.certainty.polarity',
    document ->> '$.certainty.modality', place, country, first_day, last_day FROM claims;
CREATE INDEX marks_type ON claim_marks (type, status);
CREATE INDEX marks_country ON claim_marks (country);
CREATE INDEX marks_place ON claim_marks (place);
CREATE INDEX marks_last_day ON claim_marks (last_day, first_day);
CREATE INDEX marks_first_day ON claim_marks (first_day);
WITH told AS (SELECT p.place, (SELECT c.document FROM claims c JOIN claim_marks m USING (claim)
    WHERE m.place = p.place ORDER BY m.claim LIMIT 1) AS said FROM places p)
UPDATE places SET name = told.said ->> '$.place.name', kind = told.said ->> '$.place.kind',
    lat = told.said ->> '$.place.lat', lon = told.said ->> '$.place.lon',
    within_km = told.said ->> '$.place.within_km' FROM told WHERE told.place = places.place;
CREATE INDEX claim_rules_claim ON claim_rules (claim);
CREATE INDEX reports_published ON reports (published DESC, article_id);
CREATE INDEX reports_run ON reports (run_id);
"""


def fill_browsing(db: Connection) -> None:
    """Make the tables and fill them from the claims of an older ledger. Must run inside a transaction."""
    db.execute(SCHEMA)
    db.execute(_FILL)


def add_marks(db: Connection, number: int, claim: Claim) -> None:
    """Keep what one stored claim is found by. Must run inside a transaction."""
    db.execute(
        "INSERT INTO claim_marks SELECT claim, kind, type, status, ?, ?, place, country, first_day, last_day "
        "FROM claims WHERE claim = ?",
        (claim.certainty.polarity.value, claim.certainty.modality.value, number),
    )


def place_columns(place: Place) -> tuple[Any, ...]:
    """Name, kind, latitude, longitude and radius of a place, as they are kept. `Any`: what SQLite holds."""
    return clean(place.name), place.kind.value, place.lat, place.lon, place.within_km
