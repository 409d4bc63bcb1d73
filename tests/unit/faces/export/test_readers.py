"""Files of POLECAT and GDELT, ours and ones with faults, read into rows."""

import gzip
import io
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import exported
from sayso.errors import FormatError
from sayso.faces.export import readers
from sayso.faces.export.gdelt import EVENT_COLUMNS, MENTION_COLUMNS, event_row, mention_rows, write_gdelt
from sayso.faces.export.polecat import COLUMNS, as_row, write_polecat
from sayso.faces.export.readers import (
    Faults,
    opened,
    read_gdelt_events,
    read_gdelt_mentions,
    read_polecat,
    several,
)


def test_what_we_write_is_read_as_it_was(ledger: Path) -> None:
    out = [io.StringIO(newline="") for _ in range(3)]
    with exported.exporting(ledger) as found:
        told = [t for t in found.told() if t.event.lead.event and t.event.lead.status.value == "happened"]
    write_polecat(told, out[0])
    write_gdelt(told, out[1], out[2])
    sources = [io.BytesIO(each.getvalue().encode()) for each in out]
    faults = Faults()
    polecat = list(read_polecat(sources[0], faults))
    assert [list(r.values()) for r in polecat] == [
        [None if c == "None" else c for c in as_row(t)] for t in told
    ]
    assert {tuple(r) for r in polecat} == {COLUMNS}
    events = list(read_gdelt_events(sources[1], faults))
    assert [r["GLOBALEVENTID"] for r in events] == [event_row(t)[0] for t in told]
    assert {tuple(r) for r in events} == {EVENT_COLUMNS}
    mentions = list(read_gdelt_mentions(sources[2], faults))
    assert len(mentions) == sum(len(list(mention_rows(t))) for t in told)
    assert {tuple(r) for r in mentions} == {MENTION_COLUMNS}
    assert faults == Faults()


def polecat(*lines: str, encoding: str = "utf-8") -> tuple[list[dict[str, str | None]], Faults]:
    faults = Faults()
    return list(read_polecat(io.BytesIO("\n".join(lines).encode(encoding)), faults)), faults


HEADER, ROW = "\t".join(COLUMNS), "\t".join(["e1", "2024-05-15", "AID", *["None"] * 36, "v1"])


def test_the_other_name_of_the_fifth_column() -> None:
    rows, faults = polecat(
        HEADER.replace("Intensity", "Event Intensity"), ROW.replace("AID\tNone", "AID\tNone", 1)
    )
    assert tuple(rows[0]) == COLUMNS
    assert not faults.n


def test_columns_in_another_order_go_by_their_names() -> None:
    rows, _ = polecat("Version\tEvent ID\tEvent Type", "v1\te1\tAID")
    assert rows == [{"Version": "v1", "Event ID": "e1", "Event Type": "AID"}]


def test_names_of_columns_that_are_not_there() -> None:
    rows, faults = polecat(HEADER + "\tHeadline\tEvent Text\tFeed\tStory ID", ROW)
    assert (rows[0]["Event ID"], rows[0]["Version"], faults.n) == ("e1", "v1", 0)


def test_empty_columns_at_the_end() -> None:
    rows, faults = polecat(HEADER, ROW + "\t\t\t")
    assert (rows[0]["Version"], faults.n) == ("v1", 0)


def test_lines_that_cannot_be_understood_are_counted_by_number() -> None:
    rows, faults = polecat(HEADER, ROW, "half a\trow", "", ROW, "x" * (readers.MAX_LINE + 5), ROW)
    assert len(rows) == 3
    assert faults.n == 2
    assert [n for n, _ in faults.noted] == [3, 6]
    assert "2 cells" in faults.noted[0][1]


def test_no_header() -> None:
    rows, faults = polecat(ROW, ROW)
    assert len(rows) == 2
    assert faults.noted[0][0] == 1


def test_latin_1_and_a_byte_order_mark() -> None:
    rows, _ = polecat(HEADER, ROW.replace("v1", "é"), encoding="latin-1")
    assert rows[0]["Version"] == "é"
    rows, _ = polecat("\ufeff" + HEADER, ROW)
    assert rows[0]["Event ID"] == "e1"


def test_cells_with_several_entries() -> None:
    assert several("NOR; None; FRA") == ("NOR", None, "FRA")
    assert several(None) == ()


def test_gdelt_lines_with_faults() -> None:
    good = "\t".join(["1", *["x"] * 60])
    text = "\n".join(
        [good, good + "\ty", "\t".join(["one", *["x"] * 60]), "\t".join(["٣", *["x"] * 60]), good]
    )
    faults = Faults()
    rows = list(read_gdelt_events(io.BytesIO(text.encode()), faults))
    assert [r["GLOBALEVENTID"] for r in rows] == ["1", "1"]
    assert [n for n, _ in faults.noted] == [2, 3, 4]


def test_faults_are_noted_to_a_bound() -> None:
    faults = Faults()
    for n in range(1000):
        faults.add(n, "so")
    assert (faults.n, len(faults.noted)) == (1000, 100)


@given(st.binary(max_size=400))
def test_no_bytes_raise(data: bytes) -> None:
    for read in (read_polecat, read_gdelt_events, read_gdelt_mentions):
        faults = Faults()
        assert all(isinstance(row, dict) for row in read(io.BytesIO(data), faults))


def test_packed_files(tmp_path: Path) -> None:
    text = f"{HEADER}\n{ROW}\n".encode()
    (tmp_path / "a.tsv").write_bytes(text)
    (tmp_path / "a.gz").write_bytes(gzip.compress(text))
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        archive.writestr("a.txt", text)
    for name in ("a.tsv", "a.gz", "a.zip"):
        with opened(tmp_path / name) as source:
            assert [r["Event ID"] for r in read_polecat(source, Faults())] == ["e1"], name


def test_a_damaged_file_is_read_as_far_as_it_goes(tmp_path: Path) -> None:
    rows = "".join(ROW.replace("e1", f"e{n}") + "\n" for n in range(5000))
    packed = gzip.compress(f"{HEADER}\n{rows}".encode())
    (tmp_path / "a.gz").write_bytes(packed[: len(packed) // 2])
    faults = Faults()
    with opened(tmp_path / "a.gz") as source:
        found = list(read_polecat(source, faults))
    assert 0 < len(found) < 5000
    assert found[0]["Event ID"] == "e0"
    assert faults.n == 1
    assert "unpacked" in faults.noted[0][1]


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "two.zip", "w") as archive:
        archive.writestr("a", "x")
        archive.writestr("b", "x")
    for name in ("two.zip", "none.tsv"):
        with pytest.raises(FormatError), opened(tmp_path / name):
            pytest.fail("not reached")
