"""Quotations in novels (RiQuA): exact F1 of content, direct and indirect, of source and of cue.

    sayso bench quotes
    python -m bench.quotes [--part dev] [--wrong]

The reader has never seen RiQuA: its attributions come from PolNeAR's news, whose guideline differs. There the
quote marks are part of what is said, and speeches side by side are one; here they are one content each. So
contents of both sides are laid out alike before they are compared: quote marks at their ends do not count, a
content is cut where one quotation ends and the next begins, and pieces that touch with no quote mark between
them are one. Nothing else is changed. RiQuA also labels whom a speech is addressed to as a source, which PolNeAR
does not, and cues of the telling of speech only. The published system was trained on RiQuA.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.harness import Score, data_folder, digest
from bench.intervals import bootstrap, scores
from bench.reader import Counts, article_from
from sayso.read import Reader

__all__ = ["Passage", "contents", "f1", "is_direct", "measure", "passages"]

Words = tuple[int, int]
_CORPUS = "attribution/riqua_cofenet.jsonl"
_MARKS = frozenset({"“", "”", '"', "„", "«", "»", "``", "''"})
_ANCHORS = {"content": 94.4, "source": 81.8, "cue": 89.2}
_WHOSE = "CofeNet, BERT, trained on RiQuA (test)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One passage: its words, and the word ranges that are gold and that are found, by role."""

    words: tuple[str, ...]
    gold: Mapping[str, frozenset[Words]]
    found: Mapping[str, frozenset[Words]]


def contents(words: Sequence[str], spans: Iterable[Words]) -> frozenset[Words]:
    """Contents without their quote marks, one for each quotation."""
    parts = sorted(part for span in spans for part in _quotations(words, span))
    out: list[Words] = []
    for start, end in parts:
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return frozenset(out)


def _quotations(words: Sequence[str], span: Words) -> Iterator[Words]:
    """The pieces of a content between "end of quotation" and "start of quotation"."""
    start = span[0]
    for i in range(span[0] + 1, span[1] + 1):
        if i == span[1] or (words[i] in _MARKS and words[i - 1] in _MARKS):
            a, b = start, i
            while a < b and words[a] in _MARKS:
                a += 1
            while b > a and words[b - 1] in _MARKS:
                b -= 1
            if a < b:
                yield a, b
            start = i


def is_direct(words: Sequence[str], span: Words) -> bool:
    """Whether a quote mark stands right before or right behind a content."""
    start, end = span
    return (start > 0 and words[start - 1] in _MARKS) or (end < len(words) and words[end] in _MARKS)


def passages(data: Path, part: str) -> list[Passage]:
    """The passages of a part, each read on its own from its text, through the runtime's own words and chains."""
    sys.path.insert(0, str(data / "attribution"))
    import score_attribution as official  # type: ignore[import-not-found]  # lies with the corpus

    with (data / _CORPUS).open(encoding="utf8") as lines:
        rows = [row for row in map(json.loads, lines) if row["split"] == part]
    readings = Reader.load().read([article_from(row["text"], row["id"]) for row in rows])
    out = []
    for row, reading in zip(rows, readings, strict=True):
        starts, ends = [a for a, _ in row["tokens"]], [b for _, b in row["tokens"]]
        gold = [{f"{role}s": [s for s in row["spans"] if s["role"] == role] for role in official.ROLES}]
        found = [
            {
                name: [{"start": s.start, "end": s.end} for s in spans]
                for name, spans in (("sources", c.sources), ("cues", c.cues), ("contents", c.contents))
            }
            for c in reading.chains
        ]
        sides = [official.to_tok(row["tokens"], starts, ends, side) for side in (gold, found)]
        spans = [{role: frozenset(x for q in s for x in q[role]) for role in official.ROLES} for s in sides]
        words = tuple(row["text"][a:b] for a, b in row["tokens"])
        out.append(Passage(words=words, gold=spans[0], found=spans[1]))
    return out


def _sides(passage: Passage, what: str) -> tuple[set[Words], set[Words]]:
    """Found and gold spans of a role, or of a kind of content."""
    if what in ("source", "cue"):
        return set(passage.found[what]), set(passage.gold[what])
    if what == "content as annotated":
        return set(passage.found["content"]), set(passage.gold["content"])
    found, gold = (set(contents(passage.words, side["content"])) for side in (passage.found, passage.gold))
    if what == "content":
        return found, gold
    wanted = what == "direct content"
    return (
        {s for s in found if is_direct(passage.words, s) == wanted},
        {s for s in gold if is_direct(passage.words, s) == wanted},
    )


def count(rows: Iterable[Passage], what: str) -> Counts:
    """Spans right, found and gold over passages."""
    counts = Counts()
    for row in rows:
        counts.add(*_sides(row, what))
    return counts


def f1(rows: Sequence[Passage], what: str) -> float:
    """Exact F1, micro over the passages, in percent."""
    return count(rows, what).f1


WHAT = ("content", "direct content", "indirect content", "source", "cue", "content as annotated")


def measure(data: Path) -> Iterable[Score]:
    """Exact F1 by role on both parts, content with its interval over passages."""
    score = partial(Score, unit="%", data_sha256=digest(data / _CORPUS))
    for part in ("test", "dev"):
        rows = passages(data, part)
        for what in WHAT:
            asked = count(rows, what).gold
            figure = score(
                name=f"RiQuA {part}, {what} F1 ({asked})",
                value=f1(rows, what),
                anchor=_ANCHORS.get(what),
                anchor_of=_WHOSE if what in _ANCHORS else "",
            )
            if what == "content":
                yield from scores(figure, bootstrap(rows, partial(f1, what=what)))
            else:
                yield figure


def main() -> None:
    """Print precision, recall and F1, and the contents that are wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, default=data_folder())
    parser.add_argument("--part", choices=("train", "dev", "test"), default="dev")
    parser.add_argument("--wrong", action="store_true")
    args = parser.parse_args()
    rows = passages(args.data, args.part)
    for what in WHAT:
        c = count(rows, what)
        print(
            f"{what:22s} P {100 * c.right / max(1, c.found):5.1f} R {100 * c.right / max(1, c.gold):5.1f} "
            f"F1 {c.f1:5.1f}  {c.found} found, {c.gold} gold"
        )
    if args.wrong:
        for row in rows:
            found, gold = _sides(row, "content")
            for sign, spans in (("-", gold - found), ("+", found - gold)):
                for a, b in sorted(spans):
                    print(sign, " ".join(row.words[max(0, a - 4) : a]), "[", " ".join(row.words[a:b]), "]")


if __name__ == "__main__":
    main()
