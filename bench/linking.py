"""How fast origins are found, and what that takes on disk: from the made article to its origin, one core.

    sayso bench linking

News texts of the corpora and copies made of them by cutting, joining and another masthead (six in ten reports are
copies) come in day by day. Each is looked up before it would be read, written down without claims, and settled.
The encoder takes no part. Rates are of the processor's own time. The anchor is the sketch alone of a library for
MinHash, measured on the same texts in the same run.
"""

from __future__ import annotations

import argparse
import json
import random
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

import apsw

from bench.harness import Score, data_folder
from sayso.engine.catalog import open_ledger
from sayso.engine.config import load_settings
from sayso.engine.linking import Linker
from sayso.records import Article, Item, Run
from sayso.text import make_article

__all__ = ["articles", "measure"]

#: Corpora whose texts are whole news reports.
CORPORA = (
    "coref/ecbplus_train_dev.jsonl",
    "attribution/polnear_train.jsonl",
    "geo/lgl.jsonl",
    "geo/gwn_open.jsonl",
)
LEAST_WORDS = 150
DAYS = 10
SEED = 5
#: What is kept to find copies and origins; reports and claims have tables of their own.
TABLES = ("standings", "standing_parts", "links", "unread", "print_segments", "print_parts", "print_state")


def texts(data: Path) -> list[str]:
    """The news texts of the corpora."""
    found = []
    for name in CORPORA:
        for line in (data / name).open(encoding="utf-8"):
            text = json.loads(line)["text"]
            if len(text.split()) >= LEAST_WORDS:
                found.append(text)
    return found


def _copies(text: str, draw: random.Random) -> Iterator[str]:
    """A text and about one and a half copies of it."""
    yield text
    lines = text.split("\n")
    for _ in range(draw.choice((1, 1, 2, 2))):
        kind = draw.random()
        if kind < 0.5:
            yield f"{lines[0]} - latest\n" + "\n".join(lines)
        elif kind < 0.8:
            yield "\n".join(lines[: max(2, int(len(lines) * draw.uniform(0.5, 0.9)))])
        else:
            yield "\n".join(
                [*lines, "Shops along the quay stayed open, a witness told this paper in the evening."]
            )


def articles(data: Path, most: int = 6000) -> list[Article]:
    """Made articles in the order of their days."""
    draw = random.Random(SEED)  # noqa: S311  a seeded choice, no secret
    out: list[Article] = []
    for number, text in enumerate(texts(data)):
        day = date(2026, 3, 1) + timedelta(draw.randrange(DAYS))
        for copy, words in enumerate(_copies(text, draw)):
            item = Item(
                name=f"{number}-{copy}",
                body=words,
                given_id=f"{number}-{copy}",
                published=(day + timedelta(copy % 2)).isoformat(),
                publisher=f"Paper {draw.randrange(300)}",
            )
            made = make_article(item)
            if isinstance(made, Article):
                out.append(replace(made, article_id=f"r{number:013d}{copy:02d}"))
    out.sort(key=lambda a: (a.published or date.min, a.article_id))
    return out[:most]


def _linked(every: list[Article], folder: Path) -> tuple[float, Path]:
    """Seconds of the processor to link every article, in a ledger of its own."""
    path = folder / "ledger.db"
    settings = load_settings({}, flags={"ledger.path": str(path)})
    run = Run(run_id="run", code_version="", config_sha256="", model_sha256="", started_at="")
    with open_ledger(settings, create=True) as ledger:
        ledger.begin_run(run)
        linker = Linker(
            ledger, window_days=settings.link.window_days, now=lambda: "2026-03-01T00:00:00+00:00"
        )
        spent = 0.0
        for at in range(0, len(every), settings.bulk.commit_reports):
            batch = every[at : at + settings.bulk.commit_reports]
            started = time.process_time()
            size = settings.reader.batch_articles
            looked = [
                each for n in range(0, len(batch), size) for each in linker.look_all(batch[n : n + size])
            ]
            spent += time.process_time() - started
            for each in looked:
                ledger.add_report(run.run_id, each.article, ())
            started = time.process_time()
            for each in looked:
                linker.done(each, ())
                linker.settle(each)
            ledger.commit()
            spent += time.process_time() - started
    return spent, path


def _sketched(every: list[Article]) -> float | None:
    """Seconds of the processor for MinHash sketches of the same texts; None if the library is not there."""
    try:
        sketches = import_module("datasketch")
    except ImportError:
        return None
    started = time.process_time()
    for article in every[:500]:
        words = article.text.split()
        sketch = sketches.MinHash(num_perm=128)
        sketch.update_batch([" ".join(words[i : i + 5]).encode() for i in range(len(words) - 4)])
    return (time.process_time() - started) / min(500, len(every))


def _size(path: Path) -> int:
    marks = ", ".join("?" * len(TABLES))
    sql = "SELECT sum(pgsize) FROM dbstat WHERE name IN (SELECT name FROM sqlite_master WHERE tbl_name IN "
    sql += f"({marks}))"
    row = apsw.Connection(str(path)).execute(sql, TABLES).fetchone()
    return int(row[0]) if row and row[0] else 0


def measure(data: Path) -> Iterable[Score]:
    """Rate and size."""
    every = articles(data)
    words = sum(len(a.text.split()) for a in every) / len(every)
    with tempfile.TemporaryDirectory(prefix="linking") as folder:
        spent, path = _linked(every, Path(folder))
        size = _size(path)
    per = spent / len(every)
    yield Score(
        name=f"documents per second of one core ({len(every)}, {words:.0f} words)", value=1 / per, unit="1/s"
    )
    yield Score(name="bytes per document", value=size / len(every), unit="B", better="lower")
    sketch = _sketched(every)
    if sketch is not None:
        yield Score(name="times the rate of MinHash sketches alone, same run", value=sketch / per)


def main() -> None:
    """Print the figures, or where the time goes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", default="")
    parser.add_argument("--profile", action="store_true")
    args = parser.parse_args()
    if args.profile:
        import cProfile
        import pstats

        every = articles(data_folder(args.data), 1500)
        with tempfile.TemporaryDirectory(prefix="linking") as folder, cProfile.Profile() as profile:
            _linked(every, Path(folder))
        pstats.Stats(profile).sort_stats("cumulative").print_stats(45)
        return
    for score in measure(data_folder(args.data)):
        print(f"{score.name:70s} {score.value:10.2f} {score.unit}")


if __name__ == "__main__":
    main()
