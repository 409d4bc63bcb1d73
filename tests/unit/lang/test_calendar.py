"""Names of the calendar."""

from __future__ import annotations

import re
from datetime import date

import pytest

from sayso.lang.calendar import (
    HOLIDAYS,
    MONTH_PATTERN,
    MONTHS,
    SEASONS,
    WEEKDAY_PATTERN,
    WEEKDAY_SHORT_PATTERN,
    WEEKDAYS,
    easter,
    holiday,
)


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


@pytest.mark.parametrize("word", ["January", "May", "Sept.", "Sep", "Dec.", "Oct"])
def test_months_are_matched_with_their_capital(word: str) -> None:
    assert re.fullmatch(MONTH_PATTERN, word)
    assert word.lower().rstrip(".") in MONTHS


@pytest.mark.parametrize("word", ["may", "march", "Mayor", "Marching", "Octopus", "Mark"])
def test_other_words_are_no_months(word: str) -> None:
    assert not re.fullmatch(MONTH_PATTERN, word)


def test_abbreviated_months_do_not_match_inside_words() -> None:
    assert re.match(MONTH_PATTERN, "Marble 3") is None
    assert re.match(MONTH_PATTERN, "Decent") is None


def test_weekdays_are_numbered_as_python_does() -> None:
    assert [WEEKDAYS[d] for d in ("monday", "wed", "thurs", "sunday")] == [0, 2, 3, 6]
    assert date(2024, 5, 15).weekday() == WEEKDAYS["wednesday"]


def test_weekday_patterns() -> None:
    assert re.fullmatch(WEEKDAY_PATTERN, "Friday")
    assert re.fullmatch(WEEKDAY_SHORT_PATTERN, "Thurs.")
    assert not re.match(WEEKDAY_SHORT_PATTERN, "Sunny")


def test_seasons_have_their_edtf_numbers() -> None:
    assert SEASONS["summer"] == (22, 6)
    assert SEASONS["fall"] == SEASONS["autumn"]
