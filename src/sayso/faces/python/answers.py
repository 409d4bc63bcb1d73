"""The tables that a ledger answers with: one for each kind of question."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import islice
from typing import Any, ClassVar, Generic, TypeVar

from sayso.engine.asking import KeptRefusal, KeptRun, ListedClaim, OpenLedger, RefusalQuery
from sayso.engine.figures import Point, Series
from sayso.engine.offices import Holder
from sayso.engine.pipeline import CodedReport, Result
from sayso.engine.session import (
    EventQuery,
    FigureQuery,
    ItineraryQuery,
    OfficeQuery,
    PartnersQuery,
    SpeakerQuery,
)
from sayso.engine.speaking import SaidClaim, SpeakerCounts, VoiceCounts
from sayso.errors import FormatError, cut
from sayso.faces.python import columns as c
from sayso.faces.python.display import CLAIM_HEADINGS, EVENT_HEADINGS, claim_cells, event_cells
from sayso.faces.python.rows import (
    Row,
    claim_row,
    event_row,
    figure_row,
    office_row,
    refusal_row,
    run_row,
    said_row,
    source_row,
)
from sayso.faces.python.tables import Table
from sayso.records import Account, Claim, Event

__all__ = [
    "Answer",
    "Claims",
    "Events",
    "Figures",
    "Holders",
    "Refusals",
    "Runs",
    "SaidClaims",
    "Sources",
    "claims_of",
    "in_words",
]


_T = TypeVar("_T")
_Q = TypeVar(
    "_Q",
    EventQuery,
    FigureQuery,
    SpeakerQuery,
    OfficeQuery,
    RefusalQuery,
    ItineraryQuery,
    PartnersQuery,
)


class Answer(Table[_T], Generic[_T, _Q]):
    """What a ledger answers to one question.

    Args:
        ledger: who is asked.
        query: the question.
    """

    def __init__(self, ledger: OpenLedger, query: _Q) -> None:
        self._ledger: OpenLedger = ledger
        self._query: _Q = query

    def _asked(self) -> str:
        return in_words(self.noun, self._query)


def in_words(noun: str, query: Any) -> str:  # `Any`: one of the frozen records that questions are
    """A question in words: what is asked for, and the conditions that were given."""
    told = [
        f"{field.name}={getattr(query, field.name)!s}"
        for field in fields(query)
        if getattr(query, field.name) != field.default
    ]
    return noun + (f" with {', '.join(told)}" if told else "")


class Events(Answer[Event, EventQuery]):
    """The events that a question asks for, newest first."""

    noun: ClassVar[str] = "events"
    columns: ClassVar[c.Columns] = c.EVENT_COLUMNS

    def __iter__(self) -> Iterator[Event]:
        return self._ledger.session.events(self._query)

    def rows(self) -> Iterator[Row]:
        return map(event_row, self)

    def count(self) -> int:
        """How many there are; they are counted where they lie."""
        return self._ledger.count_events(self._query)

    def accounts(self) -> Claims:
        """Every account of them, event by event: one row for each claim, with the characters it rests on."""
        return Claims(
            lambda: self._ledger.accounts(self._query),
            count=lambda: self._ledger.count_accounts(self._query),
            asked=f"accounts of {self._asked()}",
        )

    def _shown(self, most: int) -> tuple[Sequence[str], list[Sequence[str]]]:
        return EVENT_HEADINGS, [event_cells(event) for event in islice(self, most)]


class Claims(Table[Claim]):
    """Claims with what their reports add.

    Args:
        listed: gives them, from the first one on, each time it is called.
        count: how many they are; they are gone through if it is left out.
        asked: what was asked for, in words.
    """

    noun: ClassVar[str] = "claims"
    columns: ClassVar[c.Columns] = c.CLAIM_COLUMNS

    def __init__(
        self,
        listed: Callable[[], Iterable[ListedClaim]],
        *,
        count: Callable[[], int] | None = None,
        asked: str = "claims",
    ) -> None:
        self._listed = listed
        self._count = count
        self._words = asked

    def __iter__(self) -> Iterator[Claim]:
        return (listed.account.claim for listed in self._listed())

    def rows(self) -> Iterator[Row]:
        return map(claim_row, self._listed())

    def count(self) -> int:
        """How many there are."""
        return super().count() if self._count is None else self._count()

    def _asked(self) -> str:
        return self._words

    def _shown(self, most: int) -> tuple[Sequence[str], list[Sequence[str]]]:
        shown = islice(self._listed(), most)
        return CLAIM_HEADINGS, [claim_cells(x.account.claim, x.account.publisher) for x in shown]


def claims_of(reports: CodedReport | Iterable[Result]) -> Claims:
    """The claims of coded reports as a table.

    Args:
        reports: a coded report, or what `sayso.code_many` gives: refusals and reports that were known have no
            claims. An iterator is gone through once, when the table is first looked at, and its claims kept.

    Raises:
        FormatError: it is neither.
    """
    if isinstance(reports, CodedReport):
        return Claims(lambda: _listed([reports]))
    _check(reports)
    if not isinstance(reports, Iterator):
        return Claims(lambda: _listed(reports))
    kept: list[ListedClaim] = []

    def listed() -> list[ListedClaim]:
        kept.extend(_listed(reports))
        return kept

    return Claims(listed)


def _check(given: object) -> None:
    if isinstance(given, str | bytes) or not isinstance(given, Iterable):
        raise FormatError(
            f"expected coded reports, got {cut(given)}",
            item="reports",
            hint="sayso.code makes one of a text",
        )


def _listed(reports: Iterable[object]) -> Iterator[ListedClaim]:
    for report in reports:
        if not isinstance(report, CodedReport):
            continue
        article = report.article
        origin = report.looked.origin if report.looked is not None else None
        for claim in report.claims:
            account = Account(
                claim=claim,
                published=article.published.isoformat() if article.published else None,
                publisher=article.publisher,
                text_sha256=article.text_sha256,
                origin=origin.origin_id if origin else "",
            )
            yield ListedClaim(event_id=None, account=account)


class Figures(Answer[Point, FigureQuery]):
    """Figures: those of one subject, measure and item together, each series in the order of time."""

    noun: ClassVar[str] = "figures"
    columns: ClassVar[c.Columns] = c.FIGURE_COLUMNS
    shown: ClassVar[tuple[str, ...]] = (
        "time", "low", "high", "unit", "item", "subject", "measure", "nature", "said_by", "status",
        "origins", "id",
    )  # fmt: skip

    def series(self) -> list[Series]:
        """The series, those of most figures first."""
        return self._ledger.session.figures(self._query)

    def __iter__(self) -> Iterator[Point]:
        return (point for series in self.series() for point in series.points)

    def rows(self) -> Iterator[Row]:
        return (figure_row(series, point) for series in self.series() for point in series.points)


class Sources(Answer[SpeakerCounts, SpeakerQuery]):
    """Speakers with the counts of what they say, most claims first."""

    noun: ClassVar[str] = "speakers"
    columns: ClassVar[c.Columns] = c.SOURCE_COLUMNS

    def voices(self) -> VoiceCounts:
        """On whose word the claims of the days rest that were asked for."""
        return self._ledger.session.speakers(self._query).voices

    def __iter__(self) -> Iterator[SpeakerCounts]:
        return iter(self._ledger.session.speakers(self._query).speakers)

    def rows(self) -> Iterator[Row]:
        return map(source_row, self)


class SaidClaims(Answer[SaidClaim, SpeakerQuery]):
    """What a speaker says, latest published first, with whoever confirms and whoever denies it."""

    noun: ClassVar[str] = "claims"
    columns: ClassVar[c.Columns] = c.SAID_COLUMNS
    shown: ClassVar[tuple[str, ...]] = (
        "published", "speaker", "type", "measure", "item", "status", "evidence", "confirmed_by",
        "denied_by", "id",
    )  # fmt: skip

    def __iter__(self) -> Iterator[SaidClaim]:
        return self._ledger.session.said_by(self._query)

    def rows(self) -> Iterator[Row]:
        return map(said_row, self)


class Holders(Answer[Holder, OfficeQuery]):
    """Who holds which office, as reports tell, most reports first."""

    noun: ClassVar[str] = "office holders"
    columns: ClassVar[c.Columns] = c.OFFICE_COLUMNS

    def __iter__(self) -> Iterator[Holder]:
        return iter(self._ledger.session.offices(self._query))

    def rows(self) -> Iterator[Row]:
        return map(office_row, self)


class Refusals(Answer[KeptRefusal, RefusalQuery]):
    """Inputs that were refused, latest first."""

    noun: ClassVar[str] = "refusals"
    columns: ClassVar[c.Columns] = c.REFUSAL_COLUMNS

    def __iter__(self) -> Iterator[KeptRefusal]:
        return self._ledger.refusals(self._query)

    def rows(self) -> Iterator[Row]:
        return map(refusal_row, self)

    def count(self) -> int:
        """How many there are; they are counted where they lie."""
        return self._ledger.count_refusals(self._query)


class Runs(Table[KeptRun]):
    """Every run that wrote to the ledger, latest first."""

    noun: ClassVar[str] = "runs"
    columns: ClassVar[c.Columns] = c.RUN_COLUMNS
    shown: ClassVar[tuple[str, ...]] = (
        "id", "started_at", "ended_at", "reports", "refusals", "code_version",
    )  # fmt: skip

    def __init__(self, ledger: OpenLedger) -> None:
        self._ledger = ledger

    def __iter__(self) -> Iterator[KeptRun]:
        return iter(self._ledger.runs())

    def rows(self) -> Iterator[Row]:
        return map(run_row, self)
