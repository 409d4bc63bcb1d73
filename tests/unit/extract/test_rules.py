"""One act by its own parties: who gives whom, when rules begin and end, how it reads."""

from __future__ import annotations

from datetime import date

import pytest

from sayso.extract.rules import READINGS, Act, rules_for
from sayso.records import Actor, ActorKind, Polarity, Role, Span, Status


def actor(country: str, role: Role, *sectors: str, name: str = "") -> Actor:
    return Actor(
        role=role, text="x", span=Span(0, 1), name=name or country, actor_id=f"cty:{country}", kind=ActorKind.COUNTRY,
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
        ("IRN", "RUS", []),  # shells from Iran were under no embargo between 2020 and 2025
        ("RWA", "COD", []),  # only armed groups are under that one
        ("FRA", "RUS", ["eu-russia-arms"]),
        ("SRB", "RUS", []),  # no member of the union
        ("USA", "CUB", ["us-cuba-embargo"]),
        ("MEX", "CUB", []),
    ],
)
def test_who_gives_whom(giver: str, taker: str, rules: list[str]) -> None:
    assert [h.rule for h in rules_for(act(giver, taker))] == rules


@pytest.mark.parametrize(
    ("day", "bound"), [(date(2020, 12, 30), ["eu-russia-arms"]), (date(2021, 1, 1), ["uk-russia-arms"])]
)
def test_who_left_the_union_is_under_its_own_rule(day: date, bound: list[str]) -> None:
    assert [h.rule for h in rules_for(act("GBR", "RUS", on=day))] == bound


def test_an_embargo_on_groups_is_on_groups() -> None:
    rebels = [actor("RWA", Role.ACTOR), actor("COD", Role.RECIPIENT, "REB")]
    assert [h.rule for h in rules_for(act("RWA", "COD", actors=rebels))] == ["un-drc-armed-groups"]


def test_a_group_is_known_by_its_name_wherever_it_is() -> None:
    cell = [actor("TUR", Role.ACTOR), actor("IMG", Role.RECIPIENT, name="Islamic State")]
    assert [h.rule for h in rules_for(act("TUR", "IMG", actors=cell))] == ["un-isil-aq-arms"]


@pytest.mark.parametrize(
    ("day", "hit"),
    [(date(2006, 10, 13), False), (date(2006, 10, 14), True), (date(2023, 9, 14), True), (None, False)],
)
def test_embargoes_begin_and_a_day_is_needed(day: date | None, hit: bool) -> None:
    assert bool(rules_for(act("PRK", "RUS", on=day))) is hit


@pytest.mark.parametrize(
    ("day", "words", "rules"),
    [
        (date(2016, 1, 15), "shipped rifles", ["un-iran-arms"]),
        (date(2020, 10, 17), "shipped rifles", ["un-iran-arms"]),
        (date(2020, 10, 18), "shipped rifles", []),
        (date(2022, 9, 1), "sold Shahed drones", ["un-iran-missiles"]),
        (date(2022, 9, 1), "sold anti-tank missiles", []),
        (date(2023, 10, 18), "sold ballistic missiles", []),
        (date(2025, 9, 28), "shipped rifles", ["un-iran-arms"]),
    ],
)
def test_iran_through_the_years(day: date, words: str, rules: list[str]) -> None:
    assert [h.rule for h in rules_for(act("IRN", "RUS", on=day, words=words))] == rules


def test_most_of_a_stretch_of_days_must_lie_within() -> None:
    year = {"on": date(2016, 1, 1), "until": date(2016, 12, 31)}
    assert not rules_for(act("FRA", "CIV", **year))  # ended on 2016-04-28
    assert rules_for(act("FRA", "CIV", on=date(2015, 7, 1), until=date(2016, 6, 30)))


@pytest.mark.parametrize("words", ["sent wheat", "sent troops home in his arms", "sent chips and fish"])
def test_food_is_not_arms(words: str) -> None:
    assert rules_for(act("TUR", "LBY", words=words, sentence="Turkey sent wheat for weapons.")) == ()


@pytest.mark.parametrize(
    ("type_", "status", "reading"),
    [
        ("AID", Status.HAPPENED, "alleged breach"),
        ("AID", Status.ONGOING, "alleged breach"),
        ("AID", Status.ATTEMPTED, "alleged breach"),
        ("AID", Status.POSSIBLE, "would breach"),
        ("AID", Status.PLANNED, "would breach"),
        ("AGREE", Status.HAPPENED, "would breach"),
        ("REQUEST", Status.HAPPENED, "would breach"),
    ],
)
def test_how_it_reads(type_: str, status: Status, reading: str) -> None:
    (hit,) = rules_for(act("PRK", "RUS", type=type_, status=status))
    assert hit.reading == reading
    assert hit.reading in READINGS
    assert "1718" in hit.why


def test_who_denies_alleges_nothing() -> None:
    assert rules_for(act("PRK", "RUS", status=Status.NEGATED, polarity=Polarity.NEGATIVE)) == ()


def test_a_hit_names_the_texts_of_its_day() -> None:
    (early,) = rules_for(act("PRK", "SYR", on=date(2008, 1, 1)))
    (late,) = rules_for(act("PRK", "SYR", said_by="Seoul"))
    assert early.basis == "Security Council resolution 1718 (2006)"
    assert late.basis.startswith("Security Council resolutions 1718 (2006), 1874 (2009)")
    assert (late.issuer, late.regime) == ("UN", "North Korea: arms, training and military service")
    assert late.why.startswith("Seoul says")


def test_the_report_may_say_so_itself() -> None:
    (hit,) = rules_for(act("PRK", "RUS", sentence="The arms would violate U.N. sanctions."))
    assert "the report itself speaks of a breach" in hit.why


def test_a_type_without_transfer_is_left_alone() -> None:
    assert rules_for(act("PRK", "RUS", type="CONSULT")) == ()


def test_what_is_not_confirmed_says_so() -> None:
    (before,) = rules_for(act("TUR", "SSD", on=date(2025, 12, 1)))
    (after,) = rules_for(act("TUR", "SSD", on=date(2026, 8, 1)))
    assert "not confirmed" not in before.why
    assert "a renewal beyond 2026-05-31 is not confirmed" in after.why
