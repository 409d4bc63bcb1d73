"""Finds benchmarks, runs them and compares their scores with the floors."""

from __future__ import annotations

import ast
import hashlib
import importlib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

__all__ = [
    "Floor",
    "Score",
    "Verdict",
    "data_folder",
    "digest",
    "discover",
    "read_floors",
    "run",
    "write_floors",
]

FLOORS = Path(__file__).with_name("floors.toml")
_HEAD = "# Floors of the benchmarks. Rewritten by `sayso bench NAME --refloor`; `width` is set by hand."


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One measured number.

    ``better`` is ``"higher"`` or ``"lower"``. ``anchor`` is a published number for the same
    measurement and ``anchor_of`` whose it is. ``data_sha256`` digests the rows measured on.
    """

    name: str
    value: float
    unit: str = ""
    better: str = "higher"
    anchor: float | None = None
    anchor_of: str = ""
    data_sha256: str = ""

    def __post_init__(self) -> None:
        if self.better not in ("higher", "lower"):
            raise ValueError(f"better is 'higher' or 'lower', got {self.better!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """What a score must not fall below: value, noise width, data, day and command."""

    value: float
    width: float
    data_sha256: str = ""
    on: str = ""
    command: str = ""


class Verdict(StrEnum):
    """How a score stands to its floor."""

    HOLDS = "holds"
    BELOW = "below"
    NO_FLOOR = "no floor"
    OTHER_DATA = "other data"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table: a score, its floor and the verdict."""

    bench: str
    score: Score
    floor: Floor | None
    verdict: Verdict


def digest(*paths: Path) -> str:
    """Digest of files, for `Score.data_sha256`; the order of the paths counts."""
    whole = hashlib.sha256()
    for path in paths:
        whole.update(hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()


def data_folder(given: str = "") -> Path:
    """Where the corpora lie: the folder given, else `shared/data` beside the checkout."""
    return Path(given) if given else Path(__file__).resolve().parents[2] / "shared" / "data"


def discover() -> dict[str, str]:
    """Every benchmark by name, with the first line of its docstring.

    Modules are read, not imported, so that listing them needs neither corpora nor torch.
    """
    found: dict[str, str] = {}
    for path in sorted(Path(__file__).parent.glob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if any(isinstance(node, ast.FunctionDef) and node.name == "measure" for node in tree.body):
            found[path.stem] = (ast.get_docstring(tree) or "").split("\n")[0]
    return found


def judge(score: Score, floor: Floor | None) -> Verdict:
    """Whether a score holds its floor, the noise width allowed for."""
    if floor is None:
        return Verdict.NO_FLOOR
    if floor.data_sha256 and score.data_sha256 and floor.data_sha256 != score.data_sha256:
        return Verdict.OTHER_DATA
    gap = floor.value - score.value if score.better == "higher" else score.value - floor.value
    return Verdict.BELOW if gap > floor.width else Verdict.HOLDS


def run(name: str, data: Path, floors: Mapping[str, Mapping[str, Floor]]) -> list[Row]:
    """Run one benchmark and judge its scores.

    Raises:
        KeyError: there is no benchmark of that name.
        FileNotFoundError: its data is not there.
    """
    if name not in discover():
        raise KeyError(name)
    scores: Iterable[Score] = importlib.import_module(f"bench.{name}").measure(data)
    own = floors.get(name, {})
    return [
        Row(bench=name, score=s, floor=own.get(s.name), verdict=judge(s, own.get(s.name))) for s in scores
    ]


def read_floors(path: Path = FLOORS) -> dict[str, dict[str, Floor]]:
    """The floors by benchmark and score name."""
    if not path.is_file():
        return {}
    tree = tomllib.loads(path.read_text(encoding="utf-8"))
    return {b: {name: Floor(**row) for name, row in rows.items()} for b, rows in tree.items()}


def write_floors(rows: Sequence[Row], *, on: str, path: Path = FLOORS) -> None:
    """Set the floors of the scores given to their values; the file is replaced in one step.

    A floor that exists keeps its noise width; a new one gets a width of zero, to be set by hand
    from repeated runs.
    """
    floors = read_floors(path)
    for row in rows:
        width = row.floor.width if row.floor else 0.0
        floors.setdefault(row.bench, {})[row.score.name] = Floor(
            value=row.score.value,
            width=width,
            data_sha256=row.score.data_sha256,
            on=on,
            command=f"sayso bench {row.bench}",
        )
    fresh = path.with_suffix(".toml.new")
    fresh.write_text(_as_toml(floors), encoding="utf-8")
    fresh.replace(path)


def _as_toml(floors: Mapping[str, Mapping[str, Floor]]) -> str:
    lines = [
        "# Floors of the benchmarks. Rewritten by `sayso bench NAME --refloor`; `width` is set by hand.",
        "",
    ]
    for bench_name, rows in sorted(floors.items()):
        for name, floor in sorted(rows.items()):
            lines += [
                f'[{bench_name}."{name}"]',
                f"value = {float(floor.value)!r}",
                f"width = {float(floor.width)!r}",
                f'data_sha256 = "{floor.data_sha256}"',
                f'on = "{floor.on}"',
                f'command = "{floor.command}"',
                "",
            ]
    return "\n".join(lines)
