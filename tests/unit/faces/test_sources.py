import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest

import stubs
from ledgers import open_ledger
from sayso.faces.cli.tables import snippet
from sayso.records import Run, Span, SpeakerKind, Status
from stubs import Told, speaker

Command = Callable[..., tuple[int, str, str]]
COAST = replace(speaker("Vera Coast", SpeakerKind.PERSON), country="NOR", affiliation="Coast Institute")
RAID = Told(type="ASSAULT", mode=None, actors=("cty:RUS",), recipients=("cty:UKR",))
TOLD = (
    replace(RAID, sentence="They hit it.", chain=(COAST,), number=1),
    replace(RAID, sentence="They did not.", chain=(speaker("Port"),), number=2, status=Status.NEGATED),
    replace(RAID, sentence="It was hit.", chain=(speaker("Bay"),), number=3, publisher="Other"),
    replace(RAID, sentence="Two said it.", chain=(speaker("two aides", SpeakerKind.UNNAMED),), number=4,
            type="AID", published=date(2024, 5, 20)),
    Told(sentence="They met.", number=5),
)  # fmt: skip


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Command) -> Command:
    """Run the command line over a ledger of a few claims; exit code, stdout and stderr."""
    monkeypatch.setenv("SAYSO_LEDGER", str(tmp_path / "ledger.db"))
    monkeypatch.setenv("COLUMNS", "160")
    with open_ledger(tmp_path / "ledger.db") as ledger:
        ledger.begin_run(Run(run_id="r", code_version="", config_sha256="", model_sha256="", started_at=""))
        for article, claim in (told.made() for told in TOLD):
            ledger.add_report("r", article, [claim])

    return command


def test_speakers_for_people(run: Command) -> None:
    code, out, err = run("sources")
    assert (code, err) == (0, "")
    for part in (
        "5 claims: 1 in the report's own voice, 1 on an unnamed source's word", "2 on an institution's",
        "Vera Coast, Coast Institute (NOR)", "two aides", "unnamed", "0/0/1", "100%", "2024-05-20",
    ):  # fmt: skip
        assert part in out


def test_speakers_as_json(run: Command) -> None:
    code, out, err = run("sources", "--format", "json")
    assert (code, err) == (0, "")
    doc = json.loads(out)
    assert doc["schema"] == "sayso/1"
    assert doc["totals"] == {
        "claims": 5, "own_voice": 1,
        "rest_on": {"person": 1, "institution": 2, "outlet": 0, "unnamed": 1, "collective": 0, "document": 0},
    }  # fmt: skip
    (coast,) = [s for s in doc["speakers"] if s["name"] == "Vera Coast"]
    assert coast == {
        "name": "Vera Coast", "kind": "person", "country": "NOR", "affiliation": "Coast Institute", "claims": 1,
        "reports": 1, "events": 1, "alone": 0, "by_outlet": 0, "certain": 1, "hedged": 0, "denied": 0,
        "first_published": "2024-05-16", "last_published": "2024-05-16",
    }  # fmt: skip
    assert [json.loads(line) for line in run("sources", "--format", "jsonl")[1].splitlines()] == doc[
        "speakers"
    ]


def test_speakers_as_csv(run: Command) -> None:
    rows = list(csv.DictReader(io.StringIO(run("sources", "--format", "csv")[1])))
    assert len(rows) == 4
    assert {r["name"]: (r["kind"], r["denied"]) for r in rows}["Port"] == ("institution", "1")


def test_claims_of_one_speaker_for_people(run: Command) -> None:
    code, out, err = run("sources", "vera")
    assert (code, err) == (0, "")
    for part in (
        "2024-05-16",
        "ASSAULT",
        "happened, certain (+)",
        "*T*hey hit it.",
        "confirmed by Bay",
        "denied by Port",
    ):
        assert part in out
    assert "contradicted by" in run("sources", "port")[1]


def test_claims_of_one_speaker_as_json(run: Command) -> None:
    code, out, err = run("sources", "vera", "--format", "json")
    assert (code, err) == (0, "")
    (said,) = json.loads(out)["claims"]
    assert (said["speaker"], said["published"], said["publisher"]) == (
        "Vera Coast",
        "2024-05-16",
        "Example Wire",
    )
    assert (said["claim"]["event"]["type"], said["claim"]["status"]) == ("ASSAULT", "happened")
    assert "why" not in said["claim"]
    assert [e["who"] for e in said["confirmed_by"]] == ["Bay"]
    assert [e["who"] for e in said["denied_by"]] == ["Port"]
    assert json.loads(run("sources", "vera", "--format", "jsonl")[1]) == said


