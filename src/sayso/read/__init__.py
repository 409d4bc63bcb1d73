"""Reading: one pass of one encoder over an article's words."""

from sayso.read.reader import Reader

__all__ = ["Reader"]
