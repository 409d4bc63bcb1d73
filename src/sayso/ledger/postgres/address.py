"""Where a ledger lies on a PostgreSQL server: an address that can be shown without its password."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit, urlunsplit

from sayso.classes import dataclass
from sayso.errors import LedgerError

__all__ = ["Address", "is_address"]

#: PostgreSQL 15, 34.1.1.2: both beginnings mean the same.
_BEGINNINGS = ("postgresql://", "postgres://")
#: Tables of a ledger lie in this schema unless the address names another.
_SCHEMA = "sayso"
#: Names that need no quotes, and are no others' (`pg_…` is PostgreSQL's own).
_NAME = re.compile(r"(?!pg_)[a-z_][a-z0-9_]{0,62}")
#: What is never shown: libpq's `password` and `sslpassword`, and either misspelt.
_HIDDEN = r"\w*pass\w*"


def is_address(place: str) -> bool:
    """Whether a ledger is named by an address of PostgreSQL, and not by a file."""
    return place.startswith(_BEGINNINGS)


@dataclass(frozen=True, slots=True, repr=False)
class Address:
    """An address as libpq takes it, and the schema in which the ledger's tables lie.

    Raises:
        LedgerError: it is none, or its schema has a name that cannot be used.
    """

    url: str
    schema: str

    @classmethod
    def of(cls, place: str) -> Address:
        """The address that somebody wrote; ``schema`` in its query is ours, the rest is libpq's."""
        shown = _without_secrets(place)
        try:
            parts = urlsplit(place)
            pairs = parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query))
        except ValueError as error:
            raise _none(shown) from error
        if parts.fragment:
            raise _none(shown)
        schema = dict(pairs).get("schema", _SCHEMA)
        if not _NAME.fullmatch(schema):
            raise LedgerError(
                f"no name for a schema: {schema[:80]!r}",
                item=shown,
                hint="small letters, digits and _, as in ?schema=news",
            )
        rest = urlencode([(k, v) for k, v in pairs if k != "schema"], quote_via=quote)
        return cls(urlunsplit(parts._replace(query=rest)), schema)

    @property
    def shown(self) -> str:
        """The address for people, without password."""
        shown = _without_secrets(self.url)
        return (
            shown if self.schema == _SCHEMA else f"{shown}{'&' if '?' in shown else '?'}schema={self.schema}"
        )

    @property
    def digest(self) -> str:
        """Another for each ledger, whatever the password is."""
        return hashlib.sha256(self.shown.encode("utf-8", "replace")).hexdigest()[:16]

    @property
    def database(self) -> str:
        """The database's name, for the names of files; empty where libpq decides."""
        return re.sub(r"\W", "_", unquote(urlsplit(self.url).path.strip("/")))

    def __repr__(self) -> str:
        return f"Address({self.shown!r})"

    __str__ = __repr__


def _none(shown: str) -> LedgerError:
    return LedgerError(
        "no address of a PostgreSQL database",
        item=shown,
        hint="postgresql://user@host/database; in a password # is written %23, / %2F, ? %3F, @ %40",
    )


def _without_secrets(place: str) -> str:
    """An address as it can be shown, however it is malformed."""
    bare, n = re.subn(r"(//[^/?#@:]*):[^/?#]*@", r"\1@", place)
    if not n:  # a password with characters that should have been written as %2F and so on
        bare = re.sub(r"(//[^/?#@:]*):(?!\d*(?:[/?#]|$)).*@", r"\1@", place)
    return re.sub(rf"([?&]{_HIDDEN}=)[^&#]*", r"\1…", bare)
