from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.text.dates import after, plain_date


@pytest.mark.parametrize(
    ("stated", "plain"),
    [
        ("2024-05-16T10:00:00Z", "2024-05-16T10:00:00+00:00"),
        ("2024-05-16 10:00:00 +0200", "2024-05-16T10:00:00+02:00"),
        ("2024-05-16T23:30:00.123-09:30", "2024-05-16T23:30:00-09:30"),
        ("2024-05-16T23:30", "2024-05-16T23:30:00"),
        ("Thu May 16 2024 09:30:00 GMT-0400 (Eastern Daylight Time)", "2024-05-16T09:30:00-04:00"),
        ("May 16, 2024, 9:30 a.m. EDT", "2024-05-16T09:30:00-04:00"),
        ("May 16, 2024 at 12:05 AM", "2024-05-16T00:05:00"),
        ("16 May 2024 10:00 IST", "2024-05-16T10:00:00"),
        ("Thu, 16 May 2024 08:00:00 GMT", "2024-05-16T08:00:00+00:00"),
        ("1715850000", "2024-05-16T09:00:00+00:00"),
        ("1715850000123", "2024-05-16T09:00:00+00:00"),
        ("2024-05-16", "2024-05-16"),
        ("2024/05/16", "2024-05-16"),
        ("16.05.2024", "2024-05-16"),
        ("05/16/2024", "2024-05-16"),
        ("16/05/2024", "2024-05-16"),
        ("05/06/2024", None),
        ("2024-05-16T25:00:00Z", "2024-05-16"),
        ("0001-01-01T00:00:00Z", None),
        ("1970-01-01", None),
        ("2999-01-01", None),
        ("2024-02-31", None),
        ("soon", None),
        ("", None),
    ],
)
def test_dates_as_pages_write_them(stated: str, plain: str | None) -> None:
    assert plain_date(stated) == plain


@pytest.mark.parametrize(
    ("stated", "is_after"),
    [
        ("2024-05-16T12:00:00+00:00", False),
        ("2024-05-16T12:59:00+00:00", False),
        ("2024-05-16T13:01:00+00:00", True),
        ("2024-05-16T20:00:00+09:00", False),
        ("2024-05-17", False),
        ("2024-05-18", True),
        ("2024-05-17T01:00:00", False),
        ("nonsense", False),
    ],
)
def test_dates_after_the_fetching(stated: str, is_after: bool) -> None:
    assert after(stated, "2024-05-16T12:00:00+00:00") is is_after


@given(st.text(alphabet="0123456789-:/.,TZ+ apmAPMJanFebGMT", max_size=60) | st.text(max_size=60))
def test_what_is_read_is_read_the_same_again(stated: str) -> None:
    plain = plain_date(stated)
    assert plain is None or plain_date(plain) == plain
