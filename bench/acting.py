"""How long questions about one actor take: with whom he acts, the network of those, where he was.

    python -m bench.acting LEDGER ACTOR…

Each question is asked of an open ledger, again and again; times are in milliseconds, the first one apart, because it
may read pages from the disk.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Sequence

from sayso.engine.catalog import open_ledger
from sayso.engine.config import load_settings
from sayso.engine.itinerary import ItineraryQuery, find_itinerary
from sayso.engine.partners import MOST_NODES, PartnersQuery, find_partners

__all__ = ["main"]

TIMES = 15


def _timed(ask: Callable[[], object]) -> tuple[float, float, float, float]:
    """The first call, the median and the longest of the others, and the median of processor time, in ms."""
    walls, works = [], []
    for _ in range(TIMES + 1):
        wall, work = time.perf_counter(), time.process_time()
        ask()
        walls.append((time.perf_counter() - wall) * 1000)
        works.append((time.process_time() - work) * 1000)
    return walls[0], statistics.median(walls[1:]), max(walls[1:]), statistics.median(works[1:])


def main(arguments: Sequence[str]) -> None:
    """Print a line for each actor and question."""
    path, *actors = arguments
    settings = load_settings({}, flags={"ledger.path": path})
    with open_ledger(settings, create=False) as ledger:
        print(f"{ledger.counts()}")
        for actor in actors:
            found = find_partners(ledger, PartnersQuery(actor=actor))
            told = find_itinerary(ledger, ItineraryQuery(actor=actor))
            if found is None or told is None:
                print(f"{actor}: nobody")
                continue
            print(
                f"{actor}: {ledger.acting.n_events(found.actor.actor_id):,} events, {found.counted:,} of "
                f"{found.claims:,} claims counted, {len(told.stops):,} stops"
            )
            network = PartnersQuery(actor=actor, limit=MOST_NODES, edges=True)
            for name, ask in {
                "partners": lambda actor=actor: find_partners(ledger, PartnersQuery(actor=actor)),
                "network": lambda network=network: find_partners(ledger, network),
                "itinerary": lambda actor=actor: find_itinerary(ledger, ItineraryQuery(actor=actor)),
            }.items():
                first, median, longest, work = _timed(ask)
                print(
                    f"  {name:<10} first {first:6.0f}  median {median:6.0f}  longest {longest:6.0f}  cpu {work:6.0f}"
                )


if __name__ == "__main__":
    main(sys.argv[1:])
