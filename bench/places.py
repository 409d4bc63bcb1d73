"""Places resolved: LGL, GeoWebNews (open part) and GeoVirus, gold mentions given, every gold place with coordinates counted.

    sayso bench places

A mention without an answer is a failure. An answer is right if it is the same geonameid or at most 161 km off; a
country or continent is right by identity alone. The sets have no train part, so every document is resolved with
the weights of the fold that was fitted without it (`bench/place_folds.json`, written by `train/places.py`); the
shipped weights are fitted on all three. The publisher of an LGL document is its domain, as a user's row has it.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from bench.harness import Score, data_folder, digest
from bench.places_gold import SETS, WORST_KM, Document, Lands, error_km, log_error, read_set
from sayso.records import PlaceContext, ToponymUse
from sayso.resolve import Places
from sayso.resolve.ranking import Ranker

__all__ = ["measure"]

FOLD_WEIGHTS = Path(__file__).with_name("place_folds.json")
RIGHT_KM = 161.0
#: Published or re-scored figures for the same measurement: docs/quality/places.md says whose.
ANCHORS = {
    "LGL": (0.794, "adapter, re-scored on the same gold"),
    "GWN": (0.674, "voting ensemble, re-scored on the whole set"),
    "GeoVirus": (0.817, "voting ensemble, by distance alone"),
}


@dataclass(frozen=True, slots=True)
class Judged:
    """One gold place: how far the answer is off, whether any candidate was right, p, and the uses wanted and given."""

    km: float
    reachable: bool
    named: bool
    p: float
    group: str
    use: str


def fold_places(places: Places) -> list[Places]:
    """The gazetteers under the weights of every fold."""
    rows = json.loads(FOLD_WEIGHTS.read_text(encoding="utf-8"))
    return [places.with_ranker(Ranker.of(row)) for row in rows]


def judge(document: Document, folds: Sequence[Places], lands: Lands) -> list[Judged]:
    """Every gold place of one document."""
    places = folds[document.fold]
    scene = places.scene(document.mentions, document.context)
    answers = places.answers(document.mentions, document.context)
    matches = places.resolve_all(document.mentions, document.context)
    out = []
    for i, (gold, answer, match) in enumerate(zip(document.gold, answers, matches, strict=True)):
        if gold is None:
            continue
        km = error_km(answer.found.candidate if answer else None, gold, lands)
        found = scene.groups[g].block.found if scene and (g := scene.of_mention[i]) >= 0 else ()
        right = [f for f in found if error_km(f.candidate, gold, lands) <= RIGHT_KM]
        out.append(
            Judged(
                km,
                bool(right),
                any(not f.anchor for f in right),
                match.p if match else 0.0,
                gold.group,
                "" if match is None else "literal" if match.use is ToponymUse.LITERAL else "associative",
            )
        )
    return out


def within(rows: Iterable[Judged]) -> float:
    """Share of places that are right."""
    told = [r.km <= RIGHT_KM for r in rows]
    return sum(told) / max(1, len(told))


def interval(documents: Sequence[list[Judged]], rounds: int = 1000) -> tuple[float, float]:
    """Bootstrap interval of the share right: 2.5 and 97.5 in a hundred over resampled documents."""
    counts = np.array([(sum(r.km <= RIGHT_KM for r in d), len(d)) for d in documents])
    draw = random.Random(0)  # noqa: S311 - a seeded resample, no secret
    shares = []
    for _ in range(rounds):
        picked = counts[[draw.randrange(len(counts)) for _ in range(len(counts))]].sum(axis=0)
        shares.append(picked[0] / picked[1])
    shares.sort()
    return shares[int(0.025 * rounds)], shares[int(0.975 * rounds) - 1]


def speed(documents: Sequence[Document]) -> float:
    """Mentions resolved per second of one core's time, names looked up for the first time."""
    fresh = Places.open()
    started = time.process_time()
    for document in documents:
        fresh.resolve_all(document.mentions, document.context)
    return sum(len(d.mentions) for d in documents) / (time.process_time() - started)


