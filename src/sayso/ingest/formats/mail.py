"""E-mail: single messages and mailboxes; alerts and newsletters carry reports, too."""

from __future__ import annotations

import codecs
import email.policy
import re
from collections.abc import Iterator
from dataclasses import replace
from email.errors import MessageError
from email.message import EmailMessage, Message
from email.parser import BytesParser
from email.utils import parseaddr
from typing import IO, Any

from sayso.ingest.intake import Intake, SourceFault, fault_of, inside, on_one_line, refuse, refused_at
from sayso.records import Item, Position, Refusal

__all__ = ["read_mailbox", "read_message"]

#: Lines of a mailbox between messages (RFC 4155; Thunderbird writes "From - Tue May …").
_FROM = re.compile(rb"^From .{0,200}\d{1,2}:\d\d.{0,60}$")
_QUOTED_FROM = re.compile(rb"^>+From ")
#: Every nested part makes the parser hold each line against one boundary more.
_BOUNDARY = re.compile(rb"boundary\s*=", re.IGNORECASE)
_MAX_BOUNDARIES = 100
_MAX_PARTS = 500
_MAX_ATTACHED = 200
_MAX_HEADER = 4000
#: What the header parser of the standard library raises for headers that are none.
_HEADER_FAULTS = (
    MessageError, ValueError, OverflowError, LookupError, AttributeError, TypeError, RecursionError,
)  # fmt: skip
_FORWARDED = re.compile(
    r"^[> \t]*(?:-{2,} *(?:Forwarded message|Original Message) *-{2,}|Begin forwarded message:)",
    re.IGNORECASE | re.MULTILINE,
)
_DIGEST_SUBJECT = re.compile(
    r"\b(?:digest|alerts?|newsletter|briefing|headlines|round-?up|top stories|morning|daily|weekly)\b",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://", re.IGNORECASE)
#: A single article links back to its page and to unsubscribing; more links than that lead to several.
_DIGEST_LINKS = 3


class _Lenient(email.policy.EmailPolicy):
    """The default policy, but a header that cannot be parsed is its own words, cut, and raises nothing."""

    def header_fetch_parse(self, name: str, value: str) -> Any:
        """A header as asked for."""
        value = value if len(value) <= _MAX_HEADER else value[:_MAX_HEADER]
        try:
            return super().header_fetch_parse(name, value)
        except _HEADER_FAULTS:
            return on_one_line(value, _MAX_HEADER_TEXT)


_MAX_HEADER_TEXT = 1000
_POLICY = _Lenient(raise_on_defect=False)


def read_message(stream: IO[bytes], name: str, intake: Intake) -> Iterator[Item | Refusal]:
    """A file that is one message, and the messages attached to it."""
    limit = intake.limits.max_message_bytes
    try:
        body = stream.read(limit + 1)
    except SourceFault as fault:
        yield fault_of(fault, name)
        return
    if len(body) > limit:
        yield refuse(name, "input.too_large", f"more than {limit:,} bytes")
        return
    yield from _behind(intake.done, _message(body, name, intake))


def read_mailbox(stream: IO[bytes], name: str, intake: Intake) -> Iterator[Item | Refusal]:
    """Each message of a mailbox (mbox), numbered from 1, and the messages attached to each."""
    number = at = 0
    plain = stream.seekable()
    if plain and intake.start is not None:
        at, number = intake.start
        number -= 1
        stream.seek(at)
    try:
        for began, body in _split(stream, intake.limits.max_message_bytes, at):
            number += 1
            if number <= intake.done:
                continue
            where, position = f"{name}:{number}", Position(record=number, offset=began if plain else None)
            if body is None:
                limit = intake.limits.max_message_bytes
                large = refuse(where, "input.too_large", f"the message has more than {limit:,} bytes")
                yield refused_at(large, position)
            else:
                after = intake.within(number)
                messages = _message(body, where, intake)
                yield from inside(position, _behind(after.record if after else 0, messages))
    except SourceFault as fault:
        yield fault_of(fault, f"{name}:{number + 1}", f"{number:,} whole messages were read before")
        return
    if not number:
        yield refuse(name, "input.no_records", "the mailbox holds no messages")


def _behind(done: int, messages: Iterator[Item | Refusal]) -> Iterator[Item | Refusal]:
    """A message and those attached to it, numbered; none of the first ``done``."""
    for number, found in enumerate(messages, start=1):
        if number > done:
            yield replace(found, position=Position(record=number))


def _split(stream: IO[bytes], limit: int, at: int) -> Iterator[tuple[int, bytes | None]]:
    """Messages of a mailbox with the byte each begins at; None for one beyond the limit.

    ``at`` is the byte at which the stream stands. No more than one message is held.
    """
    held: list[bytes] = []
    size, inside, blank, began = 0, False, True, at
    while line := stream.readline(1 << 16):
        here, at = at, at + len(line)
        if blank and line.startswith(b"From ") and _FROM.match(line.rstrip(b"\r\n")):
            if inside:
                yield began, (b"".join(held) if size <= limit else None)
            held, size, inside, blank, began = [], 0, True, False, here
            continue
        if not inside and line.strip():  # a mailbox without its first line, or something else
            inside, began = True, here
        blank = not line.strip()
        size += len(line)
        if size <= limit:
            held.append(line[1:] if _QUOTED_FROM.match(line) else line)
        else:
            held.clear()
    if inside:
        yield began, (b"".join(held) if size <= limit else None)


def _message(body: bytes, where: str, intake: Intake) -> Iterator[Item | Refusal]:
    if len(_BOUNDARY.findall(body)) > _MAX_BOUNDARIES:
        yield refuse(
            where, "input.bad_record", f"the message has more than {_MAX_BOUNDARIES} parts with parts"
        )
        return
    try:
        parsed = BytesParser(_class=EmailMessage, policy=_POLICY).parsebytes(body)
    except _HEADER_FAULTS as error:
        yield refuse(where, "input.bad_record", f"no message: {on_one_line(str(error), 80)}")
        return
    if not parsed.keys():
        yield refuse(where, "input.bad_format", "no message: it has no headers")
        return
    parts = _parts(parsed)
    attached = [part for part, depth in parts if depth and part.get_content_type() == "message/rfc822"]
    own = _item(parsed, where, intake, digest=len(attached) > 1)
    if isinstance(own, Item) or not attached:
        yield own
    subject = _header(parsed, "Subject")
    for number, part in enumerate(attached[:_MAX_ATTACHED], start=1):
        held = part.get_payload()
        if isinstance(held, list) and held and isinstance(held[0], Message):
            yield _item(held[0], f"{where}!{number}", intake, digest=True, of=subject)
    if len(attached) > _MAX_ATTACHED:
        yield refuse(
            where, "input.too_large", f"{len(attached):,} messages are attached; {_MAX_ATTACHED} are read"
        )


def _parts(message: Message) -> list[tuple[Any, int]]:
    """Every part with its depth, in order, but no parts of attached messages; not more than the limit."""
    out: list[tuple[Any, int]] = []
    stack: list[tuple[Any, int]] = [(message, 0)]
    while stack and len(out) < _MAX_PARTS:
        part, depth = stack.pop()
        out.append((part, depth))
        inside = part.get_payload() if part.is_multipart() else []
        if depth and part.get_content_type() == "message/rfc822":
            continue
        stack += [(p, depth + 1) for p in reversed(inside) if isinstance(p, Message)]
    return out


def _item(
    message: Message,
    where: str,
    intake: Intake,
    *,
    digest: bool,
    of: str = "",
) -> Item | Refusal:
    plain, html = _texts(message)
    body = plain if plain.strip() else html
    if not body.strip():
        return refuse(where, "input.no_text", "the message has no part with text")
    if len(body) > intake.limits.max_bytes:
        return refuse(where, "input.too_large", f"a text of more than {intake.limits.max_bytes:,} characters")
    subject = _header(message, "Subject")
    name, address = _sender(message)
    extra: dict[str, object] = {"medium": "e-mail"}
    for key, header in (("message_id", "Message-ID"), ("list_id", "List-Id")):
        if value := _header(message, header):
            extra[key] = value
    if digest or _is_digest(subject, body):
        extra["digest"] = True
    if of:
        extra["digest_title"] = of
    return Item(
        name=where,
        body=body,
        html=body is html,
        given_id=_header(message, "Message-ID") or None,
        title=subject or None,
        published=_header(message, "Date") or intake.defaults.day(),
        publisher=name or address.rpartition("@")[2] or intake.defaults.publisher,
        extra=extra,
    )


def _sender(message: Message) -> tuple[str, str]:
    """Name and address of whoever sent it."""
    try:
        return parseaddr(_header(message, "From"))
    except _HEADER_FAULTS:
        return "", ""


def _is_digest(subject: str, body: str) -> bool:
    """Whether a message holds several articles: forwarded ones, or a list of links under such a subject."""
    if len(_FORWARDED.findall(body)) > 1:
        return True
    return bool(_DIGEST_SUBJECT.search(subject)) and len(_LINK.findall(body)) > _DIGEST_LINKS


def _header(message: Message, name: str) -> str:
    return on_one_line(str(message.get(name, "")), _MAX_HEADER_TEXT)


def _texts(message: Message) -> tuple[str, str]:
    """The first plain text and the first page of a message that are no attachments."""
    found = {"text/plain": "", "text/html": ""}
    for part, depth in _parts(message):
        kind = part.get_content_type()
        inside = depth and kind == "message/rfc822"
        if inside or kind not in found or found[kind] or part.is_multipart() or _is_attachment(part):
            continue
        found[kind] = _decoded(part)
    return found["text/plain"], found["text/html"]


def _is_attachment(part: Message) -> bool:
    return str(part.get("Content-Disposition", "")).strip().lower().startswith("attachment")


def _decoded(part: Message) -> str:
    try:
        data = part.get_payload(decode=True)
    except _HEADER_FAULTS:
        return ""
    if not isinstance(data, bytes):
        return ""
    try:
        named = part.get_content_charset()
        known = codecs.lookup(named).name if named else None
    except _HEADER_FAULTS:
        known = None
    for charset in (known, "utf-8"):
        try:
            if charset:
                return data.decode(charset)
        except (UnicodeError, LookupError, ValueError):
            continue
    return data.decode("cp1252", "replace")
