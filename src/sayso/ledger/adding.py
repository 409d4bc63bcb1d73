"""Adds claims to a ledger, with everything that they are found and compared by."""

from __future__ import annotations

import json
import struct
from collections.abc import Sequence
from typing import Any

from sayso.lang.folding import fold
from sayso.ledger.browse_index import add_marks, place_columns
from sayso.ledger.clean import clean, clean_name
from sayso.ledger.connection import Connection
from sayso.ledger.figure_index import add_figure
from sayso.ledger.joining import Joins
from sayso.ledger.packed import pack
from sayso.ledger.speakers import add_speakers
from sayso.records import Account, Actor, Claim, Facts, Place
from sayso.records.codec import claim_to_json
from sayso.records.facts_codec import facts_from_json, facts_to_json

__all__ = [
    "add_claim",
    "add_claims",
    "cut_vectors",
    "facts_in",
    "keep_facts",
    "keep_told_facts",
    "told",
]


def told(
    claims: Sequence[Claim], published: str | None, publisher: str | None, text_sha256: str
) -> list[Account]:
    """The claims of one report as accounts of it, before it is known where the report stands."""
    return [
        Account(claim=claim, published=published, publisher=publisher, text_sha256=text_sha256)
        for claim in claims
    ]


def add_claims(db: Connection, accounts: Sequence[Account], joins: Joins) -> None:
    """Add claims of one stored report with everything they are found by. Must run inside a transaction."""
    for account in accounts:
        add_claim(db, account)
    keep_facts(db, accounts, joins)


def keep_facts(db: Connection, accounts: Sequence[Account], joins: Joins) -> None:
    """Keep what the accounts of one report are compared by, in place of what was kept so far."""
    if not accounts:
        return
    # `Any`: a row holds whatever its query selects
    report: Any = db.execute(
        "SELECT text, vectors, header ->> '$.sentences' FROM reports WHERE article_id = ?",
        (accounts[0].claim.article_id,),
    ).fetchone()
    text = bytes(report[0]).decode("utf-8", "surrogatepass")
    every = joins.facts(accounts, text, cut_vectors(report[1], report[2]))
    for facts in every:
        _keep(db, facts)
    first = every[0]
    story = struct.pack(f"<H{len(first.story)}q", len(first.story), *first.story) + first.vector
    db.execute("UPDATE reports SET story = ? WHERE article_id = ?", (story, every[0].article_id))


def keep_told_facts(db: Connection, claim: Claim, facts: str, story: bytes | None) -> None:
    """Keep what a claim is compared by as another ledger had it, whose text can no longer be asked.

    Raises:
        KeyError, ValueError, struct.error: it is damaged.
    """
    _keep(db, facts_in(facts, claim.claim_id, claim.article_id, story))


def _keep(db: Connection, facts: Facts) -> None:
    # `Any`: a row holds whatever its query selects
    row: Any = db.execute("SELECT claim FROM claims WHERE claim_id = ?", (facts.claim_id,)).fetchone()
    db.execute("UPDATE claims SET facts = ? WHERE claim = ?", (json.dumps(facts_to_json(facts)), row[0]))
    db.execute("DELETE FROM claim_points WHERE claim = ?", (row[0],))
    db.executemany(
        "INSERT INTO claim_points VALUES (?, ?)", [(point, row[0]) for point in sorted(facts.points)]
    )


def facts_in(facts: str, claim_id: str, article_id: str, story: bytes | None) -> Facts:
    """The facts of a claim as its row and its report's have them."""
    names: tuple[int, ...] = ()
    vector = b""
    if story:
        (n,) = struct.unpack_from("<H", story)
        names, vector = struct.unpack_from(f"<{n}q", story, 2), story[2 + 8 * n :]
    return facts_from_json(
        json.loads(facts), claim_id=claim_id, article_id=article_id, story=names, vector=vector
    )


def cut_vectors(packed: bytes, sentences: int) -> tuple[bytes, ...]:
    """The vector of each sentence; none where the report was not read."""
    if not packed or not sentences or len(packed) % sentences:
        return ()
    width = len(packed) // sentences
    return tuple(packed[at : at + width] for at in range(0, len(packed), width))


def add_claim(db: Connection, account: Account) -> None:
    """Add one claim with everything it is found by, but not yet what it is compared by."""
    claim = account.claim
    document = claim_to_json(claim)
    del document["why"]
    time = claim.time if claim.time and claim.time.earliest else None
    db.execute(
        "INSERT OR IGNORE INTO claims (claim_id, article_id, kind, type, mode, measure, status, place, "
        "country, first_day, last_day, document) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            claim.claim_id,
            claim.article_id,
            claim.kind.value,
            claim.event.type if claim.event else None,
            claim.event.mode if claim.event else None,
            claim.figure.measure.value if claim.figure else None,
            claim.status.value,
            _place_number(db, claim.place) if claim.place else None,
            claim.place.country if claim.place else None,
            time.earliest if time else account.published,
            time.latest if time else account.published,
            json.dumps(document),
        ),
    )
    if not db.changes():
        return
    number = db.last_insert_rowid()
    sides = [(a, a.role.value) for a in claim.actors]
    if claim.figure and claim.figure.subject:
        sides.append((claim.figure.subject, "subject"))
    db.executemany(
        "INSERT OR IGNORE INTO claim_actors VALUES (?, ?, ?)",
        [(_actor_number(db, actor), number, role) for actor, role in sides],
    )
    db.executemany(
        "INSERT OR IGNORE INTO claim_rules VALUES (?, ?)", [(clean(r.rule), number) for r in claim.rules]
    )
    db.execute(
        "INSERT INTO evidence (rowid, sentence) VALUES (?, ?)", (number, clean(claim.evidence.sentence))
    )
    add_speakers(db, number, claim.attribution, account.published)
    # once its speakers are there, as this counts the claim for them
    add_marks(db, number, claim)
    add_figure(db, number, claim, account.published)
    if claim.why:
        db.execute("INSERT INTO claim_reasons VALUES (?, ?)", (number, pack(claim.why)))
    db.execute("INSERT INTO stale VALUES (?)", (number,))


def _actor_number(db: Connection, actor: Actor) -> int:
    name = clean_name(actor.name)
    values = (clean_name(actor.actor_id), name, actor.country or "", actor.kind.value)
    db.execute(
        "INSERT OR IGNORE INTO actors (actor_id, name, country, kind, folded) VALUES (?, ?, ?, ?, ?)",
        (*values, clean_name(fold(name))),
    )
    row: Any = db.execute(  # `Any`: a row holds whatever its query selects
        "SELECT actor FROM actors WHERE actor_id = ? AND name = ? AND country = ? AND kind = ?", values
    ).fetchone()
    return int(row[0])


def _place_number(db: Connection, place: Place) -> int:
    values = (
        clean_name(fold(clean(place.name))),
        clean_name(place.place_id or ""),
        clean_name(fold(clean(place.admin1 or ""))),
        place.country or "",
    )
    db.execute(
        "INSERT OR IGNORE INTO places (folded, place_id, admin1, country, name, kind, lat, lon, within_km) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*values, *place_columns(place)),
    )
    row: Any = db.execute(  # `Any`: as above
        "SELECT place FROM places WHERE folded = ? AND place_id = ? AND admin1 = ? AND country = ?", values
    ).fetchone()
    return int(row[0])
