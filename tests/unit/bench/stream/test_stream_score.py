from collections.abc import Mapping
from dataclasses import replace

import pytest

from bench.stream.gold import Gold, GoldEvent, GoldLink, GoldReport, Part
from bench.stream.make import Stream, read_stream
from bench.stream.score import (
    Member,
    Predicted,
    PredictedEvent,
    PredictedLink,
    Prf,
    best_event,
    counts,
    link_confusion,
    located,
    merges,
    origin_pairs,
    spun_found,
    summary,
    wires_found,
)
from bench.stream.texts import EventGold, Independent


def report(key: str, shares: Mapping[str, float], **given: object) -> GoldReport:
    happening = key.split("-", maxsplit=1)[0]
    parts = (Part(start=0, end=100, origin=next(iter(shares)), about=happening),)
    fresh = GoldReport(id=key, happenings=(happening,), shares=shares, relation="", parts=parts)
    return replace(fresh, **given)  # type: ignore[arg-type]


def event(
    key: str, members: tuple[str, ...], *, count: int, apart: tuple[str, ...] = (), rests_on: str = ""
) -> GoldEvent:
    return GoldEvent(
        id=key,
        field="dev",
        event=EventGold(type="ASSAULT", day="2026-03-03", place="X", country="XXX"),
        independent=Independent(certain=1, count=count, possible=count + 1, rests_on=rests_on),
        members=members,
        apart=apart,
    )


# h1: two origins, a copy and a spun copy of the first, and a page of which a third is from the second.
# h2: one report, whose second half tells of h1.
REPORTS = (
    report("h1-a", {"h1/a": 1.0}, wire="AP", credit="openly"),
    report("h1-a2", {"h1/a": 0.9, "h1/a2": 0.1}, relation="edited", wire="AP", credit="in passing"),
    report("h1-a3", {"h1/a": 1.0}, relation="spun", spun=True, wire="AP"),
    report("h1-b", {"h1/b": 1.0}),
    report("h1-c", {"h1/c": 0.7, "h1/b": 0.3}, relation="partial"),
    report(
        "h2-a",
        {"h2/a": 1.0},
        parts=(
            Part(start=0, end=50, origin="h2/a", about="h2"),
            Part(start=50, end=90, origin="h2/a", about="h1"),
            Part(start=90, end=100, origin="h2/a", about="~"),
        ),
    ),
)
GOLD = Gold(
    reports=REPORTS,
    links=(
        GoldLink(left="h1-a2", right="h1-a", kind="edited"),
        GoldLink(left="h1-a3", right="h1-a", kind="spun"),
        GoldLink(left="h1-c", right="h1-b", kind="partial"),
    ),
    events=(
        event(
            "h1", ("h1-a", "h1-a2", "h1-a3", "h1-b", "h1-c"), count=2, apart=("h2",), rests_on="Osman Tayfour"
        ),
        event("h2", ("h2-a",), count=1, apart=("h1",)),
    ),
)


def found(
    *members: Member, key: str = "e1", kind: str = "ASSAULT", origins: int | None = 2, rests_on: str = ""
) -> PredictedEvent:
    return PredictedEvent(id=key, members=members, type=kind, origins=origins, rests_on=rests_on)


def origins(**given: str) -> dict[str, frozenset[str]]:
    return {key.replace("_", "-"): frozenset(value.split()) for key, value in given.items()}


def test_precision_recall_and_f1() -> None:
    assert (Prf().precision, Prf().recall, Prf().f1) == (1.0, 1.0, 1.0)
    assert (Prf(right=3, wrong=1, missed=3).precision, Prf(right=3, wrong=1, missed=3).recall) == (0.75, 0.5)
    assert Prf(right=3, wrong=1, missed=3).f1 == pytest.approx(0.6)
    assert Prf(missed=2, wrong=1).f1 == 0.0


