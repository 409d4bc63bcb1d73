"""From where people are whom a phrase only describes."""

from __future__ import annotations

import pytest

from sayso.extract.parties import Parties
from sayso.extract.tree import Tree
from sayso.records import (
    ActorKind,
    ActorMatch,
    Article,
    Mention,
    Reading,
    Sentence,
    SentenceReading,
    Span,
    Token,
)

Word = tuple[str, str, int, str]
LANDS = {"Chad": "TCD", "Mali": "MLI", "Chadian": "TCD", "Malian": "MLI"}


class Finder:
    """Knows two countries and what lawmakers, judges and soldiers are."""

    def find(self, text: str, **_: object) -> ActorMatch:
        land = next((code for name, code in LANDS.items() if name in text.split()), None)
        noun = text.rsplit(maxsplit=1)[-1].lower()
        if text in LANDS:
            return self._match(f"cty:{land}", ActorKind.COUNTRY, land, (), named=True)
        return self._match(f"role:{land}:{noun}", ActorKind.GROUP, land, (noun[:3].upper(),), named=False)

    @staticmethod
    def _match(
        actor_id: str, kind: ActorKind, land: str | None, sectors: tuple[str, ...], *, named: bool
    ) -> ActorMatch:
        return ActorMatch(
            actor_id=actor_id, name=actor_id, kind=kind, country=land, sectors=sectors, named=named,
            office=None, p=0.9,
        )  # fmt: skip


def parties(*words: Word) -> Parties:
    text, at, spans = " ".join(w[0] for w in words), 0, []
    for word, *_ in words:
        spans.append(Span(at, at + len(word)))
        at += len(word) + 1
    tokens = tuple(
        Token(span=s, text=w, lemma=w.lower().removesuffix("s"), upos=u, feats=(), head=h, deprel=r)
        for s, (w, u, h, r) in zip(spans, words, strict=True)
    )
    mentions = tuple(
        Mention(sentence=0, start=i, end=i + 1, span=spans[i], label="place")
        for i, w in enumerate(words)
        if w[0] in LANDS
    )
    sentence = SentenceReading(index=0, tokens=tokens, predicates=(), mentions=mentions)
    article = Article(
        article_id="r0", name="case", text=text,
        sentences=(Sentence(span=Span(0, at - 1), words=tuple(spans), paragraph=0),),
        paragraphs=(), text_sha256="",
    )  # fmt: skip
    reading = Reading(article_id="r0", model_sha256="", sentences=(sentence,), chains=())
    return Parties(article, reading, [Tree(sentence)], Finder())  # type: ignore[arg-type]


def lands(found: Parties, head: int) -> list[str | None]:
    return [p.match.country for p in found.at(0, head)]


@pytest.mark.parametrize(
    ("words", "head", "wanted"),
    [
        ((("lawmakers", "NOUN", -1, "root"), ("in", "ADP", 2, "case"), ("Chad", "PROPN", 0, "nmod"),
          ("and", "CCONJ", 4, "cc"), ("Mali", "PROPN", 2, "conj")), 0, ["TCD", "MLI"]),
        ((("Chadian", "ADJ", 3, "amod"), ("and", "CCONJ", 2, "cc"), ("Malian", "ADJ", 0, "conj"),
          ("judges", "NOUN", -1, "root")), 3, ["TCD", "MLI"]),
        ((("Chadian", "ADJ", 1, "amod"), ("police", "NOUN", -1, "root"), ("and", "CCONJ", 3, "cc"),
          ("prosecutors", "NOUN", 1, "conj")), 3, ["TCD"]),
        ((("Chadian", "ADJ", 1, "amod"), ("police", "NOUN", -1, "root"), ("and", "CCONJ", 4, "cc"),
          ("the", "DET", 4, "det"), ("prosecutors", "NOUN", 1, "conj")), 4, [None]),
        ((("soldiers", "NOUN", -1, "root"), ("from", "ADP", 2, "case"), ("Mali", "PROPN", 0, "nmod")), 0, ["MLI"]),
        ((("soldiers", "NOUN", -1, "root"), ("in", "ADP", 2, "case"), ("Mali", "PROPN", 0, "nmod")), 0, [None]),
    ],
)  # fmt: skip
def test_a_description_is_of_the_countries_named_beside_it(
    words: tuple[Word, ...], head: int, wanted: list[str | None]
) -> None:
    assert lands(parties(*words), head) == wanted
