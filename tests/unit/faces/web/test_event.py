"""The event page, claims, and what persons judge."""

from __future__ import annotations

import re
import threading
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from ledgers import open_ledger
from sayso.engine.answers import Answers
from sayso.engine.config import load_settings
from sayso.faces.web.desk import Desk
from sayso.faces.web.pages import event as event_page
from sayso.ledger import EventQuery
from stubs import FAR, TOWN, Told, day
from webdesk import HOME, asking, desk_over, links_of, stored, token_in, words_of


def event_ids(client: TestClient, query: str = "") -> list[str]:
    page = client.get(f"/?{query}").text
    return list(dict.fromkeys(re.findall(r'href="/event/(e[0-9a-f]+)"', page)))


def judged(client: TestClient, page: str, **fields: str) -> str:
    data = {"token": token_in(page), **fields}
    answer = client.post("/judge", data=data, headers={"Origin": HOME})
    assert answer.status_code == 200, words_of(answer.text)
    return answer.text


def test_all_accounts_stand_side_by_side(copied: TestClient) -> None:
    event = event_ids(copied)[0]
    page = copied.get(f"/event/{event}").text
    words = words_of(page)
    assert "The accounts, side by side" in words
    accounts = re.findall(r'<article class="panel account" id="claim-(c[0-9a-f]+)"', page)
    assert len(accounts) == 2
    assert "regional police" in words
    assert "the report, in its own voice" in words
    assert "Why these are one event" in words
    for claim in accounts:
        answer = copied.get(f"/claim/{claim}", follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (302, f"/event/{event}#claim-{claim}")


def test_origins_tell_who_has_it_from_whom(copied: TestClient) -> None:
    page = copied.get(f"/event/{event_ids(copied)[0]}").text
    tree = words_of("<main" + page[page.index('id="origins"') :])
    assert "2 independent origins" in tree
    assert "AP agency, 3 reports" in tree
    assert re.search(
        r"copy Daily Quay 3 Mar 2026 “ Attack leaves town in shock ” verbatim copy, \d+% of its words", tree
    )
    assert re.search(r"paraphrase Spin Hub .* machine-paraphrased copy", tree)
    assert len(links_of(page, "/compare?")) == 2


def test_the_paragraph_around_is_shown_on_demand(copied: TestClient) -> None:
    page = copied.get(f"/event/{event_ids(copied)[0]}").text
    details = re.findall(r'<details class="context">.*?</details>', page, re.DOTALL)
    assert any("Officials did not name the attackers" in one for one in details)
    assert all("<details" not in one[1:] and " open" not in one[:30] for one in details)


def test_where_accounts_differ_is_told_with_who_says_so(tmp_path: Path) -> None:
    told = [
        Told(time=day("2024-05-15"), place=TOWN, number=1, publisher="One"),
        Told(time=day("2024-05-15"), place=TOWN, number=2, publisher="Two", mode="meet"),
    ]
    with desk_over(stored(tmp_path / "l.db", (t.made() for t in told))) as desk, asking(desk) as client:
        found = desk.answers.events(EventQuery()).events
        fields = {field for event in found for field in event.disagreements}
        page = client.get(f"/event/{found[0].event_id}").text
        for field in fields:
            assert field in words_of(page)
        assert bool(fields) == ("Where the accounts differ" in page)


def test_many_accounts_come_page_by_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(event_page, "ACCOUNTS", 3)
    told = [
        Told(
            time=day("2024-05-15"),
            place=TOWN,
            number=n,
            publisher=f"Paper {n}",
            sentence=f"They met, said {n}.",
        )
        for n in range(7)
    ]
    with desk_over(stored(tmp_path / "l.db", (t.made() for t in told))) as desk, asking(desk) as client:
        event = event_ids(client)[0]
        pages = [client.get(f"/event/{event}?start={start}") for start in (0, 3, 6)]
        found = [re.findall(r'id="claim-(c[0-9a-f]+)"', page.text) for page in pages]
        assert [len(ids) for ids in found] == [3, 3, 1]
        assert f"/event/{event}?start=3#accounts" in links_of(pages[0].text)
        last = found[2][0]
        answer = client.get(f"/claim/{last}", follow_redirects=False)
        assert answer.headers["location"].endswith(f"#claim-{last}")
        assert client.get(f"/event/{event}?start=9").status_code == 404
        assert client.get(f"/event/{event}?start=x").status_code == 400


def test_ids_and_their_beginnings(client: TestClient, desk: Desk) -> None:
    event = event_ids(client)[0]
    answer = client.get(f"/event/{event[:9]}", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (302, f"/event/{event}")
    assert client.get("/event/e").status_code == 400
    for path in (
        "/event/nothing",
        "/report/x%2Fy",
        "/claim/%00",
        "/origin/..%2f..%2fetc",
        "/event/%F0%9F%92%A5",
    ):
        answer = client.get(path)
        assert answer.status_code == 404, path
    assert "no such" in words_of(client.get("/event/").text) or client.get("/event/").status_code == 404
    report = desk.answers.events(EventQuery()).events[0].lead.article_id
    assert client.get(f"/event/{report}", follow_redirects=False).headers["location"] == f"/report/{report}"


def test_a_verdict_is_kept_and_shown(tmp_path: Path) -> None:
    told = [
        Told(time=day("2024-05-15"), place=TOWN, number=1),
        Told(time=day("2024-05-15"), place=FAR, number=2, type="ASSAULT", mode=None),
    ]
    with desk_over(stored(tmp_path / "l.db", (t.made() for t in told))) as desk, asking(desk) as client:
        one, other = event_ids(client)
        page = client.get(f"/event/{one}").text
        done = judged(
            client, page, left=one, right=other, said="same", note="<b>both</b> & more", next=f"/event/{one}"
        )
        assert "Your verdict is kept" in done
        assert "<b>both</b>" in words_of(done)
        assert f"/event/{one}" in links_of(done)
        assert len(event_ids(client)) == 1
        shown = words_of(client.get(f"/event/{event_ids(client)[0]}").text)
        assert "What persons have judged" in shown
        assert "<b>both</b> & more" in shown


def test_an_account_can_be_told_apart(copied_ledger: Path, tmp_path: Path) -> None:
    path = tmp_path / "l.db"
    path.write_bytes(copied_ledger.read_bytes())
    with desk_over(path) as desk, asking(desk) as client:
        event = event_ids(client)[0]
        page = client.get(f"/event/{event}").text
        form = re.search(
            r'name="left" value="(c\w+)">\s*<input type="hidden" name="right" value="(c\w+)"', page
        )
        assert form is not None
        judged(client, page, left=form[1], right=form[2], said="different", note="")
        assert len(event_ids(client)) == 2


def test_two_origins_can_be_judged_one(copied_ledger: Path, tmp_path: Path) -> None:
    path = tmp_path / "l.db"
    path.write_bytes(copied_ledger.read_bytes())
    with desk_over(path) as desk, asking(desk) as client:
        event = event_ids(client)[0]
        page = client.get(f"/event/{event}").text
        origins = re.findall(r'<option value="(o[0-9a-f]+)"', page)
        assert len(set(origins)) == 2
        judged(client, page, left=origins[0], right=origins[1], said="same")
        assert "1 independent origin" in words_of(client.get(f"/event/{event_ids(client)[0]}").text)


def test_a_verdict_waits_while_somebody_writes(ledger_path: Path) -> None:
    with desk_over(ledger_path) as desk, asking(desk) as client:
        one, other = event_ids(client)
        page = client.get(f"/event/{one}").text
        with open_ledger(ledger_path) as busy:
            article, claim = Told(type="AID", number=9).made()
            busy.add_report("run1", article, (claim,))  # an open unit of work
            done = judged(client, page, left=one, right=other, said="same", next="//evil.example")
            assert "Your verdict waits" in done
            assert "evil.example" not in done
            busy.roll_back()


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"left": "e0", "right": "e1", "said": "same"}, 404),
        ({"left": "", "right": "e1", "said": "same"}, 400),
        ({"left": "e0", "right": "e" * 500, "said": "same"}, 400),
        ({"left": "e0", "right": "e1", "said": "perhaps"}, 400),
        ({"left": "e0", "right": "e1", "said": "same", "note": "x" * 2000}, 400),
        ({"left": "e0", "right": "e1", "said": "same", "by": "somebody else"}, 400),
        ({"right": "e1", "said": "same"}, 400),
    ],
)
def test_what_cannot_be_judged_is_said(client: TestClient, fields: dict[str, str], status: int) -> None:
    token = token_in(client.get("/help").text)
    answer = client.post("/judge", data={"token": token, **fields}, headers={"Origin": HOME})
    assert answer.status_code == status


