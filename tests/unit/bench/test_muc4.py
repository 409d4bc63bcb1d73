from __future__ import annotations

import pytest

from bench.muc4_key import SLOTS, Fill, Template, key_template
from bench.muc4_score import Tally, agree, align, count, total

BY_NAME = {s.name: s for s in SLOTS}
KEY = {
    "optional": "1",
    "slots": {
        "INCIDENT: DATE": ["- 03 MAY 90"],
        "INCIDENT: LOCATION": ["PERU: LORETO (DEPARTMENT): TULCO (TOWN)"],
        "INCIDENT: TYPE": ["BOMBING"],
        "HUM TGT: NAME": ['"ANA RUIZ"'],
        "HUM TGT: DESCRIPTION": ['"MAYOR": "ANA RUIZ"', '? "GUARDS" / "TWO GUARDS"'],
        "HUM TGT: NUMBER": ['1: "ANA RUIZ"', '2: "GUARDS" / "TWO GUARDS"'],
    },
}


def credit(slot: str, ours: str, key: str, refs: str = "", key_refs: str = "") -> float:
    mine = Fill((ours,), (refs,) if refs else ())
    return agree(BY_NAME[slot], mine, Fill(tuple(key.split(" / ")), (key_refs,) if key_refs else ()))


def test_a_key_is_read_with_alternatives_targets_and_options() -> None:
    made = key_template(KEY)
    assert made.fills["hum-tgt-desc"] == [
        Fill(("MAYOR",), ("ANA RUIZ",)),
        Fill(("GUARDS", "TWO GUARDS"), (), optional=True),
    ]
    assert made.fills["hum-tgt-num"][1] == Fill(("2",), ("GUARDS", "TWO GUARDS"))
    assert made.fills["inc-loc"][0].values == ("PERU: LORETO (DEPARTMENT): TULCO (TOWN)",)


@pytest.mark.parametrize(
    ("ours", "key", "expected"),
    [
        ("03 MAY 90", "03 MAY 90", 1.0),
        ("- 03 MAY 90", "- 03 MAY 90", 1.0),
        ("- 03 MAY 90", "03 MAY 90", 0.5),
        ("03 MAY 90", "01 MAY 90 - 31 MAY 90", 0.5),
        ("14 DEC 89 - 15 DEC 89", "14 DEC 89 - 15 DEC 89", 1.0),
        ("04 MAY 90", "03 MAY 90", 0.0),
        ("- 04 MAY 90", "03 MAY 90", 0.0),
    ],
)
def test_days(ours: str, key: str, expected: float) -> None:
    assert credit("inc-date", ours, key) == expected


@pytest.mark.parametrize(
    ("ours", "key", "expected"),
    [
        ("PERU: LORETO (DEPARTMENT): TULCO (CITY)", "PERU: TULCO (TOWN)", 1.0),
        ("PERU", "PERU: TULCO (TOWN)", 0.5),
        ("PERU: TULCO (CITY)", "PERU", 0.5),
        ("PERU: TULCO (CITY)", "PERU: TULCO (CITY): CENTRO (DISTRICT)", 0.5),
        ("PERU: TULCO (CITY)", "PERU: ORMEDA (CITY)", 0.0),
        ("CHILE: TULCO (CITY)", "PERU: TULCO (CITY)", 0.0),
        ("PERU", "PERU", 1.0),
    ],
)
def test_places(ours: str, key: str, expected: float) -> None:
    assert credit("inc-loc", ours, key) == expected


@pytest.mark.parametrize(
    ("slot", "ours", "key", "expected"),
    [
        ("perp-ind-id", "ARMED MEN", "HEAVILY ARMED MEN", 1.0),
        ("perp-ind-id", "MEN OF THE FRONT", "GUARDS OF THE FRONT", 0.0),
        ("hum-tgt-name", "RUIZ", "ANA RUIZ", 1.0),
        ("inc-type", "ATTACK", "BOMBING", 0.5),
        ("inc-type", "KIDNAPPING", "BOMBING", 0.0),
        ("hum-tgt-num", "PLURAL", "12", 0.5),
        ("hum-tgt-num", "12", "~12", 1.0),
    ],
)
def test_values(slot: str, ours: str, key: str, expected: float) -> None:
    assert credit(slot, ours, key, "RUIZ", "RUIZ") == expected


def test_a_right_value_of_the_wrong_target_counts_a_half() -> None:
    assert credit("hum-tgt-type", "CIVILIAN", "CIVILIAN", "MEN", "WOMEN") == 0.5


def test_a_type_without_any_content_is_no_match() -> None:
    ours = Template()
    ours.add("inc-type", "BOMBING")
    ours.add("inc-loc", "PERU: TULCO (TOWN)")
    assert align([ours], [key_template(KEY)]) == []
    ours.add("hum-tgt-name", "RUIZ")
    assert align([ours], [key_template(KEY)]) == [(0, 0)]


def test_what_is_optional_is_possible_only_where_it_was_met() -> None:
    key = key_template({**KEY, "optional": "1 (OPTIONAL)"})
    tallies = {name: Tally() for name in ("template-id", *BY_NAME)}
    count(tallies, [], [key], [])
    assert total(tallies) == Tally()
    count(tallies, [key], [key], [(0, 0)])
    assert total(tallies).f1 == pytest.approx(100)
    assert tallies["template-id"].possible == 1
