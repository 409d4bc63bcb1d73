from __future__ import annotations

import pytest

from sayso.extract.domain import off_topic


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (
            "The striker scored two goals in the final match and the coach praised the team after the league game.",
            "sport",
        ),
        (
            "In the film the actress plays a spy; the director and the cast won an award for the movie's soundtrack.",
            "screen",
        ),
        (
            "Chop the onion and garlic, melt the butter in a saucepan, stir the flour and simmer the sauce.",
            "kitchen",
        ),
        (
            "Shares fell as investors sold stocks and bonds; the index closed lower and traders cut earnings futures.",
            "market",
        ),
        ("The president met the foreign minister in the capital for talks on the border war.", None),
        (
            "Militants attacked a football stadium during a match, killing soldiers and police, officials said.",
            None,
        ),
        (
            "The government imposed sanctions on oil traders and banks after the attack, the ministry said.",
            None,
        ),
        ("", None),
    ],
)
def test_kinds_of_news(text: str, kind: str | None) -> None:
    assert off_topic(text.split()) == kind
