"""A judgement that was given is never lost, and does not wait for whoever writes to the ledger."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import stubs
from ledgers import look, open_ledger
from sayso.engine.catalog import open_desk
from sayso.engine.config import Settings, load_settings
from sayso.engine.judging import Judging, Submitted
from sayso.engine.linking import Linker
from sayso.engine.session import Session
from sayso.errors import DeskError, QueryError
from sayso.faces.cli.main import main
from sayso.ledger import EventQuery
from sayso.ledger.desk import desk_beside
from sayso.records import Judged, Judgement, Run, Verdict
from stubs import Told

RUN = Run(run_id="run1", code_version="", config_sha256="", model_sha256="", started_at="")
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
#: One event; a person will part it.
TOLD = (Told(), Told(number=1, publisher="Other", sentence="So they did meet."))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = load_settings({"HOME": str(tmp_path)}, flags={"ledger.path": str(tmp_path / "l.db")})
    with open_ledger(made.ledger.path) as ledger:
        ledger.begin_run(RUN)
        for each in TOLD:
            article, claim = each.made()
            ledger.add_report(RUN.run_id, article, [claim])
        ledger.refresh()
    return made


@pytest.fixture
def ids() -> tuple[str, str]:
    left, right = sorted(each.made()[1].claim_id for each in TOLD)
    return left, right


@pytest.fixture
def judging(settings: Settings) -> Judging:
    return Judging(settings, _later())


def _later() -> Callable[[], str]:
    """A clock that goes on by a second each time it is asked."""
    passed = iter(range(10_000))

    def now() -> str:
        at = NOW + timedelta(seconds=next(passed))
        return at.isoformat()

    return now


@contextmanager
def written_by_another(settings: Settings) -> Iterator[None]:
    other = look(settings.ledger.path)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


def n_events(settings: Settings) -> int:
    with open_ledger(settings.ledger.path, create=False) as ledger:
        return len(list(ledger.events(EventQuery())))


def verdicts(settings: Settings) -> list[Verdict]:
    return Session(settings).verdicts()


def drained(judging: Judging) -> int:
    with open_ledger(judging.settings.ledger.path, create=False) as ledger:
        return judging.apply_pending(ledger)


def pend(judging: Judging, ids: tuple[str, str], said: Judgement = Judgement.DIFFERENT) -> Submitted:
    with written_by_another(judging.settings):
        given = judging.submit(ids, said, by="Ann")
    assert given is not None
    assert not given.applied
    return given


def test_where_nobody_writes_it_is_in_the_ledger_and_no_desk_is_made(
    judging: Judging, ids: tuple[str, str]
) -> None:
    given = judging.submit(ids, Judgement.DIFFERENT, by="Ann", note="two towns")
    assert given is not None
    assert given.applied
    assert verdicts(judging.settings) == [given.verdict]
    assert n_events(judging.settings) == 2
    assert not desk_beside(Path(judging.settings.ledger.path)).exists()
    assert judging.pending() == []


def test_while_another_writes_it_waits_on_the_desk_and_nobody_waits_for_it(
    judging: Judging, ids: tuple[str, str]
) -> None:
    begun = time.monotonic()
    given = pend(judging, ids)
    assert time.monotonic() - begun < 2.0
    assert [w.verdict for w in judging.pending()] == [given.verdict]
    assert (verdicts(judging.settings), n_events(judging.settings)) == ([], 1)
    assert drained(judging) == 1
    assert (verdicts(judging.settings), n_events(judging.settings)) == ([given.verdict], 2)
    assert judging.pending() == []
    assert drained(judging) == 0


def test_what_waits_is_applied_before_what_is_given_later(judging: Judging, ids: tuple[str, str]) -> None:
    first = pend(judging, ids, Judgement.DIFFERENT)
    second = judging.submit(ids, Judgement.SAME, by="Bea")
    assert second is not None
    assert second.applied
    kept = verdicts(judging.settings)
    assert [(v.decided_by, v.judgement) for v in kept] == [
        ("Ann", Judgement.DIFFERENT),
        ("Bea", Judgement.SAME),
    ]
    assert kept[0] == replace(first.verdict, retired_at=second.verdict.decided_at)
    assert n_events(judging.settings) == 1


def test_who_writes_next_takes_it_over(judging: Judging, ids: tuple[str, str]) -> None:
    given = pend(judging, ids)
    parts = stubs.parts({"a": ["One met."]})
    list(Session(judging.settings, build=lambda *_: parts, clock=lambda: NOW).load(["a"]))
    assert verdicts(judging.settings) == [given.verdict]


def test_a_rebuild_takes_it_over(judging: Judging, ids: tuple[str, str]) -> None:
    given = pend(judging, ids)
    Session(judging.settings).rebuild()
    assert verdicts(judging.settings) == [given.verdict]
    assert n_events(judging.settings) == 2


def test_what_was_taken_over_before_a_kill_is_kept_once(judging: Judging, ids: tuple[str, str]) -> None:
    """The process is killed when the ledger has it and the desk does not know."""
    given = pend(judging, ids)
    with open_ledger(judging.settings.ledger.path, create=False) as ledger:
        ledger.judge(given.verdict)
    later = judging.submit(ids, Judgement.SAME, by="Bea")
    assert later is not None
    assert [v.decided_by for v in verdicts(judging.settings)] == ["Ann", "Bea"]
    assert judging.pending() == []


def test_what_is_no_longer_there_is_not_judged(judging: Judging, ids: tuple[str, str]) -> None:
    pend(judging, ids)
    article, _ = TOLD[0].made()
    Session(judging.settings).forget(article.article_id, "asked to")
    assert drained(judging) <= 1
    assert verdicts(judging.settings) == []
    assert judging.pending() == []


def test_a_fault_of_ours_sets_one_aside_and_the_others_go_on(
    judging: Judging, ids: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    reports = tuple(sorted(each.made()[0].article_id for each in TOLD))
    with written_by_another(judging.settings):
        broken = judging.submit((reports[0], reports[1]), Judgement.SAME, by="Ann")
    given = pend(judging, ids)
    assert broken is not None
    assert broken.verdict.what is Judged.ORIGIN

    def fail(*_: object) -> None:
        raise ZeroDivisionError("a made-up fault")

    monkeypatch.setattr(Linker, "settle_again", fail)
    assert drained(judging) == 1
    assert verdicts(judging.settings) == [given.verdict]
    (left,) = judging.pending()
    assert left.verdict == broken.verdict
    assert left.trouble is not None
    assert "a made-up fault" in left.trouble
    monkeypatch.undo()
    assert drained(judging) == 0


def test_reports_are_judged_by_the_desk_too(judging: Judging) -> None:
    reports = sorted(each.made()[0].article_id for each in TOLD)
    given = pend(judging, (reports[0], reports[1]), Judgement.SAME)
    assert drained(judging) == 1
    assert verdicts(judging.settings) == [given.verdict]


def test_a_damaged_desk_stops_no_load_and_is_named_to_who_asks(
    judging: Judging, ids: tuple[str, str]
) -> None:
    desk_beside(Path(judging.settings.ledger.path)).write_bytes(b"no database" * 1000)
    parts = stubs.parts({"a": ["One met."]})
    results = list(Session(judging.settings, build=lambda *_: parts, clock=lambda: NOW).load(["a"]))
    assert len(results) == 1
    assert judging.submit(ids, Judgement.DIFFERENT, by="Ann") is not None
    with pytest.raises(DeskError, match="not a desk"):
        judging.pending()
    with written_by_another(judging.settings), pytest.raises(DeskError, match="not a desk"):
        judging.submit(ids, Judgement.SAME, by="Ann")


def test_what_cannot_be_judged_is_said_at_once(judging: Judging, ids: tuple[str, str]) -> None:
    with written_by_another(judging.settings):
        assert judging.submit((ids[0], "nothing"), Judgement.SAME, by="Ann") is None
        with pytest.raises(QueryError, match="the same"):
            judging.submit((ids[0], ids[0]), Judgement.SAME, by="Ann")
    assert judging.pending() == []


def test_words_that_no_file_can_hold_do_not_stop_a_judgement(judging: Judging, ids: tuple[str, str]) -> None:
    assert judging.submit(ids, Judgement.SAME, by="A\ud800", note="\ud800") is not None
    with written_by_another(judging.settings):
        judging.submit(ids, Judgement.DIFFERENT, by="A\ud800", note="\ud800")
    assert drained(judging) == 1
    assert [(v.decided_by, v.note) for v in verdicts(judging.settings)] == [("A?", "?")] * 2


def test_the_command_line_says_that_it_waits(
    settings: Settings, ids: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    where = ("--ledger", settings.ledger.path)
    with written_by_another(settings), pytest.raises(SystemExit) as left:
        main(["judge", *ids, "different", "--by", "Ann", *where])
    assert not left.value.code
    assert "takes the verdict over" in capsys.readouterr().err
    for form in ("table", "json", "csv"):
        with pytest.raises(SystemExit):
            main(["verdicts", "--format", form, *where])
        assert "waits" in capsys.readouterr().out
    with open_desk(settings, create=False) as desk:
        desk.judgements.set_aside(desk.judgements.waiting()[0].number, "a fault")
    with pytest.raises(SystemExit):
        main(["verdicts", *where])
    assert "set aside: a fault" in " ".join(capsys.readouterr().out.split())
