"""Where an actor is and with whom it acts, as tables: stops and legs, partners, ties and edges."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any, ClassVar

from sayso.engine.asking import OpenLedger
from sayso.engine.itinerary import Itinerary
from sayso.engine.itinerary_json import itinerary_to_features, legs_to
from sayso.engine.legs import Leg
from sayso.engine.partners import Edge, Partner, Tie
from sayso.engine.partners import Partners as PartnersFound
from sayso.engine.session import ItineraryQuery, PartnersQuery
from sayso.engine.stops import Stop
from sayso.errors import UnknownIdError, cut
from sayso.faces.cli.stops import STOP_HEADINGS, stop_cells
from sayso.faces.cli.tables import counted
from sayso.faces.python import columns as c
from sayso.faces.python.answers import Answer
from sayso.faces.python.display import SHOWN_ROWS
from sayso.faces.python.markup import words
from sayso.faces.python.rows import Row, edge_rows, leg_rows, partner_row, stop_rows, tie_rows

__all__ = ["Edges", "Legs", "Partners", "Stops", "Ties"]


class Stops(Answer[Stop, ItineraryQuery]):
    """The stops of an itinerary in the order of their days, each with the leg that leads to it.

    Looking at it raises UnknownIdError if the ledger knows nobody by that name, and QueryError if several
    may be meant.
    """

    noun: ClassVar[str] = "stops"
    columns: ClassVar[c.Columns] = c.STOP_COLUMNS

    def found(self) -> Itinerary:
        """The whole itinerary: whose, as of which day, its stops and legs, and what no place is told of.

        Raises:
            UnknownIdError: the ledger knows nobody by that name.
            QueryError: several may be meant; the hint lists them.
        """
        return _itinerary(self._ledger, self._query)

    def legs(self) -> Legs:
        """The legs between the stops: one row for each, with how far it is and whether it can be."""
        return Legs(self._ledger, self._query)

    def to_geojson(self) -> dict[str, Any]:  # `Any`: a JSON document
        """A FeatureCollection with a point for each stop and a line for each leg (RFC 7946)."""
        return {"type": "FeatureCollection", "features": list(itinerary_to_features(self.found()))}

    def __iter__(self) -> Iterator[Stop]:
        return iter(self.found().stops)

    def rows(self) -> Iterator[Row]:
        return stop_rows(self.found())

    def count(self) -> int:
        """How many there are."""
        return len(self.found().stops)

    def _repr_html_(self) -> str:
        found = self.found()
        legs = legs_to(found)
        shown = [
            (str(stop.number), *(_html(text.plain) for text in stop_cells(stop, legs.get(stop.number))))
            for stop in found.stops[:SHOWN_ROWS]
        ]
        return self._drawn(("number", *STOP_HEADINGS), shown, len(found.stops), _itinerary_note(found))


def _html(text: str) -> str:
    """A cell of several lines on one."""
    return words("; ".join(text.replace("/\n", "/").split("\n")))


def _itinerary_note(found: Itinerary) -> str:
    who, n = found.who, found.unplaced
    told = [who.actor_id if who.name == who.actor_id else f"{who.name}, {who.actor_id}"]
    if found.as_of:
        told.append(f"as of {found.as_of}")
    if n:
        told.append(f"{counted(n, 'visit or meeting', 'visits or meetings')} told without a place")
    return "; ".join(told)


class Legs(Answer[Leg, ItineraryQuery]):
    """The legs between the stops of an itinerary."""

    noun: ClassVar[str] = "legs"
    columns: ClassVar[c.Columns] = c.LEG_COLUMNS

    def __iter__(self) -> Iterator[Leg]:
        return iter(_itinerary(self._ledger, self._query).legs)

    def rows(self) -> Iterator[Row]:
        return leg_rows(_itinerary(self._ledger, self._query))


class Partners(Answer[Partner, PartnersQuery]):
    """Those with whom an actor acts, those of most events first.

    Looking at it raises UnknownIdError if the ledger knows nobody by that name, and QueryError if several
    may be meant.
    """

    noun: ClassVar[str] = "partners"
    columns: ClassVar[c.Columns] = c.PARTNER_COLUMNS

    def found(self) -> PartnersFound:
        """All that was found: the partners, how many were left out, and how many claims were looked at.

        Raises:
            UnknownIdError: the ledger knows nobody by that name.
            QueryError: several may be meant; the hint lists them.
        """
        return _partners(self._ledger, self._query)

    def ties(self) -> Ties:
        """What is done with each partner: one row for each type of event and each way round."""
        return Ties(self._ledger, self._query)

    def edges(self) -> Edges:
        """The events in which the partners meet one another: one row for every two of them."""
        return Edges(self._ledger, replace(self._query, edges=True))

    def __iter__(self) -> Iterator[Partner]:
        return iter(_listed(self._ledger, self._query).partners)

    def rows(self) -> Iterator[Row]:
        return map(partner_row, self)

    def _repr_html_(self) -> str:
        found = _listed(self._ledger, self._query)
        headings, shown = self._cells(map(partner_row, islice(found.partners, SHOWN_ROWS)))
        return self._drawn(headings, shown, len(found.partners), _partners_note(found))


def _partners_note(found: PartnersFound) -> str:
    told = [f"{found.actor.name}, {found.actor.actor_id}"]
    if found.others:
        told.append(f"{counted(found.others, 'more partner')}; limit=… gives more")
    if found.counted < found.claims:
        told.append(f"of {found.claims:,} claims the {found.counted:,} read last; newest=… looks at more")
    return "; ".join(told)


class Ties(Answer[Tie, PartnersQuery]):
    """What an actor does with each of its partners, by type of event and by which way round."""

    noun: ClassVar[str] = "ties"
    columns: ClassVar[c.Columns] = c.TIE_COLUMNS

    def __iter__(self) -> Iterator[Tie]:
        return (tie for partner in _listed(self._ledger, self._query).partners for tie in partner.ties)

    def rows(self) -> Iterator[Row]:
        return (row for partner in _listed(self._ledger, self._query).partners for row in tie_rows(partner))


class Edges(Answer[Edge, PartnersQuery]):
    """The events in which partners of an actor meet one another, those of most events first."""

    noun: ClassVar[str] = "edges"
    columns: ClassVar[c.Columns] = c.EDGE_COLUMNS

    def __iter__(self) -> Iterator[Edge]:
        return iter(_partners(self._ledger, self._query).edges)

    def rows(self) -> Iterator[Row]:
        return edge_rows(_partners(self._ledger, self._query))


# ------------------------------------------------------------------ what the ledger finds


def _itinerary(ledger: OpenLedger, query: ItineraryQuery) -> Itinerary:
    found = ledger.session.itinerary(query)
    if found is None:
        raise _nobody(query.actor)
    return found


def _partners(ledger: OpenLedger, query: PartnersQuery) -> PartnersFound:
    found = ledger.session.partners(query)
    if found is None:
        raise _nobody(query.actor)
    return found


def _listed(ledger: OpenLedger, query: PartnersQuery) -> PartnersFound:
    """The partners alone: edges cost as much again, and only some answers show them."""
    return _partners(ledger, replace(query, edges=False))


def _nobody(actor: str) -> UnknownIdError:
    return UnknownIdError(
        f"nobody in the ledger has the id or name {cut(actor)}",
        item=actor,
        hint="events(who=…) looks for words of a name",
    )
