"""A sentence's words as its amounts are read from them."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.classes import dataclass
from sayso.extract.quantity.words import Word, split
from sayso.extract.tree import Tree
from sayso.lang.amounts import Amount, may_begin, read_amount
from sayso.records import Article, TimeRange, Token

__all__ = ["Row", "row_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A sentence's words, its tree, its times and the countries its report speaks of.

    ``texts`` are the words as written, ``low`` the same in lower case; in ``said`` particles of verbs are "",
    for they bound nothing: "handed over 40 tanks".
    """

    tree: Tree
    article: Article
    times: Sequence[TimeRange]
    countries: Sequence[str]
    words: Sequence[Word]
    texts: Sequence[str]
    low: Sequence[str]
    said: Sequence[str]

    def __len__(self) -> int:
        """How many words there are."""
        return len(self.words)

    def token(self, at: int) -> Token:
        """The word of the tree that word ``at`` is part of."""
        return self.tree.tokens[self.words[at].token]

    def upos(self, at: int) -> str:
        """Its tag; "" behind the end."""
        return self.token(at).upos if at < len(self.words) else ""

    def last_of(self, token: int) -> int:
        """The last word that is part of a word of the tree, -1 where that was put together with another."""
        return max((i for i, word in enumerate(self.words) if word.token == token), default=-1)

    def amount(self, at: int, within: int) -> Amount | None:
        """The amount that begins at a word, reading no further than ``within`` words."""
        return read_amount(self.texts[: at + within], at) if may_begin(self.texts, at) else None

    def kind(self, token: int) -> str:
        """What kind of thing the noun at a word of the tree is, "" where the reader did not say."""
        kinds = self.tree.sentence.noun_kinds
        return kinds[token] if token < len(kinds) else ""


def row_of(tree: Tree, article: Article, times: Sequence[TimeRange], countries: Sequence[str]) -> Row:
    """The words of a sentence."""
    words = split(tree.tokens)
    low = [w.text.lower() for w in words]
    particles = {i for i, t in enumerate(tree.tokens) if t.deprel == "compound:prt"}
    said = low
    if particles:
        said = ["" if w.token in particles and s != "up" else s for w, s in zip(words, low, strict=True)]
    return Row(
        tree=tree,
        article=article,
        times=times,
        countries=countries,
        words=words,
        texts=[w.text for w in words],
        low=low,
        said=said,
    )
