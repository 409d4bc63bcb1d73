"""Dataclasses as Python's own, of which the frozen ones with slots are made in a quarter of the time.

Python compiles six methods for each frozen dataclass, half a millisecond. Some four hundred are made before
the first report is read: a sixth of the time in which `sayso code` starts. Here `__init__` is compiled alone,
and sets slots by their descriptors, which is faster at every call, too; equality and hash are compiled when
they are first asked for, and the others are closures over the names of the fields. To type checkers,
`dataclass` is Python's.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field, fields, replace
from reprlib import recursive_repr
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass", "field", "fields", "replace"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(cls=None, /, **how):
        """Like `dataclasses.dataclass`, with the same arguments; fields of `InitVar` are for Python's own."""
        if not (how.get("frozen") and how.get("slots")) or how.keys() - _KNOWN:
            return dataclasses.dataclass(cls, **how)

        def wrap(cls):
            return _frozen(cls, **{key: how[key] for key in ("kw_only", "eq", "repr") if key in how})

        return wrap if cls is None else wrap(cls)


_KNOWN = frozenset({"frozen", "slots", "kw_only", "eq", "repr"})
#: Stands for an argument that was not given where a default is made anew each time.
_MADE = object()


def _frozen(cls: type, *, kw_only: bool = False, eq: bool = True, repr: bool = True) -> type:  # noqa: A002  as Python's
    """The class with slots, and with the methods of a frozen dataclass that it does not have itself."""
    own = frozenset(cls.__dict__)
    if not cls.__doc__:
        cls.__doc__ = cls.__name__  # Python's would spell out the signature, which takes longer than the rest
    named = dataclasses.fields(dataclasses.dataclass(cls, init=False, repr=False, eq=False, kw_only=kw_only))
    if not all(each.name.isidentifier() for each in named):
        raise TypeError(f"a field of {cls.__name__} has a name that is none")
    made = _with_slots(cls, [each.name for each in named])
    _add_init(made, named)
    if repr and "__repr__" not in own:
        _add(made, "__repr__", recursive_repr()(_repr_of([each.name for each in named if each.repr])))
    if eq:
        compared = [each.name for each in named if each.compare]
        if "__eq__" not in own:
            same = f"{_tuple('self', compared)} == {_tuple('other', compared)}"
            said = f" return {same} if other.__class__ is self.__class__ else NotImplemented"
            _compile_when_called(made, "__eq__", "self, other", said)
        if "__hash__" not in own:
            hashed = [each.name for each in named if (each.compare if each.hash is None else each.hash)]
            _compile_when_called(made, "__hash__", "self", f" return hash({_tuple('self', hashed)})")
    _forbid(made, frozenset(each.name for each in named))
    return made


def _add(cls: type, name: str, method: Callable[..., Any]) -> None:
    method.__name__ = name
    method.__qualname__ = f"{cls.__qualname__}.{name}"
    setattr(cls, name, method)


def _with_slots(cls: type, names: list[str]) -> type:
    """The class once more, with a slot for each field that no base has one for."""
    taken = {slot for base in cls.__mro__[1:] for slot in base.__dict__.get("__slots__", ())}
    within = {name: value for name, value in cls.__dict__.items() if name not in names}
    within.pop("__dict__", None)
    within.pop("__weakref__", None)
    within["__slots__"] = tuple(name for name in names if name not in taken)
    made = type(cls)(cls.__name__, cls.__bases__, within)
    made.__qualname__ = cls.__qualname__
    return made


def _add_init(cls: type, named: tuple[dataclasses.Field[Any], ...]) -> None:
    """Compile `__init__`: fields that are given only by name come last."""
    space: dict[str, Any] = {"_made": _MADE, "__name__": cls.__module__}
    places: list[str] = ["self"]
    names: list[str] = []
    lines: list[str] = []
    for each in named:
        name, value = each.name, each.name
        space[f"_set_{name}"] = getattr(cls, name).__set__
        default = ""
        if each.default is not dataclasses.MISSING:
            space[f"_default_{name}"], default = each.default, f"=_default_{name}"
            value = name if each.init else f"_default_{name}"
        elif each.default_factory is not dataclasses.MISSING:
            space[f"_make_{name}"], default = each.default_factory, "=_made"
            value = f"_make_{name}() if {name} is _made else {name}" if each.init else f"_make_{name}()"
        elif not each.init:
            continue
        lines.append(f" _set_{name}(self, {value})")
        if each.init:
            (names if each.kw_only else places).append(name + default)
    if hasattr(cls, "__post_init__"):
        lines.append(" self.__post_init__()")
    given = ", ".join(places + (["*", *names] if names else []))
    exec(f"def __init__({given}):\n" + ("\n".join(lines) or " pass"), space)  # noqa: S102  names of fields alone
    made = space["__init__"]
    made.__annotations__ = {each.name: each.type for each in named if each.init} | {"return": None}
    _add(cls, "__init__", made)


def _repr_of(names: list[str]) -> Callable[[Any], str]:
    def shown(self: Any) -> str:
        inside = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{type(self).__qualname__}({inside})"

    return shown


def _tuple(of: str, names: list[str]) -> str:
    return f"({' '.join(f'{of}.{name},' for name in names)})"


def _compile_when_called(cls: type, name: str, given: str, body: str) -> None:
    """A method that is compiled by its first call: most classes are never compared or hashed in a run."""

    def first(*called: object) -> Any:
        space: dict[str, Any] = {}
        exec(f"def {name}({given}):\n{body}", space)  # noqa: S102  names of fields alone
        _add(cls, name, space[name])
        return space[name](*called)

    _add(cls, name, first)


def _forbid(cls: Any, names: frozenset[str]) -> None:
    """No field can be set or deleted, nor anything else of such an object, but by copies and pickles."""

    def set_one(self: Any, name: str, value: object) -> None:
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)

    def delete_one(self: Any, name: str) -> None:
        if type(self) is cls or name in names:
            raise FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)

    _add(cls, "__setattr__", set_one)
    _add(cls, "__delattr__", delete_one)
    if "__getstate__" not in cls.__dict__:
        cls.__getstate__ = _state
    if "__setstate__" not in cls.__dict__:
        cls.__setstate__ = _set_state


def _state(self: Any) -> list[Any]:
    return [getattr(self, each.name) for each in fields(self)]


def _set_state(self: Any, state: list[Any]) -> None:
    for each, value in zip(fields(self), state, strict=True):
        object.__setattr__(self, each.name, value)
