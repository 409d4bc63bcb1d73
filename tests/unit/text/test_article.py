from __future__ import annotations

import unicodedata
from datetime import date

import pytest

from sayso.errors import REFUSAL_CODES
from sayso.records import Article, Item, Refusal
from sayso.text import make_article

BODY = "Soldiers attacked a village on Monday, the governor said. Four people were killed in the attack, he added."


def article(body: str | bytes, **fields: object) -> Article:
    made = make_article(Item(name="x", body=body, **fields))  # type: ignore[arg-type]
    assert isinstance(made, Article), made
    return made


def refusal(body: str | bytes, **fields: object) -> Refusal:
    made = make_article(Item(name="x", body=body, **fields))  # type: ignore[arg-type]
    assert isinstance(made, Refusal), made
    assert made.code in REFUSAL_CODES
    return made


def test_sentences_and_words_have_exact_spans() -> None:
    made = article(BODY)
    assert [s.span.of(made.text) for s in made.sentences] == [
        BODY.split(" Four", maxsplit=1)[0],
        "Four" + BODY.split(" Four")[1],
    ]
    assert [w.of(made.text) for w in made.sentences[0].words][:4] == ["Soldiers", "attacked", "a", "village"]


def test_a_publisher_is_no_longer_than_a_name() -> None:
    assert article(BODY, publisher="Wire " * 1_000).publisher == "Wire " * 40
    assert article(BODY, publisher="The Wire").publisher == "The Wire"
    assert article(f"<html><body><p>{BODY}</p></body></html>", publisher="W" * 300).publisher == "W" * 200


def test_text_is_nfc_and_free_of_invisible_characters() -> None:
    made = article("Cafe\u0301 \u200bowners\u202e met\u00ad the mayor on Monday.")
    assert made.text == "Café owners met the mayor on Monday."
    assert unicodedata.is_normalized("NFC", made.text)


def test_hard_wrapped_lines_are_one_paragraph() -> None:
    wrapped = (
        "The president of the republic travelled to the northern border on Monday to\n"
        "meet the commanders of the army, whose troops have held the line since the\n"
        "beginning of the war, his office said.\n\nThe visit lasted two days."
    )
    made = article(wrapped)
    assert len(made.paragraphs) == 2
    assert "Monday to meet the commanders" in made.text


def test_one_paragraph_a_line_stays_so() -> None:
    lines = [
        f"Paragraph {n} says that the ministers met in town {n} and agreed on nothing at all."
        for n in range(4)
    ]
    assert len(article("\n".join(lines)).paragraphs) == 4


def test_a_short_first_line_is_the_headline() -> None:
    made = article("Rebels take the northern town\n" + BODY)
    assert made.headline is not None
    assert made.headline.of(made.text) == "Rebels take the northern town"
    assert made.title == "Rebels take the northern town"


def test_a_given_title_is_put_before_the_text_once() -> None:
    made = article(BODY, title="Attack on a village")
    assert made.text.startswith("Attack on a village\nSoldiers")
    assert article("Attack on a village\n" + BODY, title="Attack on a village").text == made.text


@pytest.mark.parametrize(
    ("lead", "dateline"),
    [
        ("WASHINGTON (AP) — ", "WASHINGTON (AP)"),
        ("MOSCOW, Sept 13 (Reuters) - ", "MOSCOW, Sept 13 (Reuters)"),
        ("KYIV, Ukraine — ", "KYIV, Ukraine"),
        ("NEW DELHI: ", "NEW DELHI"),
        ("GAZA CITY, Palestinian Territories: ", "GAZA CITY, Palestinian Territories"),
        ("BREAKING: ", None),
        ("NATO: ", None),
        ("", None),
    ],
)
def test_dateline(lead: str, dateline: str | None) -> None:
    made = article("Village attacked\n" + lead + BODY)
    assert (made.dateline.of(made.text) if made.dateline else None) == dateline
    if dateline:
        assert any(s.span.of(made.text).startswith("Soldiers") for s in made.sentences)


