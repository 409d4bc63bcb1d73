"""Saved searches over the web: saved, changed, deleted without scripts, read as feeds by their keys."""

from __future__ import annotations

import json
import re
import shutil
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import feedparser
import pytest
from starlette.testclient import TestClient

from richledger import EVIL
from sayso.engine.access import Scope, Token
from sayso.engine.searches import SavedSearches
from sayso.faces.web.desk import HOLDER, Desk
from webdesk import HOME, asking, desk_over

ASKED = "type=CONSULT&who=per:kim"


@pytest.fixture
def desk(rich_ledger: Path, tmp_path: Path) -> Iterator[Desk]:
    """A ledger of one's own, as searches lie beside it."""
    path = tmp_path / "ledger.db"
    shutil.copy(rich_ledger, path)
    with desk_over(path) as made:
        yield made


@pytest.fixture
def client(desk: Desk) -> Iterator[TestClient]:
    with asking(desk) as browser:
        yield browser


def token_in(page: str) -> str:
    found = re.search(r'name="token" value="([0-9a-f]+)"', page)
    assert found is not None
    return found[1]


def fields(client: TestClient, path: str) -> dict[str, str]:
    """What a browser without scripts would send back of the first form that posts."""
    page = client.get(path).text
    form = page[page.index('method="post" action="/search') :]
    form = form[: form.index("</form>")]
    given = {}
    for tag in re.findall(r"<input[^>]*>", form):
        found = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag))
        if found.get("type") != "checkbox" or " checked" in tag:
            given[found["name"]] = found.get("value", "")
    given["mail"] = re.findall(r"<textarea[^>]*>([^<]*)</textarea>", form)[0]
    return given


def send(client: TestClient, path: str, data: dict[str, str]) -> object:
    return client.post(path, data=data, headers={"Origin": HOME}, follow_redirects=False)


def saved(client: TestClient, **changes: str) -> str:
    """Save a search; its path."""
    data = fields(client, f"/searches/new?{ASKED}") | {"name": "Visits"} | changes
    answer = send(client, "/searches/new", data)
    assert answer.status_code == 303, answer.text  # type: ignore[attr-defined]
    return str(answer.headers["location"])  # type: ignore[attr-defined]


def test_no_search_says_how_to_save_one(client: TestClient) -> None:
    assert "No search is saved" in client.get("/searches").text


def test_a_search_is_saved_from_conditions(client: TestClient, desk: Desk) -> None:
    page = client.get(f"/searches/new?{ASKED}").text
    assert "taking part Kim; type CONSULT" in page
    path = saved(client)
    (kept,) = SavedSearches(desk.settings).every()
    assert (kept.name, kept.query.type, kept.query.who, kept.alerting.on) == (
        "Visits",
        "CONSULT",
        "per:kim",
        False,
    )
    listed = client.get("/searches").text
    assert f'href="{path}"' in listed
    assert re.search(r'href="/\?who=per%3Akim&amp;type=CONSULT"', listed)


def test_alerts_are_set_and_read_back(client: TestClient, desk: Desk) -> None:
    path = saved(
        client, on="1", mail="a@example.org\nb@example.org", every="60", told_origins="2", rise_to="5"
    )
    (kept,) = SavedSearches(desk.settings).every()
    assert kept.alerting.mail == ("a@example.org", "b@example.org")
    assert (kept.alerting.every_s, kept.alerting.min_origins, kept.alerting.rise_to) == (3600, 2, 5)
    assert kept.query.min_origins == 1
    given = fields(client, path)
    assert given["on"] == "1"
    assert given["mail"] == "a@example.org\nb@example.org"
    del given["tell_new"]
    assert send(client, path, given | {"do": "save", "name": "Other", "rise_to": ""}).status_code == 303  # type: ignore[attr-defined]
    (kept,) = SavedSearches(desk.settings).every()
    assert (kept.name, kept.alerting.rise_to, len(kept.alerting.changes)) == ("Other", None, 5)


