"""robots.txt, pauses and polling: decisions under a clock and a chance of the test's own."""

from __future__ import annotations

import email.utils
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopback import Answer, answer, fetcher, pages, redirect, serve
from sayso.errors import ConfigError
from sayso.ingest.net import (
    Failure,
    Fetched,
    FetchLimits,
    Form,
    Validators,
    WebUrl,
    user_agent,
    web_url,
)
from sayso.ingest.net.headers import DAY_S, max_age, retry_after
from sayso.ingest.net.pace import HostState, Pace, host_begin, host_end, host_wait
from sayso.ingest.net.polling import Poll, Polled, PollState, poll_after, poll_at, poll_first, poll_request
from sayso.ingest.net.robots import Robots, Standing, judge_robots, robots_request

WALL = datetime(2024, 5, 16, 12, tzinfo=UTC)
ORIGIN = "http://news.test:80"


def at(path: str) -> WebUrl:
    url = web_url(f"http://news.test{path}")
    assert isinstance(url, WebUrl)
    return url


def got(body: bytes = b"", status: int = 200, **fields: object) -> Fetched:
    plain = Fetched(
        url="http://news.test/feed", asked="http://news.test/feed", status=status, headers={}, body=body, form=Form.TEXT, media_type="",
        validators=Validators(), moved_to=None, redirects=(), n_raw_bytes=len(body), address="", took_s=0.2,
    )  # fmt: skip
    return replace(plain, **fields)  # type: ignore[arg-type]


def no(code: str, **fields: object) -> Failure:
    return replace(Failure.of(code, "why", "http://news.test/"), **fields)  # type: ignore[arg-type]


# --- robots.txt -------------------------------------------------------------------------------------


def asked_for_robots(reply: Answer | bytes, before: Robots | None = None) -> Robots:
    served = pages({"/robots.txt": reply}) if isinstance(reply, bytes) else reply
    with serve(served) as server:
        url = web_url(server.url("/story"), {server.port})
        assert isinstance(url, WebUrl)
        outcome = fetcher(server.port, limits=FetchLimits(deadline_s=0.5)).fetch(robots_request(url))
    return judge_robots(ORIGIN, outcome, 0.0, before)


RULES = b"User-agent: *\nDisallow: /\n\nUser-agent: SaySo\nDisallow: /private\nAllow: /private/open\nCrawl-delay: 7\nSitemap: http://news.test/map.xml\n"


def test_our_own_token_is_heard_whatever_its_case() -> None:
    robots = asked_for_robots(answer(RULES))
    assert [robots.allows(at(p)) for p in ("/", "/a", "/private/x", "/private/open/x", "/robots.txt")] == [
        True,
        True,
        False,
        True,
        True,
    ]
    assert (robots.standing, robots.delay_s, robots.sitemaps) == (
        Standing.RULES,
        7.0,
        ("http://news.test/map.xml",),
    )
    objection = robots.objection(at("/private/x"))
    assert objection is not None
    assert (objection.code, objection.retry) == ("fetch.robots", False)


def test_other_tokens_are_not_ours() -> None:
    robots = asked_for_robots(
        answer(b"User-agent: say\nDisallow: /\nUser-agent: saysomething\nDisallow: /\n")
    )
    assert robots.allows(at("/a"))


@pytest.mark.parametrize(
    "line", ["User-agent: Sayso/2.0", "useragent: sayso", "User agent sayso*", "USER-AGENT:sayso # us"]
)
def test_spellings_of_our_token(line: str) -> None:
    robots = asked_for_robots(
        answer(f"User-agent: *\nAllow: /\n\n{line}\nUser-agent: other\nDisallow: /\n".encode())
    )
    assert not robots.allows(at("/a"))


