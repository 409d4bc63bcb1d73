"""Names of the calendar and the arithmetic of its days."""

from __future__ import annotations

from datetime import date

import pytest

from sayso.lang.calendar import (
    HOLIDAYS,
    MONTHS,
    SEASONS,
    WEEKDAYS,
    Interval,
    century,
    decade,
    easter,
    half,
    holiday,
    month,
    quarter,
    season,
    shifted_back,
    stretch_of,
    unit_around,
    week,
)
from sayso.records import Grain


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(1818, 3, 22), (1943, 4, 25), (2000, 4, 23), (2008, 3, 23), (2011, 4, 24), (2024, 3, 31), (2025, 4, 20)],
)
def test_easter(year: int, month: int, day: int) -> None:
    assert easter(year) == date(year, month, day)


@pytest.mark.parametrize("year", range(1900, 2100, 7))
def test_easter_is_a_sunday_in_spring(year: int) -> None:
    found = easter(year)
    assert found.weekday() == 6
    assert date(year, 3, 22) <= found <= date(year, 4, 25)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Christmas Day", date(2023, 12, 25)),
        ("New Year’s Eve", date(2023, 12, 31)),
        ("Good Friday", date(2023, 4, 7)),
        ("easter monday", date(2023, 4, 10)),
    ],
)
def test_holidays_fall_on_their_days(name: str, found: date) -> None:
    assert holiday(name, 2023) == found


def test_every_holiday_exists_in_every_year() -> None:
    for name in HOLIDAYS:
        assert holiday(name, 2023).year == 2023


def test_weekdays_are_numbered_as_python_does() -> None:
    assert [WEEKDAYS[d] for d in ("monday", "wed", "thurs", "sunday")] == [0, 2, 3, 6]
    assert date(2024, 5, 15).weekday() == WEEKDAYS["wednesday"]


def test_seasons_have_their_edtf_numbers() -> None:
    assert SEASONS["summer"] == (22, 6)
    assert SEASONS["fall"] == SEASONS["autumn"]


@pytest.mark.parametrize(
    ("word", "number"), [("january", 1), ("may", 5), ("sept", 9), ("sep", 9), ("dec", 12)]
)
def test_months_are_numbered_from_one(word: str, number: int) -> None:
    assert MONTHS[word] == number


@pytest.mark.parametrize(
    ("found", "first", "last", "edtf"),
    [
        (month(2020, 2), date(2020, 2, 1), date(2020, 2, 29), "2020-02"),
        (month(2020, 13), date(2021, 1, 1), date(2021, 1, 31), "2021-01"),
        (month(2020, 0), date(2019, 12, 1), date(2019, 12, 31), "2019-12"),
        (quarter(2020, 1), date(2020, 1, 1), date(2020, 3, 31), "2020-33"),
        (quarter(2020, 0), date(2019, 10, 1), date(2019, 12, 31), "2019-36"),
        (quarter(2020, 5), date(2021, 1, 1), date(2021, 3, 31), "2021-33"),
        (half(2020, 1), date(2020, 1, 1), date(2020, 6, 30), "2020-01/2020-06"),
        (half(2020, 2), date(2020, 7, 1), date(2020, 12, 31), "2020-07/2020-12"),
        (season(2019, "winter"), date(2019, 12, 1), date(2020, 2, 29), "2019-24"),
        (season(2019, "fall"), date(2019, 9, 1), date(2019, 11, 30), "2019-23"),
        (decade(1990), date(1990, 1, 1), date(1999, 12, 31), "199X"),
        (century(19), date(1800, 1, 1), date(1899, 12, 31), "18XX"),
        (week(date(2021, 1, 1)), date(2020, 12, 28), date(2021, 1, 3), "2020-12-28/2021-01-03"),
        (
            stretch_of(date(2021, 1, 1), date(2021, 1, 1), Grain.WEEK),
            date(2021, 1, 1),
            date(2021, 1, 1),
            "2021-01-01",
        ),
    ],
)
def test_units_of_the_calendar(found: Interval, first: date, last: date, edtf: str) -> None:
    assert (found.first, found.last, found.edtf) == (first, last, edtf)


@pytest.mark.parametrize(
    ("day", "n", "unit", "found"),
    [
        (date(2021, 3, 31), 1, "month", date(2021, 2, 28)),
        (date(2024, 2, 29), 1, "year", date(2023, 2, 28)),
        (date(2024, 3, 1), 1, "day", date(2024, 2, 29)),
        (date(2021, 1, 15), 1, "quarter", date(2020, 10, 15)),
        (date(2021, 1, 15), -2, "week", date(2021, 1, 29)),
        (date(2021, 1, 15), 1, "fortnight", date(2021, 1, 1)),
        (date(2021, 1, 15), 2, "decade", date(2001, 1, 15)),
        (date(2021, 1, 15), 30, "hour", date(2021, 1, 14)),
        (date(2020, 11, 30), -3, "month", date(2021, 2, 28)),
    ],
)
def test_units_back_from_a_day(day: date, n: int, unit: str, found: date) -> None:
    assert shifted_back(day, n, unit) == found


@pytest.mark.parametrize("unit", ["day", "week", "month", "quarter", "year", "decade", "century"])
@pytest.mark.parametrize("day", [date(2020, 2, 29), date(2020, 12, 31), date(2001, 1, 1), date(1999, 12, 31)])
def test_a_unit_holds_its_day(unit: str, day: date) -> None:
    found = unit_around(day, unit)
    assert found.first <= day <= found.last
    assert found.grain == unit
