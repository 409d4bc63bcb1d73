"""Actor phrases to country and sector: NGEC's own tests, and mentions of our own.

    sayso bench actors

NGEC's tests (`ngec_actor_tests.jsonl`) are looked at for measuring only; ours (`train/own/actors`) chose what the
tables and the phrase grammar hold. A phrase is resolved alone, without its sentence. A sector is right when it is
among those wanted; the country of a phrase that names none is not asked for. NGEC's days of asking are passed on.
"""

from __future__ import annotations

import argparse
import contextlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from bench.acts import Counts
from bench.harness import Score
from sayso.resolve import Actors, Places

__all__ = ["measure"]

#: Codes of NGEC's that PLOVER writes otherwise: Kosovo, health.
_SAME = {"XKX": "KOS", "HLH": "MED"}
OWN = Path(__file__).resolve().parents[1] / "train" / "own" / "actors" / "actors.jsonl"


@dataclass(frozen=True)
class Asked:
    """A phrase and what it should resolve to; empty where that is not asked."""

    phrase: str
    countries: tuple[str, ...]
    sectors: tuple[str, ...]
    on: date | None = None


def own() -> Iterator[Asked]:
    """Mentions written for this project."""
    for row in map(json.loads, OWN.open(encoding="utf8")):
        for m in row["mentions"]:
            yield Asked(m["text"], _several(m["country"]), tuple(m["sectors"]))


def ngec(data: Path) -> Iterator[Asked]:
    """NGEC's actor tests; a country code of theirs may stand in either slot."""
    for row in map(json.loads, (data / "events/ngec_actor_tests.jsonl").open(encoding="utf8")):
        wanted = row["expect"]
        sectors = (*_several(wanted.get("code_1")), *_several(wanted.get("code_2")))
        countries = _several(wanted.get("cc") or wanted.get("country"))
        yield Asked(
            row["text"],
            tuple(_SAME.get(c, c) for c in countries),
            tuple(_SAME.get(s, s) for s in sectors),
            _day(row["kwargs"].get("query_date", "")),
        )


def _day(text: str) -> date | None:
    """The day a test is asked for, written "2022-06-01" or "12 April 2022"; None where it gives none."""
    for pattern in ("%Y-%m-%d", "%d %B %Y"):
        with contextlib.suppress(ValueError):
            return datetime.strptime(text, pattern).replace(tzinfo=UTC).date()
    return None


def _several(value: object) -> tuple[str, ...]:
    """One code, a list of codes of which one will do, or none."""
    return tuple(str(v) for v in (value if isinstance(value, list) else [value]) if v)


def judge(rows: Iterable[Asked], *, show: str = "") -> Counts:
    """Countries and sectors right."""
    actors = Actors.open(Places.open())
    counts = Counts()
    for row in rows:
        found = actors.find(row.phrase, on=row.on)
        if row.countries:
            counts.ask("country", found.country in row.countries)
        if row.sectors:
            counts.ask("sector", bool(set(row.sectors) & set(found.sectors)))
            counts.ask("main sector", found.sectors[:1] == row.sectors[:1])
        wrong = {
            "country": bool(row.countries) and found.country not in row.countries,
            "sector": bool(row.sectors) and not set(row.sectors) & set(found.sectors),
        }
        if show and wrong[show]:
            print(
                f"{row.phrase:60s} {row.countries} {row.sectors} | {found.name} {found.country} {found.sectors}"
            )
    return counts


def measure(data: Path) -> Iterable[Score]:
    """Shares of countries and sectors right, on NGEC's tests and on mentions of our own."""
    for name, rows in (("NGEC's actor tests", ngec(data)), ("own mentions", own())):
        counts = judge(rows)
        for what, n in counts.asked.items():
            yield Score(name=f"{name}, {what} right ({n})", value=counts.share(what), unit="%")


def main() -> None:
    """Print the shares on our own mentions, and the phrases that are wrong."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--wrong", choices=("", "country", "sector"), default="")
    args = parser.parse_args()
    counts = judge(own(), show=args.wrong)
    for what, n in counts.asked.items():
        print(f"{what:14s} {counts.share(what):5.1f}  of {n}")


if __name__ == "__main__":
    main()
