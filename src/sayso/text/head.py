"""What a page says of its article: title, dates with their zone, authors, publisher, address, kind."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice

from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree

from sayso.classes import dataclass, field
from sayso.text.dates import plain_date
from sayso.text.json_ld import ArticleNode, named, read_structured_data
from sayso.text.metadata import Tag, metadata_of, plain, scripts_of, tags_of
from sayso.text.page_signs import (
    AUTHOR_METAS,
    BY,
    BYLINE,
    DAY_WORDS,
    ELSEWHERE,
    LABELS,
    MODIFIED_METAS,
    NO_AUTHOR,
    PUBLISHED_METAS,
    SIGNS,
    TIMES,
    TITLE_METAS,
)

__all__ = ["PageHead", "read_head"]

_TITLE_CHARS, _BODY_CHARS = 300, 1_000_000
#: Types that tell of the article itself; a WebPage tells of the page around it.
_ITSELF = re.compile(r"Article|Report|Posting|NewsItem|AnalysisNews|PressRelease")
_SEPARATED = re.compile(r"(?<!\s)(?:\s+[|·•»–—-]\s+|\s+::\s+|\s*\|\s*)")
#: Characters behind the heading in which a byline stands, and elements that are looked out of to find them.
_BYLINE_REACH, _LOOK_OUT = 300, 4
_BREAKS = re.compile(r"<(?:br|/?p|/div|/t[dhr]|/li|/h[1-6])\b", re.IGNORECASE)
_MARKED_UP = re.compile(r"</?(?:p|br|div|a|b|strong|em|i|h\d|ul|li|span)\b", re.IGNORECASE)
_AND = re.compile(r"(?<!\s)(?:\s*;\s*|\s+and\s+|\s+&\s+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class PageHead:
    """What a page says of itself, None or empty where it says nothing.

    ``published`` and ``modified`` are ISO 8601, with the offset where one is stated; ``published_from`` is
    ``json-ld``, ``meta``, ``time`` (an element of the article) or ``byline`` (the words behind the
    heading). ``types`` are schema.org's, ``sections`` and ``labels`` the page's own words; ``signs`` counts
    elements that show the kind of page; ``body`` is the article's text where the structured data hold it.
    ``marks`` tell what was cut or left out. ``metadata`` has the keys of `metadata.page_metadata`.
    """

    title: str | None = None
    published: str | None = None
    published_from: str | None = None
    modified: str | None = None
    authors: tuple[str, ...] = ()
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    types: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    labels: tuple[str, ...] = ()
    free: bool | None = None
    body: str | None = None
    signs: Mapping[str, int] = field(default_factory=dict)
    metadata: Mapping[str, object] = field(default_factory=dict)
    marks: tuple[str, ...] = ()


def read_head(tree: HTMLTree) -> PageHead:
    """What a parsed page says of its article: structured data first, then meta tags, then its elements."""
    return _Head(tree).read()


class _Head:
    """One page's tags and structured data, asked for one thing after the other."""

    def __init__(self, tree: HTMLTree) -> None:
        self._tree = tree
        self._tags = tags_of(tree)
        self._data = read_structured_data(scripts_of(tree))
        self._metadata = metadata_of(self._tags, self._data)
        self._marks = list(self._data.marks)
        self._metas = _by_name(self._tags)
        self._url = self._address()
        self._main = _main_nodes(self._data.articles, self._url)

    def read(self) -> PageHead:
        published, published_from = self._published()
        publisher = self._publisher()
        body = self._property("articleBody")
        if body is not None and _MARKED_UP.search(body[:20_000]):
            body = extract_plain_text(
                HTMLTree.parse(body[:_BODY_CHARS]), preserve_formatting=True, alt_texts=False
            )
        if body is not None and len(body) > _BODY_CHARS:
            self._marks.append("articleBody cut")
        free = self._value("isAccessibleForFree")
        return PageHead(
            title=self._title(publisher),
            published=published,
            published_from=published_from,
            modified=self._first_date(
                (*self._texts("dateModified"), *(v for n in MODIFIED_METAS for v in self._metas.get(n, ())))
            ),
            authors=self._authors(),
            publisher=publisher,
            url=self._url,
            language=self._language(),
            types=tuple(dict.fromkeys(t for a in self._main for t in a.types))[:8],
            sections=self._sections(),
            labels=tuple(self._words(LABELS, 4)),
            free=None if free is None else str(free).lower() not in ("false", "0", "no"),
            body=body[:_BODY_CHARS] if body else None,
            signs=self._signs(),
            metadata=self._metadata,
            marks=tuple(dict.fromkeys(self._marks)),
        )

    def _value(self, name: str) -> object:
        """The first value that the article's nodes have for a property."""
        return next((a.node[name] for a in self._main if a.node.get(name) is not None), None)

    def _property(self, name: str) -> str | None:
        value = self._value(name)
        return value if isinstance(value, str) and value.strip() else None

    def _texts(self, name: str) -> Iterator[str]:
        """The values of a property over all nodes of the article, as text."""
        for article in self._main:
            value = article.node.get(name)
            for one in value[:3] if isinstance(value, list) else [value]:
                if isinstance(one, str | int) and not isinstance(one, bool):
                    yield str(one)

    def _address(self) -> str | None:
        for key in ("canonical", "og_url"):
            value = self._metadata.get(key)
            if isinstance(value, str) and value.lower().startswith(("http://", "https://")):
                return value
        return None

    def _publisher(self) -> str | None:
        names = [n for a in self._main for n in named(a.node.get("publisher"), self._data.by_id)]
        names += self._metas.get("og:site_name", ())
        names += [n for key in ("dc.publisher", "cre", "application-name") for n in self._metas.get(key, ())]
        names += [
            name
            for node in self._data.by_id.values()
            if node.get("@type") in ("WebSite", "NewsMediaOrganization")
            for name in named(node.get("name"))
        ]
        names.append(self._site_of_title())
        shown = (plain(n) for n in names)
        return next((n for n in shown if n and not re.match(r"(?:https?:)?//|#", n)), None)

    def _site_of_title(self) -> str:
        """What stands behind the heading's words in the title element, if it can be a name."""
        title, heads = plain(self._tree.title or ""), self._words("h1", 2)
        for head in heads:
            rest = title[len(head) :] if head and title.startswith(head) else ""
            found = re.fullmatch(r"\s*[|·•–—-]\s+(\S+(?: \S+){0,4})", rest)
            if found is not None:
                return found[1]
        return ""

    def _title(self, publisher: str | None) -> str | None:
        sites = {_letters(n) for n in (publisher, *self._metas.get("og:site_name", ())) if n}
        heads = [t for t in self._words("h1", 6) if _letters(t) not in sites]
        itself = [a.node for a in self._main if any(_ITSELF.search(t) for t in a.types)]
        stated = [
            v for n in itself for v in (n.get("headline"), n.get("name"), n.get("alternativeHeadline")) if v
        ]
        candidates: list[object] = [*stated, *(v for n in TITLE_METAS[:2] for v in self._metas.get(n, ()))]
        candidates += [*self._words("[itemprop~='headline']", 2), *heads[:1]]
        candidates += [v for n in TITLE_METAS[2:] for v in self._metas.get(n, ())]
        candidates.append(_site_off(self._tree.title or "", heads))
        for candidate in candidates:
            if not isinstance(candidate, str):
                continue
            if len(candidate) > 4 * _TITLE_CHARS:
                self._marks.append("title cut")
            words = _without_site(plain(candidate), sites)
            if (
                words
                and _letters(words) not in sites
                and _letters(words) not in ("home", "untitled", "article")
            ):
                return words
        return None

    def _published(self) -> tuple[str | None, str | None]:
        """The date of publication, and where it stands."""
        found = self._first_date((*self._texts("datePublished"), *self._texts("dateCreated")))
        if found:
            return found, "json-ld"
        found = self._first_date(v for n in PUBLISHED_METAS for v in self._metas.get(n, ()))
        if found:
            return found, "meta"
        found = self._first_date(self._times())
        if found:
            return found, "time"
        found = self._first_date(m[0] for m in DAY_WORDS.finditer(self._below_heading()))
        return (found, "byline") if found else (None, None)

    def _below_heading(self) -> str:
        """The words behind the page's heading."""
        document = self._tree.document
        heading = document.query_selector("h1") if document is not None else None
        words = " ".join((heading.text or "").split()) if heading is not None else ""
        around = heading.parent if words and heading is not None else None
        for _ in range(_LOOK_OUT):
            if around is None:
                return ""
            # line breaks and ends of blocks part words, which the text of a node does not show
            spaced = HTMLTree.parse(_BREAKS.sub(r" ¶ \g<0>", around.html[:20_000]))
            # the text of a document node, unlike that of its body, ends the process (resiliparse 2.0.1)
            shown = spaced.body.text if spaced.body is not None else ""
            whole = " ".join((shown or "").split())
            behind = whole.partition(words)[2]
            if len(behind) > _BYLINE_REACH // 2:
                return behind[:_BYLINE_REACH]
            around = around.parent
        return ""

    def _times(self) -> Iterator[str]:
        """What elements of the article say of its time: marked ones first, then any in its upper part."""
        document = self._tree.document
        if document is None:
            return
        for selector in TIMES:
            for element in islice(document.query_selector_all(selector), 6):
                if element.closest(ELSEWHERE) is None:
                    for name in ("datetime", "content", "data-datetime", "title"):
                        if value := element.getattr(name):
                            yield value
                    yield (element.text or "")[:200]

    def _first_date(self, values: Iterable[str]) -> str | None:
        """The first value that is a day; of the same day one with a time behind it is better."""
        day: str | None = None
        for value in values:
            found = plain_date(value)
            if found is None:
                continue
            if "T" in found and (day is None or found.startswith(day)):
                return found
            day = day or found
        return day

    def _authors(self) -> tuple[str, ...]:
        stated = [
            n
            for key in ("author", "creator")
            for a in self._main
            for n in named(a.node.get(key), self._data.by_id)
        ]
        found = _people(stated)
        places: tuple[Callable[[], Iterable[str]], ...] = (
            lambda: (v for name in AUTHOR_METAS for v in self._metas.get(name, ())),
            lambda: self._words("[itemprop~='author'] [itemprop~='name'], [itemprop~='author']", 4),
            lambda: self._words("[rel~='author'], a[class*='author' i]", 4),
            lambda: (
                w for w in self._words("[class*='byline' i], [class*='author-name' i]", 3) if len(w) < 120
            ),
            lambda: self._metas.get("article:author", ()),
            lambda: (m["names"] for m in [BYLINE.search(self._below_heading())] if m),
        )
        for place in places:
            if found:
                break
            found = _people(place())
        return found

    def _language(self) -> str | None:
        document = self._tree.document
        root = document.query_selector("html") if document is not None else None
        values = [root.getattr("lang") or root.getattr("xml:lang") or ""] if root is not None else []
        values += self._texts("inLanguage")
        values += [
            v
            for n in ("content-language", "og:locale", "dc.language", "language")
            for v in self._metas.get(n, ())
        ]
        return next((v.strip()[:35] for v in values if re.match(r"\s*[A-Za-z]{2,3}(?![A-Za-z])", v)), None)

    def _sections(self) -> tuple[str, ...]:
        values = list(self._texts("articleSection"))
        values += [
            v for n in ("article:section", "section", "og:type", "dc.type") for v in self._metas.get(n, ())
        ]
        return tuple(dict.fromkeys(plain(v)[:80] for v in values if v.strip()))[:6]

    def _signs(self) -> dict[str, int]:
        document = self._tree.document
        if document is None:
            return {}
        counts = {name: len(document.query_selector_all(selector)) for name, selector in SIGNS.items()}
        updates = sum("BlogPosting" in a.types and a.listed for a in self._data.articles)
        counts["updates"] = updates
        return {name: n for name, n in counts.items() if n}

    def _words(self, selector: str, most: int) -> list[str]:
        """The words of the first elements that a selector finds."""
        document = self._tree.document
        found = islice(document.query_selector_all(selector), most) if document is not None else ()
        return [w for element in found if (w := plain((element.text or "")[:2000]))]


