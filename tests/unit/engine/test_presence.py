"""Which claims put somebody at a place."""

import pytest

from going import LATVIA, OSLO, WHO, Went, on, tellings
from sayso.engine.presence import Did, StopStatus, Who, called_off, presences
from sayso.records import ActorKind, Polarity, Status
from sayso.records.days import iso_of
from stubs import KIM, PUTIN

DONE, PLANNED, DENIED = StopStatus.DONE, StopStatus.PLANNED, StopStatus.DENIED
NORWAY = Who(actor_id="cty:NOR", name="Norway", kind=ActorKind.COUNTRY, country="NOR")


def seen(one: Went, who: Who = WHO) -> tuple[Did, StopStatus] | None:
    there = presences(tellings(one), who).there
    return (there[0].did, there[0].status) if there else None


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (Went(said="Kim <visited> [Riga]."), (Did.VISIT, DONE)),
        (Went(said="Kim <arrived> in [Riga] by train."), (Did.VISIT, DONE)),
        (Went(said="Kim is <visiting> [Riga].", status=Status.ONGOING), (Did.VISIT, DONE)),
        (Went(said="Kim will <travel> to [Riga].", status=Status.PLANNED), (Did.VISIT, PLANNED)),
        (Went(said="Kim may <visit> [Riga].", status=Status.POSSIBLE), (Did.VISIT, PLANNED)),
        (Went(said="Kim tried to <reach> [Riga].", status=Status.ATTEMPTED), (Did.VISIT, PLANNED)),
        (Went(said="Kim did not <visit> [Riga].", status=Status.NEGATED), (Did.VISIT, DENIED)),
        (Went(said="Kim will hardly <visit> [Riga].", status=Status.PLANNED, polarity=Polarity.NEGATIVE),
         (Did.VISIT, DENIED)),
        (Went(said="Kim <returned> to [Riga]."), (Did.VISIT, DONE)),
        (Went(said="Kim <left> [Riga] for Tokyo."), (Did.LEAVE, DONE)),
        (Went(said="Kim <flew> from [Riga]."), (Did.LEAVE, DONE)),
        (Went(said="Kim <left> on Sunday for [Riga]."), (Did.SET_OUT, PLANNED)),
        (Went(said="Kim <left> for talks in [Riga]."), (Did.SET_OUT, PLANNED)),
        (Went(said="Kim <fled> to [Riga]."), (Did.VISIT, DONE)),
        (Went(said="Kim will <leave> [Riga] on Friday.", status=Status.PLANNED), None),
        (Went(said="Putin <sent> Kim to [Riga].", actors=(PUTIN,), recipients=(KIM,)), (Did.VISIT, DONE)),
        (Went(said="Kim <sent> Putin to [Riga].", recipients=(PUTIN,)), None),
        (Went(said="Kim <met> Putin in [Riga].", mode=None, actors=(KIM, PUTIN)), (Did.MEET, DONE)),
        (Went(said="Kim did not <meet> Putin in [Riga].", mode=None, status=Status.NEGATED), None),
        (Went(said="Kim did not attend the <summit> in [Riga].", mode="multilateral", status=Status.NEGATED),
         (Did.MEET, DENIED)),
        (Went(said="Kim <spoke> by phone with Putin in [Riga].", mode="phone"), None),
        (Went(said="Kim <received> Putin in [Riga].", actors=(PUTIN,), recipients=(KIM,)), (Did.HOST, DONE)),
        (Went(said="Kim will <host> Putin in [Riga].", actors=(PUTIN,), recipients=(KIM,), status=Status.PLANNED),
         (Did.HOST, PLANNED)),
        (Went(said="Putin will <visit> Kim in [Riga].", actors=(PUTIN,), recipients=(KIM,), status=Status.PLANNED),
         None),
        (Went(said="Putin <visited> Kim in [Oslo].", actors=(PUTIN,), recipients=(KIM,), place=OSLO),
         (Did.HOST, DONE)),
        (Went(said="Putin <visited> [Riga] to see Kim.", actors=(PUTIN,), recipients=(KIM,)), None),
        (Went(said="Putin did not <receive> Kim in [Riga].", recipients=(KIM,), actors=(PUTIN,),
              status=Status.NEGATED), None),
        (Went(said="Kim <signed> a pact in [Riga].", type="AGREE", mode=None), (Did.SIGN, DONE)),
        (Went(said="Kim <signed> a pact on [Riga].", type="AGREE", mode=None), None),
        (Went(said="Kim <signed> a pact with [Riga].", type="AGREE", mode=None), None),
        (Went(said="Kim <praised> a pact in [Riga].", type="SUPPORT", mode=None), None),
        (Went(said="Kim <condemned> the attack in [Riga].", type="ACCUSE", mode="disapprove"), None),
        (Went(said="Kim's forces <shelled> a market in [Riga].", type="ASSAULT", mode="heavy-weapons"), None),
        (Went(said="Kim was <shot> in [Riga].", type="ASSAULT", mode="firearms", actors=(), recipients=(KIM,)),
         (Did.HARMED, DONE)),
        (Went(said="the <invasion> of [Riga] hurt Kim", type="ASSAULT", mode=None, actors=(), recipients=(KIM,)),
         None),
        (Went(said="Kim was <arrested> in [Riga].", type="COERCE", mode="arrest", actors=(), recipients=(KIM,)),
         (Did.HELD, DONE)),
        (Went(said="Kim may be <arrested> in [Riga].", type="COERCE", mode="arrest", actors=(), recipients=(KIM,),
              status=Status.POSSIBLE), None),
        (Went(said="Kim was <extradited> to [Riga].", type="COOPERATE", mode=None), (Did.MOVED, DONE)),
        (Went(said="Kim was <taken> to a hospital in [Riga].", type="AID", mode=None, actors=(), recipients=(KIM,)),
         (Did.MOVED, DONE)),
        (Went(said="Kim was <moved> from a jail in [Riga].", type="RETREAT", mode="release", actors=(),
              recipients=(KIM,)), (Did.MOVED, DONE)),
        (Went(said="Kim was <moved> from [Riga].", type="RETREAT", mode="release", actors=(), recipients=(KIM,)),
         (Did.LEAVE, DONE)),
        (Went(said="Kim spoke at a <rally> in [Riga].", type="PROTEST", mode="demo"), (Did.RALLY, DONE)),
        (Went(said="Kim went on <strike> in [Riga].", type="PROTEST", mode="strike"), None),
        (Went(said="Kim <skipped> the summit in [Riga].", type="REJECT", mode="meet"), (Did.VISIT, DENIED)),
        (Went(said="Putin <skipped> Kim's summit in [Riga].", type="REJECT", mode="meet", actors=(PUTIN,),
              recipients=(KIM,)), None),
        (Went(said="Putin <visited> [Riga].", actors=(PUTIN,)), None),
        (Went(said="Kim <visited> Riga.", place=None), None),
    ],
)  # fmt: skip
def test_what_puts_a_person_at_a_place(one: Went, expected: tuple[Did, StopStatus] | None) -> None:
    assert seen(one) == expected


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (Went(said="Norway and Egypt held <talks> in [Riga].", mode=None, actors=("cty:NOR",)), (Did.MEET, DONE)),
        (Went(said="A Norwegian delegation <visited> [Riga].", actors=("cty:NOR",)), (Did.VISIT, DONE)),
        (Went(said="on a <trip> to [Oslo]", actors=("cty:NOR", PUTIN), place=OSLO), None),
        (Went(said="Putin <visited> [Oslo].", actors=(PUTIN,), recipients=("cty:NOR",), place=OSLO), None),
        (Went(said="Norway was <hit> in [Riga].", type="ASSAULT", mode="firearms", recipients=("cty:NOR",),
              actors=()), None),
    ],
)  # fmt: skip
def test_what_puts_a_delegation_at_a_place(one: Went, expected: tuple[Did, StopStatus] | None) -> None:
    assert seen(one, NORWAY) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Kim <cancelled> a visit to Latvia", True),
        ("Kim <postponed> the trip", True),
        ("Kim <called> the trip off", True),
        ("the trip was <called> off", True),
        ("Kim <called> for a visit", False),
        ("Kim <skipped> the summit", False),
        ("Kim <refused> to see Putin", False),
    ],
)
def test_what_calls_a_visit_off(said: str, expected: bool) -> None:
    one = Went(said=said, type="REJECT", mode="meet", place=None)
    assert called_off(one.made()[1].claim, WHO) is expected
    assert not called_off(Went(said=said).made()[1].claim, WHO)
    assert not called_off(Went(said=said, type="REJECT", mode="meet", actors=(PUTIN,)).made()[1].claim, WHO)


