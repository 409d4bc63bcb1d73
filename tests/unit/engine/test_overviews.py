"""Counts over many rows are what a walk over the events and claims comes to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from ledgers import open_ledger
from sayso.engine import overviews as module
from sayso.engine.answers import Answers
from sayso.engine.config import LedgerSettings, Settings
from sayso.engine.figures import FigureQuery
from sayso.engine.itinerary import ItineraryQuery
from sayso.engine.partners import PartnersQuery
from sayso.errors import QueryError
from sayso.ledger import ANY_RULE, EventQuery, PublisherQuery, SpeakerQuery
from sayso.records import Office, Quantity, RuleHit, Run, Span, SpeakerKind
from stubs import COUNTRY, FAR, KIM, PUTIN, TOWN, Told, figure_of, speaker
from stubs import day as on

RUN = Run(run_id="run1", code_version="1", config_sha256="", model_sha256="", started_at="")
MINISTRY, CREW = speaker("the ministry"), speaker("crew", SpeakerKind.COLLECTIVE)
TOLD = (
    Told(number=1, sentence="A minister met.", place=TOWN, time=on("2024-05-15"), chain=(MINISTRY,)),
    Told(number=2, place=COUNTRY, time=on("2024-05-10"), type="AID", mode=None, chain=(MINISTRY, CREW)),
    Told(number=3, place=replace(FAR, country="HUN"), time=on("2024-04-02"), type="ASSAULT", actors=(PUTIN,)),
    Told(number=4, time=on("2024-04-02"), type="ASSAULT", actors=("cty:RUS",), recipients=("cty:UKR",)),
    Told(
        number=5, time=on("2024-03-01"), type="COERCE", actors=(KIM,), recipients=("cty:UKR",), published=None
    ),
)
QUERIES = [
    EventQuery(),
    EventQuery(type="ASSAULT"),
    EventQuery(country="ROU"),
    EventQuery(since=date(2024, 4, 1), until=date(2024, 5, 12)),
    EventQuery(who=KIM),
    EventQuery(speaker="ministry"),
    EventQuery(kind="figure"),
    EventQuery(text="nothing like it"),
]


class Titles:
    """Reads one office off every sentence that names a minister."""

    def offices(self, text: str, at: Span, *, near: object = ()) -> tuple[Office, ...]:
        held = Office(
            holder="Kim", office="minister", country="NOR", sectors=("GOV",), sole=True, former=False
        )
        return (held,) if "minister" in text else ()


@pytest.fixture
def answers(tmp_path: Path) -> Iterator[Answers]:
    path = tmp_path / "l.db"
    with open_ledger(path) as ledger:
        ledger.begin_run(RUN)
        for told in TOLD:
            article, claim = told.made()
            if told.type == "ASSAULT":
                hits = [RuleHit(rule=rule, reading="possible", why="") for rule in ("un-one", "eu-two")]
                claim = replace(claim, rules=tuple(hits[: told.number - 2]))
            ledger.add_report(RUN.run_id, article, [claim])
        amounts = [
            Quantity(text="5", span=Span(0, 1), low=n, high=n, unit=None, item="shell") for n in (5.0, 7.0)
        ]
        for n, amount in enumerate(amounts):
            article, claim = Told(number=10 + n, published=date(2024, 5, 1 + 9 * n)).made()
            ledger.add_report(RUN.run_id, article, [figure_of(claim, amount)])
    made = Answers(Settings(ledger=LedgerSettings(path=str(path))), titles=lambda _: Titles())  # type: ignore[arg-type,return-value]
    yield made
    made.close()


@pytest.mark.parametrize("query", QUERIES)
def test_days_and_countries_are_those_of_the_events(answers: Answers, query: EventQuery) -> None:
    events = answers.events(query).events
    leads = [event.lead for event in events]
    types = Counter(lead.event.type if lead.event else "FIGURE" for lead in leads)
    days = answers.days(query)
    assert not days.partly
    found: Counter[str] = Counter()
    for (_, type_), n in days.counts.items():
        found[type_] += n
    assert found == types
    assert sum(n for (day, _), n in days.counts.items() if day == "2024-05-15") == sum(
        bool(lead.time and lead.time.latest == "2024-05-15") for lead in leads
    )
    countries = answers.countries(query)
    assert not countries.partly
    assert dict(countries.counts) == Counter((lead.place and lead.place.country) or "" for lead in leads)


def test_only_the_newest_are_counted_where_there_are_many(
    answers: Answers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TALLIED", 1)
    query = EventQuery(who=KIM)
    assert (answers.days(query).partly, sum(answers.days(query).counts.values())) == (True, 1)
    assert (answers.countries(query).partly, dict(answers.countries(query).counts)) == (True, {"ROU": 1})


def test_rules_are_counted_by_events_and_any_of_them_can_be_asked_for(answers: Answers) -> None:
    assert answers.rules_touched() == {"un-one": 2, "eu-two": 1}
    assert len(answers.events(EventQuery(rule=ANY_RULE)).events) == 2
    assert len(answers.events(EventQuery(rule="eu-two")).events) == 1


def test_speakers_come_without_their_events_unless_asked_for(answers: Answers) -> None:
    found = answers.speakers(SpeakerQuery())
    assert [(s.name, s.claims, s.events) for s in found.speakers] == [
        ("the ministry", 2, None),
        ("crew", 1, None),
    ]
    assert found.voices.by_kind == {SpeakerKind.INSTITUTION: 1, SpeakerKind.COLLECTIVE: 1}
    assert found.voices.anonymous == 1
    counted = answers.speakers(SpeakerQuery(), with_events=True).speakers
    assert [s.events for s in counted] == [2, 1]
    assert [(d.day, d.claims) for d in answers.speaker_days(SpeakerQuery(name="crew"))] == [("2024-05-16", 1)]
    assert [p.name for p in answers.publishers(PublisherQuery())] == ["Example Wire"]
    assert len(answers.said_by(SpeakerQuery(name="ministry"))) == 2


def test_topics_are_counted_over_the_latest_claims(answers: Answers, monkeypatch: pytest.MonkeyPatch) -> None:
    found = answers.topics(SpeakerQuery(name="ministry"))
    assert (found.claims, found.partly) == (2, False)
    values = {name: [(c.value, c.events) for c in counts] for name, counts in found.facets.items()}
    assert values["type"] == [("AID", 1), ("CONSULT", 1)]
    assert values["country"] == [("ROU", 2)]
    assert values["publisher"] == [("Example Wire", 2)]
    assert (KIM, 2) in values["actor"]
    monkeypatch.setattr("sayso.ledger.overview._CLAIMS", 1)
    found = answers.topics(SpeakerQuery(name="ministry"))
    assert (found.claims, found.partly) == (1, True)
    assert answers.topics(SpeakerQuery(name="nobody")).claims == 0


def test_series_are_made_of_the_figures_stored_last(answers: Answers) -> None:
    series, more = answers.newest_figures(FigureQuery())
    assert ([len(s.points) for s in series], more) == ([2], False)
    series, more = answers.newest_figures(FigureQuery(item="shells", subject="RUS"), 1)
    assert (series[0].points[0].quantity.low, more) == (7.0, True)
    assert answers.newest_figures(FigureQuery(item="tanks")) == ([], False)


def test_offices_are_read_off_the_claims_of_one_person(answers: Answers) -> None:
    found = answers.offices_of(KIM, ["Kim"])
    assert [(h.name, h.office, h.reports) for h in found.holders] == [("Kim", "minister", 1)]
    assert (found.read, found.claims) == (3, 3)
    assert answers.offices_of(KIM, ["Somebody Else"]).holders == ()
    assert answers.offices_of("per:nobody", ["Nobody"]).claims == 0


def test_claims_of_an_actor_are_spread_over_all(answers: Answers) -> None:
    with answers._asking() as browser:
        some, many = browser.accounts_of_actor(KIM, 2)
        every, _ = browser.accounts_of_actor(KIM, 10)
    assert (len(some), many, len(every)) == (2, 3, 3)
    assert {a.claim.claim_id for a in some} < {a.claim.claim_id for a in every}


def test_where_somebody_was_and_with_whom(answers: Answers) -> None:
    found = answers.itinerary(ItineraryQuery(actor=KIM))
    assert found is not None
    assert [stop.place.name for stop in found.stops] == [TOWN.name]
    partners = answers.partners(PartnersQuery(actor=KIM))
    assert partners is not None
    assert PUTIN in {p.actor_id for p in partners.partners}
    assert answers.itinerary(ItineraryQuery(actor="Nobody Anywhere")) is None
    with pytest.raises(QueryError):
        PartnersQuery(actor=" ")
