"""Takes the documents of a dump into a ledger. What the ledger has already stays as it is.

Nothing is checked here but whether a document fits what is there; what it says of itself is the engine's to
check.
"""

# ruff: noqa: S608  SQL is put together from the strings in this file alone; values are bound

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from typing import Any

import numpy as np

from sayso.ledger.adding import add_claim, keep_told_facts
from sayso.ledger.clean import clean
from sayso.ledger.connection import Connection
from sayso.ledger.forgetting import is_forgotten
from sayso.ledger.joining import Joins
from sayso.ledger.refresh import compare_report_anew
from sayso.ledger.standings import Standings
from sayso.records import Account, Claim, Link, Origin, Run, Span, Traits, Verdict
from sayso.records.link_codec import link_packed

__all__ = ["Undump"]

#: Hashes given to the index together: it is written in segments, and small ones are merged again and again.
_TOGETHER = 4096

# `Any`: a JSON document.
Json = dict[str, Any]


class Undump:
    """Writes into one ledger, inside a transaction. Made by `Ledger.undumping`.

    Invariants:
        A report that is there, or was forgotten here, is passed over with its claims and all else of it.
    """

    def __init__(self, db: Connection, standings: Standings, joins: Joins) -> None:
        self._db = db
        self._standings = standings
        self._joins = joins
        self._n_prints = 0
        row: Any = db.execute("SELECT coalesce(max(verdict), 0) FROM verdicts").fetchone()
        self._last_verdict = int(row[0])
        db.execute(
            "CREATE TEMP TABLE came (n INTEGER PRIMARY KEY, article_id TEXT NOT NULL UNIQUE, whole INTEGER);"
            "CREATE TEMP TABLE passed (claim_id TEXT PRIMARY KEY) WITHOUT ROWID"
        )

    def close(self) -> None:
        """Forget what came in. Must run once, at the end, whatever happened."""
        self._db.execute("DROP TABLE IF EXISTS temp.came; DROP TABLE IF EXISTS temp.passed")

    # ------------------------------------------------------------------ asked

    def came(self, article_id: str) -> bool:
        """Whether a report is one that came in."""
        return self._has("SELECT 1 FROM temp.came WHERE article_id = ?", article_id)

    def has_report(self, article_id: str) -> bool:
        """Whether a report is in the ledger by now."""
        return self._has("SELECT 1 FROM reports WHERE article_id = ?", article_id)

    def has_run(self, run_id: str) -> bool:
        """Whether a run is in the ledger by now."""
        return self._has("SELECT 1 FROM runs WHERE run_id = ?", run_id)

    def has_claim(self, claim_id: str) -> bool:
        """Whether a claim is in the ledger by now."""
        return self._has("SELECT 1 FROM claims WHERE claim_id = ?", claim_id)

    def pass_over(self, claim_id: str) -> None:
        """Note that a claim is of a report that is passed over."""
        self._db.execute("INSERT OR IGNORE INTO temp.passed VALUES (?)", (claim_id,))

    def passed_over(self, claim_id: str) -> bool:
        """Whether a claim is of a report that is passed over."""
        return self._has("SELECT 1 FROM temp.passed WHERE claim_id = ?", claim_id)

    def stored(self, article_id: str) -> tuple[str, Json]:
        """The text and the header of a report that is in the ledger."""
        row: Any = self._db.execute(
            "SELECT text, header FROM reports WHERE article_id = ?", (article_id,)
        ).fetchone()
        return bytes(row[0]).decode("utf-8", "surrogatepass"), json.loads(row[1])

    def text_sha256(self, article_id: str) -> str:
        """The digest of the text of a report that is in the ledger."""
        row: Any = self._db.execute(
            "SELECT text_sha256 FROM reports WHERE article_id = ?", (article_id,)
        ).fetchone()
        return str(row[0])

    # ------------------------------------------------------------------ taken

    def tombstone(self, doc: Json) -> bool:
        """Keep a mark that something was forgotten; whether it is new."""
        self._db.execute(
            "INSERT OR IGNORE INTO tombstones VALUES (?, ?, ?, ?)",
            (doc["digest"], doc["what"], clean(doc["reason"]), doc["forgotten_at"]),
        )
        return bool(self._db.changes())

    def run(self, run: Run) -> bool:
        """Keep a run; whether it is new."""
        self._db.execute(
            "INSERT OR IGNORE INTO runs VALUES (?, ?, ?, ?, ?, ?)",
            (run.run_id, run.code_version, run.config_sha256, run.model_sha256, run.started_at, run.ended_at),
        )
        return bool(self._db.changes())

    def report(self, doc: Json) -> bool:
        """Keep a report without its claims; whether it came in, because it is new and was not forgotten."""
        header = doc["report"]
        article_id = header["id"]
        if self.has_report(article_id) or self._forgotten(article_id, doc["text_sha256"]):
            return False
        whole = header.get("text_kept") is None
        self._db.execute(
            "INSERT INTO reports (article_id, run_id, given_id, name, publisher, published, text_sha256, "
            "header, text, vectors, story) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                article_id,
                doc["run"],
                _clean(doc["given_id"]),
                clean(doc["name"]),
                _clean(doc["publisher"]),
                doc["published"],
                doc["text_sha256"],
                json.dumps(header),
                doc["text"].encode("utf-8", "surrogatepass"),
                base64.b64decode(doc["vectors"]),
                None if whole or doc["story"] is None else base64.b64decode(doc["story"]),
            ),
        )
        self._db.execute("INSERT INTO temp.came (article_id, whole) VALUES (?, ?)", (article_id, int(whole)))
        return True

    def claim(self, claim: Claim, doc: Json) -> bool:
        """Keep a claim of a report that came in; whether it was kept: nobody it names was forgotten here."""
        sides = [a.actor_id for a in claim.actors]
        if claim.figure and claim.figure.subject:
            sides.append(claim.figure.subject.actor_id)
        if is_forgotten(self._db, "actor", sides):
            return False
        row: Any = self._db.execute(
            "SELECT published, publisher, text_sha256, story FROM reports WHERE article_id = ?",
            (claim.article_id,),
        ).fetchone()
        add_claim(self._db, Account(claim=claim, published=row[0], publisher=row[1], text_sha256=row[2]))
        number = self._number(claim.claim_id)
        if doc["retired_at"] is not None:
            self._db.execute("UPDATE claims SET retired_at = ? WHERE claim = ?", (doc["retired_at"], number))
            self._db.execute("DELETE FROM stale WHERE claim = ?", (number,))
        if doc["origin"] is not None:
            self._db.execute(
                "INSERT INTO claim_origins VALUES (?, ?, ?)",
                (number, doc["origin"]["id"], doc["origin"]["wire"]),
            )
        if doc.get("facts") is not None:
            keep_told_facts(self._db, claim, json.dumps(doc["facts"]), row[3])
        return True

    def standing(self, traits: Traits, origin: Origin, source: str | None, prints: bytes | None) -> None:
        """Keep where a report that came in stands, and let it be found by its hashes."""
        self._standings.place(traits, origin)
        if source is not None:
            self._standings.unread(traits.article_id, source)
        if prints is not None:
            self._standings.index(
                traits.article_id, traits.day, np.frombuffer(prints, "<u4").astype(np.uint32)
            )
            self._n_prints += 1
            if self._n_prints % _TOGETHER == 0:
                self._standings.flush()

    def carried(self, article_id: str, claims: Sequence[tuple[str, Span]]) -> None:
        """Keep which claims a report that came in carries."""
        self._standings.carry(article_id, claims)

    def link(self, link: Link, retired_at: str | None) -> bool:
        """Keep a link of which one side came in; whether it was kept."""
        if not (self.came(link.left_id) or self.came(link.right_id)):
            return False
        self._db.execute(
            "INSERT INTO links (left_id, right_id, kind, p, packed, decided_by, decided_at, retired_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                link.left_id,
                link.right_id,
                link.kind.value,
                link.p,
                link_packed(link),
                link.decided_by,
                link.decided_at,
                retired_at,
            ),
        )
        return True

    def verdict(self, verdict: Verdict) -> bool:
        """Keep a verdict unless it was there; whether it is new. Of two that hold the later one does."""
        key = (verdict.what.value, verdict.left_id, verdict.right_id)
        said = (verdict.judgement.value, clean(verdict.note), clean(verdict.decided_by), verdict.decided_at)
        there = "verdict <= ? AND what = ? AND left_id = ? AND right_id = ?"
        same = f"{there} AND judgement = ? AND note = ? AND decided_by = ? AND decided_at = ?"
        if self._has(f"SELECT 1 FROM verdicts WHERE {same}", self._last_verdict, *key, *said):
            return False
        retired = verdict.retired_at
        row: Any = self._db.execute(
            f"SELECT max(decided_at) FROM verdicts WHERE {there} AND retired_at IS NULL",
            (self._last_verdict, *key),
        ).fetchone()
        if retired is None and row[0] is not None:
            if row[0] > verdict.decided_at:
                retired = row[0]
            else:
                self._db.execute(
                    f"UPDATE verdicts SET retired_at = ? WHERE {there} AND retired_at IS NULL",
                    (verdict.decided_at, self._last_verdict, *key),
                )
        self._db.execute(
            "INSERT INTO verdicts (what, left_id, right_id, judgement, note, decided_by, decided_at, "
            "retired_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (*key, *said, retired),
        )
        self._standings.let_go()
        return True

    def refusal(self, doc: Json) -> bool:
        """Keep a refusal unless it is there; whether it is new."""
        self._db.execute(
            "INSERT OR IGNORE INTO refusals (run_id, name, stage, code, reason) VALUES (?, ?, ?, ?, ?)",
            (doc["run"], *(clean(doc[name]) for name in ("name", "stage", "code", "reason"))),
        )
        return bool(self._db.changes())

    # ------------------------------------------------------------------ at the end

    def compare(self) -> None:
        """Make what the claims that came in are compared by, where the whole text is there to make it of."""
        rows = self._db.execute("SELECT article_id FROM temp.came WHERE whole ORDER BY n").fetchall()
        for (article_id,) in rows:
            compare_report_anew(self._db, self._joins, str(article_id))

    def whole_reports(self) -> list[str]:
        """The reports that came in with their whole text, in the order in which they came."""
        return [
            str(i) for (i,) in self._db.execute("SELECT article_id FROM temp.came WHERE whole ORDER BY n")
        ]

    def _forgotten(self, article_id: str, text_sha256: str) -> bool:
        return bool(
            is_forgotten(self._db, "report", [article_id]) or is_forgotten(self._db, "text", [text_sha256])
        )

    def _number(self, claim_id: str) -> int:
        row: Any = self._db.execute("SELECT claim FROM claims WHERE claim_id = ?", (claim_id,)).fetchone()
        return int(row[0])

    def _has(self, sql: str, *values: object) -> bool:
        return self._db.execute(sql, values).fetchone() is not None


def _clean(text: str | None) -> str | None:
    return None if text is None else clean(text)
