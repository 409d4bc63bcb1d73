"""ECB+ as the event and story linkers see it: its documents as read, its event mentions with all that is known.

Only mentions that its authors validated are used, as is usual. Every sentence's parse, names and vectors are
the reader's own; from the annotation come the extent of a mention and its chain, nothing else.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sayso.link.same_event import EventMention
from sayso.read.assemble import ReadSentence
from sayso.read.reader import Reader
from sayso.records import Article, Item, Reading, SentenceReading
from sayso.text import make_article

Row = dict[str, Any]
"""One line of the file."""
PATH = "coref/ecbplus_train_dev.jsonl"
_CONTENT = frozenset({"NOUN", "PROPN", "NUM", "ADJ", "VERB"})
_PREDICATE = 0.5
"""The reader's own floor of predicates; acts are taken as mentions from the same chance on."""


@dataclass(frozen=True)
class Read:
    """A document as read: what the annotation says, the article, the reading, its sentences with word vectors."""

    row: Row
    article: Article
    reading: Reading
    parts: Mapping[int, ReadSentence]


@dataclass(frozen=True)
class Gold:
    """A mention with its gold chain; empty for one that the reader found and the annotation lacks."""

    mention: EventMention
    chain: str
    topic: int
    subtopic: str


def rows_of(data: Path, part: str) -> list[Row]:
    return [r for r in map(json.loads, (data / PATH).open(encoding="utf8")) if r["split"] == part]


def read(reader: Reader, rows: Iterable[Row]) -> Iterator[Read]:
    for row in rows:
        article = make_article(Item(name=row["doc_id"], body=row["text"]))
        if not isinstance(article, Article):
            raise ValueError(f"{row['doc_id']}: {article}")
        parts = {p.reading.index: p for p in reader.parts(article)}
        yield Read(aligned(row, article.text), article, reader.read_one(article), parts)


def aligned(row: Row, text: str) -> Row:
    """The row with its offsets moved to the text as read, which lacks some of its white space (5 documents)."""
    at, places = 0, []
    for char, after in zip(row["text"], row["text"][1:] + " ", strict=True):
        places.append(at)
        here = text[at : at + 1]
        if here == char or (here.isspace() and char.isspace() and not after.isspace()):
            at += 1
        elif not char.isspace():
            raise ValueError(f"{row['doc_id']}: the text does not survive reading")
    places.append(at)
    mentions = [{**m, "start": places[m["start"]], "end": places[m["end"]]} for m in row["mentions"]]
    return {**row, "mentions": mentions, "sentences": [[k, places[a], places[b]] for k, a, b in row["sentences"]]}


class _Words:
    """The words of a document's sentences, those that speak of somebody with what else he is called."""

    def __init__(self, doc: Read) -> None:
        self.sentences = {s.index: s for s in doc.reading.sentences}
        self._called: dict[tuple[int, int], Counter[str]] = {}
        for chain in doc.reading.entities:
            called: Counter[str] = Counter()
            for s, w in chain:
                tokens = self.sentences[s].tokens
                if tokens[w].upos in ("PROPN", "NOUN"):
                    called[tokens[w].lemma.lower()] += 1
                for m in self.sentences[s].mentions:
                    if m.start <= w < m.end:
                        called.update(t.text.lower() for t in tokens[m.start : m.end] if t.text[:1].isupper())
            self._called.update(dict.fromkeys(chain, called))

    def of(self, sentence: int, words: Iterable[int]) -> tuple[str, ...]:
        """Content words, and what the ones they speak of are called elsewhere."""
        out: list[str] = []
        for w in words:
            token = self.sentences[sentence].tokens[w]
            if token.upos in _CONTENT and len(token.text) > 1:
                out.append(token.lemma.lower())
            if token.upos in ("PRON", "NOUN", "PROPN") or token.deprel == "nmod:poss":
                out += self._called.get((sentence, w), {})
        return tuple(out)


def head_of(sentence: SentenceReading, words: Sequence[int]) -> int:
    """The word of a mention that the others hang on, a content word if there is one."""
    inside = set(words)
    tops = [w for w in words if sentence.tokens[w].head not in inside]
    return next((w for w in tops if sentence.tokens[w].upos in _CONTENT), tops[0])


