from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from itertools import permutations

import pytest

import stubs
from ledgers import derived as derive
from sayso.link.facts import facts_of
from sayso.link.join import compatible, join
from sayso.records import Account, Facts, Judged, Judgement, Quantity, Span, Status, Verdict
from stubs import COUNTRY, FAR, KIM, LAVROV, PUTIN, TOWN, Told, day


def account(told: Told) -> Account:
    article, claim = told.made()
    published = article.published.isoformat() if article.published else None
    return Account(
        claim=claim, published=published, publisher=article.publisher, text_sha256=article.text_sha256
    )


def facts(told: Told) -> Facts:
    return facts_of(account(told))


BASE = Told(time=day("2024-05-15"), place=TOWN)
STRIKE = Told(
    type="ASSAULT", mode="aerial", actors=("cty:RUS",), recipients=("cty:UKR",), time=day("2024-05-14")
)
UNDATED = replace(BASE, time=None)

CASES: Mapping[str, tuple[Told, Told, bool]] = {
    "the same told twice": (BASE, replace(BASE, number=1), True),
    "another type": (BASE, replace(BASE, type="AID", mode=None), False),
    "another mode": (BASE, replace(BASE, mode="meet"), False),
    "no mode joins any": (BASE, replace(BASE, mode=None), True),
    "happened and ongoing": (BASE, replace(BASE, status=Status.ONGOING), True),
    "planned and possible": (
        replace(BASE, status=Status.PLANNED),
        replace(BASE, status=Status.POSSIBLE),
        True,
    ),
    "planned and happened": (BASE, replace(BASE, status=Status.PLANNED), False),
    "happened and negated": (BASE, replace(BASE, status=Status.NEGATED), False),
    "negated twice": (
        replace(BASE, status=Status.NEGATED),
        replace(BASE, status=Status.NEGATED, number=1),
        True,
    ),
    "happened and attempted": (BASE, replace(BASE, status=Status.ATTEMPTED), False),
    "sides of a mutual act in either order": (BASE, replace(BASE, actors=(PUTIN,), recipients=(KIM,)), True),
    "sides of a strike in either order": (
        STRIKE,
        replace(STRIKE, actors=("cty:UKR",), recipients=("cty:RUS",)),
        False,
    ),
    "one side named": (BASE, replace(BASE, recipients=()), True),
    "other company": (BASE, replace(BASE, recipients=(LAVROV,)), False),
    "a delegation shares two": (
        replace(BASE, actors=(KIM, LAVROV)),
        replace(BASE, actors=(KIM, "per:choe")),
        True,
    ),
    "a strike without a target": (STRIKE, replace(STRIKE, recipients=()), True),
    "a strike on somebody else": (STRIKE, replace(STRIKE, recipients=("cty:POL",)), False),
    "a strike without a doer": (STRIKE, replace(STRIKE, actors=()), True),
    "a state and its government": (STRIKE, replace(STRIKE, actors=("gov:RUS",)), True),
    "nameless gunmen and nameless men": (
        replace(STRIKE, actors=("unk:gunmen",), recipients=()),
        replace(STRIKE, actors=("unk:men",), recipients=(), number=1),
        False,
    ),
    "gunmen and men of one report": (
        replace(STRIKE, actors=("unk:gunmen",), recipients=()),
        replace(STRIKE, actors=("unk:men",), recipients=()),
        True,
    ),
    "the next day": (BASE, replace(BASE, time=day("2024-05-16")), False),
    "a day in its month": (BASE, replace(BASE, time=day("2024-05-01", "2024-05-31")), True),
    "a day in its year": (BASE, replace(BASE, time=day("2024-01-01", "2024-12-31")), False),
    "the same year": (
        replace(BASE, time=day("2024-01-01", "2024-12-31")),
        replace(BASE, time=day("2024-01-01", "2024-12-31"), number=1),
        True,
    ),
    "undated, published three days apart": (UNDATED, replace(UNDATED, published=date(2024, 5, 19)), True),
    "undated, published four days apart": (UNDATED, replace(UNDATED, published=date(2024, 5, 20)), False),
    "dated and undated near": (BASE, replace(UNDATED, published=date(2024, 5, 14)), True),
    "dated and undated far": (BASE, replace(UNDATED, published=date(2024, 6, 14)), False),
    "undated and unpublished": (
        replace(UNDATED, published=None, sentence="Talks."),
        replace(UNDATED, published=None),
        False,
    ),
    "undated and unpublished, the same sentence": (
        replace(UNDATED, published=None),
        replace(UNDATED, published=None, number=1),
        True,
    ),
    "a town in its country": (BASE, replace(BASE, place=COUNTRY), True),
    "another town": (BASE, replace(BASE, place=FAR), False),
    "no place": (BASE, replace(BASE, place=None), True),
    "a place next door": (
        BASE,
        replace(BASE, place=replace(TOWN, name="Quay", place_id="geo:9", lat=44.21)),
        True,
    ),
    "a namesake abroad": (
        BASE,
        replace(BASE, place=replace(TOWN, place_id="geo:8", country="USA", lat=40.0)),
        False,
    ),
    "nobody named, the same sentence": (
        replace(BASE, actors=(), recipients=()),
        replace(BASE, actors=(), recipients=(), number=1),
        True,
    ),
    "nobody named, another sentence": (
        replace(BASE, actors=(), recipients=()),
        replace(BASE, actors=(), recipients=(), sentence="Talks."),
        False,
    ),
}


