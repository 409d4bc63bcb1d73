"""Servers that stall, lie, loop, pack bombs and fail: each request ends in time, within its limits, with a code."""

from __future__ import annotations

import gzip
import itertools
import json
import socket
import ssl
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from backports import zstd

from loopback import Answer, Connections, Names, answer, fetcher, pages, redirect, serve
from sayso.errors import REFUSAL_CODES
from sayso.ingest.net import ANY, Failure, Fetched, FetchLimits, Form, Request, Validators
from sayso.ingest.net.bounds import Stopped
from sayso.ingest.net.failures import RETRIED
from sayso.ingest.net.unpacking import ACCEPTED, gunzip

PAGE = b"<html><body><p>Talks began in the harbour town on Monday.</p></body></html>"
CERTIFICATE = Path(__file__).resolve().parents[2] / "fixtures" / "loopback.pem"


def asked(
    reply: Answer, path: str = "/", limits: FetchLimits | None = None, **fields: object
) -> tuple[Fetched | Failure, list[str]]:
    with serve(reply) as server:
        got = fetcher(server.port, limits=limits).fetch(Request(url=server.url(path), **fields))  # type: ignore[arg-type]
    return got, server.heads


def failed(
    reply: Answer | bytes, path: str = "/", limits: FetchLimits | None = None, **fields: object
) -> Failure:
    got, _ = asked(pages({path: reply}) if isinstance(reply, bytes) else reply, path, limits, **fields)
    assert isinstance(got, Failure), got
    assert got.code in REFUSAL_CODES
    return got


def fetched(
    reply: Answer | bytes, path: str = "/", limits: FetchLimits | None = None, **fields: object
) -> Fetched:
    got, _ = asked(pages({path: reply}) if isinstance(reply, bytes) else reply, path, limits, **fields)
    assert isinstance(got, Fetched), got
    return got


def test_codes_of_failures_are_declared() -> None:
    assert RETRIED.keys() == {code for code in REFUSAL_CODES if code.startswith("fetch.")}


def test_a_page_as_received() -> None:
    got = fetched(
        answer(
            PAGE,
            headers={
                "Content-Type": "text/html; charset=utf-8",
                "ETag": 'W/"x y"',
                "Last-Modified": "whenever",
            },
        )
    )
    assert (got.body, got.form, got.media_type, got.status, got.moved_to) == (
        PAGE,
        Form.PAGE,
        "text/html",
        200,
        None,
    )
    assert got.validators == Validators(etag='W/"x y"', last_modified="whenever")
    assert (got.html, got.unchanged, got.address) == (True, False, "127.0.0.1")


def test_requests_carry_no_more_than_they_must() -> None:
    _, heads = asked(pages({"/": answer(PAGE)}))
    names = {line.partition(":")[0].lower() for line in heads[0].split("\r\n")[1:] if line}
    assert names == {"host", "user-agent", "accept", "accept-encoding", "accept-language", "connection"}


# --- time -------------------------------------------------------------------------------------------


def drip(connection: socket.socket, path: str) -> None:
    """One byte now and then, for ever: each read alone would be in time."""
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    connection.settimeout(0.02)
    for _ in range(500):
        connection.sendall(b"x")
        try:
            if not connection.recv(1):
                return
        except TimeoutError:
            continue


def slow_head(connection: socket.socket, path: str) -> None:
    connection.settimeout(0.02)
    for _ in range(500):
        connection.sendall(b"H" if _ == 0 else b"T")
        try:
            if not connection.recv(1):
                return
        except TimeoutError:
            continue


def silent(connection: socket.socket, path: str) -> None:
    connection.recv(1)  # until the other side gives up


def endless_hints(connection: socket.socket, path: str) -> None:
    for _ in range(2_000_000):
        connection.sendall(b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 50)


