"""What a list shows, as files."""

from __future__ import annotations

import csv
import io
import json
import threading
import zipfile
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from sayso.engine.config import load_settings
from sayso.engine.session import EventQuery
from sayso.errors import BusyError, LedgerError
from sayso.faces.export.forms import Form, How
from sayso.faces.web import exports
from sayso.faces.web.exports import Sender
from stubs import Told, day
from webdesk import asking, desk_over, links_of, stored


def test_every_form_of_the_menu_can_be_had(client: TestClient) -> None:
    hrefs = links_of(client.get("/").text, "/export?")
    assert len(hrefs) >= 8
    for href in hrefs:
        answer = client.get(href)
        assert answer.status_code == 200, href
        name = answer.headers["content-disposition"]
        assert name.startswith('attachment; filename="sayso-')
        assert answer.content


def test_the_file_has_exactly_the_events_of_the_list(client: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get("/export?to=csv&type=ASSAULT").text)))
    assert [row["type"] for row in rows] == ["ASSAULT"]
    assert len(list(csv.DictReader(io.StringIO(client.get("/export?to=csv").text)))) == 2
    assert len(list(csv.DictReader(io.StringIO(client.get("/export?to=csv&limit=1").text)))) == 1
    features = json.loads(client.get("/export?to=geojson&country=ROU").text)["features"]
    assert len(features) == 1


def test_several_files_come_as_an_archive(client: TestClient) -> None:
    answer = client.get("/export?to=gdelt")
    assert answer.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert sorted(archive.namelist()) == ["events.export.CSV", "mentions.CSV"]
        assert archive.testzip() is None


def test_cells_are_safe_for_spreadsheets_unless_raw(tmp_path: Path) -> None:
    article, claim = Told(sentence="=cmd|' /C calc'!A0", time=day("2024-05-15")).made()
    with desk_over(stored(tmp_path / "l.db", [(article, claim)])) as desk, asking(desk) as client:
        safe = client.get("/export?to=csv").text
        assert "'=cmd" in safe
        assert "'=cmd" not in client.get("/export?to=csv&raw=1").text
        assert client.get("/export?to=csv&bom=1").content.startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    "query",
    [
        "",
        "to=xml",
        "to=csv&raw=yes",
        "to=csv&limit=0",
        "to=csv&nothing=1",
        "to=csv&type=NONE",
        "to=../../etc",
    ],
)
def test_what_cannot_be_exported_is_said(client: TestClient, query: str) -> None:
    answer = client.get(f"/export?{query}")
    assert answer.status_code == 400
    assert "content-disposition" not in answer.headers


def test_nothing_that_was_asked_reaches_the_name(client: TestClient) -> None:
    answer = client.get("/export", params={"to": "csv", "text": 'met"; filename="evil.exe\r\nX: y'})
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == 'attachment; filename="sayso-events.csv"'
    assert "x" not in {name.lower() for name in answer.headers}


def sender(path: Path) -> Sender:
    return Sender(load_settings({}, flags={"ledger.path": str(path)}))


def test_only_a_few_run_at_once(ledger_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    go = threading.Event()

    def slow(form: Form, found: object, outs: list[io.BufferedIOBase], how: How) -> None:
        outs[0].write(b"x" * 70_000)
        assert go.wait(20)

    monkeypatch.setattr(exports, "write_form", slow)
    sends = sender(ledger_path)
    running = [sends.send(Form.CSV, EventQuery(), How()) for _ in range(2)]
    with pytest.raises(BusyError):
        sends.send(Form.CSV, EventQuery(), How())
    go.set()
    assert [sum(map(len, one.pieces)) for one in running] == [70_000, 70_000]
    assert sends.send(Form.CSV, EventQuery(), How()).name == "sayso-events.csv"


def test_who_stops_reading_holds_nothing(ledger_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()

    def endless(form: Form, found: object, outs: list[io.BufferedIOBase], how: How) -> None:
        try:
            while True:
                outs[0].write(b"x" * 70_000)
        finally:
            ended.set()

    monkeypatch.setattr(exports, "write_form", endless)
    monkeypatch.setattr(exports, "_LOOK_S", 0.01)
    sends = sender(ledger_path)
    one = sends.send(Form.CSV, EventQuery(), How())
    assert len(next(one.pieces)) == 65_536
    del one
    assert ended.wait(20)


def test_who_reads_too_slowly_is_given_up(ledger_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = threading.Event()

    def endless(form: Form, found: object, outs: list[io.BufferedIOBase], how: How) -> None:
        try:
            while True:
                outs[0].write(b"x" * 70_000)
        finally:
            ended.set()

    monkeypatch.setattr(exports, "write_form", endless)
    monkeypatch.setattr(exports, "_LOOK_S", 0.01)
    monkeypatch.setattr(exports, "_PATIENCE_S", 0.05)
    one = sender(ledger_path).send(Form.CSV, EventQuery(), How())
    assert ended.wait(20)
    del one


def test_a_fault_in_the_middle_ends_the_file_early(
    ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(form: Form, found: object, outs: list[io.BufferedIOBase], how: How) -> None:
        outs[0].write(b"x" * 70_000)
        raise LedgerError("the disk is gone")

    monkeypatch.setattr(exports, "write_form", broken)
    one = sender(ledger_path).send(Form.CSV, EventQuery(), How())
    with pytest.raises(LedgerError):
        list(one.pieces)


def test_a_fault_at_once_is_a_page(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(form: Form, found: object, outs: list[io.BufferedIOBase], how: How) -> None:
        raise LedgerError("the disk is gone")

    monkeypatch.setattr(exports, "write_form", broken)
    answer = client.get("/export?to=csv")
    assert answer.status_code == 503
    assert "The disk is gone" in answer.text
