import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ledgers import open_ledger
from sayso.engine.catalog import Given
from sayso.engine.config import load_settings
from sayso.engine.session import Session
from sayso.records import Measure, Nature, Quantity, Run, Span, SpeakerKind, Status
from stubs import Told, day, figure_of, speaker

Command = Callable[..., tuple[int, str, str]]
YEAR = replace(day("2023-01-01", "2023-12-31"), edtf="2023")
SHELLS = Quantity(
    text="up to 730,000 shells", span=Span(0, 20), low=None, high=730000.0, counted="shells",
    item="artillery shell", code="1", nature=Nature.FLOW, period=YEAR,
)  # fmt: skip
#: Who says how many, of whom.
TOLD = (
    (SHELLS, (speaker("Western estimates", SpeakerKind.COLLECTIVE),), "cty:RUS", Measure.USE),
    (replace(SHELLS, text="more than 1 million shells", low=1e6, high=None, low_closed=False),
     (speaker("Quay Wire", SpeakerKind.OUTLET), speaker("Seoul")), "cty:RUS", Measure.USE),
    (replace(SHELLS, text="20,000 shells a month", low=20000.0, high=20000.0, per="month", per_code="mo",
             period=None), (), "cty:RUS", Measure.USE),
    (replace(SHELLS, text="900 missiles", low=900.0, high=900.0, counted="missiles", item="missile",
             period=None, nature=Nature.LEVEL, approximate=True), (), "cty:RUS", Measure.STOCK),
    (replace(SHELLS, text="$2 million", low=2e6, high=2e6, counted=None, item=None, unit="USD", code="USD"),
     (), None, Measure.MONEY),
)  # fmt: skip


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Command) -> Command:
    """Run the command line over a ledger of a few figures; exit code, stdout and stderr."""
    monkeypatch.setenv("SAYSO_LEDGER", str(tmp_path / "ledger.db"))
    monkeypatch.setenv("COLUMNS", "160")
    with open_ledger(tmp_path / "ledger.db") as ledger:
        ledger.begin_run(Run(run_id="r", code_version="", config_sha256="", model_sha256="", started_at=""))
        for n, (quantity, chain, subject, measure) in enumerate(TOLD):
            article, claim = Told(number=n, chain=chain, sentence=f"Text {n}: {quantity.text}.").made()
            claim = figure_of(claim, quantity, subject=subject, item=quantity.counted or "money")
            assert claim.figure is not None
            figure = replace(claim.figure, measure=measure)
            ledger.add_report("r", article, [replace(claim, figure=figure)])

    return command


def lines(out: str, *words: str) -> list[str]:
    return [line for line in out.splitlines() if all(word in line for word in words)]


def test_series_for_people(run: Command) -> None:
    code, out, err = run("figures")
    assert (code, err) == (0, "")
    assert lines(
        out, "Rus (RUS)  use: artillery shell",
        "3 figures; flow 730,000 to 1,000,000; 657 to 2,740 a day",
    )  # fmt: skip
    assert lines(out, "2023", "up to 730,000", "Western estimates", "happened", "1/1")
    assert lines(out, "up to 2,000 a day over 365 days", "“up to 730,000 shells” Example Wire, 2024-05-16")
    assert lines(out, "more than 1,000,000", "Quay Wire ← Seoul")
    assert lines(out, "more than 2,740 a day over 365 days")
    assert lines(out, "≠ Western estimates: up to 730,000")
    assert lines(out, "≠ Seoul: more than 1,000,000")
    assert lines(out, "said 2024-05-16", "20,000 per month", "Example Wire itself")
    assert lines(out, "657 a day")
    assert lines(out, "stock: missile", "1 figure; level 900")
    assert lines(out, "about 900")
    assert lines(out, "nobody named  money: money", "flow 2,000,000 USD; 5,479 USD a day")
    assert "a day: the amount divided by the days it covers" in out


