"""A ledger of a million claims, made of a small one by moving it through time, and how soon its pages are there.

    python -m bench.million LEDGER --make             # codes made-up reports, then copies what they claim 80 times over
    python -m bench.million LEDGER --make --of BASE   # copies the claims of a ledger that `sayso load` made
    python -m bench.million LEDGER                    # how soon its pages are there, over a socket
    python -m bench.million LEDGER --paint            # and how soon a Chromium has painted them

Each copy has ids of its own and lies some days earlier; names, places, speakers and publishers stay, so that each of
them has as much to show as a million claims let expect. Nothing is read, linked or joined again: rows are copied, with
every index and roll-up of the ledger kept by the ledger's own triggers. What claims are compared by (`claim_points`)
is copied under values nothing else has, so that its size is right and no copy meets another; and in order, since
values as random as real ones would have each copy write nearly every page of it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import quote, urlencode

import apsw

from bench.http_api import Client, served
from bench.made_news import CITIES, FIRST, reports
from bench.traffic import PEOPLE
from sayso.engine.catalog import open_ledger
from sayso.engine.config import load_settings

__all__ = ["CLAIMS", "make"]

CLAIMS = 1_000_000
#: Reports that the small ledger is made of, how many of them come out on one day, and by how many days copies lie
#: apart: as much as the small ledger covers, so that a day of the large one has some thousand claims.
REPORTS, A_DAY, APART = 1_500, 200, 8
SEED = 7
TYPES = "AGREE CONSULT SUPPORT AID REQUEST ACCUSE REJECT THREATEN PROTEST SANCTION MOBILIZE COERCE ASSAULT".split()
COUNTRIES = "TUR NOR PER GHA NGA VNM KEN IRQ YEM SDN RUS USA".split()
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
    ("event_claims", {"claim": "claim", "event_id": "id", "part": "claim"}),
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
        "point": f"{(nth << 40)} + row_number() OVER (ORDER BY claim)", "changed": f"{{0}} - {nth * 1_000_000}",
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
    days = [(FIRST + timedelta(days=n // A_DAY)).isoformat() for n in range(REPORTS)]
    rows = "\n".join(
        json.dumps({**row, "published": day}) for row, day in zip(reports(SEED, REPORTS), days, strict=True)
    )
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
    parser.add_argument("--n", type=int, default=100, help="different pages of each kind")
    parser.add_argument("--only", default="", help="pages whose kind begins so")
    parser.add_argument("--paint", action="store_true", help="in a Chromium: on the path, or CHROMIUM")
    given = parser.parse_args()
    if given.make:
        base = given.of or given.ledger.with_suffix(".small.db")
        if given.of is None:
            _small(base)
        print(f"{make(given.ledger, base, given.claims):,} claims")
        return
    with served(given.ledger) as client:
        pages = _pages(client, given.n)
        for name, addresses in (_sample(pages) if given.paint else pages).items():
            if not name.startswith(given.only):
                continue
            if given.paint:
                _paint(client, name, addresses)
            else:
                client.measure(name, addresses)


def _pages(client: Client, n: int) -> dict[str, list[str]]:
    """Addresses of each kind of page: different ones, since the server keeps what was asked before."""
    draw = random.Random(SEED)  # noqa: S311  seeded, no secret
    print(f"{'page':34} {'n':>5} {'median':>8} {'p95':>8} {'max':>8} {'cpu':>8} {'kB':>8} status")
    days = [(FIRST - timedelta(days=back)).isoformat() for back in range(0, 560, 7)]
    lists = [
        {}, {"min_origins": "2"}, {"status": "planned"}, {"certainty": "certain"},
        *({"type": t} for t in TYPES), *({"country": c} for c in COUNTRIES), *({"who": p} for p in PEOPLE),
        *({"place": city} for city in CITIES),
        *({"type": t, "country": c} for t in TYPES for c in COUNTRIES),
        *({"since": day, "until": day} for day in days),
        *({"country": c, "since": day} for c in COUNTRIES for day in days[::9]),
        *({"type": t, "status": "planned"} for t in TYPES),
    ]  # fmt: skip
    words = [
        *({"text": city} for city in CITIES),
        *({"text": f"{city} {w}"} for city in CITIES[::3] for w in ("rebels", "minister", "gas")),
        *({"text": city, "country": c} for city in CITIES[::4] for c in COUNTRIES[::3]),
    ]
    drawn = draw.sample(lists, min(n, len(lists)))
    found: list[str] = []
    for conditions in drawn[: n // 2]:
        page = client.document(f"/api/v1/events?{urlencode({'limit': '20', **conditions})}")
        found += [event["id"] for event in page["data"]]
    events = draw.sample(sorted(set(found)), min(n, len(set(found))))
    facts = [client.document(f"/api/v1/events/{event}") for event in events[: n // 2]]
    claims = [client.document(f"/api/v1/claims/{fact['claims'][0]}") for fact in facts]
    told = sorted({str(claim["report"]["id"]) for claim in claims})
    actors = sorted({str(actor["id"]) for fact in facts for actor in fact["actors"]})
    people = [a for a in actors if a.startswith("per:")]
    lands = [f"cty:{c}" for c in COUNTRIES]
    speakers = [w["name"] for w in client.document(f"/api/v1/speakers?limit={min(n, 100)}")["speakers"]]
    return {
        "list of events, any conditions": _addresses("/", drawn),
        "list of events, words": _addresses("/", draw.sample(words, min(n, len(words)))),
        "event": [f"/event/{event}" for event in events],
        "report": [f"/report/{report}" for report in told],
        "map, points": _addresses("/map/points", drawn[: n // 2]),
        "timeline": _addresses("/timeline", drawn[: n // 2]),
        "actor, person": [f"/actor/{quote(a, safe=':')}" for a in people[:n]],
        "actor, country": [f"/actor/{a}" for a in lands],
        "itinerary, person": [f"/actor/{quote(a, safe=':')}/itinerary" for a in people[:n]],
        "itinerary, country": [f"/actor/{a}/itinerary" for a in lands],
        "figures": _addresses("/figures", [{"subject": c} for c in COUNTRIES] + [{"item": "troops"}]),
        "sources": _addresses("/sources", [{}, *({"since": day} for day in days[:: max(1, 80 // n)])]),
        "source": _addresses("/source", [{"name": name} for name in speakers]),
        "actors": _addresses("/actors", [{"q": p} for p in PEOPLE]),
        "reports": _addresses("/reports", [{}, *({"q": word} for word in CITIES)][:n]),
    }


def _addresses(path: str, conditions: Sequence[Mapping[str, str]]) -> list[str]:
    return [path + (f"?{urlencode(c)}" if c else "") for c in conditions]


def _sample(pages: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {name: each[:: max(1, len(each) // 5)][:5] for name, each in pages.items() if "points" not in name}


#: The first paint of words; it may be told a little after the page was loaded.
_PAINTED = """() => new Promise((found) => new PerformanceObserver((list, observer) => {
  const first = list.getEntries().find((entry) => entry.name === "first-contentful-paint");
  if (first) { observer.disconnect(); found(first.startTime); }
}).observe({type: "paint", buffered: true}))"""


def _paint(client: Client, name: str, addresses: Sequence[str]) -> None:
    """How soon Chromium paints the words of a page first, cache empty: median and most, milliseconds."""
    from playwright.sync_api import sync_playwright  # only here: the rest needs no browser

    with sync_playwright() as started:
        browser = started.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"), args=["--no-sandbox"]
        )
        took = []
        for address in addresses:
            context = browser.new_context(viewport={"width": 1280, "height": 900})
            page = context.new_page()
            page.goto(f"http://127.0.0.1:{client.port}{address}", wait_until="load")
            took.append(page.evaluate(_PAINTED))
            context.close()
        browser.close()
    print(f"{name:34} {len(took):5} {statistics.median(took):8.0f} {'':8} {max(took):8.0f}  first paint")


if __name__ == "__main__":
    main()