def test_a_question_for_origins_is_kept_beside_those_of_alerts(client: TestClient, desk: Desk) -> None:
    data = fields(client, f"/searches/new?{ASKED}&min_origins=2") | {"name": "Visits", "told_origins": "3"}
    assert send(client, "/searches/new", data).status_code == 303  # type: ignore[attr-defined]
    (kept,) = SavedSearches(desk.settings).every()
    assert (kept.query.min_origins, kept.alerting.min_origins) == (2, 3)


def test_the_secret_of_a_webhook_stays(client: TestClient, desk: Desk) -> None:
    hook = "https://hooks.example.org/x"
    path = saved(client, hook=hook)
    (first,) = SavedSearches(desk.settings).every()
    assert first.alerting.secret
    assert first.alerting.secret in client.get(path).text
    send(client, path, fields(client, path) | {"do": "save"})
    (again,) = SavedSearches(desk.settings).every()
    assert again.alerting.secret == first.alerting.secret
    send(client, path, fields(client, path) | {"do": "save", "hook": hook + "y"})
    (other,) = SavedSearches(desk.settings).every()
    assert other.alerting.secret != first.alerting.secret


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": ""}, "cannot be the name"),
        ({"mail": "nobody", "on": "1"}, "no mail address"),
        ({"on": "1"}, "nobody is to be told"),
        ({"hook": "ftp://x"}, "nothing can be posted there"),
        ({"every": "x"}, "every must be a whole number"),
        ({"rise_to": "1"}, "rise_to must be a whole number"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(
    client: TestClient, changes: dict[str, str], words: str
) -> None:
    data = fields(client, f"/searches/new?{ASKED}") | {"name": "Visits", "told_origins": "7"} | changes
    answer = send(client, "/searches/new", data)
    assert answer.status_code == 400  # type: ignore[attr-defined]
    page = answer.text  # type: ignore[attr-defined]
    assert "was not saved" in page
    assert words in page
    assert 'value="7"' in page
    assert 'name="who" value="per:kim"' in page
    assert "No search is saved" in client.get("/searches").text


def test_a_name_is_taken_once_and_a_question_can_be_given_to_an_older_search(
    client: TestClient, desk: Desk
) -> None:
    path = saved(client)
    data = fields(client, "/searches/new?type=AID") | {"name": "Visits"}
    assert "there is a search named" in send(client, "/searches/new", data).text  # type: ignore[attr-defined]
    id_ = path.rsplit("/", 1)[1]
    assert send(client, "/searches/new", data | {"instead": id_}).headers["location"] == path  # type: ignore[attr-defined]
    (kept,) = SavedSearches(desk.settings).every()
    assert (kept.name, kept.query.type, kept.query.who) == ("Visits", "AID", None)
    assert send(client, "/searches/new", data | {"instead": "gone"}).status_code == 404  # type: ignore[attr-defined]


def test_feeds_are_read_by_key_alone(client: TestClient, desk: Desk) -> None:
    path = saved(client)
    page = client.get(path).text
    links = dict(re.findall(r"<b>(\w+)</b> <a href=\"([^\"]+)\"", page))
    assert set(links) == {"atom", "rss", "json"}
    atom = client.get(links["atom"])
    assert atom.headers["content-type"].startswith("application/atom+xml")
    assert len(ET.fromstring(atom.text).findall("{http://www.w3.org/2005/Atom}entry")) == 2
    assert client.get(links["atom"], headers={"If-None-Match": atom.headers["etag"]}).status_code == 304
    assert ET.fromstring(client.get(links["rss"]).text).tag == "rss"
    assert json.loads(client.get(links["json"]).text)["version"].startswith("https://jsonfeed.org")
    (kept,) = SavedSearches(desk.settings).every()
    assert client.get(f"/feed/{kept.feed_key}.atom").text == atom.text
    for wrong in (
        f"/feeds/{kept.search_id}.atom",
        f"/feeds/{kept.search_id}.atom?key=x",
        "/feed/x.atom",
        f"/feed/{kept.feed_key}.exe",
    ):
        assert client.get(wrong).status_code == 404


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_links_of_a_feed_lead_to_pages_of_this_server(client: TestClient, form: str) -> None:
    page = client.get(saved(client)).text
    address = re.search(rf">({HOME}/feeds/[^<]*\.{form}[^<]*)</a>", page)
    assert address is not None
    told = feedparser.parse(client.get(address[1].replace("&amp;", "&")).content)
    links = [told.feed.link, *(entry.link for entry in told.entries)]
    assert len(links) > 1
    for link in links:
        assert link.startswith(HOME)
        assert client.get(link).status_code == 200, link


def test_a_feed_can_be_given_another_address(client: TestClient, desk: Desk) -> None:
    path = saved(client)
    (before,) = SavedSearches(desk.settings).every()
    send(client, path, {"token": token_in(client.get(path).text), "do": "renew"})
    assert client.get(f"/feed/{before.feed_key}.rss").status_code == 404
    (after,) = SavedSearches(desk.settings).every()
    assert client.get(f"/feed/{after.feed_key}.rss").status_code == 200


def test_a_search_is_deleted(client: TestClient) -> None:
    path = saved(client)
    answer = send(client, path, {"token": token_in(client.get(path).text), "do": "delete"})
    assert answer.headers["location"] == "/searches"  # type: ignore[attr-defined]
    assert client.get(path).status_code == 404
    assert "No search is saved" in client.get("/searches").text


def test_forms_of_others_are_refused(client: TestClient) -> None:
    path = saved(client)
    for data in ({"do": "delete"}, {"do": "delete", "token": "0" * 32}):
        assert send(client, path, data).status_code == 403  # type: ignore[attr-defined]
    assert client.get(path).status_code == 200
    token = token_in(client.get(path).text)
    assert send(client, path, {"token": token, "do": "burn"}).status_code == 400  # type: ignore[attr-defined]
    assert send(client, path, {"token": token, "evil": "x"}).status_code == 400  # type: ignore[attr-defined]


def test_who_may_only_read_sees_no_address(client: TestClient, desk: Desk) -> None:
    path = saved(client, on="1", mail="a@example.org")
    (kept,) = SavedSearches(desk.settings).every()
    desk.may_write = False
    page = client.get(path).text
    assert kept.feed_key not in page
    assert "a@example.org" not in page
    assert client.get(f"/searches/new?{ASKED}").status_code == 403
    token = token_in(client.get("/help").text)
    assert send(client, path, {"token": token, "do": "delete"}).status_code == 403  # type: ignore[attr-defined]
    assert "Ask something to save" not in client.get("/searches").text


def test_hostile_names_and_words_are_words(client: TestClient) -> None:
    path = saved(client, name=EVIL, text=EVIL)
    for page in (client.get(path).text, client.get("/searches").text):
        assert EVIL not in page
        assert "&lt;script&gt;" in page


@pytest.mark.parametrize(
    "path", ["/searches?x=1", "/searches/new?type=X", "/searches/new?no=1", "/search/none"]
)
def test_what_cannot_be_asked_is_said_to_be_so(client: TestClient, path: str) -> None:
    assert client.get(path).status_code in (400, 404)


def test_holders_of_tokens_are_named(desk: Desk) -> None:
    holder = Token(token_id="t", name="Ada", scope=Scope.WRITE, created_at="", expires_at=None)

    async def named(scope, receive, send_) -> None:  # type: ignore[no-untyped-def]
        if scope["type"] == "http":
            scope[HOLDER] = holder
        await inner(scope, receive, send_)

    with asking(desk) as made:
        inner = made.app
        with TestClient(named, base_url=HOME) as client:
            saved(client)
    (kept,) = SavedSearches(desk.settings).every()
    assert kept.created_by == "Ada"
