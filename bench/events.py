"""Claims from sentences that report no event: how many are made. Typing on PLV is part of `reader`.

    sayso bench events

CAMEO's "no event" sentences were among the training negatives of the typing head (not of the rules that make
claims); sentences without police action are the harder and unseen set: they may hold other events.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from bench.harness import Score
from sayso.extract import extract
from sayso.read import Reader
from sayso.records import Article, Claim, ClaimKind, Item
from sayso.resolve import Actors, Places
from sayso.text import make_article

__all__ = ["event_claims", "measure"]


def event_claims(texts: Iterable[str]) -> Iterator[tuple[Article, tuple[Claim, ...]]]:
    """Event claims of each text, with the article (named by the text's number); refused texts are left out."""
    reader, places = Reader.load(), Places.open()
    actors = Actors.open(places)
    for number, text in enumerate(texts):
        article = make_article(Item(name=str(number), body=text))
        if isinstance(article, Article):
            claims = extract(article, reader.read([article])[0], places=places, actors=actors)
            yield article, tuple(c for c in claims if c.kind is ClaimKind.EVENT)


def measure(data: Path) -> Iterable[Score]:
    """False events per hundred sentences without an event."""
    with (data / "events/cameo_no_event_negatives.jsonl").open(encoding="utf8") as lines:
        texts = [json.loads(line)["text"] for line in lines]
    found = [len(claims) for _, claims in event_claims(texts)]
    yield Score(
        name=f"event claims per 100 CAMEO no-event sentences ({len(found)})",
        value=100 * sum(found) / max(1, len(found)),
        better="lower",
    )