@pytest.mark.parametrize(("one", "other", "expected"), CASES.values(), ids=CASES.keys())
def test_which_accounts_are_compatible(one: Told, other: Told, expected: bool) -> None:
    a, b = facts(one), facts(other)
    assert compatible(a, b) is expected
    assert compatible(b, a) is expected


@pytest.mark.parametrize(("one", "other", "expected"), CASES.values(), ids=CASES.keys())
def test_compatible_accounts_share_a_point(one: Told, other: Told, expected: bool) -> None:
    if expected:
        assert facts(one).points & facts(other).points


@pytest.mark.parametrize(("one", "other", "expected"), CASES.values(), ids=CASES.keys())
def test_compatible_accounts_are_one_event(one: Told, other: Told, expected: bool) -> None:
    assert len(derive([account(one), account(other)])) == (1 if expected else 2)


def test_a_vague_account_does_not_join_what_contradicts_itself() -> None:
    with_putin, with_lavrov = BASE, replace(BASE, recipients=(LAVROV,))
    vague = replace(BASE, recipients=(), number=2)
    groups = join(map(facts, (vague, with_putin, with_lavrov)))
    assert sorted(len(g) for g in groups) == [1, 2]


def test_the_nearest_event_wins() -> None:
    at_town, elsewhere = BASE, replace(BASE, place=FAR)
    more = replace(BASE, recipients=(), number=3)
    found = [g for g in join(map(facts, (elsewhere, more, at_town))) if len(g) == 2]
    assert {f.claim_id for f in found[0]} == {facts(at_town).claim_id, facts(more).claim_id}


def test_events_do_not_depend_on_the_order_of_claims() -> None:
    told = [BASE, UNDATED, replace(BASE, recipients=()), replace(BASE, recipients=(LAVROV,)), STRIKE]
    results = {repr(derive(map(account, order))) for order in permutations(told)}
    assert len(results) == 1


def said(one: Facts, other: Facts, judgement: Judgement) -> Verdict:
    left, right = sorted((one.claim_id, other.claim_id))
    return Verdict(
        what=Judged.EVENT, left_id=left, right_id=right, judgement=judgement, decided_by="Ada", decided_at=""
    )


#: Two accounts each of two meetings that are not one: with whom, and how it was told.
HERE, HERE_TOO, THERE, THERE_TOO = (
    facts(replace(BASE, recipients=(whom,), number=n, sentence=f"Told {n}."))
    for n, whom in enumerate((PUTIN, PUTIN, LAVROV, LAVROV))
)
FOUR = (HERE, HERE_TOO, THERE, THERE_TOO)


def sizes(*verdicts: Verdict) -> list[int]:
    """How many accounts the events have, whatever the order the accounts come in."""
    found = {str(join(order, verdicts)) for order in permutations(FOUR)}
    assert len(found) == 1
    return sorted(map(len, join(FOUR, verdicts)))


@pytest.mark.parametrize("one", [HERE, HERE_TOO])
@pytest.mark.parametrize("other", [THERE, THERE_TOO])
def test_events_that_are_judged_to_be_one_are_so_with_all_their_accounts(one: Facts, other: Facts) -> None:
    assert sizes() == [2, 2]
    assert sizes(said(one, other, Judgement.SAME)) == [4]
    assert sizes(said(one, other, Judgement.UNSURE)) == [2, 2]


def test_what_is_judged_apart_stays_so_where_its_events_are_judged_to_be_one() -> None:
    apart = said(HERE_TOO, THERE_TOO, Judgement.DIFFERENT)
    together = said(HERE, THERE, Judgement.SAME)
    groups = [{f.claim_id for f in group} for group in join(FOUR, (apart, together))]
    assert sizes(apart, together) == [1, 3]
    assert any({HERE.claim_id, THERE.claim_id} <= group for group in groups)
    assert not any({HERE_TOO.claim_id, THERE_TOO.claim_id} <= group for group in groups)


def figure(amount: Quantity, **changes: object) -> Account:
    told = Told(**{"time": day("2022-01-01", "2022-12-31"), **changes})  # type: ignore[arg-type]
    made = account(told)
    return replace(made, claim=stubs.figure_of(made.claim, amount))


SHELLS = Quantity(text="11 million", span=Span(0, 1), low=None, high=11e6, counted="shells")


@pytest.mark.parametrize(
    ("other", "n_events"),
    [
        (figure(SHELLS, number=1), 1),
        (figure(SHELLS, number=1, time=day("2022-03-01")), 1),
        (figure(SHELLS, number=1, time=day("2023-01-01", "2023-12-31")), 2),
        (figure(replace(SHELLS, high=7e6), number=1), 2),
        (figure(SHELLS, number=1, status=Status.NEGATED), 2),
    ],
)
def test_figures_join_on_subject_amount_and_year(other: Account, n_events: int) -> None:
    assert len(derive([figure(SHELLS), other])) == n_events


def test_figures_of_nobody_join_only_as_copies() -> None:
    one, other = account(Told()), account(Told(number=1))
    third = account(Told(sentence="So they said."))
    alone = [replace(a, claim=stubs.figure_of(a.claim, SHELLS, subject=None)) for a in (one, other, third)]
    assert [len(e.claim_ids) for e in sorted(derive(alone), key=lambda e: len(e.claim_ids))] == [1, 2]
