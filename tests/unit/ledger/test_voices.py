"""What is kept of speakers and publishers is what a walk over every claim counts."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledgers import open_ledger, take_back
from sayso.errors import QueryError
from sayso.lang.folding import fold
from sayso.ledger import (
    PUBLISHER_ORDERS,
    SPEAKER_ORDERS,
    Ledger,
    PublisherQuery,
    SpeakerQuery,
)
from sayso.ledger import voices as module
from sayso.ledger.publishers import publishers
from sayso.ledger.voices import days_of_speakers, speakers
from sayso.records import Origin, OriginKind, Run, SpeakerKind, Status, Traits
from stubs import KIM, Told, speaker

RUN = Run(run_id="run1", code_version="", config_sha256="", model_sha256="", started_at="")
WIRE = speaker("Quay Wire", SpeakerKind.OUTLET)
CREW = speaker("crew", SpeakerKind.COLLECTIVE)
SOMEBODY = speaker("two officials", SpeakerKind.UNNAMED)
MINISTRY = speaker("the ministry")
ROMANIAN, BULGARIAN = replace(MINISTRY, country="ROU"), replace(MINISTRY, country="BGR", affiliation="navy")
SPELT = replace(MINISTRY, name="The Ministry")

told = st.builds(
    Told,
    sentence=st.sampled_from(["They hit it.", "It was hit."]),
    actors=st.sampled_from([("cty:RUS",), (KIM,)]),
    chain=st.lists(
        st.sampled_from([WIRE, CREW, SOMEBODY, MINISTRY, ROMANIAN, BULGARIAN, SPELT]), max_size=3
    ).map(tuple),
    status=st.sampled_from([Status.HAPPENED, Status.NEGATED, Status.PLANNED]),
    published=st.sampled_from([None, *(date(2024, 5, 16) + timedelta(days=n) for n in range(3))]),
    publisher=st.sampled_from([None, "Paper", "Example Wire"]),
    number=st.integers(0, 2),
)
several = st.lists(told, max_size=12, unique=True)
few = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
periods = st.sampled_from(
    [
        (None, None),
        (date(2024, 5, 17), None),
        (None, date(2024, 5, 16)),
        (date(2024, 5, 17), date(2024, 5, 17)),
    ]
)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with open_ledger(tmp_path / "ledger.db") as opened:
        opened.begin_run(RUN)
        yield opened


def filled(path: Path, every: list[Told]) -> Ledger:
    """A ledger with reports of up to three claims each."""
    for old in path.parent.glob(path.name + "*"):
        old.unlink()
    ledger = open_ledger(path)
    ledger.begin_run(RUN)
    reports: dict[str, Any] = {}
    for each in every:
        article, claim = each.made()
        reports.setdefault(article.article_id, (article, []))[1].append(
            replace(claim, article_id=article.article_id)
        )
    for article, claims in reports.values():
        ledger.add_report(RUN.run_id, article, claims)
    ledger.commit()
    return ledger


def walked(ledger: Ledger, since: date | None, until: date | None) -> dict[tuple[str, str, str], list[int]]:
    """Claims, reports, joined, alone, passed on, certain and denied of each speaker, by a walk over all."""
    db = ledger._connection
    stored = {n: row for n, *row in db.execute("SELECT speaker, folded, kind, country FROM speakers")}
    countries = defaultdict(set)
    for folded, kind, country in stored.values():
        countries[folded, kind].add(country)
    sets: dict[Any, Any] = defaultdict(lambda: defaultdict(set))
    rows = db.execute(
        "SELECT c.claim, c.article_id, coalesce(r.published, ''), c.status, e.n_origins, x.place, x.speaker "
        "FROM claims c JOIN reports r USING (article_id) JOIN claim_speakers x USING (claim) "
        "LEFT JOIN event_claims m USING (claim) LEFT JOIN events e USING (event_id) "
        "WHERE c.retired_at IS NULL ORDER BY c.claim, x.place"
    ).fetchall()
    for claim, report, day, status, origins, place, number in rows:
        if (since and day < since.isoformat()) or (until and not "" < day <= until.isoformat()):
            continue
        folded, kind, country = stored[number]
        apart = len(countries[folded, kind] - {""}) > 1
        mine = sets[folded, kind, country if apart else ""]
        before = [stored[r[6]][1] for r in rows if r[0] == claim and r[5] < place]
        if claim not in mine["claims"] and "outlet" in before:
            mine["passed"].add(claim)
        mine["claims"].add(claim)
        mine["reports"].add(report)
        if origins is not None:
            mine["joined"].add(claim)
            if origins == 1:
                mine["alone"].add(claim)
        mine["denied" if status == "negated" else "certain"].add(claim)
    order = ("claims", "reports", "joined", "alone", "passed", "certain", "denied")
    return {key: [len(mine[name]) for name in order] for key, mine in sets.items()}


def asked(ledger: Ledger, query: SpeakerQuery) -> dict[tuple[str, str], Counter[tuple[object, ...]]]:
    """The same as far as it is told, by name and kind."""
    found: dict[Any, Any] = defaultdict(Counter)
    for s in speakers(ledger._connection, query):
        numbers = (s.claims, s.reports, s.alone, s.by_outlet, s.certain, s.denied, s.hedged)
        found[fold(s.name), s.kind.value][numbers] += 1
    return dict(found)


kinds = st.sampled_from(list(OriginKind))
wires = st.sampled_from([None, "AP", "Reuters"])


def stand(ledger: Ledger, report: str, kind: OriginKind, wire: str | None) -> None:
    """Keep where a report stands, if it is there."""
    if ledger.has_report(report):
        with ledger.placing() as shelf:
            shelf.place(
                Traits(article_id=report, text_sha256="", n_words=1),
                Origin(origin_id="o" + report[1:], kind=kind, wire=wire),
            )


def as_told(
    rows: dict[tuple[str, str, str], list[int]],
) -> dict[tuple[str, str], Counter[tuple[object, ...]]]:
    found: dict[Any, Any] = defaultdict(Counter)
    for (folded, kind, _), (claims, reports, joined, alone, passed, certain, denied) in rows.items():
        share = round(alone / joined, 4) if joined else None
        numbers = (
            claims,
            reports,
            share,
            round(passed / claims, 4),
            certain,
            denied,
            claims - certain - denied,
        )
        found[folded, kind][numbers] += 1
    return dict(found)


@few
@given(every=several, period=periods, joined=st.booleans(), summed=st.sampled_from([0, 50_000]))
def test_what_is_kept_is_what_a_walk_counts(
    tmp_path: Path, every: list[Told], period: tuple[date | None, date | None], joined: bool, summed: int
) -> None:
    since, until = period
    with pytest.MonkeyPatch.context() as patched, filled(tmp_path / "l.db", every) as ledger:
        patched.setattr(module, "_SUMMED", summed)
        patched.setattr(module, "_TOGETHER", 2)
        if joined:
            ledger.refresh()
        expected = as_told(walked(ledger, since, until))
        assert asked(ledger, SpeakerQuery(since=since, until=until)) == expected
        assert asked(ledger, SpeakerQuery(since=since, until=until, limit=50)) == expected
        assert ledger.care.faults() == []


@few
@given(every=several, data=st.data())
def test_counts_follow_whatever_becomes_of_claims(
    tmp_path: Path, every: list[Told], data: st.DataObject
) -> None:
    with filled(tmp_path / "l.db", every) as ledger:
        reports = [id_ for (id_,) in ledger._connection.execute("SELECT article_id FROM reports").fetchall()]
        claims = ledger._connection.execute("SELECT article_id, claim_id FROM claims").fetchall()
        for _ in range(data.draw(st.integers(0, 6))):
            match data.draw(
                st.sampled_from(["join", "retire", "back", "place", "unplace", "forget", "rebuild", "blot"])
            ):
                case "join":
                    ledger.refresh()
                case "retire" | "back" as what if claims:
                    article_id, claim_id = data.draw(st.sampled_from(claims))
                    with ledger.placing() as shelf:
                        shelf.retire(article_id, [claim_id] if what == "retire" else [], "now")
                case "place" if reports:
                    stand(ledger, data.draw(st.sampled_from(reports)), data.draw(kinds), data.draw(wires))
                case "unplace":
                    with ledger.placing() as shelf:
                        shelf.forget()
                case "forget" if reports:
                    ledger.care.forget_report(data.draw(st.sampled_from(reports)), "", "now")
                case "rebuild":
                    ledger.rebuild(compare=False)
                case "blot":
                    ledger.care.forget_actor(KIM, "", "now")
            ledger.commit()
            assert ledger.care.faults() == []
        assert asked(ledger, SpeakerQuery()) == as_told(walked(ledger, None, None))


@few
@given(every=several)
def test_an_older_ledger_comes_to_the_same_counts(tmp_path: Path, every: list[Told]) -> None:
    with filled(tmp_path / "l.db", every) as ledger:
        ledger.refresh()
        expected = asked(ledger, SpeakerQuery())
        said = [s.claim.claim_id for s in ledger.said_by(SpeakerQuery(name="ministry"))]
    take_back(tmp_path / "l.db", 9)
    with open_ledger(tmp_path / "l.db", create=False) as ledger:
        assert ledger.care.faults() == []
        assert asked(ledger, SpeakerQuery()) == expected
        assert [s.claim.claim_id for s in ledger.said_by(SpeakerQuery(name="ministry"))] == said


# ------------------------------------------------------------------ publishers


def add(ledger: Ledger, *every: Told) -> list[str]:
    made = [each.made() for each in every]
    for article, claim in made:
        ledger.add_report(RUN.run_id, article, [claim])
    ledger.commit()
    return [article.article_id for article, _ in made]


def test_a_publisher_is_counted_with_its_copies_agencies_and_nameless_speakers(ledger: Ledger) -> None:
    ids = add(
        ledger,
        Told(publisher="Paper", number=1, chain=(WIRE, SOMEBODY)),
        Told(publisher="Paper", number=2, chain=(CREW,), published=date(2024, 5, 20)),
        Told(publisher="Paper", number=3),
        Told(publisher="Paper", number=4, chain=(SOMEBODY, MINISTRY), published=None),
        Told(publisher=None, number=5),
    )
    stand(ledger, ids[0], OriginKind.COPY, "AP")
    stand(ledger, ids[1], OriginKind.EDITED, "AP")
    stand(ledger, ids[2], OriginKind.ORIGINAL, "Reuters")
    stand(ledger, ids[2], OriginKind.PARAPHRASE, "Reuters")
    ledger.commit()
    paper, nobody = publishers(ledger._connection, PublisherQuery())
    assert (paper.name, paper.reports, paper.first, paper.last) == ("Paper", 4, "2024-05-16", "2024-05-20")
    assert (paper.copies, paper.edited, paper.paraphrases, paper.copied) == (1, 1, 1, 3)
    assert (paper.voices.claims, paper.voices.own_voice, paper.voices.anonymous) == (4, 1, 2)
    assert paper.wires == (("AP", 2), ("Reuters", 1))
    assert (nobody.name, nobody.reports, nobody.copied, nobody.wires) == (None, 1, 0, ())
    (later,) = publishers(ledger._connection, PublisherQuery(since=date(2024, 5, 17)))
    assert (later.reports, later.copied, later.voices.anonymous, later.wires) == (1, 1, 1, (("AP", 1),))
    (until,) = publishers(ledger._connection, PublisherQuery(until=date(2024, 5, 17), at_least=2))
    assert (until.name, until.reports) == ("Paper", 2)


@pytest.mark.parametrize("order", PUBLISHER_ORDERS)
def test_publishers_come_in_the_order_asked_for(ledger: Ledger, order: str) -> None:
    ids = add(ledger, *(Told(publisher="Much", number=n) for n in range(3)))
    ids += add(ledger, Told(publisher="Named", number=1, chain=(MINISTRY,)))
    ids += add(ledger, Told(publisher="Nameless", number=2, chain=(SOMEBODY,)))
    stand(ledger, ids[3], OriginKind.COPY, None)
    found = [p.name for p in publishers(ledger._connection, PublisherQuery(order=order, limit=2))]
    first = {
        "reports": "Much",
        "claims": "Much",
        "own_voice": "Much",
        "anonymous": "Nameless",
        "copies": "Named",
    }
    assert found[0] == first[order]
    rest = publishers(ledger._connection, PublisherQuery(order=order, limit=2, skip=2))
    assert sorted([*found, *(p.name for p in rest)], key=str) == ["Much", "Named", "Nameless"]


@pytest.mark.parametrize(
    ("name", "found"), [("WIRE", ["Exámple Wire"]), ("example", ["Exámple Wire"]), ("w", [])]
)
def test_publishers_are_found_by_whole_words_of_their_names(
    ledger: Ledger, name: str, found: list[str]
) -> None:
    add(ledger, Told(publisher="Exámple Wire"), Told(publisher="Wired", number=1))
    assert [p.name for p in publishers(ledger._connection, PublisherQuery(name=name))] == found


# ------------------------------------------------------------------ speakers


@pytest.mark.parametrize("order", SPEAKER_ORDERS)
def test_speakers_come_in_the_order_asked_for(ledger: Ledger, order: str) -> None:
    add(
        ledger,
        *(Told(number=n, chain=(MINISTRY,), sentence=f"It was hit {n}.", type="ASSAULT") for n in range(2)),
        Told(number=7, chain=(MINISTRY,), publisher="Other", sentence="So it was hit.", type="ASSAULT"),
        Told(number=3, chain=(CREW,), status=Status.NEGATED, actors=("cty:RUS",)),
        Told(number=4, chain=(WIRE, SOMEBODY), actors=("cty:ROU",)),
    )
    ledger.refresh()
    found = [s.name for s in speakers(ledger._connection, SpeakerQuery(order=order, limit=1))]
    first = {"denied": "crew", "by_outlet": "two officials", "alone": "the ministry"}
    assert found == [first.get(order, "the ministry")]
    for period in ({}, {"since": date(2024, 5, 16)}):
        query = SpeakerQuery(order=order, at_least=2, **period)
        assert [s.name for s in speakers(ledger._connection, query)] == ["the ministry"]


@pytest.mark.parametrize(
    ("query", "countries"),
    [
        (SpeakerQuery(name="the ministry", whole=True), {"ROU", "BGR", None}),
        (SpeakerQuery(name="ministry", whole=True), set()),
        (SpeakerQuery(name="ministry", country="rou"), {"ROU"}),
        (SpeakerQuery(name="ministry", country=""), {None}),
        (SpeakerQuery(country="BGR"), {"BGR"}),
    ],
)
def test_speakers_of_one_name_are_asked_for_by_their_countries(
    ledger: Ledger, query: SpeakerQuery, countries: set[str | None]
) -> None:
    add(ledger, *(Told(number=n, chain=(s,)) for n, s in enumerate([MINISTRY, ROMANIAN, BULGARIAN, CREW])))
    assert {s.country for s in speakers(ledger._connection, query)} == countries
    if query.name:
        said = list(ledger.said_by(query))
        assert {s.claim.attribution[0].country for s in said} == countries


def test_where_one_country_is_known_those_of_none_are_of_it(ledger: Ledger) -> None:
    add(ledger, *(Told(number=n, chain=(s,)) for n, s in enumerate([MINISTRY, ROMANIAN])))
    (found,) = speakers(ledger._connection, SpeakerQuery(name="ministry", country="ROU"))
    assert (found.country, found.claims) == ("ROU", 2)
    assert len(list(ledger.said_by(SpeakerQuery(name="ministry", country="ROU")))) == 2


def test_what_is_said_comes_page_by_page_latest_first(ledger: Ledger) -> None:
    days = [date(2024, 5, 16), None, date(2024, 5, 18), date(2024, 5, 17)]
    chain = (MINISTRY, SPELT)  # twice in one chain: a claim of his once
    add(ledger, *(Told(number=n, chain=chain, published=day) for n, day in enumerate(days)))
    pages = [list(ledger.said_by(SpeakerQuery(name="ministry", limit=2, skip=n))) for n in (0, 2, 4)]
    found = [[s.published for s in page] for page in pages]
    assert found == [["2024-05-18", "2024-05-17"], ["2024-05-16", None], []]


def test_days_of_speakers_are_summed(ledger: Ledger) -> None:
    add(
        ledger,
        Told(number=1, chain=(ROMANIAN,)),
        Told(number=2, chain=(BULGARIAN,), status=Status.NEGATED),
        Told(number=3, chain=(MINISTRY,), published=None),
        Told(number=4, chain=(CREW,)),
    )
    found = days_of_speakers(ledger._connection, SpeakerQuery(name="ministry"))
    assert [(d.day, d.claims, d.denied) for d in found] == [("", 1, 0), ("2024-05-16", 2, 1)]
    later = SpeakerQuery(name="ministry", since=date(2024, 5, 17))
    assert days_of_speakers(ledger._connection, later) == []


@pytest.mark.parametrize("make", [SpeakerQuery, PublisherQuery])
@pytest.mark.parametrize(
    "asked",
    [
        {"order": "id; DROP TABLE claims"},
        {"skip": -1},
        {"skip": 10**9},
        {"at_least": 0},
        {"name": " "},
        {"since": date(2024, 5, 17), "until": date(2024, 5, 16)},
    ],
)
def test_what_cannot_be_asked_is_refused(make: Any, asked: dict[str, object]) -> None:
    with pytest.raises(QueryError):
        make(**asked)
