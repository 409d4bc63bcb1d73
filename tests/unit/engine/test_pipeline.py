from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import stubs
from sayso.engine.pipeline import MOST_CLAIMS, CodedReport, KnownReport, Pipeline, Result, Tally
from sayso.errors import ModelError
from sayso.records import Item, Reading, Refusal


def names(results: list[Result]) -> list[str]:
    return [r.name for r in results]


def test_results_keep_the_order_of_the_inputs() -> None:
    parts = stubs.parts({"a": ["One met.", "", "Two met."], "b": ["Three."]})
    results = list(Pipeline(parts, batch_articles=3).run(["a", "missing", "b"]))
    assert names(results) == ["a:1", "a:2", "a:3", "missing", "b:1"]
    assert [type(r) for r in results] == [CodedReport, Refusal, CodedReport, Refusal, CodedReport]


def test_a_refusal_waits_for_nothing() -> None:
    reader = stubs.StubReader()
    run = Pipeline(stubs.parts({"a": ["", "One met."]}, reader), batch_articles=8).run(["a"])
    assert isinstance(next(run), Refusal)
    assert reader.batches == []


@pytest.mark.parametrize(("size", "batches"), [(1, [1, 1, 1]), (2, [2, 1]), (9, [3])])
def test_articles_are_read_together(size: int, batches: list[int]) -> None:
    reader = stubs.StubReader()
    list(Pipeline(stubs.parts({"a": ["x", "y", "z"]}, reader), batch_articles=size).run(["a"]))
    assert reader.batches == batches


def test_long_articles_close_a_batch() -> None:
    reader = stubs.StubReader()
    parts = stubs.parts({"a": ["x" * 60, "y" * 60, "z"]}, reader)
    list(Pipeline(parts, batch_articles=9, batch_chars=100).run(["a"]))
    assert reader.batches == [2, 1]


def test_one_spoilt_article_is_refused_alone() -> None:
    parts = stubs.parts({"a": ["One met.", "bad apple", "Two met."]}, stubs.StubReader(poison="bad"))
    results = list(Pipeline(parts).run(["a"]))
    assert [type(r) for r in results] == [CodedReport, Refusal, CodedReport]
    spoilt = results[1]
    assert isinstance(spoilt, Refusal)
    assert (spoilt.name, spoilt.stage, spoilt.code) == ("a:2", "read", "internal")
    assert "ZeroDivisionError at stubs.py:" in spoilt.reason


def test_a_fault_in_extraction_is_recorded_without_the_text() -> None:
    body = "One met. " * 50

    def broken(_article: object, _reading: Reading) -> tuple[()]:
        raise ValueError(body)

    results = list(Pipeline(replace(stubs.parts({"a": [body]}), extract=broken)).run(["a"]))
    assert isinstance(results[0], Refusal)
    assert results[0].stage == "extract"
    assert len(results[0].reason) < 200


def test_a_source_that_breaks_midway_ends_in_a_refusal_and_the_next_is_read() -> None:
    def open_source(spec: str) -> Iterator[Item | Refusal]:
        yield Item(name=f"{spec}:1", body="One met.")
        if spec == "a":
            raise OSError("the disk went away")

    parts = replace(stubs.parts({}), open_source=open_source)
    results = list(Pipeline(parts).run(["a", "b"]))
    assert names(results) == ["a:1", "a", "b:1"]
    assert isinstance(results[1], Refusal)
    assert results[1].code == "internal"


def test_a_missing_model_ends_the_run() -> None:
    class Gone(stubs.StubReader):
        def read(self, articles: object) -> list[Reading]:
            raise ModelError("no weights")

    with pytest.raises(ModelError):
        list(Pipeline(stubs.parts({"a": ["One met."]}, Gone())).run(["a"]))


def test_known_reports_are_not_read_again() -> None:
    reader = stubs.StubReader()
    known = stubs.article_of("One met.").article_id
    parts = stubs.parts({"a": ["One met.", "Two met."]}, reader)
    results = list(Pipeline(parts).run(["a"], known=lambda article_id: article_id == known))
    assert [type(r) for r in results] == [KnownReport, CodedReport]
    assert reader.batches == [1]


@given(
    texts=st.lists(st.sampled_from(["One met.", "Two.", "", "bad", "Three met."]), max_size=12),
    size=st.integers(1, 5),
)
def test_counts_in_equal_counts_out_whatever_the_batch(texts: list[str], size: int) -> None:
    def run(batch: int) -> list[Result]:
        parts = stubs.parts({"a": texts}, stubs.StubReader(poison="bad"))
        return list(Pipeline(parts, batch_articles=batch).run(["a"]))

    results = run(size)
    tally = Tally()
    for result in results:
        tally.add(result)
    assert tally.n_inputs == len(texts) == len(results)
    assert tally.refused["text.empty"] == texts.count("")
    assert tally.refused["internal"] == texts.count("bad")
    assert results == run(1)


def test_no_more_than_so_many_claims_of_one_report_are_kept_and_it_says_so() -> None:
    parts = stubs.parts({"a": ["One met."]})
    (one,) = Pipeline(parts).run(["a"])
    assert isinstance(one, CodedReport)
    assert "truncated" not in one.article.extra
    many = replace(parts, extract=lambda _article, _reading: one.claims[:1] * (MOST_CLAIMS + 7))
    (cut,) = Pipeline(many).run(["a"])
    assert isinstance(cut, CodedReport)
    assert len(cut.claims) == MOST_CLAIMS
    assert cut.article.extra["truncated"] == {"claims": MOST_CLAIMS + 7}
    tally = Tally()
    tally.add(one)
    tally.add(cut)
    assert tally.cut == 1
