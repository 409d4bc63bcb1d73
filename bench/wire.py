"""Agency texts told by their credits: PolNeAR's wire labels, and credit lines of our own.

    sayso bench wire

PolNeAR's rows have a column `wire`, filled by its makers for two of seven outlets (75 rows); "None" and "NA" stand in
all others. Two rows of the other outlets bear an agency's own mark and no label: figures are given on the labels as
they stand, and with these rows counted as what their mark says (`MARKED`). They were found by reading what was called wrong, which can only raise the figures; agency texts that we miss
and that bear no label were not looked for. Both parts were looked at while the rules were written: nothing is held out.
Each is measured three ways: on title, text and publisher alone; with the author field; with author and credit fields.
Lines of our own (`train/own/credits`) were written before the rules first ran on them; the rules were mended afterwards,
so that their figures are figures of development. Outlets cited are looked for among PolNeAR's sources that are an
outlet's name and nothing else.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.harness import Score, digest
from bench.intervals import Interval, scores, wilson
from sayso.link.agencies import named_in
from sayso.link.credits import credits_of, wire_of
from sayso.records import Article, CreditKind, Item
from sayso.text import make_article

__all__ = ["Tally", "measure"]

OWN = Path(__file__).resolve().parents[1] / "train" / "own" / "credits" / "credits.jsonl"
PARTS = ("train", "dev")
WAYS = ("text alone", "with author", "with author and credit")
#: Rows whose mark names an agency though the column `wire` is not filled for their outlet: a sign-off
#: "- Reuters", and the byline "By THE ASSOCIATED PRESS" (known only with the author field).
MARKED: Mapping[str, tuple[str, bool]] = {
    "wash-post_2016-07-03_trump-tweet-that-blasts-clinton": ("Reuters", False),
    "nyt_2016-07-30_oil-prices-keep-market-gains-in": ("AP", True),
}
_ANCHOR, _ANCHOR_OF = 90.5, "three patterns, of 84 marked texts"

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Counts of agency texts: told rightly, not told, told though they are none or another's."""

    right: int = 0
    missed: int = 0
    wrong: int = 0

    @property
    def recall(self) -> tuple[int, int]:
        """Right, of those that are an agency's."""
        return self.right, self.right + self.missed

    @property
    def precision(self) -> tuple[int, int]:
        """Right, of those told."""
        return self.right, self.right + self.wrong


def polnear(data: Path, part: str) -> Iterator[Row]:
    """Rows of a part of PolNeAR."""
    with (data / "attribution" / f"polnear_{part}.jsonl").open(encoding="utf8") as lines:
        yield from map(json.loads, lines)


def _said(value: object) -> str | None:
    return value if isinstance(value, str) and value not in ("", "None", "NA") else None


def article_of(row: Row, way: str) -> Article:
    """A PolNeAR row as a report, with as many of its fields as ``way`` allows."""
    credit = _said(row["credit"]) if way == WAYS[2] else None
    made = make_article(
        Item(
            name=row["id"],
            body=row["text"],
            title=row["title"],
            published=row["date"],
            publisher=row["publisher"],
            author=_said(row["author"]) if way != WAYS[0] else None,
            extra={"credit": credit} if credit else {},
        )
    )
    if not isinstance(made, Article):
        raise TypeError(f"{row['id']}: {made.reason}")
    return made


def _gold(row: Row, way: str, *, marked: bool) -> str | None:
    label = _said(row["wire"])
    if label is None and marked:
        for start, (name, by_author) in MARKED.items():
            if row["id"].startswith(start) and (not by_author or way != WAYS[0]):
                return name
    return {"reuters": "Reuters"}.get(label, label) if label else None


def tally(rows: Iterable[Row], way: str, *, marked: bool, show: bool = False) -> Tally:
    """Agency texts told, missed and wrongly told."""
    right = missed = wrong = 0
    for row in rows:
        gold = _gold(row, way, marked=marked)
        found = wire_of(credits_of(article_of(row, way)))
        name = found[0] if found else None
        right += name is not None and name == gold
        missed += gold is not None and name != gold
        wrong += name is not None and name != gold
        if show and name != gold:
            print(f"  {way}: {row['id'][:60]:60s} labelled {gold}, told {found}")
    return Tally(right=right, missed=missed, wrong=wrong)


def own_rows() -> list[Row]:
    """Credit lines of our own."""
    return [json.loads(line) for line in OWN.read_text(encoding="utf8").splitlines()]


