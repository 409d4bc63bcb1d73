import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import apsw
import pytest

import stubs
from ledgers import look, open_ledger, place_for
from sayso.errors import LedgerError
from sayso.ledger import EventQuery, Ledger, schema
from sayso.records import Refusal, Run
from stubs import Told

RUN = Run(
    run_id="run1", code_version="1", config_sha256="c", model_sha256="m", started_at="2024-05-16T00:00:00"
)
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with open_ledger(path) as opened:
        opened.begin_run(RUN)
        yield opened


def add(ledger: Ledger, *told: Told) -> None:
    for each in told:
        article, claim = each.made()
        ledger.add_report(RUN.run_id, article, [claim], [bytes(384)])


def test_what_goes_in_comes_out(ledger: Ledger) -> None:
    told = Told(place=stubs.TOWN, time=stubs.day("2024-05-15"), chain=(stubs.speaker("Town"),))
    article, claim = told.made()
    article = replace(article, extra={"k": "v"}, given_id="row-1", url="https://example.org/1")
    assert ledger.add_report(RUN.run_id, article, [claim], [b"\x01" * 384])
    assert ledger.claim(claim.claim_id) == claim
    assert ledger.claims_of(article.article_id) == (claim,)
    report = ledger.report(article.article_id)
    assert report is not None
    assert (report.text, report.published, report.publisher) == (article.text, "2024-05-16", "Example Wire")
    assert report.header["extra"] == {"k": "v"}
    assert report.vectors == (b"\x01" * 384,)
    (event,) = ledger.events(EventQuery())
    assert (event.lead, event.claim_ids) == (claim, (claim.claim_id,))
    assert ledger.event(event.event_id) == event
    assert ledger.event_of(claim.claim_id) == event.event_id
    assert ledger.accounts_of(event.event_id) == (claim,)


@pytest.mark.parametrize("text", ["a\ud800b", "nul\0nul", "\u202e right to left", "é ü"])
def test_odd_characters_survive(ledger: Ledger, text: str) -> None:
    article, claim = Told(sentence=text, actors=(f"org:{text}",), publisher=text).made()
    article = replace(article, name=text, title=text, given_id=text)
    claim = replace(claim, attribution=(stubs.speaker(text),))
    ledger.add_report(RUN.run_id, article, [claim])
    ledger.add_refusal(RUN.run_id, Refusal(name=text, stage="text", code="text.empty", reason=text))
    report = ledger.report(article.article_id)
    assert report is not None
    assert (report.text, report.header["title"]) == (article.text, text)
    (event,) = ledger.events(EventQuery())
    assert event.lead == claim


def test_names_that_are_none_are_kept_whole_and_found_by_their_beginning(ledger: Ledger) -> None:
    # no two characters in a row are alike, so that nothing of it can be packed
    endless = "".join(chr(0x4E00 + (n * 7919) % 20000) for n in range(5_000))
    town = replace(stubs.TOWN, name=endless, place_id=f"geo:{endless}", admin1=endless)
    told = Told(actors=(f"per:{endless}",), recipients=(f"per:{endless[:300]}",), place=town)
    article, claim = told.made()
    chain = (replace(stubs.speaker(endless), affiliation=endless),)
    claim = replace(claim, attribution=chain, rules=())
    assert ledger.add_report(RUN.run_id, article, [claim])
    (event,) = ledger.events(EventQuery(actor=f"per:{endless}"))
    assert event.lead == claim
    assert ledger.actor_names(f"per:{endless}") == (endless[:200],)
    assert [event.lead for event in ledger.events(EventQuery(actor=endless[:200]))] == [claim]
    assert not list(ledger.events(EventQuery(actor=f"per:x{endless}")))


def test_what_is_not_there_is_none(ledger: Ledger) -> None:
    assert ledger.report("r0") is None
    assert ledger.claim("c0") is None
    assert ledger.event("e0") is None
    assert ledger.event_of("c0") is None
    assert ledger.claims_of("r0") == ()
    assert not ledger.has_report("r0")


