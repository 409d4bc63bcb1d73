"""Bylines, sign-offs, copyright and "first published" lines in a report's own text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sayso.link.agencies import UNNAMED_WIRE, agencies_of, agency_at, agency_of, named_in, outlet_name
from sayso.link.kept import remembered
from sayso.link.moving import moved
from sayso.records import Article, Credit, CreditKind, Span

__all__ = ["credit_lines", "is_caption"]

_HEAD, _TAIL = 6, 9
#: A line that credits is short; of a longer paragraph only the end is looked at.
_SHORT, _END = 160, 420
#: A paragraph this long is body, unless it is one of what publishers put below a text.
_BODY = 90
_AFTERWORD = re.compile(
    r"(?i)contributed to|all rights reserved|©|copyright|subscribe|newsletter|follow (?:us|our|the|AP)"
    r"|reporting by|editing by"
    r"|click here|read more|also read|sign up|trust principles|syndicated|not been edited|this (?:story"
    r"|article|report) (?:was|is|has)"
)
#: Without one of these the pattern above does not match.
_AFTERWORDS = (
    *("contributed to", "all rights reserved", "©", "copyright", "subscribe", "newsletter", "follow "),
    *("reporting by", "editing by", "click here", "read more", "also read", "sign up", "trust principles"),
    *("syndicated", "not been edited", "this story ", "this article ", "this report "),
)
_BRACKET_END = re.compile(r"[\[(][A-Z][^()\[\]\n]{1,40}[\])][.,]?$")
#: PolNeAR, train and dev: 15 of 15 reports with such a line are AP's; the rule was found there.
_DIVIDER = re.compile(r"[_＿]{3,10}\.?")
_P_DIVIDER = 0.8
_NAME = r"(?:the\s+)?[A-Z][^\n.;:|()\[\]]{1,60}?"
_CAPTION = re.compile(
    r"\b(?:photos?|photographs?|photographer|images?|pictured?|picture|file|getty|video|footage"
    r"|graphics?|screengrab"
    r"|screenshot|pool|handout|epa|caption|courtesy|illustration|reuters pictures|via ap|ap photo|cartoon)\b"
    r"|\b(?:AP|AFP|Reuters|REUTERS|EPA|EPA-EFE|Bloomberg|TASS|Xinhua|dpa|DPA|ANSA|PA|AAP"
    r"|UPI)\s?/\s?(?:[A-Z][\w.’'-]+\s){1,3}?[A-Z]"
    r"|/\s?(?:AP|AFP|Reuters|REUTERS|EPA|EPA-EFE|Bloomberg|Xinhua|dpa)\b(?!\s*[-–—])",
    re.IGNORECASE | re.ASCII,
)
_BYLINE = re.compile(
    r"(?:(?i:by|from|source|via|text|report|agency|published by|courtesy(?: of)?|story by|credit)\s*[:|]?\s+)"
    r"(?P<who>[^\n]{2,110})"
)
_AFTER_NAME = re.compile(
    r"(?:[A-Z][\w.’'-]+\s+){1,3}(?:[A-Z][\w’'-]+)?(?:\s+and\s+(?:[A-Z][\w.’'-]+\s*){2,3})?"
    r"\s*(?:,|\||[-–—]|/|\(|\bof\b|\bfor\b|\bin\b)\s*(?P<who>(?i:the\s+)?[A-Za-z][\w .&'’-]{1,45}?)\)?\s*$"
)
_STAFF_AND = re.compile(
    r"\bstaff\b[^\n]{0,20}\b(?:and|,|/)|\b(?:and|with)\b[^\n]{0,30}\bstaff\b", re.IGNORECASE
)
_SIGN_OFF = re.compile(
    r"(?:\(|\A|(?<=[.!?”\"’)]\s)|(?<=[.!?”\"’)]))\s*(?P<line>(?:additional |further )?(?:reporting"
    r"|writing|compiled"
    r"|reported|translat\w+) (?:and writing |and editing )?by [^\n]{3,260}?(?P<edit>(?:;|\."
    r"|,)? ?\b(?:writing|written|editing)"
    r" (?:and \w+ )?by [^\n]{3,200}))",
    re.IGNORECASE,
)
_SIGN_OFF_PART = re.compile(
    r"\(\s*(?P<line>(?:(?:additional |further )?reporting|writing"
    r"|editing) by [^()\n]{3,200}?)[.;]?\s*\)\s*\.?\s*$",
    re.IGNORECASE,
)
_TRUST = re.compile(r"\bThomson Reuters Trust Principles\b|\bReuters Messaging:|Our Standards: The Thomson")
_ALONE = re.compile(
    r"^[\W_]*(?:(?i:source|sources|via|agency|credit|text|from|by)\s*[:|]?\s*)?(?P<who>[^\n]{2,60}?)[\W_]*$"
)
_AT_END = re.compile(
    r"(?:[.!?…][\"”'’)]{0,2}|[\"”])\s*(?:[(\[/]\s*(?P<inside>[^()\[\]/\n]{2,50}?(?:/[^()\[\]/\n]{2,20})*)\s*[)\]/]"
    r"|(?:[-–—=―]{1,2})\s*(?P<dash>[A-Z][\w /,&-]{1,40}?))\s*\.?$"
)
_OPERATORS = re.compile(
    r"[.!?”\"]\s+(?P<who>PTI|IANS|ANI|UNI|AFP|burs?)"
    r"(?P<rest>(?:[ -][A-Za-z]{2,8}(?:/[A-Za-z]{2,4})?){0,6})\s*$"
)
#: What must be near the end for the two patterns above to match: bracket or dash, name of an agency.
_CLOSING, _DASHES = frozenset(")]/"), "-–—=―"
_OPERATED = ("PTI", "IANS", "ANI", "UNI", "AFP", "bur")
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|\bcopyright\b|&copy;)[\s,:]*(?:©|\(c\))?\s*(?:(?:19|20)\d\d(?:\s*[-–]\s*(?:19"
    r"|20)\d\d)?)?[\s,:.]*"
    r"(?:by\s+)?(?P<who>" + _NAME + r")(?=\s*(?:[.;|:()\[]|$|all rights|(?:19|20)\d\d|,? (?:LLC|Inc|Ltd)))",
    re.IGNORECASE,
)
_RIGHTS = re.compile(r"(?P<who>[A-Z][\w .&-]{2,50}?)[.,]?\s+All rights reserved", re.IGNORECASE)
_CONTRIBUTED = re.compile(
    r"\bcontributed\b(?: [\w ]{0,30}?)?(?:to|reporting|research)?|\bwas used in (?:this|the compiling)",
    re.IGNORECASE,
)
_PEOPLE = re.compile(
    r"^\s*(?:\w+ )?(?:(?:political|sports?|science|business|national|medical|special|video|senior|staff"
    r"|religion) )?"
    r"(?:writers?|reporters?|journalists?|correspondents?|staffers?|producers?|researchers?|editors?)\b"
)
_INPUTS = re.compile(
    r"\b(?:with|additional|includes?|including|based on)\s+(?:(?:additional|some|further|extra)\s+)?"
    r"(?:inputs?|files?|a file|reporting|reports?|material|information|content|contributions?|PTI inputs)?\s*"
    r"(?:from|by|of)?\s*(?:the\s+)?(?P<who>[\w .,&/'’-]{2,80}?)(?:\s+inputs?)?\s*[.)\]]*$",
    re.IGNORECASE,
)
_FIRST_PUBLISHED = re.compile(
    r"\b(?:(?:this|the|an earlier version of this|a version of this)\s+(?:story|article|report|piece"
    r"|post|analysis|column|interview)"
    r"[^.\n]{0,30}?\s(?:was|is|has been|had been)?\s*(?:first|originally|previously)?\s*"
    r"(?:published|appeared|posted|produced|reported|republished|reprinted|provided|co-published"
    r"|distributed|written)"
    r"|(?:originally|first) (?:published|appeared|posted)|republished|reprinted|re-published)\s+"
    r"(?:with permission\s+)?(?:on|by|in|at|from|with|here"
    r"|via)\s*:?\s*(?P<who>(?i:the\s+)?[A-Za-z][^\n,;()]{1,60}?)"
    r"(?=\s+(?:on|and|under|in|with|as|was|at|by|has)\b|\s*(?:[.,;()]\s|\.?$|[,;(]))",
    re.IGNORECASE,
)
_READ_MORE = re.compile(
    r"\b(?:read|see|find|view|get) the (?:full|whole|original|rest of the|entire|complete) (?:story"
    r"|article|report|piece|post|text)?\s*"
    r"(?:here\s+)?(?:at|on|in|from|via)\s+(?P<who>(?:the\s+)?[A-Z][^\n.;()]{1,50}?)(?=\s*(?:here|[.;()]|$))",
    re.IGNORECASE,
)
_HAT_TIP = re.compile(
    r"(?:\bh\s?/\s?t|\bhat[ -]tip)\s*:?\s*(?:to\s+)?(?P<who>(?:the\s+)?[@A-Z][^\n;()]{1,50}?)"
    r"(?=\s*(?:[;()]|\.?$|\.\s))",
    re.IGNORECASE,
)
_CANADIAN = re.compile(r"[Tt]his report by (?P<who>The Canadian Press) was first published")
_SOLELY = re.compile(
    r"\b(?P<who>AP|The Associated Press|Associated Press) (?:is|are) (?:solely )?responsible for (?:this"
    r"|all) content"
    r"|\bFollow (?P<of>AP)['’]s (?:full )?coverage|\b(?P<via>AP)['’]s [\w ]{3,40}:? https?://"
)
_SYNDICATED = re.compile(
    r"\b(?:syndicated feed|syndicated news feed|auto-generated from|wire feed|wire agency feed"
    r"|published from a (?:wire|syndicated))",
    re.IGNORECASE,
)
_MAIL = re.compile(r"[\w.+-]{1,40}@(?P<host>[\w-]{1,40}(?:\.[\w-]{2,20}){1,3})")
_LINKED = re.compile(r"https?://(?P<host>[\w.-]{3,60})")


#: Words without which a kind of line cannot match: most lines hold none, and need no search.
_ONLY_WITH = {
    "signed": ("ing by", "ed by", "trust principles", "reuters messaging"),
    "rights": ("©", "(c)", "copyright", "&copy;", "rights reserved"),
    "contributed": ("contributed", "was used in", "with ", "additional", "includ", "based on"),
    "published": (
        *("publish", "appear", "posted", "print", "produced", "reported", "provided", "distributed"),
        *(
            "written",
            "read the",
            "see the",
            "find the",
            "view the",
            "get the",
            "h/t",
            "h / t",
            "hat tip",
            "hat-tip",
        ),
    ),
    "house": ("responsible", "coverage", "http", "@", "feed", "auto-generated", "published from"),
}


def credit_lines(article: Article) -> Iterator[Credit]:
    """What lines before and after a report's body name as its source."""
    text, paragraphs, headline = article.text, article.paragraphs, article.headline
    body = 0
    for paragraph in paragraphs[:_HEAD]:
        if paragraph == headline:
            continue
        size = paragraph.end - paragraph.start
        body += size > _BODY
        if body > 1:  # one may be a standfirst
            break
        if size <= _SHORT and len(paragraphs) > 1:
            yield from moved(_head(paragraph.of(text)), paragraph.start)
    tail = [(p.start, p.of(text)) for p in paragraphs[-_TAIL:] if p != headline]
    body = False
    listed = sum(_closes(words) for _, words in tail) > 2
    for start, words in reversed(tail):
        yield from moved(_tail(words, last=not body and not listed, alone=len(paragraphs) == 1), start)
        body = body or _is_body(words)
    yield from _dividers(article)


