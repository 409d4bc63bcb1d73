"""Files and functions stay small enough to be read in one go."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "src").rglob("*.py"))
MAX_LINES, MAX_FUNCTION, MAX_PARAMETERS = 500, 80, 6

Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(path: Path) -> Iterator[Function]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def is_command(function: Function) -> bool:
    """Whether every parameter is a command-line option, declared by an annotation of typer's."""
    source = ast.unparse(function.args)
    return "typer." in source or "Option" in source


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT / "src"))


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_file_is_longer_than_the_budget(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    reasoned = bool(lines) and "Longer than" in "\n".join(lines[:15])
    assert len(lines) <= MAX_LINES or reasoned


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_function_is_longer_than_the_budget(path: Path) -> None:
    long = {f.name: (f.end_lineno or f.lineno) - f.lineno + 1 for f in functions(path)}
    assert {name: n for name, n in long.items() if n > MAX_FUNCTION} == {}


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_no_function_takes_more_parameters_than_the_budget(path: Path) -> None:
    wide = {
        f.name: len(names)
        for f in functions(path)
        if not (path.parent.name == "cli" and is_command(f))
        for names in [[a.arg for a in (*f.args.args, *f.args.kwonlyargs) if a.arg not in ("self", "cls")]]
        if len(names) > MAX_PARAMETERS
    }
    assert wide == {}


def test_most_functions_are_short() -> None:
    lengths = [(f.end_lineno or f.lineno) - f.lineno + 1 for path in FILES for f in functions(path)]
    assert sum(n < 35 for n in lengths) >= 0.9 * len(lengths)
