"""From an item as received to an article: one normalised text with fixed offsets."""

from sayso.text.article import make_article
from sayso.text.extent import Extent

__all__ = ["Extent", "make_article"]
