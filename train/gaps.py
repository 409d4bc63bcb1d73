"""Train the classifier of gaps between words (`sayso.lang.gaps`) on the treebanks' sentence ends.

    python -m train.gaps --data ../shared/data
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import torch
from torch.nn import functional as F

from bench.segment import paragraphs
from sayso.lang.gaps import HEADER, N_BUCKETS, gap_features
from sayso.lang.sentences import rule_ends


def gaps(path: Path) -> Iterator[tuple[list[int], bool]]:
    """Features of every gap between two words of a treebank, and whether a sentence ends there."""
    for part in paragraphs(path, lambda _doc: True):
        text = " ".join(said for said, _ in part)
        ends, at = set(), 0
        for said, _ in part:
            at += len(said)
            ends.add(at)
            at += 1
        stops = set(rule_ends(text, 0, len(text)))
        words = text.split()
        at = since = 0
        for i in range(len(words) - 1):
            at = text.index(words[i], at) + len(words[i])
            since += 1
            yield list(gap_features(words, i, since, at in stops)), at in ends
            since = 0 if at in stops else since


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--target", type=Path, default=Path("src/sayso/lang/data/gaps.bin"))
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=20)
    args = parser.parse_args()
    torch.manual_seed(args.seed)
    rows = [g for bank in ("en_ewt", "en_gum") for g in gaps(args.data / f"treebanks/{bank}-train.conllu")]
    x, y = torch.tensor([f for f, _ in rows]), torch.tensor([float(e) for _, e in rows])
    weights, bias = torch.nn.Embedding(N_BUCKETS, 1), torch.nn.Parameter(torch.tensor(-4.0))
    torch.nn.init.zeros_(weights.weight)
    opt = torch.optim.Adam([weights.weight, bias], lr=2e-2)
    for epoch in range(args.epochs):
        for group in opt.param_groups:
            group["lr"] = 2e-2 * (1 - epoch / args.epochs)
        order, total = torch.randperm(len(x)), 0.0
        for at in range(0, len(x), 2048):
            pick = order[at : at + 2048]
            score = F.dropout(weights(x[pick]), 0.3).sum((1, 2)) + bias
            loss = F.binary_cross_entropy_with_logits(score, y[pick])
            opt.zero_grad(set_to_none=True)
            (loss + 2e-6 * weights.weight.abs().sum()).backward()
            opt.step()
            total += float(loss.detach()) * len(pick)
        print(epoch, f"loss {total / len(x):.4f}", flush=True)
    table = weights.weight.detach()[:, 0]
    scale = float(table.abs().max()) / 127
    small = torch.round(table / scale).to(torch.int8).numpy().tobytes()
    args.target.write_bytes(HEADER.pack(float(bias.detach()), scale) + small)
    print(f"{len(rows)} gaps, {int(y.sum())} ends, {args.target.stat().st_size} bytes")


if __name__ == "__main__":
    main()
