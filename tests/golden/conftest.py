"""The real parts, opened once for all cases."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from sayso.extract import extract
from sayso.read import Reader
from sayso.records import Article, Claim, Item
from sayso.resolve import Actors, Places
from sayso.text import make_article

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def code() -> Callable[[str, str], tuple[Article, tuple[Claim, ...]]]:
    reader, places = Reader.load(), Places.open()
    actors = Actors.open(places)

    @cache
    def run(text: str, published: str) -> tuple[Article, tuple[Claim, ...]]:
        article = make_article(Item(name="case", body=text, published=published))
        assert isinstance(article, Article)
        return article, extract(article, reader.read([article])[0], places=places, actors=actors)

    return run
