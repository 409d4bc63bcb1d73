"""The spun flag: rewritten texts are told and their words named; clean, foreign-sounding and hostile ones are not."""

from __future__ import annotations

from itertools import pairwise

import pytest

from sayso.link.spun import spun_of, spun_side
from sayso.link.spun_table import shipped
from sayso.records.base import Span
from sayso.records.text import Article

CLEAN = (
    "The foreign minister of Norway arrived in Nairobi on Monday for two days of talks about food aid to the north of the "
    "country, where three years of drought have driven thousands of families from their homes. He is expected to meet the "
    "president and visit a camp near the border on Tuesday, officials said. “We will not leave before there is an agreement,” "
    "he told reporters at the airport. Aid groups say that more than half of the wells in the region have run dry. Last month "
    "the government asked for help from abroad, but only a small part of the money has been paid. A spokesman for the relief "
    "agency said trucks with grain and medicine were waiting at the port because the road to the north had been washed away. "
    "The army has promised to rebuild two bridges before the end of the year."
)
#: The same, as a program with a thesaurus leaves it.
SPUN = (
    "The overseas clergyman of Norway got here in Nairobi on Monday for two days of talks about meals assist to the north of "
    "the nation, the place three years of drouth have pushed 1000's of households from their residences. He is anticipated to "
    "suffice the president and go to a bivouac near the boundary line on Tuesday, functionaries stated. “We is not going to "
    "depart earlier than there's an accord,” he instructed newsmen at the aerodrome. Assist teams say that further than half of "
    "the wells in the area have run desiccated. Final calendar month the authorities requested for assist from overseas, however solely a small "
    "portion of the cash has been compensated. A interpreter for the alleviation company stated motortrucks with food grain and medical specialty had been "
    "ready at the larboard as a result of the highway to the north had been washed away. The regular army has secured to reconstruct two "
    "spans earlier than the terminate of the twelvemonth."
)
#: The same again, by somebody whose first language is another.
FOREIGN = (
    "Foreign minister from Norway arrive to Nairobi in Monday for two days talks about the food aid for north of country, where "
    "three years of drought drive thousands families out from home. He is expecting to meet with president and will visit a camp "
    "close to border on Tuesday, how officials was saying. “We not leave before there is agreement,” he said to the reporters in "
    "airport. Aid groups are telling that more then half of wells in region is dry now. In last month government was asking for a "
    "help from abroad but only small part of money is payed. The spokesman of relief agency said that trucks with a grain and "
    "medicines is waiting in port, because of road to north was washed. Army promise to build again two bridges until end of year."
)


def article(text: str, language: str = "en") -> Article:
    return Article(
        article_id="a", name="a", text=text, sentences=(), paragraphs=(), text_sha256="", language=language
    )


def test_a_rewritten_text_is_called_spun() -> None:
    assert spun_of(article(SPUN)).p > 0.9


@pytest.mark.parametrize("text", [CLEAN, FOREIGN], ids=["clean", "foreign"])
def test_clean_and_foreign_english_is_not(text: str) -> None:
    signs = spun_of(article(text))
    assert signs.p < 0.2
    assert signs.words == ()


def test_spans_are_exact_in_order_and_apart() -> None:
    words = spun_of(article(SPUN)).words
    assert len(words) >= 10
    assert all(w.span.of(SPUN) == w.text for w in words)
    assert all(a.span.end <= b.span.start for a, b in pairwise(words))
    assert all(0.5 <= w.score <= 1 for w in words)


def test_what_was_meant_is_named() -> None:
    meant = {w.text: w.meant for w in spun_of(article(SPUN)).words}
    assert meant.get("twelvemonth") == "year"
    assert meant.get("aerodrome") == "airport"


def test_most_words_shown_were_put() -> None:
    words = spun_of(article(SPUN)).words
    kept = set(CLEAN.lower().replace(",", "").replace(".", "").split())
    assert sum(w.text.lower() in kept for w in words) <= len(words) / 5


def test_a_text_without_its_language_is_not_judged() -> None:
    assert spun_of(article(SPUN, language="de")).p == 0


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "twelvemonth",
        "hebdomad " * 400,
        "a" * 200_000,
        "¿" * 5000,
        "1 2 3 " * 3000,
        "\x00\x01\x02 \ud83d\ude00".encode("utf-16", "surrogatepass").decode("utf-16") * 500,
        "الوزير قال إن المحادثات ستستمر " * 60,
        "ǅ ǆ ﬁ ß İ " * 300,
    ],
)
def test_hostile_and_short_texts_are_let_go(text: str) -> None:
    assert spun_of(article(text)).p < 0.5


def test_a_long_text_is_judged_by_its_beginning() -> None:
    signs = spun_of(article((SPUN + "\n") * 300))
    assert signs.p > 0.9
    assert len(signs.words) <= 60


def test_the_same_text_gives_the_same_signs() -> None:
    assert spun_of(article(SPUN)) == spun_of(article(SPUN))


def aligned(left: str, right: str, pairs: list[tuple[str, str]]) -> list[tuple[Span, Span]]:
    return [
        (Span(left.index(a), left.index(a) + len(a)), Span(right.index(b), right.index(b) + len(b)))
        for a, b in pairs
    ]


PAIRS = [
    ("foreign minister", "overseas clergyman"),
    ("airport", "aerodrome"),
    ("border", "boundary line"),
    ("end of the year", "terminate of the twelvemonth"),
    ("reporters", "newsmen"),
]


def test_the_spun_side_is_told_and_turns_with_the_order() -> None:
    one = spun_side(article(CLEAN), article(SPUN), aligned(CLEAN, SPUN, PAIRS))
    other = spun_side(article(SPUN), article(CLEAN), aligned(SPUN, CLEAN, [(b, a) for a, b in PAIRS]))
    assert one.p_left < 0.1
    assert other.p_left == pytest.approx(1 - one.p_left)
    assert {w.text for w in other.left} == {w.text for w in one.right}
    assert all(w.span.of(SPUN) == w.text for w in one.right)


def test_equal_sides_tell_nothing() -> None:
    same = [(Span(0, 11), Span(0, 11))]
    assert spun_side(article(CLEAN), article(CLEAN), same).p_left == 0.5
    assert spun_side(article(CLEAN), article(CLEAN), []).p_left == 0.5


def test_words_unknown_to_both_tell_nothing() -> None:
    left, right = "The Grblflx spoke.", "The Qwrtzpl spoke."
    assert spun_side(article(left), article(right), [(Span(4, 11), Span(4, 11))]).p_left == 0.5


def test_every_phrase_and_alternative_is_of_the_table() -> None:
    table = shipped()
    assert len(table.phrases) == len(table.pairs)
    assert (table.pairs[1:] > table.pairs[:-1]).all()
    assert table.meant.max() < len(table.words)
    assert table.first[-1] == len(table.meant)
