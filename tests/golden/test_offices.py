"""Offices learned from texts, and what they are good for: the whole way, with the real parts."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from sayso.engine.catalog import Given
from sayso.engine.config import Settings, load_settings
from sayso.engine.offices import OfficeQuery, holder_to_row
from sayso.engine.pipeline import CodedReport
from sayso.engine.session import Session
from sayso.faces.cli.main import main
from sayso.records import Actor

NAME = "Tomas Quillacarra"
TEXTS = {
    "2024-01-10": f"Peruvian Foreign Minister {NAME} met Ingrid Solheimdal, Norway's fisheries minister, in Lima on "
    "Monday and signed an agreement on fish.",
    "2024-02-10": f"{NAME}, the foreign minister of Peru, accused Chile of sending troops to the border.",
    "2024-06-20": f"Former Peruvian foreign minister {NAME} condemned the attack on the port.",
}
#: Nothing here tells where he is from.
BARE = f"{NAME} condemned the attack on the port of Callao."


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a ledger of the three texts."""
    folder = tmp_path_factory.mktemp("offices")
    rows = [{"text": text, "published": day, "publisher": f"Paper {day}"} for day, text in TEXTS.items()]
    (folder / "rows.jsonl").write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")
    results = list(asking(folder).code([str(folder / "rows.jsonl")], keep=True))
    assert all(isinstance(r, CodedReport) and r.claims for r in results)
    return folder


def asking(folder: Path) -> Session:
    return Session(load_settings({"HOME": str(folder)}, flags={"ledger.path": str(folder / "l.db")}))


def mention(settings: Settings, folder: Path, day: date) -> Actor:
    """Whom a bare mention of the name means in a report of that day."""
    (folder / "bare.txt").write_text(BARE, encoding="utf-8")
    (report,) = Session(settings).code([str(folder / "bare.txt")], Given(published=day), keep=False)
    assert isinstance(report, CodedReport)
    return next(a for c in report.claims for a in c.actors if a.text == NAME)


def test_what_texts_call_a_person_is_known_of_a_bare_name_later(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        main(["offices", "--format", "csv", "--ledger", str(folder / "l.db")])
    assert not left.value.code
    holders = folder / "holders.csv"
    holders.write_text(capsys.readouterr().out, encoding="utf-8", newline="")
    assert holders.read_text(encoding="utf-8").splitlines() == [
        "name,aliases,country,office,sectors,from,to",
        f"{NAME},,PER,foreign minister,GOV,2024-01-10,2024-06-19",
    ]

    environ = {"HOME": str(folder)}
    without = mention(load_settings(environ), folder, date(2024, 4, 1))
    assert (without.country, without.sectors) == (None, ())

    told = load_settings({**environ, "SAYSO_ACTORS_PEOPLE": str(holders)})
    held = mention(told, folder, date(2024, 4, 1))
    assert (held.name, held.country, held.sectors) == (NAME, "PER", ("GOV",))
    later = mention(told, folder, date(2024, 8, 1))
    assert (later.country, later.sectors) == ("PER", ("ELI",))


def test_one_report_is_enough_where_it_is_asked_for(folder: Path) -> None:
    found = {h.name: holder_to_row(h) for h in asking(folder).offices(OfficeQuery(reports=1))}
    assert set(found) == {NAME, "Ingrid Solheimdal"}
    assert found["Ingrid Solheimdal"] == {
        "name": "Ingrid Solheimdal", "aliases": "", "country": "NOR", "office": "agriculture minister",
        "sectors": "GOV AGR", "from": "2024-01-10", "to": "",
    }  # fmt: skip
