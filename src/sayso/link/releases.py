"""Marks of a press release, and the body that issued it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sayso.link.kept import remembered
from sayso.records import Article, Credit, CreditKind, Span

__all__ = ["releases"]

_SERVICE = (
    r"PR\s?Newswire|PRNEWSWIRE|BUSINESS WIRE|Business Wire|GLOBE\s?NEWSWIRE|GlobeNewswire|CNW(?: Group)?"
    r"|ACCESSWIRE|ACCESS Newswire"
    r"|Marketwired?|Newsfile Corp\.?|EIN\s?Presswire|EINPresswire\.com|PRWeb|PRWEB"
    r"|Media OutReach(?: Newswire)?|ACN Newswire"
    r"|AsiaNet|APO Group|African Media Agency(?: \(AMA\))?|NewMediaWire|JCN Newswire|24-7PressRelease"
    r"|PRLog|Cision|Newsdirect"
)
#: "NEW YORK, Sept. 13, 2026 /PRNewswire/ -- ", "(BUSINESS WIRE)--", "(GLOBE NEWSWIRE) --".
_LINE = re.compile(rf"[/(]\s*(?P<mark>{_SERVICE})(?:-[\w-]+)?\s*[/)]")
_RELEASE = re.compile(
    r"^\W*(?P<mark>(?:FOR )?IMMEDIATE RELEASE|For [Ii]mmediate [Rr]elease|PRESS RELEASE|Press [Rr]elease)\b"
)
_PROVIDED = re.compile(r"(?P<mark>NEWS PROVIDED BY|News provided by)\s*:?\s*(?P<who>[A-Z][^\n]{1,80})?")
_SOURCE = re.compile(r"^(?P<mark>SOURCE:?)\s+(?P<who>[A-Z][^\n]{1,80}?)\.?$")
_ISSUED = re.compile(
    r"\b(?P<mark>(?:Issued|Distributed|Released) by(?: APO Group)? on behalf of)\s+(?P<who>[A-Z][^\n.]{1,80})"
)
_ABOUT = re.compile(r"^About (?P<who>(?:the )?[A-Z][^\n:.]{1,60}):?$")
_SUBJECT = re.compile(
    r"(?:-{1,2}|[–—])\s*(?P<who>(?:The )?[A-Z][^,\n(–—]{1,70}?)(?:,? (?:Inc|Corp|Ltd|LLC|plc|Co)\.?)?"
    r"(?=\s*[,(–—]|\s(?:today|announce\w*|has|is|will|said|reports?|releas\w+|launch\w*|unveil\w*|and)\b)"
)
_TOP, _TAIL = 8, 12
#: Without one of these none of the patterns above matches a line: most lines need no search.
_ONLY_WITH = ("/", "(", "elease", "RELEASE", "rovided by", "PROVIDED BY", "on behalf of", "SOURCE")
_FORM = re.compile(r",? (?:Inc|Corp|Ltd|LLC|plc|PLC|Co|Limited|Corporation|S\.?A|AG|GmbH|N\.?V)\.?$")


def releases(article: Article) -> Iterator[Credit]:
    """The marks that show a report to be a press release, named by the body that issued it.

    The name is taken from "SOURCE", "NEWS PROVIDED BY" or "on behalf of", else from the subject of the first
    sentence or the heading "About …", else it is the publisher's; empty where nothing tells it.
    """
    text = article.text
    found: list[tuple[Span, str, float]] = []
    lines = article.paragraphs
    for number, line in enumerate(lines):
        if number >= _TOP and number < len(lines) - _TAIL:
            continue
        marks = _of_line(line.of(text), near_top=number < _TOP, last=number >= len(lines) - 4)
        for start, end, who, p in marks:
            span = Span(line.start + start, line.start + end)
            below = lines[number + 1].of(text) if number + 1 < len(lines) else ""
            alone = not who and span.of(text).casefold().startswith("news provided")
            found.append((span, _plain(below if alone and len(below) < 80 else who), p))
    # "SOURCE Company" alone may be the source of a table: it needs another mark beside it
    if not any(p >= 0.9 for _, _, p in found):
        return
    name = next((who for _, who, _ in found if who), "") or _issuer(article)
    for span, who, p in found:
        yield Credit(kind=CreditKind.RELEASE, name=who or name, text=span.of(text), span=span, p=p)


def _plain(name: str) -> str:
    """A company's name without its legal form."""
    return _FORM.sub("", name.strip(" .,"))


@remembered
def _of_line(words: str, *, near_top: bool, last: bool) -> tuple[tuple[int, int, str, float], ...]:
    """The marks of a line: where they start and end, the issuer they name, and how sure they are."""
    begun = words[:400]
    if not any(map(begun.__contains__, _ONLY_WITH)):
        return ()
    rows = (
        (_LINE.search(begun), 0.97, near_top),
        (_RELEASE.match(words[:80]), 0.92, near_top),
        (_PROVIDED.search(begun), 0.96, True),
        (_ISSUED.search(begun), 0.95, True),
        (_SOURCE.match(words[:120]), 0.8, last),
    )
    return tuple(
        (match.start("mark"), match.end(), match.groupdict().get("who") or "", p)
        for match, p, allowed in rows
        if match is not None and allowed
    )


def _issuer(article: Article) -> str:
    text = article.text
    for line in article.paragraphs[:_TOP]:
        mark = _LINE.search(text, line.start, min(line.end, line.start + 200))
        subject = _SUBJECT.search(text, mark.end(), min(line.end, mark.end() + 120)) if mark else None
        if subject is not None:
            return _plain(subject["who"])
    for line in article.paragraphs[-_TAIL:]:
        about = _ABOUT.match(line.of(text)[:90])
        if about is not None:
            return about["who"].strip()
    return article.publisher or ""
