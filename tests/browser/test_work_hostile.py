"""Reports made to break pages are shown as words: nothing runs, nothing leads away, nothing turns the line around."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest

import sayso
from hostiletexts import TEXTS, hostile_reports
from pagework import ready, row_ids
from webdesk import stored

Page = Any
#: Every way for a text to run would leave something here.
_HOOKS = """window.__hit = [];
for (const name of ['alert', 'confirm', 'prompt', 'open', 'print']) window[name] = () => window.__hit.push(name);
Object.defineProperty(window, 'broken', { set: (value) => window.__hit.push(`broken ${value}`), get: () => undefined });"""
#: What a text made of the page that is no text; and words that can turn the line around and stand alone in nothing.
_FAULTS = """() => {
  const found = window.__hit.map((hit) => `ran: ${hit}`);
  const own = location.origin;
  for (const e of document.querySelectorAll('*')) {
    const tag = e.localName;
    if (['style', 'iframe', 'object', 'embed', 'base', 'img', 'video', 'audio', 'frame'].includes(tag)) found.push(tag);
    if (tag === 'script' && !e.src.startsWith(`${own}/static/`)) found.push(`script ${e.src}`);
    for (const { name, value } of e.attributes) {
      if (name.startsWith('on') || name === 'srcdoc' || name === 'style' && !e.closest('.map-box')) found.push(`${tag} ${name}`);
      if (/^(href|src|action|formaction|xlink:href|data-href|data-url)$/.test(name) && /^[\\s\\0]*(javascript|data|vbscript):/i.test(value))
        found.push(`${tag} ${name}=${value.slice(0, 40)}`);
    }
  }
  const turning = /[\\u0590-\\u08ff\\u200f\\u202a-\\u202e\\u2066-\\u2069]/;
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = words.nextNode(); node; node = words.nextNode()) {
    if (turning.test(node.data) && !node.parentElement.closest('bdi, [dir], option, textarea, svg text, button, .badge'))
      found.push(`not isolated in ${node.parentElement.localName}.${node.parentElement.className}: ${node.data.trim().slice(0, 40)}`);
  }
  return [...new Set(found)];
}"""


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger in which every name, text and reason is made to break something."""
    return stored(tmp_path_factory.mktemp("hostile") / "l.db", hostile_reports())


@pytest.fixture(scope="module")
def ids(path: Path) -> dict[str, list[str]]:
    """The paths of its events and reports."""
    with sayso.open(path) as ledger:
        events = [event.event_id for event in ledger.events()]
        reports = sorted({c.article_id for id_ in events for c in ledger.event(id_).accounts})
        actors = sorted({a.actor_id for claim in ledger.claims(limit=40) for a in claim.actors[:3]})
        # no reader makes an id of several lines, and no address holds one
        actors = [id_ for id_ in actors if len(id_.splitlines()) == 1]
    return {"event": events, "report": reports, "actor": actors}


@pytest.fixture
def opened(
    open_page: Callable[..., Page], serve: Callable[[Path], str], path: Path, until: Any
) -> Callable[..., Page]:
    address = serve(path)

    def make(where: str, **options: Any) -> Page:
        page = open_page(**options)
        page.add_init_script(_HOOKS)
        page.goto(address + where)
        ready(page, until)
        return page

    return make


def again(page: Page, where: str, until: Any) -> None:
    page.goto("{0.scheme}://{0.netloc}".format(urlsplit(page.url)) + where)
    ready(page, until)


@pytest.mark.parametrize("kind", ["event", "report", "actor"])
def test_pages_of_hostile_reports_are_words(
    opened: Callable[..., Page], until: Any, ids: dict[str, list[str]], kind: str
) -> None:
    page = opened("/help")
    wrong = {}
    assert len(ids[kind]) > 10
    for id_ in ids[kind]:
        again(page, f"/{kind}/{quote(id_.encode('utf-8', 'replace'), safe='')}", until)
        if faults := page.evaluate(_FAULTS):
            wrong[id_] = faults
        assert page.locator("main h1").count() == 1
        assert page.locator("footer.foot").is_visible()
    assert wrong == {}


