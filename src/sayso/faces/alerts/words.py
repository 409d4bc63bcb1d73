"""An event in words, for a line of a feed or a mail. What reports say is text here, and never markup."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

__all__ = [
    "changes_in_words",
    "differences",
    "event_link",
    "headline",
    "one_line",
    "origins",
    "says_so",
    "text",
]

# `Any`: a JSON document.
Json = Mapping[str, Any]

#: What XML 1.0 (2.2, "Char") does not allow, and the other control characters: no reader is helped by them.
_NOT_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
#: Marks that make a line read as what it does not say. In a line of ours they are left out; in what a report
#: says, which stands for itself, they are kept.
_DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
#: Characters of one name, and of a whole line; names of one side.
_NAME, _LINE, _NAMES = 80, 240, 3

_CHANGES = {
    "new": "new",
    "origins": "more origins",
    "happened": "was planned, now told as done",
    "denied": "now contradicted",
    "figures": "figures now differ",
    "place": "places now differ",
}


def text(words: str) -> str:
    """Words as text that XML, mail and JSON can hold: no control characters, lines end alike."""
    return _NOT_TEXT.sub("\N{REPLACEMENT CHARACTER}", words.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(words: str, most: int = _LINE) -> str:
    """Words on one line of at most so many characters."""
    line = " ".join(_DIRECTIONS.sub("", text(words)).split())
    return line if len(line) <= most else line[: most - 1] + "…"


def headline(event: Json) -> str:
    """What, who and whom, where, when, in which state: `CONSULT/visit: A → B, Place, day (planned)`."""
    parts = [part for part in (_parties(event), _place(event), _time(event)) if part]
    return one_line(f"{_what(event)}: {', '.join(parts)} ({event['status']})")


def _what(event: Json) -> str:
    code, figure = event.get("event"), event.get("figure")
    if code:
        return str(code["type"]) + (f"/{code['mode']}" if code.get("mode") else "")
    return one_line(f"{figure['measure']} of {figure['item']}", _NAME) if figure else str(event["kind"])


def _parties(event: Json) -> str:
    figure = event.get("figure")
    doers = _names(a["name"] for a in event["actors"] if a["role"] == "actor")
    others = _names(a["name"] for a in event["actors"] if a["role"] == "recipient")
    if figure:
        amount = one_line(event["quantities"][0]["text"], _NAME) if event["quantities"] else ""
        subject = figure.get("subject")
        return ", ".join(part for part in (amount, _names([subject["name"]] if subject else [])) if part)
    return f"{doers or '?'} → {others}" if others else doers


def _names(names: Any) -> str:  # `Any`: an iterable of text
    every = [one_line(name, _NAME) for name in dict.fromkeys(names)]
    return ", ".join(every[:_NAMES]) + (" …" if len(every) > _NAMES else "")


def _place(event: Json) -> str:
    place = event.get("place")
    return one_line(place["name"], _NAME) if place else ""


def _time(event: Json) -> str:
    time = event.get("time")
    return one_line(time.get("edtf") or f"“{time['text']}”", _NAME) if time else ""


def says_so(entry: Json) -> str:
    """On whose word it rests, outermost speaker first."""
    chain = entry["event"]["attribution"]
    if not chain:
        publisher = entry.get("publisher")
        return one_line(f"{publisher} itself" if publisher else "the report itself")
    return one_line(" ← ".join(f"{s['name'] or s['text']} [{s['kind']}]" for s in chain))


def origins(event: Json) -> str:
    """How many independent origins tell of it, and how many reports."""
    n, reports = event["origins"], event["reports"]
    return (
        f"{n:,} independent {'origin' if n == 1 else 'origins'}, "
        f"{reports:,} {'report' if reports == 1 else 'reports'}"
    )


def differences(event: Json) -> list[str]:
    """What its accounts do not agree on, one line for each field."""
    found = event.get("disagreements") or {}
    return [one_line(f"{field}: {' or '.join(values)}") for field, values in sorted(found.items()) if values]


def changes_in_words(changes: Sequence[str]) -> str:
    """What is new of it."""
    return ", ".join(_CHANGES.get(change, one_line(change, _NAME)) for change in changes)


def event_link(base_url: str, event: Json) -> str | None:
    """The page of an event; None where it is not known where pages are served."""
    if not base_url.startswith(("https://", "http://")):
        return None
    return f"{base_url.rstrip('/')}/event/{quote(str(event['id']))}"
