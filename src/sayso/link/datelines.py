"""Agencies named where a report opens: "CITY (AP) —", "CITY, Sept 13 (Reuters) -", "MOSCOW. /TASS/."."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from sayso.link.agencies import agencies, agencies_of, agency_of, outlet_name, outlet_nouns
from sayso.link.kept import remembered
from sayso.link.moving import moved
from sayso.records import Article, Credit, CreditKind, Span

__all__ = ["datelines", "heads"]

#: How many paragraphs may stand before the dateline: headline, standfirst, byline, day, a caption.
_OPENING = 6
_REACH = 170
_BRACKETED = re.compile(
    r"[(\[](?P<who>[^()\[\]\n]{2,60})[)\]]|(?<!\w)/\s*(?P<slashed>[A-Z][\w .-]{1,30}?)\s*/"
)
_DAY = r"(?:,?\s*(?:[A-Z][a-z]{2,8}\.?\s+\d{1,2}|\d{1,2}\s+[A-Z][a-z]{2,8})\.?(?:,?\s*\d{4})?)?"
_CLOSED = re.compile(_DAY + r"\s*(?:\.?[-–—―:=]{1,2}|_\s|\.(?=\s))")
_RUNS_ON = re.compile(r"\s+[A-Z“\"‘]")
_TOKEN = re.compile(r"[^\s,/–—-]+")
_SMALL = frozenset(
    "of and the de la le les el al on in at near du del da do dos das di sur von st aboard a.m p.m no date "
    "bin ibn am pm gmt with th".split()
)
_BREAK = re.compile(
    r"\s+[-–—―]{1,2}(?=\s|[A-Z“\"])|[-–—―]{2}|[–—―]|-(?=[A-Z]\w*\s)|(?<=[A-Z]{3})-(?=\s)"
    r"|(?<=\d, [A-Z]{5})\.\s|(?<=[A-Z]{8})\.\s|:\s|\.?\s*$"
)
#: A dateline inside a paragraph, where headline and text were run together.
_INLINE = re.compile(
    r"(?<=[\s.!?”\"])[A-Z][A-Z .'’-]{2,40}(?:,\s[A-Z][\w. ]{1,30})?(?:,\s[A-Z][a-z.]{2,8}\s\d{1,2})?"
    r"\s\((?P<who>[^()\n]{2,40})\)\s*[-–—]{1,2}"
)
_INLINE_REACH = 900
#: Without this the pattern above matches nothing.
_DASHED = re.compile(r"\)\s*[-–—]")
#: Set by judgement, not fitted: of the openings measured none was wrong, which is too few errors to fit a
#: probability to (docs/quality/origins.md).
_P_BRACKET, _P_BARE, _P_WEAK, _P_OTHER, _P_HEAD = 0.98, 0.93, 0.8, 0.75, 0.85


def datelines(article: Article) -> Iterator[Credit]:
    """What the opening of a report names as its source; nothing where no paragraph opens so."""
    text = article.text
    for paragraph in article.paragraphs[:_OPENING]:
        # beyond a paragraph it is only asked whether another follows it like the rest of a sentence
        found = _opening(paragraph.of(text), runs_on=_RUNS_ON.match(text, paragraph.end) is not None)
        if found:
            yield from moved(found, paragraph.start)
            return
    first = article.paragraphs[0].start if article.paragraphs else 0
    stop = min(len(text), first + _INLINE_REACH)
    if not _DASHED.search(text, first, stop):
        return
    for match in _INLINE.finditer(text, first, stop):
        names, pure = agencies_of(match["who"])
        if names and pure and not _introduced(text[match.start() : match.start("who") - 1], match["who"]):
            yield from _credits(text, Span(match.start("who"), match.end("who")), names, 0.95)
            return


def heads(article: Article) -> Iterator[Credit]:
    """First words that only one agency's standing features have: "AP FACT CHECK", "UPDATE 2-"."""
    title = article.title or ""
    if not (title.startswith(_every_head()) or article.text.startswith(_every_head())):
        return
    for agency in agencies():
        for head in agency.heads:
            at = 0 if article.text.startswith(head) else None
            if at is not None or title.startswith(head):
                span = None if at is None else Span(0, len(head))
                yield Credit(
                    kind=CreditKind.CREDIT_LINE,
                    name=agency.name,
                    text=head,
                    span=span,
                    agency=True,
                    p=_P_HEAD,
                )
                return


@cache
def _every_head() -> tuple[str, ...]:
    return tuple(head for agency in agencies() for head in agency.heads)


@remembered
def _opening(words: str, *, runs_on: bool) -> tuple[Credit, ...]:
    """What the opening of a paragraph names; ``runs_on`` if a capital opens the next one."""
    return tuple(_of_paragraph(f"{words}\nA" if runs_on else words, Span(0, len(words))))


