"""With whom an actor acts."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from ledgers import open_ledger
from sayso.engine.partners import MOST_NODES, PartnersQuery, Way, find_partners, partners_to_json
from sayso.errors import QueryError
from sayso.ledger import Ledger
from sayso.records import Run, Status
from stubs import KIM, LAVROV, PUTIN, Told, day

RUN = Run(run_id="run1", code_version="", config_sha256="", model_sha256="", started_at="")
TALKS = Told(sentence="Kim met Putin.", mode=None, actors=(KIM, PUTIN), recipients=(), time=day("2024-05-10"))
TOLD = (
    TALKS,
    replace(TALKS, sentence="Talks of Kim and Putin.", publisher="Other"),
    replace(TALKS, sentence="Kim will meet Putin.", time=day("2024-07-10"), status=Status.PLANNED),
    replace(TALKS, sentence="Kim did not meet Putin.", time=day("2024-03-10"), status=Status.NEGATED),
    Told(sentence="Kim struck Putin.", type="ASSAULT", mode="aerial", time=day("2024-05-12")),
    Told(sentence="Putin blamed Kim.", type="ACCUSE", mode=None, actors=(PUTIN,), recipients=(KIM,), time=None),
    Told(sentence="Kim and Lavrov threatened Putin.", type="THREATEN", mode=None, actors=(KIM, LAVROV),
         time=day("2024-05-01")),
    Told(sentence="Rebels hit Kim and Lavrov.", type="ASSAULT", mode="beat", actors=("role:-:reb",),
         recipients=(KIM, LAVROV), time=day("2024-04-01")),
    Told(sentence="Putin saw Lavrov.", mode=None, actors=(PUTIN, LAVROV), recipients=(), time=day("2024-02-01")),
)  # fmt: skip


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "l.db") as ledger:
        ledger.begin_run(RUN)
        for told in TOLD:
            article, claim = told.made()
            ledger.add_report(RUN.run_id, article, [claim])
        ledger.commit()
        yield ledger


def test_with_whom_how_often_and_which_way_round(ledger: Ledger) -> None:
    found = find_partners(ledger, PartnersQuery(actor=KIM))
    assert found is not None
    putin, lavrov, rebels = found.partners
    assert (putin.actor_id, putin.name, putin.events, putin.ahead, putin.origins) == (PUTIN, "Putin", 5, 1, 6)
    assert {(t.type, t.way): (t.events, t.ahead) for t in putin.ties} == {
        ("CONSULT", Way.TOGETHER): (2, 1),
        ("ASSAULT", Way.DID_TO): (1, 0),
        ("ACCUSE", Way.DONE_BY): (1, 0),
        ("THREATEN", Way.DID_TO): (1, 0),
    }
    assert (putin.first, putin.last) == ("2024-05-01", "2024-07-10")
    assert ledger.event(putin.last_event).lead.status is Status.PLANNED  # type: ignore[union-attr]
    # both were hit: they did nothing with one another there
    assert [(t.type, t.way) for t in lavrov.ties] == [("THREATEN", Way.TOGETHER)]
    assert (rebels.described, putin.described) == (True, False)
    assert (found.claims, found.counted, found.others) == (8, 8, 0)


def test_fewer_partners_and_fewer_claims(ledger: Ledger) -> None:
    found = find_partners(ledger, PartnersQuery(actor="kim", limit=1, named=True))
    assert found is not None
    assert ([p.actor_id for p in found.partners], found.others) == ([PUTIN], 1)
    last = find_partners(ledger, PartnersQuery(actor="kim", newest=2))
    assert last is not None
    assert (last.claims, last.counted) == (8, 2)
    assert [(p.actor_id, p.events) for p in last.partners] == [(LAVROV, 1), (PUTIN, 1), ("role:-:reb", 1)]


def test_edges_among_the_partners(ledger: Ledger) -> None:
    found = find_partners(ledger, PartnersQuery(actor=KIM, edges=True))
    assert found is not None
    assert [(e.one, e.other, e.events, dict(e.types)) for e in found.edges] == [
        (LAVROV, PUTIN, 2, {"CONSULT": 1, "THREATEN": 1}),
        (LAVROV, "role:-:reb", 1, {"ASSAULT": 1}),
    ]
    assert (found.edge_claims, found.edges_whole) == (len(TOLD), True)
    bare = find_partners(ledger, PartnersQuery(actor=KIM))
    assert bare is not None
    assert bare.edges == ()


def test_edges_look_back_only_so_far(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sayso.ledger.partners._FIRST_LOOK", 1)
    assert ledger.acting.pairs_of([PUTIN, LAVROV], 2)[1:] == (1, False)
    assert len(ledger.acting.pairs_of([PUTIN, LAVROV], 2).acts) == 1
    assert ledger.acting.pairs_of([PUTIN, LAVROV], 1000)[1:] == (len(TOLD), True)
    assert ledger.acting.pairs_of(["per:nobody"], 2).acts == []


def test_partners_as_json(ledger: Ledger) -> None:
    found = find_partners(ledger, PartnersQuery(actor=KIM, edges=True))
    assert found is not None
    doc = partners_to_json(found)
    assert (doc["schema"], doc["actor"]["id"], doc["whole"]) == ("sayso/1", KIM, True)
    assert doc["partners"][0]["ties"][0] == {"type": "CONSULT", "way": "together", "events": 2, "ahead": 1}
    assert doc["edges"][0] == {
        "one": LAVROV,
        "other": PUTIN,
        "events": 2,
        "types": {"CONSULT": 1, "THREATEN": 1},
    }


def test_nobody_of_that_name(ledger: Ledger) -> None:
    assert find_partners(ledger, PartnersQuery(actor="nobody")) is None


@pytest.mark.parametrize("how", [{"actor": ""}, {"limit": 0}, {"limit": MOST_NODES + 1}, {"newest": 0}])
def test_questions_that_cannot_be_asked(how: dict[str, object]) -> None:
    with pytest.raises(QueryError):
        PartnersQuery(**({"actor": "kim"} | how))  # type: ignore[arg-type]


def test_only_events_that_hold_count_once(tmp_path: Path) -> None:
    """Counts are those of a walk over every event, whatever the number of accounts."""
    told = [
        replace(
            TALKS, number=n, time=day((date(2024, 1, 1) + timedelta(n // 2)).isoformat()), publisher=f"P{n}"
        )
        for n in range(40)
    ]
    with open_ledger(tmp_path / "m.db") as ledger:
        ledger.begin_run(RUN)
        for one in told:
            article, claim = one.made()
            ledger.add_report(RUN.run_id, article, [claim])
        found = find_partners(ledger, PartnersQuery(actor=KIM))
        assert found is not None
        events = list(ledger.events_with(KIM))
        assert (found.partners[0].events, found.partners[0].origins) == (
            len(events), sum(e.n_origins for e in events),
        )  # fmt: skip
