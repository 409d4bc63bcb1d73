"""Is a text English enough to be read, and if not, what is it? Told by function words, script and letters."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from py3langid.langid import LanguageIdentifier

__all__ = ["n_words", "other_language"]

_WORD = re.compile(r"[^\W\d_]+")
#: Words that other languages of the news do not have: "in", "to", "for", "at", "all", "has" are words of
#: several.
_ENGLISH = frozenset(
    "the of and that with from this was were not his which their will its but they been who had said"
    " after would about she when there than into before out you what could other some them first during"
    " says because while between against through where should only also did does being".split()
)
#: Share of such words in English: a third in reports, a tenth in lists of names. In texts of thirteen other
#: languages (bench/page_set/languages.py): at most one word in forty.
_SHARE, _STRETCH_SHARE = 0.12, 0.15
#: Fewer words than this tell nothing by their share.
_MIN_WORDS = 20
#: Fewer than this are a label or a name ("42 malaysian ringgit"), unless the page states the language they
#: look like.
_LEAST_WORDS = 5
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff]")
_SAMPLE, _HEAD = 200_000, 1_000
#: Probability from which English may be meant, with Nigerian Pidgin, which a headline without small words
#: looks like.
_MAY_BE = 0.2
#: Probability of the three likeliest others together from which a text is none of English. Neighbours share
#: theirs (Malay and Indonesian .53 and .47); headlines of names stay below .4 (the same texts).
_OTHERS, _OTHERS_STATED, _OTHERS_ENGLISH = 0.75, 0.4, 0.95
_NAMES = {
    "af": "Afrikaans",
    "am": "Amharic",
    "ar": "Arabic",
    "az": "Azerbaijani",
    "be": "Belarusian",
    "bg": "Bulgarian",
    "bn": "Bengali",
    "bs": "Bosnian",
    "ca": "Catalan",
    "cs": "Czech",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "es": "Spanish",
    "et": "Estonian",
    "eu": "Basque",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "ga": "Irish",
    "gl": "Galician",
    "gu": "Gujarati",
    "ha": "Hausa",
    "he": "Hebrew",
    "hi": "Hindi",
    "hr": "Croatian",
    "hu": "Hungarian",
    "hy": "Armenian",
    "id": "Indonesian",
    "is": "Icelandic",
    "it": "Italian",
    "ja": "Japanese",
    "ka": "Georgian",
    "kk": "Kazakh",
    "km": "Khmer",
    "ko": "Korean",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "mk": "Macedonian",
    "mn": "Mongolian",
    "mr": "Marathi",
    "ms": "Malay",
    "my": "Burmese",
    "ne": "Nepali",
    "nl": "Dutch",
    "no": "Norwegian",
    "pl": "Polish",
    "ps": "Pashto",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "si": "Sinhala",
    "sk": "Slovak",
    "sl": "Slovene",
    "so": "Somali",
    "sq": "Albanian",
    "sr": "Serbian",
    "sv": "Swedish",
    "sw": "Swahili",
    "ta": "Tamil",
    "te": "Telugu",
    "th": "Thai",
    "tl": "Tagalog",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "uz": "Uzbek",
    "vi": "Vietnamese",
    "zh": "Chinese",
}


def n_words(text: str) -> int:
    """Words with letters."""
    return sum(1 for _ in _WORD.finditer(text))


def other_language(text: str, stated: str | None = None) -> str | None:
    """The language of a text that is not English ("German"), or None for one English enough to be read.

    A mixed text is English where a fifth of it is. Short texts, headlines of names and what a machine rewrote
    are English unless they are surely another language.

    Args:
        text: title and text.
        stated: the language that the page or the sender states, as BCP 47.

    Cost:
        One pass; the identifier (py3langid), which looks at the first 1,000 characters, is asked only where
        function words do not tell.
    """
    words = [w.lower() for w in _WORD.findall(text[:_SAMPLE])]
    n_english = sum(w in _ENGLISH for w in words)
    latin = _is_latin(text[:_SAMPLE])
    if latin and len(words) >= _MIN_WORDS and n_english >= _SHARE * len(words):
        return None
    if not words or (latin and _has_english_stretch(words)):
        return None
    ranked = _ranked(text[:_HEAD])
    english = sum(p for code, p in ranked if code in ("en", "pcm"))
    others = [(code, p) for code, p in ranked if code not in ("en", "pcm")][:3]
    if not others or (latin and english >= _MAY_BE):
        return None
    likeliest = others[0][0]
    if not latin:
        return None if _has_english_stretch(words) else _named(likeliest)
    needed = _needed(stated, likeliest)
    tells_nothing = n_english > 0 if len(words) >= _LEAST_WORDS else needed != _OTHERS_STATED
    if likeliest == "zxx" or (len(words) < _MIN_WORDS and tells_nothing):
        return None
    return _named(likeliest) if sum(p for _, p in others) >= needed else None


def _needed(stated: str | None, likeliest: str) -> float:
    """How sure the identifier must be, given what the page says."""
    code = re.split(r"[-_]", (stated or "").lower())[0]
    if code == "en":
        return _OTHERS_ENGLISH
    return _OTHERS_STATED if code == likeliest else _OTHERS


def _has_english_stretch(words: Sequence[str]) -> bool:
    """Whether some fifth of the words, of twenty at least, is English by its function words."""
    size = max(_MIN_WORDS, len(words) // 5)
    starts = range(0, len(words) - size + 1, size)
    return any(sum(w in _ENGLISH for w in words[i : i + size]) >= _STRETCH_SHARE * size for i in starts)


def _is_latin(text: str) -> bool:
    letters = "".join(filter(str.isalpha, text))
    return not letters or len(_LATIN.findall(letters)) >= 0.2 * len(letters)


@functools.cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file("data/model.npz.xz", norm_probs=True)


def _ranked(text: str) -> list[tuple[str, float]]:
    return [(str(code), float(p)) for code, p in _identifier().rank(text)]


def _named(code: str) -> str:
    return _NAMES.get(code, f"language {code}")
