"""A package is built with the files of the pages as their sources are now."""

from __future__ import annotations

import hashlib
import importlib.util
import json
import shutil
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture(scope="module")
def hook() -> ModuleType:
    """The build hook, with a stand-in for hatchling, which only a build installs."""
    named = "hatchling.builders.hooks.plugin.interface"
    before = {name: module for name, module in sys.modules.items() if name.startswith("hatchling")}
    sys.modules[named] = SimpleNamespace(BuildHookInterface=object)  # type: ignore[assignment]
    try:
        spec = importlib.util.spec_from_file_location("hatch_build", ROOT / "hatch_build.py")
        assert spec
        assert spec.loader
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    finally:
        del sys.modules[named]
        sys.modules.update(before)
    return module


@pytest.fixture
def built(tmp_path: Path, hook: ModuleType) -> tuple[Path, Path]:
    """Sources and what was built of them, in small."""
    web, static = tmp_path / "web", tmp_path / "static"
    for name in hook.SOURCES:
        file = web / name if "." in name else web / name / "a"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name, encoding="utf-8")
    static.mkdir()
    (static / "sayso.css").write_text("built", encoding="utf-8")
    sources = {
        path.relative_to(web).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in web.rglob("*")
        if path.is_file()
    }
    manifest = {"version": "1", "files": {"sayso.css": "0"}, "sources": sources}
    (static / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    return web, static


def test_nothing_is_built_where_all_is_as_it_was(hook: ModuleType, built: tuple[Path, Path]) -> None:
    assert hook.is_fresh(*built)


def test_tests_and_installed_packages_do_not_count(hook: ModuleType, built: tuple[Path, Path]) -> None:
    (built[0] / "node_modules").mkdir()
    (built[0] / "node_modules" / "x.js").write_text("x", encoding="utf-8")
    assert hook.is_fresh(*built)


@pytest.mark.parametrize("change", ["changed", "added", "removed", "unbuilt", "lost", "damaged"])
def test_it_is_built_again_after_any_change(hook: ModuleType, built: tuple[Path, Path], change: str) -> None:
    web, static = built
    if change == "changed":
        (web / "js" / "a").write_text("other", encoding="utf-8")
    elif change == "added":
        (web / "js" / "b").write_text("b", encoding="utf-8")
    elif change == "removed":
        (web / "css" / "a").unlink()
    elif change == "unbuilt":
        shutil.rmtree(static)
    elif change == "lost":
        (static / "sayso.css").unlink()
    else:
        (static / "manifest.json").write_text("{", encoding="utf-8")
    assert not hook.is_fresh(web, static)


def test_without_npm_it_says_what_is_missing(
    hook: ModuleType, built: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hook.shutil, "which", lambda name: None)
    with pytest.raises(SystemExit, match="Node 20 or newer with npm"):
        hook.make(built[0])


def test_whoever_wants_no_pages_needs_no_npm(
    hook: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hook.shutil, "which", lambda name: None)
    builder = hook.StaticFiles()
    builder.root = str(tmp_path)
    with pytest.raises(SystemExit):
        builder.initialize("standard", {})
    builder.initialize("editable", {})
    monkeypatch.setenv(hook.WITHOUT, "1")
    builder.initialize("standard", {})


def test_the_builder_and_the_hook_know_the_same_sources(hook: ModuleType) -> None:
    builder = (ROOT / "web" / "build.mjs").read_text(encoding="utf-8")
    listed = builder.split("const SOURCES = [", 1)[1].split("]", 1)[0]
    assert tuple(part.strip().strip('"') for part in listed.split(",")) == hook.SOURCES


def test_what_is_built_here_is_up_to_date(hook: ModuleType) -> None:
    static = ROOT / "src" / "sayso" / "faces" / "web" / "static"
    if not static.is_dir():
        pytest.skip("the static files were not built: make web")
    assert hook.is_fresh(ROOT / "web", static), "make web"
