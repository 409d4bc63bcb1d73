"""A sentence's words as amounts need them: numbers apart from the signs, letters and units glued to them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from sayso.classes import dataclass
from sayso.extract.quantity.units import is_sign, is_unit
from sayso.records import Token

__all__ = ["Word", "split"]

_GLUED = re.compile(r"(\d[\d,]*(?:\.\d+)?)([^\W\d_°%]{1,6}|°[CF]?|%|[^\W\d]{1,3}[23²³])")
_SIGNED = re.compile(r"([^\W\d]{1,4}\.?\$?|[$€£¥₹])(\d[\d,]*(?:\.\d+)?)([a-z]{0,3})")
_LETTERS_DIGITS = re.compile(r"([^\W\d]{1,4})\d[\d,]*")
_REST, _THREE = re.compile(r"\d+[a-z]{0,3}"), re.compile(r"\d{3}(?!\d)")
#: As in "$US113 trillion".
_AFTER_SIGN = re.compile(r"(?:US|AU|NZ|CA|HK|[ACS])\d[\d,]*(?:\.\d+)?")
#: Words that multiply a sum of money.
_LARGE = frozenset("million billion trillion m bn".split())
#: Letters after digits that multiply them.
_LETTERS = frozenset("k m mn mil mln bn b tn trn bln".split())
_SHAPED = re.compile(r"\d+(?:st|nd|rd|th)|\d+s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Word:
    """A word or part of one, with its characters; ``token`` is the word of the sentence it is part of."""

    text: str
    start: int
    end: int
    token: int
    glued: bool = False


def split(tokens: Sequence[Token]) -> list[Word]:
    """Words of a sentence, those with digits taken apart ("40kg", "Rs4,200", "$3m"), ".5" put together."""
    out: list[Word] = []
    i = 0
    while i < len(tokens):
        token, first = tokens[i], i
        text, a, b = token.text, token.span.start, token.span.end
        if text.isalpha():
            out.append(Word(text, a, b, i))
        else:
            if _LETTERS_DIGITS.fullmatch(text):
                text, b, i = _put_together(tokens, i)
            _take(out, Word(text, a, b, first))
        i += 1
    return out


def _take(out: list[Word], word: Word) -> None:
    """Put a word behind those read, in its parts, or to the stop before it: ".5"."""
    last = out[-1] if out else None
    text, a, token = word.text, word.start, word.token
    if last is not None and last.text == "." and last.end == a and text.isdigit() and _opens(out):
        out[-1] = Word(f"0.{text}", last.start, word.end, token)
        return
    after_sign = last is not None and last.text == "$" and _AFTER_SIGN.fullmatch(text) is not None
    cuts = [len(text) - len(text.lstrip("ACSHKNZU"))] if after_sign else _cuts(text)
    if not cuts:
        out.append(word)
        return
    for n, (c, d) in enumerate(pairwise([0, *cuts, len(text)])):
        out.append(Word(text[c:d], a + c, a + d, token, glued=n > 0))


def _put_together(tokens: Sequence[Token], i: int) -> tuple[str, int, int]:
    """The text, end and last word of an amount glued to letters that begins at word ``i``: "RM120,000"."""
    text, b = tokens[i].text, tokens[i].span.end
    large = i + 3 < len(tokens) and tokens[i + 3].text.lower() in _LARGE
    glued = _LETTERS_DIGITS.fullmatch(text)
    while glued is not None and is_sign(glued[1], sure=large) and i + 2 < len(tokens):
        mark, rest = tokens[i + 1], tokens[i + 2]
        together = mark.span.start == b and rest.span.start == mark.span.end and mark.text in (".", ",")
        if not together or not (_REST.fullmatch(rest.text) if mark.text == "." else _THREE.match(rest.text)):
            break
        text, b, i = text + mark.text + rest.text, rest.span.end, i + 2
    return text, b, i


def _opens(words: Sequence[Word]) -> bool:
    """Whether the last word stands apart from the one before it."""
    return len(words) < 2 or words[-2].end < words[-1].start or words[-2].text in ("$", "£", "€")


def _cuts(text: str) -> list[int]:
    """Where a word comes apart."""
    if not any(c.isdigit() for c in text) or text.isdigit() or _SHAPED.fullmatch(text):
        return []
    glued = _GLUED.fullmatch(text)
    if glued is not None:
        letters = glued[2]
        if letters.lower() in _LETTERS or is_unit(letters):
            return [glued.end(1)]
        return []
    signed = _SIGNED.fullmatch(text)
    if signed is not None and is_sign(signed[1], sure=signed[3].lower() in _LETTERS):
        return [signed.end(1), *([signed.end(2)] if signed[3] else [])]
    return []
