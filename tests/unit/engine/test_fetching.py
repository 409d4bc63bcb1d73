from __future__ import annotations

import pytest

from sayso.engine.config import load_settings
from sayso.engine.fetching import build_fetcher
from sayso.errors import ConfigError
from sayso.ingest.net import PRIVATE_TOO, PUBLIC, Failure, Request


def test_settings_become_a_fetcher() -> None:
    plain = build_fetcher(load_settings({}))
    assert (plain.network.policy, plain.network.ports, plain.limits.deadline_s) == (PUBLIC, {80, 443}, 30.0)
    assert plain.agent.startswith("sayso/")
    told = build_fetcher(
        load_settings(
            {},
            flags={
                "fetch.allow_private": True,
                "fetch.ports": "80, 443 8080",
                "fetch.contact": "https://example.org/us",
                "fetch.timeout_s": 5,
                "fetch.max_bytes": 1000,
                "limits.max_bytes": 2000,
            },
        )
    )
    assert (told.network.policy, told.network.ports) == (PRIVATE_TOO, {80, 443, 8080})
    assert told.agent.endswith("(+https://example.org/us)")
    assert (told.limits.max_raw_bytes, told.limits.max_bytes, told.limits.deadline_s) == (1000, 2000, 5.0)


@pytest.mark.parametrize("ports", ["", "http", "0", "65536", "80;443", "-1", "80 ٤٤٣"])
def test_ports_that_are_none(ports: str) -> None:
    with pytest.raises(ConfigError, match=r"fetch\.ports"):
        build_fetcher(load_settings({}, flags={"fetch.ports": ports}))


def test_a_contact_that_is_none() -> None:
    with pytest.raises(ConfigError, match=r"fetch\.contact"):
        build_fetcher(load_settings({}, flags={"fetch.contact": "call us"}))


@pytest.mark.parametrize(
    "url", ["http://localhost/", "http://127.0.0.1/", "https://[::1]/", "http://169.254.169.254/"]
)
def test_this_machine_is_not_asked_unless_a_setting_says_so(url: str) -> None:
    got = build_fetcher(load_settings({})).fetch(Request(url=url))
    assert isinstance(got, Failure)
    assert got.code == "fetch.ssrf"
