"""An itinerary is the same in whatever order its accounts come, and each of its receipts is in the ledger."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from going import CASTLE, HAWAII, LATVIA, LIEPAJA, OSLO, RIGA, TOKYO, WHO, Went, on, tellings
from ledgers import open_ledger
from sayso.engine.itinerary import Itinerary, ItineraryQuery, find_itinerary, itinerary_of
from sayso.engine.itinerary_json import itinerary_to_features, itinerary_to_json, itinerary_to_rows
from sayso.engine.presence import StopStatus
from sayso.engine.stops import Word
from sayso.records import Grain, Run, Status
from stubs import KIM, PUTIN

RUN = Run(run_id="run1", code_version="", config_sha256="", model_sha256="", started_at="")
FIRST = date(2024, 5, 10)


def day(n: int) -> str:
    return (FIRST + timedelta(n)).isoformat()


times = st.one_of(
    st.none(),
    st.integers(0, 9).map(lambda n: on(day(n))),
    st.integers(0, 9).map(lambda n: on(day(n), day(n + 2))),
    st.integers(0, 9).map(lambda n: on(f"{day(n)}T08:00", f"{day(n)}T10:00")),
    st.just(on("2024-05-01", "2024-05-31", Grain.MONTH)),
)
#: Few values each, so that accounts often meet.
went = st.builds(
    Went,
    said=st.sampled_from(
        ["Kim <visited> [there].", "Kim <left> [there].", "Kim <left> for [there].", "<cancelled>"]
    ),
    place=st.sampled_from([None, RIGA, CASTLE, LIEPAJA, LATVIA, OSLO, TOKYO, HAWAII]),
    time=times,
    published=st.one_of(st.none(), st.integers(0, 12).map(day)),
    status=st.sampled_from(
        [Status.HAPPENED, Status.ONGOING, Status.PLANNED, Status.POSSIBLE, Status.NEGATED]
    ),
    type=st.sampled_from(["CONSULT", "CONSULT", "CONSULT", "REJECT"]),
    mode=st.sampled_from([None, "visit", "meet", "phone", "multilateral"]),
    actors=st.sampled_from([(KIM,), (PUTIN,), (KIM, PUTIN), ("cty:NOR",)]),
    recipients=st.sampled_from([(), (KIM,), ("cty:LVA",)]),
    publisher=st.sampled_from([None, "X", "Y"]),
    event=st.sampled_from([None, None, "one", "two"]),
    report=st.sampled_from([None, None, "a"]),
    at=st.sampled_from([0, 200, 400]),
)
several = st.lists(went, max_size=9, unique=True)
asked = st.builds(
    ItineraryQuery,
    actor=st.just("x"),
    as_of=st.one_of(st.none(), st.integers(0, 14).map(lambda n: FIRST + timedelta(n))),
)


def receipts(found: Itinerary) -> Iterator[str]:
    """Every id of a claim in an itinerary."""
    for stop in found.stops:
        words: list[Word] = [word for word in (stop.announced, stop.denied, stop.called_off) if word]
        yield from (*stop.claims, *stop.support, *(i for d in stop.doings for i in d.claims))
        yield from (i for word in words for i in word.claims)
        yield from (i for values in stop.differs.values() for those in values.values() for i in those)


@settings(deadline=None)
@given(several, asked, st.randoms(use_true_random=False))
def test_order_does_not_matter(every: Sequence[Went], query: ItineraryQuery, chance) -> None:  # type: ignore[no-untyped-def]
    straight = tellings(*every)
    mixed = list(straight)
    chance.shuffle(mixed)
    mixed = [replace(t, accounts=tuple(chance.sample(t.accounts, len(t.accounts)))) for t in mixed]
    assert itinerary_of(mixed, WHO, query) == itinerary_of(straight, WHO, query)


@settings(deadline=None)
@given(several, asked)
def test_what_an_itinerary_promises(every: Sequence[Went], query: ItineraryQuery) -> None:
    given_ = tellings(*every)
    found = itinerary_of(given_, WHO, query)
    known = {a.claim.claim_id for t in given_ for a in t.accounts}
    assert set(receipts(found)) <= known
    numbers = [stop.number for stop in found.stops]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len({stop.stop_id for stop in found.stops}) == len(numbers)
    for stop in found.stops:
        assert stop.claims
        assert set(stop.support) <= set(stop.claims)
        assert 1 <= stop.origins <= stop.reports
        assert stop.first is None or stop.last is None or stop.first <= stop.last
        assert not (stop.unconfirmed and stop.status is not StopStatus.PLANNED)
        assert not (stop.unconfirmed and query.as_of is None)
    for leg in found.legs:
        assert leg.start < leg.end
        assert found.stops[leg.start - 1].status is not StopStatus.DENIED
        assert leg.status is found.stops[leg.end - 1].status
        assert leg.impossible == bool(leg.why)
    assert itinerary_to_json(found)["schema"] == "sayso/1"
    assert len(list(itinerary_to_rows(found))) == len(numbers)
    assert len(list(itinerary_to_features(found))) == len(numbers) + len(found.legs)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(every=several, chance=st.randoms(use_true_random=False))
def test_a_ledger_gives_the_same_in_any_order(tmp_path: Path, every: Sequence[Went], chance) -> None:  # type: ignore[no-untyped-def]
    alone = [replace(one, report=None, event=None) for one in every]
    found = [
        _in_ledger(tmp_path / f"{n}.db", order) for n, order in enumerate((alone, _shuffled(alone, chance)))
    ]
    assert found[0] == found[1]


def _shuffled(every: Sequence[Went], chance) -> list[Went]:  # type: ignore[no-untyped-def]
    mixed = list(every)
    chance.shuffle(mixed)
    return mixed


def _in_ledger(path: Path, every: Sequence[Went]) -> Itinerary | None:
    path.unlink(missing_ok=True)
    with open_ledger(path) as ledger:
        ledger.begin_run(RUN)
        for one in every:
            article, account = one.made()
            ledger.add_report(RUN.run_id, article, [account.claim])
        ledger.commit()
        found = find_itinerary(ledger, ItineraryQuery(actor=KIM))
        assert found is None or all(ledger.claim(i) is not None for i in receipts(found))
    return found
