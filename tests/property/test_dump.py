"""A ledger written out and read in again is the same ledger, whatever it went through."""

import json
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import exported
from ledgers import open_ledger
from sayso.engine.dumping import TakenIn, take_in
from sayso.engine.linking import Linker
from sayso.errors import REFUSAL_CODES
from sayso.faces.export.jsonl import read_dump, write_dump
from sayso.ledger import EventQuery, Keep, Ledger
from sayso.records import Article, Claim, Judged, Judgement, Quantity, Refusal, Role, Status, Verdict
from sayso.records.codec import event_to_json
from sayso.records.identity import claim_id_of
from stubs import figure_of

AT = "2024-06-{:02}T00:00:00+00:00"
#: Lines of reports, so alike that copies, passages and quotations come about.
LINES = (
    "The minister met the envoy in the harbour on Monday, officials said.",
    "Gunmen struck a convoy near the border and 12 people died there, police said.",
    "“We will not give way,” said the envoy before he met the minister in town.",
    "The talks went on for hours, and nobody would say what was agreed in them.",
    "The\u2028envoy \U0001f600 met \u202egunmen who struck = him; \ttwice.",
)
TRIGGERS = {"met": "CONSULT", "struck": "ASSAULT"}
ACTORS = ("minister", "envoy", "Gunmen")


def made(
    lines: tuple[int, ...], publisher: str, day: int | None, status: Status
) -> tuple[Article, list[Claim]]:
    """A report of some lines with a claim for each trigger in it, and a figure."""
    text = "\n".join(LINES[n] for n in lines)
    article = exported.report(
        text,
        url=f"https://{publisher}.example/{day}",
        publisher=publisher,
        published=date(2024, 5, day) if day else None,
    )
    claims = []
    for trigger, type_ in TRIGGERS.items():
        if trigger not in text:
            continue
        actors = tuple(
            exported.actor(article, who, Role.ACTOR if n == 0 else Role.RECIPIENT)
            for n, who in enumerate(ACTORS)
            if who in text
        )
        claims.append(exported.claim(article, trigger, type_=type_, status=status, actors=actors))
    if "12 people" in text:
        quantity = Quantity(text="12 people", span=exported.words(article, "12 people"), low=12.0, high=12.0)
        figure = figure_of(claims[-1], quantity, subject=None, item="people")
        claims.append(replace(figure, claim_id=claim_id_of(figure)))
    return article, claims


reports = st.builds(
    made,
    lines=st.lists(st.sampled_from(range(len(LINES))), min_size=1, max_size=4, unique=True).map(tuple),
    publisher=st.sampled_from(["wire", "daily", "evening"]),
    day=st.sampled_from([None, 14, 15, 16]),
    status=st.sampled_from([Status.HAPPENED, Status.PLANNED, Status.NEGATED]),
)
#: What may befall a ledger: a verdict on two of its things, something forgotten, texts let go.
acts = st.lists(
    st.tuples(st.sampled_from(["event", "origin", "forget", "blot", "trim", "bare"]), st.integers(0, 20)),
    max_size=3,
)


def linker(ledger: Ledger) -> Linker:
    return Linker(ledger, window_days=30, now=lambda: AT.format(1))


def befall(ledger: Ledger, act: str, n: int) -> None:
    with ledger.standings() as shelf:
        ids = sorted(shelf.every())
    claims = sorted(c.claim_id for i in ids for c in ledger.claims_of(i))
    pool = claims if act == "event" else ids
    if act in ("event", "origin") and len(pool) > 1:
        left, right = sorted((pool[n % len(pool)], pool[(n + 1) % len(pool)]))
        said = Judgement.SAME if n % 2 else Judgement.DIFFERENT
        ledger.judge(
            Verdict(
                what=Judged(act),
                left_id=left,
                right_id=right,
                judgement=said,
                decided_by="A",
                decided_at=AT.format(n + 1),
            )
        )
        if act == "origin":
            linker(ledger).settle_again((left, right))
    elif act == "forget" and ids:
        linker(ledger).forget(ids[n % len(ids)], "asked for")
    elif act == "blot":
        ledger.care.forget_actor("per:envoy", "asked for", AT.format(1))
    elif act in ("trim", "bare"):
        ledger.commit()
        ledger.care.let_texts_go(Keep.EVIDENCE if act == "trim" else Keep.NONE, "2024-05-16")
    ledger.commit()
    ledger.refresh()


def written(path: Path) -> bytes:
    out = BytesIO()
    with exported.exporting(path) as found:
        write_dump(found.documents(), out)
    return out.getvalue()


def told(path: Path) -> list[object]:
    with open_ledger(path) as ledger:
        assert ledger.care.faults(full=True) == []
        return [event_to_json(e) for e in ledger.events(EventQuery())]


