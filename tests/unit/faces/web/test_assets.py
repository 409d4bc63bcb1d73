"""Static files are those of the manifest, byte for byte, and nothing else is ever served."""

from __future__ import annotations

import gzip
import hashlib
import json
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from sayso.errors import ConfigError
from sayso.faces.web.assets import static_manifest, static_route

FILES = {
    "sayso.css": b"body { color: red }\n" * 200,
    "js/page.js": b"export {};\n",
    "vendor/map.mjs": b"export {};\n",
    "geo/world.geojson": b'{"type": "FeatureCollection", "features": []}',
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder as the build leaves it."""
    for name, body in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(body)
    write_manifest(tmp_path, {name: hashlib.sha256(body).hexdigest() for name, body in FILES.items()})
    return tmp_path


def write_manifest(folder: Path, files: dict[str, str]) -> None:
    told = {"version": "0123abcd", "files": files, "sources": {}}
    (folder / "manifest.json").write_text(json.dumps(told), encoding="utf-8")


@pytest.fixture
def client(folder: Path) -> TestClient:
    return TestClient(Starlette(routes=[static_route(static_manifest(folder))]))


def test_addresses_hold_the_version_of_all_files(folder: Path) -> None:
    assert static_manifest(folder).url("js/page.js") == "/static/0123abcd/js/page.js"


def test_files_that_were_not_built_are_told_with_how_to_build_them(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="were not built") as caught:
        static_manifest(tmp_path)
    assert "make web" in (caught.value.hint or "")


@pytest.mark.parametrize("listing", ["", "[]", "{}", '{"version": "1"}', '{"version": "1", "files": 3}'])
def test_a_list_that_cannot_be_read_is_told(tmp_path: Path, listing: str) -> None:
    (tmp_path / "manifest.json").write_text(listing, encoding="utf-8")
    with pytest.raises(ConfigError):
        static_manifest(tmp_path)


def test_a_changed_file_is_told(folder: Path) -> None:
    (folder / "sayso.css").write_bytes(b"body { color: blue }\n")
    with pytest.raises(ConfigError, match="not as it was built"):
        static_manifest(folder)


def test_a_missing_file_is_told(folder: Path) -> None:
    (folder / "sayso.css").unlink()
    with pytest.raises(ConfigError, match="missing"):
        static_manifest(folder)


@pytest.mark.parametrize("name", ["../secret.css", "/etc/hosts.css", "js/../../x.js", "page.html", "x.php"])
def test_a_list_cannot_name_files_elsewhere_or_of_other_kinds(folder: Path, name: str) -> None:
    write_manifest(folder, {name: "0" * 64})
    with pytest.raises(ConfigError, match="names"):
        static_manifest(folder)


def test_a_name_that_was_never_built_is_an_error(folder: Path) -> None:
    with pytest.raises(ConfigError, match="no static file"):
        static_manifest(folder).url("js/other.js")


def test_a_file_is_served_for_ever_with_its_type(client: TestClient) -> None:
    answer = client.get("/static/0123abcd/vendor/map.mjs")
    assert answer.status_code == 200
    assert answer.content == FILES["vendor/map.mjs"]
    assert answer.headers["content-type"] == "text/javascript; charset=utf-8"
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_geojson_has_its_type(client: TestClient) -> None:
    assert client.get("/static/0123abcd/geo/world.geojson").headers["content-type"] == "application/geo+json"


@pytest.mark.parametrize("accepted", ["gzip", "br, gzip;q=0.5", "*", "GZIP"])
def test_a_large_file_is_packed_for_whoever_takes_it(client: TestClient, accepted: str) -> None:
    with client.stream("GET", "/static/0123abcd/sayso.css", headers={"accept-encoding": accepted}) as answer:
        body = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert gzip.decompress(body) == FILES["sayso.css"]
    assert len(body) < len(FILES["sayso.css"])


@pytest.mark.parametrize("accepted", ["identity", "br", "gzip;q=0", "gzip; q=0.0"])
def test_it_is_not_packed_for_whoever_does_not(client: TestClient, accepted: str) -> None:
    answer = client.get("/static/0123abcd/sayso.css", headers={"accept-encoding": accepted})
    assert "content-encoding" not in answer.headers
    assert answer.content == FILES["sayso.css"]


def test_what_the_browser_has_is_not_sent_again(client: TestClient) -> None:
    tag = client.get("/static/0123abcd/sayso.css").headers["etag"]
    again = client.get("/static/0123abcd/sayso.css", headers={"if-none-match": f'"other", {tag}'})
    assert again.status_code == 304
    assert again.content == b""


@pytest.mark.parametrize(
    "path",
    [
        "/static/0123abcd/manifest.json",
        "/static/other/sayso.css",
        "/static/0123abcd/js",
        "/static/0123abcd/",
        "/static/0123abcd/../0123abcd/sayso.css",
        "/static/0123abcd/%2e%2e/%2e%2e/etc/passwd",
        "/static/0123abcd/js/..%2f..%2fsayso.css",
        "/static/0123abcd//etc/passwd",
    ],
)
def test_nothing_else_is_served(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404 or answer.content == FILES["sayso.css"]
    assert b"root:" not in answer.content


def test_only_reading_is_allowed(client: TestClient) -> None:
    assert client.post("/static/0123abcd/sayso.css").status_code == 405
    assert client.head("/static/0123abcd/sayso.css").status_code == 200
