"""Whom a report credits for its words: agencies, outlets, press releases, and outlets it cites."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import prod
from urllib.parse import urlsplit

from sayso.link.agencies import UNNAMED_WIRE, agencies_of, agency_at, agency_of, outlet_name
from sayso.link.cited import cited
from sayso.link.credit_lines import credit_lines
from sayso.link.datelines import datelines, heads
from sayso.link.kept import remembered
from sayso.link.releases import releases
from sayso.link.urls import canonical_url
from sayso.records import Article, Credit, CreditKind

__all__ = ["UNNAMED_WIRE", "credits_of", "wire_of"]

#: Below this an agency is not named.
_FLOOR = 0.5
#: No credit says where the words of a report are from for certain.
_MOST = 0.995
#: Keys of a row's own, in lower case, that hold what a page's metadata holds.
_ROW_KEYS: Mapping[str, str] = {
    "credit": "credit",
    "creditline": "credit",
    "credit_line": "credit",
    "byline": "author",
    "provider": "provider",
    "copyright": "copyright",
    "copyright_notice": "copyright",
    "canonical": "canonical",
    "canonical_url": "canonical",
}
#: How sure each field of a page's metadata is, where it names an agency; set by judgement, not measured.
_FIELDS: Mapping[str, tuple[CreditKind, float]] = {
    "author": (CreditKind.BYLINE, 0.97),
    "provider": (CreditKind.STRUCTURED, 0.95),
    "source_organization": (CreditKind.STRUCTURED, 0.95),
    "credit": (CreditKind.STRUCTURED, 0.93),
    "copyright_holder": (CreditKind.STRUCTURED, 0.93),
    "copyright": (CreditKind.COPYRIGHT, 0.93),
    "publisher": (CreditKind.STRUCTURED, 0.95),
}
_LINKS = ("canonical", "og_url", "original_source", "syndication_source", "based_on")
_HAT_TIP = re.compile(r"(?i)^\s*(?:h\s?/\s?t|hat[ -]tip|via)\b\s*:?\s*(?:to\s+)?")
_AFTER_NAME = re.compile(r"(?:,|\||/|\(|\s[-–—]\s|\b(?:of|for|at|in)\b)\s*(?P<who>[^,|/()]{2,50}?)\)?\s*$")
_WITH_STAFF = re.compile(r"(?i)\bstaff\b")


def credits_of(article: Article, *, citing: bool = True) -> tuple[Credit, ...]:
    """Every place at which a report names whom it has its words, or, if ``citing``, what it tells, from.

    Returns:
        Credits in the order of the text, those of fields and metadata first. A report that cites its own
        publisher or the agency whose text it is credits nobody else, so such citations are left out.
    """
    found = [*_fields(article), *_metadata(article), *datelines(article), *heads(article)]
    found += [*credit_lines(article), *releases(article)]
    own = {_plain(article.publisher or "")}
    found = [c for c in found if c.agency or c.kind is CreditKind.RELEASE or _plain(c.name) not in own]
    wire = wire_of(found)
    own |= {_plain(wire[0])} if wire else set()
    taken = [c.span for c in found if c.span is not None]
    found += [
        c
        for c in (cited(article) if citing else ())
        if _plain(c.name) not in own and not any(c.span is not None and c.span.overlaps(s) for s in taken)
    ]
    return _in_order(found)


def wire_of(found: Iterable[Credit]) -> tuple[str, float] | None:
    """The agency whose text a report is, with how sure that is; None where none is named.

    Credits of one agency add up as independent signs do. A hat tip, a citation and a contribution do not
    make a report an agency's, and a wire that is not named has no name to give.
    """
    signs: dict[str, list[float]] = {}
    for credit in found:
        fits = credit.agency and credit.whole and credit.name != UNNAMED_WIRE
        if fits and credit.kind not in (CreditKind.HAT_TIP, CreditKind.CITES, CreditKind.RELEASE):
            signs.setdefault(credit.name, []).append(credit.p)
    if not signs:
        return None
    sure = {name: min(_MOST, 1 - prod(1 - p for p in ps)) for name, ps in signs.items()}
    name = max(sure, key=lambda n: sure[n])
    return (name, sure[name]) if sure[name] >= _FLOOR else None


@remembered
def _plain(name: str) -> str:
    bare = outlet_name(name.upper() if len(name) < 5 else name).casefold()
    return re.sub(r"[\W_]+", "", re.sub(r"^the |\.(?:com|org|net|co\.uk)$", "", bare))


def _in_order(found: Sequence[Credit]) -> tuple[Credit, ...]:
    if not found:
        return ()
    unique = {(c.kind, c.name, c.span, c.text): c for c in sorted(found, key=lambda c: c.p)}
    return tuple(
        sorted(
            unique.values(), key=lambda c: (c.span is not None, c.span.start if c.span else 0, c.kind, c.name)
        )
    )


def _fields(article: Article) -> Iterator[Credit]:
    """The author and publisher a report came with, and the host of its address."""
    if article.author:
        yield from _author(article.author)
    if article.publisher:
        agency = agency_of(article.publisher, loose=True) or agency_at(article.publisher)
        if agency is not None:
            yield _outside(CreditKind.STRUCTURED, agency.name, article.publisher, 0.95)
    host = _host(article.url or "")
    agency = agency_at(host)
    if agency is not None:
        yield _outside(CreditKind.CANONICAL, agency.name, host, 0.95)


def _author(words: str) -> Iterator[Credit]:
    """An author field: "AP", "Jane Doe, Associated Press", "Reuters in Cairo", "Staff and wire reports"."""
    shown = re.sub(r"(?i)^\s*by\s+", "", words)[:300]
    names, pure = agencies_of(shown, loose=True)
    if names and (pure or len(shown) < 160):
        mixed = bool(_WITH_STAFF.search(shown)) and not pure
        for name in names:
            p = 0.98 if pure else 0.9 if mixed else 0.95
            yield _outside(CreditKind.BYLINE, name, words, p, whole=not mixed)
        return
    after = _AFTER_NAME.search(shown)
    agency = agency_of(after["who"]) if after else None
    begun = re.match(r"(?P<who>[\w .'’-]{2,40}?)\s+(?:in|via)\s+[A-Z]", shown)
    agency = agency or (agency_of(begun["who"]) if begun else None)
    if agency is not None:
        yield _outside(CreditKind.BYLINE, agency.name, words, 0.95)


def _metadata(article: Article) -> Iterator[Credit]:
    """What a page, or the row a report came in, says of the report beside its text."""
    page = article.extra.get("page")
    rows: dict[str, list[str]] = {}
    for source, keys in ((page, None), (article.extra, _ROW_KEYS)):
        if not isinstance(source, Mapping):
            continue
        for key, value in source.items():
            name = str(key) if keys is None else keys.get(str(key).casefold())
            if name:
                rows.setdefault(name, []).extend(_strings(value))
    for name, (kind, p) in _FIELDS.items():
        for words in dict.fromkeys(rows.get(name, ())):
            yield from _said(words, kind, p)
    here = _site(article.url or (rows.get("og_url") or [""])[0])
    for name in _LINKS:
        for words in dict.fromkeys(rows.get(name, ())):
            yield from _link(words, name, here)


def _strings(value: object) -> list[str]:
    values = value if isinstance(value, list | tuple) else [value]
    return [
        v
        for v in values
        if isinstance(v, str) and v.strip() and v.strip().casefold() not in ("none", "na", "null")
    ]


def _said(words: str, kind: CreditKind, p: float) -> Iterator[Credit]:
    tip = _HAT_TIP.match(words)
    if tip is not None:
        name = outlet_name(words[tip.end() :])
        if name:
            agency = agency_of(name) is not None
            yield _outside(CreditKind.HAT_TIP, name, words, 0.85, agency=agency)
        return
    if kind is CreditKind.BYLINE:
        yield from _author(words)
        return
    bare = re.sub(r"(?i)^(?:copyright|©|\(c\)|[\s\d,:–-])+|\s*\.?\s*all rights reserved.*$", "", words)[:200]
    names, pure = agencies_of(bare, loose=True)
    for name in names:
        yield _outside(kind, name, words, p if pure else p - 0.1)


def _link(url: str, name: str, here: str) -> Iterator[Credit]:
    """A link to where a report stands first, if that is another site."""
    site = _site(url)
    if not site or site == here:
        return
    agency = agency_at(_host(url))
    kind = CreditKind.STRUCTURED if name == "based_on" else CreditKind.CANONICAL
    if agency is not None:
        yield _outside(kind, agency.name, url, 0.95)
    elif here:
        yield _outside(kind, site, url, 0.85, agency=False)


def _host(url: str) -> str:
    try:
        return (urlsplit(canonical_url(url)).hostname or "") if url.strip() else ""
    except ValueError:
        return ""


def _site(url: str) -> str:
    """The site of an address: the last labels of its host, three where the last two are a public suffix."""
    labels = _host(url).split(".")
    public = (
        len(labels) > 2
        and len(labels[-1]) == 2
        and labels[-2] in ("co", "com", "org", "net", "gov", "ac", "go", "or")
    )
    return ".".join(labels[-3 if public else -2 :]) if len(labels) > 1 else ""


def _outside(
    kind: CreditKind, name: str, text: str, p: float, *, whole: bool = True, agency: bool = True
) -> Credit:
    return Credit(kind=kind, name=name, text=text[:200], agency=agency, whole=whole, p=p)
