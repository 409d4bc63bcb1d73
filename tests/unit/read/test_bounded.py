"""No text is read beyond a number of pieces, and a report says how many words were left."""

from __future__ import annotations

import random
from typing import Any

from sayso.engine.pipeline import CodedReport, Parts, Pipeline
from sayso.read import Reader
from sayso.read.assemble import ROLE_CELLS
from sayso.read.model import Model
from sayso.read.reader import MOST_PIECES
from sayso.read.windows import HARD_LIMIT, pack, paragraph_sentences, within
from sayso.records import Article, Item
from sayso.text import make_article

PLAIN = "Soldiers attacked a village near the border on Monday, killing four people, the governor said. "


def junk() -> str:
    """Text of which each short word has several pieces, with English enough to be read."""
    rng = random.Random(3)
    signs = "bcdfghjkqvwxyz0123456789"
    words = ["".join(rng.choice(signs) for _ in range(6)) for _ in range(7_200)]
    lines = (" ".join(words[i : i + 8]) for i in range(0, len(words), 8))
    return "\n".join(f"{line} of the and that was." for line in lines)


def made(body: str) -> Article:
    article = make_article(Item(name="x", body=body))
    assert isinstance(article, Article)
    return article


def test_pieces_are_bounded_and_what_was_left_is_counted() -> None:
    reader = Reader.load()
    article = made(junk())
    rows = [(s.paragraph, [w.of(article.text) for w in s.words]) for s in article.sentences]
    windows = pack(paragraph_sentences(0, rows), reader._model.pieces)
    last = within(windows, MOST_PIECES)
    assert 0 < last < len(windows)
    assert MOST_PIECES - HARD_LIMIT <= sum(len(w.ids) for w in windows[:last]) <= MOST_PIECES
    reading = reader.read_one(article)
    assert len(reading.sentences) == len(article.sentences) == len(reading.vectors)
    assert reading.unread_words == sum(len(s.words) for w in windows[last:] for s in w.sentences)
    assert reading.sentences[0].tokens
    assert not reading.sentences[-1].tokens
    assert reader.read_one(made(PLAIN * 3)).unread_words == 0

    parts = Parts(
        open_source=lambda _: iter(()),
        make_article=make_article,
        reader=reader,
        extract=lambda _article, _reading: (),
    )
    (report,) = Pipeline(parts).run_items([Item(name="x", body=junk())])
    assert isinstance(report, CodedReport)
    assert report.article.extra["truncated"] == {"chars": len(junk()), "unread_words": reading.unread_words}


class Counting:
    """A model that notes how many roles are asked for at once: predicates times words."""

    def __init__(self, model: Model) -> None:
        self._model = model
        self.asked: list[int] = []

    def __getattr__(self, name: str) -> Any:  # `Any`: whatever the model has
        return getattr(self._model, name)

    def role_scores(self, predicates: Any, words: Any, *rest: Any) -> Any:  # `Any`: as the model's
        self.asked.append(len(predicates) * len(words))
        return self._model.role_scores(predicates, words, *rest)


def test_roles_are_scored_a_bounded_number_at_once() -> None:
    counting = Counting(Model.load())
    article = made("He said " * 400 + "so.")
    Reader(counting).read_one(article)  # type: ignore[arg-type]  # a stand-in
    assert counting.asked
    assert max(counting.asked) <= ROLE_CELLS
    assert sum(counting.asked) <= 150 * sum(len(s.words) for s in article.sentences)
