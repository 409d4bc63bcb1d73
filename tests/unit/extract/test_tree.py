"""Slips of the reader's trees that the words around settle."""

from __future__ import annotations

from sayso.extract.tree import Tree
from sayso.records import SentenceReading, Span, Token

Word = tuple[str, str, int, str]


def tree(*words: Word) -> Tree:
    at, tokens = 0, []
    for text, upos, head, deprel in words:
        span = Span(at, at + len(text))
        tokens.append(
            Token(span=span, text=text, lemma=text.lower(), upos=upos, feats=(), head=head, deprel=deprel)
        )
        at += len(text) + 1
    return Tree(SentenceReading(index=0, tokens=tuple(tokens), predicates=(), mentions=()))


def test_subjects_side_by_side_are_one() -> None:
    found = tree(
        ("Norwegian", "ADJ", 5, "nsubj"), ("Foreign", "ADJ", 2, "amod"), ("Minister", "NOUN", 5, "nsubj"),
        ("Ingrid", "PROPN", 5, "nsubj"), ("Solheim", "PROPN", 3, "flat"), ("spoke", "VERB", -1, "root"),
    )  # fmt: skip
    assert [t.head for t in found.tokens] == [2, 2, 3, 5, 3, -1]
    assert found.subjects(5) == [3]


def test_subjects_of_their_own_clauses_stay() -> None:
    found = tree(
        ("He", "PRON", 1, "nsubj"), ("said", "VERB", -1, "root"), ("Norway", "PROPN", 3, "nsubj"),
        ("agreed", "VERB", 1, "ccomp"),
    )  # fmt: skip
    assert [t.head for t in found.tokens] == [1, -1, 3, 1]


def test_an_owner_belongs_to_what_is_owned() -> None:
    found = tree(
        ("Turkey", "PROPN", 4, "nsubj"), ("'s", "PART", 0, "case"), ("foreign", "ADJ", 3, "amod"),
        ("minister", "NOUN", 4, "nsubj"), ("left", "VERB", -1, "root"),
    )  # fmt: skip
    assert (found[0].head, found[0].deprel) == (3, "nmod:poss")
    assert found.subjects(4) == [3]


def test_a_bare_word_after_to_is_a_verb() -> None:
    found = tree(("to", "PART", 1, "mark"), ("visit", "NOUN", -1, "root"))
    assert (found[1].upos, found[1].feats) == ("VERB", ("VerbForm=Inf",))
