"""Stores without a number: "a large stockpile of shells"."""

from __future__ import annotations

from sayso.extract.quantity.items import item_of, name_of
from sayso.extract.tree import Tree
from sayso.extract.wordsets import word_set
from sayso.records import Approx, Article, Quantity, Span

__all__ = ["stores"]

_STORES = word_set("quantity.stores")


def stores(tree: Tree, article: Article) -> list[Quantity]:
    """As in "A large stockpile of shells": a quantity without a number."""
    nouns = [i for i, t in enumerate(tree.tokens) if t.upos == "NOUN" and t.lemma.lower() in _STORES]
    return [found for i in nouns if (found := _store(tree, article, i)) is not None]


def _store(tree: Tree, article: Article, noun: int) -> Quantity | None:
    """The store that a noun names, None where it is not said of what or how many."""
    things = [h for prep, h in tree.obliques(noun) if prep == "of"]
    if not things or tree.of(noun, "nummod"):
        return None
    start = min([*(c for c in tree.of(noun, "det", "amod") if c < noun), noun])
    span = Span(tree[start].span.start, tree[things[0]].span.end)
    return Quantity(
        text=span.of(article.text),
        span=span,
        low=None,
        high=None,
        counted=" and ".join(name_of(tree, h) for h in things),
        code="1",
        item=" and ".join(item_of(tree, h) for h in things),
        approx=Approx.VAGUE,
    )
