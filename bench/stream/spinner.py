"""A seeded spinner: rewrites a text word by word with a thesaurus of our own, wrong senses included.

Four settings. `mill` changes words only; `wheel` changes phrases as well; `churn` also changes, drops and
puts in function words and writes small numbers the other way; `turn` moves clauses about besides. Numbers
in figures, names and words with a capital inside a sentence are left alone. Dev and held-out happenings are
given different halves of each entry's alternatives.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

__all__ = ["SETTINGS", "Spun", "Thesaurus", "read_thesaurus", "spin"]

_TOKEN = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*|\d[\d,.]*\d|\s+|.", re.DOTALL)
_SENTENCE = re.compile(r".+?(?:[.!?][\"”]?(?=\s|$)|$)\s*", re.DOTALL)
_QUOTE = re.compile(r'^"([^"]+),?" said ([A-Z][^"]+?)\.(\s*)$')
_SAID = re.compile(r"^([^\"]+), ((?:[A-Z][\w.'-]+ ){1,3}|the [\w ]+? |officials |police )said\.(\s*)$")
_FIRST = re.compile(
    r"^(In|On|At|By|Since|After|Under|Across|From|Following|Among) ([^,\"]{3,60}), ([^\"]+)\.(\s*)$"
)
_PAIR = re.compile(r"\b([a-z]{4,}) and ([a-z]{4,})\b")
_SMALL = "zero one two three four five six seven eight nine ten eleven twelve".split()
_DETERMINERS = frozenset("The A An At In On No Some Most Many More Two Three Four Five Six".split())
_DOUBLED = frozenset(
    "stop drop grab slap plan beg hug rob rip jog transmit nod trap tug scrap prod abet".split()
)
_PAST = {
    "bear": "bore", "become": "became", "begin": "began", "blow": "blew", "bring": "brought", "buy": "bought",
    "carry": "carried", "cast": "cast", "catch": "caught", "come": "came", "cut": "cut", "draw": "drew",
    "drive": "drove", "dwell": "dwelt", "fall": "fell", "find": "found", "flee": "fled", "fling": "flung",
    "foresee": "foresaw", "forget": "forgot", "get": "got", "give": "gave", "go": "went", "grow": "grew",
    "hang": "hung", "hear": "heard", "hit": "hit", "hold": "held", "hurt": "hurt", "keep": "kept", "lay":
    "laid", "lead": "led", "leave": "left", "lend": "lent", "let": "let", "lose": "lost", "make": "made",
    "meet": "met", "mislay": "mislaid", "overcome": "overcame", "overhear": "overheard", "quit": "quit",
    "rise": "rose", "run": "ran", "say": "said", "seek": "sought", "sell": "sold", "send": "sent", "set":
    "set", "shoot": "shot", "shut": "shut", "sing": "sang", "sink": "sank", "sit": "sat", "slay": "slew",
    "speak": "spoke", "spin": "spun", "spread": "spread", "stand": "stood", "step": "stepped", "stride":
    "strode", "strike": "struck", "take": "took", "tell": "told", "think": "thought", "throw": "threw",
    "wear": "wore", "win": "won", "write": "wrote",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What a spinner does beside changing words: each is a share, to be multiplied with the rate."""

    phrases: float = 0.0
    function: float = 0.0
    turning: float = 0.0


