"""Records in the words of pages."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.faces.web.accounts import around, quantity_words
from sayso.faces.web.brief import alone
from sayso.faces.web.pages.event import headline
from sayso.faces.web.showing import (
    actor_ref,
    chain,
    day_ref,
    differing_words,
    evidence_pieces,
    place_ref,
    shortened,
    snippet,
    what_words,
)
from sayso.records import Approx, Claim, Grain, PlaceKind, Quantity, Span, SpeakerKind, TimeRange, TimeStatus
from stubs import COUNTRY, KIM, TOWN, Told, article_of, claim_of, figure_of, side, speaker


def time(first: str | None, last: str | None, **others: object) -> TimeRange:
    given = {"text": "then", "span": Span(0, 1), "earliest": first, "latest": last, **others}
    return TimeRange(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("when", "words", "status"),
    [
        (time("2023-09-13", "2023-09-13"), "13 Sep 2023", "resolved"),
        (time("2023-09-01", "2023-09-30"), "Sep 2023", "resolved"),
        (time("2023-01-01", "2023-12-31"), "2023", "resolved"),
        (time("2020-01-01", "2023-12-31"), "2020–2023", "resolved"),
        (time("2024-02-01", "2024-02-29"), "Feb 2024", "resolved"),
        (time("2023-09-12", "2023-09-15"), "12–15 Sep 2023", "resolved"),
        (time("2023-12-30", "2024-01-02"), "30 Dec 2023 – 2 Jan 2024", "resolved"),
        (time(None, "2023-09-13"), "until 13 Sep 2023", "resolved"),
        (time(None, "2023-09-13", bound="before"), "before 13 Sep 2023", "resolved"),
        (time("2023-09-13", None), "from 13 Sep 2023", "resolved"),
        (time("2023-09-13", "2023-09-13", approx=Approx.ABOUT), "about 13 Sep 2023", "resolved"),
        (
            time("2023-09-13", "2023-09-13", grain=Grain.HOUR, start="2023-09-13T09:30"),
            "13 Sep 2023, 09:30",
            "resolved",
        ),
        (
            time("2023-09-13", "2023-09-13", status=TimeStatus.ASSUMED, reason="past"),
            "13 Sep 2023",
            "assumed",
        ),
        (time(None, None, status=TimeStatus.UNRESOLVED, reason="no day"), "then", "unresolved"),
        (time("-0044-03-15", "-0044-03-15", edtf="-0044-03-15"), "-0044-03-15", "resolved"),
    ],
)
def test_times_in_words(when: TimeRange, words: str, status: str) -> None:
    shown = day_ref(when)
    assert shown is not None
    assert (shown.text, shown.status) == (words, status)


def test_without_a_time_the_day_of_the_report_is_assumed() -> None:
    shown = day_ref(None, "2024-05-16T10:00:00+00:00")
    assert shown is not None
    assert (shown.text, shown.status, shown.iso) == ("16 May 2024", "assumed", "2024-05-16")
    assert day_ref(None, None) is None
    assert day_ref(None, "last Tuesday") is None


def test_a_name_as_read_is_shown_where_it_differs() -> None:
    kim = side(KIM)
    assert actor_ref(kim).read is None
    assert actor_ref(kim, read=True).read == "kim"
    assert actor_ref(replace(kim, text="Kim"), read=True).read is None
    assert actor_ref(kim).href == "/actor/per%3Akim"
    assert actor_ref(replace(kim, sectors=("GOV", "UNK"))).sectors == ("GOV",)


def test_a_country_is_not_its_capital() -> None:
    assert place_ref(COUNTRY).precision == "country"
    assert place_ref(TOWN).within_km == 5.0
    assert place_ref(replace(TOWN, place_id=None, kind=PlaceKind.UNKNOWN)).precision == ""


def test_a_chain_says_who_and_why_not_named() -> None:
    unnamed = replace(speaker("officials", SpeakerKind.UNNAMED), anonymity="not allowed to speak", count=2)
    links = chain([speaker("Kyodo", SpeakerKind.OUTLET), unnamed], cue="said")
    assert [link.cue for link in links] == [None, "said"]
    assert links[1].note == "2 of them, not named: “not allowed to speak”"
    assert links[0].href == "/source?name=Kyodo"


def claim() -> Claim:
    made = claim_of(article_of("Norway met Romania in the port."))
    assert made is not None
    return made


def test_evidence_joined_is_the_sentence() -> None:
    assert "".join(piece.text for piece in evidence_pieces(claim())) == claim().evidence.sentence
    assert evidence_pieces(replace(claim(), evidence=replace(claim().evidence, sentence=""))) == ()


@given(st.text(max_size=600), st.integers(0, 600), st.integers(0, 40), st.integers(0, 1000))
def test_a_snippet_is_cut_from_the_sentence_around_what_was_done(
    sentence: str, at: int, length: int, offset: int
) -> None:
    start = min(at, len(sentence))
    end = min(start + length, len(sentence))
    evidence = replace(
        claim().evidence,
        sentence=sentence,
        span=Span(offset, offset + len(sentence)),
        trigger=Span(offset + start, offset + end),
    )
    shown = "".join(piece.text for piece in snippet(replace(claim(), evidence=evidence)))
    inside = shown.removeprefix("… ").removesuffix(" …")
    assert inside in sentence
    assert len(inside) <= 240
    if len(sentence) > 200 and length < 40:
        assert sentence[start:end] in shown


@given(st.text(max_size=300), st.integers(0, 300), st.integers(0, 300))
def test_around_is_what_stands_in_the_paragraph(text: str, start: int, length: int) -> None:
    before, after = around(text, start, start + length)
    assert "\n" not in before + after or "\n" in text[start : start + length]
    assert before in text
    assert after in text


@given(st.text(), st.integers(2, 50))
def test_shortened_text_is_short_and_on_one_line(text: str, most: int) -> None:
    short = shortened(text, most)
    assert len(short) <= most
    assert "\n" not in short
    if len(text) <= most and text == " ".join(text.split()):
        assert short == text


def test_headlines_tell_who_what_whom_where_when() -> None:
    _, made = Told(place=TOWN, time=time("2024-05-15", "2024-05-15")).made()
    assert headline(made) == "Kim → Putin: consult (visit), Harbour Town, 15 May 2024"
    assert headline(replace(made, actors=())) == "Consult (visit), Harbour Town, 15 May 2024"
    assert headline(replace(made, actors=made.actors[1:])).startswith("Somebody → Putin")
    many = tuple(side(f"per:n{n}") for n in range(9))
    assert headline(replace(made, actors=many)).startswith("N0, N1, N2 and 6 more: consult")
    figure = figure_of(made, quantity(None, 11e6))
    assert headline(figure).startswith("Rus: stock: shells")
    assert what_words(figure) == ("FIGURE", "stock: shells")


def quantity(low: float | None, high: float | None, **others: object) -> Quantity:
    given = {"text": "up to 11 million", "span": Span(0, 1), "low": low, "high": high, **others}
    return Quantity(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (quantity(None, 11e6, counted="shells"), "up to 11,000,000 shells, read as “up to 11 million”"),
        (quantity(5, 5, unit="hour", counted="talks"), "5 hours (talks), read as “up to 11 million”"),
        (quantity(1, 1, item="drone"), "1 drone, read as “up to 11 million”"),
        (quantity(None, None), "no number stated, read as “up to 11 million”"),
    ],
)
def test_amounts_in_words(amount: Quantity, words: str) -> None:
    assert quantity_words(amount) == words


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("quantities", "40.. people", "at least 40 people"),
        ("quantities", "..1.5 USD", "up to 1.5 USD"),
        ("quantities", "3..5", "3 to 5"),
        ("quantities", "12 people", "12 people"),
        ("quantities", "wait.. people", "wait.. people"),
        ("time", "2024-05-16", "16 May 2024"),
        ("time", "2024-05", "May 2024"),
        ("time", "2024-05-13/2024-05-19", "13–19 May 2024"),
        ("time", "2024-05-XX", "2024-05-XX"),
        ("time", "2024-13", "2024-13"),
        ("place", "3..5", "3..5"),
    ],
)
def test_what_differs_is_said_in_words(field: str, value: str, words: str) -> None:
    assert differing_words(field, value) == words


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Kim", "Kim"),
        ("\u202eevil\u202c \u2066abc\u2069\u200f", "evil abc"),
        ("שלום", "\u2068שלום\u2069"),
        ("\u2069שלום\u202e", "\u2068שלום\u2069"),
        ("مَرحبا 5", "\u2068مَرحبا 5\u2069"),
        ("žluťoučký", "žluťoučký"),
    ],
)
def test_a_name_within_a_line_turns_nothing_but_itself(name: str, shown: str) -> None:
    assert alone(name) == shown
