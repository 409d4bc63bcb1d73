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


def test_who_is_behind_a_deed_does_what_was_done_in_it() -> None:
    found = tree(
        ("Two", "NUM", 1, "nummod"), ("men", "NOUN", 3, "nsubj:pass"), ("were", "AUX", 3, "aux:pass"),
        ("shot", "VERB", -1, "root"), ("in", "ADP", 6, "case"), ("a", "DET", 6, "det"), ("raid", "NOUN", 3, "obl"),
        ("by", "ADP", 8, "case"), ("marines", "NOUN", 6, "nmod"),
    )  # fmt: skip
    assert found.subjects(3) == [8]
    assert found.objects(3) == [1]


def test_a_place_before_a_deed_is_not_behind_it() -> None:
    found = tree(
        ("Men", "NOUN", 2, "nsubj:pass"), ("were", "AUX", 2, "aux:pass"), ("killed", "VERB", -1, "root"),
        ("in", "ADP", 6, "case"), ("a", "DET", 6, "det"), ("Lagos", "PROPN", 6, "compound"), ("attack", "NOUN", 2, "obl"),
    )  # fmt: skip
    assert found.subjects(2) == []


def test_an_armed_body_before_a_deed_owns_it_and_a_modified_gerund_is_a_noun() -> None:
    found = tree(
        ("Ten", "NUM", 1, "nsubj"), ("died", "VERB", -1, "root"), ("in", "ADP", 4, "case"),
        ("police", "NOUN", 4, "compound"), ("firing", "VERB", 1, "obl"),
    )  # fmt: skip
    assert (found[4].upos, found[4].lemma) == ("NOUN", "firing")
    assert found[3].deprel == "nmod:poss"


def test_a_gerund_with_an_object_stays_a_verb() -> None:
    found = tree(
        ("by", "ADP", 1, "mark"), ("firing", "VERB", 3, "obl"), ("shells", "NOUN", 1, "obj"), ("went", "VERB", -1, "root"),
    )  # fmt: skip
    assert found[1].upos == "VERB"


def test_whose_plan_it_is_does_what_is_planned() -> None:
    found = tree(
        ("A", "DET", 1, "det"), ("bid", "NOUN", 6, "nsubj"), ("by", "ADP", 3, "case"), ("deputies", "NOUN", 1, "nmod"),
        ("to", "PART", 5, "mark"), ("impeach", "VERB", 1, "acl"), ("failed", "VERB", -1, "root"),
    )  # fmt: skip
    assert found.subjects(5) == [3]


def test_with_whom_ties_are_is_with_whom_they_are_resumed() -> None:
    found = tree(
        ("resumption", "NOUN", -1, "root"), ("of", "ADP", 2, "case"), ("ties", "NOUN", 0, "nmod"),
        ("with", "ADP", 4, "case"), ("Chad", "PROPN", 2, "nmod"), ("and", "CCONJ", 6, "cc"), ("Mali", "PROPN", 4, "conj"),
    )  # fmt: skip
    assert found.obliques(0) == [("of", 2), ("with", 4), ("with", 6)]
