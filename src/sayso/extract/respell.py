"""Read machine-paraphrased words as what they stand for, without touching the text.

Synonym spinners put one sense of a word where another was meant ("fireplace" for the verb "fire"). The
characters stay as they are; only the lemma that the lexicon looks up changes.
"""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from pathlib import Path

from sayso.records import Reading, SentenceReading, Token

__all__ = ["respelled"]


@cache
def _tables() -> tuple[dict[str, str], dict[str, str], dict[tuple[str, ...], str]]:
    raw = tomllib.loads((Path(__file__).with_name("data") / "respell.toml").read_text(encoding="utf-8"))
    return raw["verb"], raw["noun"], {tuple(k.split()): v for k, v in raw["phrase"].items()}


def respelled(reading: Reading) -> Reading:
    """The reading with lemmas as meant."""
    return replace(reading, sentences=tuple(_sentence(s) for s in reading.sentences))


def _sentence(sentence: SentenceReading) -> SentenceReading:
    verbs, nouns, phrases = _tables()
    tokens = list(sentence.tokens)
    changed = False
    for i, token in enumerate(tokens):
        meant = _lemma(token, verbs, nouns)
        if meant is not None:
            tokens[i] = replace(token, lemma=meant)
            changed = True
    for i in range(len(tokens)):
        for words, meant in phrases.items():
            if tuple(t.text.lower() for t in tokens[i : i + len(words)]) == words:
                last = i + len(words) - 1
                tokens[last] = replace(tokens[last], lemma=meant)
                changed = True
    return replace(sentence, tokens=tuple(tokens)) if changed else sentence


def _lemma(token: Token, verbs: dict[str, str], nouns: dict[str, str]) -> str | None:
    table = verbs if token.upos == "VERB" else nouns if token.upos == "NOUN" else {}
    meant = table.get(token.lemma.lower())
    return meant if meant != token.lemma else None
