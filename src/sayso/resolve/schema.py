"""The gazetteer file's layout, shared by the script that builds it and the code that reads it."""

from __future__ import annotations

__all__ = ["KINDS", "RANK_DEMONYM", "RANK_OTHER", "RANK_OWN", "RANK_SHARED", "SCHEMA", "VERSION"]

#: Raised whenever the layout or the meaning of a column changes.
VERSION = "1"

#: `place.kind` is an index into this.
KINDS = ("country", "admin1", "city", "facility", "region", "water")

#: `name.rank`: the name it goes by, another name, a people's name or adjective,
#: and an area's name that first of all means the town in it.
RANK_OWN, RANK_OTHER, RANK_DEMONYM, RANK_SHARED = 0, 1, 2, 3

#: Coordinates are thousandths of a degree, `weight` is hundredths of log10 of a population (or its like).
SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE country (id INTEGER PRIMARY KEY, iso3 TEXT NOT NULL);
CREATE TABLE place (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind INTEGER NOT NULL, country INTEGER NOT NULL,
    admin1 INTEGER, lat INTEGER NOT NULL, lon INTEGER NOT NULL, km INTEGER NOT NULL,
    weight INTEGER NOT NULL, code TEXT
);
CREATE TABLE name (
    key TEXT NOT NULL, rank INTEGER NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (key, rank, place)
) WITHOUT ROWID;
"""
