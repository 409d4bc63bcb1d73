import inspect
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import apsw
import numpy as np
import pandas as pd
import pytest

import sayso
from sayso.engine.asking import RefusalQuery
from sayso.engine.session import (
    EventQuery,
    FigureQuery,
    ItineraryQuery,
    OfficeQuery,
    PartnersQuery,
    Session,
    SpeakerQuery,
)
from sayso.faces.python import asked
from sayso.faces.python.ledger import LedgerView
from sayso.records import Status


def test_it_opens_the_file_it_is_given_or_the_configured_one(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for ways in ({"path": path}, {"path": str(path)}, {"path": path, "frozen": True}):
        with sayso.open(**ways) as view:  # type: ignore[arg-type]
            assert view.counts()["reports"] == 6
            assert view.path == path
    monkeypatch.setenv("SAYSO_LEDGER", str(path))
    with sayso.open() as view:
        assert repr(view) == f"<LedgerView: {path}>"
    with sayso.open(settings=sayso.load_settings({"SAYSO_LEDGER": str(path), "HOME": str(tmp_path)})) as view:
        assert view.path == path
    monkeypatch.delenv("SAYSO_LEDGER")
    with pytest.raises(sayso.LedgerError, match="no ledger yet"):
        sayso.open()


def test_tables_ask_when_they_are_looked_at(path: Path, view: LedgerView) -> None:
    table = view.events(type="ASSAULT")
    assert (table.count(), bool(table), len(table.to_list())) == (1, True, 1)
    with apsw.Connection(str(path)) as db:
        db.execute("UPDATE claim_marks SET type = 'PROTEST' WHERE type = 'ASSAULT'")
    assert (table.count(), bool(table), table.first(), table.to_list()) == (0, False, [], [])
    with pytest.raises(TypeError, match="no len"):
        len(table)  # type: ignore[arg-type]


def test_tables_can_be_gone_through_again(view: LedgerView) -> None:
    events = view.events()
    assert (
        list(events)
        == list(events)
        == events.to_list()
        == list(Session(settings_of(view)).events(EventQuery()))
    )
    assert [e.event_id for e in events.first(2)] == [e.event_id for e in list(events)[:2]]
    assert events.first(0) == []
    with pytest.raises(sayso.QueryError):
        events.first(-1)


def settings_of(view: LedgerView) -> sayso.Settings:
    return sayso.load_settings({"SAYSO_LEDGER": str(view.path), "HOME": "/nowhere"})


def test_tables_inside_one_another(view: LedgerView) -> None:
    told = {e.event_id: [c.claim_id for c in view.event(e.event_id).accounts] for e in view.events()}
    assert told == {e.event_id: list(e.claim_ids) for e in view.events()}


DAYS = [
    "2024-05-10", date(2024, 5, 10), datetime(2024, 5, 10, 12, tzinfo=UTC), pd.Timestamp("2024-05-10 12:00"),
    np.datetime64("2024-05-10"),
]  # fmt: skip


@pytest.mark.parametrize("since", DAYS, ids=lambda d: type(d).__name__)
def test_days_are_taken_in_every_form(view: LedgerView, since: Any) -> None:
    assert view.events(since=since).to_list() == view.events(since=date(2024, 5, 10)).to_list()
    assert view.events(since=since, until=None).count() < view.events().count()


@pytest.mark.parametrize("bad", ["soon", 7, "2024-13-01", ""])
def test_a_day_that_is_none_is_named(view: LedgerView, bad: Any) -> None:
    with pytest.raises(sayso.QueryError, match="until is no day"):
        view.figures(until=bad)


def test_a_misspelt_condition_is_told_the_nearest(view: LedgerView) -> None:
    with pytest.raises(TypeError, match="'typ'; did you mean type"):
        view.events(typ="ASSAULT")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="'q'; there are below, code, limit, run"):
        view.refusals(q=1)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="multiple values"):
        view.sources("a", name="b")  # type: ignore[misc]
    with pytest.raises(sayso.QueryError, match="no type 'ASALT'") as caught:
        view.events(type="asalt")
    assert "ASSAULT" in caught.value.__notes__[0]


