from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import ledgers
import stubs
from sayso.engine.catalog import Given
from sayso.engine.coder import Coder
from sayso.engine.config import Settings, load_settings
from sayso.engine.pipeline import CodedReport, KnownReport, Parts
from sayso.engine.rows import RowsGiven, items_of, one_item, rows_in
from sayso.errors import REFUSAL_CODES, FormatError, RefusedError
from sayso.records import Item, Refusal
from sayso.text import make_article

GIVEN = RowsGiven.of(None, None, 1000)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({"HOME": str(tmp_path)}, flags={"ledger.path": str(tmp_path / "l.db")})


class Builds:
    """Builds stand-ins and counts how often, and how often reader and gazetteers would be opened."""

    def __init__(self, **changed: Any) -> None:
        self.n = 0
        self.reader = stubs.StubReader()
        self.changed = changed

    def __call__(self, _settings: Settings, _given: Given) -> Parts:
        self.n += 1
        return replace(stubs.parts({"file": ["They met."]}, self.reader), **self.changed)


def coder_of(settings: Settings, builds: Builds) -> Coder:
    return Coder(settings, build=builds, clock=lambda: datetime(2024, 5, 16, tzinfo=UTC))


def test_a_text_becomes_a_coded_report(settings: Settings) -> None:
    report = coder_of(settings, Builds()).code("They met here.", url="https://example.org/1")
    assert isinstance(report, CodedReport)
    assert report.name == "https://example.org/1"
    assert [claim.event.type for claim in report.claims if claim.event] == ["CONSULT"]
    assert report.as_json()["report"]["origin"]["kind"] == "original"


def test_what_is_said_of_a_text_goes_into_its_report(settings: Settings) -> None:
    coder = coder_of(settings, Builds(make_article=make_article))
    text = "The ministers of both countries met in the old harbour of the town."
    said = {
        "published": date(2024, 5, 16),
        "publisher": "Quay Post",
        "title": "Talks",
        "url": "https://q.example/1",
    }
    article = coder.code(text, **said).article
    assert (article.published, article.publisher, article.title, article.url) == tuple(said.values())
    assert article.text == f"Talks\n{text}"
    row = {
        "text": text,
        "published": "2024-05-01",
        "publisher": "Own",
        "id": 7,
        "url": "https://own.example/",
    }
    article = coder.code(row, **said).article
    assert (article.published, article.publisher, article.title, article.url, article.given_id) == (
        date(2024, 5, 1), "Own", "Talks", "https://own.example/", "7",
    )  # fmt: skip


def test_a_refused_text_raises_with_its_code(settings: Settings) -> None:
    coder = coder_of(settings, Builds(make_article=make_article))
    with pytest.raises(RefusedError, match=r"^text\.too_short: 2 words") as caught:
        coder.code("Two words")
    assert (caught.value.refusal_code, caught.value.stage, caught.value.item) == (
        "text.too_short",
        "text",
        "text",
    )
    assert caught.value.__notes__ == [REFUSAL_CODES["text.too_short"]]
    with pytest.raises(RefusedError) as caught:
        coder.code({"id": "a"})
    assert caught.value.refusal_code == "input.no_text"
    with pytest.raises(RefusedError) as caught:
        coder.code(b"bytes are of no known encoding")  # type: ignore[arg-type]
    assert caught.value.refusal_code == "input.bad_row"


def test_a_fault_of_ours_is_told_as_one(settings: Settings) -> None:
    builds = Builds()
    builds.reader.poison = "poison"
    with pytest.raises(RefusedError, match="ZeroDivisionError") as caught:
        coder_of(settings, builds).code("They met poison.")
    assert caught.value.refusal_code == "internal"


@pytest.mark.parametrize("published", ["soon", "", 20240516])
def test_a_day_that_is_none_is_an_error_of_the_caller(settings: Settings, published: Any) -> None:
    coder = coder_of(settings, Builds())
    with pytest.raises(FormatError, match="no day can be read"):
        coder.code("They met.", published=published)
    with pytest.raises(FormatError):
        coder.code_many(["They met."], published=published)


