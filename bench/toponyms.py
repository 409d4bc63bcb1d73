"""Place names found in news, and found and resolved: LGL, the open part of GeoWebNews, GeoVirus.

    sayso bench toponyms

The sets have no training part, so every figure is for documents that the recogniser was not fitted on: five
folds over documents, those that share text in one fold (`train/toponyms.py`). A name counts when both its ends
are right. Each set is scored twice: by its own guideline's layer of the network, and as readings ship (guideline
``all``) without the uses that the set's published guideline leaves out, `LEFT_OUT`. Found and resolved is over
all marked places with coordinates: what is not found is wrong. Intervals are over documents.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from bench.harness import Score, digest
from bench.intervals import bootstrap
from sayso.engine.catalog import open_names
from sayso.read import Reader
from sayso.read.model import Model
from sayso.read.toponyms import GUIDES, Tagged, tag, toponyms_in, toponyms_of
from sayso.records import Toponym, ToponymUse

if TYPE_CHECKING:
    from train.toponyms import Example

__all__ = ["Held", "held_out", "measure"]

#: Uses that a set does not mark. GeoVirus's guideline has no names of peoples; that it has few names inside
#: others was seen in the first fold (6 of 31). LGL marks both, GeoWebNews every use.
LEFT_OUT = {"LGL": (), "GWN": (), "GeoVirus": (ToponymUse.DEMONYM, ToponymUse.EMBEDDED)}
#: Best published figures. F: NCRF++ fitted on GeoWebNews by folds, DBpedia Spotlight on LGL, DM_NLP on GeoVirus.
#: Found and resolved: the best recall times accuracy of what was found.
ANCHORS = {
    "LGL": (71.3, "DBpedia Spotlight", 41.0, "DBpedia Spotlight, recall x accuracy"),
    "GWN": (88.5, "NCRF++ by folds, all of GWN", 50.0, "Edinburgh, recall x accuracy"),
    "GeoVirus": (91.7, "DM_NLP", 61.8, "CamCoder, recall x accuracy"),
}
_SETS = {"LGL": "lgl", "GWN": "gwn_open", "GeoVirus": "geovirus"}

Spans = frozenset[tuple[int, int]]
Float = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Held:
    """A document with what was found in it by a network that was not fitted on it."""

    of: str
    name: str
    text: str
    gold: Spans
    uses: dict[tuple[int, int], ToponymUse]
    found: dict[str, tuple[Toponym, ...]]
    mentions: Spans
    words: int

    def kept(self, guide: str) -> list[Toponym]:
        """What was found by a guideline; by ``all``, without what the set leaves out."""
        left = LEFT_OUT[self.of] if guide == "all" else ()
        return [t for t in self.found[guide] if t.use not in left]

    def spans(self, guide: str) -> Spans:
        """Where what was found stands."""
        return frozenset((t.span.start, t.span.end) for t in self.kept(guide))


def held_out(data: Path, *, members: int = 0) -> list[Held]:
    """Every document, read, and its places found by what was fitted on the folds that it is not in.

    ``members`` is how many networks are averaged, by default as many as ship.
    """
    import train.toponyms as trained

    documents = trained.texts(data)
    read = list(trained.examples(Reader.load(threads=2), documents, open_names()))
    out: list[Held] = []
    for k, part in enumerate(trained.parts(documents)):
        rest = [e for e in read if e.text.key not in part]
        heads = {
            n: w.astype(np.float32) for n, w in trained.weights(rest, members or trained.MEMBERS).items()
        }
        out += [_held(e, tag(e.table, heads)) for e in read if e.text.key in part]
        print(f"fold {k + 1} of {trained.FOLDS}", flush=True)
    return out


def _held(example: Example, tagged: Tagged) -> Held:
    text = example.text
    find = partial(toponyms_of, example.readings, example.table, tagged)
    return Held(
        of=text.of,
        name=text.name,
        text=text.article.text,
        gold=frozenset((g.span.start, g.span.end) for g in text.gold),
        uses={(g.span.start, g.span.end): g.use for g in text.gold if g.use is not None},
        found={"all": find("all"), "own": find(GUIDES[example.guide])},
        mentions=frozenset(
            (m.span.start, m.span.end) for r in example.readings for m in r.mentions if m.label == "place"
        ),
        words=len(example.table.forms),
    )


def f1(documents: Sequence[Held], spans: Callable[[Held], Spans]) -> float:
    """F1 of names with both ends right, in percent."""
    right = sum(len(spans(d) & d.gold) for d in documents)
    both = sum(len(spans(d)) + len(d.gold) for d in documents)
    return 200 * right / max(1, both)


def _recognised(documents: Sequence[Held], of: str, score: Callable[..., Score]) -> Iterator[Score]:
    published, whose, _, _ = ANCHORS[of]
    ways: dict[str, Callable[[Held], Spans]] = {
        "its guideline": lambda d: d.spans("own"),
        "as shipped": lambda d: d.spans("all"),
        "the reader's place mentions": lambda d: d.mentions,
    }
    for name, spans in ways.items():
        right = sum(len(spans(d) & d.gold) for d in documents)
        precision = 100 * right / max(1, sum(len(spans(d)) for d in documents))
        recall = 100 * right / max(1, sum(len(d.gold) for d in documents))
        interval = bootstrap(documents, partial(f1, spans=spans))
        yield score(name=f"{of} precision, {name}", value=precision)
        yield score(name=f"{of} recall, {name}", value=recall)
        yield score(name=f"{of} F1, {name}", value=interval.value, anchor=published, anchor_of=whose)
        yield score(name=f"{of} F1, {name}, 95 % from", value=interval.low)
        yield score(name=f"{of} F1, {name}, 95 % to", value=interval.high)


def _uses(documents: Sequence[Held], score: Callable[..., Score]) -> Iterator[Score]:
    """Whether the use of names that are found is right (only GeoWebNews tells it)."""
    pairs = [
        (t.use, use)
        for d in documents
        for t in d.found["own"]
        if (use := d.uses.get((t.span.start, t.span.end))) is not None
    ]
    for wanted in (None, *ToponymUse):
        asked = [found is use for found, use in pairs if wanted in (None, use)]
        yield score(
            name=f"GWN use right, {wanted or 'all'} ({len(asked)})",
            value=100 * sum(asked) / max(1, len(asked)),
        )


def _chances(documents: Iterable[Held]) -> tuple[Float, Float]:
    """The chances of what was found, and whether each was right, 1 or 0."""
    rows = [(t.p, (t.span.start, t.span.end) in d.gold) for d in documents for t in d.found["own"]]
    p, right = np.array(rows, np.float64).T
    return p, right


def calibration(documents: Iterable[Held]) -> float:
    """How far the chances given are from the shares right, over ten steps, weighted; in points of percent."""
    p, right = _chances(documents)
    step = np.minimum((p * 10).astype(int), 9)
    gaps = [
        abs(p[step == k].mean() - right[step == k].mean()) * (step == k).sum() for k in set(step.tolist())
    ]
    return 100 * float(np.sum(gaps)) / len(p)


def slope_and_shift(documents: Iterable[Held]) -> tuple[float, float]:
    """What would make the chances hold: slope and shift of log odds, by Newton's method; (1, 0) for nothing."""
    p, right = _chances(documents)
    odds = np.log(np.clip(p, 1e-4, 1 - 1e-4) / (1 - np.clip(p, 1e-4, 1 - 1e-4)))
    x, fitted = np.stack([odds, np.ones_like(odds)], 1), np.array([1.0, 0.0])
    for _ in range(20):
        q = 1 / (1 + np.exp(-x @ fitted))
        fitted -= np.linalg.solve((x * (q * (1 - q))[:, None]).T @ x, x.T @ (q - right))
    return float(fitted[0]), float(fitted[1])


