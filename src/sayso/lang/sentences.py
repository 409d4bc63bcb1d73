"""Split paragraphs into sentences: stops, what follows them, and the abbreviations that do not end one."""

from __future__ import annotations

import regex

from sayso.lang.gaps import revised_ends
from sayso.lang.wordsets import word_set

__all__ = ["rule_ends", "split_sentences"]

#: A run of closing punctuation, with the marks and brackets that close behind it. Runs are bounded, so that
#: one of thousands of marks is not looked through from each of them; of a longer one the last are found.
_STOP = regex.compile(
    r"(?:\.\s){2,}\.|[.!?…。！？]{1,40}+[\"'”’»)\]]*+(?=\s|$)"
    r"|[.!?…]{1,40}+[”\"]?(?=[\"“]?\p{Lu}\p{Ll}++\s)|\n"
)
_BEFORE = regex.compile(r"[\w.&'’-]+$")
#: Never the last word of a sentence before a name or number.
_TITLES = word_set("sentences.titles")
#: May end a sentence; they do so only before a word that opens one.
_SHORT = word_set("sentences.short")
#: Words that open a sentence after an abbreviation; names do not.
_OPENERS = word_set("sentences.openers")
_INITIALS = regex.compile(r"(?:\p{L}\.)+\p{L}|\p{Lu}")
_NEXT = regex.compile(r"\s*([\"'“‘«(\[¿¡]*)\s*([\w'’-]*)")
_LIST_NUMBER = regex.compile(r"(?:^|\s)(?:\d{1,2}|[a-zA-Z])$")


def split_sentences(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Sentences of ``text[start:end]`` (one paragraph) as (start, end) code points.

    Invariants:
        In order, not overlapping, without white space at either end; everything between is white space.
    Cost:
        Linear in the length.
    Source:
        Rules and lists are ours, ends without a stop are learned (`sayso.lang.gaps`); measured by
        bench/segment.py on GUM news and EWT newsgroup and weblog.
    """
    stops = rule_ends(text, start, end)
    out: list[tuple[int, int]] = []
    begin = start
    for at in (*revised_ends(text, start, end, stops, _is_short), end):
        _add(text, begin, at, out)
        begin = at
    return out


def rule_ends(text: str, start: int, end: int) -> list[int]:
    """Offsets after the stops in ``text[start:end]`` that end a sentence, by the rules alone."""
    out: list[int] = []
    begin = start
    for found in _STOP.finditer(text, start, end):
        at = found.end()
        if at < end and not _ends(text, begin, found.start(), at, end):
            continue
        out.append(at)
        begin = at
    return out


def _is_short(word: str) -> bool:
    """Whether a word with its stop is a title, an abbreviation or initials."""
    bare = word.strip("\"'“‘([").removesuffix(".")
    return word.endswith(".") and (bare.lower() in _TITLES | _SHORT or bool(_INITIALS.fullmatch(bare)))


def _add(text: str, a: int, b: int, out: list[tuple[int, int]]) -> None:
    while a < b and text[a].isspace():
        a += 1
    while b > a and text[b - 1].isspace():
        b -= 1
    if a < b:
        out.append((a, b))


def _ends(text: str, begin: int, stop: int, at: int, end: int) -> bool:
    """Whether the punctuation at ``stop`` closes a sentence that goes on to ``at``."""
    if text[stop] == "\n":
        return True
    follow = _NEXT.match(text, at, end)
    opened = follow.group(1) if follow else ""
    word = follow.group(2) if follow else ""
    mark = text[stop:at]
    if word[:1].islower():
        # an ellipsis, a question inside quotation marks, an abbreviation: the sentence goes on
        return False
    if mark[0] != "." or (len(mark) > 1 and mark[1] in ". "):
        return bool(word) or bool(opened) or at >= end
    before = _BEFORE.search(text, max(begin, stop - 40), stop)
    last = before.group().lower().lstrip("'’-") if before else ""
    if last in _TITLES and (last not in ("no", "fig", "art", "p", "sec", "ch") or word[:1].isdigit()):
        return False
    if last in _SHORT or (before is not None and _INITIALS.fullmatch(before.group().lstrip("'’-"))):
        if word[:1].isdigit() and last in (
            "jan",
            "feb",
            "mar",
            "apr",
            "jun",
            "jul",
            "aug",
            "sept",
            "sep",
            "oct",
            "nov",
            "dec",
        ):
            return False
        if len(last) == 1 and last != "i":
            return False
        return word.lower() in _OPENERS or (mark[-1] in '"”' and bool(word))
    # "1. Mix the flour": a number that opens a line is no sentence
    return not (last and stop - len(last) <= begin + 1 and _LIST_NUMBER.search(text[begin:stop].strip()))
