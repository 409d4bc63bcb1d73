"""Rules as data: what ships holds together, and a wrong file of a user's says where."""

from __future__ import annotations

from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from sayso.errors import ConfigError
from sayso.extract.rules import read_rules, shipped_book

ROW = """
[[rules]]
id = "own-atlantis-arms"
issuer = "Narnia"
name = "Atlantis: arms"
target = ["ATL"]
direction = ["to"]
covers = ["arms"]
start = "2020-01-01"
resolutions = [{ n = "Decree 7", on = "2020-01-01", does = "arms" }]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_of_ones_own_comes_behind_the_shipped_rules(tmp_path: Path) -> None:
    book = read_rules([written(tmp_path, ROW)])
    assert book.rules[:-1] == shipped_book().rules
    (rule,) = book.rows("own-atlantis-arms")
    assert (rule.own, rule.regime, rule.confidence, rule.basis) == (
        True,
        "own-atlantis-arms",
        "medium",
        "Decree 7",
    )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('start = "2020-01-01"', 'start = "2020-13-01"', "field start: must be a day"),
        ('start = "2020-01-01"', "", "field start: is missing"),
        (
            'start = "2020-01-01"',
            'start = "2020-01-01"\nend = "2019-01-01"',
            "field end: must lie after start",
        ),
        ('covers = ["arms"]', 'covers = ["bananas"]', "field covers: has 'bananas'; known are arms"),
        ('covers = ["arms"]', "covers = []", "field covers: is empty"),
        ('direction = ["to"]', 'direction = "to"', "field direction: must be a list"),
        ('direction = ["to"]', 'direction = ["up"]', "field direction: has 'up'"),
        ('target = ["ATL"]', 'target = ["Atlantis"]', "field target: must be ISO 3166"),
        ('target = ["ATL"]', "target = []", "field target: names nobody"),
        ('id = "own-atlantis-arms"', 'id = "Own Rule"', "field id: must be small letters"),
        ('issuer = "Narnia"', 'issuer = "Narnia"\ncolour = "red"', "field colour: is no field"),
        ('does = "arms"', 'what = "arms"', "field resolutions: must hold tables with n, on, does"),
        ('on = "2020-01-01"', 'on = "soon"', "field resolutions.on: must be a day"),
        ('issuer = "Narnia"', 'issuer = "Narnia"\nconfidence = "sure"', "field confidence: must be one of"),
        (
            'issuer = "Narnia"',
            'issuer = "Narnia"\nexceptions = [{ kind = "luck", note = "x" }]',
            "field exceptions.kind: has 'luck'",
        ),
    ],
)
def test_a_wrong_row_is_named_with_its_field(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in ROW
    path = written(tmp_path, ROW.replace(old, new))
    with pytest.raises(ConfigError) as caught:
        read_rules([path])
    assert caught.value.item == str(path)
    assert caught.value.message.startswith("rule 1")
    assert said in caught.value.message


@pytest.mark.parametrize("text", ["[[rule]]\n", "rules = 3\n", "not toml"])
def test_a_file_that_is_none_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_rules([written(tmp_path, text)])
    assert caught.value.code == "config"


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot read rules"):
        read_rules([tmp_path / "none.toml"])


def test_days_may_be_written_as_toml_writes_them(tmp_path: Path) -> None:
    (rule,) = read_rules([written(tmp_path, ROW.replace('start = "2020-01-01"', "start = 2020-01-01"))]).rows(
        "own-atlantis-arms"
    )
    assert rule.start == date(2020, 1, 1)


def test_rows_of_one_rule_do_not_overlap_and_have_one_issuer() -> None:
    book = shipped_book()
    for rule_id in {r.rule_id for r in book.rules}:
        rows = sorted((r for r in book.rules if r.rule_id == rule_id), key=lambda r: r.start)
        assert len({(r.issuer, r.regime) for r in rows}) == 1, rule_id
        for one, other in pairwise(rows):
            assert one.end is not None, rule_id
            assert one.end <= other.start, rule_id


def test_other_ids_mean_one_regime() -> None:
    book = shipped_book()
    names: dict[str, set[str]] = {}
    for rule in book.rules:
        for name in (rule.rule_id, *rule.aka):
            names.setdefault(name, set()).add(rule.regime)
    assert {n for n, regimes in names.items() if len(regimes) > 1} == set()


@pytest.mark.parametrize("rule", shipped_book().rules, ids=lambda r: f"{r.rule_id}@{r.start}")
def test_shipped_rules_are_whole(rule: object) -> None:
    assert rule.resolutions  # type: ignore[attr-defined]
    assert rule.sources  # type: ignore[attr-defined]
    assert bool(rule.binds) == (rule.issuer != "UN")  # type: ignore[attr-defined]
    assert all(len(r.does.split()) >= 1 for r in rule.resolutions)  # type: ignore[attr-defined]
    if rule.term is not None:  # type: ignore[attr-defined]
        assert rule.verify or rule.covers == {"charcoal"}  # type: ignore[attr-defined]


def test_twelve_countries_are_known_to_be_free_of_the_councils_embargoes() -> None:
    free = {f.target for f in shipped_book().free}
    assert len(free) == 12
    # Sudan is free outside Darfur, Zimbabwe since it is no longer Rhodesia, Syria but for groups
    on = date(2025, 6, 1)
    held = {t for r in shipped_book().on(on) if r.issuer == "UN" and not r.places for t in r.target}
    assert not free & held


def test_names_and_days_of_renewal_are_read(tmp_path: Path) -> None:
    more = 'names = ["Poseidonis", "King Gadeiros"]\nrenewed = ["2021-01-02"]\n'
    (rule,) = read_rules([written(tmp_path, ROW + more)]).rows("own-atlantis-arms")
    assert rule.names == ("Poseidonis", "King Gadeiros")
    assert rule.changed_on == (date(2020, 1, 1), date(2021, 1, 2))


def test_a_wrong_day_of_renewal_says_where(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="field renewed: must be a day"):
        read_rules([written(tmp_path, ROW + 'renewed = ["last spring"]\n')])


def test_shipped_renewals_lie_within_their_stretch() -> None:
    for rule in shipped_book().rules:
        assert all(rule.start <= day and (rule.end is None or day <= rule.end) for day in rule.renewed), rule
