import importlib
import io
import math
import sys
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import sayso
from sayso.engine.asking import ListedClaim
from sayso.engine.itinerary_json import STOP_COLUMNS, itinerary_to_rows
from sayso.errors import MissingExtraError
from sayso.faces.cli import figures as cli_figures
from sayso.faces.cli import sources as cli_sources
from sayso.faces.export.flat import BETWEEN, COLUMNS, as_row
from sayso.faces.python import columns as c
from sayso.faces.python.answers import Claims
from sayso.faces.python.columns import Holds
from sayso.faces.python.frames import to_arrow, to_pandas, to_polars
from sayso.faces.python.ledger import LedgerView
from sayso.faces.python.tables import Table
from sayso.records import Account, Claim

TABLES = {
    "events": lambda v: v.events(), "claims": lambda v: v.claims(), "accounts": lambda v: v.events().accounts(),
    "figures": lambda v: v.figures(), "sources": lambda v: v.sources(), "said_by": lambda v: v.said_by("navy"),
    "offices": lambda v: v.offices(reports=1), "refusals": lambda v: v.refusals(), "runs": lambda v: v.runs(),
    "no events": lambda v: v.events(actor="nobody"),
}  # fmt: skip
JOURNEYS = {
    "stops": lambda v: v.itinerary("Kim"), "legs": lambda v: v.itinerary("Kim").legs(),
    "partners": lambda v: v.partners("Kim"), "ties": lambda v: v.partners("Kim").ties(),
    "edges": lambda v: v.partners("Kim").edges(), "no stops": lambda v: v.itinerary("Kim", since="2030-01-01"),
}  # fmt: skip
PANDAS = {
    Holds.TEXT: "str", Holds.CATEGORY: "category", Holds.DAY: "datetime64[s]", Holds.INSTANT: "datetime64[us, UTC]",
    Holds.COUNT: "int64", Holds.INTEGER: "Int64", Holds.NUMBER: "float64", Holds.FLAG: "boolean", Holds.TEXTS: "object", Holds.SPAN: "object",
    Holds.SPANS: "object",
}  # fmt: skip


@pytest.fixture(params=[*TABLES, *JOURNEYS])
def table(view: LedgerView, gone: LedgerView, request: pytest.FixtureRequest) -> Table[object]:
    name = request.param
    return JOURNEYS[name](gone) if name in JOURNEYS else TABLES[name](view)  # type: ignore[no-untyped-call]


def test_frames_of_all_libraries_hold_the_same_rows(table: Table[object]) -> None:
    rows = table.to_dicts()
    names = [column.name for column in table.columns]
    assert all(list(row) == names for row in rows)
    as_lists = [{k: _listed(v) for k, v in row.items()} for row in rows]
    assert table.to_polars().to_dicts() == as_lists
    assert table.to_arrow().to_pylist() == as_lists
    frame = table.to_pandas()
    assert list(frame.columns) == names
    assert isinstance(frame.index, pd.RangeIndex)
    for name in names:
        assert [_plain(v) for v in frame[name]] == [row[name] for row in rows]


def _listed(value: object) -> object:
    return [_listed(each) for each in value] if isinstance(value, tuple) else value


def _plain(value: object) -> object:
    """A cell of pandas as Python has it."""
    if isinstance(value, tuple):
        return value
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime() if value.tzinfo else value.date()
    return value.item() if isinstance(value, np.generic) else value


def test_columns_have_the_types_their_users_expect(table: Table[object]) -> None:
    frame, polars, arrow = table.to_pandas(), table.to_polars(), table.to_arrow()
    for column in table.columns:
        assert str(frame[column.name].dtype) == PANDAS[column.holds], column.name
        if column.holds is Holds.CATEGORY:
            assert tuple(frame[column.name].cat.categories) == column.values
            assert tuple(polars[column.name].dtype.categories) == column.values  # type: ignore[attr-defined]
            assert pa.types.is_dictionary(arrow.schema.field(column.name).type)
        if column.holds is Holds.DAY:
            assert polars[column.name].dtype == pl.Date
            assert arrow.schema.field(column.name).type == pa.date32()


def test_frames_can_be_written_and_read_again(view: LedgerView) -> None:
    table = view.claims().to_arrow()
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    assert pq.read_table(buffer).equals(table)


def test_several_values_can_be_grouped_joined_and_taken_apart(view: LedgerView) -> None:
    frame = view.events().to_pandas()
    assert (
        set(frame["actors"].str.join("; ")) == {"Kim", "Kim; Lavrov"} or frame["actors"].str.len().gt(0).any()
    )
    assert len(frame.groupby("recipients").size()) >= 1
    assert set(frame.explode("actors")["actors"].dropna()) >= {"Kim"}
    assert isinstance(frame["actors"].iloc[0], tuple)


def test_two_frames_keep_their_types_when_put_together(view: LedgerView) -> None:
    both = pd.concat([view.events(type="ASSAULT").to_pandas(), view.events(type="CONSULT").to_pandas()])
    assert str(both["type"].dtype) == "category"
    assert str(both["earliest"].dtype) == "datetime64[s]"


def test_spans_point_at_the_words(view: LedgerView) -> None:
    for row in view.claims().to_pandas().itertuples():
        text = view.report(row.report).report.text
        assert len(text[slice(*row.evidence_span)]) == len(row.evidence)
        assert all(text[slice(*span)] for span in row.actor_spans)


def listed(claim: Claim) -> Claims:
    account = Account(claim=claim, published="2024-05-16", publisher="P", text_sha256="x")
    return Claims(lambda: [ListedClaim(event_id=None, account=account)])


