"""Itineraries and partners of an open ledger."""

import json
from datetime import date

import pandas as pd
import pytest

import ledgers
import sayso
from sayso.engine.itinerary import ItineraryQuery
from sayso.engine.itinerary_json import itinerary_to_json
from sayso.engine.partners import PartnersQuery, Way, partners_to_json
from sayso.engine.session import Session
from sayso.faces.python.ledger import LedgerView
from sayso.records import Run
from stubs import LAVROV, PUTIN, Told

RUN = Run(run_id="run2", code_version="", config_sha256="", model_sha256="", started_at="")


def session_of(view: LedgerView) -> Session:
    return Session(sayso.load_settings({"SAYSO_LEDGER": str(view.path), "HOME": "/nowhere"}))


def test_stops_are_those_of_the_engine(gone: LedgerView) -> None:
    table = gone.itinerary("Kim")
    found = session_of(gone).itinerary(ItineraryQuery(actor="Kim"))
    assert found is not None
    assert table.found() == found
    assert table.to_list() == list(found.stops)
    assert (table.count(), bool(table), table.first(1)) == (5, True, [found.stops[0]])
    rows = table.to_dicts()
    assert [row["place"] for row in rows] == [stop.place.name for stop in found.stops]
    assert repr(table) == "<Stops: stops with actor=Kim>"


def test_values_have_the_types_that_can_be_reckoned_with(gone: LedgerView) -> None:
    frame = gone.itinerary("Kim").to_pandas().set_index("place")
    riga = frame.loc["Riga"]
    assert (riga["earliest"], riga["announced"]) == (pd.Timestamp("2024-05-14"), pd.Timestamp("2024-05-10"))
    assert (riga["announced_by"], riga["denied_by"]) == (("the palace",), ("an aide",))
    assert riga["with"] == ("Lavrov", "Putin")
    assert (riga["status"], riga["unconfirmed"], riga["home"]) == ("done", False, False)
    assert riga["number"] - riga["from"] == 1
    assert frame["from"].isna().sum() == 1
    assert frame.loc["Oslo", "home"]
    assert frame.loc["Honolulu", "unconfirmed"]
    assert len(riga["claims"]) == riga["reports"] == riga["origins"]


def test_days_and_the_day_it_is_told_as_of_narrow_it(gone: LedgerView) -> None:
    named = [stop.place.name for stop in gone.itinerary("Kim", since="2024-05-12", until=date(2024, 5, 15))]
    assert sorted(named) == ["Riga", "Tokyo"]
    then = gone.itinerary("Kim", as_of="2024-05-10")
    assert [(stop.place.name, stop.status) for stop in then] == [("Riga", "planned")]
    assert then.found().as_of == "2024-05-10"
    with pytest.raises(sayso.QueryError, match="as_of is no day: 'soon'"):
        gone.itinerary("Kim", as_of="soon")
    with pytest.raises(TypeError, match="'asof'; did you mean as_of"):
        gone.itinerary("Kim", asof="2024-05-10")  # type: ignore[call-arg]


def test_legs_join_the_stops(gone: LedgerView) -> None:
    table = gone.itinerary("Kim")
    found = table.found()
    assert table.legs().to_list() == list(found.legs)
    frame = table.legs().to_pandas()
    places = table.to_pandas().set_index("number")["place"]
    assert list(frame["from_place"]) == list(places.loc[frame["from"]])
    assert list(frame["to_place"]) == list(places.loc[frame["to"]])
    (far,) = frame[frame["impossible"]].to_dict("records")
    assert {far["from_place"], far["to_place"]} == {"Riga", "Tokyo"}
    assert (round(far["km"]), far["gap_days"]) == (8085, 0)
    assert far["why"] in ("too fast", "same day")
    assert frame["why"].isna().sum() == len(frame) - 1


def test_geojson_has_a_point_for_each_stop_and_a_line_for_each_leg(gone: LedgerView) -> None:
    table = gone.itinerary("Kim")
    doc = json.loads(json.dumps(table.to_geojson()))
    assert doc["type"] == "FeatureCollection"
    what = [feature["properties"]["what"] for feature in doc["features"]]
    assert (what.count("stop"), what.count("leg")) == (table.count(), table.legs().count())
    assert doc["features"][0]["geometry"] == {"type": "Point", "coordinates": [10.7, 59.9]}


