"""Make the article: decode, normalise, find headline and dateline, cut sentences and words."""

from __future__ import annotations

import atexit
import functools
import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sayso.lang.case import is_shouted, restore_case
from sayso.lang.sentences import split_sentences
from sayso.lang.words import split_words
from sayso.records import Article, Item, Refusal, Sentence, Span, left_out
from sayso.records.identity import report_id
from sayso.text.dates import dateline_day, day_of, instant_of
from sayso.text.decode import decode
from sayso.text.extent import Extent, cut_to
from sayso.text.language import n_words, other_language
from sayso.text.normalise import normalise, paragraphs_of
from sayso.text.page_pool import PagePool
from sayso.text.repair import repaired

if TYPE_CHECKING:
    from sayso.text.page import Page

__all__ = ["make_article"]

_MIN_WORDS = 3
#: So many times the characters that are read are looked at: spaces and empty lines fall away.
_SPARE = 4
#: More than any report has; what is behind is left out, and the article says so.
_MAX_SENTENCES = 5_000
#: A sentence is read in pieces of at most this many words, since its roles cost as its words squared. Longer
#: ones come from lists and damaged text: four of 98,000 of the news (MUC-4, PolNeAR).
_MAX_SENTENCE_WORDS = 150
#: A word this long is no word; it is cut so that nothing downstream meets it whole.
_MAX_WORD = 400
#: Characters of a publisher's name that are kept.
_MAX_NAME = 200
#: Words are taken whole (possessive), so that no text can make the search run long.
_PLACE_LINE = (
    r"(?P<place>[A-Z][A-Z'’.\-]++(?:[ ,/-]++(?:[A-Z][A-Z'’.\-]++|[A-Z][a-z]++))*)(?:\s*\([A-Z][A-Z ]+\))?"
)
_DAY_LINE = (
    r"\s*,\s*(?P<day>(?:[A-Z][A-Za-z]+\.?\s+\d{1,2}(?:,?\s+\d{4})?"
    r"|\d{1,2}\s+[A-Z][A-Za-z]+\.?(?:,?\s+(?:\d{4}|\d{2}))?|[Nn]o [Dd]ate)(?!\d))"
)
#: Labels that monitoring services put before a text: "[Report] [Text]".
_LABELS = r"(?:\[[^\]\n]{1,120}\]\s*)*"
#: What stands before a colon in capitals and is no place.
_NO_PLACE = (
    r"(?!(?:ALERT|ANALYSIS|BREAKING|CORRECTION|EDITORIAL|EXCLUSIVE|EXPLAINER|FACTBOX|INTERVIEW|JUST IN|LIVE"
    r"|NOTE|OPINION|PHOTOS?|READ|REVIEW|TIMELINE|UPDATED?|URGENT|VIDEO|WATCH|WARNING)\b)"
)
_DASH = r"\s*[-–—]{1,2}\s+"
#: A colon ends one, too, as in Indian and French news: "NEW DELHI: Police said …", and not "NATO: …".
_DASH_OR_COLON = rf"(?:{_DASH}|(?<=[A-Za-z]{{5}}):\s+(?=[A-Z\"“]))"
_DATELINE = re.compile(
    _NO_PLACE
    + _PLACE_LINE
    + rf"(?:{_DAY_LINE})?"
    + r"\s*(?:\((?P<agency>[A-Z][\w ./&'’-]{1,60})\))?"
    + _DASH_OR_COLON
    + _LABELS
)
#: In a text all in capitals any words could be a place: only a day tells a dateline.
_SHOUTED_DATELINE = re.compile(
    r"(?P<place>[^\W\d_][^\n\d\[\]]{1,80}?)"
    + _DAY_LINE
    + r"\s*(?:[(\[][^()\n]{2,80}[)\]]\s*){0,3}[-–—]{1,2}\s+"
    + _LABELS
)
#: Characters in which a dateline with its labels must end.
_LINE_REACH = 260
_SENTENCE_FINAL = re.compile(r"[.!?…][\"'”’)\]]*$")
_LOOKS_HTML = re.compile(r"^\s*(?:<!doctype html|<html|<head|<body)\b", re.IGNORECASE)


