"""Hours in four digits, which are no years, in sentences as the reader reads them."""

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
        ("Rebels shelled the substation at 1930 last night.", {"at 1930 last night": "2024-05-15T19:30"}),
        ("The blast was heard at 2000 on Tuesday.", {"at 2000 on Tuesday": "2024-05-14T20:00"}),
        ("The curfew begins at 2145 hours.", {"at 2145 hours": "2024-05-16T21:45"}),
        ("Rebels took the town in 1930.", {"in 1930": "1930"}),
        ("The party was founded around 2000 and split.", {"2000": "2000"}),
    ],
)
def test_an_hour_is_no_year(text: str, told: dict[str, str], reader: Reader) -> None:
    article = make_article(Item(name="a", body=text, published="2024-05-16"))
    assert isinstance(article, Article)
    (sentence,) = reader.read_one(article).sentences
    assert {t.text: t.timex[0].value for t in times_in(sentence, article)} == told
