import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

import stubs
from sayso.records import (
    Actor,
    ActorKind,
    Approx,
    Aspect,
    Certainty,
    Claim,
    ClaimKind,
    Event,
    EventCode,
    Evidence,
    Figure,
    Grain,
    Length,
    Measure,
    Modality,
    Nature,
    Place,
    PlaceKind,
    Polarity,
    Quantity,
    Reason,
    Role,
    RuleHit,
    RunnerUp,
    Span,
    Speaker,
    SpeakerKind,
    Status,
    TimeKind,
    TimeRange,
    TimeStatus,
    TimexTag,
    ToponymUse,
)
from sayso.records.codec import claim_from_json, claim_to_json, event_to_json, report_to_json

words = st.text(max_size=6)
maybe_words = st.none() | words
numbers = st.none() | st.floats(allow_nan=False, allow_infinity=False) | st.integers(0, 10**9).map(float)
shares = st.floats(0, 1)
spans = st.tuples(st.integers(0, 99), st.integers(0, 99)).map(lambda e: Span(min(e), max(e)))


def some(shape: type, **fields: st.SearchStrategy[object]) -> st.SearchStrategy[object]:
    return st.builds(shape, **fields)


def several(of: st.SearchStrategy[object]) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(of, max_size=2).map(tuple)


actors = some(
    Actor,
    role=st.sampled_from(Role),
    text=words,
    span=spans,
    name=words,
    actor_id=words,
    kind=st.sampled_from(ActorKind),
    country=maybe_words,
    sectors=several(words),
    p=shares,
)
places = some(
    Place,
    text=words,
    span=spans,
    name=words,
    place_id=maybe_words,
    kind=st.sampled_from(PlaceKind),
    country=maybe_words,
    admin1=maybe_words,
    lat=numbers,
    lon=numbers,
    within_km=numbers,
    p=shares,
)
times = some(
    TimeRange,
    text=words,
    span=spans,
    edtf=maybe_words,
    earliest=maybe_words,
    latest=maybe_words,
    grain=st.none() | st.sampled_from(Grain),
)
quantities = some(
    Quantity,
    text=words,
    span=spans,
    low=numbers,
    high=numbers,
    unit=maybe_words,
    counted=maybe_words,
    per=maybe_words,
    approximate=st.booleans(),
)
speakers = some(
    Speaker,
    text=words,
    span=spans,
    name=words,
    kind=st.sampled_from(SpeakerKind),
    country=maybe_words,
    affiliation=maybe_words,
)
shared = {
    "claim_id": words,
    "article_id": words,
    "status": st.sampled_from(Status),
    "certainty": some(
        Certainty, polarity=st.sampled_from(Polarity), modality=st.sampled_from(Modality), p=shares
    ),
    "evidence": some(Evidence, sentence=words, span=spans, trigger=spans, cue=st.none() | spans),
    "actors": several(actors),
    "place": st.none() | places,
    "time": st.none() | times,
    "attribution": several(speakers),
    "rules": several(
        some(RuleHit, rule=words, reading=words, why=words, regime=words, issuer=words, basis=words)
    ),
    "p": shares,
    "why": several(
        some(
            Reason,
            what=st.sampled_from(Aspect),
            by=words,
            score=st.none() | shares,
            said=words,
            instead=several(words),
        )
    ),
}
event_claims = some(
    Claim,
    kind=st.just(ClaimKind.EVENT),
    event=some(
        EventCode,
        type=words,
        mode=maybe_words,
        contexts=several(words),
        cameo=maybe_words,
        plover_reduced=maybe_words,
    ),
    quantities=several(quantities),
    **shared,
)
figure_claims = some(
    Claim,
    kind=st.just(ClaimKind.FIGURE),
    figure=some(Figure, measure=st.sampled_from(Measure), item=words, subject=st.none() | actors),
    quantities=st.tuples(quantities),
    **shared,
)


