"""However claims come in, the ledger holds the same events: those that `derive` makes of the claims."""

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from unittest import mock

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledgers import open_ledger
from sayso.ledger import EventQuery, Ledger, refresh
from sayso.link import EventJoins
from sayso.link.derive import derive as derived
from sayso.link.join import compatible, join, may_be_one
from sayso.records import Account, Event, Judged, Judgement, Run, SpeakerKind, Status, Verdict
from stubs import COUNTRY, FAR, KIM, LAVROV, PUTIN, TOWN, Told, day, speaker

RUN = Run(run_id="run1", code_version="", config_sha256="", model_sha256="", started_at="")

# Few values each, so that claims often meet.
told = st.builds(
    Told,
    sentence=st.sampled_from(["A.", "B.", "C."]),
    type=st.sampled_from(["CONSULT", "ASSAULT"]),
    mode=st.sampled_from([None, "visit"]),
    actors=st.sampled_from([(), (KIM,), (PUTIN,), (KIM, PUTIN), ("cty:RUS",), ("gov:RUS",)]),
    recipients=st.sampled_from([(), (PUTIN,), (LAVROV,), ("unk:men",)]),
    place=st.sampled_from([None, TOWN, COUNTRY, FAR]),
    time=st.sampled_from(
        [
            None,
            day("2024-05-15"),
            day("2024-05-16"),
            day("2024-05-01", "2024-05-31"),
            day("2024-01-01", "2024-12-31"),
        ]
    ),
    status=st.sampled_from([Status.HAPPENED, Status.ONGOING, Status.PLANNED, Status.UNKNOWN, Status.NEGATED]),
    chain=st.sampled_from([(), (speaker("the Kremlin"),), (speaker("men", SpeakerKind.UNNAMED),)]),
    published=st.sampled_from([None, date(2024, 5, 16), date(2024, 5, 18), date(2024, 5, 21)]),
    publisher=st.sampled_from([None, "X", "Y"]),
    number=st.integers(0, 3),
)
several = st.lists(told, max_size=10, unique=True)
few = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def derive(accounts: Sequence[Account], texts: Mapping[str, str]) -> list[Event]:
    """The events of accounts, each of a report of its own."""
    joins = EventJoins()
    return derived((a, joins.facts([a], texts[a.claim.article_id])[0]) for a in accounts)


def texts_of(every: Sequence[Told]) -> dict[str, str]:
    """Texts by report."""
    return {article.article_id: article.text for article, _ in (each.made() for each in every)}


def accounts_of(every: Sequence[Told]) -> list[Account]:
    """One account per report: a report that is there already is left as it is."""
    found: dict[str, Account] = {}
    for each in every:
        article, claim = each.made()
        published = article.published.isoformat() if article.published else None
        found.setdefault(
            article.article_id,
            Account(
                claim=claim, published=published, publisher=article.publisher, text_sha256=article.text_sha256
            ),
        )
    return list(found.values())


def ledger_of(path: Path, batches: Sequence[Sequence[Told]], *, ask_between: bool) -> list[Event]:
    path.unlink(missing_ok=True)
    with open_ledger(path) as ledger:
        ledger.begin_run(RUN)
        for batch in batches:
            for each in batch:
                article, claim = each.made()
                ledger.add_report(RUN.run_id, article, [claim])
            ledger.commit()
            if ask_between:
                list(ledger.events(EventQuery()))
        events = by_id(ledger.events(EventQuery()))
        ledger.rebuild()
        assert by_id(ledger.events(EventQuery())) == events
        return events


def by_id(events: object) -> list[Event]:
    return sorted(events, key=lambda e: e.event_id)  # type: ignore[call-overload, no-any-return]


@few
@given(every=several, cut=st.integers(0, 10))
def test_incremental_equals_rebuilt_equals_derived(tmp_path: Path, every: list[Told], cut: int) -> None:
    expected = derive(accounts_of(every), texts_of(every))
    path = tmp_path / "ledger.db"
    assert ledger_of(path, [every[:cut], every[cut:]], ask_between=True) == expected
    assert ledger_of(path, [every], ask_between=False) == expected
    # as in a rebuild of many
    with mock.patch("sayso.ledger.refresh._MANY", 1):
        assert ledger_of(path, [every[:cut], every[cut:]], ask_between=True) == expected


