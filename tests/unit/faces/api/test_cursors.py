from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import QueryError
from sayso.faces.api.cursors import Way, cursor_way, packed, unpacked


@given(st.text(max_size=50), st.integers(0, 2**63 - 1))
def test_cursors_survive_the_round_trip(text: str, number: int) -> None:
    assert unpacked(packed(text, number), str, int) == (text, number)


@given(st.text(max_size=60))
def test_any_text_is_a_cursor_or_a_wrong_question(text: str) -> None:
    for kinds in ((int,), (str,), (str, str)):
        with suppress(QueryError):
            place = unpacked(text, *kinds)
            assert place is not None
            assert [type(value) for value in place] == list(kinds)


@pytest.mark.parametrize("place", [(-1,), (2**63,), (True,), ("a",), (1.5,), (1, 2), ()])
def test_places_that_no_list_has(place: tuple[object, ...]) -> None:
    with pytest.raises(QueryError):
        unpacked(packed(*place), int)  # type: ignore[arg-type]


def test_ways() -> None:
    assert cursor_way("nabc") == (Way.NEXT, "abc")
    assert cursor_way("pabc") == (Way.PREV, "abc")
    for bad in ("", "n", "xabc"):
        with pytest.raises(QueryError):
            cursor_way(bad)
