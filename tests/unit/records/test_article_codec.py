from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.records import Article, Item, Refusal
from sayso.records.article_codec import (
    article_from_json,
    article_to_json,
    refusal_from_json,
    refusal_to_json,
)
from sayso.text import make_article

WORDS = st.sampled_from(
    ["Norway", "met", "Kenya's", "président", "on", "Monday.", "\n\n", "“No,”", "he", "said.", "🚢", "3.5%"]
)


def through(article: Article) -> Article:
    return article_from_json(json.loads(json.dumps(article_to_json(article))), article.text)


@given(words=st.lists(WORDS, min_size=8, max_size=80), day=st.dates() | st.none())
def test_nothing_is_lost(words: list[str], day: date | None) -> None:
    made = make_article(
        Item(name="\udc80a.txt", body=" ".join(words), title="Talks", extra={"page": [1, None]})
    )
    if isinstance(made, Article):
        made = replace(made, published=day, spun=0.1 + 0.2)
        assert through(made) == made


def test_headlines_and_datelines_come_back() -> None:
    body = "NAIROBI, May 16 (Example Wire) - Norway's minister met Kenya's president on Monday.\n\nThey spoke for an hour."
    made = make_article(Item(name="a", body=body, title="Minister in Nairobi", url="https://example.org/a"))
    assert isinstance(made, Article)
    assert made.headline is not None
    assert made.dateline is not None
    assert through(made) == made


def test_a_refusal_comes_back() -> None:
    refused = Refusal(name="a:1", stage="ingest", code="input.no_text", reason="nothing in it")
    assert refusal_from_json(json.loads(json.dumps(refusal_to_json(refused)))) == refused


@pytest.mark.parametrize("damage", [{"sentences": [[0, 4]]}, {"paragraphs": [0, 4, 9]}, {"published": "May"}])
def test_what_is_damaged_is_no_article(damage: dict[str, object]) -> None:
    made = make_article(Item(name="a", body="Norway's minister met Kenya's president on Monday."))
    assert isinstance(made, Article)
    with pytest.raises((TypeError, ValueError)):
        article_from_json(article_to_json(made) | damage, made.text)
