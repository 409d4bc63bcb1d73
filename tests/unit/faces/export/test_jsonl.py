"""A ledger as JSON lines: out, in, and out again; whole, in part, into another; and what is refused."""

import gzip
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from backports import zstd
from hypothesis import given, settings
from hypothesis import strategies as st

import exported
import stubs
from ledgers import open_ledger
from sayso.engine.dumping import TakenIn, take_in
from sayso.engine.linking import Linker
from sayso.faces.export import checks, jsonl, packed
from sayso.faces.export.checks import fault_of, schema_of
from sayso.faces.export.jsonl import read_dump, write_dump
from sayso.faces.export.shapes import schemas
from sayso.ledger import EventQuery, Keep, Ledger
from sayso.records import Claim, Judged, Judgement, Refusal, Span, Verdict
from sayso.records.codec import event_to_json, report_to_json
from sayso.records.identity import claim_id_of

LATER = "2024-06-01T00:00:00+00:00"


def linker(ledger: Ledger) -> Linker:
    return Linker(ledger, window_days=30, now=lambda: LATER)


def dumped(path: Path, **conditions: object) -> bytes:
    out = io.BytesIO()
    with exported.exporting(path, **conditions) as found:
        write_dump(found.documents(), out)
    return out.getvalue()


def taken(path: Path, dump: bytes) -> TakenIn | Refusal:
    with open_ledger(path) as ledger:
        return take_in(ledger, linker(ledger), read_dump(io.BytesIO(dump), "dump.jsonl"), "dump.jsonl")


def events(path: Path) -> list[dict[str, Any]]:
    with open_ledger(path) as ledger:
        return [event_to_json(e) for e in ledger.events(EventQuery())]


def documents(dump: bytes) -> list[dict[str, Any]]:
    return [json.loads(line) for line in dump.decode().split("\n")[:-1]]


def lines(docs: list[dict[str, Any]]) -> bytes:
    """Documents as a dump that says of itself that it is whole, though it was changed."""
    body = [d for d in docs if d["kind"] != "end"]
    end = {"kind": "end", "lines": len(body)}
    return "".join(json.dumps(d) + "\n" for d in [*body, end]).encode()


@pytest.fixture
def full(tmp_path: Path) -> Path:
    """A ledger with everything that a dump holds: verdicts, refusals, something forgotten, a retired verdict."""
    path = exported.small_ledger(tmp_path / "full.db")
    with open_ledger(path) as ledger:
        article, claims = exported.port(url="https://third.example/c", publisher="Third", published=None)
        exported.add(ledger, article, claims)
        ledger.add_refusal(
            exported.RUN.run_id, Refusal(name="\udc80x", stage="text", code="text.empty", reason="nothing")
        )
        ids = sorted(c.claim_id for c in exported.port()[1])[:2]
        for judgement, at in ((Judgement.DIFFERENT, LATER), (Judgement.SAME, LATER.replace("06", "07", 1))):
            ledger.judge(
                Verdict(what=Judged.EVENT, left_id=ids[0], right_id=ids[1], judgement=judgement, decided_by="Ann",
                        decided_at=at, note="so it is")
            )  # fmt: skip
        gone = exported.report(
            "Somebody said that nothing met the eye here today.", url="https://gone.example/"
        )
        exported.add(ledger, gone, [exported.claim(gone, "met")])
        linker(ledger).forget(gone.article_id, "asked for")
        ledger.commit()
        ledger.refresh()
    return path


def test_every_kind_of_line_is_there(full: Path) -> None:
    kinds = [d["kind"] for d in documents(dumped(full))]
    assert set(kinds) == {
        s.removeprefix("line-").removesuffix(".json") for s in schemas() if s.startswith("line-")
    }
    assert (kinds[0], kinds[-1]) == ("ledger", "end")


