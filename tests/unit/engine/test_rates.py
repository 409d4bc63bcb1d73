from dataclasses import replace
from datetime import date

import pytest

from sayso.engine.rates import Daily, RateBasis, daily_rate
from sayso.records import (
    Claim,
    Figure,
    Grain,
    Length,
    Measure,
    Nature,
    Quantity,
    Span,
    Status,
    TimeKind,
    TimeRange,
)
from stubs import Told, day, figure_of

DAY = date(2024, 5, 16)
YEAR = day("2023-01-01", "2023-12-31")
SHELLS = Quantity(
    text="730 shells", span=Span(0, 10), low=730.0, high=730.0, counted="shells", nature=Nature.FLOW
)


def claim_of(
    quantity: Quantity,
    *,
    time: TimeRange | None = None,
    measure: Measure = Measure.USE,
    status: Status = Status.HAPPENED,
) -> Claim:
    _, claim = Told(time=time, status=status).made()
    return replace(figure_of(claim, quantity), figure=Figure(measure=measure, item="shells"))


def lasting(low: float | None, high: float | None, unit: str) -> TimeRange:
    length = Length(low=low, high=high, unit=unit)
    return TimeRange(text="so long", span=Span(0, 1), kind=TimeKind.DURATION, length=length)


@pytest.mark.parametrize(
    ("per", "code", "rate"),
    [
        ("day", "d", 730), ("year", "a", 730 / 365.25), ("month", "mo", 730 / 30.44), ("week", "wk", 730 / 7),
        ("hour", "h", 730 * 24), ("minute", "min", 730 * 1440), ("year", None, 730 / 365.25),
    ],
)  # fmt: skip
def test_an_amount_per_unit_of_time_is_converted(per: str, code: str | None, rate: float) -> None:
    found = daily_rate(claim_of(replace(SHELLS, per=per, per_code=code, period=YEAR)), DAY)
    assert found is not None
    assert [found.low, found.high] == pytest.approx([rate, rate], rel=1e-5)
    assert found.basis is RateBasis.PER


@pytest.mark.parametrize("per", ["square kilometre", "person", "launcher"])
def test_an_amount_per_anything_else_implies_none(per: str) -> None:
    assert daily_rate(claim_of(replace(SHELLS, per=per, period=YEAR)), DAY) is None


def test_the_rate_of_an_older_claim_needs_no_nature() -> None:
    older = replace(SHELLS, nature=Nature.LEVEL)
    found = daily_rate(claim_of(replace(older, per="day")), DAY)
    assert found is not None
    assert found.low == 730
    assert daily_rate(claim_of(replace(older, period=YEAR)), DAY) is None
    assert daily_rate(claim_of(replace(older, per="day", nature=Nature.CHANGE)), DAY) is None


def test_the_period_of_the_amount_goes_before_the_time_of_the_claim() -> None:
    timed = claim_of(SHELLS, time=day("2024-01-01", "2024-01-10"))
    assert daily_rate(timed, DAY) == Daily(low=73, high=73, basis=RateBasis.TIME, shortest=10, longest=10)
    both = claim_of(replace(SHELLS, period=YEAR), time=day("2024-01-01", "2024-01-10"))
    assert daily_rate(both, DAY) == Daily(low=2, high=2, basis=RateBasis.PERIOD, shortest=365, longest=365)


@pytest.mark.parametrize("nature", list(Nature))
def test_only_what_happens_in_a_time_has_a_rate(nature: Nature) -> None:
    found = daily_rate(claim_of(replace(SHELLS, nature=nature, period=YEAR)), DAY)
    assert (found is not None) == (nature in (Nature.FLOW, Nature.CUMULATIVE, Nature.INCREMENT))


@pytest.mark.parametrize(
    ("measure", "nature", "has"),
    [
        (Measure.STOCK, Nature.INCREMENT, False), (Measure.STOCK, Nature.FLOW, False),
        (Measure.FORCE, Nature.CUMULATIVE, False), (Measure.FORCE, Nature.FLOW, True),
        (Measure.LOSS, Nature.CUMULATIVE, True),
    ],
)  # fmt: skip
def test_what_somebody_has_is_no_rate(measure: Measure, nature: Nature, has: bool) -> None:
    claim = claim_of(replace(SHELLS, nature=nature, period=YEAR), measure=measure)
    assert (daily_rate(claim, DAY) is not None) == has


