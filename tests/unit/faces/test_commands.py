import csv
import inspect
import io
import json
import sys
from collections.abc import Callable
from dataclasses import fields, replace
from functools import partial
from pathlib import Path

import apsw
import pytest

import stubs
from ledgers import open_ledger
from sayso.engine.catalog import Given
from sayso.engine.pipeline import Parts
from sayso.engine.session import EventQuery, Session
from sayso.faces.cli import export, query, search
from sayso.ingest import Limits, Progress, read_source
from sayso.ledger import Entry, FeedRow, Outcome
from sayso.records.codec import claim_to_json

TEXTS = {
    "talks.txt": ["Norway met Turkey, the ministry said."],
    "more.jsonl": ["They met again.", "", "Nothing happened."],
    "hostile.txt": ["Norway met \x1b[2J\u202e[bold]Turkey[/bold]. \ud800"],
}
Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Run) -> Run:
    """Run the command line with stub parts and a ledger of its own; exit code, stdout and stderr."""
    monkeypatch.setenv("SAYSO_LEDGER", str(tmp_path / "ledger.db"))
    monkeypatch.setenv("COLUMNS", "200")
    stub = partial(Session, build=lambda _settings, _given: stubs.parts(TEXTS))
    monkeypatch.setattr("sayso.faces.cli.code.Session", stub)

    return command


def stored(run: Run) -> tuple[str, str, str]:
    """Ids of an event, a claim and a report in the ledger."""
    run("code", "talks.txt")
    event = json.loads(run("events", "--format", "jsonl")[1])
    return (
        event["id"],
        event["claims"][0],
        json.loads(run("show", event["claims"][0], "--format", "json")[1])["report"]["id"],
    )


def test_code_prints_claims_for_people_and_keeps_them(run: Run, tmp_path: Path) -> None:
    code, out, err = run("code", "talks.txt")
    assert (code, err) == (0, "")
    for part in ("Talks", "CONSULT/meet", "*met*", "the ministry [institution]", "Constanța, ROU"):
        assert part in out
    assert (tmp_path / "ledger.db").exists()


def test_code_can_keep_nothing(run: Run, tmp_path: Path) -> None:
    assert run("code", "talks.txt", "--no-store")[0] == 0
    assert not (tmp_path / "ledger.db").exists()


def test_ledger_flag_names_another_file(run: Run, tmp_path: Path) -> None:
    run("code", "talks.txt", "--ledger", str(tmp_path / "other.db"))
    assert (tmp_path / "other.db").exists()
    assert not (tmp_path / "ledger.db").exists()
    assert run("events", "--ledger", str(tmp_path / "other.db"), "--format", "jsonl")[1]


def test_json_is_the_document_of_the_contract(run: Run) -> None:
    code, out, err = run("code", "talks.txt", "--format", "json")
    assert (code, err) == (0, "")
    doc = json.loads(out)
    assert (doc["schema"], len(doc["claims"])) == ("sayso/1", 1)
    article = stubs.article_of(TEXTS["talks.txt"][0])
    claim = stubs.claim_of(article)
    assert claim is not None
    assert doc["claims"][0] == claim_to_json(claim)


def test_several_reports_are_several_documents(run: Run) -> None:
    code, out, err = run("code", "talks.txt", "more.jsonl", "--format", "json")
    decoder, docs, rest = json.JSONDecoder(), [], out
    while rest.strip():
        doc, end = decoder.raw_decode(rest.lstrip())
        docs.append(doc)
        rest = rest.lstrip()[end:]
    assert (code, len(docs)) == (1, 3)
    assert json.loads(err)["error"] == {
        "code": "text.empty", "message": "nothing is left", "hint": None, "item": "more.jsonl:2",
    }  # fmt: skip


def test_jsonl_is_one_line_per_report(run: Run) -> None:
    code, out, _ = run("code", "talks.txt", "more.jsonl", "--format", "jsonl")
    assert code == 1
    assert [len(json.loads(line)["claims"]) for line in out.splitlines()] == [1, 1, 0]


