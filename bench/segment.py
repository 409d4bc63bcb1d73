"""Sentence and word boundaries against the treebanks: GUM news, EWT news groups and web logs.

    sayso bench segment

Paragraphs are given (a text has them), sentences inside are joined with one space each. A boundary counts
when both ends of the sentence are right. Treebanks keep no line ends inside paragraphs, so headings,
signatures and list items that the original pages put on lines of their own stand unmarked here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bench.harness import Score
from sayso.lang.sentences import split_sentences
from sayso.lang.words import split_words
from train.corpora import read_conllu

__all__ = ["measure", "paragraphs"]

_SETS: tuple[tuple[str, str, Callable[[str], bool]], ...] = (
    ("GUM news", "en_gum", lambda doc: "_news_" in doc),
    ("EWT newsgroup and weblog", "en_ewt", lambda doc: doc.startswith(("newsgroup", "weblog"))),
    ("GUM, all genres", "en_gum", lambda _doc: True),
)


@dataclass(slots=True)
class _Counts:
    right: int = 0
    found: int = 0
    gold: int = 0

    def add(self, found: set[tuple[int, int]], gold: set[tuple[int, int]]) -> None:
        self.right += len(found & gold)
        self.found += len(found)
        self.gold += len(gold)

    @property
    def f1(self) -> float:
        return 200 * self.right / max(1, self.found + self.gold)


def paragraphs(path: Path, wanted: Callable[[str], bool]) -> Iterator[list[tuple[str, list[str]]]]:
    """Sentences (text, words) of each paragraph of the documents wanted."""
    doc, part = "", []
    for meta, rows in read_conllu(path):
        new_doc = next((v for k, v in meta.items() if k.startswith("newdoc")), None)
        if new_doc is not None or any(k.startswith("newpar") for k in meta):
            if part and wanted(doc):
                yield part
            part = []
        doc = new_doc or doc
        part.append((meta["text"], [row[1] for row in rows]))
    if part and wanted(doc):
        yield part


def _spans(words: list[str], text: str) -> set[tuple[int, int]] | None:
    """Where words stand in their sentence, or None where the corpus writes them otherwise."""
    at, out = 0, set()
    for word in words:
        start = text.find(word, at)
        if start < 0:
            return None
        at = start + len(word)
        out.add((start, at))
    return out


def _measured(path: Path, wanted: Callable[[str], bool]) -> tuple[float, float]:
    sentences, words = _Counts(), _Counts()
    for part in paragraphs(path, wanted):
        text, gold = " ".join(s for s, _ in part), set()
        at = 0
        for said, tokens in part:
            gold.add((at, at + len(said)))
            at += len(said) + 1
            spans = _spans(tokens, said)
            if spans is not None:
                words.add(set(split_words(said, 0, len(said))), spans)
        sentences.add(set(split_sentences(text, 0, len(text))), gold)
    return sentences.f1, words.f1


def measure(data: Path) -> Iterable[Score]:
    """Sentence F1 and word F1 on the development and test parts."""
    for name, bank, wanted in _SETS:
        for part in ("dev", "test"):
            sentence, word = _measured(data / f"treebanks/{bank}-{part}.conllu", wanted)
            yield Score(name=f"{name} {part}, sentence F1", value=sentence, unit="%")
            yield Score(name=f"{name} {part}, word F1", value=word, unit="%")