def test_claims_of_one_speaker_as_csv(run: Command) -> None:
    (row,) = csv.DictReader(io.StringIO(run("sources", "vera", "--format", "csv")[1]))
    assert (row["type"], row["status"], row["evidence"]) == ("ASSAULT", "happened", "They hit it.")
    assert (row["confirmed_by"], row["denied_by"]) == ("Bay", "Port")


@pytest.mark.parametrize(
    ("arguments", "n"),
    [
        (("--kind", "unnamed"), 1), (("--kind", "OUTLET"), 0), (("--since", "2024-05-17"), 1),
        (("--until", "2024-05-17"), 3), (("--limit", "2"), 2), (("nobody",), 0), (("vera", "--limit", "1"), 1),
        (("vera", "--since", "2024-05-17"), 0),
    ],
)  # fmt: skip
def test_every_option_reaches_the_ledger(run: Command, arguments: tuple[str, ...], n: int) -> None:
    code, out, _ = run("sources", *arguments, "--format", "jsonl")
    assert (code, len(out.splitlines())) == (0, n)


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [(("--kind", "persn"), "person"), (("--limit", "0"), ""), ((" ",), "leave it out")],
)
def test_a_question_that_cannot_be_understood_exits_with_2(
    run: Command, arguments: tuple[str, ...], hint: str
) -> None:
    code, out, err = run("sources", *arguments, "--format", "json")
    assert (code, out) == (2, "")
    assert hint in (json.loads(err)["error"]["hint"] or "")


def test_nothing_found_is_said_on_stderr(run: Command) -> None:
    code, out, err = run("sources", "nobody")
    assert (code, out) == (0, "")
    assert err == "no speaker of that name in the ledger meets these conditions\n"
    assert json.loads(run("sources", "nobody", "--format", "json")[1])["claims"] == []
    assert run("sources", "--kind", "document")[2] == "no speaker in the ledger meets these conditions\n"


def test_a_long_table_says_that_there_is_more(run: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sayso.faces.cli.sources.TABLE_ROWS", 1)
    assert run("sources")[2] == "only the first 1 speaker; --limit N gives more\n"
    assert run("sources", "--limit", "1")[2] == ""
    assert run("sources", "a")[2] == "no speaker of that name in the ledger meets these conditions\n"


def test_asking_before_anything_is_stored_says_what_to_do(run: Command, tmp_path: Path) -> None:
    for arguments in ((), ("vera",)):
        code, out, err = run("sources", *arguments, "--ledger", str(tmp_path / "none.db"), "--format", "json")
        assert (code, out) == (3, "")
        assert "sayso code" in json.loads(err)["error"]["hint"]


def test_hostile_names_reach_no_terminal(run: Command, tmp_path: Path) -> None:
    with open_ledger(tmp_path / "ledger.db") as ledger:
        article, claim = replace(RAID, chain=(speaker("Evil \x1b[2J\u202e"),), number=9).made()
        ledger.add_report("r", article, [claim])
    for arguments in (("sources",), ("sources", "evil")):
        out = run(*arguments)[1]
        assert "Evil" in out
        assert "\x1b" not in out
        assert "\u202e" not in out


@pytest.mark.parametrize("at", [0, 300, 700])
def test_a_long_sentence_is_cut_to_the_words_around_its_trigger(at: int) -> None:
    words = ["lorem"] * 120
    words[at // 6] = "strike"
    sentence = " ".join(words)
    _, claim = replace(RAID, sentence=sentence).made()
    start = sentence.index("strike")
    claim = replace(claim, evidence=replace(claim.evidence, trigger=Span(start, start + 6)))
    cut = snippet(claim, coloured=False).plain
    assert "*strike*" in cut
    assert len(cut) <= 190
    assert set(cut.replace("*", "").split()) <= {"lorem", "strike", "…"}
    assert cut.startswith("… ") == (at > 0)


def test_a_short_sentence_is_left_whole() -> None:
    article = stubs.article_of("Norway met Turkey.")
    claim = stubs.claim_of(article)
    assert claim is not None
    assert partial(snippet, claim)(coloured=False).plain == "Norway *met* Turkey."
