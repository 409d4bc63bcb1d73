"""Webhooks: alerts posted as JSON and signed after Standard Webhooks, which has libraries that verify it."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable
from datetime import datetime

from sayso.classes import dataclass
from sayso.engine.catalog import now
from sayso.engine.config import Settings
from sayso.engine.fetching import build_poster
from sayso.engine.sending import Failed
from sayso.ingest.net import Failure, Poster
from sayso.ingest.net.headers import retry_after

__all__ = ["HookSender", "hook_objection", "signature"]

_PREFIX = "whsec_"


def hook_objection(settings: Settings, url: str) -> str | None:
    """Why nothing is posted to an address, in words; None if it may be. Nothing is looked up.

    Raises:
        ConfigError: a setting of the network cannot be used.
    """
    at = build_poster(settings).checked(url)
    return at.reason if isinstance(at, Failure) else None


def signature(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """The signature of a body that is sent under an id at a time (seconds since 1970).

    Source:
        Standard Webhooks 1.0, "Signature scheme": HMAC-SHA256 over id, timestamp and body, with stops between
        them, under the bytes that the secret's base64 stands for.
    """
    try:
        key = b64decode(secret.removeprefix(_PREFIX), validate=True)
    except (NotBase64, ValueError):
        key = secret.encode("utf-8", "replace")
    signed = f"{message_id}.{timestamp}.".encode() + body
    return "v1," + b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()


@dataclass(frozen=True, slots=True)
class HookSender:
    """Posts what is to be posted; holds no state and may be shared."""

    poster: Poster
    clock: Callable[[], datetime] = now

    def send(self, url: str, secret: str | None, delivery_id: str, body: bytes) -> Failed | None:
        """Post a body; None if the server took it.

        The id is the same each time, and the time in the signature that of this try.
        """
        at = self.clock()
        timestamp = int(at.timestamp())
        headers = {
            "Content-Type": "application/json",
            "webhook-id": delivery_id,
            "webhook-timestamp": str(timestamp),
        }
        if secret:
            headers["webhook-signature"] = signature(secret, delivery_id, timestamp, body)
        answer = self.poster.post(url, body, headers)
        if not isinstance(answer, Failure):
            return None
        return Failed(
            code=answer.code,
            reason=answer.reason,
            retry=answer.retry,
            wait_s=retry_after(answer.retry_after, at) or 0.0,
        )
