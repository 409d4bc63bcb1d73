"""From a row of the ledger down to the words: accounts, marks, speakers, origins, disagreements, the report."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import sayso
from pagework import Marks, hrefs, marks_of_claim, marks_shown, open_row, row_ids
from sayso.engine.shown import ShownEvent, ShownReport
from sayso.faces.web.showing import DIFFERING, differing_words

Page = Any


@pytest.fixture(scope="module")
def ledger(coded: Path) -> Iterator[Any]:
    with sayso.open(coded) as opened:
        yield opened


@pytest.fixture(scope="module")
def attack(ledger: Any) -> ShownEvent:
    """The bombing that most accounts tell of, and differ about."""
    return ledger.event(max(ledger.events(), key=lambda event: len(event.claim_ids)).event_id)


@pytest.fixture(scope="module")
def copied(ledger: Any) -> ShownEvent:
    """The shooting of which one agency's report was copied and paraphrased."""
    shown = [ledger.event(event.event_id) for event in ledger.events(type="ASSAULT", country="NOR")]
    return max(shown, key=lambda event: max(len(origin.leaves) for origin in event.origins))


@pytest.fixture
def page(open_page: Any, desk: str, attack: ShownEvent) -> Page:
    """The page of the bombing, come to from the ledger."""
    page = open_page()
    page.goto(desk + "/?type=ASSAULT")
    open_row(page, attack.event.event_id)
    return page


def solid(marks: Marks) -> Marks:
    """Characters but blanks: a mark ends before the blank behind its words."""
    return [(char, kind) for char, kind in marks if not char.isspace()]


def card(page: Page, claim_id: str) -> Any:
    return page.locator(f"#claim-{claim_id}")


def test_a_row_leads_to_all_accounts_side_by_side(page: Page, attack: ShownEvent) -> None:
    shown = [
        id_.removeprefix("claim-")
        for id_ in page.locator(".account").evaluate_all("all => all.map((e) => e.id)")
    ]
    assert shown == [claim.claim_id for claim in attack.accounts]
    assert set(shown) == set(attack.event.claim_ids)
    first, second = (card(page, id_).bounding_box() for id_ in shown[:2])
    assert first["y"] == second["y"]
    assert first["x"] + first["width"] <= second["x"]
    for claim in attack.accounts:
        report = attack.reports[claim.article_id]
        head = card(page, claim.claim_id).get_by_role("heading", level=3).text_content()
        assert head.startswith(report.publisher)
        assert card(page, claim.claim_id).get_by_role("link", name=report.header["title"]).count() == 1


def test_the_marked_words_are_those_of_the_claim(page: Page, attack: ShownEvent) -> None:
    for claim in attack.accounts:
        text, span = attack.reports[claim.article_id].text, claim.evidence.span
        assert text[span.start : span.end] == claim.evidence.sentence
        want = marks_of_claim(text, [claim], span.start, span.end)
        assert {kind for _, kind in want} > {"", "did"}
        marked = marks_shown(card(page, claim.claim_id).locator("blockquote p").first)
        assert "".join(char for char, _ in marked) == claim.evidence.sentence
        assert solid(marked) == solid(want)


def test_the_paragraph_around_it_is_one_click_away(page: Page, attack: ShownEvent) -> None:
    seen = 0
    for claim in attack.accounts:
        text, span = attack.reports[claim.article_id].text, claim.evidence.span
        first = text.rfind("\n", 0, span.start) + 1
        last = text.find("\n", span.end)
        last = len(text) if last < 0 else last
        context = card(page, claim.claim_id).locator("details.context")
        if (first, last) == (span.start, span.end):
            assert context.count() == 0
            continue
        seen += 1
        words = context.locator("blockquote p")
        assert not words.is_visible()
        context.locator("summary").click()
        assert words.is_visible()
        assert solid(marks_shown(words)) == solid(marks_of_claim(text, [claim], first, last))
    assert seen


def test_the_same_is_marked_in_the_lead_of_the_page(page: Page, attack: ShownEvent) -> None:
    lead = attack.event.lead
    text, span = attack.reports[lead.article_id].text, lead.evidence.span
    marked = marks_shown(page.locator(".panel blockquote p").first)
    assert solid(marked) == solid(marks_of_claim(text, [lead], span.start, span.end))


