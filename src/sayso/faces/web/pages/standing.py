"""Whether the server stands, and how it and the ledger do, for machines that look after machines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from prometheus_client import generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector, CollectorRegistry
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute

import sayso
from sayso.engine.status import Status
from sayso.errors import SaysoError
from sayso.faces.web.asked import params
from sayso.faces.web.desk import Desk

__all__ = ["routes"]

_FORMAT = "text/plain; version=0.0.4; charset=utf-8"


def routes(desk: Desk) -> Sequence[BaseRoute]:
    """GET /health and GET /metrics."""

    def health(request: Request) -> Response:
        return _health(desk, request)

    def metrics(request: Request) -> Response:
        return _metrics(desk, request)

    return [desk.route("/health", health, kept=False), desk.route("/metrics", metrics, kept=False)]


def _health(desk: Desk, request: Request) -> Response:
    """200 if a question to the ledger is answered, 503 if not; nothing of the ledger itself."""
    params(request, ())
    headers = {"Cache-Control": "no-store"}
    try:
        desk.answers.moment()
    except SaysoError as error:
        told = {"status": "failing", "version": sayso.__version__, "error": error.code}
        return JSONResponse(told, 503, headers=headers)
    return JSONResponse({"status": "ok", "version": sayso.__version__}, headers=headers)


class _Ledger(Collector):
    """Rows of the ledger by what they are."""

    def __init__(self, status: Status) -> None:
        self._status = status

    def collect(self) -> Iterator[Metric]:
        """One gauge for each."""
        for name, n in sorted(self._status.rows.items()):
            yield GaugeMetricFamily(f"sayso_ledger_{name}", f"How many {name} the ledger holds.", value=n)
        watch = self._status.ever
        yield GaugeMetricFamily("sayso_watch_waiting", "Entries without an outcome.", value=watch.waiting)
        lag = self._status.lag_s or 0.0
        yield GaugeMetricFamily("sayso_watch_lag_seconds", "Wait of the oldest of them.", value=lag)
        failing = sum(1 for feed in self._status.feeds if feed.failures)
        yield GaugeMetricFamily("sayso_watch_failing_feeds", "Feeds whose last poll failed.", value=failing)


def _metrics(desk: Desk, request: Request) -> Response:
    params(request, ())
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Ledger(desk.answers.status()))
    body = desk.counts.text() + generate_latest(registry)
    return Response(body, media_type=_FORMAT, headers={"Cache-Control": "no-store"})