def _of_paragraph(text: str, paragraph: Span) -> Iterator[Credit]:
    stop = min(paragraph.end, paragraph.start + _REACH)
    for match in _BRACKETED.finditer(text, paragraph.start, stop):
        before = text[paragraph.start : match.start()]
        if not _is_place(before):
            break
        slashed = match["slashed"] is not None
        who = match["slashed"] or match["who"]
        span = Span(*match.span("slashed" if slashed else "who"))
        names, pure = agencies_of(who)
        closed = bool(_CLOSED.match(text, match.end(), min(paragraph.end, match.end() + 40)))
        runs_on = bool(_RUNS_ON.match(text, match.end()))
        dated = _shouts(before) or re.search(r"\d\W*$", before) is not None
        if not closed and runs_on and not before and text[match.start()] == "[" and _strong(who):
            yield from _credits(text, span, names, _P_HEAD)
            return
        if not closed and not (runs_on and dated):
            if slashed and names and pure and match.end() - paragraph.start < 20:
                yield from _credits(text, span, names, _P_BARE)
            continue
        if _introduced(before, who):
            continue
        if names:
            p = _P_BRACKET if pure and _strong(who) else _P_WEAK
            yield from _credits(text, span, names, p if before.strip() or _strong(who) else 0.0)
            return
        if _is_outlet(who) and before.strip():
            yield _credit(text, span, outlet_name(who), _P_OTHER)
            return
    yield from _unbracketed(text, paragraph)


def _unbracketed(text: str, paragraph: Span) -> Iterator[Credit]:
    """As in "Damascus, SANA – ", "ANKARA - AA" and "AFP - "."""
    stop = min(paragraph.end, paragraph.start + 90)
    for match in _BREAK.finditer(text, paragraph.start, stop):
        ends = match.end() == stop
        if ends and (stop < paragraph.end or stop - paragraph.start > 60):
            continue
        before = text[paragraph.start : match.start()]
        parts = re.split(r"[,.]\s+|\s+[-–—]\s*|[–—]\s*", before)
        who = parts[-1].strip()
        agency = agency_of(who)
        if agency is None or not _is_place(before):
            continue
        start = paragraph.start + before.rindex(who)
        place = before[: start - paragraph.start].strip(" ,.–—-")
        if not place and (ends or match.group().strip() in (".", ":") or not _strong(who)):
            continue
        if place and not (_shouts(place) or re.search(r"\d|,", before) or _strong(who)):
            continue
        p = _P_BARE if _strong(who) else _P_WEAK
        yield _credit(text, Span(start, start + len(who)), agency.name, p if place else 0.85, agency=True)
        return


def _is_place(words: str) -> bool:
    """Whether words could be a place and a day: nothing but names, numbers and small words."""
    tokens = _TOKEN.findall(words.replace("[", " ").replace("]", " "))
    if len(words) > 100 or len(tokens) > 12:
        return False
    for token in tokens:
        plain = token.strip(".,:;()'’\"“”")
        if not plain or plain[0].isupper() or plain[0].isdigit() or plain.lower() in _SMALL:
            continue
        return False
    return not re.search(r"[!?]|\b(?:PHOTO|Photo|File|FILE|Image|Caption)\b", words)


def _shouts(words: str) -> bool:
    letters = re.sub(r"[^A-Za-z]", "", re.split(r"[,(\[]", words)[0])
    return len(letters) > 2 and letters.isupper()


def _introduced(before: str, who: str) -> bool:
    """Whether brackets introduce an abbreviation, "Andhra Pradesh (AP)", or name what they follow."""
    initials = "".join(t[0] for t in _TOKEN.findall(before) if t[0].isupper())
    plain = who.strip(" .").replace(".", "")
    spelled = before.rstrip(" ,").split(",")[-1]
    return (plain.isupper() and len(plain) > 1 and initials.endswith(plain) and not _shouts(before)) or (
        agency_of(spelled) is not None
    )


def _strong(who: str) -> bool:
    names, _ = agencies_of(who, weak=False)
    return bool(names)


def _is_outlet(who: str) -> bool:
    """Whether brackets hold an outlet: a station's call sign, or words that end as names of outlets do."""
    nouns, _, never = outlet_nouns()
    plain = who.strip()
    if plain in never or not plain[:1].isupper():
        return False
    station = re.fullmatch(r"[KW][A-Z]{3}(?:-TV)?|CNN|CBS|NBC|ABC News|RFE/RL|VOA|[A-Z]{3,6} News", plain)
    return bool(station) or (plain.split()[-1] in nouns and len(plain.split()) > 1)


def _credits(text: str, span: Span, names: tuple[str, ...], p: float) -> Iterator[Credit]:
    if p <= 0:
        return
    for name in names:
        yield _credit(text, span, name, p, agency=True)


def _credit(text: str, span: Span, name: str, p: float, *, agency: bool = False) -> Credit:
    return Credit(kind=CreditKind.DATELINE, name=name, text=span.of(text), span=span, agency=agency, p=p)
