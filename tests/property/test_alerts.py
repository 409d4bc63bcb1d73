"""However reports come in and events join, each happening is told of as new once, and none is left out."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledgers import open_ledger
from sayso.engine.alerts import due
from sayso.ledger import EventQuery, Ledger
from sayso.ledger.desk import Alerting, Desk, Search, desk_beside
from sayso.records import Judged, Judgement, Run, Status, Verdict
from stubs import FAR, KIM, PUTIN, TOWN, Told, day

RUN = Run(run_id="run1", code_version="", config_sha256="", model_sha256="", started_at="")
NOW = datetime(2026, 11, 26, tzinfo=UTC)

told = st.builds(
    Told,
    sentence=st.sampled_from(["They met.", "Nobody came.", "Talks failed."]),
    type=st.sampled_from(["CONSULT", "ASSAULT"]),
    actors=st.sampled_from([(KIM,), (PUTIN,), (KIM, PUTIN)]),
    recipients=st.sampled_from([(), (PUTIN,)]),
    place=st.sampled_from([None, TOWN, FAR]),
    time=st.sampled_from([None, day("2024-05-15"), day("2024-05-18")]),
    status=st.sampled_from([Status.HAPPENED, Status.PLANNED, Status.NEGATED, Status.UNKNOWN]),
    published=st.sampled_from([date(2024, 5, 16), date(2024, 5, 17), date(2024, 5, 18)]),
    publisher=st.sampled_from([None, "X", "Y"]),
    number=st.integers(0, 5),
)
batches = st.lists(st.lists(told, max_size=4), min_size=1, max_size=4)
asked = st.builds(
    EventQuery,
    type=st.sampled_from([None, "CONSULT"]),
    status=st.sampled_from([None, "planned", "happened"]),
    actor=st.sampled_from([None, KIM]),
)
between = st.sampled_from(["nothing", "rebuild", "same", "different"])


def search(query: EventQuery) -> Search:
    return Search(
        search_id="s",
        name="s",
        query=query,
        created_at="",
        created_by="",
        feed_key="",
        alerting=Alerting(on=True, mail=("a@example.org",), every_s=0),
    )


def meddle(ledger: Ledger, how: str, at: int) -> None:
    """Change events without a new report."""
    ids = [claim_id for event in ledger.events(EventQuery()) for claim_id in event.claim_ids]
    if how == "rebuild":
        ledger.rebuild()
    elif how != "nothing" and len(ids) > 1:
        left, right = sorted((ids[0], ids[-1]))
        ledger.judge(
            Verdict(
                what=Judged.EVENT,
                left_id=left,
                right_id=right,
                judgement=Judgement(how),
                decided_by="ann",
                decided_at=str(at),
            )
        )
        ledger.refresh()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(every=batches, query=asked, then=st.lists(between, min_size=4, max_size=4))
def test_each_happening_is_told_of_as_new_once(
    tmp_path_factory: object, every: list[list[Told]], query: EventQuery, then: list[str]
) -> None:
    path: Path = tmp_path_factory.mktemp("alerts") / "l.db"  # type: ignore[attr-defined]
    known: set[str] = set()
    with open_ledger(path) as ledger, Desk.open(desk_beside(path)) as desk:
        ledger.begin_run(RUN)
        desk.searches.add(search(query))
        for number, (batch, how) in enumerate(zip(every, then, strict=False)):
            for each in batch:
                article, claim = each.made()
                ledger.add_report(RUN.run_id, article, [claim], [bytes(384)])
            ledger.refresh()
            ledger.commit()
            for step in range(2):
                for look in due(ledger, desk, NOW):
                    assert desk.searches.keep(look)
                    for message in look.messages:
                        for entry in (message.document or {})["entries"]:
                            claims = set(entry["event"]["claims"])
                            assert "new" not in entry["changes"] or not claims & known
                            known |= claims
                    remembered = {c for happening in look.happenings for c in happening.claim_ids}
                    known |= remembered
                assert due(ledger, desk, NOW) == []
                if step == 0:
                    meddle(ledger, how, number)
        for event in ledger.events(query):
            assert known & set(event.claim_ids), "an event that a search finds was neither told of nor known"
