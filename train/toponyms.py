"""Fits the recogniser of place names, on the shipped reader's own readings of the three sets of `geo/`.

    python -m train.toponyms --data ../shared/data --model src/sayso/read/models/reader

What ships is fitted on every document; figures come from five folds over documents (`bench/toponyms.py`). The
weights are added to the model's ``heads.npz``.
"""

from __future__ import annotations

import argparse
import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from sayso.engine.catalog import open_names
from sayso.read.decode import bio_mask
from sayso.read.known_names import N_NAME_COLUMNS, NameLookup
from sayso.read.model import MODEL_DIR
from sayso.read.reader import Reader
from sayso.read.toponyms import GUIDES, N_COLUMNS, REACH, TAGS, USES, Table, toponym_table
from sayso.records import Article, Item, SentenceReading, Span, ToponymUse
from sayso.text import make_article
from train.model import Drop
from train.seal import add_heads

WIDE, TOLD = 96, 32
#: Sets by name: file and the guideline it was marked by.
SETS = {"LGL": ("geo/lgl.jsonl", "local"), "GWN": ("geo/gwn_open.jsonl", "wide"), "GeoVirus": ("geo/geovirus.jsonl", "plain")}
EPOCHS, MEMBERS, BATCH, RATE = 20, 2, 10, 3e-3
FOLDS, FOLD_SEED = 5, 7
#: Documents that share more than this part of their six-word runs stay in one fold.
SHARED = 0.15
#: GeoWebNews's types in our words; its adjectives are made of a people's name whatever they describe.
_USES = {
    "Literal": ToponymUse.LITERAL, "Mixed": ToponymUse.LITERAL, "Literal_Modifier": ToponymUse.LITERAL, "Coercion": ToponymUse.LITERAL,
    "Non_Literal_Modifier": ToponymUse.ASSOCIATIVE, "Metonymic": ToponymUse.ASSOCIATIVE, "Homonym": ToponymUse.ASSOCIATIVE,
    "Language": ToponymUse.DEMONYM, "Demonym": ToponymUse.DEMONYM,
    "Embedded_Literal": ToponymUse.EMBEDDED, "Embedded_Non_Lit": ToponymUse.EMBEDDED,
}  # fmt: skip


@dataclass(frozen=True)
class Gold:
    """A marked place: its span in the article's text, its use where the set tells, and the set's own row."""

    span: Span
    use: ToponymUse | None
    row: Mapping[str, object]


@dataclass(frozen=True)
class Text:
    """A document of a set."""

    of: str
    name: str
    article: Article
    gold: tuple[Gold, ...]
    row: Mapping[str, object] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str]:
        """Set and name."""
        return self.of, self.name


@dataclass(frozen=True)
class Example:
    """A document ready for the network, and what is right for each of its words."""

    text: Text
    readings: tuple[SentenceReading, ...]
    table: Table
    tags: Tensor
    uses: Tensor
    guide: int

    @property
    def lengths(self) -> list[int]:
        """Words of the sentences that have any."""
        return [b - a for a, b in self.table.bounds if a < b]


def texts(data: Path) -> list[Text]:
    """Every document of the sets, spans counting the characters of our normalised text."""
    out = []
    for of, (path, _) in SETS.items():
        for row in map(json.loads, (data / path).open(encoding="utf8")):
            article = make_article(Item(name=row["id"], body=row["text"]))
            if not isinstance(article, Article):
                raise ValueError(f"{of} {row['id']}: {article.reason}")
            at = _offsets(row["text"], article.text)
            gold = tuple(Gold(Span(at[t["start"]], at[t["end"] - 1] + 1), _use(t), t) for t in row["toponyms"])
            wrong = [g for g in gold if g.span.of(article.text) != g.row["surface"]]
            if wrong:
                raise ValueError(f"{of} {row['id']}: {wrong[0].row['surface']!r} is not where it should be")
            out.append(Text(of, row["id"], article, gold, {k: v for k, v in row.items() if k not in ("text", "toponyms")}))
    return out


def _use(row: Mapping[str, str]) -> ToponymUse | None:
    if "type" not in row:
        return None
    use = _USES[row["type"]]
    return ToponymUse.DEMONYM if use is ToponymUse.ASSOCIATIVE and row.get("modifier") == "Adjective" else use


