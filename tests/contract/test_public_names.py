"""The list of public names is the truth."""

import importlib
import pkgutil

import pytest

import sayso

ROOMS = sorted(
    f"sayso.{m.name}" for m in pkgutil.iter_modules(sayso.__path__) if m.ispkg and m.name != "faces"
)


def test_public_names_are_sorted_and_there() -> None:
    assert sayso.__all__ == sorted(sayso.__all__)
    assert [name for name in sayso.__all__ if not hasattr(sayso, name)] == []


def test_public_names_are_those_fetched_on_use() -> None:
    assert set(sayso._HOMES) | {"__version__"} == set(sayso.__all__)


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="nonsense"):
        _ = sayso.nonsense


@pytest.mark.parametrize("room", ROOMS)
def test_every_name_a_room_lists_is_there(room: str) -> None:
    module = importlib.import_module(room)
    listed = getattr(module, "__all__", [])
    assert [name for name in listed if not hasattr(module, name)] == []
