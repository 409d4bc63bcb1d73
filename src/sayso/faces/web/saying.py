"""Speakers, and what they say, as rows of lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from sayso.classes import dataclass
from sayso.engine.speaking import Echo, SaidClaim
from sayso.faces.web.asked import address, id_path
from sayso.faces.web.evidence import Piece
from sayso.faces.web.pages.event import headline
from sayso.faces.web.parts import DayRef, Link
from sayso.faces.web.showing import published_ref, shortened, snippet
from sayso.ledger import SpeakerCounts

__all__ = ["SaidRow", "said_row", "source_href"]

#: Voices for and against a claim that are named.
_ECHOES = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidRow:
    """A claim of a speaker, with those who confirm it and those who deny it, as far as they are named.

    ``more`` are further voices for and against it.
    """

    day: DayRef | None
    publisher: str
    what: Link
    snippet: Sequence[Piece]
    status: str
    polarity: str
    modality: str
    confirmed: Sequence[Link]
    denied: Sequence[Link]
    more: tuple[int, int]


def said_row(said: SaidClaim) -> SaidRow:
    """One claim of a speaker."""
    claim = said.claim
    day = published_ref(said.published)
    to = ("event", said.event_id) if said.event_id is not None else ("claim", claim.claim_id)
    return SaidRow(
        day=DayRef(text=day.text, iso=day.iso) if day else None,
        publisher=shortened(said.publisher or ""),
        what=Link(shortened(headline(claim), 140), id_path(*to)),
        snippet=snippet(claim),
        status=claim.status.value,
        polarity=claim.certainty.polarity.value,
        modality=claim.certainty.modality.value,
        confirmed=_echoes(said.confirmed_by[:_ECHOES]),
        denied=_echoes(said.denied_by[:_ECHOES]),
        more=(max(0, len(said.confirmed_by) - _ECHOES), max(0, len(said.denied_by) - _ECHOES)),
    )


def _echoes(echoes: Iterable[Echo]) -> list[Link]:
    return [Link(_who(echo.who), id_path("claim", echo.claim_id)) for echo in echoes]


def _who(name: str) -> str:
    """A voice; a report without speaker and publisher goes by its id, which tells nobody anything."""
    return "a report" if re.fullmatch(r"r[0-9a-f]{15}", name) else shortened(name, 60)


def source_href(counts: SpeakerCounts) -> str:
    """The page of a speaker."""
    country = (counts.country or "none") if counts.apart else None
    return address("/source", {"name": counts.name, "kind": counts.kind.value, "country": country})
