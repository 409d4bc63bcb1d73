import csv
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest

import copied_reports
from sayso.records import OriginKind

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Run) -> Run:
    """The command line on a ledger of four reports: a wire story, a copy, a spun copy, and one of its own."""
    ledger, _ = copied_reports.loaded(tmp_path)
    monkeypatch.setenv("SAYSO_LEDGER", str(ledger))
    monkeypatch.setenv("COLUMNS", "200")
    return command


def report_ids(run: Run) -> dict[str, str]:
    """Reports by the ids they came with."""
    return {
        given: json.loads(run("show", given, "--format", "json")[1])["report"]["id"]
        for given in copied_reports.ROWS
    }


def the_event(run: Run) -> dict[str, object]:
    (line,) = run("events", "--type", "assault", "--format", "jsonl")[1].splitlines()
    return json.loads(line)


def texts_of(run: Run, event: dict[str, object]) -> int:
    """How many texts the accounts of an event come from, whoever they rest on."""
    return len(json.loads(run("show", str(event["id"]), "--format", "json")[1])["origin_tree"])


def test_copies_of_one_story_count_as_one_origin(run: Run) -> None:
    event = the_event(run)
    assert (event["reports"], event["publishers"], event["origins"]) == (4, 4, 2)
    assert event["origins_interval"] == [2, 2]
    assert len(event["claims"]) == 2


def test_an_event_shows_the_tree_of_its_origins(run: Run) -> None:
    event = the_event(run)
    out = run("show", event["id"])[1]
    assert "2 independent origins" in out
    assert "AP  agency · 3 reports" in out
    assert "verbatim copy" in out
    assert "machine-paraphrased copy" in out
    assert "Fjord Times  1 report" in out
    tree = json.loads(run("show", event["id"], "--format", "json")[1])["origin_tree"]
    assert [(branch["named"], len(branch["reports"])) for branch in tree] == [("AP", 3), ("Fjord Times", 1)]
    assert [leaf["link"] for leaf in tree[0]["reports"]] == [None, "verbatim", "spun"]


def test_texts_that_rest_on_one_speaker_are_drawn_apart_and_count_once(run: Run) -> None:
    ids = report_ids(run)
    assert "texts, " not in run("show", the_event(run)["id"])[1]
    assert run("judge", ids["wire"], ids["spun"], "different")[0] == 0
    event = the_event(run)
    out = run("show", event["id"])[1]
    assert event["origins"] == 2
    assert out.count("rests on regional police") == 2
    assert "3 texts, 2 independent origins: what rests on one speaker alone" in out


def test_a_copy_says_of_what_and_shows_its_claims_in_its_own_words(run: Run) -> None:
    ids = report_ids(run)
    doc = json.loads(run("show", ids["spun"], "--format", "json")[1])
    assert doc["report"]["copy_of"] == ids["wire"]
    assert doc["report"]["origin"]["kind"] == OriginKind.PARAPHRASE
    assert doc["report"]["origin"]["wire"] == "AP"
    (claim,) = doc["claims"]
    assert claim["report"] == ids["spun"]
    assert claim["carried_from"] == ids["wire"]
    text = run("show", ids["spun"], "--text")[1]
    assert text[slice(*claim["evidence"]["trigger"])] == "slayed"
    assert "slayed" in claim["evidence"]["sentence"]
    assert doc["links"][0]["right"] == ids["wire"]
    out = run("show", ids["spun"])[1]
    assert "machine-paraphrased copy" in out
    assert f"copy of {ids['wire']}" in out


def test_an_origin_lists_its_reports(run: Run) -> None:
    ids = report_ids(run)
    out = run("show", "o" + ids["wire"][1:])[1]
    assert all(name in out for name in ("AP", "Daily Quay", "Spin Hub"))
    assert "Fjord Times" not in out


def test_two_reports_are_shown_side_by_side(run: Run) -> None:
    ids = report_ids(run)
    out = run("show", ids["copy"], ids["wire"])[1]
    assert "left: Daily Quay" in out
    assert "Officials did not name the attackers" in out
    doc = json.loads(run("show", ids["copy"], ids["wire"], "--format", "json")[1])
    assert doc["one_origin"] is True
    for side in ("left", "right"):
        text = run("show", doc[side]["id"], "--text")[1]
        assert all(
            run_["text"] == text[slice(*run_[side])] or side == "right" for run_ in doc["link"]["runs"]
        )
    apart = json.loads(run("show", ids["own"], ids["wire"], "--format", "json")[1])
    assert apart["one_origin"] is False
    assert apart["link"] is None
    assert "nothing was found" in run("show", ids["own"], ids["wire"])[1]


