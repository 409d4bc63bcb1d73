"""Fit the chance that two texts are one text: weights of `sayso.link.kinds`, learnt from copies that we make.

    python -m train.copies --thesaurus words.txt [--write]

Copies are news texts of the corpora, parts of them, and parts in another order, rewritten by a spinner of our own
at 0 to 90 % and with function words changed. Its synonyms are those of a thesaurus given as a file, one entry a
line, the word and its synonyms set apart by commas (the Moby thesaurus, in the public domain, has this form); it
knows nothing of WordNet, on which the spinners of `spun_dev` rest, and takes the first synonym that comes.
Copies by hand, and pairs that are none, are the labelled and silver pairs of ECB+ topics with odd numbers; a
passage taken over is no copy, nor is one of ours that stands in another text.
Those with even numbers are for measuring (bench/spun.py).
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from bench.harness import data_folder
from bench.same_story import Group, Label, pairs
from bench.sample_pairs import documents, silver_pairs
from sayso.link import kinds
from sayso.link.compare import compare
from sayso.link.tokens import Words, words_of

PATH = Path(kinds.__file__).with_name("data") / "copies.toml"
HEAD = """\
# Weights of the chance that two texts are one (link/kinds.py), over measures of their comparison.
# Written by `python -m train.copies --thesaurus FILE --write`: {n} pairs, {copies} of them copies.

[one_text]
"""
SEED = 11
#: How much a pair weighs in the fit: those we made, pairs labelled by reading, passages among them, silver pairs.
MADE, READ, BETWEEN, SILVER = 1.0, 5.0, 2.0, 0.5
#: Share of the shorter text under which a passage put into it is no copy.
PASSAGE = 0.42
_FUNCTION = ("the", "a", "of", "to", "in", "and", "that", "for", "by", "with", "")
_ENDINGS = (("ies", "y", "s"), ("es", "", "s"), ("s", "", "s"), ("ed", "", "ed"), ("ed", "e", "ed"), ("ing", "", "ing"), ("ing", "e", "ing"))


@dataclass(frozen=True)
class Pair:
    left: Words
    right: Words
    copy: bool
    weight: float


class Spinner:
    """Puts random synonyms for words, whatever they are, with the ending of the word replaced."""

    def __init__(self, synonyms: Mapping[str, Sequence[str]]) -> None:
        self._synonyms = synonyms

    def spin(self, text: str, rate: float, noise: float, rng: random.Random) -> str:
        """The text with ``rate`` of the words that have synonyms replaced and ``noise`` of its short words changed."""
        return "".join(self._put(t, rate, noise, rng) for t in re.findall(r"\w+|\W+", text))

    def _put(self, token: str, rate: float, noise: float, rng: random.Random) -> str:
        if not token[0].isalpha():
            return token
        known = self._lemma(token.lower())
        if known and rng.random() < rate:
            word, ending = known
            new = rng.choice(self._synonyms[word])
            new = (new.rstrip("e") if ending else new) + ending
            return new[:1].upper() + new[1:] if token[0].isupper() else new
        if noise and len(token) <= 4 and rng.random() < noise:
            return rng.choice(_FUNCTION)
        return token

    def _lemma(self, low: str) -> tuple[str, str] | None:
        if low in self._synonyms:
            return low, ""
        for ending, put, new in _ENDINGS:
            if low.endswith(ending) and len(low) > len(ending) + 2 and low[: -len(ending)] + put in self._synonyms:
                return low[: -len(ending)] + put, new
        return None


def read_thesaurus(path: Path) -> dict[str, list[str]]:
    """Synonyms of each word, up to three words long."""
    out = {}
    for line in path.read_text(encoding="latin-1").splitlines():
        word, *others = line.strip().split(",")
        short = [o for o in others if o and len(o.split()) <= 3]
        if len(short) > 2:
            out[word.lower()] = short
    return out


def originals(data: Path) -> list[str]:
    """News texts of 60 to 900 words, none of ECB+."""
    out = []
    for name in (
        "attribution/polnear_train.jsonl", "geo/lgl.jsonl", "geo/geovirus.jsonl", "geo/gwn_open.jsonl", "time/timebank.jsonl",
    ):
        out += [json.loads(line)["text"] for line in (data / name).open(encoding="utf-8")]
    return [t for t in dict.fromkeys(out) if 60 <= len(t.split()) <= 900]


def sentences_of(text: str) -> list[str]:
    """A text's sentences and lines, roughly."""
    return [s for s in re.split(r"(?<=[.!?])\s+|\n+", text) if s.strip()]


