"""The multi-task reader: one MiniLM encoder, word shapes added to its input, thin heads on top.

The encoder is written out here (and not taken from a library) so that the exported graph holds
exactly the operations the runtime quantises: plain matrix products with constant weights. Attention and
dropout are written out too: on a processor they train the encoder twice as fast as the library's own
(16 ms a layer instead of 63, and 1.3 ms a mask instead of 4.8, at 2,048 word pieces).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from sayso.read.paths import DEEP, STEPS

D = 384
N_HEADS = 12
MIXED = 4
"""Last layers that word vectors are mixed from."""


@dataclass(frozen=True)
class Sizes:
    """Widths of the heads; small, because they run for every word."""

    n_upos: int
    n_feats: int
    n_rels: int
    n_ner4: int
    n_nerx: int
    n_kinds: int
    n_roles: int
    n_attribution: int
    n_types: int
    n_acts: int
    n_statuses: int
    n_realis: int
    n_incident: int
    arc: int = 256
    rel: int = 128
    srl: int = 192
    reach: int = 24
    apart: int = 12
    grades: int = 13
    link: int = 48
    layers: int = 6
    groups: tuple[str, ...] = field(default=("syntax", "names", "roles", "speech", "meaning"))


class Drop(nn.Module):
    """Dropout; on a processor with masks from a fast generator, which the trainer seeds at every pass."""

    generator: ClassVar[np.random.Generator] = np.random.Generator(np.random.SFC64(0))

    def __init__(self, p: float) -> None:
        super().__init__()
        self.p, self.cut = p, round(256 * p)

    def forward(self, x: Tensor) -> Tensor:
        if not self.training or not self.cut:
            return x
        if x.is_cuda:
            return F.dropout(x, self.p)
        drawn = torch.frombuffer(bytearray(self.generator.bytes(x.numel())), dtype=torch.uint8).view(x.shape)
        return x * (drawn.to(x.device) >= self.cut).to(x.dtype).mul_(256 / (256 - self.cut))


class Linear(nn.Linear):
    """A matrix product that can be trained as it will be shipped: weights on 129 steps per output.

    While ``rounded`` is set, training sees the weights that `train.export` will write, and the gradient
    passes by the rounding (straight-through).
    """

    rounded: ClassVar[bool] = False

    def forward(self, x: Tensor) -> Tensor:
        if not (self.rounded and self.training):
            return F.linear(x, self.weight, self.bias)
        with torch.no_grad():
            step = self.weight.abs().amax(1, keepdim=True).clamp(min=1e-8) / 64
            moved = torch.round(self.weight / step).mul_(step).sub_(self.weight)
        return F.linear(x, self.weight + moved, self.bias)


class Layer(nn.Module):
    """One post-norm transformer layer with fused query, key and value."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv = Linear(D, 3 * D)
        self.out = Linear(D, D)
        self.norm1 = nn.LayerNorm(D, eps=1e-12)
        self.up = Linear(D, 4 * D)
        self.down = Linear(4 * D, D)
        self.norm2 = nn.LayerNorm(D, eps=1e-12)
        self.drop = Drop(dropout)

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        b, n, _ = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, N_HEADS, D // N_HEADS).permute(2, 0, 3, 1, 4)
        weights = torch.softmax(q @ k.transpose(-1, -2) * (1 / math.sqrt(D // N_HEADS)) + bias.to(q.dtype), -1)
        mixed = (weights @ v).permute(0, 2, 1, 3).reshape(b, n, D)
        x = self.norm1(x + self.drop(self.out(mixed)))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    """MiniLM with two extra input embeddings (word shape, place in text), zero at the start."""

    def __init__(
        self, n_vocabulary: int, n_shapes: int, n_places: int, dropout: float = 0.1, layers: int = 6
    ) -> None:
        super().__init__()
        self.words = nn.Embedding(n_vocabulary, D)
        self.positions = nn.Embedding(512, D)
        self.shapes = nn.Embedding(n_shapes, D)
        self.places = nn.Embedding(n_places, D)
        nn.init.normal_(self.shapes.weight, std=0.002)
        nn.init.normal_(self.places.weight, std=0.002)
        self.segment = nn.Parameter(torch.zeros(D))
        self.norm = nn.LayerNorm(D, eps=1e-12)
        self.layers = nn.ModuleList([Layer(dropout) for _ in range(layers)])
        self.drop = Drop(dropout)

    def forward(self, ids: Tensor, shapes: Tensor, places: Tensor) -> list[Tensor]:
        """The embeddings and the layers' outputs, each (B, N, 384)."""
        mask = ids == 0
        bias = (mask.to(torch.float32) * -1e4)[:, None, None, :]
        n = ids.shape[1]
        x = self.words(ids) + self.positions.weight[:n] + self.segment + self.shapes(shapes) + self.places(places)
        x = self.drop(self.norm(x))
        states = [x]
        for layer in self.layers:
            x = layer(x, bias)
            states.append(x)
        return states

    def load_pretrained(self, folder: Path) -> None:
        """Take the weights of the pretrained sentence encoder."""
        from safetensors.torch import load_file

        s = load_file(str(folder / "model.safetensors"))
        own: dict[str, Tensor] = {
            "words.weight": s["embeddings.word_embeddings.weight"],
            "positions.weight": s["embeddings.position_embeddings.weight"],
            "segment": s["embeddings.token_type_embeddings.weight"][0],
            "norm.weight": s["embeddings.LayerNorm.weight"],
            "norm.bias": s["embeddings.LayerNorm.bias"],
        }
        for i in range(6):
            src, dst = f"encoder.layer.{i}.", f"layers.{i}."
            for end in ("weight", "bias"):
                own[dst + "qkv." + end] = torch.cat(
                    [s[f"{src}attention.self.{part}.{end}"] for part in ("query", "key", "value")]
                )
                own[dst + "out." + end] = s[f"{src}attention.output.dense.{end}"]
                own[dst + "norm1." + end] = s[f"{src}attention.output.LayerNorm.{end}"]
                own[dst + "up." + end] = s[f"{src}intermediate.dense.{end}"]
                own[dst + "down." + end] = s[f"{src}output.dense.{end}"]
                own[dst + "norm2." + end] = s[f"{src}output.LayerNorm.{end}"]
        missing = self.load_state_dict(own, strict=False)
        wrong = set(missing.missing_keys) - {"shapes.weight", "places.weight"}
        if wrong or missing.unexpected_keys:
            raise ValueError(f"pretrained weights do not fit: {wrong} {missing.unexpected_keys}")


class Crf(nn.Module):
    """Linear-chain CRF: transition scores learned with the tagger (`train.losses.crf_losses`)."""

    def __init__(self, n: int) -> None:
        super().__init__()
        self.transitions = nn.Parameter(torch.zeros(n, n))


class VectorHead(nn.Module):
    """The pretrained sentence vector (n, 384) from the means of the embeddings and all layers (n, (layers + 1) * 384)."""

    def __init__(self, layers: int = 6, hidden: int = 768) -> None:
        super().__init__()
        self.into = Linear((layers + 1) * D, hidden)
        self.out = Linear(hidden, D)
        self.straight = Linear((layers + 1) * D, D)

    def forward(self, means: Tensor) -> Tensor:
        return self.out(F.relu(self.into(means))) + self.straight(means)


def layer_means(states: list[Tensor], piece_sent: Tensor, n_sents: int | Tensor) -> Tensor:
    """Means (B, n_sents, (layers + 1) * 384) of each sentence's pieces in every layer."""
    numbers = torch.arange(n_sents, device=piece_sent.device)
    onehot = (piece_sent[:, None, :] == numbers[None, :, None]).to(states[0].dtype)
    sums = torch.cat([onehot @ state for state in states], -1)
    return sums.float() / onehot.float().sum(-1, keepdim=True).clamp(min=1)


class Reader(nn.Module):
    """Encoder and heads. `words` gives the word vectors of each head group."""

    def __init__(self, sizes: Sizes, n_vocabulary: int, n_shapes: int, n_places: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.sizes = s = sizes
        self.encoder = Encoder(n_vocabulary, n_shapes, n_places, dropout, s.layers)
        mix = torch.zeros(len(s.groups), s.layers)
        mix[:, -1] = 2.0
        self.mix = nn.Parameter(mix)
        self.drop = Drop(0.2)
        self.syntax = Linear(D, s.n_upos + s.n_feats + 2 * s.arc + 2 * s.rel)
        self.root = Linear(D, s.arc + s.rel)
        self.rel_out = nn.Linear(s.rel, s.n_rels)
        self.names = Linear(D, s.n_ner4 + s.n_nerx + s.n_kinds + s.n_incident)
        self.arc_far = nn.Embedding(2 * s.apart + 1, s.arc)
        nn.init.zeros_(self.arc_far.weight)
        self.roles = Linear(D, 1 + 7 * s.srl)
        self.role_out = nn.Linear(3 * s.srl, s.n_roles)
        self.role_far = nn.Embedding(2 * s.reach + 1, s.srl)
        nn.init.normal_(self.role_far.weight, std=0.02)
        self.role_top = nn.Embedding(STEPS * (s.n_rels + 1), s.srl)
        self.role_own = nn.Embedding(STEPS * (s.n_rels + 1), s.srl)
        self.role_deep = nn.Embedding(DEEP, s.srl)
        for table in (self.role_top, self.role_own, self.role_deep):
            nn.init.zeros_(table.weight)
        self.speech = Linear(D, s.n_attribution + 6 * s.link)
        self.meaning_hidden = Linear(D, 192)
        self.meaning = Linear(192, 2 * s.grades)
        self.types_hidden = Linear(D, 192)
        self.types = Linear(192, s.n_types)
        self.acts_hidden = Linear(D, 192)
        self.acts = Linear(192, s.n_acts + s.n_statuses + s.n_realis)
        self.sides = Linear(D, 4 * s.link)
        self.pair_key = Linear(D, 96)
        self.pair_query = nn.Linear(2 * D, 96)
        self.nobody = nn.Parameter(torch.zeros(D))
        self.vector = VectorHead(s.layers)
        self.crf4, self.crfx, self.crfa = Crf(s.n_ner4), Crf(s.n_nerx), Crf(s.n_attribution)
        self.crfi = Crf(s.n_incident)

    def word_vectors(self, states: list[Tensor], first: Tensor) -> list[Tensor]:
        """Word vectors per head group: a learned mix of the last four layers at each first piece."""
        index = first[..., None].expand(-1, -1, D)
        at_words = [h.gather(1, index) for h in states[-MIXED:]]
        weights = torch.softmax(self.mix[:, -MIXED:], 1)
        if self.training:  # the same as one product, which trains faster but would be rounded if it were shipped
            mixed = weights @ torch.stack(at_words).flatten(1)
            return [self.drop(m.view_as(at_words[0])) for m in mixed]
        return [
            self.drop(sum(weights[g, i] * h for i, h in enumerate(at_words)))  # type: ignore[misc]
            for g in range(len(self.sizes.groups))
        ]

    def heads(self, states: list[Tensor], first: Tensor) -> dict[str, Tensor]:
        """All word-level outputs, before any pairing of words. ``states`` are the embeddings and all layers."""
        s = self.sizes
        syntax, names, roles, speech, meaning = self.word_vectors(states, first)
        out: dict[str, Tensor] = {}
        out["upos"], out["feats"], out["arc_d"], out["arc_h"], out["rel_d"], out["rel_h"] = self.syntax(syntax).split(
            [s.n_upos, s.n_feats, s.arc, s.arc, s.rel, s.rel], -1
        )
        root = self.root(states[-1][:, :1])
        out["arc_h"] = torch.cat([root[..., : s.arc], out["arc_h"]], 1)
        out["rel_h"] = torch.cat([root[..., s.arc :], out["rel_h"]], 1)
        out["ner4"], out["nerx"], out["kinds"], out["incident"] = self.names(names).split(
            [s.n_ner4, s.n_nerx, s.n_kinds, s.n_incident], -1
        )
        pred, out["srl_p"], out["srl_a"] = self.roles(roles).split([1, 2 * s.srl, 5 * s.srl], -1)
        out["pred"] = pred[..., 0]
        out["attribution"], out["link"] = self.speech(speech).split([s.n_attribution, 6 * s.link], -1)
        deep = self.meaning(F.relu(self.meaning_hidden(meaning)))
        out["uw_grades"], out["uds_grades"] = deep.split([s.grades, s.grades], -1)
        out["types"] = self.types(self.drop(F.relu(self.types_hidden(meaning))))
        acts = self.acts(self.drop(F.relu(self.acts_hidden(meaning))))
        out["acts"], out["statuses"], out["realis"] = acts.split([s.n_acts, s.n_statuses, s.n_realis], -1)
        out["sides"] = self.sides(roles)
        out["pair_key"], out["meaning"] = self.pair_key(meaning), meaning
        return out

    def arcs(self, out: dict[str, Tensor], word_sent: Tensor) -> Tensor:
        """Arc scores (B, W, W + 1), column 0 the root; other sentences are out of reach.

        A word also says how far from it a head is likely to stand.
        """
        b, w, _ = out["arc_d"].shape
        reach = self.sizes.apart
        away = (torch.arange(w + 1) - 1)[None, :] - torch.arange(w)[:, None]
        bucket = (away.clamp(-reach, reach) + reach).to(out["arc_d"].device)
        far = (out["arc_d"].float() @ self.arc_far.weight.T).gather(2, bucket[None].expand(b, w, w + 1))
        far = torch.cat([torch.zeros_like(far[..., :1]), far[..., 1:]], 2)
        scores = (out["arc_d"].float() @ out["arc_h"].float().transpose(1, 2) + far) / math.sqrt(self.sizes.arc)
        apart = word_sent[:, :, None] != word_sent[:, None, :]
        apart = torch.cat([torch.zeros_like(apart[:, :, :1]), apart], 2)
        return scores.masked_fill(apart, -1e4)

    def relations(self, dependents: Tensor, heads: Tensor) -> Tensor:
        """Relation scores of paired vectors (N, rel), (N, rel)."""
        return self.rel_out(F.relu(dependents + heads))

    def roles_of(
        self, predicates: Tensor, words: Tensor, tops: Tensor, meets: Tensor, away: Tensor, paths: Tensor
    ) -> Tensor:
        """Role scores of predicates (N, 2 * srl) with words that are given three times (N, 5 * srl).

        ``words`` are the words themselves, ``tops`` those that head the part of the tree the word stands in as
        seen from the predicate, ``meets`` those where the ways from both meet (`sayso.read.paths`); of each,
        its own part of the vector is used. ``away`` is how many words the word stands after the predicate,
        ``paths`` (N, 3) the way between them. In training one pair in eight is not shown its way.
        """
        n, reach = self.sizes.srl, self.sizes.reach
        far = self.role_far(away.clamp(-reach, reach) + reach)
        way = self.role_top(paths[..., 0]) + self.role_own(paths[..., 1]) + self.role_deep(paths[..., 2])
        way = way + tops[..., 3 * n : 4 * n] + meets[..., 4 * n :]
        top_timed = tops[..., 2 * n : 3 * n]
        if self.training:
            shown = (torch.rand(way.shape[:-1], device=way.device) > 0.125).to(way.dtype)[..., None]
            way, top_timed = way * shown, top_timed * shown
        added = F.relu(predicates[..., :n] + words[..., :n] + far + way)
        timed = predicates[..., n:] * words[..., n : 2 * n]
        return self.role_out(torch.cat([added, timed, predicates[..., n:] * top_timed], -1))

    def links(self, link: Tensor) -> Tensor:
        """Link scores (B, 3, W, W): cue-source, cue-content, content-source."""
        return self._paired(link)

    def parties(self, sides: Tensor) -> Tensor:
        """Scores (B, 2, W, W) that the second word belongs to the source (or the target) of the act at the first."""
        return self._paired(sides)

    def _paired(self, sides: Tensor) -> Tensor:
        """Scores (B, k, W, W) of word pairs from both sides of k kinds of pairs (B, W, 2 * k * link)."""
        b, w, n = sides.shape
        size = self.sizes.link
        parts = sides.float().view(b, w, n // size, size).permute(2, 0, 1, 3)
        return torch.stack([parts[k] @ parts[k + 1].transpose(1, 2) for k in range(0, n // size, 2)], 1) / math.sqrt(size)

    def pair_types(self, out: dict[str, Tensor], source: Tensor, target: Tensor, mask: Tensor) -> Tensor:
        """Type scores between two parties; source, target, mask are (B, W) of 0 and 1."""
        def mean(where: Tensor) -> Tensor:
            total = where.sum(1, keepdim=True)
            vector = (where[:, None, :] @ out["meaning"])[:, 0] / total.clamp(min=1)
            return torch.where(total > 0, vector, self.nobody.to(vector.dtype))

        query = self.pair_query(torch.cat([mean(source), mean(target)], -1))
        attention = (out["pair_key"] @ query[..., None])[..., 0].float() / math.sqrt(96)
        attention = torch.softmax(attention.masked_fill(mask == 0, -1e4), -1)
        return (attention[:, None, :] @ out["types"].float())[:, 0]

    def graded(self, grades: Tensor) -> Tensor:
        """Certainty in -3 to 3 (...) from the scores of its grades (..., 13): their mean."""
        values = torch.linspace(-3, 3, self.sizes.grades, device=grades.device)
        return torch.softmax(grades.float(), -1) @ values

    def sentence_vectors(self, states: list[Tensor], piece_sent: Tensor, n_sents: int | Tensor) -> Tensor:
        """Unit vectors (B, n_sents, D) in the pretrained encoder's space, from the embeddings and all layers."""
        vectors = self.vector(layer_means(states, piece_sent, n_sents))
        return vectors / torch.sqrt((vectors * vectors).sum(-1, keepdim=True) + 1e-9)
