"""An alert as a mail, and as the body that is posted to a webhook."""

from __future__ import annotations

import email.policy
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.message import EmailMessage
from html import escape
from typing import Any

from sayso.classes import dataclass
from sayso.engine.config import Settings
from sayso.engine.delivering import Writers
from sayso.faces.alerts.words import (
    changes_in_words,
    differences,
    event_link,
    headline,
    one_line,
    origins,
    says_so,
    text,
)
from sayso.ledger.desk import Delivery

__all__ = ["alert_body", "alert_mail", "writers_of"]

# `Any`: a JSON document.
Json = Mapping[str, Any]

#: Events told of in full in one mail; of the others a line each. A mail of 50 has some 30 kB.
_IN_FULL = 50
_SENTENCE = 600


def writers_of(settings: Settings) -> Writers:
    """What makes mails and bodies, with the settings bound to it."""
    base, sender = settings.alerts.base_url, settings.alerts.sender
    return Writers(
        mail=lambda delivery, document: alert_mail(delivery, document, sender=sender, base_url=base),
        hook=lambda delivery, document: alert_body(delivery, document, base_url=base),
    )


def alert_body(delivery: Delivery, document: Json, *, base_url: str) -> bytes:
    """The body of a post: the alert's document, with a title and a link for each event."""
    entries = [
        {**entry, "title": headline(entry["event"]), "url": event_link(base_url, entry["event"])}
        for entry in document["entries"]
    ]
    doc = {**document, "delivery": delivery.delivery_id, "entries": entries}
    # lone surrogates, which few parsers take, become question marks
    return json.dumps(doc, ensure_ascii=False).encode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class _Line:
    """One event of a mail, in words."""

    head: str
    sentence: str
    rows: tuple[str, ...]
    link: str | None


def alert_mail(delivery: Delivery, document: Json, *, sender: str, base_url: str) -> EmailMessage:
    """The mail for one receiver. Nothing in it but the addresses and the Message-ID hangs on who that is.

    The Message-ID is the same each time it is sent, so that mail programs show one that came twice once.
    """
    name = one_line(document["search"]["name"], 100)
    domain = sender.rpartition("@")[2] or "sayso.invalid"
    entries: Sequence[Json] = document["entries"]
    lines = [_line(entry, base_url) for entry in entries[:_IN_FULL]]
    rest = [headline(entry["event"]) for entry in entries[_IN_FULL:]]
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"] = sender
    message["To"] = delivery.receiver
    message["Subject"] = _subject(name, entries)
    message["Date"] = datetime.fromisoformat(document["made_at"])
    message["Message-ID"] = f"<{delivery.delivery_id}@{domain}>"
    # RFC 2919: by it a mail program sorts what one search tells
    message["List-Id"] = f"{name.translate(_NO_QUOTES)} <{document['search']['id']}.{domain}>"
    # RFC 3834: so that no machine answers
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message.set_content(_as_text(name, lines, rest))
    message.add_alternative(_as_html(name, lines, rest), subtype="html")
    return message


#: What a phrase in a header must not have, unless it is quoted.
_NO_QUOTES = str.maketrans(dict.fromkeys('"<>()[]\\,:;@', " "))


def _subject(name: str, entries: Sequence[Json]) -> str:
    first = headline(entries[0]["event"]) if entries else ""
    more = f" and {len(entries) - 1} more" if len(entries) > 1 else ""
    return one_line(f"[sayso] {name}: {one_line(first, 120)}{more}", 240)


def _line(entry: Json, base_url: str) -> _Line:
    event = entry["event"]
    sentence = text(event["evidence"]["sentence"]).strip()
    return _Line(
        head=f"{changes_in_words(entry.get('changes', ()))}: {headline(event)}",
        sentence=sentence if len(sentence) <= _SENTENCE else sentence[: _SENTENCE - 1] + "…",
        rows=(
            f"says so: {says_so(entry)}",
            origins(event),
            *(f"accounts differ in {line}" for line in differences(event)),
        ),
        link=event_link(base_url, event),
    )


def _as_text(name: str, lines: Sequence[_Line], rest: Sequence[str]) -> str:
    parts = []
    for line in lines:
        quoted = "\n".join(f"  > {row}" for row in line.sentence.splitlines())
        parts.append("\n".join([line.head, quoted, *(f"  {row}" for row in line.rows), *_linked(line)]))
    if rest:
        parts.append("\n".join(["And:", *rest]))
    return "\n\n".join([*parts, f"-- \nThe saved search “{name}” of sayso\n"])


def _linked(line: _Line) -> list[str]:
    return [f"  {line.link}"] if line.link else []


def _as_html(name: str, lines: Sequence[_Line], rest: Sequence[str]) -> str:
    parts = ['<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head><body>']
    for line in lines:
        head = escape(line.head)
        head = f'<a href="{escape(line.link)}">{head}</a>' if line.link else head
        sentence = escape(line.sentence)
        rows = "<br>".join(escape(row) for row in line.rows)
        parts.append(f'<p><b>{head}</b></p><blockquote dir="auto">{sentence}</blockquote><p>{rows}</p>')
    if rest:
        parts.append("<ul>" + "".join(f"<li>{escape(row)}</li>" for row in rest) + "</ul>")
    parts.append(f"<hr><p>The saved search “{escape(name)}” of sayso</p></body></html>\n")
    return "\n".join(parts)
