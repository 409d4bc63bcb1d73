"""Stops and legs that accounts come to."""

from dataclasses import replace
from datetime import date

import pytest

from going import (
    BALTIC,
    CASTLE,
    HAWAII,
    LATVIA,
    LIEPAJA,
    OSLO,
    RIGA,
    TOKYO,
    WHO,
    Went,
    brief,
    ids,
    itinerary,
    on,
    tellings,
)
from sayso.engine.itinerary import ItineraryQuery, itinerary_of
from sayso.engine.presence import Did, Who
from sayso.errors import QueryError
from sayso.records import ActorKind, Carrier, Grain, Modality, SpeakerKind, Status
from stubs import KIM, PUTIN, speaker

VISIT = Went(said="Kim <visited> [Riga].", time=on("2024-05-14"))
PLAN = Went(
    said="Kim will <visit> [Riga].", time=on("2024-05-14"), status=Status.PLANNED, published="2024-05-10",
    chain=(speaker("the palace"),),
)  # fmt: skip


# ------------------------------------------------------------------ one stay, one stop


def test_accounts_of_one_stay_are_one_stop() -> None:
    again = replace(
        VISIT, said="Kim <met> officials in [Riga].", mode=None, publisher="Other", time=on("2024-05-15")
    )
    found = itinerary(VISIT, again)
    (stop,) = found.stops
    assert brief(found) == [("Riga", "done", "2024-05-14/2024-05-15")]
    assert sorted(stop.claims) == sorted(ids([VISIT, again]))
    assert (stop.reports, stop.publishers, stop.origins) == (2, 2, 2)
    assert [d.did for d in stop.doings] == [Did.VISIT, Did.MEET]
    assert (stop.first, stop.last, stop.grain, stop.told) == (
        "2024-05-14",
        "2024-05-15",
        Grain.DAY,
        "happened",
    )


def test_a_day_between_parts_two_stays() -> None:
    later = replace(VISIT, time=on("2024-05-16"))
    assert brief(itinerary(VISIT, later)) == [("Riga", "done", "2024-05-14"), ("Riga", "done", "2024-05-16")]


def test_a_country_supports_its_towns_and_is_no_stop_of_its_own() -> None:
    towns = [VISIT, replace(VISIT, said="Kim <visited> [Liepaja].", place=LIEPAJA, time=on("2024-05-15"))]
    land = Went(
        said="Kim <visited> [Latvia].", place=LATVIA, time=on("2024-05-14", "2024-05-15"), publisher="Other"
    )
    region = Went(
        said="Kim <toured> [the Baltic states].", place=BALTIC, publisher="Third", published="2024-05-15"
    )
    found = itinerary(*towns, land, region)
    assert brief(found) == [("Riga", "done", "2024-05-14"), ("Liepaja", "done", "2024-05-15")]
    for stop, town in zip(found.stops, towns, strict=True):
        assert set(stop.claims) == {*ids([town]), *ids([land]), *ids([region])}
        assert set(stop.support) == {*ids([land]), *ids([region])}


def test_a_country_alone_is_a_stop() -> None:
    land = Went(said="Kim <visited> [Latvia].", place=LATVIA, time=on("2024-05-14"))
    late = replace(VISIT, time=on("2024-05-17"), published="2024-05-18")
    assert brief(itinerary(land, late)) == [("Latvia", "done", "2024-05-14"), ("Riga", "done", "2024-05-17")]


def test_the_finer_of_two_names_of_one_place_wins() -> None:
    castle = replace(VISIT, said="Kim <visited> [Riga Castle].", place=CASTLE)
    assert brief(itinerary(VISIT, castle)) == [("Riga Castle", "done", "2024-05-14")]


