"""Learn the spun flag (`sayso.link.spun`): counts, a small network over words, and how reports weigh together.

    python -m train.spun --data ../shared/data --wordnet DIR --lists DIR [--without KIND ...] [--out FILE]

`--wordnet` is the folder with WordNet 3.0's data files, `--lists` symspellpy's package folder. Seeded; minutes on a CPU.
The neighbour spinner is never learnt from: the benchmark judges on it. `--without` leaves more kinds out.
"""

from __future__ import annotations

import argparse
import io
import json
import pickle
import random
import re
import time
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from sayso.link import spun_table as T
from train import spun_counts as K
from train import spun_judge as J
from train.spinners import (
    Choices,
    broken_spinner,
    common_spinner,
    mixed,
    sloppy,
    spin,
    table_of,
    table_spinner,
    thesaurus,
    tortured_words,
    wordnet_spinner,
)  # fmt: skip
from train.spun_texts import Piece, counting, training
from train.wordnet import WordNet

OWN = Path(__file__).resolve().parent / "own" / "spun"
DIM, HIDDEN = 24, 48
RATES = (0.15, 0.25, 0.35, 0.5, 0.7, 0.9)


@dataclass
class Sample:
    """One text as the network sees it; ``put`` says for each word whether a machine put it."""

    source: str
    doc: str
    kind: str
    rate: float
    ids: np.ndarray
    seen: np.ndarray
    small: np.ndarray
    put: np.ndarray
    held: bool


def spinners(net: WordNet, small: Counter[str], rows: list[dict[str, str]], seed: int) -> dict[str, Choices]:
    """The kinds of spinner that are learnt from."""
    table = thesaurus(OWN / "thesaurus.txt")
    tortured = table_of(tortured_words(rows))
    rng = random.Random(seed)
    any_sense = wordnet_spinner(net, senses=99)
    out = {
        "any sense": any_sense,
        "first sense": wordnet_spinner(net, senses=1, single=True),
        "open": wordnet_spinner(net, senses=99, open_words=True),
        "common": common_spinner(net, small),
        "broken": broken_spinner(net),
        "thesaurus": table_spinner(table),
        "tortured": mixed([table_spinner(tortured), table_spinner(tortured), table_spinner(tortured), wordnet_spinner(net, senses=2)], rng),
    }
    out["mixed"] = mixed([out["thesaurus"], any_sense, out["common"]], rng)
    return out


def sample(  # noqa: PLR0917
    table: T.Table, piece: Piece, text: str, changes: tuple[tuple[int, int, int, int], ...], kind: str, rate: float, held: bool,
) -> Sample:
    read = table.read(text)
    seen, _ = T.features(table, read.ids)
    put = np.zeros(len(read.ids), dtype=np.float32)
    for a, b, _, _ in changes:
        put[(read.starts < b) & (read.ends > a)] = 1
    return Sample(piece.source, piece.doc, kind, rate, read.ids.astype(np.int32), seen.astype(np.float16), read.small, put, held)


class Net(nn.Module):
    """What `spun_table.chances` computes: neighbours by place, the mean of a wider stretch, what is seen."""

    def __init__(self, words: int) -> None:
        super().__init__()
        self.embed = nn.Embedding(words, DIM)
        nn.init.normal_(self.embed.weight, std=0.1)
        self.near = nn.Conv1d(DIM, HIDDEN, 2 * T.REACH + 1, padding=T.REACH, bias=False)
        self.wide = nn.Linear(DIM, HIDDEN, bias=False)
        self.seen = nn.Linear(T.FEATURES, HIDDEN)
        self.out = nn.Linear(HIDDEN, 1)
        self.drop = nn.Dropout(0.2)

    def forward(self, ids: torch.Tensor, seen: torch.Tensor) -> torch.Tensor:
        x = self.embed(ids) * (ids > 0)[:, None]
        size = 2 * T.WIDE + 1
        wide = F.avg_pool1d(x.T[None], size, stride=1, padding=T.WIDE)[0].T
        near = self.near(self.drop(x).T[None])[0].T
        return self.out(self.drop(F.relu(near + self.wide(wide) + self.seen(seen)))).squeeze(-1)