def test_adding_twice_adds_nothing(ledger: Ledger) -> None:
    add(ledger, Told(), Told(number=1))
    ledger.add_refusal(RUN.run_id, Refusal(name="x", stage="text", code="text.empty", reason="r"))
    before, events = ledger.counts(), list(ledger.events(EventQuery()))
    add(ledger, Told(), Told(number=1))
    ledger.begin_run(RUN)
    ledger.add_refusal(RUN.run_id, Refusal(name="x", stage="text", code="text.empty", reason="r"))
    assert ledger.counts() == before == {"runs": 1, "reports": 2, "claims": 2, "events": 1, "refusals": 1}
    assert list(ledger.events(EventQuery())) == events


def test_a_report_without_claims_is_known_afterwards(ledger: Ledger) -> None:
    article = stubs.article_of("Nothing happened.")
    assert ledger.add_report(RUN.run_id, article, [])
    assert ledger.has_report(article.article_id)
    assert not ledger.add_report(RUN.run_id, article, [])


def test_later_accounts_join_stored_events(ledger: Ledger) -> None:
    add(ledger, Told())
    (before,) = ledger.events(EventQuery())
    ledger.commit()
    add(ledger, Told(number=1, published=date(2024, 5, 17), publisher="Other", sentence="So they did meet."))
    (after,) = ledger.events(EventQuery())
    assert after.event_id == before.event_id
    assert (before.n_origins, after.n_origins) == (1, 2)


def test_rebuilding_changes_nothing(ledger: Ledger) -> None:
    add(ledger, Told())
    list(ledger.events(EventQuery()))
    add(ledger, Told(number=1), Told(type="AID", mode=None, number=2), Told(recipients=(), number=3))
    before = list(ledger.events(EventQuery()))
    ledger.rebuild()
    assert list(ledger.events(EventQuery())) == before
    assert len(before) == 2


def test_ended_runs_say_when(ledger: Ledger, path: Path) -> None:
    ledger.end_run(RUN.run_id, "2024-05-16T01:00:00")
    ledger.commit()
    row = look(path).execute("SELECT started_at, ended_at FROM runs").fetchone()
    assert row == ("2024-05-16T00:00:00", "2024-05-16T01:00:00")


def test_leaving_with_an_error_discards_what_was_not_committed(path: Path) -> None:
    def broken() -> None:
        with open_ledger(path) as ledger:
            ledger.begin_run(RUN)
            ledger.commit()
            add(ledger, Told())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken()
    with open_ledger(path) as ledger:
        assert ledger.counts()["runs"] == 1
        assert ledger.counts()["reports"] == 0


def test_a_report_that_cannot_be_added_leaves_no_part_of_itself(ledger: Ledger) -> None:
    article, claim = Told().made()
    bad = replace(claim, claim_id="c-bad", time=stubs.day("no day"))
    with pytest.raises(ValueError, match="no day"):
        ledger.add_report(RUN.run_id, article, [claim, bad])
    assert not ledger.has_report(article.article_id)
    assert ledger.counts()["claims"] == 0
    assert ledger.add_report(RUN.run_id, article, [claim])


def test_others_see_only_what_is_committed(ledger: Ledger, path: Path) -> None:
    ledger.commit()
    add(ledger, Told())
    with open_ledger(path) as other:
        assert other.counts()["reports"] == 0
        ledger.commit()
        assert other.counts()["reports"] == 1


KILLED = """
    import os, sys
    import stubs
    from ledgers import open_ledger
    from sayso.records import Run

    ledger = open_ledger(sys.argv[1])
    ledger.begin_run(Run(run_id="run1", code_version="", config_sha256="", model_sha256="", started_at=""))
    for number in range(5):
        article, claim = stubs.Told(number=number, published=None, recipients=()).made()
        ledger.add_report("run1", article, [claim])
        if number == 2:
            ledger.commit()
    os._exit(9)
"""