def _offsets(given: str, kept: str) -> list[int]:
    """Where each character of a text is in the normalised one, which differs in white space and marks.

    A control character that stands for one of Windows-1252 is that one in the normalised text.
    """
    out, at = [], 0
    for char in given:
        out.append(at)
        if "\x80" <= char <= "\x9f":
            char = bytes([ord(char)]).decode("cp1252", "replace")
        same = at < len(kept) and (kept[at] == char or (char.isspace() and kept[at].isspace()))
        if same or not (char.isspace() or not char.isprintable() or unicodedata.combining(char)):
            at += 1
    return out


def _folds(documents: Sequence[Text]) -> list[int]:
    """A fold for each document; documents that share text have the same one."""
    runs: dict[str, list[int]] = defaultdict(list)
    own = []
    for i, text in enumerate(documents):
        words = text.article.text.lower().split()
        own.append({" ".join(words[k : k + 6]) for k in range(len(words) - 5)})
        for run in own[-1]:
            runs[run].append(i)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    for holders in runs.values():
        for a in holders if 1 < len(holders) < 30 else ():
            for b in holders:
                shared[a, b] += a < b
    first = list(range(len(documents)))
    for (a, b), n in sorted(shared.items()):
        if n > SHARED * max(1, min(len(own[a]), len(own[b]))):
            first[b] = first[a]
    rng = np.random.default_rng(FOLD_SEED)
    drawn: list[int] = []
    for of in SETS:
        drawn += (rng.permutation(sum(t.of == of for t in documents)) % FOLDS).tolist()
    return [drawn[first[i]] for i in range(len(documents))]


def parts(documents: Sequence[Text]) -> list[frozenset[tuple[str, str]]]:
    """The folds: the keys of the documents of each."""
    of = _folds(documents)
    return [frozenset(d.key for d, k in zip(documents, of, strict=True) if k == n) for n in range(FOLDS)]


def examples(reader: Reader, documents: Iterable[Text], lookup: NameLookup) -> Iterator[Example]:
    """Documents as read, with what is right for each word."""
    for text in documents:
        found = reader.parts(text.article)
        table = toponym_table(found, text.article.text, lookup)
        starts: dict[int, int] = {}
        ends: dict[int, int] = {}
        for i, token in enumerate(t for s in found for t in s.reading.tokens):
            starts[token.span.start], ends[token.span.end] = i, i
        tags, uses = np.zeros(len(table.forms), np.int64), np.full(len(table.forms), -1)
        for gold in text.gold:
            a, b = starts.get(gold.span.start), ends.get(gold.span.end)
            if a is not None and b is not None and a <= b:  # a few begin inside a word of ours
                tags[a : b + 1] = [1, *[2] * (b - a)]
                uses[a : b + 1] = USES.index(gold.use) if gold.use else -1
        readings, guide = tuple(s.reading for s in found), GUIDES.index(SETS[text.of][1])
        yield Example(text, readings, table, torch.from_numpy(tags), torch.from_numpy(uses), guide)


