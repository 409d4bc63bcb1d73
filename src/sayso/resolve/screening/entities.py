"""Reads FollowTheMoney entities, the form in which OpenSanctions publishes its lists, one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sayso.classes import dataclass
from sayso.errors import FormatError, cut
from sayso.resolve.lexicon import read_table

__all__ = ["PEOPLE", "Entity", "read_entities"]

#: Schemata of who can take part in an act, by whether they are people.
PEOPLE = frozenset({"Person"})
_BODIES = frozenset({"Organization", "Company", "LegalEntity", "PublicBody", "Vessel", "Airplane"})
_NAMES = ("name", "alias", "previousName", "weakAlias")
_COUNTRIES = (
    "country",
    "nationality",
    "citizenship",
    "jurisdiction",
    "mainCountry",
    "flag",
    "registrationCountry",
)
#: A list this long is read whole; a longer line is no entity.
_MAX_LINE = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """One entity of a list: ids and datasets as given, countries as ISO 3166 alpha-3, names with weak ones apart."""

    entity_id: str
    schema: str
    caption: str
    names: tuple[str, ...]
    weak: tuple[str, ...]
    countries: tuple[str, ...]
    topics: tuple[str, ...]
    datasets: tuple[str, ...]
    born: str | None

    @property
    def is_person(self) -> bool:
        """Whether the entity is a person."""
        return self.schema in PEOPLE


def read_entities(lines: Iterable[bytes], item: str) -> Iterator[Entity]:
    """Who can be screened for in a file of entities: of a nested file each target, of a plain stream each one.

    Other entities (addresses, passports, ownerships) are left out, as are those that are marked as no targets.

    Raises:
        FormatError: a line is no entity; the message names it.
    """
    codes = {row[1].lower(): row[0] for row in _countries()}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        doc = _document(line, number, item)
        schema = doc["schema"]
        if schema not in PEOPLE and schema not in _BODIES:
            continue
        if doc.get("target") is False and "sanction" not in _all(doc, "topics"):
            continue
        entity = _entity(doc, codes)
        if entity is not None:
            yield entity


def _countries() -> Iterator[tuple[str, ...]]:
    return read_table("countries.tsv", ("iso3", "iso2", "name", "capital", "demonyms", "aliases"))


def _document(line: bytes, number: int, item: str) -> Mapping[str, Any]:  # `Any`: a decoded JSON object
    hint = "expected FollowTheMoney entities as JSON lines, such as targets.nested.json or entities.ftm.json"
    wrong = FormatError(f"line {number} is no FollowTheMoney entity", item=item, hint=hint)
    if len(line) > _MAX_LINE:
        raise wrong
    try:
        doc = json.loads(line)
    except ValueError as error:
        raise wrong from error
    if not isinstance(doc, dict):
        raise wrong
    for name, shape in (("id", str), ("schema", str), ("properties", dict)):
        if not isinstance(doc.get(name), shape):
            raise FormatError(
                f"line {number} is no FollowTheMoney entity: {name} is {cut(doc.get(name))}",
                item=item,
                hint=hint,
            )
    return doc


def _all(doc: Mapping[str, Any], name: str) -> list[str]:
    found = doc["properties"].get(name, [])
    return [v for v in found if isinstance(v, str)] if isinstance(found, list) else []


def _entity(doc: Mapping[str, Any], codes: Mapping[str, str]) -> Entity | None:
    strong = [v for name in _NAMES[:3] for v in _all(doc, name)]
    caption = doc.get("caption")
    if isinstance(caption, str) and caption:
        strong.insert(0, caption)
    names = tuple(dict.fromkeys(" ".join(n.split()) for n in strong if n.strip()))
    if not names:
        return None
    weak = tuple(dict.fromkeys(v for v in _all(doc, "weakAlias") if v not in names))
    countries = [v.lower() for name in _COUNTRIES for v in _all(doc, name)]
    datasets = doc.get("datasets")
    return Entity(
        entity_id=doc["id"],
        schema=doc["schema"],
        caption=names[0],
        names=names,
        weak=weak,
        countries=tuple(dict.fromkeys(codes[c] for c in countries if c in codes)),
        topics=tuple(_all(doc, "topics")),
        datasets=tuple(d for d in datasets if isinstance(d, str)) if isinstance(datasets, list) else (),
        born=next(iter(_all(doc, "birthDate")), None),
    )
