"""Questions that many rows of a ledger come to: counts of events, who says so, and all of one actor."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager

from sayso.classes import dataclass, replace
from sayso.engine.figures import FigureQuery, Series, series_of
from sayso.engine.itinerary import Itinerary, ItineraryQuery, find_itinerary
from sayso.engine.offices import Holder, OfficeQuery, holders
from sayso.engine.partners import Partners, PartnersQuery, find_partners
from sayso.engine.speaking import SaidClaim, Speakers
from sayso.lang.folding import fold
from sayso.ledger import (
    ActorFound,
    Browser,
    Countries,
    Days,
    EventQuery,
    PublisherCounts,
    PublisherQuery,
    SpeakerDay,
    SpeakerQuery,
    SpeakerTopics,
    Tally,
)
from sayso.records import Event, OfficeFinder

__all__ = ["FIGURES", "TALLIED", "ActorActivity", "ActorOffices", "Overviews"]

#: Events that facets, points of a map and days are counted over: 60 to 120 ms of work (docs/quality/web.md).
TALLIED = 2_000
#: Figure claims that series are made of where nobody asks for all.
FIGURES = 400
#: Claims of one actor that are read for the offices it held: some 0.03 s of work (docs/quality/pages.md).
_READ_FOR_OFFICES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorOffices:
    """The offices that reports give one person, from ``read`` of the ``claims`` claims that name it."""

    holders: tuple[Holder, ...]
    read: int
    claims: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ActorActivity:
    """An actor, and in how many of the newest events it acts or has something done to it."""

    actor: ActorFound
    acts: int
    done_to: int


class Overviews(ABC):
    """The part of `answers.Answers` whose questions are summed up."""

    @abstractmethod
    def _asking(self) -> AbstractContextManager[Browser]:
        """A connection to ask, as of one moment."""

    @abstractmethod
    def _titled(self) -> AbstractContextManager[OfficeFinder]:
        """What reads titles, for one thread at a time."""

    # ------------------------------------------------------------------ events

    def tally(self, query: EventQuery, cap: int = TALLIED) -> Tally:
        """What the newest ``cap`` events of a question have in common: facets, places, days."""
        with self._asking() as browser:
            return browser.tally(query, cap=cap)

    def count(self, query: EventQuery, most: int) -> int:
        """How many events a question has, counted no further than ``most``."""
        with self._asking() as browser:
            return browser.count(query, most)

    def days(self, query: EventQuery) -> Days:
        """Events by day and type; of all of them where only type, kind, country and period are asked for."""
        with self._asking() as browser:
            return browser.days(query, cap=TALLIED)

    def countries(self, query: EventQuery) -> Countries:
        """Events by country, likewise."""
        with self._asking() as browser:
            return browser.countries(query, cap=TALLIED)

    def events_of(self, event_ids: Iterable[str]) -> dict[str, Event]:
        """Some events by their ids; those that are no more are left out."""
        with self._asking() as browser:
            found = ((id_, browser.ledger.event(id_)) for id_ in dict.fromkeys(event_ids))
            return {id_: event for id_, event in found if event is not None}

    def rules_touched(self) -> dict[str, int]:
        """For each rule that any claim touches, the number of events that do."""
        with self._asking() as browser:
            return browser.rules_touched()

    def newest_figures(self, query: FigureQuery, at_most: int = FIGURES) -> tuple[list[Series], bool]:
        """The how-many series of what is asked, from the figures stored last; and whether there are more.

        A series whose figures are all among them is whole.
        """
        with self._asking() as browser:
            groups, more = browser.ledger.newest_figures(query, at_most)
        return series_of(groups, query), more

    # ------------------------------------------------------------------ who says so

    def speakers(self, query: SpeakerQuery, *, with_events: bool = False) -> Speakers:
        """The speakers that ``query`` asks for, and on whose word the claims of those days rest.

        To count their events takes some ten milliseconds for each speaker of a ledger of a million claims.
        """
        with self._asking() as browser:
            found = browser.ledger.speakers(query) if with_events else browser.voices(query)
            return Speakers(speakers=tuple(found), voices=browser.ledger.voices(query))

    def said_by(self, query: SpeakerQuery) -> list[SaidClaim]:
        """The claims of the speakers that ``query`` names, latest published first."""
        with self._asking() as browser:
            return list(browser.ledger.said_by(query))

    def speaker_days(self, query: SpeakerQuery) -> list[SpeakerDay]:
        """Claims by day of publication of the speakers that ``query`` asks for together, earliest first."""
        with self._asking() as browser:
            return browser.speaker_days(query)

    def topics(self, query: SpeakerQuery) -> SpeakerTopics:
        """What the speakers that ``query`` names speak of, over their latest 2,000 claims."""
        with self._asking() as browser:
            return browser.topics(query)

    def publishers(self, query: PublisherQuery) -> list[PublisherCounts]:
        """The publishers that ``query`` asks for: how much of theirs is copied, and who stands behind it."""
        with self._asking() as browser:
            return browser.publishers(query)

    # ------------------------------------------------------------------ actors

    def most_active(self) -> tuple[list[ActorActivity], int]:
        """The actors of most of the newest events; and how many events were looked at."""
        with self._asking() as browser:
            tally = browser.tally(EventQuery(), cap=TALLIED)
            acts = {c.value: c for c in tally.facets["actor"]}
            suffers = {c.value: c for c in tally.facets["target"]}
            found = browser.actors_by_ids(dict.fromkeys([*acts, *suffers]))
        listed = [
            ActorActivity(
                actor=replace(actor, name=(acts.get(actor.actor_id) or suffers[actor.actor_id]).label),
                acts=acts[actor.actor_id].events if actor.actor_id in acts else 0,
                done_to=suffers[actor.actor_id].events if actor.actor_id in suffers else 0,
            )
            for actor in found
        ]
        return sorted(listed, key=lambda a: (-a.acts - a.done_to, a.actor.name)), tally.events

    def itinerary(self, query: ItineraryQuery) -> Itinerary | None:
        """Where somebody was, is, and is said to go; None if the ledger knows nobody by that name.

        Raises:
            QueryError: the name may mean several actors; the hint lists them.
        """
        with self._asking() as browser:
            return find_itinerary(browser.ledger, query)

    def partners(self, query: PartnersQuery) -> Partners | None:
        """With whom an actor acts; None if the ledger knows nobody by that name.

        Raises:
            QueryError: the name may mean several actors; the hint lists them.
        """
        with self._asking() as browser:
            return find_partners(browser.ledger, query)

    def offices_of(self, actor_id: str, names: Sequence[str]) -> ActorOffices:
        """The offices that reports give one person, who goes by ``names``.

        Read are claims spread over all those that name the person. Who came next in an office is not looked
        for, so a term ends only where a report calls the person a former holder.

        Raises:
            GazetteerError: a table that titles are read with is missing or damaged.
        """
        with self._titled() as titles:
            with self._asking() as browser:
                accounts, claims = browser.accounts_of_actor(actor_id, _READ_FOR_OFFICES)
            found = holders(accounts, titles, OfficeQuery(reports=1))
        known = {fold(name) for name in names}
        mine = tuple(h for h in found if known & {fold(name) for name in (h.name, *h.aliases)})
        return ActorOffices(holders=mine, read=len(accounts), claims=claims)
