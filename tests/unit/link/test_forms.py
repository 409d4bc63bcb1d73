"""Bulletins that fill one form with other facts are no copies; copies that an editor or a machine changed stay copies."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from sayso.link.judge import Side, flipped, judged, traits_of
from sayso.link.tokens import words_of
from sayso.records import LinkKind
from stubs import article_of

QUAKE = (
    "A magnitude {size} earthquake struck {far} km {way} of {city} on {day}, the observatory said. There were no"
    " reports of damage. The quake was felt in {near} and its depth was {deep} km."
)
IZMIR = {
    "size": "4.6",
    "far": "34",
    "way": "south",
    "city": "Izmir",
    "day": "Monday",
    "near": "Manisa",
    "deep": "8",
}
LIMA = {
    "size": "5.1",
    "far": "12",
    "way": "north",
    "city": "Lima",
    "day": "Tuesday",
    "near": "Callao",
    "deep": "40",
}
VISIT = "President {a} met Prime Minister {b} in {c} on {d} May 2024, an aide said. Police arrested {n} people nearby."


def side(text: str, number: int) -> Side:
    article = article_of(text, f"{number}.txt", published=date(2024, 5, 15))
    article = replace(article, publisher=f"Paper {number}")
    return Side(traits_of(article), words_of(article.text), article.text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (QUAKE.format(**IZMIR), QUAKE.format(**LIMA)),
        (
            VISIT.format(a="Voss", b="Moreau", c="Riga", d=1, n=3),
            VISIT.format(a="Aydin", b="Castro", c="Oslo", d=2, n=14),
        ),
    ],
)
def test_a_form_filled_with_other_facts_is_no_copy(one: str, other: str) -> None:
    assert judged(side(one, 1), side(other, 2)) is None
    assert judged(side(other, 2), side(one, 1)) is None


@pytest.mark.parametrize(
    "other",
    [
        QUAKE.format(**IZMIR | {"size": "4.8"}),  # a figure mended
        QUAKE.format(**IZMIR).replace("struck", "shook").replace("damage", "harm").replace("felt", "noticed"),
        QUAKE.format(**IZMIR).replace("Monday", "Tuesday").replace("8 km", "10 km"),
    ],
)
def test_the_same_facts_in_other_words_are_a_copy(other: str) -> None:
    link = judged(side(QUAKE.format(**IZMIR), 1), side(other, 2))
    assert link is not None
    assert link.kind in (LinkKind.SPUN, LinkKind.EDITED, LinkKind.VERBATIM, LinkKind.ABRIDGED)
    assert judged(side(other, 2), side(QUAKE.format(**IZMIR), 1)) == flipped(link)
