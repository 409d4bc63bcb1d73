"""Lemmas by rule where the table is silent."""

from __future__ import annotations

import pytest

from sayso.read.lemma import lemma_of, rule_lemma


@pytest.mark.parametrize(
    ("form", "upos", "lemma"),
    [
        ("talks", "NOUN", "talk"),
        ("countries", "NOUN", "country"),
        ("crisis", "NOUN", "crisis"),
        ("planned", "VERB", "plan"),
        ("carried", "VERB", "carry"),
        ("meeting", "VERB", "meet"),
        ("imposes", "VERB", "impose"),
        ("striving", "VERB", "strive"),
        ("earlier", "ADV", "early"),
    ],
)
def test_rule_lemma(form: str, upos: str, lemma: str) -> None:
    assert rule_lemma(form, upos) == lemma


def test_names_keep_their_letters_and_the_table_wins() -> None:
    assert lemma_of("Hamas", "PROPN", {}) == "Hamas"
    assert lemma_of("Held", "VERB", {"VERB": {"held": "hold"}}) == "hold"
