from dataclasses import replace
from datetime import date, timedelta

import pytest

from sayso.engine.figures import Bounds, FigureQuery, Series, TimeFrom, series_of, series_to_json
from sayso.ledger import FigureGroup
from sayso.records import (
    Account,
    ActorKind,
    Claim,
    Figure,
    Measure,
    Nature,
    Place,
    Quantity,
    Span,
    Speaker,
    SpeakerKind,
    Status,
    TimeRange,
)
from sayso.records.codec import claim_from_json, claim_to_json
from stubs import FAR, TOWN, Told, day, figure_of, side, speaker

YEAR = day("2023-01-01", "2023-12-31")
WEST = speaker("Western estimates", SpeakerKind.COLLECTIVE)
SEOUL, KYIV = speaker("Seoul"), speaker("Kyiv")
ALL = FigureQuery()


def amount(
    low: float | None, high: float | None = None, *, item: str = "shell", period: TimeRange | None = YEAR
) -> Quantity:
    return Quantity(
        text=f"{low} {item}s", span=Span(0, 3), low=low, high=high, counted=f"{item}s", item=item,
        nature=Nature.FLOW, period=period,
    )  # fmt: skip


class Ledgered:
    """Groups of accounts as the ledger gives them."""

    def __init__(self) -> None:
        self.groups: list[FigureGroup] = []
        self._n = 0

    def account(
        self, quantity: Quantity, *chain: Speaker, subject: str | None = "cty:RUS", **changes: object
    ) -> Account:
        self._n += 1
        told = replace(Told(number=self._n, chain=chain, sentence=f"So many, {self._n}."), **changes)  # type: ignore[arg-type]
        article, claim = told.made()
        item = quantity.counted or "shells"
        claim = figure_of(claim, quantity, subject=subject, item=item)
        assert claim.figure is not None
        claim = replace(claim, figure=replace(claim.figure, measure=Measure.USE))
        published = article.published.isoformat() if article.published else None
        return Account(
            claim=claim, published=published, publisher=article.publisher, text_sha256=article.text_sha256
        )

    def event(self, *accounts: Account) -> str:
        """Adds an event; its lead's claim id."""
        self.groups.append(FigureGroup(event_id=f"e{len(self.groups)}", accounts=accounts))
        return accounts[0].claim.claim_id

    def add(self, quantity: Quantity, *chain: Speaker, **changes: object) -> str:
        return self.event(self.account(quantity, *chain, **changes))  # type: ignore[arg-type]

    def series(self, query: FigureQuery = ALL) -> list[Series]:
        return series_of(self.groups, query)


@pytest.fixture
def held() -> Ledgered:
    return Ledgered()


def items(found: list[Series]) -> list[str]:
    return [s.item for s in found]


def test_series_are_of_one_subject_measure_item_and_unit(held: Ledgered) -> None:
    held.add(amount(1, 1))
    held.add(amount(2, 2, item="artillery shell"))
    held.add(amount(3, 3), subject="cty:PRK")
    held.add(replace(amount(4, 4), unit="tonne"))
    held.add(amount(5, 5), subject="gov:RUS")
    found = held.series()
    assert [(s.subject and s.subject.actor_id, s.item, s.unit, len(s.points)) for s in found] == [
        ("cty:RUS", "shell", None, 2), ("cty:PRK", "shell", None, 1), ("cty:RUS", "artillery shell", None, 1),
        ("cty:RUS", "shell", "tonne", 1),
    ]  # fmt: skip


def test_a_toll_that_grew_is_a_point_for_each_amount(held: Ledgered) -> None:
    tolls = [amount(11, 11, period=None), amount(11, 11, period=None), amount(23, 23, period=None)]
    held.event(*(held.account(toll, subject=None) for toll in tolls))
    (series,) = held.series()
    assert [(p.quantity.high, len(p.claims)) for p in series.points] == [(11, 2), (23, 1)]


def test_figures_of_nobody_come_last_however_many(held: Ledgered) -> None:
    for n in range(3):
        held.add(amount(n, n), subject=None)
    held.add(amount(1, 1))
    assert [len(s.points) for s in held.series()] == [1, 3]


