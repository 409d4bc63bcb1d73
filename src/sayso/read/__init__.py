"""Reading: one pass of one encoder over an article's words."""

from sayso.read.model import model_digest
from sayso.read.reader import Reader

__all__ = ["Reader", "model_digest"]
