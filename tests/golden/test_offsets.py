"""Acts told as so long after others, and outlets with another's name in theirs, as the real parts see them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sayso.records import Article, Claim, TimeRange

Coder = Callable[[str, str], tuple[Article, tuple[Claim, ...]]]


def times(article: Article, claims: tuple[Claim, ...], trigger: str) -> list[TimeRange | None]:
    return [c.time for c in claims if c.event and c.evidence.trigger.of(article.text) == trigger]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Schools stayed shut in Quetta on Wednesday, a day after a bomb killed 14 people in a bazaar.", "2026-03-03"),
        ("Schools stayed shut in Quetta on Wednesday, two days after an explosion killed 14 people.", "2026-03-02"),
        ("Troops entered the town of Bergen on Wednesday, a week after rebels killed 14 people.", "2026-02-25"),
        ("Police arrested two men in Quetta on Wednesday after a bomb killed 14 people.", "2026-03-04"),
    ],
)  # fmt: skip
def test_a_clause_counts_from_the_day_of_the_one_around_it(code: Coder, text: str, day: str) -> None:
    article, claims = code(text, "2026-03-04")
    (time,) = times(article, claims, "killed")
    assert time is not None
    assert (time.earliest, time.latest) == (day, day)


def test_an_outlet_is_not_the_one_its_name_ends_with(code: Coder) -> None:
    _, claims = code(
        "Gunmen attacked a market in Bergen and killed at least 12 people, the Fjord Times reported on Monday. "
        "The Norwegian prime minister met the mayor of Bergen on Tuesday, the Times reported.",
        "2026-03-04",
    )
    names = {s.name for c in claims for s in c.attribution}
    assert {name.removeprefix("the ") for name in names} >= {"Fjord Times"}
    assert "The Times" in names