def test_an_older_claim_is_in_the_series_of_the_same_thing(held: Ledgered) -> None:
    new = held.account(amount(5, 5), SEOUL)
    old = held.account(amount(6, 6), KYIV, time=YEAR)
    doc = claim_to_json(old.claim)
    for name in ("item", "nature", "period", "code", "approx", "low_closed", "high_closed", "point"):
        del doc["quantities"][0][name]
    held.event(new)
    held.event(replace(old, claim=claim_from_json(doc)))
    (series,) = held.series()
    assert series.item == "shell"
    assert [(p.quantity.high, p.time_from, p.first) for p in series.points if p.lead.claim != new.claim] == [
        (6, TimeFrom.TIME, "2023-01-01")
    ]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("shells", {"shell", "artillery shell"}), ("Shell", {"shell", "artillery shell"}),
        ("artillery shells", {"artillery shell"}), ("shells artillery", {"artillery shell"}),
        ("batteries", {"missile battery"}), ("missile", {"missile battery"}), ("she", set()), ("people", {"person"}),
        ("shell battery", set()), ("aircraft", set()),
    ],
)  # fmt: skip
def test_items_are_matched_by_word_in_either_number(held: Ledgered, asked: str, found: set[str]) -> None:
    for item in ("shell", "artillery shell", "missile battery", "person"):
        held.add(amount(1, 1, item=item))
    assert set(items(held.series(FigureQuery(item=asked)))) == found


def test_points_stand_in_the_order_of_what_they_are_for(held: Ledgered) -> None:
    held.add(amount(3, 3, period=None), published=date(2024, 3, 1))
    held.add(amount(1, 1, period=day("2022-01-01", "2022-12-31")), published=date(2024, 5, 1))
    held.add(amount(4, 4, period=None), time=day("2024-04-01"))
    held.add(amount(9, 9, period=None), published=None)
    held.add(amount(2, 2, period=day("2023-01-01")))
    held.add(amount(0, 0, period=replace(YEAR, earliest=None, latest="2021-12-31")))
    (series,) = held.series()
    assert [p.quantity.low for p in series.points] == [0, 1, 2, 3, 4, 9]
    froms = [p.time_from.value for p in series.points]
    assert froms == ["period", "period", "period", "published", "time", "published"]


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        ("2023-12-31", None, [2, 3]), ("2024-01-01", None, [3]), (None, "2023-01-01", [1, 2]),
        (None, "2022-12-31", [1]), ("2023-02-01", "2023-02-02", [2]), ("2025-01-01", None, []),
    ],
)  # fmt: skip
def test_days_ask_for_the_time_that_an_amount_is_for(
    held: Ledgered, since: str | None, until: str | None, found: list[int]
) -> None:
    held.add(amount(1, 1, period=replace(YEAR, earliest=None, latest="2022-06-30")))
    held.add(amount(2, 2))
    held.add(amount(3, 3, period=None), published=date(2024, 3, 1))
    held.add(amount(4, 4, period=None), published=None)
    days = [date.fromisoformat(d) if d else None for d in (since, until)]
    points = [
        p.quantity.low for s in held.series(FigureQuery(since=days[0], until=days[1])) for p in s.points
    ]
    assert points == found


def test_the_limit_keeps_the_latest(held: Ledgered) -> None:
    held.add(amount(1, 1, period=day("2022-01-01")))
    held.add(amount(2, 2, period=day("2024-01-01")))
    held.add(amount(3, 3, period=day("2023-01-01")), subject="cty:PRK")
    kept = [p.quantity.low for s in held.series(FigureQuery(limit=2)) for p in s.points]
    assert sorted(n for n in kept if n) == [2, 3]


def test_copies_are_one_point_with_their_counts(held: Ledgered) -> None:
    same = {"sentence": "Russia used 5 shells."}
    first = held.account(amount(5, 5), WEST, publisher="Wire", **same)
    copy = held.account(amount(5, 5), WEST, publisher="Paper", **same)
    other = held.account(amount(5, 5), SEOUL, publisher="Third")
    lead = held.event(first, copy, other)
    (point,) = held.series()[0].points
    assert (point.claim.claim_id, len(point.claims)) == (lead, 3)
    assert (point.reports, point.publishers, point.origins) == (3, 3, 2)
    assert point.said_by == ("Western estimates", "Seoul")
    assert point.event_id == "e0"


