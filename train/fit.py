"""The training loop: batches from a shelf, losses of all tasks, a teacher where there is one, the mean of the last steps."""

from __future__ import annotations

import collections
import copy
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch

from sayso.read.pieces import N_CLASSES, N_PLACES, N_SHAPES
from train import corpora as C
from train.distil import distilled
from train.losses import losses, role_scores, score, trees
from train.model import Drop, Encoder, Linear, Reader, Sizes
from train.shelf import Batch, Shelf, Trees, own_trees
from train.teacher import N_VOCABULARY, batch_vectors
from train.warm import fill, layers_of, released_weights, thinned

TASKS = {
    "upos": 0.5, "feats": 0.5, "arc": 1.3, "rel": 0.7, "ner4": 2.0, "nerx": 0.4, "kinds": 0.3, "pred": 1.0,
    "srl": 3.0, "attribution": 2.0, "links": 0.5, "uw": 0.6, "uds": 0.12, "type": 0.4, "pair": 0.7, "vectors": 1.5,
    "act": 4.0, "status": 0.4, "sides": 1.0, "realis": 0.6, "incident": 1.0,
}
SHARES = {
    "pred": 2.0, "heads": 1.2, "ner4": 0.5, "attribution": 1.3, "uw": 2.5, "type": 0.25, "realis": 1.5, "incident": 0.6,
}
"""How often a window is read per pass, by the first of these labels that it has; others and typed pairs once.

Attribution has 40 % of all word pieces, the trees 22 %, and the trees and roles gain most from more passes.
"""
NOVELS = 0.4
"""The same for quotations of novels: read as often as news, they take the cues and contents of news a point down."""
OWN_TREES = 0.5
"""Share of windows whose roles are learned along the reader's own trees, mistakes included, and not the treebank's."""
HIDDEN = 0.05
"""Share of word pieces that training hides, so that a word is also read from its surroundings."""
MASK = 103
LOST_CASE = 0.06
"""Share of windows that training shows in capitals only, or without any, half of each."""


def shares_of(shelf: Shelf, novels: np.ndarray) -> np.ndarray:
    """How often each window is read per pass."""
    out = np.ones(len(shelf))
    for name, share in reversed(SHARES.items()):
        out[shelf.has[name]] = share
    out[novels] = NOVELS
    out[shelf.has["pair"]] = 1.0
    return out