SETTINGS: Mapping[str, Setting] = {
    "mill": Setting(),
    "wheel": Setting(phrases=1.4),
    "churn": Setting(phrases=0.6, function=0.5),
    "turn": Setting(phrases=1.0, turning=1.2),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Thesaurus:
    """Alternatives by word, four each, and by phrase (a tuple of words)."""

    noun: Mapping[str, tuple[str, ...]]
    verb: Mapping[str, tuple[str, ...]]
    other: Mapping[str, tuple[str, ...]]
    function: Mapping[str, tuple[str, ...]]
    phrase: Mapping[tuple[str, ...], tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spun:
    """A spun text with the number of words of the original and how many of them were changed."""

    text: str
    words: int
    changed: int


def read_thesaurus(path: Path) -> Thesaurus:
    """The thesaurus; each entry is its alternatives between strokes."""
    tree = tomllib.loads(path.read_text(encoding="utf-8"))
    split = {kind: {word: tuple(row.split("|")) for word, row in rows.items()} for kind, rows in tree.items()}
    return Thesaurus(
        noun=split["noun"],
        verb=split["verb"],
        other=split["other"],
        function=split["function"],
        phrase={tuple(key.split()): value for key, value in split["phrase"].items()},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    """One spinning: its thesaurus and which half of it, the setting, the rate and the dice."""

    thesaurus: Thesaurus
    half: int
    setting: Setting
    rate: float
    dice: random.Random

    def chance(self, share: float) -> bool:
        return self.dice.random() < share

    def pick(self, options: tuple[str, ...]) -> str:
        return self.dice.choice(options[self.half :: 2])


def spin(
    text: str, thesaurus: Thesaurus, setting: str, rate: float, *, half: int, dice: random.Random
) -> Spun:
    """Spin a text.

    Units:
        rate: share of the words that the thesaurus holds that are changed.
        half: 0 or 1, which alternatives are used.
    Raises:
        KeyError: there is no such setting.
    """
    run = _Run(thesaurus=thesaurus, half=half, setting=SETTINGS[setting], rate=rate, dice=dice)
    words = sum(_is_word(t) for t in _TOKEN.findall(text))
    if run.setting.turning:
        text = "".join(_turned(s, run) for s in _SENTENCE.findall(text))
    parts: list[str] = []
    changed = 0
    for new, count in _spun(_TOKEN.findall(text), run):
        parts.append(new)
        changed += count
    return Spun(text=_tidy("".join(parts)), words=words, changed=changed)


def _is_word(item: str) -> bool:
    return item[0].isalpha()


def _tidy(text: str) -> str:
    return re.sub(r" +([,.;:!?])", r"\1", re.sub(r"  +", " ", text)).strip()


def _turned(sentence: str, run: _Run) -> str:
    """A sentence with its clauses moved about, where one of a few patterns fits."""
    if not run.chance(min(0.9, run.setting.turning * run.rate)):
        return sentence
    if m := _QUOTE.match(sentence):
        return f'{m[2]} said: "{m[1].rstrip(",")}."{m[3]}'
    if m := _SAID.match(sentence):
        return f"{_upper(m[2].strip())} said that {_lower(m[1])}.{m[3]}"
    if m := _FIRST.match(sentence):
        return f"{_upper(m[3])} {m[1].lower()} {m[2]}.{m[4]}"
    return _PAIR.sub(r"\2 and \1", sentence, count=1)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _lower(text: str) -> str:
    first = text.split(" ", 1)[0]
    return text[:1].lower() + text[1:] if first in _DETERMINERS else text


def _spun(tokens: list[str], run: _Run) -> Iterator[tuple[str, int]]:
    """New text item by item, with how many words of the old one it changes."""
    at, opens = 0, True
    while at < len(tokens):
        item = tokens[at]
        if not _is_word(item):
            if item.strip():
                opens = item in ".!?" or (opens and item in "\"“'(")
            yield item, 0
            at += 1
            continue
        if item[0].isupper() and not opens:
            yield item, 0
        elif (phrase := _phrase_at(tokens, at, run)) is not None:
            n, new = phrase
            yield (_upper(new) if item[0].isupper() else new), n
            at += 2 * n - 2
        else:
            fresh = _word(item.lower(), run)
            cased = item if fresh is None else _upper(fresh) if item[0].isupper() else fresh
            yield cased, int(cased.lower() != item.lower())
        opens = False
        at += 1


def _phrase_at(tokens: list[str], at: int, run: _Run) -> tuple[int, str] | None:
    for n in (4, 3, 2):
        span = tokens[at : at + 2 * n - 1]
        key = tuple(t.lower() for t in span[::2])
        if len(key) == n and all(t == " " for t in span[1::2]) and key in run.thesaurus.phrase:
            if run.chance(min(0.95, run.setting.phrases * run.rate)):
                return n, run.pick(run.thesaurus.phrase[key])
            return None
    return None


def _word(word: str, run: _Run) -> str | None:
    """What stands for a word, None where it stays."""
    t = run.thesaurus
    if word in t.function:
        return run.pick(t.function[word]) if run.chance(run.setting.function * run.rate) else None
    if run.setting.function and word in _SMALL[2:]:
        return str(_SMALL.index(word)) if run.chance(run.rate) else None
    found = next(_forms(word, t), None)
    if found is None or not run.chance(run.rate):
        return None
    options, form = found
    return _inflected(run.pick(options), form)


def _forms(word: str, t: Thesaurus) -> Iterator[tuple[tuple[str, ...], str]]:
    """Entries for a word, with the form in which it stands."""
    if word in t.other:
        yield t.other[word], ""
    for table in (t.noun, t.verb):
        if word in table:
            yield table[word], ""
    for ending, table, form in (
        ("s", t.noun, "plural"),
        ("s", t.verb, "third"),
        ("ed", t.verb, "past"),
        ("ing", t.verb, "ing"),
    ):
        if word.endswith(ending):
            for stem in _stems(word, ending):
                if stem in table:
                    yield table[stem], form


def _stems(word: str, ending: str) -> tuple[str, ...]:
    stem = word[: -len(ending)]
    doubled = stem[:-1] if len(stem) > 2 and stem[-1] == stem[-2] else stem
    if ending == "s":
        return (
            stem,
            stem[:-2] + "y" if stem.endswith("ie") else stem,
            stem.removesuffix("e"),
        )
    return (stem, stem + "e", doubled, stem[:-1] + "y" if stem.endswith("i") else stem)


def _inflected(phrase: str, form: str) -> str:
    if not form:
        return phrase
    first, _, rest = phrase.partition(" ")
    if form == "plural":
        start, _, last = phrase.rpartition(" ")
        return f"{start} {_plural(last)}".strip()
    made = {"third": _plural, "past": _past, "ing": _ing}[form](first)
    return f"{made} {rest}".strip()


def _plural(word: str) -> str:
    if word.endswith(("s", "x", "ch", "sh")):
        return word if word.endswith("s") and not word.endswith("ss") else word + "es"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word[:-3] + "men" if word.endswith("man") and word != "human" else word + "s"


def _past(word: str) -> str:
    if word in _PAST:
        return _PAST[word]
    if word.endswith("e"):
        return word + "d"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ied"
    return word + word[-1] + "ed" if word in _DOUBLED else word + "ed"


def _ing(word: str) -> str:
    if word.endswith("e") and not word.endswith("ee"):
        return word[:-1] + "ing"
    return (
        word + word[-1] + "ing"
        if word in _DOUBLED or word in ("hit", "run", "sit", "get", "shut")
        else word + "ing"
    )
