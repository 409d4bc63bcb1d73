"""One page of the web, fetched once, politely and within limits."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request
from dataclasses import dataclass

from sayso.errors import cut
from sayso.records import Refusal

__all__ = ["Fetched", "fetch"]

#: Long enough for slow newsrooms, short enough for a person who waits.
_TIMEOUT_S = 20
_AGENT = "sayso (reads news articles on request)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A page as received; ``url`` is where redirects ended."""

    url: str
    body: bytes
    html: bool


class _WebOnly(urllib.request.HTTPRedirectHandler):
    """Follows redirects to http and https alone, so that none leads to a local file."""

    def redirect_request(self, req, fp, code, msg, headers, newurl):  # type: ignore[no-untyped-def]  # as in the library
        """The request for where a redirect points."""
        if not newurl.lower().startswith(("http://", "https://")):
            raise urllib.error.URLError(f"redirect to {cut(newurl)}")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def fetch(url: str, max_bytes: int) -> Fetched | Refusal:
    """Fetch a page, or say why not."""
    try:
        request = urllib.request.Request(  # noqa: S310  callers pass http(s) alone
            url, headers={"User-Agent": _AGENT, "Accept": "text/html, text/plain;q=0.9"}
        )
        opener = urllib.request.build_opener(_WebOnly)
        with opener.open(request, timeout=_TIMEOUT_S) as answer:
            body = answer.read(max_bytes + 1)
            kind = answer.headers.get_content_type()
            where = answer.geturl()
    except (OSError, ValueError, http.client.HTTPException) as error:  # URLError is an OSError
        return Refusal(
            name=url, stage="ingest", code="input.missing", reason=f"cannot be fetched: {cut(str(error))}"
        )
    if len(body) > max_bytes:
        return Refusal(
            name=url, stage="ingest", code="input.too_large", reason=f"more than {max_bytes:,} bytes"
        )
    return Fetched(url=where, body=body, html=kind in ("text/html", "application/xhtml+xml"))
