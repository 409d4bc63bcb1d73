"""Access tokens: made and shown once, checked at each use, taken back."""

from __future__ import annotations

import hashlib
import re
import secrets
from base64 import urlsafe_b64encode
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

from sayso.classes import dataclass
from sayso.engine.catalog import now, open_desk
from sayso.engine.config import Settings
from sayso.errors import (
    AccessError,
    DeskError,
    ExpiredTokenError,
    QueryError,
    RevokedTokenError,
    ScopeError,
    cut,
)
from sayso.ledger.desk import Desk, Scope, Token

__all__ = ["PREFIX", "Access", "Scope", "Token"]

#: Tells a token of ours from other secrets, so that scanners find one that was published by mistake.
PREFIX = "sayso_"
_N_BYTES = 32
_FORM = re.compile(re.escape(PREFIX) + r"[A-Za-z0-9_-]{43}\Z", re.ASCII)
#: The use of a token is written down this often, so that reading does not write.
_USED = timedelta(hours=1)
MOST_NAME = 100


@dataclass(frozen=True, slots=True)
class Access:
    """The tokens beside one ledger; ``random`` gives so many bytes that nobody can guess."""

    settings: Settings
    clock: Callable[[], datetime] = now
    random: Callable[[int], bytes] = secrets.token_bytes

    def create(self, name: str, scope: Scope = Scope.READ, days: int | None = None) -> tuple[Token, str]:
        """Make a token, in force for so many days or until it is revoked; and its text, which is not kept.

        Raises:
            QueryError: the name cannot be one or a token in force has it, or there are no days.
            DeskError: it cannot be kept.
        """
        name = " ".join(name.split())
        if not name or len(name) > MOST_NAME or not name.isprintable():
            raise QueryError(f"{cut(name)} cannot be the name of a token", item="name")
        if days is not None and not 1 <= days <= 36_500:
            raise QueryError(f"days must be 1 to 36,500, got {days}", item="days")
        at = self.clock()
        text = PREFIX + urlsafe_b64encode(self.random(_N_BYTES)).decode().rstrip("=")
        token = Token(
            token_id=self.random(6).hex(),
            name=name,
            scope=scope,
            created_at=_iso(at),
            expires_at=_iso(at + timedelta(days=days)) if days is not None else None,
        )
        with open_desk(self.settings, create=True) as desk:
            if not desk.tokens.add(token, _digest(text)):
                raise QueryError(
                    f"a token in force is named {cut(name)}",
                    item="name",
                    hint="name it otherwise, or revoke that one first",
                )
        return token, text

    def every(self) -> list[Token]:
        """All tokens, oldest first, revoked ones included.

        Raises:
            DeskError: they cannot be read.
        """
        with open_desk(self.settings, create=False) as desk:
            return desk.tokens.every()

    def revoke(self, which: str) -> list[Token]:
        """Take back every token in force that has this id or name; those that were taken back."""
        with open_desk(self.settings, create=False) as desk:
            return desk.tokens.revoke(which, _iso(self.clock()))

    def admit(self, text: str | None, scope: Scope = Scope.READ) -> Token:
        """The token with that text, if it is in force and allows so much.

        Raises:
            AccessError: no token, or none that was made here; its subclasses: one whose time is over, that
                was taken back, or that allows less.
            DeskError: tokens cannot be read.
        """
        if text is None or not _FORM.match(text):
            raise AccessError(
                "a token is needed",
                hint="`sayso token create` makes one; send it as `Authorization: Bearer …`",
            )
        with open_desk(self.settings, create=False) as desk:
            token = desk.tokens.of_digest(_digest(text))
            if token is None:
                raise AccessError(
                    "nobody has made this token", hint="`sayso token list` names those there are"
                )
            self._in_force(token, scope)
            self._note_use(desk, token)
        return token

    def _in_force(self, token: Token, scope: Scope) -> None:
        if token.revoked_at is not None:
            raise RevokedTokenError("the token was revoked", item=token.name)
        if token.expires_at is not None and token.expires_at <= _iso(self.clock()):
            raise ExpiredTokenError(
                "the token's time is over", item=token.name, hint="`sayso token create` makes another"
            )
        if scope is Scope.WRITE and token.scope is not Scope.WRITE:
            raise ScopeError("the token may read and not write", item=token.name)

    def _note_use(self, desk: Desk, token: Token) -> None:
        at = self.clock()
        if token.last_used_at is None or at - datetime.fromisoformat(token.last_used_at) >= _USED:
            # a full disk is no reason to turn somebody away who may read
            with suppress(DeskError):
                desk.tokens.used(token.token_id, _iso(at))


def _digest(text: str) -> str:
    """Tokens have 256 random bits: nothing slower than one hash is needed to keep them secret."""
    return hashlib.sha256(text.encode()).hexdigest()


def _iso(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")
