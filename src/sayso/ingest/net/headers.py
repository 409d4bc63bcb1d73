"""Headers that say when to come again, and the one that says who we are."""

from __future__ import annotations

import email.utils
import re
from datetime import UTC, datetime

from sayso.errors import ConfigError, cut

__all__ = ["DAY_S", "charset_of", "max_age", "media_type", "retry_after", "user_agent"]

DAY_S = 86_400.0
_NUMBER = re.compile(r"\d{1,12}\Z", re.ASCII)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:+-]{1,40})", re.IGNORECASE | re.ASCII)
_CONTACT = re.compile(r"[!-~]{1,200}\Z")


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds that Retry-After asks to wait; None if it is absent or nonsense.

    RFC 9110, 10.2.3: seconds, or a date. Negative numbers, fractions, dates without meaning and dates in
    the past are nonsense. More than a day counts as a day: a server that says 2099 is mistaken, and one
    that means it says so again tomorrow.

    Args:
        value: the header as sent.
        now: the present, with zone.
    """
    if value is None:
        return None
    value = value.strip()
    if _NUMBER.match(value):
        return min(float(value), DAY_S)
    if value[:1].isdigit() or value[:1] in "+-.":
        return None
    try:
        at = email.utils.parsedate_to_datetime(value)
        at = at if at.tzinfo else at.replace(tzinfo=UTC)
        wait = (at - now).total_seconds()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return min(wait, DAY_S) if wait >= 0 else None


def max_age(cache_control: str | None) -> float | None:
    """Seconds for which an answer stays fresh by Cache-Control; None if it does not say.

    RFC 9111, 5.2.2. `no-cache` and `no-store` ask nothing of a reader that keeps validators. More than a day
    counts as a day.
    """
    age: float | None = None
    for part in (cache_control or "").split(",")[:50]:
        name, _, value = part.strip().partition("=")
        if name.lower() in ("no-cache", "no-store"):
            return None
        value = value.strip(' "')
        if name.lower() == "max-age" and age is None and _NUMBER.match(value):
            age = min(float(value), DAY_S)
    return age


def media_type(content_type: str | None) -> str:
    """The type in lower case without its parameters; empty if none is stated."""
    return (content_type or "").partition(";")[0].strip().lower()


def charset_of(content_type: str | None) -> str | None:
    """The charset that a type states; None if it states none, or a name that none can have."""
    found = _CHARSET.search(content_type or "")
    return found.group(1).lower() if found else None


def user_agent(version: str, contact: str = "") -> str:
    """The name under which we ask, with a way to reach whoever runs this.

    Raises:
        ConfigError: the contact has spaces or characters that no header may have.
    """
    if not contact:
        return f"sayso/{version}"
    if not _CONTACT.match(contact) or set(contact) & set('()<>"\\'):
        raise ConfigError(
            f"fetch.contact must be one web or mail address, got {cut(contact)}",
            item="fetch.contact",
            hint="for instance https://example.org/about-our-reader or mailto:news@example.org",
        )
    return f"sayso/{version} (+{contact})"
