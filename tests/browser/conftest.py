"""A Chromium over the pages: every test fails on a console error, a broken policy, or a request to another host.

Other tests of pages use the same fixtures:

    open_page   makes a page: open_page(width=380, scheme="dark", scripts=False, …)
    page        one page, 1280 wide, light
    server      address of the style guide's server; `serving(app)` of tests/webserver.py serves another
    desk        address of `sayso serve` over the reports under examples/, coded with the shipped model
    rich        the same over a ledger with rules, refusals, figures that differ and hostile names (tests/richledger.py)
    bare        the same over a ledger without a report
    long        the same over a ledger of long lists and long names, with saved searches (tests/longledger.py)
    serve       serve(path) -> address of the same over any ledger; own() -> path of a copy of `coded`, to write into
    look_page   look_page(380, "dark") -> the page of that look, one for all tests that only look
    axe         axe(page) -> broken rules of WCAG 2.0 to 2.2, A and AA; `without` some, or `only` some
    shot        shot(page, "name") -> build/screenshots/name.png
    until       until(page, "expression") waits for it to be true (a string in `wait_for_function` breaks the policy)
    fits        fits(page) -> what stands out of the window or is cut
    looks       looks(page, "name") does shot, fits and axe, and asserts; `only` as for axe
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import chromium as drawn_with
import codedledger
import longledger
import richledger
import webserver
from ledgers import open_ledger
from sayso.errors import ConfigError
from sayso.faces.web.app import build_app
from sayso.faces.web.assets import Manifest, static_manifest
from sayso.faces.web.rendering import environment
from webdesk import desk_over

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
SHOTS = ROOT / "build" / "screenshots"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
#: What the software driver says of itself.
NOT_OURS = ("GL Driver Message",)
WAIT_S = 40.0
#: Servers that tests started, which pages may ask.
HOSTS: set[str] = set()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """One browser for all tests."""
    found = drawn_with.found()
    if found is None:
        pytest.skip("no Chromium on the path; set CHROMIUM=/path/to/it")
    with playwright.sync_playwright() as started:
        browser = started.chromium.launch(executable_path=found, args=drawn_with.ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def manifest() -> Manifest:
    """The static files as they were built."""
    try:
        return static_manifest()
    except ConfigError as error:
        pytest.skip(f"{error.message}: make web")


@pytest.fixture(scope="session")
def server(manifest: Manifest) -> Iterator[str]:
    """The style guide, served."""
    with webserver.serving(webserver.app(manifest)) as address:
        yield address


@contextmanager
def _desk(path: Path, manifest: Manifest) -> Iterator[str]:
    """The application of `sayso serve` over a ledger."""
    given = {"manifest": manifest, "templates": environment(manifest)}
    with desk_over(path, **given) as desk, webserver.serving(build_app(desk)) as address:
        HOSTS.add(urlsplit(address).netloc)
        yield address


@pytest.fixture(scope="session")
def coded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of the reports under examples/, coded with the shipped model. Tests that write take a copy."""
    return codedledger.build(tmp_path_factory.mktemp("coded") / "ledger.db")


@pytest.fixture(scope="session")
def desk(coded: Path, manifest: Manifest) -> Iterator[str]:
    """Address of the pages over it."""
    with _desk(coded, manifest) as address:
        yield address


@pytest.fixture(scope="session")
def rich(tmp_path_factory: pytest.TempPathFactory, manifest: Manifest) -> Iterator[str]:
    """Address of the pages over a ledger that has something of everything, hostile names among it."""
    with _desk(richledger.build(tmp_path_factory.mktemp("rich") / "ledger.db"), manifest) as address:
        yield address


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory, manifest: Manifest) -> Iterator[str]:
    """Address of the pages over a ledger without a report."""
    path = tmp_path_factory.mktemp("bare") / "ledger.db"
    with open_ledger(path):
        pass
    with _desk(path, manifest) as address:
        yield address


@pytest.fixture(scope="session")
def long(tmp_path_factory: pytest.TempPathFactory, manifest: Manifest) -> Iterator[str]:
    """Address of the pages over a ledger whose lists, names and reports are long."""
    with _desk(longledger.build(tmp_path_factory.mktemp("long") / "ledger.db"), manifest) as address:
        yield address


@pytest.fixture
def serve(manifest: Manifest) -> Iterator[Callable[[Path], str]]:
    """Serves the ledgers of one test."""
    with ExitStack() as servers:
        yield lambda path: servers.enter_context(_desk(path, manifest))


@pytest.fixture
def own(coded: Path, tmp_path: Path) -> Path:
    """A copy of the coded ledger that a test may write into."""
    return Path(shutil.copyfile(coded, tmp_path / "own.db"))