def strung(samples: list[Sample]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Some texts in one row, nothing between them: numbers, what is seen, whether put, and which words count."""
    gap = np.zeros(T.WIDE, dtype=np.int64)
    blank = np.zeros((T.WIDE, T.FEATURES), dtype=np.float32)
    ids = np.concatenate([x for s in samples for x in (s.ids.astype(np.int64), gap)])
    seen = np.concatenate([x for s in samples for x in (s.seen.astype(np.float32), blank)])
    put = np.concatenate([x for s in samples for x in (s.put, gap.astype(np.float32))])
    keep = np.concatenate([x for s in samples for x in ((s.small | (s.put > 0)) & (s.ids != T.UNLISTED), gap.astype(bool))])
    return torch.from_numpy(ids), torch.from_numpy(seen), torch.from_numpy(put), torch.from_numpy(keep)


def fit(samples: list[Sample], words: int, seed: int, epochs: int = 3) -> Net:
    torch.manual_seed(seed)
    rng = random.Random(seed)
    samples = [s for s in samples if not s.held]
    net = Net(words)
    adam = torch.optim.Adam([
        {"params": [net.embed.weight], "lr": 3e-3}, {"params": [p for n, p in net.named_parameters() if n != "embed.weight"], "lr": 2e-3},
    ])  # fmt: skip
    size = 12
    n = len(samples) // size
    plan = torch.optim.lr_scheduler.LambdaLR(adam, lambda k: max(0.02, 1 - k / (epochs * n)))
    began = time.time()
    for epoch in range(epochs):
        rng.shuffle(samples)
        total = 0.0
        for k in range(n):
            ids, seen, put, keep = strung(samples[k * size : (k + 1) * size])
            ids = torch.where(torch.rand(len(ids)) < 0.03, T.UNLISTED, ids)
            loss = F.binary_cross_entropy_with_logits(net(ids, seen)[keep], put[keep])
            adam.zero_grad()
            loss.backward()
            adam.step()
            plan.step()
            total += float(loss.detach())
        print(f"epoch {epoch}: loss {total / n:.4f}, {len(samples)} texts, {time.time() - began:.0f} s", flush=True)
    return net.eval()


def weights(net: Net) -> dict[str, np.ndarray]:
    """The network's weights as the runtime reads them; embeddings in whole numbers of a scale per column."""
    embed = net.embed.weight.detach().numpy()
    embed[0] = 0
    scale = np.abs(embed).max(0) / 127
    scale = np.maximum(np.minimum(scale, np.quantile(np.abs(embed), 0.9999, axis=0) / 127), 1e-8)
    near = net.near.weight.detach().numpy().transpose(2, 1, 0)
    return {
        "w_embed": np.clip(np.round(embed / scale), -127, 127).astype(np.int8),
        "w_scale": scale.astype(np.float32),
        "w_near": near.astype(np.float32),
        "w_wide": net.wide.weight.detach().numpy().T.astype(np.float32),
        "w_seen": net.seen.weight.detach().numpy().T.astype(np.float32),
        "w_bias": net.seen.bias.detach().numpy().astype(np.float32),
        "w_out": net.out.weight.detach().numpy().T.astype(np.float32),
        "w_last": net.out.bias.detach().numpy().astype(np.float32),
    }


def prepared(args: argparse.Namespace) -> dict[str, Any]:
    """Counts, tables and samples; kept in the working folder, for they take longest."""
    began = time.time()
    pieces = training(args.data)
    net = WordNet(args.wordnet)
    rows = [json.loads(r) for r in (args.data / "copies/tortured_phrases.jsonl").open(encoding="utf8")]
    web, web_two = K.web_words(args.lists), K.web_pairs(args.lists)
    table = {} if "thesaurus" in args.without else thesaurus(OWN / "thesaurus.txt")
    known_rows = [] if "tortured" in args.without else rows
    learnt = Counter({(m, p): 3 for m, ps in table.items() for p in ps if " " not in p})
    learnt.update(tortured_words(known_rows, least=1))
    words = K.vocabulary((p.text for p in pieces), web, net, [w for pair in learnt for w in pair])
    bare = K.built(_parts(words, np.zeros(len(words)), np.zeros(1 << 20, dtype=np.uint16)))
    docs = sorted({p.doc for p in pieces})
    random.Random(args.seed).shuffle(docs)
    half = {d: i % 2 for i, d in enumerate(docs)}
    held = {d for i, d in enumerate(docs) if i % 6 == 0}
    counts = [K.Counts(), K.Counts(), K.Counts()]
    small: Counter[str] = Counter()
    grams: list[Counter[str]] = [Counter(), Counter(), Counter()]
    singles = ((t, i % 2) for i, t in enumerate(counting(args.data, args.wordnet)))
    for text, h in [*((p.text, half[p.doc]) for p in pieces), *singles]:
        ids = bare.read(text).ids
        counts[h].add(ids)
        counts[2].add(ids)
        low = re.findall(r"[a-z]+", text.lower())
        small.update(low)
        runs = [" ".join(low[i : i + k]) for k in (2, 3, 4) for i in range(len(low) - k + 1)]
        grams[h].update(runs)
        grams[2].update(runs)
    print(f"counted {sum(counts[2].one.values())}, {len(counts[2].two)} pairs, {time.time() - began:.0f} s", flush=True)
    every = K.common(words, counts[2], web)
    many, meant, prior = K.alternatives(words, every, net, learnt)
    place = {w: i for i, w in enumerate(words)}
    on_web = {(place[a], place[b]): 1.0 for a, b in web_two if a in place and b in place}
    told = [(r["tortured"].lower(), re.sub(r"\s*\([^)]*\)", "", r["correct"].lower())) for r in known_rows]
    told += [(p, m) for m, ps in table.items() for p in ps if " " in p]
    own = {"many": many, "meant": meant, "prior": prior}
    parts = []
    for c, g in zip(counts, grams, strict=True):  # phrases too: those unseen in one half may stand in the other
        phrases = K.phrases(words, every, on_web | dict(c.two), net, told, g)
        parts.append(_parts(words, K.common(words, c, web), K.slots(words, c, web_two)) | own | phrases)
    tables = [K.built(p) for p in parts]
    kinds = {k: s for k, s in spinners(net, small, rows, args.seed).items() if k not in args.without}
    samples, turned = [], []
    for p in pieces:
        rng = random.Random(f"{args.seed} {p.doc} {len(p.text)}")
        # Counted in the other half of the documents: a pair of words is seen no more often than in a new text.
        other = tables[1 - half[p.doc]]
        samples.append(sample(other, p, p.text, (), "", 0, p.doc in held))
        if rng.random() < 0.35:
            samples.append(sample(other, p, sloppy(p.text, rng, rng.choice((0.05, 0.1, 0.2))), (), "sloppy", 0, p.doc in held))
        for kind in rng.sample(sorted(kinds), min(3, len(kinds))):
            rate = rng.choice(RATES)
            done = spin(p.text, kinds[kind], rate, rng)
            samples.append(sample(other, p, done.text, done.changes, kind, rate, p.doc in held))
            if p.doc in held and done.changes:
                turned.append((p.text, done, half[p.doc]))
    print(f"{len(samples)} samples, {time.time() - began:.0f} s", flush=True)
    return {"parts": parts, "samples": samples, "turned": turned}


def pack(path: Path, arrays: dict[str, np.ndarray]) -> None:
    """An .npz file in which only what shrinks well is deflated, so that it is read fast; the same bytes each time."""
    with zipfile.ZipFile(path, "w") as out:
        for name, array in arrays.items():
            body = io.BytesIO()
            np.lib.format.write_array(body, np.ascontiguousarray(array), allow_pickle=False)
            raw = body.getvalue()
            small = len(zlib.compress(raw, 6)) < 0.8 * len(raw)
            entry = zipfile.ZipInfo(f"{name}.npy", date_time=(2024, 1, 1, 0, 0, 0))
            out.writestr(entry, raw, zipfile.ZIP_DEFLATED if small else zipfile.ZIP_STORED, 9)


def main() -> None:
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--data", type=Path, required=True)
    ask.add_argument("--wordnet", type=Path, required=True)
    ask.add_argument("--lists", type=Path, required=True)
    ask.add_argument("--work", type=Path, default=Path("train/work/spun"))
    ask.add_argument("--out", type=Path, default=Path("src/sayso/link/data/spun.npz"))
    ask.add_argument("--seed", type=int, default=5)
    ask.add_argument("--epochs", type=int, default=4)
    ask.add_argument("--threads", type=int, default=1)
    ask.add_argument("--without", nargs="*", default=[], help="kinds of spinner to leave out; kept apart in the working folder")
    args = ask.parse_args()
    torch.set_num_threads(args.threads)
    folder = args.work / "-".join(["all", *args.without]).replace(" ", "_")
    folder.mkdir(parents=True, exist_ok=True)
    kept = folder / "prepared.pkl"
    if kept.exists():
        made = pickle.loads(kept.read_bytes())
    else:
        made = prepared(args)
        kept.write_bytes(pickle.dumps(made, protocol=5))
    parts = made["parts"]
    n_words = len(parts[2]["many"])
    learnt = weights(fit(made["samples"], n_words, args.seed, args.epochs))
    learnt |= J.judged(made["samples"], made["turned"], [p | learnt for p in parts], args.seed)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    pack(args.out, parts[2] | learnt)
    print(f"{args.out}: {args.out.stat().st_size} bytes", flush=True)


def _parts(words: list[str], common: np.ndarray, slots: np.ndarray) -> dict[str, np.ndarray]:
    none = np.zeros(0, dtype=np.uint16)
    return {
        "words": np.frombuffer("\n".join(words).encode(), dtype=np.uint8),
        "common": np.round(common * 10).astype(np.int16),
        "slots": slots,
        "many": np.zeros(len(words), dtype=np.uint8),
        "meant": none,
        "prior": none.astype(np.int8),
        "pairs": np.zeros(0, dtype=np.int64),
        "phrases": np.zeros(0, dtype=np.uint8),
    }


if __name__ == "__main__":
    main()