def test_what_frames_find_hard(long_ago: Claim) -> None:
    table = listed(long_ago)
    (row,) = table.to_pandas().to_dict("records")
    # no calendar has the 30th of February; every year can be held; lone surrogates cannot
    assert (row["earliest"], row["latest"] is pd.NaT) == (pd.Timestamp("1066-10-14"), True)
    assert row["actors"] == ("N?0; x", "N?1; x", "N?2; x")
    assert table.to_polars()["earliest"].to_list() == [date(1066, 10, 14)]
    assert table.to_arrow().to_pylist()[0]["actors"] == list(row["actors"])


def test_what_another_sayso_called_a_type_is_kept(long_ago: Claim) -> None:
    assert long_ago.event is not None
    strange = listed(replace(long_ago, event=replace(long_ago.event, type="INVESTIGATE")))
    for value in (
        strange.to_pandas()["type"].iloc[0], strange.to_polars()["type"][0], strange.to_arrow()["type"][0].as_py(),
    ):  # fmt: skip
        assert value == "INVESTIGATE"


def test_events_have_the_columns_and_values_of_the_command(view: LedgerView) -> None:
    assert tuple(column.name for column in c.EVENT_COLUMNS) == COLUMNS
    holds = {column.name: column.holds for column in c.EVENT_COLUMNS}
    for event, row in zip(view.events(), view.events().to_dicts(), strict=True):
        for name, value in as_row(event).items():
            mine = row[name]
            if holds[name] is Holds.TEXTS:
                assert isinstance(mine, tuple)
                # a figure has no recipients and no contexts to speak of: None there, none here
                assert BETWEEN.join(mine) == (value or "")
            else:
                assert (mine.isoformat() if isinstance(mine, date) else mine) == value, name


def test_other_tables_have_the_columns_and_values_of_their_commands(view: LedgerView) -> None:
    assert tuple(col.name for col in c.FIGURE_COLUMNS) == cli_figures._COLUMNS
    assert tuple(col.name for col in c.SOURCE_COLUMNS) == cli_sources._SPEAKER_COLUMNS
    assert tuple(col.name for col in c.SAID_COLUMNS) == cli_sources._CLAIM_COLUMNS
    series = view.figures().series()
    theirs = [cli_figures._row(s, p) for s in series for p in s.points]
    assert theirs
    for mine, other in zip(view.figures().rows(), theirs, strict=True):
        joined = {k: BETWEEN.join(v) if isinstance(v, tuple) else v for k, v in mine.items()}
        assert joined == dict(other) | {"direction": other["direction"] or None}
    theirs_said = [cli_sources._row(s) for s in view.said_by("navy")]
    assert theirs_said
    for mine, other in zip(view.said_by("navy").rows(), theirs_said, strict=True):
        assert {k: BETWEEN.join(v) if isinstance(v, tuple) else v for k, v in mine.items()} == other


def test_stops_have_the_columns_and_values_of_the_command(gone: LedgerView) -> None:
    table = gone.itinerary("Kim")
    assert tuple(column.name for column in c.STOP_COLUMNS) == STOP_COLUMNS
    theirs = list(itinerary_to_rows(table.found()))
    assert len(theirs) > 3
    for mine, row in zip(table.rows(), theirs, strict=True):
        joined = {k: BETWEEN.join(v) if isinstance(v, tuple) else v for k, v in mine.items()}
        assert joined == {**row, "why": row.get("why") or None}


def test_instants_are_in_utc(view: LedgerView) -> None:
    (run,) = view.runs().to_dicts()
    assert run["started_at"] == datetime(2024, 6, 1, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("library", "make"), [("pandas", to_pandas), ("polars", to_polars), ("pyarrow", to_arrow)]
)
def test_a_missing_library_is_named_with_what_brings_it(
    monkeypatch: pytest.MonkeyPatch, library: str, make: object
) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MissingExtraError, match=f"needs {library}") as caught:
        make((), ())  # type: ignore[operator]
    assert "pip install 'sayso[frames]'" in str(caught.value.hint)
    assert isinstance(caught.value, ImportError)


def test_a_fault_inside_a_library_is_not_taken_for_its_absence(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str) -> None:
        raise ModuleNotFoundError("No module named 'inner'", name="inner")

    monkeypatch.setattr(importlib, "import_module", broken)
    with pytest.raises(ModuleNotFoundError, match="inner"):
        to_pandas((), ())


def test_claims_of_coded_reports_are_a_table(long_ago: Claim) -> None:
    article = sayso.Article(
        article_id="r1", name="a", text="x", sentences=(), paragraphs=(), text_sha256="t", publisher="Post",
        published=date(2024, 5, 16),
    )  # fmt: skip
    report = sayso.CodedReport(article=article, claims=(long_ago,))
    refusal = sayso.Refusal(name="b", stage="text", code="text.empty", reason="r")
    for given in (report, [report], iter([refusal, report])):
        table = sayso.claims_of(given)
        assert table.to_list() == table.to_list() == [long_ago]
        (row,) = table.to_dicts()
        assert (row["id"], row["publisher"], row["published"]) == (
            long_ago.claim_id,
            "Post",
            date(2024, 5, 16),
        )
        assert (row["event_id"], row["origin"], row["copies"]) == (None, None, 0)
    assert sayso.claims_of([refusal]).count() == 0


@pytest.mark.parametrize("given", ["a text", 7, None])
def test_claims_are_those_of_coded_reports_alone(given: object) -> None:
    with pytest.raises(sayso.FormatError, match="expected coded reports"):
        sayso.claims_of(given)  # type: ignore[arg-type]
