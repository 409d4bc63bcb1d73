"""A ledger as a stream of documents from which another ledger can be made that says the same.

What follows from the others is left out: events, counts, and the comparable side of claims where the whole
text is there to make it of. So is what a watch or a load has yet to do: a dump holds what is known, not what
is under way. Documents come in the order in which things were stored, which is kept.
"""

# ruff: noqa: S608  SQL is put together from the strings in this file alone; values are bound

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

from sayso.ledger.connection import LONG, Connection
from sayso.ledger.packed import unpack
from sayso.ledger.prints import PrintIndex
from sayso.ledger.view import View, whole_text
from sayso.records.codec import SCHEMA, claim_from_json, claim_to_json, why_to_json
from sayso.records.dump_codec import traits_to_json
from sayso.records.link_codec import link_to_json, link_unpacked, traits_unpacked

__all__ = ["DUMP", "KINDS", "Dump"]

#: The version of the dump's own form. A ledger of another one is refused.
DUMP = 1
#: Kinds of documents, in the order in which they come: what was forgotten last, since copies of a forgotten
#: text that were there before stay.
KINDS = (
    "ledger", "run", "report", "claim", "standing", "carried", "link", "verdict", "refusal", "tombstone",
)  # fmt: skip
#: Reports whose hashes are looked for together: each such look reads the index once and holds 80 MB of it.
_TOGETHER = 1 << 16

# `Any`: a JSON document, or a row, which holds whatever its query selects.
Json = dict[str, Any]
Rows = Iterator[Any]

#: Reports without which those wanted cannot be told: what was read in their place, what stands for their
#: origins, whose claims they carry.
_NEEDED = (
    "SELECT u.source FROM unread u JOIN temp.wanted w ON w.article_id = u.article_id",
    "SELECT 'r' || substr(t.origin, 2) FROM standings t JOIN temp.wanted w ON w.article_id = t.article_id",
    (
        "SELECT 'r' || substr(o.origin, 2) FROM standing_parts o "
        "JOIN temp.wanted w ON w.article_id = o.article_id"
    ),
    (
        "SELECT c.article_id FROM carried y JOIN temp.wanted w ON w.article_id = y.article_id "
        "JOIN claims c ON c.claim = y.claim"
    ),
    (
        "SELECT 'r' || substr(k.origin, 2) FROM claim_origins k JOIN claims c ON c.claim = k.claim "
        "JOIN temp.wanted w ON w.article_id = c.article_id"
    ),
)


