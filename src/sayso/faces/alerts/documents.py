"""Searches, deliveries and tokens as other programs read them, and the addresses of a search's feeds."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from sayso.engine.access import Token
from sayso.engine.searches import Search
from sayso.faces.alerts.feeds import FeedFormat
from sayso.ledger.asked import query_params
from sayso.ledger.desk import Delivery

__all__ = ["delivery_to_json", "feed_link", "feed_path", "search_to_json", "token_to_json"]

# `Any`: a JSON document.
Json = dict[str, Any]


def feed_path(search: Search, form: FeedFormat) -> str:
    """Where a search's feed is served, with the key by which it may be read without a token."""
    return f"/feeds/{quote(search.search_id)}.{form.value}?key={quote(search.feed_key)}"


def feed_link(base_url: str, search: Search, form: FeedFormat) -> str | None:
    """The whole address of it; None where it is not known where pages are served."""
    if not base_url.startswith(("https://", "http://")):
        return None
    return base_url.rstrip("/") + feed_path(search, form)


def search_to_json(search: Search, *, base_url: str = "", private: bool = False) -> Json:
    """A search; ``private`` with what only those may know who may change it: feeds, addresses, the secret."""
    alerting = search.alerting
    alerts: Json = {
        "on": alerting.on,
        "every_s": alerting.every_s,
        "min_origins": alerting.min_origins,
        "rise_to": alerting.rise_to,
        "changes": sorted(change.value for change in alerting.changes),
        "receivers": len(alerting.mail) + bool(alerting.hook),
    }
    if private:
        alerts |= {"mail": list(alerting.mail), "hook": alerting.hook, "secret": alerting.secret}
    doc: Json = {
        "id": search.search_id,
        "name": search.name,
        "query": query_params(search.query),
        "created_at": search.created_at,
        "created_by": search.created_by,
        "alerts": alerts,
    }
    if private:
        doc["feeds"] = {
            form.value: feed_link(base_url, search, form) or feed_path(search, form) for form in FeedFormat
        }
    return doc


def delivery_to_json(delivery: Delivery) -> Json:
    """What became of a message on its way to one receiver."""
    return {
        "id": delivery.delivery_id,
        "search": delivery.search_id,
        "made_at": delivery.made_at,
        "channel": delivery.channel.value,
        "receiver": delivery.receiver,
        "events": delivery.entries,
        "outcome": delivery.fate.value if delivery.fate else "waits",
        "attempts": delivery.attempts,
        "due_at": None if delivery.fate else delivery.due_at,
        "code": delivery.code,
        "reason": delivery.reason,
        "done_at": delivery.done_at,
    }


def token_to_json(token: Token) -> Json:
    """A token, without its text, which nobody has but who was shown it."""
    return {
        "id": token.token_id,
        "name": token.name,
        "scope": token.scope.value,
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "revoked_at": token.revoked_at,
        "last_used_at": token.last_used_at,
    }
