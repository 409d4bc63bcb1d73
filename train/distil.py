"""A reader learns from another one: all that the other computes for a text, labelled or not.

Each corpus marks only what it annotates; a teacher says something about every word for every head. A student of fewer
layers (`train.warm.thinned`) learns its teacher's states, its word vectors and its answers, beside the labels.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F

from train.losses import Scores, role_scores
from train.model import Reader
from train.shelf import Batch

__all__ = ["distilled", "twins"]

ANSWERS = {
    "upos": 0.5, "feats": 0.5, "ner4": 2.0, "nerx": 0.7, "kinds": 0.5, "attribution": 2.0, "incident": 1.0, "types": 0.5,
    "acts": 3.0, "statuses": 0.5, "realis": 0.5, "uw_grades": 0.7, "uds_grades": 0.4,
}
"""Heads that choose one of several, and what their answers weigh."""


def twins(student: int, kept: tuple[int, ...]) -> list[tuple[int, int]]:
    """Which state of a student (0 the embeddings) is to be like which of its teacher's."""
    return [(0, 0), *((at + 1, kept[at] + 1) for at in range(student))]


def distilled(student: Reader, teacher: Reader, ours: Scores, theirs: Scores, x: Batch, kept: tuple[int, ...]) -> dict[str, Tensor]:
    """How far a student's states and answers are from its teacher's, weighted; ``theirs`` without gradient."""
    piece = (x["piece_sent"] >= 0).float()
    word = (x["word_sent"] >= 0).float()
    found = {
        "like_states": sum(
            _apart(ours["states"][a], theirs["states"][b], piece) for a, b in twins(len(kept), kept)[1:]
        ) / len(kept)
    }
    for name in ("meaning", "srl_a", "srl_p", "link", "sides"):
        found["like_" + name] = 0.3 * _apart(ours[name], theirs[name], word)
    for name, weight in ANSWERS.items():
        found["like_" + name] = weight * _diverged(ours[name], theirs[name], word)
    certain = torch.sigmoid(theirs["pred"].float())
    each = F.binary_cross_entropy_with_logits(ours["pred"].float(), certain, reduction="none")
    own = -torch.xlogy(certain, certain) - torch.xlogy(1 - certain, 1 - certain)
    found["like_pred"] = ((each - own) * word).sum() / word.sum()
    found["like_arc"] = 1.5 * _diverged(ours["arcs"], theirs["arcs"], word)
    heads = theirs["arcs"].argmax(-1)
    rows = torch.arange(len(heads), device=heads.device)[:, None]
    relations = [m.relations(o["rel_d"], o["rel_h"][rows, heads]) for m, o in ((student, ours), (teacher, theirs))]
    found["like_rel"] = _diverged(*relations, word)
    if "srl" in x["has"]:
        scores, taught = role_scores(student, ours, x), role_scores(teacher, theirs, x)
        found["like_srl"] = 2 * _diverged(scores, taught, torch.ones_like(taught[..., 0], dtype=torch.float32))
    return found


def _apart(ours: Tensor, theirs: Tensor, mask: Tensor) -> Tensor:
    """Mean squared difference over how much the teacher's values vary."""
    theirs = theirs.float()
    wide = ((theirs - theirs.mean((0, 1))) ** 2 * mask[..., None]).sum() / (mask.sum() * theirs.shape[-1])
    far = ((ours.float() - theirs) ** 2 * mask[..., None]).sum() / (mask.sum() * theirs.shape[-1])
    return far / wide.clamp(min=1e-6)


def _diverged(ours: Tensor, theirs: Tensor, mask: Tensor) -> Tensor:
    """Kullback-Leibler divergence of the student's answers from the teacher's, mean over what is in the mask."""
    ours, theirs = torch.log_softmax(ours.float(), -1), torch.log_softmax(theirs.float(), -1)
    return ((theirs.exp() * (theirs - ours)).sum(-1) * mask).sum() / mask.sum()
