"""`sayso.open`: a ledger to ask, read only, with the answers as tables."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self, TypeVar, Unpack

from sayso.engine.asking import OpenLedger, RefusalQuery
from sayso.engine.beside import beside, named
from sayso.engine.config import Settings, load_settings
from sayso.engine.session import (
    EventQuery,
    FigureQuery,
    ItineraryQuery,
    OfficeQuery,
    PartnersQuery,
    SpeakerQuery,
)
from sayso.engine.shown import (
    Shown,
    ShownActor,
    ShownClaim,
    ShownEvent,
    ShownOrigin,
    ShownPair,
    ShownReport,
)
from sayso.errors import UnknownIdError, cut
from sayso.faces.python.answers import (
    Claims,
    Events,
    Figures,
    Holders,
    Refusals,
    Runs,
    SaidClaims,
    Sources,
    in_words,
)
from sayso.faces.python.asked import (
    EventConditions,
    FigureConditions,
    ItineraryConditions,
    OfficeConditions,
    PartnerConditions,
    RefusalConditions,
    SpeakerConditions,
    keywords_of,
    question,
)
from sayso.faces.python.markup import block, dim, table, words
from sayso.faces.python.whereabouts import Partners, Stops
from sayso.records import Verdict

__all__ = ["LedgerView", "open"]

_S = TypeVar("_S", bound=Shown)


class LedgerView:
    """An open ledger that is asked and never changed. Use it in a ``with``, or close it.

    The file stays open from question to question. Several threads may ask, and what another process writes
    meanwhile is seen by the next question. Wherever an id is asked for, its beginning will do.

    Args:
        settings: which ledger, and what questions are answered with.
        frozen: whether nobody changes the file while it is open, as on a medium that cannot be written.

    Raises:
        LedgerError: there is none, it cannot be read, or an older sayso made it.
    """

    def __init__(self, settings: Settings, *, frozen: bool = False) -> None:
        self._ledger: OpenLedger = OpenLedger(settings, frozen=frozen)
        self._path: str = named(settings)
        self._beside: Path = beside(settings)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file. Tables that were not looked at by then cannot be."""
        self._ledger.close()

    @property
    def path(self) -> Path:
        """The ledger's file; of one on a server the path beside which its desk lies."""
        return self._beside

    # ------------------------------------------------------------------ tables

    @keywords_of(EventQuery, EventConditions)
    def events(self, **conditions: Unpack[EventConditions]) -> Events:
        """The events of which an account meets every condition, newest first.

        Args:
            **conditions: ``actor``, ``target``, and ``who`` in any role: an id, a name or words of one, or
                a country (PRK); ``kind``: event or figure; ``type``: a PLOVER type; ``place``:
                an id, a name or words of one, or a province; ``country``
                of the place (ISO 3166 alpha-3); ``since`` and ``until``: days, inclusive, as `date` or ISO
                8601; ``status``; ``certainty`` of the speaker; ``speaker``: words of the name of somebody who
                says so; ``min_origins``: independent origins at least; ``rule``; ``text``: words, or
                "phrases" in quotes, of the evidence; ``limit``.

        Raises:
            QueryError: a value is none of those that can be asked for; the hint names the nearest.
            TypeError: there is no such condition.
        """
        return Events(self._ledger, question(EventQuery, conditions))

    @keywords_of(EventQuery, EventConditions)
    def claims(self, **conditions: Unpack[EventConditions]) -> Claims:
        """The claims that meet every condition themselves, latest published first, with their spans.

        Args:
            **conditions: as for `events`.

        Raises:
            QueryError, TypeError: as `events`.
        """
        query = question(EventQuery, conditions)
        return Claims(
            lambda: self._ledger.claims(query),
            count=lambda: self._ledger.count_claims(query),
            asked=in_words(Claims.noun, query),
        )

    @keywords_of(FigureQuery, FigureConditions)
    def figures(self, **conditions: Unpack[FigureConditions]) -> Figures:
        """How many, how much: figures in series of one subject, measure and item, in the order of time.

        Args:
            **conditions: ``item``: words of what is counted, in singular or plural; ``subject``: an id, a
                country or words of a name; ``measure``; ``since`` and ``until``: days of the time that an
                amount is for; ``limit``: the latest ones.

        Raises:
            QueryError, TypeError: as `events`.
        """
        return Figures(self._ledger, question(FigureQuery, conditions))

    @keywords_of(SpeakerQuery, SpeakerConditions)
    def sources(self, name: str | None = None, **conditions: Unpack[SpeakerConditions]) -> Sources:
        """Who says how much, how often alone, how often passed on by an outlet; most claims first.

        Args:
            name: words of a speaker's name; all speakers if left out.
            **conditions: ``since`` and ``until``: days of publication; ``kind`` of speaker; ``whole``: that
                the name is whole; ``country`` of the speaker; ``order``: claims, and others that the hint of
                an error lists; ``at_least``: claims that a speaker must have; ``skip``: speakers to pass
                over; ``limit``.

        Raises:
            QueryError, TypeError: as `events`.
        """
        return Sources(self._ledger, question(SpeakerQuery, conditions, name=name))

    @keywords_of(SpeakerQuery, SpeakerConditions)
    def said_by(self, name: str, **conditions: Unpack[SpeakerConditions]) -> SaidClaims:
        """What a speaker says, latest published first, with whoever confirms and whoever denies it.

        Args:
            name: words of the speaker's name.
            **conditions: as for `sources`.

        Raises:
            QueryError, TypeError: as `events`.
        """
        return SaidClaims(self._ledger, question(SpeakerQuery, conditions, name=name))

    @keywords_of(OfficeQuery, OfficeConditions)
    def offices(self, name: str | None = None, **conditions: Unpack[OfficeConditions]) -> Holders:
        """Who holds which office, and since when, as reports tell; most reports first.

        Args:
            name: words of a person's name; everybody if left out.
            **conditions: ``since`` and ``until``: days of publication; ``reports``: that tell so at least, 2
                unasked; ``limit``.

        Raises:
            QueryError, TypeError: as `events`.
        """
        return Holders(self._ledger, question(OfficeQuery, conditions, name=name))

    @keywords_of(ItineraryQuery, ItineraryConditions)
    def itinerary(self, actor: str, **conditions: Unpack[ItineraryConditions]) -> Stops:
        """Where somebody was, is, and is said to go: stops in the order of their days; `legs()` between them.

        Args:
            actor: an id, a country (PRK), a name or words of one; one actor must be meant.
            **conditions: ``since`` and ``until``: days of the stops, inclusive; ``as_of``: only what was
                published by that day counts, and plans for earlier days are unconfirmed; the latest day of
                publication if left out; ``newest``: events at most that are looked at, those of the
                latest days.

        Raises:
            UnknownIdError: the ledger knows nobody by that name; told when the table is looked at.
            QueryError, TypeError: as `events`; that several may be meant is told when it is looked at.
        """
        return Stops(self._ledger, question(ItineraryQuery, conditions, actor=actor))

    @keywords_of(PartnersQuery, PartnerConditions)
    def partners(self, actor: str, **conditions: Unpack[PartnerConditions]) -> Partners:
        """With whom an actor acts, those of most events first; `edges()` among them.

        Args:
            actor: an id, a country (PRK), a name or words of one; one actor must be meant.
            **conditions: ``limit``: partners at most; ``named``: leave out those who are only described
                ("soldiers"); ``edges``: that `found` tells also in which events the partners meet one
                another; ``newest``: claims about the actor to look at, at most, those read last.

        Raises:
            UnknownIdError, QueryError, TypeError: as `itinerary`.
        """
        return Partners(self._ledger, question(PartnersQuery, conditions, actor=actor))

    @keywords_of(RefusalQuery, RefusalConditions)
    def refusals(self, **conditions: Unpack[RefusalConditions]) -> Refusals:
        """Inputs that yielded no report, each with its code and reason; latest first.

        Args:
            **conditions: ``code``: one of docs/reference/errors.md; ``run``: id of a run; ``below``: number
                of a refusal, to have those before it; ``limit``.

        Raises:
            QueryError, TypeError: as `events`.
        """
        return Refusals(self._ledger, question(RefusalQuery, conditions))

    def runs(self) -> Runs:
        """Every run that wrote to the ledger, latest first."""
        return Runs(self._ledger)

    def verdicts(self) -> list[Verdict]:
        """Everything that persons have judged, in that order, what was superseded included."""
        return self._ledger.session.verdicts()

    def counts(self) -> dict[str, int]:
        """How many runs, reports, claims, events and refusals there are, and claims not joined yet."""
        return self._ledger.counts()

    # ------------------------------------------------------------------ one thing

    def show(self, id_: str, /) -> Shown:
        """Whatever an id names: an event, claim, report, actor or origin, with everything that belongs to it.

        Raises:
            UnknownIdError: nothing has it.
            QueryError: it may name several things; the hint lists them.
        """
        found = self._ledger.session.show(id_)
        if found is None:
            raise UnknownIdError(f"nothing in the ledger has the id {cut(id_)}", item=id_)
        return found

    def event(self, id_: str, /) -> ShownEvent:
        """An event with every account of it, its reports and origins, and why the accounts were joined.

        Raises:
            UnknownIdError: nothing has the id, or it is no event's.
            QueryError: it may name several things.
        """
        return self._shown(id_, ShownEvent, "event")

    def claim(self, id_: str, /) -> ShownClaim:
        """A claim with its report, how it came about, and the event it is an account of.

        Raises:
            UnknownIdError, QueryError: as `event`.
        """
        return self._shown(id_, ShownClaim, "claim")

    def report(self, id_: str, /) -> ShownReport:
        """A report with its text, all of its claims, and what it has of other reports.

        Raises:
            UnknownIdError, QueryError: as `event`.
        """
        return self._shown(id_, ShownReport, "report")

    def actor(self, id_: str, /) -> ShownActor:
        """An actor with the names claims know it by, and the events it takes part in.

        Raises:
            UnknownIdError, QueryError: as `event`.
        """
        return self._shown(id_, ShownActor, "actor")

    def origin(self, id_: str, /) -> ShownOrigin:
        """An origin with all of its reports.

        Raises:
            UnknownIdError, QueryError: as `event`.
        """
        return self._shown(id_, ShownOrigin, "origin")

    def compare(self, left: str, right: str, /) -> ShownPair:
        """Two reports side by side: what the left one has of the right one, and where each stands.

        Raises:
            UnknownIdError: one of them is not there.
            QueryError: an id may name several things, or names no report.
        """
        found = self._ledger.session.compare(left, right)
        if found is None:
            self.show(left)
            self.show(right)
            raise UnknownIdError("one of the two reports is not there any more", item=left)
        return found

    def _shown(self, id_: str, shape: type[_S], noun: str) -> _S:
        found = self.show(id_)
        if not isinstance(found, shape):
            other = type(found).__name__.removeprefix("Shown").lower()
            raise UnknownIdError(
                f"{cut(id_)} is the id of another kind of thing: {other}, not {noun}",
                item=id_,
                hint="show(…) takes the id of anything",
            )
        return found

    def __repr__(self) -> str:
        return f"<LedgerView: {self._path}>"

    def _repr_html_(self) -> str:
        counts = self.counts()
        unjoined = counts.pop("unjoined")
        note = f"{unjoined:,} claims are not joined into events yet; `sayso status` joins them"
        return block(
            table(tuple(counts), [tuple(f"{n:,}" for n in counts.values())], caption=words(self._path)),
            dim(words(note)) if unjoined else "",
        )


def open(  # noqa: A001  read as sayso.open
    path: str | Path | None = None, *, settings: Settings | None = None, frozen: bool = False
) -> LedgerView:
    """Open a ledger to ask it.

    Args:
        path: the file; the configured one if left out.
        settings: those of the settings file and the environment, if left out.
        frozen: whether nobody changes the file while it is open, as on a medium that cannot be written.

    Raises:
        LedgerError: there is none, it cannot be read, or an older sayso made it.
        ConfigError: the settings file or the environment cannot be understood.
    """
    known = settings or load_settings()
    if path is not None:
        known = replace(known, ledger=replace(known.ledger, path=str(path)))
    return LedgerView(known, frozen=frozen)
