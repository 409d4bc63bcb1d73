"""What two texts have in common, as shares, runs and passages."""

from __future__ import annotations

import pytest

import copied
from sayso.link.compare import SHORTEST_RUN, Comparison, compare
from sayso.link.tokens import words_of


def compared(one: str, other: str) -> Comparison:
    return compare(words_of(one), words_of(other))


def test_a_text_shares_everything_with_itself() -> None:
    c = compared(copied.REPORT, copied.REPORT)
    assert c.share_left == c.share_right == c.cover_left == c.row_left == c.skeleton_right == 1.0
    assert c.kept == c.steady == c.in_order == 1.0
    assert c.replaced == c.swapped == 0.0


def test_a_part_is_contained_in_the_whole_and_not_the_other_way() -> None:
    c = compared(copied.REPORT, copied.ABRIDGED)
    assert min(c.row_right, c.share_right) > 0.95
    assert max(c.row_left, c.share_left) < 0.7
    assert c.replaced < 0.05


def test_spun_words_are_replaced_in_step() -> None:
    c = compared(copied.REPORT, copied.SPUN)
    assert 0.2 < c.swapped <= c.replaced < 0.5
    assert c.cover_left > 0.95
    assert c.skeleton_left > 2 * c.row_left
    assert c.kept > 0.75
    assert c.steady > 0.75


def test_paragraphs_in_another_order_are_out_of_order() -> None:
    c = compared(copied.REPORT, copied.TURNED)
    assert c.in_order < 0.7
    assert c.share_right > 0.95


def test_runs_are_the_same_words_in_both_texts() -> None:
    c = compared(copied.REPORT, copied.WITH_PASSAGE)
    assert len(c.runs) == 1
    run = c.runs[0]
    assert run.left.of(copied.REPORT) == run.right.of(copied.WITH_PASSAGE)
    assert run.left.of(copied.REPORT).startswith("Fourteen passengers")
    assert run.left.of(copied.REPORT).endswith("corroded pipes")
    assert not run.quoted
    assert c.longest == len(words_of(run.left.of(copied.REPORT)))
    assert c.plain == c.longest - len("Tarvik Wednesday 1987".split())


def test_quoted_runs_are_told_apart() -> None:
    c = compared(copied.REPORT, copied.QUOTING)
    assert [r.quoted for r in c.runs] == [True]
    assert c.runs[0].left.of(copied.REPORT) == "We heard a long scraping noise and then every light went out"
    assert c.longest == 0
    assert c.longest_quoted == 12
    assert c.quoted == 1.0
    assert c.copied_left == c.copied_right == 0.0


def test_a_run_is_cut_where_a_quotation_ends() -> None:
    one = 'Yesterday in the port he said "we shall sail at dawn with all men" before the whole crew went ashore there.'
    c = compared(one, one)
    assert [(r.quoted, len(words_of(r.left.of(one)))) for r in c.runs] == [(False, 6), (True, 8), (False, 7)]


@pytest.mark.parametrize("other", ["", "one", copied.OTHER_NEWS])
def test_nothing_alike_is_all_zero(other: str) -> None:
    c = compared(copied.REPORT, other)
    assert (c.share_left, c.share_right, c.cover_left, c.kept, c.longest, c.runs) == (
        0.0,
        0.0,
        0.0,
        0.0,
        0,
        (),
    )
    assert (c.n_left, c.n_right) == (len(words_of(copied.REPORT)), len(words_of(other)))


def test_passages_say_how_far_they_are_the_same() -> None:
    c = compared(copied.WITH_PASSAGE, copied.SPUN)
    best = max(c.told, key=lambda t: t.left[1] - t.left[0])
    assert best.left[1] - best.left[0] >= 25
    assert 0.4 < best.alike < 0.9
    assert all(run.left.end > run.left.start for run in c.runs)
    assert SHORTEST_RUN > 1
