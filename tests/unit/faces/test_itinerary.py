import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from going import HAWAII, LATVIA, OSLO, TOKYO, Went, ids, on
from ledgers import open_ledger
from sayso.engine.itinerary_json import STOP_COLUMNS
from sayso.records import Run, Status
from stubs import KIM, PUTIN, speaker

Command = Callable[..., tuple[int, str, str]]
PLAN = Went(
    said="Kim will <visit> [Riga].", time=on("2024-05-14"), status=Status.PLANNED, published="2024-05-10",
    chain=(speaker("the palace"),),
)  # fmt: skip
VISIT = Went(said="Kim <visited> [Riga].", time=on("2024-05-14"), actors=(KIM, PUTIN))
TOLD = (
    Went(said="Kim <met> Putin in [Oslo].", mode=None, place=OSLO, actors=(KIM, PUTIN), time=on("2024-05-10")),
    PLAN,
    VISIT,
    Went(said="Kim <visited> [Latvia].", place=LATVIA, time=on("2024-05-14"), publisher="Other"),
    Went(said="Kim never <visited> [Riga].", time=on("2024-05-14"), status=Status.NEGATED, publisher="Third",
         chain=(speaker("an aide"),)),
    Went(said="Kim <met> aides in [Tokyo].", mode=None, place=TOKYO, time=on("2024-05-14"), publisher="Fourth"),
    Went(said="Kim will <go> to [Honolulu].", place=HAWAII, status=Status.PLANNED, time=on("2024-05-17", "2024-05-18")),
    Went(said="Kim <called> off the visit.", type="REJECT", mode="meet", place=None, recipients=("cty:FRA",)),
    Went(said="Kim has <visited> [Oslo].", place=OSLO, published="2024-01-02"),
    Went(said="Kim <met> Putin.", mode=None, place=None, actors=(KIM, PUTIN), time=on("2024-02-02")),
    Went(said="Putin <visited> [Riga].", actors=(PUTIN,), published="2024-05-20", time=on("2024-05-19")),
)  # fmt: skip


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Command) -> Command:
    """Run the command line over a ledger of some journeys; exit code, stdout and stderr."""
    monkeypatch.setenv("SAYSO_LEDGER", str(tmp_path / "ledger.db"))
    monkeypatch.setenv("COLUMNS", "240")
    with open_ledger(tmp_path / "ledger.db") as ledger:
        ledger.begin_run(Run(run_id="r", code_version="", config_sha256="", model_sha256="", started_at=""))
        for told in TOLD:
            article, account = told.made()
            ledger.add_report("r", article, [account.claim])
    return command


def lines(out: str, *words: str) -> list[str]:
    return [line for line in out.splitlines() if all(word in line for word in words)]


def test_stops_for_people(run: Command) -> None:
    code, out, err = run("itinerary", "Kim")
    assert code == 0
    assert lines(out, "Kim (NOR)", "per:kim · 6 stops · as of 2024-05-20")
    assert lines(out, "..2024-01-02", "Oslo, NOR", "visit", "happened", "1/1")
    assert lines(out, "2024-05-10", "Oslo, NOR", "meet with Putin", "Example Wire", "happened")
    assert lines(out, "2024-05-14", "Riga, LVA", "visit with Putin", "Other", "happened", "2/2")
    # 8,085 km by great circle, whichever of the two comes first
    assert lines(out, "2024-05-14", "8,085")
    assert lines(out, "announced 2024-05-10 by the palace for 2024-05-14")
    assert lines(out, "denied 2024-05-16 by an aide")
    assert lines(out, "accounts differ in status: denied (1); done")
    assert len(lines(out, "on one day")) == 2
    assert lines(out, "said 2024-05-16", "Fra, FRA", "called off")
    assert lines(out, "2024-05-17/", "Honolulu, USA", "planned")
    assert lines(out, "unconfirmed")
    assert err.splitlines() == ["1 visit or meeting told without a place"]