@pytest.mark.parametrize(
    ("stated", "day"),
    [
        ("2023-09-14", date(2023, 9, 14)),
        ("2023-09-14T23:30:00+09:00", date(2023, 9, 14)),
        ("Thu, 14 Sep 2023 08:00:00 GMT", date(2023, 9, 14)),
        ("14 September 2023", date(2023, 9, 14)),
        ("September 14, 2023", date(2023, 9, 14)),
        ("2023-02-31", None),
        ("soon", None),
    ],
)
def test_published(stated: str, day: date | None) -> None:
    made = article(BODY, published=stated)
    assert made.published == day
    assert ("published_raw" in made.extra) == (day is None)


def test_identity_follows_text_place_day_and_publisher() -> None:
    ids = {
        article(BODY).article_id,
        article(BODY + " So it goes.").article_id,
        article(BODY, url="https://example.org/1").article_id,
        article(BODY, published="2023-09-14").article_id,
        article(BODY, publisher="Example Wire").article_id,
    }
    assert len(ids) == 5
    assert article(BODY).article_id == article(BODY).article_id


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ("", "text.empty"),
        ("\x00\u200b \n", "text.empty"),
        ("12 34 !!", "text.no_words"),
        ("Too short", "text.too_short"),
        (
            "Les ministres se sont réunis mercredi à Paris pour parler de la guerre. " * 5,
            "text.wrong_language",
        ),
        ("Министры встретились в среду. " * 9, "text.wrong_language"),
        (b"%PDF-1.4 binary", "input.not_text"),
        (b"\x00\x01\x02\x03" * 99, "input.not_text"),
    ],
)
def test_refusals(body: str | bytes, code: str) -> None:
    assert refusal(body).code == code


def test_pages() -> None:
    page = (
        "<html><head><title>Village attacked</title></head><body><article>"
        + f"<p>{BODY}</p>" * 4
        + "</article></body></html>"
    )
    assert BODY in article(page, html=True).text
    assert refusal("<html><body></body></html>", html=True).code == "html.no_body"
    assert refusal("<html>" + "<div>" * 900 + BODY, html=True).code == "html.too_deep"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        ("\ufeffThe café owners met.".encode(), "café"),
        ("The café owners met.".encode("utf-16"), "café"),
        ("The café owners met the mayor.".encode("cp1252"), "café"),
    ],
)
def test_encodings(data: bytes, word: str) -> None:
    assert word in article(data).text


def test_normalising_twice_changes_nothing() -> None:
    first = article("A  title here\r\n\r\n" + BODY + "\u2028" + BODY).text
    assert article(first).text == first


def test_a_report_in_capitals_is_read_in_sentence_case_and_says_so() -> None:
    made = article("QUITO, 3 MAY 90 (ANDES RADIO) -- [TEXT] REBELS ATTACKED A TOWN NEAR LOJA YESTERDAY.")
    assert made.text.endswith("Rebels attacked a town near Loja yesterday.")
    assert made.extra["case"] == "restored"
    assert made.dateline is not None
    assert made.dateline.of(made.text) == "Quito, 3 May 90 (Andes radio)"
    assert made.sentences[-1].span.of(made.text).startswith("Rebels")


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("OSLO, May 3, 1990 (AP) -- ", date(1990, 5, 3)),
        ("OSLO, 3 May 1990 - ", date(1990, 5, 3)),
        ("OSLO, 3 May 09 (Fjord News) -- ", date(2009, 5, 3)),
        ("OSLO, 31 Feb 1990 -- ", None),
        ("OSLO, May 3 (AP) -- ", None),
        ("OSLO (AP) -- ", None),
    ],
)
def test_a_dateline_that_names_its_year_gives_the_day_where_none_is_stated(
    line: str, day: date | None
) -> None:
    made = article(line + BODY)
    assert made.published == day
    assert made.extra.get("published_from") == ("dateline" if day else None)
    stated = article(line + BODY, published="1991-01-02")
    assert stated.published == date(1991, 1, 2)
    assert "published_from" not in stated.extra


@pytest.mark.parametrize("piece", ["A-", "AB ", "A, ", "AB-CD ", "A.B.C. ", "OSLO, ", "Ab ", "AB Cd "])
def test_a_text_that_looks_like_a_dateline_without_end_is_read_at_once(piece: str) -> None:
    assert article(f"{piece * 60}{BODY} {BODY} {BODY}").text