def test_out_in_and_out_again_gives_the_same_bytes(full: Path, tmp_path: Path) -> None:
    dump = dumped(full)
    done = taken(tmp_path / "new.db", dump)
    assert isinstance(done, TakenIn)
    assert done.came["report"] == 4
    assert not done.known
    assert dumped(tmp_path / "new.db") == dump
    assert events(tmp_path / "new.db") == events(full)
    with open_ledger(tmp_path / "new.db") as ledger:
        assert ledger.care.faults(full=True) == []
        assert len(ledger.verdicts()) == 2
        assert ledger.is_forgotten(
            exported.report("Somebody said that nothing met the eye here today.", url="https://gone.example/")
        )


@pytest.mark.parametrize("keep", [Keep.EVIDENCE, Keep.NONE])
def test_texts_that_were_let_go_stay_so(full: Path, tmp_path: Path, keep: Keep) -> None:
    with open_ledger(full) as ledger:
        ledger.care.let_texts_go(keep, "2024-05-17")
    before = events(full)
    dump = dumped(full)
    assert isinstance(taken(tmp_path / "new.db", dump), TakenIn)
    assert dumped(tmp_path / "new.db") == dump
    assert events(tmp_path / "new.db") == before


def test_an_actor_that_was_blotted_out_stays_so(full: Path, tmp_path: Path) -> None:
    with open_ledger(full) as ledger:
        ledger.care.forget_actor("per:kemal aydin", "asked for", LATER)
        ledger.commit()
    dump = dumped(full)
    assert isinstance(taken(tmp_path / "new.db", dump), TakenIn)
    assert dumped(tmp_path / "new.db") == dump
    assert b"Aydin" not in dump


def test_a_copy_is_still_found_after_it(full: Path, tmp_path: Path) -> None:
    taken(tmp_path / "new.db", dumped(full))
    text = "Evening edition\n" + exported.PORT_TEXT
    late = exported.report(text, url="https://late.example/", publisher="Late", published=date(2024, 5, 18))
    for path in (full, tmp_path / "new.db"):
        with open_ledger(path) as ledger:
            exported.add(ledger, late, [])
            report = ledger.report(late.article_id)
            assert report is not None
            assert report.header["copy_of"] is not None
    assert dumped(full) == dumped(tmp_path / "new.db")


def test_twice_is_once(full: Path, tmp_path: Path) -> None:
    dump = dumped(full)
    taken(tmp_path / "new.db", dump)
    again = taken(tmp_path / "new.db", dump)
    assert isinstance(again, TakenIn)
    assert dict(again.came) == {}
    assert again.known["report"] == 4
    assert dumped(tmp_path / "new.db") == dump


def test_two_ledgers_become_what_one_would_have_been(tmp_path: Path) -> None:
    one, other, both = (tmp_path / f"{n}.db" for n in ("one", "other", "both"))
    with open_ledger(one) as ledger:
        exported.add(ledger, *exported.port())
    with open_ledger(other) as ledger:
        copy = exported.copy_of_port()
        claims = [replace_report(c, copy.article_id, by=len("Daily news\n")) for c in exported.port()[1]]
        exported.add(ledger, copy, claims)  # read here, as nobody knew that it is a copy
        exported.add(ledger, *exported.hostile())
    exported.small_ledger(both)
    done = taken(one, dumped(other))
    assert isinstance(done, TakenIn)
    assert (done.came["report"], done.looked) == (2, 2)
    counts = {e["id"]: (e["reports"], e["origins"]) for e in events(one)}
    assert counts == {e["id"]: (e["reports"], e["origins"]) for e in events(both)}
    with open_ledger(one) as ledger:
        assert ledger.care.faults(full=True) == []


def replace_report(claim: Claim, article_id: str, *, by: int) -> Claim:
    """A claim as it is read in a copy, some characters further on."""

    def moved(span: Span) -> Span:
        return Span(span.start + by, span.end + by)

    evidence = replace(claim.evidence, span=moved(claim.evidence.span), trigger=moved(claim.evidence.trigger))
    made = replace(
        claim,
        article_id=article_id,
        evidence=evidence,
        actors=tuple(replace(a, span=moved(a.span)) for a in claim.actors),
        quantities=tuple(replace(q, span=moved(q.span)) for q in claim.quantities),
    )
    return replace(made, claim_id=claim_id_of(made))