def part(text: str, share: float, rng: random.Random, *, shuffled: bool) -> str:
    """Some of a text's sentences, in order or not."""
    sentences = sentences_of(text)
    some = sorted(rng.sample(range(len(sentences)), min(len(sentences), max(2, round(len(sentences) * share)))))
    if shuffled:
        rng.shuffle(some)
    return " ".join(sentences[k] for k in some)


def made(data: Path, spinner: Spinner, n: int, rng: random.Random) -> Iterator[Pair]:
    """Copies made of other texts: whole, a half, or a third in another order, spun or not."""
    for text in rng.sample(originals(data), n):
        rate = rng.choice((0.0, 0.1, 0.3, 0.5, 0.7, 0.9, 0.9))
        noise = rng.choice((0.0, 0.0, 0.0, 0.2, 0.3)) if rate else 0.0
        how = rng.random()
        some = part(text, 0.5, rng, shuffled=False) if how < 0.25 else part(text, 0.34, rng, shuffled=True) if how < 0.4 else text
        copy = words_of(spinner.spin(some, rate, noise, rng))
        if len(copy) >= 40:
            yield Pair(words_of(text), copy, True, MADE)


def passages(data: Path, spinner: Spinner, n: int, rng: random.Random) -> Iterator[Pair]:
    """Texts into which some sentences of another were put, spun or not."""
    texts = originals(data)
    for _ in range(n):
        host, source = rng.sample(texts, 2)
        own, theirs = sentences_of(host), sentences_of(source)
        size = max(1, round(len(theirs) * rng.uniform(0.1, 0.4)))
        at, cut = rng.randrange(max(1, len(theirs) - size)), rng.randrange(len(own) + 1)
        taken = spinner.spin(" ".join(theirs[at : at + size]), rng.choice((0.0, 0.0, 0.3, 0.5, 0.7)), 0.0, rng)
        left, right = words_of(source), words_of(" ".join([*own[:cut], taken, *own[cut:]]))
        if 15 <= len(words_of(taken)) <= PASSAGE * min(len(left), len(right)):
            yield Pair(left, right, False, MADE)


def odd(name: str) -> bool:
    """Whether a document is of a topic to learn from."""
    return int(name.split("_", maxsplit=1)[0]) % 2 == 1


def read(data: Path) -> Iterator[Pair]:
    """Pairs of ECB+ of odd topics: labelled ones but for rewritten ones, and silver ones that are no copies."""
    labelled = pairs(data)
    for p in labelled:
        if odd(p.a) and p.label is not Label.REWRITTEN:
            weight = BETWEEN if p.group is Group.PARTIAL else READ
            yield Pair(words_of(p.text_a), words_of(p.text_b), p.group is Group.COPY, weight)
    texts, known = documents(data), {(p.a, p.b) for p in labelled}
    for c in silver_pairs(data, texts):
        if odd(c.a) and c.silver.startswith("independent") and (c.a, c.b) not in known:
            yield Pair(words_of(texts[c.a]), words_of(texts[c.b]), False, SILVER)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--thesaurus", type=Path, required=True)
    parser.add_argument("--data", default="")
    parser.add_argument("--write", action="store_true")
    args = parser.parse_args()
    data, rng = data_folder(args.data), random.Random(SEED)
    spinner = Spinner(read_thesaurus(args.thesaurus))
    rows = [*made(data, spinner, 600, rng), *passages(data, spinner, 400, rng), *read(data)]
    measured = [kinds.measures(compare(r.left, r.right)) for r in rows]
    names = list(measured[0])
    x = np.array([[m[k] for k in names] for m in measured])
    y = np.array([r.copy for r in rows])
    mean, spread = x.mean(0), x.std(0)
    model = LogisticRegression(max_iter=5000).fit((x - mean) / spread, y, sample_weight=[r.weight for r in rows])
    weights = model.coef_[0] / spread
    fitted = {"constant": float(model.intercept_[0] - weights @ mean)} | dict(zip(names, weights.tolist(), strict=True))
    text = HEAD.format(n=len(rows), copies=int(y.sum())) + "".join(f"{k} = {v:.4f}\n" for k, v in fitted.items())
    print(text)
    if args.write:
        PATH.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
