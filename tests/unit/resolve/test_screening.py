"""Screening: lists are read and kept, and names judged by what they share and how rare that is."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from sayso.errors import FormatError, GazetteerError
from sayso.resolve.screening import Asked, ListFile, Screener, import_list, read_entities
from sayso.resolve.screening.words import name_words

ARMS = {"name": ["Yantra Sopolev Arms Export"], "alias": ["YASEX"], "country": ["ru"], "topics": ["sanction"]}
ANTON = {
    "name": ["Anton Pavlovich Zubrovsky", "Антон Павлович Зубровский"], "alias": ["Antoine Zubrowski"],
    "weakAlias": ["The Baker"], "nationality": ["by"], "birthDate": ["1961-04-02"], "topics": ["sanction"],
}  # fmt: skip


def row(entity_id: str, schema: str, properties: Mapping[str, object], **more: object) -> bytes:
    doc = {"id": entity_id, "schema": schema, "properties": properties, "datasets": ["invented_list"]}
    return json.dumps(doc | more).encode() + b"\n"


def common(n: int) -> list[bytes]:
    """Many people of the same two names, each with a third of his own."""
    return [
        row(f"c{i}", "Person", {"name": [f"Mohammed Ali Qx{i}v"], "nationality": ["ye"]}) for i in range(n)
    ]


def made(path: Path, rows: Iterable[bytes], name: str = "one") -> Path:
    import_list(path, rows, name=name, file=f"{name}.json")
    return path


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    rows = [
        row("p1", "Person", ANTON, caption="Anton Zubrovsky"),
        row("o1", "Company", ARMS),
        row("g1", "Organization", {"name": ["Harakat al-Quraym"], "country": ["so"]}),
        row("a1", "Address", {"full": ["1 Long Road"]}),
        row("n1", "Person", {"name": ["Not A Target"]}, target=False),
        *common(300),
    ]
    return made(tmp_path / "lists.db", rows)


def ids(path: Path, name: str, **asked: object) -> list[str]:
    with ListFile.open(path) as opened:
        return [h.entity.entity_id for h in Screener(opened).screen(Asked(name=name, **asked))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Anton Pavlovich Zubrovsky", ["p1"]),
        ("ANTON ZUBROVSKY", ["p1"]),
        ("Zubrovsky, Anton", ["p1"]),
        ("Антон Зубровский", ["p1"]),
        ("Anton Zubrovskiy", ["p1"]),
        ("Antoine Zubrowski", ["p1"]),
        ("Yantra Sopolev Arms Export LLC", ["o1"]),
        ("YASEX", ["o1"]),
        ("Harakat al Quraym", ["g1"]),
        ("Zubrovsky", []),  # a family name alone is nobody
        ("Anton Tchernov", []),
        ("Mohammed Ali", []),  # three hundred have these two
        ("Not A Target", []),
        ("Long Road", []),
        ("", []),
        ("李", []),
    ],
)
def test_who_is_found(lists: Path, name: str, found: list[str]) -> None:
    assert ids(lists, name) == found


def test_a_full_common_name_is_found_alone(lists: Path) -> None:
    assert ids(lists, "Mohammed Ali Qx17v")[0] == "c17"


def test_what_disagrees_lowers_the_score(lists: Path) -> None:
    with ListFile.open(lists) as opened:
        screener = Screener(opened)
        (plain,) = screener.screen(Asked(name="Anton Zubrovsky"))
        (same,) = screener.screen(Asked(name="Anton Zubrovsky", country="BLR", person=True))
        (abroad,) = screener.screen(Asked(name="Anton Zubrovsky", country="PER"))
        bodies = screener.screen(Asked(name="Anton Zubrovsky", person=False), floor=0)
    assert plain.score == same.score == 1.0
    assert plain.exact
    assert abroad.score < same.score
    assert abroad.notes == ("another country (BLR)",)
    assert bodies[0].score < abroad.score
    assert "a person and a body" in bodies[0].notes


def test_a_hit_shows_its_evidence(lists: Path) -> None:
    with ListFile.open(lists) as opened:
        (hit,) = Screener(opened).screen(Asked(name="Anton Zubrovskiy"))
    assert (hit.list_name, hit.entity.entity_id, hit.matched) == ("one", "p1", "Anton Zubrovsky")
    assert set(hit.words) == {("anton", "anton"), ("zubrovskiy", "zubrovsky")}
    assert not hit.exact
    assert 0.7 <= hit.score < 1
    assert hit.entity.countries == ("BLR",)
    assert hit.entity.datasets == ("invented_list",)
    assert hit.entity.born == "1961-04-02"


def test_a_weak_alias_counts_less(lists: Path) -> None:
    with ListFile.open(lists) as opened:
        hits = Screener(opened).screen(Asked(name="The Baker"), floor=0)
    assert hits[0].entity.entity_id == "p1"
    assert "a weak alias" in hits[0].notes
    assert hits[0].score < 0.7


def test_a_list_replaces_itself_and_leaves_others(tmp_path: Path) -> None:
    path = tmp_path / "lists.db"
    made(path, [row("o1", "Company", ARMS)], "one")
    made(path, [row("p1", "Person", ANTON)], "two")
    made(path, [row("p2", "Person", ANTON), row("p2", "Person", ANTON)], "one")
    with ListFile.open(path) as opened:
        assert [(i.name, i.entities) for i in opened.lists()] == [("one", 1), ("two", 1)]
        assert [e.entity_id for e in opened.entities("one")] == ["p2"]
        assert {
            h.entity.entity_id for h in Screener(opened).screen(Asked(name="Anton Zubrovsky"), floor=0.5)
        } == {
            "p1",
            "p2",
        }
    assert [p.name for p in tmp_path.iterdir()] == ["lists.db"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (b"{", "line 2 is no FollowTheMoney entity"),
        (b"[]", "line 2 is no FollowTheMoney entity"),
        (b'{"id": "x", "schema": "Person"}', "properties is None"),
        (b'{"schema": "Person", "properties": {}}', "id is None"),
    ],
)
def test_a_line_that_is_no_entity_is_named_and_nothing_changes(
    tmp_path: Path, line: bytes, said: str
) -> None:
    path = made(tmp_path / "lists.db", [row("o1", "Company", ARMS)])
    before = path.read_bytes()
    with pytest.raises(FormatError, match=said):
        made(path, [row("o2", "Company", ARMS), line])
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["lists.db"]


def test_no_list_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(GazetteerError, match="no list has been imported"):
        ListFile.open(tmp_path / "lists.db")


def test_another_file_is_no_list(tmp_path: Path) -> None:
    path = tmp_path / "lists.db"
    path.write_text("text", encoding="utf-8")
    with pytest.raises(GazetteerError, match="cannot be read"):
        ListFile.open(path)


def test_nested_properties_do_not_stand_in_the_way() -> None:
    nested = {**ARMS, "ownershipAsset": [{"id": "x", "schema": "Ownership", "properties": {}}]}
    (entity,) = read_entities([row("o1", "Company", nested, target=True)], "f")
    assert entity.names == ("Yantra Sopolev Arms Export", "YASEX")
    assert entity.countries == ("RUS",)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("ООО «Вектор»", ("vektor",)),
        ("Щукин", ("shchukin",)),
        ("The Co., Ltd.", ("co", "ltd")),  # nothing else is left
        ("Müller GmbH", ("muller",)),
        ("   ", ()),
    ],
)
def test_words_of_a_name(name: str, words: tuple[str, ...]) -> None:
    assert name_words(name) == words