@pytest.mark.parametrize(
    ("status", "standing"),
    [
        ("404 Not Found", Standing.ABSENT), ("403 Forbidden", Standing.ABSENT), ("401 No", Standing.ABSENT), ("410 Gone", Standing.ABSENT),
        ("429 Slow", Standing.UNREACHABLE), ("500 Oops", Standing.UNREACHABLE), ("503 Busy", Standing.UNREACHABLE), ("204 Empty", Standing.RULES),
    ],
)  # fmt: skip
def test_statuses_of_robots_txt(status: str, standing: Standing) -> None:
    robots = asked_for_robots(answer(b"", status))
    assert robots.standing is standing
    assert robots.allows(at("/a")) is (standing is not Standing.UNREACHABLE)


def test_silence_bars_everything_for_now() -> None:
    robots = asked_for_robots(lambda connection, path: connection.recv(1) and None)
    objection = robots.objection(at("/a"))
    assert objection is not None
    assert (robots.standing, objection.retry) == (Standing.UNREACHABLE, True)
    assert 0 < robots.stale_at <= DAY_S


def test_a_page_in_place_of_robots_txt_has_no_rules() -> None:
    robots = asked_for_robots(
        answer(
            b"<!doctype html><title>Welcome</title><p>Disallow nothing", headers={"Content-Type": "text/html"}
        )
    )
    assert robots.allows(at("/a"))


def test_ten_megabytes_are_parsed_up_to_the_limit_of_the_standard() -> None:
    lines = (
        b"User-agent: sayso\nDisallow: /early\n"
        + b"# filler\n" * 1_000_000
        + b"User-agent: sayso\nDisallow: /late\n"
    )
    start = time.perf_counter()
    robots = asked_for_robots(answer(lines))
    assert [robots.allows(at(p)) for p in ("/early", "/late")] == [False, True]
    assert time.perf_counter() - start < 2


def test_a_line_that_the_limit_cuts_is_dropped() -> None:
    lines = b"User-agent: *\n" + b"#" * (500 * 1024 - 24) + b"\nDisallow: /private\n"
    assert judge_robots(ORIGIN, got(lines), 0.0).allows(at("/a"))


def test_redirects_of_robots_txt_are_followed_and_speak_for_where_they_began() -> None:
    table = {"/robots.txt": redirect("/elsewhere"), "/elsewhere": answer(RULES)}
    assert not asked_for_robots(pages(table)).allows(at("/private/x"))
    assert asked_for_robots(pages({"/robots.txt": redirect("/robots.txt")})).standing is Standing.ABSENT
    assert (
        asked_for_robots(pages({"/robots.txt": redirect("http://10.0.0.1/")})).standing
        is Standing.UNREACHABLE
    )


def test_what_was_read_is_believed_while_the_server_fails_and_not_for_ever() -> None:
    read = judge_robots(ORIGIN, got(RULES), 0.0)
    failing = judge_robots(ORIGIN, no("fetch.timeout"), 0.9 * DAY_S, read)
    assert failing.allows(at("/a"))
    assert failing.n_failures == 1
    late = judge_robots(ORIGIN, no("fetch.timeout"), 2.5 * DAY_S, failing)
    assert late.standing is Standing.UNREACHABLE
    again = judge_robots(ORIGIN, got(RULES), 3 * DAY_S, late)
    assert (again.standing, again.n_failures) == (Standing.RULES, 0)


def test_robots_txt_is_believed_for_a_day_at_most_and_an_hour_at_least() -> None:
    lives = [
        judge_robots(ORIGIN, got(RULES, headers={"cache-control": c}), 0.0).stale_at
        for c in ("", "max-age=9999999", "max-age=1", "no-store")
    ]
    assert lives == [DAY_S, DAY_S, 3600.0, DAY_S]
    old = judge_robots(ORIGIN, got(RULES), 0.0)
    assert judge_robots(ORIGIN, got(status=304), 5.0, old).stale_at == DAY_S + 5.0