def test_chunks_of_one_byte_cost_no_more_than_the_deadline() -> None:
    start = time.perf_counter()
    assert failed(tiny_chunks, limits=FetchLimits(deadline_s=0.3)).code == "fetch.timeout"
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize("reply", [drip, slow_head, silent, endless_hints])
def test_the_deadline_holds_for_everything_together(reply: Answer) -> None:
    start = time.perf_counter()
    got = failed(reply, limits=FetchLimits(deadline_s=0.3, max_raw_bytes=10**9))
    assert (got.code, got.retry) == ("fetch.timeout", True)
    assert time.perf_counter() - start < 2


def test_redirects_share_one_deadline() -> None:
    def reply(connection: socket.socket, path: str) -> None:
        connection.settimeout(0.15)
        try:
            connection.recv(1)
        except TimeoutError:
            connection.sendall(redirect(path + "x"))

    assert failed(reply, limits=FetchLimits(deadline_s=0.4, max_redirects=100)).code == "fetch.timeout"


def test_the_clock_is_handed_in() -> None:
    ticks = itertools.count(0.0, 10.0)
    with serve(pages({"/": answer(PAGE)})) as server:
        plain = fetcher(server.port)
        slow = type(plain)(network=plain.network, agent="x", limits=plain.limits, clock=lambda: next(ticks))
        got = slow.fetch(Request(url=server.url()))
    assert isinstance(got, Failure)
    assert got.code == "fetch.timeout"


# --- size -------------------------------------------------------------------------------------------


def endless(connection: socket.socket, path: str) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    chunk = b"10000\r\n" + b"x" * 65_536 + b"\r\n"
    while True:
        connection.sendall(chunk)


def tiny_chunks(connection: socket.socket, path: str) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        connection.sendall(b"1\r\nx\r\n" * 5000)


def endless_head(connection: socket.socket, path: str) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X-Filler: " + b"x" * 10_000 + b"\r\n")


def endless_trailers(connection: socket.socket, path: str) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n")
    while True:
        connection.sendall(b"X-Filler: " + b"x" * 10_000 + b"\r\n")


def test_an_endless_body_stops_at_the_limit() -> None:
    got = failed(endless, limits=FetchLimits(max_raw_bytes=1_000_000, deadline_s=3))
    assert (got.code, got.retry) == ("fetch.too_large", False)


@pytest.mark.parametrize("reply", [endless_head, endless_trailers])
def test_endless_headers_stop(reply: Answer) -> None:
    assert failed(reply).code in {"fetch.too_large", "fetch.protocol", "fetch.incomplete"}


def test_large_headers_are_refused() -> None:
    assert failed(answer(PAGE, headers={"X-Large": "x" * 70_000})).code == "fetch.too_large"


def test_a_stated_length_beyond_the_limit_is_not_waited_for() -> None:
    assert failed(answer(PAGE, headers={"Content-Length": "99999999999"})).code == "fetch.too_large"


def test_a_length_that_promises_too_much_is_cut_short() -> None:
    got = failed(answer(PAGE, headers={"Content-Length": "5000"}))
    assert (got.code, got.retry) == ("fetch.incomplete", True)


def test_a_length_that_promises_too_little_ends_the_body_there() -> None:
    assert fetched(answer(PAGE, headers={"Content-Length": "6"}), wanted=ANY).body == PAGE[:6]


@pytest.mark.parametrize("length", ["-1", "1e3", "x", "1, 2", "\xb2"])
def test_a_length_that_is_none_is_no_http(length: str) -> None:
    assert failed(answer(PAGE, headers={"Content-Length": length})).code == "fetch.protocol"


ZEROS = bytes(30_000_000)


def deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


def brotli_bomb(data: bytes) -> bytes:
    brotli = pytest.importorskip("brotli")
    return bytes(brotli.compress(data, quality=1))


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": lambda data: gzip.compress(data, 9),
    "deflate": zlib.compress,
    "deflate, raw": deflated,
    "zstd": lambda data: zstd.compress(data, 1),
    "br": brotli_bomb,
    "gzip, gzip": lambda data: gzip.compress(gzip.compress(data)),
    "zstd, gzip": lambda data: gzip.compress(zstd.compress(data)),
}


