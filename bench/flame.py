"""Draws a flame graph of where a run spends its time, from the stacks that py-spy saw.

    py-spy record --format raw --function --idle -o stacks.txt -- python -m sayso load reports.jsonl --ledger l.db
    python -m bench.flame stacks.txt docs/quality/flame.svg

A box is a function, as wide as its share of the samples, upon the function that called it (Gregg 2016, "The Flame
Graph"). Boxes narrower than four thousandths are left out. Paths of a machine are cut to what lies in a package.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

__all__ = ["Box", "drawn", "grown"]

_WIDTH, _HEIGHT, _NARROW, _LETTER = 1200.0, 17, 0.004, 6.3
_OURS, _OTHERS = "#e8a33d", "#c9cfd6"
_PLACE = re.compile(r"^(?P<function>.*?) \((?P<file>[^():]*)(?::\d+)?\)$")


@dataclass(slots=True)
class Box:
    """A function where it was called from there: samples in which it ran, and whom it called."""

    name: str
    samples: int = 0
    calls: dict[str, Box] = field(default_factory=dict)


def grown(lines: Iterable[str], root: str = "all") -> Box:
    """The tree of "outer;inner;innermost samples" lines; stacks that do not hold ``root`` are left out.

    Raises:
        ValueError: a line has no number at its end.
    """
    every = Box("all")
    for line in lines:
        stack, _, samples = line.strip().rpartition(" ")
        frames = [_short(frame) for frame in stack.split(";")]
        if root != "all":
            if root not in frames:
                continue
            frames = frames[frames.index(root) :]
        box = every
        box.samples += int(samples)
        for frame in frames:
            box = box.calls.setdefault(frame, Box(frame))
            box.samples += int(samples)
    return every


def _short(frame: str) -> str:
    """A frame as "function, package/file"; the part of a path before the package is left out."""
    found = _PLACE.match(frame)
    if not found:
        return frame
    parts = found["file"].replace("\\", "/").split("/")
    for name in ("sayso", "site-packages"):
        if name in parts[:-1]:
            parts = parts[len(parts) - parts[::-1].index(name) - (name == "sayso") :]
            break
    else:
        parts = parts[-2:]
    return f"{found['function']}, {'/'.join(parts)}"


def drawn(tree: Box) -> str:
    """The tree as an SVG picture that stands on its own."""
    boxes = list(_boxes(tree, 0.0, 0, tree.samples))
    deep = 1 + max(row for _, _, row, _ in boxes)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH:.0f} {deep * _HEIGHT}" '
        'font-family="sans-serif" font-size="11" role="img" aria-label="Flame graph">'
    )
    out = [head]
    for box, left, row, share in boxes:
        y, wide = (deep - 1 - row) * _HEIGHT, share * _WIDTH
        text = box.name[: int((wide - 4) / _LETTER)] if wide > 5 * _LETTER else ""
        colour = _OURS if "sayso/" in box.name else _OTHERS
        out.append(
            f"<g><title>{escape(box.name)}: {100 * share:.1f} %</title>"
            f'<rect x="{left * _WIDTH:.1f}" y="{y}" width="{wide:.1f}" height="{_HEIGHT - 1}" fill="{colour}"/>'
            f'<text x="{left * _WIDTH + 2:.1f}" y="{y + 12}">{escape(text)}</text></g>'
        )
    return "\n".join([*out, "</svg>", ""])


def _boxes(box: Box, left: float, row: int, samples: int) -> Iterator[tuple[Box, float, int, float]]:
    """Each box with where it begins (share of the width), its row from the bottom, and its share."""
    yield box, left, row, box.samples / samples
    for each in sorted(box.calls.values(), key=lambda b: b.name):
        if each.samples >= _NARROW * samples:
            yield from _boxes(each, left, row + 1, samples)
        left += each.samples / samples


def main() -> None:
    """Read the stacks, write the picture."""
    stacks, picture, *root = sys.argv[1:]
    tree = grown(Path(stacks).read_text("utf-8").splitlines(), *root)
    Path(picture).write_text(drawn(tree), encoding="utf-8")


if __name__ == "__main__":
    main()
