"""Light, dark, or as the system has it: kept in a cookie, so that the server can set it without a script."""

from __future__ import annotations

from urllib.parse import urlsplit

__all__ = ["COOKIE", "COOKIE_AGE_S", "THEMES", "next_path", "theme_of"]

COOKIE = "theme"
COOKIE_AGE_S = 31_536_000  # a year
THEMES = ("auto", "light", "dark")


def theme_of(cookie: str | None) -> str:
    """The theme a cookie's value asks for; "auto" for none and for anything else."""
    return cookie if cookie in THEMES else "auto"


def next_path(value: str | None) -> str:
    r"""The path of this server to go on to after a form, or "/" for whatever leads elsewhere.

    Browsers take "//host", "/\host" and a scheme as another server, and drop tabs and line ends before
    they look.
    """
    if value is None or not value.startswith("/") or value[1:2] in ("/", "\\"):
        return "/"
    if any(ord(sign) < 0x21 or sign == "\\" for sign in value):
        return "/"
    parts = urlsplit(value)
    return value if not parts.scheme and not parts.netloc else "/"
