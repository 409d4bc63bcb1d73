from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.lang.case import is_shouted, restore_case


@pytest.mark.parametrize(
    ("shouted", "restored"),
    [
        ("TROOPS LEFT SAN SALVADOR. KIM STAYED.", "Troops left San Salvador. Kim stayed."),
        ("THE VILLAGERS REOPENED THE BRIDGE", "The villagers reopened the bridge"),
        ("IN SAN  MIGUEL", "In San  Miguel"),
        ("THEY MET ON 3 MAY AND MAY MEET AGAIN", "They met on 3 May and may meet again"),
        ("ON SUNDAY GENERAL ORTIZ MET A GENERAL", "On Sunday General Ortiz met a general"),
        ("TWO MEN FROM LUGO DE LA SIERRA LEFT EL TIGRE", "Two men from Lugo de la Sierra left El Tigre"),
        (
            "THE LAKE PEOPLE'S FRONT (LPF) SPOKE. LPF MEN LEFT.",
            "The Lake People's Front (LPF) spoke. LPF men left.",
        ),
        ("IN THE U.S. HE BOUGHT AN M-16 AND AK-47'S", "In the U.S. he bought an M-16 and AK-47's"),
        ("THE 1ST BRIGADE AND D'ARTIGNY'S MEN", "The 1st brigade and D'Artigny's men"),
    ],
)
def test_names_and_starts_get_capitals(shouted: str, restored: str) -> None:
    assert restore_case(shouted) == restored


def test_sentences_begin_after_datelines_labels_and_quotes() -> None:
    shouted = 'QUITO, 3 MAY 90 -- [REPORT] [TEXT] A BOMB FELL. HE SAID: "WE RAN." [END RECORDING]'
    restored = 'Quito, 3 May 90 -- [Report] [Text] A bomb fell. He said: "We ran." [End recording]'
    assert restore_case(shouted) == restored


def test_shouting_is_told_from_speaking() -> None:
    assert is_shouted("TROOPS LEFT THE CITY (AP) ON 5 MAY.")
    assert not is_shouted("Troops left the CITY.")
    assert not is_shouted("12 34")


@given(st.text(max_size=100))
def test_every_character_keeps_its_place(text: str) -> None:
    assert len(restore_case(text)) == len(text)
