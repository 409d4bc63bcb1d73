"""Bring inputs in as received: files, folders, archives of rows and pages, mail, standard input."""

from sayso.ingest.limits import Limits
from sayso.ingest.meter import Meter
from sayso.ingest.sources import Progress, archive_sha256, read_source, size_of

__all__ = ["Limits", "Meter", "Progress", "archive_sha256", "read_source", "size_of"]
