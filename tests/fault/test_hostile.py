"""A thousand and more hostile or odd inputs: each ends in a report or a coded refusal, never in a traceback."""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from sayso.engine.catalog import Given, build_parts, build_pipeline
from sayso.engine.config import load_settings
from sayso.engine.pipeline import Pipeline, Tally
from sayso.errors import REFUSAL_CODES
from sayso.ingest import Limits, read_source
from sayso.records import Article, Item, Refusal
from sayso.text import make_article

PLAIN = "Soldiers attacked a village near the border on Monday, killing four people, the governor said. "
N_MADE = 1000


def nasty() -> list[str | bytes]:
    """Inputs made by hand, each for one way of going wrong."""
    zalgo = "".join(c + "\u0301\u0316\u035c\u0489" * 9 for c in PLAIN)
    return [
        "", " \n\t ", "\x00" * 100, "\ufeff", "🙂🔥" * 500, "1234567890 " * 50, "!?…" * 300, PLAIN * 1000,
        "a" * 100_000, PLAIN[:-2].replace(" ", "_") * 1000, (PLAIN * 1100)[:100_000], "word " * 20_000,
        "\u202e" + PLAIN + "\u202d", "\u200f" * 1000 + PLAIN, zalgo, "\ud800" + PLAIN + "\udfff",
        "\n".join(["One"] * 5000), "\n".join([PLAIN] * 300), '"' * 3000 + PLAIN, "(" * 5000, ")" * 5000,
        "“" + PLAIN, PLAIN + "”" * 50, "." * 20_000, ". " * 10_000, "Mr. " * 5000, "U.S. " * 5000, "-" * 50_000,
        "He said " * 3000, "that Kim said " * 2000, "and " * 9000, "not " * 4000, ("Russia, " * 5000) + "met.",
        "<html>" * 500 + PLAIN, "<div>" * 3000 + PLAIN + "</div>" * 3000, "<p>" * 5000, "<html><body></body></html>",
        "<html><body><script>" + "x" * 10_000 + "</script></body></html>", "<!doctype html><p>" + PLAIN,
        "<html><body><article><p>" + PLAIN * 20 + "</p></article></body></html>", "<" * 20_000, "<a " * 9000,
        "&amp;" * 5000, "<html><body><p>" + "&#x1F600;" * 3000 + "</p></body></html>",
        "Президент России заявил в среду, что переговоры прошли успешно. " * 40,
        "La réunion entre les deux présidents a eu lieu mercredi à Paris, selon le ministère. " * 40,
        "平壌で会談が行われた。" * 300, PLAIN * 10 + "Переговоры прошли успешно. " * 10, "مفاوضات في القاهرة " * 200,
        b"\x00\x01\x02\x03" * 5000, b"%PDF-1.7\n" + bytes(range(256)) * 50, b"PK\x03\x04" + b"\x00" * 5000,
        b"\xff\xfe" + PLAIN.encode("utf-16-le"), b"\xfe\xff" + PLAIN.encode("utf-16-be"), b"\xff\xfe\x00",
        b"\xef\xbb\xbf" + PLAIN.encode(), "Café tables in Zürich".encode("cp1252") * 50, b"\xff" * 3000,
        b"\x80\x81\x82" * 400, PLAIN.encode() + b"\x00" * 3, PLAIN.encode("utf-32"), b"\x1b[31m" + PLAIN.encode(),
        "2023-02-31 " * 500 + PLAIN, "on 31 February 2023 " * 200 + PLAIN, "0000-00-00 " * 300 + PLAIN,
        "99999999999999999999999 people " * 200, "a million billion trillion " * 500, "$" * 5000, "1,2,3,4," * 3000,
        "twenty-" * 3000 + "five", "up to " * 3000 + "5", "\t".join(["x"] * 9000), "\r" * 3000 + PLAIN, "\x0b\x0c\x85" * 400,
        "http://" + "a" * 50_000, "@" * 9000, "#" * 9000, "Kim " * 8000, "KIM JONG UN " * 3000, "kim jong un " * 3000,
    ]  # fmt: skip


def made(n: int) -> list[str | bytes]:
    """Random mixtures of sense and nonsense; the same every time."""
    rng = random.Random(20230914)
    bits = [*PLAIN.split(), "\n", "\n\n", "“", "”", '"', "<b>", "</p>", "&nbsp;", "\x00", "\u202e", "é", "🙂", "Kim", "$5", "10%",
            "said", "not", "if", "will", "U.S.", "—", "...", "'s", "12,000", "Sept. 13", "中", "й", "\u0301", "\ud83d", "(", ")"]  # fmt: skip
    out: list[str | bytes] = []
    for number in range(n):
        kind = number % 5
        length = rng.choice((0, 1, 2, 3, 10, 40, 200))
        if kind == 0:
            out.append(bytes(rng.randrange(256) for _ in range(length)))
        elif kind == 1:
            out.append(
                "".join(
                    chr(rng.choice((rng.randrange(32, 127), rng.randrange(0x2FFF)))) for _ in range(length)
                )
            )
        elif kind == 2:
            out.append(" ".join(rng.choice(bits) for _ in range(length)))
        elif kind == 3:
            words = PLAIN.split()
            rng.shuffle(words)
            out.append(" ".join(words))
        else:
            text = list(PLAIN)
            for _ in range(length // 4 + 1):
                text[rng.randrange(len(text))] = rng.choice(bits)
            out.append("<html><body><p>" * (number % 2) + "".join(text))
    return out


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
