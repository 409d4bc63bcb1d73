"""Copies, checks, forgetting, and letting texts go: nothing else changes, and nothing of it stays."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import apsw
import pytest

import stubs
from ledgers import look, open_ledger, take_back
from sayso.errors import LedgerError
from sayso.ledger import EventQuery, Keep, Ledger
from sayso.ledger.forgetting import BLOT
from sayso.records import Article, Claim, Quantity, Run, Span
from stubs import Told

RUN = Run(run_id="run1", code_version="1", config_sha256="c", model_sha256="m", started_at="2024-05-16")
AT = "2026-11-26T12:00:00+00:00"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "ledger.db"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with open_ledger(path) as opened:
        opened.begin_run(RUN)
        yield opened


def made(told: Told) -> tuple[Article, Claim]:
    """A report whose claim rests where its sentence stands."""
    article, claim = told.made()
    start = article.text.index(told.sentence)
    evidence = replace(
        claim.evidence, span=Span(start, start + len(told.sentence)), trigger=Span(start, start + 1)
    )
    return article, replace(claim, evidence=evidence)


def add(ledger: Ledger, *told: Told) -> list[Claim]:
    claims = []
    for each in told:
        article, claim = made(each)
        ledger.add_report(RUN.run_id, article, [claim], [bytes(384)])
        claims.append(claim)
    ledger.commit()
    ledger.refresh()
    return claims


def bytes_of(path: Path) -> bytes:
    return b"".join(f.read_bytes() for f in sorted(path.parent.glob(path.name + "*")))


# ------------------------------------------------------------------ copies


@pytest.mark.of_a_file
def test_a_copy_is_whole_and_of_one_moment(ledger: Ledger, tmp_path: Path) -> None:
    add(ledger, Told(), Told(number=1))
    done = ledger.care.back_up(tmp_path / "copy.db")
    add(ledger, Told(number=2))
    assert (done.reports, done.claims, done.size_bytes) == (2, 2, (tmp_path / "copy.db").stat().st_size)
    with open_ledger(tmp_path / "copy.db") as copy:
        assert copy.counts()["reports"] == 2
        assert copy.care.faults(full=True) == []
    assert [f.name for f in tmp_path.glob("copy.db.part*")] == []


@pytest.mark.of_a_file
def test_a_copy_replaces_nothing_and_asks_for_its_folder(ledger: Ledger, tmp_path: Path) -> None:
    (tmp_path / "there.db").write_bytes(b"mine")
    with pytest.raises(LedgerError, match="exists"):
        ledger.care.back_up(tmp_path / "there.db")
    assert (tmp_path / "there.db").read_bytes() == b"mine"
    with pytest.raises(LedgerError, match="folder"):
        ledger.care.back_up(tmp_path / "no" / "copy.db")


@pytest.mark.of_a_file
def test_an_older_ledger_is_copied_before_its_tables_change(path: Path, tmp_path: Path) -> None:
    with open_ledger(path) as ledger:
        ledger.begin_run(RUN)
        add(ledger, Told(place=stubs.TOWN))
    take_back(path, 3)
    with open_ledger(path) as ledger:
        assert ledger.care.faults(full=True) == []
        assert [(c.day, c.events) for c in ledger.day_counts()] == [("2024-05-16", 1)]
    new = apsw.Connection(str(path))
    assert new.execute("SELECT polarity, modality FROM claim_marks").fetchall() == [("+", "certain")]
    assert new.execute("SELECT name, lat IS NOT NULL FROM places").fetchall() == [("Harbour Town", 1)]
    new.close()
    saved = apsw.Connection(str(tmp_path / "ledger.db.v3.bak"), flags=apsw.SQLITE_OPEN_READONLY)
    assert saved.execute("PRAGMA user_version").fetchall() == [(3,)]
    assert saved.execute("SELECT count(*) FROM reports").fetchall() == [(1,)]
    saved.close()


@pytest.mark.of_a_file
@pytest.mark.parametrize("checkpointed", [0, 1, 3])
def test_a_ledger_whose_log_was_left_behind_has_what_was_checkpointed(
    ledger: Ledger, path: Path, tmp_path: Path, checkpointed: int
) -> None:
    """Somebody copies the file alone, without the write-ahead log beside it, while it is written to."""
    for number in range(3):
        add(ledger, Told(number=number))
        if number + 1 == checkpointed:
            apsw.Connection(str(path)).execute("PRAGMA wal_checkpoint(PASSIVE)")
    (tmp_path / "alone.db").write_bytes(path.read_bytes())
    with open_ledger(tmp_path / "alone.db", create=False) as alone:
        assert alone.counts()["reports"] == checkpointed
        assert alone.care.faults(full=True) == []


# ------------------------------------------------------------------ checks


def test_a_figure_that_would_not_be_found_is_named(path: Path) -> None:
    article, claim = made(Told())
    five = Quantity(text="five shells", span=Span(0, 5), low=5.0, high=5.0, counted="shells")
    with open_ledger(path) as ledger:
        ledger.begin_run(RUN)
        ledger.add_report(RUN.run_id, article, [stubs.figure_of(claim, five)])
        assert ledger.care.faults(full=True) == []
    assert broken(path, "DELETE FROM figures") == ["figures"]


def broken(path: Path, sql: str) -> list[str]:
    """The checks that find fault with a ledger after a statement."""
    connection = look(path)
    connection.execute(sql)
    connection.close()
    with open_ledger(path) as ledger:
        return [fault.check for fault in ledger.care.faults(full=True)]


@pytest.mark.parametrize(
    ("sql", "check"),
    [
        ("UPDATE day_types SET events = events + 1", "counts"),
        ("DELETE FROM day_types", "counts"),
        ("DELETE FROM event_claims", "events"),
        ("UPDATE reports SET text = CAST('other words' AS BLOB)", "evidence"),
        ("PRAGMA foreign_keys = OFF; DELETE FROM reports", "references"),
    ],
)
def test_what_cannot_be_right_is_named(path: Path, sql: str, check: str, kept: str) -> None:
    if check == "references" and kept == "postgres":
        return  # the server lets nobody break a reference
    with open_ledger(path) as ledger:
        ledger.begin_run(RUN)
        add(ledger, Told())
        assert ledger.care.faults(full=True) == []
    assert check in broken(path, sql)


# ------------------------------------------------------------------ counts by day


def test_counts_by_day_follow_the_events(ledger: Ledger) -> None:
    place = stubs.TOWN
    add(
        ledger,
        Told(place=place, time=stubs.day("2024-05-15")),
        Told(number=1, place=place, time=stubs.day("2024-05-15"), type="AID", mode=None),
        Told(number=2, place=place, time=stubs.day("2024-05-12")),
    )
    wanted = {
        (e.lead.time.latest if e.lead.time else "", e.lead.event.type if e.lead.event else "")
        for e in ledger.events(EventQuery())
    }
    counts = ledger.day_counts()
    assert {(c.day, c.type) for c in counts} == wanted
    assert sum(c.events for c in counts) == len(list(ledger.events(EventQuery())))
    assert {c.day for c in ledger.day_counts(since="2024-05-13")} == {"2024-05-15"}
    ledger.rebuild()
    assert ledger.day_counts() == counts
    assert ledger.care.faults(full=True) == []


# ------------------------------------------------------------------ forgetting


@pytest.mark.of_a_file
def test_a_forgotten_report_leaves_nothing_but_a_mark(ledger: Ledger, path: Path) -> None:
    secret = Told(number=7, sentence="Quibberling met Snorkaff in Town.")
    (gone, kept) = add(ledger, secret, Told(number=1, sentence="Others met on Monday."))
    article, _ = made(secret)
    assert b"Quibberling" in bytes_of(path)
    ledger.care.forget_report(gone.article_id, "asked by a lawyer", AT)
    ledger.commit()
    ledger.refresh()
    ledger.care.tidy()
    assert ledger.report(gone.article_id) is None
    assert ledger.claim(gone.claim_id) is None
    assert ledger.claim(kept.claim_id) == kept
    assert ledger.care.faults(full=True) == []
    assert list(ledger.events(EventQuery(text="Quibberling"))) == []
    assert b"Quibberling" not in bytes_of(path)
    assert ledger.is_forgotten(article)
    assert not ledger.add_report(RUN.run_id, article, [gone])
    again = replace(article, article_id="r0123456789abcde")
    assert not ledger.add_report(RUN.run_id, again, [replace(gone, article_id=again.article_id)])
    assert ledger.counts()["reports"] == 1


def test_forgetting_a_report_that_is_not_there_changes_nothing(ledger: Ledger) -> None:
    add(ledger, Told())
    ledger.care.forget_report("r000000000000000", "why", AT)
    assert ledger.counts()["reports"] == 1


def test_somebody_forgotten_is_named_nowhere_and_does_not_come_back(ledger: Ledger, path: Path) -> None:
    name = stubs.side(stubs.KIM).name
    family = name.rsplit(maxsplit=1)[-1]
    told = Told(sentence=f"{name} met him. {family} left later.", recipients=(stubs.PUTIN,))
    beside = Told(
        number=1,
        actors=(stubs.LAVROV,),
        recipients=(stubs.PUTIN,),
        sentence=f"Others met without {name}, they said; {family} slept.",
    )
    gone, kept = add(ledger, told, beside)
    done = ledger.care.forget_actor(gone.actors[0].actor_id, "asked", AT)
    ledger.commit()
    ledger.refresh()
    ledger.care.tidy()
    assert done.claims == 1
    assert done.reports == 2
    assert ledger.claim(gone.claim_id) is None
    left = ledger.claim(kept.claim_id)
    assert left is not None
    assert (
        left.evidence.sentence
        == f"Others met without {BLOT * len(name)}, they said; {BLOT * len(family)} slept."
    )
    assert left.evidence.span == kept.evidence.span
    assert ledger.care.faults(full=True) == []
    for word in (name, family):
        assert word.encode() not in bytes_of(path)
    article, claim = made(replace(told, number=5))
    assert ledger.add_report(RUN.run_id, article, [claim])
    assert ledger.claims_of(article.article_id) == ()


# ------------------------------------------------------------------ letting texts go


@pytest.mark.parametrize("keep", [Keep.EVIDENCE, Keep.NONE])
def test_older_texts_are_let_go_and_claims_stay(ledger: Ledger, path: Path, keep: Keep) -> None:
    old = Told(number=1, published=date(2024, 5, 1), sentence="They met in Oldtown on a Monday.")
    new = Told(number=2, published=date(2024, 5, 20), sentence="They met in Newtown on a Friday.")
    undated = Told(number=3, published=None, sentence="They met somewhere in Nowhere.")
    claims = add(ledger, old, new, undated)
    before = {c.claim_id: ledger.event_of(c.claim_id) for c in claims}
    assert ledger.care.holds_whole_texts()
    assert ledger.care.let_texts_go(keep, "2024-05-18") == 2
    assert ledger.care.let_texts_go(keep, "2024-05-18") == 0
    assert not ledger.care.holds_whole_texts()
    report = ledger.report(claims[0].article_id)
    assert report is not None
    assert report.header["text_kept"] == keep.value
    left = ledger.claim(claims[0].claim_id)
    assert left is not None
    if keep is Keep.EVIDENCE:
        assert left.evidence.span.of(report.text) == left.evidence.sentence == claims[0].evidence.sentence
        assert set(report.text.replace(left.evidence.sentence, "")) <= {BLOT, "\n"}
    else:
        assert (report.text, left.evidence.sentence) == ("", "")
        assert list(ledger.events(EventQuery(text="Oldtown"))) == []
    assert [e.event_id for e in ledger.events(EventQuery(text="Newtown"))]
    assert {c.claim_id: ledger.event_of(c.claim_id) for c in claims} == before
    assert ledger.care.faults(full=True) == []
    ledger.rebuild(compare=False)
    assert {c.claim_id: ledger.event_of(c.claim_id) for c in claims} == before


def test_less_may_be_kept_later_but_not_more(ledger: Ledger) -> None:
    add(ledger, Told(published=date(2024, 5, 1)))
    assert ledger.care.let_texts_go(Keep.ALL, "2024-05-18") == 0
    assert ledger.care.let_texts_go(Keep.EVIDENCE, "2024-05-18") == 1
    assert ledger.care.let_texts_go(Keep.NONE, "2024-05-18") == 1
    assert ledger.care.let_texts_go(Keep.EVIDENCE, "2024-05-18") == 0
