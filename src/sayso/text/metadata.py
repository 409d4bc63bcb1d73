"""What a page's markup says of its article beside the text: canonical address, owner, provider, original."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from html import unescape

__all__ = ["page_metadata"]

#: A page's head is looked at, and no more of a page than this; JSON-LD may also stand at the end of the body.
_MOST_CHARS = 3_000_000
_MOST_SCRIPTS, _SCRIPT_CHARS, _DEPTH, _NODES = 20, 300_000, 40, 5_000
_VALUE_CHARS, _VALUES = 300, 8
_TAG = re.compile(r"<(?:meta|link)\s([^<>]{1,4000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([a-zA-Z_:][\w:.-]{0,40})\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_SCRIPT = re.compile(
    r"<script\b[^<>]{0,400}?application/ld\+json[^<>]{0,400}>(.{1,400000}?)</script\s*>",
    re.IGNORECASE | re.DOTALL,
)
_COMMENT = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$")
#: Names of meta tags, in lower case, and the key each fills.
_METAS: Mapping[str, str] = {
    "og:url": "og_url",
    "copyright": "copyright",
    "dcterms.rights": "copyright",
    "dc.rights": "copyright",
    "rights": "copyright",
    "syndication-source": "syndication_source",
    "original-source": "original_source",
    "author": "author",
    "article:author_name": "author",
    "byl": "author",
    "parsely-author": "author",
    "sailthru.author": "author",
    "dc.creator": "author",
    "dcterms.creator": "author",
    "article:provider": "provider",
    "provider": "provider",
    "dc.source": "provider",
    "cre": "publisher",
    "og:site_name": "publisher",
    "dc.publisher": "publisher",
    "news_source": "provider",
    "source": "provider",
}
_LINKS: Mapping[str, str] = {
    "canonical": "canonical",
    "syndication-source": "syndication_source",
    "original-source": "original_source",
}
#: Properties of a schema.org article and the key each fills.
_PROPERTIES: Mapping[str, str] = {
    "author": "author",
    "creator": "author",
    "provider": "provider",
    "publisher": "publisher",
    "sourceOrganization": "source_organization",
    "copyrightHolder": "copyright_holder",
    "copyrightNotice": "copyright",
    "creditText": "credit",
    "isBasedOn": "based_on",
    "isBasedOnUrl": "based_on",
}
_ARTICLE = re.compile(r"Article|Report|Posting|NewsItem|AnalysisNews|WebPage|CreativeWork")


def page_metadata(html: str) -> dict[str, object]:
    """What a page's metadata says of its article.

    Keys, each left out where the page says nothing: ``canonical``, ``og_url``, ``syndication_source``,
    ``original_source`` (addresses); ``author``, ``provider``, ``publisher``, ``source_organization``,
    ``copyright_holder``, ``credit``, ``copyright``, ``based_on`` (lists of strings, at most eight each).

    Raises:
        Nothing: bad markup and bad JSON-LD say nothing.
    Cost:
        Linear; scripts, their depth, and the number and length of values are limited.
    """
    shown = html[:_MOST_CHARS]
    found: dict[str, list[str]] = {}
    for key, value in (*_from_tags(shown), *_from_scripts(shown)):
        values = found.setdefault(key, [])
        plain = " ".join(unescape(value).split())[:_VALUE_CHARS].strip()
        if plain and plain not in values and len(values) < _VALUES:
            values.append(plain)
    single = ("canonical", "og_url", "syndication_source", "original_source")
    return {k: v[0] if k in single else v for k, v in sorted(found.items()) if v}


def _from_tags(html: str) -> Iterator[tuple[str, str]]:
    for tag in _TAG.finditer(html):
        attributes = {m[1].lower(): m[2] or m[3] or m[4] or "" for m in _ATTRIBUTE.finditer(tag[1])}
        names = (
            attributes.get("name") or attributes.get("property") or attributes.get("itemprop") or ""
        ).lower()
        if names in _METAS and attributes.get("content"):
            yield _METAS[names], attributes["content"]
        for rel in attributes.get("rel", "").lower().split():
            if rel in _LINKS and attributes.get("href"):
                yield _LINKS[rel], attributes["href"]


def _from_scripts(html: str) -> Iterator[tuple[str, str]]:
    for number, script in enumerate(_SCRIPT.finditer(html)):
        if number >= _MOST_SCRIPTS:
            return
        tree = _parsed(script[1])
        for node in _articles(tree):
            for name, key in _PROPERTIES.items():
                for value in _named(node.get(name)):
                    yield key, value


def _parsed(script: str) -> object:
    words = _COMMENT.sub("", script)
    if len(words) > _SCRIPT_CHARS or _depth(words) > _DEPTH:
        return None
    try:
        return json.loads(words, strict=False)
    except (ValueError, RecursionError):
        return None


def _depth(words: str) -> int:
    """How deep brackets nest, an upper bound: those in strings are counted as well."""
    depth = most = 0
    for char in re.findall(r"[\[\]{}]", words):
        depth += 1 if char in "[{" else -1
        most = max(most, depth)
    return most


def _articles(tree: object) -> Iterator[Mapping[str, object]]:
    """The nodes of a JSON-LD tree that are articles or pages, wherever they stand, outermost first."""
    queue: list[object] = [tree]
    for seen in range(_NODES):
        if seen >= len(queue):
            return
        node = queue[seen]
        if isinstance(node, list):
            queue.extend(node)
        elif isinstance(node, dict):
            kinds = node.get("@type")
            names = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(k, str) and _ARTICLE.search(k) for k in names):
                yield node
            queue.extend(
                node[k]
                for k in ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item")
                if k in node
            )


def _named(value: object, depth: int = 0) -> Iterator[str]:
    """The names of what a property holds: a string, a thing with a name or an address, or several of them."""
    if depth > 3:
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value[:_VALUES]:
            yield from _named(one, depth + 1)
    elif isinstance(value, dict):
        for key in ("name", "legalName", "url", "@id", "sameAs"):
            if isinstance(value.get(key), str):
                yield from _named(value[key], depth + 1)
                return