def test_a_killed_writer_loses_only_what_it_had_not_committed(path: Path) -> None:
    paths = [str(ROOT / "src"), str(ROOT / "tests"), os.environ.get("PYTHONPATH", "")]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(paths)}
    place = place_for(path)
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(KILLED), place], env=env, check=False, timeout=60
    )
    assert done.returncode == 9
    with open_ledger(path) as ledger:
        assert ledger.counts() == {"runs": 1, "reports": 3, "claims": 3, "events": 1, "refusals": 0}
        add(ledger, *(Told(number=n, published=None, recipients=()) for n in range(5)))
        assert ledger.counts()["reports"] == 5


def test_a_locked_ledger_is_said_to_be_locked(path: Path) -> None:
    open_ledger(path).close()
    writer = look(path)
    writer.execute("BEGIN IMMEDIATE")
    with open_ledger(path, busy_ms=1) as ledger:
        with pytest.raises(LedgerError, match="another process") as caught:
            ledger.begin_run(RUN)
        assert caught.value.hint
        assert caught.value.item == str(path)
    writer.close()


def test_a_reader_does_not_wait_for_a_writer(ledger: Ledger, path: Path) -> None:
    add(ledger, Told())
    ledger.commit()
    writer = look(path)
    writer.execute("BEGIN IMMEDIATE")
    with open_ledger(path) as other:
        assert list(other.events(EventQuery())) == []  # not joined yet, and cannot be now
        writer.execute("COMMIT")
        assert len(list(other.events(EventQuery()))) == 1
    writer.close()


@pytest.mark.of_a_file
def test_a_file_that_is_no_database_is_refused_and_left_alone(path: Path) -> None:
    content = b"these are notes, not a database " * 40
    path.write_bytes(content)
    with pytest.raises(LedgerError, match="not a ledger") as caught:
        open_ledger(path)
    assert caught.value.hint
    assert path.read_bytes() == content


@pytest.mark.of_a_file
def test_another_programs_database_is_refused_and_left_alone(path: Path) -> None:
    other = look(path)
    other.execute("CREATE TABLE recipes (name TEXT)")
    other.close()
    with pytest.raises(LedgerError, match="no ledger"):
        open_ledger(path)
    tables = look(path).execute("SELECT name FROM sqlite_master").fetchall()
    assert tables == [("recipes",)]


def test_a_newer_ledger_is_refused(path: Path) -> None:
    open_ledger(path).close()
    newer = look(path)
    newer.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    newer.close()
    with pytest.raises(LedgerError, match=f"version {schema.VERSION + 1}"):
        open_ledger(path)


def test_migrations_are_recorded_with_the_step_and_undone_with_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_ledger(path).close()
    steps = (*schema._STEPS, "CREATE TABLE extra (x TEXT); CREATE TABLE runs (x TEXT)")
    monkeypatch.setattr(schema, "_STEPS", steps)
    monkeypatch.setattr(schema, "VERSION", len(steps))
    with pytest.raises(LedgerError, match="already exists"):
        open_ledger(path)
    db = look(path)
    assert db.execute("SELECT max(version) FROM migrations").fetchone() == (len(steps) - 1,)
    assert db.execute("PRAGMA user_version").fetchone() == (len(steps) - 1,)
    db.execute("CREATE TABLE extra (x TEXT)")  # it is not there


