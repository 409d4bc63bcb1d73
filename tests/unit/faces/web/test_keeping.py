"""Pages that are kept, tokens of forms, addresses."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from sayso.engine.session import EventQuery
from sayso.errors import QueryError
from sayso.faces.web.asked import address, conditions_of, day_of, event_query, id_path, number_of, params
from sayso.faces.web.gate import host_name, hosts_of
from sayso.faces.web.memory import Kept, Memory
from sayso.faces.web.seal import Seal


def page(n: int) -> Kept:
    return Kept(body=b"x" * n, media_type="text/html")


def test_the_longest_unused_goes_first() -> None:
    memory = Memory(80)
    for name in "abcdefgh":
        memory.keep(name, page(10))
    assert memory.get("a") is not None
    memory.keep("i", page(10))
    assert memory.get("b") is None
    assert memory.get("a") is not None
    memory.keep("a", page(5))
    memory.keep("j", page(5))
    assert memory.get("c") is not None


def test_what_is_too_large_is_not_kept() -> None:
    memory = Memory(80)
    memory.keep("a", page(11))
    assert memory.get("a") is None


def test_a_session_and_its_token_are_of_one_server() -> None:
    seal, other = Seal(), Seal()
    cookie = seal.new_session()
    session = seal.session_of(cookie)
    assert session is not None
    assert seal.fits(session, seal.token(session))
    assert not other.fits(session, seal.token(session))
    assert other.session_of(cookie) is None
    assert seal.tag("x") != other.tag("x")


@pytest.mark.parametrize("cookie", [None, "", ".", "a.b", "ä.ö", "x" * 5000, "a." + "0" * 32])
def test_made_up_sessions_are_none(cookie: str | None) -> None:
    seal = Seal()
    assert seal.session_of(cookie) is None
    assert not seal.fits(None, seal.token(""))


def test_only_marks_become_tokens() -> None:
    seal = Seal(rand=bytes)
    body = f'<input value="{seal.mark}"> mark-text'.encode()
    filled = seal.fill(body, "s")
    assert filled == f'<input value="{seal.token("s")}"> mark-text'.encode()


def request_of(query: str) -> Request:
    return Request({"type": "http", "query_string": query.encode(), "headers": [], "path": "/"})


QUERIES = st.builds(
    EventQuery,
    actor=st.none() | st.text(min_size=1, max_size=30).filter(str.strip).map(str.strip),
    type=st.none() | st.sampled_from(["AID", "CONSULT"]),
    country=st.none() | st.sampled_from(["ROU", "XKX"]),
    since=st.none() | st.dates(date(1990, 1, 1), date(2000, 1, 1)),
    until=st.none() | st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    min_origins=st.integers(1, 50),
    text=st.none() | st.just('a "b c" & d=e %41 #'),
)


@given(QUERIES)
def test_an_address_asks_what_it_was_made_of(query: EventQuery) -> None:
    asked = address("/", conditions_of(query))
    assert asked.startswith("/")
    given_ = dict(request_of(asked.partition("?")[2]).query_params)
    if "\0" not in asked and "%00" not in asked:
        given_ = params(request_of(asked.partition("?")[2]), given_)
    # what no browser can send is sent as a question mark
    actor = None if query.actor is None else query.actor.encode("utf-8", "replace").decode().strip()
    assert event_query(given_).actor == actor
    assert event_query({**given_, "actor": "x"}) == event_query({**conditions_of(query), "actor": "x"})


@given(st.text(min_size=1))
def test_an_id_is_one_segment_of_a_path(id_: str) -> None:
    path = id_path("actor", id_, "itinerary")
    assert path.count("/") == 3
    assert path.isascii()
    assert "?" not in path
    assert "#" not in path


@pytest.mark.parametrize("value", ["", "-1", "1.0", "1e3", " 1", "٣", "²", "9" * 40, "0x1", "+1", "1_0"])
def test_odd_numbers_are_none(value: str) -> None:
    with pytest.raises(QueryError):
        number_of("n", value, 0, 10**12)


@pytest.mark.parametrize("value", ["2024", "2024-13-01", "tomorrow", "2024-01-01T00:00", "0000-01-01"])
def test_odd_days_are_none(value: str) -> None:
    with pytest.raises(QueryError):
        day_of("since", value)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("localhost", "localhost"),
        ("LocalHost:80", "localhost"),
        ("[::1]:8420", "::1"),
        ("[::1", "::1"),
        ("example.org.", "example.org"),
        ("example.org.:80", "example.org"),
        ("", ""),
        (":80", ""),
        ("localhost@evil.example", "localhost@evil.example"),
    ],
)
def test_names_of_hosts(header: str, name: str) -> None:
    assert host_name(header) == name


def test_a_server_answers_to_its_own_names() -> None:
    assert hosts_of(["News.Example.org:443"], "0.0.0.0") == {
        "localhost",
        "127.0.0.1",
        "::1",
        "news.example.org",
    }
    assert "10.0.0.5" in hosts_of([], "10.0.0.5")
