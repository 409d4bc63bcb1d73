"""Tokens against forged posts: a form of this server holds one, a form of another site cannot.

Each browser has a session, a random value in a cookie that scripts cannot read and that posts from other
sites do not carry. The token in a form is made of the session and a secret that lives as long as the server.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable

__all__ = ["SESSION_COOKIE", "Seal"]

SESSION_COOKIE = "session"
_ID_BYTES, _MAC_CHARS = 16, 32


class Seal:
    """Makes and checks sessions and their tokens.

    Pages are kept and given to several browsers, so they are rendered with ``mark`` where a token belongs,
    which is a value that no text can hold by intention; `fill` puts the session's token there.

    Args:
        rand: gives so many random bytes.
    """

    def __init__(self, rand: Callable[[int], bytes] = secrets.token_bytes) -> None:
        self._rand = rand
        self._secret = rand(32)
        self.mark: str = f"mark-{rand(16).hex()}"
        self._mark_bytes = self.mark.encode()

    def new_session(self) -> str:
        """A cookie's value for a browser that has none."""
        id_ = self._rand(_ID_BYTES).hex()
        return f"{id_}.{self._mac('session', id_)}"

    def session_of(self, cookie: str | None) -> str | None:
        """The session a cookie's value stands for; None if this server has given no such since its start."""
        id_, _, mac = (cookie or "").partition(".")
        return id_ if id_ and hmac.compare_digest(mac.encode(), self._mac("session", id_).encode()) else None

    def token(self, session: str) -> str:
        """What a form of that session holds."""
        return self._mac("token", session)

    def fits(self, session: str | None, token: str) -> bool:
        """Whether a form came from a page of that session."""
        return session is not None and hmac.compare_digest(token.encode(), self.token(session).encode())

    def fill(self, body: bytes, session: str) -> bytes:
        """A rendered page with the session's token at every mark."""
        return body.replace(self._mark_bytes, self.token(session).encode())

    def tag(self, *parts: object) -> str:
        """An entity tag for whatever these parts determine; another one after the server was started anew."""
        return f'"{self._mac("tag", repr(parts))}"'

    def _mac(self, purpose: str, words: str) -> str:
        message = f"{purpose}\n{words}".encode("utf-8", "surrogatepass")
        return hmac.new(self._secret, message, hashlib.sha256).hexdigest()[:_MAC_CHARS]
