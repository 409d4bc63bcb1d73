"""Writes results into the ledger, several together, so that it is not locked while reports are read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from sayso.engine.bookmarks import Bookmarks
from sayso.engine.catalog import start_run
from sayso.engine.config import Settings
from sayso.engine.judging import Judging
from sayso.engine.linking import Linker
from sayso.engine.pipeline import CodedReport, KnownReport, Parts, Result
from sayso.ledger import Ledger, Outcome
from sayso.records import Refusal

__all__ = ["Keeper", "kept"]


class Keeper:
    """Collects results and writes them together.

    What became of a job of a watch, and how far an archive is dealt with, is written in the transaction that
    writes the report. After each, verdicts are taken over that persons gave meanwhile.
    """

    def __init__(
        self,
        ledger: Ledger,
        linker: Linker,
        settings: Settings,
        parts: Parts,
        clock: Callable[[], datetime],
        marks: Bookmarks | None = None,
    ) -> None:
        self._ledger = ledger
        self._linker = linker
        self._settings = settings
        self._parts = parts
        self._clock = clock
        self._marks = marks
        self._judging = Judging(settings, lambda: clock().isoformat(timespec="microseconds"))
        self._started_at = clock()
        self._waiting: list[tuple[Result, int | None]] = []
        self._runs: dict[str, str] = {}

    def add(self, result: Result, job: int | None = None) -> None:
        """Take one result, and the job of a watch that it is of."""
        if isinstance(result, KnownReport) and job is None and self._marks is None:
            return
        self._waiting.append((result, job))
        if len(self._waiting) >= self._settings.bulk.commit_reports:
            self.write()

    def finish(self) -> None:
        """Write what is left, end the run and join the new claims into events."""
        self.write()
        ended_at = self._clock().isoformat(timespec="microseconds")
        for run_id in self._runs.values():
            self._ledger.end_run(run_id, ended_at)
        self._ledger.commit()
        if self._runs:
            self._ledger.refresh()  # what an earlier run may have left
        self._judging.apply_pending(self._ledger)

    def write(self) -> None:
        """Write what was taken, in one transaction, with the events that follow."""
        marks = self._marks
        if not self._waiting and not (marks and marks.has_news):
            return
        read = any(isinstance(result, CodedReport) for result, _ in self._waiting)
        news = read or any(isinstance(result, Refusal) for result, _ in self._waiting)
        # Refusals alone must not open the model only to name it, and what is known is of no run.
        run_id = self._run(self._parts.reader.model_sha256 if read else "") if news else ""
        for result, job in self._waiting:
            added = True
            if isinstance(result, Refusal):
                self._ledger.add_refusal(run_id, result)
            elif isinstance(result, CodedReport):
                claims = () if result.carried else result.claims
                added = self._ledger.add_report(run_id, result.article, claims, result.vectors)
                if added and result.looked is not None:
                    self._linker.settle(result.looked)
            if job is not None:
                self._note(result, job, added)
            if marks is not None:
                marks.settled(result.name, _outcome(result, added))
        if marks is not None:
            marks.keep()
        if read:
            self._ledger.refresh()  # here, so that no reader finds claims that it would have to join itself
        self._ledger.commit()
        self._waiting.clear()
        self._judging.apply_pending(self._ledger)

    def _note(self, result: Result, job: int, added: bool) -> None:
        """Write down what became of a job."""
        now = self._clock().isoformat(timespec="microseconds")
        done = self._ledger.watch.done
        if isinstance(result, Refusal):
            done(job, Outcome.REFUSED, now, code=result.code)
        else:
            article_id = result.article_id if isinstance(result, KnownReport) else result.article.article_id
            done(job, Outcome(_outcome(result, added)), now, article_id=article_id)

    def _run(self, model_sha256: str) -> str:
        if model_sha256 not in self._runs:
            run = start_run(self._settings, model_sha256, self._started_at)
            self._ledger.begin_run(run)
            self._runs[model_sha256] = run.run_id
        return self._runs[model_sha256]


def _outcome(result: Result, added: bool) -> str:
    """What became of an input, the code if refused; what came twice in one batch was known by then."""
    if isinstance(result, Refusal):
        return result.code
    if isinstance(result, KnownReport) or not added:
        return Outcome.KNOWN
    return Outcome.COPY if result.carried else Outcome.CODED


def kept(keeper: Keeper, results: Iterator[Result]) -> Iterator[Result]:
    """Results, each handed to the keeper first."""
    try:
        for result in results:
            keeper.add(result)
            yield result
    finally:
        # Also when the caller stops listening: what was read is kept.
        keeper.finish()
