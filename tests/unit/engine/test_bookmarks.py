"""A load that was interrupted goes on behind what was committed: nothing lost, nothing twice, and its counts say so."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import apsw
import pytest
from hypothesis import given
from hypothesis import strategies as st

import stubs
from archived import gz, jsonl, message, pages, tarred, zipped
from ledgers import open_ledger
from sayso.engine.bookmarks import Bookmarks, reading_of
from sayso.engine.catalog import Given
from sayso.engine.config import Settings, load_settings
from sayso.engine.pipeline import Parts, Tally
from sayso.engine.session import Session
from sayso.ingest import Limits, Meter, Progress, read_source
from sayso.ledger import Archive, Done, Ledger
from sayso.records import Item, Position, Refusal

ROWS = jsonl(
    [{"text": f"Number {n} met {'nobody ' * n}"} for n in range(1, 8)]
    + [{"text": ""}, {"id": 1}, {"text": "Number 3 met nobody nobody nobody "}]
    + [{"text": f"Late {n} met {'somebody ' * n}"} for n in range(1, 6)]
)
MAILBOX = b"".join(
    b"From a@b.example Thu May 16 08:00:00 2024\r\n" + message(f"{n}", f"mail {n} met") + b"\r\n"
    for n in range(9)
)
ARCHIVES = {
    "a.jsonl": ROWS,
    "a.jsonl.gz": gz(ROWS),
    "cut.jsonl.gz": gz(ROWS)[:-12],
    "a.csv": b"text\n" + b"".join(b'"cell %d met"\n' % n for n in range(9)),
    "a.warc.gz": b"".join(map(gz, pages(9))),
    "cut.warc.gz": b"".join(map(gz, pages(9)))[:-20],
    "a.mbox": MAILBOX,
    "m.zip": zipped({"a.jsonl": ROWS, "b.txt": b"one met", "c.mbox": MAILBOX, "d.warc.gz": b"".join(map(gz, pages(4)))}),
    "m.tar": tarred({"a.jsonl": ROWS, "b.txt": b"one met", "cut.jsonl.gz": gz(ROWS)[:-12], "c.mbox": MAILBOX}),
}  # fmt: skip


@dataclass
class Loaded:
    """What a load told."""

    tally: Tally
    meter: Meter
    names: list[str]
    n_read: int

    @property
    def counts(self) -> dict[str, int]:
        """What became of all inputs, those that were passed over too."""
        tally, earlier = self.tally, self.meter.earlier
        now = Counter({"coded": tally.coded, "known": tally.known, **tally.refused})
        return {key: n for key, n in (now + earlier).items() if n}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    few = load_settings({"HOME": str(tmp_path)}, flags={"ledger.path": str(tmp_path / "l.db")})
    return replace(
        few, bulk=replace(few.bulk, commit_reports=2), reader=replace(few.reader, batch_articles=2)
    )


class OtherReader(stubs.StubReader):
    model_sha256 = "1" * 64


def load(
    settings: Settings,
    *sources: Path,
    anew: bool = False,
    reader: stubs.StubReader | None = None,
    published: date | None = None,
    stop_after: int | None = None,
) -> Loaded:
    reader = reader or stubs.StubReader()

    def build(_settings: Settings, given: Given) -> Parts:
        def open_source(spec: str) -> object:
            progress = Progress(meter=given.meter, marks=given.marks)
            return read_source(spec, limits=Limits(), progress=progress)

        return replace(stubs.parts({}, reader), open_source=open_source)  # type: ignore[arg-type]

    session = Session(settings, build=build, clock=lambda: datetime(2024, 5, 16, tzinfo=UTC))
    told = Loaded(Tally(), Meter(), [], 0)
    results = session.load(map(str, sources), Given(meter=told.meter, published=published), anew=anew)
    for number, result in enumerate(results, start=1):
        told.tally.add(result)
        told.names.append(result.name)
        if number == stop_after:
            break
    results.close()  # type: ignore[attr-defined]
    told.n_read = sum(reader.batches)
    return told


def stored(settings: Settings) -> tuple[list[str], list[tuple[str, str]]]:
    """Reports, and refusals with their codes as often as they are recorded."""
    look = apsw.Connection(settings.ledger.path)
    reports = [str(row[0]) for row in look.execute("SELECT article_id FROM reports ORDER BY article_id")]
    refusals = list(look.execute("SELECT name, code FROM refusals ORDER BY name, code"))
    look.close()
    return reports, refusals  # type: ignore[return-value]


def faults(settings: Settings) -> list[object]:
    with open_ledger(settings.ledger.path, create=False) as ledger:
        return list(ledger.care.faults(full=True))


def put(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("name", ARCHIVES)
def test_a_load_that_was_killed_goes_on_with_what_is_left(
    name: str, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path / name, ARCHIVES[name])
    ledger, left = Path(settings.ledger.path), []
    commit = Ledger.commit

    def copied(self: Ledger) -> None:
        """What a process that is killed behind a commit leaves behind."""
        commit(self)
        folder = tmp_path / f"kill{len(left)}"
        folder.mkdir()
        for each in (ledger, Path(f"{ledger}-wal")):
            if each.exists():
                shutil.copy(each, folder)
        left.append(folder / ledger.name)

    with monkeypatch.context() as patched:
        patched.setattr(Ledger, "commit", copied)
        calm = load(settings, path)
    assert calm.tally.n_inputs >= 5
    assert not calm.meter.earlier
    places = set()
    for snapshot in left:
        killed = replace(settings, ledger=replace(settings.ledger, path=str(snapshot)))
        kept = len(stored(killed)[0]) if snapshot.stat().st_size else 0
        more = load(killed, path)
        assert more.counts == calm.counts
        assert stored(killed) == stored(settings)
        assert more.n_read == len(stored(settings)[0]) - kept
        assert faults(killed) == []
        places.add(more.meter.earlier.total())
        once_more = load(killed, path)
        assert (once_more.tally.n_inputs, once_more.n_read, once_more.meter.whole) == (0, 0, 1)
        assert once_more.counts == calm.counts
    assert len(places) >= 4


@pytest.mark.parametrize("n", range(1, 15, 3))
def test_what_was_taken_when_the_caller_stops_listening_is_passed_over(
    settings: Settings, tmp_path: Path, n: int
) -> None:
    path = put(tmp_path / "a.jsonl", ROWS)
    first = load(settings, path, stop_after=n)
    assert first.tally.n_inputs == n
    second = load(settings, path)
    assert second.meter.earlier.total() == n
    assert first.n_read + second.n_read <= len(stored(settings)[0]) + 1  # read together, and not taken
    assert second.counts == {"coded": 12, "known": 1, "input.no_text": 2}


def test_a_finished_archive_is_passed_over_until_it_is_asked_for_again(
    settings: Settings, tmp_path: Path
) -> None:
    path = put(tmp_path / "a.jsonl", ROWS)
    load(settings, path)
    assert load(settings, path).meter.whole == 1
    again = load(settings, path, anew=True)
    assert (again.meter.whole, again.meter.earlier, again.n_read) == (0, Counter(), 0)
    assert again.counts == {"known": 13, "input.no_text": 2}
    assert load(settings, path).counts == again.counts
    assert faults(settings) == []


def test_reading_again_can_be_interrupted_as_well(settings: Settings, tmp_path: Path) -> None:
    path = put(tmp_path / "a.jsonl", ROWS)
    load(settings, path)
    load(settings, path, anew=True, stop_after=4)
    rest = load(settings, path)
    assert (rest.meter.earlier, rest.tally.n_inputs) == (Counter(known=4), 11)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(lambda s, p: load(s, put(p, ROWS + jsonl([{"text": "one more met"}]))), id="longer"),
        pytest.param(lambda s, p: load(s, put(p, ROWS.replace(b"Late 1", b"Lato 1"))), id="changed"),
        pytest.param(lambda s, p: load(s, p, reader=OtherReader()), id="another model"),
        pytest.param(lambda s, p: load(s, p, published=date(2024, 5, 1)), id="another day is given"),
        pytest.param(
            lambda s, p: load(replace(s, limits=replace(s.limits, max_row_bytes=9)), p), id="another limit"
        ),
        pytest.param(lambda s, p: load(s, p.rename(p.with_suffix(".json"))), id="another kind of file"),
    ],
)
def test_what_may_be_read_otherwise_is_read_from_its_start(
    settings: Settings, tmp_path: Path, other: Callable[[Settings, Path], Loaded]
) -> None:
    path = put(tmp_path / "a.jsonl", ROWS)
    load(settings, path)
    told = other(settings, path)
    assert not told.meter.earlier
    assert told.tally.known >= 12
    assert len(set(stored(settings)[0])) == 12 + told.tally.coded


def test_another_version_reads_from_the_start(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path / "a.jsonl", ROWS)
    load(settings, path)
    monkeypatch.setattr("sayso.__version__", "99")
    told = load(settings, path)
    assert (told.meter.earlier, told.tally.known, told.n_read) == (Counter(), 13, 0)


def test_a_copy_elsewhere_is_the_same_archive(settings: Settings, tmp_path: Path) -> None:
    load(settings, put(tmp_path / "a.jsonl", ROWS), stop_after=5)
    (tmp_path / "other").mkdir()
    assert load(settings, put(tmp_path / "other" / "b.jsonl", ROWS)).meter.earlier.total() == 5


def test_an_archive_that_comes_twice_is_counted_twice(settings: Settings, tmp_path: Path) -> None:
    both = put(tmp_path / "a.jsonl", ROWS), put(tmp_path / "b.jsonl", ROWS)
    first = load(settings, *both)
    assert first.counts == {"coded": 12, "known": 14, "input.no_text": 4}
    second = load(settings, *both)
    assert (second.meter.whole, second.tally.n_inputs) == (2, 0)
    assert second.counts == first.counts


def test_a_cut_archive_stays_cut_until_it_is_another(settings: Settings, tmp_path: Path) -> None:
    whole = b"".join(map(gz, pages(6)))
    path = put(tmp_path / "a.warc.gz", whole[:-20])
    load(settings, path)
    told = load(settings, path)
    assert told.counts == {"coded": 5, "input.truncated": 1}
    assert told.tally.n_inputs == 0
    told = load(settings, put(path, whole))
    assert (told.tally.coded, told.tally.known, told.tally.n_refused) == (1, 5, 0)


def test_what_was_forgotten_stays_so(settings: Settings, tmp_path: Path) -> None:
    path = put(tmp_path / "a.jsonl", ROWS)
    load(settings, path)
    report = stubs.article_of("Number 2 met nobody nobody ").article_id
    with open_ledger(settings.ledger.path) as ledger:
        ledger.care.forget_report(report, "asked for", "2026")
    assert load(settings, path).tally.n_inputs == 0
    assert load(settings, path, anew=True).tally.refused["ledger.forgotten"] == 1
    assert report not in stored(settings)[0]
    assert faults(settings) == []


def test_an_archive_that_is_written_to_meanwhile_keeps_no_position(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path / "a.jsonl", ROWS)
    add = Ledger.add_report

    def meanwhile(self: Ledger, *how: object) -> bool:
        with path.open("ab") as file:
            file.write(jsonl([{"text": "one more met"}]))
        return add(self, *how)  # type: ignore[arg-type]

    with monkeypatch.context() as patched:
        patched.setattr(Ledger, "add_report", meanwhile)
        load(settings, path)
    look = apsw.Connection(settings.ledger.path)
    assert look.execute("SELECT count(*) FROM archives").fetchall() == [(0,)]
    look.close()


def test_single_reports_and_missing_files_keep_no_position(settings: Settings, tmp_path: Path) -> None:
    text, gone = put(tmp_path / "a.txt", b"one met"), tmp_path / "gone.jsonl"
    load(settings, text, gone)
    told = load(settings, text, gone)
    assert (told.tally.known, told.tally.n_refused, told.meter.earlier) == (1, 1, Counter())


def test_a_folder_goes_on_in_the_file_that_was_reached(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    for letter in "abc":
        put(folder / f"{letter}.jsonl", jsonl({"text": f"{letter}{n} met {letter * n}"} for n in range(1, 8)))
    first = load(settings, folder, stop_after=10)
    second = load(settings, folder)
    assert (second.meter.whole, second.meter.earlier["coded"]) == (1, 10)
    assert [*first.names, *second.names] == [f"{folder}/{c}.jsonl:{n}" for c in "abc" for n in range(1, 8)]


def test_a_reading_is_told_by_what_alters_it(settings: Settings) -> None:
    one = reading_of(settings, published=None, publisher=None, model_sha256="m")
    assert one == reading_of(
        replace(settings, bulk=replace(settings.bulk, commit_reports=9)),
        published=None,
        publisher=None,
        model_sha256="m",
    )
    assert one != reading_of(settings, published=None, publisher="Wire", model_sha256="m")


# ------------------------------------------------------------------ order


class Shelf:
    """Positions as they are kept, without a ledger."""

    def __init__(self) -> None:
        self.kept: dict[Archive, Done] = {}

    def done(self, archive: Archive) -> Done | None:
        return self.kept.get(archive)

    def keep(self, archive: Archive, done: Done, *, name: str, at: str) -> None:
        self.kept[archive] = done

    def drop(self, archive: Archive) -> None:
        self.kept.pop(archive, None)


def marks_over(shelf: Shelf) -> Bookmarks:
    return Bookmarks(
        SimpleNamespace(archives=shelf),  # type: ignore[arg-type]
        lambda: "r",
        meter=None,
        anew=False,
        clock=lambda: datetime(2024, 5, 16, tzinfo=UTC),
    )


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return put(tmp_path_factory.mktemp("order") / "a.jsonl", ROWS)


@given(data=st.data())
def test_a_position_stands_for_all_that_comes_before_it(archive: Path, data: st.DataObject) -> None:
    """However outcomes come, and whenever they are written."""
    n = data.draw(st.integers(1, 9))
    order = data.draw(st.permutations(range(n)))
    n_met_first = data.draw(st.integers(0, n))
    shelf = Shelf()
    marks = marks_over(shelf)
    mark = marks.open(archive, "ROWS")
    assert mark is not None
    waiting = list(range(n))
    for number in range(n_met_first):
        mark.met(Item(name=f"a:{number}", body="", position=Position(record=number + 1)))
        waiting.remove(number)
    settled: set[int] = set()
    for number in order:
        while number in waiting:
            mark.met(Item(name=f"a:{waiting[0]}", body="", position=Position(record=waiting[0] + 1)))
            waiting.pop(0)
        marks.settled(f"a:{number}", "coded")
        settled.add(number)
        if data.draw(st.booleans()):
            marks.keep()
            prefix = next(k for k in range(n + 1) if k not in settled)
            (done,) = shelf.kept.values() or (Done(),)
            assert done == (Done(position=Position(record=prefix), coded=prefix) if prefix else Done())
    mark.ended()
    marks.keep()
    assert list(shelf.kept.values()) == [Done(position=Position(record=n), finished=True, coded=n)]


def test_an_archive_is_not_finished_before_its_last_input_is(archive: Path) -> None:
    shelf = Shelf()
    marks = marks_over(shelf)
    mark = marks.open(archive, "ROWS")
    assert mark is not None
    mark.met(Item(name="a:1", body="", position=Position(record=1)))
    mark.met(Refusal(name="a", stage="ingest", code="input.truncated", reason=""))
    mark.ended()
    marks.settled("a", "input.truncated")
    marks.keep()
    assert not shelf.kept
    marks.settled("a:1", "known")
    marks.keep()
    assert list(shelf.kept.values()) == [
        Done(position=Position(record=1), finished=True, known=1, refused={"input.truncated": 1})
    ]


def test_a_file_that_could_not_be_read_on_is_not_finished(archive: Path) -> None:
    shelf = Shelf()
    marks = marks_over(shelf)
    mark = marks.open(archive, "ROWS")
    assert mark is not None
    mark.met(Item(name="a:1", body="", position=Position(record=1)))
    mark.met(Refusal(name="a", stage="ingest", code="input.missing", reason="cannot be read"))
    mark.ended()
    marks.settled("a:1", "coded")
    marks.settled("a", "input.missing")
    marks.keep()
    assert list(shelf.kept.values()) == [Done(position=Position(record=1), coded=1)]
