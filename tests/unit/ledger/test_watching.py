"""The memory of a watch: every entry is one job, and every job has one outcome."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledgers import open_ledger
from sayso.ledger import Entry, FeedRow, Ledger, Outcome, Watch

FEED, OTHER = "https://paper.example/rss", "https://wire.example/rss"


def at(minute: int) -> str:
    return f"2026-11-26T12:{minute:02d}:00+00:00"


def entry(key: str, digest: str = "d", host: str = "paper.example") -> Entry:
    return Entry(key=key, digest=digest, name=f"{FEED}#{key}", host=host, payload={"url": key})


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "l.db") as opened:
        yield opened


@pytest.fixture
def watch(ledger: Ledger) -> Watch:
    return ledger.watch


def test_an_entry_is_taken_once_and_again_when_its_words_change(watch: Watch) -> None:
    assert watch.take(FEED, [entry("a"), entry("b"), entry("a")], at(0)) == 2
    assert watch.take(FEED, [entry("a"), entry("b")], at(1)) == 0
    assert watch.take(FEED, [entry("a", "other words")], at(2)) == 1
    assert watch.take(OTHER, [entry("a")], at(3)) == 1
    jobs = watch.lease(at(5), at(9), 10)
    assert [(j.feed, j.payload["url"], j.again) for j in jobs] == [
        (FEED, "a", False), (FEED, "b", False), (FEED, "a", True), (OTHER, "a", False),
    ]  # fmt: skip


def test_a_lease_keeps_others_off_until_it_is_over(watch: Watch) -> None:
    watch.take(FEED, [entry("a"), entry("b", host="else.example")], at(0))
    (one,) = watch.lease(at(1), at(5), 1)
    assert [j.payload["url"] for j in watch.lease(at(2), at(6), 9)] == ["b"]
    assert watch.lease(at(3), at(6), 9) == []
    (again,) = watch.lease(at(5), at(9), 1)
    assert (again.number, again.attempts) == (one.number, 2)


def test_a_busy_host_is_left_alone(watch: Watch) -> None:
    watch.take(FEED, [entry("a"), entry("b", host="else.example")], at(0))
    (job,) = watch.lease(at(1), at(5), 9, busy=["paper.example"])
    assert job.host == "else.example"


def test_the_first_outcome_stands_and_counts_are_exact(watch: Watch) -> None:
    watch.take(FEED, [entry(k) for k in "abcde"], at(0))
    jobs = watch.lease(at(1), at(5), 4)
    watch.done(jobs[0].number, Outcome.CODED, at(2), article_id="r1")
    watch.done(jobs[0].number, Outcome.REFUSED, at(3), code="text.empty")
    watch.done(jobs[1].number, Outcome.REFUSED, at(2), code="html.no_body")
    watch.later(jobs[2].number, at(30), code="fetch.status")
    counts = watch.counts()
    assert (counts.entries, counts.outcomes) == (5, {"coded": 1, "refused": 1})
    assert (counts.refusals, counts.waiting, counts.leased) == ({"html.no_body": 1}, 3, 1)
    assert counts.oldest == at(0)
    assert watch.counts(since=at(3)).outcomes == {}
    assert watch.by_feed() == {FEED: {"coded": 1, "refused": 1, "waiting": 3}}
    assert [j.payload["url"] for j in watch.lease(at(4), at(9), 9)] == ["e"]
    assert watch.lease(at(30), at(40), 9)[0].number in {jobs[2].number, jobs[3].number}


def test_a_job_put_back_was_never_tried(watch: Watch) -> None:
    watch.take(FEED, [entry("a")], at(0))
    (job,) = watch.lease(at(1), at(5), 1)
    watch.put_back(job.number)
    (again,) = watch.lease(at(1), at(5), 1)
    assert again.attempts == 1


def test_a_clock_set_wrong_stops_nothing_for_good(watch: Watch) -> None:
    watch.keep_feed(FeedRow(feed=FEED, state={}, due_at="2027-11-26T12:00:00+00:00"))
    watch.take(FEED, [entry("a"), entry("b")], at(0))
    (job,) = watch.lease(at(1), "2027-11-26T12:00:00+00:00", 1)
    watch.later(watch.lease(at(1), at(5), 1)[0].number, "2027-11-26T12:00:00+00:00")
    assert watch.mend(at(2), "2026-11-27T13:00:00+00:00", released=False) == 3
    assert {j.number for j in watch.lease(at(2), at(5), 9)} >= {job.number}
    row = watch.feed(FEED)
    assert row is not None
    assert row.due_at == at(2)
    assert watch.mend(at(3), "2026-11-27T13:00:00+00:00", released=True) == 2
    assert len(watch.lease(at(3), at(5), 9)) == 2


def test_feeds_and_hosts_are_remembered_as_they_are(ledger: Ledger, watch: Watch) -> None:
    row = FeedRow(
        feed=FEED, state={"etag": '"ü"'}, due_at=at(9), last_ok_at=at(1), failures=2, code="fetch.dns"
    )
    watch.keep_feed(row)
    watch.keep_host("paper.example", {"robots": "User-agent: *"})
    ledger.commit()
    assert watch.feed(FEED) == row
    assert watch.feeds() == [row]
    assert watch.feed(OTHER) is None
    assert watch.host("paper.example") == {"robots": "User-agent: *"}
    assert watch.host("else.example") is None
    assert watch.next_due() == at(9)


STEPS = st.lists(
    st.tuples(st.sampled_from(["take", "lease", "done", "later", "back"]), st.integers(0, 5)), max_size=40
)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_whatever_happens_every_entry_has_one_job_and_at_most_one_outcome(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    path = tmp_path_factory.mktemp("watch") / "l.db"
    taken: set[tuple[str, str]] = set()
    held: list[int] = []
    ended: Counter[int] = Counter()
    with open_ledger(path) as ledger:
        watch = ledger.watch
        for minute, (step, n) in enumerate(steps):
            if step == "take":
                key = (str(n), str(n % 2))
                assert watch.take(FEED, [entry(*key)], at(minute)) == (key not in taken)
                taken.add(key)
            elif step == "lease":
                held += [j.number for j in watch.lease(at(minute), at(minute + 2), n)]
            elif held:
                job = held[n % len(held)]
                if step == "done":
                    watch.done(job, Outcome.CODED, at(minute))
                    ended[job] = 1
                elif step == "later":
                    watch.later(job, at(minute + n))
                else:
                    watch.put_back(job)
        counts = watch.counts()
        assert counts.entries == len(taken)
        assert counts.outcomes.get("coded", 0) == ended.total()
        assert counts.waiting == len(taken) - ended.total()