@pytest.mark.parametrize(
    ("line", "delay"),
    [
        ("Crawl-delay: 86400", 600.0),
        ("Crawl-delay: -3", None),
        ("Crawl-delay: inf", None),
        ("Crawl-delay: x", None),
        ("Request-rate: 1/20", 20.0),
    ],
)
def test_delays_of_robots_txt(line: str, delay: float | None) -> None:
    assert judge_robots(ORIGIN, got(f"User-agent: *\n{line}\n".encode()), 0.0).delay_s == delay


def test_rules_made_to_run_long_do_not() -> None:
    rules = b"User-agent: *\n" + b"".join(
        b"Disallow: /" + b"*a" * 30 + str(n).encode() + b"$\n" for n in range(6000)
    )
    start = time.perf_counter()
    judge_robots(ORIGIN, got(rules), 0.0).allows(at("/" + "a" * 2000))
    assert time.perf_counter() - start < 2


@given(st.binary(max_size=300))
def test_whatever_robots_txt_holds_it_is_read(body: bytes) -> None:
    assert judge_robots(ORIGIN, got(b"User-agent: *\n" + body), 0.0).allows(at("/robots.txt"))


# --- headers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "wait"),
    [
        ("120", 120.0), (" 0 ", 0.0), ("999999999", DAY_S), ("-5", None), ("+5", None), ("1.5", None), ("soon", None), ("", None), (None, None),
        ("1e9", None), ("9" * 400, None), ("١٢", None), ("Thu, 16 May 2024 12:10:00 GMT", 600.0), ("Thu, 16 May 2024 14:10:00 +0200", 600.0),
        ("Thu, 16 May 2024 11:00:00 GMT", None), ("Wed, 01 Jan 2099 00:00:00 GMT", DAY_S), ("Thu, 99 May 2024 12:10:00 GMT", None),
        ("Thu, 16 May 99999 12:10:00 GMT", None), ("Thursday, 16-May-24 12:10:00 GMT", 600.0), ("Thu May 16 12:10:00 2024", 600.0),
    ],
)  # fmt: skip
def test_retry_after(value: str | None, wait: float | None) -> None:
    assert retry_after(value, WALL) == wait


@given(st.text(max_size=60))
def test_retry_after_is_bounded_whatever_is_sent(value: str) -> None:
    wait = retry_after(value, WALL)
    assert wait is None or 0 <= wait <= DAY_S


@given(st.integers(43_200, 2_000_000_000).map(lambda s: WALL + timedelta(seconds=s)))
def test_retry_after_dates_count_up_to_a_day(date: datetime) -> None:
    sent = email.utils.format_datetime(date, usegmt=True)
    assert retry_after(sent, WALL) == min(DAY_S, float((date.replace(microsecond=0) - WALL).total_seconds()))


@pytest.mark.parametrize(
    ("value", "age"),
    [("max-age=300", 300.0), ('public, Max-Age="60"', 60.0), ("max-age=-1", None), ("max-age=x", None), ("no-cache, max-age=5", None), (None, None), ("max-age=99999999", DAY_S)],
)  # fmt: skip
def test_max_age(value: str | None, age: float | None) -> None:
    assert max_age(value) == age


def test_the_contact_goes_into_the_name() -> None:
    assert user_agent("1.0", "https://example.org/reader") == "sayso/1.0 (+https://example.org/reader)"
    assert user_agent("1.0") == "sayso/1.0"
    for bad in ("a b", "x\r\nCookie: 1", "é", "(x)", "x" * 300):
        with pytest.raises(ConfigError):
            user_agent("1.0", bad)


# --- one host ---------------------------------------------------------------------------------------


def after(outcome: Fetched | Failure, state: HostState | None = None) -> HostState:
    return host_end(replace(state or HostState(), busy=True), outcome, Pace(), now=100.0, wall=WALL)


def test_one_request_at_a_time() -> None:
    busy = host_begin(HostState(), 0.0)
    assert host_wait(busy, 0.0) is None
    with pytest.raises(ValueError, match="busy"):
        host_begin(busy, 0.0)
    with pytest.raises(ValueError, match="pause"):
        host_begin(HostState(ready_at=5.0), 4.0)


