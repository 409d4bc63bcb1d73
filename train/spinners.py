"""Seeded spinners of our own: programs that rewrite a text word by word, to learn and to judge the spun flag on.

Each spinner names, for a word in its place, what might be put there; `spin` draws which words to change. They differ
in kind on purpose, so that one can be held out whole.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from train.wordnet import WordNet, respelt

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
#: Words that a careful spinner leaves alone.
STOP = frozenset(
    "a an the and or but nor of in on at by for with from to into as than that this these those it its he his him she her "
    "they their them we our us you your i my me who whom whose which what is are was were be been being am do does did has "
    "have had will would shall should can could may might must not no so if then there here up out off over under".split()
)  # fmt: skip
#: What a spinner may put for a word: (word, words before, words behind) -> what to draw from.
Choices = Callable[[str, Sequence[str], int], Sequence[str]]


@dataclass(frozen=True)
class Spun:
    """A rewritten text and the changes made: start and end in it, start and end in the text as it was."""

    text: str
    changes: tuple[tuple[int, int, int, int], ...]


def spin(text: str, choices: Choices, rate: float, rng: random.Random) -> Spun:
    """Change about ``rate`` of the words outside STOP that the spinner has a choice for."""
    out, changes, last, size = [], [], 0, 0
    found = list(WORD.finditer(text))
    low = [m.group().lower() for m in found]
    for i, m in enumerate(found):
        if rng.random() >= rate:
            continue
        options = choices(m.group(), low, i)
        if not options:
            continue
        put = rng.choice(list(options))
        if put.lower() == low[i]:
            continue
        if m.group()[0].isupper():
            put = put[0].upper() + put[1:]
        out.append(text[last : m.start()])
        size += m.start() - last
        changes.append((size, size + len(put), *m.span()))
        out.append(put)
        size += len(put)
        last = m.end()
    out.append(text[last:])
    return Spun("".join(out), tuple(changes))


def _content(word: str, low: Sequence[str], i: int) -> bool:
    return low[i] not in STOP and (word.islower() or i == 0)


def wordnet_spinner(net: WordNet, *, senses: int, open_words: bool = False, single: bool = False) -> Choices:
    """Synonyms of the first ``senses`` senses of any part of speech; ``open_words``: of every word, names too."""

    def choices(word: str, low: Sequence[str], i: int) -> Sequence[str]:
        if not open_words and not _content(word, low, i):
            return ()
        out = [
            o for f in net.forms(low[i]) for o, _ in net.synonyms(f, senses=senses) if not (single and " " in o)
        ]
        return tuple(dict.fromkeys(out))

    return choices


def common_spinner(net: WordNet, count: Counter[str]) -> Choices:
    """The commonest one or two synonyms of the word's usual part of speech: fluent, and hard to tell."""

    def choices(word: str, low: Sequence[str], i: int) -> Sequence[str]:
        if not _content(word, low, i):
            return ()
        forms = net.forms(low[i])[:1]
        out = [o for f in forms for o, _ in net.synonyms(f, senses=2) if " " not in o and count[o] > 0]
        return sorted(dict.fromkeys(out), key=lambda o: (-count[o], o))[:2]

    return choices


def broken_spinner(net: WordNet) -> Choices:
    """Synonyms and near words in dictionary form, whatever form was meant, or bent as another part of speech."""

    def choices(word: str, low: Sequence[str], i: int) -> Sequence[str]:
        if not _content(word, low, i):
            return ()
        out: list[str] = []
        for f in net.forms(low[i]):
            for key in net.senses[f.lemma, f.pos][:3]:
                for k in (key, *net.near[key][:2]):
                    words = [w for w in net.sets[k] if w.islower() and not respelt(w, f.lemma)]
                    out += words[:2]
                    out += [net.bend(w, p, b) for w in words[:1] for p, b in (("n", "s"), ("v", "ing")) if net.known(w, p)]
        return tuple(dict.fromkeys(out))

    return choices