def test_what_was_forgotten_does_not_come_back(full: Path, tmp_path: Path) -> None:
    dump = dumped(full)
    path = tmp_path / "new.db"
    with open_ledger(path) as ledger:
        article, claims = exported.port()
        exported.add(ledger, article, claims)
        linker(ledger).forget(article.article_id, "asked for")
        ledger.care.forget_actor('per:"harbour;town"', "asked for", LATER)
        ledger.commit()
    done = taken(path, dump)
    assert isinstance(done, TakenIn)
    assert done.known["report"] >= 1
    with open_ledger(path) as ledger:
        assert not ledger.has_report(article.article_id)
        assert ledger.care.faults(full=True) == []


def test_a_part_holds_all_that_it_needs(full: Path, tmp_path: Path) -> None:
    dump = dumped(full, type="CONSULT")
    docs = documents(dump)
    assert docs[0]["scope"] == "part"
    assert {d["kind"] for d in docs}.isdisjoint({"tombstone", "refusal"})
    reports = {d["report"]["id"] for d in docs if d["kind"] == "report"}
    assert exported.copy_of_port().article_id in reports
    assert exported.hostile()[0].article_id not in reports
    assert isinstance(taken(tmp_path / "part.db", dump), TakenIn)
    met = [e for e in events(full) if e.get("event", {}).get("type") == "CONSULT"]
    assert [e for e in events(tmp_path / "part.db") if e.get("event", {}).get("type") == "CONSULT"] == met


