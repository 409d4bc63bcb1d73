"""Tolls, what came to nothing, comparisons and people that a report introduces; texts of our own."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sayso.records import Article, Claim, ClaimKind, Measure

Coder = Callable[[str, str], tuple[Article, tuple[Claim, ...]]]
DAY = "2026-03-09"


def figures(code: Coder, text: str) -> set[tuple[str, float | None, str]]:
    article, claims = code(text, DAY)
    return {
        (c.figure.measure.value, c.quantities[0].low, c.evidence.trigger.of(article.text))
        for c in claims
        if c.figure is not None
    }


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The death toll from the sinking has climbed to 23, the council said.", {("loss", 23.0, "climbed")}),
        ("The blast left 12 dead and 40 wounded.", {("loss", 12.0, "dead"), ("loss", 40.0, "wounded")}),
        ("Governor: 19 dead in mine blast", {("loss", 19.0, "dead")}),
        (
            "At least 11 people died and 30 were injured when a ferry sank off the island.",
            {("loss", 11.0, "died"), ("loss", 30.0, "injured")},
        ),
        ("A ferry with 118 passengers and crew aboard sank on Saturday.", set()),
        ("Two gunmen killed 12 people at a market in Bergen.", {("loss", 12.0, "killed")}),
        ("Two gunmen were killed at a market in Bergen.", {("loss", 2.0, "killed")}),
        ("Twenty people died in the second attack.", {("loss", 20.0, "died")}),
        (
            "Polish consumer prices rose 3.1% year-on-year in January, the statistics office said.",
            {("other", 3.1, "rose")},
        ),
        ("Turnout was 54 percent.", set()),
    ],
)
def test_how_many_were_harmed_and_by_how_much_it_changed(
    code: Coder, text: str, wanted: set[tuple[str, float | None, str]]
) -> None:
    assert figures(code, text) == wanted


def event(code: Coder, text: str, trigger: str) -> Claim:
    article, claims = code(text, DAY)
    (found,) = [
        c for c in claims if c.kind is ClaimKind.EVENT and c.evidence.trigger.of(article.text) == trigger
    ]
    return found


@pytest.mark.parametrize(
    ("text", "trigger", "status"),
    [
        ("Police foiled a bomb attack on the embassy in Nairobi on Friday.", "attack", "attempted"),
        ("A bomb attack on the embassy in Nairobi was thwarted on Friday.", "attack", "attempted"),
        ("The rally ended peacefully at night, police in Tbilisi said.", "rally", "happened"),
    ],
)
def test_what_came_to_nothing_was_attempted_and_what_ended_happened(
    code: Coder, text: str, trigger: str, status: str
) -> None:
    assert event(code, text, trigger).status.value == status


@pytest.mark.parametrize(
    ("text", "trigger", "days"),
    [
        ("The three big rail unions struck together for the first time since 2022.", "struck", None),
        ("It was the deadliest raid on Goma by rebels since 2019, the army said.", "raid", None),
        ("The strike at the port began before dawn.", "strike", "2026-03-09"),
        ("Rebels attacked the base after midnight on Friday.", "attacked", "2026-03-06"),
        ("Police in Goma shot a man when rebels attacked a market on Friday.", "shot", "2026-03-06"),
        ("The minister will meet the Kenyan premier before noon on Friday.", "meet", "2026-03-13"),
    ],
)
def test_a_comparison_is_no_time_and_an_hour_is_of_its_day(
    code: Coder, text: str, trigger: str, days: str | None
) -> None:
    time = event(code, text, trigger).time
    assert (time.edtf if time else None) == days


def test_downed_drones_are_not_shot_like_people(code: Coder) -> None:
    claim = event(code, "Sudan's army shot down three drones over El Obeid on Sunday.", "shot")
    assert claim.event is not None
    assert claim.event.mode == "drone"
    claim = event(code, "Police shot a protester in Nairobi on Friday.", "shot")
    assert claim.event is not None
    assert claim.event.mode == "firearms"


def test_found_guilty_is_convicted(code: Coder) -> None:
    claim = event(code, "A court in Oslo found the former mayor guilty of bribery on Monday.", "guilty")
    assert claim.event is not None
    assert (claim.event.type, claim.event.mode) == ("SANCTION", "convict")
    assert [(a.role.value, a.text) for a in claim.actors] == [
        ("actor", "A court"),
        ("recipient", "the former mayor"),
    ]


SUMMIT = """Sadyr, Amin meet in Muscat

Presidents Rustam Sadyr of Uzbekistan and Daler Amin of Kazakhstan met on Sunday.

Lena Voss, the foreign minister of Norway, will visit Muscat in May.

The Kazakh leader will travel to Oslo in June. The Russian president congratulated them.
"""


def test_a_report_is_believed_about_whom_it_introduces(code: Coder) -> None:
    _, claims = code(SUMMIT, DAY)
    sides = {
        a.name: (a.country, a.sectors) for c in claims for a in c.actors if a.actor_id.startswith("per:")
    }
    assert sides == {
        "Rustam Sadyr": ("UZB", ("GOV",)),
        "Daler Amin": ("KAZ", ("GOV",)),
        "Lena Voss": ("NOR", ("GOV",)),
        "Vladimir Putin": ("RUS", ("GOV",)),
    }
    in_headline = [c for c in claims if c.evidence.span.start == 0 and c.kind is ClaimKind.EVENT]
    assert {a.country for c in in_headline for a in c.actors} == {"UZB", "KAZ"}


def test_measures_are_those_of_the_contract(code: Coder) -> None:
    _, claims = code("The death toll from the sinking has climbed to 23.", DAY)
    assert [c.figure.measure for c in claims if c.figure] == [Measure.LOSS]
