from collections.abc import Iterable

import numpy as np
import pytest

from bench.toponyms import Held, calibration, f1, slope_and_shift
from sayso.records import Span, Toponym, ToponymUse


def held(
    of: str, gold: Iterable[tuple[int, int]], found: Iterable[tuple[int, int, ToponymUse, float]]
) -> Held:
    names = tuple(
        Toponym(sentence=0, start=0, end=1, span=Span(a, b), use=use, p=p) for a, b, use, p in found
    )
    return Held(
        of=of,
        name="one",
        text="",
        gold=frozenset(gold),
        uses={},
        found={"all": names, "own": names},
        mentions=frozenset(),
        words=9,
    )


LITERAL, DEMONYM = ToponymUse.LITERAL, ToponymUse.DEMONYM


def test_both_ends_must_be_right() -> None:
    doc = held(
        "GWN", [(0, 4), (8, 12)], [(0, 4, LITERAL, 0.9), (8, 11, LITERAL, 0.9), (20, 22, LITERAL, 0.9)]
    )
    assert f1([doc], lambda d: d.spans("own")) == pytest.approx(200 * 1 / 5)


def test_uses_that_a_set_leaves_out_are_dropped_from_what_ships_only() -> None:
    doc = held("GeoVirus", [(0, 4)], [(0, 4, LITERAL, 0.9), (6, 9, DEMONYM, 0.9)])
    assert doc.spans("all") == {(0, 4)}
    assert doc.spans("own") == {(0, 4), (6, 9)}


def test_calibration_is_the_gap_between_chances_and_shares_right() -> None:
    doc = held("GWN", [(0, 4)], [(0, 4, LITERAL, 0.85), (6, 9, LITERAL, 0.85)])
    assert calibration([doc]) == pytest.approx(35)


def test_slope_and_shift_make_chances_hold() -> None:
    sure = [(k, k + 1, LITERAL, 0.95) for k in range(40)]
    doubtful = [(k, k + 1, LITERAL, 0.5) for k in range(100, 140)]
    doc = held("GWN", [(k, k + 1) for k in (*range(30), *range(100, 110))], [*sure, *doubtful])
    slope, shift = slope_and_shift([doc])
    at = [1 / (1 + (p / (1 - p)) ** -slope * np.exp(-shift)) for p in (0.95, 0.5)]
    assert at == pytest.approx([30 / 40, 10 / 40], abs=1e-6)
