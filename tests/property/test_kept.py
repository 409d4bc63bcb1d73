"""What is remembered of lines, and every shorter way, gives the same as the plain way."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise, product

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

import copied
from sayso.link import align, furniture, spun
from sayso.link.compare import compare, shared_rows
from sayso.link.kept import LONGEST_LINE, Kept, remembered
from sayso.link.kinds import kind_of, nothing_shared
from sayso.link.spun_lines import SpunLines
from sayso.link.spun_table import LINE, features, oddness, raw_numbers, shipped
from sayso.link.tokens import OTHER, Words, words_of

WHOLE = (copied.REPORT, copied.SPUN, copied.INDEPENDENT, copied.QUOTING, copied.OTHER_NEWS)
PIECES = [piece for text in WHOLE for piece in text.replace("\n\n", " ").split(". ")]
ODD = "aAſıİé東½5.,'’“”-—!?: \t\n\r\u00a0\u2028_"
pieces = st.one_of(
    st.sampled_from(PIECES), st.sampled_from(PIECES).map(str.upper), st.text(alphabet=ODD, max_size=30)
)
texts = st.lists(st.tuples(pieces, st.sampled_from(("\n", ". ", " ", "\n\n"))), max_size=16).map(
    lambda parts: "".join(words + mark for words, mark in parts)
)
quick = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])
#: As in a run: lines of earlier examples are remembered in later ones.
LINES = SpunLines(shipped())


@quick
@given(st.lists(st.lists(st.text(alphabet="ab", max_size=3), max_size=6), max_size=8))
def test_a_remembered_value_is_that_of_its_line(asked: list[list[str]]) -> None:
    kept: Kept[str] = Kept(most=4)
    for lines in asked:
        assert kept.of(lines, lambda new: [line.upper() for line in new]) == [line.upper() for line in lines]
    assert len(kept) <= 4 + 2


def test_long_lines_are_not_remembered() -> None:
    made: list[str] = []

    def size(line: str, *, more: int = 0) -> int:
        made.append(line[:1])
        return len(line) + more

    kept: Kept[int] = Kept()
    once = remembered(size)
    for _ in range(2):
        for line in ("a", "b" * (LONGEST_LINE + 1)):
            assert kept.of([line], lambda new: [size(each) for each in new]) == [len(line)]
            assert once(line, more=1) == len(line) + 1
    assert made.count("a") == 2
    assert made.count("b") == 4
    assert len(kept) == 1


@quick
@given(texts)
@example("")
@example("\n\n")
def test_the_first_look_is_the_same_from_lines(text: str) -> None:
    for reach in (40, 300, 2500):
        assert LINES.oddness(text, reach) == oddness(shipped(), raw_numbers(shipped(), text[:reach]))


@quick
@given(texts)
def test_what_the_network_sees_is_the_same_from_lines(text: str) -> None:
    found = LINES.seen(text)
    read = shipped().read(text)
    if found is not None:
        assert found.ids.tolist() == read.ids.tolist()
        assert found.small.tolist() == read.small.tolist()
        assert np.array_equal(found.seen, features(shipped(), read.ids)[0])


@pytest.mark.parametrize("text", WHOLE)
def test_whole_reports_are_seen_by_lines(text: str) -> None:
    assert LINES.seen("\n".join(line for line in text.split("\n") if line)) is not None


def test_nothing_is_put_for_a_lines_end() -> None:
    """The lines of the shipped table stand apart."""
    table = shipped()
    assert table.first[LINE + 1] == table.first[LINE]
    runs = [phrase.split(":")[0] for row in table.phrases for phrase in row.split(";")]
    assert not any(str(LINE) in run.split(" ") for run in runs)


def test_names_met_before_change_nothing() -> None:
    """A small word that is not listed is remembered; the same word with a capital is a name all the same."""
    numbers = shipped().numbers
    assert numbers["Zzyxbrand"] == numbers["Zzyxbrand"]
    before = numbers["Qqfoldword"]
    assert numbers["qqfoldword"] != before
    assert numbers["Qqfoldword"] == before


@quick
@given(texts)
def test_words_count_once_each(text: str) -> None:
    read = shipped().read(text)
    logits = np.linspace(-4, 5, len(read.ids), dtype=np.float32)
    found = spun.shares_of(read, logits)
    known = read.small & (read.ids != 1)
    if found is not None:
        _, which, count = np.unique(read.ids[known], return_inverse=True, return_counts=True)
        means = np.bincount(which, weights=logits[known]) / count
        above = [(means > level).sum() for level in (-3.0, -2.0, -1.0, 0.0, 1.0, 2.0, 3.0, 4.5)]
        n = len(count)
        wanted = [*np.log((np.array(above) + 0.5) / (n + 10)), np.log(n + 5)]
        assert found.tolist() == np.array(wanted).astype(np.float32).tolist()


@quick
@given(pieces, st.integers(0, 9), st.integers(0, 9))
@example("Read more: The mayor opens a bridge", 3, 2)
@example("By Jane Doe, staff writer @janedoe", 1, 8)
def test_a_line_weighs_what_its_features_weigh(words: str, top: int, bottom: int) -> None:
    model = furniture.shipped()
    if not words.split():
        return
    weight = furniture._weight(words, model)
    if weight is not None:
        flat, said, n = furniture.features(words, top, bottom, model.known)
        total = sum(model.weights.get(name, 0) for name in flat)
        total += sum(model.weights.get(name, 0) for name in said) * furniture.scale(n)
        assert furniture._score(model, weight, top, bottom) == int(total)


@quick
@given(pieces)
@example("#1 @home o'clock 3:45_x a@b.org http://x.y www.z")
@example("#1 o'clock 3:45_x é’à -- 1,500.5/3 ½")
def test_tokens_of_a_line_are_the_same(words: str) -> None:
    assert furniture._tokens(words) == furniture._TOKEN.findall(words)


def seeds(left: Words, right: Words) -> list[tuple[int, int]]:
    """Pairs of places with one lead, of those that no text has more than three times, as it is told."""
    sides = []
    for words in (left, right):
        ids, bones = words.ids.tolist(), np.flatnonzero(words.kinds != OTHER).tolist()
        places: dict[tuple[str, int, int], list[int]] = defaultdict(list)
        for at, pair in enumerate(pairwise(ids)):
            places["near", *pair].append(at)
        for at, after in pairwise(bones):
            places["far", ids[at], ids[after]].append(at)
        sides.append(places)
    return sorted(
        pair
        for lead, own in sides[0].items()
        if len(own) <= 3 and len(theirs := sides[1].get(lead, [])) <= 3
        for pair in product(own, theirs)
    )


@quick
@given(texts, texts)
@example("the cat and the cat and the cat sat", "the cat and the cat sat on the cat")
@example("a b a b a b a b", "a b")
def test_seeds_are_pairs_of_one_lead(one: str, other: str) -> None:
    left, right = words_of(one), words_of(other)
    i, j = align._seeds(left, right)
    assert sorted(zip(i.tolist(), j.tolist(), strict=True)) == seeds(left, right)


_LEFT, _AGROUND = (next(p for p in PIECES if p.startswith(s)) for s in ("The Santa Irena had", "Ferry runs"))
_SEVERAL_TIMES = f"{_LEFT}\n{_LEFT}\n{_LEFT}\n{_AGROUND}\n{_LEFT}\n{_AGROUND}\n{_AGROUND}"


@quick
@given(texts, texts)
@example(_SEVERAL_TIMES, _SEVERAL_TIMES)
def test_what_is_ruled_out_is_not_there(one: str, other: str) -> None:
    left, right = words_of(one), words_of(other)
    found = compare(left, right)
    longest, share = shared_rows(left, right)
    runs = max(found.longest, found.longest_quoted)
    assert runs <= longest or longest == 7
    assert max(found.row_left, found.row_right) <= share
    bound = align.sketch(left, right, 40)
    assert sum(p.left[1] - p.left[0] for p in found.alignment.passages) <= bound.left
    assert sum(p.right[1] - p.right[0] for p in found.alignment.passages) <= bound.right
    assert all(t.alike <= bound.alike for t in found.told if min(np.diff(t.left), np.diff(t.right)) >= 40)
    assert nothing_shared(left, right) == nothing_shared(right, left)
    if nothing_shared(left, right):
        assert kind_of(found) is None