def table_spinner(table: dict[str, list[str]], *, most: int = 4) -> Choices:
    """A fixed table of what is put for a word; words without an entry stay."""

    def choices(word: str, low: Sequence[str], i: int) -> Sequence[str]:
        return table.get(low[i], ())[:most] if word.islower() or i == 0 else ()

    return choices


def thesaurus(path: Path) -> dict[str, list[str]]:
    """Read `train/own/spun/thesaurus.txt`: what is put for each word."""
    out = {}
    for line in path.read_text(encoding="utf8").splitlines():
        if line and not line.startswith("#"):
            meant, put = line.split(": ", 1)
            out[meant] = [p.strip() for p in put.split("|")]
    return out


def tortured_words(rows: Sequence[dict[str, str]], least: int = 2) -> Counter[tuple[str, str]]:
    """How often one word stands for another, (meant, put), in phrases aligned word for word."""
    out: Counter[tuple[str, str]] = Counter()
    for row in rows:
        right = re.sub(r"\([^)]*\)", "", row["correct"].lower())
        meant, put = WORD.findall(right), WORD.findall(row["tortured"].lower())
        if len(meant) == len(put) <= 5:
            pairs = [(a, b) for a, b in zip(meant, put, strict=True) if a != b]
            crossed = sorted(meant) == sorted(put)
            if pairs and not crossed:
                out.update(p for p in pairs if p[0] not in STOP and p[1] not in STOP and len(p[0]) > 2 and len(p[1]) > 2)
    return Counter({p: n for p, n in out.items() if n >= least})


def table_of(pairs: Counter[tuple[str, str]]) -> dict[str, list[str]]:
    """Pairs as a table, the commonest first."""
    out: dict[str, list[str]] = defaultdict(list)
    for (meant, put), _ in pairs.most_common():
        out[meant].append(put)
    return dict(out)


def neighbour_spinner(words: Sequence[str], vectors: np.ndarray, *, most: int = 4) -> Choices:
    """The nearest whole words of an embedding table (cosine of unit rows), spelling variants left out."""
    place = {w: i for i, w in enumerate(words)}
    kept: dict[str, tuple[str, ...]] = {}

    def choices(word: str, low: Sequence[str], i: int) -> Sequence[str]:
        if not _content(word, low, i) or low[i] not in place:
            return ()
        if low[i] not in kept:
            near = np.argsort(-(vectors @ vectors[place[low[i]]]))[1:30]
            out = [words[j] for j in near if words[j][:5] != low[i][:5] and len(words[j]) > 2]
            kept[low[i]] = tuple(out[:most])
        return kept[low[i]]

    return choices


def mixed(spinners: Sequence[Choices], rng: random.Random) -> Choices:
    """Each word by one of several spinners, drawn afresh."""

    def choices(word: str, low: Sequence[str], i: int) -> Sequence[str]:
        return rng.choice(spinners)(word, low, i)

    return choices


_PREPOSITIONS = "in on at by for with from to of about".split()


def sloppy(text: str, rng: random.Random, rate: float) -> str:
    """What hurried and foreign writers do, and no spinner: dropped, doubled and wrong small words, slips of the key."""
    out = []
    for token in re.split(r"(\s+)", text):
        if rng.random() >= rate or not token.strip():
            out.append(token)
            continue
        low, draw = token.lower(), rng.random()
        if low in ("a", "an", "the"):
            out.append("" if draw < 0.7 else rng.choice(("a", "the")))
        elif low in _PREPOSITIONS:
            out.append(rng.choice(_PREPOSITIONS) if draw < 0.8 else "")
        elif draw < 0.2 and len(token) > 3:
            i = rng.randrange(len(token) - 1)
            out.append(token[:i] + token[i + 1] + token[i] + token[i + 2 :])
        elif draw < 0.35 and len(token) > 3:
            i = rng.randrange(1, len(token))
            out.append(token[:i] + token[i + 1 :])
        elif draw < 0.5 and low.endswith(("s", "ed")) and len(low) > 4:
            out.append(token[: -1 if low.endswith("s") else -2])
        elif draw < 0.65:
            out.append(f"{token} {token}")
        elif draw < 0.8:
            out.append(token.lower())
        else:
            out.append(token)
    return "".join(out)
