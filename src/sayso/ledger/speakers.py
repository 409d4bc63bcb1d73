"""The speakers of each claim, kept beside it: who says what can be asked without reading every claim."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from sayso.lang.folding import fold
from sayso.ledger.clean import clean_name
from sayso.ledger.connection import Connection
from sayso.records import Speaker

__all__ = ["SCHEMA", "add_speakers", "add_speakers_of_every_claim"]

#: ``place`` counts the links of a chain from its outer end.
SCHEMA = """
CREATE TABLE speakers (
    speaker INTEGER PRIMARY KEY, name TEXT NOT NULL, folded TEXT NOT NULL, kind TEXT NOT NULL,
    country TEXT NOT NULL, affiliation TEXT NOT NULL, UNIQUE (name, kind, country, affiliation)
) STRICT;
CREATE TABLE claim_speakers (
    claim INTEGER NOT NULL REFERENCES claims, place INTEGER NOT NULL,
    speaker INTEGER NOT NULL REFERENCES speakers,
    PRIMARY KEY (claim, place)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_speakers_speaker ON claim_speakers (speaker);
"""

#: Name, kind, country and affiliation.
_Named = tuple[str, str, str, str]


def add_speakers(connection: Connection, claim: int, chain: Iterable[Speaker], published: str | None) -> None:
    """Keep the chain of one claim, and when its report was published. Must run inside a transaction."""
    named = ((s.name, s.kind.value, s.country or "", s.affiliation or "") for s in chain)
    for place, number in enumerate(_numbers(connection, named)):
        connection.execute(
            "INSERT INTO claim_speakers (claim, place, speaker, published) VALUES (?, ?, ?, ?)",
            (claim, place, number, published or ""),
        )


def add_speakers_of_every_claim(connection: Connection) -> None:
    """Make the tables and fill them from the claims of an older ledger. Must run inside a transaction."""
    connection.execute(SCHEMA)
    # `Any`: a row holds whatever its query selects.
    rows: Iterator[Any] = connection.execute("SELECT claim, document -> '$.attribution' FROM claims")
    for claim, chain in rows:
        named = (
            (s["name"], s["kind"], s["country"] or "", s["affiliation"] or "") for s in json.loads(chain)
        )
        for place, number in enumerate(_numbers(connection, named)):
            connection.execute(
                "INSERT INTO claim_speakers (claim, place, speaker) VALUES (?, ?, ?)", (claim, place, number)
            )


def _numbers(connection: Connection, chain: Iterable[_Named]) -> Iterator[int]:
    """The speakers of a chain as they are kept."""
    for name, kind, country, affiliation in chain:
        values = tuple(clean_name(part) for part in (name, kind, country, affiliation))
        connection.execute(
            "INSERT OR IGNORE INTO speakers (name, kind, country, affiliation, folded) "
            "VALUES (?, ?, ?, ?, ?)",
            (*values, clean_name(fold(values[0]))),
        )
        row: Any = connection.execute(  # `Any`: as above
            "SELECT speaker FROM speakers WHERE name = ? AND kind = ? AND country = ? AND affiliation = ?",
            values,
        ).fetchone()
        yield int(row[0])
