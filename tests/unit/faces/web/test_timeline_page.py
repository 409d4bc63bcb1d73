"""The timeline's page: bars with a table, shares, each type, and days that lie far off."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from sayso.faces.web.pages.timeline import spread

days = st.dictionaries(
    st.tuples(
        st.integers(0, 20_000).map(lambda n: date(1990, 1, 1) + timedelta(days=n)), st.sampled_from("AB")
    ),
    st.integers(1, 500),
    max_size=30,
)


def test_bars_have_a_table_that_leads_to_their_events(rich: TestClient) -> None:
    page = rich.get("/timeline").text
    assert 'class="bar"' in page
    assert re.search(r'href="/\?since=2024-01-01&amp;until=2024-12-31"', page)
    for type_ in ("CONSULT", "ASSAULT", "FIGURE"):
        assert re.search(rf'<th [^>]*scope="row"[^>]*><a href="/timeline\?[^"]*" data-open>{type_}</a>', page)


def test_days_can_be_chosen_without_scripts(rich: TestClient) -> None:
    page = rich.get("/timeline?type=CONSULT&since=2024-05-01").text
    form = page[page.index("data-range") :]
    form = form[: form.index("</form>")]
    assert 'name="since" type="date" value="2024-05-01"' in form
    assert 'type="hidden" name="type" value="CONSULT"' in form


def test_a_share_is_of_all_events(rich: TestClient) -> None:
    page = rich.get("/timeline?type=CONSULT&show=share&since=2024-05-01&until=2024-05-31").text
    assert "Share of all events" in page
    assert re.search(r"\d+\.\d\d %", page)


def test_days_far_off_are_left_out_and_told(rich: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sayso.faces.web.pages.timeline._MOST_OF", 0.9)
    page = rich.get("/timeline").text
    assert "1 long before" in page
    assert "1961" not in page[page.index('id="timeline"') :]
    whole = rich.get("/timeline?span=all").text
    assert "long before" not in whole
    assert "1961" in whole


@given(days)
def test_hardly_any_event_is_left_out(counts: dict[tuple[date, str], int]) -> None:
    kept, before, after = spread(counts)
    total = sum(counts.values())
    assert sum(kept.values()) + before + after == total
    assert sum(kept.values()) >= 0.98 * total
    assert kept.items() <= counts.items()
    if before or after:
        span = (max(d for d, _ in kept) - min(d for d, _ in kept)).days + 1
        assert 4 * span <= (max(d for d, _ in counts) - min(d for d, _ in counts)).days + 1


def test_days_can_be_taken_away(rich: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(rich.get("/timeline?to=csv").text)))
    by_type = Counter()  # type: ignore[var-annotated]
    for row in rows:
        by_type[row["type"]] += int(row["events"])
        assert int(row["events"]) <= int(row["of_all"])
    assert by_type["FIGURE"] == sum(
        r["events"] for r in rich.get("/timeline?kind=figure&to=json").json()["rows"]
    )


@pytest.mark.parametrize(
    "path", ["/timeline?show=pie", "/timeline?span=some", "/timeline?to=png", "/timeline?x=1"]
)
def test_what_cannot_be_asked_is_said_to_be_so(rich: TestClient, path: str) -> None:
    assert rich.get(path).status_code == 400


def test_nothing_found_says_what_to_do(rich: TestClient, bare: TestClient) -> None:
    assert "No event meets all of this" in rich.get("/timeline?since=2030-01-01").text
    assert bare.get("/timeline").status_code == 200
