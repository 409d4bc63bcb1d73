"""Writes which words tell that patterns of goods may match, beside the patterns (`data/rules/words.toml`).

    python -m train.telling

To be run when the patterns changed; a test says so.
"""

from __future__ import annotations

import json

from sayso.extract.rules import words


def main() -> None:
    """Write `data/rules/telling.json`."""
    path = words.TELLING_FILE
    path.write_text(json.dumps(words.telling_words(), ensure_ascii=False, separators=(",", ":")) + "\n", encoding="utf-8")
    print(path)


if __name__ == "__main__":
    main()