def _by_name(tags: Sequence[Tag]) -> dict[str, list[str]]:
    """The contents of meta tags by their names in lower case, in the order of the page."""
    found: dict[str, list[str]] = {}
    for kind, attributes in tags:
        content = attributes.get("content", "").strip()
        if kind == "meta" and content:
            for key in ("property", "name", "itemprop", "http-equiv"):
                name = attributes.get(key, "").strip().lower()
                if name and content not in found.setdefault(name, []):
                    found[name].append(content)
    return found


def _main_nodes(articles: Sequence[ArticleNode], url: str | None) -> tuple[ArticleNode, ...]:
    """The nodes that tell of the page's own article, the surest first.

    Lists of other stories stand on most pages: a node of a list counts only where its address is the page's
    own.
    """

    def rank(article: ArticleNode) -> tuple[bool, bool]:
        return not any(_ITSELF.search(t) for t in article.types), url is None or url not in _addresses(
            article
        )

    own = [a for a in articles if not a.listed or (url is not None and url in _addresses(a))]
    best = sorted(own, key=rank)
    if best and any(_ITSELF.search(t) for t in best[0].types):
        # a second article on one page is another story, unless it has the same address or none
        place = _addresses(best[0])
        best = [
            a
            for n, a in enumerate(best)
            if n == 0
            or not any(_ITSELF.search(t) for t in a.types)
            or not _addresses(a)
            or place & _addresses(a)
        ]
    return tuple(best)


