"""`sayso.code`, `sayso.code_many` and `sayso.load`: one coder for the process, made when first needed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from threading import Lock

from sayso.engine.coder import Coder
from sayso.engine.pipeline import CodedReport, Result, Tally
from sayso.engine.rows import Row, Rows
from sayso.records import Refusal

__all__ = ["code", "code_many", "load", "the_coder"]

_LOCK = Lock()
#: The one coder of the process, once it is made.
_MADE: list[Coder] = []


def the_coder() -> Coder:
    """The coder of this process, with the settings that held when it was first needed.

    Raises:
        ConfigError: the settings file or the environment cannot be understood.
    """
    with _LOCK:
        if not _MADE:
            _MADE.append(Coder())
        return _MADE[0]


def code(
    text: Row,
    *,
    published: date | str | None = None,
    publisher: str | None = None,
    title: str | None = None,
    url: str | None = None,
) -> CodedReport:
    """One report with everything it claims; see `sayso.Coder.code`.

    Args:
        text: the text, or a page that begins as HTML does; or a mapping with ``text`` or ``html`` and,
            optionally, ``id``, ``url``, ``title``, ``published``, ``publisher``, ``author``, ``language``.
        published: the day of publication; without it times get no dates.
        publisher: who publishes it.
        title: its headline.
        url: where it stands.

    Raises:
        RefusedError: no report could be made of it; ``refusal_code`` says why.
        FormatError: ``published`` is no day.
        ConfigError, ModelError, GazetteerError: nothing can be read at all.
    """
    return the_coder().code(text, published=published, publisher=publisher, title=title, url=url)


def code_many(
    rows: Rows, *, published: date | str | None = None, publisher: str | None = None
) -> Iterator[CodedReport | Refusal]:
    """One result for each text or row, in order, as they are read; see `sayso.Coder.code_many`.

    Args:
        rows: an iterable of texts or mappings, or a frame of pandas, polars or pyarrow with such columns.
        published: the day of publication of rows that do not say it themselves.
        publisher: the publisher of such rows.

    Raises:
        FormatError: ``rows`` holds no rows, or ``published`` is no day.
        ConfigError, ModelError, GazetteerError: nothing can be read at all.
    """
    return the_coder().code_many(rows, published=published, publisher=publisher)


def load(
    rows: Rows | str | Path,
    *,
    ledger: str | Path | None = None,
    published: date | str | None = None,
    publisher: str | None = None,
    tell: Callable[[Result], object] | None = None,
) -> Tally:
    """Read reports into a ledger and count what became of them; see `sayso.Coder.load`.

    Args:
        rows: as for `code_many`; or a path or address, read as `sayso load` reads it.
        ledger: the file, made anew if need be; the configured one if left out.
        published: the day of publication of rows that do not say it themselves.
        publisher: the publisher of such rows.
        tell: is handed every result as it comes.

    Raises:
        FormatError: ``rows`` holds no rows, or ``published`` is no day.
        LedgerError: the ledger cannot be opened or written.
        ConfigError, ModelError, GazetteerError: nothing can be read at all.
    """
    return the_coder().load(rows, ledger=ledger, published=published, publisher=publisher, tell=tell)