@pytest.mark.parametrize(
    "where",
    ["/", "/?limit=200", "/map", "/timeline", "/actors", "/figures", "/sources", "/runs", "/searches"],
)
def test_lists_of_hostile_reports_are_words(opened: Callable[..., Page], where: str) -> None:
    assert opened(where).evaluate(_FAULTS) == []


@pytest.mark.parametrize("name", ["script", "image", "svg", "closing", "template", "address", "bidi"])
def test_what_is_asked_is_words_too(opened: Callable[..., Page], until: Any, watched: Any, name: str) -> None:
    text = TEXTS[name]
    page = opened(f"/?q={quote(text)}")
    assert page.evaluate(_FAULTS) == []
    assert page.get_by_role("searchbox").input_value() == text
    for where in (
        f"/source?name={quote(text)}",
        f"/?who={quote(text)}",
        f"/actor/{quote('per:' + text, safe='')}",
        f"/x{quote(text)}",
    ):
        again(page, where, until)
        assert page.evaluate(_FAULTS) == [], where
    watched.faults[:] = [fault for fault in watched.faults if not ("404" in fault or "400" in fault)]


@pytest.mark.parametrize("width", [1280, 380])
def test_the_layout_stays_whole(
    opened: Callable[..., Page], until: Any, fits: Any, ids: dict[str, list[str]], width: int
) -> None:
    page = opened("/?limit=200", width=width)
    wrong = {}
    for where in (
        "/?limit=200",
        "/actors",
        "/sources",
        *(f"/event/{id_}" for id_ in ids["event"]),
        *(f"/report/{id_}" for id_ in ids["report"]),
    ):
        again(page, where, until)
        if cut := fits(page):
            wrong[where] = cut[:3]
    assert wrong == {}


def test_the_title_and_the_text_are_what_the_report_says(
    opened: Callable[..., Page], until: Any, path: Path
) -> None:
    page = opened("/help")
    with sayso.open(path) as ledger:
        reports = {r.report.article_id: r.report for r in map(ledger.report, _reports(ledger))}
    assert len(reports) == len(TEXTS) + 1
    for id_, report in reports.items():
        again(page, f"/report/{id_}", until)
        text = page.locator(".report-text").evaluate(
            "e => { e.querySelectorAll('.mark-label, sup').forEach((l) => l.remove()); return e.textContent }"
        )
        # a page cannot hold a NUL: browsers leave it out
        want = report.text.replace("\0", "")
        assert "".join(text.split()) == "".join(want.split()), id_


def _reports(ledger: Any) -> list[str]:
    return sorted({c.article_id for event in ledger.events() for c in ledger.event(event.event_id).accounts})


def test_an_address_that_is_none_of_the_web_leads_nowhere(
    opened: Callable[..., Page], ids: dict[str, list[str]], until: Any
) -> None:
    page = opened("/help")
    for id_ in ids["report"]:
        again(page, f"/report/{id_}", until)
        for href in page.locator("main a").evaluate_all("all => all.map((a) => a.href)"):
            assert href.startswith(("http://", "https://")), href
        away = page.locator("main a[target='_blank']")
        for rel in away.evaluate_all("all => all.map((a) => a.rel)"):
            assert {"noopener", "noreferrer"} <= set(rel.split())


def test_names_on_the_map_are_words(opened: Callable[..., Page], until: Any) -> None:
    page = opened("/map", width=700)
    page.locator("[data-map]").scroll_into_view_if_needed()
    until(page, "document.querySelector('[data-map]').dataset.ready")
    page.get_by_text("Places in view, as a list").click()
    places = page.locator("[data-map-list] button")
    assert places.count() >= 5
    for number in range(5):
        label = places.nth(number).text_content() or ""
        places.nth(number).click()
        popup = page.locator(".map-popup")
        head = popup.locator("h3").text_content() or ""
        assert label.startswith(head)
        assert popup.locator("img, script, svg, style").count() == 0
        page.keyboard.press("Escape")
    assert page.evaluate(_FAULTS) == []


