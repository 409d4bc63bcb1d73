"""Every macro in every state: accessible, inside the window, in both schemes, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

SIZES = [1280, 380]
SCHEMES = ["light", "dark"]
Page = Any


@pytest.fixture
def guide(open_page: Callable[..., Page]) -> Callable[..., Page]:
    """Opens the style guide."""

    def opened(**options: Any) -> Page:
        page = open_page(**options)
        page.goto("/styleguide")
        return page

    return opened


@pytest.mark.parametrize("width", SIZES)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_no_rule_is_broken_and_all_fits(guide, looks, until, width: int, scheme: str) -> None:
    page = guide(width=width, scheme=scheme)
    until(page, "document.documentElement.dataset.scripts === 'ready'")
    for number in (0, 1):
        page.locator("[data-map]").nth(number).scroll_into_view_if_needed()
        until(page, f"document.querySelectorAll('[data-map]')[{number}].dataset.ready === 'true'")
    looks(page, f"styleguide-{width}-{scheme}")


@pytest.mark.parametrize("width", [320, 600, 768, 960, 1024, 1920])
def test_all_fits_at_other_widths(guide, fits, shot, width: int) -> None:
    page = guide(width=width)
    shot(page, f"styleguide-{width}")
    assert fits(page) == []


@pytest.mark.parametrize("scheme", SCHEMES)
def test_colours_that_the_system_forces(guide, axe, shot, scheme: str) -> None:
    page = guide(scheme=scheme, forced_colors="active", scripts=True)
    shot(page, f"styleguide-forced-{scheme}")
    # the colours a page computes here are its own ones, not those that are seen
    assert axe(page, without=["color-contrast"]) == []


def test_on_paper(guide, shot) -> None:
    page = guide(scheme="dark")
    page.emulate_media(media="print")
    shot(page, "styleguide-print")
    assert page.evaluate("getComputedStyle(document.querySelector('.top')).display") == "none"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(28, 27, 25)"


@pytest.mark.parametrize("width", SIZES)
def test_without_scripts_everything_is_reached(guide, fits, shot, width: int) -> None:
    page = guide(width=width, scripts=False)
    assert page.get_by_text("The map needs scripts").first.is_visible()
    assert page.get_by_role("table", name="Places").is_visible()
    if width < 960:
        page.get_by_role("button", name="Menu").click()
    page.get_by_role("navigation", name="Pages").get_by_role("link", name="Timeline").click()
    assert page.url.endswith("/timeline")


def test_the_theme_switch_works_with_scripts_and_is_kept(guide, until) -> None:
    page = guide()
    until(page, "document.documentElement.dataset.scripts === 'ready'")
    page.get_by_role("button", name="Dark colours").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.get_by_role("button", name="Dark colours").get_attribute("aria-pressed") == "true"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(19, 21, 24)"
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    page.get_by_role("button", name="Colours as the system has them").click()
    page.reload()
    assert page.locator("html").get_attribute("data-theme") is None


def test_the_theme_switch_works_without_scripts(guide) -> None:
    page = guide(scripts=False)
    page.get_by_role("button", name="Dark colours").click()
    assert page.url.endswith("/styleguide")
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_the_first_stop_of_the_keyboard_skips_to_the_content(guide) -> None:
    page = guide()
    page.keyboard.press("Tab")
    link = page.get_by_role("link", name="Skip to the content")
    assert link.evaluate("e => e === document.activeElement && e.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_focus_is_seen_on_every_stop(guide) -> None:
    page = guide()
    unseen = []
    for _ in range(60):
        page.keyboard.press("Tab")
        told = page.evaluate(
            "(() => { const e = document.activeElement, s = getComputedStyle(e);"
            " return [e.outerHTML.slice(0, 80), s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2]; })()"
        )
        unseen += [] if told[1] else [told[0]]
    assert unseen == []


def test_side_parts_open_over_the_page_in_narrow_windows(guide, shot) -> None:
    page = guide(width=380)
    values = page.get_by_role("complementary", name="Filters")
    assert not values.is_visible()
    page.get_by_role("button", name="Filters").click()
    assert values.get_by_role("link", name="CONSULT").is_visible()
    shot(page, "styleguide-380-filters", whole=False)
    page.keyboard.press("Escape")
    assert not values.is_visible()
    page.get_by_role("button", name="Menu").click()
    shot(page, "styleguide-380-menu", whole=False)


def test_the_export_menu_opens_inside_the_window(guide, fits, shot) -> None:
    for width in SIZES:
        page = guide(width=width)
        page.get_by_text("Export", exact=True).click()
        assert page.get_by_role("link", name="GeoJSON").is_visible()
        shot(page, f"styleguide-{width}-export", whole=False)
        assert fits(page) == []


def test_a_table_scrolls_in_its_own_box_by_keyboard(guide) -> None:
    page = guide(width=380)
    box = page.get_by_role("region", name="Events by type and year")
    box.focus()
    before = box.evaluate("e => e.scrollLeft")
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(400)
    assert box.evaluate("e => e.scrollLeft") > before
    assert page.evaluate("document.documentElement.scrollLeft") == 0


def test_words_of_reports_do_nothing(guide) -> None:
    page = guide()
    assert page.locator(".evidence img").count() == 0
    assert page.locator(".evidence script").count() == 0
    assert page.get_by_text('<img src=x onerror="alert(1)">').first.is_visible()


def test_right_to_left_words_run_from_the_right(guide) -> None:
    page = guide()
    assert page.locator("p[lang=ar]").evaluate("e => getComputedStyle(e).direction") == "rtl"


def test_the_policy_forbids_what_is_inline(guide, watched) -> None:
    page = guide()
    told = page.evaluate(
        "(() => { const s = document.createElement('script'); s.textContent = 'window.hit = 1'; document.body.append(s);"
        " const b = document.createElement('b'); b.setAttribute('style', 'color: red'); document.body.append(b);"
        " return [window.hit === 1, getComputedStyle(b).color]; })()"
    )
    assert told == [False, "rgb(28, 27, 25)"]
    assert len(watched.faults) == 2
    assert all("Content Security Policy" in fault for fault in watched.faults)
    watched.faults.clear()


def test_htmx_is_there_without_a_style_sheet_of_its_own(guide) -> None:
    page = guide()
    assert page.evaluate("[htmx.config.includeIndicatorCSS, document.adoptedStyleSheets.length]") == [
        False,
        0,
    ]
