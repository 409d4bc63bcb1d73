"""What a report is about, in a few names and numbers: enough to tell whether two may tell one story."""

from __future__ import annotations

from collections import Counter
from functools import cache
from pathlib import Path

import numpy as np

from sayso.link.tokens import NAME, NUMBER, Words, word_id

__all__ = ["story_of"]

#: Names and numbers kept of a report, those that stand there most often; a story is told with about so many.
_MOST = 24
#: A number weighs less than a name: two reports share a year or a percentage by chance.
_NUMBER_WEIGHT = 0.6


@cache
def _common() -> frozenset[int]:
    """Names that more than 1 in 100 news texts have, which tell little of which story it is."""
    listed = Path(__file__).with_name("data") / "common_names.txt"
    return frozenset(word_id(word) for word in listed.read_text(encoding="utf-8").split())


def story_of(words: Words) -> tuple[int, ...]:
    """The names and numbers that a report has most of, as word ids, first the most telling.

    What nearly every report has (weekdays, titles, great powers) is left out.
    """
    common = _common()
    weights: Counter[int] = Counter()
    for kind, weight in ((NAME, 1.0), (NUMBER, _NUMBER_WEIGHT)):
        for id_ in words.ids[words.kinds == kind].tolist():
            if id_ not in common:
                weights[id_] += weight  # type: ignore[assignment]  # a counter of weights
    ranked = sorted(weights, key=lambda id_: (-weights[id_], id_))
    # 63 bits, so that they can be kept as signed integers
    return tuple(int(np.uint64(id_) >> np.uint64(1)) for id_ in ranked[:_MOST])
