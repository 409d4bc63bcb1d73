"""Every template obeys the policy, escapes what it is given, and names only files that are built."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import styleguide
import webpages
from sayso.errors import ConfigError
from sayso.faces.web import rendering
from sayso.faces.web.assets import static_manifest
from sayso.faces.web.navigation import ENTRIES
from sayso.faces.web.parts import (
    ActorRef,
    Chosen,
    Column,
    DayRef,
    Facet,
    FacetValue,
    Link,
    Origins,
    Pager,
    PlaceRef,
    Speaker,
)

TEMPLATES = sorted((Path(rendering.__file__).parent / "templates").rglob("*.html"))
BAD = '"><script>alert(1)</script>'
VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Reader(HTMLParser):
    """Checks that elements close in order, ids are single, and nothing is inline; keeps what there is."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.faults: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if name == "style" or name.startswith(("on", "hx-on")) or (value or "").startswith("javascript:"):
                self.faults.append(f"{tag} {name}={value}")
        if tag == "style" or (tag == "script" and "src" not in dict(attrs)):
            self.faults.append(f"inline {tag}")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"unexpected end of {tag}")


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    reader.close()
    return reader


def rendered(**changes: object) -> str:
    template = webpages.templates()[0].get_template("styleguide.html")
    return template.render(frame=styleguide.frame(**changes), s=styleguide.samples())


@pytest.mark.parametrize("theme", ["auto", "light", "dark"])
def test_the_style_guide_is_well_formed_and_has_nothing_inline(theme: str) -> None:
    reader = read(rendered(theme=theme, token="t0ken"))
    assert reader.faults == []
    assert reader.open == []
    assert len(reader.ids) == len(set(reader.ids))


def test_the_server_sets_the_theme() -> None:
    assert 'data-theme="dark"' in rendered(theme="dark")
    assert "data-theme=" not in rendered(theme="auto")


def test_the_current_page_is_marked_once() -> None:
    current = [
        a for tag, a in read(rendered(section="map")).tags if tag == "a" and a.get("aria-current") == "page"
    ]
    assert [a["href"] for a in current] == ["/map"]


def test_keys_and_pages_of_the_navigation_are_single() -> None:
    assert len({e.key for e in ENTRIES}) == len(ENTRIES) == len({e.section for e in ENTRIES})


def test_words_of_the_frame_are_escaped() -> None:
    text = rendered(title=BAD, query=BAD, path="/" + BAD, token=BAD)
    assert "<script>alert" not in text
    assert text.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 5


def test_every_file_that_a_template_names_is_built() -> None:
    rendered()
    try:
        manifest = static_manifest()
    except ConfigError as error:
        pytest.skip(error.message)
    assert webpages.templates()[1].asked <= set(manifest.assets)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: p.name)
def test_no_template_turns_escaping_off(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\|\s*safe\b|autoescape|Markup", text)
    assert len(text.splitlines()) <= 500


@pytest.mark.parametrize(
    ("file", "name", "given"),
    [
        ("badges", "badge", (BAD, BAD, "full")),
        ("badges", "status", (BAD,)),
        ("badges", "certainty", ("+", BAD)),
        ("badges", "copying", (BAD,)),
        ("badges", "judgement", (BAD,)),
        ("badges", "rule", (BAD, BAD, "/x" + BAD)),
        ("badges", "code", (BAD, BAD)),
        ("links", "actor", (ActorRef(name=BAD, href="/" + BAD, read=BAD + "x", country=BAD, sectors=(BAD,)),)),
        ("links", "actors", ([], BAD)),
        ("links", "place", (PlaceRef(name=BAD, href="/" + BAD, read=BAD + "x", country=BAD, precision=BAD, within_km=3),)),
        ("links", "day", (DayRef(text=BAD, iso=BAD, status="assumed", note=BAD),)),
        ("links", "day", (DayRef(text=BAD, status="unresolved", note=BAD),)),
        ("links", "origins", (Origins(n=1, low=0, high=2, reports=3, publishers=1, rests_on=Link(BAD, "/" + BAD)),)),
        ("links", "chain", ((Speaker(name=BAD, kind=BAD, href="/" + BAD, cue=BAD, note=BAD),), BAD)),
        ("links", "outside", (BAD, "https://example.org/" + BAD)),
        ("lists", "pager", (Pager(shown=1, newer="/" + BAD, older="/" + BAD, total=3), BAD)),
        ("lists", "facets", ([Facet(label=BAD, values=(FacetValue(text=BAD, href="/" + BAD, n=1),), more="/" + BAD)],)),
        ("lists", "chosen", ([Chosen(name=BAD, value=BAD, href="/" + BAD)] * 2, "/" + BAD)),
        ("lists", "facts", ([(BAD, BAD), (BAD, Link(BAD, "/" + BAD)), (BAD, None), (BAD, 3)],)),
        ("states", "empty", (BAD, BAD, [Link(BAD, "/" + BAD)])),
        ("states", "error", (BAD, BAD, BAD, BAD, [Link(BAD, "/" + BAD)])),
        ("states", "notice", (BAD, BAD, "warn")),
        ("states", "live", ("/" + BAD,)),
        ("tables", "plain", ("id", BAD, [Column(label=BAD, href="/" + BAD, sorted="ascending")], [], BAD)),
        ("forms", "field", ("id", BAD, BAD, BAD, "text", BAD)),
        ("forms", "choice", ("id", BAD, ((BAD, BAD),), BAD)),
        ("forms", "kept", (((BAD, BAD),),)),
        ("map", "map", ("id", BAD, "/" + BAD, "t", "2023-01-01", "2023-02-01", BAD)),
    ],
)  # fmt: skip
def test_macros_escape_all_they_are_given(file: str, name: str, given: tuple[object, ...]) -> None:
    text = webpages.macro(file, name)(*given)
    assert "<script" not in text
    reader = read(text)
    assert reader.faults == []
    assert reader.open == []


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "data:text/html,x", "//example.org", "ftp://x", "", None]
)
def test_links_elsewhere_lead_only_to_the_web(href: str | None) -> None:
    assert "href" not in webpages.macro("links", "outside")("words", href)


@pytest.mark.parametrize(
    ("value", "words"), [(1234567, "1 234 567"), (0, "0"), (0.5, "0.5"), (12.0, "12"), (1234.567, "1 234.57")]
)
def test_numbers_are_grouped(value: float, words: str) -> None:
    assert rendering.grouped(value).replace("\u202f", " ") == words


def test_one_of_something_is_not_called_many() -> None:
    text = webpages.macro("links", "origins")(Origins(n=1, low=1, high=1, reports=1, publishers=1))
    assert "1 report, 1 publisher<" in text
    assert "between" not in text


@pytest.mark.parametrize(
    ("pager", "words"),
    [
        (Pager(shown=1), "1 publisher"),
        (Pager(shown=2), "2 publishers"),
        (Pager(shown=1, total=1), "1 of 1 publisher"),
        (Pager(shown=1, total=3), "1 of 3 publishers"),
    ],
)
def test_a_list_of_one_is_not_called_many(pager: Pager, words: str) -> None:
    text = webpages.macro("lists", "pager")(pager, "publishers")
    assert f">{words}<" in text


def test_commands_in_the_words_of_a_state_are_code_and_nothing_else_is() -> None:
    text = webpages.macro("states", "error")("No", hint="`sayso rules` lists <b>every</b> rule")
    assert "<code>sayso rules</code> lists &lt;b&gt;every&lt;/b&gt; rule" in text