def test_refused_inputs_are_named_with_their_code(run: Run) -> None:
    code, out, err = run("code", "missing.txt")
    assert (code, out) == (1, "")
    assert err == "refused missing.txt: input.missing: no such file\n"


def test_hostile_text_reaches_no_terminal_and_breaks_no_json(run: Run) -> None:
    _, out, _ = run("code", "hostile.txt")
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "[bold]Turkey[/bold]" in out
    _, out, _ = run("code", "hostile.txt", "--format", "jsonl")
    assert json.loads(out)["claims"][0]["evidence"]["sentence"] == TEXTS["hostile.txt"][0]


@pytest.mark.parametrize(
    "arguments",
    [
        ("code", "talks.txt", "--no-store", "--ledger", "x.db"),
        ("code", "talks.txt", "--published", "yesterday"),
        ("code", "talks.txt", "--format", "xml"),
        ("load", "talks.txt", "--engine", "slurm"),
        ("load", "talks.txt", "--parts", "parts", "--again"),
        ("load", "-", "--parts", "parts"),
        ("load", "https://example.org/a", "--parts", "parts"),
        ("events", "--limit", "many"),
        ("events", "--since", "last week"),
        ("nonsense",),
        ("show",),
    ],
)
def test_wrong_usage_exits_with_2_and_prints_nothing(run: Run, arguments: tuple[str, ...]) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert err


def test_load_ends_with_exact_counts_and_goes_on_where_it_stopped(run: Run) -> None:
    code, out, err = run("load", "talks.txt", "more.jsonl", "missing")
    assert (code, out) == (1, "")
    assert "5 inputs: 3 coded, 0 known already, 2 refused; 2 claims" in err
    assert "  input.missing: 1" in err
    assert (
        "5 inputs: 0 coded, 3 known already, 2 refused"
        in run("load", "talks.txt", "more.jsonl", "missing")[2]
    )


