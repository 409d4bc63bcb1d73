"""The multi-task reader: one MiniLM encoder, word shapes added to its input, thin heads on top.

The encoder is written out here (and not taken from a library) so that the exported graph holds
exactly the operations the runtime quantises: plain matrix products with constant weights.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from sayso.read.paths import DEEP, STEPS

D = 384
N_HEADS = 12


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
    arc: int = 256
    rel: int = 128
    srl: int = 192
    reach: int = 24
    link: int = 48
    layers: int = 6
    groups: tuple[str, ...] = field(default=("syntax", "names", "roles", "speech", "meaning"))


class Layer(nn.Module):
    """One post-norm transformer layer with fused query, key and value."""

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv = nn.Linear(D, 3 * D)
        self.out = nn.Linear(D, D)
        self.norm1 = nn.LayerNorm(D, eps=1e-12)
        self.up = nn.Linear(D, 4 * D)
        self.down = nn.Linear(4 * D, D)
        self.norm2 = nn.LayerNorm(D, eps=1e-12)
        self.drop = nn.Dropout(dropout)
        self.p = dropout

    def forward(self, x: Tensor, bias: Tensor) -> Tensor:
        b, n, _ = x.shape
        q, k, v = self.qkv(x).view(b, n, 3, N_HEADS, D // N_HEADS).permute(2, 0, 3, 1, 4)
        if torch.onnx.is_in_onnx_export():
            weights = torch.softmax(q @ k.transpose(-1, -2) * (1 / math.sqrt(D // N_HEADS)) + bias, -1)
            mixed = weights @ v
        else:
            mixed = F.scaled_dot_product_attention(
                q, k, v, attn_mask=bias.to(q.dtype), dropout_p=self.p if self.training else 0.0
            )
        mixed = mixed.permute(0, 2, 1, 3).reshape(b, n, D)
        x = self.norm1(x + self.drop(self.out(mixed)))
        return self.norm2(x + self.drop(self.down(F.gelu(self.up(x)))))


class Encoder(nn.Module):
    """MiniLM with two extra input embeddings (word shape, place in text), zero at the start."""

    def __init__(self, n_vocabulary: int, n_shapes: int, n_places: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.words = nn.Embedding(n_vocabulary, D)
        self.positions = nn.Embedding(512, D)
        self.shapes = nn.Embedding(n_shapes, D)
        self.places = nn.Embedding(n_places, D)
        nn.init.normal_(self.shapes.weight, std=0.002)
        nn.init.normal_(self.places.weight, std=0.002)
        self.segment = nn.Parameter(torch.zeros(D))
        self.norm = nn.LayerNorm(D, eps=1e-12)
        self.layers = nn.ModuleList([Layer(dropout) for _ in range(6)])
        self.drop = nn.Dropout(dropout)

    def forward(self, ids: Tensor, shapes: Tensor, places: Tensor) -> list[Tensor]:
        return self.all_states(ids, shapes, places)[1:]

    def all_states(self, ids: Tensor, shapes: Tensor, places: Tensor) -> list[Tensor]:
        """The embeddings and the six layers' outputs, each (B, N, 384)."""
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
    """Linear-chain CRF: transition scores learned with the tagger."""

    def __init__(self, n: int) -> None:
        super().__init__()
        self.transitions = nn.Parameter(torch.zeros(n, n))

    def loss(self, scores: Tensor, tags: Tensor, mask: Tensor) -> Tensor:
        """Negative log likelihood per labelled word; scores (B, W, T), tags, mask (B, W)."""
        scores = scores.float()
        t = self.transitions
        safe = tags.clamp(min=0)
        emit = scores.gather(2, safe[..., None]).squeeze(-1) * mask
        step = t[safe[:, :-1], safe[:, 1:]] * mask[:, 1:]
        gold = emit.sum(1) + step.sum(1)
        alpha = scores[:, 0]
        for i in range(1, scores.shape[1]):
            new = torch.logsumexp(alpha[:, :, None] + t, 1) + scores[:, i]
            alpha = torch.where(mask[:, i, None] > 0, new, alpha)
        return (torch.logsumexp(alpha, 1) - gold).sum() / mask.sum().clamp(min=1)