@pytest.mark.parametrize("pack", [lambda b: b, gzip.compress, zstd.compress])
def test_packed_files_are_unpacked(full: Path, tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    assert isinstance(taken(tmp_path / "new.db", pack(dumped(full))), TakenIn)


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress])
def test_damaged_packed_files_are_refused(full: Path, tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    whole = pack(dumped(full))
    for damaged in (whole[: len(whole) // 2], whole[:20] + bytes(40) + whole[60:]):
        refusal = taken(tmp_path / "new.db", damaged)
        assert isinstance(refusal, Refusal)
        assert refusal.code in ("import.incomplete", "import.bad_line")


# ---------------------------------------------------------------- what is refused

Docs = list[dict[str, Any]]


def change(kind: str, edit: Callable[[dict[str, Any]], object]) -> Callable[[Docs], Docs]:
    def act(docs: Docs) -> Docs:
        edit(next(d for d in docs if d["kind"] == kind))
        return docs

    return act


def swap(docs: Docs, a: int, b: int) -> Docs:
    docs[a], docs[b] = docs[b], docs[a]
    return docs


def deep() -> dict[str, Any]:
    value: dict[str, Any] = {}
    for _ in range(400):
        value = {"x": value}
    return value


FAULTS: dict[str, tuple[str, Callable[[Docs], Docs]]] = {
    "a wrong claim id": ("import.bad_id", change("claim", lambda d: d["claim"].update(id="c" + "0" * 15))),
    "a changed status": ("import.bad_id", change("claim", lambda d: d["claim"].update(status="planned"))),
    "another actor": ("import.bad_id", change("claim", lambda d: d["claim"]["actors"][0].update(id="per:other"))),
    "a wrong report id": ("import.bad_id", change("report", lambda d: d["report"].update(id="r" + "0" * 15))),
    "another publisher": ("import.bad_id", change("report", lambda d: d["report"].update(publisher="Fake"))),
    "a wrong run id": ("import.bad_id", change("run", lambda d: d["run"].update(code_version="9.9"))),
    "a changed text": ("import.bad_text", change("report", lambda d: d.update(text=d["text"].replace("met", "hit")))),
    "evidence that is not in the text": (
        "import.bad_text", change("claim", lambda d: d["claim"]["evidence"].update(sentence="Other words."))),
    "a field too many": ("import.bad_line", change("claim", lambda d: d["claim"].update(more=1))),
    "a field too few": ("import.bad_line", change("claim", lambda d: d["claim"].pop("status"))),
    "a word for a number": ("import.bad_line", change("claim", lambda d: d["claim"].update(p="0.9"))),
    "true for a number": ("import.bad_line", change("claim", lambda d: d["claim"]["evidence"].update(span=[True, 5]))),
    "a huge number": ("import.bad_line", change("claim", lambda d: d["claim"]["evidence"].update(span=[0, 2**80]))),
    "a span that runs backwards": (
        "import.bad_line", change("claim", lambda d: d["claim"]["evidence"].update(span=[9, 1]))),
    "an event and a figure": (
        "import.bad_line",
        change("claim", lambda d: d["claim"].update(figure={"measure": "loss", "item": "x", "subject": None}))),
    "an unknown type": ("import.bad_line", change("claim", lambda d: d["claim"]["event"].update(type="NONSENSE"))),
    "a kind that is not there": ("import.bad_line", change("claim", lambda d: d.update(kind="nonsense"))),
    "facts of a whole text": ("import.bad_line", change("claim", lambda d: d.update(facts=None))),
    "a story of a whole text": ("import.bad_line", change("report", lambda d: d.update(story=None))),
    "no day": ("import.bad_line", change("report", lambda d: d.update(published="2024-13-45"))),
    "no base64": ("import.bad_line", change("report", lambda d: d.update(vectors="A"))),
    "uneven vectors": ("import.bad_line", change("report", lambda d: d.update(vectors="AQID"))),
    "hashes in no order": ("import.bad_line", change("standing", lambda d: d.update(prints="AQAAAAAAAAA="))),
    "half a hash": ("import.bad_line", change("standing", lambda d: d.update(prints="AQA="))),
    "a bottomless extra": ("import.bad_line", change("report", lambda d: d["report"].update(extra=deep()))),
    "a claim twice": ("import.bad_line", lambda docs: twice(docs, "claim")),
    "kinds in another order": ("import.bad_line", lambda docs: swap(docs, first(docs, "refusal"), first(docs, "verdict"))),
    "claims before reports": (
        "import.bad_reference", lambda docs: swap(docs, first(docs, "report"), first(docs, "claim"))),
    "a second head": ("import.bad_line", lambda docs: [docs[0], *docs]),
    "no run": ("import.bad_reference", lambda docs: [d for d in docs if d["kind"] != "run"]),
    "claims of no report": ("import.bad_reference", lambda docs: [d for d in docs if d["kind"] != "report"]),
    "a source that is not there": (
        "import.bad_reference", change("standing", lambda d: d.update(source="r" + "0" * 15))),
    "a link to nothing": (
        "import.bad_reference", change("link", lambda d: d["link"].update(right="r" + "0" * 15))),
    "a carried claim that is not there": (
        "import.bad_reference", change("carried", lambda d: d["claims"][0].update(claim="c" + "0" * 15))),
    "another version": ("import.version", change("ledger", lambda d: d.update(dump=2))),
    "no head": ("import.version", lambda docs: docs[1:]),
}  # fmt: skip


def first(docs: Docs, kind: str) -> int:
    return next(n for n, d in enumerate(docs) if d["kind"] == kind)


def twice(docs: Docs, kind: str) -> Docs:
    at = first(docs, kind)
    return [*docs[: at + 1], docs[at], *docs[at + 1 :]]


@pytest.mark.parametrize("fault", FAULTS)
def test_a_dump_that_is_not_what_it_says_changes_nothing(full: Path, tmp_path: Path, fault: str) -> None:
    code, edit = FAULTS[fault]
    path = tmp_path / "there.db"
    with open_ledger(path) as ledger:
        exported.add(ledger, *exported.hostile(), exported.OTHER_RUN)
    before = dumped(path)
    refusal = taken(path, lines(edit(documents(dumped(full)))))
    assert isinstance(refusal, Refusal)
    assert (refusal.code, refusal.stage) == (code, "import")
    assert refusal.name.startswith("dump.jsonl:")
    assert dumped(path) == before
    with open_ledger(path) as ledger:
        assert ledger.care.faults(full=True) == []


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (lambda b: b[:-20], "import.bad_line"),
        (lambda b: b[: b.rindex(b"\n", 0, -1) + 1], "import.incomplete"),
        (lambda b: b[: len(b) // 2], "import.bad_line"),
        (lambda b: b.replace(b"Talks", b"Walks"), "import.bad_text"),
        (lambda b: b.replace(b'"Talks in the port"', b'"Walks in the port"'), "import.incomplete"),
        (lambda b: b + b"\n", "import.incomplete"),
        (lambda b: b + b.split(b"\n")[1] + b"\n", "import.incomplete"),
        (lambda b: b"\xff\xfe" + b, "import.version"),
        (lambda b: b"", "import.incomplete"),
        (lambda b: b"{}\n", "import.version"),
        (lambda b: b"[" * 100_000, "import.version"),
        (lambda b: b.replace(b'"p": 0.83', b'"p": NaN', 1), "import.bad_line"),
        (lambda b: b.replace(b'"p": 0.83', b'"p": 1' + b"0" * 5000, 1), "import.bad_line"),
        (lambda b: b.replace(b"\n", b"\n\xc3\x28\n", 1), "import.bad_line"),
        (lambda b: b.replace(b"\n", b"\n\n", 1), "import.bad_line"),
        (lambda b: b.replace(b"\n", b"\nnull\n", 1), "import.bad_line"),
    ],
)  # fmt: skip
def test_bytes_that_are_no_dump(
    full: Path, tmp_path: Path, edit: Callable[[bytes], bytes], code: str
) -> None:
    refusal = taken(tmp_path / "new.db", edit(dumped(full)))
    assert isinstance(refusal, Refusal)
    assert refusal.code == code
    with open_ledger(tmp_path / "new.db") as ledger:
        assert ledger.counts() == dict.fromkeys(ledger.counts(), 0)


def test_a_line_is_bounded(full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jsonl, "MAX_LINE", 500)
    refusal = taken(tmp_path / "new.db", dumped(full))
    assert isinstance(refusal, Refusal)
    assert refusal.code == "import.too_large"


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress])
def test_a_bomb_is_not_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pack: Callable[[bytes], bytes]
) -> None:
    monkeypatch.setattr(packed, "FREE", 1 << 20)
    head = {"schema": "sayso/1", "kind": "ledger", "dump": 1, "scope": "all"}
    refusal = taken(tmp_path / "new.db", pack(json.dumps(head).encode() + b"\n" + b" " * (32 << 20)))
    assert isinstance(refusal, Refusal)
    assert refusal.code == "import.too_large"
    assert "unpack" in refusal.reason


