"""Reports are looked up, settled, and share their claims: whatever comes first, what is kept is the same."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from copied import INDEPENDENT, OTHER_NEWS, REPORT, SPUN, WITH_PASSAGE
from desks import NOW, RUN, Desk, article, claims_of
from ledgers import open_ledger
from sayso.engine import linking
from sayso.engine.rebuilding import rebuilt
from sayso.engine.sharing import told_in
from sayso.engine.texts import Texts
from sayso.ledger import Keep
from sayso.records import Article, Judged, Judgement, LinkKind, Verdict


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with open_ledger(tmp_path / "l.db") as ledger:
        yield Desk(ledger)


WIRE = article(REPORT, "Coast Agency", date(2026, 9, 12))
PAPER = article("Ferry stuck, all ashore\n\n" + REPORT.split("\n\n", 1)[1], "Morning Paper")
ALONE = article(INDEPENDENT, "Town Courier")


def test_a_copy_is_carried_and_not_read_again(desk: Desk) -> None:
    wire, paper = desk.take(WIRE, PAPER)
    assert wire.source is None
    assert paper.source == WIRE.article_id
    assert len(paper.claims) == len(claims_of(PAPER))
    for claim in paper.claims:
        assert claim.evidence.span.of(PAPER.text) == claim.evidence.sentence
        assert claim.carried_from == WIRE.article_id
    assert desk.origin(PAPER) == desk.origin(WIRE)


def test_an_independent_report_stands_alone(desk: Desk) -> None:
    _, other = desk.take(WIRE, ALONE)
    assert other.source is None
    assert desk.origin(ALONE) != desk.origin(WIRE)


def test_a_nearer_report_that_comes_later_takes_over(desk: Desk) -> None:
    """The paper was read first; its claims give way to those of the wire, which it carries from then on."""
    (paper,) = desk.take(PAPER)
    (wire,) = desk.take(WIRE)
    assert paper.source is None
    assert wire.source is None
    assert desk.ledger is not None
    assert desk.ledger.claims_of(PAPER.article_id) == ()
    assert len(desk.ledger.claims_of(WIRE.article_id)) == len(claims_of(WIRE))
    assert desk.origin(PAPER) == "o" + WIRE.article_id[1:]
    told = told_in(Texts(desk.ledger), desk.ledger, PAPER.article_id)
    marks = '“”".'
    assert {c.evidence.sentence.strip(marks) for c in told} == {
        c.evidence.sentence.strip(marks) for c in claims_of(PAPER)
    }


def test_a_page_that_pastes_two_reports_is_of_both_origins(desk: Desk) -> None:
    pasted = article(REPORT + "\n" + OTHER_NEWS * 3, "Digest", date(2026, 9, 14))
    bank = article(OTHER_NEWS * 3, "Bank Daily", date(2026, 9, 12))
    desk.take(WIRE, bank, pasted)
    assert desk.ledger is not None
    with desk.ledger.standings() as shelf:
        origin = shelf.origin(pasted.article_id)
    assert origin is not None
    assert {origin.origin_id, *origin.parts} == {desk.origin(WIRE), desk.origin(bank)}


def test_the_same_outlet_tells_it_again(desk: Desk) -> None:
    first = article(REPORT, "Coast Agency", date(2026, 9, 12), "https://coast.example/ferry")
    lines = REPORT.strip().split("\n\n")
    more = [*lines[:-1], "Divers found no hole in the hull, the owner said late on Wednesday."]
    again = article("\n\n".join(more), "Coast Agency", date(2026, 9, 13), "https://coast.example/ferry")
    _, update = desk.take(first, again)
    assert [link.kind for link in update.links.values()] == [LinkKind.UPDATE]
    assert desk.origin(again) == desk.origin(first)


def ring(n: int, first: date) -> list[Article]:
    """So many copies by as many outlets, each with a few words of its own, the last one published first."""
    lines = REPORT.strip().split("\n\n")
    return [
        article(
            "\n\n".join([*lines, f"Reader {k} of page {k * 7} adds a line."]),
            f"Outlet {k}",
            first - timedelta(k),
        )
        for k in range(n)
    ]


def test_a_crowd_keeps_its_origin_until_an_agency_brings_its_own(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(linking, "CROWD", 5)
    every = ring(12, date(2026, 9, 20))
    desk.take(*every[:6])
    before = desk.origin(every[0])
    assert before == desk.origin(every[5]) == "o" + every[5].article_id[1:]
    desk.take(*every[6:])
    assert {desk.origin(each) for each in every} == {before}
    wire = article(REPORT, "Reuters", date(2026, 9, 19))
    desk.take(wire)
    assert {desk.origin(each) for each in every} == {"o" + wire.article_id[1:]}
    assert desk.ledger is not None
    assert desk.ledger.care.faults(full=True) == []


@pytest.mark.parametrize("said", [Judgement.DIFFERENT, Judgement.SAME])
def test_a_verdict_settles_reports_again(desk: Desk, said: Judgement) -> None:
    desk.take(WIRE, PAPER, ALONE)
    other = PAPER if said is Judgement.DIFFERENT else ALONE
    left, right = sorted((WIRE.article_id, other.article_id))
    assert desk.ledger is not None
    assert (desk.origin(other) == desk.origin(WIRE)) is (said is Judgement.DIFFERENT)
    desk.ledger.judge(
        Verdict(
            what=Judged.ORIGIN,
            left_id=left,
            right_id=right,
            judgement=said,
            decided_by="editor",
            decided_at=NOW,
        )
    )
    desk.linker.settle_again((left, right))
    desk.ledger.commit()
    assert (desk.origin(other) == desk.origin(WIRE)) is (said is Judgement.SAME)


def test_what_is_judged_to_be_of_one_origin_is_so_with_all_its_claims(desk: Desk) -> None:
    desk.take(WIRE, ALONE)
    assert desk.ledger is not None
    ids = sorted((WIRE.article_id, ALONE.article_id))
    for said in (Judgement.SAME, Judgement.UNSURE):
        desk.ledger.judge(
            Verdict(
                what=Judged.ORIGIN,
                left_id=ids[0],
                right_id=ids[1],
                judgement=said,
                decided_by="editor",
                decided_at=NOW,
            )
        )
        desk.linker.settle_again(ids)
        desk.ledger.commit()
        own = [claim.claim_id for claim in desk.ledger.claims_of(ALONE.article_id)]
        others = [
            row[0]
            for row in desk.ledger._connection.execute(
                "SELECT claim_id FROM claim_origins k JOIN claims c USING (claim)"
            )
        ]
        assert own
        assert not set(own) & set(others)
        with desk.ledger.standings() as shelf:
            origin = shelf.origin(ALONE.article_id)
        assert origin is not None
        assert (origin.copy_of is not None) is (said is Judgement.SAME)


FURNITURE = "\n\n".join(
    f"Readers of the Valley Post may choose from {n} editions, each with its own notes on weather, tides, "
    f"markets and the roads that are closed for repairs in the district of Amber {word}."
    for n, word in ((4, "North"), (5, "South"), (6, "East"), (7, "West"))
)


def test_two_reports_of_one_outlet_that_share_its_furniture_only_are_not_one(desk: Desk) -> None:
    one = article(f"Ferry aground\n\n{REPORT.split(chr(10) * 2, 1)[1]}\n\n{FURNITURE}", "Valley Post")
    two = article(f"Rate kept\n\n{OTHER_NEWS}\n\n{INDEPENDENT}\n\n{FURNITURE}", "Valley Post")
    desk.take(one, two)
    assert desk.origin(one) != desk.origin(two)


def form(month: str, numbers: Sequence[int]) -> str:
    rows = "\n".join(
        f"Output of {what} stood at {n} units in the month, after {n + 7} units in the month before, "
        f"the office said, and {n // 2} of them were sold abroad."
        for what, n in zip(("coal", "steel", "grain", "glass", "timber", "cement"), numbers, strict=True)
    )
    return f"Industrial output, {month}\n{rows}"


def test_two_reports_that_fill_one_form_with_other_facts_are_not_one(desk: Desk) -> None:
    one = article(form("May", (120, 340, 560, 780, 901, 432)), "Office A")
    two = article(form("June", (222, 417, 653, 858, 994, 515)), "Office B")
    desk.take(one, two)
    assert desk.origin(one) != desk.origin(two)


def test_a_passage_ties_reports_and_makes_them_no_copies(desk: Desk) -> None:
    partly = article(WITH_PASSAGE, "Island News", date(2026, 9, 14))
    _, looked = desk.take(WIRE, partly)
    assert [link.kind for link in looked.links.values()] == [LinkKind.PARTIAL]
    assert desk.origin(partly) != desk.origin(WIRE)


def test_a_rewritten_copy_is_of_the_same_origin(desk: Desk) -> None:
    spun = article(SPUN, "Content Farm", date(2026, 9, 14))
    desk.take(WIRE, spun)
    assert desk.origin(spun) == desk.origin(WIRE)


def test_without_a_ledger_copies_of_the_same_run_are_found() -> None:
    desk = Desk(None)
    wire, paper = desk.take(WIRE, PAPER)
    assert paper.source == wire.id
    assert paper.claims


def test_without_a_ledger_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sayso.engine.linking._REMEMBERED", 3)
    desk = Desk(None)
    numbered = [replace(article(f"{OTHER_NEWS} Note {n}.", "P"), article_id=f"r{n:015d}") for n in range(8)]
    desk.take(WIRE)
    for each in numbered:
        desk.take(each)
    texts = desk.linker._texts
    assert sum(texts.waiting(each.article_id) is not None for each in (WIRE, *numbered)) == 3
    (paper,) = desk.take(PAPER)
    assert paper.source is None  # the wire is forgotten by now


def test_a_fault_in_one_step_leaves_nothing_of_it_behind(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert desk.ledger is not None
    (looked,) = desk.linker.look_all([WIRE])
    desk.linker.done(looked, ())
    desk.ledger.add_report(RUN.run_id, WIRE, ())
    monkeypatch.setattr("sayso.engine.linking._alone", None)
    monkeypatch.setattr("sayso.engine.linking._with_passages", None)
    with pytest.raises(TypeError):
        desk.linker.settle(looked)
    with desk.ledger.standings() as shelf:
        assert shelf.origin(WIRE.article_id) is None
    monkeypatch.undo()
    desk.linker.settle(looked)
    desk.ledger.commit()
    assert desk.take(PAPER)[0].source == WIRE.article_id


def test_two_processes_that_write_in_turn_see_each_others_reports(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "l.db") as one, open_ledger(tmp_path / "l.db") as two:
        first, second = Desk(one), Desk(two)
        first.take(PAPER)
        assert second.origin(PAPER) == "o" + PAPER.article_id[1:]
        second.take(WIRE)
        assert first.origin(PAPER) == "o" + WIRE.article_id[1:]


def test_a_killed_process_loses_nothing_that_was_committed(tmp_path: Path) -> None:
    ledger = open_ledger(tmp_path / "l.db")
    desk = Desk(ledger)
    desk.take(WIRE)
    (looked,) = desk.linker.look_all([ALONE])
    ledger.add_report(RUN.run_id, ALONE, ())
    desk.linker.settle(looked)
    ledger.close()
    with open_ledger(tmp_path / "l.db") as ledger:
        again = Desk(ledger)
        assert ledger.has_report(WIRE.article_id)
        assert not ledger.has_report(ALONE.article_id)
        assert again.take(PAPER)[0].source == WIRE.article_id


def test_what_a_forgotten_report_said_stays_said_by_its_copies(desk: Desk) -> None:
    desk.take(WIRE, PAPER, ALONE)
    assert desk.ledger is not None
    told = {c.evidence.sentence for c in told_in(Texts(desk.ledger), desk.ledger, PAPER.article_id)}
    alone = desk.origin(ALONE)
    desk.linker.forget(WIRE.article_id, "asked")
    desk.ledger.commit()
    assert desk.ledger.report(WIRE.article_id) is None
    assert {c.evidence.sentence for c in desk.ledger.claims_of(PAPER.article_id)} == told
    assert desk.origin(PAPER) == "o" + PAPER.article_id[1:]
    assert desk.origin(ALONE) == alone
    desk.ledger.refresh()
    assert desk.ledger.care.faults(full=True) == []
    (again,) = desk.linker.look_all([WIRE])
    assert desk.ledger.is_forgotten(again.article)


def test_a_rebuild_keeps_origins_where_texts_were_let_go(desk: Desk) -> None:
    desk.take(WIRE, PAPER, ALONE)
    assert desk.ledger is not None
    before = {a.article_id: desk.origin(a) for a in (WIRE, PAPER, ALONE)}
    assert desk.ledger.care.let_texts_go(Keep.EVIDENCE, "2027-01-01") == 3
    done = rebuilt(desk.ledger, desk.linker, lambda _n: None)
    assert not done.settled
    assert {a.article_id: desk.origin(a) for a in (WIRE, PAPER, ALONE)} == before
    assert desk.ledger.care.faults(full=True) == []


def test_what_is_held_of_reports_is_what_is_written(desk: Desk) -> None:
    """Links, sources and who was read, asked for before and after each report that changes them."""
    assert desk.ledger is not None
    spun = article(SPUN, "Spinner Daily", date(2026, 9, 14))
    pasted = article(REPORT + "\n" + OTHER_NEWS * 3, "Digest", date(2026, 9, 14))
    every = (PAPER, spun, ALONE, pasted, WIRE)
    for taken in every:
        desk.take(taken)
        with desk.ledger.standings() as shelf:
            answers = []
            for _ in range(2):
                ids = [each.article_id for each in every]
                answers.append(
                    [
                        (shelf.links_from(id_), shelf.source(id_), shelf.read_members("o" + id_[1:]))
                        for id_ in ids
                    ]
                )
                shelf.let_go()
        assert answers[0] == answers[1]