def test_bounds_that_are_not_stated_stay_open() -> None:
    up_to = daily_rate(claim_of(replace(SHELLS, low=None, period=YEAR)), DAY)
    more = daily_rate(claim_of(replace(SHELLS, high=None, period=YEAR)), DAY)
    assert up_to is not None
    assert more is not None
    assert [(r.low, r.high) for r in (up_to, more)] == [(None, 2), (2, None)]
    assert daily_rate(claim_of(replace(SHELLS, low=None, high=None, period=YEAR)), DAY) is None


def test_a_denied_amount_implies_none() -> None:
    denied = claim_of(replace(SHELLS, period=YEAR), status=Status.NEGATED)
    assert daily_rate(denied, DAY) is None


@pytest.mark.parametrize(
    "period",
    [
        replace(YEAR, earliest=None), replace(YEAR, latest=None), lasting(None, None, "week"),
        lasting(5, 5, "hour"), lasting(2, 2, "fathom"), replace(YEAR, kind=TimeKind.VAGUE),
        replace(day("2023-01-01"), start="2023-01-01T20:00", end="2023-01-02T06:00Z"),
    ],
)  # fmt: skip
def test_a_stretch_that_is_not_known_or_shorter_than_a_day_gives_none(period: TimeRange) -> None:
    # nor does the time of the claim stand in for a period that is told and cannot be resolved
    assert daily_rate(claim_of(replace(SHELLS, period=period), time=YEAR), DAY) is None


def test_only_an_interval_of_the_claim_counts() -> None:
    instant = replace(day("2024-01-01"), kind=TimeKind.INSTANT)
    assert daily_rate(claim_of(SHELLS, time=instant), DAY) is None
    assert daily_rate(claim_of(SHELLS), DAY) is None


def test_a_stated_length_goes_before_the_days() -> None:
    two_days = replace(
        day("2024-05-14", "2024-05-16"), length=Length(low=48, high=48, unit="hour"), grain=Grain.HOUR
    )
    found = daily_rate(claim_of(replace(SHELLS, period=two_days)), DAY)
    assert found == Daily(low=365, high=365, basis=RateBasis.LENGTH, shortest=2, longest=2)


def test_a_length_with_bounds_widens_the_rate() -> None:
    found = daily_rate(claim_of(replace(SHELLS, low=700, high=1400, period=lasting(2, 5, "week"))), DAY)
    assert found == Daily(low=20, high=100, basis=RateBasis.LENGTH, shortest=14, longest=35)


def test_the_past_week_has_seven_days() -> None:
    past = replace(day("2024-05-09", "2024-05-16"), offset=(-1.0, "week"))
    found = daily_rate(claim_of(replace(SHELLS, low=700, high=700, period=past)), DAY)
    assert found is not None
    assert (found.low, found.longest) == (100, 7)


def test_hours_that_are_told_count() -> None:
    period = replace(day("2024-05-14", "2024-05-15"), start="2024-05-14T06:00", end="2024-05-15T18:00")
    found = daily_rate(claim_of(replace(SHELLS, low=30, high=30, period=period)), DAY)
    assert found is not None
    assert (found.low, found.longest) == (20, 1.5)


def test_what_has_happened_this_year_has_by_the_day_of_publication() -> None:
    this_year = replace(SHELLS, low=1370, high=1370, period=day("2024-01-01", "2024-12-31"))
    found = daily_rate(claim_of(this_year), DAY)
    assert found == Daily(low=10, high=10, basis=RateBasis.PERIOD, shortest=137, longest=137, cut=True)
    planned = daily_rate(claim_of(this_year, status=Status.PLANNED), DAY)
    assert planned is not None
    assert (planned.longest, planned.cut) == (366, False)
    undated = daily_rate(claim_of(this_year), None)
    assert undated is not None
    assert undated.longest == 366
    assert daily_rate(claim_of(this_year), date(2023, 12, 1)) is None
