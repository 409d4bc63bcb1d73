"""Third stage of training: the coreference ranker, fitted on the shipped reader's own readings of GUM.

    python -m train.coreference --data ../shared/data --model src/sayso/read/models/reader

It is the int8 reader whose vectors, trees and kinds the ranker learns from, mistakes included. The
weights are added to the model's ``heads.npz``.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from bench.coref import as_article, conll
from sayso.read.coreference import FLAGS, REACH, pair_features
from sayso.read.mentions import KINDS, N_CLASSES, N_RELS, MentionTable
from sayso.read.model import MODEL_DIR
from sayso.read.reader import Reader
from train.corpora import LinkedText, gum_documents
from train.seal import add_heads

WIDE, SHARED = 64, 32


@dataclass
class Document:
    """One document ready for the ranker: arrays of `pair_features` and what is right."""

    table: MentionTable
    vectors: Tensor
    codes: Tensor
    flags: Tensor
    valid: Tensor
    entity: list[str | None]
    right: Tensor
    gold: list[frozenset[int]]
    starts: list[int]


class Ranker(nn.Module):
    """The network of `sayso.read.coreference.pair_scores`; parameters bear the names shipped."""

    def __init__(self) -> None:
        super().__init__()
        self.project = nn.Linear(384, SHARED, bias=False)
        self.flags = nn.Linear(FLAGS, WIDE, bias=False)
        self.classes = nn.Embedding(N_CLASSES**2, WIDE)
        self.kinds = nn.Embedding(len(KINDS) ** 2, WIDE)
        self.distance = nn.Embedding(N_CLASSES * 10, WIDE)
        self.relations = nn.Embedding(N_RELS**2, WIDE)
        for table in (self.classes, self.kinds, self.distance, self.relations):
            nn.init.normal_(table.weight, std=0.05)
        self.product = nn.Linear(SHARED, WIDE, bias=False)
        self.second = nn.Linear(SHARED, WIDE, bias=False)
        self.first = nn.Linear(SHARED, WIDE, bias=False)
        self.out = nn.Parameter(torch.randn(WIDE) * 0.1)
        self.new = nn.Linear(SHARED, WIDE, bias=False)
        self.new_class = nn.Embedding(N_CLASSES, WIDE)
        self.new_kind = nn.Embedding(len(KINDS), WIDE)
        nn.init.normal_(self.new_class.weight, std=0.05)
        nn.init.normal_(self.new_kind.weight, std=0.05)
        self.new_out = nn.Parameter(torch.randn(WIDE) * 0.1)
        self.bias = nn.Parameter(torch.zeros(1))
        self.drop = nn.Dropout(0.3)

    def forward(self, doc: Document) -> Tensor:
        own = self.project(self.drop(doc.vectors))
        n = len(own)
        j = (torch.arange(n)[:, None] - 1 - torch.arange(REACH)[None, :]).clamp(min=0)
        hidden = self.flags(doc.flags)
        for k, table in enumerate((self.classes, self.kinds, self.distance, self.relations)):
            hidden = hidden + table(doc.codes[..., k])
        hidden = hidden + self.product(own[:, None] * own[j]) + self.second(own)[:, None] + self.first(own)[j]
        paired = self.drop(F.relu(hidden)) @ self.out
        kind, code = torch.from_numpy(doc.table.kind), torch.from_numpy(doc.table.worded)
        alone = self.new(own) + self.new_class(code) + self.new_kind(kind)
        new = self.drop(F.relu(alone)) @ self.new_out + self.bias
        return torch.cat([new[:, None], paired.masked_fill(~doc.valid, -1e9)], 1)

    def shipped(self) -> dict[str, np.ndarray]:
        """The weights by their names in ``heads.npz``, in half precision."""
        return {"coref_" + k.removesuffix(".weight"): v.detach().numpy().astype(np.float16) for k, v in self.named_parameters()}


def documents(reader: Reader, path: Path) -> list[Document]:
    """Documents with features and, for each mention, which columns are right (column 0: none before)."""
    out = []
    for text in gum_documents(path):
        article = as_article(text)
        table = reader.mentions(article)
        starts = [article.sentences[s].words[w].start for s, w in table.at]
        out.append(_document(text, table, starts))
    return out


def _document(text: LinkedText, table: MentionTable, starts: list[int]) -> Document:
    entity_at = {start: number for start, number, _ in text.entities}  # the outermost mention of a word comes last
    entity = [entity_at.get(s) for s in starts]
    n = len(table)
    right = torch.zeros(n, REACH + 1)
    for i in range(n):
        for k in range(1, min(i, REACH) + 1):
            if entity[i] is not None and entity[i - k] == entity[i]:
                right[i, k] = 1
        if not right[i].any():
            right[i, 0] = 1
    groups: dict[str, set[int]] = {}
    for start, number, _ in text.entities:
        groups.setdefault(number, set()).add(start)
    codes, flags, valid = pair_features(table)
    return Document(table, torch.from_numpy(table.vectors), torch.from_numpy(codes), torch.from_numpy(flags),
                    torch.from_numpy(valid), entity, right, [frozenset(g) for g in groups.values() if len(g) > 1], starts)


def clusters(doc: Document, scores: Tensor) -> list[frozenset[int]]:
    """What the ranker's choices give, as sets of character offsets."""
    of: list[int] = []
    groups: list[set[int]] = []
    for i, k in enumerate(scores.argmax(1).tolist()):
        if k == 0:
            groups.append(set())
        of.append(len(groups) - 1 if k == 0 else of[i - k])
        groups[of[-1]].add(doc.starts[i])
    return [frozenset(g) for g in groups if len(g) > 1]


def fit(train: list[Document], dev: list[Document], epochs: int, seed: int) -> Ranker:
    """The ranker of the epoch that is best on the development part."""
    torch.manual_seed(seed)
    ranker = Ranker()
    opt = torch.optim.AdamW(ranker.parameters(), lr=2e-3, weight_decay=0.01)
    best, kept = -1.0, {}
    for epoch in range(epochs):
        for group in opt.param_groups:
            group["lr"] = 2e-3 * (1 - epoch / epochs)
        ranker.train()
        total = 0.0
        for at in torch.randperm(len(train)).tolist():
            doc = train[at]
            scores = ranker(doc)
            # a wrong link harms more than a missed one is worth: links must win by a margin
            scores = scores + 0.5 * (1 - doc.right)
            loss = (torch.logsumexp(scores, 1) - torch.logsumexp(scores.masked_fill(doc.right == 0, -1e9), 1)).mean()
            opt.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(ranker.parameters(), 5.0)
            opt.step()
            total += float(loss.detach())
        ranker.eval()
        with torch.no_grad():
            found = conll([(d.gold, clusters(d, ranker(d))) for d in dev])
        print(epoch, f"loss {total / len(train):.4f}", {k: round(v, 2) for k, v in found.items()}, flush=True)
        if found["CoNLL F1"] > best:
            best, kept = found["CoNLL F1"], {k: v.clone() for k, v in ranker.state_dict().items()}
    ranker.load_state_dict(kept)
    return ranker


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--model", type=Path, default=MODEL_DIR)
    parser.add_argument("--epochs", type=int, default=12)
    parser.add_argument("--seed", type=int, default=20)
    args = parser.parse_args()
    reader = Reader.load(threads=2, folder=args.model)
    parts = [documents(reader, args.data / f"treebanks/en_gum-{part}.conllu") for part in ("train", "dev")]
    ranker = fit(*parts, args.epochs, args.seed)
    add_heads(args.model, "coref_", ranker.shipped())


if __name__ == "__main__":
    main()
