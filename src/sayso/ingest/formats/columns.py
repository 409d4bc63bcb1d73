"""Which column of a table is which part of a report: our names, and what others call them."""

from __future__ import annotations

import re
from collections.abc import Sequence

__all__ = ["SYNONYMS", "fields_of"]

#: Names of columns, folded as `_folded` does; the first of a line that is there wins.
#: Of the columns of CC-News, news-please, GDELT, NewsAPI, Media Cloud and Kaggle's collections of news.
SYNONYMS: dict[str, tuple[str, ...]] = {
    "text": (
        "text", "body", "content", "articletext", "fulltext", "maintext", "article", "story",
        "plaintext",
    ),
    "html": ("html", "rawhtml", "pagehtml"),
    "id": ("id", "articleid", "documentid", "docid", "storiesid", "storyid", "uuid", "guid"),
    "url": ("url", "link", "articleurl", "uri", "permalink", "sourceurl"),
    "title": ("title", "headline"),
    "published": (
        "published", "publishedat", "publishdate", "publicationdate", "datepublished", "datepublish",
        "pubdate", "publishedon", "date", "datetime", "timestamp",
    ),
    "publisher": (
        "publisher", "source", "sourcename", "publication", "outlet", "newspaper", "medianame", "sitename",
        "sourcedomain", "domain",
    ),
    "author": ("author", "authors", "byline", "creator"),
    "language": ("language", "lang"),
}  # fmt: skip
_FOLD = re.compile(r"[\s_.\-]+")


def _folded(name: str) -> str:
    return _FOLD.sub("", name).lower()


def fields_of(columns: Sequence[str]) -> list[str]:
    """For each column, the part of a report it holds, or its own name, made unique, if it is none of them.

    The contract's own name wins over what others call it, whatever the order; each part is taken once.
    """
    folded = [_folded(c) for c in columns]
    taken: dict[int, str] = {}
    for part, names in SYNONYMS.items():
        at = next((folded.index(n) for n in names if n in folded and folded.index(n) not in taken), None)
        if at is not None:
            taken[at] = part
    out: list[str] = []
    used = set(SYNONYMS)
    for number, column in enumerate(columns):
        name = taken.get(number)
        if name is None:
            name = base = column.strip() or f"column {number + 1}"
            n = 1
            while name in used:
                n += 1
                name = f"{base} ({n})"
            used.add(name)
        out.append(name)
    return out
