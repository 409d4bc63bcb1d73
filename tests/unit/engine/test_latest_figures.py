"""The latest figures of a ledger are the same whether all of it is read or only what is late enough."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sayso.engine.figures as engine
from ledgers import open_ledger
from sayso.engine.figures import FigureQuery, Series, find_series, series_of
from sayso.records import Measure, Quantity, Run, Span, TimeRange
from stubs import Told, figure_of

RUN = Run(run_id="run1", code_version="", config_sha256="", model_sha256="", started_at="")
FIRST = date(2024, 5, 1)
OPEN = TimeRange(text="so far", span=Span(0, 1), edtf=None, earliest=None, latest="2024-05-09")

days = st.integers(0, 20).map(lambda n: FIRST + timedelta(days=n))
periods = days.map(
    lambda day: TimeRange(
        text="then",
        span=Span(0, 1),
        edtf=None,
        earliest=day.isoformat(),
        latest=(day + timedelta(days=3)).isoformat(),
    )
)
#: Amount, what is counted, whose, the time it is for and the day of publication.
told = st.tuples(
    st.sampled_from([5.0, 7.0]),
    st.sampled_from(["shells", "shell", "buses", "tanks"]),
    st.sampled_from(["cty:RUS", "gov:RUS", "cty:NOR", None]),
    st.none() | periods | st.just(OPEN),
    st.none() | days,
)
queries = st.builds(
    FigureQuery,
    item=st.sampled_from([None, "shells", "bus"]),
    subject=st.sampled_from([None, "RUS", "cty:NOR"]),
    measure=st.sampled_from([None, "use"]),
    since=st.none() | st.just(FIRST + timedelta(days=5)),
    until=st.none() | st.just(FIRST + timedelta(days=12)),
    limit=st.integers(1, 4),
)


def points(found: list[Series]) -> list[tuple[str, ...]]:
    return [point.claims for series in found for point in series.points]


@pytest.mark.parametrize("window", [2, 4])
@settings(max_examples=60, deadline=None)
@given(every=st.lists(told, max_size=14), query=queries)
def test_the_latest_are_the_same_as_of_all(
    window: int, every: list[tuple[float, str, str | None, TimeRange | None, date | None]], query: FigureQuery
) -> None:
    with (
        pytest.MonkeyPatch.context() as patch,
        tempfile.TemporaryDirectory() as folder,
        open_ledger(Path(folder) / "ledger.db") as ledger,
    ):
        patch.setattr(engine, "_WINDOW", window)
        ledger.begin_run(RUN)
        for number, (amount, item, subject, period, published) in enumerate(every):
            article, claim = Told(number=number, published=published, sentence=f"So many, {number}.").made()
            quantity = Quantity(
                text=item, span=Span(0, 4), low=amount, high=amount, counted=item, period=period
            )
            claim = figure_of(claim, quantity, subject=subject, item=item)
            assert claim.figure is not None
            claim = replace(claim, figure=replace(claim.figure, measure=Measure.USE))
            ledger.add_report(RUN.run_id, article, [claim])
        ledger.commit()
        ledger.refresh()
        whole = series_of(ledger.figures(replace(query, limit=None)), query)
        assert points(find_series(ledger, query)) == points(whole)
        # what is not asked of the ledger is asked of each point, and finds nothing more
        all_of_it = series_of(
            ledger.figures(FigureQuery(subject=query.subject, measure=query.measure)), query
        )
        assert points(all_of_it) == points(whole)
