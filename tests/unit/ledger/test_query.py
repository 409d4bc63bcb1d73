import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledgers import open_ledger
from sayso.errors import QueryError
from sayso.lang.folding import fold
from sayso.ledger import EventQuery, Ledger
from sayso.ledger.query import words_of
from sayso.records import Claim, Event, Role, RuleHit, Run, Status
from stubs import COUNTRY, FAR, LAVROV, PUTIN, TOWN, Told, day, speaker

RUN = Run(run_id="run1", code_version="", config_sha256="", model_sha256="", started_at="")

TOLD = (
    Told(sentence="Kim met Putin in the harbour.", place=TOWN, time=day("2024-05-15")),
    Told(sentence="Kim was received by Putin.", place=COUNTRY, time=day("2024-05-15"), publisher="Other"),
    Told(sentence="Putin may meet Lavrov.", actors=(PUTIN, LAVROV), recipients=(), status=Status.POSSIBLE),
    Told(sentence="Lavrov will visit Hill Town.", actors=(LAVROV,), recipients=(), place=FAR,
         time=day("2024-06-01", "2024-06-30"), status=Status.PLANNED, chain=(speaker("the Kremlin"),)),
    Told(sentence="A drone hit the “Quay Café”.", type="ASSAULT", mode="aerial", actors=("cty:RUS",),
         recipients=("cty:UKR",), place=replace(TOWN, name="Constanța", place_id="geo:7", country="UKR")),
    Told(sentence="100% of a_b was denied.", type="AID", mode=None, actors=("gov:USA",),
         recipients=("cty:UKR",), published=None, time=None, status=Status.NEGATED),
)  # fmt: skip

QUERIES = (
    EventQuery(),
    EventQuery(actor="Kim"),
    EventQuery(actor=PUTIN),
    EventQuery(actor="putin"),
    EventQuery(target="Putin"),
    EventQuery(actor="Putin", target="Lavrov"),
    EventQuery(actor="Lavrov", target="Lavrov"),
    EventQuery(actor="RUS", target="UKR"),
    EventQuery(actor="UKR"),
    EventQuery(actor="ki"),
    EventQuery(actor="%"),
    EventQuery(type="assault"),
    EventQuery(place="constanta"),
    EventQuery(place="harbour"),
    EventQuery(place="Coast"),
    EventQuery(place="geo:2"),
    EventQuery(place="_"),
    EventQuery(country="rou"),
    EventQuery(country="UKR", type="ASSAULT"),
    EventQuery(since=date(2024, 5, 16)),
    EventQuery(until=date(2024, 5, 15)),
    EventQuery(since=date(2024, 5, 16), until=date(2024, 5, 16)),
    EventQuery(since=date(2024, 6, 30)),
    EventQuery(status="planned"),
    EventQuery(status="NEGATED"),
    EventQuery(min_origins=2),
    EventQuery(rule="arms"),
    EventQuery(rule="none"),
    EventQuery(limit=2),
    EventQuery(actor="Kim", country="ROU", since=date(2024, 5, 1), status="happened", min_origins=1),
)


def stored() -> Iterator[tuple[Claim, str | None]]:
    for told in TOLD:
        article, claim = told.made()
        if told.type == "ASSAULT":
            claim = replace(claim, rules=(RuleHit(rule="arms", reading="would breach", why="w"),))
        yield claim, article.published.isoformat() if article.published else None


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    with open_ledger(tmp_path_factory.mktemp("query") / "ledger.db") as opened:
        opened.begin_run(RUN)
        claims = {c.claim_id: c for c, _ in stored()}
        for told in TOLD:
            article, claim = told.made()
            opened.add_report(RUN.run_id, article, [claims[claim.claim_id]])
        yield opened


def named(claim: Claim, role: Role, asked: str) -> set[str]:
    """Who in that role `asked` may mean, by a plain reading of what the options say."""
    words = fold(asked)
    return {
        a.actor_id
        for a in claim.actors
        if a.role is role
        and (asked == a.actor_id or a.country == asked.upper() or f" {words} " in f" {fold(a.name)} ")
    }


def sides_meet(query: EventQuery, claim: Claim) -> bool:
    doers = named(claim, Role.ACTOR, query.actor) if query.actor else set()
    if query.actor and not doers:
        return False
    if query.target is None:
        return True
    if named(claim, Role.RECIPIENT, query.target):
        return True
    mutual = claim.event is not None and claim.event.type in ("AGREE", "CONSULT", "COOPERATE")
    others = named(claim, Role.ACTOR, query.target) if mutual else set()
    return any(o != d for o in others for d in doers) if query.actor else bool(others)


def place_meets(query: EventQuery, claim: Claim) -> bool:
    if query.country and (claim.place is None or claim.place.country != query.country):
        return False
    if query.place is None:
        return True
    if claim.place is None:
        return False
    words = fold(query.place)
    return (
        query.place == claim.place.place_id
        or f" {words} " in f" {fold(claim.place.name)} "
        or words == fold(claim.place.admin1 or "")
    )


