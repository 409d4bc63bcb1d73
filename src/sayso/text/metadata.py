"""What a page's markup says of its article beside the text: canonical address, owner, provider, original."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from html import unescape
from itertools import islice

from resiliparse.parse.html import DOMContext, ElementNode, HTMLTree, traverse_dom

from sayso.text.json_ld import MOST_SCRIPTS, StructuredData, named, read_structured_data

__all__ = ["Tag", "metadata_of", "page_metadata", "plain", "scripts_of", "tags_of"]

#: No more of a page than this is looked at.
_MOST_CHARS = 3_000_000
_VALUE_CHARS, _VALUES = 300, 8
#: Tags of a head that are looked at; real pages have up to two hundred.
_TAGS = 2_000
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

#: A tag of the head: its name and its attributes by name in lower case.
Tag = tuple[str, Mapping[str, str]]


def page_metadata(html: str) -> dict[str, object]:
    """What a page's metadata says of its article.

    Keys, each left out where the page says nothing: ``canonical``, ``og_url``, ``syndication_source``,
    ``original_source`` (addresses); ``author``, ``provider``, ``publisher``, ``source_organization``,
    ``copyright_holder``, ``credit``, ``copyright``, ``based_on`` (lists of strings, at most eight each).

    Raises:
        Nothing: bad markup and bad JSON-LD say nothing.
    Cost:
        One parse. What is parsed is not guarded here; see `guards.problem_of_page`.
    """
    tree = HTMLTree.parse(html[:_MOST_CHARS])
    return metadata_of(tags_of(tree), read_structured_data(scripts_of(tree)))


def plain(value: str) -> str:
    """A value as its words: entities read, spaces single, cut to the length that is kept."""
    return " ".join(unescape(value[: 4 * _VALUE_CHARS]).split())[:_VALUE_CHARS].strip()


def tags_of(tree: HTMLTree) -> tuple[Tag, ...]:
    """The meta and link tags of a page, wherever they stand, in its order."""
    found: list[Tag] = []

    def enter(context: DOMContext) -> None:
        element = context.node
        name = (element.tag or "").lower() if isinstance(element, ElementNode) else ""
        if name in ("meta", "link") and isinstance(element, ElementNode) and len(found) < _TAGS:
            found.append((name, {n.lower(): element.getattr(n) or "" for n in element.attrs}))

    _walk(tree, enter)
    return tuple(found)


def scripts_of(tree: HTMLTree) -> tuple[str, ...]:
    """The JSON-LD of a page, script by script; one more than are read."""
    document = tree.document
    if document is None:
        return ()
    scripts = document.query_selector_all("script[type*='ld+json' i]")
    return tuple(script.text or "" for script in islice(scripts, MOST_SCRIPTS + 1))


def _walk(tree: HTMLTree, enter: Callable[[DOMContext], None]) -> None:
    """Visit every element once. A list of nodes does for few of them: each item costs a walk of its own."""
    root = tree.document.document_element if tree.document is not None else None
    if root is not None:
        traverse_dom(root, enter, elements_only=True)


def metadata_of(tags: Iterable[Tag], data: StructuredData) -> dict[str, object]:
    """As `page_metadata`, from what is read already."""
    found: dict[str, list[str]] = {}
    for key, value in (*_from_tags(tags), *_from_data(data)):
        values = found.setdefault(key, [])
        words = plain(value)
        if words and words not in values and len(values) < _VALUES:
            values.append(words)
    single = ("canonical", "og_url", "syndication_source", "original_source")
    return {k: v[0] if k in single else v for k, v in sorted(found.items()) if v}


def _from_tags(tags: Iterable[Tag]) -> Iterator[tuple[str, str]]:
    for _, attributes in tags:
        name = (
            attributes.get("name") or attributes.get("property") or attributes.get("itemprop") or ""
        ).lower()
        if name in _METAS and attributes.get("content"):
            yield _METAS[name], attributes["content"]
        for rel in attributes.get("rel", "").lower().split():
            if rel in _LINKS and attributes.get("href"):
                yield _LINKS[rel], attributes["href"]


def _from_data(data: StructuredData) -> Iterator[tuple[str, str]]:
    for article in data.articles:
        for name, key in _PROPERTIES.items():
            for value in named(article.node.get(name), data.by_id):
                yield key, value
