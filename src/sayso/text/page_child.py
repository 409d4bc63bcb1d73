"""The process that parses pages: it reads one after the other from its input and answers on its output.

Parsers of pages are C code that meets whatever anybody puts on the web. They run here, with limits on
processor time and memory, and not where the reader and the ledger are.
"""

from __future__ import annotations

import math
import os
import re
import signal
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from datetime import datetime
from types import ModuleType
from typing import BinaryIO

import trafilatura
from htmldate import find_date
from lxml import etree
from resiliparse.extract.html2text import extract_plain_text
from resiliparse.parse.html import HTMLTree
from trafilatura.utils import load_html

from sayso.text.head import PageHead, read_head
from sayso.text.page_frames import read_question, write_answer

resource: ModuleType | None
try:
    import resource
except ImportError:  # not on Windows
    resource = None

__all__ = ["answers", "main", "serve"]

#: What the parsers are known to raise on odd markup. Any other fault ends the process, and the caller goes
#: on.
_FAULTS = (
    ValueError,
    TypeError,
    AttributeError,
    RecursionError,
    LookupError,
    AssertionError,
    OverflowError,
    etree.LxmlError,
)
#: Characters of a page's visible words that are shown where no article was found, to tell a notice from a
#: page.
_SHOWN_CHARS = 3_000
#: Characters of a body that are kept here; the article itself is cut to less.
_BODY_CHARS = 4_000_000
#: Parts of class names and ids of what stands beside an article, and of what is of it after all.
_NAME_PARTS = re.compile(r"[a-z]+")
_BESIDE = frozenset(
    "related teaser teasers trending recommended recommendations newsletter signup promo promos outbrain"
    " taboola bio mostread sharedaddy relatedposts pullquote cookie consent paywall regwall".split()
)
_OF_ARTICLE = frozenset("body content text article story entry main page wrapper container layout".split())
#: Share of a page's paragraphs from which a block is the article, whatever it is called.
_BESIDE_SHARE = 0.4

Answer = dict[str, object]


def main(memory_bytes: int) -> None:
    """Answer until the input ends. Standard output is kept for answers, whatever a library prints."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who asked, who then closes the input
    out = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    _limit_memory(memory_bytes)
    serve(sys.stdin.buffer, out, _limit_cpu)


def serve(asked: BinaryIO, out: BinaryIO, allow: Callable[[float], None]) -> None:
    """Answer the questions of a stream; the last answer to each tells by how much the process has grown.

    ``allow`` is told before each how many seconds of processor time it may take. Ends where the input ends,
    and where the memory allowed does not suffice.
    """
    start_bytes = _held()
    while (question := read_question(asked)) is not None:
        options, page = question
        cpu_s = options.get("cpu_s")
        allow(float(cpu_s) if isinstance(cpu_s, int | float) else 1.0)
        try:
            for answer in answers(page.decode("utf-8", "replace"), options):
                if "text" in answer:
                    answer["grown_bytes"] = _held() - start_bytes
                write_answer(out, answer)
        except MemoryError:
            return


def answers(html: str, options: Mapping[str, object]) -> Iterator[Answer]:
    """What the page says of itself, then its text; if ``plainly``, the text alone, by the simpler parser.

    Keys: ``head`` (as `PageHead`) in the first answer; ``text``, ``day`` (what htmldate found where the
    head has no date) and, where there is no text, ``shown`` (the visible words) in the last.
    """
    return _plainly(html) if options.get("plainly") else _fully(html, options)


def _fully(html: str, options: Mapping[str, object]) -> Iterator[Answer]:
    tree = HTMLTree.parse(html)
    try:
        head = read_head(tree)
    except _FAULTS:
        head = PageHead()
    del tree
    yield {"head": asdict(head)}
    text, day = _body(html, head, options)
    answer: Answer = {"text": text, "day": day}
    if not text:
        answer["shown"] = _visible(html)
    yield answer


def _plainly(html: str) -> Iterator[Answer]:
    text = extract_plain_text(
        HTMLTree.parse(html),
        main_content=True,
        preserve_formatting=True,
        alt_texts=False,
        comments=False,
        list_bullets=False,
    )
    yield {"text": text[:_BODY_CHARS], "day": None}


def _visible(html: str) -> str:
    shown = extract_plain_text(
        HTMLTree.parse(html), main_content=False, alt_texts=False, preserve_formatting=True
    )
    return shown[:_SHOWN_CHARS]


def _body(html: str, head: PageHead, options: Mapping[str, object]) -> tuple[str, str | None]:
    """The article's text, empty where there is none, and the day its words show where its head shows none."""
    try:
        tree = load_html(html)
        if tree is None:
            return "", None
        _prune(tree)
        found = trafilatura.bare_extraction(
            tree,
            include_comments=False,
            include_tables=False,
            with_metadata=False,
            fast=options.get("mode") == "fast",
            favor_precision=options.get("mode") == "precision",
        )
    except _FAULTS:
        return "", None
    text = str(getattr(found, "text", None) or "")[:_BODY_CHARS]
    return text, None if head.published else _day(tree, options.get("latest"))


