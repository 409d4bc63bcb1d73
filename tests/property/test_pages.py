"""Page by page, forwards and backwards, everything a question finds comes once, whichever way it is found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledgers import open_ledger
from sayso.engine.answers import Answers, Turn
from sayso.engine.config import LedgerSettings, Settings
from sayso.ledger import Browser, EventQuery, browse
from sayso.link import EventJoins
from sayso.records import Run, Status
from stubs import COUNTRY, FAR, KIM, LAVROV, PUTIN, TOWN, Told, day, speaker

RUN = Run(run_id="run1", code_version="", config_sha256="", model_sha256="", started_at="")

told = st.builds(
    Told,
    sentence=st.sampled_from(["They met.", "Nobody came, they said.", "Talks “failed” \ud800."]),
    type=st.sampled_from(["CONSULT", "ASSAULT"]),
    actors=st.sampled_from([(), (KIM,), (PUTIN,), (KIM, PUTIN), ("cty:RUS",)]),
    recipients=st.sampled_from([(), (PUTIN,), (LAVROV,)]),
    place=st.sampled_from([None, TOWN, COUNTRY, FAR]),
    time=st.sampled_from([None, day("2024-05-15"), day("2024-05-01", "2024-05-31")]),
    status=st.sampled_from([Status.HAPPENED, Status.PLANNED, Status.NEGATED]),
    chain=st.sampled_from([(), (speaker("the Kremlin"),)]),
    published=st.sampled_from([None, date(2024, 5, 16), date(2024, 5, 18)]),
    publisher=st.sampled_from([None, "X", "Y"]),
    number=st.integers(0, 6),
)
some = st.one_of(st.none(), st.sampled_from(["Kim", "RUS", KIM, "putin", "' OR 1 --", "\ud800", "%"]))
asked = st.builds(
    EventQuery,
    actor=some,
    target=some,
    who=some,
    kind=st.sampled_from([None, "event", "figure"]),
    type=st.sampled_from([None, "CONSULT", "ASSAULT", "AID"]),
    place=st.one_of(st.none(), st.sampled_from(["Russia", "town", "680963"])),
    country=st.sampled_from([None, "RUS", "ROU"]),
    since=st.sampled_from([None, date(2024, 5, 15)]),
    until=st.sampled_from([None, date(2024, 5, 16)]),
    status=st.sampled_from([None, "happened", "planned"]),
    certainty=st.sampled_from([None, "certain", "possible"]),
    speaker=st.sampled_from([None, "Kremlin", "%", "\ud800 kremlin"]),
    min_origins=st.integers(1, 2),
    text=st.sampled_from([None, "met", '"they met"', "talks failed", '") OR (']),
)
few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(params=["as it is", "gathered", "walked", "walked in vain"], autouse=True)
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Small ledgers take one way or another as it comes: each is made to be taken."""
    if request.param == "gathered":
        monkeypatch.setattr(browse, "_few_among", lambda _db, _page: 10_000)
    elif request.param != "as it is":
        monkeypatch.setattr(browse, "_GATHERED", 0)
    if request.param == "walked in vain":
        monkeypatch.setattr(browse, "_WALKED", 1)


def load(path: Path, every: list[Told]) -> None:
    path.unlink(missing_ok=True)
    with open_ledger(path) as ledger:
        ledger.begin_run(RUN)
        for each in every:
            article, claim = each.made()
            ledger.add_report(RUN.run_id, article, [claim])
        ledger.refresh()


@contextmanager
def answering(path: Path) -> Iterator[Answers]:
    answers = Answers(Settings(ledger=LedgerSettings(path=str(path))))
    try:
        yield answers
    finally:
        answers.close()


@few
@given(every=st.lists(told, max_size=14, unique=True), query=asked, n=st.integers(1, 4))
def test_pages_are_the_list_in_order(tmp_path: Path, every: list[Told], query: EventQuery, n: int) -> None:
    path = tmp_path / "l.db"
    load(path, every)
    with open_ledger(path) as ledger:
        whole = [event.event_id for event in ledger.events(query)]
    with answering(path) as answers:
        pages = []
        page = answers.events(query, Turn(n=n))
        assert page.newer is None
        while True:
            pages.append([e.event_id for e in page.events])
            if page.older is None:
                break
            page = answers.events(query, Turn(n=n, older=page.older))
        assert [id_ for ids in pages for id_ in ids] == whole
        for before in reversed(pages[:-1]):
            assert page.newer is not None
            page = answers.events(query, Turn(n=n, newer=page.newer))
            assert [e.event_id for e in page.events] == before
        assert page.newer is None
        assert [e.event_id for e in answers.every_event(query)] == whole
        assert [e.event_id for e in answers.every_event(replace(query, limit=n))] == whole[:n]


@few
@given(every=st.lists(told, max_size=14, unique=True), query=asked)
def test_a_facet_says_how_many_events_asking_for_it_as_well_would_find(
    tmp_path: Path, every: list[Told], query: EventQuery
) -> None:
    path = tmp_path / "l.db"
    load(path, every)
    browser = Browser.open(path, joins=EventJoins())
    found = list(browser.ledger.events(query))
    tally = browser.tally(query, cap=1000)
    assert (tally.events, tally.capped) == (len(found), False)
    assert sum(tally.days.values()) == len(found)
    fields = {"origins": "min_origins", "actor": "actor", "target": "target"}
    for name, counts in tally.facets.items():
        for count in counts:
            if name == "type" and count.value == "FIGURE":
                continue
            value = int(count.value) if name == "origins" else count.value
            field = fields.get(name, name)
            if name in ("actor", "target", "speaker") and getattr(query, name) is not None:
                continue  # already asked for: the same condition cannot be put twice
            narrower = replace(query, **{field: value})
            n = len(list(browser.ledger.events(narrower)))
            # of mutual acts another side may act too; a name may hold another's words: asking may find more
            assert n == count.events or (name in ("target", "speaker") and n > count.events), (name, count)
    for place in tally.places:
        if place.place_id and query.place is None:
            narrower = replace(query, place=place.place_id)
            assert len(list(browser.ledger.events(narrower))) == place.events
    browser.close()


@few
@given(every=st.lists(told, max_size=14, unique=True), kind=st.sampled_from([None, "event"]))
def test_counts_by_day_are_those_of_the_events(tmp_path: Path, every: list[Told], kind: str | None) -> None:
    path = tmp_path / "l.db"
    load(path, every)
    browser = Browser.open(path, joins=EventJoins())
    events = list(browser.ledger.events(EventQuery()))
    days = Counter(((e.lead.time.latest if e.lead.time else None) or e.last_published or "") for e in events)
    kept = browser.days(EventQuery(kind=kind), cap=1000)
    by_day: Counter[str] = Counter()
    for (day_, _), n in kept.counts.items():
        by_day[day_] += n
    assert by_day == days
    # counted over the events that are found, where no counts are kept for the question
    by_day.clear()
    for (day_, _), n in browser.days(EventQuery(certainty="certain"), cap=1000).counts.items():
        by_day[day_] += n
    assert by_day == days
    browser.close()
