"""What place names stand for, on the shipped gazetteer."""

from functools import cache
from pathlib import Path

import pytest

from sayso.errors import GazetteerError
from sayso.records import PlaceContext, PlaceKind, PlaceMatch, PlaceMention, ToponymUse
from sayso.resolve import Places


@cache
def places() -> Places:
    return Places.open()


def find(name: str, *near: str) -> PlaceMatch | None:
    return places().find(name, near=near)


def read(text: str, *names: str, publisher: str | None = None) -> list[PlaceMatch | None]:
    """The places of names as they stand in a text, first to last."""
    mentions, at = [], 0
    for name in names:
        at = text.index(name, at)
        end = at + len(name)
        mentions.append(
            PlaceMention(text=name, start=at, before=text[max(0, at - 48) : at], after=text[end : end + 48])
        )
        at = end
    return list(places().resolve_all(mentions, PlaceContext(publisher=publisher)))


def ids(found: list[PlaceMatch | None]) -> list[str | None]:
    return [None if m is None else m.place_id for m in found]


@pytest.mark.parametrize(
    ("name", "country", "kind", "lat", "lon"),
    [
        ("Vladivostok", "RUS", PlaceKind.CITY, 43.1, 131.9),
        ("Vostochny Cosmodrome", "RUS", PlaceKind.FACILITY, 51.9, 128.3),
        ("Komsomolsk-on-Amur", "RUS", PlaceKind.CITY, 50.6, 137.0),
        ("Goma", "COD", PlaceKind.CITY, -1.7, 29.2),
        ("Aleppo", "SYR", PlaceKind.CITY, 36.2, 37.2),
        ("Yongbyon", "PRK", PlaceKind.FACILITY, 39.8, 125.8),
        ("Zaporizhzhia plant", "UKR", PlaceKind.FACILITY, 47.5, 34.6),
        ("Gulf of Aden", None, PlaceKind.WATER, 12.5, 48.0),
        ("Bab el-Mandeb", None, PlaceKind.WATER, 12.6, 43.3),
    ],
)
def test_places_are_where_they_are(
    name: str, country: str | None, kind: PlaceKind, lat: float, lon: float
) -> None:
    found = find(name)
    assert found is not None
    assert (found.country, found.kind) == (country, kind)
    assert found.lat == pytest.approx(lat, abs=0.3)
    assert found.lon == pytest.approx(lon, abs=0.3)
    assert found.p > 0.8


@pytest.mark.parametrize(
    ("name", "place_id"),
    [
        ("N.Y.", "adm:US.NY"),
        ("Calif.", "adm:US.CA"),
        ("Ont.", "adm:CA.08"),
        ("NSW", "adm:AU.02"),
        ("DRC", "cty:COD"),
        ("UAE", "cty:ARE"),
        ("U.S.", "cty:USA"),
        ("T&T", "cty:TTO"),
        ("UKRAINE", "cty:UKR"),
        ("São Paulo", "geo:3448439"),
        ("SAO PAULO", "geo:3448439"),
        ("St. Petersburg", "geo:498817"),
        ("Ohioans", "adm:US.OH"),
        ("Abkhaz", "adm:GE.02"),
        ("Dagestani", "adm:RU.17"),
        ("Kurdish", "loc:kurdistan"),
        ("Scottish", "adm:GB.SCT"),
        ("Heathrow", "loc:heathrow-airport"),
        ("Washington", "geo:4140963"),
        ("Washington state", "adm:US.WA"),
        ("New York", "geo:5128581"),
        ("Gaza", "adm:PS.GZ"),
        ("European", "loc:europe"),
        ("EU", "geo:6695072"),
    ],
)
def test_spellings_abbreviations_and_peoples(name: str, place_id: str) -> None:
    found = find(name)
    assert found is not None
    assert found.place_id == place_id


@pytest.mark.parametrize(
    ("name", "near", "place_id"),
    [
        ("Izmail, Ukraine", (), "geo:707308"),
        ("Paris, Texas", (), "geo:4717560"),
        ("Springfield, Ill.", (), "geo:4250542"),
        ("Delhi High Court", ("IND",), "geo:1273294"),
        ("the port of Izmail", (), "geo:707308"),
        ("northern Mali", (), "loc:northern-mali"),
        ("Georgia", ("USA",), "adm:US.GA"),
        ("Georgia", (), "cty:GEO"),
    ],
)
def test_what_stands_round_a_name_tells_which_place_it_is(
    name: str, near: tuple[str, ...], place_id: str
) -> None:
    found = find(name, *near)
    assert found is not None
    assert found.place_id == place_id


def test_a_name_of_many_places_is_held_loosely_and_names_the_runner_up() -> None:
    found = find("Springfield")
    assert found is not None
    assert found.p < 0.5
    assert found.runner_up is not None
    assert found.runner_up.name == "Springfield"
    assert found.runner_up.place_id != found.place_id
    assert 0 < found.runner_up.p <= found.p


