"""The structured data of a page (JSON-LD, schema.org), read within limits: size, depth, number of nodes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from sayso.classes import dataclass

__all__ = ["MOST_SCRIPTS", "ArticleNode", "StructuredData", "named", "read_structured_data", "type_names"]

#: Real pages have one to six scripts; one with the whole body of the article in it has 50,000 characters.
MOST_SCRIPTS, _SCRIPT_CHARS, _DEPTH, _NODES = 20, 300_000, 40, 5_000
#: Values of one property that are looked at.
_VALUES = 8
_COMMENT = re.compile(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$")
_TRAILING_COMMA = re.compile(r",(\s{0,200}[}\]])")
_ARTICLE = re.compile(r"Article|Report|Posting|NewsItem|AnalysisNews|WebPage|CreativeWork|PressRelease")
#: Properties under which other nodes of the page stand.
_INNER = ("@graph", "mainEntity", "mainEntityOfPage", "itemListElement", "item", "liveBlogUpdate", "hasPart")
#: Of these, those whose nodes are parts of the page or other pages, and not the page's article.
_LISTING = frozenset(["itemListElement", "item", "liveBlogUpdate", "hasPart"])


@dataclass(frozen=True, slots=True)
class ArticleNode:
    """A node of an article or a page; ``listed`` where it is one of a list or a part of another."""

    node: Mapping[str, object]
    listed: bool

    @property
    def types(self) -> tuple[str, ...]:
        """The names of its types."""
        return type_names(self.node)


@dataclass(frozen=True, slots=True)
class StructuredData:
    """Nodes of articles and pages, outermost first; every node by its ``@id``; what was cut or left out."""

    articles: tuple[ArticleNode, ...]
    by_id: Mapping[str, Mapping[str, object]]
    marks: tuple[str, ...]


def read_structured_data(scripts: Iterable[str]) -> StructuredData:
    """The nodes of a page's scripts of JSON-LD.

    Raises:
        Nothing: what cannot be read is left out, with a mark.
    Cost:
        Linear; nothing recurses on the page's own depth but the JSON parser, behind a bound.
    """
    articles: list[ArticleNode] = []
    by_id: dict[str, Mapping[str, object]] = {}
    marks: list[str] = []
    for number, script in enumerate(scripts):
        if number >= MOST_SCRIPTS:
            marks.append("more scripts")
            break
        tree = _parsed(script, marks)
        articles += _walked(tree, by_id, marks)
    return StructuredData(tuple(articles), by_id, tuple(dict.fromkeys(marks)))


def _parsed(script: str, marks: list[str]) -> object:
    words = _COMMENT.sub("", script)
    if len(words) > _SCRIPT_CHARS:
        marks.append("script too large")
        return None
    if _depth(words) > _DEPTH:
        marks.append("script too deep")
        return None
    reader = json.JSONDecoder(strict=False, parse_int=_number)
    for text in (words, _TRAILING_COMMA.sub(r"\1", words)):
        try:
            return reader.raw_decode(text.lstrip("\ufeff \t\r\n"))[0]
        except (ValueError, RecursionError):
            continue
    if words.strip():
        marks.append("script not JSON")
    return None


def _number(digits: str) -> int | None:
    """A whole number, None for one of more digits than anything is counted in."""
    return int(digits) if len(digits) <= 18 else None


def _depth(words: str) -> int:
    """How deep brackets nest, an upper bound: those in strings are counted as well."""
    depth = most = 0
    for char in re.findall(r"[\[\]{}]", words):
        depth += 1 if char in "[{" else -1
        most = max(most, depth)
    return most


def _walked(tree: object, by_id: dict[str, Mapping[str, object]], marks: list[str]) -> Iterator[ArticleNode]:
    """The nodes that are articles or pages, wherever they stand, outermost first."""
    queue: list[tuple[object, bool]] = [(tree, False)]
    for seen in range(_NODES):
        if seen >= len(queue):
            return
        node, listed = queue[seen]
        if isinstance(node, list):
            queue.extend((one, listed) for one in node[:_NODES])
        elif isinstance(node, dict):
            name = node.get("@id")
            if isinstance(name, str) and len(node) > 1:
                by_id.setdefault(name, node)
            if any(_ARTICLE.search(kind) for kind in type_names(node)):
                yield ArticleNode(node, listed)
            queue.extend((node[key], listed or key in _LISTING) for key in _INNER if key in node)
    marks.append("more nodes")


def type_names(node: Mapping[str, object]) -> tuple[str, ...]:
    """A node's types, without the address of their vocabulary."""
    kinds = node.get("@type")
    names = kinds[:_VALUES] if isinstance(kinds, list) else [kinds]
    return tuple(k.rsplit("/", 1)[-1] for k in names if isinstance(k, str))


def named(
    value: object, by_id: Mapping[str, Mapping[str, object]] | None = None, depth: int = 0
) -> Iterator[str]:
    """The names of what a property holds: a string, a thing with a name or an address, or several of them.

    A thing that is only referred to is looked up in ``by_id``.
    """
    if depth > 3:
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for one in value[:_VALUES]:
            yield from named(one, by_id, depth + 1)
    elif isinstance(value, dict):
        name = value.get("@id")
        if by_id and set(value) <= {"@id", "@type"} and isinstance(name, str):
            value = by_id.get(name, value)
        for key in ("name", "legalName", "url", "@id", "sameAs"):
            words = value.get(key)
            if isinstance(words, str):
                yield words
                return
