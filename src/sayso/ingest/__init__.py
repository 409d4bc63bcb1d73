"""Bring inputs in as received: files, folders, archives of rows, pages, feeds, standard input."""

from sayso.ingest.limits import Limits
from sayso.ingest.outside import Outside
from sayso.ingest.sources import read_source

__all__ = ["Limits", "Outside", "read_source"]
