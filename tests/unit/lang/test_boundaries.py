from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.lang.sentences import split_sentences
from sayso.lang.spun import respelled
from sayso.lang.words import split_words


def words(text: str) -> list[str]:
    return [text[a:b] for a, b in split_words(text, 0, len(text))]


def sentences(text: str) -> list[str]:
    return [text[a:b] for a, b in split_sentences(text, 0, len(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("don't", "do n't"),
        ("Japan's cannot", "Japan 's can not"),
        ("long-term U.S.-led", "long - term U.S. - led"),
        ("$3.5 million, 7,000", "$ 3.5 million , 7,000"),
        ("Mr. Kim left.", "Mr. Kim left ."),
        ("in the U.S.", "in the U.S."),
        ("see https://example.org/a?b=c.", "see https://example.org/a?b=c ."),
        ("“Go,” he said...", "“ Go , ” he said ..."),
        ("10% of e-mail", "10 % of e-mail"),
    ],
)
def test_words(text: str, expected: str) -> None:
    assert words(text) == expected.split()


@pytest.mark.parametrize(
    "parts",
    [
        ["Dr. Smith met Gen. Jones.", "They talked."],
        ["He lives in the U.S. and works.", "She does not."],
        ["It fell 1.5 percent.", "“We lost,” he said.", "Nobody came!"],
        ["Did they go?", "They did.", "J. R. Ewing agreed."],
        ["The firm, Acme Inc., sold it.", "Then it closed."],
        ["He waited . . . and left.", "She stayed."],
    ],
)
def test_sentences(parts: list[str]) -> None:
    assert sentences(" ".join(parts)) == parts


@given(st.text(max_size=300))
def test_boundaries_leave_only_white_space_out(text: str) -> None:
    for split in (split_sentences, split_words):
        end = 0
        for a, b in split(text, 0, len(text)):
            assert end <= a < b <= len(text)
            assert not text[end:a].strip()
            assert text[a:b].strip() == text[a:b]
            end = b
        assert not text[end:].strip()


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("about to fireplace 7 million extra", "about to fire 7 million more"),
        ("used final 12 months", "used last calendar year"),
        ("in the final 12 months of his term", "in the final 12 months of his term"),
        ("the fireplace was cold", "the fireplace was cold"),
        ("a British suppose tank", "a British think tank"),
        ("extra troops came", "extra troops came"),
    ],
)
def test_spun_wording(said: str, meant: str) -> None:
    assert respelled(said.split()) == meant.split()


@given(
    st.lists(st.sampled_from("to fireplace extra of final 12 months get the 5 million suppose tank".split()))
)
def test_respelling_keeps_the_number_of_words(said: list[str]) -> None:
    assert len(respelled(said)) == len(said)