@remembered
def _is_body(words: str) -> bool:
    """Whether a paragraph is part of the report, and not of what publishers put below it."""
    if len(words) <= _BODY:
        return False
    folded = words.lower().replace("ſ", "s").replace("ı", "i")  # as a pattern that ignores case does
    return not (any(map(folded.__contains__, _AFTERWORDS)) and _AFTERWORD.search(words))


def _closes(words: str) -> bool:
    """Whether a paragraph ends with a name in brackets, as every item of a list of briefs may."""
    return (words[-1:] in (")", "]") or words[-2:-1] in (")", "]")) and bool(_BRACKET_END.search(words))


def _dividers(article: Article) -> Iterator[Credit]:
    """AP parts its texts by lines of underscores; other houses do too, so the AP must be named as well."""
    if "_" not in article.text and "＿" not in article.text:
        return
    line = next((p for p in article.paragraphs[1:] if _DIVIDER.fullmatch(p.of(article.text))), None)
    if line is not None and any(n.name == "AP" for n in named_in(article.text)):
        yield _made(article.text, line, ("AP", _P_DIVIDER), CreditKind.CREDIT_LINE)


def is_caption(words: str) -> bool:
    """Whether a line credits a picture: "(AP Photo/Jane Doe)", "Getty Images/AFP"."""
    return bool(_CAPTION.search(words))