def make_article(
    item: Item, *, pool: PagePool | None = None, settled: bool = False, most: Extent | None = None
) -> Article | Refusal:
    """The article in an item, or why there is none.

    Args:
        item: one input as received.
        pool: the processes that parse pages. If left out, one that is started for the first page, is shared
            by all callers, and ends with the program.
        settled: whether the body is the text of an article made before, which keeps every character: nothing
            of it is repaired, left out or laid out anew, and its language was judged.
        most: how much of a report is read. A longer one is cut there, and ``extra["truncated"]`` says how
            many characters it had.

    Raises:
        Nothing for bad input: every defect of the input is a refusal with its code.
        OSError: the system starts no process for a page.
    Cost:
        Linear in the size of the body.
    """
    if settled and isinstance(item.body, str):
        return _again(item, item.body)
    html = item.html or (isinstance(item.body, str) and bool(_LOOKS_HTML.match(item.body[:500])))
    raw = ""
    if not html:
        text = (
            item.body if isinstance(item.body, str) else decode(item.body, html=False, charset=item.charset)
        )
        if text is None:
            return _refuse(item, "input.not_text", "the bytes are no text of any known encoding")
        raw, html = text, bool(_LOOKS_HTML.match(text[:500]))
    page_language = None
    if html:
        from sayso.text.page import PageProblem, read_page  # noqa: PLC0415  texts need nothing of it

        page = read_page(item.body, pool or _shared_pool(), charset=item.charset, fetched_at=item.fetched_at)
        if isinstance(page, PageProblem):
            return _refuse(item, page.code, page.reason)
        item, raw, page_language = _with_page(item, page), page.text, page.language
        most = _after(page, most or Extent())
    n_chars, most = len(raw), most or Extent()
    longer = n_chars > _SPARE * most.chars
    item, raw = _mended(_named(item), raw[: _SPARE * most.chars])
    text = normalise(raw)
    title = _one_line(item.title)
    if title and text and not _same_start(text, title):
        text = f"{title}\n{text}"
    read = cut_to(text, most)
    if longer or len(read) < len(text):
        item = replace(item, extra={**item.extra, "truncated": {"chars": n_chars}})
    text = read
    problem = _problem(item, text)
    if problem is not None:
        return problem
    language = other_language(text, item.language or page_language)
    if language is not None:
        return _refuse(item, "text.wrong_language", f"the text is {language}")
    problem = _few_words(item, text)
    if problem is not None:
        return problem
    if is_shouted(text):
        # read in sentence case, and said so: the report had capitals only
        item = replace(item, extra={**item.extra, "case": "restored"})
        text, title = restore_case(text), restore_case(title) if title else None
    return _assembled(item, text, title)


def _again(item: Item, text: str) -> Article | Refusal:
    """The article of a text as it was kept.

    Nothing of it is laid out anew: in a normalised text paragraphs stand on lines, and lines that happen to
    be of one length would be taken for wrapped ones and joined.
    """
    problem = _problem(item, text) or _few_words(item, text)
    return problem if problem is not None else _assembled(item, text, _one_line(item.title))


def _one_line(title: str | None) -> str | None:
    return normalise(title).replace("\n", " ") if title else None


@functools.cache
def _shared_pool() -> PagePool:
    """The pool of callers that hand in none."""
    pool = PagePool()
    atexit.register(pool.close)
    return pool


def _refuse(item: Item, code: str, reason: str) -> Refusal:
    return Refusal(name=item.name, stage="text", code=code, reason=reason)


def _with_page(item: Item, page: Page) -> Item:
    """What the page says of itself, where the item does not say it; its metadata go to ``extra["page"]``."""
    own = dict(page.extra)
    if item.published:
        own.pop("published_from", None)
        own.pop("published_stated", None)
    return replace(
        item,
        title=item.title or page.title,
        author=item.author or page.author,
        published=item.published or page.published,
        publisher=item.publisher or page.publisher,
        url=item.url or page.url,
        extra={**({"page": dict(page.metadata)} if page.metadata else {}), **own, **item.extra},
    )


