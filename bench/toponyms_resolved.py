"""Place names found and then resolved, over all marked places; the second half of `bench/toponyms.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bench.harness import Score
from bench.intervals import bootstrap
from bench.places import RIGHT_KM, fold_places
from bench.places_gold import Document, Lands, error_km, read_set
from bench.toponyms import ANCHORS, Held
from sayso.records import PlaceContext, PlaceMention
from sayso.resolve import Places

__all__ = ["end_to_end", "found_and_resolved"]

#: Characters handed to the resolver on either side of a name.
_AROUND = 48


def found_and_resolved(
    held: Held, guide: str, document: Document, folds: Sequence[Places], lands: Lands
) -> int:
    """How many marked places of a document are found and resolved right; with no guide the names are given.

    The names are resolved together, by weights that were not fitted on the document either.
    """
    names = (
        {(t.span.start, t.span.end): t.use for t in held.kept(guide)} if guide else dict.fromkeys(held.gold)
    )
    mentions = [
        PlaceMention(
            text=held.text[a:b],
            start=a,
            before=held.text[max(0, a - _AROUND) : a],
            after=held.text[b : b + _AROUND],
            use=use,
        )
        for (a, b), use in sorted(names.items())
    ]
    answers = dict(zip(sorted(names), folds[document.fold].answers(mentions, document.context), strict=True))
    # the sets' rows and the reader's own spans stand in the same order
    marked = zip(sorted(held.gold), document.gold, strict=True)
    return sum(
        gold is not None
        and (answer := answers.get(span)) is not None
        and error_km(answer.found.candidate, gold, lands) <= RIGHT_KM
        for span, gold in marked
    )


def end_to_end(
    documents: Sequence[Held], of: str, data: Path, score: Callable[..., Score]
) -> Iterator[Score]:
    """Shares of a set's marked places found and resolved right, and their intervals over documents."""
    places = Places.open()
    folds, lands = fold_places(places), Lands.of(places.lands())
    marked = {d.name: d for d in read_set(data, of)}
    _, _, published, whose = ANCHORS[of]
    ways = (
        ("its guideline", "own", True),
        ("as shipped", "all", True),
        ("as shipped, publisher unknown", "all", False),
        ("names given", "", True),
    )
    for name, guide, published_by in ways:
        counts = []
        for held in documents:
            document = marked[f"{of}:{held.name}"]
            known = document if published_by else replace(document, context=PlaceContext())
            right = found_and_resolved(held, guide, known, folds, lands)
            counts.append((right, sum(g is not None for g in document.gold)))
        interval = bootstrap(counts, lambda rows: 100 * sum(r for r, _ in rows) / sum(n for _, n in rows))
        yield score(
            name=f"{of} found and resolved, {name}", value=interval.value, anchor=published, anchor_of=whose
        )
        yield score(name=f"{of} found and resolved, {name}, 95 % from", value=interval.low)
        yield score(name=f"{of} found and resolved, {name}, 95 % to", value=interval.high)
