"""The reader: articles in, readings out, one pass of one encoder for everything."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from threadpoolctl import ThreadpoolController

from sayso.lang.spun import respelled
from sayso.read.assemble import OUTPUTS, ReadSentence, WindowScores, read_windows, unread
from sayso.read.attribution import find_chains
from sayso.read.coreference import chains_of
from sayso.read.known_names import NameLookup
from sayso.read.mentions import MentionTable, mention_table
from sayso.read.model import MODEL_DIR, Model
from sayso.read.toponyms import toponyms_in
from sayso.read.windows import Window, batch_windows, collate, pack, paragraph_sentences, within
from sayso.records import Article, Chain, Reading, Span

__all__ = ["Reader"]

#: Pieces per batch, small enough for the processor's cache: 512 read 8,800 pieces a second where
#: 2,048 read 7,600 and 4,096 read 7,200, side by side (bench/reader.py --speed).
BATCH_PIECES = 512
#: Words whose scores are kept until their sentences are read together, some 10 kB each.
TOGETHER = 1_000
#: Most pieces of one report that are read; sentences behind are left unread. Words that `sayso.text.Extent`
#: lets pass have 1.3 pieces each in news and up to eight in nonsense: of that the encoder reads no more than
#: takes it 5 s (5,800 pieces a second in windows of the longest).
MOST_PIECES = 24_000


class Reader:
    """Reads articles with the shipped model, or another of the same make.

    Args:
        places: every place of a name, from a gazetteer; without it fewer place names are found.
    """

    def __init__(self, model: Model, places: NameLookup | None = None) -> None:
        self._model = model
        self._places = places
        # numpy's products here are small: threads that wait for one another cost more than they save, three
        # times the processor time where the cores have other work as well
        self._products = ThreadpoolController().select(user_api="blas")

    @classmethod
    def load(cls, threads: int = 1, folder: Path = MODEL_DIR, places: NameLookup | None = None) -> Reader:
        """Open the model.

        Raises:
            ModelError: a model file is missing or damaged.
        """
        return cls(Model.load(folder, threads=threads), places)

    @property
    def model_sha256(self) -> str:
        """Digest of the model files, kept with every reading."""
        return self._model.sha256

    def read(self, articles: Sequence[Article]) -> list[Reading]:
        """Read articles, one after the other.

        Each article has its own batches: int8 activations are scaled over a whole batch, so reading
        two articles together would let one change the other's numbers.
        """
        return [self.read_one(article) for article in articles]

    def read_one(self, article: Article) -> Reading:
        """The reading of one article; the same text always gives the same reading."""
        with self._products.limit(limits=1):
            return self._read(article)

    def _read(self, article: Article) -> Reading:
        found, chains, left_out = self._windows(article)
        read = [found[i] for i in sorted(found)]
        sentences = tuple(r.reading for r in read)
        return Reading(
            article_id=article.article_id,
            model_sha256=self._model.sha256,
            sentences=sentences,
            chains=tuple(sorted(chains, key=_chain_order)),
            vectors=tuple(r.vector for r in read),
            entities=chains_of(sentences, {i: r.words for i, r in found.items()}, self._model.heads),
            toponyms=toponyms_in(read, article.text, self._model.heads, self._places),
            unread_words=left_out,
        )

    def parts(self, article: Article) -> list[ReadSentence]:
        """The sentences of an article with the vectors that small networks beside the encoder look at."""
        found, _, _ = self._windows(article)
        return [found[i] for i in sorted(found)]

    def mentions(self, article: Article) -> MentionTable:
        """The mentions of an article as the coreference ranker sees them."""
        found, _, _ = self._windows(article)
        return mention_table(
            [found[i].reading for i in sorted(found)], {i: r.words for i, r in found.items()}
        )

    def _windows(self, article: Article) -> tuple[dict[int, ReadSentence], list[Chain], int]:
        """Every sentence as read, by its number, the attributions, and how many words were left unread."""
        rows = [(s.paragraph, respelled([w.of(article.text) for w in s.words])) for s in article.sentences]
        windows = pack(paragraph_sentences(0, rows), self._model.pieces)
        last = within(windows, MOST_PIECES)
        found = {s.number: unread(self._model, s.number) for w in windows[last:] for s in w.sentences}
        left_out = sum(len(s.words) for w in windows for s in w.sentences)
        chains: list[Chain] = []
        for scored in self._scored(windows[:last]):
            for sentence in read_windows(self._model, scored, article):
                found[sentence.reading.index] = sentence
            for window, one in scored:
                left_out -= len(window.first)
                chains += find_chains(self._model, one, _word_spans(window, article))
        return found, chains, left_out

    def _scored(self, windows: Sequence[Window]) -> Iterator[list[tuple[Window, WindowScores]]]:
        """Windows with their scores, so many at a time as hold some ``TOGETHER`` words."""
        waiting: list[tuple[Window, WindowScores]] = []
        for group in batch_windows(windows, BATCH_PIECES):
            scores = self._model.run(collate(group), OUTPUTS)
            waiting += [(w, WindowScores.of(scores, row, len(w.first))) for row, w in enumerate(group)]
            if sum(len(w.first) for w, _ in waiting) >= TOGETHER:
                yield waiting
                waiting = []
        if waiting:
            yield waiting

    def types_between(
        self, sentences: Sequence[tuple[Sequence[str], Sequence[int], Sequence[int]]]
    ) -> npt.NDArray[np.float32]:
        """Type probabilities between given parties, each sentence read on its own.

        Args:
            sentences: (words, word indexes of the source, word indexes of the target).
        Shapes:
            returns (sentences, types), in the order of the model's `types` labels.
        """
        rows = [w for n, (words, _, _) in enumerate(sentences) for w in paragraph_sentences(n, [(0, words)])]
        windows = pack(rows, self._model.pieces)
        out = np.zeros((len(sentences), len(self._model.labels["types"])), np.float32)
        for group in batch_windows(windows, BATCH_PIECES):
            scores = self._model.run(collate(group), ("types", "pair_key", "meaning"))
            for row, window in enumerate(group):
                number = window.sentences[0].document
                n = len(window.first)
                _, source, target = sentences[number]
                out[number] = self._pair(
                    {k: np.asarray(v[row, :n], np.float32) for k, v in scores.items()},
                    [i for i in source if i < n],
                    [i for i in target if i < n],
                )
        return out

    def _pair(
        self, words: dict[str, npt.NDArray[np.float32]], source: Sequence[int], target: Sequence[int]
    ) -> npt.NDArray[np.float32]:
        heads = self._model.heads
        sides = [words["meaning"][list(at)].mean(0) if at else heads["nobody"] for at in (source, target)]
        query = heads["pair_w"] @ np.concatenate(sides) + heads["pair_b"]
        attention = _softmax(words["pair_key"] @ query / np.sqrt(np.float32(len(query))))
        return _softmax(attention @ words["types"])

    @property
    def type_names(self) -> tuple[str, ...]:
        """Names of the types that `types_between` and `Predicate.types` weigh."""
        return self._model.labels["types"]


def _softmax(x: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    e = np.exp(x - x.max(-1, keepdims=True))
    return np.asarray(e / e.sum(-1, keepdims=True), np.float32)


def _word_spans(window: Window, article: Article) -> list[Span]:
    spans = [w for s in window.sentences for w in article.sentences[s.number].words]
    return spans[: len(window.first)]


def _chain_order(chain: Chain) -> tuple[int, int]:
    every = [*chain.contents, *chain.cues, *chain.sources]
    return min(s.start for s in every), max(s.end for s in every)
