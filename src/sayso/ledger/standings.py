"""Where each report stands: its origin, its links with their proof, what copies carry of others' claims."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from sayso.classes import dataclass
from sayso.ledger.connection import Connection
from sayso.ledger.prints import PrintIndex
from sayso.ledger.verdicts import verdicts_on
from sayso.records import Judged, Link, Origin, Span, Traits, Verdict
from sayso.records.link_codec import (
    link_packed,
    link_unpacked,
    origin_packed,
    origin_unpacked,
    traits_packed,
    traits_unpacked,
)

__all__ = ["Standings"]

Hashes = npt.NDArray[np.uint32]

#: Rows held in memory, about 1 kB each.
_ROWS_HELD = 5_000
#: Reports of one origin that were read, of those that are looked at; most copies are not read.
_MOST_READ = 100
#: Reports whose links are held in memory, about 2 kB each.
_LINKED_HELD = 2000


@dataclass(frozen=True, slots=True)
class _Row:
    """Where one report stands, as held in memory."""

    number: int
    origin: Origin
    traits: Traits


class Standings:
    """Reads and writes standings over one connection. What writes must run inside a transaction.

    Rows are held in memory; `sync` lets go of them when another process has written.
    """

    def __init__(self, connection: Connection, index: PrintIndex) -> None:
        self._connection = connection
        self._index = index
        self._version = -1
        self._judged: bool | None = None
        self._rows: dict[str, _Row] = {}
        self._ids: dict[int, str] = {}
        # while one report is settled, the same few origins and reports are asked for again and again
        self._read_in: dict[str, tuple[str, ...]] = {}
        self._source_of: dict[str, str | None] = {}
        self._links_of: dict[str, tuple[Link, ...]] = {}
        self._to_index: list[tuple[int, int, Hashes]] = []

    # ------------------------------------------------------------------ held in memory

    @property
    def index_of_prints(self) -> PrintIndex:
        """The index of sampled hashes."""
        return self._index

    def sync(self) -> None:
        """Take note of what other processes have written. Must run before anything else of a step."""
        (version,) = self._one("PRAGMA data_version")
        if version != self._version:
            self._version = version
            self.let_go()

    def let_go(self) -> None:
        """Hold no row in memory: they may be other ones now."""
        self._rows.clear()
        self._ids.clear()
        self._read_in.clear()
        self._source_of.clear()
        self._links_of.clear()
        self._judged = None

    def discard(self) -> None:
        """Forget what is held back and held in memory, after a transaction that came to nothing."""
        self._to_index = []
        self.let_go()

    def flush(self) -> None:
        """Write what is still held back: the hashes of reports that were settled last."""
        if self._to_index:
            self._index.add(self._to_index)
            self._to_index = []

    # ------------------------------------------------------------------ reading

    def candidates_of(
        self, asked: Sequence[tuple[int | None, Hashes]], window_days: int
    ) -> list[list[tuple[str, int]]]:
        """For each day and hashes: the reports that share at least two, with how many, most first."""
        if self._to_index:
            self.flush()
        found = self._index.candidates([(day or 0, prints) for day, prints in asked], window_days=window_days)
        return [[(self.article_id(number), shared) for number, shared in rows] for rows in found]

    def article_id(self, number: int) -> str:
        """The report of a number."""
        found = self._ids.get(number)
        if found is None:
            (found,) = self._one("SELECT article_id FROM standings WHERE number = ?", number)
            if len(self._ids) >= _ROWS_HELD:
                self._ids.clear()
            self._ids[number] = found
        return found

    def alike(self, marks: Sequence[tuple[str, str | None]]) -> list[list[str]]:
        """For each digest of a text and address: the reports with the very text, or at the address."""
        texts: dict[str, list[str]] = {}
        for digest, other in self._all(
            "SELECT text_sha256, article_id FROM json_each(?) JOIN reports ON text_sha256 = value "
            "JOIN standings USING (article_id)",
            json.dumps(sorted({digest for digest, _ in marks})),
        ):
            texts.setdefault(digest, []).append(other)
        urls: dict[str, list[str]] = {}
        wanted = sorted({url for _, url in marks if url is not None})
        for url, other in (
            self._all(
                "SELECT url, article_id FROM json_each(?) JOIN standings ON url = value", json.dumps(wanted)
            )
            if wanted
            else ()
        ):
            urls.setdefault(url, []).append(other)
        return [sorted({*texts.get(digest, ()), *urls.get(url or "", ())}) for digest, url in marks]

    def traits(self, article_id: str) -> Traits | None:
        """What of a report says where it stands; None if copies of it have not been looked for."""
        row = self._row(article_id)
        return None if row is None else row.traits

    def origin(self, article_id: str) -> Origin | None:
        """From whom a report has its words."""
        row = self._row(article_id)
        return None if row is None else row.origin

    def _row(self, article_id: str) -> _Row | None:
        held = self._rows.get(article_id)
        if held is not None:
            return held
        row = self._one(
            "SELECT number, origin, wire, standing, traits, text_sha256, publisher, url "
            "FROM standings JOIN reports USING (article_id) WHERE article_id = ?",
            article_id,
        )
        if row is None:
            return None
        number, origin, wire, standing, traits, digest, publisher, url = row
        return self._hold(
            number,
            origin_unpacked(standing, article_id=article_id, origin_id=origin, wire=wire),
            traits_unpacked(traits, article_id=article_id, text_sha256=digest, publisher=publisher, url=url),
        )

    def _hold(self, number: int, origin: Origin, traits: Traits) -> _Row:
        if len(self._rows) >= _ROWS_HELD:
            self._rows.clear()
        row = self._rows[traits.article_id] = _Row(number, origin, traits)
        return row

    def members(self, origin_id: str, most: int = -1) -> list[str]:
        """The reports of one origin, and those that paste a part of it, ordered by id.

        With ``most`` the first so many that came in of either kind.
        """
        return [
            row[0]
            for row in self._all(
                "SELECT article_id FROM (SELECT article_id FROM standings WHERE origin = ?1 "
                "ORDER BY number LIMIT ?2) UNION SELECT article_id FROM (SELECT article_id "
                "FROM standing_parts WHERE origin = ?1 ORDER BY article_id LIMIT ?2) ORDER BY 1",
                origin_id,
                most,
            )
        ]

    def read_members(self, origin_id: str) -> tuple[str, ...]:
        """The reports of one origin that were read themselves, ordered by id; none that only paste a part.

        Where it has more than a hundred of them, the first so many that came in.
        """
        held = self._read_in.get(origin_id)
        if held is None:
            if len(self._read_in) >= _ROWS_HELD:
                self._read_in.clear()
            rows = self._all(
                "SELECT article_id FROM (SELECT article_id FROM standings t WHERE origin = ? "
                "AND NOT EXISTS (SELECT 1 FROM unread u WHERE u.article_id = t.article_id) "
                "ORDER BY number LIMIT ?) ORDER BY 1",
                origin_id,
                _MOST_READ,
            )
            held = self._read_in[origin_id] = tuple(article_id for (article_id,) in rows)
        return held

    def text(self, article_id: str) -> str | None:
        """The normalised text of a report."""
        row = self._one("SELECT text FROM reports WHERE article_id = ?", article_id)
        return None if row is None else bytes(row[0]).decode("utf-8", "surrogatepass")

    def links(self, article_id: str) -> list[Link]:
        """The links of a report that hold, to either side, best first."""
        return self._links("left_id = ?1 OR right_id = ?1", article_id)

    def links_from(self, article_id: str) -> tuple[Link, ...]:
        """The links that hold of which a report is the left side."""
        held = self._links_of.get(article_id)
        if held is None:
            if len(self._links_of) >= _LINKED_HELD:
                self._links_of.clear()
            held = self._links_of[article_id] = tuple(self._links("left_id = ?1", article_id))
        return held

    def _links(self, which: str, article_id: str) -> list[Link]:
        sql = (  # ``which`` is one of our own strings, the value is bound
            "SELECT left_id, right_id, kind, p, packed, decided_by, decided_at FROM links "  # noqa: S608
            f"WHERE retired_at IS NULL AND ({which}) ORDER BY p DESC, link"
        )
        rows = self._all(sql, article_id)
        return [
            link_unpacked(packed, (left, right), kind=kind, p=p, decided=(by, at))
            for left, right, kind, p, packed, by, at in rows
        ]

    def verdicts_on(self, article_ids: Iterable[str]) -> list[Verdict]:
        """What persons have judged of the origins of these reports, and still holds."""
        if self._judged is None:
            self._judged = bool(
                self._one("SELECT 1 FROM verdicts WHERE what = ? LIMIT 1", Judged.ORIGIN.value)
            )
        if not self._judged:  # as in most ledgers
            return []
        return [v for id_ in article_ids for v in verdicts_on(self._connection, Judged.ORIGIN, id_)]

    def carried(self, article_id: str) -> list[tuple[str, Span]]:
        """Ids of the claims that a copy carries, each with the span of its evidence in the copy's text."""
        rows = self._all(
            "SELECT c.claim_id, y.start, y.end FROM carried y JOIN claims c USING (claim) "
            "WHERE y.article_id = ? ORDER BY y.start, c.claim_id",
            article_id,
        )
        return [(claim_id, Span(start, end)) for claim_id, start, end in rows]

    def source(self, article_id: str) -> str | None:
        """The report that was read in place of this one; None if it was read itself."""
        if article_id not in self._source_of:
            if len(self._source_of) >= _ROWS_HELD:
                self._source_of.clear()
            row = self._one("SELECT source FROM unread WHERE article_id = ?", article_id)
            self._source_of[article_id] = None if row is None else row[0]
        return self._source_of[article_id]

    def evidence(self, article_id: str) -> list[tuple[str, Span, bool]]:
        """The claims read in a report itself: id, span of the evidence, and whether it is retired."""
        rows = self._all(
            "SELECT claim_id, document ->> '$.evidence.span[0]', document ->> '$.evidence.span[1]', "
            "retired_at IS NOT NULL FROM claims WHERE article_id = ? ORDER BY claim",
            article_id,
        )
        return [(claim_id, Span(start, end), bool(retired)) for claim_id, start, end, retired in rows]

    def carriers(self, claim_ids: Iterable[str]) -> set[str]:
        """The reports that carry any of these claims."""
        sql = "SELECT y.article_id FROM claims c JOIN carried y USING (claim) WHERE c.claim_id = ?"
        return {article_id for claim_id in claim_ids for (article_id,) in self._all(sql, claim_id)}

    def n_origins(self) -> int:
        """How many origins there are."""
        return int(self._one("SELECT count(DISTINCT origin) FROM standings")[0])

    def every(self) -> Iterator[str]:
        """Every report, earliest published first, whether or not copies of it have been looked for."""
        rows = self._all("SELECT article_id FROM reports ORDER BY published IS NULL, published, article_id")
        yield from (article_id for (article_id,) in rows)

    # ------------------------------------------------------------------ writing

    def place(self, traits: Traits, origin: Origin) -> None:
        """Keep where a report stands; what was kept of it before is replaced."""
        self._read_in.clear()
        held = self._row(traits.article_id)
        number = held.number if held is not None else None
        self._connection.execute(
            "INSERT INTO standings (number, article_id, url, origin, wire, standing, traits) "
            "VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (number) DO UPDATE SET url = ?3, origin = ?4, "
            "wire = ?5, standing = ?6, traits = ?7",
            (
                number,
                traits.article_id,
                traits.url,
                origin.origin_id,
                origin.wire,
                origin_packed(origin),
                traits_packed(traits),
            ),
        )
        if number is None:
            number = self._connection.last_insert_rowid()
        if held is not None and held.origin.parts:
            self._connection.execute("DELETE FROM standing_parts WHERE article_id = ?", (traits.article_id,))
        if origin.parts:
            self._connection.executemany(
                "INSERT INTO standing_parts VALUES (?, ?)",
                [(part, traits.article_id) for part in origin.parts],
            )
        self._hold(number, origin, traits)

    def unread(self, article_id: str, source: str) -> None:
        """Keep that a report was not read, because another says the same."""
        self._read_in.clear()
        self._source_of.pop(article_id, None)
        self._connection.execute("INSERT OR REPLACE INTO unread VALUES (?, ?)", (article_id, source))

    def unread_for(self, source: str) -> list[str]:
        """The reports that were not read because this one says the same."""
        rows = self._all("SELECT article_id FROM unread WHERE source = ? ORDER BY article_id", source)
        return [article_id for (article_id,) in rows]

    def read(self, article_id: str) -> None:
        """Keep that a report has claims of its own after all."""
        self._read_in.clear()
        self._source_of.pop(article_id, None)
        self._connection.execute("DELETE FROM unread WHERE article_id = ?", (article_id,))

    def index(self, article_id: str, day: int | None, prints: Hashes) -> None:
        """Let later reports find this one by its sampled hashes; written with the next `flush`."""
        row = self._row(article_id)
        if row is not None:
            self._to_index.append((row.number, day or 0, prints))

    def add_link(self, link: Link, at: str) -> None:
        """Keep one more link of its left report, unless it is there."""
        held = self._one(
            "SELECT 1 FROM links WHERE left_id = ? AND right_id = ? AND kind = ? AND retired_at IS NULL",
            link.left_id,
            link.right_id,
            link.kind.value,
        )
        if held is None:
            self._add_link(link, at)

    def _add_link(self, link: Link, at: str) -> None:
        self._links_of.pop(link.left_id, None)
        self._connection.execute(
            "INSERT INTO links (left_id, right_id, kind, p, packed, decided_by, decided_at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                link.left_id,
                link.right_id,
                link.kind.value,
                link.p,
                link_packed(link),
                link.decided_by,
                at,
            ),
        )

    def set_links(self, article_id: str, links: Iterable[Link], at: str) -> None:
        """Keep the links of which a report is the left side; those that no longer hold are retired."""
        held = {
            (right, kind): number
            for number, right, kind in self._all(
                "SELECT link, right_id, kind FROM links WHERE left_id = ? AND retired_at IS NULL", article_id
            )
        }
        for link in links:
            if held.pop((link.right_id, link.kind.value), None) is None:
                self._add_link(link, at)
        if held:
            self._links_of.pop(article_id, None)
        self._connection.executemany(
            "UPDATE links SET retired_at = ? WHERE link = ?", [(at, number) for number in held.values()]
        )

    def carry(self, article_id: str, claims: Sequence[tuple[str, Span]]) -> None:
        """Keep which claims of other reports a copy carries, in place of those kept so far."""
        touched = self._all("SELECT claim FROM carried WHERE article_id = ?", article_id)
        self._connection.execute("DELETE FROM carried WHERE article_id = ?", (article_id,))
        self._connection.executemany(
            "INSERT OR IGNORE INTO carried SELECT claim, ?, ?, ? FROM claims WHERE claim_id = ?",
            [(article_id, span.start, span.end, claim_id) for claim_id, span in claims],
        )
        touched += self._all("SELECT claim FROM carried WHERE article_id = ?", article_id)
        self._stale(number for (number,) in touched)

    def retire(self, article_id: str, claim_ids: Iterable[str], at: str) -> list[str]:
        """Let these claims of a report, and no others, give way to those of the report copied from.

        They are kept, marked. Returns those that gave way or came back.
        """
        retired = set(claim_ids)
        changed = [
            (number, claim_id)
            for number, claim_id, gone in self._all(
                "SELECT claim, claim_id, retired_at IS NOT NULL FROM claims WHERE article_id = ?", article_id
            )
            if bool(gone) != (claim_id in retired)
        ]
        self._connection.executemany(
            "UPDATE claims SET retired_at = ? WHERE claim = ?",
            [(at if claim_id in retired else None, number) for number, claim_id in changed],
        )
        self._stale(number for number, _ in changed)
        return [claim_id for _, claim_id in changed]

    def set_origins(self, article_id: str, origins: Iterable[tuple[str, str, str | None]]) -> None:
        """Keep whose the claims of a report are that are not of its own origin: claim, origin, wire."""
        own = self._all("SELECT claim FROM claims WHERE article_id = ?", article_id)
        self._connection.executemany("DELETE FROM claim_origins WHERE claim = ?", own)
        self._connection.executemany(
            "INSERT INTO claim_origins SELECT claim, ?, ? FROM claims WHERE claim_id = ?",
            [(origin, wire, claim_id) for claim_id, origin, wire in origins],
        )
        # an event whose claims change their origin, or the agency of it, is counted anew
        self._stale(number for (number,) in own)

    def forget(self) -> None:
        """Throw away where every report stands; reports, claims, verdicts, and what was not read, stay."""
        for table in ("carried", "claim_origins", "links", "standing_parts", "standings"):
            self._connection.execute(f"DELETE FROM {table}")  # noqa: S608  our own names
        self._connection.execute(
            "INSERT OR IGNORE INTO stale SELECT claim FROM claims WHERE retired_at IS NOT NULL"
        )
        retired = self._all("SELECT claim FROM claims WHERE retired_at IS NOT NULL ORDER BY claim")
        # one by one: what is counted with each depends on those before it
        self._connection.executemany("UPDATE claims SET retired_at = NULL WHERE claim = ?", retired)
        self._to_index = []
        self._index.clear()
        self.let_go()

    def _stale(self, claims: Iterable[int]) -> None:
        self._connection.executemany("INSERT OR IGNORE INTO stale VALUES (?)", [(n,) for n in claims])

    # `Any`: a row holds whatever its query selects.
    def _one(self, sql: str, *values: object) -> Any:
        return self._connection.execute(sql, values).fetchone()

    def _all(self, sql: str, *values: object) -> list[Any]:
        return self._connection.execute(sql, values).fetchall()
