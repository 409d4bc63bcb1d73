"""Gazetteer files are written the same whatever order rows come in, and opened only if they are ours."""

import itertools
from pathlib import Path

import apsw
import pytest

from sayso.errors import GazetteerError
from sayso.records.globe import apart_km
from sayso.resolve.gazetteer import Gazetteer, Row, Writer, is_news_name


def rows() -> list[Row]:
    found = []
    for n, (name, country) in enumerate([("Ormeda", "CHL"), ("Vastrona", "FIN"), ("Ormeda", "FIN")], 1):
        row = Row(
            place_id=n,
            name=name,
            cls="city",
            country=country,
            lat=1.5 * n,
            lon=-2.25 * n,
            km=5,
            weight=3.0 + n,
        )
        row.add(name, 0)
        row.add(f"Old {name}", 1)
        found.append(row)
    return found


def write(path: Path, given: list[Row]) -> bytes:
    writer = Writer(path)
    for row in given:
        writer.add(row)
    writer.finish([("example.org", 2)])
    return path.read_bytes()


def test_order_of_rows_changes_nothing(tmp_path: Path) -> None:
    made = {write(tmp_path / f"{n}.sqlite", list(p)) for n, p in enumerate(itertools.permutations(rows()))}
    assert len(made) == 1


def test_what_is_written_is_read(tmp_path: Path) -> None:
    write(tmp_path / "g.sqlite", rows())
    base = Gazetteer.open(tmp_path / "g.sqlite")
    assert [(c.place_id, c.country, c.weight, c.rank) for c in base.named("ormeda")] == [
        (1, "CHL", 4.0, 0),
        (3, "FIN", 6.0, 0),
    ]
    assert [c.rank for c in base.named("old vastrona")] == [1]
    assert base.named("nowhere") == ()
    home = base.home("example.org")
    assert home is not None
    assert (home.name, home.lat, home.lon) == ("Vastrona", 3.0, -4.5)
    assert base.place(9) is None


def test_two_places_cannot_share_an_id(tmp_path: Path) -> None:
    writer = Writer(tmp_path / "g.sqlite")
    for row in (*rows(), rows()[0]):
        writer.add(row)
    with pytest.raises(GazetteerError):
        writer.finish()


def test_files_of_another_version_are_refused(tmp_path: Path) -> None:
    write(tmp_path / "g.sqlite", rows())
    base = apsw.Connection(str(tmp_path / "g.sqlite"))
    base.execute("UPDATE meta SET value = '0'")
    base.close()
    with pytest.raises(GazetteerError, match="version '0'"):
        Gazetteer.open(tmp_path / "g.sqlite")


def test_distances() -> None:
    assert apart_km(0, 0, 0, 0) == 0
    assert apart_km(48.86, 2.35, 51.51, -0.13) == pytest.approx(344, abs=3)
    assert apart_km(0, 179.5, 0, -179.5) == pytest.approx(111, abs=1)


@pytest.mark.parametrize(
    ("name", "kept"),
    [("Lyon", True), ("lyon", False), ("LYS", False), ("Лион", False), ("Lyon 3", False), ("", False)],
)
def test_names_that_english_texts_may_hold(name: str, kept: bool) -> None:
    assert is_news_name(name) is kept
