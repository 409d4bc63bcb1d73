"""Our dataclasses behave as Python's, whatever their fields."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field, fields, replace
from typing import Any, ClassVar

import pytest

from sayso import classes

Maker = Callable[..., Any]


@classes.dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """One that can be pickled."""

    one: int
    many: tuple[str, ...] = ()


@classes.dataclass(frozen=True, slots=True)
class Longer(Kept):
    """One with a field more."""

    more: str


def _every(make: Maker) -> tuple[type, ...]:
    """The same classes, made by one decorator or the other."""

    @make(frozen=True, slots=True)
    class Plain:
        one: int
        two: str = "b"
        kind: ClassVar[str] = "plain"

    @make(frozen=True, slots=True, kw_only=True)
    class Named:
        """With words of its own."""

        one: int
        two: list[int] = field(default_factory=list)
        three: float = 1.5

    @make(frozen=True, slots=True)
    class Mixed:
        one: int
        two: int = field(default=2, kw_only=True, repr=False)
        three: int = field(default=3, compare=False)
        four: int = field(default=4, hash=False)
        five: int = field(init=False, default=5)
        six: list[int] = field(init=False, default_factory=list, compare=False)

    @make(frozen=True, slots=True)
    class Checked:
        one: int

        def __post_init__(self) -> None:
            if self.one < 0:
                raise ValueError("below zero")

    @make(frozen=True, slots=True, eq=False)
    class Itself:
        one: int

    @make(frozen=True, slots=True, repr=False)
    class Quiet:
        one: int

        def __repr__(self) -> str:
            return "quiet"

    @make(frozen=True, slots=True)
    class Own:
        one: int

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Own)

        def __hash__(self) -> int:
            return 7

    @make(frozen=True, slots=True)
    class Under(Plain):
        three: int = 3

    @make(frozen=True, slots=True)
    class Empty:
        pass

    return Plain, Named, Mixed, Checked, Itself, Quiet, Own, Under, Empty


PAIRS = list(zip(_every(dataclasses.dataclass), _every(classes.dataclass), strict=True))
GIVEN: tuple[dict[str, Any], ...] = (
    {"one": 1}, {"one": 2}, {"one": 1, "two": "c"}, {"one": 1, "two": [3], "three": 2.5}, {"one": 1, "three": 9},
    {"one": 1, "four": 9}, {"one": 1, "two": 7}, {"one": -1}, {}, {"other": 1}, {"one": 1, "five": 1},
)  # fmt: skip


def _made(cls: type, given: dict[str, Any]) -> Any:
    try:
        return cls(**given)
    except (TypeError, ValueError) as error:
        return type(error)


def _hashed(one: object) -> object:
    try:
        return hash(one)
    except TypeError:
        return "not hashable"


@pytest.mark.parametrize(("theirs", "ours"), PAIRS, ids=lambda cls: cls.__name__)
def test_the_same_of_the_same_arguments(theirs: type, ours: type) -> None:
    made = [(_made(theirs, given), _made(ours, given)) for given in GIVEN]
    assert any(not isinstance(one, type) for one, _ in made)
    for one, other in made:
        if isinstance(one, type):
            assert other is one
            continue
        same = theirs.__name__ == "Itself"  # has Python's hash, which is another for each object
        assert same or _hashed(one) == _hashed(other)
        assert repr(one) == repr(other)
        assert [getattr(one, each.name) for each in fields(one)] == [
            getattr(other, each.name) for each in fields(other)
        ]
    for one, other in made:
        for second, its in made:
            assert (one == second) == (other == its)
            assert (one != second) == (other != its)


@pytest.mark.parametrize(("theirs", "ours"), PAIRS, ids=lambda cls: cls.__name__)
def test_the_same_to_whoever_looks(theirs: type, ours: type) -> None:
    assert [(f.name, f.init, f.kw_only, f.default, f.compare) for f in fields(theirs)] == [
        (f.name, f.init, f.kw_only, f.default, f.compare) for f in fields(ours)
    ]
    assert theirs.__match_args__ == ours.__match_args__  # type: ignore[attr-defined]
    assert theirs.__slots__ == ours.__slots__  # type: ignore[attr-defined]
    assert theirs.__qualname__ == ours.__qualname__
    assert list(inspect.signature(theirs).parameters) == list(inspect.signature(ours).parameters)
    assert [p.kind for p in inspect.signature(theirs).parameters.values()] == [
        p.kind for p in inspect.signature(ours).parameters.values()
    ]
    assert not hasattr(ours(**({"one": 1} if fields(ours) else {})), "__dict__")


@pytest.mark.parametrize(("theirs", "ours"), PAIRS[:-1], ids=lambda cls: cls.__name__)
def test_nothing_can_be_set_or_deleted(theirs: type, ours: type) -> None:
    for cls in (theirs, ours):
        one = cls(one=1)
        with pytest.raises(FrozenInstanceError, match="'one'"):
            one.one = 2
        with pytest.raises(FrozenInstanceError, match="'one'"):
            del one.one
        # Python's own fails otherwise where slots were added, by a fault that 3.11 has
        with pytest.raises(FrozenInstanceError if cls is ours else (AttributeError, TypeError)):
            one.other = 2
        assert replace(one, one=3).one == 3


@pytest.mark.parametrize("one", [Kept(one=1, many=("a",)), Longer("m", one=1)])
def test_copies_and_pickles(one: Any) -> None:
    for other in (copy.copy(one), copy.deepcopy(one), pickle.loads(pickle.dumps(one))):
        assert type(other) is type(one)
        assert other == one
        assert hash(other) == hash(one)


def test_a_class_that_holds_itself_is_shown() -> None:
    @classes.dataclass(frozen=True, slots=True)
    class Loop:
        inner: list[object]

    one = Loop([])
    one.inner.append(one)
    assert repr(one).endswith("Loop(inner=[...])")


def test_what_is_not_frozen_with_slots_is_pythons() -> None:
    @classes.dataclass(slots=True)
    class Loose:
        one: int

    @classes.dataclass(frozen=True, slots=True, order=True)
    class Ordered:
        one: int

    loose = Loose(1)
    loose.one = 2
    assert Ordered(1) < Ordered(2)
