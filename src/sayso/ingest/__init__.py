"""Bring inputs in as received: files, folders, archives of rows and pages, mail, feeds, standard input."""

from sayso.ingest.limits import Limits
from sayso.ingest.marks import Mark, Marks
from sayso.ingest.meter import Meter
from sayso.ingest.outside import Outside
from sayso.ingest.sources import Progress, archive_sha256, files_of, read_source, size_of

__all__ = [
    "Limits",
    "Mark",
    "Marks",
    "Meter",
    "Outside",
    "Progress",
    "archive_sha256",
    "files_of",
    "read_source",
    "size_of",
]
