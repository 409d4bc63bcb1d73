"""How much of a report is read: bounded in characters and words, whatever the text; what is shorter stays."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.lang.words import split_words
from sayso.records import Article, Item
from sayso.text import Extent, make_article
from sayso.text.extent import cut_to

#: What a text is made of that is hard on something: stops, none, words of one letter, no spaces, lines.
PARTS = ["He said ", "word ", ". ", "U.S. ", '"', "a-", "Kim met Park.\n", "x" * 300, "1,000,000 ", "\n", " "]


@given(
    parts=st.lists(st.sampled_from(PARTS), max_size=80), chars=st.integers(20, 400), words=st.integers(2, 60)
)
def test_what_is_read_lies_within_and_is_not_cut_again(parts: list[str], chars: int, words: int) -> None:
    text, most = "".join(parts), Extent(chars=chars, words=words)
    read = cut_to(text, most)
    assert text.startswith(read)
    assert len(read) <= chars
    assert len(split_words(read, 0, len(read))) <= words
    assert cut_to(read, most) == read
    if len(text) <= chars and len(split_words(text, 0, len(text))) <= words:
        assert read == text


def test_a_long_text_ends_with_a_whole_line_where_one_is_near() -> None:
    text = "\n".join(["Nine words of a line that ends here."] * 100)
    assert cut_to(text, Extent(chars=1000, words=10_000)).endswith("here.")
    assert cut_to("word " * 1000, Extent(chars=1002, words=10_000)) == ("word " * 200).rstrip()
    assert len(cut_to("w" * 1000, Extent(chars=100, words=50))) == 100


@pytest.mark.parametrize(
    "body", ["He said " * 400_000, PARTS[6] * 100_000, "x" * 8_000_000 + " said he", "a\n\n" * 900_000]
)
def test_no_text_gives_more_words_than_are_read(body: str) -> None:
    made = make_article(Item(name="x", body=body))
    if isinstance(made, Article):
        assert len(made.text) <= Extent().chars
        assert sum(len(s.words) for s in made.sentences) <= Extent().words
        assert max(len(s.words) for s in made.sentences) <= 150
        assert made.extra["truncated"]["chars"] == len(body)  # type: ignore[index]  # extra holds plain objects
    else:
        assert made.code.startswith("text.")


def test_a_shorter_extent_can_be_asked_for_and_a_settled_text_is_whole() -> None:
    body = ("Soldiers attacked a village on Monday, the governor said. " * 40).rstrip()
    few = make_article(Item(name="x", body=body), most=Extent(words=50))
    whole = make_article(Item(name="x", body=body), most=Extent(words=50), settled=True)
    assert isinstance(few, Article)
    assert isinstance(whole, Article)
    assert sum(len(s.words) for s in few.sentences) <= 50
    assert whole.text == body
    assert "truncated" not in whole.extra
