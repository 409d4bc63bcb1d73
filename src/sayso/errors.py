"""Exception tree and refusal codes: one place that names everything that can go wrong."""

from __future__ import annotations

__all__ = [
    "REFUSAL_CODES",
    "ConfigError",
    "FetchError",
    "FormatError",
    "GazetteerError",
    "LedgerError",
    "ModelError",
    "QueryError",
    "SaysoError",
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
        hint: what to do next.
    """

    code = "internal"
    retry = False

    def __init__(self, message: str, *, item: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.item = item
        self.hint = hint

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


class QueryError(SaysoError):
    """A question to the ledger cannot be understood."""

    code = "query"


#: Every code a refusal may carry, with what it means. A code not listed here is a bug.
REFUSAL_CODES: dict[str, str] = {
    "input.missing": "the path or URL does not exist or cannot be read",
    "input.too_large": "the input is larger than the limit",
    "input.not_text": "the bytes are not text (binary data)",
    "input.bad_encoding": "the bytes cannot be decoded as text",
    "input.bad_row": "the row is not a JSON object with `text` or `html`",
    "input.no_text": "the row has neither `text` nor `html`",
    "input.unsupported": "called a page, but the bytes are of another format (PDF, ZIP, an image, a feed)",
    "input.truncated": "the archive ends before its end mark",
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
    "internal": "a fault of ours; the report names it and the run goes on",
}
