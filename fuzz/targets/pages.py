"""Pages before and beside the parsers that others wrote: guards, decoding, structured data, heads, the child's frames."""

from __future__ import annotations

import io
import json
from dataclasses import asdict
from datetime import date, datetime

from resiliparse.parse.html import DOMContext, HTMLTree, traverse_dom

from fuzz.target import Target, hold, parts_of, text_of
from sayso.errors import REFUSAL_CODES
from sayso.text.dates import after, dateline_day, day_of, instant_of, plain_date
from sayso.text.decode import decode
from sayso.text.guards import PageLimits, problem_of_page
from sayso.text.head import read_head
from sayso.text.json_ld import named, read_structured_data, type_names
from sayso.text.kinds import kinds_of, notice_in
from sayso.text.page_frames import read_answer, write_answer

__all__ = ["TARGETS"]

_LIMITS = PageLimits(bytes=3_000, depth=12, attributes=20)


def _guards(data: bytes) -> object:
    tight = problem_of_page(data, _LIMITS)
    wide = problem_of_page(data, PageLimits())
    hold(tight is None or tight[0] in REFUSAL_CODES, f"a code that is not known: {tight}")
    hold(wide is None or tight is not None, "what wide limits refuse, narrow ones let pass")
    if tight is None:
        tree = HTMLTree.parse(data.decode("utf-8", "replace"))
        depth = _depth(tree)
        hold(depth <= 2 * _LIMITS.depth + 8, f"nested {depth} deep, and the guard lets it pass")
    return tight, wide


def _depth(tree: HTMLTree) -> int:
    """How deep elements nest in the tree that a parser makes."""
    most = 0

    def enter(context: DOMContext) -> None:
        nonlocal most
        most = max(most, context.depth)

    if (
        tree.document is not None
    ):  # not elements alone: the document is none, and nothing in it would be walked
        traverse_dom(tree.document, enter)
    return most


def _decoding(data: bytes) -> object:
    body, charset = parts_of(data, 2)
    texts = []
    for html in (False, True):
        text = decode(body, html=html, charset=charset.decode("latin-1") or None)
        texts.append(text)
        if text is not None:
            text.encode("utf-8")  # no half of a character
            hold(len(text) <= 2 * len(body) + 2, "more characters than bytes")
        if (
            body.isascii()
            and text is not None
            and not charset
            and b"=" not in body
            and b"\0" not in body
            and b"\x1b" not in body
            and b"~" not in body
        ):
            hold(text == body.decode(), "plain ASCII that is not itself")
    return texts


def _structured(data: bytes) -> object:
    scripts = [text_of(p) for p in data.split(b"\x1e")]
    found = read_structured_data(scripts)
    hold(len(found.articles) <= 5_000 * len(scripts), "nodes without an end")
    hold(
        set(found.marks)
        <= {"more scripts", "script too large", "script too deep", "script not JSON", "more nodes"},
        "a mark that is not known",
    )
    for article in found.articles[:50]:
        hold(
            all(isinstance(t, str) for t in article.types) and len(article.types) <= 8, "types that are none"
        )
        for key in ("author", "publisher", "isPartOf"):
            names = list(named(article.node.get(key), found.by_id))
            hold(len(names) <= 8**4 and all(isinstance(n, str) for n in names), "names that are none")
    for node in list(found.by_id.values())[:50]:
        type_names(node)
    return found


def _head(data: bytes) -> object:
    if problem_of_page(data, PageLimits(depth=60, attributes=200)) is not None:
        return None
    text = data.decode("utf-8", "replace")
    head = read_head(HTMLTree.parse(text))
    json.dumps(asdict(head))  # goes from the child to us in JSON
    hold(head.title is None or 0 < len(head.title) <= 300, f"a title of {len(head.title or '')} characters")
    hold(
        len(head.authors) <= 40 and all(0 < len(a) <= 300 for a in head.authors),
        f"authors: {head.authors!r}"[:300],
    )
    for stated in (head.published, head.modified):
        hold(stated is None or datetime.fromisoformat(stated), f"no date: {stated!r}")
    hold((head.published is None) == (head.published_from is None), "a date from nowhere")
    hold(
        head.url is None or head.url.lower().startswith(("http://", "https://")),
        f"an address that is none: {head.url!r}",
    )
    hold(len(head.types) <= 8 and len(head.sections) <= 40 and len(head.labels) <= 40, "more than is kept")
    hold(head.body is None or len(head.body) <= 1_000_000, "a body that is not cut")
    for values in head.metadata.values():
        for value in values if isinstance(values, list) else [values]:
            hold(isinstance(value, str) and 0 < len(value) <= 300, "a value that is not cut")
    for shown in (head.body or "", text):
        kinds_of(head, head.title, shown)
        code = notice_in(shown)
        hold(code is None or code in REFUSAL_CODES, f"a code that is not known: {code}")
    return head


def _frames(data: bytes) -> None:
    """What a child answers that is spoilt."""
    stream = io.BytesIO(data)
    for _ in range(1_000):
        answer = read_answer(stream)
        if answer is None:
            break
        again = io.BytesIO()
        write_answer(again, answer)
        again.seek(0)
        hold(repr(read_answer(again)) == repr(answer), "an answer that changes on its way")


def _dates(data: bytes) -> object:
    stated, fetched = (text_of(p) for p in parts_of(data, 2))
    for day in (day_of(stated), dateline_day(stated)):
        hold(type(day) in (type(None), date), "no day")
    at = instant_of(stated)
    hold(at is None or datetime.fromisoformat(at), "no instant")
    plain = plain_date(stated)
    if plain is not None:
        hold(1970 <= datetime.fromisoformat(plain).year <= 2100, f"out of time: {plain}")
        hold(
            plain_date(plain) == plain or datetime.fromisoformat(plain).year < 1990,
            f"not the same again: {plain}",
        )
    after(stated, fetched)
    if plain is not None:
        after(plain, at or "2024-05-16T09:30:00Z")
    return at, plain


