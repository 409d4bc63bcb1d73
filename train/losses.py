"""The loss of each task, without a look at the device between the first operation and the last."""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from train.corpora import NONE
from train.model import Reader
from train.shelf import TAGGERS, Batch

__all__ = ["Scores", "crf_losses", "losses", "role_scores", "score", "trees"]

NEVER = -1e4
BEGINS = {"cue": 3, "source": 1, "content": 5}
LINKED = ((0, "cue", "source"), (1, "cue", "content"), (2, "content", "source"))
"""Kinds of links, with what stands at either end."""

Scores = dict[str, Any]
"""What `score` computes: `train.model.Reader.heads` with ``states`` and, where trees are labelled, ``arcs``."""


def score(model: Reader, x: Batch, *, arcs: bool) -> Scores:
    """One pass of the encoder with all heads."""
    states = model.encoder(x["ids"], x["shapes"], x["places"])
    out: Scores = model.heads(states, x["first"])
    out["states"] = states
    if arcs:
        out["arcs"] = model.arcs(out, x["word_sent"])
    return out


def losses(model: Reader, out: Scores, x: Batch) -> dict[str, Tensor]:
    """The loss of each task that this batch has labels for."""
    has = x["has"]
    named = {"upos": "upos", "feats": "feats", "kinds": "kinds", "type": "types", "act": "acts", "status": "statuses",
             "realis": "realis"}
    found = {k: _entropy(out[o], x[k]) for k, o in named.items() if k in has}
    if "heads" in has:
        found["arc"] = _entropy(out["arcs"], x["heads"])
        b, w = x["at_heads"]
        rel = model.relations(out["rel_d"][b, w], out["rel_h"][b, x["heads"][b, w]])
        found["rel"] = F.cross_entropy(rel.float(), x["rels"][b, w], ignore_index=NONE)
    found |= crf_losses(model, out, x)
    if "pred" in has:
        b, w = x["at_pred"]
        found["pred"] = F.binary_cross_entropy_with_logits(out["pred"][b, w].float(), x["pred"][b, w].float())
    if "srl" in has:
        found["srl"] = F.cross_entropy(role_scores(model, out, x).float(), x["srl"][1][:, 2], ignore_index=NONE)
    for k in ("uw", "uds"):
        if k in has:
            b, w = x["at_" + k]
            found[k] = _grade_loss(model, out[k + "_grades"][b, w], x[k][b, w])
    for k, loss in (("links", _link_loss), ("sides", _side_loss), ("pair", _pair_loss), ("vectors", _vector_loss)):
        if k in has:
            found[k] = loss(model, out, x)
    return found


def trees(model: Reader, out: Scores) -> tuple[Tensor, Tensor]:
    """Likeliest head (0 the root) and relation of every word (B, W), each chosen on its own."""
    heads = out["arcs"].argmax(-1)
    rows = torch.arange(len(heads), device=heads.device)[:, None]
    return heads, model.relations(out["rel_d"], out["rel_h"][rows, heads]).argmax(-1)


def role_scores(model: Reader, out: Scores, x: Batch) -> Tensor:
    """Role scores of every pair of a predicate and a word, along the treebank's trees where ``x["gold_trees"]``."""
    b, pairs = x["srl"]
    p, w = pairs[:, 0], pairs[:, 1]
    paths = torch.where(x["gold_trees"][b][:, None], pairs[:, 3:8], pairs[:, 8:])
    words = out["srl_a"]
    return model.roles_of(
        out["srl_p"][b, p], words[b, w], words[b, paths[:, 3]], words[b, paths[:, 4]], w - p, paths[:, :3]
    )


def _entropy(scores: Tensor, gold: Tensor) -> Tensor:
    return F.cross_entropy(scores.float().flatten(0, -2), gold.flatten(), ignore_index=NONE)


def _grade_loss(model: Reader, grades: Tensor, gold: Tensor) -> Tensor:
    """A value between two grades counts for both, the nearer one more; their mean should be near it, too."""
    at = (gold.clamp(-3, 3) + 3) * (model.sizes.grades - 1) / 6
    low = at.floor().long().clamp(max=model.sizes.grades - 2)
    share = (at - low)[:, None]
    logs = torch.log_softmax(grades.float(), -1)
    near = logs.gather(1, low[:, None]) * (1 - share) + logs.gather(1, low[:, None] + 1) * share
    return -near.mean() + F.l1_loss(model.graded(grades), gold)


def _masked_bce(scores: Tensor, gold: Tensor, mask: Tensor) -> Tensor:
    each = F.binary_cross_entropy_with_logits(scores, gold, reduction="none")
    return (each * mask).sum() / mask.sum().clamp(min=1)


def _link_loss(model: Reader, out: Scores, x: Batch) -> Tensor:
    """Which source and content belongs to which cue: first words against first words."""
    rows = torch.from_numpy(x["rows"]["links"]).to(x["ids"].device)
    scores = model.links(out["link"][rows])
    where, links = x["links"]
    gold = torch.zeros(x["windows"], *scores.shape[1:], device=scores.device)
    gold[where, links[:, 0], links[:, 1], links[:, 2]] = 1
    tags = x["attribution"][rows]
    begins = {name: tags == tag for name, tag in BEGINS.items()}
    mask = torch.stack([begins[a][:, :, None] & begins[b][:, None, :] for _, a, b in LINKED], 1)
    return _masked_bce(scores, gold[rows], mask.float())


def _side_loss(model: Reader, out: Scores, x: Batch) -> Tensor:
    """Which words of its sentence are an act's source, and which its target."""
    b, sides = x["sides"]
    scores = model.parties(out["sides"])[b, :, sides[:, 0], sides[:, 1]]
    return F.binary_cross_entropy_with_logits(scores, sides[:, 2:].float())


