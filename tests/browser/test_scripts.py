"""Keys, news, and bars that can be drawn over."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

Page = Any


@pytest.fixture
def guide(page: Page, until: Callable[[Page, str], None]) -> Page:
    """The style guide with its scripts running."""
    page.goto("/styleguide")
    until(page, "document.documentElement.dataset.scripts === 'ready'")
    return page


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.getAttribute('href') ?? document.activeElement.id"))


def test_rows_are_gone_through_and_opened_by_keys(guide: Page) -> None:
    for key, href in (("j", "/events/e0"), ("j", "/events/e1"), ("k", "/events/e0"), ("k", "/events/e0")):
        guide.keyboard.press(key)
        assert focused(guide) == href
    for _ in range(9):
        guide.keyboard.press("j")
    assert focused(guide) == "/events/e3"
    guide.keyboard.press("Enter")
    guide.wait_for_url("**/events/e3")


def test_the_slash_goes_to_the_search_where_keys_are_letters(guide: Page) -> None:
    guide.keyboard.press("/")
    assert focused(guide) == "q"
    guide.keyboard.type("gmjk?/")
    assert guide.locator("#q").input_value() == "gmjk?/"
    assert guide.url.endswith("/styleguide")
    guide.keyboard.press("Enter")
    guide.wait_for_url("**/?q=gmjk%3F%2F")


def test_g_and_a_letter_go_to_a_page(guide: Page) -> None:
    guide.keyboard.press("g")
    guide.keyboard.press("m")
    guide.wait_for_url("**/map")


def test_keys_with_control_are_the_browsers(guide: Page) -> None:
    guide.keyboard.press("Alt+j")
    assert focused(guide) == ""


def test_the_list_of_keys_opens_and_closes_and_gives_the_focus_back(guide: Page, axe, shot) -> None:
    guide.keyboard.press("j")
    guide.keyboard.press("?")
    dialog = guide.get_by_role("dialog", name="Keys")
    assert dialog.is_visible()
    assert guide.evaluate("document.activeElement.textContent") == "Close"
    shot(guide, "keys", whole=False)
    assert axe(guide) == []
    guide.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert focused(guide) == "/events/e0"


def test_keys_can_be_turned_off_for_good(guide: Page, until) -> None:
    guide.get_by_role("button", name="Keys", exact=True).click()
    guide.get_by_role("button", name="Keys are on").click()
    assert guide.get_by_role("button", name="Keys are off").is_visible()
    guide.keyboard.press("Escape")
    guide.reload()
    until(guide, "document.documentElement.dataset.scripts === 'ready'")
    before = focused(guide)
    for key in ("j", "/", "?"):
        guide.keyboard.press(key)
    assert focused(guide) == before
    assert not guide.get_by_role("dialog", name="Keys").is_visible()
    guide.get_by_role("button", name="Keys", exact=True).click()
    guide.get_by_role("button", name="Keys are off").click()
    guide.keyboard.press("Escape")
    guide.keyboard.press("j")
    assert focused(guide) == "/events/e0"


def test_news_appears_where_it_is_read_out(guide: Page, until) -> None:
    until(guide, "document.querySelector('[data-live]').textContent.includes('3 new since')")
    assert guide.locator("[data-live]").get_attribute("aria-live") == "polite"


def test_bars_are_read_along_a_slider(guide: Page) -> None:
    figure = guide.locator("#bars")
    slider = figure.get_by_role("slider", name="Read bar by bar")
    slider.focus()
    last = figure.locator("output").text_content()
    slider.press("ArrowLeft")
    said = figure.locator("output").text_content()
    assert said != last
    assert "events" in (said or "")
    assert slider.get_attribute("aria-valuetext") == said
    assert figure.locator("rect.bar.on").get_attribute("data-words") == said


def test_bars_are_read_under_the_pointer(guide: Page) -> None:
    bar = guide.locator("#bars rect.bar").nth(7)
    bar.hover()
    assert guide.locator("#bars output").text_content() == bar.get_attribute("data-words")


def test_days_are_chosen_by_drawing_over_bars(guide: Page) -> None:
    bars = guide.locator("#bars rect.bar")
    first, last = bars.nth(5), bars.nth(9)
    want = (first.get_attribute("data-since"), last.get_attribute("data-until"))
    first.scroll_into_view_if_needed()
    a, b = first.bounding_box(), last.bounding_box()
    guide.mouse.move(a["x"] + a["width"] / 2, a["y"] + 2)
    guide.mouse.down()
    guide.mouse.move(b["x"] + b["width"] / 2, b["y"] + 4, steps=4)
    assert guide.locator("#bars .brush").is_visible()
    guide.mouse.up()
    guide.wait_for_url(f"**/timeline?since={want[0]}&until={want[1]}&type=CONSULT")


def test_escape_lets_go_of_what_was_drawn(guide: Page) -> None:
    bar = guide.locator("#bars rect.bar").nth(5)
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    guide.mouse.move(box["x"], box["y"])
    guide.mouse.down()
    guide.mouse.move(box["x"] + 200, box["y"], steps=3)
    guide.keyboard.press("Escape")
    guide.mouse.up()
    assert guide.locator("#bars .brush").count() == 0
    assert guide.url.endswith("/styleguide")


def test_what_htmx_brings_is_enhanced_too(page: Page, until) -> None:
    page.goto("/swap")
    until(page, "document.documentElement.dataset.scripts === 'ready' && window.htmx")
    page.get_by_role("button", name="Bring it").click()
    until(page, "document.querySelector('#late')?.dataset.ready === 'true'")
    page.get_by_role("slider", name="Read bar by bar").press("ArrowLeft")
    assert page.locator("#late output").text_content() == "20 Mar 2023: 0 events"


def test_shapes_of_charts_lead_somewhere_by_a_click(guide: Page) -> None:
    guide.locator("#tree .report").first.click()
    guide.wait_for_url("**/reports/*")
