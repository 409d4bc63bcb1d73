"""Make the article: decode, normalise, find headline and dateline, cut sentences and words."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sayso.errors import cut
from sayso.lang.case import is_shouted, restore_case
from sayso.lang.sentences import split_sentences
from sayso.lang.words import split_words
from sayso.records import Article, Item, Refusal, Sentence, Span
from sayso.text.dates import dateline_day, day_of, instant_of
from sayso.text.decode import decode
from sayso.text.language import is_english, n_words
from sayso.text.normalise import normalise, paragraphs_of
from sayso.text.page import Page, read_page, too_deep

__all__ = ["make_article"]

_MIN_WORDS = 3
#: A sentence is read in pieces of at most this many words; longer ones come from lists and damaged text.
_MAX_SENTENCE_WORDS = 300
#: A word this long is no word; it is cut so that nothing downstream meets it whole.
_MAX_WORD = 400
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


def make_article(item: Item) -> Article | Refusal:
    """The article in an item, or why there is none.

    Raises:
        Nothing for bad input: every defect of the input is a refusal with its code.
    Cost:
        Linear in the size of the body.
    """
    html = item.html or (isinstance(item.body, str) and bool(_LOOKS_HTML.match(item.body[:500])))
    raw = item.body if isinstance(item.body, str) else decode(item.body, html=html)
    if raw is None:
        return _refuse(item, "input.not_text", "the bytes are no text of any known encoding")
    if html or _LOOKS_HTML.match(raw[:500]):
        if too_deep(raw):
            return _refuse(item, "html.too_deep", "the page nests deeper than any article does")
        page = read_page(raw)
        if page is None:
            return _refuse(item, "html.no_body", "no article text was found in the page")
        item, raw = _with_page(item, page), page.text
    text = normalise(raw)
    title = normalise(item.title).replace("\n", " ") if item.title else None
    if title and text and not _same_start(text, title):
        text = f"{title}\n{text}"
    problem = _problem(item, text)
    if problem is not None:
        return problem
    if is_shouted(text):
        # read in sentence case, and said so: the report had capitals only
        item = replace(item, extra={**item.extra, "case": "restored"})
        text, title = restore_case(text), restore_case(title) if title else None
    return _assembled(item, text, title)


def _refuse(item: Item, code: str, reason: str) -> Refusal:
    return Refusal(name=item.name, stage="text", code=code, reason=reason)


def _with_page(item: Item, page: Page) -> Item:
    """What the page says of itself, where the item does not say it; its metadata go to ``extra["page"]``."""
    return replace(
        item,
        title=item.title or page.title,
        author=item.author or page.author,
        published=item.published or page.published,
        publisher=item.publisher or page.publisher,
        url=item.url or page.url,
        extra={**({"page": dict(page.metadata)} if page.metadata else {}), **item.extra},
    )


def _same_start(text: str, title: str) -> bool:
    first = text.split("\n", 1)[0]
    return re.sub(r"\W+", "", first.lower()) == re.sub(r"\W+", "", title.lower())


def _problem(item: Item, text: str) -> Refusal | None:
    if not text:
        return _refuse(item, "text.empty", "nothing is left after normalising")
    words = n_words(text)
    if not words:
        return _refuse(item, "text.no_words", "the text has no letters")
    stated = (item.language or "").lower()
    if stated and not stated.startswith(("en", "und", "mul")) and not is_english(text):
        return _refuse(item, "text.wrong_language", f"the report states language {cut(item.language)}")
    if not is_english(text):
        return _refuse(item, "text.wrong_language", "too few English words")
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
    identity = "\n".join(
        (
            digest,
            item.url or item.given_id or "",
            published.isoformat() if published else "",
            item.publisher or "",
        )
    )
    return Article(
        article_id="r" + hashlib.sha256(identity.encode("utf-8", "replace")).hexdigest()[:15],
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
