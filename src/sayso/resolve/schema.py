"""The gazetteer file's layout, shared by what builds such files and the code that reads them."""

from __future__ import annotations

from sayso.records.base import PlaceKind

__all__ = [
    "CLASSES",
    "GRADE_CAPITAL",
    "GRADE_NONE",
    "GRADE_SEAT",
    "GRADE_TOP_SEAT",
    "KIND_OF",
    "RANK_CODE",
    "RANK_DEMONYM",
    "RANK_OTHER",
    "RANK_OWN",
    "RANK_SHARED",
    "RANK_SHORT",
    "SCHEMA",
    "VERSION",
]

#: Raised whenever the layout or the meaning of a column changes.
VERSION = "2"

#: `place.class` is an index into this. A suburb is a part of a town; a site is a building, base, airport or the like.
CLASSES = ("country", "admin1", "admin2", "city", "suburb", "site", "region", "water", "continent")

#: What callers are told of each class.
KIND_OF = {
    "country": PlaceKind.COUNTRY,
    "admin1": PlaceKind.ADMIN1,
    "admin2": PlaceKind.REGION,
    "city": PlaceKind.CITY,
    "suburb": PlaceKind.CITY,
    "site": PlaceKind.FACILITY,
    "region": PlaceKind.REGION,
    "water": PlaceKind.WATER,
    "continent": PlaceKind.REGION,
}

#: `name.rank`: the name it goes by, another name, a people's name or adjective, a name without the word
#: that says what kind of area it is ("Douglas" of Douglas County), an abbreviation or code, and an area's own name
#: that first of all means a great town or capital of its country ("Washington").
RANK_OWN, RANK_OTHER, RANK_DEMONYM, RANK_SHORT, RANK_CODE, RANK_SHARED = 0, 1, 2, 3, 4, 5

#: `place.grade`: no seat, seat of a second-order or lesser area, of a first-order area, capital of a country.
GRADE_NONE, GRADE_SEAT, GRADE_TOP_SEAT, GRADE_CAPITAL = 0, 1, 2, 3

#: `place.id` is the geonameid where there is one, else a negative number of ours; `admin1` and `admin2` are
#: ids of places. Coordinates are thousandths of a degree, `weight` is hundredths of log10 of a population (or
#: its like), `km` the radius that surely holds the place. `outlet` gives the home of a publisher's domain.
SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE country (id INTEGER PRIMARY KEY, iso3 TEXT NOT NULL);
CREATE TABLE place (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, class INTEGER NOT NULL, country INTEGER NOT NULL,
    admin1 INTEGER, admin2 INTEGER, lat INTEGER NOT NULL, lon INTEGER NOT NULL, km INTEGER NOT NULL,
    weight INTEGER NOT NULL, grade INTEGER NOT NULL, code TEXT
);
CREATE TABLE name (
    key TEXT NOT NULL, rank INTEGER NOT NULL, place INTEGER NOT NULL, PRIMARY KEY (key, rank, place)
) WITHOUT ROWID;
CREATE TABLE outlet (domain TEXT PRIMARY KEY, place INTEGER NOT NULL) WITHOUT ROWID;
"""
