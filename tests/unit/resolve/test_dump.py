"""A second gazetteer, built from an invented dump in GeoNames' format."""

import zipfile
from pathlib import Path

import pytest

from sayso.errors import FormatError
from sayso.records import PlaceContext, PlaceKind, PlaceMention
from sayso.resolve import Places
from sayso.resolve.dump import build_from_dump


def line(  # noqa: PLR0917 - the columns of a table
    geonameid: int,
    name: str,
    cls: str,
    code: str,
    area: str = "",
    people: int = 0,
    others: str = "",
    at: str = "48.5\t12.5",
) -> str:
    """One line of a dump, in the country Norway."""
    return f"{geonameid}\t{name}\t{name}\t{others}\t{at}\t{cls}\t{code}\tNO\t\t{area}\t\t\t{people}\t\t\tEurope/Oslo\t2024-01-01"


LINES = [
    line(90_000_001, "Kingdom of Norvania", "A", "PCLI", "00", 5_000_000),
    line(90_000_002, "Vrandheim Fylke", "A", "ADM1", "77\t", 400_000),
    line(90_000_003, "Skjoldvik", "P", "PPL", "77\t0101", 900, "Skjoldvika,Шёлдвик,SKJ"),
    line(90_000_004, "Vrandheim County", "A", "ADM2", "77\t0101", 20_000),
    line(90_000_005, "Trollfossen", "H", "FLLS", "77\t"),
    line(90_000_006, "Gamle Mølle", "S", "ML", "77\t"),
]
#: The two forms of the fixture's area column have to make 19 columns.
LINES = [row if row.count("\t") == 18 else row.replace("\tNO\t\t00\t", "\tNO\t\t00\t\t") for row in LINES]


@pytest.fixture
def dump(tmp_path: Path) -> Path:
    file = tmp_path / "allCountries.txt"
    file.write_text("\n".join(LINES) + "\n", encoding="utf-8")
    return file


def test_the_lines_of_the_fixture_are_geonames(dump: Path) -> None:
    assert {row.count("\t") for row in LINES} == {18}


def test_the_second_file_is_asked_for_what_the_first_lacks(dump: Path, tmp_path: Path) -> None:
    out = tmp_path / "own.sqlite"
    built = build_from_dump(dump, out)
    assert (built.n_places, built.n_bytes) == (5, out.stat().st_size)
    places = Places.open(second=out)
    found = places.find("Skjoldvik")
    assert found is not None
    assert (found.place_id, found.kind, found.country, found.admin1) == (
        "geo:90000003",
        PlaceKind.CITY,
        "NOR",
        "Vrandheim Fylke",
    )
    assert places.find("Trollfossen") is not None
    assert Places.open().find("Skjoldvik") is None
    oslo = places.find("Oslo")
    assert oslo is not None
    assert oslo.geonameid == 3143244


def test_the_report_may_name_places_of_both_files(dump: Path, tmp_path: Path) -> None:
    build_from_dump(dump, tmp_path / "own.sqlite")
    mentions = [PlaceMention(text="Skjoldvika", start=0), PlaceMention(text="Norway", start=20)]
    found = Places.open(second=tmp_path / "own.sqlite").resolve_all(mentions, PlaceContext())
    assert [m and m.place_id for m in found] == ["geo:90000003", "cty:NOR"]


def test_classes_choose_what_is_taken(dump: Path, tmp_path: Path) -> None:
    assert build_from_dump(dump, tmp_path / "p.sqlite", classes="P").n_places == 1
    assert build_from_dump(dump, tmp_path / "s.sqlite", classes="S").n_places == 1


def test_the_same_dump_gives_the_same_bytes(dump: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.txt"
    again.write_text("\n".join(reversed(LINES)) + "\n", encoding="utf-8")
    build_from_dump(dump, tmp_path / "a.sqlite")
    build_from_dump(again, tmp_path / "b.sqlite")
    assert (tmp_path / "a.sqlite").read_bytes() == (tmp_path / "b.sqlite").read_bytes()


def test_alternate_names_come_from_their_own_file(dump: Path, tmp_path: Path) -> None:
    alt = tmp_path / "alternateNamesV2.txt"
    rows = [
        "1\t90000003\ten\tShieldbay Harbour\t1\t\t\t\t\t",
        "2\t90000003\tru\tШёлдвик\t\t\t\t\t\t",
        "3\t90000003\tlink\thttps://example.org/Wikipedia\t\t\t\t\t\t",
        "4\t12345\ten\tElsewhere Altogether\t\t\t\t\t\t",
    ]
    alt.write_text("\n".join(rows) + "\n", encoding="utf-8")
    build_from_dump(dump, tmp_path / "own.sqlite", alt=alt)
    places = Places.open(second=tmp_path / "own.sqlite")
    found = places.find("Shieldbay Harbour")
    assert found is not None
    assert found.place_id == "geo:90000003"
    assert places.find("Elsewhere Altogether") is None


def test_a_zip_archive_will_do(dump: Path, tmp_path: Path) -> None:
    archive = tmp_path / "NO.zip"
    with zipfile.ZipFile(archive, "w") as out:
        out.writestr("readme.txt", "no data")
        out.write(dump, "NO.txt")
    assert build_from_dump(archive, tmp_path / "own.sqlite").n_places == 5


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "empty"),
        ("one\ttwo\n", "line 1 has 2 columns"),
        (LINES[0] + "\n" + LINES[2][:40] + "\n", "line 2 has"),
        (LINES[0].replace("90000001", "ninety") + "\n", "line 1 holds no number"),
        (LINES[0].replace("48.5", "148.5") + "\n", "line 1 lies nowhere"),
        (LINES[5] + "\n", "no place of the classes"),
    ],
)
def test_a_malformed_dump_is_refused_and_leaves_nothing(tmp_path: Path, text: str, message: str) -> None:
    dump = tmp_path / "dump.txt"
    dump.write_text(text, encoding="utf-8")
    with pytest.raises(FormatError, match=message) as caught:
        build_from_dump(dump, tmp_path / "own.sqlite")
    assert caught.value.code == "format"
    assert caught.value.hint
    assert [p.name for p in tmp_path.iterdir()] == ["dump.txt"]


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "dump.txt").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(FormatError, match="UTF-8"):
        build_from_dump(tmp_path / "dump.txt", tmp_path / "own.sqlite")
    (tmp_path / "dump.zip").write_bytes(b"PK no archive")
    with pytest.raises(FormatError, match="damaged"):
        build_from_dump(tmp_path / "dump.zip", tmp_path / "own.sqlite")
    with pytest.raises(FormatError, match="cannot be read"):
        build_from_dump(tmp_path / "nowhere.txt", tmp_path / "own.sqlite")


def test_progress_is_told(dump: Path, tmp_path: Path) -> None:
    told: list[str] = []
    build_from_dump(dump, tmp_path / "own.sqlite", progress=lambda stage, lines: told.append(stage))
    assert told == ["sorting"]
