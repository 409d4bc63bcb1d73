"""Lemmas: a table learned from treebanks where a rule does not give the word, rules elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

from sayso.lang.plurals import singular

__all__ = ["lemma_of", "rule_lemma"]

_VOWELS = "aeiou"
#: Consonants that English doubles before -ed and -ing.
_DOUBLED = "bdgklmnprtvz"
#: Verb stems with these ends have lost an e (escalate, seize, dispute, release, expense, charge, enable).
_DROPS_E = (
    "at",
    "iz",
    "eiz",
    "ut",
    "eas",
    "los",
    "ns",
    "rs",
    "ps",
    "dg",
    "rg",
    "bl",
    "dl",
    "gl",
    "pl",
    "tl",
    "iev",
    "ir",
    "os",
    "us",
)


def lemma_of(form: str, upos: str, table: Mapping[str, Mapping[str, str]]) -> str:
    """The lemma of a word: names keep their letters, everything else is lower case."""
    if upos == "PROPN":
        return form
    low = form.lower()
    found = table.get(upos, {}).get(low)
    if found is not None:
        return found
    if upos == "AUX":
        found = table.get("VERB", {}).get(low)
        if found is not None:
            return found
    return rule_lemma(low, upos)


def rule_lemma(form: str, upos: str) -> str:
    """Inflection undone by spelling rules; the form itself where none applies."""
    if upos in ("VERB", "AUX"):
        return _verb(form)
    if upos == "NOUN":
        return singular(form)
    if upos in ("ADJ", "ADV"):
        return _degree(form)
    return form


def _verb(form: str) -> str:
    if form.endswith("ing") and len(form) > 5:
        return _stem(form[:-3])
    if form.endswith("ied") and len(form) > 4:
        return form[:-3] + "y"
    if form.endswith("ed") and len(form) > 3:
        return _stem(form[:-2])
    if form.endswith("ies") and len(form) > 4:
        return form[:-3] + "y"
    if form.endswith(("sses", "shes", "ches", "xes", "zzes", "oes")):
        return form[:-2]
    if form.endswith("s") and len(form) > 3 and not form.endswith(("ss", "us")):
        return form[:-1]
    return form


def _stem(base: str) -> str:
    """Undo consonant doubling or a dropped final e of a verb stem."""
    if len(base) > 2 and base[-1] == base[-2] and base[-1] in _DOUBLED:
        return base[:-1] if base[-1] != "l" or len(base) > 5 else base
    if len(base) < 3 or not any(c in _VOWELS + "y" for c in base):
        return base
    return base + "e" if (base.endswith(_DROPS_E) and len(base) > 3) or base[-1] in "vcu" else base


def _degree(form: str) -> str:
    for ending in ("iest", "ier"):
        if form.endswith(ending) and len(form) > len(ending) + 2:
            return form[: -len(ending)] + "y"
    return form
