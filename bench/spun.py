"""Copies found and proved: spun ones, parts and other orders, among 6,500 other texts, beside independent reports.

    sayso bench spun

A copy is found if its sampled hashes have two or more in common with its original's, hashes that more than 30
texts have left out, in an index of all news texts of the corpora; it is proved if `one_text` reaches the
threshold. Copies are those of `spun_dev` and of a spinner of this file, which played no part in choosing
anything: it puts for a word any other word with the same ending, function words and names included. Thresholds
are those shipped, and those with 1 % false pairs on the ECB+ topics with odd numbers, on which the weights were
fitted; false pairs are counted on the even ones. Pairs that are no copies, two reports of one story each:
A, silver pairs that share no run of eight words; B, pairs labelled by reading that are independent or share a
quotation only, each for as many pairs of the corpus as it was drawn from; C, all silver pairs not labelled copied
or partial, among which are copies.
"""

from __future__ import annotations

import json
import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from time import process_time
from typing import TypeVar

import numpy as np

from bench.harness import Score, digest
from bench.intervals import bootstrap, scores
from bench.same_story import Label, LabelledPair, pairs
from bench.sample_pairs import Candidate, documents, layers, silver_pairs
from sayso.link.compare import compare
from sayso.link.kinds import SAME, kind_of, one_text
from sayso.link.prints import prints_of
from sayso.link.tokens import Words, words_of

__all__ = ["Copy", "Index", "measure", "news"]

SPUN = Path("copies") / "spun_dev.jsonl"
#: Hashes of more texts than this are boilerplate, and candidates share at least so many.
MOST, LEAST = 30, 2
SHORTEST = 60
#: Reports of this many words, for times.
TIMED = range(500, 701)
#: Share of false pairs at which thresholds are compared.
FALSE = 0.01
SEED = 20

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy, its original and how it was made."""

    made: str
    original: str
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """What became of a copy: hashes in common, chance that it is one text, whether the original came first."""

    shared: int
    p: float
    first: bool

    def ends(self, threshold: float) -> bool:
        """Whether it is found and proved."""
        return self.shared >= LEAST and self.p >= threshold


class Index:
    """Texts by their sampled hashes."""

    def __init__(self, texts: Mapping[str, Words]) -> None:
        self._holders: dict[int, list[str]] = defaultdict(list)
        self.n_hashes: dict[str, int] = {}
        for name, words in texts.items():
            prints = prints_of(words).tolist()
            self.n_hashes[name] = len(prints)
            for value in prints:
                self._holders[value].append(name)

    def candidates(self, words: Words) -> Counter[str]:
        """Texts that share hashes, with how many."""
        out: Counter[str] = Counter()
        for value in prints_of(words).tolist():
            holders = self._holders.get(value, ())
            if len(holders) <= MOST:
                out.update(holders)
        return Counter({name: n for name, n in out.items() if n >= LEAST})


def news(data: Path) -> dict[str, str]:
    """All news texts of the corpora with sixty words or more, each once, by corpus and name."""
    found = {f"ecb:{name}": text for name, text in documents(data).items()}
    single = {
        "muc4": ("events/muc4.jsonl", "id"),
        "polnear": ("attribution/polnear_train.jsonl", "id"),
        "polnear dev": ("attribution/polnear_dev.jsonl", "id"),
        "lgl": ("geo/lgl.jsonl", "id"),
        "gwn": ("geo/gwn_open.jsonl", "id"),
        "geovirus": ("geo/geovirus.jsonl", "id"),
        "timebank": ("time/timebank.jsonl", "id"),
        "aquaint": ("time/aquaint.jsonl", "id"),
        "meantime": ("coref/meantime_airbus_apple.jsonl", "doc_id"),
    }
    sentences: dict[str, tuple[str, Callable[[Mapping[str, str]], str]]] = {
        "casie": ("events/casie.jsonl", lambda row: row["doc"]),
        "india": ("events/india_police.jsonl", lambda row: row["id"].split("-")[1]),
        "wikievents": ("events/wikievents_devtest.jsonl", lambda row: row["id"].rsplit("-", 1)[0]),
    }
    for corpus, (name, field) in single.items():
        found |= {f"{corpus}:{row[field]}": row["text"] for row in _rows(data / name)}
    for corpus, (name, key) in sentences.items():
        whole: dict[str, list[str]] = defaultdict(list)
        for row in _rows(data / name):
            whole[key(row)].append(row["text"])
        found |= {f"{corpus}:{k}": " ".join(parts) for k, parts in whole.items()}
    seen: set[str] = set()
    out = {}
    for name, text in found.items():
        if len(text.split()) >= SHORTEST and text not in seen:
            seen.add(text)
            out[name] = text
    return out


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def spun_dev(data: Path) -> list[Copy]:
    """The copies of `spun_dev`, named after spinner, rate, part kept and noise."""
    out = []
    for row in (json.loads(line) for line in (data / SPUN).open(encoding="utf-8")):
        kept = {1: "", 0.5: ", half", 0.34: ", third in another order"}[row["keep"]]
        noise = f", {row['function_noise']:g} function noise" if row["function_noise"] else ""
        made = f"{row['spinner']} {row['rate']:g}{kept}{noise}"
        out.append(Copy(made, f"ecb:{row['original']}", row["text"]))
    return out


def by_ending(texts: Mapping[str, str], rate: float, n: int = 300) -> list[Copy]:
    """Copies by the spinner that puts for a word any word with the same two last letters."""
    rng = random.Random(SEED)  # noqa: S311 - drawing copies, no secrets
    word = re.compile(r"\w+")
    counts = Counter(w.lower() for text in texts.values() for w in word.findall(text) if w.isalpha())
    alike: dict[str, list[str]] = defaultdict(list)
    for w, count in counts.items():
        if count > 2:
            alike[w[-2:]].append(w)

    def swapped(found: re.Match[str]) -> str:
        others = alike.get(found[0].lower()[-2:])
        if not others or rng.random() >= rate:
            return found[0]
        new = rng.choice(others)
        return new.capitalize() if found[0][0].isupper() else new

    names = [
        name for name, text in texts.items() if not name.startswith(("ecb:", "muc4:")) and len(text) < 5000
    ]
    return [
        Copy(f"by ending {rate:g}", name, word.sub(swapped, texts[name])) for name in rng.sample(names, n)
    ]


def look_up(copy: Copy, index: Index, words: Callable[[str], Words]) -> Found:
    """Search the index for a copy's original, and compare it with what was found."""
    text = words_of(copy.text)
    candidates = index.candidates(text)
    p = one_text(compare(text, words(copy.original)))
    best = max(
        candidates, key=lambda name: (one_text(compare(text, words(name))), candidates[name]), default=""
    )
    return Found(candidates[copy.original], p, best == copy.original)


