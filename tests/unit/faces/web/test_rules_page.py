"""Rules, how many events touch each, and the queue of what does with what is matched and what is missing."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace
from datetime import date

import pytest
from starlette.testclient import TestClient

from richledger import EVIL
from sayso.engine.config import load_settings
from sayso.engine.rules import Rule, ask_rules
from sayso.faces.web.pages.rules import elements
from stubs import Told, speaker
from stubs import day as on

RULE: Rule = ask_rules(load_settings({}), "un-dprk-arms").rules[0]
DAY = date(2024, 5, 16)


def test_rules_are_listed_with_the_events_that_touch_them(rich: TestClient) -> None:
    page = rich.get("/rules").text
    assert re.search(r'<a href="/rules\?rule=un-dprk-arms">1</a>', page)
    assert page.index("un-dprk-arms") < page.index("un-libya-arms")
    assert "no legal finding" in page


def test_a_rule_is_explained(rich: TestClient) -> None:
    page = rich.get("/rules?q=un-dprk-arms").text
    assert "Security Council resolutions 1718" in page
    assert "Exceptions" in page


def test_a_country_that_is_free_is_said_to_be_so(rich: TestClient) -> None:
    page = rich.get("/rules?q=Russia").text
    assert "is under no embargo of the UN" in page


def test_rules_of_a_day(rich: TestClient) -> None:
    then = rich.get("/rules?on=1995-01-01").text
    assert "un-dprk-arms" not in then
    assert "All rules" in then


def test_what_touches_rules_is_a_queue(rich: TestClient) -> None:
    for path in ("/rules?view=queue", "/rules?rule=un-dprk-arms"):
        page = rich.get(path).text
        assert "would breach" in page
        assert "&lt;script&gt;" in page
        assert EVIL not in page
        assert "under the rule: Prk as recipient" in page
        assert "food and medicine" in page
    assert "Nothing touches it" in rich.get("/rules?rule=un-libya-arms").text


def test_rules_can_be_taken_away(rich: TestClient) -> None:
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(rich.get("/rules?to=csv").text))}
    assert rows["un-dprk-arms"]["events"] == "1"
    assert rows["un-libya-arms"]["events"] == "0"


@pytest.mark.parametrize(
    "asked", ["q=Nowhere+At+All", "on=x", "view=all", "rule=x&older=y", "limit=0&view=queue", "z=1"]
)
def test_what_cannot_be_asked_is_said_to_be_so(rich: TestClient, asked: str) -> None:
    assert rich.get(f"/rules?{asked}").status_code == 400


def test_what_is_matched_and_missing_follows_from_the_claim() -> None:
    _, full = Told(actors=("cty:RUS",), recipients=("cty:PRK",), time=on("2024-05-15")).made()
    matched, missing = elements(full, RULE, DAY)
    assert any("Prk as recipient" in words for words in matched)
    assert missing == []
    _, bare = Told(actors=("cty:PRK",), recipients=(), chain=(speaker("men"),)).made()
    nameless = replace(bare, attribution=(replace(bare.attribution[0], kind="unnamed"),))  # type: ignore[arg-type]
    matched, missing = elements(nameless, RULE, None)
    assert "the other side is not named" in missing
    assert "no day is known" in missing
    assert any("vouches" in words for words in missing)
    _, apart = Told(actors=("cty:RUS",), recipients=("cty:NOR",), time=on("1990-01-01")).made()
    matched, missing = elements(apart, RULE, date(1990, 1, 1))
    assert any("nobody of North Korea" in words for words in missing)
    assert any("does not stand on 1 Jan 1990" in words for words in missing)


def test_unconfirmed_terms_bound_laws_and_places_are_missing() -> None:
    _, claim = Told(actors=("cty:RUS",), recipients=("cty:PRK",), time=on("2024-05-15")).made()
    strict = replace(RULE, binds=("DEU",), places=("Darfur",), term=date(2020, 1, 1), issuer="EU")
    _, missing = elements(claim, strict, DAY)
    assert "nobody under the law of EU is named" in missing
    assert any("the rule holds for Darfur" in words for words in missing)
    assert any("a renewal beyond 1 Jan 2020" in words for words in missing)
    _, missing = elements(claim, replace(RULE, verify=True), DAY)
    assert "its present terms are not confirmed" in missing
