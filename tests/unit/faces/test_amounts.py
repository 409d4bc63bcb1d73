"""Amounts in words for people."""

from __future__ import annotations

import pytest

from sayso.faces.cli.amounts import amount, units
from sayso.records import Approx, Quantity, Span


def an_amount(low: float | None, high: float | None, **more: object) -> Quantity:
    made: dict[str, object] = {"text": "so much", "span": Span(0, 7), "low": low, "high": high, **more}
    return Quantity(**made)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("quantity", "words"),
    [
        (an_amount(None, 5.0, high_closed=False, approx=Approx.NEARLY, point=(5.0,), unit="hour"), "nearly 5 hours"),
        (an_amount(300.0, None, low_closed=False, approx=Approx.JUST_OVER, point=(300.0,)), "just over 300"),
        (an_amount(None, 6e3, high_closed=False), "less than 6,000"),
        (an_amount(20.0, None, low_closed=False), "more than 20"),
        (an_amount(1.0, 1.0, unit="foot"), "1 foot"),
        (an_amount(21.0, 21.0, unit="foot"), "21 feet"),
        (an_amount(1.3, 1.3, unit="percent", approx=Approx.ABOUT), "about 1.3 percent"),
        (an_amount(2e6, 2e6, unit="barrel", per="day"), "2,000,000 barrels per day"),
        (an_amount(40.0, 50.0, unit="EUR"), "40 to 50 EUR"),
        (an_amount(None, None, approx=Approx.VAGUE), "no number stated"),
    ],
)  # fmt: skip
def test_amounts_are_spelt_out(quantity: Quantity, words: str) -> None:
    assert amount(quantity) == words


@pytest.mark.parametrize(
    ("name", "many"),
    [
        ("degree Celsius", "degrees Celsius"),
        ("mile per hour", "miles per hour"),
        ("square foot", "square feet"),
    ],
)
def test_units_take_their_plural_within_their_name(name: str, many: str) -> None:
    assert units(name, one=False) == many
