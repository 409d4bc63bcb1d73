"""Lets texts go that need not, or may not, be kept: all but the evidence, or all but the digests.

Spans keep their meaning: what is let go is blotted out in place.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from sayso.ledger.clean import clean
from sayso.ledger.connection import Connection
from sayso.ledger.forgetting import BLOT

__all__ = ["Keep", "holds_whole_texts", "let_go"]

#: Reports changed at a time, so that nobody waits long for the ledger.
_AT_ONCE = 200


class Keep(StrEnum):
    """What is kept of a text: all of it, the sentences that claims rest on, or nothing but its digest."""

    ALL = "all"
    EVIDENCE = "evidence"
    NONE = "none"


#: From more to less.
_ORDER = (Keep.ALL, Keep.EVIDENCE, Keep.NONE)


def let_go(db: Connection, keep: Keep, before: str, at_most: int = _AT_ONCE) -> int:
    """Let go of the texts of reports published, or if undated first read, before a day (ISO 8601).

    Must run inside a transaction.

    Returns:
        Reports changed; fewer than ``at_most`` when none is left.
    """
    if keep is Keep.ALL:
        return 0
    less = [kept.value for kept in _ORDER[_ORDER.index(keep) :]]
    marks = ", ".join("?" * len(less))
    # `Any`: a row holds whatever its query selects
    rows: Any = db.execute(
        "SELECT r.article_id, r.text, r.header FROM reports r JOIN runs u USING (run_id) "  # noqa: S608  our own marks
        f"WHERE coalesce(r.header ->> '$.text_kept', 'all') NOT IN ({marks}) "
        "AND substr(coalesce(r.published, u.started_at), 1, 10) < ? ORDER BY r.article_id LIMIT ?",
        (*less, before, at_most),
    ).fetchall()
    for article_id, text, header in rows:
        _let_go(db, article_id, bytes(text).decode("utf-8", "surrogatepass"), json.loads(header), keep)
    return len(rows)


def _let_go(db: Connection, article_id: str, text: str, header: dict[str, object], keep: Keep) -> None:
    spans = _evidence_spans(db, article_id) if keep is Keep.EVIDENCE else []
    left = _only(text, spans) if keep is Keep.EVIDENCE else ""
    header["text_kept"] = keep.value
    db.execute(
        "UPDATE reports SET text = ?, header = ? WHERE article_id = ?",
        (left.encode("utf-8", "surrogatepass"), json.dumps(header), article_id),
    )
    if keep is Keep.NONE:
        _let_go_evidence(db, article_id)


def _evidence_spans(db: Connection, article_id: str) -> list[tuple[int, int]]:
    """Where the sentences stand that claims of a report rest on, those it carries for others too."""
    # `Any`: as above
    own: Any = db.execute(
        "SELECT document ->> '$.evidence.span[0]', document ->> '$.evidence.span[1]' FROM claims "
        "WHERE article_id = ?",
        (article_id,),
    ).fetchall()
    carried: Any = db.execute("SELECT start, end FROM carried WHERE article_id = ?", (article_id,)).fetchall()
    return [*own, *carried]


def _only(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """A text with everything outside some spans blotted out, but for line breaks."""
    kept = [char if char == "\n" else BLOT for char in text]
    for start, end in spans:
        kept[start:end] = text[start:end]
    return "".join(kept)


def _let_go_evidence(db: Connection, article_id: str) -> None:
    # `Any`: as above
    rows: Any = db.execute(
        "SELECT claim, document FROM claims WHERE article_id = ?", (article_id,)
    ).fetchall()
    for number, packed in rows:
        document = json.loads(packed)
        sentence = document["evidence"]["sentence"]
        if not sentence:
            continue
        db.execute(
            "INSERT INTO evidence (evidence, rowid, sentence) VALUES ('delete', ?, ?)",
            (number, clean(sentence)),
        )
        db.execute("INSERT INTO evidence (rowid, sentence) VALUES (?, '')", (number,))
        document["evidence"]["sentence"] = ""
        db.execute("UPDATE claims SET document = ? WHERE claim = ?", (json.dumps(document), number))
        db.execute("DELETE FROM claim_reasons WHERE claim = ?", (number,))


def holds_whole_texts(db: Connection) -> bool:
    """Whether no text was let go."""
    found = db.execute("SELECT 1 FROM reports WHERE header ->> '$.text_kept' IS NOT NULL LIMIT 1")
    return found.fetchone() is None