def test_what_is_told_without_a_day_joins_the_stay_of_about_then() -> None:
    bare = Went(said="Kim has <visited> [Riga].", published="2024-05-16", publisher="Other")
    old = replace(bare, published="2024-04-01")
    found = itinerary(VISIT, bare, old)
    assert brief(found) == [("Riga", "done", "../2024-04-01"), ("Riga", "done", "2024-05-14")]
    assert set(found.stops[1].claims) == set(ids([VISIT, bare]))
    assert (found.stops[0].first, found.stops[0].last, found.stops[0].grain) == (None, "2024-04-01", None)


def test_a_month_joins_the_stay_in_it_or_stands_for_itself() -> None:
    month = Went(said="Kim <visited> [Riga] in May.", time=on("2024-05-01", "2024-05-31", Grain.MONTH))
    assert brief(itinerary(VISIT, month)) == [("Riga", "done", "2024-05-14")]
    (stop,) = itinerary(month).stops
    assert (stop.first, stop.last, stop.grain) == ("2024-05-01", "2024-05-31", Grain.MONTH)


def test_no_day_at_all_comes_last() -> None:
    undated = replace(VISIT, time=None, published=None, said="Kim once <visited> [Tokyo].", place=TOKYO)
    found = itinerary(VISIT, undated)
    assert brief(found) == [("Riga", "done", "2024-05-14"), ("Tokyo", "done", None)]
    assert found.legs[0].gap_days is None


# ------------------------------------------------------------------ plans


def test_a_plan_that_came_true_keeps_its_announcement() -> None:
    found = itinerary(PLAN, VISIT)
    (stop,) = found.stops
    assert brief(found) == [("Riga", "done", "2024-05-14")]
    assert list(stop.claims) == ids([VISIT])
    assert stop.announced is not None
    assert (stop.announced.first_published, stop.announced.said_by) == ("2024-05-10", ("the palace",))
    assert (list(stop.announced.claims), stop.announced.edtf) == (ids([PLAN]), "2024-05-14")
    assert not stop.unconfirmed


def test_a_plan_that_was_put_off_by_a_day_or_two_came_true() -> None:
    (stop,) = itinerary(PLAN, replace(VISIT, time=on("2024-05-16"))).stops
    assert (stop.edtf, stop.announced is not None) == ("2024-05-16", True)


def test_a_plan_told_when_a_visit_was_over_is_of_another() -> None:
    again = replace(PLAN, time=on("2024-05-17"), published="2024-05-16")
    assert brief(itinerary(VISIT, again)) == [
        ("Riga", "done", "2024-05-14"),
        ("Riga", "planned", "2024-05-17"),
    ]


@pytest.mark.parametrize(
    ("as_of", "unconfirmed"),
    [("2024-05-10", False), ("2024-05-14", False), ("2024-05-15", True), (None, False)],
)
def test_a_plan_whose_day_has_passed_is_unconfirmed(as_of: str | None, unconfirmed: bool) -> None:
    (stop,) = itinerary(PLAN, as_of=as_of).stops
    assert (stop.status, stop.unconfirmed, stop.told) == ("planned", unconfirmed, "planned")


def test_a_plan_without_a_day_is_unconfirmed_after_a_month() -> None:
    bare = replace(PLAN, time=None)
    assert [s.unconfirmed for s in itinerary(bare, as_of="2024-06-10").stops] == [False]
    assert [s.unconfirmed for s in itinerary(bare, as_of="2024-06-11").stops] == [True]
    assert brief(itinerary(bare)) == [("Riga", "planned", "2024-05-10/..")]


def test_only_what_was_published_by_then_counts() -> None:
    assert brief(itinerary(PLAN, VISIT, as_of="2024-05-15")) == [("Riga", "planned", "2024-05-14")]
    assert brief(itinerary(PLAN, VISIT, as_of="2024-05-09")) == []


def test_a_plan_for_a_town_of_a_country_that_was_visited() -> None:
    land = Went(said="Kim <visited> [Latvia].", place=LATVIA, time=on("2024-05-14"))
    (stop,) = itinerary(PLAN, land).stops
    assert (stop.place.name, stop.status, stop.reported and stop.reported.name) == ("Riga", "done", "Latvia")
    assert (list(stop.claims), list(stop.support)) == (ids([land]), ids([land]))


