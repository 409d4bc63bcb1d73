"""What sayso reads as data cannot bring code with it: no reader that would run it is used, and no object is taken."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

import sayso
from sayso.classes import dataclass
from sayso.engine.config import load_settings
from sayso.errors import ConfigError, ModelError
from sayso.read.model import FILES, MODEL_DIR, Model

HOME = Path(sayso.__file__).parent
#: Modules whose readers build whatever objects a file names, and what else turns text into code.
BARRED_MODULES = {
    "pickle",
    "cPickle",
    "dill",
    "cloudpickle",
    "joblib",
    "shelve",
    "marshal",
    "yaml",
    "jsonpickle",
}
#: Between two processes of sayso's own, over pipes that nobody else can write into: no data comes from outside.
OUR_OWN_PIPES = {"processes.py: pickle"}
#: The methods of our own dataclasses, as Python's own makes them: of the names of their fields and nothing else.
OUR_OWN_CLASSES = {"classes.py: exec"}
BARRED_CALLS = {"eval", "exec", "compile", "__import__"}


def trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(HOME.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def test_no_module_imports_a_reader_that_builds_objects() -> None:
    found = set()
    for path, tree in trees():
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                names = [name.name for name in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            else:
                continue
            found |= {f"{path.name}: {name}" for name in names if name.split(".")[0] in BARRED_MODULES}
    assert found == OUR_OWN_PIPES


def test_no_text_becomes_code() -> None:
    found = {
        f"{path.name}: {node.func.id}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in BARRED_CALLS
    }
    assert found == OUR_OWN_CLASSES


def test_no_name_of_a_field_becomes_code() -> None:
    trap = type("Trap", (), {"__annotations__": {"a, b=print('sprung')": int}})
    with pytest.raises(TypeError, match="name"):
        dataclass(frozen=True, slots=True)(trap)


def test_arrays_are_never_read_with_objects_in_them() -> None:
    asked = {
        f"{path.name}:{node.value.lineno}"
        for path, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword)
        and node.arg == "allow_pickle"
        and not (isinstance(node.value, ast.Constant) and node.value.value is False)
    }
    assert asked == set()


def test_a_model_with_an_object_in_it_is_refused(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return (Path.touch, (tmp_path / "sprung",))  # type: ignore[return-value]

    for name in FILES:
        (tmp_path / name).write_bytes((MODEL_DIR / name).read_bytes())
    np.savez(tmp_path / "heads.npz", trap=np.array([Trap()], dtype=object))
    with pytest.raises(ModelError):
        Model.load(tmp_path)
    assert not (tmp_path / "sprung").exists()


def test_settings_with_tags_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "sayso.toml"
    path.write_text('ledger: !!python/object/apply:os.system ["true"]\n', encoding="utf-8")
    with pytest.raises(ConfigError):
        load_settings({}, file=path)
