"""Average checkpoints of one run: what two stages learned, in one model.

    python -m train.average --work train/work --parts stage1.pt stage2.pt --save-as final.pt
    python -m train.average --work train/work --parts ../../src/sayso/read/models/reader last.pt --save-as final.pt

A part may be a released model's folder.

Stages that go on from one another lie in one basin, so that the mean of their weights reads as well as either, and
what the later stage forgot comes back (Wortsman et al. 2022, "Robust fine-tuning of zero-shot models"). The mean
has no optimiser's state: nothing can be resumed from it.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from train.model import MIXED
from train.warm import released_weights

__all__ = ["mean"]


def mean(states: list[dict[str, torch.Tensor]], shares: list[float]) -> dict[str, torch.Tensor]:
    """The weighted mean of parameters; what is no floating-point number is the last state's.

    Raises:
        ValueError: the states do not hold the same parameters, or there are not as many shares.
    """
    if len(shares) != len(states):
        raise ValueError(f"{len(states)} checkpoints and {len(shares)} shares")
    names = {frozenset(state) for state in states}
    if len(names) != 1:
        raise ValueError("the checkpoints hold different parameters")
    total = sum(shares)
    return {
        name: sum(s[name].float() * (w / total) for s, w in zip(states, shares, strict=True)).to(last.dtype)
        if last.is_floating_point()
        else last
        for name, last in states[-1].items()
    }


def weights_of(part: Path) -> dict[str, torch.Tensor]:
    """The weights of a checkpoint, the mean of its last steps where it has one, or of a released model."""
    if part.is_dir():
        found = {k: torch.from_numpy(v.copy()) for k, v in released_weights(part).items()}
    else:
        state = torch.load(part, map_location="cpu", weights_only=True)
        found = dict(state.get("mean", state["model"]))
    # shares of layers count up to a constant of their logs
    found["mix"] = torch.cat([found["mix"][:, :-MIXED] * 0, torch.log_softmax(found["mix"][:, -MIXED:], 1)], 1)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("train/work"))
    parser.add_argument("--parts", nargs="+", required=True, help="checkpoints or released folders, the latest last")
    parser.add_argument("--shares", nargs="+", type=float, help="their weights; equal ones if left out")
    parser.add_argument("--save-as", default="final.pt")
    args = parser.parse_args()
    found = mean([weights_of(args.work / part) for part in args.parts], args.shares or [1.0] * len(args.parts))
    torch.save({"model": found, "opt": {}, "step": 0}, args.work / args.save_as)


if __name__ == "__main__":
    main()
