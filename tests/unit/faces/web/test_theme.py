"""The theme is one of three, and its form never leads to another server."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.faces.web.theme import next_path, theme_of


@pytest.mark.parametrize(
    ("cookie", "theme"),
    [("dark", "dark"), ("light", "light"), ("auto", "auto"), (None, "auto"), ("<b>", "auto")],
)
def test_themes(cookie: str | None, theme: str) -> None:
    assert theme_of(cookie) == theme


@pytest.mark.parametrize("path", ["/", "/map", "/?q=a%20b&type=AID", "/events/e1#evidence", "/a//b"])
def test_paths_of_this_server_are_gone_on_to(path: str) -> None:
    assert next_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "map",
        "//example.org",
        "/\\example.org",
        "https://example.org",
        "/\t/example.org",
        "/a\nb",
        "\\\\x",
        "/a b",
        "/\x00",
    ],
)
def test_all_else_leads_home(path: str | None) -> None:
    assert next_path(path) == "/"


@given(st.text(max_size=20))
def test_what_is_gone_on_to_begins_with_one_slash(text: str) -> None:
    path = next_path("/" + text)
    assert path.startswith("/")
    assert path[1:2] not in ("/", "\\")
    assert path.isprintable() or all(ord(sign) > 0x20 for sign in path)