def measure(data: Path, *, members: int = 0) -> Iterable[Score]:
    """Recognition by set, uses, calibration, and names found and resolved."""
    from bench.toponyms_resolved import end_to_end

    documents = held_out(data, members=members)
    for of, stem in _SETS.items():
        own = [d for d in documents if d.of == of]
        score = partial(Score, unit="%", data_sha256=digest(data / f"geo/{stem}.jsonl"))
        yield from _recognised(own, of, score)
        yield from end_to_end(own, of, data, score)
        if of == "GWN":
            yield from _uses(own, score)
    yield Score(name="calibration error of p", value=calibration(documents), unit="points", better="lower")


def speed(data: Path) -> None:
    """Words a second of one core for reading without places, and for places alone."""
    import train.toponyms as trained

    articles = [t.article for t in trained.texts(data)[::20]]
    words = sum(len(s.words) for a in articles for s in a.sentences)
    reader, heads, lookup = Reader.load(threads=1), Model.load().heads, open_names()
    start = time.process_time()
    read = [reader.parts(article) for article in articles]
    encoded = time.process_time() - start
    start = time.process_time()
    for parts, article in zip(read, articles, strict=True):
        toponyms_in(parts, article.text, heads, lookup)
    alone = time.process_time() - start
    print(
        f"{words} words: read {words / encoded:.0f}/s, places {words / alone:.0f}/s, {100 * alone / encoded:.1f} % on top"
    )


def main() -> None:
    """Print the figures, or the speed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--members", type=int, default=0)
    parser.add_argument("--speed", action="store_true")
    args = parser.parse_args()
    if args.speed:
        speed(args.data)
        return
    for s in measure(args.data, members=args.members):
        anchor = f"  ({s.anchor:g} {s.anchor_of})" if s.anchor is not None else ""
        print(f"{s.name:60s} {s.value:6.1f}{anchor}")


if __name__ == "__main__":
    main()
