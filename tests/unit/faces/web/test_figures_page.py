"""Figures: series listed, drawn with bounds and speakers, and where speakers differ."""

from __future__ import annotations

import csv
import io
import re

import pytest
from starlette.testclient import TestClient

from richledger import EVIL


def series_link(client: TestClient) -> str:
    page = client.get("/figures?item=shells").text
    found = re.search(r'href="(/figures\?item=shell&amp;subject=cty%3ARUS[^"]+)"', page)
    assert found is not None
    return found[1].replace("&amp;", "&")


def test_series_are_listed_without_being_asked_for(rich: TestClient) -> None:
    page = rich.get("/figures").text
    assert "How many, as told" in page
    assert "speakers differ" in page
    assert "nobody named" in page
    assert 'class="mark-shape' not in page  # drawn when one asks for something
    assert EVIL not in page


def test_what_is_asked_for_is_drawn(rich: TestClient) -> None:
    page = rich.get("/figures?item=shells&subject=RUS").text
    assert 'class="plot plot-steps"' in page
    assert "As told, over time" in page
    assert "the ministry" in page
    assert rich.get("/figures?measure=force").status_code == 200


def test_one_series_has_each_figure_with_its_words(rich: TestClient) -> None:
    page = rich.get(series_link(rich)).text
    assert page.count('data-label="Amount"') == 6
    assert re.search(r"≠ [\d,]+|≠ (at least|up to)", page)
    assert "differ from another speaker" in page
    assert re.search(r'<a href="/event/e[0-9a-f]+" data-open>', page)


def test_a_series_that_is_gone_says_so(rich: TestClient) -> None:
    assert "not among these" in rich.get("/figures?series=0123456789ab").text


def test_filters_can_be_let_go(rich: TestClient) -> None:
    page = rich.get("/figures?item=shells&subject=cty:RUS").text
    assert "whose: <bdi>Rus</bdi>" in page
    assert 'href="/figures?item=shells"' in page


def test_nothing_found_says_what_to_do(rich: TestClient, bare: TestClient) -> None:
    assert "No figure meets this" in rich.get("/figures?item=unicorns").text
    assert "This ledger holds nothing yet" in bare.get("/figures").text


def test_figures_can_be_taken_away(rich: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(rich.get("/figures?to=csv&item=shells&subject=RUS").text)))
    assert len(rows) == 6
    assert any(row["low"] == "" and row["high"] == "800.0" for row in rows)
    assert all(row["differs"] for row in rows)
    one = rich.get(series_link(rich) + "&to=json").json()
    assert len({row["series"] for row in one["rows"]}) == 1


def test_only_the_newest_are_looked_at(rich: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sayso.engine.overviews.Overviews.newest_figures.__defaults__", (3,))
    page = rich.get("/figures?since=2000-01-01").text
    assert "stored last; ask for less" in page


@pytest.mark.parametrize(
    "asked", ["measure=x", "since=y", "item=%21", "since=2024-05-02&until=2024-05-01", "no=1", "to=x"]
)
def test_what_cannot_be_asked_is_said_to_be_so(rich: TestClient, asked: str) -> None:
    assert rich.get(f"/figures?{asked}").status_code == 400