def test_only_reports_are_compared(run: Run) -> None:
    ids = report_ids(run)
    code, out, err = run("show", the_event(run)["id"], ids["wire"])
    assert (code, out) == (2, "")
    assert "only reports are compared" in err
    assert run("show", ids["wire"], "rffffffffffffffff")[0] == 1


def test_a_person_parts_a_copy_and_takes_it_back(run: Run) -> None:
    ids = report_ids(run)
    assert (
        run("judge", ids["copy"], ids["wire"], "different", "--by", "Ada", "--note", "own reporters")[0] == 0
    )
    assert texts_of(run, the_event(run)) == 3
    assert json.loads(run("show", ids["copy"], "--format", "json")[1])["report"]["copy_of"] is None
    assert run("ledger", "rebuild")[0] == 0
    assert texts_of(run, the_event(run)) == 3
    run("judge", ids["copy"], ids["wire"], "unsure")
    assert texts_of(run, the_event(run)) == 2
    rows = json.loads(run("verdicts", "--format", "json")[1])["verdicts"]
    assert [(r["judgement"], r["retired_at"] is None) for r in rows] == [
        ("different", False),
        ("unsure", True),
    ]
    assert rows[0]["decided_by"] == "Ada"
    assert rows[0]["note"] == "own reporters"


def test_a_person_joins_reports_that_share_nothing(run: Run) -> None:
    ids = report_ids(run)
    run("judge", ids["own"], ids["wire"], "same", "--by", "Ada")
    event = the_event(run)
    assert event["origins"] == 1
    assert "judged by Ada" in run("show", event["id"])[1]
    assert "judged by Ada" in run("show", ids["own"], ids["wire"])[1]


def test_a_person_parts_and_joins_events(run: Run) -> None:
    first, second = the_event(run)["claims"]
    run("judge", first, second, "different")
    events = [json.loads(line) for line in run("events", "--format", "jsonl")[1].splitlines()]
    assert sorted(len(e["claims"]) for e in events) == [1, 1]
    assert sorted(e["origins"] for e in events) == [1, 1]
    run("judge", *(e["id"] for e in events), "same")
    assert the_event(run)["origins"] == 2


def test_verdicts_as_a_table_and_as_csv(run: Run) -> None:
    assert "nobody has judged" in run("verdicts")[1]
    ids = report_ids(run)
    run("judge", ids["copy"], ids["wire"], "same", "--by", "Ada", "--note", "a, b")
    assert "Ada" in run("verdicts")[1]
    (row,) = csv.DictReader(io.StringIO(run("verdicts", "--format", "csv")[1]))
    assert (row["judgement"], row["decided_by"], row["note"]) == ("same", "Ada", "a, b")
    assert json.loads(run("verdicts", "--format", "jsonl")[1])["what"] == "origin"


@pytest.mark.parametrize(
    ("left", "right", "code", "said"),
    [
        ("rffffffff", "wire", 1, "nothing in the ledger"),
        ("wire", "wire", 2, "are the same"),
        ("EVENT", "wire", 2, "not of one kind"),
    ],
)
def test_what_cannot_be_judged(run: Run, left: str, right: str, code: int, said: str) -> None:
    left = str(the_event(run)["id"]) if left == "EVENT" else left
    result = run("judge", left, right, "same")
    assert result[0] == code
    assert said in result[2]
    assert json.loads(run("verdicts", "--format", "json")[1])["verdicts"] == []


def test_rebuild_says_what_there_is(run: Run) -> None:
    before = the_event(run)
    code, out, err = run("ledger", "rebuild")
    assert (code, out) == (0, "")
    assert "4 reports, 2 origins, 1 event" in err
    assert the_event(run) == before


def test_load_says_how_many_copies_were_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Run
) -> None:
    monkeypatch.setenv("SAYSO_LEDGER", str(tmp_path / "new.db"))
    monkeypatch.setattr("sayso.faces.cli.code.Session", copied_reports.stub_session)
    rows = copied_reports.write(tmp_path / "rows.jsonl", list(copied_reports.ROWS))
    assert "4 inputs: 4 coded (2 copies not read again), 0 known already" in command("load", str(rows))[2]