def test_partners_are_those_of_the_engine(gone: LedgerView) -> None:
    table = gone.partners("Kim")
    found = session_of(gone).partners(PartnersQuery(actor="Kim"))
    assert found is not None
    assert table.found() == found
    assert table.to_list() == list(found.partners)
    rows = table.to_dicts()
    assert (rows[0]["id"], rows[0]["name"], rows[0]["types"]) == (PUTIN, "Putin", ("CONSULT", "ASSAULT"))
    assert [row["events"] for row in rows] == [partner.events for partner in found.partners]
    assert rows[0]["last"] == date(2024, 5, 14)
    assert gone.partners("Kim", limit=1).count() == 1
    assert gone.partners("Kim", newest=1).found().counted == 1
    with pytest.raises(sayso.QueryError, match="limit must be 150 or less"):
        gone.partners("Kim", limit=151)


def test_ties_tell_what_is_done_and_which_way_round(gone: LedgerView) -> None:
    table = gone.partners("Kim").ties()
    ties = {(row["id"], row["type"], row["way"]): row["events"] for row in table.to_dicts()}
    assert ties[PUTIN, "ASSAULT", "did to"] == 1
    assert ties[PUTIN, "CONSULT", "together"] == 3
    assert ties[LAVROV, "CONSULT", "together"] == 1
    assert {tie.way for tie in table} == {Way.TOGETHER, Way.DID_TO}


def test_edges_are_asked_for_only_where_they_are_shown(
    gone: LedgerView, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert gone.partners("Kim").found().edges == ()
    with_edges = gone.partners("Kim", edges=True)
    (edge,) = with_edges.found().edges
    assert {edge.one, edge.other} == {PUTIN, LAVROV}
    assert gone.partners("Kim").edges().to_list() == [edge]
    (row,) = gone.partners("Kim").edges().to_dicts()
    assert {row["one_name"], row["other_name"]} == {"Putin", "Lavrov"}
    assert (row["events"], row["types"]) == (1, ("CONSULT",))

    def none(*_: object) -> None:
        raise AssertionError("edges were looked for")

    monkeypatch.setattr("sayso.engine.partners._edges", none)
    assert with_edges.to_list() == with_edges.to_list()
    assert with_edges.to_pandas().shape[0] == with_edges.ties().to_pandas()["id"].nunique()
    with pytest.raises(AssertionError, match="looked for"):
        with_edges.edges().to_list()


def test_nobody_and_several_are_told_when_it_is_looked_at(gone: LedgerView) -> None:
    for table in (
        gone.itinerary("Moe"), gone.itinerary("Moe").legs(), gone.partners("Moe"), gone.partners("Moe").ties(),
        gone.partners("Moe").edges(),
    ):  # fmt: skip
        with pytest.raises(sayso.UnknownIdError, match="nobody in the ledger has the id or name 'Moe'"):
            table.to_list()
    for ask in (gone.itinerary, gone.partners):
        with pytest.raises(sayso.QueryError, match="actor is empty"):
            ask(" ")


def test_a_name_of_several_is_refused_with_a_list(gone: LedgerView) -> None:
    with ledgers.open_ledger(gone.path) as ledger:
        ledger.begin_run(RUN)
        for number, actor in enumerate(("per:kim moe", "per:astrid moe")):
            article, claim = Told(number=number, actors=(actor,)).made()
            ledger.add_report("run2", article, [claim])
        ledger.refresh()
    for table in (gone.itinerary("moe"), gone.partners("moe")):
        with pytest.raises(sayso.QueryError, match="may mean several actors") as caught:
            table.to_list()
        assert "per:astrid moe" in str(caught.value.hint)


def test_the_open_file_is_asked_and_none_is_opened_anew(
    gone: LedgerView, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(*_: object, **__: object) -> None:
        raise AssertionError("the ledger was opened anew")

    monkeypatch.setattr("sayso.engine.session.open_ledger", none)
    monkeypatch.setattr(gone._ledger._lending, "_open_one", none)
    assert gone.itinerary("Kim").count() == 5
    assert gone.partners("Kim").edges().count() == 1
    stops, partners = gone.itinerary("Kim"), gone.partners("Kim")
    gone.close()
    for table in (stops, partners):
        with pytest.raises(sayso.LedgerError, match="was closed"):
            table.to_list()


def test_a_ledger_that_cannot_be_written_is_asked_as_well(gone: LedgerView) -> None:
    wanted = itinerary_to_json(gone.itinerary("Kim").found())
    partners = partners_to_json(gone.partners("Kim").found())
    before = gone.path.read_bytes()
    gone.close()
    with sayso.open(gone.path, frozen=True) as view:
        assert itinerary_to_json(view.itinerary("Kim").found()) == wanted
        assert partners_to_json(view.partners("Kim").found()) == partners
    assert gone.path.read_bytes() == before
