from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from sayso.extract.places import PlaceResolver
from sayso.extract.tree import Tree
from sayso.records import (
    Article,
    Mention,
    Place,
    PlaceKind,
    PlaceMatch,
    PlaceMention,
    Sentence,
    SentenceReading,
    Span,
    Token,
)

Word = tuple[str, str, int, str]
#: Word, tag, head, relation.
INNER: tuple[Word, ...] = (
    ("One", "NUM", 1, "nummod"), ("man", "NOUN", 3, "nsubj:pass"), ("was", "AUX", 3, "aux:pass"),
    ("killed", "VERB", -1, "root"), ("in", "ADP", 6, "case"), ("an", "DET", 6, "det"), ("explosion", "NOUN", 3, "obl"),
    ("at", "ADP", 9, "case"), ("the", "DET", 9, "det"), ("market", "NOUN", 6, "nmod"), ("in", "ADP", 11, "case"),
    ("Tulco", "PROPN", 9, "nmod"),
)  # fmt: skip
SAID: tuple[Word, ...] = (
    ("Police", "NOUN", 1, "nsubj"), ("said", "VERB", -1, "root"), ("in", "ADP", 3, "case"), ("Tulco", "PROPN", 1, "obl"),
    ("that", "SCONJ", 7, "mark"), ("men", "NOUN", 7, "nsubj:pass"), ("were", "AUX", 7, "aux:pass"),
    ("killed", "VERB", 1, "ccomp"),
)  # fmt: skip
EMBASSY: tuple[Word, ...] = (
    ("Men", "NOUN", 1, "nsubj"), ("fired", "VERB", -1, "root"), ("at", "ADP", 5, "case"), ("the", "DET", 5, "det"),
    ("Chad", "PROPN", 5, "compound"), ("embassy", "NOUN", 1, "obl"),
)  # fmt: skip
HERE: tuple[Word, ...] = (
    ("Men", "NOUN", 1, "nsubj"), ("fired", "VERB", -1, "root"), ("in", "ADP", 4, "case"), ("this", "DET", 4, "det"),
    ("city", "NOUN", 1, "obl"),
)  # fmt: skip


class Gazetteer:
    """Tulco is a town in Peru, Chad a country, Loja a doubtful village in Spain; nothing else is known."""

    def resolve_all(self, mentions: Sequence[PlaceMention], _context: object) -> tuple[None, ...]:
        return tuple(None for _ in mentions)

    def find(self, name: str, **_: object) -> PlaceMatch | None:
        known = {
            "Tulco": ("PER", PlaceKind.CITY, 0.9),
            "Chad": ("TCD", PlaceKind.COUNTRY, 0.9),
            "Loja": ("ESP", PlaceKind.CITY, 0.3),
        }
        if name not in known:
            return None
        country, kind, p = known[name]
        return PlaceMatch(
            place_id=f"geo:{name}", name=name, kind=kind, country=country, admin1=None, lat=0.0, lon=0.0, within_km=5.0, p=p,
        )  # fmt: skip


def place(words: tuple[Word, ...], trigger: int, *names: int, type_: str = "ASSAULT", goes: bool = False, line: str = "") -> Place | None:  # fmt: skip
    """The place of the act at ``trigger``; the words numbered ``names`` are names of places."""
    text, tokens, mentions = line, [], []
    for i, (word, upos, head, rel) in enumerate(words):
        text += " " if text else ""
        span = Span(len(text), len(text) + len(word))
        text += word
        tokens.append(
            Token(text=word, lemma=word.lower(), upos=upos, head=head, deprel=rel, feats="", span=span)
        )
        if i in names:
            mentions.append(Mention(sentence=0, start=i, end=i + 1, span=span, label="place"))
    whole = Span(0, len(text))
    article = Article(
        article_id="r1", name="x", text=text, sentences=(Sentence(span=whole, words=(whole,), paragraph=0),),
        paragraphs=(whole,), text_sha256="0", dateline=Span(0, len(line)) if line else None,
    )  # fmt: skip
    tree = Tree(SentenceReading(index=0, tokens=tuple(tokens), mentions=tuple(mentions), predicates=()))
    parties: Any = SimpleNamespace(
        countries=["PER"], mention_at=lambda _, i: next((m for m in mentions if m.start == i), None)
    )
    draft: Any = SimpleNamespace(
        sentence=0, trigger=trigger, support=None, verb=trigger, type=type_, goes=goes, places=(), actors=(),
        recipients=(), predicate=None,
    )  # fmt: skip
    return PlaceResolver(article, [tree], parties, Gazetteer()).place_of(draft)


def test_a_place_below_a_noun_of_the_clause_is_the_acts_and_worth_less() -> None:
    found = place(INNER, 3, 11)
    assert found is not None
    assert (found.name, found.country) == ("Tulco", "PER")
    assert found.p == pytest.approx(0.63)


def test_what_is_only_said_has_no_place_from_around() -> None:
    assert place(INNER, 3, 11, type_="AGREE") is None
    assert place(INNER, 3, 11, goes=True) is None


def test_the_place_of_another_statement_is_not_the_acts() -> None:
    assert place(SAID, 7, 3) is None


def test_an_embassy_is_not_in_the_country_it_is_of() -> None:
    assert place(EMBASSY, 1, 4) is None


def test_this_city_is_the_datelines() -> None:
    found = place(HERE, 1, line="TULCO, 3 May 1990")
    assert found is not None
    assert (found.text, found.name) == ("this city", "Tulco")
    assert place(HERE, 1) is None


@pytest.mark.parametrize("name", ["Ormeda", "Loja"])
def test_a_name_that_is_not_held_or_only_far_off_stays_as_it_was_read(name: str) -> None:
    words = (
        ("Men", "NOUN", 1, "nsubj"),
        ("fired", "VERB", -1, "root"),
        ("in", "ADP", 3, "case"),
        (name, "PROPN", 1, "obl"),
    )
    found = place(words, 1, 3)
    assert found is not None
    assert (found.text, found.name, found.kind, found.country, found.place_id) == (
        name,
        name,
        PlaceKind.UNKNOWN,
        None,
        None,
    )
