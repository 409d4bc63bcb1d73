"""Who is meant by a name, and what the ledger tells of where he was."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from going import LATVIA, OSLO, WHO, Went, ids, on
from ledgers import open_ledger
from sayso.engine.presence import parts_of
from sayso.ledger import Ledger
from sayso.records import Actor, ActorKind, Role, Run, Span
from stubs import KIM, PUTIN

PARTS = parts_of(WHO)
RUN = Run(run_id="run1", code_version="", config_sha256="", model_sha256="", started_at="")
VISIT = Went(said="Kim <visited> [Riga].", time=on("2024-05-14"))
AGAIN = replace(VISIT, publisher="Other", published="2024-05-18T10:00:00"[:10])
TOLD = (
    VISIT,
    AGAIN,
    Went(said="Kim <met> Putin.", mode=None, actors=(KIM, PUTIN), place=None, time=on("2024-03-01")),
    Went(said="Kim <called> Putin in [Oslo].", mode="phone", actors=(KIM, PUTIN), place=OSLO, published="2024-04-01"),
    Went(said="Kim <cancelled> a visit.", type="REJECT", mode="meet", place=None, recipients=("cty:LVA",),
         published="2024-02-01"),
    Went(said="Rebels <shot> Putin in [Latvia].", type="ASSAULT", mode="firearms", actors=("unk:rebels",),
         recipients=(PUTIN,), place=LATVIA, published=None),
)  # fmt: skip


def other(actor_id: str, name: str, kind: ActorKind = ActorKind.PERSON) -> Actor:
    return Actor(role=Role.ACTOR, text=name, span=Span(0, 1), name=name, actor_id=actor_id, kind=kind)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "l.db") as ledger:
        ledger.begin_run(RUN)
        for told in TOLD:
            article, account = told.made()
            ledger.add_report(RUN.run_id, article, [account.claim])
        article, account = Went(
            said="Kim Min-ji <met> Kim's men in [Oslo].", place=OSLO, published="2024-01-01"
        ).made()
        actors = (
            other("per:min-ji", "Kim Min-ji"),
            other("org:kim", "Kim Holding", ActorKind.ORGANISATION),
            other("org:sons", "Sons of Kim Holding", ActorKind.ORGANISATION),
        )
        ledger.add_report(RUN.run_id, article, [replace(account.claim, actors=actors)])
        ledger.commit()
        yield ledger


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (KIM, [KIM]),
        (" per:kim ", [KIM]),
        ("KIM", [KIM]),
        ("lva", ["cty:LVA"]),
        ("Min-Ji", ["per:min-ji"]),
        ("kim holding", ["org:kim"]),
        ("holding", ["org:kim", "org:sons"]),
        ("hold", []),
        ("%", []),
        ("per:k", []),
        ("", []),
        ("\ud800", []),
    ],
)
def test_who_is_meant(ledger: Ledger, asked: str, found: list[str]) -> None:
    assert sorted(a.actor_id for a in ledger.acting.meant(asked, limit=9)) == found


def test_who_is_meant_is_told_by_most_claims_first(ledger: Ledger) -> None:
    (kim,) = ledger.acting.meant("kim", limit=9)
    assert (kim.name, kim.kind, kim.country) == ("Kim", "person", "NOR")
    assert len(ledger.acting.meant("holding", limit=1)) == 1
    assert ledger.acting.n_events(KIM) == 4


def test_events_of_an_actor_come_whole_with_their_place(ledger: Ledger) -> None:
    found = list(ledger.acting.tellings(KIM, PARTS))
    told = {tuple(sorted(a.claim.claim_id for a in t.accounts)) for t in found}
    assert told == {tuple(sorted(ids([VISIT, AGAIN]))), *(tuple(ids([TOLD[n]])) for n in (3, 4))}
    assert all(t.lead in {a.claim.claim_id for a in t.accounts} for t in found)
    assert [t.event_id for t in found] == sorted(t.event_id for t in found)


def test_only_the_parts_that_are_asked_for(ledger: Ledger) -> None:
    assert [len(list(ledger.acting.tellings(PUTIN, parts))) for parts in (
        [("ASSAULT", "firearms", "recipient")], [("ASSAULT", None, "actor")], [("ASSAULT", "aerial", None)], PARTS,
    )] == [1, 0, 0, 2]  # fmt: skip


def test_meetings_without_a_place_are_counted(ledger: Ledger) -> None:
    assert (ledger.acting.unplaced(KIM), ledger.acting.unplaced("cty:LVA")) == (1, 0)


def test_the_last_day_of_publication(ledger: Ledger, tmp_path: Path) -> None:
    assert ledger.acting.last_published() == "2024-05-18"
    with open_ledger(tmp_path / "empty.db") as empty:
        assert empty.acting.last_published() is None
