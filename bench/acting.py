"""How long questions about one actor take: with whom he acts, the network of those, where he was.

    python -m bench.acting LEDGER ACTOR…
    python -m bench.acting --made 10000

Each question is asked of an open ledger, again and again; times are in milliseconds, the first one apart, because it
may read pages from the disk. With --made, that many made-up accounts of one person's whereabouts, at home on most days of
two years and else at 84 places, are put together to stops.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from sayso.engine.catalog import open_ledger
from sayso.engine.config import load_settings
from sayso.engine.itinerary import ItineraryQuery, find_itinerary, itinerary_of
from sayso.engine.partners import MOST_NODES, PartnersQuery, find_partners
from sayso.engine.presence import Who
from sayso.ledger import Telling
from sayso.records import (
    Account,
    Actor,
    ActorKind,
    Certainty,
    Claim,
    ClaimKind,
    EventCode,
    Evidence,
    Grain,
    Modality,
    Place,
    PlaceKind,
    Polarity,
    Role,
    Span,
    Status,
    TimeRange,
)

__all__ = ["made", "main"]

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


def made(n: int) -> list[Telling]:
    """So many accounts of one person's visits, each of an event of its own."""
    draw = random.Random(1)  # noqa: S311  chance that can be repeated; nothing secret
    lands = "NOR NOR NOR NOR NOR ROU RUS DEU FRA".split()
    places = [
        _place(k, lands[k] if k < 5 else lands[5 + k % 4], (draw.uniform(-60, 60), draw.uniform(-180, 180)))
        for k in range(85)
    ]
    return [_account(k, places, draw) for k in range(n)]


def _place(number: int, country: str, at: tuple[float, float]) -> Place:
    return Place(
        text="there", span=Span(10, 15), name=f"Town {number}", place_id=f"geo:{number}", kind=PlaceKind.CITY,
        country=country, lat=at[0], lon=at[1], within_km=5.0,
    )  # fmt: skip


def _account(number: int, places: Sequence[Place], draw: random.Random) -> Telling:
    when = date(2023, 1, 1) + timedelta(draw.randrange(700))
    published = (when + timedelta(draw.choice((-5, -1, 0, 0, 1, 1, 2)))).isoformat()
    place = places[0] if draw.random() < 0.6 else draw.choice(places)
    if draw.random() < 0.15:
        place = replace(place, name=str(place.country), place_id=place.country, kind=PlaceKind.COUNTRY)
    iso = when.isoformat()
    time_ = TimeRange(text="then", span=Span(0, 1), edtf=iso, earliest=iso, latest=iso, grain=Grain.DAY)
    happened = draw.choice((*[Status.HAPPENED] * 8, Status.NEGATED, Status.ONGOING))
    claim = Claim(
        claim_id=f"c{number:015x}",
        article_id=f"r{number:015x}",
        kind=ClaimKind.EVENT,
        status=Status.PLANNED if published < iso else happened,
        certainty=Certainty(polarity=Polarity.POSITIVE, modality=Modality.CERTAIN),
        evidence=Evidence(sentence="He visits there.", span=Span(0, 16), trigger=Span(3, 9)),
        event=EventCode(type="CONSULT", mode="visit"),
        actors=(
            Actor(
                role=Role.ACTOR, text="He", span=Span(0, 2), name="He", actor_id="per:he", kind=ActorKind.PERSON,
                country="NOR",
            ),
        ),
        place=place,
        time=None if draw.random() < 0.4 else time_,
    )  # fmt: skip
    account = Account(
        claim=claim, published=published, publisher=f"Paper {number % 50}", text_sha256=claim.article_id
    )
    return Telling(event_id=f"e{number}", lead=claim.claim_id, disagreements={}, accounts=(account,))


def _put_together(n: int) -> None:
    tellings = made(n)
    who = Who(actor_id="per:he", name="He", kind=ActorKind.PERSON, country="NOR")
    begun = time.process_time()
    found = itinerary_of(tellings, who, ItineraryQuery(actor="he", as_of=date(2024, 12, 31)))
    print(
        f"{n:,} accounts, {len(found.stops):,} stops, {time.process_time() - begun:.2f} s of processor time"
    )


def main(arguments: Sequence[str]) -> None:
    """Print a line for each actor and question."""
    path, *actors = arguments
    if path == "--made":
        _put_together(int(actors[0]))
        return
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
