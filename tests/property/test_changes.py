"""Whatever is asked, what has changed and matches is what a plain question finds, however claims came in."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledgers import open_ledger
from sayso.ledger import EventQuery
from sayso.records import Run, Status
from stubs import COUNTRY, FAR, KIM, LAVROV, PUTIN, TOWN, Told, day

RUN = Run(run_id="run1", code_version="", config_sha256="", model_sha256="", started_at="")

told = st.builds(
    Told,
    sentence=st.sampled_from(["They met.", "Nobody came, they said.", "Talks “failed” \ud800."]),
    type=st.sampled_from(["CONSULT", "ASSAULT"]),
    actors=st.sampled_from([(), (KIM,), (PUTIN,), (KIM, PUTIN), ("cty:RUS",)]),
    recipients=st.sampled_from([(), (PUTIN,), (LAVROV,)]),
    place=st.sampled_from([None, TOWN, COUNTRY, FAR]),
    time=st.sampled_from([None, day("2024-05-15"), day("2024-05-01", "2024-05-31")]),
    status=st.sampled_from([Status.HAPPENED, Status.PLANNED, Status.NEGATED]),
    published=st.sampled_from([None, date(2024, 5, 16), date(2024, 5, 18)]),
    publisher=st.sampled_from([None, "X", "Y"]),
    number=st.integers(0, 3),
)
some = st.one_of(st.none(), st.sampled_from(["Kim", "RUS", KIM, "putin", "' OR 1 --", "\ud800", "%"]))
asked = st.builds(
    EventQuery,
    actor=some,
    target=some,
    type=st.sampled_from([None, "CONSULT", "ASSAULT", "AID"]),
    place=st.one_of(st.none(), st.sampled_from(["Russia", "town", "680963"])),
    country=st.sampled_from([None, "RUS", "ROU"]),
    since=st.sampled_from([None, date(2024, 5, 15)]),
    until=st.sampled_from([None, date(2024, 5, 16)]),
    status=st.sampled_from([None, "happened", "planned"]),
    min_origins=st.integers(1, 2),
    rule=st.sampled_from([None, "un-dprk-arms"]),
    text=st.sampled_from([None, "met", '"they met"', "talks failed", '") OR (']),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=st.lists(told, max_size=6), later=st.lists(told, max_size=6), query=asked)
def test_what_changed_and_matches_is_what_a_question_finds(
    tmp_path_factory: object, first: list[Told], later: list[Told], query: EventQuery
) -> None:
    path: Path = tmp_path_factory.mktemp("changes") / "l.db"  # type: ignore[attr-defined]
    with open_ledger(path) as ledger:
        ledger.begin_run(RUN)
        for part in (first, later):
            before = {e.event_id: e for e in ledger.events(query)}
            at = ledger.changes.last()
            for each in part:
                article, claim = each.made()
                ledger.add_report(RUN.run_id, article, [claim], [bytes(384)])
            after = {e.event_id: e for e in ledger.events(query)}
            stretch = ledger.changes.since(at, 1000)
            found = ledger.changes.found(query, at, stretch.upto)
            # whatever is found now and was not there before, or was otherwise, has changed
            new = {id_ for id_, event in after.items() if before.get(id_) != event}
            assert new <= found <= after.keys()
            assert found == after.keys() & set(stretch.event_ids)
        every = {standing.event_id for standing in ledger.changes.newest(query, 1000)}
        assert every == after.keys()
        ids = [c for e in ledger.events(EventQuery()) for c in e.claim_ids]
        matching = ledger.changes.matching(query, ids, ledger.changes.last_claim())
        holders = {ledger.event_of(claim_id) for claim_id in matching}
        assert after.keys() <= holders