def test_a_status_may_be_the_enum(view: LedgerView) -> None:
    assert view.claims(status=Status.PLANNED).count() == view.claims(status="planned").count() == 1


@pytest.mark.parametrize(
    ("method", "conditions", "shape", "own"),
    [
        ("events", asked.EventConditions, EventQuery, ()), ("claims", asked.EventConditions, EventQuery, ()),
        ("figures", asked.FigureConditions, FigureQuery, ()), ("sources", asked.SpeakerConditions, SpeakerQuery, ("name",)),
        ("said_by", asked.SpeakerConditions, SpeakerQuery, ("name",)),
        ("offices", asked.OfficeConditions, OfficeQuery, ("name",)),
        ("refusals", asked.RefusalConditions, RefusalQuery, ()),
        ("itinerary", asked.ItineraryConditions, ItineraryQuery, ("actor",)),
        ("partners", asked.PartnerConditions, PartnersQuery, ("actor",)),
    ],
)  # fmt: skip
def test_keywords_are_those_of_the_question_and_can_be_seen(
    view: LedgerView, method: str, conditions: Any, shape: Any, own: tuple[str, ...]
) -> None:
    names = [field.name for field in fields(shape)]
    assert sorted([*conditions.__annotations__, *own]) == sorted(names)
    signature = inspect.signature(getattr(view, method))
    assert list(signature.parameters) == [*own, *(name for name in names if name not in own)]
    doc = getattr(LedgerView, method).__doc__
    if method not in ("claims", "said_by"):
        assert [name for name in names if f"``{name}``" not in doc and name not in own] == []


def test_ids_and_their_beginnings_name_things(view: LedgerView) -> None:
    event = view.events(type="ASSAULT").first(1)[0]
    claim = event.lead
    assert view.event(event.event_id).event == event
    assert view.event(event.event_id[:12]) == view.show(event.event_id)
    assert view.claim(claim.claim_id).event_id == event.event_id
    assert view.report(claim.article_id).claims == (claim,)
    assert "Kim" in view.actor("per:kim").names


def test_an_id_that_names_nothing_or_something_else_is_an_error(view: LedgerView) -> None:
    claim = view.claims().first(1)[0]
    with pytest.raises(sayso.UnknownIdError, match="nothing in the ledger has the id 'zzz'"):
        view.show("zzz")
    with pytest.raises(sayso.UnknownIdError, match="another kind of thing: claim, not event"):
        view.event(claim.claim_id)
    with pytest.raises(sayso.UnknownIdError):
        view.origin("o0")
    with pytest.raises(sayso.UnknownIdError, match="'zzz'"):
        view.compare(claim.article_id, "zzz")
    with pytest.raises(sayso.QueryError, match="begins several ids"):
        view.report("r")
    assert issubclass(sayso.UnknownIdError, sayso.QueryError)


def test_two_reports_are_compared(view: LedgerView) -> None:
    one, other = [c.article_id for c in view.claims()][:2]
    assert view.compare(one, other).left.article_id == one


def test_lists_that_are_no_tables(view: LedgerView) -> None:
    assert view.verdicts() == []
    assert view.sources().voices().claims == 6
    assert [len(s.points) for s in view.figures(item="mines").series()] == [2]
    assert view.refusals(code="text.empty").count() == 1


def test_many_threads_ask_one_view(view: LedgerView) -> None:
    wanted = [e.event_id for e in view.events()]

    def ask(n: int) -> list[str]:
        return [e.event_id for e in view.events()] if n % 2 else list(view.events().to_pandas()["id"])

    with ThreadPoolExecutor(8) as pool:
        assert all(found == wanted for found in pool.map(ask, range(40)))


def test_after_closing_nothing_is_answered(path: Path) -> None:
    view = sayso.open(path)
    table = view.events()
    view.close()
    view.close()
    with pytest.raises(sayso.LedgerError, match="was closed"):
        list(table)


def test_claims_that_wait_are_told(path: Path) -> None:
    with apsw.Connection(str(path)) as db:
        db.execute("INSERT INTO stale SELECT claim FROM claims")
    with sayso.open(path) as view:
        assert "6 claims are not joined into events yet" in view._repr_html_()
        assert view.counts()["unjoined"] == 6