def test_nothing_is_judged_where_nothing_may_be_written(ledger_path: Path) -> None:
    with desk_over(ledger_path, may_write=False) as desk, asking(desk) as client:
        one, other = event_ids(client)
        page = client.get(f"/event/{one}").text
        assert 'action="/judge"' not in page
        data = {"token": token_in(page), "left": one, "right": other, "said": "same"}
        assert client.post("/judge", data=data, headers={"Origin": HOME}).status_code == 403
        assert desk.answers.verdicts() == []


def test_an_event_page_holds_while_others_change(client: TestClient, ledger_path: Path) -> None:
    event = event_ids(client, "type=ASSAULT")[0]
    client.get(f"/event/{event}")
    tag = client.get(f"/event/{event}").headers["etag"]
    with open_ledger(ledger_path) as ledger:
        article, claim = Told(type="AID", number=9).made()
        ledger.add_report("run1", article, (claim,))
    assert client.get(f"/event/{event}", headers={"If-None-Match": tag}).status_code == 304
    with open_ledger(ledger_path) as ledger:
        told = Told(type="ASSAULT", mode="aerial", actors=("per:putin",), recipients=("cty:UKR",), number=10)
        article, claim = Told(**{**vars_of(told), "time": day("2024-05-10"), "publisher": "Third"}).made()
        ledger.add_report("run1", article, (claim,))
        ledger.commit()
        ledger.refresh()
    assert client.get(f"/event/{event}", headers={"If-None-Match": tag}).status_code == 200


def vars_of(told: Told) -> dict[str, object]:
    return {name: getattr(told, name) for name in Told.__slots__}


def test_many_may_ask_at_once(ledger_path: Path) -> None:
    settings = load_settings({}, flags={"ledger.path": str(ledger_path)})
    with desk_over(ledger_path) as desk, asking(desk) as client:
        event = event_ids(client)[0]
        statuses: list[int] = []

        def ask() -> None:
            statuses.extend(client.get(f"/event/{event}").status_code for _ in range(5))

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert statuses == [200] * 40
    Answers(settings).close()