def test_a_town_planned_for_some_day_is_not_where_he_went() -> None:
    land = Went(said="Kim <visited> [Latvia].", place=LATVIA, time=on("2024-05-14"))
    found = itinerary(replace(PLAN, time=None), land)
    assert {(name, status) for name, status, _ in brief(found)} == {("Riga", "planned"), ("Latvia", "done")}


def test_copies_of_a_later_day_do_not_count_before_it() -> None:
    (telling,) = tellings(VISIT)
    copies = tuple(
        Carrier(article_id=f"r{n}", published=day, publisher=f"P{n}")
        for n, day in enumerate(("2024-05-16", "2024-05-19"))
    )
    copied = replace(telling, accounts=(replace(telling.accounts[0], carriers=copies),))
    query = ItineraryQuery(actor="x", as_of=date(2024, 5, 17))
    (stop,) = itinerary_of([copied], WHO, query).stops
    assert (stop.reports, stop.last_published) == (2, "2024-05-16")


def test_an_announced_country_goes_with_every_town_of_the_journey() -> None:
    plan = Went(
        said="Kim will <visit> [Latvia].", place=LATVIA, status=Status.PLANNED, published="2024-05-10"
    )
    town = replace(VISIT, said="Kim <visited> [Liepaja].", place=LIEPAJA, time=on("2024-05-15"))
    late = replace(VISIT, time=on("2024-05-30"), published="2024-05-30")
    found = itinerary(plan, VISIT, town, late, as_of="2024-06-01")
    assert [bool(s.announced) for s in found.stops] == [True, True, False]


def test_two_plans_are_two_stops_in_order_and_a_third_follows_them() -> None:
    plans = [
        replace(PLAN, report="one", at=0),
        replace(
            PLAN, said="and <go> to [Liepaja]", place=LIEPAJA, time=on("2024-05-16"), report="one", at=100
        ),
        replace(PLAN, said="then he will <fly> to [Tokyo]", place=TOKYO, time=None, report="one", at=200),
    ]
    found = itinerary(*plans)
    assert [s.place.name for s in found.stops] == ["Riga", "Liepaja", "Tokyo"]
    assert [(leg.start, leg.end, leg.status) for leg in found.legs] == [(1, 2, "planned"), (2, 3, "planned")]


def test_where_he_is_now_and_how_long_he_is_said_to_stay() -> None:
    stay = replace(PLAN, said="Kim will <stay> in [Riga].", time=on("2024-05-14", "2024-05-16"))
    (stop,) = itinerary(VISIT, stay, as_of="2024-05-16").stops
    assert (stop.edtf, stop.planned_until, stop.current) == ("2024-05-14", "2024-05-16", True)
    left = Went(said="Kim <left> [Riga].", time=on("2024-05-15"))
    assert [s.current for s in itinerary(VISIT, left, as_of="2024-05-16").stops] == [False]
    ongoing = Went(said="Kim is <visiting> [Riga].", status=Status.ONGOING)
    (stop,) = itinerary(ongoing, as_of="2024-05-16").stops
    assert (stop.current, stop.told, stop.edtf) == (True, "ongoing", "2024-05-16")


def test_the_way_to_a_place_is_no_arrival() -> None:
    (stop,) = itinerary(Went(said="Kim <left> for [Riga].", time=on("2024-05-14"))).stops
    assert (stop.status, stop.told, stop.unconfirmed) == ("planned", "set out", True)


# ------------------------------------------------------------------ denials


def test_a_denial_alone_is_a_stop_that_was_not() -> None:
    (stop,) = itinerary(replace(VISIT, status=Status.NEGATED)).stops
    assert (stop.status, stop.told, stop.announced) == ("denied", "negated", None)


