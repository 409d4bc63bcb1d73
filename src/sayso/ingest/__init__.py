"""Bring inputs in as received: files, folders, archives of rows, pages, standard input."""

from sayso.ingest.limits import Limits
from sayso.ingest.sources import read_source

__all__ = ["Limits", "read_source"]
