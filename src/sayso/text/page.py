"""The article inside an HTML page, by trafilatura, with what the page says of itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import trafilatura
from lxml import etree

from sayso.text.metadata import page_metadata

__all__ = ["MAX_DEPTH", "Page", "read_page", "too_deep"]

#: Deeper nesting than any real page has; parsers and walkers recurse on it.
MAX_DEPTH = 200
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]{0,2000})>")
_VOID = frozenset(
    [
        "area",
        "base",
        "br",
        "col",
        "embed",
        "hr",
        "img",
        "input",
        "link",
        "meta",
        "param",
        "source",
        "track",
        "wbr",
        "p",
        "li",
        "td",
        "tr",
        "th",
        "dt",
        "dd",
        "option",
    ]
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page holds: its text and what it says of itself, None where it says nothing.

    ``metadata`` has the keys that `page_metadata` tells.
    """

    text: str
    title: str | None
    author: str | None
    published: str | None
    publisher: str | None
    url: str | None
    language: str | None
    metadata: Mapping[str, object] = field(default_factory=dict)


def too_deep(html: str) -> bool:
    """Whether tags nest deeper than MAX_DEPTH, told without parsing."""
    depth = 0
    for found in _TAG.finditer(html):
        closing, name, rest = found.groups()
        if name.lower() in _VOID or rest.endswith("/"):
            continue
        depth += -1 if closing else 1
        depth = max(depth, 0)
        if depth > MAX_DEPTH:
            return True
    return False


def read_page(html: str) -> Page | None:
    """The page's article, or None if it has none.

    Whatever the parser makes of hostile markup, it ends here: its own faults count as "no article".
    """
    try:
        found = trafilatura.bare_extraction(
            html, include_comments=False, include_tables=False, with_metadata=True, favor_precision=False
        )
    except (
        ValueError,
        TypeError,
        AttributeError,
        RecursionError,
        LookupError,
        AssertionError,
        etree.LxmlError,
    ):
        return None
    if found is None:
        return None
    values = found if isinstance(found, dict) else found.as_dict()
    text = values.get("text") or ""
    if not text.strip():
        return None

    def said(key: str) -> str | None:
        value = values.get(key)
        return value.strip() or None if isinstance(value, str) else None

    return Page(
        text=text,
        title=said("title"),
        author=said("author"),
        published=said("date"),
        publisher=said("sitename"),
        url=said("url"),
        language=said("language"),
        metadata=page_metadata(html),
    )