@given(claim=event_claims | figure_claims)
def test_a_claim_survives_the_round_trip_through_text(claim: Claim) -> None:
    read = claim_from_json(json.loads(json.dumps(claim_to_json(claim))))
    assert (read, read.why) == (claim, claim.why)


def test_a_claim_written_before_reasons_were_kept_is_read() -> None:
    doc = claim_to_json(a_claim())
    del doc["why"]
    assert claim_from_json(doc).why == ()


def test_claims_that_differ_in_their_reasons_alone_say_the_same() -> None:
    reason = Reason(what=Aspect.TYPE, by="lexicon verb “meet”")
    assert replace(a_claim(), why=(reason,)) == a_claim()


def test_a_reason_has_the_fields_of_the_contract() -> None:
    reason = Reason(what=Aspect.TYPE, by="a rule", score=1.0, said="met", instead=("AID 0.20",))
    (doc,) = claim_to_json(replace(a_claim(), why=(reason,)))["why"]
    assert doc == {"what": "type", "by": "a rule", "score": 1, "said": "met", "instead": ["AID 0.20"]}


def a_claim() -> Claim:
    return stubs.Told(place=stubs.TOWN, time=stubs.day("2024-05-15"), chain=(stubs.speaker("Town"),)).made()[
        1
    ]


def test_an_event_claim_has_the_fields_of_the_contract() -> None:
    doc = claim_to_json(a_claim())
    assert set(doc) == {
        "id", "report", "carried_from", "kind", "event", "actors", "place", "time", "status", "certainty",
        "quantities", "attribution", "evidence", "rules", "p", "why",
    }  # fmt: skip
    assert set(doc["event"]) == {"type", "mode", "contexts", "cameo", "plover_reduced"}
    assert set(doc["actors"][0]) == {
        "role", "text", "span", "name", "id", "kind", "country", "sectors", "p",
    }  # fmt: skip
    assert set(doc["place"]) == {
        "text", "span", "name", "id", "kind", "country", "admin1", "lat", "lon", "within_km", "p", "use", "runner_up",
    }  # fmt: skip
    assert set(doc["time"]) == {
        "text", "span", "edtf", "earliest", "latest", "grain", "kind", "status", "reason", "start", "end", "anchor",
        "offset", "part", "bound", "approx", "length", "recurrence", "timex",
    }  # fmt: skip
    assert set(doc["certainty"]) == {"polarity", "modality", "p"}
    assert set(doc["attribution"][0]) == {
        "text", "span", "name", "kind", "country", "affiliation", "actor", "role", "count", "anonymity",
    }  # fmt: skip
    assert set(doc["evidence"]) == {"sentence", "span", "trigger", "cue"}
    assert doc["evidence"]["trigger"] == [0, 1]
    assert doc["evidence"]["cue"] is None


def test_a_figure_stands_in_place_of_the_event() -> None:
    quantity = Quantity(text="up to 14", span=Span(0, 8), low=None, high=14.0, counted="shells")
    doc = claim_to_json(stubs.figure_of(a_claim(), quantity))
    assert "event" not in doc
    assert set(doc["figure"]) == {"measure", "item", "subject"}
    assert doc["figure"]["subject"]["id"] == "cty:RUS"
    assert set(doc["quantities"][0]) == {
        "text", "span", "low", "high", "unit", "counted", "per", "approximate", "code", "per_code", "item", "approx",
        "low_closed", "high_closed", "point", "nature", "direction", "period", "assumed",
    }  # fmt: skip
    assert doc["quantities"][0]["low"] is None


@pytest.mark.parametrize(
    ("value", "written"), [(5.0, "5"), (2.5, "2.5"), (11e6, "11000000"), (1e300, "1e+300"), (None, "null")]
)
def test_whole_numbers_are_written_without_a_fraction(value: float | None, written: str) -> None:
    quantity = Quantity(text="x", span=Span(0, 1), low=value, high=None)
    doc = claim_to_json(replace(a_claim(), quantities=(quantity,)))
    assert json.dumps(doc["quantities"][0]["low"]) == written


