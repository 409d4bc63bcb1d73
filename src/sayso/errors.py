"""Exception tree and refusal codes: one place that names everything that can go wrong."""

from __future__ import annotations

__all__ = [
    "DELIVERY_CODES",
    "REFUSAL_CODES",
    "AccessError",
    "BusyError",
    "ConfigError",
    "DeskError",
    "ExpiredTokenError",
    "FetchError",
    "FormatError",
    "GazetteerError",
    "LedgerError",
    "MissingExtraError",
    "ModelError",
    "OutputError",
    "QueryError",
    "RefusedError",
    "RevokedTokenError",
    "SaysoError",
    "ScopeError",
    "SegmentError",
    "UnknownIdError",
    "cut",
]


def cut(value: object, width: int = 80) -> str:
    """Quote a value for a message, at most ``width`` characters long, on one line."""
    text = " ".join(repr(value).split())
    return text if len(text) <= width else text[: width - 1] + "…"


class SaysoError(Exception):
    """Root of every error sayso raises on purpose.

    Attributes:
        code: stable dotted code, unique per class.
        retry: whether the same call may succeed later without a change.
        item: what it happened to (a path, URL or id), if known.
        hint: what to do next; a traceback prints it below the message.
    """

    code = "internal"
    retry = False

    def __init__(self, message: str, *, item: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.item = item
        self.hint = hint
        if hint is not None:
            self.add_note(hint)

    def body(self) -> dict[str, object]:
        """The error body used by every machine-readable face."""
        return {"code": self.code, "message": self.message, "hint": self.hint, "item": self.item}


class ConfigError(SaysoError):
    """A setting is unknown or has a value that cannot be used."""

    code = "config"


class FetchError(SaysoError):
    """An input could not be brought in."""

    code = "fetch"
    retry = True


class FormatError(SaysoError):
    """An input is not in the form it claims."""

    code = "format"


class ModelError(SaysoError):
    """The shipped model is missing, damaged or of another version."""

    code = "model"


class GazetteerError(SaysoError):
    """The place or actor tables are missing or damaged."""

    code = "gazetteer"


class LedgerError(SaysoError):
    """The ledger could not be opened, read or written."""

    code = "ledger"


class OutputError(SaysoError):
    """A file could not be written, or is there already."""

    code = "output"


class SegmentError(SaysoError):
    """A segment of a bulk load could not be read, coded or kept."""

    code = "segment"


class QueryError(SaysoError):
    """A question to the ledger cannot be understood."""

    code = "query"


class UnknownIdError(QueryError):
    """Nothing in the ledger has the id asked for, or what has it is of another kind."""

    code = "query.unknown_id"


class RefusedError(SaysoError):
    """A text was refused: one that was given alone, so that there is no list to name it in.

    Attributes:
        refusal_code: why, a code of `REFUSAL_CODES`.
        stage: the room that refused it.
    """

    code = "refused"

    def __init__(
        self,
        message: str,
        *,
        refusal_code: str = "internal",
        stage: str = "engine",
        item: str | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, item=item, hint=hint)
        self.refusal_code = refusal_code
        self.stage = stage


class MissingExtraError(SaysoError, ImportError):
    """Something needs a library that the base install does not bring."""

    code = "missing_extra"


class BusyError(SaysoError):
    """Too much is asked at once; the same question can be answered in a moment."""

    code = "busy"
    retry = True


class DeskError(SaysoError):
    """The file of saved searches, tokens and judgements could not be opened, read or written."""

    code = "desk"


class AccessError(SaysoError):
    """No token was given, or one that nobody has made."""

    code = "access"


class ExpiredTokenError(AccessError):
    """The token's time is over."""

    code = "access.expired"


class RevokedTokenError(AccessError):
    """The token was taken back."""

    code = "access.revoked"


class ScopeError(AccessError):
    """The token allows less than this."""

    code = "access.scope"


#: Every code a refusal may carry, with what it means. A code not listed here is a bug.
REFUSAL_CODES: dict[str, str] = {
    "input.missing": "the path or URL does not exist or cannot be read",
    "input.too_large": "the input is larger than the limit",
    "input.not_text": "the bytes are not text (binary data)",
    "input.bad_encoding": "the bytes cannot be decoded as text",
    "input.bad_row": "the row is no JSON object with `text` or `html`, or not as its header says",
    "input.bad_record": "a record of an archive, or a message, contradicts itself (lengths, headers, parts)",
    "input.bad_format": "the file is not what its name says, or has no column with texts",
    "input.no_records": "the archive holds no records at all",
    "input.no_text": "the row has neither `text` nor `html`",
    "input.truncated": "the archive ends before its end mark, or is damaged; what was read of it is named",
    "input.bomb": "it unpacks to far more than the limits allow",
    "input.unsafe_name": "a member of an archive has a name that leads out of it, or is a link or device",
    "input.unsupported": "a file of a kind that is not read (a PDF called a page, an encrypted archive, …)",
    "fetch.bad_url": "the address cannot be understood, or hides something (a password, control characters)",
    "fetch.busy": "the server asks to come later (HTTP 429 or 503)",
    "fetch.connect": "nobody answers at the address",
    "fetch.dns": "the host's name has no address",
    "fetch.encoding": "the body is packed in a way that cannot be undone",
    "fetch.gone": "the server says that the address is gone for good (HTTP 410)",
    "fetch.incomplete": "the answer ends before its end",
    "fetch.port": "the address names a port that is not asked",
    "fetch.protocol": "what answers does not speak HTTP",
    "fetch.robots": "the site's robots.txt does not allow it, or could not be read for now",
    "fetch.scheme": "the address is not of the web (only http and https are fetched)",
    "fetch.ssrf": "the host has an address inside a private or special network",
    "fetch.status": "the server declines (another HTTP status than 2xx)",
    "fetch.timeout": "the answer took longer than a request may",
    "fetch.tls": "no secure connection, or the certificate is not the host's",
    "fetch.too_large": "the answer is larger than the limit, as sent or unpacked",
    "fetch.too_many_redirects": "redirects run in a circle, or there are too many",
    "fetch.unavailable": "the server fails for now (HTTP 5xx)",
    "fetch.unsupported": "the body is no text that can be read (a film, a picture, an archive)",
    "feed.entities": "the feed declares entities that could expand without end or reach outside",
    "feed.no_text": "the entry has a link and at most a summary, no text of its own",
    "feed.not_a_feed": "the file is no feed and no sitemap",
    "feed.too_large": "the feed or sitemap is larger, deeper or longer than the limit",
    "html.too_deep": "the page nests deeper than the limit",
    "html.too_many_attributes": "a tag of the page has more attributes than the limit",
    "html.extract_timeout": "the page took more time or memory to parse than one page may",
    "html.paywall": "the page holds nothing but a notice to subscribe or sign in",
    "html.consent": "the page holds nothing but a notice on cookies or consent",
    "html.blocked": "the page holds nothing but a check for robots or an error message",
    "html.no_body": "no article text was found in the page",
    "text.empty": "nothing is left after normalising",
    "text.too_short": "too few words to hold a claim",
    "text.no_words": "no letters (only symbols, emoji or digits)",
    "text.wrong_language": "the text is not English",
    "import.bad_id": "something in a dump has not the id that follows from it",
    "import.bad_line": "a line of a dump is no document of its form, or stands in the wrong place",
    "import.bad_reference": "a dump names a report, claim or run that is not in it",
    "import.bad_text": "a text of a dump is not the one its digest is of, or lacks the words of a claim",
    "import.incomplete": "a dump ends before its last line, or is not as it was written",
    "import.too_large": "a line of a dump is longer than the limit, or the file unpacks to far too much",
    "import.version": "the file is no dump, or one of another version",
    "ledger.forgotten": "a person had this report, or its very text, forgotten",
    "internal": "a fault of ours; the report names it and the run goes on",
}

#: Why an alert could not be delivered, beside the codes of requests (`fetch.…`), which webhooks have.
DELIVERY_CODES: dict[str, str] = {
    "alert.forgotten": "all that it told of was forgotten before it could be sent",
    "mail.connect": "nobody answers at the mail server, or it broke off",
    "mail.later": "the mail server asks to come later (4xx)",
    "mail.login": "the mail server does not accept the user and the password",
    "mail.refused": "the mail server refuses the sender, the receiver or the message (5xx)",
    "mail.settings": "no mail server or no sender is set (settings alerts.smtp_host, alerts.sender)",
    "mail.tls": "no secure connection to the mail server, or the certificate is not its own",
}