def odd(name: str) -> bool:
    """Whether an ECB+ document is of a topic on which weights and thresholds were fitted."""
    return int(name.split("_", maxsplit=1)[0]) % 2 == 1


@dataclass(frozen=True, slots=True)
class Negative:
    """A pair of reports that is no copy, its chance to be one text, and how many pairs it stands for."""

    a: str
    p: float
    weight: float = 1.0


def negatives(data: Path) -> dict[str, list[Negative]]:
    """The three sets of pairs that are no copies."""
    texts = documents(data)
    words = cache(lambda name: words_of(texts[name]))
    silver = silver_pairs(data, texts)

    def of(c: Candidate) -> Negative:
        return Negative(c.a, one_text(compare(words(c.a), words(c.b))))

    labelled = pairs(data)
    weights = _weights(labelled, layers(silver, texts))
    apart = (Label.INDEPENDENT, Label.SHARED_QUOTE)
    return {
        "A": [of(c) for c in silver if c.silver == "independent"],
        "B": [
            Negative(p.a, one_text(compare(words(p.a), words(p.b))), weights[p.layer, p.split])
            for p in labelled
            if p.label in apart
        ],
        "C": [of(c) for c in silver if c.silver not in ("copied", "partial")],
    }


def _weights(
    labelled: Sequence[LabelledPair], whole: Mapping[str, Sequence[Candidate]]
) -> dict[tuple[str, str], float]:
    """How many pairs of the corpus a labelled pair of each layer and split stands for."""
    drawn = Counter((p.layer, p.split) for p in labelled)
    every = Counter((layer, c.split) for layer, of in whole.items() for c in of)
    return {key: every[key] / n for key, n in drawn.items()}


