from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.lang.case import is_shouted, restore_case

NAMES = {"San Salvador", "El Salvador", "Kim", "Fmln"}


@pytest.mark.parametrize(
    ("shouted", "restored"),
    [
        ("TROOPS LEFT SAN SALVADOR. KIM STAYED.", "Troops left San Salvador. Kim stayed."),
        ("THE KIMONO IS OLD", "The kimono is old"),
        ("IN SAN  MIGUEL", "In san  miguel"),
    ],
)
def test_names_and_starts_get_capitals(shouted: str, restored: str) -> None:
    assert restore_case(shouted, NAMES.__contains__) == restored


def test_shouting_is_told_from_speaking() -> None:
    assert is_shouted("TROOPS LEFT THE CITY (AP) ON 5 MAY.")
    assert not is_shouted("Troops left the CITY.")
    assert not is_shouted("12 34")


@given(st.text(max_size=100))
def test_every_character_keeps_its_place(text: str) -> None:
    assert len(restore_case(text, lambda _: True)) == len(text)
