from __future__ import annotations

from datetime import date

import pytest

from sayso.extract.rules import Act, rules_for
from sayso.records import Actor, ActorKind, Polarity, Role, Span, Status


def actor(country: str, role: Role, *sectors: str) -> Actor:
    return Actor(
        role=role, text="x", span=Span(0, 1), name=country, actor_id=f"cty:{country}", kind=ActorKind.COUNTRY,
        country=country, sectors=sectors,
    )  # fmt: skip


def act(giver: str, taker: str, **changes: object) -> Act:
    fields: dict[str, object] = {
        "type": "AID",
        "status": Status.HAPPENED,
        "polarity": Polarity.POSITIVE,
        "actors": [actor(giver, Role.ACTOR), actor(taker, Role.RECIPIENT)],
        "on": date(2023, 9, 14),
        "words": "shipped artillery shells",
        "sentence": "It shipped artillery shells.",
    }
    return Act(**(fields | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("giver", "taker", "rules"),
    [
        ("PRK", "RUS", ["un-dprk-arms"]),
        ("RUS", "PRK", ["un-dprk-arms"]),
        ("DEU", "UKR", []),
        ("TUR", "LBY", ["un-libya-arms"]),
        ("IRN", "RUS", []),  # no embargo on arms from Iran between 2016 and 2025
        ("RWA", "COD", []),  # only armed groups are under that one
    ],
)
def test_who_gives_whom(giver: str, taker: str, rules: list[str]) -> None:
    assert [h.rule for h in rules_for(act(giver, taker))] == rules


def test_an_embargo_on_groups_is_on_groups() -> None:
    rebels = [actor("RWA", Role.ACTOR), actor("COD", Role.RECIPIENT, "REB")]
    assert [h.rule for h in rules_for(act("RWA", "COD", actors=rebels))] == ["un-drc-armed-groups"]


@pytest.mark.parametrize(
    ("day", "hit"),
    [(date(2006, 10, 13), False), (date(2006, 10, 14), True), (date(2023, 9, 14), True), (None, False)],
)
def test_embargoes_begin_and_a_day_is_needed(day: date | None, hit: bool) -> None:
    assert bool(rules_for(act("PRK", "RUS", on=day))) is hit


def test_food_is_not_arms() -> None:
    assert rules_for(act("RUS", "PRK", words="sent wheat", sentence="Russia sent wheat for weapons.")) == ()


@pytest.mark.parametrize(
    ("status", "polarity", "reading"),
    [
        (Status.HAPPENED, Polarity.POSITIVE, "breach as reported"),
        (Status.POSSIBLE, Polarity.POSITIVE, "would breach"),
        (Status.PLANNED, Polarity.POSITIVE, "would breach"),
        (Status.NEGATED, Polarity.NEGATIVE, "said not to breach"),
    ],
)
def test_how_it_reads(status: Status, polarity: Polarity, reading: str) -> None:
    (hit,) = rules_for(act("PRK", "RUS", status=status, polarity=polarity))
    assert hit.reading == reading
    assert "1718" in hit.why


def test_the_report_may_say_so_itself() -> None:
    (hit,) = rules_for(act("PRK", "RUS", sentence="The arms would violate U.N. sanctions."))
    assert "the report itself says so" in hit.why


def test_a_type_without_transfer_is_left_alone() -> None:
    assert rules_for(act("PRK", "RUS", type="CONSULT")) == ()
