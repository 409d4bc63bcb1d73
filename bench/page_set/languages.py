"""Short news texts in English and thirteen other languages, written for this measure; nobody's articles."""

from __future__ import annotations

import json
from pathlib import Path

__all__ = ["ENGLISH", "FOREIGN"]

_TEXTS = json.loads(Path(__file__).with_name("languages.json").read_text(encoding="utf-8"))
#: By language: a report of some length, a short one, a headline.
FOREIGN: dict[str, tuple[str, str, str]] = {code: tuple(texts) for code, texts in _TEXTS["foreign"].items()}
#: What is English, however it is written: by kind of text.
ENGLISH: dict[str, tuple[str, ...]] = {kind: tuple(texts) for kind, texts in _TEXTS["english"].items()}
