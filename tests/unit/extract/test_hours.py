"""Hours in four digits, which are no years."""

from __future__ import annotations

import pytest

from sayso.extract.time import times_in
from sayso.read import Reader
from sayso.records import Article, Item
from sayso.text import make_article


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader.load()


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Rebels shelled the substation at 1930 last night.", {"at 1930": None, "last night": "2024-05-15"}),
        ("The blast was heard at 2000 on Tuesday.", {"at 2000": None, "on Tuesday": "2024-05-14"}),
        ("The curfew begins at 2145 hours.", {"at 2145 hours": None}),
        ("Rebels took the town in 1930.", {"in 1930": "1930-01-01"}),
        ("The party was founded around 2000 and split.", {"2000": "2000-01-01"}),
    ],
)
def test_an_hour_is_no_year(text: str, told: dict[str, str | None], reader: Reader) -> None:
    article = make_article(Item(name="a", body=text, published="2024-05-16"))
    assert isinstance(article, Article)
    (sentence,) = reader.read_one(article).sentences
    found = {t.text: t.earliest for t in times_in(sentence, article)}
    assert found == told