def _after(page: Page, most: Extent) -> Extent:
    """How much of a page's text is read: a quarter where a parser was ended, which took the time for it."""
    extraction = page.extra.get("extraction")
    lost = isinstance(extraction, dict) and extraction.get("lost")
    return Extent(chars=most.chars // 4, words=most.words // 4) if lost else most


def _mended(item: Item, raw: str) -> tuple[Item, str]:
    """The text and what is said of it, with wrongly decoded characters put right before any span exists."""
    raw, n_lines = repaired(raw)
    given = (item.title, item.author, item.publisher)
    title, author, publisher = (None if words is None else repaired(words)[0] for words in given)
    n_lines += sum(a != b for a, b in zip(given, (title, author, publisher), strict=True))
    if not n_lines:
        return item, raw
    extra = {**item.extra, "repaired_lines": n_lines}
    return replace(item, title=title, author=author, publisher=publisher, extra=extra), raw


def _named(item: Item) -> Item:
    """The item with a publisher that can be a name."""
    if item.publisher is None or len(item.publisher) <= _MAX_NAME:
        return item
    return replace(item, publisher=item.publisher[:_MAX_NAME])


def _same_start(text: str, title: str) -> bool:
    first = text.split("\n", 1)[0]
    return re.sub(r"\W+", "", first.lower()) == re.sub(r"\W+", "", title.lower())


def _problem(item: Item, text: str) -> Refusal | None:
    if not text:
        return _refuse(item, "text.empty", "nothing is left after normalising")
    return None if n_words(text) else _refuse(item, "text.no_words", "the text has no letters")


def _few_words(item: Item, text: str) -> Refusal | None:
    words = n_words(text)
    if words < _MIN_WORDS:
        return _refuse(item, "text.too_short", f"{words} words; a claim needs at least {_MIN_WORDS}")
    return None


def _assembled(item: Item, text: str, title: str | None) -> Article | Refusal:
    spans = paragraphs_of(text)
    pattern = _SHOUTED_DATELINE if item.extra.get("case") == "restored" else _DATELINE
    line = pattern.match(text, 0, min(spans[0][1], _LINE_REACH))
    headline = None if line is not None and line["day"] else _headline(text, spans, title)
    dateline, body = _dateline(text, spans, headline, pattern)
    sentences = tuple(s for n, span in enumerate(spans) for s in _paragraph(text, span, n, (dateline, body)))
    if not sentences:
        return _refuse(item, "text.no_words", "the text has no words")
    published = day_of(item.published) if item.published else None
    extra = dict(item.extra)
    if len(sentences) > _MAX_SENTENCES:
        extra = left_out(extra, sentences=len(sentences))
        sentences = sentences[:_MAX_SENTENCES]
    if item.published and published is None:
        extra["published_raw"] = item.published
    at = instant_of(item.published) if item.published and published is not None else None
    if at is not None and published is not None and at[:10] == published.isoformat():
        extra["published_at"] = at
    if published is None and dateline is not None:
        published = dateline_day(dateline.of(text))
        if published is not None:
            extra["published_from"] = "dateline"
    digest = hashlib.sha256(text.encode("utf-8")).hexdigest()
    return Article(
        article_id=report_id(
            digest,
            at=item.url or item.given_id or "",
            published=published.isoformat() if published else "",
            publisher=item.publisher or "",
        ),
        name=item.name,
        text=text,
        sentences=sentences,
        paragraphs=tuple(Span(a, b) for a, b in spans),
        text_sha256=digest,
        headline=headline,
        dateline=dateline,
        given_id=item.given_id,
        url=item.url,
        title=title or (headline.of(text) if headline else None),
        published=published,
        publisher=item.publisher,
        author=item.author,
        extra=extra,
    )


def _paragraph(
    text: str, span: tuple[int, int], number: int, dateline: tuple[Span | None, int]
) -> Iterator[Sentence]:
    """Sentences of a paragraph; a dateline with its dash and labels is one of its own."""
    start, end = span
    line, body = dateline
    if line is not None and line.start == start:
        yield from _sentences(text, start, body, number)
        start = body
    yield from _sentences(text, start, end, number)


def _sentences(text: str, start: int, end: int, paragraph: int) -> Iterator[Sentence]:
    for a, b in split_sentences(text, start, end):
        words = [w for x, y in split_words(text, a, b) for w in _cut_word(x, y)]
        for at in range(0, len(words), _MAX_SENTENCE_WORDS):
            part = words[at : at + _MAX_SENTENCE_WORDS]
            whole = len(words) <= _MAX_SENTENCE_WORDS
            span = Span(a, b) if whole else Span(part[0].start, part[-1].end)
            yield Sentence(span=span, words=tuple(part), paragraph=paragraph)


def _cut_word(start: int, end: int) -> Iterator[Span]:
    for at in range(start, end, _MAX_WORD):
        yield Span(at, min(end, at + _MAX_WORD))


def _headline(text: str, spans: Sequence[tuple[int, int]], title: str | None) -> Span | None:
    """The first paragraph, if it is the title, or reads like one: short, no stop at its end, more below."""
    first = Span(*spans[0])
    words = first.of(text)
    if title and _same_start(words, title):
        return first
    short = len(words.split()) <= 20 and not _SENTENCE_FINAL.search(words)
    return first if short and len(spans) > 1 and len(text) > 2 * len(words) else None


def _dateline(
    text: str, spans: Sequence[tuple[int, int]], headline: Span | None, pattern: re.Pattern[str]
) -> tuple[Span | None, int]:
    """The dateline without its dash, and where the text after it begins."""
    for a, b in spans[: 3 if headline is None else 4]:
        if headline is not None and a == headline.start:
            continue
        found = pattern.match(text, a, min(b, a + _LINE_REACH))
        if found is not None:
            line = re.split(_DASH, found.group(), maxsplit=1)[0].rstrip(": ")
            return Span(a, a + len(line)), found.end()
        if headline is not None:
            break
    return None, 0
