"""Access tokens: who may ask, and who may write. Of a token itself only a digest is kept."""

# ruff: noqa: S608  SQL is put together from the strings in this file alone; values are bound

from __future__ import annotations

import hmac
from enum import StrEnum

from sayso.classes import dataclass
from sayso.ledger.clean import clean
from sayso.ledger.desk.unit import Unit

__all__ = ["Scope", "Token", "Tokens"]


class Scope(StrEnum):
    """What a token allows: asking, or writing as well."""

    READ = "read"
    WRITE = "write"


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A token as it is known afterwards. Instants are ISO 8601 in UTC; ``last_used_at`` lags by an hour."""

    token_id: str
    name: str
    scope: Scope
    created_at: str
    expires_at: str | None = None
    revoked_at: str | None = None
    last_used_at: str | None = None


_COLUMNS = "token_id, name, scope, created_at, expires_at, revoked_at, last_used_at"


class Tokens:
    """The tokens of a desk."""

    def __init__(self, unit: Unit) -> None:
        self._unit = unit

    def every(self) -> list[Token]:
        """All of them, oldest first, revoked ones included."""
        return self._read("1 ORDER BY created_at, token_id")

    def add(self, token: Token, sha256: str) -> bool:
        """Keep a new token with the digest of its text; False if one in force has its name."""
        with self._unit.work() as db:
            db.execute(
                f"INSERT INTO tokens ({_COLUMNS}, sha256) VALUES (?, ?, ?, ?, ?, ?, ?, ?) "
                "ON CONFLICT (name) WHERE revoked_at IS NULL DO NOTHING",
                (
                    token.token_id,
                    clean(token.name),
                    token.scope,
                    token.created_at,
                    token.expires_at,
                    token.revoked_at,
                    token.last_used_at,
                    sha256,
                ),
            )
            return bool(db.changes())

    def of_digest(self, sha256: str) -> Token | None:
        """The token with that digest. All are compared, each in the same time, whichever fits."""
        found = None
        for token_id, held in self._unit.rows("SELECT token_id, sha256 FROM tokens"):
            if hmac.compare_digest(held, sha256):
                found = token_id
        return next(iter(self._read("token_id = ?", found)), None) if found is not None else None

    def revoke(self, which: str, now: str) -> list[Token]:
        """Take back the tokens in force that have this id or name; those that were taken back."""
        found = self._read("revoked_at IS NULL AND (token_id = ?1 OR name = ?1)", clean(which))
        with self._unit.work() as db:
            db.executemany(
                "UPDATE tokens SET revoked_at = ? WHERE token_id = ? AND revoked_at IS NULL",
                [(now, token.token_id) for token in found],
            )
        return found

    def used(self, token_id: str, now: str) -> None:
        """Write down that a token was used."""
        with self._unit.work() as db:
            db.execute("UPDATE tokens SET last_used_at = ? WHERE token_id = ?", (now, token_id))

    def _read(self, which: str, *values: object) -> list[Token]:
        return [
            Token(
                token_id=token_id,
                name=name,
                scope=Scope(scope),
                created_at=created_at,
                expires_at=expires_at,
                revoked_at=revoked_at,
                last_used_at=last_used_at,
            )
            for token_id, name, scope, created_at, expires_at, revoked_at, last_used_at in self._unit.rows(
                f"SELECT {_COLUMNS} FROM tokens WHERE {which}", *values
            )
        ]
