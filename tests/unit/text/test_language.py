from __future__ import annotations

import pytest

from bench.page_set.languages import ENGLISH, FOREIGN
from sayso.text.language import other_language

NAMES = {
    "de": "German", "fr": "French", "es": "Spanish", "it": "Italian", "pt": "Portuguese", "nl": "Dutch", "da": "Danish",
    "pl": "Polish", "tr": "Turkish", "id": "Indonesian", "ru": "Russian", "ar": "Arabic", "zh": "Chinese",
}  # fmt: skip


@pytest.mark.parametrize("code", FOREIGN)
def test_other_languages_are_named_whatever_the_page_states(code: str) -> None:
    assert other_language(FOREIGN[code][0]) == NAMES[code]
    for text in FOREIGN[code]:
        for stated in (None, code, "en-GB"):
            assert other_language(text, stated) is not None, text


@pytest.mark.parametrize("kind", ENGLISH)
def test_english_is_kept_whatever_the_page_states(kind: str) -> None:
    for text in ENGLISH[kind]:
        for stated in (None, "en", "de", "fr-CA"):
            assert other_language(text, stated) is None, text


@pytest.mark.parametrize("text", ["", "12 34", "42 malaysian ringgit", "https://a.example/x?y=z&b=c"])
def test_what_tells_no_language_is_kept(text: str) -> None:
    assert other_language(text) is None


def test_a_text_of_which_a_fifth_is_english_is_kept() -> None:
    english = ENGLISH["report"][0]
    assert other_language(FOREIGN["de"][0] + " " + english) is None
    assert other_language(FOREIGN["ru"][0] + " " + english + " " + english) is None
    assert other_language(FOREIGN["de"][0] * 12 + " " + english) == "German"
