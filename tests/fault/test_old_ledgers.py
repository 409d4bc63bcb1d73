"""A ledger that an earlier sayso made opens, keeps what it held, and gains what has been added since."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import apsw
import pytest

from ledgers import columns, open_ledger, take_back
from sayso.errors import LedgerError
from sayso.ledger import Archive, Done, EventQuery, SpeakerQuery, schema
from sayso.records import Aspect, Claim, Position, Reason, Run, SpeakerKind
from stubs import Told, speaker

RUN = Run(run_id="run1", code_version="", config_sha256="", model_sha256="", started_at="")
CHAIN = (speaker("Quay Wire", SpeakerKind.OUTLET), speaker("Ministry \ud800"))
WHY = (Reason(what=Aspect.TYPE, by="lexicon verb “meet”", score=0.9, said="met", instead=("AID 0.10",)),)


def first_version(path: Path) -> list[Claim]:
    """Make a ledger of the first version."""
    made = [Told(number=n, chain=CHAIN if n else ()).made() for n in range(3)]
    with open_ledger(path) as ledger:
        ledger.begin_run(RUN)
        for article, claim in made:
            ledger.add_report(RUN.run_id, article, [claim])
        list(ledger.events(EventQuery()))
    take_back(path, 1)
    return [claim for _, claim in made]


def test_an_old_ledger_opens_with_everything_in_it(tmp_path: Path) -> None:
    claims = first_version(tmp_path / "old.db")
    with open_ledger(tmp_path / "old.db", create=False) as ledger:
        assert [ledger.claim(c.claim_id) for c in claims] == claims
        assert [c.why for c in ledger.claims_of(claims[0].article_id)] == [()]
        assert len(list(ledger.events(EventQuery()))) == 1
        before = ledger.counts()
    with open_ledger(tmp_path / "old.db", create=False) as ledger:
        assert ledger.counts() == before
        ledger.rebuild()
        assert len(list(ledger.events(EventQuery()))) == 1


def test_events_of_an_old_ledger_have_changed_when_they_do(tmp_path: Path) -> None:
    first_version(tmp_path / "old.db")
    with open_ledger(tmp_path / "old.db", create=False) as ledger:
        assert [s.changed for s in ledger.changes.newest(EventQuery(), 10)] == [0]
        at = ledger.changes.last()
        article, claim = Told(number=9, publisher="Other", sentence="So they did meet.").made()
        ledger.add_report(RUN.run_id, article, [claim])
        ledger.refresh()
        assert ledger.changes.since(at, 10).event_ids == (ledger.event_of(claim.claim_id),)


def test_speakers_of_an_old_ledger_can_be_asked_for(tmp_path: Path) -> None:
    first_version(tmp_path / "old.db")
    with open_ledger(tmp_path / "old.db", create=False) as ledger:
        found = {s.name: s.claims for s in ledger.speakers(SpeakerQuery())}
        assert found == {"Quay Wire": 2, "Ministry ?": 2}
        assert ledger.voices(SpeakerQuery()).own_voice == 1
        assert len(list(ledger.said_by(SpeakerQuery(name="quay")))) == 2


def test_an_old_ledger_takes_new_claims_with_their_reasons(tmp_path: Path) -> None:
    first_version(tmp_path / "old.db")
    article, claim = Told(number=7, chain=CHAIN).made()
    with open_ledger(tmp_path / "old.db") as ledger:
        assert ledger.add_report(RUN.run_id, article, [replace(claim, why=WHY)])
        stored = ledger.claim(claim.claim_id)
        assert stored is not None
        assert stored.why == WHY
        assert {s.name: s.claims for s in ledger.speakers(SpeakerQuery())} == {
            "Quay Wire": 3,
            "Ministry ?": 3,
        }


def test_an_old_ledger_takes_positions_in_archives(tmp_path: Path) -> None:
    first_version(tmp_path / "old.db")
    archive = Archive(sha256="5" * 64, size_bytes=10, reading="r")
    with open_ledger(tmp_path / "old.db", create=False) as ledger:
        assert ledger.archives.done(archive) is None
        ledger.archives.keep(archive, Done(position=Position(record=3), coded=3), name="a.jsonl", at="now")
        assert ledger.archives.done(archive) == Done(position=Position(record=3), coded=3)
        assert ledger.care.faults() == []


def test_a_step_that_fails_leaves_the_old_ledger_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "old.db"
    claims = first_version(path)

    def full(_connection: apsw.Connection) -> None:
        raise apsw.FullError("database or disk is full")

    with monkeypatch.context() as patched:
        patched.setattr(schema, "add_speakers_of_every_claim", full)
        with pytest.raises(LedgerError, match="full"):
            open_ledger(path)
    look = apsw.Connection(str(path))
    assert look.execute("PRAGMA user_version").fetchone() == (1,)
    assert "claim_reasons" not in columns(look)
    look.close()
    with open_ledger(path) as ledger:
        assert ledger.claim(claims[1].claim_id) == claims[1]


def test_an_old_ledger_that_is_being_written_to_says_so(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    first_version(path)
    writer = apsw.Connection(str(path))
    writer.execute("BEGIN IMMEDIATE")
    with pytest.raises(LedgerError, match="another process"):
        open_ledger(path, busy_ms=0)
    writer.execute("ROLLBACK")
    open_ledger(path).close()


def test_damaged_reasons_are_an_error_of_ours(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    article, claim = Told().made()
    with open_ledger(path) as ledger:
        ledger.begin_run(RUN)
        ledger.add_report(RUN.run_id, article, [replace(claim, why=WHY)])
    look = apsw.Connection(str(path))
    look.execute("UPDATE claim_reasons SET packed = x'00'")
    look.close()
    with open_ledger(path) as ledger:
        with pytest.raises(LedgerError, match="damaged"):
            ledger.claim(claim.claim_id)
        # what does not need them goes on
        assert len(list(ledger.events(EventQuery()))) == 1