def encoding(name: str) -> str:
    return "deflate" if name == "deflate, raw" else name


@pytest.mark.parametrize("name", PACKERS)
def test_packed_pages_are_unpacked(name: str) -> None:
    long = PAGE * 3000
    got = fetched(answer(PACKERS[name](long), headers={"Content-Encoding": encoding(name)}))
    assert got.body == long
    assert got.n_raw_bytes < len(long)


@pytest.mark.parametrize("name", PACKERS)
def test_bombs_stop_at_the_limit(name: str) -> None:
    packed = PACKERS[name](ZEROS)
    got = failed(answer(packed, headers={"Content-Encoding": encoding(name)}), wanted=ANY)
    assert (got.code, got.retry) == ("fetch.too_large", False)


@pytest.mark.parametrize(
    ("limits", "body", "reason"),
    [
        (FetchLimits(max_ratio=10**9), gzip.compress(ZEROS), "unpacks to more than 20,000,000 bytes"),
        (FetchLimits(max_bytes=10**9), gzip.compress(ZEROS), "unpacks to more than 100 times its size"),
        (FetchLimits(max_raw_bytes=1_000), gzip.compress(bytes(range(256)) * 9, 0), "more than 1,000 bytes were sent"),
    ],
)  # fmt: skip
def test_each_limit_holds_without_the_others(limits: FetchLimits, body: bytes, reason: str) -> None:
    chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)  # so that no length is stated
    head = {"Content-Encoding": "gzip", "Transfer-Encoding": "chunked"}
    got = failed(answer(chunked, headers=head, length=False), limits=limits, wanted=ANY)
    assert (got.code, got.reason) == ("fetch.too_large", reason)


def test_a_bomb_inside_a_bomb_stops_before_its_inner_layer_is_undone() -> None:
    """The inner layer alone passes every limit; the outer one would still be small."""
    inner = gzip.compress(gzip.compress(ZEROS))
    got = failed(
        answer(gzip.compress(inner), headers={"Content-Encoding": "gzip, gzip"}),
        wanted=frozenset({Form.PAGE}),
    )
    assert got.code == "fetch.unsupported"  # what is left is gzip again, and stays packed
    assert failed(answer(inner, headers={"Content-Encoding": "gzip, gzip"})).code == "fetch.too_large"


@pytest.mark.parametrize("name", PACKERS)
@pytest.mark.parametrize("cut", [1, 9])
def test_packed_bodies_that_are_cut_short(name: str, cut: int) -> None:
    packed = PACKERS[name](json.dumps(list(range(50_000))).encode())[:-cut]
    got = failed(answer(packed, headers={"Content-Encoding": encoding(name)}))
    assert got.code in {"fetch.incomplete", "fetch.encoding"}


@pytest.mark.parametrize("name", ["gzip", "deflate", "zstd", "br"])
def test_bodies_that_are_not_packed_as_they_say(name: str) -> None:
    if name not in ACCEPTED:
        pytest.skip("brotli is not installed")
    got = failed(answer(PAGE, headers={"Content-Encoding": name}))
    assert got.code in {"fetch.encoding", "fetch.incomplete"}


@pytest.mark.parametrize("names", ["lzma", "gzip, gzip, gzip", "compress", "aes128gcm"])
def test_encodings_that_are_not_undone(names: str) -> None:
    assert failed(answer(PAGE, headers={"Content-Encoding": names})).code == "fetch.encoding"


def test_a_window_larger_than_the_web_allows_is_refused() -> None:
    packer = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 27})
    packed = packer.compress(PAGE * 2000) + packer.flush()
    assert failed(answer(packed, headers={"Content-Encoding": "zstd"})).code == "fetch.encoding"