def test_who_says_so_is_drawn_from_the_outside_in(open_page: Any, desk: str, ledger: Any) -> None:
    chained = [claim for claim in ledger.claims() if len(claim.attribution) > 1]
    assert chained
    page = open_page()
    for claim in chained[:3]:
        page.goto(f"{desk}/claim/{claim.claim_id}")
        chain = card(page, claim.claim_id).get_by_role("list", name="Who says so, outermost first")
        links = chain.get_by_role("listitem").all_text_contents()
        assert len(links) == len(claim.attribution) + 1
        for words, speaker in zip(links, claim.attribution, strict=False):
            assert speaker.name in words
            assert speaker.kind.value in words
        assert claim.event is None or claim.event.type.lower() in links[-1]


def test_a_report_in_its_own_voice_says_so(open_page: Any, desk: str, ledger: Any) -> None:
    claim = next(claim for claim in ledger.claims(kind="event") if not claim.attribution)
    page = open_page()
    page.goto(f"{desk}/claim/{claim.claim_id}")
    chain = card(page, claim.claim_id).locator(".chain")
    assert "the report, in its own voice" in (chain.text_content() or "")


def test_accounts_that_differ_are_named_by_value(page: Page, attack: ShownEvent) -> None:
    table = page.locator("section", has=page.locator("#differs")).locator("table")
    links = hrefs(table.locator("td a"))
    differs = attack.event.disagreements
    assert differs
    for field, values in differs.items():
        assert table.get_by_role("rowheader", name=DIFFERING[field], exact=True).count() == 1
        for value, ids in values.items():
            words = differing_words(field, value)
            row = table.locator("tr", has=page.locator(f"bdi:text-is('{words}')"))
            assert row.locator("td.n").text_content() == str(len(ids))
            for id_ in ids:
                assert any(href.endswith(f"#claim-{id_}") for href in links)
                assert f"differs: {DIFFERING[field]}" in (card(page, id_).text_content() or "")
    target = next(id_ for ids in next(iter(differs.values())).values() for id_ in ids)
    table.locator(f'a[href$="#claim-{target}"]').click()
    page.wait_for_url(f"**#claim-{target}")
    assert page.locator(f"#claim-{target}:target").is_visible()
    assert card(page, target).evaluate(
        "e => { const b = e.getBoundingClientRect(); return b.top >= 0 && b.top < innerHeight }"
    )


def test_why_the_accounts_are_one_event_is_told(page: Page, attack: ShownEvent) -> None:
    why = page.locator("#accounts ~ h3:text-is('Why these are one event') + ul li").all_text_contents()
    assert why == list(attack.why) != []


def test_how_a_claim_was_read_is_one_click_away(page: Page, attack: ShownEvent) -> None:
    claim = attack.accounts[0]
    details = card(page, claim.claim_id).locator("details.why")
    details.locator("summary").click()
    reasons = details.locator("dd").all_text_contents()
    assert len(reasons) == len(claim.why)
    for words, reason in zip(reasons, claim.why, strict=True):
        assert words.startswith(reason.by)


def test_origins_are_trees_of_who_has_it_from_whom(open_page: Any, desk: str, copied: ShownEvent) -> None:
    page = open_page()
    page.goto(f"{desk}/event/{copied.event.event_id}")
    panel = page.locator("#origins")
    n = copied.event.n_origins
    assert f"{n} independent origins" in " ".join((panel.text_content() or "").split())
    trees = panel.locator(".origin-tree > li")
    assert trees.count() == len(copied.origins)
    for tree, branch in zip(trees.all(), copied.origins, strict=True):
        reports = hrefs(tree.locator("ul a[href^='/report/']"))
        assert set(reports) == {f"/report/{leaf.article_id}" for leaf in branch.leaves}
        for leaf in branch.leaves:
            row = tree.locator("ul > li", has=page.locator(f"a[href='/report/{leaf.article_id}']")).first
            assert leaf.kind.value in (row.text_content() or "")
            below = leaf.link is not None
            assert row.get_attribute("class") == ("depth-1" if below else "depth-0")
            assert row.get_by_role("link", name="compare").count() == below
    spun = panel.locator("li", has_text="paraphrase").last
    spun.get_by_role("link", name="compare").click()
    page.wait_for_url("**/compare?**")
    _passages_pair(page)


