"""Amounts in sentences as the real reader sees them: periods, items and bounds; texts of our own."""

from __future__ import annotations

import pytest

from sayso.extract.quantity import quantities_in
from sayso.extract.time import times_of
from sayso.read import Reader
from sayso.records import Article, Item, Quantity
from sayso.text import make_article

#: Read with each sentence, so that it is long enough for a report.
_TAIL = "\n\nOfficials in the capital said that it was not clear what would follow from this in the weeks to come."


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader.load()


def amount(reader: Reader, text: str, words: str) -> Quantity:
    """The amount of a sentence that holds some words."""
    article = make_article(Item(name="case", body=text + _TAIL, published="2024-05-16"))
    assert isinstance(article, Article)
    reading = reader.read([article])[0]
    times = times_of(article, reading)
    found = [q for s, t in zip(reading.sentences, times, strict=True) for q in quantities_in(s, article, t)]
    (held,) = [q for q in found if words in q.text]
    return held


@pytest.mark.parametrize(
    ("text", "words", "period"),
    [
        ("Border police have found 31 bodies since the ceasefire.", "31", "since the ceasefire"),
        ("The dam lost 12 sluices during the storm.", "12", "during the storm"),
        ("In the run-up to the coup, some 40 officers left the island.", "40", "In the run-up to the coup"),
        ("Ahead of the vote, the ministry hired 200 clerks.", "200", "Ahead of the vote"),
        ("Rescuers pulled 14 miners out that night.", "14", "that night"),
        ("Turnout in Sunday's referendum was 31 percent.", "31", "Sunday"),
        ("The guards turned back 76 migrants on Friday.", "76", "Friday"),
        ("She served for nine years before the coup.", "nine years", None),
    ],
)
def test_periods(reader: Reader, text: str, words: str, period: str | None) -> None:
    found = amount(reader, text, words).period
    assert (found and found.text.removeprefix("on ")) == (period and period.removeprefix("on "))


@pytest.mark.parametrize(
    ("text", "words", "item"),
    [
        ("Of the sailors who enrolled last year, 40 dropped out.", "40", "sailor"),
        ("An earthquake of magnitude 5.4 shook the valley.", "5.4", "earthquake"),
        ("The typhoon brought gusts that reached 140 mph.", "140", "gust"),
        ("Smugglers left a score of crates on the beach.", "score", "crate"),
        ("Asylum claims breached 100,000 in the first half.", "100,000", "asylum claim"),
        ("Ministers cut the fuel subsidy by 9 euros.", "9 euros", "fuel subsidy"),
        ("A 12-member panel will hear the appeal.", "12", "panel"),
    ],
)
def test_items(reader: Reader, text: str, words: str, item: str) -> None:
    assert amount(reader, text, words).item == item


@pytest.mark.parametrize(
    ("text", "words", "low", "high", "unit"),
    [
        ("He was jailed for three years and six months.", "three years", 3.5, 3.5, "year"),
        ("The price rose by 11 cents.", "11 cents", 0.11, 0.11, "USD"),
        ("The dairy pays farmers 8 pence a litre more.", "8 pence", 0.08, 0.08, "GBP"),
        ("The clerk was told to hand over 1.2 million euros.", "1.2", 1.2e6, 1.2e6, "EUR"),
        ("The agency is short of 300 pilots.", "300", 300, 300, None),
        ("Thirteen of every 100 parcels were opened.", "Thirteen", 0.13, 0.13, None),
        ("The plan, called Mission 300, would connect 300 million villagers.", "million", 3e8, 3e8, None),
    ],
)
def test_bounds_and_units(
    reader: Reader, text: str, words: str, low: float, high: float, unit: str | None
) -> None:
    found = amount(reader, text, words)
    assert (found.low, found.high, found.unit) == (pytest.approx(low), pytest.approx(high), unit)
