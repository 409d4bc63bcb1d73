from __future__ import annotations

import io
import os
import pickle
import signal
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import psutil
import pytest

import stubs
from sayso.engine import readers as readers_module
from sayso.engine.catalog import Given, build_parts
from sayso.engine.config import ReaderSettings, Settings, load_settings
from sayso.engine.pipeline import CodedReport, KnownReport, Parts, Pipeline
from sayso.engine.readers import Readers, readers_of
from sayso.engine.reading_child import serve
from sayso.engine.told import Told
from sayso.errors import GazetteerError, ModelError
from sayso.records import Article, Item, Reading, Refusal
from sayso.text.page_pool import cores

TEXTS = [
    "Norway's foreign minister met Kenya's president in Nairobi on Monday, the ministry said.",
    "Police arrested 14 people in Accra after a protest against fuel prices.",
    "Ghana plans to send 200 peacekeepers to Mali in June, a general told reporters.",
    "Rebels shelled the port of Hodeidah, killing three dockers, residents said.",
    "Peru's congress voted to impeach the president.",
    "Turkey denied that it had sold drones to Sudan.",
]


@pytest.fixture(scope="module")
def settings() -> Settings:
    found = load_settings({})
    return replace(found, reader=ReaderSettings(workers=2, batch_articles=2))


@pytest.fixture(scope="module")
def articles(settings: Settings) -> list[Article]:
    make = build_parts(settings, Given(published=date(2024, 5, 16))).make_article
    made = [make(Item(name=f"r{n}", body=text, published="2024-05-16")) for n, text in enumerate(TEXTS)]
    return [article for article in made if isinstance(article, Article)]


@pytest.fixture(scope="module")
def alone(settings: Settings, articles: list[Article]) -> list[CodedReport]:
    """What is told where everything is read in this process."""
    parts = replace(
        build_parts(settings, Given()), readers=None, make_article=lambda item: articles[int(item.name)]
    )
    results = list(Pipeline(parts).run_items(Item(name=str(n), body="") for n in range(len(articles))))
    coded = [r for r in results if isinstance(r, CodedReport)]
    assert sum(len(r.claims) for r in coded) >= len(TEXTS)
    return coded


def test_processes_tell_what_one_tells(
    settings: Settings, articles: list[Article], alone: list[CodedReport]
) -> None:
    made: list[Readers] = []

    def start() -> Readers:
        made.append(Readers(settings, 2))
        return made[0]

    parts = replace(
        build_parts(settings, Given()), readers=start, make_article=lambda item: articles[int(item.name)]
    )
    pipeline = Pipeline(parts, batch_articles=2)
    assert list(pipeline.run_items(Item(name=str(n), body="") for n in range(len(articles)))) == alone
    assert made[0].n_started == 2
    assert not [p for p in psutil.Process().children() if "reading_child" in " ".join(p.cmdline())]


def test_what_a_killed_process_was_reading_is_read_by_another(
    settings: Settings, articles: list[Article], alone: list[CodedReport]
) -> None:
    with Readers(settings, 1) as readers:
        told = readers.begin(articles)
        first = next(told)
        (child,) = [p for p in psutil.Process().children() if "reading_child" in " ".join(p.cmdline())]
        os.kill(child.pid, signal.SIGKILL)
        every = [first, *told]
        assert readers.n_started == 2
    assert [t.claims for t in every if isinstance(t, Told)] == [r.claims for r in alone]


def test_a_report_over_which_processes_end_is_refused_and_the_next_is_read(
    settings: Settings, articles: list[Article], monkeypatch: pytest.MonkeyPatch
) -> None:
    good = readers_module._PROGRAM
    with Readers(settings, 1) as readers:
        monkeypatch.setattr(readers_module, "_PROGRAM", "no_such_module")
        (refused,) = readers.begin(articles[:1])
        monkeypatch.setattr(readers_module, "_PROGRAM", good)
        (told,) = readers.begin(articles[1:2])
    assert isinstance(refused, Refusal)
    assert (refused.name, refused.stage, refused.code) == ("r0", "read", "internal")
    assert isinstance(told, Told)


def test_what_lets_nothing_be_read_ends_the_run(
    settings: Settings, articles: list[Article], tmp_path: Path
) -> None:
    missing = str(tmp_path / "none.csv")
    broken = replace(settings, actors=replace(settings.actors, people=missing))
    with Readers(broken, 1) as readers, pytest.raises(GazetteerError) as caught:
        next(readers.begin(articles[:1]))
    assert caught.value.item == missing


