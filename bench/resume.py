"""How long a load takes to find out that an archive, or most of it, was loaded before.

    sayso bench resume

Five thousand made-up reports of 400 words in an archive are loaded; what is read in them does not matter here, so
nothing is. Then the same load is run once more, from where the first has left off and from the start (`--again`),
which is what every load did before positions were kept; and a load that was stopped shortly before the end goes on.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from bench.harness import Score
from bench.ingest import reports, written
from sayso.engine.catalog import Given, build_parts
from sayso.engine.config import Settings, load_settings
from sayso.engine.pipeline import Parts
from sayso.engine.session import Session
from sayso.ingest import Meter
from sayso.records import Article, Reading

__all__ = ["measure"]

N_REPORTS, STOPPED_AT = 5_000, 4_900
FORMATS = ("jsonl.gz", "warc.gz", "zip")


class _NoReader:
    """Reads nothing."""

    model_sha256 = "0" * 64

    def read(self, articles: Sequence[Article]) -> list[Reading]:
        return [
            Reading(article_id=a.article_id, model_sha256=self.model_sha256, sentences=(), chains=())
            for a in articles
        ]


def _build(settings: Settings, given: Given) -> Parts:
    return replace(build_parts(settings, given), reader=_NoReader(), extract=lambda _article, _reading: ())


@dataclass
class _Took:
    """One load: CPU seconds to its first result and to its end, and its counts."""

    first_s: float
    all_s: float
    results: int
    passed_over: int


def _load(settings: Settings, path: Path, *, anew: bool = False, stop_at: int | None = None) -> _Took:
    meter = Meter()
    session = Session(settings, build=_build)
    began = time.process_time()
    first, n = 0.0, 0
    results: Iterator[object] = islice(session.load([str(path)], Given(meter=meter), anew=anew), stop_at)
    for _ in results:
        n += 1
        first = first or time.process_time() - began
    return _Took(first, time.process_time() - began, n, meter.earlier.total())


def measure(data: Path) -> Iterable[Score]:  # noqa: ARG001  everything is made here
    """CPU seconds of one core, by format."""
    rows = list(islice(reports(), N_REPORTS))
    with tempfile.TemporaryDirectory(prefix="resume") as folder:
        for end in FORMATS:
            path = Path(folder) / f"a.{end}"
            written(path, rows)
            settings = load_settings({}, flags={"ledger.path": str(Path(folder) / f"{end}.db")})
            stopped = _load(settings, path, stop_at=STOPPED_AT)
            rest = _load(settings, path)
            over = _load(settings, path)
            again = _load(settings, path, anew=True)
            n_whole = stopped.results + rest.results
            yield Score(name=f"{end}: reports, of both loads", value=n_whole, unit="")
            yield Score(name=f"{end}: first new report", value=rest.first_s, unit="s", better="lower")
            yield Score(name=f"{end}: passed over", value=over.all_s, unit="s", better="lower")
            yield Score(name=f"{end}: from the start", value=again.all_s, unit="s", better="lower")
            yield Score(
                name=f"{end}: read twice", value=rest.results - N_REPORTS + STOPPED_AT, better="lower"
            )
