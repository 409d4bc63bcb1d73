"""WordNet 3.0's synonyms, and English words bent into the form that another word stands in.

Reads the database files of the Debian package wordnet-base (`apt-get download wordnet-base`, unpacked anywhere).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_FILES = {"n": "noun", "v": "verb", "a": "adj", "r": "adv"}
_VOWEL = re.compile(r"[aeiou]")
_SHORT_VERB = re.compile(r"^[^aeiou]*[aeiou][^aeiouwxy]$")
#: Forms of verbs whose past and participle differ; the rest of the irregular ones come out of verb.exc.
_PAST = {
    "be": "was", "go": "went", "do": "did", "see": "saw", "take": "took", "give": "gave", "come": "came", "know": "knew",
    "begin": "began", "break": "broke", "speak": "spoke", "write": "wrote", "drive": "drove", "fall": "fell", "fly": "flew",
    "grow": "grew", "show": "showed", "throw": "threw", "draw": "drew", "rise": "rose", "run": "ran", "become": "became",
    "choose": "chose", "steal": "stole", "wear": "wore", "eat": "ate", "forget": "forgot", "get": "got", "hide": "hid",
    "ring": "rang", "sing": "sang", "sink": "sank", "swim": "swam", "shake": "shook", "bite": "bit", "bear": "bore",
    "freeze": "froze", "swear": "swore", "tear": "tore", "wake": "woke", "ride": "rode", "drink": "drank", "arise": "arose",
    "undertake": "undertook", "overcome": "overcame", "withdraw": "withdrew", "undergo": "underwent", "mistake": "mistook",
}  # fmt: skip


@dataclass(frozen=True)
class Form:
    """A word as a dictionary form of a part of speech, bent: "", "s", "ed", "en", "ing", "er", "est"."""

    lemma: str
    pos: str
    bent: str


class WordNet:
    """Synonym sets by dictionary form, most usual sense first."""

    def __init__(self, folder: Path) -> None:
        self.sets: dict[tuple[str, int], tuple[str, ...]] = {}
        self.senses: dict[tuple[str, str], list[tuple[str, int]]] = {}
        self.near: dict[tuple[str, int], list[tuple[str, int]]] = defaultdict(list)
        for pos, name in _FILES.items():
            for row in (folder / f"data.{name}").open(encoding="utf8"):
                if not row.startswith("  "):
                    parts = row.split(" | ")[0].split()
                    n = int(parts[3], 16)
                    words = tuple(re.sub(r"\((?:a|p|ip)\)$", "", w).replace("_", " ") for w in parts[4 : 4 + 2 * n : 2])
                    self.sets[pos, int(parts[0])] = words
                    rest = parts[5 + 2 * n :]
                    for i, p in enumerate(rest):
                        if p in ("&", "@") and i + 2 < len(rest) and rest[i + 2] in ("n", "v", "a", "s", "r"):
                            self.near[pos, int(parts[0])].append((rest[i + 2].replace("s", "a"), int(rest[i + 1])))
            for row in (folder / f"index.{name}").open(encoding="utf8"):
                if not row.startswith("  "):
                    parts = row.split()
                    n = int(parts[2])
                    self.senses[parts[0].replace("_", " "), pos] = [(pos, int(p)) for p in parts[-n:]]
        self.odd: dict[str, dict[str, list[str]]] = {p: defaultdict(list) for p in _FILES}
        self.bent: dict[tuple[str, str], list[str]] = defaultdict(list)
        for pos, name in _FILES.items():
            for row in (folder / f"{name}.exc").open(encoding="utf8"):
                form, *lemmas = row.split()
                for lemma in lemmas:
                    if "_" not in form:
                        self.odd[pos][form].append(lemma)
                        self.bent[lemma, pos].append(form)

    def known(self, lemma: str, pos: str) -> bool:
        return (lemma, pos) in self.senses

    @lru_cache(maxsize=200_000)  # noqa: B019
    def forms(self, word: str) -> tuple[Form, ...]:
        """Every dictionary form that a lower-case word may stand for."""
        out = [Form(word, p, "") for p in _FILES if self.known(word, p)]
        for pos, table in self.odd.items():
            lemmas = (m for m in table.get(word, ()) if self.known(m, pos))
            out += [Form(m, pos, self._kind(word, m, pos)) for m in lemmas]
        for lemma, pos, bent in _stripped(word):
            form = Form(lemma, pos, bent)
            if self.known(lemma, pos) and form not in out and self.bend(lemma, pos, bent) == word:
                out.append(form)
                if bent == "ed":
                    out.append(Form(lemma, pos, "en"))
        return tuple(out)

    def _kind(self, word: str, lemma: str, pos: str) -> str:
        if pos == "n":
            return "s"
        if pos in "ar":
            return "est" if word.endswith("st") else "er"
        if word.endswith("ing"):
            return "ing"
        if word.endswith("s") and not word.endswith("ss"):
            return "s"
        return "ed" if _PAST.get(lemma) == word or word == self._past(lemma) else "en"

    def _past(self, lemma: str) -> str:
        if lemma in _PAST:
            return _PAST[lemma]
        odd = [f for f in self.bent.get((lemma, "v"), ()) if not f.endswith(("ing", "s"))]
        return odd[0] if odd else _regular(lemma, "ed")

    @lru_cache(maxsize=200_000)  # noqa: B019
    def bend(self, lemma: str, pos: str, bent: str) -> str:
        """The dictionary form bent; of several words the head is: a verb's first, else the last."""
        if not bent:
            return lemma
        words = lemma.split(" ")
        at = 0 if pos == "v" else len(words) - 1
        words[at] = self._bend_one(words[at], pos, bent)
        return " ".join(words)

    def _bend_one(self, word: str, pos: str, bent: str) -> str:
        odd = self.bent.get((word, pos), [])
        if pos == "n":
            return odd[0] if odd else _regular(word, "s")
        if pos in "ar":
            long = len(_VOWEL.findall(word)) > 2
            return f"{'more' if bent == 'er' else 'most'} {word}" if long else _regular(word, bent)
        if bent == "ed":
            return self._past(word)
        if bent == "en":
            own = [f for f in odd if not f.endswith(("ing", "s")) and f != _PAST.get(word)]
            return own[-1] if own else self._past(word)
        return _regular(word, bent)

    def synonyms(self, form: Form, *, senses: int = 99) -> list[tuple[str, int]]:
        """Other words of the form's synonym sets, bent alike, with the sense's rank from 0."""
        out: dict[str, int] = {}
        for rank, key in enumerate(self.senses[form.lemma, form.pos][:senses]):
            for other in self.sets[key]:
                if other[:1].islower() and not respelt(other.lower(), form.lemma):
                    out.setdefault(self.bend(other, form.pos, form.bent), rank)
        return list(out.items())

    def multiwords(self) -> Iterator[tuple[str, list[str]]]:
        """Lemmas of several words in small letters, with their one-word synonyms."""
        for key, words in self.sets.items():
            single = [w.lower() for w in words if " " not in w and w.isalpha()]
            for w in words:
                if " " in w and single and w.replace(" ", "").isalnum() and w[0].islower():
                    yield w.lower(), [self.bend(s, key[0], "") for s in single]


