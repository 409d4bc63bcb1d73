import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest

from ledgers import open_ledger
from sayso.records import Actor, ActorKind, Article, Claim, Role, Run, Span
from sayso.resolve import Actors, Places
from stubs import Told

Command = Callable[..., tuple[int, str, str]]
ANA, TOM = "Ana Ruizbarro", "Tomas Quillacarra"
TOLD = (
    (TOM, f"Peruvian Foreign Minister {TOM} left.", "2024-01-10", "Paper A"),
    (TOM, f"{TOM}, the Peruvian foreign minister, stayed.", "2024-02-10", "Paper B"),
    (ANA, f"Peru's foreign minister {ANA} came.", "2024-05-02", "Paper A"),
    (ANA, f"Peruvian Foreign Minister {ANA} spoke.", "2024-05-20", "Paper A"),
    (TOM, f"Former Peruvian foreign minister {TOM} spoke.", "2024-06-20", "Paper A"),
    (TOM, f"The mayor of Quito, {TOM}, spoke.", "2024-07-01", "Paper A"),
)


def told(name: str, sentence: str, day: str, publisher: str) -> tuple[Article, Claim]:
    article, claim = Told(sentence=sentence, published=date.fromisoformat(day), publisher=publisher).made()
    at = sentence.index(name)
    actor = Actor(
        role=Role.ACTOR, text=name, span=Span(at, at + len(name)), name=name, actor_id="per:x",
        kind=ActorKind.PERSON,
    )  # fmt: skip
    return article, replace(claim, actors=(actor,))


@cache
def tables() -> Actors:
    return Actors.open(Places.open())


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Command) -> Command:
    """Run the command line over a ledger of a few claims; exit code, stdout and stderr."""
    opened = tables()
    monkeypatch.setattr(Actors, "open", lambda *_args, **_kwargs: opened)
    monkeypatch.setenv("SAYSO_LEDGER", str(tmp_path / "ledger.db"))
    monkeypatch.setenv("COLUMNS", "160")
    with open_ledger(tmp_path / "ledger.db") as ledger:
        ledger.begin_run(Run(run_id="r", code_version="", config_sha256="", model_sha256="", started_at=""))
        for each in TOLD:
            article, claim = told(*each)
            ledger.add_report("r", article, [claim])
    return command


def test_offices_for_people(run: Command) -> None:
    code, out, err = run("offices")
    assert (code, err) == (0, "")
    first, second, *_ = out.splitlines()[1:]
    receipt = told(*TOLD[0])[1].claim_id
    assert first.split() == [
        "Tomas", "Quillacarra", "foreign", "minister", "(former)", "PER", "GOV", "2024-01-10", "2024-06-20",
        "2024-05-01", "3/2", receipt,
    ]  # fmt: skip
    assert second.split()[:9] == [
        "Ana", "Ruizbarro", "foreign", "minister", "PER", "GOV", "2024-05-02", "2024-05-20", "2/1",
    ]  # fmt: skip
    assert "mayor" not in out


def test_offices_as_json(run: Command) -> None:
    code, out, err = run("offices", "--format", "json")
    assert (code, err) == (0, "")
    doc = json.loads(out)
    assert doc["schema"] == "sayso/1"
    assert doc["offices"][0] == {
        "name": TOM, "aliases": [], "office": "foreign minister", "country": "PER", "sectors": ["GOV"],
        "first_published": "2024-01-10", "last_published": "2024-06-20", "reports": 3, "publishers": 2,
        "former": True, "from": "2024-01-10", "to": "2024-05-01", "claim": told(*TOLD[0])[1].claim_id,
    }  # fmt: skip
    lines = run("offices", "--format", "jsonl")[1].splitlines()
    assert [json.loads(line) for line in lines] == doc["offices"]


def test_offices_as_csv_have_the_columns_of_the_setting(run: Command) -> None:
    code, out, err = run("offices", "--format", "csv")
    assert (code, err) == (0, "")
    assert out.splitlines()[0] == "name,aliases,country,office,sectors,from,to"
    assert list(csv.DictReader(io.StringIO(out)))[1] == {
        "name": ANA, "aliases": "", "country": "PER", "office": "foreign minister", "sectors": "GOV",
        "from": "2024-05-02", "to": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "n"),
    [
        ((), 2), (("--reports", "1"), 3), (("--reports", "3"), 1), (("--limit", "1"), 1), (("ruizbarro",), 1),
        (("nobody",), 0), (("quillacarra", "--reports", "1"), 2), (("--since", "2024-03-01"), 1),
        (("--until", "2024-04-30"), 1), (("--since", "2024-06-20", "--reports", "1"), 2),
    ],
)  # fmt: skip
def test_every_option_narrows_what_is_told(run: Command, arguments: tuple[str, ...], n: int) -> None:
    code, out, _ = run("offices", *arguments, "--format", "jsonl")
    assert (code, len(out.splitlines())) == (0, n)


@pytest.mark.parametrize(
    ("arguments", "item"),
    [
        (("--reports", "0"), "reports"), (("--limit", "0"), "limit"), ((" ",), "name"),
        (("--since", "2024-05-02", "--until", "2024-05-01"), "since"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_understood_exits_with_2(
    run: Command, arguments: tuple[str, ...], item: str
) -> None:
    code, out, err = run("offices", *arguments, "--format", "json")
    assert (code, out) == (2, "")
    assert json.loads(err)["error"]["item"] == item


@pytest.mark.parametrize(
    "arguments", [("--since", "last week"), ("--reports", "few"), ("--format", "parquet"), ("a", "b")]
)
def test_wrong_usage_exits_with_2(run: Command, arguments: tuple[str, ...]) -> None:
    code, out, err = run("offices", *arguments)
    assert (code, out) == (2, "")
    assert "Usage: sayso offices" in err


def test_nothing_found_is_said_on_stderr(run: Command) -> None:
    assert run("offices", "nobody") == (0, "", "no office holder in the ledger meets these conditions\n")
    assert json.loads(run("offices", "nobody", "--format", "json")[1])["offices"] == []
    assert run("offices", "nobody", "--format", "csv")[1].splitlines() == [
        "name,aliases,country,office,sectors,from,to"
    ]


def test_a_long_table_says_that_there_is_more(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sayso.faces.cli.offices.TABLE_ROWS", 1)
    assert run("offices")[2] == "only the first 1 row; --limit N gives more\n"
    assert run("offices", "--limit", "1")[2] == ""
    assert len(run("offices", "--format", "jsonl")[1].splitlines()) == 2


def test_asking_before_anything_is_stored_says_what_to_do(run: Command, tmp_path: Path) -> None:
    code, out, err = run("offices", "--ledger", str(tmp_path / "none.db"), "--format", "json")
    assert (code, out) == (3, "")
    assert "sayso code" in json.loads(err)["error"]["hint"]