def test_an_account_takes_place_and_day_of_its_event() -> None:
    lead = Went(said="Kim <met> Putin in [Riga].", mode=None, time=on("2024-05-14"), event="a")
    bare = Went(said="Kim <met> Putin.", mode=None, place=None, event="a", publisher="Other")
    there = presences(tellings(lead, bare), WHO).there
    assert {(p.place.name, p.first, p.dated) for p in there} == {("Riga", there[0].first, True)}
    assert len(there) == 2


def test_a_movement_takes_no_place_of_its_event() -> None:
    lead = Went(said="Kim's <trip> to [Riga]", event="a")
    bare = Went(said="Kim <flew> home.", place=None, time=on("2024-05-16"), event="a")
    assert [p.claim.evidence.sentence for p in presences(tellings(lead, bare), WHO).there] == [
        "Kim's trip to Riga"
    ]


def test_an_account_that_does_not_name_him_counts_at_his_place_alone() -> None:
    named = Went(said="Kim <met> Putin in [Riga].", mode=None, event="a")
    unnamed = Went(said="The two <met> in [Latvia].", mode=None, actors=("grp:two",), place=LATVIA, event="a")
    other = Went(said="The two <met> in [Oslo].", mode=None, actors=("grp:two",), place=OSLO, event="a")
    there = presences(tellings(named, unnamed, other), WHO).there
    assert {p.place.name for p in there} == {"Riga", "Latvia"}


@pytest.mark.parametrize(
    ("one", "days", "dated", "exact"),
    [
        (Went(said="Kim <visited> [Riga]."), ("2024-05-13", "2024-05-16"), False, False),
        (Went(said="Kim is <visiting> [Riga].", status=Status.ONGOING), ("2024-05-16", "2024-05-16"), False, True),
        (Went(said="Kim will <visit> [Riga].", status=Status.PLANNED), ("2024-05-16", "2024-06-16"), False, False),
        (Went(said="Kim did not <visit> [Riga].", status=Status.NEGATED), ("2024-05-13", "2024-06-16"), False, False),
        (Went(said="Kim <visited> [Riga].", time=on("2024-05-10", "2024-05-12")), ("2024-05-10", "2024-05-12"), True,
         True),
        (Went(said="Kim <visited> [Riga].", published=None), (None, None), False, False),
    ],
)  # fmt: skip
def test_days_that_an_account_may_tell_of(
    one: Went, days: tuple[str | None, str | None], dated: bool, exact: bool
) -> None:
    (there,) = presences(tellings(one), WHO).there
    assert ((iso_of(there.first), iso_of(there.last)), there.dated, there.exact) == (days, dated, exact)