class Watched:
    """Keeps what went wrong on the pages of a test."""

    def __init__(self, hosts: set[str]) -> None:
        self.hosts = hosts
        self.faults: list[str] = []

    def watch(self, page: Any) -> None:
        for event, note in self._notes():
            page.on(event, note)

    def leave(self, page: Any) -> None:
        """No longer watch a page that goes on to another test."""
        for event, note in self._notes():
            page.remove_listener(event, note)

    def _notes(self) -> list[tuple[str, Callable[[Any], None]]]:
        return [
            ("console", self._said),
            ("pageerror", self._broke),
            ("request", self._asked),
            ("response", self._answered),
        ]

    def _broke(self, error: Any) -> None:
        self.faults.append(f"error: {error}")

    def _said(self, message: Any) -> None:
        if message.type in ("error", "warning") and not any(words in message.text for words in NOT_OURS):
            self.faults.append(f"console {message.type}: {message.text} {message.location}")

    def _asked(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.netloc not in self.hosts | HOSTS:
            self.faults.append(f"request to another host: {request.url}")

    def _answered(self, response: Any) -> None:
        if response.status >= 400:
            self.faults.append(f"{response.status}: {response.url}")


@pytest.fixture
def watched(server: str) -> Watched:
    """What goes wrong; a test that expects something takes it out of `faults`, or adds a host."""
    return Watched({urlsplit(server).netloc})


@pytest.fixture
def open_page(
    chromium: Any,
    server: str,
    serve: object,  # what it serves must outlive the pages, which may still be asking
    watched: Watched,
) -> Iterator[Callable[..., Any]]:
    """Makes pages, and at the end looks whether anything went wrong on them."""
    contexts = []

    def make(width: int = 1280, scheme: str = "light", scripts: bool = True, **options: Any) -> Any:
        context = chromium.new_context(
            base_url=server,
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=scripts,
            **options,
        )
        contexts.append(context)
        page = context.new_page()
        watched.watch(page)
        return page

    yield make
    for context in contexts:
        context.close()
    assert watched.faults == []


@pytest.fixture
def page(open_page: Callable[..., Any]) -> Any:
    """One page of usual size."""
    return open_page()


@pytest.fixture(scope="session")
def _looks(chromium: Any) -> Iterator[dict[tuple[int, str], Any]]:
    """Pages by width and scheme."""
    pages: dict[tuple[int, str], Any] = {}
    yield pages
    for page in pages.values():
        page.context.close()


@pytest.fixture
def look_page(chromium: Any, watched: Watched, _looks: Any) -> Iterator[Callable[[int, str], Any]]:
    """A page of a width and a scheme that tests share, as making one takes longer than looking at it."""
    used = []

    def page_of(width: int, scheme: str) -> Any:
        if (width, scheme) not in _looks:
            context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
            _looks[width, scheme] = context.new_page()
        page = _looks[width, scheme]
        watched.watch(page)
        used.append(page)
        return page

    yield page_of
    for page in used:
        watched.leave(page)
    assert watched.faults == []


@pytest.fixture(scope="session")
def until() -> Callable[[Any, str], None]:
    """Waits until an expression is true on a page."""

    def wait(page: Any, expression: str) -> None:
        limit = time.monotonic() + WAIT_S
        while not page.evaluate(expression):
            if time.monotonic() > limit:
                pytest.fail(f"was never true: {expression}")
            page.wait_for_timeout(50)

    return wait


@pytest.fixture(scope="session")
def axe() -> Callable[..., list[str]]:
    """Looks a page over with axe-core."""
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: make web")
    source = AXE.read_text(encoding="utf-8")

    def look(page: Any, *, without: Sequence[str] = (), only: Sequence[str] = ()) -> list[str]:
        page.evaluate(source)
        options = {
            "runOnly": list(only) or TAGS,
            "resultTypes": ["violations"],
            "rules": {rule: {"enabled": False} for rule in without},
        }
        found = page.evaluate("options => axe.run(document, options)", options)
        return [
            f"{rule['id']}: {node['target']} {node['failureSummary']}"
            for rule in found["violations"]
            for node in rule["nodes"]
        ]

    return look


@pytest.fixture(scope="session")
def shot() -> Callable[..., Path]:
    """Writes a picture of a whole page."""

    def take(page: Any, name: str, *, whole: bool = True) -> Path:
        SHOTS.mkdir(parents=True, exist_ok=True)
        path = SHOTS / f"{name}.png"
        page.screenshot(path=path, full_page=whole)
        return path

    return take


@pytest.fixture(scope="session")
def looks(axe: Any, fits: Any, shot: Any) -> Callable[[Any, str], None]:
    """Takes a picture of a page, and fails where a rule is broken or something does not fit."""

    def look(page: Any, name: str, *, only: Sequence[str] = ()) -> None:
        shot(page, name)
        assert fits(page) == []
        assert axe(page, only=only) == []

    return look


#: Elements out of the window, or whose words are cut, outside boxes that scroll.
_FITS = """() => {
  const wide = document.documentElement.clientWidth;
  const found = [];
  if (document.documentElement.scrollWidth > wide) found.push(`page: ${document.documentElement.scrollWidth} > ${wide}`);
  const inBox = (e) => e.closest('.scroll, .map-box, .map-list, pre, .visually-hidden, .skip, [popover]:not(:popover-open), svg');
  for (const e of document.querySelectorAll('body *')) {
    if (inBox(e) || !e.checkVisibility()) continue;
    const box = e.getBoundingClientRect();
    const name = `${e.tagName.toLowerCase()}.${e.className}`.slice(0, 60) + ` "${e.textContent.trim().slice(0, 30)}"`;
    if (box.width && (box.right > wide + 1 || box.left < -1)) found.push(`outside: ${name} ${box.left}-${box.right}`);
    const style = getComputedStyle(e);
    if (style.overflowX !== 'visible' && style.overflowX !== 'auto' && e.scrollWidth > e.clientWidth + 1
        && !['INPUT', 'SELECT', 'TEXTAREA'].includes(e.tagName)) found.push(`cut: ${name}`);
  }
  return found;
}"""


@pytest.fixture(scope="session")
def fits() -> Callable[[Any], list[str]]:
    """What stands out of the window sideways, or is cut."""
    return lambda page: list(page.evaluate(_FITS))
