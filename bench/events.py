"""Claims from sentences that report no event: how many are made. Typing on PLV is part of `reader`.

    sayso bench events

CAMEO's "no event" sentences were among the training negatives of the typing head (not of the rules that make
claims); sentences without police action are the harder and unseen set: they may hold other events.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from bench.harness import Score
from sayso.extract import extract
from sayso.read import Reader
from sayso.records import Article, ClaimKind, Item
from sayso.resolve import Actors, Places
from sayso.text import make_article

__all__ = ["measure"]

_POLICE = ("kill", "force", "arrest", "any_action")
_MOST = 600


def _false_events(texts: Sequence[str], reader: Reader, places: Places, actors: Actors) -> tuple[float, int]:
    """Event claims per hundred texts."""
    n_events = n_read = 0
    for number, text in enumerate(texts):
        article = make_article(Item(name=str(number), body=text))
        if isinstance(article, Article):
            claims = extract(article, reader.read([article])[0], places=places, actors=actors)
            n_events += sum(c.kind is ClaimKind.EVENT for c in claims)
            n_read += 1
    return 100 * n_events / max(1, n_read), n_read


def measure(data: Path) -> Iterable[Score]:
    """False events per hundred sentences without an event."""
    reader, places = Reader.load(), Places.open()
    actors = Actors.open(places)
    with (data / "events/cameo_no_event_negatives.jsonl").open(encoding="utf8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    rate, n = _false_events(texts, reader, places, actors)
    yield Score(name=f"event claims per 100 CAMEO no-event sentences ({n})", value=rate, better="lower")