def test_pairs_of_one_origin_are_counted() -> None:
    assert origin_pairs(GOLD, {}) == Prf(missed=3)
    right = origins(h1_a="x", h1_a2="x", h1_a3="x", h1_b="y", h1_c="z", h2_a="w")
    assert origin_pairs(GOLD, right) == Prf(right=3)
    assert origin_pairs(GOLD, {**right, **origins(h2_a="y")}) == Prf(right=3, wrong=1)


def test_a_pair_that_shares_a_lesser_origin_is_asked_for_nowhere() -> None:
    right = origins(h1_a="x", h1_a2="x", h1_a3="x", h1_b="y", h1_c="y", h2_a="w")
    assert origin_pairs(GOLD, right) == Prf(right=3)


def test_a_report_may_have_two_origins() -> None:
    both = replace(GOLD, reports=(*REPORTS, report("h1-x", {"h1/a": 0.5, "h2/a": 0.5})))
    assert origin_pairs(both, {}) == Prf(missed=7)
    named = origins(h1_a="x", h1_a2="x", h1_a3="x", h2_a="w", h1_x="x w")
    assert origin_pairs(both, named) == Prf(right=7)


def test_the_event_asked_is_that_of_the_type_with_most_reports() -> None:
    reports = {r.id: r for r in REPORTS}
    small = found(Member(report="h1-a"), key="e1")
    large = found(Member(report="h1-a"), Member(report="h1-b"), key="e2")
    other = found(*(Member(report=m) for m in GOLD.events[0].members), key="e3", kind="CONSULT")
    assert best_event(GOLD.events[0], [small, large, other], reports) == large
    assert best_event(GOLD.events[0], [other], reports) == other
    assert best_event(GOLD.events[1], [small, large, other], reports) is None


def test_counts_are_exact_within_or_neither() -> None:
    events = (found(*(Member(report=m) for m in GOLD.events[0].members), origins=2, rests_on="Tayfour"),)
    first, second = counts(GOLD, Predicted(events=events))
    assert (first.exact, first.within, first.gathered, first.rests_on_right) == (True, True, 1.0, True)
    assert (second.found, second.exact, second.within, second.gathered) == (None, False, False, 0.0)
    more = (replace(events[0], origins=3, rests_on="Somebody Else"),)
    first = counts(GOLD, Predicted(events=more))[0]
    assert (first.exact, first.within, first.rests_on_right) == (False, True, False)
    most = counts(GOLD, Predicted(events=more, counts={"h1": 9, "h2": 1}))
    assert [(c.found, c.exact, c.within) for c in most] == [(9, False, False), (1, True, True)]


def test_a_merged_pair_is_counted_by_the_words_its_members_rest_on() -> None:
    apart = found(Member(report="h1-a"), Member(report="h2-a", start=55, end=80))
    assert merges(GOLD, [apart]) == ()
    merged = found(Member(report="h1-a"), Member(report="h2-a", start=0, end=40))
    assert [(m.left, m.right, m.event) for m in merges(GOLD, [merged])] == [("h1", "h2", "e1")]
    whole = found(Member(report="h1-a"), Member(report="h2-a"))
    assert len(merges(GOLD, [whole])) == 1


def test_background_and_other_types_are_no_merge() -> None:
    background = found(Member(report="h1-a"), Member(report="h2-a", start=91, end=99))
    assert merges(GOLD, [background]) == ()
    other = found(Member(report="h1-a"), Member(report="h2-a", start=0, end=40), kind="CONSULT")
    assert merges(GOLD, [other]) == ()
    assert len(merges(GOLD, [replace(other, type="")])) == 1


def test_a_sentence_is_located_whatever_its_blanks() -> None:
    text = "It rained (hard).\n\nIt is dry now."
    assert located("It is  dry\nnow.", text) == (19, 33)
    assert located("It rained (hard). It is", text) == (0, 24)
    assert located("A title", text) == (-1, -1)
    assert located("", text) == (-1, -1)


