"""MUC-4, end to end: incidents from raw text, scored slot by slot beside the systems of 1992.

    sayso bench muc4                                    TST3, the test part
    python -m bench.muc4 --part dev --wrong inc-date    100 development texts, or tst1, tst2, with what went wrong

Texts go in as they are, all in capitals and without a day of publication. Claims are mapped to templates in
`bench.muc4_fills`, keys are read in `bench.muc4_key`, the scoring is in `bench.muc4_score`.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.harness import Score, data_folder
from bench.muc4_fills import Part, Setting, templates_of
from bench.muc4_key import FILLED, SLOTS, Fill, Template, key_template
from bench.muc4_score import Tally, align, count, matched, total
from sayso.extract import extract
from sayso.read import Reader
from sayso.records import Article, Item, Reading, Span
from sayso.resolve import Actors, Places
from sayso.text import make_article

__all__ = ["PARTS", "Coded", "coded", "measure", "tallied"]

PARTS = ("dev", "tst1", "tst2", "tst3")
#: Of the development texts that have keys, every seventh, the first hundred.
_STEP, _SAMPLE = 7, 100


@dataclass(frozen=True, slots=True)
class Coded:
    """One text: its name, our templates, those of the key, and which belong together."""

    name: str
    ours: list[Template]
    key: list[Template]
    pairs: list[tuple[int, int]]


def _rows(data: Path, part: str) -> Sequence[Mapping[str, object]]:
    split = "train" if part == "dev" else part
    with (data / "events/muc4.jsonl").open(encoding="utf8") as lines:
        rows = [r for r in map(json.loads, lines) if r["split"] == split]
    return [r for r in rows if r["templates"]][::_STEP][:_SAMPLE] if part == "dev" else rows


class _Coder:
    """From a text to templates, by way of the claims that any report would yield."""

    def __init__(self) -> None:
        self._reader, self._places = Reader.load(), Places.open()
        self._actors = Actors.open(self._places)

    def templates(self, text: str) -> list[Template]:
        article = make_article(Item(name="muc", body=text))
        if not isinstance(article, Article):
            return []
        reading = self._reader.read_one(article)
        claims = extract(article, reading, places=self._places, actors=self._actors)
        parts = tuple(self._parts(article, reading))
        setting = Setting(article.published, self._country(article), self._name_of, parts)
        return templates_of(claims, setting)

    @staticmethod
    def _parts(article: Article, reading: Reading) -> Iterator[Part]:
        for sentence in reading.sentences:
            for part in sentence.incident:
                first, last = sentence.tokens[part.start], sentence.tokens[part.end - 1]
                span = Span(first.span.start, last.span.end)
                yield Part(part.role, span, span.of(article.text))

    def _country(self, article: Article) -> str | None:
        """The country a report is filed from, by the place of its dateline."""
        if article.dateline is None:
            return None
        place = self._places.find(article.dateline.of(article.text).split(",")[0])
        return place.country if place is not None else None

    def _name_of(self, code: str) -> str:
        return self._actors.find(code, label="country").name.upper()


def coded(data: Path, part: str) -> Iterator[Coded]:
    """Every text of a part."""
    coder = _Coder()
    for row in _rows(data, part):
        templates = row["templates"]
        if not isinstance(templates, list):
            raise TypeError("a row's templates are a list")
        key = [key_template(t) for t in templates]
        ours = coder.templates(str(row["text"]))
        yield Coded(str(row["id"]), ours, key, align(ours, key))


def tallied(texts: Iterable[Coded]) -> dict[str, Tally]:
    """The counts of every slot and of template-id."""
    tallies = {name: Tally() for name in ("template-id", *(s.name for s in SLOTS))}
    for text in texts:
        count(tallies, text.ours, text.key, text.pairs)
    return tallies


def measure(data: Path) -> Iterable[Score]:
    """F per slot on TST3 beside the best system of 1992 in that slot, and over all templates and slots."""
    tallies = tallied(coded(data, "tst3"))
    official = json.loads((data / "events/muc4_tst3_official_scores.json").read_text())["tst3"]
    for name in ("template-id", *FILLED):
        anchor, whose = _best(official, name)
        yield Score(name=f"{name} F", value=tallies[name].f1, unit="%", anchor=anchor, anchor_of=whose)
    anchor, whose = _best(official, "ALL TEMPLATES")
    yield Score(
        name="all templates F", value=total(tallies).f1, unit="%", anchor=anchor, anchor_of=f"{whose}, F"
    )


def _best(official: Mapping[str, Mapping[str, object]], slot: str) -> tuple[float | None, str]:
    """The highest F of any system in a slot."""
    best: tuple[float, str] = (0.0, "")
    for system, row in official.items():
        cells = row["slots"]
        cell = cells.get(slot) if isinstance(cells, dict) else None
        if cell and str(cell["rec"]).isdigit() and str(cell["pre"]).isdigit():
            r, p = float(cell["rec"]), float(cell["pre"])
            best = max(best, (2 * r * p / (r + p) if r + p else 0.0, system))
    return (round(best[0], 1), best[1]) if best[1] else (None, "")


# ------------------------------------------------------------------ by hand


def _wrong(text: Coded, name: str) -> Iterator[str]:
    """What of a slot is not fully right in one text; for template-id, templates without a partner."""
    slot = next((s for s in SLOTS if s.name == name), None)
    if slot is None:
        ours, key = {i for i, _ in text.pairs}, {j for _, j in text.pairs}
        yield from (f"spurious {_short(t)}" for i, t in enumerate(text.ours) if i not in ours)
        yield from (f"missing  {_short(t)}" for j, t in enumerate(text.key) if j not in key)
        return
    for i, j in text.pairs:
        mine, theirs = text.ours[i].fills[name], text.key[j].fills[name]
        found = matched(slot, mine, theirs)
        yield from (f"half  {mine[a]} | {theirs[b]}" for c, a, b in found if c < 1)
        left = [str(f) for a, f in enumerate(mine) if all(a != x for _, x, _ in found)]
        lost = [str(f) for b, f in enumerate(theirs) if all(b != x for _, _, x in found)]
        if left or lost:
            yield f"wrong {'; '.join(left) or '-'} | {'; '.join(lost) or '-'}"


def _short(template: Template) -> str:
    kept = ("inc-type", "inc-date", "inc-loc", "perp-ind-id", "hum-tgt-name", "hum-tgt-desc", "phys-tgt-id")
    fills: list[Fill] = [f for name in kept for f in template.fills[name]]
    return ("(optional) " if template.optional else "") + " | ".join(map(str, fills))


def main() -> None:
    """Print the counts of one part, and of all but the test part what went wrong in a slot."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", default="")
    parser.add_argument("--part", choices=PARTS, default="tst3")
    parser.add_argument("--wrong", metavar="SLOT", choices=("template-id", *(s.name for s in SLOTS)))
    asked = parser.parse_args()
    if asked.wrong and asked.part == "tst3":
        parser.error("TST3 is the test part: its rows are not shown")
    texts = list(coded(data_folder(asked.data), asked.part))
    if asked.wrong:
        for text in texts:
            for line in _wrong(text, asked.wrong):
                print(f"{text.name}  {line}")
    tallies = tallied(texts)
    tallies["ALL TEMPLATES"] = total(tallies)
    print(f"{'slot':20s} possible actual  right  recall precision   F")
    for name, t in tallies.items():
        print(f"{name:20s} {t.possible:7.0f} {t.actual:7.0f} {t.right:7.1f} {t.recall:6.1f} {t.precision:8.1f} {t.f1:7.1f}")  # fmt: skip


if __name__ == "__main__":
    main()