def own_article(row: Row) -> Article:
    """One of our own rows as a report."""
    fields = {k: row[k] for k in ("author", "publisher", "url", "extra") if k in row}
    made = make_article(Item(name=row["id"], body=row["text"], **fields))
    if not isinstance(made, Article):
        raise TypeError(f"{row['id']}: {made.reason}")
    return made


def own(*, show: bool = False) -> tuple[Tally, Tally, Tally]:
    """Agencies, outlets cited, and press releases of our own rows."""
    counts = {key: [0, 0, 0] for key in ("wire", "cites", "release")}
    for row in own_rows():
        found = credits_of(own_article(row))
        wire = wire_of(found)
        wanted = set(row.get("wire_any") or ([row["wire"]] if row["wire"] else []))
        told = {wire[0]} if wire else set()
        pairs = {
            "wire": ((told & wanted) or ({row["wire"]} if wanted else set()), told),
            "cites": (set(row["cites"]), {c.name for c in found if c.kind is CreditKind.CITES}),
            "release": (
                {row["release"]} if "release" in row else set(),
                {c.name for c in found if c.kind is CreditKind.RELEASE},
            ),
        }
        for key, (gold, got) in pairs.items():
            counts[key][0] += len(gold & got)
            counts[key][1] += len(gold - got)
            counts[key][2] += len(got - gold)
            if show and gold != got:
                print(f"  own {key}: {row['id']} wants {sorted(gold)}, told {sorted(got)}")
    return tuple(Tally(right=a, missed=b, wrong=c) for a, b, c in counts.values())  # type: ignore[return-value]  # three keys


def cited_sources(rows: Iterable[Row]) -> tuple[int, int]:
    """Of PolNeAR's sources that are nothing but the name of an outlet other than the publisher, those found."""
    hits = asked = 0
    for row in rows:
        article = article_of(row, WAYS[0])
        spans = [c.span for c in credits_of(article) if c.kind is CreditKind.CITES and c.span]
        cited = {(article.text[s.start : s.end]).lower() for s in spans}
        for attribution in row["attributions"]:
            for source in attribution["sources"]:
                words = source["text"].strip()
                bare = words.removeprefix("the ").removeprefix("The ")
                names = list(named_in(words))
                if len(names) != 1 or len(bare) != names[0].end - names[0].start or not names[0].sure:
                    continue
                asked += 1
                hits += any(bare.lower() in c for c in cited)
    return hits, asked


def _scores(name: str, counted: Tally, sha: str, *, anchor: bool = False) -> Iterator[Score]:
    for what, (hits, n) in (("recall", counted.recall), ("precision", counted.precision)):
        low, high = wilson(hits, n)
        figure = Score(
            name=f"{name}, {what}",
            value=100 * hits / n if n else 0.0,
            unit=f"% of {n}",
            anchor=_ANCHOR if anchor and what == "recall" else None,
            anchor_of=_ANCHOR_OF if anchor and what == "recall" else "",
            data_sha256=sha,
        )
        yield from scores(figure, Interval(value=figure.value, low=100 * low, high=100 * high, n=n))


def measure(data: Path) -> Iterable[Score]:
    """Recall and precision of agencies told, on PolNeAR's parts each way, and on our own lines."""
    paths = [data / "attribution" / f"polnear_{p}.jsonl" for p in PARTS]
    sha = digest(*paths)
    rows = {part: list(polnear(data, part)) for part in PARTS}
    sets = {**rows, "train and dev": [*rows["train"], *rows["dev"]]}
    for way in WAYS:
        for name, chosen in sets.items():
            yield from _scores(
                f"labels as they stand, {name}, {way}", tally(chosen, way, marked=False), sha, anchor=True
            )
        yield from _scores(
            f"marked rows counted, train and dev, {way}", tally(sets["train and dev"], way, marked=True), sha
        )
    hits, asked = cited_sources(sets["train and dev"])
    yield Score(
        name="outlets as sources, found as cited",
        value=100 * hits / asked,
        unit=f"% of {asked}",
        data_sha256=sha,
    )
    for name, counted in zip(("agency", "cited", "release"), own(), strict=True):
        yield from _scores(f"own lines, {name}", counted, digest(OWN))


def main() -> None:
    """Print the figures on our own lines, and the lines that are wrong; with ``--data`` PolNeAR's too."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path)
    args = parser.parse_args()
    for name, counted in zip(("agency", "cited", "release"), own(show=True), strict=True):
        print(f"{name:8s} {counted}")
    if args.data:
        rows = [r for part in PARTS for r in polnear(args.data, part)]
        for way in WAYS:
            print(way, tally(rows, way, marked=True, show=True))
        print("outlets as sources, found as cited: {} of {}".format(*cited_sources(rows)))


if __name__ == "__main__":
    main()