@remembered
def _head(words: str) -> tuple[Credit, ...]:
    """Bylines: "By JANE DOE, Associated Press", "Reuters", "Source: Xinhua", "Staff and wire reports"."""
    return tuple(_bylines(words))


def _bylines(words: str) -> Iterator[Credit]:
    if is_caption(words) or words.endswith(":"):
        return
    line = Span(0, len(words))
    named = _BYLINE.match(words)
    who, start = (named["who"], named.start("who")) if named else (words, 0)
    names, pure = agencies_of(who, weak=bool(named))
    if names and pure:
        whole = not _STAFF_AND.search(words)
        yield from _several(words, line, names, (0.96 if named else 0.93, whole), CreditKind.BYLINE)
        return
    if names and _STAFF_AND.search(words):
        yield from _several(words, line, names, (0.9, False), CreditKind.BYLINE)
        return
    after = _AFTER_NAME.fullmatch(who.strip())
    agency = agency_of(after["who"], weak=bool(named)) if after else None
    if after is not None and agency is not None:
        at = start + who.index(after["who"])
        yield _made(words, Span(at, at + len(after["who"])), (agency.name, 0.95), CreditKind.BYLINE)
    elif (begun := _begins(who)) is not None:
        yield _made(words, line, (begun, 0.93), CreditKind.BYLINE)


