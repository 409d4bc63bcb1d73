"""Colours that are read together differ enough, in both schemes (WCAG 2.2, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).resolve().parents[4] / "web" / "css" / "1-tokens.css"
COLOURS = {
    name: (light, dark)
    for name, light, dark in re.findall(
        r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", TOKENS.read_text(encoding="utf-8")
    )
}
MARKS = "who did whom where when many says cue".split()
TONES = "good warn bad calm".split()

#: Letters (4.5 to 1): colour, then what is behind it.
TEXT = [
    *(
        ("ink", back)
        for back in ("paper", "panel", "sunk", "accent-soft", *(f"{mark}-soft" for mark in MARKS))
    ),
    *(("ink-2", back) for back in ("paper", "panel", "sunk", "accent-soft", "land")),
    *(("accent", back) for back in ("paper", "panel", "sunk", "accent-soft", "bad-soft", "warn-soft")),
    ("on-accent", "accent"),
    ("paper", "ink"),
    *((name, f"{name}-soft") for name in (*MARKS, *TONES)),
    *((name, back) for name in TONES for back in ("paper", "panel")),
]
#: Edges of controls, the focus, shapes that tell something (3 to 1).
SHAPES = [
    *(("edge", back) for back in ("paper", "panel", "sunk", "sea")),
    *(("focus", back) for back in ("paper", "panel", "sunk", "accent-soft", "land", "sea")),
    *(("bar", back) for back in ("paper", "panel")),
    *((name, "paper") for name in ("accent", "did", "whom", "when", "who", "says", "ink-2")),
    *((name, back) for name in ("when", "accent", "calm", "bad") for back in ("land", "sea")),
]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_the_measure_is_that_of_the_guideline() -> None:
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), TEXT)
def test_letters_can_be_read(front: str, back: str, scheme: int) -> None:
    assert contrast(COLOURS[front][scheme], COLOURS[back][scheme]) >= 4.5


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back"), SHAPES)
def test_shapes_can_be_seen(front: str, back: str, scheme: int) -> None:
    assert contrast(COLOURS[front][scheme], COLOURS[back][scheme]) >= 3
