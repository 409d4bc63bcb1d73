"""The one way a name becomes a look-up key; the build script and the finders share it."""

from __future__ import annotations

import re
import unicodedata

__all__ = ["bare", "bare_area", "key", "slug"]

#: Letters that NFKD leaves whole.
_LETTERS = str.maketrans(
    {
        "ß": "ss",
        "ø": "o",
        "Ø": "o",
        "ł": "l",
        "Ł": "l",
        "đ": "d",
        "Đ": "d",
        "æ": "ae",
        "Æ": "ae",
        "œ": "oe",
        "Œ": "oe",
        "ı": "i",
        "ð": "d",
        "Ð": "d",
        "þ": "th",
        "Þ": "th",
        "ə": "a",
        "Ə": "a",
    }
)
#: Apostrophes and their look-alikes join what they part ("N'Djamena", "Sana'a"); so do full stops ("U.S.").
_JOINERS = re.compile("['’‘`´ʻʼʽʾʿ.]")
_POSSESSIVE = re.compile(r"['’]s?(?=\s|$)")
_NOT_WORD = re.compile(r"[^a-z0-9]+")
#: What follows the proper name of an administrative area.
_AREA_WORDS = (
    " autonomous region", " borough", " county", " department", " district", " division", " governorate",
    " krai", " kray", " municipality", " oblast", " parish", " prefecture", " province", " region",
    " republic", " state", " voivodeship",
)  # fmt: skip
_SHORT_FORMS = {"saint": "st", "mount": "mt", "sainte": "ste"}
#: `key` of ASCII characters one by one: most names are of these alone, and a table is six times as fast.
_ASCII = {
    n: None if _JOINERS.match(chr(n)) else _NOT_WORD.sub(" ", chr(n).lower().replace("&", " and "))
    for n in range(128)
}


def key(name: str) -> str:
    """Fold a name: no accents, case, punctuation or leading article; ``""`` where no Latin letter is left.

    >>> key("the São Tomé"), key("U.S."), key("Saint-Denis"), key("Komsomolsk-on-Amur")
    ('sao tome', 'us', 'st denis', 'komsomolsk on amur')
    """
    if name.isascii():
        words = name.translate(_ASCII).split()
    else:
        text = _JOINERS.sub("", name.translate(_LETTERS))
        text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
        words = _NOT_WORD.sub(" ", text.lower().replace("&", " and ")).split()
    if len(words) > 1 and words[0] == "the":
        del words[0]
    if _SHORT_FORMS.keys().isdisjoint(words):
        return " ".join(words)
    return " ".join(_SHORT_FORMS.get(w, w) for w in words)


def slug(name: str, folded: str | None = None) -> str:
    """A key with hyphens, for identifiers; non-Latin names keep their own letters. ``folded`` is the key.

    >>> slug("Kim Jong Un")
    'kim-jong-un'
    """
    folded = key(name) if folded is None else folded
    if folded:
        return folded.replace(" ", "-")
    return "-".join(re.findall(r"\w+", name.lower()))


def bare(name: str) -> str:
    """The name without a possessive ending.

    >>> bare("Russia's"), bare("the rebels'")
    ('Russia', 'the rebels')
    """
    return _POSSESSIVE.sub("", name)


def bare_area(name: str) -> str:
    """An area's name without its closing word.

    >>> bare_area("Amur Oblast"), bare_area("Texas")
    ('Amur', 'Texas')
    """
    low = name.lower()
    for word in _AREA_WORDS:
        if low.endswith(word) and len(name) - len(word) >= 3:
            return name[: -len(word)]
    return name