def _passages_pair(page: Page) -> None:
    """Each numbered passage of one side has its like on the other."""
    left, right = (
        hrefs(page.locator(f"section[aria-labelledby='{side}-title'] sup a")) for side in ("left", "right")
    )
    assert left
    assert {href.removeprefix("#right-") for href in left} == {href.removeprefix("#left-") for href in right}
    page.locator("section[aria-labelledby='left-title'] sup a").first.click()
    assert page.locator("section[aria-labelledby='right-title'] a:target").count() == 1
    verbatim = [
        list(page.locator(f"section[aria-labelledby='{side}-title'] mark").all_text_contents())
        for side in ("left", "right")
    ]
    assert set(verbatim[0]) & set(verbatim[1])


def test_an_origin_leads_on_to_its_page(open_page: Any, desk: str, copied: ShownEvent) -> None:
    branch = max(copied.origins, key=lambda origin: len(origin.leaves))
    page = open_page()
    page.goto(f"{desk}/event/{copied.event.event_id}")
    page.locator(f"#origins a[href='/origin/{branch.origin_id}']").click()
    page.wait_for_url(f"**/origin/{branch.origin_id}")
    shown = page.locator("main").text_content() or ""
    for leaf in branch.leaves:
        assert leaf.publisher in shown
    drawn = page.locator("svg.chart [data-href]").evaluate_all("all => all.map((e) => e.dataset.href)")
    assert set(drawn) == {f"/report/{leaf.article_id}" for leaf in branch.leaves}


def test_the_report_has_every_claim_marked_in_its_text(page: Page, ledger: Any, attack: ShownEvent) -> None:
    claim = attack.accounts[1]
    shown: ShownReport = ledger.report(claim.article_id)
    card(page, claim.claim_id).locator("a[data-open]").click()
    page.wait_for_url(f"**/report/{claim.article_id}#claim-{claim.claim_id}")
    assert page.locator(f"#claim-{claim.claim_id}:target").is_visible()
    text = shown.report.text
    lines = page.locator(".report-text p")
    marked = [one for line in lines.all() for one in marks_shown(line)]
    assert solid(marked) == solid(marks_of_claim(text, shown.claims, 0, len(text)))
    notes = [
        id_.removeprefix("claim-")
        for id_ in page.locator(".claim-note").evaluate_all("all => all.map((e) => e.id)")
    ]
    assert notes == [one.claim_id for one in shown.claims]
    for number, one in enumerate(shown.claims, start=1):
        ref = page.locator(f".report-text sup a[href='#claim-{one.claim_id}']")
        assert ref.text_content() == str(number)
        begins = page.locator(f"#at-{one.claim_id}")
        assert begins.evaluate("e => e.parentElement.textContent").replace("\n", "")
        assert begins.count() == 1


def test_words_of_claims_stand_on_a_ground_of_their_own(page: Page, ledger: Any, attack: ShownEvent) -> None:
    shown: ShownReport = ledger.report(attack.accounts[0].article_id)
    page.goto(page.url.partition("/event")[0] + f"/report/{shown.report.article_id}")
    claimed = "".join(
        page.locator(".report-text .claimed").evaluate_all(
            "all => all.map((e) => { const c = e.cloneNode(true);"
            " c.querySelectorAll('.mark-label').forEach((l) => l.remove()); return c.textContent })"
        )
    )
    text = shown.report.text
    inside = sorted(
        {at for claim in shown.claims for at in range(claim.evidence.span.start, claim.evidence.span.end)}
    )
    assert claimed.split() == "".join(text[at] for at in inside).split()


def test_from_the_report_back_to_the_event(page: Page, ledger: Any, attack: ShownEvent) -> None:
    claim = attack.accounts[0]
    page.goto(page.url.partition("/event")[0] + f"/report/{claim.article_id}")
    page.locator(f"#claim-{claim.claim_id} a[data-open]").click()
    page.wait_for_url(f"**/event/{attack.event.event_id}#claim-{claim.claim_id}")
    assert card(page, claim.claim_id).is_visible()


def test_every_event_of_the_ledger_opens_with_its_accounts(open_page: Any, desk: str, ledger: Any) -> None:
    page = open_page()
    page.goto(desk + "/?limit=200")
    ids = row_ids(page)
    assert ids == [event.event_id for event in ledger.events()]
    wrong = []
    for id_ in ids:
        event = ledger.event(id_)
        page.goto(f"{desk}/event/{id_}")
        for claim in event.accounts:
            span = claim.evidence.span
            want = marks_of_claim(event.reports[claim.article_id].text, [claim], span.start, span.end)
            words = card(page, claim.claim_id).locator("blockquote p").first
            if solid(marks_shown(words)) != solid(want):
                wrong.append((id_, claim.claim_id))
    assert wrong == []
