"""Runs with their digests, reports and refusals; refusals by code; how feeds do."""

from __future__ import annotations

import csv
import io

import pytest
from starlette.testclient import TestClient

from richledger import EVIL, FORMULA, RUNS
from sayso.engine.status import FeedStatus
from sayso.faces.web.desk import Desk
from sayso.faces.web.pages.runs import _between, _feed, _lasted
from webdesk import asking


def test_runs_are_listed_latest_first(rich: TestClient) -> None:
    page = rich.get("/runs").text
    assert page.index('href="/run/run2"') < page.index('href="/run/run1"')
    assert "has no end: it runs, or was broken off" in page
    assert "5 min" in page
    assert RUNS[0].config_sha256[:10] in page
    assert "too few words to hold a claim" in page


def test_a_run_has_its_digests_reports_and_refusals(rich: TestClient) -> None:
    page = rich.get("/run/run1").text
    assert RUNS[0].config_sha256 in page
    assert RUNS[0].model_sha256 in page
    assert page.count('href="/report/') == 9
    assert 'href="/refusals?code=text.too_short&amp;run=run1"' in page
    assert EVIL not in page
    assert rich.get("/run/none").status_code == 404


def test_reports_of_a_run_come_page_by_page(rich: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sayso.faces.web.pages.runs._ROWS", 4)
    monkeypatch.setattr("sayso.faces.web.pages.runs._SOME", 1)
    page = rich.get("/run/run1?").text
    assert page.count('href="/report/') == 4
    assert 'rel="next"' in page
    assert "All refusals of this run" in page


def test_refusals_are_listed_by_code_with_what_it_means(rich: TestClient) -> None:
    page = rich.get("/refusals").text
    assert "the text is not English" in page
    assert EVIL not in page
    one = rich.get("/refusals?code=text.too_short").text
    assert "Too few words to hold a claim." in one
    assert one.count('data-label="Input"') == 2
    assert rich.get("/refusals?code=text.no_such").status_code == 400


def test_refusals_come_page_by_page(rich: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sayso.faces.web.pages.runs._ROWS", 2)
    page = rich.get("/refusals?run=run1").text
    assert page.count('data-label="Input"') == 2
    assert "below=" in page
    assert rich.get("/refusals?run=run1&below=2").text.count('data-label="Input"') == 1


def test_refusals_can_be_taken_away_and_no_cell_is_a_formula(rich: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(rich.get("/refusals?to=csv").text)))
    assert len(rows) == 3
    assert all(row["reason"] == f"no {FORMULA}" for row in rows)
    runs = rich.get("/runs?to=json").json()["rows"]
    assert [(r["id"], r["refusals"]) for r in runs] == [("run2", 0), ("run1", 3)]


def test_an_empty_ledger_says_how_to_fill_it(bare: TestClient) -> None:
    assert "holds 0 reports" in bare.get("/runs").text
    for path in ("/refusals", "/reports", "/timeline", "/rules?view=queue"):
        page = bare.get(path).text
        assert "This ledger holds nothing yet" in page
        assert "sayso load reports.jsonl" in page


@pytest.mark.parametrize(
    "path", ["/runs?skip=-1", "/runs?to=xml", "/refusals?below=0", "/run/run1?older=x", "/runs?no=1"]
)
def test_what_cannot_be_asked_is_said_to_be_so(rich: TestClient, path: str) -> None:
    assert rich.get(path).status_code == 400


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "answers"),
        ({"last_ok_at": None}, "not asked yet"),
        ({"failures": 2, "code": "fetch.timeout"}, "failed 2 times in a row (fetch.timeout)"),
        ({"due_at": None, "code": "fetch.gone"}, "not asked any more (fetch.gone)"),
    ],
)
def test_a_feed_tells_how_it_does(changes: dict[str, object], words: str) -> None:
    feed: dict[str, object] = {
        "feed": "https://example.org/feed",
        "due_at": "2024-05-16T08:00:00+00:00",
        "last_ok_at": "2024-05-16T07:00:00+00:00",
        "failures": 0,
        "code": None,
        "outcomes": {"coded": 3},
    }
    row = _feed(FeedStatus(**(feed | changes)))  # type: ignore[arg-type]
    assert (row.words, row.outcomes) == (words, "3 coded")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0 s"), (59.6, "1 min"), (61, "1 min 1 s"), (90_061, "1 d 1 h"), (3600, "1 h"), (-5, "0 s")],
)
def test_durations_in_two_units(seconds: float, words: str) -> None:
    assert _lasted(seconds) == words


def test_a_run_whose_times_cannot_be_read_has_no_duration() -> None:
    assert _between("", "now") == ""
    assert _between("2024-05-16T08:00:00+00:00", "2024-05-16T08:00:00") == ""


def test_feeds_of_a_watch_are_shown(rich_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    status = rich_desk.answers.status()
    feed = FeedStatus(
        feed=f"https://example.org/{EVIL}",
        due_at=None,
        last_ok_at=None,
        failures=9,
        code="fetch.gone",
        outcomes={},
    )
    told = type(status)(**{name: getattr(status, name) for name in status.__slots__} | {"feeds": (feed,)})  # type: ignore[attr-defined]
    monkeypatch.setattr(type(rich_desk.answers), "status", lambda _self: told)
    with asking(rich_desk) as client:
        page = client.get("/runs").text
    assert "Feeds of the watch" in page
    assert EVIL not in page