def test_series_as_json(run: Command) -> None:
    code, out, err = run("figures", "--item", "shells", "--format", "json")
    assert (code, err) == (0, "")
    doc = json.loads(out)
    assert doc["schema"] == "sayso/1"
    (series,) = doc["series"]
    assert (series["subject"]["name"], series["subject"]["country"]) == ("Rus", "RUS")
    assert (series["measure"], series["item"], series["unit"]) == ("use", "artillery shell", None)
    assert series["ranges"] == {"flow": {"low": 730000, "high": 1000000}}
    estimates, seoul, monthly = sorted(series["points"], key=lambda p: p["said_by"], reverse=True)[:3]
    assert estimates["said_by"] == ["Western estimates"]
    assert estimates["time"] == {
        "edtf": "2023", "earliest": "2023-01-01", "latest": "2023-12-31", "text": "then", "from": "period",
    }  # fmt: skip
    assert estimates["daily"] == {
        "low": None, "high": 2000, "basis": "period", "days": {"low": 365, "high": 365}, "cut": False,
    }  # fmt: skip
    assert [s["name"] for s in seoul["attribution"]] == ["Quay Wire", "Seoul"]
    assert (estimates["differs"], seoul["differs"]) == ([seoul["id"]], [estimates["id"]])
    assert (seoul["quantity"]["low_closed"], seoul["quantity"]["high"]) == (False, None)
    assert (monthly["daily"]["basis"], monthly["time"]["from"]) == ("per", "published")
    assert monthly["evidence"]["sentence"] == "Text 2: 20,000 shells a month."


def test_figures_as_lines(run: Command) -> None:
    code, out, err = run("figures", "--format", "jsonl")
    assert (code, err) == (0, "")
    rows = [json.loads(line) for line in out.splitlines()]
    assert len(rows) == 5
    assert {(r["measure"], r["item"]) for r in rows} == {
        ("use", "artillery shell"), ("stock", "missile"), ("money", "money"),
    }  # fmt: skip
    assert rows[-1]["subject"] is None


def test_figures_as_csv(run: Command) -> None:
    code, out, err = run("figures", "--format", "csv")
    assert (code, err) == (0, "")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert len(rows) == 5
    row = next(r for r in rows if r["words"] == "more than 1 million shells")
    assert (row["subject"], row["subject_id"], row["subject_country"]) == ("Rus", "cty:RUS", "RUS")
    assert (row["time"], row["earliest"], row["latest"], row["time_from"]) == (
        "2023", "2023-01-01", "2023-12-31", "period",
    )  # fmt: skip
    assert (row["low"], row["high"], row["low_closed"]) == ("1000000.0", "", "False")
    assert (row["daily_low"], row["daily_high"], row["daily_basis"]) == ("2739.73", "", "period")
    assert (row["speakers"], row["said_by"], row["origins"]) == ("Quay Wire; Seoul", "Seoul", "1")
    other = next(r for r in rows if r["differs"] == row["id"])
    assert (other["evidence"], other["status"]) == ("Text 0: up to 730,000 shells.", "happened")