def test_parts_are_built_once_for_all_calls_and_threads(settings: Settings) -> None:
    builds = Builds()
    coder = coder_of(settings, builds)
    assert builds.n == 0
    with ThreadPoolExecutor(8) as pool:
        reports = list(pool.map(coder.code, [f"They met {n}." for n in range(40)]))
    assert [r.article.text for r in reports] == [f"They met {n}." for n in range(40)]
    assert len(list(coder.code_many(["They met."] * 3))) == 3
    assert builds.n == 1


class Alone:
    """Fails if two threads are inside at a time."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.n = 0

    def __enter__(self) -> None:
        assert self.lock.acquire(blocking=False)

    def __exit__(self, *_: object) -> None:
        self.n += 1
        self.lock.release()


def test_reader_and_extraction_meet_one_thread_at_a_time(settings: Settings) -> None:
    reads, extracts = Alone(), Alone()

    class Reader(stubs.StubReader):
        def read(self, articles: Any) -> Any:
            with reads:
                return super().read(articles)

    def extract(article: Any, reading: Any) -> Any:
        with extracts:
            return stubs.extract(article, reading)

    coder = coder_of(settings, Builds(reader=Reader(), extract=extract))
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(coder.code, [f"They met {n}." for n in range(100)]))
    # a fault inside would have refused the text, and raised
    assert (reads.n, extracts.n) == (100, 100)


def test_many_give_one_result_each_in_order(settings: Settings) -> None:
    rows = ["One met.", "", {"text": "Two met."}, {"id": "x"}, 7, None, {"text": "Three met.", "url": "u"}]
    results = list(coder_of(settings, Builds()).code_many(rows))  # type: ignore[arg-type]
    assert [r.article.text if isinstance(r, CodedReport) else r.code for r in results] == [
        "One met.", "text.empty", "Two met.", "input.no_text", "input.bad_row", "input.bad_row", "Three met.",
    ]  # fmt: skip
    assert [r.name for r in results] == [f"rows[{n}]" for n in range(7)]


def test_rows_are_taken_as_results_are_asked_for(settings: Settings) -> None:
    taken = []

    def rows() -> Iterator[str]:
        for n in range(100_000):
            taken.append(n)
            yield f"They met {n}."

    results = coder_of(settings, Builds()).code_many(rows())
    assert taken == []
    next(results)
    assert len(taken) == settings.reader.batch_articles
    for _ in range(100):
        next(results)
    assert len(taken) <= 100 + 2 * settings.reader.batch_articles


@pytest.mark.parametrize("one", ["a text", b"a text", {"text": "a text"}, 7])
def test_one_text_is_not_taken_for_many(settings: Settings, one: Any) -> None:
    with pytest.raises(FormatError):
        coder_of(settings, Builds()).code_many(one)


DAYS = [datetime.fromisoformat("2024-05-16"), datetime.fromisoformat("2024-05-16T09:30"), None]
COLUMNS = {
    "text": ["One met.", "Two met.", "Three met."],
    "published": DAYS,
    "id": [1, 2, 3],
    "url": ["u", None, "v"],
}
STATED = ["2024-05-16", "2024-05-16T09:30:00", None]


@pytest.mark.parametrize(
    "frame",
    [pd.DataFrame(COLUMNS), pl.DataFrame(COLUMNS), pa.table(COLUMNS), pa.table(COLUMNS).to_reader(),
     pd.DataFrame(COLUMNS).astype({"url": object})],
    ids=["pandas", "polars", "arrow", "arrow reader", "pandas of objects"],
)  # fmt: skip
def test_frames_are_read_row_by_row(frame: Any) -> None:
    items = list(items_of(frame if not hasattr(frame, "read_all") else frame.read_all(), GIVEN))
    assert all(isinstance(item, Item) for item in items)
    found = [(i.body, i.published, i.given_id, i.url) for i in items if isinstance(i, Item)]
    assert found == [
        (text, day, str(n), url)
        for text, day, n, url in zip(COLUMNS["text"], STATED, (1, 2, 3), COLUMNS["url"], strict=True)
    ]


def test_a_large_frame_is_read_in_parts() -> None:
    frame = pd.DataFrame({"text": [f"They met {n}." for n in range(1000)]})
    assert [row["text"] for row in rows_in(frame)] == list(frame["text"])


def test_a_series_of_texts_is_many_texts() -> None:
    texts = ["One met.", "Two met."]
    for series in (pd.Series(texts), pl.Series(texts), np.array(texts)):
        assert [i.body for i in items_of(series, GIVEN) if isinstance(i, Item)] == texts  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (np.int64(3), 3), (np.float32("nan"), None), (float("inf"), None), (pd.NaT, None), (pd.NA, None),
        (np.datetime64("NaT"), None), (np.datetime64("2024-05-16T00:00:00.000000000"), "2024-05-16"),
        (pd.Timestamp("2024-05-16 09:30", tz="UTC"), "2024-05-16T09:30:00+00:00"),
        (datetime(2024, 5, 16, tzinfo=timezone(timedelta(hours=2))), "2024-05-16T00:00:00+02:00"),
        (date(2024, 5, 16), "2024-05-16"), (Decimal("1.50"), "1.50"), ({"a": {1}}, {"a": [1]}),
        ((np.int8(1), None), [1, None]), (Path("a"), "a"), (True, True), (np.array([1.5]), [1.5]),
    ],
)  # fmt: skip
def test_what_frames_hold_is_kept_as_json_can_say_it(value: Any, kept: Any) -> None:
    item = one_item({"text": "They met.", "more": value}, "a", GIVEN)
    assert isinstance(item, Item)
    assert item.extra == {"more": kept}


def test_what_nests_without_end_is_kept_so_far() -> None:
    nested: list[Any] = []
    nested.append(nested)
    item = one_item({"text": "They met.", "more": nested}, "a", GIVEN)
    assert isinstance(item, Item)
    assert str(item.extra["more"]) == "[[[[[[[['…']]]]]]]]"


def test_texts_past_the_limit_are_refused() -> None:
    assert isinstance(one_item("a" * 1000, "a", GIVEN), Item)
    assert one_item("é" * 501, "a", GIVEN) == Refusal(
        name="a", stage="ingest", code="input.too_large", reason="the text has more than 1,000 bytes"
    )


def test_rows_are_loaded_once(settings: Settings, tmp_path: Path) -> None:
    builds = Builds()
    coder = coder_of(settings, builds)
    rows = [{"text": "One met."}, "", "Two met."]
    path = tmp_path / "other.db"
    told: list[object] = []
    tally = coder.load(rows, ledger=path, tell=told.append)
    assert (tally.coded, dict(tally.refused), tally.claims) == (2, {"text.empty": 1}, 2)
    assert [type(t) for t in told] == [CodedReport, Refusal, CodedReport]
    again = coder.load(rows, ledger=str(path), tell=told.append)
    assert (again.coded, again.known, again.n_refused) == (0, 2, 1)
    assert isinstance(told[-1], KnownReport)
    with ledgers.open_ledger(path, create=False) as ledger:
        assert ledger.counts() == {"runs": 2, "reports": 2, "claims": 2, "events": 1, "refusals": 2}
    assert not Path(settings.ledger.path).exists()
    assert builds.n == 1


def test_a_path_is_loaded_as_the_command_loads_it(settings: Settings) -> None:
    builds = Builds()
    coder = coder_of(settings, builds)
    assert coder.load("file", published="2024-05-16").coded == 1
    assert coder.load(Path("missing")).refused == {"input.missing": 1}
    with ledgers.open_ledger(settings.ledger.path, create=False) as ledger:
        assert ledger.counts()["reports"] == 1
