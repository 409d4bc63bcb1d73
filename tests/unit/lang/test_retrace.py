import time
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sayso.lang.retrace import Retraced
from sayso.records import Article, Item, Span
from sayso.text import make_article
from sayso.text.repair import repaired

ENGLISH = (
    "The ministers of Norway and Turkey met in the café of the old port on Wednesday and signed a paper."
)


def made(original: str, title: str | None = None) -> Article:
    article = make_article(Item(name="a", body=original, title=title))
    assert isinstance(article, Article)
    return article


def word_in(original: str, word: str, title: str | None = None) -> str | None:
    """What of the original a word of the article was made of."""
    text = made(original, title).text
    at = text.index(word)
    found = Retraced(text, original).span(Span(at, at + len(word)))
    return found.of(original) if found else None


@pytest.mark.parametrize(
    ("original", "word", "came_from"),
    [
        (ENGLISH, "Norway", "Norway"),
        ("\ufeff  " + ENGLISH, "The", "The"),
        (ENGLISH.replace(" ", "\u00a0\u200b "), "old port", "old\u00a0\u200b port"),
        (unicodedata.normalize("NFD", ENGLISH), "café", "cafe\u0301"),
        (ENGLISH.replace("Turkey", "Tur\u00adkey"), "Turkey", "Tur\u00adkey"),
        (ENGLISH.replace("café", "cafÃ©"), "café", "cafÃ©"),
        (ENGLISH.replace("café", "cafÃ©"), "Wednesday", "Wednesday"),
        ("Oslo: " + ENGLISH.replace("café", "cafÃ©").replace("met", "mÃ©t"), "mét", "mÃ©t"),
        (ENGLISH.upper(), "Norway", "NORWAY"),
        (f"{ENGLISH}\r\n\r\n{ENGLISH}", "Wednesday", "Wednesday"),
    ],
)
def test_words_are_found_where_they_came_from(original: str, word: str, came_from: str) -> None:
    assert word_in(original, word) == came_from


def test_wrapped_lines_are_followed() -> None:
    lines = [
        "The ministers of Norway and Turkey met in the inter-",
        "national port of Constanta on Wednesday and signed a",
        "paper to clear mines there.",
    ]
    original = "\n".join(lines)
    assert "international" in made(original).text
    assert word_in(original, "international") == "inter-\nnational"
    assert word_in(original, "signed a paper") == "signed a\npaper"


def test_a_title_from_elsewhere_has_no_place_in_the_text() -> None:
    assert word_in(ENGLISH, "Ministers meet", title="Ministers meet") is None
    assert word_in(ENGLISH, "Norway", title="Ministers meet") == "Norway"
    assert (
        word_in(
            ENGLISH.replace("café", "cafÃ©"),
            "Norway",
            title="A headline of sixty letters and more, so that it is long",
        )
        == "Norway"
    )


def test_the_rest_of_a_long_text_is_left_alone() -> None:
    original = f"{ENGLISH}\n\n" * 2000
    text = made(original).text
    assert len(text) < len(original)
    spans = Retraced(text, original)
    assert spans.span(Span(len(text) - 6, len(text))) is not None


NOISE = st.sampled_from(
    [
        "\u200b",
        "\u00ad",
        "\ufeff",
        "\u202e",
        "\t",
        "  ",
        "\u00a0",
        "\r\n",
        "\n\n",
        "\x07",
        "e\u0301",
        "É",
        "ß",
        "ﬁ",
        "-",
    ]
)


@settings(deadline=None)  # shared machines
@given(st.lists(st.tuples(st.integers(0, len(ENGLISH)), NOISE), max_size=25))
def test_every_word_comes_from_letters_like_its_own(noise: list[tuple[int, str]]) -> None:
    original = ENGLISH
    for at, each in sorted(noise, reverse=True):
        original = original[:at] + each + original[at:]
    article = make_article(Item(name="a", body=original))
    if not isinstance(article, Article) or repaired(original)[1]:
        return
    spans = Retraced(article.text, original)
    behind = 0
    for sentence in article.sentences:
        for word in sentence.words:
            found = spans.span(word)
            letters = folded(word.of(article.text))
            if not letters:
                continue
            assert found is not None
            assert folded(found.of(original)) == letters
            assert found.start >= behind
            behind = found.end


def folded(text: str) -> str:
    found = unicodedata.normalize("NFD", text.casefold())
    return "".join(
        c for c in found if unicodedata.category(c) not in ("Mn", "Cf", "Cc") and c != "-" and not c.isspace()
    )


@settings(deadline=None)  # shared machines
@given(st.text(max_size=60), st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_spans_of_any_two_texts_lie_inside(text: str, original: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    found = Retraced(text, original).span(Span(start, end))
    assert found is None or 0 <= found.start < found.end <= len(original)


@settings(deadline=None)  # shared machines
@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60))
def test_a_text_is_its_own_original(text: str, one: int, other: int) -> None:
    start, end = sorted((min(one, len(text)), min(other, len(text))))
    found = Retraced(text, text).span(Span(start, end))
    if found is not None:
        assert folded(found.of(text)) == folded(text[start:end])


@pytest.mark.parametrize(
    "pair",
    [("ab" * 40_000, "ba" * 200_000 + "c"), ("x" * 80_000, "y" * 400_000), ("abc" * 20_000, "abd" * 20_000)],
)
def test_texts_that_repeat_themselves_take_no_longer(pair: tuple[str, str]) -> None:
    before = time.process_time()
    Retraced(*pair).span(Span(10, 20))
    assert time.process_time() - before < 5
