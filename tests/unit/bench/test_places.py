"""When a place is right, how far it is off, and how documents are dealt out."""

import json
from pathlib import Path

import pytest

from bench.places import Judged, calibration_error, interval, within
from bench.places_gold import FOLDS, WORST_KM, Gold, Lands, error_km, fold_of, log_error, read_set
from sayso.resolve.gazetteer import Candidate

LANDS = Lands.of({"norvania": 7, "norwania": 7})


def at(place_id: int, lat: float, lon: float) -> Candidate:
    return Candidate(place_id, "Ormeda", "city", "CHL", 0, 0, lat, lon, 5, 4.0, 0, None, 0)


def gold(lat: float, lon: float, geonameid: int | None = None, title: str = "") -> Gold:
    return Gold(lat, lon, geonameid, title, "")


def test_the_same_id_is_right_wherever_it_lies() -> None:
    assert error_km(at(5, 0, 0), gold(50, 50, 5), LANDS) == 0


def test_another_id_is_as_far_off_as_it_lies() -> None:
    assert error_km(at(5, 10, 0), gold(10, 1, 6), LANDS) == pytest.approx(109.5, abs=1)


@pytest.mark.parametrize("wanted", [gold(10, 0, 7), gold(10, 0, None, "norwania")])
def test_a_country_is_right_by_identity_alone(wanted: Gold) -> None:
    assert error_km(at(5, 10, 0), wanted, LANDS) > 161
    assert error_km(at(7, -40, 90), wanted, LANDS) == 0


def test_no_answer_is_half_the_world_off() -> None:
    assert error_km(None, gold(0, 0), LANDS) == WORST_KM
    assert log_error(WORST_KM) == 1
    assert log_error(0) == 0


def test_documents_are_dealt_out_evenly_and_for_good() -> None:
    folds = [fold_of(f"LGL:{n}") for n in range(1000)]
    assert {f: folds.count(f) > 150 for f in range(FOLDS)} == dict.fromkeys(range(FOLDS), True)
    assert fold_of("LGL:1") == fold_of("LGL:1")


def judged(*right: bool) -> list[Judged]:
    return [Judged(0.0 if ok else 500.0, ok, ok, 0.9, "", "") for ok in right]


def test_shares_and_intervals() -> None:
    documents = [judged(True, True), judged(True, False), judged(True, True)]
    assert within(r for d in documents for r in d) == pytest.approx(5 / 6)
    low, high = interval(documents)
    assert low <= 5 / 6 <= high
    assert interval([judged(True)] * 3) == (1.0, 1.0)


def test_p_that_says_nine_in_ten_and_is_right_in_ten_is_a_tenth_off() -> None:
    assert calibration_error(judged(*[True] * 20)) == pytest.approx(0.1)


def test_a_set_is_read(tmp_path: Path) -> None:
    text = "In Ormeda, Chile, rain."
    row = {
        "id": "1",
        "text": text,
        "domain": "example.org",
        "toponyms": [
            {"start": 11, "end": 16, "surface": "Chile", "geonameid": 9, "lat": 1.0, "lon": 2.0},
            {"start": 3, "end": 9, "surface": "Ormeda", "geonameid": None, "lat": None, "lon": None},
        ],
    }
    (tmp_path / "geo").mkdir()
    (tmp_path / "geo" / "lgl.jsonl").write_text(json.dumps(row) + "\n")
    (document,) = read_set(tmp_path, "LGL")
    assert [m.text for m in document.mentions] == ["Ormeda", "Chile"]
    assert [g is None for g in document.gold] == [True, False]
    assert (document.mentions[0].before, document.mentions[0].after) == ("In ", ", Chile, rain.")
    assert document.context.publisher == "example.org"
