"""Accounts of where somebody is, made by hand from sentences with the act and the place marked."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sayso.engine.itinerary import Itinerary, ItineraryQuery, itinerary_of
from sayso.engine.presence import Who
from sayso.ledger import Telling
from sayso.records import (
    Account,
    ActorKind,
    Article,
    Certainty,
    Claim,
    ClaimKind,
    EventCode,
    Evidence,
    Grain,
    Modality,
    Place,
    PlaceKind,
    Polarity,
    Role,
    Span,
    Speaker,
    Status,
    TimeRange,
)
from stubs import KIM, TOWN, article_of, side

WHO = Who(actor_id=KIM, name="Kim", kind=ActorKind.PERSON, country="NOR")


def spot(name: str, country: str | None, lat: float, lon: float, kind: PlaceKind = PlaceKind.CITY) -> Place:
    """A place on the map."""
    radius = {PlaceKind.COUNTRY: 500.0, PlaceKind.REGION: 2000.0, PlaceKind.FACILITY: 2.0}.get(kind, 10.0)
    return replace(
        TOWN, name=name, place_id=f"geo:{name}", kind=kind, country=country, admin1=None, lat=lat, lon=lon,
        within_km=radius,
    )  # fmt: skip


OSLO, RIGA, TOKYO = (
    spot("Oslo", "NOR", 59.9, 10.7),
    spot("Riga", "LVA", 56.9, 24.1),
    spot("Tokyo", "JPN", 35.7, 139.7),
)
LIEPAJA = spot("Liepaja", "LVA", 56.5, 21.0)
HAWAII = spot("Honolulu", "USA", 21.3, -157.9)
CASTLE = spot("Riga Castle", "LVA", 56.95, 24.1, PlaceKind.FACILITY)
LATVIA = spot("Latvia", "LVA", 57.0, 25.0, PlaceKind.COUNTRY)
BALTIC = spot("the Baltic states", None, 57.0, 24.5, PlaceKind.REGION)


def on(first: str, last: str | None = None, grain: Grain = Grain.DAY) -> TimeRange:
    """A time of these days; with hours where the first has any."""
    until = last or first
    edtf = first[:10] if first[:10] == until[:10] else f"{first[:10]}/{until[:10]}"
    hours = (first, until) if "T" in first else (None, None)
    return TimeRange(
        text="then", span=Span(0, 1), edtf=edtf, earliest=first[:10], latest=until[:10], grain=grain,
        start=hours[0], end=hours[1],
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Went:
    """One report of one sentence, in which <…> marks the act and […] the words for the place.

    ``event`` puts accounts into one event; alone each is one of its own. ``report`` puts sentences into one
    report, behind one another as they are made.
    """

    said: str
    place: Place | None = RIGA
    time: TimeRange | None = None
    published: str | None = "2024-05-16"
    status: Status = Status.HAPPENED
    type: str = "CONSULT"
    mode: str | None = "visit"
    actors: tuple[str, ...] = (KIM,)
    recipients: tuple[str, ...] = ()
    publisher: str | None = "Example Wire"
    chain: tuple[Speaker, ...] = ()
    modality: Modality = Modality.CERTAIN
    polarity: Polarity = Polarity.POSITIVE
    event: str | None = None
    report: str | None = None
    at: int = 0

    def made(self) -> tuple[Article, Account]:
        """The report and its account."""
        sentence = re.sub(r"[<>\[\]]", "", self.said)
        head = f"{self.report or repr(self)} {self.publisher} {self.published}"
        article = article_of(head, published=date.fromisoformat(self.published) if self.published else None)
        article = replace(article, publisher=self.publisher)
        digest = hashlib.sha256(repr(self).encode()).hexdigest()
        start = self.at
        place = self.place
        if place is not None:
            # a place that the sentence does not name is known from elsewhere in the report
            place = replace(place, span=self._span("[", start) or Span(start + 9000, start + 9001))
        claim = Claim(
            claim_id="c" + digest[:15],
            article_id=article.article_id,
            kind=ClaimKind.EVENT,
            status=self.status,
            certainty=Certainty(polarity=self.polarity, modality=self.modality),
            evidence=Evidence(
                sentence=sentence,
                span=Span(start, start + len(sentence)),
                trigger=self._span("<", start) or Span(start, start + 1),
            ),
            event=EventCode(type=self.type, mode=self.mode),
            actors=(*map(side, self.actors), *(side(r, Role.RECIPIENT) for r in self.recipients)),
            place=place,
            time=self.time,
            attribution=self.chain,
        )
        account = Account(
            claim=claim, published=self.published, publisher=self.publisher, text_sha256=article.text_sha256
        )
        return article, account

    def _span(self, mark: str, start: int) -> Span | None:
        found = self.said.find(mark)
        if found < 0:
            return None
        end = self.said.index({"<": ">", "[": "]"}[mark])
        before = len(re.sub(r"[<>\[\]]", "", self.said[:found]))
        return Span(start + before, start + before + len(re.sub(r"[<>\[\]]", "", self.said[found:end])))


def tellings(*those: Went) -> list[Telling]:
    """Events of these accounts; those with one name of an event are of one."""
    events: dict[str, list[Account]] = {}
    for one in those:
        account = one.made()[1]
        events.setdefault(one.event or account.claim.claim_id, []).append(account)
    return [
        Telling(
            event_id=f"e-{name}", lead=accounts[0].claim.claim_id, disagreements={}, accounts=tuple(accounts)
        )
        for name, accounts in events.items()
    ]


def itinerary(*those: Went, who: Who = WHO, as_of: str | None = "2024-05-20", **asked: date) -> Itinerary:
    """The itinerary that these accounts come to."""
    query = ItineraryQuery(actor="x", as_of=date.fromisoformat(as_of) if as_of else None, **asked)
    return itinerary_of(tellings(*those), who, query)


def brief(found: Itinerary) -> list[tuple[str, str, str | None]]:
    """Place, status and days of each stop."""
    return [(s.place.name, s.status.value, s.edtf) for s in found.stops]


def ids(those: Iterable[Went]) -> list[str]:
    """The ids of the claims."""
    return [one.made()[1].claim.claim_id for one in those]
