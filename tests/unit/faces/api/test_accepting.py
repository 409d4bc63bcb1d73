from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.faces.api.accepting import chosen, takes_gzip
from sayso.faces.api.faults import RequestFaultError

OFFERS = ("application/json", "application/x-ndjson", "text/csv")


@pytest.mark.parametrize(
    ("accept", "form"),
    [
        ("", "application/json"),
        ("*/*", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
        ("text/csv", "text/csv"),
        ("text/*", "text/csv"),
        ("application/*;q=0.5, text/csv;q=0.4", "application/json"),
        ("application/json;q=0.1, application/x-ndjson", "application/x-ndjson"),
        ("*/*, application/json;q=0", "application/x-ndjson"),
        ("TEXT/CSV; Q=0.9", "text/csv"),
    ],
)
def test_the_best_liked_form(accept: str, form: str) -> None:
    assert chosen(accept, OFFERS) == form


@pytest.mark.parametrize("accept", ["image/png", "application/json;q=0", "*/*;q=0", "nonsense"])
def test_forms_that_there_are_not(accept: str) -> None:
    with pytest.raises(RequestFaultError) as caught:
        chosen(accept, OFFERS)
    assert caught.value.code == "request.accept"


@given(st.text(max_size=100))
def test_any_header_chooses_or_is_refused(accept: str) -> None:
    with suppress(RequestFaultError):
        assert chosen(accept, OFFERS) in OFFERS


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [
        ("gzip", True),
        ("br, GZIP;q=0.5", True),
        ("*", True),
        ("", False),
        ("identity", False),
        ("gzip;q=0", False),
        ("gzip;q=0, *", False),
    ],
)
def test_packing(accepted: str, takes: bool) -> None:
    assert takes_gzip(accepted) is takes
