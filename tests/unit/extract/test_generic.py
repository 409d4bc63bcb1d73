"""Acts of a kind and single acts."""

from __future__ import annotations

import pytest

from sayso.extract.generic import is_generic
from sayso.extract.tree import Tree
from sayso.records import SentenceReading, Span, Token

_FEATS = {
    "pres": ("Tense=Pres", "VerbForm=Fin"),
    "past": ("Tense=Past", "VerbForm=Fin"),
    "inf": ("VerbForm=Inf",),
    "ger": ("VerbForm=Ger",),
    "ing": ("Tense=Pres", "VerbForm=Part"),
    "ed": ("Tense=Past", "VerbForm=Part"),
    "modal": ("VerbForm=Fin",),
    "": (),
}
_LEMMAS = {
    "steals": "steal",
    "stole": "steal",
    "knows": "know",
    "fills": "fill",
    "are": "be",
    "stolen": "steal",
}


def tree(text: str) -> Tree:
    """Words written as ``form/tag/head/relation/feature set``, heads counted from one, zero the root."""
    at, tokens = 0, []
    for word in text.split():
        form, upos, head, rel, feats = word.split("/")
        tokens.append(
            Token(
                span=Span(at, at + len(form)), text=form, lemma=_LEMMAS.get(form, form.lower()), upos=upos,
                feats=_FEATS[feats], head=int(head) - 1, deprel=rel,
            )
        )  # fmt: skip
        at += len(form) + 1
    return Tree(SentenceReading(index=0, tokens=tuple(tokens), predicates=(), mentions=()))


@pytest.mark.parametrize(
    ("text", "word", "general"),
    [
        # nobody in particular, in the plain present
        ("Thieves/NOUN/2/nsubj/ steal/VERB/0/root/pres bicycles/NOUN/2/obj/", 2, True),
        ("Thieves/NOUN/2/nsubj/ stole/VERB/0/root/past bicycles/NOUN/2/obj/", 2, False),
        ("Any/DET/2/det/ thief/NOUN/3/nsubj/ knows/VERB/0/root/pres locks/NOUN/3/obj/", 3, True),
        ("You/PRON/2/nsubj/ pay/VERB/0/root/pres twice/ADV/2/advmod/", 2, True),
        # somebody in particular: a habit, unless the verb tells a state or the subject has a name
        ("The/DET/2/det/ pump/NOUN/3/nsubj/ fills/VERB/0/root/pres tanks/NOUN/3/obj/", 3, True),
        ("The/DET/2/det/ mayor/NOUN/3/nsubj/ knows/VERB/0/root/pres thieves/NOUN/3/obj/", 3, False),
        ("Chad/PROPN/2/nsubj/ recalls/VERB/0/root/pres its/PRON/4/nmod:poss/ envoy/NOUN/2/obj/", 2, False),
        ("He/PRON/2/nsubj/ steals/VERB/0/root/pres bread/NOUN/2/obj/", 2, False),
        # a progressive or a perfect is a single act
        ("Thieves/NOUN/3/nsubj/ are/AUX/3/aux/pres stealing/VERB/0/root/ing bread/NOUN/3/obj/", 3, False),
        ("Thieves/NOUN/3/nsubj/ have/AUX/3/aux/pres stolen/VERB/0/root/ed bread/NOUN/3/obj/", 3, False),
        # modals
        ("Letters/NOUN/4/nsubj:pass/ can/AUX/4/aux/modal be/AUX/4/aux:pass/inf opened/VERB/0/root/ed", 4, True),
        ("That/DET/2/det/ letter/NOUN/5/nsubj:pass/ can/AUX/5/aux/modal be/AUX/5/aux:pass/inf opened/VERB/0/root/ed", 5, False),
        # as a rule, whoever it is
        ("Chad/PROPN/3/nsubj/ usually/ADV/3/advmod/ pays/VERB/0/root/pres late/ADV/3/advmod/", 3, True),
        ("Chad/PROPN/3/nsubj/ usually/ADV/3/advmod/ paid/VERB/0/root/past late/ADV/3/advmod/", 3, False),
        # whenever something happens
        ("Tanks/NOUN/2/nsubj/ leak/VERB/0/root/pres if/SCONJ/5/mark/ Chad/PROPN/5/nsubj/ pays/VERB/2/advcl/pres", 5, True),
        # relative clauses speak of the noun they describe
        ("Thieves/NOUN/4/nsubj/ who/PRON/3/nsubj/ steal/VERB/1/acl:relcl/pres run/VERB/0/root/pres", 3, True),
        ("The/DET/2/det/ men/NOUN/5/nsubj/ who/PRON/4/nsubj/ can/AUX/5/aux/modal run/VERB/2/acl:relcl/inf", 5, False),
        # gerunds and infinitives share the time of their clause
        ("Stealing/VERB/3/csubj/ger bread/NOUN/1/obj/ harms/VERB/0/root/pres everybody/PRON/3/obj/", 1, True),
        ("They/PRON/2/nsubj/ need/VERB/0/root/pres keys/NOUN/2/obj/ to/PART/5/mark/ open/VERB/3/acl/inf it/PRON/5/obj/", 5, True),
        ("They/PRON/2/nsubj/ needed/VERB/0/root/past keys/NOUN/2/obj/ to/PART/5/mark/ open/VERB/2/advcl/inf it/PRON/5/obj/", 5, False),
        # a participle before or behind a noun tells what has been done
        ("Bread/NOUN/3/nsubj:pass/ stolen/VERB/1/acl/ed sells/VERB/0/root/pres", 2, False),
        # nouns
        ("Raids/NOUN/2/nsubj/ need/VERB/0/root/pres planning/NOUN/2/obj/", 1, True),
        ("Raids/NOUN/2/nsubj/ followed/VERB/0/root/past", 1, False),
        ("The/DET/2/det/ raid/NOUN/3/nsubj/ needs/VERB/0/root/pres planning/NOUN/3/obj/", 2, False),
        ("Their/PRON/2/nmod:poss/ raids/NOUN/3/nsubj/ need/VERB/0/root/pres planning/NOUN/3/obj/", 2, False),
        ("Three/NUM/2/nummod/ raids/NOUN/3/nsubj/ need/VERB/0/root/pres planning/NOUN/3/obj/", 2, False),
    ],
)  # fmt: skip
def test_whether_an_act_is_one_of_a_kind(text: str, word: int, general: bool) -> None:
    assert is_generic(tree(text), word - 1) is general


def test_a_word_without_a_clause_around_it_may_be_general() -> None:
    assert is_generic(tree("Raids/NOUN/0/root/"), 0)
    assert not is_generic(tree("Raid/PROPN/0/root/"), 0)