class VectorHead(nn.Module):
    """The pretrained sentence vector (n, 384) from the means of all layers (n, 7 * 384); see `train/vectors.py`."""

    def __init__(self, hidden: int = 768) -> None:
        super().__init__()
        self.into = nn.Linear(7 * D, hidden)
        self.out = nn.Linear(hidden, D)
        self.straight = nn.Linear(7 * D, D)

    def forward(self, means: Tensor) -> Tensor:
        return self.out(F.relu(self.into(means))) + self.straight(means)


def layer_means(states: list[Tensor], piece_sent: Tensor, n_sents: int) -> Tensor:
    """Means (B, n_sents, 7 * 384) of each sentence's pieces in every layer."""
    onehot = (piece_sent[:, None, :] == torch.arange(n_sents)[None, :, None]).to(torch.float32)
    return (onehot @ torch.cat(states, -1)) / onehot.sum(-1, keepdim=True).clamp(min=1)


class Reader(nn.Module):
    """Encoder and heads. `words` gives the word vectors of each head group."""

    def __init__(self, sizes: Sizes, n_vocabulary: int, n_shapes: int, n_places: int, dropout: float = 0.1) -> None:
        super().__init__()
        self.sizes = s = sizes
        self.encoder = Encoder(n_vocabulary, n_shapes, n_places, dropout)
        mix = torch.zeros(len(s.groups), 6)
        mix[:, 5] = 2.0
        self.mix = nn.Parameter(mix)
        self.drop = nn.Dropout(0.2)
        self.syntax = nn.Linear(D, s.n_upos + s.n_feats + 2 * s.arc + 2 * s.rel)
        self.root = nn.Linear(D, s.arc + s.rel)
        self.rel_out = nn.Linear(s.rel, s.n_rels)
        self.names = nn.Linear(D, s.n_ner4 + s.n_nerx + s.n_kinds)
        self.roles = nn.Linear(D, 1 + 4 * s.srl)
        self.role_out = nn.Linear(2 * s.srl, s.n_roles)
        self.role_far = nn.Embedding(2 * s.reach + 1, s.srl)
        nn.init.normal_(self.role_far.weight, std=0.02)
        self.role_top = nn.Embedding(STEPS * (s.n_rels + 1), s.srl)
        self.role_own = nn.Embedding(STEPS * (s.n_rels + 1), s.srl)
        self.role_deep = nn.Embedding(DEEP, s.srl)
        for table in (self.role_top, self.role_own, self.role_deep):
            nn.init.zeros_(table.weight)
        self.speech = nn.Linear(D, s.n_attribution + 6 * s.link)
        self.meaning_hidden = nn.Linear(D, 192)
        self.meaning = nn.Linear(192, 2)
        self.types_hidden = nn.Linear(D, 192)
        self.types = nn.Linear(192, s.n_types)
        self.pair_key = nn.Linear(D, 96)
        self.pair_query = nn.Linear(2 * D, 96)
        self.nobody = nn.Parameter(torch.zeros(D))
        self.vector = nn.Linear(D, D)
        with torch.no_grad():
            self.vector.weight.copy_(torch.eye(D))
            self.vector.bias.zero_()
        self.crf4, self.crfx, self.crfa = Crf(s.n_ner4), Crf(s.n_nerx), Crf(s.n_attribution)

    def word_vectors(self, states: list[Tensor], first: Tensor) -> list[Tensor]:
        """Word vectors per head group: a learned mix of the last four layers at each first piece."""
        index = first[..., None].expand(-1, -1, D)
        at_words = [h.gather(1, index) for h in states[2:]]
        weights = torch.softmax(self.mix[:, 2:], 1)
        return [
            self.drop(sum(weights[g, i] * h for i, h in enumerate(at_words)))  # type: ignore[misc]
            for g in range(len(self.sizes.groups))
        ]

    def heads(self, states: list[Tensor], first: Tensor) -> dict[str, Tensor]:
        """All word-level outputs, before any pairing of words."""
        s = self.sizes
        syntax, names, roles, speech, meaning = self.word_vectors(states, first)
        out: dict[str, Tensor] = {}
        out["upos"], out["feats"], out["arc_d"], out["arc_h"], out["rel_d"], out["rel_h"] = self.syntax(syntax).split(
            [s.n_upos, s.n_feats, s.arc, s.arc, s.rel, s.rel], -1
        )
        root = self.root(states[-1][:, :1])
        out["arc_h"] = torch.cat([root[..., : s.arc], out["arc_h"]], 1)
        out["rel_h"] = torch.cat([root[..., s.arc :], out["rel_h"]], 1)
        out["ner4"], out["nerx"], out["kinds"] = self.names(names).split([s.n_ner4, s.n_nerx, s.n_kinds], -1)
        pred, out["srl_p"], out["srl_a"] = self.roles(roles).split([1, 2 * s.srl, 2 * s.srl], -1)
        out["pred"] = pred[..., 0]
        out["attribution"], out["link"] = self.speech(speech).split([s.n_attribution, 6 * s.link], -1)
        deep = self.meaning(F.relu(self.meaning_hidden(meaning)))
        out["uw"], out["uds"] = deep[..., 0], deep[..., 1]
        out["types"] = self.types(self.drop(F.relu(self.types_hidden(meaning))))
        out["pair_key"], out["meaning"] = self.pair_key(meaning), meaning
        return out

    def arcs(self, out: dict[str, Tensor], word_sent: Tensor) -> Tensor:
        """Arc scores (B, W, W + 1), column 0 the root; other sentences are out of reach."""
        scores = out["arc_d"].float() @ out["arc_h"].float().transpose(1, 2) / math.sqrt(self.sizes.arc)
        apart = word_sent[:, :, None] != word_sent[:, None, :]
        apart = torch.cat([torch.zeros_like(apart[:, :, :1]), apart], 2)
        return scores.masked_fill(apart, -1e4)

    def relations(self, dependents: Tensor, heads: Tensor) -> Tensor:
        """Relation scores of paired vectors (N, rel), (N, rel)."""
        return self.rel_out(F.relu(dependents + heads))

    def roles_of(self, predicates: Tensor, words: Tensor, away: Tensor, paths: Tensor) -> Tensor:
        """Role scores of paired vectors (..., 2 * srl): a sum and a product view of the pair.

        ``away`` is how many words the second stands after the first, ``paths`` (..., 3) the way between
        them in the tree (`sayso.read.paths`); the sum view sees both. In training one pair in eight is
        not shown its way, since the trees of real text have mistakes.
        """
        n, reach = self.sizes.srl, self.sizes.reach
        far = self.role_far(away.clamp(-reach, reach) + reach)
        way = self.role_top(paths[..., 0]) + self.role_own(paths[..., 1]) + self.role_deep(paths[..., 2])
        if self.training:
            way = way * (torch.rand(way.shape[:-1], device=way.device) > 0.125)[..., None]
        added = F.relu(predicates[..., :n] + words[..., :n] + far + way)
        timed = predicates[..., n:] * words[..., n:]
        return self.role_out(torch.cat([added, timed], -1))

    def links(self, link: Tensor) -> Tensor:
        """Link scores (B, 3, W, W): cue-source, cue-content, content-source."""
        b, w, _ = link.shape
        sides = link.float().view(b, w, 6, self.sizes.link).permute(2, 0, 1, 3)
        return torch.stack([sides[2 * k] @ sides[2 * k + 1].transpose(1, 2) for k in range(3)], 1) / math.sqrt(self.sizes.link)

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

    def sentence_vectors(self, states: list[Tensor], piece_sent: Tensor, n_sents: int) -> Tensor:
        """Unit vectors (B, S, D): the mean of a sentence's pieces through the vector head."""
        onehot = (piece_sent[:, None, :] == torch.arange(n_sents, device=piece_sent.device)[None, :, None]).float()
        mean = onehot @ states[-1].float() / onehot.sum(-1, keepdim=True).clamp(min=1)
        return F.normalize(self.vector(mean), dim=-1)
