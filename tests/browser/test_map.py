"""The map draws what the server sends, can be worked by keyboard, and shows words as words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from starlette.responses import HTMLResponse
from starlette.routing import Route

import mapped
import styleguide
import webserver
from sayso.faces.web.assets import static_manifest
from sayso.faces.web.rendering import environment

Page = Any
PAGE = """
{% extends "base.html" %}{% import "macros/map.html" as maps %}{% import "macros/tables.html" as tables %}
{% block head %}{{ maps.preload() }}{% endblock %}
{% block main %}<h1>Map</h1>
{% if way %}{{ maps.itinerary("way", "Where she went", "/map/itinerary", "rows") }}
{% else %}{{ maps.map("map", "Where it happened", url, "rows", "2023-01-01", "2023-12-31") }}{% endif %}
{{ tables.plain("rows", "Rows", s.places_table.columns, s.places_table.rows) }}{% endblock %}
"""


@pytest.fixture(scope="module")
def address(server: str) -> Iterator[str]:
    """Pages with one map each."""
    manifest = static_manifest()
    template = environment(manifest).from_string(PAGE)

    def shown(**given: Any) -> Callable[[Any], HTMLResponse]:
        words = {"url": "/map/points", "way": False, "frame": styleguide.frame(), "s": styleguide.samples()}
        return lambda request: HTMLResponse(template.render(**(words | given)))

    routes = [
        Route("/one", shown()),
        Route("/way", shown(way=True)),
        Route("/lost", shown(url="/nowhere-at-all")),
        Route("/elsewhere", shown(url="https://example.org/points")),
        Route("/nowhere-at-all", lambda request: HTMLResponse("gone", status_code=500)),
    ]
    with webserver.serving(webserver.app(manifest, routes)) as started:
        yield started


@pytest.fixture
def opened(open_page, watched, until, address: str) -> Callable[..., Page]:
    """Opens a page with a map and waits until it is drawn."""

    def make(path: str = "/one", width: int = 640, **options: Any) -> Page:
        # what is drawn by software costs by its area, so that only pictures are taken of large maps
        watched.hosts.add(address.removeprefix("http://"))
        page = open_page(width=width, **options)
        page.goto(address + path)
        until(
            page,
            "document.querySelector('[data-map]').dataset.ready || document.querySelector('[data-map]').dataset.error",
        )
        return page

    return make


def told(page: Page) -> dict[str, str]:
    return dict(page.evaluate("({...document.querySelector('[data-map]').dataset})"))


@pytest.mark.parametrize(
    ("width", "scheme"), [(1280, "light"), (1280, "dark"), (380, "light"), (380, "dark")]
)
def test_it_draws_what_the_server_sends(opened, looks, width: int, scheme: str) -> None:
    page = opened(width=width, scheme=scheme)
    sent = mapped.points()["features"]
    said = told(page)
    assert "error" not in said
    # two of Niger are one pin, and one feature has no place
    assert int(said["features"]) == len(sent) - 2
    assert said["unplaced"] == "1"
    assert int(said["shown"]) == sum(f["properties"]["n"] for f in sent) - 1
    assert int(said["rendered"]) > 10
    looks(page, f"map-{width}-{scheme}")


def test_a_place_opens_by_keyboard_and_gives_the_focus_back(opened, axe, shot) -> None:
    page = opened()
    page.get_by_text("Places in view, as a list").focus()
    page.keyboard.press("Enter")
    place = page.get_by_role("button", name="Suva, 14")
    place.focus()
    page.keyboard.press("Enter")
    popup = page.get_by_role("dialog", name="Suva")
    assert popup.is_visible()
    assert popup.get_by_role("link", name="talks 2").get_attribute("href") == "/events/e2"
    assert popup.get_by_role("link", name="All of them in the ledger").get_attribute("href") == "/?place=suva"
    assert popup.evaluate("e => e.contains(document.activeElement)")
    shot(page, "map-popup", whole=False)
    assert axe(page) == []
    page.keyboard.press("Escape")
    assert not popup.is_visible()
    assert place.evaluate("e => e === document.activeElement")


def test_words_from_reports_stay_words(opened) -> None:
    page = opened()
    page.evaluate("document.querySelector('.map-places').open = true")
    page.locator("[data-map-list] button", has_text="<img").click()
    popup = page.locator(".map-popup")
    assert popup.locator("h3").text_content() == mapped.HOSTILE
    assert popup.locator("img").count() == 0
    assert popup.locator("a").count() == 0
    assert page.title().endswith("sayso")


def test_a_country_has_its_pin_at_its_label_point(opened) -> None:
    page = opened()
    page.evaluate("document.querySelector('.map-places').open = true")
    page.locator("[data-map-list] button", has_text="Russia").click()
    assert page.locator(".map-popup").get_by_text("30 events, somewhere in the country").is_visible()


def test_days_are_chosen_by_sliders_and_kept_in_the_address(opened, until) -> None:
    page = opened()
    before = int(told(page)["features"])
    slider = page.get_by_role("slider", name="From")
    slider.focus()
    for _ in range(3):
        slider.press("PageUp")
    until(page, f"document.querySelector('[data-map]').dataset.features < {before}")
    since = slider.get_attribute("aria-valuetext")
    assert f"since={since}" in page.url
    assert "until=" not in page.url
    expected = [f for f in mapped.points()["features"] if f["properties"].get("day", "9") >= since]
    countries = {
        f["properties"]["country"] for f in expected if f["properties"].get("precision") == "country"
    }
    places = [f for f in expected if f["geometry"] is not None]
    assert int(told(page)["features"]) == len(places) + len(countries)
    page.reload()
    until(page, "document.querySelector('[data-map]').dataset.ready")
    assert page.get_by_role("slider", name="From").get_attribute("aria-valuetext") == since


def test_where_the_map_was_moved_to_is_kept_in_the_address(opened, until) -> None:
    page = opened()
    assert "#" not in page.url
    page.get_by_role("button", name="Zoom in").click()
    until(page, "location.hash.startsWith('#map=')")
    zoom = page.evaluate("location.hash")
    page.reload()
    until(page, "document.querySelector('[data-map]').dataset.ready")
    assert page.evaluate("location.hash") == zoom


def test_days_run_and_stop(opened, until) -> None:
    page = opened()
    page.get_by_role("button", name="Play").click()
    until(page, "location.search.includes('until=')")
    page.get_by_role("button", name="Pause").click()
    assert page.get_by_role("button", name="Play").get_attribute("aria-pressed") == "false"


def test_an_itinerary_goes_over_the_antimeridian(opened, shot) -> None:
    page = opened("/way")
    said = told(page)
    assert "error" not in said
    assert (said["features"], said["lines"], said["unplaced"]) == ("4", "4", "0")
    page.evaluate("document.querySelector('.map-places').open = true")
    names = page.locator("[data-map-list] button").all_text_contents()
    assert [name[:2] for name in names] == ["1.", "2.", "3.", "4."]
    shot(page, "map-itinerary")


def test_the_map_follows_the_theme(opened, until) -> None:
    page = opened()
    page.get_by_role("button", name="Dark colours").click()
    until(page, "document.querySelector('[data-map]').dataset.land === 'rgb(38, 43, 49)'")


def test_when_the_data_fails_the_table_is_pointed_to(opened, watched) -> None:
    page = opened("/lost")
    assert page.get_by_text("The map cannot be drawn here. The table has the same rows.").is_visible()
    assert page.get_by_role("table", name="Rows").is_visible()
    watched.faults[:] = [fault for fault in watched.faults if "500" not in fault]


def test_data_of_another_server_is_not_asked_for(opened) -> None:
    page = opened("/elsewhere")
    assert told(page)["error"] == "the data is on another server"


def test_where_nothing_can_be_drawn_the_table_is_pointed_to(open_page, watched, until, address: str) -> None:
    watched.hosts.add(address.removeprefix("http://"))
    page = open_page()
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    page.goto(address + "/one")
    until(page, "document.querySelector('[data-map]').dataset.error")
    assert page.get_by_text("The map cannot be drawn here").is_visible()
    watched.faults.clear()