def meets(query: EventQuery, claim: Claim, published: str | None) -> bool:
    time = claim.time if claim.time and claim.time.earliest else None
    first, last = (time.earliest, time.latest) if time else (published, published)
    if query.since and (last is None or last < query.since.isoformat()):
        return False
    if query.until and (first is None or first > query.until.isoformat()):
        return False
    return (
        (query.type is None or (claim.event is not None and claim.event.type == query.type))
        and (query.status is None or claim.status.value == query.status)
        and (query.rule is None or query.rule in {r.rule for r in claim.rules})
        and sides_meet(query, claim)
        and place_meets(query, claim)
    )


@pytest.mark.parametrize("query", QUERIES, ids=lambda q: " ".join(
    f"{f}={getattr(q, f)}" for f in q.__slots__ if getattr(q, f) not in (None, 1)
) or "all")  # fmt: skip
def test_a_query_finds_what_a_full_scan_finds(ledger: Ledger, query: EventQuery) -> None:
    claims = {c.claim_id: (c, p) for c, p in stored()}
    every = list(ledger.events(EventQuery()))
    expected = [
        e
        for e in every
        if e.n_origins >= query.min_origins and any(meets(query, *claims[i]) for i in e.claim_ids)
    ]
    assert list(ledger.events(query)) == expected[: query.limit]


def test_the_queries_tell_events_apart(ledger: Ledger) -> None:
    counts = {len(list(ledger.events(q))) for q in QUERIES}
    assert {0, 1, 2, 4} <= counts


def test_newest_comes_first(ledger: Ledger) -> None:
    days = [e.lead.time.latest if e.lead.time else e.last_published for e in ledger.events(EventQuery())]
    assert [d or "" for d in days] == sorted((d or "" for d in days), reverse=True)


def sentences(events: Iterator[Event]) -> set[str]:
    return {e.lead.evidence.sentence for e in events}


@pytest.mark.parametrize(
    ("text", "n"),
    [
        ("drone", 1),
        ("DRONES", 1),
        ("quay cafe", 1),
        ("cafe quay", 1),
        ('"quay cafe"', 1),
        ('"cafe quay"', 0),
        ("drone putin", 0),
        ("putin", 2),
        ("100%", 1),
        ("drone OR putin", 0),
        ("NOT drone", 0),
        ("sentence:drone", 0),
        ("dro*", 0),
        ("NEAR(drone hit)", 0),
        ('unbalanced " drone', 0),
        ("drone ^ + - ( ) :", 1),
    ],
)
def test_text_looks_for_words_and_phrases_and_has_no_syntax(ledger: Ledger, text: str, n: int) -> None:
    assert len(list(ledger.events(EventQuery(text=text)))) == n


FTS = sqlite3.connect(":memory:")
FTS.execute("CREATE VIRTUAL TABLE t USING fts5 (x)")
FTS.execute("INSERT INTO t VALUES ('a b c')")


@given(text=st.text(min_size=1, max_size=20) | st.text('"*(){}^:-+ ANDORNOTEAR', min_size=1, max_size=20))
def test_any_text_is_a_safe_question(text: str) -> None:
    try:
        EventQuery(text=text)
    except QueryError:
        return
    FTS.execute("SELECT * FROM t WHERE t MATCH ?", (words_of(text),)).fetchall()


@pytest.mark.parametrize("evil", ["'; DROP TABLE claims; --", "%", "x' OR 1=1 --", "\0", "\\", "\ud800"])
def test_no_value_is_ever_sql(ledger: Ledger, evil: str) -> None:
    for field in ("actor", "target", "place", "rule"):
        assert list(ledger.events(EventQuery(**{field: evil}))) == []  # type: ignore[arg-type]
    assert ledger.find(evil) == []
    assert ledger.counts()["claims"] == len(TOLD)


@pytest.mark.parametrize(
    ("asked", "message", "hint"),
    [
        ({"type": "ASAULT"}, "no type", "ASSAULT"),
        ({"type": "visit"}, "no type", ""),
        ({"status": "plan"}, "no status", "planned"),
        ({"country": "Romania"}, "no country code", "ROU"),
        ({"country": "R1"}, "no country code", ""),
        ({"min_origins": 0}, "min_origins must be", ""),
        ({"limit": 0}, "limit must be", ""),
        ({"since": date(2024, 2, 1), "until": date(2024, 1, 1)}, "is after", "swap"),
        ({"actor": "  "}, "actor is empty", ""),
        ({"text": "!?"}, "no word", ""),
    ],
)
def test_a_bad_value_is_named_with_the_nearest_good_one(
    asked: dict[str, object], message: str, hint: str
) -> None:
    with pytest.raises(QueryError, match=message) as caught:
        EventQuery(**asked)  # type: ignore[arg-type]
    assert hint in (caught.value.hint or "")
    assert caught.value.item in asked


@pytest.mark.of_a_file
def test_a_large_ledger_is_asked_through_its_indexes(tmp_path: Path) -> None:
    with open_ledger(tmp_path / "ledger.db") as ledger:
        plan = "\n".join(
            str(row[3])
            for row in ledger._connection.execute(
                "EXPLAIN QUERY PLAN SELECT o.claim FROM claim_points p JOIN claim_points o USING (point) "
                "WHERE p.claim = 1"
            )
        )
    assert "SCAN" not in plan
