"""Claims read back as accounts: each with its report's day and publisher, its origin and the copies of it."""

# ruff: noqa: S608  SQL is put together from the strings in this file and its callers' own; values are bound

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sayso.ledger.connection import LONG, Connection
from sayso.records import Account, Carrier
from sayso.records.codec import claim_from_json

__all__ = ["COLUMNS", "TABLES", "account_of", "accounts_where"]

#: What `account_of` reads, in its order, of the tables joined in `TABLES`.
COLUMNS = (
    "c.claim, c.document, r.published, r.publisher, r.text_sha256, coalesce(k.origin, t.origin, ''), "
    "CASE WHEN k.claim IS NULL THEN t.wire ELSE k.wire END, "
    "EXISTS (SELECT 1 FROM carried y WHERE y.claim = c.claim)"
)
TABLES = (
    "claims c JOIN reports r USING (article_id) LEFT JOIN standings t USING (article_id) "
    "LEFT JOIN claim_origins k ON k.claim = c.claim"
)
N_COLUMNS = 8


def account_of(connection: Connection, row: Any) -> Account:  # `Any`: a row holds what its query selects
    """The account in one row of `COLUMNS`."""
    number, document, published, publisher, digest, origin, wire, carried = row
    return Account(
        claim=claim_from_json(json.loads(document)),
        published=published,
        publisher=publisher,
        text_sha256=digest,
        origin=origin,
        voice=wire,
        carriers=_carriers(connection, number) if carried else (),
    )


def accounts_where(
    connection: Connection,
    where: str,
    values: tuple[object, ...],
    order: str = "c.claim",
    *,
    retired: bool = False,
    long: bool = False,
) -> Iterator[tuple[int, Account]]:
    """Claims that meet a condition on ``c``, ``r`` or ``t``, with their numbers; those that hold, or all.

    ``long`` says that there may be more than can be held at once.
    """
    holds = "1" if retired else "c.retired_at IS NULL"
    begin = LONG if long else ""
    # `Any`: as above.
    rows: Iterator[Any] = connection.execute(
        f"{begin} SELECT {COLUMNS} FROM {TABLES} WHERE {holds} AND ({where}) ORDER BY {order}", values
    )
    for row in rows:
        yield row[0], account_of(connection, row)


def _carriers(connection: Connection, claim: int) -> tuple[Carrier, ...]:
    rows = connection.execute(
        "SELECT r.article_id, r.published, r.publisher FROM carried y JOIN reports r USING (article_id) "
        "WHERE y.claim = ? ORDER BY r.article_id",
        (claim,),
    )
    return tuple(
        Carrier(article_id=article_id, published=published, publisher=publisher)
        for article_id, published, publisher in rows
    )
