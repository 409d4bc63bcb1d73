"""The ledger page: what it lists, what it offers, what it says where there is nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import Environment
from starlette.testclient import TestClient

from ledgers import open_ledger
from sayso.faces.web.desk import Desk
from stubs import KIM, PUTIN, TOWN, Told, day
from webdesk import asking, desk_over, links_of, stored, words_of


def ids(page: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r'href="/event/(e[0-9a-f]+)"', page)))


def test_events_are_listed_newest_first(client: TestClient) -> None:
    page = client.get("/").text
    words = words_of(page)
    assert len(ids(page)) == 2
    assert words.index("CONSULT") < words.index("15 May 2024") or "15 May 2024" in words
    assert words.index("15 May 2024") < words.index("10 May 2024")
    assert "2 of 2 events" in words
    assert "<title>All events · sayso</title>" in page


@pytest.mark.parametrize(
    ("query", "n", "title"),
    [
        ("type=ASSAULT", 1, "Events: ASSAULT"),
        ("type=assault", 1, "Events: ASSAULT"),
        (f"actor={KIM}", 1, "Events: Kim"),
        ("who=Putin", 2, "Events: Putin"),
        ("country=ROU", 1, "Events: Romania (ROU)"),
        ("country=romania", 1, "Events: Romania (ROU)"),
        ("place=geo:1", 1, "Events: Harbour Town"),
        ("since=2024-05-12", 1, "Events: since 12 May 2024"),
        ("since=2024-05-01&until=2024-05-12", 1, "Events: 1 May 2024 to 12 May 2024"),
        ("status=happened", 2, "Events: happened"),
        ("q=met&type=CONSULT", 1, "Events: “met”, CONSULT"),
        ("text=met", 2, "Events: “met”"),
        ("min_origins=2", 1, "Events: 2 origins or more"),
        ("type=&actor=&utm_source=x", 2, "All events"),
    ],
)
def test_conditions_are_met_and_named(client: TestClient, query: str, n: int, title: str) -> None:
    answer = client.get(f"/?{query}")
    assert answer.status_code == 200
    assert len(ids(answer.text)) == n
    assert f"<title>{title} · sayso</title>" in answer.text


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("sort=day", "No parameter"),
        ("country=xx", "country code"),
        ("type=NONE", "No type"),
        ("type=AID&type=AID", "given twice"),
        ("since=May", "must be a day"),
        ("since=2024-05-02&until=2024-05-01", "is after"),
        ("min_origins=0", "whole number"),
        ("min_origins=1e9", "whole number"),
        ("limit=1000000000", "whole number from 1 to 200"),
        ("limit=٣", "whole number"),
        ("older=abc", "no cursor"),
        ("older=WyJ4IiwieSJd&newer=WyJ4IiwieSJd", "not both"),
        ("more=nothing", "No facet"),
        ("q=%00", "NUL"),
        ("q=" + "a" * 500, "longer than"),
        ("q=(((", "No word"),
    ],
)
def test_what_cannot_be_asked_is_said(client: TestClient, query: str, said: str) -> None:
    answer = client.get(f"/?{query}")
    assert answer.status_code == 400
    assert said in words_of(answer.text)


@pytest.mark.parametrize("q", ['"', "a AND (b", "NEAR(a b)", "col:x", "a*", "-- '; drop table events", "%_%"])
def test_signs_of_search_languages_are_words(client: TestClient, q: str) -> None:
    answer = client.get("/", params={"q": q})
    assert answer.status_code in (200, 400)


def test_facets_lead_to_as_many_events_as_they_say(client: TestClient) -> None:
    page = client.get("/").text
    found = re.findall(
        r'<a href="([^"]*)">\s*<span class="tick">.*?</bdi>\s*<span class="facet-n">(\d+)</span>',
        page,
        re.DOTALL,
    )
    assert len(found) == 10
    for href, n in found:
        assert len(ids(client.get(href.replace("&amp;", "&")).text)) == int(n), href


def test_a_condition_can_be_let_go(client: TestClient) -> None:
    page = client.get("/?type=ASSAULT&status=happened").text
    chosen = page[page.index('class="chosen"') :].partition("</ul>")[0]
    assert links_of(chosen) == ["/?status=happened", "/?type=ASSAULT", "/"]
    assert 'href="/?status=happened" aria-current="true"' in page


def test_a_year_keeps_its_name_when_it_is_chosen(client: TestClient) -> None:
    page = client.get("/?since=2024-01-01&until=2024-12-31").text
    chosen = page[page.index("<summary>Period") :]
    chosen = chosen[: chosen.index("</details>")]
    assert '<a href="/" aria-current="true">' in chosen
    assert "<bdi>2024</bdi>" in chosen
    longer = client.get("/?since=2024-01-01&until=2025-01-01").text
    assert "<bdi>1 Jan 2024 to 1 Jan 2025</bdi>" in longer


def test_pages_follow_one_another(client: TestClient) -> None:
    first = client.get("/?limit=1").text
    older = next(href for href in links_of(first) if "older=" in href)
    second = client.get(older).text
    newer = next(href for href in links_of(second) if "newer=" in href)
    assert ids(first) + ids(second) == ids(client.get("/").text)
    assert ids(client.get(newer).text) == ids(first)
    assert "limit=1" in older


def test_a_name_is_offered_above_the_results(client: TestClient) -> None:
    page = client.get("/?q=putin").text
    offered = page[page.index('class="meant"') :].partition("</nav>")[0]
    assert "Events with Putin (2)" in offered
    assert links_of(offered) == [f"/?who={PUTIN.replace(':', '%3A')}"]


def test_no_match_says_which_condition_to_drop(client: TestClient) -> None:
    words = words_of(client.get("/?type=AID&status=happened").text)
    assert "No event meets all of this" in words
    assert "without type AID: 2" in words
    assert "without status happened" not in words
    assert "only “met”: 2" in words_of(client.get("/?q=met+yesterday").text)


def test_an_empty_ledger_says_how_to_fill_it(tmp_path: Path) -> None:
    with desk_over(stored(tmp_path / "empty.db", ())) as desk, asking(desk) as client:
        assert "sayso load" in client.get("/").text
        assert "sayso load" not in client.get("/?type=AID").text


def test_the_list_can_be_taken_away_and_saved(client: TestClient) -> None:
    page = client.get("/?type=ASSAULT&q=met").text
    assert "/export?to=csv&type=ASSAULT&text=met" in links_of(page)
    assert "/searches/new?type=ASSAULT&text=met" in links_of(page)
    assert "/map?type=ASSAULT&text=met" in links_of(page)


def test_whoever_may_not_write_is_not_offered_to(ledger_path: Path) -> None:
    with desk_over(ledger_path, may_write=False) as desk, asking(desk) as client:
        assert "/searches/new" not in client.get("/?type=ASSAULT").text


def test_news_are_told(client: TestClient, ledger_path: Path) -> None:
    page = client.get("/?type=CONSULT").text
    live = re.search(r'data-url="([^"]*)"', page)
    assert live is not None
    url = live[1].replace("&amp;", "&")
    assert client.get(url).status_code == 204
    add(ledger_path, Told(type="AID", number=5))
    assert client.get(url).status_code == 204
    add(ledger_path, Told(type="CONSULT", mode="phone", recipients=("per:xi",), place=TOWN, number=6))
    answer = client.get(url)
    assert (answer.status_code, links_of(answer.text)) == (200, ["/?type=CONSULT"])
    assert "1 new or changed" in answer.text
    assert client.get("/live?type=CONSULT").status_code == 400


def test_a_page_is_made_anew_when_the_ledger_changed(client: TestClient, ledger_path: Path) -> None:
    client.get("/")
    tag = client.get("/").headers["etag"]
    assert client.get("/", headers={"If-None-Match": tag}).status_code == 304
    add(ledger_path, Told(type="AID", number=7, time=day("2024-05-16")))
    answer = client.get("/", headers={"If-None-Match": tag})
    assert answer.status_code == 200
    assert len(ids(answer.text)) == 3


def test_a_page_that_nothing_changed_is_not_rendered_again(desk: Desk, client: TestClient) -> None:
    client.get("/")
    first = client.get("/")
    desk.templates = Environment(autoescape=True)  # has no templates
    assert client.get("/").text == first.text


def add(path: Path, told: Told) -> None:
    with open_ledger(path) as ledger:
        article, claim = told.made()
        ledger.add_report("run1", article, (claim,))
        ledger.commit()
        ledger.refresh()
