"""Reads what the stream is made of: happenings with base texts and recipes, and the houses that publish.

A base text marks sentences that tell of something else than its own happening: `{h01|...}` of that happening,
`{~|...}` of none in the stream. A body is a tuple of paragraphs, a paragraph a tuple of pieces.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

__all__ = [
    "ELSEWHERE",
    "Body",
    "Derived",
    "Disagreement",
    "EventGold",
    "Happening",
    "House",
    "Independent",
    "Lean",
    "Piece",
    "Report",
    "Spin",
    "body_of",
    "read_happenings",
    "read_houses",
    "text_of",
]

#: What a piece is about that tells of nothing in the stream.
ELSEWHERE = "~"
_MARK = re.compile(r"\{([^|{}]+)\|([^{}]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text: whose words it is (an origin, "" for a page's furniture) and what it is about."""

    text: str
    origin: str = ""
    about: str = ELSEWHERE


Body = tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A publisher and the lines above and below each of its reports."""

    publisher: str
    domain: str
    top: tuple[str, ...] = ()
    bottom: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lean:
    """Upon what an account leans: a report's key or `@speaker`; `how` is sure, likely or maybe."""

    on: str
    how: str

    def __post_init__(self) -> None:
        if self.how not in ("sure", "likely", "maybe"):
            raise ValueError(f"a lean is sure, likely or maybe, got {self.how!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report written by hand: words, masthead and day; `kind` and `rel` say what it has of another one."""

    key: str
    title: str
    text: str
    published: str
    house: str = ""
    publisher: str = ""
    domain: str = ""
    author: str = ""
    wire: str = ""
    kind: str = ""
    rel: str = ""
    leans: tuple[Lean, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Spin:
    """How a copy is spun: the spinner's setting, and the share of the words it can change that it changes."""

    setting: str
    rate: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """The recipe of a report made from one or two others; paragraphs are counted from 1.

    ``of`` names reports of the same happening by key, of another as `h02/a`. ``keep`` is how many
    paragraphs are kept from the top, ``drop`` those left out, ``take`` those taken (partial), ``lead`` what
    stands for the first ``lead_over``, ``order`` the order of what then is there. ``own`` is text of its
    own, before which ``at`` paragraphs stand; ``own_tells`` says that it tells the main event by itself.
    """

    key: str
    of: tuple[str, ...]
    how: str
    published: str
    house: str = ""
    author: str = ""
    title: str = ""
    credit: str = "keep"
    keep: int = 0
    drop: tuple[int, ...] = ()
    take: tuple[int, ...] = ()
    order: tuple[int, ...] = ()
    lead: str = ""
    lead_over: int = 0
    swap: tuple[tuple[str, str], ...] = ()
    style: str = ""
    add: tuple[int, str] | None = None
    spin: Spin | None = None
    own: str = ""
    at: int = 0
    own_tells: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EventGold:
    """The main event as it should be found: PLOVER type ("" for what is no act), day, place and who."""

    type: str
    day: str
    place: str
    country: str
    mode: str = ""
    status: str = "happened"
    actors: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    figure: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Independent:
    """How many independent origins the main event has, between what is certain and what is possible."""

    certain: int
    count: int
    possible: int
    rests_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disagreement:
    """Something about which accounts differ, and what they say."""

    what: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One happening: its reports, its recipes and what should be found."""

    id: str
    field: str
    why: str
    event: EventGold
    independent: Independent
    reports: tuple[Report, ...]
    derived: tuple[Derived, ...]
    apart: tuple[str, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()

    def __post_init__(self) -> None:
        if self.field not in ("dev", "held"):
            raise ValueError(f"a happening's field is dev or held, got {self.field!r}")


def body_of(text: str, *, origin: str, about: str) -> Body:
    """Paragraphs of a written text, in pieces; its marks say which pieces are about something else."""
    return tuple(
        tuple(_pieces(" ".join(block.split()), origin, about))
        for block in re.split(r"\n\s*\n", text.strip())
        if block.strip()
    )


def _pieces(block: str, origin: str, about: str) -> Iterable[Piece]:
    at = 0
    for mark in _MARK.finditer(block):
        if mark.start() > at:
            yield Piece(text=block[at : mark.start()], origin=origin, about=about)
        yield Piece(text=mark.group(2), origin=origin, about=mark.group(1))
        at = mark.end()
    if at < len(block):
        yield Piece(text=block[at:], origin=origin, about=about)


def text_of(paragraphs: Sequence[Sequence[Piece]]) -> str:
    """The text as a page has it, paragraphs apart by an empty line."""
    return "\n\n".join("".join(p.text for p in paragraph) for paragraph in paragraphs)


def read_houses(path: Path) -> dict[str, House]:
    """Houses by key."""
    tree = tomllib.loads(path.read_text(encoding="utf-8"))
    return {key: House(**_tupled(row)) for key, row in tree.items()}


def read_happenings(folder: Path) -> tuple[Happening, ...]:
    """All happenings of a folder, in the order of their files' names."""
    return tuple(
        _happening(tomllib.loads(p.read_text(encoding="utf-8"))) for p in sorted(folder.glob("*.toml"))
    )


def _happening(tree: dict[str, Any]) -> Happening:
    return Happening(
        id=tree["id"],
        field=tree["field"],
        why=tree["why"],
        event=EventGold(**_tupled(tree["event"])),
        independent=Independent(**tree["independent"]),
        reports=tuple(_report(row) for row in tree["report"]),
        derived=tuple(_derived(row) for row in tree.get("derived", ())),
        apart=tuple(tree.get("apart", ())),
        disagreements=tuple(Disagreement(**_tupled(row)) for row in tree.get("disagreement", ())),
    )


def _report(row: dict[str, Any]) -> Report:
    leans = tuple(Lean(**lean) for lean in row.pop("leans", ()))
    return Report(**row, leans=leans)


def _derived(row: dict[str, Any]) -> Derived:
    of = row.pop("of")
    spin = row.pop("spin", None)
    add = row.pop("add", None)
    swap = row.pop("swap", ())
    return Derived(
        **_tupled(row),
        of=(of,) if isinstance(of, str) else tuple(of),
        spin=Spin(**spin) if spin else None,
        add=(add["at"], add["text"]) if add else None,
        swap=tuple((old, new) for old, new in swap),
    )


def _tupled(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
