"""The article inside an HTML page: guarded, parsed in another process, with what the page says of itself."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import PackageNotFoundError, version

from sayso.classes import dataclass, field
from sayso.text.dates import after
from sayso.text.decode import decode
from sayso.text.guards import PageLimits, kind_of_bytes, problem_of_page
from sayso.text.kinds import kinds_of, notice_in
from sayso.text.page_pool import Extracted, PagePool

__all__ = ["Page", "PageProblem", "read_page"]

_LIMITS = PageLimits()
#: Words of an article's text in the structured data from which it may stand for the body: below is a summary.
_BODY_WORDS = 60

#: Lines of a menu, and words of a line from which it tells something.
_MENU_LINES, _MENU_WORDS = 12, 7


@dataclass(frozen=True, slots=True, kw_only=True)
class PageProblem:
    """Why a page yields no report: a code of `errors.REFUSAL_CODES` and the reason."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """What a page holds: its text and what it says of itself, None where it says nothing.

    ``published`` is ISO 8601 with the offset where one is stated. ``metadata`` has the keys that
    `page_metadata` tells. ``extra`` is what is kept with the report: ``extraction`` (extractor, its
    version, digest of the raw bytes, what was cut), ``page_kind``, ``published_from``, ``published_stated``
    (a date after the fetching, which is not taken), ``modified_at``.
    """

    text: str
    title: str | None
    author: str | None
    published: str | None
    publisher: str | None
    url: str | None
    language: str | None
    metadata: Mapping[str, object] = field(default_factory=dict)
    extra: Mapping[str, object] = field(default_factory=dict)


def read_page(
    body: str | bytes, pool: PagePool, *, charset: str | None = None, fetched_at: str | None = None
) -> Page | PageProblem:
    """The page's article, or why there is none.

    Args:
        body: the page as received.
        pool: the processes that parse.
        charset: what the server declared.
        fetched_at: the instant at which the page was received, ISO 8601; a date behind it is not taken.

    Raises:
        OSError: no process can be started.
    """
    raw = body.encode("utf-8", "surrogatepass") if isinstance(body, str) else body
    if len(raw) > _LIMITS.bytes:
        return PageProblem(code="input.too_large", reason=f"more than {_LIMITS.bytes:,} bytes")
    kind = kind_of_bytes(raw)
    if kind is not None:
        return PageProblem(code="input.unsupported", reason=f"called a page, but it is {kind}")
    html = body if isinstance(body, str) else decode(raw, html=True, charset=charset)
    if html is None:
        return PageProblem(code="input.not_text", reason="the bytes are no text of any known encoding")
    # parsers end at a NUL or stumble over it; the HTML standard leaves it out (section 13.2.6.4.7)
    clean = html.replace("\0", "").encode("utf-8", "replace")
    problem = problem_of_page(clean, _LIMITS)
    if problem is not None:
        return PageProblem(code=problem[0], reason=problem[1])
    found = pool.extract(clean, latest=fetched_at)
    text, extractor = _text(found)
    problem = _no_text(found, text)
    if problem is not None:
        return PageProblem(code=problem[0], reason=problem[1])
    return _page(found, text, _extraction(raw, extractor, found), fetched_at)


def _text(found: Extracted) -> tuple[str, str]:
    """The body and what found it: the structured data's, where they hold twice as much as the page shows."""
    stated = found.head.body or ""
    n_stated, n_shown = len(stated.split()), len(found.text.split())
    if n_stated >= _BODY_WORDS and (n_stated > 2 * n_shown or stated.split() == found.text.split()):
        # the parser takes it, too, where there is no other, but without its paragraphs
        return stated, "json-ld"
    return found.text, found.extractor


def _no_text(found: Extracted, text: str) -> tuple[str, str] | None:
    """The refusal of a page whose words are none of an article."""
    notice = notice_in(text or found.shown)
    if notice is not None:
        return notice, "the page holds a notice and no article"
    if text and not _is_menu(text):
        return None
    if found.lost:
        return "html.extract_timeout", "the page took too long, or too much memory, to parse"
    return "html.no_body", "no article text was found in the page"


def _is_menu(text: str) -> bool:
    """Whether all that was found are many lines of a few words each, as menus have."""
    lines = text.split("\n")
    return len(lines) >= _MENU_LINES and max(len(line.split()) for line in lines) < _MENU_WORDS


def _page(found: Extracted, text: str, extraction: Mapping[str, object], fetched_at: str | None) -> Page:
    head = found.head
    extra: dict[str, object] = {"extraction": extraction}
    kinds = kinds_of(head, head.title, text)
    if kinds:
        extra["page_kind"] = kinds
    published, published_from = head.published, head.published_from
    if published is None and found.day is not None:
        published, published_from = found.day, "htmldate"
    if published is not None and fetched_at and after(published, fetched_at):
        extra["published_stated"] = published
        published = fetched_at
    if published is not None and published_from:
        extra["published_from"] = published_from
    if head.modified:
        extra["modified_at"] = head.modified
    if head.language:
        extra["page_language"] = head.language
    return Page(
        text=text,
        title=head.title,
        author="; ".join(head.authors) or None,
        published=published,
        publisher=head.publisher,
        url=head.url,
        language=head.language,
        metadata=head.metadata,
        extra=extra,
    )


def _extraction(raw: bytes, extractor: str, found: Extracted) -> dict[str, object]:
    """What is kept so that the same text can be made of the same bytes again.

    ``lost`` says that a parser was ended before its time: the page would give more in another run, or is an
    attack.
    """
    said: dict[str, object] = {
        "extractor": extractor,
        "version": _version({"json-ld": "resiliparse"}.get(extractor, extractor)),
        "raw_sha256": hashlib.sha256(raw).hexdigest(),
    }
    if found.lost:
        said["lost"] = True
    if found.head.marks:
        said["cut"] = list(found.head.marks)
    return said


@cache
def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""
