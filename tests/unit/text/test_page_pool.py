from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sayso.text import page_child
from sayso.text.page_frames import read_answer, write_question
from sayso.text.page_pool import ChildLimits, PagePool

BODY = "".join(
    f"<p>The harbour master of Gorny closed basin number {n} on Monday after a crane fell into it, his office said.</p>"
    for n in range(9)
)
PAGE = f"<html><head><title>Port shut</title></head><body><article><h1>Port shut</h1>{BODY}</article></body></html>".encode()
#: 200,000 attributes on one tag keep both parsers busy for a minute.
SLOW = b"<html><body><div " + b" ".join(b"a%d=1" % n for n in range(200_000)) + b">" + BODY.encode()


@pytest.fixture
def pool() -> Iterator[PagePool]:
    with PagePool(size=1) as made:
        yield made


def test_one_child_reads_page_after_page(pool: PagePool) -> None:
    first = pool.extract(PAGE)
    assert first.text.count("harbour master") == 9
    assert (first.head.title, first.extractor, first.lost) == ("Port shut", "trafilatura", False)
    assert [pool.extract(PAGE) for _ in range(5)] == [first] * 5
    assert pool.n_started == 1


def test_nothing_is_started_before_the_first_page() -> None:
    with PagePool() as pool:
        assert pool.n_started == 0


@pytest.mark.skipif(page_child.resource is None, reason="no limits on this system")
def test_a_page_that_takes_too_long_is_given_up_and_the_next_is_read() -> None:
    with PagePool(ChildLimits(cpu_s=1, plain_cpu_s=1), size=1) as pool:
        found = pool.extract(SLOW)
        assert (found.text, found.lost) == ("", True)
        assert pool.extract(PAGE).text.count("harbour master") == 9


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="memory is counted on Linux alone")
def test_a_page_that_takes_too_much_memory_is_given_up_and_the_next_is_read() -> None:
    large = b"<html><body>" + BODY.encode() * 4000
    with PagePool(ChildLimits(memory_bytes=40_000_000), size=1) as pool:
        assert pool.extract(large).lost
        assert pool.extract(PAGE).text.count("harbour master") == 9


def test_a_child_that_was_ended_is_replaced(pool: PagePool) -> None:
    pool.extract(PAGE)
    (child,) = pool._idle
    child._process.kill()
    child._process.wait()
    assert pool.extract(PAGE).text
    assert pool.n_started == 2


@pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="no such signal on this system")
def test_a_child_that_does_not_answer_is_ended_by_the_clock() -> None:
    with PagePool(ChildLimits(wall_s=3), size=1) as pool:
        pool.extract(PAGE)
        (child,) = pool._idle
        os.kill(child._process.pid, signal.SIGSTOP)
        found = pool.extract(PAGE)
        assert (found.extractor, found.lost) == ("resiliparse", True)
        assert "harbour master" in found.text


def test_a_child_that_keeps_memory_is_replaced() -> None:
    with PagePool(ChildLimits(grown_bytes=-1), size=1) as pool:
        assert pool.extract(PAGE) == pool.extract(PAGE)
        assert pool.n_started == 2


def test_a_closed_pool_has_no_children_and_starts_new_ones(pool: PagePool) -> None:
    pool.extract(PAGE)
    (child,) = pool._idle
    pool.close()
    assert not child.lives
    assert pool.extract(PAGE).text
    assert pool.n_started == 2


def test_modules_of_the_working_folder_are_not_met(
    pool: PagePool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "trafilatura.py").write_text("raise SystemExit(3)")
    monkeypatch.chdir(tmp_path)
    assert pool.extract(PAGE).extractor == "trafilatura"


def test_a_system_without_limits_answers_the_same(monkeypatch: pytest.MonkeyPatch, pool: PagePool) -> None:
    monkeypatch.setattr(page_child, "resource", None)
    asked, answered = io.BytesIO(), io.BytesIO()
    write_question(asked, {"mode": "standard", "latest": None, "cpu_s": 5}, PAGE)
    asked.seek(0)
    page_child._limit_memory(1)
    page_child.serve(asked, answered, page_child._limit_cpu)
    answered.seek(0)
    first, last = read_answer(answered), read_answer(answered)
    assert first is not None
    assert last is not None
    assert read_answer(answered) is None
    assert last["text"] == pool.extract(PAGE).text


def test_an_answer_that_ends_early_is_none() -> None:
    assert read_answer(io.BytesIO(b"")) is None
    assert read_answer(io.BytesIO(b"\x00\x00\x00\x09{}")) is None
    assert read_answer(io.BytesIO(b"\xff\xff\xff\xff{}")) is None
    assert read_answer(io.BytesIO(b"\x00\x00\x00\x02[]")) is None
    assert read_answer(io.BytesIO(b"\x00\x00\x00\x02{{")) is None


def test_the_day_is_looked_for_in_the_words_where_the_head_has_none() -> None:
    page = PAGE.replace(b"</article>", b"<p>Published 16 May 2024</p></article>")
    with PagePool(size=1) as pool:
        found = pool.extract(page, latest="2024-06-01T00:00:00+00:00")
        assert found.head.published is None or found.head.published_from == "byline"
        assert (found.head.published or found.day) == "2024-05-16"