def _begins(who: str) -> str | None:
    """The agency a byline opens with: "Reuters in Cairo", "AFP, Paris", "Associated Press | Updated …"."""
    found = re.match(
        r"(?P<who>[\w .'’-]{2,40}?)\s*(?:\bin (?=[A-Z])|\||[,•·/]\s|[-–—]\s|\d|\bUpdated\b|\bPublished\b)",
        who,
    )
    agency = agency_of(found["who"], weak=False) if found else None
    return agency.name if agency else None


@remembered
def _tail(words: str, *, last: bool, alone: bool) -> tuple[Credit, ...]:
    """Credits of a line near the end: ``last`` if no body follows it, ``alone`` if it is the whole text."""
    folded = words[-_END:].lower()
    kinds = [kind for kind, any_of in _ONLY_WITH.items() if any(map(folded.__contains__, any_of))]
    return tuple(_endings(words, kinds, last=last, alone=alone)) if kinds or last else ()


def _endings(words: str, kinds: Sequence[str], *, last: bool, alone: bool) -> Iterator[Credit]:
    short = len(words) <= _SHORT
    end = Span(max(0, len(words) - _END), len(words))
    rights = "rights" in kinds
    caption = (rights or (short and last)) and is_caption(words)
    yield from _whole_line(words) if short and last and not caption and not alone else ()
    yield from _signed(words, end) if "signed" in kinds else ()
    yield from _marked(words, end) if last and not (short and caption) else ()
    yield from _rights(words, end, caption=caption) if rights else ()
    yield from _contributed(words, end) if "contributed" in kinds else ()
    yield from _published(words, end) if "published" in kinds else ()
    yield from _house(words, end, short=short) if "house" in kinds else ()


