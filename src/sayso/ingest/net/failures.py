"""Why a request brought nothing: one value with a code, a reason and whether trying again can help."""

from __future__ import annotations

from sayso.classes import dataclass
from sayso.records import Refusal

__all__ = ["RETRIED", "Failure"]

#: Whether the same request may succeed later without anybody changing anything, by code.
RETRIED: dict[str, bool] = {
    "fetch.bad_url": False,
    "fetch.busy": True,
    "fetch.connect": True,
    "fetch.dns": True,
    "fetch.encoding": False,
    "fetch.gone": False,
    "fetch.incomplete": True,
    "fetch.port": False,
    "fetch.protocol": True,
    "fetch.robots": False,
    "fetch.scheme": False,
    "fetch.ssrf": False,
    "fetch.status": False,
    "fetch.timeout": True,
    "fetch.tls": True,
    "fetch.too_large": False,
    "fetch.too_many_redirects": False,
    "fetch.unavailable": True,
    "fetch.unsupported": False,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """One request that brought nothing.

    Attributes:
        code: a code of `errors.REFUSAL_CODES`, one of RETRIED.
        reason: what happened, in words; what a server sent is quoted and cut in it.
        url: the address that failed: the one asked for, or one that redirects led to.
        status: the HTTP status, if one came.
        retry: whether the same request may succeed later.
        retry_after: the header Retry-After as sent, if one came.
        redirects: the addresses gone through before, as (status, where it pointed).
        took_s: seconds from the start to the failure.
    """

    code: str
    reason: str
    url: str
    retry: bool
    status: int | None = None
    retry_after: str | None = None
    redirects: tuple[tuple[int, str], ...] = ()
    took_s: float = 0.0

    @classmethod
    def of(cls, code: str, reason: str, url: str) -> Failure:
        """A failure that is retried as its code says."""
        return cls(code=code, reason=reason, url=url, retry=RETRIED[code])

    def refusal(self, name: str) -> Refusal:
        """The failure as a refused input."""
        return Refusal(name=name, stage="ingest", code=self.code, reason=self.reason)
