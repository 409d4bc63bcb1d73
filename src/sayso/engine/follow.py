"""A watch put together: the list of feeds, the web, the reader and the ledger."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from threading import Event as Signal

from sayso.engine.care import keep_of, let_texts_go
from sayso.engine.catalog import Given, build_pipeline, open_ledger
from sayso.engine.config import Settings
from sayso.engine.delivering import build_senders
from sayso.engine.fetching import build_fetcher
from sayso.engine.keeping import Keeper
from sayso.engine.linking import Linker
from sayso.engine.newsfeeds import Feeds, Manners
from sayso.engine.pipeline import Parts, Pipeline
from sayso.engine.telling import Teller
from sayso.engine.watching import Clocks, Hooks, Watched, Watcher, WatchLimits
from sayso.errors import ConfigError
from sayso.ingest.feeds import read_feed_list
from sayso.ingest.net.pace import Pace
from sayso.ingest.net.polling import Poll
from sayso.ledger import Keep, Ledger, only_watcher

__all__ = ["follow"]

Build = Callable[[Settings, Given], Parts]


def follow(
    settings: Settings,
    feeds: Path,
    how: tuple[Build, Callable[[], datetime]],
    stop: Signal,
    hooks: Hooks,
    *,
    once: bool,
) -> Watched:
    """Watch the feeds of a list into the ledger until told to stop.

    ``how`` builds the stages and gives the present instant. Where alerts are enabled, those who saved a
    search are told of what is new as ``hooks.writers`` write it.

    Raises:
        ConfigError: the list or a setting cannot be used.
        LedgerError: another process watches into the ledger, or it cannot be opened.
        ModelError, GazetteerError: nothing can be read at all.
    """
    build, now = how
    listed = read_feed_list(feeds)
    if not any(feed.enabled for feed in listed.feeds):
        raise ConfigError("the list has no feed that is enabled", item=str(feeds))
    keep_of(settings)  # a setting that names nothing is said now, not in a day
    parts = replace(build(settings, Given()), readers=None)  # pages come a few at a time
    clocks = Clocks(now)
    with only_watcher(settings.ledger.path) as hold, open_ledger(settings, create=True) as ledger:

        def reading() -> tuple[Pipeline, Linker, Keeper]:
            linker = Linker(ledger, window_days=settings.link.window_days, now=lambda: now().isoformat())
            return build_pipeline(settings, parts), linker, Keeper(ledger, linker, settings, parts, now)

        source = Feeds(listed, build_fetcher(settings), clocks, ledger.watch.hosts(), manners_of(settings))
        limits = WatchLimits(hosts=settings.watch.hosts, batch=settings.reader.batch_articles)
        with _telling(settings, now, hooks) as often:

            def each_minute() -> None:
                hold()
                often()

            told = replace(hooks, daily=lambda: _daily(ledger, settings, now()), often=each_minute)
            return Watcher(ledger, source, reading, clocks, limits, told).run(stop, once=once)


@contextmanager
def _telling(settings: Settings, now: Callable[[], datetime], hooks: Hooks) -> Iterator[Callable[[], None]]:
    """What is to be called often within it, so that alerts go out; at its end they go out once more."""
    if not settings.alerts.enabled or hooks.writers is None:
        yield hooks.often
        return
    build_senders(settings, hooks.writers, now)  # a setting that cannot be used is said now, not in a minute
    teller = Teller(settings, hooks.writers, now, hooks.note)
    try:
        yield teller.tick
    finally:
        teller.finish()


def manners_of(settings: Settings) -> Manners:
    """How feeds and hosts are treated, as the settings have it."""
    watch = settings.watch
    return Manners(
        poll=Poll(first_s=60.0 * watch.interval_minutes, min_s=60.0 * min(watch.interval_minutes, 30)),
        pace=Pace(min_delay_s=float(watch.delay_s), max_delay_s=max(30.0, float(watch.delay_s))),
    )


def _daily(ledger: Ledger, settings: Settings, now: datetime) -> None:
    """Let go of texts that are kept long enough."""
    keep = keep_of(settings)
    if keep is not Keep.ALL:
        let_texts_go(ledger, settings, keep, settings.keep.days, now.date())