def _whole_line(words: str) -> Iterator[Credit]:
    """A line that holds the names of agencies alone: "- Reuters", "(Xinhua)", "Source: AFP"."""
    found = _ALONE.fullmatch(words)
    if found is None or words.endswith(":"):
        return
    labelled = bool(re.match(r"(?i)[\W_]*(?:source|via|agency|by)\b", words))
    names, pure = agencies_of(found["who"], weak=labelled or words[:1] in "-–—([/")
    if names and pure:
        yield from _several(words, Span(0, len(words)), names, (0.95, True), CreditKind.CREDIT_LINE)


def _signed(text: str, end: Span) -> Iterator[Credit]:
    """Reuters signs with who reported, wrote and edited; others that do so name themselves."""
    words = end.of(text)
    found = _SIGN_OFF.search(words) or _SIGN_OFF_PART.search(words)
    if found is not None:
        if any(named_in(found["line"])):
            return
        p = 0.95 if "edit" in found.groupdict() or "edit" in found["line"].lower() else 0.8
        span = Span(end.start + found.start("line"), end.start + found.end("line"))
        yield _made(text, span, ("Reuters", p), CreditKind.CREDIT_LINE)
    trust = _TRUST.search(words)
    if trust is not None:
        span = Span(end.start + trust.start(), end.start + trust.end())
        yield _made(text, span, ("Reuters", 0.97), CreditKind.CREDIT_LINE)


def _marked(text: str, end: Span) -> Iterator[Credit]:
    """A mark after the last full stop: "… he said. (ANI)", "… – AFP", "… PTI ABC XY"."""
    words = end.of(text).rstrip()
    signed = words.removesuffix(".").rstrip()[-1:] in _CLOSING or any(d in words[-60:] for d in _DASHES)
    found = _AT_END.search(words) if signed else None
    if found is not None:
        group = "inside" if found["inside"] else "dash"
        names, pure = agencies_of(found[group], weak=group == "inside")
        if names and pure:
            span = Span(end.start + found.start(group), end.start + found.end(group))
            yield from _several(text, span, names, (0.94, True), CreditKind.CREDIT_LINE)
            return
    named = any(name in words[-110:] for name in _OPERATED)
    operators = _OPERATORS.search(words) if named else None
    if operators is not None:
        agency = "AFP" if operators["who"].startswith("bur") else operators["who"]
        if agency != "AFP" or operators["rest"]:
            span = Span(end.start + operators.start("who"), end.start + operators.end())
            yield _made(text, span, (agency, 0.93), CreditKind.CREDIT_LINE)


def _rights(text: str, end: Span, *, caption: bool) -> Iterator[Credit]:
    """Whose the copyright is: "© 2026 The Associated Press. All rights reserved"."""
    words = end.of(text)
    found = _COPYRIGHT.search(words)
    reserved = "rights reserved" in words.lower()
    if found is None and reserved:
        found = _RIGHTS.search(words)
    if found is None or (caption and not reserved):
        return
    span = Span(end.start + found.start("who"), end.start + found.end("who"))
    names, _ = agencies_of(found["who"], weak=False)
    if names:
        p = 0.97 if reserved or len(words) < 80 else 0.85
        yield from _several(text, span, names, (p, True), CreditKind.COPYRIGHT)
    elif found["who"][0].isupper():
        name = outlet_name(re.sub(r",? (?:LLC|Inc|Ltd|Co|Corp)\.?$", "", found["who"]))
        yield _made(text, span, (name, 0.7), CreditKind.COPYRIGHT)