def respelt(one: str, other: str) -> bool:
    """Whether two words are one in two spellings ("programme", "program"): a writer's choice, no spinner's."""
    if one == other:
        return True
    if min(len(one), len(other)) < 5 or abs(len(one) - len(other)) > 2 or one[:2] != other[:2]:
        return False
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1] <= 2


def _regular(word: str, bent: str) -> str:
    if bent == "s":
        if word.endswith(("s", "x", "z", "ch", "sh")):
            return word + "es"
        return word[:-1] + "ies" if word.endswith("y") and word[-2:-1] not in tuple("aeiou") else word + "s"
    if word.endswith("y") and word[-2:-1] not in tuple("aeiou") and bent != "ing":
        return word[:-1] + "i" + bent
    if word.endswith("ie") and bent == "ing":
        return word[:-2] + "ying"
    if word.endswith("e") and not (bent == "ing" and word.endswith(("ee", "oe", "ye"))):
        return word[:-1] + bent
    return word + (word[-1] if _SHORT_VERB.match(word) else "") + bent


def _stripped(word: str) -> Iterator[tuple[str, str, str]]:
    """Guesses at what a bent word was: dictionary form, part of speech, form."""
    for end, bent in (("s", "s"), ("ed", "ed"), ("ing", "ing"), ("er", "er"), ("est", "est")):
        if not word.endswith(end) or len(word) < len(end) + 2:
            continue
        stem = word[: -len(end)]
        stems = [stem, stem + "e"]
        if bent == "s" and stem.endswith("e"):
            stems.append(stem[:-1])
        if stem.endswith("ie" if bent == "s" else "i"):
            stems.append(stem[: -2 if bent == "s" else -1] + "y")
        if len(stem) > 2 and stem[-1] == stem[-2]:
            stems.append(stem[:-1])
        if bent == "ing" and stem.endswith("y"):
            stems.append(stem[:-1] + "ie")
        poses = "nv" if bent == "s" else "v" if bent in ("ed", "ing") else "ar"
        for s in stems:
            for p in poses:
                yield s, p, bent
