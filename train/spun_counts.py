"""The table of the spun flag: which words it knows, how common they are alone and in pairs, what each may be put for."""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from sayso.link.spun_table import LINE, LOWEST, MARKS, STEP, Table, load, slots_of
from train.spinners import WORD
from train.wordnet import WordNet

#: How many words the table has, and how many alternatives each at most.
WORDS, ALTERNATIVES = 44_000, 10
#: Words counted by the web lists (their own figure), and by how much their pairs are scaled up.
_WEB, _SCALED = 1.0249e12, 64.0
#: One sighting in our own texts counts as this chance at most.
_SPECIAL = ("", "\x01", "\x02", "\x03", "\x04", "\x05", *MARKS)
_PLAIN = re.compile(r"[a-z]+")


@dataclass
class Counts:
    """Words and pairs, by number, counted in some texts."""

    one: Counter[int] = field(default_factory=Counter)
    two: Counter[tuple[int, int]] = field(default_factory=Counter)

    def add(self, ids: np.ndarray) -> None:
        row = [LINE, *ids.tolist(), LINE]
        self.one.update(row[1:])
        self.two.update(pairwise(row))


def web_words(folder: Path) -> dict[str, float]:
    """Chance of a word on the web (symspellpy's list)."""
    out = {}
    for row in (folder / "frequency_dictionary_en_82_765.txt").open(encoding="utf-8-sig"):
        word, n = row.split()
        out[word] = int(n) / _WEB
    return out


def web_pairs(folder: Path) -> dict[tuple[str, str], float]:
    """Chance of two words side by side on the web."""
    out = {}
    for row in (folder / "frequency_bigramdictionary_en_243_342.txt").open(encoding="utf-8-sig"):
        parts = row.split()
        if len(parts) == 3:
            out[parts[0], parts[1]] = int(parts[2]) / _SCALED / _WEB
    return out


def vocabulary(texts: Iterable[str], web: Mapping[str, float], net: WordNet, extra: Iterable[str]) -> list[str]:
    """The commonest words written small, in our texts and on the web, and those WordNet would put for common ones."""
    small: Counter[str] = Counter()
    for text in texts:
        small.update(w for w in re.findall(r"[^\W\d_]+|[’'](?:s|t|re|ve|ll|d|m)(?!\w)", text) if w.islower())
    score: dict[str, float] = defaultdict(float)
    total = sum(small.values())
    for w, n in small.items():
        if n > 1 or w in web:
            score[w.replace("’", "'")] += n / total
    for w in [w for w, _ in small.most_common(12_000)]:
        for f in net.forms(w):
            for other, rank in net.synonyms(f):
                for part in other.split(" "):
                    if _PLAIN.fullmatch(part):
                        score[part] += 2e-7 / (1 + rank)
    for w, p in web.items():
        if _PLAIN.fullmatch(w) and p > 1e-8:
            score[w] += p / 4
    for w in extra:
        for part in re.findall(r"[a-z]+", w):
            score[part] += 1e-5
    ranked = sorted(score, key=lambda w: (-score[w], w))
    return [*_SPECIAL, *[w for w in ranked if w not in MARKS][: WORDS - len(_SPECIAL)]]


def common(words: list[str], counts: Counts, web: Mapping[str, float]) -> np.ndarray:
    """Logarithm of each number's chance: half our texts, half the web."""
    total = sum(counts.one.values())
    out = np.zeros(len(words))
    for i, w in enumerate(words):
        own = (counts.one[i] + 0.2) / total
        p = own if i < len(_SPECIAL) or w not in web else 0.6 * own + 0.4 * web[w]
        out[i] = np.log(max(p, 3e-9))
    return out


def slots(words: list[str], counts: Counts, web: Mapping[tuple[str, str], float]) -> np.ndarray:
    """The pairs' chances in a table of 2**20 slots, each pair in one of three places (cuckoo hashing)."""
    place = {w: i for i, w in enumerate(words)}
    total = sum(counts.one.values())
    chance: dict[tuple[int, int], float] = {p: n / total for p, n in counts.two.items()}
    for (a, b), p in web.items():
        if a in place and b in place:
            key = place[a], place[b]
            chance[key] = 0.7 * max(chance.get(key, 0), p) + 0.3 * min(chance.get(key, p), p)
    pairs = sorted(chance, key=lambda k: (-chance[k], k))[:880_000]
    left, right = (np.array(x, dtype=np.int64) for x in zip(*pairs, strict=True))
    *places, tag = slots_of(left, right)
    three = np.stack(places, axis=1).tolist()
    rng = random.Random(7)
    value = np.clip(np.round((np.log([chance[p] for p in pairs]) - LOWEST) / STEP), 0, 63).astype(np.uint16)
    cell = (tag << np.uint16(6)) | value
    out = np.zeros(1 << 20, dtype=np.uint16)
    where = [-1] * (1 << 20)
    lost = 0
    for i in range(len(pairs)):
        now, at = i, three[i][0]
        for _ in range(300):
            free = [p for p in three[now] if where[p] < 0]
            if free:
                where[free[0]] = now
                break
            at = rng.choice([p for p in three[now] if p != at] or three[now])
            now, where[at] = where[at], now
        else:
            lost += 1
    held = np.array(where)
    full = np.flatnonzero(held >= 0)
    out[full] = cell[held[full]]
    print(f"{len(pairs)} pairs, {lost} found no place", flush=True)
    return out


