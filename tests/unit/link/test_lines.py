"""Plain copies are known by their lines; whatever needs a look at words is left to `compare`."""

import pytest

from copied import ABRIDGED, INDEPENDENT, OTHER_NEWS, REPORT, SPUN, TURNED
from sayso.link.compare import compare
from sayso.link.kinds import kind_of
from sayso.link.lines import compare_by_lines
from sayso.link.tokens import words_of

LINES = REPORT.strip().split("\n\n")


@pytest.mark.parametrize(
    "copy",
    [
        REPORT,
        "Another headline\n\n" + REPORT.split("\n\n", 1)[1],
        "\n\n".join(LINES[:4]),
        REPORT + "\n\n" + OTHER_NEWS,
    ],
    ids=["whole", "another headline", "cut", "beside other news"],
)
def test_a_plain_copy_is_of_the_kind_that_words_tell(copy: str) -> None:
    one, two = words_of(REPORT), words_of(copy)
    found = compare_by_lines((REPORT, one), (copy, two))
    assert found is not None
    by_lines, by_words = kind_of(found), kind_of(compare(one, two))
    assert by_lines is not None
    assert by_words is not None
    assert by_lines.kind is by_words.kind
    for left, right in found.alignment.pairs.tolist():
        assert one.ids[left] == two.ids[right]
    turned = compare_by_lines((copy, two), (REPORT, one))
    assert turned is not None
    assert (turned.share_left, turned.row_right) == (found.share_right, found.row_left)


def test_lines_without_the_facts_of_the_others_are_no_proof() -> None:
    """One form, filled with other numbers in a line of its own."""
    form = "\n\n".join(line for line in LINES if not any(c.isdigit() for c in line)) * 2
    one, two = (f"{form}\n\n" + " ".join(str(n * k) for n in range(1000, 1012)) for k in (3, 7))
    assert compare_by_lines((one, words_of(one)), (two, words_of(two))) is None


@pytest.mark.parametrize("other", [SPUN, INDEPENDENT, TURNED, ABRIDGED])
def test_changed_turned_and_unrelated_texts_are_left_to_words(other: str) -> None:
    assert compare_by_lines((REPORT, words_of(REPORT)), (other, words_of(other))) is None
