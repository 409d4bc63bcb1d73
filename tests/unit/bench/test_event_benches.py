"""Scores of the benchmarks of event coding, on claims made by hand."""

from __future__ import annotations

import pytest

from bench import case2021, india, petr
from bench.acts import Counts as Shares
from sayso.records import (
    Actor,
    ActorKind,
    Certainty,
    Claim,
    ClaimKind,
    EventCode,
    Evidence,
    Modality,
    Polarity,
    Role,
    Span,
    Status,
)


def side(role: Role, country: str | None = None, *sectors: str) -> Actor:
    return Actor(
        role=role, text="x", span=Span(0, 1), name="x", actor_id=f"{role}{country}{sectors}",
        kind=ActorKind.GROUP, country=country, sectors=sectors,
    )  # fmt: skip


def claim(
    type_: str, *actors: Actor, mode: str | None = None, p: float = 0.7, status: Status = Status.HAPPENED
) -> Claim:
    return Claim(
        claim_id=f"{type_}{mode}{p}", article_id="r0", kind=ClaimKind.EVENT, status=status,
        certainty=Certainty(polarity=Polarity.POSITIVE, modality=Modality.CERTAIN),
        evidence=Evidence(sentence="x y", span=Span(0, 3), trigger=Span(0, 1)),
        event=EventCode(type=type_, mode=mode), actors=actors, p=p,
    )  # fmt: skip


# ------------------------------------------------------------------ petr


def row(*wanted: petr.Wanted) -> petr.Row:
    return petr.Row("r", "x", wanted, sides=True)


def counted(row_: petr.Row, *claims: Claim) -> tuple[int, int, int, int]:
    counts = petr.Counts()
    petr.compare(row_, petr.made_of(claims), counts)
    return counts.made, counts.made_right, counts.wanted, counts.wanted_right


CHAD, MALI = side(Role.ACTOR, "TCD"), side(Role.RECIPIENT, "MLI")
ATTACK = petr.Wanted(frozenset({"ASSAULT"}), "TCD", "MLI")


def test_an_event_is_right_with_its_type_and_both_sides() -> None:
    assert counted(row(ATTACK), claim("ASSAULT", CHAD, MALI)) == (1, 1, 1, 1)
    assert counted(row(ATTACK), claim("COERCE", CHAD, MALI)) == (1, 0, 1, 0)
    swapped = claim("ASSAULT", side(Role.ACTOR, "MLI"), side(Role.RECIPIENT, "TCD"))
    assert counted(row(ATTACK), swapped) == (1, 0, 1, 0)


def test_a_mutual_act_is_right_in_either_direction_and_counts_once() -> None:
    talks = petr.Wanted(frozenset({"CONSULT"}), "MLI", "TCD")
    assert counted(row(talks), claim("CONSULT", CHAD, side(Role.ACTOR, "MLI"))) == (1, 1, 1, 1)
    assert counted(row(talks), claim("CONSULT", CHAD, MALI)) == (1, 1, 1, 1)


def test_one_sided_and_negated_claims_are_left_aside() -> None:
    assert counted(row(ATTACK), claim("ASSAULT", CHAD)) == (0, 0, 1, 0)
    assert counted(row(ATTACK), claim("ASSAULT", CHAD, MALI, status=Status.NEGATED)) == (0, 0, 1, 0)


def test_a_statement_is_not_asked_and_shields_a_claim_of_its_sides() -> None:
    said = petr.Wanted(frozenset(), "TCD", "MLI")
    assert counted(row(said), claim("ASSAULT", CHAD, MALI)) == (0, 0, 0, 0)


def test_a_code_without_a_country_leaves_the_side_open() -> None:
    rebels = petr.Wanted(frozenset({"ASSAULT"}), "---", "MLI")
    assert counted(row(rebels), claim("ASSAULT", side(Role.ACTOR), MALI)) == (1, 1, 1, 1)


def test_equal_events_of_a_sentence_count_once_by_type() -> None:
    counts = petr.Counts()
    made = petr.made_of([claim("ASSAULT", CHAD, MALI, p=0.5), claim("ASSAULT", CHAD, MALI, p=0.6)])
    petr.compare_types(row(ATTACK), made, counts)
    assert (counts.made, counts.made_right, counts.precision, counts.recall) == (1, 1, 100, 100)


# ------------------------------------------------------------------ case 2021


def test_the_surest_act_done_stands_for_a_snippet() -> None:
    planned = claim("ASSAULT", p=0.9, status=Status.PLANNED)
    sure, unsure = claim("PROTEST", p=0.8), claim("COERCE", p=0.5)
    assert case2021.chosen([planned, unsure, sure]) is sure
    assert case2021.chosen([planned]) is planned
    assert case2021.chosen([]) is None


def test_f1_is_weighted_by_how_often_a_class_is_wanted() -> None:
    pairs = [("A", "A"), ("A", "A"), ("A", "B"), ("B", "B")]
    # A: 2 of 3, all right: F1 0.8; B: one right of two made: F1 2/3
    assert case2021.weighted_f1(pairs) == pytest.approx(100 * (3 * 0.8 + 2 / 3) / 4)


# ------------------------------------------------------------------ india


def test_letters_tell_the_sentence_whatever_happens_between() -> None:
    rows = [india.Row("ab, â€˜c", frozenset()), india.Row("de.", frozenset())]
    assert india.whole(rows) == "Ab, 'c de."
    assert india.owners("Ab 'c  de.", rows) == [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0]


def test_police_and_soldiers_count_as_forces_only_in_hard_acts() -> None:
    police, army = side(Role.ACTOR, None, "COP"), side(Role.ACTOR, None, "MIL")
    assert india.by_police(claim("CONSULT", police))
    assert india.by_police(claim("ASSAULT", army))
    assert not india.by_police(claim("CONSULT", army))
    assert not india.by_police(claim("ASSAULT", side(Role.RECIPIENT, None, "COP")))


@pytest.mark.parametrize(
    ("label", "type_", "mode", "fits"),
    [
        ("ARREST", "COERCE", "arrest", True),
        ("ARREST", "COERCE", "seize", False),
        ("FORCE", "COERCE", "restrict", True),
        ("FORCE", "ASSAULT", None, True),
        ("KILL", "COERCE", "arrest", False),
    ],
)
def test_a_label_asks_for_types_and_modes(label: str, type_: str, mode: str | None, fits: bool) -> None:
    assert india.fits(claim(type_, mode=mode), label) is fits


def test_only_sentences_without_labels_can_be_false() -> None:
    counts = Shares()
    arrest = claim("COERCE", side(Role.ACTOR, None, "COP"), mode="arrest")
    india.judge(india.Row("x", frozenset()), [arrest], counts)
    india.judge(india.Row("x", frozenset({"ARREST"})), [arrest], counts)
    india.judge(india.Row("x", frozenset({"FAIL"})), [arrest], counts)
    assert counts.asked == {"police claimed": 1, "any claim": 1, "ARREST": 1, "acts": 1}
    assert counts.share("police claimed") == counts.share("ARREST") == 100
