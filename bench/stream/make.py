"""Makes the stream: rows of reports as `sayso load` reads them, and the gold, from base texts and recipes.

    python -m bench.stream.make FOLDER [--field dev|held]

writes `reports.jsonl` and `gold.json`. The same files come out every time.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.stream.gold import Gold, GoldLink, GoldReport, Part, dumped, gold_event, independent
from bench.stream.recipes import DATELINE, Made, derive, furnished
from bench.stream.spinner import Thesaurus, read_thesaurus
from bench.stream.texts import (
    Body,
    Derived,
    Happening,
    House,
    Report,
    body_of,
    read_happenings,
    read_houses,
    text_of,
)

__all__ = ["Row", "Stream", "build", "read_stream"]

_HERE = Path(__file__).parent
_YEAR = "2026"
#: Where a report without a publisher lies: a site that names none.
_NOWHERE = "reader.example"
#: A paragraph shorter than this is a line of the page.
_LINE = 60
#: By which names, lines and marks a page names an agency.
_NAMES = {
    "Reuters": "Reuters",
    "AP": "AP|Associated Press",
    "AFP": "AFP|bur/lk/jd",
    "EFE": "EFE",
    "TASS": "TASS",
    "Xinhua": "Xinhua|Enditem",
    "Kyodo": "Kyodo",
    "Anadolu": "Anadolu",
    "Antara": "ANTARA",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A report as it is read: one line of JSONL."""

    id: str
    url: str
    publisher: str
    published: str
    author: str
    title: str
    text: str

    def line(self) -> str:
        """The row as JSON, without the keys that have no value."""
        return json.dumps(
            {k: getattr(self, k) for k in self.__slots__ if getattr(self, k)}, ensure_ascii=False
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Stream:
    """The reports, in the order of their days, and what should be found in them."""

    rows: tuple[Row, ...]
    gold: Gold


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """A report in the making: its masthead, its words and how they came about."""

    id: str
    house: House
    published: str
    author: str
    title: str
    body: Body
    relation: str
    replaced: float = 0.0


def read_stream(field: str = "") -> Stream:
    """The stream of the files beside this one; of one field only, if one is named."""
    return build(
        [h for h in read_happenings(_HERE / "happenings") if field in ("", h.field)],
        houses=read_houses(_HERE / "houses.toml"),
        thesaurus=read_thesaurus(_HERE / "thesaurus.toml"),
    )


def build(happenings: Sequence[Happening], *, houses: Mapping[str, House], thesaurus: Thesaurus) -> Stream:
    """All reports of the happenings, and the gold.

    Raises:
        KeyError: a recipe names a report or house that is not there.
        ValueError: a recipe does not fit its report, or a stated number of origins is not what its leans
        give.
    """
    bases = {f"{h.id}/{r.key}": r for h in happenings for r in h.reports}
    sources = {
        key: (r.title, body_of(r.text, origin=key, about=key.split("/", 1)[0])) for key, r in bases.items()
    }
    pages: list[_Page] = []
    links: list[GoldLink] = []
    for h in happenings:
        _check(h)
        for r in h.reports:
            pages.append(_written(h, r, sources[f"{h.id}/{r.key}"][1], houses))
            if r.rel:
                links.append(GoldLink(left=f"{h.id}-{r.key}", right=f"{h.id}-{r.rel}", kind=r.kind))
        for d in h.derived:
            of = [key if "/" in key else f"{h.id}/{key}" for key in d.of]
            own = (f"{h.id}/{d.key}", h.id)
            made = derive(
                d, [sources[key] for key in of], own, thesaurus=thesaurus, half=int(h.field == "held")
            )
            pages.append(_made(h, d, made, houses))
            kind = "partial" if d.how == "pasted" else d.how
            links += [GoldLink(left=f"{h.id}-{d.key}", right=key.replace("/", "-"), kind=kind) for key in of]
    pages.sort(key=lambda p: (p.published, hashlib.sha256(p.id.encode()).hexdigest()))
    rows = tuple(_row(p) for p in pages)
    reports = tuple(_gold_report(p, row, bases) for p, row in zip(pages, rows, strict=True))
    events = tuple(gold_event(h, (r.id for r in reports if h.id in r.happenings)) for h in happenings)
    return Stream(rows=rows, gold=Gold(reports=reports, links=tuple(links), events=events))


def _check(happening: Happening) -> None:
    """That the number of independent origins stated is what the leans give."""
    leans = [(r.key, lean) for r in happening.reports for lean in r.leans]
    origins = [r.key for r in happening.reports] + [d.key for d in happening.derived if d.own_tells]
    stated = happening.independent
    found = independent(origins, leans)
    if found != (stated.certain, stated.count, stated.possible):
        raise ValueError(f"{happening.id}: {stated} is stated, its leans give {found}")


def _written(happening: Happening, report: Report, body: Body, houses: Mapping[str, House]) -> _Page:
    house = houses[report.house] if report.house else House(publisher=report.publisher, domain=report.domain)
    return _Page(
        id=f"{happening.id}-{report.key}",
        house=house,
        published=report.published,
        author=report.author,
        title=report.title,
        body=body,
        relation=report.kind,
    )


def _made(happening: Happening, recipe: Derived, made: Made, houses: Mapping[str, House]) -> _Page:
    return _Page(
        id=f"{happening.id}-{recipe.key}",
        house=houses[recipe.house] if recipe.house else House(publisher="", domain=_NOWHERE),
        published=recipe.published,
        author=recipe.author,
        title=made.title,
        body=made.body,
        relation=recipe.how,
        replaced=made.replaced,
    )


def _row(page: _Page) -> Row:
    body = _page_body(page)
    day = page.published[:10].replace("-", "/")
    slug = re.sub(r"[^a-z0-9]+", "-", page.title.lower()).strip("-")[:60].strip("-")
    tail = hashlib.sha256(page.id.encode()).hexdigest()[:6]
    return Row(
        id=page.id,
        url=f"https://www.{page.house.domain}/{day}/{slug}-{tail}",
        publisher=page.house.publisher,
        published=page.published,
        author=page.author,
        title=page.title,
        text=text_of(body),
    )


def _page_body(page: _Page) -> Body:
    """The body with the lines of its house; a line that names an author is left out where there is none."""
    bottom = [line for line in page.house.bottom if page.author or "{author}" not in line]
    return furnished(page.body, page.house.top, bottom, {"author": page.author, "year": _YEAR})


def _gold_report(page: _Page, row: Row, bases: Mapping[str, Report]) -> GoldReport:
    parts = tuple(_parts(_page_body(page)))
    words: dict[str, int] = {}
    for part in parts:
        if part.origin:
            words[part.origin] = words.get(part.origin, 0) + len(row.text[part.start : part.end].split())
    whole = sum(words.values())
    shares = {origin: round(n / whole, 3) for origin, n in sorted(words.items(), key=lambda kv: -kv[1])}
    main = next(iter(shares))
    wire = bases[main].wire if main in bases else ""
    own = page.id.split("-", 1)[0]
    told = {origin.split("/")[0] for origin in shares}
    return GoldReport(
        id=page.id,
        happenings=tuple(sorted(told, key=lambda h: (h != own, h))),
        shares=shares,
        relation=page.relation,
        parts=parts,
        wire=wire,
        credit=_credit(row, wire) if wire else "",
        spun=page.relation == "spun",
        replaced=page.replaced,
    )


def _credit(row: Row, wire: str) -> str:
    """How a page names its agency: `openly` (masthead, dateline, own line), `in passing`, or not at all."""
    named = re.compile(rf"\b(?:{_NAMES.get(wire, wire)})\b")
    paragraphs = row.text.split("\n\n")
    lines = [row.publisher, row.author, *(p for p in paragraphs if len(p) < _LINE)]
    lines += [m[0] for p in paragraphs if (m := DATELINE.match(p))]
    if any(named.search(line) for line in lines):
        return "openly"
    return "in passing" if named.search(row.text) else ""


def _parts(body: Body) -> Iterable[Part]:
    at = 0
    for paragraph in body:
        for piece in paragraph:
            yield Part(start=at, end=at + len(piece.text), origin=piece.origin, about=piece.about)
            at += len(piece.text)
        at += 2


def main() -> None:
    """Write the stream and its gold into a folder."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--field", choices=("", "dev", "held"), default="")
    args = parser.parse_args()
    stream = read_stream(args.field)
    args.folder.mkdir(parents=True, exist_ok=True)
    lines = "".join(row.line() + "\n" for row in stream.rows)
    (args.folder / "reports.jsonl").write_text(lines, encoding="utf-8")
    (args.folder / "gold.json").write_text(dumped(stream.gold), encoding="utf-8")
    print(f"{len(stream.rows)} reports of {len(stream.gold.events)} happenings in {args.folder}")


if __name__ == "__main__":
    main()