def test_small_pages_may_pack_better_than_the_ratio() -> None:
    dull = b"<html><p>" + b"a" * 900_000
    assert fetched(answer(gzip.compress(dull), headers={"Content-Encoding": "gzip"})).body == dull


def test_members_of_gzip_follow_one_another_and_what_follows_them_is_dropped() -> None:
    packed = gzip.compress(PAGE) + gzip.compress(PAGE) + b"rubbish"
    assert fetched(answer(packed, headers={"Content-Encoding": "x-gzip"})).body == PAGE * 2


def test_a_packed_sitemap_is_unpacked_under_limits() -> None:
    assert gunzip(gzip.compress(PAGE), FetchLimits()) == PAGE
    assert gunzip(PAGE, FetchLimits()) == PAGE
    with pytest.raises(Stopped) as caught:
        gunzip(gzip.compress(ZEROS), FetchLimits())
    assert caught.value.code == "fetch.too_large"


# --- redirects --------------------------------------------------------------------------------------


def test_redirects_are_followed_and_told() -> None:
    table = {
        "/": redirect("/a", "301 Moved Permanently"),
        "/a": redirect("b?q=1#part", "308 Permanent Redirect"),
        "/b?q=1": answer(PAGE),
    }
    with serve(pages(table)) as server:
        got = fetcher(server.port).fetch(Request(url=server.url()))
    assert isinstance(got, Fetched)
    assert got.redirects == ((301, server.url("/a")), (308, server.url("/b?q=1")))
    assert (got.url, got.moved_to, got.asked) == (server.url("/b?q=1"), server.url("/b?q=1"), server.url())


def test_one_passing_redirect_makes_the_move_a_passing_one() -> None:
    table = {
        "/": redirect("/a", "301 Moved Permanently"),
        "/a": redirect("/b", "302 Found"),
        "/b": answer(PAGE),
    }
    assert fetched(pages(table)).moved_to is None


def test_circles_and_long_chains_end() -> None:
    circle = {"/": redirect("/a"), "/a": redirect("/")}
    got, heads = asked(pages(circle))
    assert isinstance(got, Failure)
    assert (got.code, got.retry, len(heads)) == ("fetch.too_many_redirects", False, 2)

    def further(connection: socket.socket, path: str) -> None:
        connection.sendall(redirect(f"/{int(path[1:] or 0) + 1}"))

    got, heads = asked(further)
    assert isinstance(got, Failure)
    assert (got.code, len(heads)) == ("fetch.too_many_redirects", 6)


def test_cookies_are_never_sent_back() -> None:
    table = {
        "/": redirect("/a", **{"Set-Cookie": "id=7; Path=/"}),
        "/a": answer(PAGE, headers={"Set-Cookie": "id=8"}),
    }
    got, heads = asked(pages(table))
    assert isinstance(got, Fetched)
    assert not any("cookie" in head.lower() for head in heads)


@pytest.mark.parametrize("status", ["300 Multiple Choices", "302 Found", "304 Not Modified", "305 Use Proxy"])
def test_redirects_to_nowhere(status: str) -> None:
    got, _ = asked(pages({"/": answer(b"", status)}))
    assert isinstance(got, Failure)
    assert (got.code, got.retry) == ("fetch.status", False)


def test_whoever_permits_is_asked_at_every_redirect() -> None:
    seen: list[str] = []

    def permit(url: object) -> Failure | None:
        seen.append(url.text)  # type: ignore[attr-defined]
        return Failure.of("fetch.robots", "not allowed", seen[-1]) if seen[-1].endswith("/private") else None

    got, heads = asked(pages({"/": redirect("/private"), "/private": answer(PAGE)}), permit=permit)
    assert isinstance(got, Failure)
    assert (got.code, len(seen), len(heads)) == ("fetch.robots", 2, 1)


# --- conditional requests, statuses -----------------------------------------------------------------


