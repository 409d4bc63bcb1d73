"""`sayso rules` and `sayso screen` from the command line."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ledgers import open_ledger
from sayso.records import Actor, ActorKind, Role, Run, Span
from stubs import Told

Command = Callable[..., tuple[int, str, str]]
OWN = """
[[rules]]
id = "own-arms"
issuer = "Narnia"
name = "Peru: arms"
target = ["PER"]
direction = ["to"]
covers = ["arms"]
start = "2020-01-01"
resolutions = [{ n = "Decree 7", on = "2020-01-01", does = "arms" }]
"""


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Command) -> Command:
    monkeypatch.setenv("SAYSO_SCREEN_PATH", str(tmp_path / "lists.db"))
    monkeypatch.setenv("SAYSO_LEDGER", str(tmp_path / "ledger.db"))
    monkeypatch.setenv("COLUMNS", "160")
    return command


def test_all_rules_are_listed(run: Command) -> None:
    code, out, err = run("rules")
    assert (code, err) == (0, "")
    assert "un-dprk-arms " in out
    assert "2016-01-16" in out


def test_one_rule_is_explained(run: Command) -> None:
    code, out, _ = run("rules", "un-south-sudan-arms")
    assert code == 0
    assert "2428 (2018), 2018-07-13" in out
    assert "renewed to 2026-05-31; later renewals are not confirmed" in out
    assert "[peacekeepers]" in out


@pytest.mark.parametrize("word", ["Russia", "RUS", "russia", "Russian"])
def test_a_country_that_is_free_is_told_so(run: Command, word: str) -> None:
    code, out, _ = run("rules", word)
    assert code == 0
    assert out.startswith("no arms embargo of the UN on Russia")
    assert "eu-russia-arms" in out


def test_rules_of_a_day(run: Command) -> None:
    ids = [
        json.loads(line)["id"]
        for line in run("rules", "Iran", "--on", "2021-06-01", "--format", "jsonl")[1].splitlines()
    ]
    assert ids == ["un-iran-missiles", "eu-iran-arms", "us-iran-arms", "uk-iran-arms"]
    code, out, err = run("rules", "CIV", "--on", "2020-01-01")
    assert (code, out) == (0, "")
    assert "no rule on CIV that stands on 2020-01-01" in err


def test_rules_as_json(run: Command) -> None:
    doc = json.loads(run("rules", "SYR", "--format", "json")[1])
    assert (doc["schema"], doc["country"]) == ("sayso/1", "SYR")
    assert [f["issuer"] for f in doc["free"]] == ["UN"]
    assert {r["issuer"] for r in doc["rules"]} == {"EU", "US"}


def test_rules_of_ones_own(run: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "own.toml"
    path.write_text(OWN, encoding="utf-8")
    assert "Decree 7" in run("rules", "Peru", "--rules", str(path))[1]
    monkeypatch.setenv("SAYSO_RULES_FILES", str(path))
    assert "Decree 7" in run("rules", "own-arms")[1]
    path.write_text(OWN.replace('covers = ["arms"]', 'covers = ["tea"]'), encoding="utf-8")
    code, _, err = run("rules")
    assert code == 2
    assert "sayso: config: rule 1 (own-arms), field covers: has 'tea'" in err


def test_an_unknown_word_is_a_usage_error(run: Command) -> None:
    code, _, err = run("rules", "Narnia")
    assert code == 2
    assert "names no rule and no country" in err


# ------------------------------------------------------------------ screening

NAMES = [
    {"id": "p1", "schema": "Person", "properties": {"name": ["Anton Zubrovsky"], "nationality": ["by"]}},
    {"id": "o1", "schema": "Company", "properties": {"name": ["Yantra Sopolev Export"], "country": ["ru"]}},
]


@pytest.fixture
def imported(run: Command, tmp_path: Path) -> Command:
    path = tmp_path / "mine.nested.json"
    path.write_text("\n".join(map(json.dumps, NAMES)), encoding="utf-8")
    code, _, err = run("screen", "import", str(path))
    assert code == 0
    assert "imported mine: 2 to screen for" in err
    return run


@pytest.mark.parametrize("words", [("Anton", "Zubrovsky"), ("Anton Zubrovsky",)])
def test_a_name_is_screened(imported: Command, words: tuple[str, ...]) -> None:
    code, out, err = imported("screen", *words)
    assert (code, err) == (0, "")
    assert "1.00=" in out
    assert "p1" in out
    assert "not that they are the same" in out


def test_several_names_and_forms(imported: Command) -> None:
    lines = imported("screen", "Anton Zubrovsky", "Yantra Sopolev Export", "Ana Peres", "--format", "jsonl")[
        1
    ]
    assert [json.loads(line)["entity"]["id"] for line in lines.splitlines()] == ["p1", "o1"]
    doc = json.loads(imported("screen", "Anton Zubrovskiy", "--format", "json")[1])
    assert doc["hits"][0]["words"] == [["anton", "anton"], ["zubrovskiy", "zubrovsky"]]
    csv = imported("screen", "Anton Zubrovsky", "--format", "csv")[1].splitlines()
    assert csv[0].startswith("name,score,exact,list,entity")
    assert len(csv) == 2


def test_what_is_known_of_a_name_counts(imported: Command) -> None:
    score = [
        json.loads(imported("screen", "Anton Zubrovsky", *more, "--format", "json", "--min-score", "0")[1])[
            "hits"
        ][0]["score"]
        for more in ((), ("--country", "per"), ("--body",))
    ]
    assert score[0] > score[1] > score[2]


def test_lists_are_shown_and_must_be_there(run: Command, imported: Command) -> None:
    assert "mine: 2 entities of mine.nested.json" in imported("screen")[2]


def test_without_a_list_nothing_is_screened(run: Command) -> None:
    code, _, err = run("screen", "Anybody")
    assert code == 3
    assert "no list has been imported yet" in err


@pytest.mark.parametrize(
    "words",
    [("import",), ("--ledger", "Anton"), ("Anton", "--min-score", "2"), ("import", "a", "b", "--name", "x")],
)
def test_wrong_usage(imported: Command, words: tuple[str, ...]) -> None:
    assert imported("screen", *words)[0] == 2


def test_a_missing_file_cannot_be_imported(run: Command, tmp_path: Path) -> None:
    code, _, err = run("screen", "import", str(tmp_path / "none.json"))
    assert code == 1
    assert "format: cannot read the list" in err


def test_everybody_in_the_ledger_is_screened(imported: Command, tmp_path: Path) -> None:
    with open_ledger(tmp_path / "ledger.db") as ledger:
        ledger.begin_run(Run(run_id="r", code_version="", config_sha256="", model_sha256="", started_at=""))
        for number, (name, kind) in enumerate(
            [("Anton Zubrovsky", ActorKind.PERSON), ("Anton Zubrovsky", ActorKind.PERSON), ("Ana Peres", ActorKind.PERSON),
             ("Belarus", ActorKind.COUNTRY)]
        ):  # fmt: skip
            article, claim = Told(sentence=f"{name} met somebody for the {number}. time.").made()
            actor = Actor(
                role=Role.ACTOR, text=name, span=Span(0, len(name)), name=name, actor_id=f"per:{number // 2}",
                kind=kind, country="BLR",
            )  # fmt: skip
            ledger.add_report("r", article, [replace(claim, actors=(actor,))])
    code, out, err = imported("screen", "--ledger", "--format", "jsonl")
    assert (code, err) == (0, "")
    (hit,) = map(json.loads, out.splitlines())
    assert (hit["entity"]["id"], hit["actor"]["claims"], hit["actor"]["country"]) == ("p1", 2, "BLR")
    assert hit["actor"]["claim"].startswith("c")
