"""Reports, origins and comparisons."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from ledgers import open_ledger
from sayso.faces.web.desk import Desk
from sayso.ledger import Keep, ReportQuery
from sayso.records import Span
from stubs import Told, article_of, claim_of
from webdesk import asking, desk_over, links_of, stored, words_of


def report_ids(desk: Desk) -> dict[str, str]:
    return {row.publisher or "": row.article_id for row in desk.answers.reports(ReportQuery())}


def text_of(page: str) -> str:
    inside = page[page.index('class="report-text"') :].partition("</div>")[0]
    inside = re.sub(r'<sup class="ref">.*?</sup>', "", inside)
    inside = re.sub(r'<span class="mark-label">(?:<span.*?</span>|[^<])*</span>', "", inside)
    joined = re.sub(r"</?(?:mark|span)[^>]*>", "", inside)
    return words_of("<main" + joined + "</main>")


def test_the_text_is_whole_and_claims_are_marked(copied_desk: Desk, copied: TestClient) -> None:
    ids = report_ids(copied_desk)
    page = copied.get(f"/report/{ids['AP']}").text
    words = text_of(page)
    assert words.startswith("BERGEN, Norway (AP) — Two gunmen killed 12 people")
    assert words.endswith("the harbour district of Laksevag.")
    assert page.count('class="claimed"') == 1
    claims = re.findall(r'id="claim-(c[0-9a-f]+)"', page)
    for claim in claims:
        assert f'id="at-{claim}"' in page
        assert f"#claim-{claim}" in links_of(page, "#")
        assert f"#at-{claim}" in links_of(page, "#")
        assert f"/claim/{claim}" in links_of(page)


def test_claims_inside_one_another_are_all_marked(tmp_path: Path) -> None:
    article = article_of("Abc met def. Ghi met jkl, and mno left.\nLast line.")
    first = claim_of(article)
    assert first is not None

    def claim(n: int, start: int, end: int, at: int) -> object:
        evidence = replace(
            first.evidence, sentence=article.text[start:end], span=Span(start, end), trigger=Span(at, at + 3)
        )
        return replace(first, claim_id=f"c{n:015x}", evidence=evidence)

    whole = len("Abc met def. Ghi met jkl, and mno left.")
    claims = [
        claim(1, 0, whole, 4),
        claim(2, 13, whole, 17),
        claim(3, 5, 20, 5),
        claim(4, 0, len(article.text), 30),
    ]
    path = stored(tmp_path / "l.db", ())
    with open_ledger(path) as ledger:
        ledger.add_report("run1", article, claims)  # type: ignore[arg-type]
    with desk_over(path) as desk, asking(desk) as client:
        page = client.get(f"/report/{article.article_id}").text
        assert text_of(page) == "Abc met def. Ghi met jkl, and mno left. Last line."
        for n in range(1, 5):
            assert page.count(f'id="at-c{n:015x}"') == 1
            assert page.count(f'<a href="#claim-c{n:015x}" aria-label="claim') == 1


def test_what_came_with_it_and_what_was_left_out_is_said(tmp_path: Path) -> None:
    article, claim = Told().made()
    article = replace(
        article, extra={"truncated": {"chars": 123456}, "section": "World <b>"}, url="javascript:alert(1)"
    )
    with desk_over(stored(tmp_path / "l.db", [(article, claim)])) as desk, asking(desk) as client:
        page = client.get(f"/report/{article.article_id}").text
        words = words_of(page)
        assert "This report was not read to its end" in words
        assert "123,456 characters" in words
        assert "section World <b>" in words
        assert "javascript:alert(1)" in words
        assert not any(href.lower().startswith("javascript") for href in links_of(page, ""))


def test_the_original_is_linked_without_saying_where_from(tmp_path: Path) -> None:
    article, claim = Told().made()
    article = replace(article, url="https://news.example/a?b=1&c=2")
    with desk_over(stored(tmp_path / "l.db", [(article, claim)])) as desk, asking(desk) as client:
        page = client.get(f"/report/{article.article_id}").text
        tag = re.search(r'<a href="https://news\.example[^>]*>', page)
        assert tag is not None
        assert 'rel="noopener noreferrer external nofollow"' in tag[0]


@pytest.mark.parametrize(("keep", "said"), [(Keep.NONE, "not kept"), (Keep.EVIDENCE, "Only the sentences")])
def test_texts_that_were_let_go_are_said_to_be(
    copied_ledger: Path, tmp_path: Path, keep: Keep, said: str
) -> None:
    path = tmp_path / "l.db"
    path.write_bytes(copied_ledger.read_bytes())
    with open_ledger(path) as ledger:
        ledger.care.let_texts_go(keep, "2027-01-01")
    with desk_over(path) as desk, asking(desk) as client:
        report = report_ids(desk)["AP"]
        page = client.get(f"/report/{report}").text
        assert said in words_of(page)
        assert "Hospitals treated" not in page
        event = links_of(client.get("/").text, "/event/")[0]
        assert client.get(event).status_code == 200


def test_two_reports_share_numbered_passages(copied_desk: Desk, copied: TestClient) -> None:
    ids = report_ids(copied_desk)
    answer = copied.get(f"/compare?left={ids['Spin Hub']}&right={ids['AP']}")
    assert answer.status_code == 200
    page = answer.text
    left = re.findall(r'<a id="left-(\d+)" href="#right-(\d+)"', page)
    right = re.findall(r'<a id="right-(\d+)" href="#left-(\d+)"', page)
    assert left
    assert [a for a, _ in left] == [str(n) for n in range(1, len(left) + 1)]
    assert {a for a, _ in left} == {a for a, _ in right}
    assert all(a == b for a, b in left + right)
    assert "one origin" in words_of(page)
    assert page.count('<mark class="run') >= 2 * len(left)


def test_reports_that_share_nothing_say_so(copied_desk: Desk, copied: TestClient) -> None:
    ids = report_ids(copied_desk)
    words = words_of(copied.get(f"/compare?left={ids['Fjord Times']}&right={ids['AP']}").text)
    assert "two origins" in words


def test_comparisons_need_two_reports(copied_desk: Desk, copied: TestClient) -> None:
    ids = report_ids(copied_desk)
    assert copied.get("/compare").status_code == 400
    assert copied.get(f"/compare?left={ids['AP']}").status_code == 400
    assert copied.get(f"/compare?left={ids['AP']}&right=nothing").status_code == 404
    event = links_of(copied.get("/").text, "/event/")[0].removeprefix("/event/")
    assert copied.get(f"/compare?left={ids['AP']}&right={event}").status_code == 400


def test_an_origin_lists_all_its_reports(copied_desk: Desk, copied: TestClient) -> None:
    ids = report_ids(copied_desk)
    origin = links_of(copied.get(f"/report/{ids['Daily Quay']}").text, "/origin/")[0]
    page = copied.get(origin).text
    words = words_of(page)
    assert "Origin: AP" in words
    assert "3 reports have their words from here" in words
    for publisher in ("AP", "Daily Quay", "Spin Hub"):
        assert f"/report/{ids[publisher]}" in links_of(page)
    assert "<svg" in page
    assert 'data-href="/report/' in page


def test_pages_without_parameters_take_none(copied_desk: Desk, copied: TestClient) -> None:
    ids = report_ids(copied_desk)
    assert copied.get(f"/report/{ids['AP']}?x=1").status_code == 400
    assert copied.get(f"/report/{ids['AP']}?utm_medium=mail").status_code == 200