def _pair_loss(model: Reader, out: Scores, x: Batch) -> Tensor:
    """Type between given source and target."""
    return F.cross_entropy(pair_scores(model, out, x), x["pair"][torch.from_numpy(x["rows"]["pair"]).to(x["pair"].device)])


def pair_scores(model: Reader, out: Scores, x: Batch) -> Tensor:
    """Type scores of the windows that carry a pair."""
    rows = torch.from_numpy(x["rows"]["pair"]).to(x["pair"].device)
    part = {k: out[k][rows] for k in ("meaning", "pair_key", "types")}
    party = x["party"][rows]
    sides = [((party >> side) & 1).to(out["meaning"].dtype) for side in (0, 1)]
    return model.pair_types(part, *sides, (x["word_sent"][rows] >= 0).float())


def _vector_loss(model: Reader, out: Scores, x: Batch) -> Tensor:
    """Stay near the pretrained vectors, and keep their cosines."""
    b, sentences = x["vectors"]
    vectors = model.sentence_vectors(out["states"], x["piece_sent"], x["n_sents"]).float()
    ours, theirs = vectors[b, sentences[:, 0]], x["vector"].float()
    return (1 - (ours * theirs).sum(-1)).mean() + 4 * F.mse_loss(ours @ ours.T, theirs @ theirs.T)


def crf_losses(model: Reader, out: Scores, x: Batch) -> dict[str, Tensor]:
    """Negative log likelihood per labelled word of each tagger; all taggers' rows go through one recursion."""
    crfs = {"ner4": model.crf4, "nerx": model.crfx, "attribution": model.crfa, "incident": model.crfi}
    names = [k for k in TAGGERS if k in x["has"]]
    if not names:
        return {}
    device = x["ids"].device
    rows = {k: torch.from_numpy(x["rows"][k]).to(device) for k in names}
    widest = max(out[k].shape[-1] for k in names)
    scores, steps, tags = [], [], []
    for k in names:
        room = widest - out[k].shape[-1]
        scores.append(F.pad(out[k][rows[k]].float(), (0, room), value=NEVER))
        steps.append(F.pad(crfs[k].transitions, (0, room, 0, room)))
        tags.append(x[k][rows[k]])
    emit, gold = torch.cat(scores), torch.cat(tags)
    kind = torch.cat([torch.full_like(rows[k], i) for i, k in enumerate(names)])
    mask, safe = gold != NONE, gold.clamp(min=0)
    step = torch.stack(steps)
    path = (emit.gather(2, safe[..., None])[..., 0] * mask).sum(1)
    path = path + (step[kind[:, None], safe[:, :-1], safe[:, 1:]] * mask[:, 1:]).sum(1)
    total = LogPartition.apply(emit, step[kind], mask)
    each = (total - path).split([len(rows[k]) for k in names])
    labelled = mask.sum(1).split([len(rows[k]) for k in names])
    return {k: e.sum() / n.sum().clamp(min=1) for k, e, n in zip(names, each, labelled, strict=True)}


class LogPartition(torch.autograd.Function):
    """Log of the sum over all tag sequences (R,) of scores (R, W, T) with transitions (R, T, T).

    Sums are scaled at every word instead of kept as logs, and the gradient is written out (forward and backward
    sums), so that a word costs a handful of operations. A word outside the ``mask`` (R, W) passes the sums on.
    """

    @staticmethod
    def forward(ctx: Any, emit: Tensor, step: Tensor, mask: Tensor) -> Tensor:
        with torch.autocast(emit.device.type, enabled=False):
            return LogPartition._forward(ctx, emit, step, mask)

    @staticmethod
    def _forward(ctx: Any, emit: Tensor, step: Tensor, mask: Tensor) -> Tensor:
        peak, high = emit.amax(-1, keepdim=True), step.amax((1, 2), keepdim=True)
        e, t = torch.exp(emit - peak), torch.exp(step - high)
        now = e[:, 0] / e[:, 0].sum(-1, keepdim=True)
        sums, scales = [now], [e[:, 0].sum(-1)]
        keep = mask.to(e.dtype)[..., None]
        for i in range(1, e.shape[1]):
            new = torch.bmm(now[:, None], t)[:, 0] * e[:, i]
            scale = new.sum(-1, keepdim=True)
            now = torch.lerp(now, new / scale, keep[:, i])
            sums.append(now)
            scales.append(scale[:, 0])
        inside = mask.clone()
        inside[:, 0] = True
        logs = torch.log(torch.stack(scales, 1)) + peak[..., 0]
        logs[:, 1:] += high[:, :, 0]
        ctx.save_for_backward(e, t, keep, torch.stack(sums, 1), torch.stack(scales, 1))
        return (logs * inside).sum(1)

    @staticmethod
    def backward(ctx: Any, *grads: Tensor) -> tuple[Tensor, Tensor, None]:
        e, t, keep, sums, scales = ctx.saved_tensors
        later = torch.ones_like(sums[:, 0])
        laters = [later]
        back = t.transpose(1, 2)
        for i in range(e.shape[1] - 1, 0, -1):
            new = torch.bmm((e[:, i] * later / scales[:, i, None])[:, None], back)[:, 0]
            later = torch.lerp(later, new, keep[:, i])
            laters.append(later)
        after = torch.stack(laters[::-1], 1)
        single = sums * after
        single = single / single.sum(-1, keepdim=True)
        kept = keep.clone()
        kept[:, 0] = 1
        ahead = e[:, 1:] * after[:, 1:] * keep[:, 1:] / scales[:, 1:, None]
        pairs = torch.bmm(sums[:, :-1].transpose(1, 2), ahead) * t
        grad = grads[0]
        return single * kept * grad[:, None, None], pairs * grad[:, None, None], None