def test_kinds_of_links_are_confused_openly() -> None:
    links = [
        PredictedLink(left="h1-a", right="h1-a2", kind="edited"),
        PredictedLink(left="h1-a3", right="h1-a2", kind="abridged"),
    ]
    assert link_confusion(GOLD, links) == {
        ("edited", "edited"): 1,
        ("spun", "abridged"): 1,
        ("partial", ""): 1,
    }


def test_a_link_to_the_report_itself_goes_before_one_to_another_copy() -> None:
    links = [
        PredictedLink(left="h1-a3", right="h1-a2", kind="abridged"),
        PredictedLink(left="h1-a3", right="h1-a", kind="spun"),
        PredictedLink(left="h1-c", right="h2-a", kind="partial"),
    ]
    table = link_confusion(GOLD, links)
    assert table["spun", "spun"] == 1
    assert table["partial", ""] == 1


def test_wires_are_asked_where_they_are_named() -> None:
    assert wires_found(GOLD, {"h1-a": "AP"}) == Prf(right=1)
    assert wires_found(GOLD, {"h1-a": "AFP", "h1-b": "AP"}) == Prf(wrong=2, missed=1)
    everywhere = ("openly", "in passing", "")
    assert wires_found(GOLD, {"h1-a": "AP", "h1-a3": "AP"}, credit=everywhere) == Prf(right=2, missed=1)


def test_spun_copies_are_found_or_not() -> None:
    assert spun_found(GOLD, frozenset({"h1-a3"})) == Prf(right=1)
    assert spun_found(GOLD, frozenset({"h1-a2"})) == Prf(wrong=1, missed=1)


@pytest.fixture(scope="module")
def stream() -> Stream:
    return read_stream()


def perfect(gold: Gold) -> Predicted:
    """The prediction that says what is so."""
    return Predicted(
        origins={r.id: frozenset(o for o, share in r.shares.items() if share >= 0.3) for r in gold.reports},
        events=tuple(
            PredictedEvent(
                id=e.id,
                members=tuple(
                    Member(report=r.id, start=p.start, end=p.end)
                    for r in gold.reports
                    for p in r.parts
                    if p.about == e.id
                ),
                type=e.event.type,
                origins=e.independent.count,
                rests_on=e.independent.rests_on,
            )
            for e in gold.events
        ),
        links=tuple(PredictedLink(left=link.left, right=link.right, kind=link.kind) for link in gold.links),
        wires={r.id: r.wire for r in gold.reports if r.wire},
        spun=frozenset(r.id for r in gold.reports if r.spun),
    )


def test_what_is_so_scores_full_marks_on_the_stream(stream: Stream) -> None:
    scores = summary(stream.gold, perfect(stream.gold))
    assert scores.pop("merges") == 0
    assert scores.pop("mean error") == 0
    assert scores == dict.fromkeys(scores, 1.0)


def test_nothing_found_scores_nothing(stream: Stream) -> None:
    scores = summary(stream.gold, Predicted())
    for name in (
        "origin pairs, F1",
        "origins exact",
        "link kinds right",
        "wire recall",
        "spun recall",
        "reports gathered",
    ):
        assert scores[name] == 0.0, name
    assert scores["mean error"] > 2


def test_one_event_of_all_reports_merges_every_pair(stream: Stream) -> None:
    whole = PredictedEvent(
        id="all",
        members=tuple(
            Member(report=r.id, start=p.start, end=p.end) for r in stream.gold.reports for p in r.parts
        ),
    )
    apart = {frozenset((e.id, o)) for e in stream.gold.events for o in e.apart}
    assert len(merges(stream.gold, [whole])) == len(apart)


def test_counting_reports_as_origins_is_far_from_exact(stream: Stream) -> None:
    gold = stream.gold
    each = replace(
        perfect(gold),
        origins={},
        events=tuple(replace(e, origins=len({m.report for m in e.members})) for e in perfect(gold).events),
    )
    scores = summary(gold, each)
    assert scores["origins exact"] < 0.1
    assert scores["origin pairs, recall"] == 0.0