@pytest.mark.parametrize(("took", "pause"), [(0.1, 3.0), (2.0, 10.0), (60.0, 30.0)])
def test_the_pause_is_a_multiple_of_the_answers_time_between_bounds(took: float, pause: float) -> None:
    state = after(got(took_s=took))
    assert (host_wait(state, 100.0), state.busy) == (pause, False)


def test_a_delay_that_the_host_asks_for_may_be_longer() -> None:
    assert host_wait(after(got(), HostState(delay_s=60.0)), 100.0) == 60.0


@pytest.mark.parametrize(
    "code",
    [
        "fetch.timeout",
        "fetch.unavailable",
        "fetch.connect",
        "fetch.dns",
        "fetch.busy",
        "fetch.tls",
        "fetch.incomplete",
    ],
)
def test_failures_of_the_host_double_the_patience(code: str) -> None:
    state, waits = HostState(), []
    for _ in range(9):
        state = after(no(code), state)
        waits.append(host_wait(state, 100.0))
    assert waits == [900.0, 1800.0, 3600.0, 7200.0, 14400.0, 28800.0, 57600.0, DAY_S, DAY_S]
    assert after(got(), state).n_failures == 0


@pytest.mark.parametrize(
    "code",
    ["fetch.status", "fetch.gone", "fetch.too_large", "fetch.unsupported", "fetch.robots", "fetch.ssrf"],
)
def test_failures_of_one_address_do_not_count_against_the_host(code: str) -> None:
    assert host_wait(after(no(code, took_s=0.1)), 100.0) == 3.0


@pytest.mark.parametrize(
    ("sent", "wait"),
    [("120", 120.0), ("1", 3.0), ("Wed, 01 Jan 2099 00:00:00 GMT", DAY_S), ("never", 900.0), ("-1", 900.0)],
)
def test_a_host_that_names_a_time_is_heard(sent: str, wait: float) -> None:
    assert host_wait(after(no("fetch.busy", retry_after=sent)), 100.0) == wait


# --- one feed ---------------------------------------------------------------------------------------

EVEN = Poll(jitter=0.0)


def polled(
    state: PollState,
    outcome: Fetched | Failure,
    n_new: int = 0,
    poll: Poll = EVEN,
    chance: float = 0.5,
    **fields: object,
) -> PollState:
    what = Polled(outcome=outcome, n_new=n_new, **fields)  # type: ignore[arg-type]
    return poll_after(state, what, poll, now=0.0, wall=WALL, chance=lambda: chance)


FIRST = poll_first("http://news.test/feed", EVEN, 0.0, lambda: 0.0)


def test_feeds_that_change_often_are_asked_sooner_and_quiet_ones_later() -> None:
    busy = quiet = FIRST
    for _ in range(40):
        busy, quiet = polled(busy, got(), n_new=3), polled(quiet, got())
    assert (busy.interval_s, quiet.interval_s) == (EVEN.min_s, EVEN.max_s)
    assert 1800 <= polled(FIRST, got(), n_new=1).interval_s < 3600 < polled(FIRST, got()).interval_s


@given(st.floats(0, 1, exclude_max=True))
def test_chance_moves_a_poll_a_little(chance: float) -> None:
    state = polled(FIRST, got(), poll=Poll(), chance=chance)
    assert 0.9 * state.interval_s - 1e-6 <= state.next_at <= 1.1 * state.interval_s + 1e-6


def test_servers_may_ask_for_longer_waits_of_a_day_at_most() -> None:
    assert polled(FIRST, got(headers={"cache-control": "max-age=7200"})).next_at == 7200
    assert polled(FIRST, got(headers={"cache-control": "max-age=1"})).next_at == 4320
    assert polled(FIRST, got(), ttl_s=10_000.0).next_at == 10_000
    assert polled(FIRST, got(), ttl_s=10.0**9).next_at == DAY_S