class Dump:
    """Reads one moment of a ledger. Made by `Ledger.dump`, inside a transaction.

    ``part`` says that only the reports that tell of the picked events are wanted, with those they need.
    """

    def __init__(self, connection: Connection, view: View, index: PrintIndex, *, part: bool) -> None:
        self._connection = connection
        self._view = view
        self._index = index
        self._part = part
        if part:
            self._want()

    def documents(self) -> Iterator[Json]:
        """Every document, the head first."""
        yield {"schema": SCHEMA, "kind": "ledger", "dump": DUMP, "scope": "part" if self._part else "all"}
        yield from self._runs()
        yield from self._reports()
        yield from self._claims()
        yield from self._standings()
        yield from self._carried()
        yield from self._links()
        yield from self._verdicts()
        if not self._part:
            yield from self._refusals()
            yield from self._tombstones()

    def _want(self) -> None:
        self._connection.execute(
            "CREATE TEMP TABLE wanted (article_id TEXT PRIMARY KEY) WITHOUT ROWID;"
            "INSERT INTO temp.wanted SELECT c.article_id FROM temp.picked p "
            "JOIN event_claims m ON m.event_id = p.event_id JOIN claims c ON c.claim = m.claim UNION "
            "SELECT y.article_id FROM temp.picked p JOIN event_claims m ON m.event_id = p.event_id "
            "JOIN carried y ON y.claim = m.claim"
        )
        more = 1
        while more:
            more = 0
            for needed in _NEEDED:
                self._connection.execute(
                    "INSERT OR IGNORE INTO temp.wanted SELECT r.article_id FROM reports r "
                    f"WHERE r.article_id IN ({needed})"
                )
                more += self._connection.changes()

    def _wanted(self, *columns: str) -> str:
        """The condition that what is in some columns is wanted."""
        if not self._part:
            return "1"
        return " AND ".join(f"{c} IN (SELECT article_id FROM temp.wanted)" for c in columns)

    def _tombstones(self) -> Iterator[Json]:
        rows = self._rows("SELECT digest, what, reason, forgotten_at FROM tombstones ORDER BY digest")
        for digest, what, reason, at in rows:
            yield {"kind": "tombstone", "digest": digest, "what": what, "reason": reason, "forgotten_at": at}

    def _runs(self) -> Iterator[Json]:
        of_these = (
            f"run_id IN (SELECT run_id FROM reports WHERE {self._wanted('article_id')})"
            if self._part
            else "1"
        )
        rows = self._rows(
            "SELECT run_id, code_version, config_sha256, model_sha256, started_at, ended_at FROM runs "
            f"WHERE {of_these} ORDER BY rowid"
        )
        names = ("id", "code_version", "config_sha256", "model_sha256", "started_at", "ended_at")
        for row in rows:
            yield {"kind": "run", "run": dict(zip(names, row, strict=True))}

    def _reports(self) -> Iterator[Json]:
        rows = self._rows(
            f"SELECT article_id, given_id, vectors, story FROM reports WHERE {self._wanted('article_id')} "
            "ORDER BY rowid"
        )
        for article_id, given_id, vectors, story in rows:
            report = self._view.report(article_id)
            if report is None:
                continue
            doc: Json = {
                "kind": "report",
                "run": report.run_id,
                "name": report.name,
                "given_id": given_id,
                "publisher": report.publisher,
                "published": report.published,
                "text_sha256": report.text_sha256,
                "report": dict(report.header),
                "text": report.text,
                "vectors": _base64(vectors),
            }
            if not whole_text(report.header):
                doc["story"] = _base64(story)
            yield doc

    def _claims(self) -> Iterator[Json]:
        rows = self._rows(
            "SELECT c.document, g.packed, c.retired_at, k.origin, k.wire, c.facts, "
            "r.header ->> '$.text_kept' FROM claims c JOIN reports r ON r.article_id = c.article_id "
            "LEFT JOIN claim_reasons g ON g.claim = c.claim LEFT JOIN claim_origins k ON k.claim = c.claim "
            f"WHERE {self._wanted('c.article_id')} ORDER BY c.claim"
        )
        for document, packed, retired, origin, wire, facts, kept in rows:
            doc: Json = {
                "kind": "claim",
                "claim": claim_to_json(claim_from_json(json.loads(document)))
                | {"why": why_to_json(unpack(packed))},
                "retired_at": retired,
                "origin": None if origin is None else {"id": origin, "wire": wire},
            }
            if kept is not None:
                doc["facts"] = None if facts is None else json.loads(facts)
            yield doc

    def _standings(self) -> Iterator[Json]:
        (most,) = next(self._rows("SELECT coalesce(max(number), 0) FROM standings"))
        for first in range(0, most + 1, _TOGETHER):
            last = first + _TOGETHER - 1
            prints = self._index.prints_between(first, last)
            rows = self._rows(
                "SELECT s.number, s.article_id, s.url, s.traits, r.text_sha256, r.publisher, u.source "
                "FROM standings s JOIN reports r ON r.article_id = s.article_id "
                "LEFT JOIN unread u ON u.article_id = s.article_id "
                f"WHERE s.number BETWEEN ? AND ? AND {self._wanted('s.article_id')} ORDER BY s.number",
                first,
                last,
            )
            for number, article_id, url, traits, digest, publisher, source in rows:
                known = traits_unpacked(
                    traits, article_id=article_id, text_sha256=digest, publisher=publisher, url=url
                )
                yield {
                    "kind": "standing",
                    "report": article_id,
                    "traits": traits_to_json(known),
                    "source": source,
                    "prints": _base64(prints[number].tobytes()) if number in prints else None,
                }

    def _carried(self) -> Iterator[Json]:
        rows = self._rows(
            "SELECT y.article_id, c.claim_id, y.start, y.end FROM carried y "
            f"JOIN claims c ON c.claim = y.claim WHERE {self._wanted('y.article_id')} "
            "ORDER BY y.article_id, y.start, c.claim_id"
        )
        doc: Json | None = None
        for article_id, claim_id, start, end in rows:
            if doc is None or doc["report"] != article_id:
                if doc is not None:
                    yield doc
                doc = {"kind": "carried", "report": article_id, "claims": []}
            doc["claims"].append({"claim": claim_id, "span": [start, end]})
        if doc is not None:
            yield doc

    def _links(self) -> Iterator[Json]:
        rows = self._rows(
            "SELECT left_id, right_id, kind, p, packed, decided_by, decided_at, retired_at FROM links "
            f"WHERE {self._wanted('left_id', 'right_id')} ORDER BY link"
        )
        for left, right, kind, p, packed, by, at, retired in rows:
            link = link_unpacked(packed, (left, right), kind=kind, p=p, decided=(by, at))
            yield {"kind": "link", "link": link_to_json(link), "retired_at": retired}

    def _verdicts(self) -> Iterator[Json]:
        claims = f"SELECT claim_id FROM claims c WHERE {self._wanted('c.article_id')}"
        both = f"left_id IN ({claims}) AND right_id IN ({claims})"
        of_these = f"({self._wanted('left_id', 'right_id')}) OR ({both})" if self._part else "1"
        rows = self._rows(
            "SELECT what, left_id, right_id, judgement, note, decided_by, decided_at, retired_at "
            f"FROM verdicts WHERE {of_these} ORDER BY verdict"
        )
        names = ("what", "left", "right", "judgement", "note", "decided_by", "decided_at", "retired_at")
        for row in rows:
            yield {"kind": "verdict", "verdict": dict(zip(names, row, strict=True))}

    def _refusals(self) -> Iterator[Json]:
        rows = self._rows("SELECT run_id, name, stage, code, reason FROM refusals ORDER BY refusal")
        for run_id, name, stage, code, reason in rows:
            yield {
                "kind": "refusal",
                "run": run_id,
                "name": name,
                "stage": stage,
                "code": code,
                "reason": reason,
            }

    def _rows(self, sql: str, *values: object) -> Rows:
        return self._connection.execute(f"{LONG} {sql}", values)


def _base64(blob: bytes | None) -> str | None:
    return None if blob is None else base64.b64encode(blob).decode("ascii")
