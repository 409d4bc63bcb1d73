"""Addresses of the web, checked before anything else: scheme, host, port, and no tricks in between."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import idna

from sayso.classes import dataclass
from sayso.errors import cut
from sayso.ingest.net.addresses import plain_ip
from sayso.ingest.net.failures import Failure

__all__ = ["WEB_PORTS", "WebUrl", "follow", "web_url"]

#: Ports of the web. Others carry other services, which a request could be made to talk to.
WEB_PORTS = frozenset({80, 443})
#: Servers and caches commonly take 8 KB; nothing longer is worth asking for.
MAX_URL = 8_000
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
#: Control characters, space and what browsers take for a slash. A tab or a line end inside an address
#: would be dropped by one parser and kept by the next. Half a character (JSON can say it) has no bytes.
_FORBIDDEN = re.compile(r"[\x00-\x20\x7f-\x9f\\\u2028\u2029\ud800-\udfff]")
_HOST = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?:\.[a-z0-9_-]{1,63})*\.?\Z")
_KEPT = "/%:@!$&'()*+,;=~-._?[]|"  # left as it stands in paths; all else is percent-encoded


@dataclass(frozen=True, slots=True, kw_only=True)
class WebUrl:
    """A checked address.

    Attributes:
        text: the whole address in ASCII: host in lower-case punycode, no userinfo, no fragment.
        scheme: http or https.
        host: in ASCII, without brackets.
        port: named, or the scheme's own.
        shown: the host as people read it; differs from ``host`` for international names.
    """

    text: str
    scheme: str
    host: str
    port: int
    shown: str

    @property
    def origin(self) -> str:
        """Scheme, host and port: what robots.txt speaks for."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}:{self.port}"


def web_url(text: str, ports: Collection[int] = WEB_PORTS) -> WebUrl | Failure:
    """Check an address, or say why it is not fetched. Nothing is looked up.

    Args:
        text: the address as written; spaces around it are dropped.
        ports: the ports that may be asked.
    """
    text = text.strip(" ")
    if len(text) > MAX_URL:
        return Failure.of("fetch.bad_url", f"the address is longer than {MAX_URL:,} characters", cut(text))
    if _FORBIDDEN.search(text):
        return Failure.of(
            "fetch.bad_url", f"the address has spaces or control characters: {cut(text)}", cut(text)
        )
    scheme = _SCHEME.match(text)
    if scheme is None or scheme.group().lower() not in ("http:", "https:"):
        return Failure.of("fetch.scheme", f"only http and https are fetched, not {cut(text)}", cut(text))
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        return Failure.of("fetch.bad_url", f"no web address: {cut(text)}: {cut(str(error))}", cut(text))
    if "@" in parts.netloc:
        # never shown: it may be a password
        return Failure.of("fetch.bad_url", "the address carries a user name or password", parts.scheme + ":")
    port = (443 if parts.scheme == "https" else 80) if port is None else port
    if port not in ports:
        return Failure.of("fetch.port", f"port {port} is not asked (setting fetch.ports)", cut(text))
    found = _host(parts.hostname or "")
    if isinstance(found, str):
        return Failure.of("fetch.bad_url", f"{found} in {cut(text)}", cut(text))
    return _assembled(parts.scheme, found[0], port, (parts.path, parts.query))


def _assembled(scheme: str, host: str, port: int, rest: tuple[str, str]) -> WebUrl:
    bracketed = f"[{host}]" if ":" in host else host
    named = "" if port == (443 if scheme == "https" else 80) else f":{port}"
    path = quote(rest[0] or "/", safe=_KEPT)
    query = quote(rest[1], safe=_KEPT)
    return WebUrl(
        text=urlunsplit((scheme, bracketed + named, path, query, "")),
        scheme=scheme,
        host=host,
        port=port,
        shown=_shown(host),
    )


def _host(host: str) -> tuple[str] | str:
    """The host in ASCII as a one-tuple, or in words why it is none."""
    if not host:
        return "no host"
    if ":" in host:
        try:
            if "%" in host:
                return "an address with a zone"
            return (str(ipaddress.IPv6Address(host)),)
        except ValueError:
            return "no IPv6 address"
    try:
        # UTS #46 maps full-width digits and stops, so that they meet the checks below as what they are
        ascii_host = host if host.isascii() else idna.encode(host, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return "no international host name"
    ascii_host = ascii_host.lower()
    if len(ascii_host) > 253 or not _HOST.match(ascii_host):
        return "no host name"
    try:
        address = plain_ip(ascii_host)
    except ValueError:
        return "no IPv4 address"
    return (str(address),) if address is not None else (ascii_host,)


def _shown(host: str) -> str:
    if "xn--" not in host:
        return host
    try:
        return idna.decode(host)
    except (idna.IDNAError, UnicodeError):
        return host


def follow(base: str, location: str, ports: Collection[int] = WEB_PORTS) -> WebUrl | Failure:
    """Where a redirect or a link leads, checked like any address."""
    location = location.strip(" \t\r\n").replace(" ", "%20")  # as browsers do
    if _FORBIDDEN.search(location):
        return Failure.of("fetch.bad_url", f"leads to no web address: {cut(location)}", base)
    try:
        joined = urljoin(base, location)
    except ValueError:
        return Failure.of("fetch.bad_url", f"leads to no web address: {cut(location)}", base)
    return web_url(joined, ports)
