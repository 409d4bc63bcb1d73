"""How often which page was asked for, and how long answers took, as Prometheus reads it."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from starlette.types import Scope

__all__ = ["PAGE", "Counts"]

#: Where a request's scope has the path of its page as routes have it, without ids.
PAGE = "sayso.page"
#: Seconds; the promises are 0.2 for lists and 0.3 for events.
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0)


class Counts:
    """Counts of one server."""

    def __init__(self) -> None:
        self.registry: CollectorRegistry = CollectorRegistry(auto_describe=False)
        self._requests = Counter(
            "sayso_http_requests", "Requests answered.", ["page", "status"], registry=self.registry
        )
        self._seconds = Histogram(
            "sayso_http_seconds", "Time to an answer.", ["page"], buckets=_BUCKETS, registry=self.registry
        )

    def told(self, scope: Scope, status: int, seconds: float) -> None:
        """Count one answer. Pages are told apart, addresses are not: there is no end of them."""
        page = _page(scope)
        self._requests.labels(page, str(status)).inc()
        self._seconds.labels(page).observe(seconds)

    def text(self) -> bytes:
        """Everything in Prometheus's text format."""
        return generate_latest(self.registry)


def _page(scope: Scope) -> str:
    path: str = scope["path"]
    for prefix in ("/static/", "/api/"):
        if path.startswith(prefix):
            return prefix + "*"
    return str(scope.get(PAGE, "other"))
