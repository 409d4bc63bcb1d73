from __future__ import annotations

from itertools import product

import pytest
from ftfy.badness import is_bad
from hypothesis import given
from hypothesis import strategies as st

from sayso.records import Article, Item
from sayso.text import make_article
from sayso.text.repair import repaired


@pytest.mark.parametrize(
    ("damaged", "words"),
    [
        ("The cafÃ© owners â€œmetâ€\x9d the mayor.", "The café owners “met” the mayor."),
        ("ItÃ¢â‚¬â„¢s twice wrong", "It’s twice wrong"),
        ("FranÃ§ois in GuantÃ¡namo", "François in Guantánamo"),
    ],
)
def test_wrongly_decoded_characters_are_put_right(damaged: str, words: str) -> None:
    assert repaired(damaged) == (words, 1)
    assert repaired(words) == (words, 0)


@pytest.mark.parametrize(
    "words",
    [
        "“Quotes” stay ‘as they are’, &quot;entities&quot; too; ﬁne ligatures, Ｗｉｄｅ letters…",
        "Zürich, naïve façades, São Paulo, Ærø, 2 × 3, £5, €10",
        "SÃO PAULO: “A CIDADE”",
        "plain ASCII",
        "",
    ],
)
def test_nothing_else_is_touched(words: str) -> None:
    assert repaired(words) == (words, 0)


_TYPESET = "‘’“”–—…"


def test_typeset_text_has_no_sign_of_damage() -> None:
    for length in range(1, 5):
        for some in product(_TYPESET + "aZ 1.", repeat=length):
            assert not is_bad("".join(some))


@given(st.text(st.sampled_from(_TYPESET) | st.characters(max_codepoint=127), max_size=60))
def test_nor_has_any_text_that_is_not_looked_at(text: str) -> None:
    assert not is_bad(text)


def test_repair_comes_before_spans_and_is_recorded() -> None:
    body = "The cafÃ© owners met the mayor.\nThey said â€œneverâ€\x9d on Monday."
    made = make_article(Item(name="x", body=body, author="JosÃ© Ruiz"))
    assert isinstance(made, Article)
    assert made.text == "The café owners met the mayor.\nThey said “never” on Monday."
    assert made.author == "José Ruiz"
    assert made.extra["repaired_lines"] == 3
    assert made.sentences[1].span.of(made.text) == "They said “never” on Monday."


def test_a_text_that_was_an_article_keeps_every_character() -> None:
    body = "The cafÃ© owners met the mayor on Monday."
    made = make_article(Item(name="x", body=body), settled=True)
    assert isinstance(made, Article)
    assert made.text == body
    assert "repaired_lines" not in made.extra
