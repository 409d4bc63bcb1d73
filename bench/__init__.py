"""Benchmarks: pinned sets, measured through the public API, printed beside their floors and anchors.

A benchmark is a module of this package with a first docstring line and a function
``measure(data: Path) -> Iterable[Score]``. `sayso bench [NAME]` runs it. Floors lie in `floors.toml`;
a score below its floor by more than the noise width fails the run, and only `--refloor` lowers one.
"""

from bench.harness import Floor, Score, Verdict, data_folder, discover, read_floors, run, write_floors

__all__ = [
    "Floor",
    "Score",
    "Verdict",
    "data_folder",
    "discover",
    "read_floors",
    "run",
    "write_floors",
]
