"""Days of rules: whether one stands on most of a stretch is a matter of counting."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from sayso.extract.rules import shipped_book

DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2001, 12, 31))
RULE = shipped_book().rules[0]


@given(DAYS, st.none() | st.integers(1, 300), DAYS, st.integers(0, 400))
def test_a_rule_stands_on_most_days_or_not(start: date, length: int | None, first: date, span: int) -> None:
    rule = replace(RULE, start=start, end=None if length is None else start + timedelta(length))
    days = [first + timedelta(n) for n in range(span + 1)]
    held = sum(rule.holds_on(d) for d in days)
    assert rule.holds_within(days[0], days[-1]) is (2 * held >= len(days))
