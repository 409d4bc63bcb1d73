"""Second stage of training: the sentence-vector head, fitted further on the finished reader.

    python -m train.vectors --work train/work --checkpoint last.pt

Fine-tuning changes the encoder, and with it the mean of its last layer. The words of a sentence are
still there, in the untouched embeddings below and in what the layers made of them. With the encoder
frozen, the head learns on batches of 512 sentences to give the pretrained encoder's own vector back; it
costs a few minutes and can hurt no other head. The checkpoint is written again with the new head.
"""

from __future__ import annotations

import argparse
import json
import pickle
import random
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from train import corpora as C
from train.model import Encoder, Reader, VectorHead, layer_means
from train.teacher import CLS, SEP, load_teacher, teacher_vectors
from train.train import batches, build, collate


def features(reader: Reader, teacher: Encoder, windows: list[dict], seed: int) -> tuple[Tensor, Tensor]:
    """What the head sees (n, 7 * 384) and what it should say (n, 384), for each sentence of some windows."""
    seen: list[Tensor] = []
    rows: list[list[int]] = []
    rng = random.Random(seed)
    began = time.time()
    for count, batch in enumerate(batches(windows, 4096, rng)):
        x = collate(batch, rng, False, "cpu")
        n = max(w["n_sents"] for w in batch)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            means = layer_means(reader.encoder(x["ids"], x["shapes"], x["places"]), x["piece_sent"], n)
        for i, w in enumerate(batch):
            for s in range(w["n_sents"]):
                own = [p for p, k in zip(w["ids"], w["piece_sent"], strict=True) if k == s and p not in (0, CLS, SEP)]
                if 3 <= len(own) <= 90:
                    rows.append(own)
                    seen.append(means[i, s].half())
        if count % 100 == 0:
            print(f"{count} batches, {len(rows)} sentences, {time.time() - began:.0f} s", flush=True)
    return torch.stack(seen), teacher_vectors(teacher, rows).half()


def order(head: VectorHead, x: Tensor, y: Tensor) -> float:
    """Spearman correlation of the cosines among a thousand sentences with the teacher's."""
    with torch.no_grad():
        ours = F.normalize(head(x[:1000].float()), dim=-1)
    upper = torch.triu_indices(len(ours), len(ours), 1)
    a, b = ((v @ v.T)[upper[0], upper[1]] for v in (ours, y[:1000].float()))
    ranks = [np.argsort(np.argsort(v.numpy())) for v in (a, b)]
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])


def fit(head: VectorHead, x: Tensor, y: Tensor, dev: tuple[Tensor, Tensor], steps: int, seed: int) -> VectorHead:
    """The head after ``steps`` batches of 512 sentences."""
    torch.manual_seed(seed)
    opt = torch.optim.AdamW(head.parameters(), lr=1e-3, weight_decay=0.02)
    for step in range(steps):
        for group in opt.param_groups:
            group["lr"] = 1e-3 * min(1, (step + 1) / 100, 1.5 * (1 - step / steps))
        pick = torch.randint(len(x), (512,))
        theirs = y[pick].float()
        ours = F.normalize(head(F.dropout(x[pick].float(), 0.05)), dim=-1)
        loss = (1 - (ours * theirs).sum(-1)).mean() + 20 * F.mse_loss(ours @ ours.T, theirs @ theirs.T)
        opt.zero_grad(set_to_none=True)
        loss.backward()
        opt.step()
        if step % 250 == 0 or step == steps - 1:
            head.eval()
            print(f"{step} loss {float(loss.detach()):.4f} order, dev {order(head, *dev):.4f}", flush=True)
            head.train()
    return head.eval()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("train/work"))
    parser.add_argument("--checkpoint", default="last.pt")
    parser.add_argument("--steps", type=int, default=300, help="more learns the sentences by heart")
    parser.add_argument("--windows", type=int, default=30000, help="training windows to read")
    parser.add_argument("--seed", type=int, default=20)
    args = parser.parse_args()
    path = args.work / args.checkpoint
    state = torch.load(path, map_location="cpu", weights_only=True)
    reader = build(C.Labels(json.loads((args.work / "labels.json").read_text())))
    reader.load_state_dict(state["model"])
    reader.eval()
    data = {}
    for name in ("train", "dev"):
        with (args.work / f"{name}.pkl").open("rb") as f:
            windows = pickle.load(f)
        random.Random(args.seed).shuffle(windows)
        with torch.no_grad():
            data[name] = features(reader, load_teacher(), windows[: args.windows if name == "train" else 500], args.seed)
    pick = torch.randperm(len(data["dev"][0]), generator=torch.Generator().manual_seed(args.seed))
    dev = data["dev"][0][pick], data["dev"][1][pick]
    reader.vector = fit(reader.vector.train(), *data["train"], dev, args.steps, args.seed)
    torch.save({**state, "model": reader.state_dict()}, path)


if __name__ == "__main__":
    main()
