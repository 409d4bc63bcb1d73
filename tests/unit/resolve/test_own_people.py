"""A user's own table of office holders."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from sayso.errors import GazetteerError
from sayso.resolve import Actors, Places


def opened(folder: Path, text: str) -> Actors:
    file = folder / "people.csv"
    file.write_text(text, encoding="utf-8")
    return Actors.open(Places.open(), people=file)


def test_people_of_a_csv_are_known_with_their_days(tmp_path: Path) -> None:
    actors = opened(
        tmp_path,
        "country,name,office,sectors,from,to\nNOR,Ragnvald Tveitaskog,fisheries minister,GOV,2019-02-01,2021-10-14\n",
    )
    found = actors.find("Ragnvald Tveitaskog", on=date(2020, 5, 1))
    assert (found.country, found.sectors) == ("NOR", ("GOV",))
    assert actors.find("Tveitaskog", label="person", on=date(2020, 5, 1)).country == "NOR"
    assert "ELI" in actors.find("Ragnvald Tveitaskog", on=date(2023, 5, 1)).sectors
    assert actors.find("Vladimir Putin").country == "RUS"


def test_an_office_that_many_hold_names_nobody_in_particular(tmp_path: Path) -> None:
    actors = opened(
        tmp_path,
        "name,country,office,sectors\nRagnvald Tveitaskog,NOR,lawmaker,LEG\nSolveig Askelund,NOR,chancellor,GOV\n",
    )
    on = date(2020, 5, 1)
    assert actors.find("Ragnvald Tveitaskog", on=on).sectors == ("LEG",)
    assert actors.find("a Norwegian lawmaker", on=on).name == "Norwegian lawmaker"
    assert actors.find("the Norwegian chancellor", on=on).name == "Solveig Askelund"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name,nation\nA B,NOR\n", "other columns"),
        ("country\nNOR\n", "other columns"),
        ("name,country\n,NOR\n", "names nobody"),
        ("name,country,from\nA B,NOR,last spring\n", "spring"),
        ("name,country\nA B,NOR,GOV\n", "other columns"),
    ],
)
def test_a_bad_table_is_refused_with_its_fault(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(GazetteerError) as caught:
        opened(tmp_path, text)
    assert told in str(caught.value)


def test_a_missing_table_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError):
        Actors.open(Places.open(), people=tmp_path / "nowhere.csv")
