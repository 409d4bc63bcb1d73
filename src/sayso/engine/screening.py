"""Screening as a person asks for it: import a list, screen names, screen everybody in the ledger."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sayso.classes import dataclass
from sayso.engine.catalog import open_ledger
from sayso.engine.config import Settings
from sayso.errors import FormatError
from sayso.ledger import LedgerActor
from sayso.records.codec import SCHEMA
from sayso.resolve.screening import Asked, Hit, Imported, ListFile, Screener, import_list

__all__ = [
    "HIT_COLUMNS",
    "Found",
    "Imported",
    "ScreenQuery",
    "found_to_json",
    "hit_to_row",
    "import_into",
    "lists_of",
    "screen_ledger",
    "screen_names",
    "screened_to_json",
]

#: Kinds of actors that lists name; countries, governments and descriptions are not screened.
_KINDS = {"person": True, "organisation": False, "group": False}
HIT_COLUMNS = (
    "name", "score", "exact", "list", "entity", "caption", "matched", "words", "schema", "countries",
    "topics", "datasets", "born", "notes", "claims", "claim",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ScreenQuery:
    """How to screen: the least score, hits per name, and what is known of the names asked for directly."""

    floor: float | None = None
    limit: int | None = None
    country: str | None = None
    person: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A hit, with the actor of the ledger it was found for, if it was."""

    hit: Hit
    actor: LedgerActor | None = None


def import_into(settings: Settings, file: Path, *, name: str | None = None) -> Imported:
    """Import a file of FollowTheMoney entities, gzip or not, under its own name or ``name``.

    Raises:
        FormatError: the file cannot be read, or is no such file.
        GazetteerError: the imported lists cannot be written.
    """
    target = Path(settings.screen.path)
    if target.parts[-2:] == ("sayso", "lists.db"):
        target.parent.mkdir(parents=True, exist_ok=True)
    with _opened(file) as lines:
        made = import_list(target, lines, name=name or file.name.split(".")[0], file=file.name)
    if not made.entities:
        raise FormatError(
            "the file names nobody to screen for", item=str(file), hint="the list is imported, and empty"
        )
    return made


@contextmanager
def _opened(file: Path) -> Iterator[Iterable[bytes]]:
    try:
        with file.open("rb") as raw:
            yield gzip.GzipFile(fileobj=raw) if file.suffix == ".gz" else raw
    except (OSError, EOFError) as error:
        raise FormatError(f"cannot read the list: {error}", item=str(file)) from error


def lists_of(settings: Settings) -> list[Imported]:
    """The lists that were imported."""
    with ListFile.open(Path(settings.screen.path)) as lists:
        return lists.lists()


def screen_names(settings: Settings, names: Sequence[str], query: ScreenQuery) -> list[Found]:
    """Hits for names, in the order of the names, likest first.

    Raises:
        GazetteerError: no list has been imported, or the file is damaged.
    """
    with ListFile.open(Path(settings.screen.path)) as lists:
        screener = Screener(lists)
        return [
            Found(hit=hit)
            for name in names
            for hit in _hits(screener, Asked(name=name, country=query.country, person=query.person), query)
        ]


def screen_ledger(settings: Settings, query: ScreenQuery) -> list[Found]:
    """Hits for the named people, bodies and groups of the ledger, surest first.

    Raises:
        GazetteerError, LedgerError: there is no list or no ledger, or one cannot be read.
    """
    with ListFile.open(Path(settings.screen.path)) as lists, open_ledger(settings, create=False) as ledger:
        screener = Screener(lists)
        found = [
            Found(hit=hit, actor=actor)
            for actor in ledger.actors()
            if actor.kind in _KINDS and not actor.actor_id.startswith("role:")
            for hit in _hits(screener, _asked(actor), query)
        ]
    return sorted(found, key=lambda f: (-f.hit.score, -(f.actor.claims if f.actor else 0), f.hit.asked.name))


def _asked(actor: LedgerActor) -> Asked:
    # a country of PLOVER's for nobody's country says nothing of where somebody is from
    country = actor.country if actor.country and actor.country not in _NO_STATE else None
    return Asked(name=actor.name, country=country, person=_KINDS[actor.kind])


_NO_STATE = frozenset("UNO EUR IGO NGO ISM IMG MNC".split())


def _hits(screener: Screener, asked: Asked, query: ScreenQuery) -> Iterable[Hit]:
    known: dict[str, Any] = {}  # `Any`: keyword arguments of either type
    if query.floor is not None:
        known["floor"] = query.floor
    if query.limit is not None:
        known["limit"] = query.limit
    return screener.screen(asked, **known)


def found_to_json(found: Found) -> dict[str, Any]:  # `Any`: a JSON document
    """One hit."""
    hit, actor = found.hit, found.actor
    return {
        "name": hit.asked.name,
        "score": hit.score,
        "exact": hit.exact,
        "list": hit.list_name,
        "entity": {
            "id": hit.entity.entity_id,
            "schema": hit.entity.schema,
            "caption": hit.entity.caption,
            "countries": list(hit.entity.countries),
            "topics": list(hit.entity.topics),
            "datasets": list(hit.entity.datasets),
            "born": hit.entity.born,
        },
        "matched": hit.matched,
        "words": [list(pair) for pair in hit.words],
        "notes": list(hit.notes),
        "actor": None
        if actor is None
        else {
            "id": actor.actor_id,
            "country": actor.country,
            "claims": actor.claims,
            "claim": actor.claim_id,
        },
    }


def screened_to_json(found: Iterable[Found]) -> dict[str, Any]:  # `Any`: a JSON document
    """All hits as one document."""
    return {"schema": SCHEMA, "hits": [found_to_json(f) for f in found]}


def hit_to_row(found: Found) -> dict[str, object]:
    """One hit, flat."""
    hit, actor = found.hit, found.actor
    return {
        "name": hit.asked.name,
        "score": hit.score,
        "exact": "yes" if hit.exact else "no",
        "list": hit.list_name,
        "entity": hit.entity.entity_id,
        "caption": hit.entity.caption,
        "matched": hit.matched,
        "words": "; ".join(a if a == b else f"{a}~{b}" for a, b in hit.words),
        "schema": hit.entity.schema,
        "countries": " ".join(hit.entity.countries),
        "topics": " ".join(hit.entity.topics),
        "datasets": " ".join(hit.entity.datasets),
        "born": hit.entity.born,
        "notes": "; ".join(hit.notes),
        "claims": actor.claims if actor else None,
        "claim": actor.claim_id if actor else None,
    }