@given(every=several, order=st.randoms())
def test_events_do_not_depend_on_order(every: list[Told], order: object) -> None:
    accounts = accounts_of(every)
    shuffled = list(accounts)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    texts = texts_of(every)
    assert derive(shuffled, texts) == derive(accounts, texts)


@given(every=several)
def test_every_claim_is_in_one_event_and_events_hold_no_contradiction(every: list[Told]) -> None:
    accounts = accounts_of(every)
    texts = texts_of(every)
    facts = {a.claim.claim_id: EventJoins().facts([a], texts[a.claim.article_id])[0] for a in accounts}
    events = derive(accounts, texts_of(every))
    members = [i for e in events for i in e.claim_ids]
    assert sorted(members) == sorted(facts)
    assert len({e.event_id for e in events}) == len(events)
    for event in events:
        assert all(may_be_one(facts[a], facts[b]) for a in event.claim_ids for b in event.claim_ids if a != b)
        assert event.n_origins >= 1
        assert event.n_publishers <= event.n_reports


@given(one=told, other=told)
def test_compatible_accounts_always_share_a_point(one: Told, other: Told) -> None:
    texts = texts_of([one, other])
    both = accounts_of([one]) + accounts_of([other])
    a, b = (EventJoins().facts([account], texts[account.claim.article_id])[0] for account in both)
    assert compatible(a, b) == compatible(b, a)
    if compatible(a, b):
        assert a.points & b.points


def joined_anew(ledger: Ledger) -> dict[str, frozenset[str]]:
    """The events of what a ledger holds, and of what was judged, with nothing remembered."""
    rows = ledger._connection.execute("SELECT claim FROM claims WHERE retired_at IS NULL").fetchall()
    known = refresh._Known(ledger._connection, EventJoins(), refresh.Remembered())
    facts = [found for (n,) in rows if (found := known.facts(int(str(n)))) is not None]
    verdicts = [v for v in ledger.verdicts() if v.retired_at is None]
    groups = (frozenset(f.claim_id for f in group) for group in join(facts, verdicts))
    return {min(group): group for group in groups}


def kept(ledger: Ledger) -> dict[str, frozenset[str]]:
    """The events that a ledger has."""
    groups = (frozenset(event.claim_ids) for event in ledger.events(EventQuery()))
    return {min(group): group for group in groups}


@few
@given(every=st.lists(told, min_size=2, max_size=12, unique=True), data=st.data())
def test_whatever_is_judged_or_goes_events_are_those_of_all_joined_anew(
    tmp_path: Path, every: list[Told], data: st.DataObject
) -> None:
    path = tmp_path / "ledger.db"
    path.unlink(missing_ok=True)
    with open_ledger(path) as ledger:
        ledger.begin_run(RUN)
        for each in every:
            article, claim = each.made()
            ledger.add_report(RUN.run_id, article, [claim])
        ledger.commit()
        ledger.refresh()
        claims = ledger._connection.execute(
            "SELECT article_id, claim_id FROM claims ORDER BY claim"
        ).fetchall()
        for number in range(data.draw(st.integers(1, 6))):
            (report, one), (_, other) = (data.draw(st.sampled_from(claims)) for _ in range(2))
            match data.draw(
                st.sampled_from(["same", "same", "different", "unsure", "retire", "back", "many"])
            ):
                case "retire" | "back" as what:
                    with ledger.placing() as shelf:
                        shelf.retire(report, [one] if what == "retire" else [], "now")
                case "many":
                    with mock.patch("sayso.ledger.refresh._MANY", 1):
                        ledger.rebuild(compare=False)
                case said if one != other:
                    left, right = sorted((one, other))
                    ledger.judge(
                        Verdict(
                            what=Judged.EVENT,
                            left_id=left,
                            right_id=right,
                            judgement=Judgement(said),
                            decided_by="ann",
                            decided_at=f"2026-01-01T00:00:0{number}",
                        )
                    )
            ledger.commit()
            ledger.refresh()
            assert kept(ledger) == joined_anew(ledger)
            assert ledger.care.faults() == []