_PAGE = b"""<!doctype html><html lang="en-GB"><head><title>Two boats met - The Harbour Post</title><link rel="canonical" href="https://a.example/1">
<meta property="og:site_name" content="The Harbour Post"><meta property="article:published_time" content="2024-05-16T09:30:00+02:00">
<meta name="author" content="A. Writer and B. Other"><script type="application/ld+json">{"@context":"https://schema.org","@graph":[
{"@type":"NewsArticle","@id":"#a","headline":"Two boats met","datePublished":"2024-05-16","author":[{"@id":"#p"}],"publisher":{"name":"Post"},
"isAccessibleForFree":"False","articleSection":["World"],"articleBody":"<p>Two boats met.</p>"},{"@id":"#p","@type":"Person","name":"A. Writer"}]}
</script></head><body><h1>Two boats met</h1><p class="byline">By A. Writer, May 16, 2024, 9:30 a.m. EDT</p><time datetime="2024-05-16">x</time>
<article><p>Two boats met.</p><svg><path/></svg></article></body></html>"""
_LD = b"""{"@type": ["NewsArticle", "https://schema.org/LiveBlogPosting"], "headline": "A", "author": {"name": "B"}, "n": 10,}
\x1e<!-- [{"@graph": [{"@type": "WebPage", "mainEntity": {"@id": "x", "@type": "Article"}}]}] -->"""
_ANSWER = b"\x00\x00\x00\x0f" + b'{"text": "Two"}' + b"\x00\x00\x00\x02[]"
_DATES = ("2024-05-16T09:30:00-04:00", "May 16, 2024, 9:30 a.m. EDT", "Thu May 16 2024 09:30:00 GMT-0400 (Eastern Daylight Time)", "1715850600", "1715850600123", "16/05/2024", "Thu, 16 May 2024 09:00:00 +0200\x1e2024-05-15T00:00:00Z", "QUITO, 3 MAY 90", "20240516T0930Z", "2024.5.16")  # fmt: skip
_TAGS = (
    b"<div>", b"</div>", b"<p>", b"<li>", b"<ul>", b"<table><tr><td>", b"<svg>", b"<math>", b"/>", b"<script>", b"</script>", b"<title>", b"<textarea>",
    b"<!--", b"-->", b'a="', b"a='", b"<br>", b"<a ", b"&amp;", b"<h1>", b"</h1>", b"<template>", b"<select><option>",
    b"<!-->", b"--!>", b"<![CDATA[", b"]]>", b"<?", b"</ ", b"=\"", b"==", b"<foreignObject>", b"<desc>", b"<style>", b"<font color=",
)  # fmt: skip
_LD_WORDS = (
    b'{"@type":"NewsArticle"', b'"@id":"#a"', b'"@graph":[', b'"headline":', b'"name":', b'"datePublished":', b'"author":', b'"publisher":', b"null", b"true",
    b"1e999", b"NaN", b"[", b"]", b"{", b"}", b",", b'"sameAs":', b'"isAccessibleForFree":', b"\\ud800", b'"articleBody":', b'"articleSection":', b'"keywords":',
)  # fmt: skip

TARGETS = (
    Target(name="page-guards", run=_guards, seeds=(_PAGE, b"<ul><li>a<li>b</ul>" * 3, b"<svg><a/><b/></svg><p a=b c='d>'>", b"<script><!--<script></script></ul>--></script><svg><title><p></title></svg>"), words=_TAGS, max_bytes=3_000),
    Target(
        name="decoding",
        run=_decoding,
        seeds=(b"plain words", "Zwei Boote trafen sich in Köln. ".encode("cp1252") * 2, "ä".encode("utf-16"), b"<meta charset='shift_jis'>\x83\x65", "Две лодки".encode("koi8-r") + b"\x1ekoi8-r", "é".encode() * 9 + b"\xff", b"h\0e\0l\0l\0o\0 \0y\0o\0u\0"),
        words=(b"<meta charset=", b"\x1e", b"utf-8", b"utf-7", b"iso-2022-jp", b"gb18030", b"big5", b"hz", b"utf-16", b"\xff\xfe", b"\xfe\xff\0\0", b"\xef\xbb\xbf", b"rot13", b"idna", b"\x1b$B", b"mbcs", b"cp65001", b"utf_8_sig", b"unicode_escape", b"punycode"),
    ),
    Target(name="json-ld", run=_structured, seeds=(_LD, _PAGE[_PAGE.index(b"{") : _PAGE.rindex(b"}") + 1]), words=(*_LD_WORDS, b"\x1e")),
    Target(name="page-heads", run=_head, seeds=(_PAGE, _PAGE.replace(b"ld+json", b"x")), words=(*_TAGS, *_LD_WORDS, b"<meta name=", b"content=", b"itemprop=", b"<time datetime=", b'rel="canonical"', b'class="byline"', b"By ")),
    Target(name="child-frames", run=_frames, seeds=(_ANSWER, _ANSWER[::-1]), words=(b"\0\0\0\x02{}", b"NaN", b"\xff\xff\xff\xff", b"\\ud800"), max_bytes=400),
    Target(name="dates-of-pages", run=_dates, seeds=tuple(d.encode() for d in _DATES), words=(b"\x1e", b"GMT", b"a.m.", b"PM", b"CEST", b"-0400", b"+14:00", b"May ", b"9999", b"0001", b"T", b"Z"), max_bytes=200),
)  # fmt: skip