class Network(nn.Module):
    """The network of `sayso.read.toponyms.tag`; parameters bear the names shipped."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Linear(384, WIDE, bias=False)
        self.features = nn.Linear(N_COLUMNS, WIDE)
        self.near = nn.Linear((2 * REACH + 1) * WIDE, WIDE)
        self.same = nn.Linear(WIDE, TOLD)
        self.join = nn.Linear(WIDE + TOLD + 1, WIDE)
        self.tags = nn.Linear(WIDE, 3 * len(GUIDES))
        self.uses = nn.Linear(WIDE, len(USES))
        self.drop = Drop(0.3)

    def forward(self, vectors: Tensor, features: Tensor, forms: Tensor) -> tuple[Tensor, Tensor]:
        first = self.drop(F.relu(self.words(self.drop(vectors)) + self.features(features)))
        n = len(first)
        padded = F.pad(first, (0, 0, REACH, REACH))
        near = torch.cat([padded[k : k + n] for k in range(2 * REACH + 1)], 1)
        second = self.drop(F.relu(self.near(near)) + first)
        told = self.same(second)
        slots = torch.where(forms < 0, forms.max() + 1, forms)
        size = int(slots.max()) + 1
        total = torch.zeros(size, TOLD).index_add(0, slots, told)
        others = torch.zeros(size).index_add(0, slots, torch.ones(n))[slots] - 1
        has = ((others > 0) & (forms >= 0)).float()[:, None]
        elsewhere = (total[slots] - told) / others.clamp(min=1)[:, None] * has
        joined = self.drop(F.relu(self.join(torch.cat([second, elsewhere, has], 1))) + second)
        return self.tags(joined).view(n, len(GUIDES), 3), self.uses(joined)

    def shipped(self) -> dict[str, np.ndarray]:
        """The weights by their names in ``heads.npz``, without the prefix."""
        return {k.replace(".weight", "").replace(".bias", "_b"): v.detach().numpy() for k, v in self.named_parameters()}


def fit(documents: Sequence[Example], seed: int, epochs: int = EPOCHS) -> Network:
    """One member of the mean. Some documents are shown without the gazetteer, so that it can do without."""
    torch.manual_seed(seed)
    Drop.generator = np.random.Generator(np.random.SFC64(seed))
    rng = np.random.default_rng(seed)
    net = Network()
    opt = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=0.01)
    steps, step = epochs * -(-len(documents) // BATCH), 0
    net.train()
    for _ in range(epochs):
        order = rng.permutation(len(documents))
        for at in range(0, len(order), BATCH):
            for group in opt.param_groups:
                group["lr"] = RATE * min(1, (step + 1) / 100) * (1 - step / steps)
            step += 1
            loss = _loss(net, [documents[i] for i in order[at : at + BATCH]], rng)
            opt.zero_grad(set_to_none=True)
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            opt.step()
    return net.eval()


def _loss(net: Network, batch: Sequence[Example], rng: np.random.Generator) -> Tensor:
    forms, base, features = [], 0, []
    for doc in batch:
        own = torch.from_numpy(doc.table.forms)
        forms.append(torch.where(own < 0, own, own + base))
        base += int(own.max()) + 1
        known = torch.from_numpy(doc.table.features)
        features.append(known if rng.random() > 0.1 else known * _WITHOUT)
    vectors = torch.cat([torch.from_numpy(d.table.vectors) for d in batch])
    tags, uses = net(vectors, torch.cat(features), torch.cat(forms))
    guides = torch.cat([torch.full((len(d.tags),), d.guide) for d in batch])
    own, right = tags[torch.arange(len(tags)), guides], torch.cat([d.tags for d in batch])
    # whole sentences are weighed against all other taggings of them: F 0.5 to 1.5 points above words alone
    total = _sentences(own, right, [n for d in batch for n in d.lengths]) + 0.1 * F.cross_entropy(own, right, reduction="sum")
    wanted = torch.cat([d.uses for d in batch])
    if (wanted >= 0).any():
        total = total + F.cross_entropy(uses[wanted >= 0], wanted[wanted >= 0], reduction="sum")
    return total / 2000


def _sentences(scores: Tensor, right: Tensor, lengths: Sequence[int]) -> Tensor:
    """Negative log-likelihood of the right taggings among all that the grammar of tags allows."""
    order = torch.argsort(torch.tensor(lengths), descending=True, stable=True)
    count = torch.tensor(lengths)[order]
    starts = (torch.tensor([0, *lengths]).cumsum(0)[:-1])[order]
    state = scores[starts] + _GRAMMAR[3]
    ended: list[Tensor] = []
    for i in range(1, int(count[0])):
        going = int((count > i).sum())
        ended.append(state[going:])
        state = torch.logsumexp(state[:going, :, None] + _GRAMMAR[:3], 1) + scores[starts[:going] + i]
    everything = torch.logsumexp(torch.cat([*ended, state]), 1).sum()
    return everything - scores.gather(1, right[:, None]).sum()


#: What may follow what; the last row is the start.
_GRAMMAR = torch.from_numpy(bio_mask(TAGS))
#: Takes the gazetteer's columns away.
_WITHOUT = torch.cat([torch.zeros(N_NAME_COLUMNS), torch.ones(N_COLUMNS - N_NAME_COLUMNS)])


def weights(documents: Sequence[Example], members: int = MEMBERS, epochs: int = EPOCHS) -> dict[str, np.ndarray]:
    """Members fitted one after the other, stacked as ``heads.npz`` holds them."""
    fitted = [fit(documents, seed, epochs).shipped() for seed in range(members)]
    return {f"topo_{name}": np.stack([m[name] for m in fitted]).astype(np.float16) for name in fitted[0]}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--model", type=Path, default=MODEL_DIR)
    args = parser.parse_args()
    torch.set_num_threads(1)
    documents = list(examples(Reader.load(threads=2, folder=args.model), texts(args.data), open_names()))
    add_heads(args.model, "topo_", weights(documents))


if __name__ == "__main__":
    main()