@settings(max_examples=40, deadline=None)
@given(every=st.lists(reports, min_size=1, max_size=6), befalls=acts)
def test_out_in_and_out_again_gives_the_same_bytes(
    every: list[tuple[Article, list[Claim]]], befalls: list[tuple[str, int]]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        first, second = Path(folder) / "first.db", Path(folder) / "second.db"
        with open_ledger(first) as ledger:
            for article, claims in every:
                exported.add(ledger, article, claims)
            for act, n in befalls:
                befall(ledger, act, n)
        dump = written(first)
        with open_ledger(second) as ledger:
            done = take_in(ledger, linker(ledger), read_dump(BytesIO(dump), "dump"), "dump")
        assert isinstance(done, TakenIn), done
        assert not done.known
        assert written(second) == dump
        assert told(second) == told(first)


@settings(max_examples=20, deadline=None)
@given(every=st.lists(reports, min_size=2, max_size=6), cut=st.integers(1, 5))
def test_in_parts_into_one_ledger_loses_nothing(every: list[tuple[Article, list[Claim]]], cut: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{n}.db" for n in range(2)]
        for path, part in zip(paths, (every[:cut], every[cut:]), strict=True):
            with open_ledger(path) as ledger:
                for article, claims in part:
                    exported.add(ledger, article, claims)
        with open_ledger(paths[0]) as ledger:
            dump = written(paths[1])
            done = take_in(ledger, linker(ledger), read_dump(BytesIO(dump), "dump"), "dump")
            assert isinstance(done, TakenIn), done
            assert all(ledger.has_report(article.article_id) for article, _ in every)
            again = take_in(ledger, linker(ledger), read_dump(BytesIO(dump), "dump"), "dump")
            assert isinstance(again, TakenIn)
            assert not again.came
            assert ledger.care.faults(full=True) == []


@pytest.fixture(scope="module")
def dump(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Of a ledger that much has befallen."""
    path = exported.small_ledger(tmp_path_factory.mktemp("dump") / "full.db")
    with open_ledger(path) as ledger:
        befall(ledger, "event", 1)
        befall(ledger, "blot", 0)
        befall(ledger, "trim", 0)
        exported.add(ledger, *made((0, 1, 4), "late", 17, Status.HAPPENED))
        befall(ledger, "forget", 3)
    return written(path)


whole = st.one_of(st.integers(-3, 40), st.sampled_from([2**31, -(2**63), 2**64, 10**30]))
numbers = st.one_of(whole, st.sampled_from([0.5, 1e308, -0.0, 5e-324]))
words = st.sampled_from(
    [
        "",
        "\ud800",
        "\x00",
        "█",
        "2024-02-30",
        "9999-12-31",
        "AAAA",
        "r" + "0" * 15,
        "x" * 300,
        "=1",
        "\u202e\n",
    ]
)
nested = st.sampled_from([[], {}, [0, 1], [5, 2], [[]], {"": None}])
#: What hostile hands put into a place of a document: what may stand there, or anything.
LIKE: dict[type, st.SearchStrategy[object]] = {
    int: whole,
    float: numbers,
    str: words,
    list: nested,
    bool: st.booleans(),
}
anything = st.one_of(st.none(), st.booleans(), numbers, words, nested)


def places(value: object, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if at:
        yield at
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, each in inner:
        yield from places(each, (*at, key))


# `Any`: a JSON document.
def put(document: Any, at: tuple[str | int, ...], value: object) -> None:
    for key in at[:-1]:
        document = document[key]
    document[at[-1]] = value


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_whatever_is_changed_is_refused_or_sound(dump: bytes, data: st.DataObject) -> None:
    docs = [json.loads(line) for line in dump.splitlines()][:-1]
    for _ in range(data.draw(st.integers(1, 2))):
        document = data.draw(st.sampled_from(docs))
        at = data.draw(st.sampled_from(list(places(document))))
        others = [value for value in (lookup(d, at) for d in docs) if value is not MISSING]
        alike = LIKE.get(type(lookup(document, at)), anything)
        put(document, at, data.draw(st.one_of(alike, st.sampled_from(others), anything)))
    lines = "".join(json.dumps(d) + "\n" for d in (*docs, {"kind": "end", "lines": len(docs)})).encode()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "new.db"
        with open_ledger(path) as ledger:
            done = take_in(ledger, linker(ledger), read_dump(BytesIO(lines), "dump"), "dump")
            if isinstance(done, Refusal):
                assert done.code in REFUSAL_CODES
                assert ledger.counts() == dict.fromkeys(ledger.counts(), 0)
                return
        told(path)
        again = written(path)
        with open_ledger(Path(folder) / "third.db") as ledger:
            done = take_in(ledger, linker(ledger), read_dump(BytesIO(again), "dump"), "dump")
        assert isinstance(done, TakenIn), done
        assert written(Path(folder) / "third.db") == again


MISSING = object()


def lookup(document: Any, at: tuple[str | int, ...]) -> object:
    for key in at:
        try:
            document = document[key]
        except (KeyError, IndexError, TypeError):
            return MISSING
    return document
