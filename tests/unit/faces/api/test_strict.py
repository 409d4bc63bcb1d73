from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.errors import QueryError
from sayso.faces.api.strict import check_address, check_names


def scope(query: bytes = b"", path: bytes = b"/v1/events") -> dict[str, object]:
    return {"type": "http", "query_string": query, "raw_path": path}


@pytest.mark.parametrize(
    "query",
    [
        b"",
        b"actor=PRK&target=RUS",
        b"place=Constan%C8%9Ba",
        b"text=a+b",
        b"text=%F0%9F%99%82",
        b"a&b=",
        b"&&",
    ],
)
def test_plain_addresses_pass(query: bytes) -> None:
    check_address(scope(query))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (b"text=a%00b", "control character"),
        (b"text=%0D%0ASet-Cookie:x", "control character"),
        (b"text=%ED%A0%80", "not UTF-8"),  # a lone surrogate
        (b"text=%FF", "not UTF-8"),
        (b"%C3=1", "not UTF-8"),
        (b"text=" + b"a" * 100_000, "longer"),
        (b"text=" + b"%C3%A4" * 1_001, "longer"),
        (b"text=a&text=b", "given twice"),
        (b"te%78t=a&text=b", "given twice"),
        (b"&".join(b"p%d=1" % n for n in range(41)), "more than 40"),
    ],
)
def test_what_is_not_one_thing_is_refused(query: bytes, said: str) -> None:
    with pytest.raises(QueryError, match=said):
        check_address(scope(query))


@pytest.mark.parametrize("path", [b"/v1/events/%00", b"/v1/events/%FF", b"/v1/events/" + b"e" * 5_000])
def test_paths_are_as_strict(path: bytes) -> None:
    with pytest.raises(QueryError):
        check_address(scope(path=path))


@given(st.binary(max_size=200))
def test_any_bytes_pass_or_are_a_wrong_question(query: bytes) -> None:
    with suppress(QueryError):
        check_address(scope(query))
        assert b"\0" not in query


def test_unknown_names_come_with_the_nearest() -> None:
    with pytest.raises(QueryError) as caught:
        check_names(["limi"], ["limit", "actor"])
    assert caught.value.hint == "the nearest known one is limit; there are actor, limit"
    with pytest.raises(QueryError) as caught:
        check_names(["x"], [])
    assert caught.value.hint == "this takes none"
