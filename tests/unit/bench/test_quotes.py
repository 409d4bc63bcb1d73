import pytest

from bench.quotes import Passage, contents, f1, is_direct

WORDS = tuple(
    "“ Come in , ” said Ann . “ It rains . ” “ So it does . ” He told her that he would stay .".split()
)
#      0 “ 1 Come 2 in 3 , 4 ” 5 said 6 Ann 7 . 8 “ 9 It 10 rains 11 . 12 ” 13 “ 14 So 15 it 16 does 17 . 18 ”
#      19 He 20 told 21 her 22 that 23 he 24 would 25 stay 26 .


@pytest.mark.parametrize(
    ("spans", "wanted"),
    [
        ([(0, 5)], [(1, 4)]),  # quote marks do not count
        ([(1, 4)], [(1, 4)]),
        ([(8, 19)], [(9, 12), (14, 18)]),  # two speeches in one span are two
        ([(9, 12), (13, 19)], [(9, 12), (14, 18)]),
        ([(8, 11), (11, 13)], [(9, 12)]),  # pieces of one speech are one
        ([(22, 24), (25, 26)], [(22, 24), (25, 26)]),  # a word between keeps them apart
        ([(0, 1)], []),  # nothing but a quote mark
        ([], []),
    ],
)
def test_a_content_is_what_stands_between_its_quote_marks(
    spans: list[tuple[int, int]], wanted: list[tuple[int, int]]
) -> None:
    assert sorted(contents(WORDS, spans)) == wanted


def test_laying_out_again_changes_nothing() -> None:
    once = contents(WORDS, [(0, 5), (8, 19), (22, 26)])
    assert contents(WORDS, once) == once


@pytest.mark.parametrize(("span", "direct"), [((1, 4), True), ((14, 18), True), ((22, 26), False)])
def test_direct_speech_has_quote_marks(span: tuple[int, int], direct: bool) -> None:
    assert is_direct(WORDS, span) is direct


def test_f1_compares_contents_laid_out_alike() -> None:
    gold = {
        "content": frozenset({(0, 5), (8, 13), (13, 19), (22, 26)}),
        "source": frozenset({(6, 7)}),
        "cue": frozenset({(5, 6)}),
    }
    found = {
        "content": frozenset({(1, 4), (8, 19)}),
        "source": frozenset({(6, 7), (19, 20)}),
        "cue": frozenset(),
    }
    rows = [Passage(words=WORDS, gold=gold, found=found)]
    assert f1(rows, "content") == pytest.approx(200 * 3 / 7)
    assert f1(rows, "direct content") == 100
    assert f1(rows, "indirect content") == 0
    assert f1(rows, "content as annotated") == 0
    assert f1(rows, "source") == pytest.approx(200 / 3)
    assert f1(rows, "cue") == 0
