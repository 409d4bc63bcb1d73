"""The mentions of an article as arrays: what the coreference ranker looks at."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from sayso.classes import dataclass, fields
from sayso.records import SentenceReading, Token

__all__ = ["KINDS", "NAME", "N_CLASSES", "N_RELS", "MentionTable", "mention_table"]

Float = npt.NDArray[np.float32]
Int = npt.NDArray[np.int64]

_PRONOUNS = {
    "i": 0, "me": 0, "my": 0, "mine": 0, "myself": 0, "we": 1, "us": 1, "our": 1, "ours": 1, "ourselves": 1,
    "you": 2, "your": 2, "yours": 2, "yourself": 2, "he": 3, "him": 3, "his": 3, "himself": 3,
    "she": 4, "her": 4, "hers": 4, "herself": 4, "it": 5, "its": 5, "itself": 5,
    "they": 6, "them": 6, "their": 6, "theirs": 6, "themselves": 6,
    "this": 7, "that": 7, "these": 7, "those": 7,
}  # fmt: skip
_HE, _SHE = 3, 4
_NUMBER_OF_PRONOUN = (1, 2, 0, 1, 1, 1, 2, 0)
#: How a mention is worded: the pronoun groups above come first.
_OTHER_PRONOUN, NAME, _DEFINITE, _INDEFINITE, _OWNED, _BARE = 8, 9, 10, 11, 12, 13
N_CLASSES = 14
#: GUM's kinds of things, and none.
KINDS = (
    "O", "abstract", "animal", "event", "object", "organization", "person", "place", "plant", "substance",
    "time",
)  # fmt: skip
_FEMALE = frozenset(
    "she her hers herself woman girl mother wife daughter sister queen ms mrs miss lady".split()
)
_MALE = frozenset("he him his himself man boy father husband son brother king mr sir lord".split())
_DEFINITE_WORDS = frozenset({"the", "this", "that", "these", "those", "both"})
_TITLE_RELS = frozenset({"compound", "flat", "appos", "nmod", "amod"})
_RELS = (
    "nsubj", "obj", "obl", "nmod", "nmod:poss", "appos", "conj", "root", "compound", "flat", "iobj",
    "nsubj:pass",
)  # fmt: skip
N_RELS = len(_RELS) + 1
_LONGEST_ACRONYM = 6


@dataclass(frozen=True, slots=True)
class MentionTable:
    """The mentions of an article, one row each in reading order.

    Attributes:
        at: (sentence, head word) of each.
        kind, worded, number, gender, rel: codes (n,): index into ``KINDS``, how it is worded, 0 unknown or
            1 one or 2 several, 0 unknown or 1 female or 2 male, grammatical relation.
        lemma, text, last: ids of the head's lemma, the name or compound, a name's last word; -1 for none.
        acronym, letters: ids of an all-capitals word, and of a name's first letters; -1 for none.
        sentence, head, governor, start, end: (n,) positions, all but the first in words of the article.
        names: ids of the words of each mention's name; none where it is no name.
        vectors: (n, 384).
    """

    at: tuple[tuple[int, int], ...]
    kind: Int
    worded: Int
    number: Int
    gender: Int
    rel: Int
    lemma: Int
    text: Int
    last: Int
    acronym: Int
    letters: Int
    sentence: Int
    head: Int
    governor: Int
    start: Int
    end: Int
    names: tuple[tuple[int, ...], ...]
    vectors: Float

    def __len__(self) -> int:
        return len(self.at)

    def part(self, start: int, end: int) -> MentionTable:
        """Rows [start, end)."""
        return MentionTable(**{f.name: getattr(self, f.name)[start:end] for f in fields(self)})

    def tokens(self) -> tuple[Float, Float]:
        """Whether a name holds a word, for the t words that several names hold; each name's size in words.

        A word of one name alone tells of no other, and a long text has tens of thousands of such.

        Shapes:
            (n, t) and (n,).
        """
        held = [frozenset(ids) for ids in self.names]
        counts = Counter(word for words in held for word in words)
        columns = {word: k for k, word in enumerate(word for word, count in counts.items() if count > 1)}
        out = np.zeros((len(self), len(columns)), np.float32)
        for row, words in enumerate(held):
            out[row, [columns[word] for word in words if word in columns]] = 1
        return out, np.array([len(words) for words in held], np.float32)


_COLUMNS = tuple(f.name for f in fields(MentionTable) if f.name not in ("at", "names", "vectors"))


class _Ids:
    """Strings to numbers, in order of appearance; nothing is -1."""

    def __init__(self) -> None:
        self._known: dict[str, int] = {}

    def __call__(self, text: str) -> int:
        return self._known.setdefault(text, len(self._known)) if text else -1


class _Sentence:
    """One sentence's grammar as mentions need it."""

    def __init__(self, reading: SentenceReading) -> None:
        self.tokens: Sequence[Token] = reading.tokens
        self.kinds = reading.noun_kinds
        self.children: list[list[int]] = [[] for _ in self.tokens]
        for i, t in enumerate(self.tokens):
            if 0 <= t.head < len(self.tokens):
                self.children[t.head].append(i)
        self.named = {w for m in reading.mentions for w in range(m.start, m.end)}

    def kind(self, i: int) -> str:
        return self.kinds[i] if i < len(self.kinds) else "O"

    def pronoun(self, i: int) -> int | None:
        """The pronoun group of a word; of determiners only "his" and "her" count."""
        token = self.tokens[i]
        found = _PRONOUNS.get(token.text.lower()) if token.upos in ("PRON", "DET") else None
        return None if token.upos == "DET" and found not in (_HE, _SHE) else found

    def name_words(self, i: int) -> list[int]:
        """The head with the words that make one name or compound with it."""
        tokens = self.tokens
        own = {i}
        for k in self.children[i]:
            rel = tokens[k].deprel.split(":")[0]
            if (rel in ("compound", "flat") and tokens[k].upos != "PUNCT") or (
                rel == "amod" and tokens[i].upos == "PROPN" and tokens[k].text[:1].isupper()
            ):
                own.add(k)
        return sorted(own)

    def worded(self, i: int) -> int:
        pronoun, token = self.pronoun(i), self.tokens[i]
        if pronoun is not None:
            return pronoun
        if token.upos == "PRON":
            return _OTHER_PRONOUN
        if token.upos == "PROPN" or (i in self.named and token.text[:1].isupper()):
            return NAME
        for k in self.children[i]:
            if self.tokens[k].deprel == "nmod:poss":
                return _OWNED
            if self.tokens[k].deprel == "det":
                return _DEFINITE if self.tokens[k].text.lower() in _DEFINITE_WORDS else _INDEFINITE
        return _BARE

    def number(self, i: int) -> int:
        pronoun, feats = self.pronoun(i), self.tokens[i].feats
        if pronoun is not None:
            return _NUMBER_OF_PRONOUN[pronoun]
        return 2 if "Number=Plur" in feats else int("Number=Sing" in feats)

    def gender(self, i: int) -> int:
        """From the word itself or the title beside it."""
        words = {self.tokens[i].text.lower(), self.tokens[i].lemma.lower()}
        words |= {
            self.tokens[k].text.lower().rstrip(".")
            for k in self.children[i]
            if self.tokens[k].deprel in _TITLE_RELS
        }
        return 1 if words & _FEMALE else 2 * bool(words & _MALE)

    def bounds(self, i: int) -> tuple[int, int]:
        """First word of everything below ``i``, and the one after its last."""
        low = high = i
        todo, seen = [i], {i}
        while todo:
            for k in self.children[todo.pop()]:
                if k not in seen:
                    seen.add(k)
                    low, high = min(low, k), max(high, k)
                    todo.append(k)
        return low, high + 1


