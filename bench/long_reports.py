"""Reports as long as news: passages of our own, each in one report, some 600 words together; and copies of them."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

__all__ = ["WORDS", "fresh", "with_copies"]

WORDS = 600
_PASSAGES = Path(__file__).parents[1] / "train" / "own" / "passages"
_FIRST, _A_DAY, _OUTLETS = date(2026, 3, 1), 20, 40
#: Copies of a report that come together, on average: an agency's text in several papers.
_TOGETHER = 4


def fresh(n: int, seed: int, words: int = WORDS) -> Iterator[dict[str, str]]:
    """So many reports of so many words or a few more, no passage in two of them.

    Raises:
        ValueError: there are not so many passages.
    """
    draw = random.Random(seed)  # noqa: S311  seeded, no secret
    lines = (
        line for path in sorted(_PASSAGES.glob("*.jsonl")) for line in path.read_text("utf-8").splitlines()
    )
    passages = [" ".join(json.loads(line)["sentences"]) for line in lines]
    draw.shuffle(passages)
    for number in range(n):
        body: list[str] = []
        while sum(len(p.split()) for p in body) < words:
            if not passages:
                raise ValueError(f"passages for {number} reports only")
            body.append(passages.pop())
        yield {
            "id": f"long-{number}",
            "title": " ".join(body[0].split()[:9]).rstrip(",."),
            "text": "\n\n".join(body),
            "published": (_FIRST + timedelta(days=number // _A_DAY)).isoformat(),
            "publisher": f"Paper {draw.randrange(_OUTLETS)}",
        }


def with_copies(rows: list[dict[str, str]], share: float, seed: int) -> list[dict[str, str]]:
    """The reports with copies of some by other papers behind them, cut at the end, so that copies are a share of all."""
    draw = random.Random(seed)  # noqa: S311  seeded, no secret
    wanted = round(len(rows) * share / (1 - share))
    copied = draw.sample(range(len(rows)), max(1, wanted // _TOGETHER))
    out: list[dict[str, str]] = []
    made = 0
    for number, row in enumerate(rows):
        out.append(row)
        for _ in range(0 if number not in copied else -(-wanted // len(copied))):
            if made == wanted:
                break
            paragraphs = row["text"].split("\n\n")
            kept = paragraphs[: draw.randrange(max(1, len(paragraphs) // 2), len(paragraphs) + 1)]
            out.append(
                row
                | {
                    "id": f"copy-{made}",
                    "text": "\n\n".join(kept),
                    "publisher": f"Gazette {draw.randrange(_OUTLETS)}",
                }
            )
            made += 1
    return out
