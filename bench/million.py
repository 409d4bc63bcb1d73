"""A ledger of a million claims, made of a small one by moving it through time, and how soon its pages are there.

    python -m bench.million LEDGER --make             # codes made-up reports, then copies what they claim 80 times over
    python -m bench.million LEDGER --make --of BASE   # copies the claims of a ledger that `sayso load` made
    python -m bench.million LEDGER                    # how soon its pages are there

Each copy has ids of its own and lies some days earlier; names, places, speakers and publishers stay, so that each of
them has as much to show as a million claims let expect. Nothing is read, linked or joined again: rows are copied, with
every index and roll-up of the ledger kept by the ledger's own triggers. What claims are compared by (`claim_points`)
is copied under values nothing else has, so that its size is right and no copy meets another.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import apsw

from bench.made_news import reports
from sayso.engine.catalog import open_ledger
from sayso.engine.config import load_settings

__all__ = ["CLAIMS", "make"]

CLAIMS = 1_000_000
#: Reports that the small ledger is made of, and by how many days copies lie apart.
REPORTS, APART = 1_500, 7
_ID = re.compile(r"\b([rceo])([0-9a-f]{3})([0-9a-f]{12})\b")
_DAY = re.compile(r"\b(20\d\d)-(\d\d)-(\d\d)\b")
#: Tables of a report or a claim, in an order in which each finds what it refers to; the columns that numbers are
#: added to, those that hold an id, and those whose words hold ids and days.
_TABLES: tuple[tuple[str, dict[str, str]], ...] = (
    ("reports", {"article_id": "id", "given_id": "fresh", "published": "words", "header": "words"}),
    ("claims", {
        "claim": "claim", "claim_id": "id", "article_id": "id", "first_day": "words", "last_day": "words",
        "document": "words", "facts": "words", "retired_at": "held",
    }),
    ("claim_actors", {"claim": "claim"}),
    ("claim_rules", {"claim": "claim"}),
    ("claim_reasons", {"claim": "claim"}),
    ("claim_points", {"claim": "claim", "point": "point"}),
    ("claim_speakers", {"claim": "claim", "published": "words"}),
    ("figures", {"claim": "claim", "day": "words", "first": "words", "last": "words"}),
    ("figure_words", {"claim": "claim"}),
    ("carried", {"claim": "claim", "article_id": "id"}),
    ("claim_origins", {"claim": "claim", "origin": "id"}),
    ("unread", {"article_id": "id", "source": "id"}),
    ("standing_parts", {"origin": "id", "article_id": "id"}),
    ("links", {"link": "link", "left_id": "id", "right_id": "id"}),
    ("standings", {"number": "number", "article_id": "id", "origin": "id"}),
    ("events", {
        "event_id": "id", "lead": "claim", "first_published": "words", "last_published": "words", "day": "words",
        "disagreements": "words", "supporters": "words", "changed": "changed",
    }),
    ("event_claims", {"claim": "claim", "event_id": "id"}),
    ("claim_marks", {"claim": "claim", "first_day": "words", "last_day": "words"}),
)  # fmt: skip


def _mover(nth: int) -> Callable[[str | None], str | None]:
    """Gives words as the nth copy has them: other ids, earlier days."""
    back = timedelta(days=nth * APART)
    days: dict[str, str] = {}

    def earlier(found: re.Match[str]) -> str:
        day = found[0]
        if day not in days:
            try:
                days[day] = (date.fromisoformat(day) - back).isoformat()
            except ValueError:
                days[day] = day
        return days[day]

    def other(found: re.Match[str]) -> str:
        return f"{found[1]}{(int(found[2], 16) + nth) % 4096:03x}{found[3]}"

    def moved(words: str | None) -> str | None:
        if words is None:
            return None
        return _DAY.sub(earlier, _ID.sub(other, words))

    return moved


def _copy(db: apsw.Connection, nth: int, most: dict[str, int]) -> None:
    """Copy the small ledger's rows, as the nth copy has them."""
    db.create_scalar_function("moved", _mover(nth), 1, deterministic=True)
    how = {
        "id": "moved({0})", "words": "moved({0})", "fresh": "NULL", "claim": f"{{0}} + {nth * most['claim']}",
        "link": f"{{0}} + {nth * most['link']}", "number": f"{{0}} + {nth * most['number']}",
        "point": f"{{0}} + {nth}", "changed": f"{{0}} - {nth * 1_000_000}",
        "held": "coalesce({0}, 'held')",
    }  # fmt: skip
    only = {"links": "link", "standings": "number", "events": "lead"}
    with db:
        for table, columns in _TABLES:
            every = [str(row[1]) for row in db.execute(f"PRAGMA table_info({table})")]
            chosen = ", ".join(how[columns[c]].format(c) if c in columns else c for c in every)
            where = {
                "reports": "article_id IN (SELECT id FROM base)",
                "unread": "article_id IN (SELECT id FROM base)",
                "standing_parts": "article_id IN (SELECT id FROM base)",
            }.get(table)
            if where is None:
                key = only.get(table, "claim")
                where = f"{key} <= {most[{'link': 'link', 'number': 'number'}.get(key, 'claim')]}"
            db.execute(f"INSERT INTO {table} ({', '.join(every)}) SELECT {chosen} FROM {table} WHERE {where}")  # noqa: S608
        # one after another, as the roll-ups count reports of several claims once
        db.execute("UPDATE claims SET retired_at = NULL WHERE retired_at = 'held'")
        db.execute(
            "INSERT INTO evidence (rowid, sentence) SELECT claim, document ->> '$.evidence.sentence' FROM claims "
            "WHERE claim > ? AND claim <= ?",
            (nth * most["claim"], (nth + 1) * most["claim"]),
        )