def _contributed(text: str, end: Span) -> Iterator[Credit]:
    """Material or hands of an agency: "AP contributed to this report", "with inputs from PTI"."""
    words = end.of(text)
    found = _CONTRIBUTED.search(words) if _contributes(words) else None
    if found is not None:
        before = max(words.rfind(". ", 0, found.start()) + 1, 0)
        for named in named_in(words, before, found.start()):
            people = bool(_PEOPLE.match(words[named.end : named.end + 40])) and named.agency
            span = Span(end.start + named.start, end.start + found.end())
            what = (named.name, 0.82 if people else 0.9)
            yield _made(text, span, what, CreditKind.CREDIT_LINE, whole=people, agency=named.agency)
        return
    inputs = _INPUTS.search(words, max(0, len(words) - 300))  # it ends with the line, and is no longer
    if inputs is None or inputs.start() < len(words) - 140:
        return
    names, _ = agencies_of(inputs["who"], weak=False)
    if names:
        span = Span(end.start + inputs.start(), end.start + inputs.end("who"))
        yield from _several(text, span, names, (0.9, False), CreditKind.CREDIT_LINE)


def _contributes(words: str) -> bool:
    folded = words.lower()
    return "contributed" in folded or "was used in" in folded


def _published(text: str, end: Span) -> Iterator[Credit]:
    """Where a report stood first, and where its whole stands: "originally published at …", "h/t …"."""
    words = end.of(text)
    canadian = _CANADIAN.search(words)
    if canadian is not None:
        span = Span(end.start + canadian.start("who"), end.start + canadian.end("who"))
        yield _made(text, span, ("Canadian Press", 0.98), CreditKind.CREDIT_LINE)
        return
    for pattern, kind, p in (
        (_FIRST_PUBLISHED, CreditKind.CREDIT_LINE, 0.9),
        (_READ_MORE, CreditKind.HAT_TIP, 0.85),
        (_HAT_TIP, CreditKind.HAT_TIP, 0.8),
    ):
        found = pattern.search(words)
        if found is None or not re.match(r"(?:[Tt]he )?[@A-Z]|[\w-]+\.(?:com|org|net|co)\b", found["who"]):
            continue
        if re.match(
            r"\d|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mon|Tue|Wed|Thu|Fri|Sat|Sun)\w*\b",
            found["who"],
        ):
            continue
        named = next((n for n in named_in(found["who"])), None)
        name = named.name if named else outlet_name(found["who"])
        span = Span(end.start + found.start(), end.start + found.end("who"))
        agency = bool(named and named.agency)
        yield _made(text, span, (name, p), kind, agency=agency)


def _house(text: str, end: Span, *, short: bool) -> Iterator[Credit]:
    """What only an agency's own text has at its end: its terms, its coverage pages, its staff's addresses."""
    words = end.of(text)
    own = _SOLELY.search(words)
    if own is not None:
        span = Span(end.start + own.start(), end.start + own.end())
        yield _made(text, span, ("AP", 0.9), CreditKind.CREDIT_LINE)
    feed = _SYNDICATED.search(words)
    if feed is not None:
        span = Span(end.start + feed.start(), end.start + feed.end())
        yield _made(text, span, (UNNAMED_WIRE, 0.9), CreditKind.CREDIT_LINE)
    for pattern in (_MAIL, _LINKED) if short else (_MAIL,):
        for found in pattern.finditer(words):
            agency = agency_at(found["host"])
            if agency is not None and (pattern is _MAIL or len(words) < 110):
                span = Span(end.start + found.start(), end.start + found.end())
                yield _made(text, span, (agency.name, 0.85), CreditKind.CREDIT_LINE)
                return


def _several(
    text: str, span: Span, names: Sequence[str], weight: tuple[float, bool], kind: CreditKind
) -> Iterator[Credit]:
    p, whole = weight
    for name in names:
        yield _made(text, span, (name, p), kind, whole=whole)


def _made(
    text: str,
    span: Span,
    what: tuple[str, float],
    kind: CreditKind,
    *,
    whole: bool = True,
    agency: bool | None = None,
) -> Credit:
    name, p = what
    known = agency if agency is not None else name == UNNAMED_WIRE or agency_of(name, loose=True) is not None
    return Credit(kind=kind, name=name, text=span.of(text), span=span, agency=known, whole=whole, p=p)
