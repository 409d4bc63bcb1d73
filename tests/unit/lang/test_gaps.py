import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.lang.gaps import N_BUCKETS, gap_features
from sayso.lang.sentences import rule_ends, split_sentences


def sentences(text: str) -> list[str]:
    return [text[a:b] for a, b in split_sentences(text, 0, len(text))]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("See the photos at http://www.example.org/news/12.html", "The minister left Tunis on Friday."),
        ("More on this story >>", "The army has left the town."),
        ("Thanks for your help!", "best wishes Ann"),
    ],
)
def test_lines_that_lost_their_ends_are_parted(first: str, second: str) -> None:
    assert rule_ends(f"{first} {second}", 0, len(first) + 1) in ([], [len(first)])
    assert sentences(f"{first} {second}") == [first, second]


@pytest.mark.parametrize(
    "text",
    [
        "Nigerian Foreign Minister Amina Bello met Prime Minister Tomas Novak in Prague on Monday.",
        "Sen. Maria Ortiz and Gov. Paul Reed spoke at the White House on Jan. 3.",
        "He said: We will not leave the valley.",
        'The army said on Tuesday, "We hold the bridge," General Haddad added.',
        "The rebels, who took Goma in June, withdrew to Masisi.",
    ],
)
def test_names_titles_and_speech_stay_whole(text: str) -> None:
    assert sentences(text) == [text]


def test_line_ends_always_count() -> None:
    text = "no capitals here\nnor here"
    assert sentences(text) == ["no capitals here", "nor here"]


@given(
    st.text(
        alphabet=st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")) | st.just("\n"), max_size=80
    )
)
def test_sentences_are_in_order_and_hold_every_sign(text: str) -> None:
    spans = split_sentences(text, 0, len(text))
    at = 0
    for a, b in spans:
        assert at <= a < b
        assert not text[at:a].strip()
        assert text[a:b] == text[a:b].strip()
        at = b
    assert not text[at:].strip()
    assert all(0 < e <= len(text) for e in rule_ends(text, 0, len(text)))


def test_features_are_buckets_and_the_same_each_time() -> None:
    words = ["Posted", "by", "Ann", "Reply", "Now"]
    first = [list(gap_features(words, i, i + 1, False)) for i in range(4)]
    assert first == [list(gap_features(words, i, i + 1, False)) for i in range(4)]
    assert all(0 <= k < N_BUCKETS for row in first for k in row)
    assert first[0] != list(gap_features(words, 0, 1, True))