def make(path: Path, base: Path, claims: int = CLAIMS) -> int:
    """Make a ledger of so many claims or a few more; how many it has.

    Raises:
        FileExistsError: something is there.
        LedgerError: the base cannot be read.
    """
    if path.exists():
        raise FileExistsError(path)
    with open_ledger(load_settings({}, flags={"ledger.path": str(base)}), create=False):
        pass  # brings it up to date
    small = apsw.Connection(str(base), flags=apsw.SQLITE_OPEN_READONLY)
    small.execute("VACUUM INTO ?", (str(path),))
    small.close()
    db = apsw.Connection(str(path))
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = OFF")
    db.execute("PRAGMA cache_size = -1000000")
    db.execute("CREATE TEMP TABLE base AS SELECT article_id AS id FROM reports")
    most = {
        name: int(db.execute(f"SELECT max({name}) FROM {table}").fetchone()[0] or 0)  # noqa: S608
        for name, table in (("claim", "claims"), ("link", "links"), ("number", "standings"))
    }
    each = int(db.execute("SELECT count(*) FROM claims").fetchone()[0])
    nth = 0
    begun = time.monotonic()
    while (nth + 1) * each < claims:
        nth += 1
        _copy(db, nth, most)
        if nth % 10 == 0:
            print(f"  {(nth + 1) * each:,} claims, {time.monotonic() - begun:.0f} s", file=sys.stderr)
    db.execute("INSERT INTO evidence (evidence) VALUES ('optimize')")
    db.execute("ANALYZE")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.close()
    return (nth + 1) * each


def _small(path: Path) -> None:
    """Code made-up reports into a ledger."""
    command = [sys.executable, "-m", "sayso", "load", "-", "--ledger", str(path)]
    rows = "\n".join(json.dumps(row) for row in reports(7, REPORTS))
    subprocess.run(command, input=rows, text=True, check=True)


def main() -> None:
    """Make such a ledger, or measure one."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("ledger", type=Path)
    parser.add_argument("--make", action="store_true")
    parser.add_argument("--of", type=Path, help="a ledger to copy, rather than to code made-up reports")
    parser.add_argument("--claims", type=int, default=CLAIMS)
    given = parser.parse_args()
    if given.make:
        base = given.of or given.ledger.with_suffix(".small.db")
        if given.of is None:
            _small(base)
        print(f"{make(given.ledger, base, given.claims):,} claims")
        return


if __name__ == "__main__":
    main()