def test_one_event_for_several_times_is_several_points(held: Ledgered) -> None:
    january, march = day("2023-01-01", "2023-01-31"), day("2023-03-01", "2023-03-31")
    held.event(held.account(amount(5, 5, period=january)), held.account(amount(5, 5, period=march)))
    assert [(p.first, p.reports) for p in held.series()[0].points] == [("2023-01-01", 1), ("2023-03-01", 1)]


def test_what_is_said_again_months_later_is_another_point(held: Ledgered) -> None:
    start = date(2024, 1, 10)
    held.event(
        *(held.account(amount(5, 5, period=None), published=start + timedelta(days=n)) for n in (0, 3, 100))
    )
    assert [(p.first, p.reports) for p in held.series()[0].points] == [("2024-01-10", 2), ("2024-04-19", 1)]


def test_who_says_it_is_the_publisher_where_nobody_is_named(held: Ledgered) -> None:
    held.add(amount(5, 5), publisher="Wire")
    assert held.series()[0].points[0].said_by == ("Wire",)


# ------------------------------------------------------------------ differences


def differing(held: Ledgered) -> set[str]:
    return {p.claim.claim_id for s in held.series() for p in s.points if p.differs}


def test_speakers_who_differ_about_one_time_are_marked(held: Ledgered) -> None:
    a, b = held.add(amount(5, 5), SEOUL), held.add(amount(7, 7), KYIV)
    points = held.series()[0].points
    assert {p.claim.claim_id: p.differs for p in points} == {a: (b,), b: (a,)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (amount(5, 5), amount(7, 7, period=day("2022-01-01", "2022-12-31"))),
        (amount(None, 11), amount(3, 3)),
        (amount(5, None), amount(7, 7)),
        (amount(5, 7), amount(6, 9)),
        (amount(5, None), amount(3, 5)),
        (amount(None, None), amount(3, 3)),
        (replace(amount(100, 100), approximate=True), amount(109, 109)),
        (replace(amount(5, 5), nature=Nature.LEVEL), amount(7, 7)),
    ],
)
def test_amounts_that_can_both_hold_do_not_differ(held: Ledgered, one: Quantity, other: Quantity) -> None:
    held.add(one, SEOUL)
    held.add(other, KYIV)
    assert differing(held) == set()


def test_softened_amounts_far_apart_differ(held: Ledgered) -> None:
    held.add(replace(amount(100, 100), approximate=True), SEOUL)
    held.add(amount(112, 112), KYIV)
    assert len(differing(held)) == 2


def test_rates_are_compared_by_the_day(held: Ledgered) -> None:
    held.add(amount(3650, 3650), SEOUL)
    a_day = replace(amount(10, 10), per="day", per_code="d")
    held.add(a_day, KYIV)
    assert differing(held) == set()
    held.add(replace(a_day, low=20, high=20), WEST)
    assert len(differing(held)) == 3


def test_one_speaker_does_not_differ_from_himself(held: Ledgered) -> None:
    held.add(amount(5, 5), SEOUL)
    held.add(amount(7, 7), SEOUL)
    assert differing(held) == set()


@pytest.mark.parametrize("subject", [None, "unk:rebels"])
def test_figures_of_nobody_in_particular_do_not_differ(held: Ledgered, subject: str | None) -> None:
    held.add(amount(5, 5), SEOUL, subject=subject)
    held.add(amount(7, 7), KYIV, subject=subject)
    assert differing(held) == set()


@pytest.mark.parametrize(
    ("places", "n"), [((TOWN, FAR), 0), ((TOWN, TOWN), 2), ((TOWN, None), 2), ((None, None), 2)]
)
def test_figures_of_two_places_do_not_differ(
    held: Ledgered, places: tuple[Place | None, Place | None], n: int
) -> None:
    held.add(amount(5, 5), SEOUL, place=places[0])
    held.add(amount(7, 7), KYIV, place=places[1])
    assert len(differing(held)) == n


