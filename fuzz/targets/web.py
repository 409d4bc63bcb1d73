"""What comes over the net beside bodies: addresses, headers, robots.txt, packing; and one spelling of an address."""

from __future__ import annotations

import gzip
import ipaddress
import zlib
from datetime import UTC, datetime
from urllib.parse import urlsplit

import httpx2

from fuzz.target import Target, hold, parts_of, text_of
from sayso.errors import REFUSAL_CODES, ConfigError
from sayso.ingest.net import (
    PUBLIC,
    Failure,
    Fetched,
    FetchLimits,
    Form,
    Validators,
    WebUrl,
    user_agent,
    web_url,
)
from sayso.ingest.net.addresses import plain_ip
from sayso.ingest.net.bounds import Stopped
from sayso.ingest.net.headers import charset_of, max_age, media_type, retry_after
from sayso.ingest.net.robots import Standing, judge_robots
from sayso.ingest.net.sniffing import sniff, unsupported
from sayso.ingest.net.unpacking import unpacked
from sayso.ingest.net.urls import WEB_PORTS, follow
from sayso.link.urls import canonical_url
from sayso.text.guards import kind_of_bytes

__all__ = ["TARGETS"]

_NOW = datetime(2024, 5, 16, 9, 30, tzinfo=UTC)
_BASE = "https://news.example.org/a/b"


def _checked(found: WebUrl | Failure) -> None:
    if isinstance(found, Failure):
        hold(found.code in REFUSAL_CODES and len(found.reason) < 400, f"no refusal: {found!r}"[:300])
        return
    hold(web_url(found.text) == found, f"not the same again: {found.text}")
    hold(found.scheme in ("http", "https") and found.port in WEB_PORTS, f"not of the web: {found.text}")
    hold(found.text.isascii() and found.text.isprintable() and " " not in found.text, "not in plain ASCII")
    parts = urlsplit(found.text)
    hold(parts.hostname == found.host and not parts.fragment and "@" not in parts.netloc, "other parts")
    asked = httpx2.URL(found.text)
    port = asked.port or (443 if found.scheme == "https" else 80)
    hold(
        (asked.raw_host.decode(), port) == (found.host, found.port),
        f"the client asks {asked.raw_host!r}:{port}, not {found.text}",
    )
    address = plain_ip(found.host)
    hold(address is None or str(address) == found.host, f"an address in disguise: {found.host}")


def _addresses(data: bytes) -> object:
    text, location = (text_of(p) for p in parts_of(data, 2))
    _checked(web_url(text))
    _checked(follow(_BASE, location or text))
    canonical = canonical_url(text)
    hold(canonical_url(canonical) == canonical, f"not the same again: {canonical!r}"[:300])
    return canonical


def _hosts(data: bytes) -> object:
    """A host that is an address in any spelling, and whether it is public."""
    try:
        address = plain_ip(text_of(data))
    except ValueError:
        return None
    if address is None:
        return None
    hold(plain_ip(str(address)) == address, "not the same again")
    if PUBLIC.objection(address) is None:
        hold(address.is_global and not address.is_multicast, f"not public: {address}")
        if isinstance(address, ipaddress.IPv6Address):
            inside = address.ipv4_mapped or address.sixtofour or address.teredo
            hold(inside is None, f"an address inside an address: {address}")
    return address


def _headers(data: bytes) -> object:
    value = text_of(data)
    for seconds in (retry_after(value, _NOW), max_age(value)):
        hold(seconds is None or 0 <= seconds <= 86_400, f"out of bounds: {seconds}")
    kind = media_type(value)
    hold(media_type(kind) == kind, "a type that has parameters still")
    unsupported(kind)
    charset = charset_of(value)
    hold(charset is None or (charset.isascii() and 0 < len(charset) <= 40), "a charset that none can have")
    try:
        agent = user_agent("1", value)
    except ConfigError:
        return None
    hold(agent.isascii() and agent.isprintable(), f"no header: {agent!r}")
    return agent


def _fetched(body: bytes, cache_control: str) -> Fetched:
    return Fetched(
        url="https://a.example/robots.txt", asked="https://a.example/robots.txt", status=200, headers={"cache-control": cache_control}, body=body,
        form=Form.TEXT, media_type="text/plain", validators=Validators(), moved_to=None, redirects=(), n_raw_bytes=len(body), address="", took_s=0.0,
    )  # fmt: skip


def _robots(data: bytes) -> object:
    body, path, cached = parts_of(data, 3)
    robots = judge_robots("https://a.example:443", _fetched(body, text_of(cached)), 1_000.0)
    hold(robots.standing is Standing.RULES, "what was read is rules")
    hold(robots.delay_s is None or 0 <= robots.delay_s <= 600, f"a pause out of bounds: {robots.delay_s}")
    hold(1_000.0 + 3_600 <= robots.stale_at <= 1_000.0 + 86_400, "believed too long or too short")
    hold(len(robots.sitemaps) <= 100, "too many sitemaps")
    for text in ("https://a.example/", f"https://a.example/{text_of(path)}"):
        url = web_url(text)
        if isinstance(url, WebUrl):
            hold(isinstance(robots.allows(url), bool), "neither yes nor no")
            hold((robots.objection(url) is None) == robots.allows(url), "an objection to what is allowed")
    return robots.sitemaps, robots.delay_s