def test_a_denied_visit_is_disputed() -> None:
    denial = replace(
        VISIT,
        said="Kim never <went> to [Latvia].",
        place=LATVIA,
        status=Status.NEGATED,
        chain=(speaker("the palace"),),
    )
    (stop,) = itinerary(VISIT, denial).stops
    assert (stop.status, list(stop.claims)) == ("done", ids([VISIT]))
    assert stop.denied is not None
    assert (stop.denied.said_by, list(stop.denied.claims)) == (("the palace",), ids([denial]))
    assert stop.differs == {"status": {"denied": tuple(ids([denial])), "done": tuple(ids([VISIT]))}}


def test_a_denial_of_a_town_does_not_deny_its_country() -> None:
    land = Went(said="Kim <visited> [Latvia].", place=LATVIA, time=on("2024-05-14"))
    denial = replace(VISIT, status=Status.NEGATED)
    assert brief(itinerary(land, denial)) == [
        ("Latvia", "done", "2024-05-14"),
        ("Riga", "denied", "2024-05-14"),
    ] or (
        brief(itinerary(land, denial)) == [("Riga", "denied", "2024-05-14"), ("Latvia", "done", "2024-05-14")]
    )


def test_a_plan_denied_afterwards_is_denied_and_one_made_again_stands() -> None:
    denial = replace(VISIT, status=Status.NEGATED, published="2024-05-12")
    (stop,) = itinerary(PLAN, denial).stops
    assert (stop.status, stop.announced is not None) == ("denied", True)
    (stop,) = itinerary(PLAN, denial, replace(PLAN, published="2024-05-13")).stops
    assert (stop.status, stop.denied is not None) == ("planned", True)


OFF = Went(
    said="Kim <postponed> the visit.", type="REJECT", mode="meet", place=None, recipients=("cty:LVA",),
    published="2024-05-12", chain=(speaker("Kyodo", SpeakerKind.OUTLET),),
)  # fmt: skip


def test_a_visit_called_off() -> None:
    (stop,) = itinerary(PLAN, OFF).stops
    assert (stop.status, stop.told, stop.place.name, stop.edtf) == (
        "denied",
        "postponed",
        "Riga",
        "2024-05-14",
    )
    assert stop.called_off is not None
    assert (stop.called_off.said_by, stop.called_off.told) == (("Kyodo",), "postponed")
    assert (list(stop.claims), stop.denied) == (ids([OFF]), None)


def test_a_visit_called_off_that_nobody_announced() -> None:
    (stop,) = itinerary(OFF).stops
    assert (stop.status, stop.place.country, stop.place.lat, stop.edtf) == ("denied", "LVA", None, None)


def test_what_was_over_or_done_is_not_called_off() -> None:
    late = replace(OFF, published="2024-05-30")
    found = itinerary(PLAN, late, as_of="2024-06-01")
    assert [(s.status, s.called_off is not None) for s in found.stops] == [
        ("planned", False),
        ("denied", True),
    ]
    assert [s.status for s in itinerary(VISIT, OFF).stops] == ["denied", "done"]


def test_a_trip_called_off_in_the_sentence_that_tells_of_it() -> None:
    said = "Kim was to <fly> to [Riga], but the trip was called off."
    plan = replace(PLAN, said=said, report="one")
    off = replace(OFF, said="Kim was to fly to Riga, but the trip was <called> off.", recipients=(), report="one",
                  published=plan.published)  # fmt: skip
    (stop,) = itinerary(plan, off).stops
    assert (stop.status, stop.told) == ("denied", "called off")


# ------------------------------------------------------------------ who says so, with whom


def test_who_says_so_and_how_sure() -> None:
    surely = replace(VISIT, chain=(speaker("the palace"),), publisher="Other")
    maybe = replace(
        VISIT, said="Kim seems to have <visited> [Riga].", modality=Modality.PROBABLE, publisher="Third"
    )
    (stop,) = itinerary(surely, maybe).stops
    assert set(stop.said_by) == {"the palace", "Third"}
    assert stop.certainty.modality is Modality.CERTAIN
    (stop,) = itinerary(surely, replace(surely, publisher="Fourth")).stops
    assert (stop.rests_on, stop.origins, stop.reports) == ("the palace", 1, 2)


