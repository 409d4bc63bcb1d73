"""Work without a mouse: keys through lists and pages, an order of the focus that makes sense, and no trap in it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import sayso
from pagework import ready, row_ids

Page = Any
#: Pages on which the focus goes through everything.
PAGES = (
    "/",
    "/map",
    "/timeline",
    "/actors",
    "/figures",
    "/sources",
    "/runs",
    "/searches",
    "/help",
    "event",
    "report",
)

#: What has the focus, in words; "" for nothing.
_FOCUSED = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return '';
  const words = e.getAttribute('aria-label') ?? e.labels?.[0]?.textContent ?? e.textContent;
  return `${e.tagName.toLowerCase()} ${words.trim().replace(/\\s+/g, ' ').slice(0, 60)}`;
}"""
#: Everything that can be come to by the tab key, where nothing has a tabindex above 0.
_STOPS = """() => [...document.querySelectorAll(
    'a[href], button, input:not([type=hidden]), select, textarea, summary, iframe, [tabindex], [contenteditable]')]
  .filter((e) => e.tabIndex >= 0 && !e.disabled && e.checkVisibility({visibilityProperty: true}))"""
#: What is wrong with how the focus is seen: it is in the window, covered by nothing, and drawn by an outline of its
#: own or of the box it fills. The button inside of a field for days is drawn by the browser, and no page can ask for it.
_SEEN = """() => {
  const e = document.activeElement;
  const clip = (r) => [Math.max(0, r.left), Math.max(0, r.top), Math.min(innerWidth, r.right), Math.min(innerHeight, r.bottom)];
  const parts = [...e.getClientRects()].map(clip).filter(([l, t, r, b]) => r - l > 1 && b - t > 1);
  if (!parts.length) return 'is out of the window';
  const outlined = (one) => {
    const style = getComputedStyle(one);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 1;
  };
  if (!outlined(e) && !outlined(e.closest('.map-box') ?? e) && e.type !== 'date') return 'has no outline';
  const points = parts.flatMap(([l, t, r, b]) => [[(l + r) / 2, (t + b) / 2], [l + 1, t + 1], [r - 1, b - 1]]);
  const mine = ([x, y]) => { const top = document.elementFromPoint(x, y); return top && (e.contains(top) || top.contains(e)); };
  return points.some(mine) ? '' : 'is covered';
}"""


@pytest.fixture(scope="module")
def ledger(coded: Path) -> Iterator[Any]:
    with sayso.open(coded) as opened:
        yield opened


@pytest.fixture
def opened(open_page: Callable[..., Page], desk: str, until: Any, ledger: Any) -> Callable[..., Page]:
    """Opens a page with scripts; the names of two stand for the pages of the event with most accounts."""

    def make(path: str = "/", width: int = 1280) -> Page:
        if not path.startswith("/"):
            event = max(ledger.events(), key=lambda event: len(event.claim_ids))
            path = f"/{path}/{event.event_id if path == 'event' else event.lead.article_id}"
        page = open_page(width=width)
        page.goto(desk + path)
        ready(page, until)
        return page

    return make