def mention_table(sentences: Sequence[SentenceReading], vectors: Mapping[int, Float]) -> MentionTable:
    """The mentions of an article: words whose kind the reader knows, and pronouns.

    Args:
        sentences: as read, in order.
        vectors: word vectors (words, 384) by sentence number.
    """
    ids, name_ids = _Ids(), _Ids()
    rows: list[dict[str, int]] = []
    at: list[tuple[int, int]] = []
    seen: list[Float] = []
    names: list[tuple[int, ...]] = []
    base = 0
    for reading in sentences:
        sentence = _Sentence(reading)
        for i in range(len(sentence.tokens)):
            if sentence.kind(i) == "O" and sentence.pronoun(i) is None:
                continue
            row, held = _row(sentence, i, base, ids)
            rows.append({**row, "sentence": reading.index})
            names.append(tuple(name_ids(word) for word in held))
            at.append((reading.index, i))
            seen.append(vectors[reading.index][i])
        base += len(sentence.tokens)
    columns = {name: np.array([row[name] for row in rows], np.int64) for name in _COLUMNS}
    stacked = np.stack(seen).astype(np.float32) if seen else np.zeros((0, 384), np.float32)
    return MentionTable(at=tuple(at), names=tuple(names), vectors=stacked, **columns)


def _row(sentence: _Sentence, i: int, base: int, ids: _Ids) -> tuple[dict[str, int], list[str]]:
    """One mention's codes, and the words of its name where it has one."""
    token = sentence.tokens[i]
    low = token.text.lower()
    own = [sentence.tokens[k].text.lower() for k in sentence.name_words(i)]
    worded, kind = sentence.worded(i), sentence.kind(i)
    start, end = sentence.bounds(i)
    acronym = token.text.isupper() and 2 <= len(low) <= _LONGEST_ACRONYM
    row = {
        "kind": KINDS.index(kind) if kind in KINDS else 1,
        "worded": worded,
        "number": sentence.number(i),
        "gender": sentence.gender(i),
        "rel": _RELS.index(token.deprel) if token.deprel in _RELS else len(_RELS),
        "lemma": ids("l:" + token.lemma.lower()),
        "text": ids("t:" + " ".join(own)),
        "last": ids("w:" + own[-1]) if worded == NAME else -1,
        "acronym": ids("a:" + low) if acronym else -1,
        "letters": ids("a:" + "".join(w[0] for w in own)) if len(own) > 1 else -1,
        "head": base + i,
        "governor": base + token.head if token.head >= 0 else -1,
        "start": base + start,
        "end": base + end,
    }
    return row, own if worded == NAME else []
