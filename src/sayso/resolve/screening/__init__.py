"""Screening: names against imported lists of sanctioned people and bodies, with a score and its evidence.

A hit says that two names are alike. It is no finding that they are the same, and no verdict on anybody.
"""

from sayso.resolve.screening.entities import Entity, read_entities
from sayso.resolve.screening.match import Asked, Hit, Screener
from sayso.resolve.screening.store import Imported, ListFile, import_list

__all__ = ["Asked", "Entity", "Hit", "Imported", "ListFile", "Screener", "import_list", "read_entities"]