@pytest.fixture
def archive(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Rows that sources are read from as in use, one of them without a text."""

    def build(_settings: object, given: Given) -> Parts:
        progress = Progress(meter=given.meter, marks=given.marks)
        return replace(stubs.parts({}), open_source=partial(read_source, limits=Limits(), progress=progress))

    monkeypatch.setattr("sayso.faces.cli.code.Session", partial(Session, build=build))
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in ("They met.", "", "Others met.")))
    return path


def test_load_says_what_it_passes_over(run: Run, archive: Path) -> None:
    assert "passed over" not in run("load", str(archive))[2]
    code, out, err = run("load", str(archive))
    assert (code, out) == (1, "")
    assert err.strip().splitlines() == [
        "0 inputs: 0 coded, 0 known already, 0 refused; 0 claims",
        (
            "3 inputs more passed over with 1 whole file, done by an earlier load: "
            "2 coded, 0 known already, 1 refused (--again reads them once more)"
        ),
        "  input.no_text: 1",
    ]


def test_load_reads_again_what_it_is_asked_to(run: Run, archive: Path) -> None:
    run("load", str(archive))
    code, _, err = run("load", "--again", str(archive))
    assert code == 1
    assert "3 inputs: 0 coded, 2 known already, 1 refused" in err
    assert "passed over" not in err


def test_a_ledger_that_cannot_be_opened_exits_with_3(run: Run, tmp_path: Path) -> None:
    (tmp_path / "ledger.db").write_text("no database" * 100)
    for arguments in (("code", "talks.txt"), ("load", "talks.txt"), ("events",), ("show", "e1")):
        code, out, err = run(*arguments)
        assert (code, out) == (3, "")
        assert "ledger: not a ledger" in err


def test_asking_before_anything_is_stored_says_what_to_do(run: Run) -> None:
    code, out, err = run("events", "--format", "json")
    assert (code, out) == (3, "")
    body = json.loads(err)
    assert body["status"] == 503
    assert body["error"]["code"] == "ledger"
    assert "sayso code" in body["error"]["hint"]


def test_events_for_people(run: Run) -> None:
    stored(run)
    code, out, err = run("events")
    assert (code, err) == (0, "")
    for part in ("CONSULT/meet", "Norway (NOR)", "Constanța, ROU", "happened", "1/1", "2024-05-15"):
        assert part in out


def test_no_event_is_said_on_stderr(run: Run) -> None:
    stored(run)
    assert run("events", "--type", "AID") == (0, "", "no event in the ledger meets these conditions\n")
    assert run("events", "--type", "AID", "--format", "json") == (0, "[\n]\n", "")
    assert run("events", "--type", "AID", "--format", "jsonl") == (0, "", "")


def test_a_long_table_says_that_there_is_more(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored(run)
    with open_ledger(tmp_path / "ledger.db") as ledger:
        article, claim = stubs.Told(type="AID").made()
        (run_id,) = {r.run_id for r in [ledger.report(ledger.find("r")[0].id)] if r}
        ledger.add_report(run_id, article, [claim])
    monkeypatch.setattr("sayso.faces.cli.query.TABLE_ROWS", 1)
    assert run("events")[2] == "only the newest 1 event; --limit N gives more\n"
    assert run("events", "--limit", "1")[2] == ""


def test_events_as_json_have_the_fields_of_the_contract(run: Run) -> None:
    event_id, claim_id, _ = stored(run)
    (doc,) = json.loads(run("events", "--format", "json")[1])
    assert doc["id"] == event_id
    assert doc["claims"] == [claim_id]
    assert (doc["reports"], doc["publishers"], doc["origins"], doc["rests_on"]) == (1, 1, 1, "the ministry")
    assert doc["event"]["type"] == "CONSULT"
    assert json.loads(run("events", "--format", "jsonl")[1]) == doc


def test_events_as_csv(run: Run) -> None:
    event_id, _, _ = stored(run)
    (row,) = csv.DictReader(io.StringIO(run("events", "--format", "csv")[1]))
    assert (row["id"], row["type"], row["actors"], row["lat"]) == (event_id, "CONSULT", "Norway", "44.18")


def test_events_as_geojson(run: Run) -> None:
    event_id, _, _ = stored(run)
    doc = json.loads(run("events", "--format", "geojson")[1])
    assert doc["type"] == "FeatureCollection"
    (feature,) = doc["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [28.63, 44.18]}
    assert feature["id"] == event_id


def test_parquet_without_pyarrow_is_wrong_usage(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    stored(run)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    code, out, err = run("events", "--format", "parquet")
    assert (code, out) == (2, "")
    assert "pyarrow" in err


@pytest.mark.parametrize(
    ("option", "value", "n"),
    [
        ("--actor", "norway", 1), ("--actor", "TUR", 0), ("--target", "NOR", 1), ("--type", "consult", 1),
        ("--place", "constanta", 1), ("--country", "rou", 1), ("--country", "UKR", 0),
        ("--since", "2024-05-16", 0), ("--until", "2024-05-15", 1), ("--status", "happened", 1),
        ("--status", "planned", 0), ("--min-origins", "2", 0), ("--rule", "none", 0),
        ("--text", "ministry", 1), ("--text", 'met" OR', 0), ("--limit", "1", 1),
        ("--who", "norway", 1), ("--who", "FRA", 0), ("--kind", "event", 1), ("--kind", "figure", 0),
        ("--certainty", "Certain", 1), ("--certainty", "possible", 0), ("--speaker", "ministry", 1),
        ("--speaker", "navy", 0),
    ],
)  # fmt: skip
def test_every_option_reaches_the_ledger(run: Run, option: str, value: str, n: int) -> None:
    stored(run)
    code, out, _ = run("events", option, value, "--format", "jsonl")
    assert (code, len(out.splitlines())) == (0, n)


@pytest.mark.parametrize(
    ("option", "value", "hint"),
    [
        ("--type", "ASSULT", "ASSAULT"), ("--status", "planed", "planned"), ("--country", "Romania", "ROU"),
        ("--min-origins", "0", ""), ("--text", "?", "word"), ("--kind", "figures", "figure"),
        ("--certainty", "sure", "certain"), ("--speaker", " ", "leave it out"), ("--who", "", "leave it out"),
    ],
)  # fmt: skip
def test_a_question_that_cannot_be_understood_exits_with_2(
    run: Run, option: str, value: str, hint: str
) -> None:
    code, out, err = run("events", option, value, "--format", "json")
    assert (code, out) == (2, "")
    body = json.loads(err)["error"]
    assert body["code"] == "query"
    assert hint in (body["hint"] or "")


@pytest.mark.parametrize("asks", [query.events, search.search, export.export], ids=lambda f: f.__name__)
def test_every_condition_is_an_option(asks: Callable[..., None]) -> None:
    options = {name.rstrip("_") for name in inspect.signature(asks).parameters}
    # a saved search has no limit: its feed has one of its own
    wanted = {field.name for field in fields(EventQuery)} - ({"limit"} if asks is search.search else set())
    assert wanted - options == set()


def test_show_an_event_with_every_account(run: Run) -> None:
    event_id, claim_id, report_id = stored(run)
    run("code", "more.jsonl")
    code, out, err = run("show", event_id)
    assert (code, err) == (0, "")
    for part in (
        "2 reports", "1 independent origin", "all of it rests on the ministry", "joined because: same type",
        "Norway *met* Turkey", "They *met* again", claim_id, report_id, "certain (+)", "Example Wire",
    ):  # fmt: skip
        assert part in out


def test_show_claim_report_and_actor(run: Run) -> None:
    event_id, claim_id, report_id = stored(run)
    assert f"account of event {event_id}" in run("show", claim_id[:8])[1]
    assert "1 claim" in run("show", report_id[:8])[1]
    out = run("show", "NOR")[1]
    assert "Norway" in out
    assert event_id in out


def test_show_as_json(run: Run) -> None:
    event_id, claim_id, report_id = stored(run)
    assert json.loads(run("show", event_id, "--format", "json")[1])["accounts"][0]["id"] == claim_id
    assert json.loads(run("show", claim_id, "--format", "json")[1])["event_id"] == event_id
    coded = json.loads(run("code", "talks.txt", "--format", "json")[1])
    assert json.loads(run("show", report_id, "--format", "json")[1]) == coded | {"links": []}
    assert json.loads(run("show", "NOR", "--format", "json")[1])["actor"]["names"] == ["Norway"]


def test_show_text_is_what_spans_count_in(run: Run) -> None:
    event_id, claim_id, report_id = stored(run)
    text = TEXTS["talks.txt"][0]
    assert run("show", report_id, "--text") == (0, text + "\n", "")
    assert run("show", claim_id, "--text")[1] == text + "\n"
    assert run("show", event_id, "--text")[0] == 2


def test_an_unknown_id_is_said_to_be_unknown(run: Run) -> None:
    stored(run)
    code, out, err = run("show", "e000")
    assert (code, out) == (1, "")
    assert "nothing in the ledger has the id 'e000'" in err
    code, out, err = run("show", "e000", "--format", "json")
    assert (code, out) == (1, "")
    assert json.loads(err)["status"] == 404


def test_an_ambiguous_id_lists_what_it_may_mean(run: Run) -> None:
    run("code", "talks.txt", "more.jsonl")
    code, out, err = run("show", "r")
    assert (code, out) == (2, "")
    assert err.count("(report)") == 3


def test_backup_check_and_trim(run: Run, tmp_path: Path) -> None:
    run("code", "talks.txt")
    code, _, err = run("backup", str(tmp_path / "copy.db"))
    assert (code, "1 report, 1 claim" in err) == (0, True)
    assert run("backup", str(tmp_path / "copy.db"))[0] == 3
    assert run("backup")[0] == 0
    assert len(list(tmp_path.glob("ledger-*.db"))) == 1
    assert run("ledger", "check", "--full") == (0, "", "whole\n")
    assert run("ledger", "trim", "--keep", "evidence", "--older-than", "3")[0] == 2
    assert run("ledger", "trim", "--keep", "evidence", "--older-than", "60") == (0, "", "1 text let go\n")
    assert run("ledger", "trim", "--older-than", "60") == (0, "", "0 texts let go\n")
    code, _, err = run("ledger", "rebuild")
    said = "1 report, 1 origin, 1 event; origins as they were, since texts were let go"
    assert (code, err.strip()) == (0, said)


def test_what_is_not_right_makes_the_check_exit_with_3(run: Run, tmp_path: Path) -> None:
    run("code", "talks.txt")
    connection = apsw.Connection(str(tmp_path / "ledger.db"))
    connection.execute("UPDATE day_types SET events = 7")
    connection.close()
    code, _, err = run("ledger", "check")
    assert code == 3
    assert "counts: the events of CONSULT in ROU on 2024-05-15" in err


def test_forget_asks_unless_told_and_refuses_the_report_from_then_on(run: Run) -> None:
    event, _, report = stored(run)
    assert run("forget", report, "--reason", "asked")[0] == 2
    assert run("show", report)[0] == 0
    code, _, err = run("forget", report, "--reason", "asked", "--yes")
    assert (code, err) == (0, f"report {report} forgotten: 1 claim deleted\n")
    assert run("show", report)[0] == 1
    code, _, err = run("load", "talks.txt")
    assert code == 1
    assert "ledger.forgotten" in err
    assert run("forget", "r000000000000000", "--reason", "asked", "--yes")[0] == 1
    assert run("forget", event, "--reason", "asked", "--yes")[0] == 1


def test_forget_an_actor(run: Run) -> None:
    _, claim, _ = stored(run)
    code, _, err = run("forget", "NOR", "--reason", "asked", "--yes")
    assert (code, err) == (0, "actor NOR forgotten: 1 claim deleted, blotted out of 1 report\n")
    assert run("show", claim)[0] == 1


def test_status_before_and_after_a_watch(run: Run, tmp_path: Path) -> None:
    run("code", "talks.txt")
    code, out, _ = run("status")
    assert (code, "1 report, 1 claim, 1 event; 0 refusals" in out) == (0, True)
    assert "no feed was ever watched" in out
    feed = "https://paper.example/rss"
    entries = [Entry(key=k, digest=k, name=k, host="paper.example", payload={}) for k in "abc"]
    with open_ledger(tmp_path / "ledger.db") as ledger:
        ledger.watch.keep_feed(FeedRow(feed=feed, state={}, due_at=None, failures=3, code="fetch.gone"))
        ledger.watch.take(feed, entries, "2024-05-16T00:00:00.000000+00:00")
        ledger.watch.done(1, Outcome.CODED, "2024-05-16T00:01:00.000000+00:00", article_id="r1")
        ledger.watch.done(2, Outcome.REFUSED, "2024-05-16T00:01:00.000000+00:00", code="text.too_short")
    _, out, _ = run("status")
    for part in (
        "1 entry without an outcome",
        "text.too_short",
        "not asked any more",
        "fetch.gone, 3 in a row",
    ):
        assert part in out
    told = json.loads(run("status", "--format", "json")[1])
    assert told["schema"] == "sayso/1"
    assert told["ledger"]["reports"] == 1
    assert told["watch"]["waiting"] == 1
    assert told["watch"]["ever"] == {
        "entries": 3,
        "outcomes": {"coded": 1, "refused": 1},
        "refusals": {"text.too_short": 1},
    }
    assert told["watch"]["hour"]["entries"] == 0
    assert told["feeds"][0]["outcomes"] == {"coded": 1, "refused": 1, "waiting": 1}
