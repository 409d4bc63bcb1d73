"""What a question finds, told whole for files: events with every report that tells them, reports with claims.

Everything comes one at a time, as of one moment of the ledger.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Generic, TypeVar

from sayso.classes import dataclass, field
from sayso.lang.sentences import split_sentences
from sayso.ledger import Bearer, Excerpt, PickedClaim, StoredReport
from sayso.records import Claim, Event, Link, Run, Span
from sayso.text.normalise import paragraphs_of

__all__ = ["Cast", "Exporting", "Story", "Telling", "ToldClaim", "ToldEvent", "ToldReport"]

_V = TypeVar("_V")

#: Reports held in memory, some 10 kB each, names, and where sentences begin, some 200 bytes each: events of
#: one day share them, and to find sentences again costs more than all the rest.
_REPORTS_HELD, _NAMES_HELD, _STARTS_HELD = 256, 20_000, 20_000
#: Characters that may stand before the first word of a sentence: quotation marks, brackets, a dash.
_MARKS = 8
#: Things handed out between two reports of progress.
_TOLD_EVERY = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """One report that tells an event, with the claim that says so.

    ``carried`` marks a copy that was not read itself; ``start`` is where the sentence of the evidence begins
    in this report's text, ``exact`` whether it stands there letter by letter, ``sentence`` which sentence it
    is, counted from 1 (a dateline counts with the sentence behind it), 0 where the text was let go.
    """

    claim: Claim
    report: StoredReport
    carried: bool
    start: int
    exact: bool
    sentence: int

    def offset(self, span: Span | None) -> int | None:
        """Where words of the claim begin in this report's text; None where that is not known for certain."""
        if span is None:
            return None
        if not self.carried:
            return span.start
        evidence = self.claim.evidence.span
        return self.start + span.start - evidence.start if self.exact and evidence.contains(span) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Whom and what the claims of one report name, each once."""

    people: tuple[str, ...] = ()
    bodies: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldEvent:
    """An event with every report that tells it, the first published first, copies behind what they copy.

    ``run`` is the run that read its lead claim, ``story`` what that claim's report names.
    """

    event: Event
    tellings: tuple[Telling, ...]
    run: Run | None = None
    first_run: Run | None = None
    story: Story = field(default_factory=Story)

    @property
    def lead(self) -> Telling | None:
        """The telling of the lead claim, in the report it was read in."""
        lead = self.event.lead.claim_id
        return next((t for t in self.tellings if t.claim.claim_id == lead and not t.carried), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldClaim:
    """A claim read in a report, and the event it is an account of."""

    claim: Claim
    event_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldReport:
    """A report that tells of what was found: its run, its claims, what it carries and has of others.

    ``source`` is the report that was read in its place, None if it was read itself.
    """

    report: StoredReport
    run: Run | None
    claims: tuple[ToldClaim, ...]
    carried: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()
    source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """A report and the claims that it tells, read in it or carried, with all names of whoever is in them.

    ``names`` are by actor id, and those under which the ledger knows each.
    """

    report: StoredReport
    claims: tuple[Claim, ...]
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


class _Held(Generic[_V]):
    """Values by name, the latest asked for; others are fetched."""

    def __init__(self, most: int, fetch: Callable[[str], _V]) -> None:
        self._most = most
        self._fetch = fetch
        self._values: OrderedDict[str, _V] = OrderedDict()

    def __getitem__(self, name: str) -> _V:
        if name in self._values:
            self._values.move_to_end(name)
            return self._values[name]
        found = self._values[name] = self._fetch(name)
        if len(self._values) > self._most:
            self._values.popitem(last=False)
        return found


class Exporting:
    """What was found in a ledger, for those who write files of it.

    ``tell`` is called with the number of events, reports or documents handed out so far; ``whole`` says that
    everything in the ledger was asked for.
    """

    def __init__(
        self, excerpt: Excerpt, tell: Callable[[int], None] = lambda _n: None, *, whole: bool = True
    ) -> None:
        self._excerpt = excerpt
        self._tell = tell
        self._whole = whole
        self._reports: _Held[StoredReport | None] = _Held(_REPORTS_HELD, excerpt.report)
        self._starts: _Held[array[int]] = _Held(_STARTS_HELD, self._sentences)
        self._names: _Held[tuple[str, ...]] = _Held(_NAMES_HELD, excerpt.actor_names)
        self._stories: _Held[Story] = _Held(_REPORTS_HELD, self._story)
        self._runs = {run.run_id: run for run in excerpt.runs()}

    @property
    def n_events(self) -> int:
        """How many events were found."""
        return self._excerpt.n_events()

    @property
    def runs(self) -> tuple[Run, ...]:
        """Every run that wrote to the ledger."""
        return tuple(self._runs.values())

    def events(self) -> Iterator[Event]:
        """The events, newest first."""
        return self._counted(self._excerpt.events())

    def told(self) -> Iterator[ToldEvent]:
        """The events, newest first, each with every report that tells it."""
        for event in self.events():
            picked = list(self._excerpt.accounts(event.event_id))
            tellings = tuple(
                t for each in picked for b in each.bearers if (t := self._telling(each, b)) is not None
            )
            lead = event.lead.article_id
            runs = [self._runs[t.report.run_id] for t in tellings if t.report.run_id in self._runs]
            yield ToldEvent(
                event=event,
                tellings=tellings,
                run=next(
                    (self._runs.get(t.report.run_id) for t in tellings if t.report.article_id == lead), None
                ),
                first_run=min(runs, key=lambda run: run.started_at, default=None),
                story=self._stories[lead],
            )

    def tellers(self) -> Iterator[tuple[Event, tuple[str, ...]]]:
        """The events, newest first, each with the ids of the reports that tell it, in the order of `told`."""
        for event in self.events():
            yield event, tuple(self._excerpt.tellers(event.event_id))

    def casts(self) -> Iterator[Cast]:
        """The reports that tell of the events, in the order in which they came in."""
        for report in self._counted(self._excerpt.reports()):
            claims = tuple(self._excerpt.told_in(report.article_id))
            names = {i: self._names[i] for i in dict.fromkeys(_actor_ids(claims))}
            yield Cast(report=report, claims=claims, names=names)

    def documents(self) -> Iterator[dict[str, Any]]:
        """The ledger as documents to make another of: all of it, or what was found and all that needs."""
        return self._counted(self._excerpt.documents(part=not self._whole))

    def reports(self) -> Iterator[ToldReport]:
        """The reports that tell of the events, in the order in which they came in."""
        for report in self._counted(self._excerpt.reports()):
            claims = tuple(
                ToldClaim(claim=picked.claim, event_id=picked.event_id)
                for picked in self._excerpt.claims_of(report.article_id)
            )
            yield ToldReport(
                report=report,
                run=self._runs.get(report.run_id),
                claims=claims,
                carried=tuple(self._excerpt.carried_by(report.article_id)),
                links=self._excerpt.links_from(report.article_id),
                source=self._excerpt.source(report.article_id),
            )

    def _counted(self, things: Iterator[_V]) -> Iterator[_V]:
        for number, thing in enumerate(things, start=1):
            yield thing
            if number % _TOLD_EVERY == 0:
                self._tell(number)

    def _telling(self, picked: PickedClaim, bearer: Bearer) -> Telling | None:
        report = self._reports[bearer.article_id]
        if report is None:
            return None
        start, exact = bearer.sentence[0], True
        if bearer.carried:
            start, exact = _located(report.text, picked.claim.evidence.sentence, start)
        return Telling(
            claim=picked.claim,
            report=report,
            carried=bearer.carried,
            start=start,
            exact=exact,
            sentence=bisect_right(self._starts[bearer.article_id], start),
        )

    def _sentences(self, article_id: str) -> array[int]:
        """Where the sentences of a report begin."""
        report = self._reports[article_id]
        text = report.text if report else ""
        paragraphs = paragraphs_of(text) if text else ()
        return array("I", (start for p in paragraphs for start, _ in split_sentences(text, *p)))

    def _story(self, article_id: str) -> Story:
        people: list[str] = []
        bodies: list[str] = []
        for kind, name in self._excerpt.named_in(article_id):
            (people if kind == "person" else bodies).append(name)
        return Story(
            people=tuple(dict.fromkeys(people)),
            bodies=tuple(dict.fromkeys(bodies)),
            places=tuple(self._excerpt.places_in(article_id)),
        )


def _located(text: str, sentence: str, near: int) -> tuple[int, bool]:
    """Where a sentence stands in the text of a copy, and whether it does so letter by letter.

    ``near`` is where its first word of the copy is, which quotation marks may come before.
    """
    at = text.find(sentence, max(0, near - _MARKS), near + _MARKS + len(sentence)) if sentence else -1
    return (near, False) if at < 0 else (at, True)


def _actor_ids(claims: Iterable[Claim]) -> Iterator[str]:
    for claim in claims:
        yield from (actor.actor_id for actor in claim.actors)
        if claim.figure and claim.figure.subject:
            yield claim.figure.subject.actor_id
