from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.text.decode import decode

WORDS = "Café owners in Zürich met the mayor — “never again”, he said. " * 3
LATIN = "Café owners in Zürich met the mayor. " * 3


@pytest.mark.parametrize(
    ("body", "charset", "words"),
    [
        (WORDS.encode("utf-8-sig"), "iso-8859-1", WORDS),
        (WORDS.encode("utf-16"), None, WORDS),
        (WORDS.encode("utf-16-le"), None, WORDS),
        (WORDS.encode("utf-16-be"), "utf-8", WORDS),
        (WORDS.encode("utf-32"), None, WORDS),
        (WORDS.encode(), "iso-8859-1", WORDS),
        (WORDS.encode("cp1252"), None, WORDS),
        (WORDS.encode("cp1252"), "utf-8", WORDS),
        (LATIN.encode("iso8859-2", "replace"), "iso-8859-2", LATIN),
        (LATIN.encode("mac-roman"), "macintosh", LATIN),
        ("Президент заявил".encode("koi8-r"), "KOI8-R", "Президент заявил"),
        ("日本語のニュース".encode("iso-2022-jp"), "iso-2022-jp", "日本語のニュース"),
        (b"plain \xff words", "no-such-charset", "plain \xff words"),
        (b"plain words", "zlib", "plain words"),
        (b"plain words", "utf-16", "plain words"),
        (b"plain words", "undefined", "plain words"),
        (b"plain words", "", "plain words"),
    ],
)
def test_charsets(body: bytes, charset: str | None, words: str) -> None:
    assert decode(body, html=True, charset=charset) == words


def test_a_declaration_in_the_page_counts_after_the_servers() -> None:
    page = '<meta charset="koi8-r">Президент'.encode("koi8-r")
    assert decode(page, html=True) == '<meta charset="koi8-r">Президент'
    assert decode(page, html=True, charset="cp1251") != '<meta charset="koi8-r">Президент'


def test_utf_8_with_damaged_places_keeps_the_rest() -> None:
    assert decode((WORDS * 3).encode() + b" caf\xe9", html=True) == WORDS * 3 + " café"


@pytest.mark.parametrize(
    "body", [b"%PDF-1.4 x", b"\x00\x01\x02\x03" * 99, b"\x00\x00\x00\x18ftypmp42" + b"a" * 99]
)
def test_binary_is_no_text(body: bytes) -> None:
    assert decode(body, html=True) is None


@given(st.binary(max_size=400), st.text(max_size=20) | st.none())
def test_nothing_is_raised(body: bytes, charset: str | None) -> None:
    found = decode(body, html=True, charset=charset)
    assert found is None or isinstance(found, str)
