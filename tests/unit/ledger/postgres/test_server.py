"""What is asked of a server beside what every ledger does: many at once, loss, refusal, what it cannot do."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import exported
import postgres
import sayso.ledger.postgres
import stubs
from ledgers import open_ledger
from sayso.engine.config import load_settings
from sayso.engine.dumping import TakenIn
from sayso.engine.session import Session
from sayso.errors import LedgerError, QueryError
from sayso.ledger import Browser, EventQuery, Ledger, SpeakerQuery, only_watcher, opening, schema
from sayso.ledger.postgres.statements import NULLABLE
from sayso.link import EventJoins
from sayso.records import Run
from stubs import Told

pytestmark = pytest.mark.of_a_file

RUN = Run(
    run_id="run1", code_version="1", config_sha256="c", model_sha256="m", started_at="2024-05-16T00:00:00"
)
ROOT = Path(__file__).resolve().parents[4]


@pytest.fixture
def address(server: postgres.Server, request: pytest.FixtureRequest) -> Iterator[str]:
    yield server.address("s")
    server.drop("s", -1)


@pytest.fixture
def ledger(address: str) -> Iterator[Ledger]:
    with open_ledger(address) as opened:
        opened.begin_run(RUN)
        yield opened


def add(ledger: Ledger, *told: Told) -> None:
    for each in told:
        article, claim = each.made()
        ledger.add_report(RUN.run_id, article, [claim])


# ------------------------------------------------------------------ the same in both


def various() -> list[Told]:
    towns = [stubs.TOWN, None]
    return [
        Told(
            number=n,
            place=towns[n % 2],
            publisher=f"Wire {n % 3}",
            chain=(stubs.speaker(f"Minister {n % 4}"),) if n % 3 else (),
            sentence=f"They met and talked of shells for the {n}th time, it was said.",
        )
        for n in range(30)
    ]


def dumped(ledger: Ledger) -> list[str]:
    with ledger.excerpt(EventQuery()) as found:
        return [json.dumps(doc, sort_keys=True) for doc in found.documents(part=False)]


def test_the_same_reports_give_the_same_ledger_and_answers(address: str, tmp_path: Path) -> None:
    places: list[str | Path] = [address, tmp_path / "l.db"]
    told = []
    for place in places:
        with open_ledger(place, clock=lambda: 10**18) as ledger:
            ledger.begin_run(RUN)
            add(ledger, *various())
            ledger.refresh()
            ledger.commit()
            told.append(
                (
                    dumped(ledger),
                    [*ledger.events(EventQuery())],
                    [*ledger.events(EventQuery(text='"talked of" shells'))],
                    [*ledger.events(EventQuery(text="minister"))],
                    ledger.speakers(SpeakerQuery()),
                    ledger.day_counts(),
                    ledger.counts(),
                    [*ledger.actors()],
                    [*ledger.dated_accounts()],
                )
            )
            assert ledger.care.faults() == []
    assert told[0] == told[1]


def test_a_ledger_goes_to_a_server_and_back(address: str, tmp_path: Path) -> None:
    first = exported.small_ledger(tmp_path / "one.db")
    with open_ledger(first) as one:
        docs = dumped(one)
    for place in (address, tmp_path / "two.db"):
        session = Session(load_settings({}, flags={"ledger.path": str(place)}))
        done = session.take_in(enumerate(map(json.loads, docs), 1), "dump")
        assert isinstance(done, TakenIn)
        with open_ledger(place) as ledger:
            assert ledger.care.faults(full=True) == []
            assert dumped(ledger) == docs


# ------------------------------------------------------------------ many at once


def test_two_writers_take_turns_and_lose_nothing(address: str) -> None:
    open_ledger(address).close()
    failed: list[BaseException] = []

    def write(first: int) -> None:
        try:
            with open_ledger(address, busy_ms=60_000) as ledger:
                ledger.begin_run(RUN)
                for number in range(first, first + 20):
                    add(ledger, Told(number=number))
                    ledger.commit()
        except BaseException as error:  # noqa: BLE001  told by the thread that waits
            failed.append(error)

    threads = [threading.Thread(target=write, args=(first,)) for first in (0, 20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    with open_ledger(address) as ledger:
        assert ledger.counts()["reports"] == 40
        assert ledger.care.faults() == []


def test_readers_go_on_during_a_load_and_see_whole_units(address: str, ledger: Ledger) -> None:
    ledger.commit()
    done = threading.Event()
    seen: list[set[int]] = []
    failed: list[BaseException] = []

    def read() -> None:
        mine: set[int] = set()
        try:
            with Ledger.open_to_read(address, joins=EventJoins()) as reading:
                while not done.is_set():
                    mine.add(reading.counts()["reports"])
                    [*reading.events(EventQuery(limit=5))]
        except BaseException as error:  # noqa: BLE001  as above
            failed.append(error)
        seen.append(mine)

    threads = [threading.Thread(target=read) for _ in range(10)]
    for thread in threads:
        thread.start()
    for first in range(0, 40, 4):
        add(ledger, *(Told(number=n) for n in range(first, first + 4)))
        ledger.commit()
    done.set()
    for thread in threads:
        thread.join()
    assert failed == []
    assert all(count % 4 == 0 for mine in seen for count in mine)


def test_an_excerpt_is_of_one_moment(address: str, ledger: Ledger) -> None:
    add(ledger, Told())
    ledger.commit()
    with (
        Ledger.open_to_read(address, joins=EventJoins()) as reading,
        reading.excerpt(EventQuery()) as excerpt,
    ):
        before = len([*excerpt.reports()])
        add(ledger, Told(number=1))
        ledger.refresh()
        ledger.commit()
        assert len([*excerpt.reports()]) == before


def test_one_watches_at_a_time(address: str) -> None:
    with only_watcher(address), pytest.raises(LedgerError, match="another sayso"), only_watcher(address):
        pass
    with only_watcher(address):
        pass


def test_a_watcher_whose_connection_was_lost_has_its_right_again_unless_another_took_it(address: str) -> None:
    with only_watcher(address) as hold:
        _end_others(address)
        hold()
        with pytest.raises(LedgerError, match="another sayso"), only_watcher(address):
            pass
        _end_others(address)
        with only_watcher(address) as other:
            with pytest.raises(LedgerError, match="another sayso"):
                hold()
            other()


def test_what_others_write_is_another_version(address: str, ledger: Ledger) -> None:
    add(ledger, Told())
    ledger.commit()
    browser = Browser.open(address, joins=EventJoins())
    try:
        one = browser.version()
        assert browser.version() == one
        add(ledger, Told(number=1))
        ledger.commit()
        assert browser.version() != one
    finally:
        browser.close()


def test_a_question_that_takes_too_long_is_broken_off(address: str, ledger: Ledger) -> None:
    ledger.commit()
    browser = Browser.open(address, joins=EventJoins())
    try:
        with pytest.raises(QueryError, match=r"took longer than 0\.05 s"), browser.moment(0.05):
            browser._ask(lambda db: db.execute("SELECT pg_sleep(60)"))
        assert browser.version() >= 0
    finally:
        browser.close()


# ------------------------------------------------------------------ what goes wrong

KILLED = """
    import os, sys
    import stubs
    from ledgers import open_ledger
    from sayso.records import Run

    ledger = open_ledger(sys.argv[1])
    ledger.begin_run(Run(run_id="run1", code_version="1", config_sha256="c", model_sha256="m", started_at=""))
    for number in range(40):
        article, claim = stubs.Told(number=number).made()
        ledger.add_report("run1", article, [claim])
        if number == 20:
            ledger.commit()
    print("now", flush=True)
    sys.stdin.read()
