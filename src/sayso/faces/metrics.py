"""A watch's counts as Prometheus reads them, on a loopback port."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from sayso.engine.watching import Watched
from sayso.errors import ConfigError

__all__ = ["serving"]


class _Counts(Collector):
    """The counts of a watch, read when they are asked for."""

    def __init__(self, counts: Watched) -> None:
        self._counts = counts

    def collect(self) -> Iterator[Metric]:
        """Every metric, as it is now."""
        counts, tally = self._counts, self._counts.tally
        polls = CounterMetricFamily("sayso_polls", "Feeds asked.", labels=["outcome"])
        fine = counts.polls - counts.failed_polls - counts.unchanged_polls
        for outcome, n in (
            ("new", fine),
            ("unchanged", counts.unchanged_polls),
            ("failed", counts.failed_polls),
        ):
            polls.add_metric([outcome], n)
        yield polls
        yield CounterMetricFamily(
            "sayso_entries", "Entries that were new or had new words.", value=counts.entries
        )
        yield CounterMetricFamily("sayso_retries", "Pages to be asked for again.", value=counts.retries)
        reports = CounterMetricFamily("sayso_reports", "Reports by what became of them.", labels=["outcome"])
        outcomes = (
            ("coded", tally.coded - tally.carried),
            ("copy", tally.carried),
            ("known", tally.known),
            ("refused", tally.n_refused),
        )
        for outcome, n in outcomes:
            reports.add_metric([outcome], n)
        yield reports
        refusals = CounterMetricFamily("sayso_refusals", "Refused reports by code.", labels=["code"])
        for code, n in sorted(tally.refused.items()):
            refusals.add_metric([code], n)
        yield refusals
        yield CounterMetricFamily("sayso_claims", "Claims of coded reports.", value=tally.claims)
        yield GaugeMetricFamily("sayso_waiting", "Entries without an outcome.", value=counts.waiting)
        yield GaugeMetricFamily(
            "sayso_stalled", "1 while the ledger cannot be written.", value=float(counts.stalled is not None)
        )


@contextmanager
def serving(port: int, counts: Watched, address: str = "127.0.0.1") -> Iterator[int]:
    """Within it, counts are served at ``/metrics``; the port is given, which 0 leaves to the system.

    Raises:
        ConfigError: the port cannot be had.
    """
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Counts(counts))
    try:
        server, thread = start_http_server(port, addr=address, registry=registry)
    except (OSError, OverflowError) as error:
        raise ConfigError(f"metrics cannot be served on port {port}: {error}", item="--metrics") from error
    try:
        yield int(server.server_port)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
