"""A thousand and more hostile or odd inputs: each ends in a report or a coded refusal, never in a traceback."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from bench.hostile import PLAIN, made, nasty
from sayso.engine.catalog import Given, build_parts, build_pipeline
from sayso.engine.config import load_settings
from sayso.engine.pipeline import Pipeline, Tally
from sayso.errors import REFUSAL_CODES
from sayso.ingest import Limits, read_source
from sayso.records import Article, Item, Refusal
from sayso.text import make_article

N_MADE = 1000


def items(bodies: list[str | bytes]) -> list[Item]:
    return [
        Item(name=f"input-{n}", body=body, html=n % 7 == 0, published="2023-09-14")
        for n, body in enumerate(bodies)
    ]


@pytest.mark.slow
def test_the_text_room_takes_anything() -> None:
    every = items([*nasty(), *made(N_MADE)])
    ended = [make_article(item) for item in every]
    assert len(ended) == len(every) > 1000
    assert {r.code for r in ended if isinstance(r, Refusal)} <= set(REFUSAL_CODES)
    assert not [r for r in ended if isinstance(r, Refusal) and r.code == "internal"]
    articles = [a for a in ended if isinstance(a, Article)]
    assert articles
    for article in articles:
        end = 0
        for sentence in article.sentences:
            assert end <= sentence.span.start < sentence.span.end <= len(article.text)
            end = sentence.span.end
            assert all(sentence.span.contains(w) and w.of(article.text).strip() for w in sentence.words)


def test_ten_megabytes_are_refused_by_size(tmp_path: Path) -> None:
    big = tmp_path / "big.txt"
    big.write_text(PLAIN * (10_000_000 // len(PLAIN) + 1))
    (only,) = read_source(str(big), limits=Limits())
    assert isinstance(only, Refusal)
    assert only.code == "input.too_large"


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    settings = load_settings({})
    return build_pipeline(settings, build_parts(settings, Given()))


def small() -> list[str | bytes]:
    """What the whole way reads here: those made by hand that are short, and all the random ones."""
    return [*(body for body in nasty() if len(body) <= 6000), *made(N_MADE)]


@pytest.mark.slow
def test_the_whole_way_balances(tmp_path: Path, pipeline: Pipeline) -> None:
    bodies = small()
    for number, body in enumerate(bodies):
        data = body if isinstance(body, bytes) else body.encode("utf-8", "surrogatepass")
        (tmp_path / f"{number:04d}.{'html' if number % 7 == 0 else 'txt'}").write_bytes(data)
    tally = Tally()
    for result in pipeline.run([str(tmp_path)]):
        tally.add(result)
    assert tally.n_inputs == len(bodies) > 1000
    assert tally.refused["internal"] == 0, tally.refused
    assert set(tally.refused) <= set(REFUSAL_CODES)
    assert tally.coded > 20


@pytest.mark.slow
@pytest.mark.parametrize(
    "body",
    [
        pytest.param((PLAIN * 1100)[:100_000], id="one line of 100,000 characters"),
        pytest.param("a" * 100_000, id="one word of 100,000 characters"),
        pytest.param("that Kim said " * 2000, id="a sentence without end"),
    ],
)
def test_long_lines(body: str, tmp_path: Path, pipeline: Pipeline) -> None:
    path = tmp_path / "long.txt"
    path.write_text(body)
    tally = Tally()
    for result in pipeline.run([str(path)]):
        tally.add(result)
    assert tally.n_inputs == 1
    assert tally.refused["internal"] == 0


def rows(path: Path, write: Callable[[bytes], object]) -> None:
    for number in range(50):
        write(json.dumps({"id": str(number), "text": f"{PLAIN}{number}"}).encode() + b"\n")
    write(b'{"text": 5}\n[1]\nnot json\n{}\n\n{"html": "<p>"}\n{"text": "\\ud800"}\n')


def test_rows_balance(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    with path.open("wb") as out:
        rows(path, out.write)
    ended = list(read_source(str(path), limits=Limits()))
    assert len(ended) == 56
    assert [e.code for e in ended if isinstance(e, Refusal)] == [
        "input.bad_row",
        "input.bad_row",
        "input.bad_row",
        "input.no_text",
    ]


def test_a_cut_archive_keeps_its_good_rows(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl.gz"
    with gzip.open(path, "wb") as out:
        rows(path, partial(out.write))
    path.write_bytes(path.read_bytes()[:-40])
    ended = list(read_source(str(path), limits=Limits()))
    assert isinstance(ended[-1], Refusal)
    assert ended[-1].code == "input.truncated"
    assert sum(isinstance(e, Item) for e in ended) > 10