def calibration_error(rows: Sequence[Judged], bins: int = 10) -> float:
    """Expected calibration error of p over the answered places."""
    told = sorted((r.p, r.km <= RIGHT_KM) for r in rows if r.p > 0)
    size = max(1, len(told) // bins)
    parts = [told[i : i + size] for i in range(0, len(told), size)]
    return sum(abs(sum(p for p, _ in part) - sum(ok for _, ok in part)) for part in parts) / max(1, len(told))


def _scores(name: str, judged: Sequence[list[Judged]], sha: str) -> Iterable[Score]:
    rows = [r for d in judged for r in d]
    n = len(rows)
    low, high = interval(judged)
    anchor, whose = ANCHORS[name]

    def score(what: str, value: float, *, unit: str = "", better: str = "higher") -> Score:
        return Score(name=f"{name}, {what}", value=value, unit=unit, better=better, data_sha256=sha)

    yield replace(score(f"Acc@161 over all {n}", within(rows)), anchor=anchor, anchor_of=whose)
    yield score("Acc@161, 95% interval, low", low)
    yield score("Acc@161, 95% interval, high", high)
    yield score("AUC", sum(log_error(r.km) for r in rows) / n, better="lower")
    answered = [r.km for r in rows if r.km < WORST_KM]
    yield score("mean error of answers", sum(answered) / len(answered), unit="km", better="lower")
    yield score("unresolved", 1 - len(answered) / n, better="lower")
    yield score("a candidate is right (names)", sum(r.named for r in rows) / n)
    yield score("a candidate is right (with the report's towns)", sum(r.reachable for r in rows) / n)
    yield score("calibration error of p", calibration_error(rows), better="lower")
    for group in sorted({r.group for r in rows if r.group}):
        part = [r for r in rows if r.group == group]
        yield score(f"Acc@161, {group} ({len(part)})", within(part))
    told = [r for r in rows if r.group and r.use]
    if told:
        yield score("use told right", sum(r.group == r.use for r in told) / len(told))


def measure(data: Path) -> Iterable[Score]:
    """Scores of the three sets and the speed."""
    places = Places.open()
    folds = fold_places(places)
    every: list[Document] = []
    for name, file in SETS.items():
        documents = list(read_set(data, name))
        lands = Lands.of(places.lands())
        judged = [rows for d in documents if (rows := judge(d, folds, lands))]
        sha = digest(data / "geo" / file)
        yield from _scores(name, judged, sha)
        if any(d.context.publisher for d in documents):
            blind = [replace(d, context=PlaceContext()) for d in documents]
            told = [r for d in blind for r in judge(d, folds, lands)]
            yield Score(name=f"{name}, Acc@161 without the publisher", value=within(told), data_sha256=sha)
        every += documents
    yield Score(name="mentions per second of one core", value=speed(every), unit="1/s")


def main() -> None:
    """Print the table, or the mentions that are wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", default="")
    parser.add_argument("--wrong", choices=("", *SETS), default="")
    args = parser.parse_args()
    data = data_folder(args.data)
    if args.wrong:
        _show_wrong(data, args.wrong)
        return
    for score in measure(data):
        anchor = f"  anchor {score.anchor} ({score.anchor_of})" if score.anchor is not None else ""
        print(f"{score.name:60s} {score.value:10.4f} {score.unit}{anchor}")


def _show_wrong(data: Path, name: str) -> None:
    places = Places.open()
    folds = fold_places(places)
    documents = list(read_set(data, name))
    lands = Lands.of(places.lands())
    for d in documents:
        for m, gold, answer in zip(
            d.mentions, d.gold, folds[d.fold].answers(d.mentions, d.context), strict=True
        ):
            if gold is None or error_km(answer.found.candidate if answer else None, gold, lands) <= RIGHT_KM:
                continue
            c = answer.found.candidate if answer else None
            told = (
                f"{c.name} {c.cls} {c.country} {c.lat:.1f} {c.lon:.1f} q={answer.q:.2f} n={answer.n}"
                if answer and c
                else "-"
            )
            print(
                f"{d.name:16s} {m.text!r} {m.after[:14]!r} gold {gold.lat:.1f} {gold.lon:.1f} {gold.geonameid} {gold.title} | {told}"
            )


if __name__ == "__main__":
    main()