_LIMITS = FetchLimits(max_raw_bytes=5_000, max_bytes=20_000, max_ratio=20, ratio_from=2_000)


def _unpacked(chunks: tuple[bytes, ...], encodings: str) -> tuple[bytes, int] | str:
    try:
        return unpacked(iter(chunks), encodings, _LIMITS, lambda: None)
    except Stopped as stopped:
        hold(stopped.code in REFUSAL_CODES, f"a code that is not known: {stopped.code}")
        return stopped.code


def _packing(data: bytes) -> object:
    body, encodings = parts_of(data, 2)
    names = encodings.decode("latin-1")
    whole = _unpacked((body,), names)
    if not isinstance(whole, str):
        hold(len(whole[0]) <= 20_000 and whole[1] == len(body), "out of bounds")
    step = 1 + len(body) // 9
    few = _unpacked(tuple(body[at : at + step] for at in range(0, len(body), step)), names)
    alike = isinstance(few, str) if isinstance(whole, str) else few == whole
    hold(alike, "chunks change what is unpacked")
    return whole


def _kinds(data: bytes) -> object:
    form, name = sniff(data)
    hold(form in Form and name, "no form")
    kind = kind_of_bytes(data)
    hold(kind is None or kind, "a kind without a name")
    return form, name, kind


_URLS = (
    "https://www.News.example.org:443/a%20b/../c;x=1?utm_source=a&b=2#top", "http://xn--bcher-kva.example/ü?q=é", "http://[2001:db8::1]:80/",
    "HTTP://127.1/", "https://bücher.example/a|b", "https://web.archive.org/web/2024/https://a.example/amp/", "//a.example/x", "/x?y#z",
    "https://a.example/index.html;jsessionid=1?b&a=", "https://a_b.example./", "https://cdn.ampproject.org/c/s/a.example/x.amp.html",
    "http://0x7f000001/\x1ehttp://１２７.０.０.１/",
)  # fmt: skip
_HEADERS = (
    "120",
    "Thu, 16 May 2024 10:00:00 GMT",
    "max-age=60, no-cache",
    'text/html; charset="utf-8"',
    "mailto:a@example.org",
    "public, MAX-AGE = 99999999999",
)
_ROBOTS = b"""User-agent: *
Disallow: /private
Allow: /private/*.html$
Crawl-delay: 10
Request-rate: 1/5 0900-1700

User-agent: sayso/1.0
Disallow:
Visit-time: 0600-0845
Sitemap: https://a.example/map.xml
\x1eprivate/a.html\x1emax-age=7200"""

TARGETS = (
    Target(
        name="addresses",
        run=_addresses,
        seeds=tuple(u.encode() for u in _URLS),
        words=tuple(w.encode() for w in ("http://", "https:", "@", "//", "[::1]", "[", "]", ":80", "%2e", "%00", "xn--", "。", "．", "①", "ß", "‍", "www.", "amp.", "utm_a=b", "?", "&", ";", "#", "\x1e", "..", "..")),
        max_bytes=600,
    ),
    Target(
        name="hosts",
        run=_hosts,
        seeds=(b"127.1", b"0x7f.1", b"017700000001", b"2130706433", b"::ffff:10.0.0.1", b"64:ff9b::1", b"2002:a00:1::", b"fe80::5efe:a00:1", b"8.8.8.8", b"2620:fe::fe"),
        words=(b".", b":", b"::", b"0x", b"256", b"%eth0", b"ffff"),
        max_bytes=60,
    ),
    Target(name="headers", run=_headers, seeds=tuple(h.encode() for h in _HEADERS), words=(b"max-age=", b"charset=", b",", b";", b'"', b"GMT", b"-0000", b"+9999", b"9999"), max_bytes=200),
    Target(name="robots", run=_robots, seeds=(_ROBOTS,), words=(b"User-agent:", b"Disallow:", b"Allow:", b"Crawl-delay:", b"Request-rate:", b"Visit-time:", b"Sitemap:", b"*", b"$", b"/", b"nan", b"inf", b"1e9", b"1/0", b"sayso", b"#")),
    Target(
        name="packing",
        run=_packing,
        seeds=(gzip.compress(b"Two boats met. " * 9, mtime=0) + b"\x1egzip", zlib.compress(b"x" * 999) + b"\x1edeflate", b"plain\x1eidentity", gzip.compress(gzip.compress(b"a", mtime=0), mtime=0) + b"\x1egzip, gzip", b"\x0b\x02\x80hello\x03\x1ebr"),
        words=(b"gzip", b"deflate", b"br", b"zstd", b"\x1e", b",", b"identity"),
    ),
    Target(name="kinds-of-bytes", run=_kinds, seeds=(b"<!doctype html><html>", b"<?xml version='1.0'?><!-- x --><rss>", b"%PDF-1.7", b"RIFF\0\0\0\0WEBP", b"\xff\xfe<\0h\0t\0m\0l\0>\0", b"  {\"a\":1}", b"PK\x03\x04"), words=(b"<html", b"<rss", b"<feed", b"<?xml", b"<!DOCTYPE ", b"<!--", b"-->", b"%PDF-", b"<urlset>", b"<svg "), max_bytes=1500),
)  # fmt: skip
