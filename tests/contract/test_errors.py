"""The error table and the refusal codes are complete, unique and used."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import sayso.errors
from sayso.errors import DELIVERY_CODES, REFUSAL_CODES, SaysoError
from sayso.faces.exits import ANSWERS, EXIT_CODES, answer_to, error_body, refusal_body
from sayso.records import Refusal

SRC = Path(__file__).resolve().parents[2] / "src"
STAGES = {"ingest", "text", "read", "extract", "resolve", "link", "ledger", "engine"}


def family(root: type[SaysoError]) -> Iterator[type[SaysoError]]:
    yield root
    for child in root.__subclasses__():
        yield from family(child)


def test_every_error_class_has_a_code_of_its_own() -> None:
    codes = [shape.code for shape in family(SaysoError)]
    assert len(codes) == len(set(codes))


@pytest.mark.parametrize("shape", list(family(SaysoError)), ids=lambda shape: shape.__name__)
def test_every_error_class_has_a_row(shape: type[SaysoError]) -> None:
    assert shape in ANSWERS
    assert answer_to(shape("x")).exit_code in EXIT_CODES


def test_error_and_refusal_bodies_have_one_shape() -> None:
    error = error_body(SaysoError("m", item="i", hint="h"))
    refused = refusal_body(Refusal(name="i", stage="text", code="text.empty", reason="r"))
    assert error.keys() == refused.keys() == {"error", "status"}
    assert isinstance(error["error"], dict)
    assert isinstance(refused["error"], dict)
    assert error["error"].keys() == refused["error"].keys() == {"code", "message", "hint", "item"}


def dotted_codes() -> set[str]:
    """Every string in src that looks like a refusal code."""
    prefixes = {code.partition(".")[0] for code in REFUSAL_CODES if "." in code}
    pattern = re.compile(rf'code="((?:{"|".join(sorted(prefixes))})\.[a-z_]+)"')
    return {
        found
        for path in SRC.rglob("*.py")
        if path.name != "errors.py"
        for found in pattern.findall(path.read_text(encoding="utf-8"))
    }


def test_every_refusal_code_used_is_declared() -> None:
    assert dotted_codes() <= REFUSAL_CODES.keys()


def test_every_refusal_code_declared_is_used() -> None:
    source = "".join(p.read_text(encoding="utf-8") for p in SRC.rglob("*.py") if p.name != "errors.py")
    assert [code for code in REFUSAL_CODES if f'"{code}"' not in source] == []


def test_every_code_of_a_delivery_is_used() -> None:
    source = "".join(p.read_text(encoding="utf-8") for p in SRC.rglob("*.py") if p.name != "errors.py")
    assert [code for code in DELIVERY_CODES if code not in source] == []


def test_public_error_names_are_the_whole_tree() -> None:
    shapes = {shape.__name__ for shape in family(SaysoError)}
    assert shapes <= set(sayso.errors.__all__)
