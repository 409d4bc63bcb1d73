"""Itineraries of texts, the whole way, with the real parts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sayso.engine.config import load_settings
from sayso.engine.itinerary import Itinerary
from sayso.engine.session import ItineraryQuery, Session

TEXTS = (
    {
        "published": "2024-05-13",
        "publisher": "Harbour Post",
        "text": "Turkish Foreign Minister Hakan Fidan will travel to Riga on Wednesday, the foreign ministry said on "
        "Monday. He will then visit Tallinn.",
    },
    {
        "published": "2024-05-16",
        "publisher": "Riga Daily",
        "text": "Fidan visited Latvia on Wednesday and held talks with President Edgars Rinkevics in Riga, LETA "
        "reported.",
    },
    {
        "published": "2024-05-16",
        "publisher": "Quay Wire",
        "text": "Hakan Fidan spoke by phone with Antony Blinken on Thursday. His visit to Baku was cancelled, an aide "
        "said.",
    },
    {
        "published": "2024-05-16",
        "publisher": "Gulf Paper",
        "text": "Qatar's emir received Ukrainian President Volodymyr Zelenskiy in Doha on Tuesday. Zelenskiy flew on to "
        "Amman on Wednesday, his office said.",
    },
    {
        "published": "2024-05-16",
        "publisher": "Northern Paper",
        "text": "Zelenskiy met soldiers in Kharkiv on Tuesday.",
    },
    {
        "published": "2024-05-16",
        "publisher": "Signal",
        "text": "The Kremlin denied that President Vladimir Putin had visited Minsk on Tuesday. Putin ordered his "
        "forces to attack Kharkiv.",
    },
    {"published": "2024-05-20", "publisher": "Signal", "text": "Rain fell in Quito."},
)


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Session:
    """Asks a ledger of the texts."""
    folder: Path = tmp_path_factory.mktemp("itinerary")
    (folder / "rows.jsonl").write_text("".join(json.dumps(r) + "\n" for r in TEXTS), encoding="utf-8")
    session = Session(load_settings({"HOME": str(folder)}, flags={"ledger.path": str(folder / "l.db")}))
    assert len(list(session.code([str(folder / "rows.jsonl")], keep=True))) == len(TEXTS)
    return session


def of(asking: Session, actor: str) -> Itinerary:
    found = asking.itinerary(ItineraryQuery(actor=actor))
    assert found is not None
    return found


def test_a_visit_that_was_announced_took_place_and_one_that_was_is_open(asking: Session) -> None:
    found = of(asking, "Fidan")
    stops = {s.place.name: s for s in found.stops}
    riga = stops["Riga"]
    assert (riga.status, riga.edtf) == ("done", "2024-05-15")
    assert riga.announced is not None
    assert riga.announced.first_published == "2024-05-13"
    assert [c.name for c in riga.companions] == ["Edgars Rinkevics"]
    assert (stops["Tallinn"].status, stops["Tallinn"].edtf) == ("planned", "2024-05-13/..")
    # the call puts him nowhere
    assert set(stops) <= {"Riga", "Tallinn", "Azerbaijan", "Baku"}


def test_two_far_places_on_one_day_are_shown(asking: Session) -> None:
    found = of(asking, "Volodymyr Zelensky")
    assert {(s.place.name, s.edtf, bool(s.clashes)) for s in found.stops} == {
        ("Doha", "2024-05-14", True),
        ("Kharkiv", "2024-05-14", True),
        ("Amman", "2024-05-15", False),
    }
    assert any(leg.impossible for leg in found.legs)


def test_a_denied_visit_and_orders_put_nobody_anywhere(asking: Session) -> None:
    found = of(asking, "Putin")
    assert [(s.place.name, s.status) for s in found.stops] == [("Minsk", "denied")]
