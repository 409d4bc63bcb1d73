"""Start from a released reader: its int8 weights, read back from the graph, fill the model that is to be trained.

What the model has gained since (heads that are wider or new) keeps its fresh weights. A model of fewer layers takes
some of the released one's.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper

from train.model import MIXED, D, Reader

#: Weights that stand outside the graph, by their names in ``heads.npz``.
HEADS = {
    "rel_w": "rel_out.weight", "rel_b": "rel_out.bias", "role_w": "role_out.weight", "role_b": "role_out.bias",
    "role_far": "role_far.weight", "role_top": "role_top.weight", "role_own": "role_own.weight",
    "role_deep": "role_deep.weight", "crf_ner4": "crf4.transitions", "crf_nerx": "crfx.transitions",
    "crf_attribution": "crfa.transitions", "crf_incident": "crfi.transitions", "pair_w": "pair_query.weight", "pair_b": "pair_query.bias",
    "nobody": "nobody",
}


def released_weights(folder: Path) -> dict[str, np.ndarray]:
    """Every weight of a released model by its name in `train.model.Reader`, int8 ones scaled back."""
    graph = onnx.load(str(folder / "reader.onnx")).graph
    stored = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    found = {k.removeprefix("reader."): v for k, v in stored.items() if k.startswith("reader.")}
    users: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        for name in node.input:
            users.setdefault(name, []).append(node)
    for node in graph.node:
        if node.op_type == "MatMulInteger" and node.input[1].endswith("_quantized"):
            stem = node.input[1].removesuffix("_quantized")
            weight = stored[node.input[1]].astype(np.float32) * stored[stem + "_scale"]
            found[_name_of(node, users, stored)] = weight.T
    # the shares of the layers are folded into the graph, five groups of heads by the last layers
    shares = [float(v) for k, v in stored.items() if k.startswith("onnx::Mul_") and v.ndim == 0]
    mix = np.zeros((5, layers_of(found)), np.float32)
    mix[:, -MIXED:] = np.log(np.array(shares, np.float32).reshape(5, MIXED))
    found["mix"] = mix
    found["encoder.words.weight"] = found.pop("encoder.words.table") * found.pop("encoder.words.scale")
    with np.load(folder / "heads.npz") as packed:
        found |= {HEADS[k]: packed[k].astype(np.float32) for k in packed.files if k in HEADS}
    return found


def _name_of(node: onnx.NodeProto, users: dict[str, list[onnx.NodeProto]], stored: dict[str, np.ndarray]) -> str:
    """Name of a product's weight, told by the bias added to it; the one product without a bias is `arc_far`."""
    for _ in range(6):
        node = users[node.output[0]][0]
        if node.op_type == "Add":
            bias = next(name for name in node.input if name in stored)
            return bias.removeprefix("reader.").removesuffix("bias") + "weight"
        if node.op_type == "GatherElements":
            return "arc_far.weight"
    raise ValueError(f"no bias behind {node.name}")


def layers_of(weights: Iterable[str]) -> int:
    """How many layers the encoder with weights of these names has."""
    return 1 + max(int(name.split(".")[2]) for name in weights if name.startswith("encoder.layers."))


def thinned(weights: dict[str, np.ndarray], kept: tuple[int, ...]) -> dict[str, np.ndarray]:
    """A model of fewer layers: those ``kept`` of the encoder, heads that read each dropped layer from the next one kept.

    The share that a head group has of a dropped layer goes to the next one kept, and so does what the sentence
    vector has of it. What neighbours a dropped layer does not fit at once; `train.distil` makes it.

    Raises:
        ValueError: the last layer is dropped, or fewer stay than word vectors are mixed from.
    """
    old = layers_of(weights)
    if kept[-1] != old - 1 or len(kept) < MIXED:
        raise ValueError(f"of {old} layers {kept} cannot stay")
    new = {k: v for k, v in weights.items() if not k.startswith("encoder.layers.")}
    for at, layer in enumerate(kept):
        stem = f"encoder.layers.{layer}."
        new |= {f"encoder.layers.{at}.{k.removeprefix(stem)}": v for k, v in weights.items() if k.startswith(stem)}
    goes = [next(at for at, layer in enumerate(kept) if layer >= i) for i in range(old)]
    shares = np.exp(weights["mix"][:, -MIXED:])
    mix = np.full((len(shares), len(kept)), 1e-3, np.float32)
    for i, share in enumerate(shares.T / shares.sum(1)):
        mix[:, goes[old - MIXED + i]] += share
    new["mix"] = np.log(mix)
    for name in ("vector.into.weight", "vector.straight.weight"):
        blocks = weights[name].reshape(len(weights[name]), old + 1, D)
        fewer = np.zeros((len(blocks), len(kept) + 1, D), np.float32)
        fewer[:, 0] = blocks[:, 0]
        for i in range(old):
            fewer[:, 1 + goes[i]] += blocks[:, 1 + i]
        new[name] = fewer.reshape(len(fewer), -1)
    return new


def fill(model: Reader, weights: dict[str, np.ndarray]) -> list[str]:
    """Copy what fits, rows of a wider matrix included; the names of what stays fresh."""
    fresh = []
    for name, own in model.state_dict().items():
        given = weights.get(name)
        if given is None:
            fresh.append(name)
        elif tuple(own.shape) == given.shape:
            own.copy_(torch.from_numpy(given.copy()))
        elif own.dim() == given.ndim and all(a >= b for a, b in zip(own.shape, given.shape, strict=True)):
            own.mul_(0.1)
            own[tuple(slice(0, n) for n in given.shape)].copy_(torch.from_numpy(given.copy()))
            fresh.append(name + " (in part)")
        else:
            fresh.append(name)
    return fresh