def test_who_changes_a_dump_on_purpose_leaves_the_digest_out(full: Path, tmp_path: Path) -> None:
    docs = [d for d in documents(dumped(full)) if d["kind"] != "verdict"]
    assert isinstance(taken(tmp_path / "new.db", lines(docs)), TakenIn)


def test_a_later_verdict_holds(tmp_path: Path) -> None:
    ids = sorted(c.claim_id for c in exported.port()[1])[:2]

    def judged(path: Path, judgement: Judgement, at: str) -> None:
        exported.small_ledger(path)
        with open_ledger(path) as ledger:
            ledger.judge(
                Verdict(what=Judged.EVENT, left_id=ids[0], right_id=ids[1], judgement=judgement, decided_by="A",
                        decided_at=at)
            )  # fmt: skip

    for early, late in (("a", "b"), ("c", "d")):
        judged(tmp_path / early, Judgement.SAME, "2024-06-01")
        judged(tmp_path / late, Judgement.DIFFERENT, "2024-06-02")
    taken(tmp_path / "a", dumped(tmp_path / "b"))
    taken(tmp_path / "d", dumped(tmp_path / "c"))
    for path in (tmp_path / "a", tmp_path / "d"):
        with open_ledger(path) as ledger:
            assert len(ledger.verdicts()) == 2
            assert [v.judgement for v in ledger.verdicts_on(Judged.EVENT, ids[0])] == [Judgement.DIFFERENT]


# ---------------------------------------------------------------- schemas