def threshold(rows: Sequence[Negative]) -> float:
    """The least threshold that no more than 1 % of pairs reach."""
    left = FALSE * sum(r.weight for r in rows)
    for row in sorted(rows, key=lambda r: -r.p):
        left -= row.weight
        if left < 0:
            return float(np.nextafter(row.p, 2.0))
    return 0.0


def reached(rows: Sequence[Negative], at: float) -> float:
    """Percent of pairs that reach a threshold."""
    return 100 * sum(r.weight for r in rows if r.p >= at) / sum(r.weight for r in rows)


def _share(rows: Sequence[Found], right: Callable[[Found], bool]) -> float:
    return 100 * sum(map(right, rows)) / len(rows)


def _timed(texts: Sequence[str], copies: Sequence[tuple[Words, Words]]) -> Iterator[Score]:
    """Milliseconds of the processor, the best of five rounds, for reports of about 600 words."""
    words = [words_of(t) for t in texts]
    others = list(pairwise(words))
    for name, rows, one in (
        ("words and hashes", texts, lambda t: prints_of(words_of(t))),
        ("comparison with a copy", copies, lambda pair: kind_of(compare(*pair))),
        ("comparison with another report", others, lambda pair: kind_of(compare(*pair))),
    ):
        best = min(_round(rows, one) for _ in range(5))
        yield Score(name=f"{name}, 600 words", value=best, unit="ms", better="lower")


def _round(rows: Sequence[Row], one: Callable[[Row], object]) -> float:
    start = process_time()
    for row in rows:
        one(row)
    return 1000 * (process_time() - start) / len(rows)


def measure(data: Path) -> Iterable[Score]:
    """Recall of copies by how they were made, false pairs, candidates and hashes per text, and times."""
    texts = news(data)
    words = cache(lambda name: words_of(texts[name]))
    index = Index({name: words(name) for name in texts})
    against = negatives(data)
    sha = digest(data / SPUN)
    cuts = {name: threshold([r for r in rows if odd(r.a)]) for name, rows in against.items()}
    for name, rows in against.items():
        held = [r for r in rows if not odd(r.a)]
        yield Score(
            name=f"false pairs {name} ({len(held)})", value=reached(held, SAME), unit="%", better="lower"
        )
        yield Score(
            name=f"false pairs {name}, at its 1 %", value=reached(held, cuts[name]), unit="%", better="lower"
        )
    others = [sum(name != own for name in index.candidates(words(own))) for own in texts]
    yield Score(name="other candidates per text", value=float(np.mean(others)), better="lower")
    yield Score(name="hashes per text", value=float(np.mean(list(index.n_hashes.values()))), better="lower")
    copies: dict[str, list[Copy]] = defaultdict(list)
    for copy in [*spun_dev(data), *by_ending(texts, 0.3), *by_ending(texts, 0.5)]:
        copies[copy.made].append(copy)
    for made, of in copies.items():
        found = [look_up(copy, index, words) for copy in of]
        yield from _recall(made, found, cuts, sha)
    ours = [name for name in texts if len(words(name)) in TIMED]
    spun = [c for c in spun_dev(data) if c.made == "open 0.5" and len(words(c.original)) in TIMED]
    yield from _timed([texts[n] for n in ours[:200]], [(words(c.original), words_of(c.text)) for c in spun])


def _recall(made: str, found: Sequence[Found], cuts: Mapping[str, float], sha: str) -> Iterator[Score]:
    n = len(found)
    proved = partial(Found.ends, threshold=SAME)
    whole = Score(
        name=f"{made}, found and proved ({n})", value=_share(found, proved), unit="%", data_sha256=sha
    )
    yield from scores(whole, bootstrap(found, lambda rows: _share(rows, proved)))
    yield Score(
        name=f"{made}, found", value=_share(found, lambda f: f.shared >= LEAST), unit="%", data_sha256=sha
    )
    yield Score(name=f"{made}, first", value=_share(found, lambda f: f.first), unit="%", data_sha256=sha)
    strict = partial(Found.ends, threshold=max(cuts.values()))
    yield Score(name=f"{made}, at the strictest 1 %", value=_share(found, strict), unit="%", data_sha256=sha)
