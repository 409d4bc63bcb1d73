"""A page that is left open tells of what comes in, whoever writes it into the ledger."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sayso
from pagework import ready, row_ids

Page = Any
NEWS = (
    "Norwegian Defence Minister Solveig Aas met Georgian Foreign Minister Nino Kalandadze in Oslo on Friday."
)


@pytest.fixture
def page(open_page: Callable[..., Page], serve: Callable[[Path], str], own: Path, until: Any) -> Page:
    """The ledger, asked for news every second; an analyst would wait for twenty."""
    page = open_page()
    page.add_init_script(
        "new MutationObserver(() => document.querySelector('[data-live]')?.setAttribute('data-every-s', '1'))"
        ".observe(document, { childList: true, subtree: true })"
    )
    page.goto(serve(own) + "/?type=CONSULT")
    ready(page, until)
    return page


def report(folder: Path, number: int, text: str) -> Path:
    path = folder / f"{number}.jsonl"
    row = {
        "id": f"late-{number}",
        "published": "2026-04-17",
        "publisher": f"Late Paper {number}",
        "text": text,
    }
    path.write_text(json.dumps(row) + "\n", encoding="utf-8")
    return path


def loaded_elsewhere(path: Path, ledger: Path) -> None:
    """Load a report in another process, as a watch or a load does."""
    command = [sys.executable, "-m", "sayso", "load", str(path), "--ledger", str(ledger)]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, timeout=120, env=dict(os.environ)
    )
    assert done.returncode == 0, done.stderr


def news(page: Page) -> Any:
    return page.locator("[data-live] a")


def test_news_of_another_process_is_told_and_opened(
    page: Page, own: Path, tmp_path: Path, until: Any
) -> None:
    before = row_ids(page)
    box = page.locator("[data-live]")
    assert box.get_attribute("aria-live") == "polite"
    assert (box.text_content() or "").strip() == ""
    loaded_elsewhere(report(tmp_path, 1, f"OSLO, Norway - {NEWS}"), own)
    until(page, "document.querySelector('[data-live] a') !== null")
    with sayso.open(own) as ledger:
        now = [event.event_id for event in ledger.events(type="CONSULT")]
    new = set(now) - set(before)
    assert new
    assert (news(page).text_content() or "").startswith(f"{len(new)} new or changed")
    assert row_ids(page) == before, "the list itself stays until it is asked for"
    news(page).click()
    page.wait_for_load_state()
    assert row_ids(page) == now
    assert news(page).count() == 0


def test_news_that_is_not_asked_for_is_not_told(page: Page, own: Path, tmp_path: Path, until: Any) -> None:
    text = "ADEN, Yemen - Gunmen killed four soldiers in Aden on Friday, the army said."
    sayso.load(str(report(tmp_path, 2, text)), ledger=own)
    with sayso.open(own) as ledger:
        assert any(e.last_published == "2026-04-17" for e in ledger.events(type="ASSAULT"))
        assert not any(e.last_published == "2026-04-17" for e in ledger.events(type="CONSULT"))
    for _ in range(2):
        with page.expect_response("**/live?**") as asked:
            pass
        assert asked.value.status == 204
    assert news(page).count() == 0


def test_news_grow_while_the_page_stays_open(page: Page, own: Path, tmp_path: Path, until: Any) -> None:
    sayso.load(str(report(tmp_path, 3, f"OSLO, Norway - {NEWS}")), ledger=own)
    until(page, "document.querySelector('[data-live] a') !== null")
    first = news(page).text_content()
    text = (
        "MUSCAT, Oman - UN envoy Marta Lindholm talked with rebel leaders in Muscat on Friday about a truce and the "
        "return of prisoners. Fishermen welcomed the talks. Two ships with grain waited off the coast."
    )
    sayso.load(str(report(tmp_path, 4, text)), ledger=own)
    until(page, f"document.querySelector('[data-live] a').textContent !== {json.dumps(first)}")
    assert int((news(page).text_content() or "0").split()[0]) > int((first or "0").split()[0])


def test_a_verdict_of_another_person_is_news_too(
    page: Page, own: Path, until: Any, serve: Callable[[Path], str], open_page: Callable[..., Page]
) -> None:
    with sayso.open(own) as ledger:
        event = max(ledger.events(type="CONSULT"), key=lambda event: len(event.claim_ids))
    other = open_page()
    other.goto(f"{serve(own)}/event/{event.event_id}")
    part = other.locator("details.judge").first
    part.locator("summary").click()
    part.get_by_role("button", name="Another event").click()
    other.wait_for_load_state()
    until(page, "document.querySelector('[data-live] a') !== null")
    assert "new or changed" in (news(page).text_content() or "")


def test_an_empty_ledger_tells_of_its_first_report(
    open_page: Callable[..., Page], serve: Callable[[Path], str], tmp_path: Path, until: Any
) -> None:
    path = tmp_path / "new.db"
    sayso.load(
        str(report(tmp_path, 5, "Nothing that anybody did is told here, and nobody is named in it at all.")),
        ledger=path,
    )
    page = open_page()
    page.goto(serve(path))
    assert row_ids(page) == []
    assert "sayso load" in (page.locator(".state-empty").text_content() or "")
    sayso.load(str(report(tmp_path, 6, f"OSLO, Norway - {NEWS}")), ledger=path)
    page.reload()
    with sayso.open(path) as ledger:
        assert row_ids(page) == [event.event_id for event in ledger.events()] != []