def test_who_is_with_him() -> None:
    visit = replace(VISIT, actors=(KIM, PUTIN), recipients=("cty:LVA", "per:host"))
    talks = Went(
        said="<talks> in [Riga]", mode=None, actors=(KIM, "cty:LVA", "cty:NOR"), time=on("2024-05-14")
    )
    (stop,) = itinerary(visit, talks).stops
    assert {c.actor_id: c.accounts for c in stop.companions} == {PUTIN: 1, "cty:LVA": 1}
    (stop,) = itinerary(replace(VISIT, recipients=("per:host",), place=OSLO)).stops
    assert [c.actor_id for c in stop.companions] == ["per:host"]
    assert stop.home


def test_where_accounts_of_one_event_differ() -> None:
    differing = {"time": {"2024-05-14": tuple(ids([VISIT])), "2024-05-15": ("c-unknown",)},
                 "place": {"Riga": tuple(ids([VISIT]))}}  # fmt: skip
    other = replace(VISIT, publisher="Other", event="a", time=on("2024-05-15"))
    (telling,) = tellings(replace(VISIT, event="a"), other)
    values = {
        "2024-05-14": (telling.accounts[0].claim.claim_id,),
        "2024-05-15": (telling.accounts[1].claim.claim_id,),
    }
    found = itinerary_of([replace(telling, disagreements={"time": values})], WHO, ItineraryQuery(actor="x"))
    assert found.stops[0].differs == {"time": values}
    lone = itinerary_of([replace(telling, disagreements=differing)], WHO, ItineraryQuery(actor="x"))
    assert lone.stops[0].differs == {}


# ------------------------------------------------------------------ legs


def test_legs_have_distance_and_days() -> None:
    found = itinerary(Went(said="in [Oslo]", place=OSLO, mode=None, time=on("2024-05-10")), VISIT)
    (leg,) = found.legs
    assert (leg.start, leg.end, leg.status, leg.gap_days, leg.impossible) == (1, 2, "done", 4, False)
    assert leg.km is not None
    # Oslo to Riga, 845 km by great circle
    assert 820 < leg.km < 870


def test_nobody_goes_on_from_where_he_was_not() -> None:
    denied = Went(said="not to [Tokyo]", place=TOKYO, status=Status.NEGATED, time=on("2024-05-12"))
    planned = Went(
        said="to [Honolulu]",
        place=HAWAII,
        status=Status.PLANNED,
        time=on("2024-05-13"),
        published="2024-05-01",
    )
    oslo = Went(said="in [Oslo]", place=OSLO, mode=None, time=on("2024-05-10"))
    found = itinerary(oslo, denied, planned, VISIT)
    assert [s.place.name for s in found.stops] == ["Oslo", "Tokyo", "Honolulu", "Riga"]
    assert [(leg.start, leg.end, leg.status) for leg in found.legs] == [
        (1, 2, "denied"), (1, 3, "planned"), (1, 4, "done"),
    ]  # fmt: skip


def test_two_far_places_on_one_day_clash() -> None:
    tokyo = Went(said="Kim <met> Putin in [Tokyo].", place=TOKYO, mode=None, time=on("2024-05-14"))
    found = itinerary(VISIT, tokyo)
    (leg,) = found.legs
    assert (leg.impossible, leg.gap_days) == (True, 0)
    assert [s.clashes for s in found.stops] == [(2,), (1,)]
    delegations = itinerary(VISIT, tokyo, who=Who(actor_id=KIM, name="Kim", kind=ActorKind.ORGANISATION))
    assert not any(leg.impossible for leg in delegations.legs)
    assert [s.clashes for s in delegations.stops] == [(), ()]


def test_a_flight_is_no_clash() -> None:
    left = Went(said="Kim <left> [Riga] for Tokyo.", time=on("2024-05-14"))
    tokyo = Went(said="Kim <arrived> in [Tokyo].", place=TOKYO, time=on("2024-05-15"))
    assert not any(leg.impossible for leg in itinerary(left, tokyo).legs)
    near = Went(said="Kim <met> Putin in [Oslo].", place=OSLO, mode=None, time=on("2024-05-14"))
    assert not any(leg.impossible for leg in itinerary(VISIT, near).legs)


