import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.faces.api.rates import Buckets, network_of


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_and_then_so_many_a_second() -> None:
    clock = Clock()
    buckets = Buckets(2.0, 5, clock)
    assert [buckets.take("a").allowed for _ in range(6)] == [True] * 5 + [False]
    clock.now += 0.5
    assert buckets.take("a").allowed
    taken = buckets.take("a")
    assert not taken.allowed
    assert (taken.left, taken.wait_s, taken.reset_s) == (0, 1, 3)


def test_callers_do_not_share() -> None:
    buckets = Buckets(1.0, 1, Clock())
    assert buckets.take("a").allowed
    assert buckets.take("b").allowed
    assert not buckets.take("a").allowed


def test_memory_is_bounded() -> None:
    buckets = Buckets(1.0, 1, Clock(), most=100)
    for n in range(1_000):
        buckets.take(n)
    assert len(buckets._held) == 100


@given(st.lists(st.floats(0, 10), max_size=50))
def test_never_more_than_the_policy_allows(pauses: list[float]) -> None:
    clock = Clock()
    buckets = Buckets(3.0, 4, clock)
    allowed = 0
    for pause in pauses:
        clock.now += pause
        allowed += buckets.take("a").allowed
    assert allowed <= 4 + 3.0 * clock.now + 1e-6


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_owners_of_addresses(address: str, network: str) -> None:
    assert network_of(address) == network
