"""Identifiers follow from what they name, and stay what they were."""

from dataclasses import replace

import stubs
from sayso.records import Quantity, Role, Span, Status
from sayso.records.identity import claim_id, claim_id_of, event_id, figure_words, report_id, run_id

# These are the ids that ledgers hold: whatever changes them makes every stored report a new one.


def test_ids_are_those_that_ledgers_hold() -> None:
    assert (
        report_id("0" * 64, at="https://example.org/a", published="2024-05-16", publisher="Wire")
        == "r67bcd7e34b3fdc8"
    )
    assert event_id("c0123456789abcde") == "e19d0e43383fea85"
    assert run_id("0.1.0", "0" * 64, "1" * 64, "2024-05-16T00:00:00") == "rune86d60a94bd7b"
    sides = [(Role.RECIPIENT, "per:b"), (Role.ACTOR, "per:a")]
    assert claim_id("r0", ("event", "CONSULT"), Span(1, 4), Status.HAPPENED, sides) == "c3c9dfc515750ebd"
    assert (
        claim_id("r0", (figure_words("loss", "shells"), ""), Span(1, 4), Status.HAPPENED)
        == "ccde9d4739e8f5da"
    )


def test_the_order_of_actors_does_not_matter() -> None:
    sides = [(Role.ACTOR, "per:a"), (Role.RECIPIENT, "per:b"), (Role.ACTOR, "per:c")]
    ids = {
        claim_id("r0", ("event", "AID"), Span(0, 1), Status.PLANNED, order)
        for order in (sides, sides[::-1], sides[1:] + sides[:1])
    }
    assert len(ids) == 1


def test_a_claim_has_the_id_of_what_it_says() -> None:
    _, claim = stubs.Told().made()
    found = claim_id_of(claim)
    assert found == claim_id_of(replace(claim, claim_id="c0", p=0.5))
    assert found != claim_id_of(replace(claim, status=Status.PLANNED))
    assert found != claim_id_of(replace(claim, article_id="r0"))
    assert found != claim_id_of(replace(claim, actors=claim.actors[:1]))


def test_a_figure_has_the_id_of_its_words_and_its_quantity() -> None:
    _, claim = stubs.Told().made()
    quantity = Quantity(text="40 shells", span=Span(0, 9), low=40, high=40)
    figure = stubs.figure_of(claim, quantity)
    assert claim_id_of(figure) == claim_id(
        figure.article_id, (figure_words("stock", "shells"), ""), Span(0, 9), figure.status
    )
    assert claim_id_of(figure) != claim_id_of(stubs.figure_of(claim, replace(quantity, span=Span(1, 9))))