@pytest.mark.parametrize(
    "name",
    ["", " ", "nowhereville", "Qwrtzplmk", "Vlöndheimskär", "\u200f", "x" * 5000, "Zzyzx Grrbl Hospital"],
)
def test_what_is_no_place_is_none(name: str) -> None:
    assert find(name) is None


def test_places_of_a_report_decide_together() -> None:
    text = "Officials in Paris met those of Dallas and Fort Worth, Texas, about the road to Sulphur Springs."
    paris, dallas, worth, texas, springs = read(
        text, "Paris", "Dallas", "Fort Worth", "Texas", "Sulphur Springs"
    )
    assert ids([paris, texas]) == ["geo:4717560", "adm:US.TX"]
    assert all(m is not None and m.admin1 == "Texas" for m in (dallas, worth, springs))


def test_without_such_company_the_same_name_is_the_great_one() -> None:
    text = "The president flew from Paris to Berlin and went on to Madrid."
    assert ids(read(text, "Paris", "Berlin", "Madrid")) == ["geo:2988507", "geo:2950159", "geo:3117735"]


def test_a_publisher_has_a_home() -> None:
    text = "A fire broke out near the mill in Athens, the sheriff said."
    abroad, ohio, texas = (
        read(text, "Athens", publisher=p)[0]
        for p in (None, "https://www.athensnews.com/a/1.html", "athensreview.com")
    )
    assert abroad is not None
    assert ohio is not None
    assert texas is not None
    assert (abroad.country, ohio.admin1, texas.admin1) == ("GRC", "Ohio", "Texas")


def test_one_name_has_one_sense_unless_the_text_parts_them() -> None:
    text = "Springfield, Ill., and Springfield, Mass., are twins. Springfield grew."
    first, second, third = read(text, "Springfield", "Springfield", "Springfield")
    assert ids([first, second]) == ["geo:4250542", "geo:4951788"]
    assert third is not None
    assert third.place_id == "geo:4250542"


def test_a_site_that_no_gazetteer_holds_lies_in_the_town_of_its_report() -> None:
    text = "Police in Toronto closed Dubonnet Crescent Park after a fire. Toronto firemen came."
    toronto, park, _ = read(text, "Toronto", "Dubonnet Crescent Park", "Toronto")
    assert toronto is not None
    assert park is not None
    assert park.anchored
    assert (park.place_id, toronto.anchored) == (toronto.place_id, False)
    assert (park.within_km or 0) > (toronto.within_km or 0)
    assert park.p < toronto.p


def test_unknown_names_of_a_report_stay_unknown() -> None:
    text = "Qwrtzplmk said that Lyon would pay."
    assert read(text, "Qwrtzplmk", "Lyon")[0] is None


@pytest.mark.parametrize(
    ("text", "name", "use"),
    [
        ("Floods came to Turkey.", "Turkey", ToponymUse.LITERAL),
        ("The Turkish troops left.", "Turkish", ToponymUse.DEMONYM),
        ("Turkey's president spoke.", "Turkey", ToponymUse.ASSOCIATIVE),
        ("Yesterday Turkey said no.", "Turkey", ToponymUse.ASSOCIATIVE),
        ("A vote of the Norwich City Council", "Norwich City Council", ToponymUse.EMBEDDED),
    ],
)
def test_what_a_name_is_used_for(text: str, name: str, use: ToponymUse) -> None:
    found = read(text, name)[0]
    assert found is not None
    assert found.use is use


def test_what_the_reader_saw_of_a_name_counts() -> None:
    mention = PlaceMention(text="Turkey", use=ToponymUse.EMBEDDED)
    found = places().resolve_all([mention], PlaceContext())[0]
    assert found is not None
    assert found.use is ToponymUse.EMBEDDED


def test_answers_know_their_geonameid() -> None:
    lyon, kurdistan = find("Lyon"), find("Kurdistan")
    assert lyon is not None
    assert kurdistan is not None
    assert (lyon.geonameid, kurdistan.geonameid) == (2996944, None)


def test_a_dateline_is_a_town() -> None:
    text = "NEW YORK (AP) — Shares fell."
    assert ids(read(text, "NEW YORK")) == ["geo:5128581"]


def test_damaged_files_are_named(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite").write_bytes(b"no database at all")
    (tmp_path / "x.json").write_text("{}")
    with pytest.raises(GazetteerError):
        Places.open(tmp_path / "x.sqlite")
    with pytest.raises(GazetteerError):
        Places.open(tmp_path / "none.sqlite")
    with pytest.raises(GazetteerError):
        Places.open(weights=tmp_path / "x.json")
