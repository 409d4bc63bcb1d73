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
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from train import corpora as C
from train.fit import batches, build
from train.model import Encoder, Reader, VectorHead, layer_means
from train.shelf import Shelf
from train.teacher import batch_vectors, load_teacher
from train.train import shelved
from train.warm import layers_of


@torch.no_grad()
def features(reader: Reader, pretrained: Encoder, shelf: Shelf, index: np.ndarray, seed: int) -> tuple[Tensor, Tensor]:
    """What the head sees (n, (layers + 1) * 384) and what it should say (n, 384), for each sentence of some windows."""
    seen: list[Tensor] = []
    told: list[Tensor] = []
    for part in batches(shelf.lengths, index, 4096, np.random.default_rng(seed)):
        x = shelf.take(part)
        if "vectors" not in x["has"]:
            continue
        with torch.autocast(shelf.device, dtype=torch.bfloat16):
            means = layer_means(reader.encoder(x["ids"], x["shapes"], x["places"]), x["piece_sent"], x["n_sents"])
        rows, sentences = x["vectors"]
        seen.append(means[rows, sentences[:, 0]].half())
        told.append(batch_vectors(pretrained, x["ids"], rows, sentences, x["longest"]).half())
    return torch.cat(seen), torch.cat(told)


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
    name = "mean" if "mean" in state else "model"
    labels = C.Labels(json.loads((args.work / "labels.json").read_text()))
    reader = build(labels, layers_of(state[name]))
    reader.load_state_dict(state[name])
    reader.eval()
    data = {}
    for part, limit in (("train", args.windows), ("dev", 500)):
        shelf, _ = shelved(args.work, part, labels, "cpu")
        index = np.random.default_rng(args.seed).permutation(len(shelf))[:limit]
        data[part] = features(reader, load_teacher(), shelf, index, args.seed)
    pick = torch.randperm(len(data["dev"][0]), generator=torch.Generator().manual_seed(args.seed))
    dev = data["dev"][0][pick], data["dev"][1][pick]
    reader.vector = fit(reader.vector.train(), *data["train"], dev, args.steps, args.seed)
    torch.save({**state, name: reader.state_dict()}, path)


if __name__ == "__main__":
    main()
