"""How a report's words weigh together in the spun flag, from texts the network over words has not learnt from.

Three sets of weights: of the whole text, of the first look, and of which side of a pair is the spun one.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from sayso.link import spun as flag
from sayso.link import spun_table as T
from sayso.link.spun_table import Numbered
from train.spinners import Spun

#: One report in twenty is taken to be spun; clean texts so weighted.
CLEAN_WEIGHT = 19.0
#: Of the texts that the whole look finds spun, the share that the first look may let go.
LOST = 0.004


def judged(samples: Sequence[Any], turned: Sequence[tuple[str, Spun, int]], parts: Sequence[Mapping[str, Any]], seed: int) -> dict[str, np.ndarray]:
    tables = [T.load(dict(p)) for p in parts]
    doc, p_held = whole(samples, tables[2], seed)
    odd = oddities(samples, tables[2])
    screen = first_look(samples, p_held, odd)
    return {"w_doc": doc, "w_odd": odd, "w_screen": screen, "w_side": sides(turned, tables)}


def _shares(table: T.Table, s: Any, part: slice = slice(None)) -> np.ndarray | None:
    ids = s.ids.astype(np.int64)
    logits = T.chances(table, ids, s.seen.astype(np.float32))
    none = np.zeros(0, dtype=np.int64)
    return flag.shares_of(Numbered(ids=ids[part], starts=none, ends=none, small=s.small[part]), logits[part])


def whole(samples: Sequence[Any], table: T.Table, seed: int) -> tuple[np.ndarray, dict[int, float]]:
    """Weights of a text's shares of suspicious words, and each held sample's p."""
    rng = random.Random(seed)
    rows, put, which = [], [], []
    for i, s in enumerate(samples):
        if not s.held:
            continue
        cuts = [slice(None)]
        if len(s.ids) > 350:
            n = rng.choice((100, 160, 250))
            begin = rng.randrange(len(s.ids) - n)
            cuts.append(slice(begin, begin + n))
        for cut in cuts:
            shares = _shares(table, s, cut)
            if shares is not None:
                rows.append(shares)
                put.append(s.rate > 0)
                which.append(i if cut == slice(None) else -1)
    x, y = np.array(rows), np.array(put)
    mean, width = x.mean(0), x.std(0) + 1e-6
    weight = np.where(y, 1.0, CLEAN_WEIGHT * y.sum() / (~y).sum())
    fitted = LogisticRegression(C=0.3, max_iter=5000).fit((x - mean) / width, y, sample_weight=weight)
    w = fitted.coef_[0] / width
    doc = np.array([*w, fitted.intercept_[0] - (w * mean).sum()], dtype=np.float32)
    p = 1 / (1 + np.exp(-(x @ doc[:-1] + doc[-1])))
    print(f"whole: {len(y)} texts, weights {np.round(fitted.coef_[0], 2)}", flush=True)
    return doc, {i: float(v) for i, v in zip(which, p, strict=True) if i >= 0}


def oddities(samples: Sequence[Any], table: T.Table) -> np.ndarray:
    """For each word the square of how often a machine put it, in 65535ths; of rare words as of those as rare."""
    n = len(table.common)
    put, all_ = np.zeros(n), np.zeros(n)
    for s in samples:
        if not s.held:
            ids = s.ids[s.small | (s.put > 0)]
            all_ += np.bincount(ids, minlength=n)
            put += np.bincount(ids, weights=s.put[s.small | (s.put > 0)], minlength=n)
    band = np.clip(np.round(-table.common).astype(int), 0, 25)
    shares = np.bincount(band, weights=put, minlength=26) / np.maximum(np.bincount(band, weights=all_, minlength=26), 1)
    q = (put + 8 * shares[band]) / (all_ + 8)
    q[: 6 + len(T.MARKS)] = 0
    return np.round(np.clip(q**2, 0, 1) * 65535).astype(np.uint16)


def first_look(samples: Sequence[Any], p_held: Mapping[int, float], odd: np.ndarray) -> np.ndarray:
    """The bound of the first look, and the p of what it lets go."""
    stat, p, put = [], [], []
    for i, v in p_held.items():
        s = samples[i]
        different = np.unique(s.ids[s.small][:400])
        stat.append(odd[different].sum() / 65535 / (len(different) + 10))
        p.append(v)
        put.append(samples[i].rate > 0)
    stat_, p_, put_ = np.array(stat), np.array(p), np.array(put)
    bound = float(np.quantile(stat_[put_ & (p_ > 0.5)], LOST))
    let_go = stat_ < bound
    rest = (put_ & let_go).sum() / CLEAN_WEIGHT
    clean = (~put_ & let_go).sum() * put_.sum() / (~put_).sum()
    print(f"first look: bound {bound:.4f} lets {100 * let_go[~put_].mean():.1f} % of clean texts go", flush=True)
    return np.array([bound, rest / (rest + clean)], dtype=np.float32)


def sides(turned: Sequence[tuple[str, Spun, int]], tables: Sequence[T.Table]) -> np.ndarray:
    """Weights of what tells the put words from those that stood there."""
    from sayso.records.base import Span

    rows = []
    for text, done, half in turned:
        table = tables[1 - half]
        put, _ = flag._replaced(table, done.text, [Span(a, b) for a, b, _, _ in done.changes])
        was, _ = flag._replaced(table, text, [Span(a, b) for _, _, a, b in done.changes])
        a, b = np.array(put), np.array(was)
        rows.append(
            np.array([np.clip(a[:, 0] - b[:, 0], -6, 6).sum(), np.clip(b[:, 1] - a[:, 1], -6, 6).sum()]) / len(put) ** 0.5
        )
    x = np.array(rows)
    fitted = LogisticRegression(C=10, fit_intercept=False).fit(np.concatenate([x, -x]), np.repeat([1, 0], len(x)))
    print(f"sides: {len(x)} pairs, {100 * (x @ fitted.coef_[0] > 0).mean():.1f} % right, weights {fitted.coef_[0]}", flush=True)
    return fitted.coef_[0].astype(np.float32)