@pytest.mark.parametrize(
    ("first", "second", "impossible"),
    [
        # 7,900 km in six hours at the most
        (on("2024-05-14T08:00", "2024-05-14T10:00"), on("2024-05-14T18:00", "2024-05-14T20:00"), True),
        # and in a day and a half
        (on("2024-05-14T08:00", "2024-05-14T10:00"), on("2024-05-15T18:00", "2024-05-15T20:00"), False),
    ],
)
def test_too_fast_by_the_hour(first: object, second: object, impossible: bool) -> None:
    riga = replace(VISIT, time=first)  # type: ignore[arg-type]
    tokyo = Went(said="in [Tokyo]", place=TOKYO, mode=None, time=second)  # type: ignore[arg-type]
    (leg,) = itinerary(riga, tokyo).legs
    assert (leg.impossible, leg.why) == (impossible, "too fast" if impossible else "")
    assert leg.kmh is not None


def test_over_the_date_line_a_day_is_longer_eastwards() -> None:
    tokyo = Went(said="Kim <left> [Tokyo].", place=TOKYO, time=on("2024-05-14"))
    hawaii = Went(said="Kim <arrived> in [Honolulu].", place=HAWAII, time=on("2024-05-14"))
    east = next(leg for leg in itinerary(tokyo, hawaii).legs)
    west = itinerary(
        Went(said="Kim <left> [Honolulu].", place=HAWAII, time=on("2024-05-14T20:00", "2024-05-14T22:00")),
        Went(said="Kim <arrived> in [Tokyo].", place=TOKYO, time=on("2024-05-15T06:00", "2024-05-15T08:00")),
    ).legs[0]
    assert (east.impossible, west.impossible) == (False, True)


# ------------------------------------------------------------------ questions


def test_only_the_days_that_are_asked_for() -> None:
    tokyo = Went(said="in [Tokyo]", place=TOKYO, mode=None, time=on("2024-05-18"))
    lost = replace(VISIT, said="once in [Oslo]", place=OSLO, time=None, published=None)
    assert [s.place.name for s in itinerary(VISIT, tokyo, lost, since=date(2024, 5, 15)).stops] == ["Tokyo"]
    assert [s.place.name for s in itinerary(VISIT, tokyo, lost, until=date(2024, 5, 15)).stops] == ["Riga"]
    assert [s.number for s in itinerary(VISIT, tokyo, lost, since=date(2024, 5, 15)).stops] == [1]


def test_questions_that_cannot_be_asked() -> None:
    with pytest.raises(QueryError, match="actor is empty"):
        ItineraryQuery(actor=" ")
    with pytest.raises(QueryError, match="after until"):
        ItineraryQuery(actor="x", since=date(2024, 5, 2), until=date(2024, 5, 1))


def test_a_visit_told_backwards_comes_first() -> None:
    home = Went(said="Kim <returned> to [Oslo] on Thursday after a visit to Riga.", place=OSLO, time=on("2024-05-16"),
                report="one")  # fmt: skip
    before = Went(said="Kim returned to Oslo on Thursday after a <visit> to [Riga].", report="one")
    assert [s.place.name for s in itinerary(home, before).stops] == ["Riga", "Oslo"]
    then = Went(said="Then he <flew> to [Tokyo].", place=TOKYO, report="one", at=300)
    assert [s.place.name for s in itinerary(home, then).stops] == ["Oslo", "Tokyo"]


def test_a_stop_keeps_its_id_while_accounts_join() -> None:
    (alone,) = itinerary(VISIT).stops
    (joined,) = itinerary(VISIT, replace(VISIT, published="2024-05-17", publisher="Other")).stops
    assert alone.stop_id == joined.stop_id
    assert RIGA.name == joined.place.name
