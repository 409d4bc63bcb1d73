"""Addresses that must not be reached: none of them costs a single connection."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loopback import Connections, Names, fetcher, pages, redirect, serve
from sayso.ingest.net import PRIVATE_TOO, PUBLIC, Failure, Request, WebUrl, web_url
from sayso.ingest.net.addresses import plain_ip

LITERALS = [
    "127.0.0.1", "127.1", "127.0.1", "0x7f000001", "0X7F.1", "2130706433", "017700000001", "0177.0.0.1", "0", "0.0.0.0",
    "127.0.0.1.", "１２７.０.０.１", "127。0。0。1", "①②⑦.⓪.⓪.①", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.254",
    "192.168.1.1", "169.254.169.254", "0xa9fea9fe", "2852039166", "100.64.0.1", "100.127.255.254", "100.100.100.200", "192.0.0.1",
    "192.0.2.7", "192.88.99.1", "198.18.0.1", "198.19.255.255", "198.51.100.3", "203.0.113.9", "224.0.0.1", "239.255.255.250",
    "240.0.0.1", "255.255.255.255", "[::]", "[::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:0:7f00:1]", "[::127.0.0.1]",
    "[64:ff9b::7f00:1]", "[64:ff9b::127.0.0.1]", "[64:ff9b:1::1]", "[2002:7f00:1::]", "[2001:0:7f00:1::]", "[2001:db8::1]",
    "[2001:2::1]", "[2001:10::1]", "[2001:20::1]", "[3fff::1]", "[5f00::1]", "[fc00::1]", "[fd00::1]", "[fd00:ec2::254]",
    "[fe80::1]", "[febf::1]", "[fec0::1]", "[ff02::1]", "[100::1]", "[4000::1]", "[2a00:1450:4001:800::5efe:7f00:1]",
]  # fmt: skip


@pytest.mark.parametrize("host", LITERALS)
def test_an_address_that_is_not_public_is_refused_before_any_connection(host: str) -> None:
    names, connections = Names(), Connections()
    got = fetcher(names=names, connections=connections, policy=PUBLIC).fetch(Request(url=f"http://{host}/"))
    assert isinstance(got, Failure)
    assert (got.code, got.retry) == ("fetch.ssrf", False)
    assert (names.asked, connections.made) == ([], [])


@pytest.mark.parametrize("host", LITERALS)
def test_a_name_with_such_an_address_is_refused_too(host: str) -> None:
    address = plain_ip(host.strip("[]")) if host.isascii() else ipaddress.ip_address("127.0.0.1")
    names, connections = Names({"rebound.test": [[str(address)]]}), Connections()
    got = fetcher(names=names, connections=connections, policy=PUBLIC).fetch(
        Request(url="https://rebound.test/")
    )
    assert isinstance(got, Failure)
    assert (got.code, connections.made) == ("fetch.ssrf", [])


@pytest.mark.parametrize(
    "answers", [["93.184.215.14", "10.0.0.1"], ["10.0.0.1", "93.184.215.14"], ["93.184.215.14", "::1"]]
)
def test_one_private_address_among_public_ones_is_enough(answers: list[str]) -> None:
    names, connections = Names({"two.test": [answers]}), Connections()
    got = fetcher(names=names, connections=connections, policy=PUBLIC).fetch(Request(url="http://two.test/"))
    assert isinstance(got, Failure)
    assert (got.code, connections.made) == ("fetch.ssrf", [])


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("file:///etc/passwd", "fetch.scheme"), ("ftp://news.test/", "fetch.scheme"), ("gopher://news.test:70/_x", "fetch.scheme"),
        ("data:text/html,<p>x", "fetch.scheme"), ("javascript:alert(1)", "fetch.scheme"), ("news.test/", "fetch.scheme"), ("", "fetch.scheme"),
        ("//news.test/", "fetch.scheme"), ("http:///x", "fetch.bad_url"), ("http://", "fetch.bad_url"), ("http://[bad", "fetch.bad_url"),
        ("http://a@news.test/", "fetch.bad_url"), ("http://a:b@news.test/", "fetch.bad_url"), ("http://news.test@10.0.0.1/", "fetch.bad_url"),
        ("http://@news.test/", "fetch.bad_url"), ("http://news.test/\r\nX-Injected: 1", "fetch.bad_url"), ("http://news.test/\x00", "fetch.bad_url"),
        ("http://news\t.test/", "fetch.bad_url"), ("http://news.test\\@10.0.0.1/", "fetch.bad_url"), ("http://new s.test/", "fetch.bad_url"),
        ("http://[fe80::1%25eth0]/", "fetch.bad_url"), ("http://news.test:99999/", "fetch.bad_url"), ("http://news.test:x/", "fetch.bad_url"),
        ("http://news..test/", "fetch.bad_url"), ("http://.test/", "fetch.bad_url"), ("http://-a.test/", "fetch.bad_url"),
        ("http://" + "a" * 64 + ".test/", "fetch.bad_url"), ("http://" + "a." * 150 + "test/", "fetch.bad_url"), ("http://1.2.3.4.5/", "fetch.bad_url"),
        ("http://256.1.1.1/", "fetch.bad_url"), ("http://0x/", "fetch.bad_url"), ("http://news.test/" + "a" * 9000, "fetch.bad_url"),
        ("http://news.test:22/", "fetch.port"), ("http://news.test:6379/", "fetch.port"), ("https://news.test:25/", "fetch.port"),
        ("http://\u202enews.test/", "fetch.bad_url"), ("http://xn--\u00e9.test/", "fetch.bad_url"), ("http://news.test%2f@10.0.0.1/", "fetch.bad_url"),
    ],
)  # fmt: skip
def test_tricks_in_addresses(url: str, code: str) -> None:
    names, connections = Names(), Connections()
    got = fetcher(names=names, connections=connections).fetch(Request(url=url))
    assert isinstance(got, Failure)
    assert (got.code, got.retry, names.asked, connections.made) == (code, False, [], [])


def test_a_password_in_an_address_is_not_repeated() -> None:
    got = fetcher().fetch(Request(url="http://me:secret@news.test/"))
    assert isinstance(got, Failure)
    assert "secret" not in repr(got)


def test_the_connection_goes_to_the_address_that_was_checked() -> None:
    """The name server answers publicly once and privately ever after: it is asked once."""
    with serve(pages({"/": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"})) as server:
        names, connections = Names({"turning.test": [["127.0.0.1"], ["10.0.0.1"]]}), Connections()
        got = fetcher(server.port, names=names, connections=connections).fetch(
            Request(url=server.url(host="turning.test"))
        )
    assert not isinstance(got, Failure)
    assert (names.asked, connections.made) == (["turning.test"], [("127.0.0.1", server.port)])
    assert f"Host: turning.test:{server.port}" in server.heads[0]


@pytest.mark.parametrize(
    "target",
    ["http://10.0.0.1/", "http://inside.test/", "http://169.254.169.254/latest/", "http://[64:ff9b::a00:1]/"],
)
def test_a_redirect_into_a_private_network_is_refused(target: str) -> None:
    with serve(pages({"/": redirect(target)})) as server:
        names, connections = Names({"inside.test": [["192.168.0.10"]]}), Connections()
        allowed = fetcher(server.port, 80, names=names, connections=connections)
        got = allowed.fetch(Request(url=server.url()))
    assert isinstance(got, Failure)
    assert (got.code, got.retry, len(got.redirects)) == ("fetch.ssrf", False, 1)
    assert connections.made == [("127.0.0.1", server.port)]


@pytest.mark.parametrize(
    "target",
    [
        "file:///etc/passwd",
        "ftp://news.test/",
        "http://a:b@news.test/",
        "http://news.test:23/",
        "//10.0.0.1:22/",
    ],
)
def test_a_redirect_to_what_is_no_address_of_the_web_is_refused(target: str) -> None:
    with serve(pages({"/": redirect(target)})) as server:
        got = fetcher(server.port, 80).fetch(Request(url=server.url()))
    assert isinstance(got, Failure)
    assert got.code in {"fetch.scheme", "fetch.bad_url", "fetch.port"}
    assert server.n_connections == 1


def test_the_second_look_at_a_name_after_a_redirect_is_checked_too() -> None:
    with serve(pages({"/": redirect("/next")})) as server:
        names, connections = Names({"turning.test": [["127.0.0.1"], ["10.0.0.1"]]}), Connections()
        got = fetcher(server.port, names=names, connections=connections).fetch(
            Request(url=server.url(host="turning.test"))
        )
    assert isinstance(got, Failure)
    assert (got.code, len(connections.made)) == ("fetch.ssrf", 1)


@pytest.mark.parametrize(
    "host", ["10.1.2.3", "192.168.1.1", "172.20.0.1", "127.0.0.1", "100.64.3.4", "::1", "fd12::1", "8.8.8.8"]
)
def test_intranets_open_by_setting(host: str) -> None:
    assert PRIVATE_TOO.objection(ipaddress.ip_address(host)) is None


@pytest.mark.parametrize(
    "host",
    [
        "169.254.169.254",
        "fe80::1",
        "fd00:ec2::254",
        "100.100.100.200",
        "0.0.0.0",
        "224.0.0.1",
        "64:ff9b::a00:1",
        "::ffff:10.0.0.1",
    ],
)
def test_what_stays_shut_when_intranets_are_open(host: str) -> None:
    assert PRIVATE_TOO.objection(ipaddress.ip_address(host)) is not None


@pytest.mark.parametrize(
    "host",
    [
        "8.8.8.8",
        "93.184.215.14",
        "1.1.1.1",
        "2606:4700::1111",
        "2a00:1450:4001:800::200e",
        "2001:4860:4860::8888",
    ],
)
def test_public_addresses_are_public(host: str) -> None:
    assert PUBLIC.objection(ipaddress.ip_address(host)) is None


@given(st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)))
def test_whatever_python_knows_to_be_special_is_refused(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    special = (
        not address.is_global
        or address.is_multicast
        or address.is_private
        or address.is_loopback
        or address.is_link_local
    )
    inside = (
        getattr(address, "ipv4_mapped", None)
        or getattr(address, "sixtofour", None)
        or getattr(address, "teredo", None)
    )
    if special or inside:
        assert PUBLIC.objection(address) is not None


@given(
    st.ip_addresses(v=4, network="127.0.0.0/8"),
    st.sampled_from(["{0}", "{1}", "0x{1:x}", "0{1:o}", "{2}.{3}", "0x{2:x}.0{3:o}"]),
)
def test_every_spelling_of_a_loopback_address_is_seen_through(
    address: ipaddress.IPv4Address, form: str
) -> None:
    number = int(address)
    got = fetcher(policy=PUBLIC).fetch(
        Request(url=f"http://{form.format(address, number, number >> 24, number & 0xFFFFFF)}/")
    )
    assert isinstance(got, Failure)
    assert got.code == "fetch.ssrf"


def test_an_international_name_is_asked_for_in_punycode_and_shown_as_it_is() -> None:
    url = web_url("HTTPS://Bücher.Example/Straße?q=ä b".replace(" ", "%20") + "#part")
    assert isinstance(url, WebUrl)
    assert (url.host, url.shown) == ("xn--bcher-kva.example", "bücher.example")
    assert url.text == "https://xn--bcher-kva.example/Stra%C3%9Fe?q=%C3%A4%20b"
    lookalike = web_url("https://раураl.example/")
    assert isinstance(lookalike, WebUrl)
    assert lookalike.host.startswith("xn--")