@pytest.mark.parametrize(
    ("arguments", "n"),
    [
        (("--item", "shells"), 3), (("--item", "Artillery shell"), 3), (("--item", "tanks"), 0),
        (("--subject", "RUS"), 4), (("--subject", "rus"), 4), (("--subject", "cty:RUS"), 4), (("--subject", "PRK"), 0),
        (("--measure", "STOCK"), 1), (("--since", "2024-01-01"), 2), (("--until", "2023-06-01"), 3),
        (("--limit", "1"), 1), (("--item", "shells", "--measure", "stock"), 0),
    ],
)  # fmt: skip
def test_every_option_reaches_the_ledger(run: Command, arguments: tuple[str, ...], n: int) -> None:
    code, out, _ = run("figures", *arguments, "--format", "jsonl")
    assert (code, len(out.splitlines())) == (0, n)


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (("--measure", "stok"), "stock"), (("--limit", "0"), ""), (("--item", "-"), "shells"),
        (("--subject", " "), "leave it out"), (("--since", "2024-02-01", "--until", "2024-01-01"), "swap"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_understood_exits_with_2(
    run: Command, arguments: tuple[str, ...], hint: str
) -> None:
    code, out, err = run("figures", *arguments, "--format", "json")
    assert (code, out) == (2, "")
    assert hint in (json.loads(err)["error"]["hint"] or "")


@pytest.mark.parametrize("arguments", [("--format", "xml"), ("--since", "May"), ("--limit", "many")])
def test_wrong_usage_exits_with_2(run: Command, arguments: tuple[str, ...]) -> None:
    code, out, _ = run("figures", *arguments)
    assert (code, out) == (2, "")


def test_nothing_found_is_said_on_stderr(run: Command) -> None:
    code, out, err = run("figures", "--item", "tanks")
    assert (code, out) == (0, "")
    assert err == "no figure in the ledger meets these conditions\n"
    code, out, _ = run("figures", "--item", "tanks", "--format", "json")
    assert (code, json.loads(out)) == (0, {"schema": "sayso/1", "series": []})


def test_a_long_table_says_that_there_is_more(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sayso.faces.cli.figures.TABLE_ROWS", 2)
    code, out, err = run("figures")
    assert (code, err) == (0, "only 2 figures of 5; --limit N gives more\n")
    # the latest of the series that is cut
    assert lines(out, "20,000 per month")
    assert "stock" not in out
    assert run("figures", "--limit", "5")[2] == ""


@pytest.mark.of_a_file
def test_a_ledger_that_cannot_be_read_exits_with_3(run: Command, tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("no ledger at all " * 100)
    for name, hint in (("none.db", "sayso code"), ("text.db", "another file")):
        code, out, err = run("figures", "--ledger", str(tmp_path / name), "--format", "json")
        assert (code, out) == (3, "")
        assert hint in json.loads(err)["error"]["hint"]


def test_hostile_names_reach_no_terminal(run: Command, tmp_path: Path) -> None:
    evil = "Evil \x1b[2J\u202e"
    with open_ledger(tmp_path / "ledger.db") as ledger:
        article, claim = Told(number=9, chain=(speaker(evil),), publisher=evil, status=Status.POSSIBLE).made()
        quantity = replace(SHELLS, text=evil, unit=evil, per=evil)
        claim = figure_of(claim, quantity, item=evil)
        assert claim.figure is not None
        assert claim.figure.subject is not None
        subject = replace(claim.figure.subject, name=evil)
        ledger.add_report("r", article, [replace(claim, figure=replace(claim.figure, subject=subject))])
    out = run("figures")[1]
    assert "Evil" in out
    assert "\x1b" not in out
    assert "\u202e" not in out


REPORTS = {
    "west.txt": "Russia used up to 11 million artillery shells last year, according to Western estimates.\n",
    "copy.txt": "Russia used up to 11 million artillery shells last year, according to Western estimates.\n\n"
    "The foreign ministers of Norway and Turkey met in Oslo on Tuesday to talk about the war.\n",
    "kyiv.txt": "Ukraine's defence ministry said that Russia fired 20 million artillery shells last year.\n",
}


def test_reports_become_series(command: Command, tmp_path: Path) -> None:
    for name, text in REPORTS.items():
        (tmp_path / name).write_text(text)
    ledger = str(tmp_path / "read.db")
    settings = load_settings({"HOME": str(tmp_path)}, flags={"ledger.path": ledger})
    given = Given(published=date(2024, 5, 16), publisher="Example Wire")
    list(Session(settings).code([str(tmp_path / name) for name in REPORTS], given, keep=True))
    code, out, err = command("figures", "--ledger", ledger, "--item", "shells", "--format", "json")
    assert (code, err) == (0, "")
    (series,) = json.loads(out)["series"]
    assert (series["subject"]["country"], series["measure"]) == ("RUS", "use")
    assert series["item"] == "artillery shell"
    low, high = sorted(series["points"], key=lambda p: p["quantity"]["high"])
    assert (low["quantity"]["low"], low["quantity"]["high"]) == (None, 11_000_000)
    assert (low["time"]["edtf"], low["daily"]["high"], low["daily"]["basis"]) == ("2023", 30137, "period")
    assert (low["reports"], low["origins"]) == (2, 1)
    assert high["daily"]["low"] == 54794.5
    assert (low["differs"], high["differs"]) == ([high["id"]], [low["id"]])