def _prune(tree: etree._Element) -> None:
    """Take out what its class says is no article: teasers of others, sign-ups, the author's box.

    trafilatura leaves some of it in where the page has no other structure. What holds the heading or most
    of the paragraphs stays, whatever it is called.
    """
    beside = [e for e in tree.iter("div", "section", "aside", "ul", "ol", "form") if _is_beside(e)]
    if not beside:
        return
    whole = _paragraph_chars(tree)
    for element in beside:
        parent = element.getparent()
        if parent is None or next(element.iter("h1", "main", "body"), None) is not None:
            continue
        if _paragraph_chars(element) <= _BESIDE_SHARE * whole:
            parent.remove(_emptied(element))


def _is_beside(element: etree._Element) -> bool:
    names = set(_NAME_PARTS.findall(f"{element.get('class') or ''} {element.get('id') or ''}".lower()[:300]))
    return not names.isdisjoint(_BESIDE) and names.isdisjoint(_OF_ARTICLE)


def _paragraph_chars(element: etree._Element) -> int:
    return sum(len(p.text or "") + sum(len(c.tail or "") for c in p) for p in element.iter("p"))


def _emptied(element: etree._Element) -> etree._Element:
    """The element without the words behind it, which go to what stands before."""
    tail, before, parent = element.tail, element.getprevious(), element.getparent()
    if tail and before is not None:
        before.tail = (before.tail or "") + tail
    elif tail and parent is not None:
        parent.text = (parent.text or "") + tail
    element.tail = None
    return element


def _day(tree: object, latest: object) -> str | None:
    """The day that htmldate finds in a page's markup and words, up to ``latest`` (ISO 8601)."""
    try:
        bound = datetime.fromisoformat(latest[:10]) if isinstance(latest, str) else None
        day = find_date(tree, original_date=True, max_date=bound)
    except _FAULTS:
        return None
    return day if isinstance(day, str) else None


def _limit_memory(more_bytes: int) -> None:
    """Let the process have so much more address space than it has now, all libraries loaded."""
    if resource is None:
        return
    held = _held()
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
    resource.setrlimit(resource.RLIMIT_CORE, (0, hard))
    if held:
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        most = held + more_bytes
        resource.setrlimit(resource.RLIMIT_AS, (most if hard < 0 else min(most, hard), hard))


def _held() -> int:
    """Bytes of address space, zero where the system does not tell."""
    try:
        with open("/proc/self/statm", "rb") as status:  # noqa: PTH123  no file of anybody's
            return int(status.read().split()[0]) * os.sysconf("SC_PAGESIZE")
    except (OSError, ValueError):
        return 0


def _limit_cpu(more_s: float) -> None:
    """Let the process run so much longer, to the second that the system counts; then end it (SIGXCPU)."""
    if resource is None:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = math.ceil(used.ru_utime + used.ru_stime + more_s)
    resource.setrlimit(resource.RLIMIT_CPU, (soft if hard < 0 else min(soft, hard), hard))