def test_a_name_that_turns_the_line_turns_itself_alone(opened: Callable[..., Page], path: Path) -> None:
    with sayso.open(path) as ledger:
        (event,) = [e for e in ledger.events() if e.lead.actors and "\u202e" in e.lead.actors[0].name]
    page = opened(f"/event/{event.event_id}")
    for bdi in page.locator("main bdi").all():
        assert bdi.evaluate("e => getComputedStyle(e).unicodeBidi") == "isolate"
    # the words behind a name stand behind it, from left to right
    order = page.locator(".account .actor").first.evaluate("""e => {
      const parts = [...e.querySelectorAll(':scope > a > bdi, :scope > .country, :scope > .ref-note')];
      return parts.map((part) => [part.getClientRects()[0].left, part.getClientRects()[0].right]);
    }""")
    assert len(order) >= 2
    assert all(before[1] <= after[0] for before, after in pairwise(order))


# ------------------------------------------------------------------ reports that are really read


@pytest.fixture(scope="module")
def read(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A ledger of hostile reports as the shipped model reads them; and what was put into each."""
    folder = tmp_path_factory.mktemp("read")
    kept = {name: text for name, text in TEXTS.items() if name not in ("word", "marks")}
    rows = [
        {
            "id": f"{name} {text}"[:200],
            "published": "2026-04-06",
            "publisher": f"Quay {text}"[:300],
            "author": text[:300],
            "title": f"Ministers meet {text}"[:400],
            "url": f"https://quay.example/{quote(name)}",
            "text": (
                f"BATUMI, Georgia - Georgian Foreign Minister Nino Kalandadze met her Turkish counterpart, Orhan "
                f"Demirel, in Batumi on Monday, the ministry of item {n} said.\n\n{text} was written on the wall "
                f"of the hall, where the ministers signed an agreement on ferry number {n}.\n\n“{text}” is what "
                f"Demirel told reporters before he travelled to Samsun."
            ),
        }
        for n, (name, text) in enumerate(kept.items())
    ]
    source = folder / "hostile.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    sayso.load(str(source), ledger=folder / "l.db")
    return folder / "l.db", kept


def test_reports_that_were_read_are_inert(
    open_page: Callable[..., Page],
    serve: Callable[[Path], str],
    read: tuple[Path, dict[str, str]],
    until: Any,
    fits: Any,
) -> None:
    path, kept = read
    page = open_page()
    page.add_init_script(_HOOKS)
    page.goto(serve(path))
    ready(page, until)
    events = row_ids(page)
    assert events
    with sayso.open(path) as ledger:
        reports = {
            ledger.report(id_).report.article_id: ledger.report(id_).report for id_ in _reports(ledger)
        }
    assert len(reports) >= len(kept) - 2
    wrong = {}
    for where in (
        "/",
        "/actors",
        "/sources",
        *(f"/event/{id_}" for id_ in events),
        *(f"/report/{id_}" for id_ in reports),
    ):
        again(page, where, until)
        if faults := [*page.evaluate(_FAULTS), *fits(page)]:
            wrong[where] = faults[:4]
    assert wrong == {}
    (scripted,) = [report for report in reports.values() if TEXTS["script"] in report.text]
    again(page, f"/report/{scripted.article_id}", until)
    assert TEXTS["script"] in page.locator(".report-text").inner_text().replace("\n", "")
    assert TEXTS["script"] in page.title()


def test_feeds_and_files_of_hostile_reports_hold_words(
    open_page: Callable[..., Page], serve: Callable[[Path], str], read: tuple[Path, dict[str, str]]
) -> None:
    page = open_page()
    address = serve(read[0])
    for form in ("csv", "jsonl", "geojson", "annotations"):
        answer = page.context.request.get(f"{address}/export?to={form}")
        assert answer.status == 200
        assert answer.headers["content-disposition"].startswith('attachment; filename="sayso-')
        assert answer.headers["x-content-type-options"] == "nosniff"
