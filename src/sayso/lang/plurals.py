"""Nouns without their plural, so that "shells" is looked up where "shell" is written."""

from __future__ import annotations

__all__ = ["noun_forms", "same_noun", "singular"]

#: Plurals that no ending tells.
_ODD = {
    "aircraft": "aircraft", "avalanches": "avalanche", "caches": "cache", "children": "child", "feet": "foot",
    "halves": "half", "knives": "knife", "lives": "life", "men": "man", "mice": "mouse", "movies": "movie",
    "niches": "niche", "people": "person", "series": "series", "sorties": "sortie", "species": "species",
    "teeth": "tooth", "wives": "wife", "wolves": "wolf", "women": "woman",
}  # fmt: skip
#: Endings that take "es" in the plural.
_HISSING = ("ches", "shes", "sses", "xes", "zzes")
#: Endings of words that are no plural though they end in s.
_NO_PLURAL = ("ss", "us", "is")


def singular(word: str) -> str:
    """The likeliest singular of a noun in lower case; a word that is none comes back as it is.

    >>> singular("shells"), singular("batteries"), singular("losses"), singular("servicemen")
    ('shell', 'battery', 'loss', 'serviceman')
    """
    if word in _ODD:
        return _ODD[word]
    if word.endswith("men") and len(word) > 5:
        return word[:-2] + "an"
    if len(word) < 4 or not word.endswith("s") or word.endswith(_NO_PLURAL):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(_HISSING) else word[:-1]


def noun_forms(word: str) -> frozenset[str]:
    """``word`` and all that it may be the plural of: spelling does not tell "caches" from "buses"."""
    forms = {word, singular(word)}
    if len(word) > 4 and word.endswith("es"):
        forms.add(word[:-2])
    if len(word) > 3 and word.endswith("s") and not word.endswith(_NO_PLURAL):
        forms.add(word[:-1])
    return frozenset(forms)


def same_noun(a: str, b: str) -> bool:
    """Whether two words in lower case are one noun, each of them in singular or plural.

    >>> same_noun("buses", "bus"), same_noun("caches", "cache"), same_noun("shell", "shelter")
    (True, True, False)
    """
    return not noun_forms(a).isdisjoint(noun_forms(b))
