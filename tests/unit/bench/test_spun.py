"""How the benchmarks of copies count."""

from __future__ import annotations

import pytest

import copied
from bench.clough import Answer, area
from bench.kinds import copies, right
from bench.same_story import Label
from bench.spun import Index, Negative, by_ending, look_up, odd, reached, threshold
from sayso.link.tokens import words_of
from sayso.records.links import LinkKind

REPORTS = {"own:report": copied.REPORT, "own:alone": copied.INDEPENDENT, "own:other": copied.OTHER_NEWS}


@pytest.mark.parametrize(
    ("rows", "at"),
    [
        ([Negative("1_1", p / 1000) for p in range(1000)], 0.99),
        ([Negative("1_1", 0.9, weight=1.0), Negative("1_2", 0.2, weight=99.0)], 0.2),
        ([Negative("1_1", 0.9, weight=2.0), Negative("1_2", 0.2, weight=98.0)], 0.9),
    ],
)
def test_a_threshold_lets_one_percent_pass(rows: list[Negative], at: float) -> None:
    assert threshold(rows) == pytest.approx(at, abs=1e-3)
    assert reached(rows, threshold(rows)) <= 1.0


def test_topics_are_parted_by_their_number() -> None:
    assert [odd(name) for name in ("1_5ecb", "12_3ecbplus", "35_1ecb")] == [True, False, True]


def test_a_copy_is_found_among_others_and_comes_first() -> None:
    index = Index({name: words_of(text) for name, text in REPORTS.items()})
    for copy in by_ending(REPORTS, 0.2, n=3):
        found = look_up(copy, index, lambda name: words_of(REPORTS[name]))
        assert copy.text != REPORTS[copy.original]
        assert (found.ends(0.5), found.first) == (True, True)


def test_the_spinner_keeps_endings_and_draws_the_same_again() -> None:
    first, again = by_ending(REPORTS, 0.5, n=3), by_ending(REPORTS, 0.5, n=3)
    assert first == again
    for copy in first:
        was, is_ = REPORTS[copy.original].split(), copy.text.split()
        assert len(was) == len(is_)
        changed = [(a, b) for a, b in zip(was, is_, strict=True) if a != b and a.isalpha()]
        assert changed
        assert all(a[-2:].lower() == b[-2:].lower() for a, b in changed)


def test_the_area_counts_pairs_in_the_right_order() -> None:
    def answer(label: str, score: float) -> Answer:
        return Answer(label=label, task="A", one_text=score, in_place=0.0, words=0.0, run=label == "light")

    rows = [answer("light", 0.9), answer("cut", 0.1), answer("non", 0.1), answer("non", 0.5)]
    assert area(rows, lambda r: r.one_text) == (2 + 0.5) / 4
    assert [r.elsewhere for r in rows] == [False, True, False, False]


def test_pairs_are_right_if_called_what_they_may_be() -> None:
    rows = [
        ("2_1", Label.EDITED, LinkKind.ABRIDGED),
        ("2_2", Label.INDEPENDENT, None),
        ("2_3", Label.PARTIAL, LinkKind.EDITED),
        ("2_4", Label.VERBATIM, None),
    ]
    assert right(rows) == 50.0
    assert copies(rows) == (50.0, 50.0)