def alternatives(
    words: list[str], frequency: np.ndarray, net: WordNet, learnt: Mapping[tuple[str, str], float]
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each word the words it may be put for: how many, which (number), and how likely (logarithm, in tenths)."""
    place = {w: i for i, w in enumerate(words) if i >= len(_SPECIAL)}
    by_put: dict[str, dict[str, float]] = defaultdict(dict)
    for (meant, put), n in learnt.items():
        if meant in place and put in place:
            by_put[put][meant] = min(1.0, 0.5 * float(np.log1p(n)))
    many, meant_ids, priors = np.zeros(len(words), dtype=np.uint8), [], []
    for w, i in place.items():
        options = dict(by_put.get(w, {}))
        for f in net.forms(w):
            for other, rank in net.synonyms(f):
                if other in place and other != w:
                    options[other] = max(options.get(other, -9.0), -0.3 * min(rank, 6))
        ranked = sorted(options, key=lambda o: (-(options[o] * 1.5 + frequency[place[o]]), o))[:ALTERNATIVES]
        many[i] = len(ranked)
        meant_ids += [place[o] for o in ranked]
        priors += [round(10 * options[o]) for o in ranked]
    return many, np.array(meant_ids, dtype=np.uint16), np.array(priors, dtype=np.int8)


def phrases(
    words: list[str], frequency: np.ndarray, pairs: Mapping[tuple[int, int], float], net: WordNet, told: Iterable[tuple[str, str]],
    seen: Counter[str],
) -> dict[str, np.ndarray]:
    """Phrases that nobody writes and that stand for a common word or phrase, by their first two words: numbers, meaning, score."""
    place = {w: i for i, w in enumerate(words) if i >= len(_SPECIAL)}
    out: dict[str, tuple[str, float]] = {}
    for phrase, singles in net.multiwords():
        best = max((s for s in singles if s in place), key=lambda s: frequency[place[s]], default=None)
        parts = phrase.split(" ")
        if best is None or not all(p in place for p in parts) or seen[phrase]:
            continue
        if len(parts) == 2 and pairs.get((place[parts[0]], place[parts[1]])):  # "shopping centre"
            continue
        score = frequency[place[best]] + 13
        if score > 0:
            out[phrase] = (best, min(2.0, score / 3))
    for put, meant in told:
        parts = put.split(" ")
        if 2 <= len(parts) <= 6 and all(p in place for p in parts) and not seen[put] and _stands(meant, place, pairs, seen):
            out[put] = (meant, 1.5)
    by_pair: dict[int, list[str]] = defaultdict(list)
    for phrase, (meant, score) in sorted(out.items(), key=lambda p: (-len(p[0].split(" ")), p[0])):
        ids = [place[p] for p in phrase.split(" ")]
        by_pair[ids[0] << 20 | ids[1]].append(f"{' '.join(map(str, ids))}:{re.sub('[;:]', '', meant)}:{score:.2f}")
    pairs_ = sorted(by_pair)
    lines = "\n".join(";".join(by_pair[p]) for p in pairs_)
    return {"pairs": np.array(pairs_, dtype=np.int64), "phrases": np.frombuffer(lines.encode(), dtype=np.uint8)}


def _stands(meant: str, place: Mapping[str, int], pairs: Mapping[tuple[int, int], float], seen: Counter[str]) -> bool:
    """Whether a phrase is one that news may have: seen whole, or every two of its words side by side."""
    parts = WORD.findall(meant)
    if len(parts) == 1:
        return parts[0] in place and frequency_enough(parts[0], place)
    ids = [place.get(p, -1) for p in parts]
    return bool(seen[meant]) or all(pairs.get(p, 0) > 0 for p in pairwise(ids))


def frequency_enough(word: str, place: Mapping[str, int]) -> bool:
    """Whether a word is among the 15,000 commonest."""
    return place[word] < 15_000


def built(parts: Mapping[str, Any]) -> Table:
    """A table from its arrays, as it is read from the file."""
    return load(dict(parts))