def one_pass(shares: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The windows of one pass over the corpora, each as often as its share says (a fraction by chance)."""
    return np.repeat(np.arange(len(shares)), (shares + rng.random(len(shares))).astype(int))


def batches(lengths: np.ndarray, picked: np.ndarray, size: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Windows of like length together, at most ``size`` pieces with padding, in random order."""
    order = picked[np.argsort(lengths[picked] + rng.random(len(picked)) * 12, kind="stable")]
    ends, first, longest = [], 0, 0
    for at, length in enumerate(lengths[order]):
        longest = max(longest, int(length))
        if at > first and (at - first + 1) * longest > size:
            ends.append(at)
            first, longest = at, int(length)
    out = np.split(order, ends)
    rng.shuffle(out)
    return out


def varied(x: Batch) -> Batch:
    """Hide some pieces, take the letter case from some windows (all capitals or all lower), draw the trees of roles."""
    device = x["ids"].device
    hide = (torch.rand(x["ids"].shape, device=device) < HIDDEN) & (x["ids"] > MASK)
    draw = torch.rand(x["windows"], 1, device=device)
    base = x["shapes"] % N_CLASSES
    change = (draw < LOST_CASE) & (base >= 1) & (base <= 5)
    new = torch.where(draw < LOST_CASE / 2, 3, 1)
    own = torch.rand(x["windows"], device=device) < OWN_TREES
    return x | {
        "ids": x["ids"].masked_fill(hide, MASK),
        "shapes": torch.where(change, x["shapes"] - base + new, x["shapes"]),
        "gold_trees": ~own,
    }


def some(entries: tuple[torch.Tensor, torch.Tensor], count: int) -> tuple[torch.Tensor, torch.Tensor]:
    """At most so many entries of a list, by chance."""
    rows, values = entries
    pick = torch.randperm(len(rows), device=rows.device)[:count]
    return rows[pick], values[pick]


def optimiser(model: Reader, rate: float) -> torch.optim.AdamW:
    """Encoder at ``rate``, heads five times that; word vectors stay as pretrained."""
    model.encoder.words.weight.requires_grad_(False)
    encoder = [p for p in model.encoder.parameters() if p.requires_grad]
    fresh = [*model.encoder.shapes.parameters(), *model.encoder.places.parameters()]
    ids = {id(p) for p in encoder}
    heads = [p for p in model.parameters() if p.requires_grad and id(p) not in ids]
    known = {id(p) for p in fresh}
    return torch.optim.AdamW([
        {"params": [p for p in encoder if id(p) not in known], "lr": rate, "base": rate, "weight_decay": 0.01},
        {"params": heads + fresh, "lr": 5 * rate, "base": 5 * rate, "weight_decay": 0.01},
    ], betas=(0.9, 0.98), fused=encoder[0].is_cuda)


class Mean:
    """The mean of a model's weights over the last steps, which reads better than any one of them.

    Attributes:
        model: a reader with those weights, never in training.
    """

    def __init__(self, model: Reader, keep: float = 0.998) -> None:
        self.model = copy.deepcopy(model).eval().requires_grad_(False)
        self._keep, self._steps = keep, 0

    @torch.no_grad()
    def add(self, model: Reader) -> None:
        """Take another step in."""
        self._steps += 1
        share = max(1 - self._keep, 1 / (self._steps + 1))
        torch._foreach_lerp_(list(self.model.parameters()), [p.detach() for p in model.parameters()], share)


def rate_at(step: int, done: float, cooldown: float, warmup: int = 150) -> float:
    """Share of the full rate at a step, with a share of the run done: warm-up, plateau, linear cool-down."""
    return min(1.0, (step + 1) / warmup, max(0.0, (1 - done) / max(1e-6, cooldown)))


def build(labels: C.Labels, layers: int = 6) -> Reader:
    """A fresh reader for these label sets."""
    s = {k: len(v) for k, v in labels.sets.items()}
    sizes = Sizes(n_upos=s["upos"], n_feats=s["feats"], n_rels=s["rels"], n_ner4=s["ner4"], n_nerx=s["nerx"],
                  n_kinds=s["kinds"], n_roles=s["roles"], n_attribution=s["attribution"], n_types=s["types"],
                  n_acts=s["acts"], n_statuses=s["statuses"], n_realis=s["realis"], n_incident=s["incident"],
                  layers=layers)
    return Reader(sizes, N_VOCABULARY, N_SHAPES, N_PLACES)


def started(labels: C.Labels, folder: Path, kept: tuple[int, ...] | None = None) -> Reader:
    """A reader with a released model's weights, or those of some of its layers."""
    weights = released_weights(folder)
    model = build(labels, len(kept) if kept else layers_of(weights))
    with torch.no_grad():
        fresh = fill(model, thinned(weights, kept) if kept else weights)
    print("fresh:", *fresh, flush=True)
    return model


def likely_trees(model: Reader, shelf: Shelf, size: int) -> list[Trees | None]:
    """The trees that a reader sees, where roles are learned."""
    model.eval()

    def scored(x: Batch) -> tuple[torch.Tensor, torch.Tensor]:
        with torch.no_grad(), torch.autocast(shelf.device, dtype=torch.bfloat16):
            return trees(model, score(model, x, arcs=True))

    return own_trees(shelf, scored, size)


@torch.no_grad()
def judged(model: Reader, shelf: Shelf, size: int) -> dict[str, float]:
    """Quick figures of a part: losses, and shares of words that are right in tags, trees and roles."""
    model.eval()
    rng = np.random.default_rng(0)
    sums: collections.Counter[str] = collections.Counter()
    counts: collections.Counter[str] = collections.Counter()
    for index in batches(shelf.lengths, np.arange(len(shelf)), size, rng):
        x = shelf.take(index)
        with torch.autocast(shelf.device, dtype=torch.bfloat16):
            out = score(model, x, arcs=True)
            for k, v in losses(model, out, x | {"has": x["has"] - {"vectors"}}).items():
                sums["loss " + k] += float(v) * len(index)
                counts["loss " + k] += len(index)
            right = {k: (out[k].argmax(-1) == x[k])[x[k] != C.NONE] for k in ("upos", "ner4", "attribution") if k in x["has"]}
            if "heads" in x["has"]:
                heads, rels = trees(model, out)
                right["las"] = ((heads == x["heads"]) & (rels == x["rels"]))[x["heads"] != C.NONE]
            if "srl" in x["has"]:
                gold = x["srl"][1][:, 2]
                right["role"] = (role_scores(model, out, x).argmax(-1) == gold)[gold > 0]
            if "act" in x["has"]:
                right["act"] = (out["acts"].argmax(-1) == x["act"])[x["act"] > 0]
        for k, v in right.items():
            sums[k] += float(v.sum())
            counts[k] += v.numel()
    return {k: sums[k] / counts[k] for k in sorted(sums) if counts[k]}


@dataclass(kw_only=True)
class Plan:
    """How a reader is trained.

    Attributes:
        steps: how many batches; 0 for as many as ``minutes`` allow.
        minutes: how long; the rate falls by the clock then.
        cooldown: last share of the run, over which the rate falls to zero.
        rounded: last share of the run, in which weights are rounded as they are shipped.
        pieces: word pieces of a batch, padding included.
        labels: what the labels weigh beside a teacher's answers.
        sentences: of how many in a batch the pretrained encoder tells the vector.
        look: whether the reader's own trees are looked at anew before each pass, and not before the first alone.
    """

    work: Path
    steps: int = 16000
    minutes: float = 0.0
    cooldown: float = 0.45
    rounded: float = 0.125
    pieces: int = 2048
    rate: float = 2e-4
    seed: int = 20
    save_every: int = 100
    save_as: str = "last.pt"
    labels: float = 1.0
    sentences: int = 16
    look: bool = True


@dataclass
class Taught:
    """A student's teacher: a reader, which of its layers the student has, and a file in which it may get better."""

    model: Reader
    kept: tuple[int, ...]
    file: Path | None = None
    seen: float = 0.0

    def refresh(self) -> None:
        """Take the file's mean if it is newer."""
        if self.file is not None and self.file.exists() and self.file.stat().st_mtime > self.seen:
            self.seen = self.file.stat().st_mtime
            self.model.load_state_dict(torch.load(self.file, map_location="cpu", weights_only=True)["mean"])
            print("the teacher is newer", flush=True)


class Training:
    """One run over a shelf of windows."""

    def __init__(self, plan: Plan, model: Reader, shelf: Shelf, shares: np.ndarray, vectors: Encoder,
                 teacher: Taught | None = None) -> None:
        self.plan, self.model, self.shelf, self.shares = plan, model, shelf, shares
        self.vectors, self.teacher = vectors, teacher
        self.opt = optimiser(model, plan.rate)
        self.step, self.before, self.began = 0, 0.0, time.time()
        self.mean = Mean(model)
        self._shown: dict[str, torch.Tensor] = {}

    @property
    def done(self) -> float:
        """Share of the run that is over."""
        if self.plan.steps:
            return self.step / self.plan.steps
        return (self.before + time.time() - self.began) / 60 / self.plan.minutes

    def resume(self, file: Path) -> None:
        """Go on where a checkpoint was left."""
        state = torch.load(file, map_location=self.shelf.device, weights_only=True)
        fresh = self.model.load_state_dict(state["model"], strict=False).missing_keys
        self.opt.load_state_dict(carried_over(self.opt, self.model, state["opt"], set(fresh)))
        self.mean = Mean(self.model)
        if "mean" in state:
            self.mean.model.load_state_dict(state["mean"], strict=False)
        self.step, self.before = state["step"], state.get("seconds", 0.0)
        print("resumed at step", self.step, "fresh:", *fresh, flush=True)

    def save(self) -> None:
        """Write a checkpoint; an interrupted write leaves the one before."""
        file = self.plan.work / self.plan.save_as
        torch.save({"model": self.model.state_dict(), "mean": self.mean.model.state_dict(), "opt": self.opt.state_dict(),
                    "step": self.step, "seconds": self.before + time.time() - self.began}, file.with_suffix(".tmp"))
        file.with_suffix(".tmp").replace(file)

    def run(self) -> None:
        """Read pass after pass until the plan is done."""
        plan, seen = self.plan, 0
        while self.done < 1:
            if plan.look or not self.step:
                self.shelf.see(likely_trees(self.mean.model, self.shelf, plan.pieces))
            seed = plan.seed * 1000 + self.step
            rng = np.random.default_rng(seed)
            torch.manual_seed(seed)
            Drop.generator = np.random.Generator(np.random.SFC64(seed))
            for index in batches(self.shelf.lengths, one_pass(self.shares, rng), plan.pieces, rng):
                self._learn(index)
                seen += int(self.shelf.lengths[index].sum())
                if self.step % 25 == 0:
                    speed = seen / (time.time() - self.began)
                    told = " ".join(f"{k} {float(v):.3f}" for k, v in self._shown.items())
                    print(self.step, f"{self.done:.3f} {speed:.0f}/s", told, flush=True)
                if self.step % plan.save_every == 0 or self.done >= 1:
                    self.save()
                    if self.teacher is not None:
                        self.teacher.refresh()
                if self.done >= 1:
                    break

    def _learn(self, index: np.ndarray) -> None:
        plan, model = self.plan, self.model
        for group in self.opt.param_groups:
            group["lr"] = group["base"] * rate_at(self.step, self.done, plan.cooldown)
        Linear.rounded = self.done >= 1 - plan.rounded
        given = self.shelf.take(index)
        model.train()
        with torch.autocast(self.shelf.device, dtype=torch.bfloat16):
            if "vectors" in given["has"]:
                given["vectors"] = some(given["vectors"], plan.sentences)
                given["vector"] = batch_vectors(self.vectors, given["ids"], *given["vectors"], given["longest"])
            x = varied(given)
            out = score(model, x, arcs=self.teacher is not None or "heads" in x["has"])
            parts = losses(model, out, x)
            loss = plan.labels * sum(TASKS[k] * v for k, v in parts.items())
            if self.teacher is not None:
                with torch.no_grad():
                    theirs = score(self.teacher.model, given, arcs=True)
                like = distilled(model, self.teacher.model, out, theirs, x, self.teacher.kept)
                loss = loss + sum(like.values())
                parts |= like
        self.opt.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        self.opt.step()
        self.mean.add(model)
        self.step += 1
        for k, v in parts.items():
            v = v.detach()
            self._shown[k] = torch.lerp(self._shown[k], v, 0.02) if k in self._shown else v.clone()


def carried_over(opt: torch.optim.Optimizer, model: Reader, old: dict, fresh: set[str]) -> dict:
    """An optimiser's saved state, renumbered for a model that has gained the ``fresh`` parameters since."""
    names = {id(p): name for name, p in model.named_parameters()}
    own = opt.state_dict()
    order = [names[id(p)] for group in opt.param_groups for p in group["params"]]
    kept = [i for i, name in enumerate(order) if name not in fresh]
    return {"state": {i: old["state"][k] for k, i in enumerate(kept)}, "param_groups": own["param_groups"]}