def strict(shape: Any) -> Any:
    """A schema that allows no field beside those that it names."""
    if isinstance(shape, list):
        return [strict(each) for each in shape]
    if not isinstance(shape, dict):
        return shape
    made = {name: strict(each) for name, each in shape.items()}
    if "properties" in made and made.get("type") in ("object", ["object", "null"]):
        made["additionalProperties"] = False
    return made


@pytest.mark.parametrize("name", schemas())
def test_schemas_are_schemas(name: str) -> None:
    schema = schema_of(name.removesuffix(".json"))
    assert schema == json.loads(json.dumps(schemas()[name]))
    jsonschema.Draft202012Validator.check_schema(schema)


def test_what_is_written_is_of_its_schema(full: Path) -> None:
    for document in documents(dumped(full)):
        name = f"line-{document['kind']}"
        jsonschema.validate(document, strict(schema_of(name)))
        assert fault_of(name, document) is None


def test_events_and_coded_reports_are_of_their_schemas(full: Path) -> None:
    with open_ledger(full) as ledger:
        for event in ledger.events(EventQuery()):
            claims = ledger.accounts_of(event.event_id)
            for document in (event_to_json(event), event_to_json(event, claims)):
                jsonschema.validate(json.loads(json.dumps(document)), strict(schema_of("event")))
    for article, claims in (exported.port(), exported.hostile()):
        document = report_to_json(article, claims)
        jsonschema.validate(json.loads(json.dumps(document)), strict(schema_of("report")))


KINDS = [name.removesuffix(".json") for name in schemas() if name.startswith("line-")]
JUNK = st.sampled_from(
    [None, True, 0, -1, 1.5, 2**60, "", "x", "c0123456789abcde\n", [], [1], {}, {"a": 1}, [None, None]]
)


def places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where a value can be put inside a document."""
    inner = (
        list(value.items())
        if isinstance(value, dict)
        else list(enumerate(value))
        if isinstance(value, list)
        else []
    )
    return [(*at, key) for key, _ in inner] + [p for key, each in inner for p in places(each, (*at, key))]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    return documents(dumped(exported.small_ledger(tmp_path_factory.mktemp("samples") / "l.db")))


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_the_check_judges_as_json_schema_does(samples: list[dict[str, Any]], data: st.DataObject) -> None:
    document = json.loads(json.dumps(data.draw(st.sampled_from(samples))))
    *way, last = data.draw(st.sampled_from(places(document)))
    name, inner = f"line-{document['kind']}", document
    for key in way:
        inner = inner[key]
    if isinstance(inner, dict) and data.draw(st.booleans()):
        del inner[last]
    else:
        inner[last] = data.draw(JUNK)
    validator = jsonschema.Draft202012Validator(strict(schema_of(name)))
    fault, faults = fault_of(name, document), [e.message for e in validator.iter_errors(document)]
    if any("\\n" in message for message in faults) or (fault and "x0a" in repr(fault)):
        return
    if faults == [] and fault is not None:
        # Python's `$` lets jsonschema take a line break behind an id
        assert "not of the form" in fault
        return
    assert (fault is None) == (faults == []), (fault, faults)


def test_a_check_names_the_place() -> None:
    document = {"kind": "run", "run": {"id": "run1"}}
    assert fault_of("line-run", document) == "run.code_version is missing"
    assert fault_of("line-run", []) == "it is no object"
    assert fault_of("line-end", {"kind": "end", "lines": 1, "sha256": "0" * 64 + "\n"}) is not None
    assert fault_of("line-end", {"kind": "end", "lines": True}) == "lines is no integer"
    assert checks.fault_of(
        "line-carried", {"kind": "carried", "report": "r" + "0" * 15, "claims": [{"claim": 1}]}
    ) == ("claims[0].span is missing")


def test_ids_of_stubs_are_not_those_of_ledgers(tmp_path: Path) -> None:
    article, claim = stubs.Told().made()
    with open_ledger(tmp_path / "l.db") as ledger:
        ledger.begin_run(exported.RUN)
        ledger.add_report(exported.RUN.run_id, article, [claim])
    refusal = taken(tmp_path / "new.db", dumped(tmp_path / "l.db"))
    assert isinstance(refusal, Refusal)
    assert refusal.code == "import.bad_id"