def test_a_plan_does_not_differ_from_what_came(held: Ledgered) -> None:
    held.add(amount(5, 5), SEOUL, status=Status.PLANNED)
    held.add(amount(7, 7), KYIV)
    assert differing(held) == set()


def test_a_denial_differs_from_the_same_amount_alone(held: Ledgered) -> None:
    denial = held.add(amount(5, 5), SEOUL, status=Status.NEGATED)
    same = held.add(amount(5, 5), KYIV)
    held.add(amount(5, 6), KYIV)
    assert differing(held) == {denial, same}


def test_untimed_amounts_are_compared_if_published_within_days(held: Ledgered) -> None:
    said = {n: date(2024, 1, 10) + timedelta(days=n) for n in (0, 3, 7)}
    a = held.add(amount(5, 5, period=None), SEOUL, published=said[0])
    b = held.add(amount(7, 7, period=None), KYIV, published=said[3])
    held.add(amount(9, 9, period=None), WEST, published=said[7])
    held.add(amount(11, 11, period=None), WEST, published=None)
    held.add(amount(12, 12, period=None), KYIV, published=None)
    assert differing(held) == {a, b}


# ------------------------------------------------------------------ ranges and JSON


def test_ranges_leave_out_rates_and_denials(held: Ledgered) -> None:
    held.add(amount(None, 730))
    held.add(amount(365, None))
    held.add(replace(amount(9, 9), nature=Nature.LEVEL))
    held.add(replace(amount(50, 50), per="day", per_code="d"))
    held.add(amount(9000, 9000), status=Status.NEGATED)
    (series,) = held.series()
    assert series.ranges == {Nature.LEVEL: Bounds(low=9, high=9), Nature.FLOW: Bounds(low=365, high=730)}
    assert series.daily == Bounds(low=1, high=50)


def test_the_document_of_a_series(held: Ledgered) -> None:
    lead = held.add(amount(None, 730), SEOUL)
    doc = series_to_json(held.series()[0])
    assert (doc["measure"], doc["item"], doc["unit"]) == ("use", "shell", None)
    assert (doc["subject"]["country"], doc["ranges"]) == ("RUS", {"flow": {"low": 730, "high": 730}})
    (point,) = doc["points"]
    assert (point["id"], point["event"], point["claims"]) == (lead, "e0", [lead])
    assert point["time"] == {
        "edtf": None, "earliest": "2023-01-01", "latest": "2023-12-31", "text": "then", "from": "period",
    }  # fmt: skip
    assert (point["quantity"]["low"], point["quantity"]["high"]) == (None, 730)
    assert point["daily"] == {
        "low": None, "high": 2, "basis": "period", "days": {"low": 365, "high": 365}, "cut": False,
    }  # fmt: skip
    assert [s["name"] for s in point["attribution"]] == ["Seoul"]
    assert (point["status"], point["reports"], point["origins"]) == ("happened", 1, 1)


def test_the_country_stands_for_its_government(held: Ledgered) -> None:
    held.add(amount(1, 1), subject="gov:RUS")
    held.add(amount(2, 2), subject="gov:RUS")
    held.add(amount(3, 3), subject="cty:RUS")
    subject = held.series()[0].subject
    assert subject is not None
    assert subject.kind is ActorKind.COUNTRY


def test_no_figure_is_no_series(held: Ledgered) -> None:
    assert held.series() == []
    held.add(amount(1, 1))
    assert held.series(FigureQuery(item="tanks")) == []


def test_descriptions_are_told_apart_by_their_words(held: Ledgered) -> None:
    account = held.account(amount(1, 1), subject="unk:-")
    figure = account.claim.figure
    assert figure is not None
    for name in ("the gunmen", "the raiders"):
        subject = replace(side("unk:-"), name=name)
        claim: Claim = replace(
            account.claim, figure=Figure(measure=Measure.USE, item="shells", subject=subject)
        )
        held.event(replace(account, claim=replace(claim, claim_id=f"c-{name}")))
    assert len(held.series()) == 2