def test_how_many_processes_settings_ask_for(settings: Settings) -> None:
    assert readers_of(replace(settings, reader=ReaderSettings(workers=1))) is None
    start = readers_of(replace(settings, reader=ReaderSettings(workers=3)))
    size = min(3, cores())
    assert (start is None) == (size == 1)
    if start is not None:
        with start() as readers:
            assert (readers.size, readers.n_started) == (size, 0)


def served(parts: Parts, *asked: object) -> list[object]:
    """What the process answers to settings and reports."""
    answers = io.BytesIO()
    serve(io.BytesIO(b"".join(map(pickle.dumps, asked))), answers, build=lambda _settings, _given: parts)
    answers.seek(0)
    out: list[object] = []
    while answers.tell() < len(answers.getvalue()):
        out.append(pickle.load(answers))
    return out


def test_the_process_answers_each_report(settings: Settings, articles: list[Article]) -> None:
    parts = stubs.parts({}, stubs.StubReader(poison="Accra"))
    told, refused = served(parts, settings, *articles[:2])
    assert isinstance(told, Told)
    assert isinstance(refused, Refusal)
    assert "ZeroDivisionError" in refused.reason
    assert served(parts, settings) == []
    assert served(parts) == []


def test_the_process_answers_with_what_lets_nothing_be_read(
    settings: Settings, articles: list[Article]
) -> None:
    class Missing(stubs.StubReader):
        def read(self, _articles: Sequence[Article]) -> list[Reading]:
            raise ModelError("no model", item="reader.onnx", hint="reinstall sayso")

    (error,) = served(stubs.parts({}, Missing()), settings, articles[0])
    assert isinstance(error, ModelError)
    assert error.body() == ModelError("no model", item="reader.onnx", hint="reinstall sayso").body()


class Noted(Readers):
    """Reads here, and notes what is asked of it."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self.over = False

    def begin(self, articles: Sequence[Article]) -> Iterator[Told | Refusal]:
        self.begun.append(len(articles))
        return iter([Told(claims=(), vectors=(), n_claims=0, unread_words=0) for _ in articles])

    def close(self) -> None:
        self.over = True


def test_batches_are_begun_before_the_turn_of_those_before_them_is_over() -> None:
    noted = Noted()
    parts = replace(stubs.parts({"a": [*"abcdefghi", ""]}), readers=lambda: noted)
    results = Pipeline(parts, batch_articles=2).run(["a", "missing"])
    assert next(results).name == "a:1"
    assert noted.begun == [2, 2, 2]
    assert [r.name for r in results] == [*(f"a:{n}" for n in range(2, 11)), "missing"]
    assert noted.begun == [2, 2, 2, 2, 1]
    assert noted.over


def test_processes_end_with_a_run_that_nobody_waits_for() -> None:
    noted = Noted()
    parts = replace(stubs.parts({"a": [*"abcdefghi"]}), readers=lambda: noted)
    results = Pipeline(parts, batch_articles=2).run(["a"])
    next(results)
    results.close()  # type: ignore[attr-defined]  # a generator
    assert noted.over


def test_few_reports_start_no_process() -> None:
    def never() -> Readers:
        raise AssertionError("no process is needed")

    parts = replace(stubs.parts({"a": ["x", "y"]}), readers=never)
    assert len(list(Pipeline(parts, batch_articles=3).run(["a"]))) == 2


def test_what_comes_twice_before_it_is_stored_is_known_and_counted_once() -> None:
    parts = stubs.parts(
        {"a": ["One met.", "bad apple", "One met.", "bad apple"]}, stubs.StubReader(poison="bad")
    )
    same = {"One met.": "id1", "bad apple": "id2"}
    make = parts.make_article

    def by_text(item: Item) -> Article | Refusal:
        made = make(item)
        return replace(made, article_id=same[made.text]) if isinstance(made, Article) else made

    results = list(Pipeline(replace(parts, make_article=by_text)).run(["a"], known=lambda _id: False))
    assert [type(r) for r in results] == [CodedReport, Refusal, KnownReport, Refusal]
    assert [r.name for r in results] == ["a:1", "a:2", "a:3", "a:4"]
    again = list(Pipeline(replace(parts, make_article=by_text)).run(["a"]))
    assert [type(r) for r in again] == [CodedReport, Refusal, CodedReport, Refusal]


def test_a_forgotten_report_is_refused_as_often_as_it_comes() -> None:
    parts = stubs.parts({"a": ["One met.", "One met."]})
    make = parts.make_article

    def same(item: Item) -> Article | Refusal:
        made = make(item)
        return replace(made, article_id="id1") if isinstance(made, Article) else made

    run = Pipeline(replace(parts, make_article=same)).run(
        ["a"], known=lambda _id: False, forgotten=lambda _article: True
    )
    assert [r.code for r in run if isinstance(r, Refusal)] == ["ledger.forgotten"] * 2