def test_a_report_has_the_fields_of_the_contract() -> None:
    article = replace(stubs.article_of("They met.", published=date(2024, 5, 16)), extra={"k": [1]}, spun=0.25)
    doc = report_to_json(article, [a_claim()])
    assert doc["schema"] == "sayso/1"
    assert doc["report"].items() >= {
        "id": article.article_id, "url": None, "publisher": "Example Wire", "title": "Talks",
        "published": "2024-05-16", "language": "en", "sentences": 1, "extra": {"k": [1]}, "copy_of": None,
    }.items()  # fmt: skip
    origin = doc["report"]["origin"]
    assert (origin["kind"], origin["wire"], origin["spun"]) == ("original", None, 0.25)
    assert len(doc["claims"]) == 1


def test_an_unknown_day_is_null() -> None:
    assert report_to_json(stubs.article_of("x", published=None), [])["report"]["published"] is None


def an_event() -> Event:
    claim = a_claim()
    return Event(
        event_id="e1",
        claim_ids=(claim.claim_id, "c2"),
        lead=claim,
        n_reports=2,
        n_publishers=1,
        n_origins=1,
        rests_on="Town",
        first_published="2024-05-16",
        last_published="2024-05-17",
        disagreements={"status": {"happened": (claim.claim_id,), "ongoing": ("c2",)}},
        supporters={"status": (claim.claim_id,)},
    )


def test_an_event_has_the_fields_of_a_claim_and_its_counts() -> None:
    doc = event_to_json(an_event())
    missing = claim_to_json(a_claim()).keys() - doc.keys()
    # what explains an event are its accounts
    assert missing == {"report", "why", "carried_from"}
    assert doc["id"] == "e1"
    assert (doc["reports"], doc["publishers"], doc["origins"], doc["rests_on"]) == (2, 1, 1, "Town")
    assert doc["disagreements"]["status"]["ongoing"] == ["c2"]
    assert doc["supporters"]["status"] == [a_claim().claim_id]
    assert "accounts" not in doc


def test_accounts_are_written_out_on_request() -> None:
    assert event_to_json(an_event(), [a_claim()])["accounts"] == [claim_to_json(a_claim())]


def test_times_quantities_and_places_keep_all_they_say() -> None:
    span = Span(0, 1)
    tag = TimexTag(span=span, type="DATE", value="2024-05", mod="START")
    time = TimeRange(
        text="e",
        span=span,
        edtf="2024-05-01/2024-05-10",
        earliest="2024-05-01",
        latest="2024-05-10",
        grain=Grain.MONTH,
        kind=TimeKind.INTERVAL,
        status=TimeStatus.ASSUMED,
        reason="past tense: the last one",
        start="2024-05-01",
        end="2024-05-11",
        anchor="publication",
        offset=(-1.0, "month"),
        part="early",
        bound="no_later_than",
        approx=Approx.ABOUT,
        length=Length(low=None, high=3.0, unit="week"),
        recurrence="P1W",
        timex=(tag,),
    )
    quantity = Quantity(
        text="e",
        span=span,
        low=None,
        high=14.0,
        unit="hour",
        counted="shells",
        per="day",
        approximate=True,
        code="h",
        per_code="d",
        item="artillery shell",
        approx=Approx.NEARLY,
        low_closed=False,
        high_closed=False,
        point=(14.0,),
        nature=Nature.CHANGE,
        direction="down",
        period=time,
        assumed="dollar",
    )
    place = Place(
        text="e",
        span=span,
        name="Here",
        place_id="geo:1",
        kind=PlaceKind.CITY,
        use=ToponymUse.ASSOCIATIVE,
        runner_up=RunnerUp(place_id="geo:2", name="There", p=0.2),
    )
    article = stubs.article_of("e met.")
    told = stubs.claim_of(article)
    assert told is not None
    claim = replace(told, time=time, quantities=(quantity,), place=place)
    assert claim_from_json(claim_to_json(claim)) == claim