def _addresses(article: ArticleNode) -> set[str]:
    node = article.node
    values = [node.get("url"), node.get("mainEntityOfPage"), node.get("@id")]
    values += [v.get(k) for v in values if isinstance(v, Mapping) for k in ("@id", "url")]
    return {v.split("#")[0] for v in values if isinstance(v, str) and v.startswith(("http://", "https://"))}


def _people(names: Iterable[str]) -> tuple[str, ...]:
    """Names of authors, each once; what names nobody is left out."""
    found: list[str] = []
    for name in names:
        words = BY.sub("", plain(name))
        parts = _AND.split(words)
        if len(parts) > 1 and "," in parts[0]:
            parts = [*re.split(r"(?<!\s)\s*,\s*", parts[0]), *parts[1:]]
        for part in parts:
            shown = part.strip(" ,.|•·")
            if not NO_AUTHOR.search(shown) and len(shown) < 120:
                found.append(shown)
    unique = {_letters(name): name for name in reversed(found)}
    return tuple(reversed(unique.values()))[:20]


def _letters(words: str) -> str:
    return re.sub(r"[\W_]+", "", words.casefold())


def _without_site(title: str, sites: set[str]) -> str:
    """A title without the site's name before or behind it."""
    parts = _SEPARATED.split(title)
    if len(parts) > 1:
        for part, kept in ((parts[-1], title[: title.rfind(parts[-1])]), (parts[0], title[len(parts[0]) :])):
            if _letters(part) in sites:
                return kept.strip(" |·•»–—-:")
    return title


def _site_off(title: str, heads: Sequence[str]) -> str:
    """The title element's words without what stands for the site, told by the heading or by a bar."""
    shown = plain(title)
    for head in heads:
        if len(head) > 12 and _letters(shown).startswith(_letters(head)):
            return head
    parts = _SEPARATED.split(shown)
    longest = max(parts, key=len, default=shown)
    return longest if len(parts) > 1 and len(longest) > 0.5 * len(shown) and "|" in shown else shown
