from __future__ import annotations

import time

import pytest

from sayso.text.head import PageHead
from sayso.text.kinds import kinds_of, notice_in

TEXT = "The town council voted on Monday to close the bridge.\nThe mayor said that work would begin in May."


def kinds(head: PageHead | None = None, title: str | None = None, text: str = TEXT) -> set[str]:
    found = kinds_of(head or PageHead(), title, text)
    assert all(row["evidence"] for row in found)
    return {str(row["kind"]) for row in found}


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (PageHead(types=("LiveBlogPosting",)), "live_blog"),
        (PageHead(types=("OpinionNewsArticle",)), "opinion"),
        (PageHead(signs={"updates": 3}), "live_blog"),
        (PageHead(signs={"opinion": 1}), "opinion"),
        (PageHead(labels=("Opinion",)), "opinion"),
        (PageHead(sections=("Press releases",)), "press_release"),
        (PageHead(free=False), "paywall"),
        (PageHead(signs={"paywall": 1}), "paywall"),
        (PageHead(signs={"figures": 12}), "gallery"),
        (PageHead(signs={"correction": 1}), "correction"),
    ],
)
def test_markup_tells(head: PageHead, kind: str) -> None:
    assert kinds(head) == {kind}


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Opinion: The bridge we want", "opinion"),
        ("Editorial | The bridge", "opinion"),
        ("Bridge closed – live updates", "live_blog"),
        ("Monday briefing: bridge closed, bank robbed", "digest"),
        ("News in brief", "digest"),
        ("In pictures: the closed bridge", "gallery"),
        ("Correction: Bridge closed in May", "correction"),
    ],
)
def test_titles_tell(title: str, kind: str) -> None:
    assert kinds(title=title) == {kind}


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("This article was corrected on Monday to name the bridge.", "correction"),
        ("An earlier version of this story misstated the mayor’s age.", "correction"),
        ("CORRECTION: The bridge is 90 metres long.", "correction"),
        ("FOR IMMEDIATE RELEASE", "press_release"),
        ("The views expressed here are the author’s own.", "opinion"),
        ("Subscribe now to continue reading", "paywall"),
        ("9:05 The bridge is closed.\n9:40 Police arrive.\n10:15 The mayor speaks.", "live_blog"),
        ("OSLO, May 2 – A.\nROME, May 2 – B.\nPARIS, May 2 – C.\nCAIRO, May 2 – D.", "digest"),
    ],
)
def test_lines_tell(line: str, kind: str) -> None:
    assert kinds(text=f"{TEXT}\n{line}") == {kind}


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Mayor’s opinion poll falls", TEXT),
        ("Live music returns to the harbour", TEXT),
        ("Court corrects ruling on bridge", TEXT + "\nThe court corrected the ruling on Monday."),
        ("Bridge closed", TEXT + "\nHe asked people to subscribe to the newsletter."),
        ("Bridge closed", TEXT + "\nAt 9:05 the bridge was closed."),
        ("Gallery robbed of photos", TEXT),
    ],
)
def test_ordinary_reports_are_of_no_kind(title: str, text: str) -> None:
    assert kinds(title=title, text=text) == set()


@pytest.mark.parametrize(
    ("shown", "code"),
    [
        ("Subscribe to continue reading.\nAlready a subscriber? Sign in.\nCancel any time.", "html.paywall"),
        ("We and our partners use cookies to process personal data.\nAccept all\nReject all", "html.consent"),
        ("You need to enable JavaScript to run this app.", "html.blocked"),
        ("Checking your browser before you go on. Ray ID 83ab", "html.blocked"),
        (TEXT, None),
        (TEXT + "\nSubscribe to continue reading.\nAlready a subscriber? Sign in.", None),
        ("Access to the town was denied to reporters on Monday, officials said.", None),
        ("The data protection office fined a firm over cookies on Monday, it said in a statement.", None),
        ("", None),
    ],
)
def test_notices(shown: str, code: str | None) -> None:
    assert notice_in(shown) == code


@pytest.mark.parametrize(
    "piece",
    ["A", "A ", "AB, ", "1:", "12:30\n", "this article ", "corrects the a ", "to continue reading ", "(", "Opinion", " ", "\n",
     "about A", "subscribe or sign up ", "subscribe to ", ". ", "an earlier version of this story "],
)  # fmt: skip
def test_hostile_words_are_looked_at_in_linear_time(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    began = time.process_time()
    kinds_of(PageHead(labels=(text,), sections=(text,)), text, text)
    notice_in(text)
    assert time.process_time() - began < 0.5
