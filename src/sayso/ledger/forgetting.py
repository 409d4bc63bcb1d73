"""Takes a report or a person out of a ledger, and keeps a mark so that neither comes back.

What is kept of what was forgotten is a digest of its id, when, and why. Names are blotted out in place, so
that every span of every other claim still fits its text.
"""

# ruff: noqa: S608  SQL is put together from the strings in this file alone; values are bound

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sayso.classes import dataclass
from sayso.lang.folding import fold
from sayso.ledger.clean import clean
from sayso.ledger.connection import Connection
from sayso.ledger.figure_index import add_figure
from sayso.ledger.prints import PrintIndex
from sayso.records import Claim
from sayso.records.codec import claim_from_json

__all__ = [
    "BLOT",
    "SCHEMA",
    "Blotted",
    "blot_actor",
    "is_forgotten",
    "mark",
    "remove_report",
    "without_forgotten",
]

#: Stands for each character of a name that was blotted out.
BLOT = "\u2588"

SCHEMA = """
CREATE TABLE tombstones (
    digest TEXT PRIMARY KEY, what TEXT NOT NULL, reason TEXT NOT NULL, forgotten_at TEXT NOT NULL
) STRICT, WITHOUT ROWID;
"""

#: Tables that hold something of a claim by its number, beside `evidence`. Marks go first: with them a claim
#: ceases to count for its speakers, who must still be known then.
_OF_CLAIM = (
    "claim_marks", "claim_actors", "claim_rules", "claim_points", "claim_speakers", "claim_reasons",
    "claim_origins", "carried", "stale", "event_claims", "figures", "figure_words",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Blotted:
    """What forgetting somebody changed: claims taken out, reports in which the name was blotted out."""

    claims: int
    reports: int


def _digest(what: str, id_: str) -> str:
    return hashlib.sha256(f"{what} {id_}".encode("utf-8", "replace")).hexdigest()


def mark(db: Connection, what: str, id_: str, reason: str, at: str) -> None:
    """Keep that something was forgotten: ``what`` is report, text or actor. Must run inside a transaction."""
    db.execute(
        "INSERT OR REPLACE INTO tombstones VALUES (?, ?, ?, ?)", (_digest(what, id_), what, reason, at)
    )


def is_forgotten(db: Connection, what: str, ids: Iterable[str]) -> set[str]:
    """Which of some ids were forgotten."""
    return {
        id_
        for id_ in ids
        if db.execute("SELECT 1 FROM tombstones WHERE digest = ?", (_digest(what, id_),)).fetchone()
    }


def without_forgotten(db: Connection, claims: Sequence[Claim]) -> list[Claim]:
    """Claims but for those that name somebody who was forgotten."""
    if db.execute("SELECT 1 FROM tombstones WHERE what = 'actor' LIMIT 1").fetchone() is None:
        return list(claims)
    sides = {c.claim_id: [a.actor_id for a in c.actors] for c in claims}
    for claim in claims:
        if claim.figure and claim.figure.subject:
            sides[claim.claim_id].append(claim.figure.subject.actor_id)
    return [c for c in claims if not is_forgotten(db, "actor", sides[c.claim_id])]


def remove_report(db: Connection, index: PrintIndex, article_id: str) -> None:
    """Delete a stored report with its claims, links, standing and verdicts. Must run inside a transaction.

    The events its claims were in are derived anew with the next `refresh`. No other report may be read in its
    place any more: the caller gives those claims of their own first.
    """
    numbers = [n for (n,) in _all(db, "SELECT claim FROM claims WHERE article_id = ?", article_id)]
    ids = [i for (i,) in _all(db, "SELECT claim_id FROM claims WHERE article_id = ?", article_id)]
    _remove_claims(db, numbers)
    for one in (article_id, *ids):
        db.execute("DELETE FROM verdicts WHERE left_id = ?1 OR right_id = ?1", (one,))
    row = _one(db, "SELECT number FROM standings WHERE article_id = ?", article_id)
    if row is not None:
        index.remove(row[0])
    carried = _all(db, "SELECT claim FROM carried WHERE article_id = ?", article_id)
    db.executemany("INSERT OR IGNORE INTO stale VALUES (?)", carried)
    db.execute("DELETE FROM links WHERE left_id = ?1 OR right_id = ?1", (article_id,))
    for table in ("carried", "unread", "standing_parts", "standings"):
        db.execute(f"DELETE FROM {table} WHERE article_id = ?", (article_id,))
    name = _one(db, "SELECT name FROM reports WHERE article_id = ?", article_id)
    db.execute("DELETE FROM reports WHERE article_id = ?", (article_id,))
    if name is not None:
        db.execute("DELETE FROM refusals WHERE name = ?", name)


def _remove_claims(db: Connection, numbers: Sequence[int]) -> None:
    """Delete claims with all that hangs on them; those they were in one event with are joined anew."""
    for number in numbers:
        event = _one(db, "SELECT event_id FROM event_claims WHERE claim = ?", number)
        if event is not None:
            _undo_event(db, event[0])
    for number in numbers:
        sentence = _one(db, "SELECT document ->> '$.evidence.sentence' FROM claims WHERE claim = ?", number)
        if sentence is not None:
            _unindex(db, number, sentence[0])
        for table in _OF_CLAIM:
            db.execute(f"DELETE FROM {table} WHERE claim = ?", (number,))
        db.execute("DELETE FROM claims WHERE claim = ?", (number,))
    db.execute("DELETE FROM actors WHERE actor NOT IN (SELECT actor FROM claim_actors)")
    db.execute("DELETE FROM speakers WHERE speaker NOT IN (SELECT speaker FROM claim_speakers)")


def _undo_event(db: Connection, event_id: str) -> None:
    members = _all(db, "SELECT claim FROM event_claims WHERE event_id = ?", event_id)
    db.executemany("INSERT OR IGNORE INTO stale VALUES (?)", members)
    db.execute("DELETE FROM event_claims WHERE event_id = ?", (event_id,))
    db.execute("DELETE FROM events WHERE event_id = ?", (event_id,))


def _unindex(db: Connection, number: int, sentence: str) -> None:
    """Take a sentence out of the full-text index, which wants to be told what it holds (FTS5, 4.4.3)."""
    db.execute(
        "INSERT INTO evidence (evidence, rowid, sentence) VALUES ('delete', ?, ?)", (number, clean(sentence))
    )


def blot_actor(db: Connection, actor_id: str) -> Blotted:
    """Delete every claim that names somebody, and blot the name out wherever it stands.

    Must run inside a transaction. Full names are blotted out everywhere, a family name alone in reports that
    have the full one.

    Cost:
        Reads every stored text once.
    """
    names = [name for (name,) in _all(db, "SELECT DISTINCT name FROM actors WHERE actor_id = ?", actor_id)]
    if not names:
        return Blotted(claims=0, reports=0)
    numbers = {
        n
        for (n,) in _all(
            db, "SELECT claim FROM claim_actors JOIN actors USING (actor) WHERE actor_id = ?", actor_id
        )
    }
    for name in names:
        said = "SELECT claim FROM claim_speakers JOIN speakers USING (speaker) WHERE folded = ?"
        numbers |= {n for (n,) in _all(db, said, fold(name))}
    _remove_claims(db, sorted(numbers))
    touched = [article_id for article_id, text in _texts(db) if _blot_report(db, article_id, text, names)]
    return Blotted(claims=len(numbers), reports=len(touched))


def _texts(db: Connection) -> Iterator[tuple[str, str]]:
    """Every report's id and text, one at a time: what is written meanwhile must not be walked over."""
    for (article_id,) in _all(db, "SELECT article_id FROM reports ORDER BY article_id"):
        row = _one(db, "SELECT text FROM reports WHERE article_id = ?", article_id)
        yield article_id, bytes(row[0]).decode("utf-8", "surrogatepass")


def _blot_report(db: Connection, article_id: str, text: str, names: Sequence[str]) -> bool:
    pattern = _pattern(text, names)
    row = _one(db, "SELECT header, published FROM reports WHERE article_id = ?", article_id)
    header, published = json.loads(row[0]), row[1]
    inside = pattern is not None and pattern.search(text) is not None
    if pattern is None or not (inside or pattern.search(json.dumps(header, ensure_ascii=False))):
        return False
    db.execute(
        "UPDATE reports SET text = ?, header = ? WHERE article_id = ?",
        (
            _blotted(pattern, text).encode("utf-8", "surrogatepass"),
            json.dumps(_blot_all(pattern, header)),
            article_id,
        ),
    )
    traits = _one(db, "SELECT traits FROM standings WHERE article_id = ?", article_id)
    if traits is not None:
        packed = json.dumps(_blot_all(pattern, json.loads(traits[0])))
        db.execute("UPDATE standings SET traits = ? WHERE article_id = ?", (packed, article_id))
    for number, document in _all(db, "SELECT claim, document FROM claims WHERE article_id = ?", article_id):
        _blot_claim(db, number, json.loads(document), pattern, published)
    return True


# `Any`: a JSON document
def _blot_claim(
    db: Connection, number: int, document: Any, pattern: re.Pattern[str], published: str | None
) -> None:
    changed = _blot_all(pattern, document)
    if changed == document:
        return
    before, after = document["evidence"]["sentence"], changed["evidence"]["sentence"]
    db.execute("UPDATE claims SET document = ? WHERE claim = ?", (json.dumps(changed), number))
    add_figure(db, number, claim_from_json(changed), published)
    # reasons quote the text and explain, no more
    db.execute("DELETE FROM claim_reasons WHERE claim = ?", (number,))
    if before != after:
        _unindex(db, number, before)
        db.execute("INSERT INTO evidence (rowid, sentence) VALUES (?, ?)", (number, clean(after)))


def _pattern(text: str, names: Sequence[str]) -> re.Pattern[str] | None:
    """What to blot out in a report: the names, and the last word of those that stand in it whole."""
    wanted = {name for name in names if len(name) > 1}
    for name in names:
        if " " in name and re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE):
            wanted.add(name.rsplit(maxsplit=1)[-1])
    if not wanted:
        return None
    longest_first = sorted(wanted, key=lambda name: (-len(name), name))
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b", re.IGNORECASE)


def _blotted(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda found: BLOT * len(found.group()), text)


def _blot_all(pattern: re.Pattern[str], value: Any) -> Any:
    """A JSON document with the names blotted out in every string; keys stay. `Any`: any JSON."""
    if isinstance(value, str):
        return _blotted(pattern, value)
    if isinstance(value, list):
        return [_blot_all(pattern, one) for one in value]
    if isinstance(value, dict):
        return {key: _blot_all(pattern, one) for key, one in value.items()}
    return value


# `Any`: a row holds whatever its query selects.
def _one(db: Connection, sql: str, *values: object) -> Any:
    return db.execute(sql, values).fetchone()


def _all(db: Connection, sql: str, *values: object) -> list[Any]:
    return db.execute(sql, values).fetchall()
