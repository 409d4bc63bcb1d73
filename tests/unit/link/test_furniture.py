from __future__ import annotations

from itertools import pairwise
from time import process_time

import pytest

from sayso.link.furniture import features, furniture_in, parsed, shipped
from sayso.records import Article, Item
from sayso.text import make_article

HEADLINE = "Crane falls into harbour of Gorny"
BODY = (
    "The harbour master of Gorny closed the port on Monday after a crane fell into the basin, his office said.",
    "Nobody was hurt. Divers were to look for the cabin on Tuesday, and ships were sent to Puerto Alva instead.",
    '"We heard a crack," said one docker.',
    "The crane was built in 1968 and had passed its last inspection in March, according to the port's engineers.",
    "Puerto Alva, 80 km to the south, can take six ships a day.",
    "The port handles a third of the country's grain, and traders said on Monday that prices would rise.",
)


def report(*lines: str) -> Article:
    made = make_article(Item(name="x", body="\n".join((HEADLINE, *lines)), title=HEADLINE))
    assert isinstance(made, Article), made
    return made


def found(*lines: str) -> list[str]:
    made = report(*lines)
    return [s.of(made.text) for s in furniture_in(made)]


def put(line: str, at: int) -> list[str]:
    return found(*BODY[:at], line, *BODY[at:])


def test_a_report_without_furniture_has_none() -> None:
    assert found(*BODY) == []


@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("By Marta Oyelaran, Staff Writer", 0),
        ("Updated 3 hours ago", 0),
        ("Published: March 3, 2026, 10:15 AM", 0),
        ("Home > World > Europe", 0),
        ("Facebook Twitter WhatsApp Email Print", 0),
        ("4 min read", 0),
        ("Advertisement", 3),
        ("Story continues below advertisement", 3),
        ("Read more: Grain ships wait off Alva", 3),
        ("ALSO READ: Grain ships wait off Alva", 3),
        ("(Photo: Marta Oyelaran/AFP)", 2),
        ("Subscribe to our newsletter", 4),
        ("Download our app for iOS and Android", 4),
        ("This website uses cookies to give you the best experience.", 4),
        ("Already a subscriber? Log in.", 4),
        ("(Reporting by Marta Oyelaran; Editing by Jan Prell)", 6),
        ("© 2026 The Gorny Ledger. All rights reserved.", 6),
        ("This article was originally published by The Gorny Ledger.", 6),
        ("Marta Oyelaran is a senior reporter at The Gorny Ledger. Follow her on Twitter @moyelaran", 6),
        ("Follow us on Facebook and Instagram.", 6),
        ("Tags: harbour, Gorny, accidents", 6),
        ("Comments are moderated. Please be respectful and stay on topic.", 6),
        ("Independent journalism costs money. Please support us with a donation today.", 6),
        ("Got a story? Email our newsroom at desk@ledger.example", 6),
    ],
)
def test_furniture_is_found_and_nothing_else(line: str, at: int) -> None:
    assert put(line, at) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "The group's newsletter, sent to 12,000 subscribers, called the port a death trap.",
        "The app that warns dockers of falling loads had been switched off.",
        "Regulators fined the operator last year for tracking workers with cookies on its website.",
        "A court ruled in May that the port's logo infringed the copyright of a brewery.",
        "The union asked members for donations to the families.",
        "An advertisement for crane drivers had hung in the office since January.",
        "The minister wrote on Twitter that he would visit the port.",
        "Police asked witnesses to call 555-0134.",
        "Gorny United 2 Puerto Alva 1",
        "What happens next",
        "Nobody knows.",
        "He declined to comment.",
        '"Read the report," he said.',
        "- Grain prices rise by 4 percent",
        "Wheat rose 2.1% to $231.40 a ton.",
        "The report was published on Tuesday by the Transport Ministry.",
    ],
)
@pytest.mark.parametrize("at", [0, 3, 6])
def test_news_is_left_alone(line: str, at: int) -> None:
    assert put(line, at) == []


def test_a_headline_about_furniture_is_news() -> None:
    text = "\n".join(("Subscribe to our newsletter, union tells dockers", *BODY))
    made = make_article(Item(name="x", body=text, title="Subscribe to our newsletter, union tells dockers"))
    assert isinstance(made, Article)
    assert made.headline is not None
    assert made.headline not in furniture_in(made)


def test_the_last_sentence_of_a_paragraph_can_be_furniture() -> None:
    signed = "(Reporting by Marta Oyelaran; Editing by Jan Prell)"
    assert found(*BODY[:-1], f"{BODY[-1]} {signed}") == [signed]


def test_headlines_below_related_stories_are_furniture_up_to_the_next_sentence() -> None:
    listed = ("Grain ships wait off Alva", "Dockers vote on strike in spring")
    assert found(*BODY[:4], "Related stories:", *listed, *BODY[4:]) == ["Related stories:", *listed]


def test_spans_are_in_order_and_apart() -> None:
    made = report("By Marta Oyelaran", *BODY, "Subscribe to our newsletter", "Share this article")
    spans = furniture_in(made)
    assert len(spans) == 3
    assert all(a.end <= b.start for a, b in pairwise(spans))


def test_a_report_of_one_line_is_never_furniture() -> None:
    made = make_article(Item(name="x", body="Subscribe to our newsletter today"))
    assert isinstance(made, Article)
    assert furniture_in(made) == ()


def test_names_dates_and_figures_stand_for_each_other() -> None:
    known = shipped().known
    one = features("By Ana Kovacs | March 3, 2026", 1, 9, known)
    two = features("By Tom Orlando | June 14, 2019", 1, 9, known)
    assert one == two
    assert one != features("By Ana Kovacs | March 3, 2026", 1, 0, known)


def test_a_damaged_file_of_weights_is_refused() -> None:
    with pytest.raises(ValueError, match="unpack"):
        parsed("1 2\nsubscribe\nnewsletter\n3\tsubscribe\n")
    assert parsed("1 2 3\nsubscribe\nnewsletter\n3\tsubscribe\n").weights == {"subscribe": 3}


@pytest.mark.parametrize(
    "line",
    [
        "1" * 300 + "x",
        "a1 " * 60 + "!",
        "S&P 1 " * 30 + "-",
        "Ana > " * 60,
        "(a/" * 90,
        "By " + "Ana de " * 60,
        "Ana Ana Ana, " * 40 + " is ",
        "at on at on " * 30 + "?",
        "©" * 200 + "2026",
        "read more also " * 60 + ":",
    ],
)
def test_no_line_takes_long(line: str) -> None:
    made = report(*(f"{line} {n}" for n in range(4)), *BODY * 6)
    began = process_time()
    furniture_in(made)
    assert process_time() - began < 0.5