def focused(page: Page) -> str:
    return str(page.evaluate(_FOCUSED))


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_the_first_key_skips_to_the_content(opened: Callable[..., Page]) -> None:
    page = opened()
    press(page, "Tab")
    assert focused(page) == "a Skip to the content"
    assert page.evaluate(_SEEN) == ""
    press(page, "Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    press(page, "Tab")
    assert page.evaluate("document.getElementById('main').contains(document.activeElement)")


def test_an_event_is_found_read_and_left_without_a_mouse(opened: Callable[..., Page], ledger: Any) -> None:
    page = opened()
    press(page, "/")
    assert focused(page) == "input Search the ledger"
    page.keyboard.type("minehunters")
    press(page, "Enter")
    page.wait_for_url("**/?q=minehunters")
    ids = row_ids(page)
    press(page, "j", "j")
    assert page.evaluate("document.activeElement.getAttribute('href')") == f"/event/{ids[1]}"
    press(page, "k")
    assert page.evaluate("document.activeElement.getAttribute('href')") == f"/event/{ids[0]}"
    assert page.evaluate(_SEEN) == ""
    press(page, "Enter")
    page.wait_for_url(f"**/event/{ids[0]}")
    press(page, "j")
    claim = ledger.event(ids[0]).accounts[0]
    assert page.evaluate("document.activeElement.getAttribute('href')").startswith(
        f"/report/{claim.article_id}"
    )
    press(page, "Enter")
    page.wait_for_url(f"**/report/{claim.article_id}#claim-{claim.claim_id}")


@pytest.mark.parametrize(
    ("key", "path"),
    [
        ("m", "/map"),
        ("t", "/timeline"),
        ("a", "/actors"),
        ("f", "/figures"),
        ("s", "/sources"),
        ("r", "/runs"),
        ("e", "/searches"),
        ("h", "/help"),
        ("l", "/"),
    ],
)
def test_g_and_a_letter_lead_to_each_page(opened: Callable[..., Page], key: str, path: str) -> None:
    page = opened("/help" if path == "/" else "/")
    press(page, "g", key)
    page.wait_for_url(f"**{path}")
    current = page.locator("nav.nav a[aria-current='page']")
    assert current.get_attribute("data-go") == key


def test_rows_of_every_list_are_gone_through(opened: Callable[..., Page]) -> None:
    for path in (
        "/",
        "/actors",
        "/sources",
        "/map",
        "/timeline",
        "/figures",
        "/actor/per%3Anino-kalandadze/itinerary",
    ):
        page = opened(path)
        press(page, "j")
        first = page.evaluate("document.activeElement.closest('[data-row]')?.textContent")
        press(page, "j")
        second = page.evaluate("document.activeElement.closest('[data-row]')?.textContent")
        assert first, path
        assert second, path
        assert first != second, path
        assert page.evaluate(_SEEN) == "", path
        href = page.evaluate("document.activeElement.pathname")
        press(page, "Enter")
        page.wait_for_url(f"**{href}*")


def test_keys_are_listed_and_the_list_gives_the_focus_back(opened: Callable[..., Page]) -> None:
    page = opened()
    press(page, "j")
    before = focused(page)
    press(page, "?")
    dialog = page.get_by_role("dialog", name="Keys")
    assert dialog.is_visible()
    listed = dialog.locator("kbd").all_text_contents()
    assert {"j", "k", "Enter", "/", "?", "l", "m"} <= set(listed)
    assert focused(page) == "button Close"
    press(page, "j", "m")
    assert dialog.is_visible()
    press(page, "Escape")
    assert not dialog.is_visible()
    assert focused(page) == before


def test_filters_are_chosen_and_let_go_by_keys(opened: Callable[..., Page], ledger: Any) -> None:
    page = opened()
    for _ in range(200):
        press(page, "Tab")
        if "CONSULT" in focused(page) and page.evaluate("!!document.activeElement.closest('.facet')"):
            break
    press(page, "Enter")
    page.wait_for_url("**type=CONSULT**")
    assert row_ids(page) == [event.event_id for event in ledger.events(type="CONSULT")]
    for _ in range(60):
        press(page, "Tab")
        if focused(page).startswith("a type: CONSULT"):
            break
    press(page, "Enter")
    page.wait_for_url(lambda url: "type=" not in url)
    assert page.get_by_role("heading", level=1).text_content() == "All events"


@pytest.mark.parametrize("path", PAGES)
def test_the_focus_is_always_seen_and_never_trapped(opened: Callable[..., Page], path: str) -> None:
    page = opened(path)
    expected = page.evaluate(f"({_STOPS})().length")
    assert (
        page.evaluate(
            'document.querySelectorAll(\'[tabindex]:not([tabindex="0"]):not([tabindex="-1"])\').length'
        )
        == 0
    )
    at = f"({_STOPS})().indexOf(document.activeElement)"
    visited: list[int] = []
    unseen: list[str] = []
    for _ in range(expected + 40):
        press(page, "Tab")
        if not focused(page):
            break
        number = page.evaluate(at)
        visited.append(number)
        if (why := page.evaluate(_SEEN)) != "":
            unseen.append(f"{focused(page)} {why}")
    else:
        pytest.fail(f"the focus never came back to the browser from {focused(page)}")
    assert unseen == []
    known = [number for number in visited if number >= 0]
    assert known == sorted(known), "the order of the focus is not that of the page"
    assert len(set(known)) >= expected - 1
    press(page, "Shift+Tab")
    assert page.evaluate(at) == known[-1]


def test_a_menu_in_a_narrow_window_is_opened_and_left_by_keys(opened: Callable[..., Page]) -> None:
    page = opened(width=380)
    for _ in range(6):
        press(page, "Tab")
        if focused(page) == "button Menu":
            break
    press(page, "Enter")
    nav = page.get_by_role("navigation", name="Pages", exact=True)
    assert nav.is_visible()
    press(page, "Tab")
    assert page.evaluate("document.getElementById('nav').contains(document.activeElement)")
    press(page, "Escape")
    assert not nav.is_visible()
    assert focused(page) == "button Menu"


def test_an_account_is_judged_without_a_mouse(
    open_page: Callable[..., Page], serve: Callable[[Path], str], own: Path, until: Any
) -> None:
    with sayso.open(own) as view:
        event = max(view.events(), key=lambda event: len(event.claim_ids))
    page = open_page()
    page.goto(f"{serve(own)}/event/{event.event_id}")
    ready(page, until)
    for _ in range(200):
        press(page, "Tab")
        if focused(page) == "summary This is another event":
            break
    card = page.evaluate("document.activeElement.closest('.account').id")
    press(page, "Enter", "Tab")
    page.keyboard.type("typed by hand, g j k / ?")
    press(page, "Tab")
    assert focused(page) == "button Another event"
    press(page, "Enter")
    page.wait_for_url("**/judge")
    assert "typed by hand, g j k / ?" in (page.locator("main").text_content() or "")
    with sayso.open(own) as view:
        (verdict,) = view.verdicts()
    assert {verdict.left_id, verdict.right_id} == {event.lead.claim_id, card.removeprefix("claim-")}
