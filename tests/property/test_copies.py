"""Whatever the texts: offsets hold, swapping swaps, copies are copies, and ids are the same in every process."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import copied
from sayso.link.compare import SHORTEST_RUN, Comparison, compare
from sayso.link.kinds import kind_of, one_text
from sayso.link.prints import prints_of
from sayso.link.tokens import Words, words_of
from sayso.records.links import LinkKind
from seeded import printed_under_two_seeds

#: Characters that mean something to the tokeniser, among others.
ODD = "aAzZéÉ\u0301ßıİ东🚢٣5½.,'’‘\"“”`«»-—!?:… \n\r\t\u00a0\u00ad\u200b\u2028\x00\ud800\U0010ffff"
hostile = st.text(alphabet=st.one_of(st.sampled_from(ODD), st.characters()), max_size=200)
#: Stretches of the reports made up for these tests, put together in any order.
PIECES = [
    piece
    for text in (copied.REPORT, copied.SPUN, copied.INDEPENDENT, copied.QUOTING, copied.OTHER_NEWS)
    for piece in text.replace("\n\n", " ").split(". ")
]
reports = st.lists(st.one_of(st.sampled_from(PIECES), hostile), max_size=12).map(". ".join)
quick = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def plain(words: Words) -> list[tuple[object, ...]]:
    return list(zip(*(x.tolist() for x in (words.ids, words.kinds, words.quoted, words.opens)), strict=True))


@quick
@given(st.one_of(hostile, reports))
def test_words_lie_in_the_text_in_order(text: str) -> None:
    words = words_of(text)
    last = 0
    for start, end in words.spans.tolist():
        assert last <= start < end <= len(text)
        last = end
        assert any(c.isalnum() or ord(c) > 127 for c in text[start:end])
    assert len(words.ids) == len(words.kinds) == len(words.quoted) == len(words.opens) == len(words)


@quick
@given(reports, st.integers(0, 30))
def test_words_do_not_hang_on_where_they_stand(text: str, n: int) -> None:
    assert plain(words_of("\n" * n + text)) == plain(words_of(text))


@quick
@given(reports)
def test_case_does_not_change_ids(text: str) -> None:
    plain_text = "".join(c for c in text if c.isascii())
    assert words_of(plain_text.upper()).ids.tolist() == words_of(plain_text.lower()).ids.tolist()


@quick
@given(st.sampled_from(PIECES), st.sampled_from('“"«'))
def test_a_lone_mark_quotes_nothing(text: str, mark: str) -> None:
    bare = "".join(c for c in text if c not in "“”\"«»'’‘`")
    assert not words_of(f"{mark}{bare}").quoted.any()
    assert not words_of(f"{bare} {mark} {bare}").quoted.any()


@quick
@given(reports)
def test_a_mark_swallows_nothing_of_the_next_lines(text: str) -> None:
    before = words_of("He said “never.\n" + "A long line without any mark.\n" * 60 + text)
    assert not before.quoted[3 : 60 * 6].any()


@quick
@given(st.one_of(hostile, reports))
def test_prints_are_sorted_and_each_once(text: str) -> None:
    prints = prints_of(words_of(text))
    assert prints.tolist() == sorted(set(prints.tolist()))


SIDED = ("row", "skeleton", "share", "cover", "copied")
COMMON = ("kept", "steady", "replaced", "swapped", "in_order", "longest", "longest_quoted", "quoted")


def sides(c: Comparison, *, turned: bool = False) -> list[object]:
    left, right = ("right", "left") if turned else ("left", "right")
    out: list[object] = [getattr(c, f"{name}_{side}") for side in (left, right) for name in SIDED]
    runs = sorted(((r.right, r.left) if turned else (r.left, r.right), r.quoted) for r in c.runs)
    pairs = c.alignment.pairs[:, ::-1] if turned else c.alignment.pairs
    return [*out, *(getattr(c, name) for name in COMMON), runs, sorted(map(tuple, pairs.tolist()))]


@quick
@given(reports, reports)
def test_swapping_the_texts_swaps_the_sides(one: str, other: str) -> None:
    left, right = words_of(one), words_of(other)
    forth, back = compare(left, right), compare(right, left)
    assert sides(forth) == sides(back, turned=True)
    assert kind_of(forth) == kind_of(back)


@quick
@given(reports, reports)
def test_what_is_said_to_be_alike_is_alike(one: str, other: str) -> None:
    left, right = words_of(one), words_of(other)
    c = compare(left, right)
    i, j = c.alignment.pairs.T
    assert (left.ids[i] == right.ids[j]).all()
    assert len(set(i.tolist())) == len(i)
    assert len(set(j.tolist())) == len(j)
    for run in c.runs:
        a, b = words_of(run.left.of(one)), words_of(run.right.of(other))
        assert len(a) >= SHORTEST_RUN
        assert a.ids.tolist() == b.ids.tolist()
    for name in SIDED:
        assert 0 <= getattr(c, f"{name}_left") <= 1 >= getattr(c, f"{name}_right") >= 0
    assert all(0 <= getattr(c, name) <= 1 for name in COMMON if not name.startswith("longest"))
    assert 0 <= one_text(c) <= 1


@quick
@given(reports, st.integers(0, 100), st.integers(0, 100))
def test_stretches_are_found_across(text: str, start: int, size: int) -> None:
    """In a text aligned with itself every stretch stands where it stands."""
    words = words_of(text)
    found = compare(words, words).alignment
    for passage in found.passages:
        a, b = passage.left[0] + start, min(passage.left[0] + start + size + 1, passage.left[1])
        if a < b and passage.left == passage.right:
            assert found.right_of(a, b) == found.left_of(a, b) == (a, b)


@quick
@given(st.permutations(copied.REPORT.strip().split("\n\n")), st.text(alphabet="\n ", max_size=5))
def test_paragraphs_in_any_order_are_a_copy(paragraphs: list[str], between: str) -> None:
    found = kind_of(compare(words_of(copied.REPORT), words_of(f"\n{between}".join(paragraphs))))
    assert found is not None
    assert found.kind in (LinkKind.VERBATIM, LinkKind.ABRIDGED, LinkKind.EDITED)


@pytest.mark.parametrize(
    "text", ["", " ", "\x00", "a", "“", "''", "🚢", "\ud800", "-" * 5000, "“" * 5000, "a." * 5000]
)
def test_texts_without_words_are_compared_too(text: str) -> None:
    words = words_of(text)
    for other in (words, words_of(copied.REPORT), words_of("")):
        c = compare(words, other)
        assert c.n_left == len(words)
        assert one_text(c) <= 1


def test_ids_and_prints_are_the_same_in_every_process() -> None:
    script = (
        "import copied; from sayso.link.tokens import words_of; from sayso.link.prints import prints_of;"
        "w = words_of(copied.REPORT + copied.SPUN); print(w.ids.tolist(), w.kinds.tolist(), prints_of(w).tolist())"
    )
    first, second = printed_under_two_seeds(script, Path(__file__).parent)
    assert first == second
    assert len(first) > 1000
    words = words_of(copied.REPORT + copied.SPUN)
    assert first.startswith(str(words.ids.tolist()))
    assert np.array_equal(prints_of(words), prints_of(words_of(copied.REPORT + copied.SPUN)))