def test_an_old_ledger_is_brought_up_to_date(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_ledger(path) as ledger:
        ledger.begin_run(RUN)
        add(ledger, Told())
    steps = (*schema._STEPS, "ALTER TABLE runs ADD COLUMN note TEXT")
    monkeypatch.setattr(schema, "_STEPS", steps)
    monkeypatch.setattr(schema, "VERSION", len(steps))
    with open_ledger(path) as ledger:
        assert ledger.counts()["claims"] == 1
    db = look(path)
    assert db.execute("SELECT count(*) FROM migrations").fetchone() == (len(steps),)


@pytest.mark.of_a_file
@pytest.mark.parametrize("create", [True, False])
def test_a_missing_folder_is_named(tmp_path: Path, create: bool) -> None:
    with pytest.raises(LedgerError) as caught:
        open_ledger(tmp_path / "none" / "ledger.db", create=create)
    assert caught.value.hint
    assert not (tmp_path / "none").exists()


@pytest.mark.of_a_file
def test_a_folder_is_no_ledger(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="folder"):
        open_ledger(tmp_path)


@pytest.mark.of_a_file
def test_asking_makes_no_ledger(path: Path) -> None:
    with pytest.raises(LedgerError, match="no ledger yet"):
        open_ledger(path, create=False)
    assert not path.exists()


@pytest.mark.of_a_file
@pytest.mark.parametrize("fault", [apsw.CantOpenError, apsw.ReadOnlyError, apsw.PermissionsError])
def test_a_folder_that_cannot_be_written_is_said_to_be_so(
    path: Path, fault: type[apsw.Error], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_name: str) -> None:
        raise fault("unable to open database file")

    monkeypatch.setattr(apsw, "Connection", refuse)
    with pytest.raises(LedgerError, match="opened for writing") as caught:
        open_ledger(path)
    assert caught.value.hint


@pytest.mark.of_a_file
def test_a_damaged_ledger_is_an_error_of_ours(path: Path) -> None:
    with open_ledger(path) as ledger:
        ledger.begin_run(RUN)
        add(ledger, *(Told(number=n) for n in range(40)))
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    with pytest.raises(LedgerError), open_ledger(path) as ledger:
        list(ledger.events(EventQuery()))


def test_ids_are_found_by_their_beginning(ledger: Ledger) -> None:
    article, claim = Told().made()
    ledger.add_report(RUN.run_id, replace(article, given_id="row 7"), [claim])
    (event,) = ledger.events(EventQuery())
    for asked, kind, id_ in [
        (event.event_id, "event", event.event_id),
        (event.event_id[:6], "event", event.event_id),
        (claim.claim_id[:6], "claim", claim.claim_id),
        (article.article_id[:6], "report", article.article_id),
        ("row 7", "report", article.article_id),
        (stubs.KIM, "actor", stubs.KIM),
    ]:
        assert [(f.kind, f.id) for f in ledger.find(asked)] == [(kind, id_)]
    assert ledger.find("zzz") == []
    assert len(ledger.find("per:")) == 2


def test_an_actor_knows_its_names_and_events(ledger: Ledger) -> None:
    add(ledger, Told(), Told(type="AID", actors=(stubs.PUTIN,), recipients=(stubs.KIM,), number=1))
    assert ledger.actor_names(stubs.KIM) == ("Kim",)
    assert len(list(ledger.events_with(stubs.KIM))) == 2
    assert list(ledger.events_with("per:nobody")) == []


@pytest.mark.parametrize(
    ("since", "until", "days"),
    [
        (None, None, ["2024-05-18", "2024-05-16", "2024-05-17"]),
        (date(2024, 5, 17), None, ["2024-05-18", "2024-05-17"]),
        (None, date(2024, 5, 17), ["2024-05-16", "2024-05-17"]),
        (date(2024, 5, 17), date(2024, 5, 17), ["2024-05-17"]),
        (date(2025, 1, 1), None, []),
    ],
)
def test_accounts_of_known_days_come_one_at_a_time_as_stored(
    ledger: Ledger, since: date | None, until: date | None, days: list[str]
) -> None:
    add(ledger, *(Told(published=date(2024, 5, n), number=n) for n in (18, 16, 17)), Told(published=None))
    found = ledger.dated_accounts(since, until)
    first = next(found, None)
    assert [a.published for a in ([first] if first else []) + list(found)] == days
    if first is not None:
        assert first.claim == ledger.claim(first.claim.claim_id)
        assert (first.publisher, len(first.text_sha256)) == ("Example Wire", 64)
