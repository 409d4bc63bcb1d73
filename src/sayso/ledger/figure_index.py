"""What figure claims are found by: the time that an amount is for, and the words of what is counted.

Without it a question for a country's latest figures would decode every figure of that country.
"""

from __future__ import annotations

import json
import re
from typing import Any

from sayso.lang.folding import fold
from sayso.lang.plurals import noun_forms
from sayso.ledger.clean import clean
from sayso.ledger.connection import Connection
from sayso.records import Claim, TimeRange
from sayso.records.codec import claim_from_json

__all__ = ["LAST_DAY", "SCHEMA", "add_figure", "fill_figures", "time_of_figure", "words", "words_of_figure"]

#: Stands for a day that is not known, so that it sorts behind every known one.
LAST_DAY = "9999-12-31"

#: `day` orders figures as their series do: the first day of the time an amount is for, else its last.
#: `first` and `last` are null where that end is open. Words are in every form that `same_noun` compares by.
SCHEMA = """
CREATE TABLE figures (
    claim INTEGER PRIMARY KEY REFERENCES claims, day TEXT NOT NULL, first TEXT, last TEXT
) STRICT;
CREATE INDEX figures_day ON figures (day);
CREATE TABLE figure_words (
    word TEXT NOT NULL, claim INTEGER NOT NULL REFERENCES claims, PRIMARY KEY (word, claim)
) STRICT, WITHOUT ROWID;
CREATE INDEX figure_words_claim ON figure_words (claim);
"""


def time_of_figure(claim: Claim) -> TimeRange | None:
    """The time an amount is stated to be for: its own, else its claim's; None if neither is dated."""
    for time in (claim.quantities[0].period, claim.time):
        if time is not None and time.dated and (time.earliest or time.latest):
            return time
    return None


def words_of_figure(claim: Claim) -> list[str]:
    """The folded words of what a figure counts, each once."""
    quantity, figure = claim.quantities[0], claim.figure
    return words(" ".join((quantity.item or "", quantity.counted or "", figure.item if figure else "")))


def words(text: str) -> list[str]:
    """The folded words of a text, each once, in the order in which they come."""
    return list(dict.fromkeys(re.findall(r"\w+", fold(text))))


def add_figure(db: Connection, number: int, claim: Claim, published: str | None) -> None:
    """Keep what one claim is found by as a figure, in place of what was kept; nothing if it is none.

    ``number`` is the claim's in the ledger, ``published`` its report's day or time, ISO 8601. Must run
    inside a transaction.
    """
    if claim.figure is None or not claim.quantities:
        return
    time, day = time_of_figure(claim), published[:10] if published else None
    first, last = (time.earliest, time.latest) if time else (day, day)
    db.execute(
        "INSERT OR REPLACE INTO figures VALUES (?, ?, ?, ?)", (number, first or last or LAST_DAY, first, last)
    )
    forms = {form for word in words_of_figure(claim) for form in noun_forms(word)}
    written = {clean(form) for form in forms}
    db.execute("DELETE FROM figure_words WHERE claim = ?", (number,))
    db.executemany("INSERT INTO figure_words VALUES (?, ?)", [(word, number) for word in sorted(written)])


def fill_figures(db: Connection) -> None:
    """Make the tables and fill them from the claims of an older ledger. Must run inside a transaction."""
    db.execute(SCHEMA)
    # `Any`: a row holds whatever its query selects
    rows: Any = db.execute(
        "SELECT c.claim, c.document, r.published FROM claims c JOIN reports r USING (article_id) "
        "WHERE c.kind = 'figure'"
    )
    for number, document, published in rows:
        add_figure(db, number, claim_from_json(json.loads(document)), published)