def test_validators_go_back_verbatim_to_the_address_that_gave_them_alone() -> None:
    kept = Validators(etag='W/"a,b c"', last_modified="Tue, 15 Nov 1994 12:45:26 +0000")
    with serve(
        pages({"/": redirect("/feed"), "/feed": answer(b"", "304 Not Modified", {"ETag": '"new"'})})
    ) as server:
        got = fetcher(server.port).fetch(Request(url=server.url(), validators={server.url("/feed"): kept}))
    first, second = server.heads
    assert "If-" not in first
    assert 'If-None-Match: W/"a,b c"\r\n' in second
    assert "If-Modified-Since: Tue, 15 Nov 1994 12:45:26 +0000\r\n" in second
    assert isinstance(got, Fetched)
    assert got.unchanged
    assert got.validators == Validators(etag='"new"', last_modified=kept.last_modified)


def test_no_validator_is_ever_invented() -> None:
    _, heads = asked(
        pages({"/": answer(PAGE, headers={"Date": "Tue, 15 Nov 1994 12:45:26 GMT"})}), validators={}
    )
    assert "If-" not in heads[0]


@pytest.mark.parametrize(
    ("status", "code", "retry"),
    [
        ("400 Bad Request", "fetch.status", False), ("401 Unauthorized", "fetch.status", False), ("403 Forbidden", "fetch.status", False),
        ("404 Not Found", "fetch.status", False), ("408 Request Timeout", "fetch.unavailable", True), ("410 Gone", "fetch.gone", False),
        ("429 Too Many Requests", "fetch.busy", True), ("451 Unavailable", "fetch.status", False), ("500 Oops", "fetch.unavailable", True),
        ("503 Busy", "fetch.busy", True), ("522 Origin", "fetch.unavailable", True), ("999 Denied", "fetch.status", False),
    ],
)  # fmt: skip
def test_statuses(status: str, code: str, retry: bool) -> None:
    got = failed(answer(PAGE, status, {"Retry-After": "120"}))
    assert (got.code, got.retry, got.retry_after, got.status) == (code, retry, "120", int(status[:3]))


# --- what is no page --------------------------------------------------------------------------------

LIES = {
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3" + b"x" * 500,
    "mp4": b"\x00\x00\x00\x20ftypisom" + b"\x00" * 500,
    "zip": b"PK\x03\x04\x14\x00" + b"x" * 500,
    "png": b"\x89PNG\r\n\x1a\n" + b"x" * 500,
    "jpeg": b"\xff\xd8\xff\xe0" + b"x" * 500,
    "webm": b"\x1aE\xdf\xa3" + b"x" * 500,
    "elf": b"\x7fELF" + b"\x00" * 500,
    "gzip": b"\x1f\x8b\x08" + b"x" * 500,
    "noise": bytes(range(256)) * 9,
    "nuls": b"<html>" + b"\x00" * 500,
}


@pytest.mark.parametrize("name", LIES)
def test_films_and_archives_called_pages_are_refused(name: str) -> None:
    got = failed(
        answer(LIES[name], headers={"Content-Type": "text/html"}), wanted=frozenset({Form.PAGE, Form.TEXT})
    )
    assert (got.code, got.retry) == ("fetch.unsupported", False)


@pytest.mark.parametrize(
    "stated", ["application/pdf", "video/mp4", "image/svg+xml", "application/zip", "Audio/MPEG; x=y"]
)
def test_what_the_server_calls_a_film_is_not_even_read(stated: str) -> None:
    def reply(connection: socket.socket, path: str) -> None:
        connection.sendall(answer(b"", headers={"Content-Type": stated, "Content-Length": "9000000"}))
        connection.recv(1)  # the body never comes

    assert failed(reply).code == "fetch.unsupported"