def mention_at(doc: Read, words: _Words, sentence: int, at: Sequence[int]) -> EventMention:
    """The mention named by some words of a sentence."""
    read_ = words.sentences[sentence]
    tokens = read_.tokens
    head = head_of(read_, at)
    sides: dict[str, list[int]] = {"actor": [], "recipient": [], "where": []}
    own = sorted((p for p in read_.predicates if p.index in at), key=lambda p: p.index != head)
    for argument in own[0].args if own else ():
        role = argument.role.removeprefix("C-").removeprefix("R-")
        side = {"ARG0": "actor", "ARGM-LOC": "where"}.get(role, "recipient" if role in ("ARG1", "ARG2") else "")
        if side:
            sides[side] += range(argument.start, argument.end)
    if not own:
        sides["recipient"] = [w for w, t in enumerate(tokens) if t.head == head and w not in at]
    named = [w for m in read_.mentions if m.label in ("place", "facility") for w in range(m.start, m.end)]
    act = next((a for a in read_.acts or () if a.index == head), None)
    start = tokens[0].span.start
    low, high = tokens[min(at)].span.start, tokens[max(at)].span.end
    vector = doc.parts[sentence].words[head].astype(np.float32)
    scaled = np.round(vector / max(float(np.abs(vector).max()), 1e-6) * 127)
    vectors = np.stack([np.frombuffer(v, np.int8) for v in doc.reading.vectors]).astype(np.float32)
    first = doc.reading.sentences[0].tokens
    return EventMention(
        mention_id=f"{doc.row['doc_id']}:{sentence:03}:{head:03}:{low}-{high}",
        report_id=doc.row["doc_id"],
        trigger=tokens[head].lemma.lower(),
        trigger_text=doc.article.text[low:high],
        trigger_at=low - start,
        verbal=tokens[head].upos == "VERB",
        kinds=dict(act.kinds) if act else {},
        status=act.statuses[0][0] if act and act.statuses else None,
        actors=words.of(sentence, sides["actor"]),
        recipients=words.of(sentence, sides["recipient"]),
        where=" ".join(words.of(sentence, sorted({*sides["where"], *named}))),
        sentence=doc.article.text[start : tokens[-1].span.end],
        sentence_number=sentence,
        title=doc.article.text[first[0].span.start : first[-1].span.end] if first else "",
        sentence_vector=doc.reading.vectors[sorted(words.sentences).index(sentence)],
        trigger_vector=scaled.astype(np.int8).tobytes(),
        report_vector=np.round(vectors.mean(0)).astype(np.int8).tobytes(),
    )


def gold_mentions(doc: Read) -> Iterator[Gold]:
    """Every validated event mention."""
    words = _Words(doc)
    for m in doc.row["mentions"]:
        if m["cls"] == "action" and m["validated"]:
            held = [
                (s.index, w)
                for s in doc.reading.sentences
                for w, t in enumerate(s.tokens)
                if t.span.start < m["end"] and t.span.end > m["start"]
            ]
            sentence = held[0][0]
            at = [w for s, w in held if s == sentence]
            yield Gold(mention_at(doc, words, sentence, at), m["chain"], doc.row["topic"], doc.row["subtopic"])


def found_mentions(doc: Read) -> Iterator[Gold]:
    """Every word in the validated sentences that the reader sees as a predicate or an act."""
    words = _Words(doc)
    validated = set(doc.row["validated_sentences"])
    bounds = [(a, b) for k, a, b in doc.row["sentences"] if k in validated]
    heads: dict[tuple[int, int], str] = {}
    for m in doc.row["mentions"]:
        if m["cls"] == "action" and m["validated"]:
            for s in doc.reading.sentences:
                at = [w for w, t in enumerate(s.tokens) if t.span.start < m["end"] and t.span.end > m["start"]]
                if at:
                    heads[s.index, head_of(s, at)] = m["chain"]
                    break
    for s in doc.reading.sentences:
        acts = {a.index for a in s.acts or () if a.p >= _PREDICATE}
        for w in sorted({p.index for p in s.predicates if p.p >= _PREDICATE} | acts):
            token = s.tokens[w]
            inside = any(a <= token.span.start < b for a, b in bounds)
            if inside and token.upos in ("VERB", "NOUN", "PROPN"):
                yield Gold(mention_at(doc, words, s.index, [w]), heads.get((s.index, w), ""), doc.row["topic"], doc.row["subtopic"])
