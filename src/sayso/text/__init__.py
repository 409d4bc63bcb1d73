"""From an item as received to an article: one normalised text with fixed offsets."""

from sayso.text.article import make_article

__all__ = ["make_article"]