@pytest.mark.parametrize(
    ("body", "form"),
    [
        (b"", Form.EMPTY), (b" \n", Form.EMPTY), (b"\xef\xbb\xbf<!DOCTYPE html><p>x", Form.PAGE), (b"plain words", Form.TEXT),
        (b"<?xml version='1.0'?><!-- c --><rss/>", Form.FEED), (b"<feed xmlns='x'>", Form.FEED), (b"<rdf:RDF>", Form.FEED),
        (b'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "b">]><rss>', Form.FEED), (b"<urlset>", Form.SITEMAP),
        (b"<sm:sitemapindex>", Form.SITEMAP), (b'{"a": 1}', Form.JSON), (b"<?xml version='1.0'?><other/>", Form.XML),
        ("<html><p>é".encode("utf-16"), Form.PAGE), ("<rss>".encode("utf-16-be"), Form.TEXT), (b"<?xml version='1.0'?><html>", Form.PAGE),
        ("Привет, это текст".encode("cp1251"), Form.TEXT), (b"\x1b[31mred", Form.TEXT),
    ],
)  # fmt: skip
def test_forms(body: bytes, form: Form) -> None:
    if body == "<rss>".encode("utf-16-be"):  # without a mark and a head nothing tells it from noise
        form = Form.BINARY
    assert fetched(answer(body, headers={"Content-Type": "text/html"}), wanted=ANY).form is form


# --- connections ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
        b"\x00" * 300,
        b"HTTP/1.1 200 OK\r\nNo colon\r\n\r\n",
        b"HTTP/1.1 200",
    ],
)
def test_what_is_no_http(reply: bytes) -> None:
    got = failed(lambda connection, path: connection.sendall(reply))
    assert (got.code, got.retry) == ("fetch.protocol", True)


def test_nobody_there() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    got = fetcher(port).fetch(Request(url=f"http://news.test:{port}/"))
    assert isinstance(got, Failure)
    assert (got.code, got.retry) == ("fetch.connect", True)


def test_the_next_address_of_a_name_is_tried() -> None:
    with serve(pages({"/": answer(PAGE)})) as server:
        names, connections = Names({"two.test": [["127.0.0.77", "127.0.0.1"]]}), Connections()
        got = fetcher(server.port, names=names, connections=connections).fetch(
            Request(url=server.url(host="two.test"))
        )
    assert isinstance(got, Fetched)
    assert [a for a, _ in connections.made] == ["127.0.0.77", "127.0.0.1"]


def test_unknown_names() -> None:
    got = fetcher().fetch(Request(url="http://nowhere.invalid/"))
    assert isinstance(got, Failure)
    assert (got.code, got.retry) == ("fetch.dns", True)


def test_proxies_of_the_environment_are_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.delenv("no_proxy", raising=False)
    assert fetched(answer(PAGE)).status == 200


def tls_server() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    return context


def trusting() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(CERTIFICATE))


def test_the_name_goes_into_tls_and_is_checked_against_the_certificate() -> None:
    with serve(pages({"/": answer(PAGE)}), tls_server()) as server:
        good = fetcher(server.port, tls=trusting()).fetch(Request(url=server.url(scheme="https")))
        other = fetcher(server.port, tls=trusting()).fetch(
            Request(url=server.url(scheme="https", host="other.test"))
        )
        stranger = fetcher(server.port).fetch(Request(url=server.url(scheme="https")))
    assert isinstance(good, Fetched)
    assert server.names == ["news.test", "other.test", "news.test"]
    assert isinstance(other, Failure)
    assert isinstance(stranger, Failure)
    assert other.code == stranger.code == "fetch.tls"


def test_plain_speech_where_tls_is_wanted() -> None:
    def reply(connection: socket.socket, path: str) -> None:
        raise AssertionError("a request came through")

    with serve(reply) as server:
        got = fetcher(server.port, limits=FetchLimits(deadline_s=0.3)).fetch(
            Request(url=server.url(scheme="https"))
        )
    assert isinstance(got, Failure)
    assert got.code in {"fetch.tls", "fetch.timeout"}
