import io
import zipfile

import pytest
from starlette.testclient import TestClient

from api_room import Desk
from sayso.engine.session import EventQuery, Session
from sayso.faces.export.forms import FORMS, Form, write_form
from sayso.faces.web import exports


def written(desk: Desk, form: Form, query: EventQuery) -> list[bytes]:
    """The files of `sayso export`."""
    outs = [io.BytesIO() for _ in FORMS[form].endings]
    with Session(desk.settings).exporting(query) as found:
        write_form(form, found, outs)
    return [out.getvalue() for out in outs]


@pytest.mark.parametrize("form", [form for form in Form if form is not Form.PARQUET])
def test_the_files_are_those_of_sayso_export(client: TestClient, desk: Desk, form: Form) -> None:
    answer = client.get(f"/v1/export?to={form}&type=consult")
    assert answer.status_code == 200
    files = written(desk, form, EventQuery(type="CONSULT"))
    if len(files) > 1:
        assert answer.headers["content-type"] == "application/zip"
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            assert [archive.read(name) for name in archive.namelist()] == files
    else:
        assert answer.content == files[0]
        assert answer.headers["content-type"].startswith(FORMS[form].media_type)
    name = answer.headers["content-disposition"].removeprefix("attachment; filename=")
    assert name.startswith('"sayso')


def test_what_cannot_be_asked_for(client: TestClient) -> None:
    for query in ("", "to=xls", "to=csv&limit=0", "to=csv&bom=maybe", "to=csv&cursor=n", "to=csv&type=x"):
        assert client.get(f"/v1/export?{query}").status_code == 400, query
    assert client.get("/v1/export?to=csv", headers={"Accept": "application/json"}).status_code == 406
    assert client.head("/v1/export?to=csv").content == b""


def test_conditions_and_a_limit_hold(client: TestClient) -> None:
    assert client.get("/v1/export?to=csv&limit=1").text.count("\r\n") == 2
    assert client.get("/v1/export?to=csv&raw=true&bom=1&who=cty:RUS").content.startswith(b"\xef\xbb\xbf")


def test_so_many_are_made_at_a_time(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    statuses: list[int] = []

    def nested(*_: object) -> None:
        if not statuses:
            statuses.append(client.get("/v1/export?to=csv").status_code)

    monkeypatch.setattr(exports, "write_form", nested)
    assert client.get("/v1/export?to=csv").status_code == 200
    # one inside another: the third finds both places taken
    assert statuses[0] == 503
    assert set(statuses[1:]) == {200}