"""


def test_a_load_that_is_killed_goes_on_from_its_last_commit(address: str) -> None:
    paths = [str(ROOT / "src"), str(ROOT / "tests"), os.environ.get("PYTHONPATH", "")]
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(KILLED), address],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"now\n"
        child.send_signal(signal.SIGKILL)
    with open_ledger(address, busy_ms=20_000) as ledger:
        ledger.begin_run(RUN)
        assert ledger.counts()["reports"] == 21
        add(ledger, *(Told(number=n) for n in range(40)))
        ledger.commit()
        assert ledger.counts()["reports"] == 40
        assert ledger.care.faults() == []


def test_a_lost_connection_loses_the_open_unit_whole_and_says_so(address: str, ledger: Ledger) -> None:
    add(ledger, Told())
    ledger.commit()
    add(ledger, Told(number=1))
    _end_others(address)
    with pytest.raises(LedgerError, match="cannot be used"):
        add(ledger, Told(number=2))
    with pytest.raises(LedgerError, match="cannot be used"):
        ledger.commit()  # nothing of the unit may pass for kept
    ledger.roll_back()
    assert ledger.counts()["reports"] == 1
    add(ledger, Told(number=1))
    ledger.commit()
    assert ledger.counts()["reports"] == 2


def test_between_questions_a_lost_connection_is_made_anew(address: str, ledger: Ledger) -> None:
    ledger.commit()
    with Ledger.open_to_read(address, joins=EventJoins()) as reading:
        assert reading.counts()["reports"] == 0
        _end_others(address)
        with pytest.raises(LedgerError, match="cannot be used") as caught:
            reading.counts()
        assert caught.value.hint
        assert reading.counts()["reports"] == 0


def _end_others(address: str) -> None:
    import psycopg  # noqa: PLC0415  an extra

    with psycopg.connect(address.partition("&schema")[0], autocommit=True) as session:
        session.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )


def test_a_fault_in_one_step_undoes_that_step_alone(ledger: Ledger) -> None:
    add(ledger, Told())
    article, claim = Told(number=1).made()
    with pytest.raises(ValueError, match="no day"):
        ledger.add_report(
            RUN.run_id, article, [claim, replace(claim, claim_id="c-bad", time=stubs.day("no day"))]
        )
    with pytest.raises(LedgerError, match="foreign key"):
        ledger.add_report("no such run", article, [claim])
    ledger.commit()
    assert ledger.counts()["reports"] == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("postgres?", "nowhere?"), "does not exist"),
        (("sayso@", "nobody:geheim@"), "nobody"),
        (("&schema=s", "&schema=other"), "no ledger yet"),
        (("sayso@", "sayso:ge%heim@"), "cannot read the address"),
        (("&schema=s", "&passwort=geheim"), "cannot read the address"),
    ],
)
def test_what_cannot_be_opened_is_said_without_the_password(
    address: str, change: tuple[str, str], said: str
) -> None:
    with pytest.raises(LedgerError, match=said) as caught:
        open_ledger(address.replace(*change), create=False)
    causes = (
        f"{caught.value.__cause__!r} {caught.value.__cause__.__cause__!r}" if caught.value.__cause__ else ""
    )
    assert "heim" not in f"{caught.value} {caught.value.item} {caught.value.hint} {causes}"


def test_others_tables_are_left_alone(server: postgres.Server, address: str) -> None:
    import psycopg  # noqa: PLC0415  an extra

    with psycopg.connect(address.partition("&schema")[0], autocommit=True) as session:
        session.execute("CREATE SCHEMA s; CREATE TABLE s.recipes (name text)")
    with pytest.raises(LedgerError, match="holds tables, but no ledger"):
        open_ledger(address)


def test_an_older_ledger_is_brought_up_to_date_or_left_as_it_was(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_ledger(address) as ledger:
        ledger.begin_run(RUN)
        add(ledger, Told())
    steps = (*schema._STEPS, "ALTER TABLE runs ADD COLUMN note TEXT", "CREATE TABLE runs (x TEXT)")
    monkeypatch.setattr(schema, "_STEPS", steps)
    monkeypatch.setattr(schema, "VERSION", len(steps))
    with pytest.raises(LedgerError, match="already exists"):
        open_ledger(address)
    monkeypatch.setattr(schema, "_STEPS", steps[:-1])
    for module in (schema, opening):
        monkeypatch.setattr(module, "VERSION", len(steps) - 1)
    with pytest.raises(LedgerError, match="this sayso reads"):
        Ledger.open_to_read(address, joins=EventJoins())
    with open_ledger(address) as ledger:
        assert ledger.counts()["claims"] == 1


def test_it_is_not_copied_into_a_file(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="not copied into a file") as caught:
        ledger.care.back_up(tmp_path / "copy.db")
    assert "pg_dump" in str(caught.value.hint)
    assert [*tmp_path.iterdir()] == []


def test_a_ledger_that_is_open_to_read_cannot_be_changed(address: str, ledger: Ledger) -> None:
    ledger.commit()
    with Ledger.open_to_read(address, joins=EventJoins()) as reading:
        with pytest.raises(LedgerError, match="cannot be opened for writing"):
            reading.add_report("run1", Told().made()[0], [])
        with pytest.raises(LedgerError, match="cannot be opened for writing"), reading.excerpt(EventQuery()):
            reading._connection.execute("DELETE FROM runs")


def test_a_forgotten_report_is_in_no_row(address: str, ledger: Ledger) -> None:
    secret, kept = Told(number=7, sentence="Quibberling met Snorkaff in Town."), Told(number=1)
    add(ledger, secret, kept)
    ledger.care.forget_report(secret.made()[0].article_id, "asked", "2024-05-16")
    ledger.commit()
    ledger.care.tidy()
    connection = ledger._connection
    tables = [
        name for (name,) in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 's'")
    ]
    for table in tables:
        rows = connection.execute(f"SELECT CAST(t AS TEXT) FROM {table} t").fetchall()
        assert not [row for row in rows if "quibberl" in row[0].lower()], table


def test_columns_that_are_ordered_by_and_may_be_null_are_known(ledger: Ledger) -> None:
    """SQLite has nulls first: where PostgreSQL is not told so, an order is another."""
    rows = ledger._connection.execute(
        "SELECT DISTINCT column_name FROM information_schema.columns "
        "WHERE table_schema = 's' AND is_nullable = 'YES'"
    )
    assert {name for (name,) in rows} >= NULLABLE


def test_without_the_extra_it_is_named(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(sayso.ledger.postgres, "opening", raising=False)
    monkeypatch.setitem(sys.modules, "sayso.ledger.postgres.opening", None)
    with pytest.raises(LedgerError, match="psycopg") as caught:
        opening.connected(address, create=True, busy_ms=1)
    assert "sayso[postgres]" in str(caught.value.hint)


def test_addresses_and_ids_of_any_length_are_kept(ledger: Ledger) -> None:
    article, claim = Told().made()
    given = "".join(hashlib.sha256(str(n).encode()).hexdigest() for n in range(200))
    ledger.add_report(RUN.run_id, replace(article, given_id=given), [claim])
    assert [found.id for found in ledger.find(given)] == [article.article_id]


def test_a_schema_that_nobody_may_make_is_named(server: postgres.Server) -> None:
    server.make_user("reader")
    with pytest.raises(LedgerError, match="permission denied"):
        open_ledger(server.address("theirs", user="reader"))