def test_failures_double_the_wait_and_leave_the_interval_alone() -> None:
    state, waits = FIRST, []
    for _ in range(6):
        state = polled(state, no("fetch.status"))
        waits.append(state.next_at)
    assert waits == [7200, 14400, 28800, 57600, DAY_S, DAY_S]
    assert (polled(state, got()).n_failures, state.interval_s) == (0, 3600)
    assert polled(FIRST, no("fetch.busy", retry_after="50000")).next_at == 50_000


def test_an_interval_that_a_person_sets_may_lie_outside_the_bounds() -> None:
    soon, late = poll_at(600.0, EVEN), poll_at(3 * DAY_S, EVEN)
    assert (soon.first_s, soon.min_s, soon.max_s) == (600.0, 600.0, DAY_S)
    assert (late.first_s, late.min_s, late.max_s) == (3 * DAY_S, EVEN.min_s, 3 * DAY_S)
    assert poll_at(None, EVEN) == EVEN


def test_gone_stops() -> None:
    assert polled(FIRST, no("fetch.gone")).stopped
    assert polled(FIRST, no("fetch.status")).stopped is None


def test_validators_are_kept_verbatim_by_final_address() -> None:
    given_ = Validators(etag='W/"x"', last_modified="whenever")
    state = polled(FIRST, got(validators=given_, url="http://cdn.test/f"))
    request = poll_request(state)
    assert dict(request.validators) == {"http://cdn.test/f": given_}
    assert (
        polled(state, got(status=304, validators=given_, url="http://cdn.test/f")).validators
        == state.validators
    )
    assert polled(state, got(url="http://cdn.test/f")).validators == {}  # an answer without takes them back
    assert polled(FIRST, got(validators=given_), usable=False).validators == {}


def test_a_permanent_redirect_is_believed_after_some_sightings() -> None:
    there, state = got(moved_to="http://new.test/f", url="http://new.test/f"), FIRST
    state = polled(polled(state, there), there)
    assert (state.url, state.n_moved) == (FIRST.url, 2)
    assert polled(state, there).url == "http://new.test/f"
    assert polled(state, got()).n_moved == 0
    assert polled(state, got(moved_to="http://other.test/f")).n_moved == 1
    assert polled(state, no("fetch.timeout")).n_moved == 0


@given(
    st.lists(st.sampled_from(["new", "same", "busy", "fail", "odd"]), max_size=30),
    st.floats(0, 1, exclude_max=True),
)
def test_no_feed_is_ever_asked_too_soon_or_forgotten(story: list[str], chance: float) -> None:
    state, poll = poll_first("http://news.test/feed", Poll(), 0.0, lambda: chance), Poll()
    outcomes = {
        "new": got(),
        "same": got(),
        "busy": no("fetch.busy", retry_after="1"),
        "fail": no("fetch.timeout"),
        "odd": got(headers={"cache-control": "max-age=9" * 30}),
    }
    for step in story:
        state = polled(state, outcomes[step], n_new=int(step == "new"), poll=poll, chance=chance)
        assert 0.9 * poll.min_s <= state.next_at <= 1.1 * DAY_S


def test_a_whole_poll_over_the_loopback() -> None:
    body = b"<rss><channel><item><title>x</title></item></channel></rss>"
    with serve(pages({"/feed": answer(body, headers={"ETag": '"1"'})})) as server:
        by = fetcher(server.port)
        state = poll_first(server.url("/feed"), EVEN, 0.0, lambda: 0.0)
        first = by.fetch(poll_request(state))
        assert isinstance(first, Fetched)
        state = polled(state, first, n_new=1)
        by.fetch(poll_request(state))
    assert "If-None-Match" not in server.heads[0]
    assert 'If-None-Match: "1"\r\n' in server.heads[1]