def test_only_the_last_stops_of_many(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sayso.faces.cli.itinerary.TABLE_ROWS", 2)
    code, out, err = run("itinerary", "kim", "--until", "2024-05-14")
    assert code == 0
    assert not lines(out, "Oslo")
    assert "only the last 2 stops of 4; --until D gives earlier ones" in err


def test_as_one_document_and_one_line_per_stop(run: Command) -> None:
    code, out, err = run("itinerary", KIM, "--format", "json")
    assert (code, err) == (0, "")
    doc = json.loads(out)
    assert (doc["schema"], doc["actor"]["id"], doc["unplaced"]) == ("sayso/1", KIM, 1)
    assert [s["place"]["name"] for s in doc["stops"] if s["status"] == "denied"] == ["Fra"]
    code, out, _ = run("itinerary", KIM, "--format", "jsonl")
    rows = [json.loads(line) for line in out.splitlines()]
    assert [r["number"] for r in rows] == [s["number"] for s in doc["stops"]]
    assert rows[0]["leg"] is None
    assert rows[-1]["leg"] == doc["legs"][-1]
    assert {r["actor"] for r in rows} == {KIM}


def test_as_csv_and_on_a_map(run: Command) -> None:
    code, out, _ = run("itinerary", KIM, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert code == 0
    assert tuple(rows[0]) == STOP_COLUMNS
    assert [r["place"] for r in rows if r["unconfirmed"] == "True"] == ["Honolulu"]
    code, out, _ = run("itinerary", KIM, "--format", "geojson")
    features = json.loads(out)["features"]
    assert {f["geometry"]["type"] for f in features if f["geometry"]} == {
        "Point",
        "LineString",
        "MultiLineString",
    }
    assert {f["properties"]["status"] for f in features} == {"done", "planned", "denied"}


def test_days_asked_for_and_as_it_was_known(run: Command) -> None:
    _, out, _ = run("itinerary", "kim", "--since", "2024-05-15", "--format", "jsonl")
    assert [json.loads(line)["place"]["name"] for line in out.splitlines()] == ["Fra", "Honolulu"]
    _, out, _ = run("itinerary", "kim", "--as-of", "2024-05-12", "--format", "jsonl")
    (old, riga) = (json.loads(line) for line in out.splitlines())
    assert (old["place"]["name"], riga["status"], riga["unconfirmed"]) == ("Oslo", "planned", False)
    assert riga["claims"] == ids([PLAN])


def test_nobody_by_that_name(run: Command) -> None:
    code, out, err = run("itinerary", "nobody")
    assert (code, out) == (1, "")
    assert err.startswith("sayso: nobody in the ledger has the id or name 'nobody'\n")
    code, out, err = run("itinerary", "nobody", "--format", "json")
    assert (code, out, json.loads(err)["status"]) == (1, "", 404)


def test_somebody_who_was_nowhere(run: Command) -> None:
    code, out, err = run("itinerary", "FRA")
    assert code == 0
    assert lines(out, "Fra", "cty:FRA · 0 stops")
    assert "no stop of theirs is told in the ledger" in err


def test_several_of_one_name(run: Command, tmp_path: Path) -> None:
    with open_ledger(tmp_path / "ledger.db", create=False) as ledger:
        article, account = Went(said="One <met> two in [Riga].", mode=None, published="2024-03-03").made()
        first, *_ = account.claim.actors
        two = tuple(replace(first, actor_id=f"per:ann-{n}", name=f"Ann {n}") for n in ("lee", "roe"))
        ledger.add_report("r", article, [replace(account.claim, actors=two)])
    code, out, err = run("itinerary", "ann")
    assert (code, out) == (2, "")
    assert "'ann' may mean several actors" in err
    assert "per:ann-lee (Ann lee, 1 event); per:ann-roe (Ann roe, 1 event)" in err
