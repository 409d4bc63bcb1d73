import re
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from bench.stream.gold import dumped, independent, loaded
from bench.stream.make import Stream, read_stream
from bench.stream.score import MAIN
from bench.stream.texts import ELSEWHERE, Lean

KINDS = {
    "verbatim",
    "abridged",
    "edited",
    "spun",
    "partial",
    "shared-quote",
    "shared-release",
    "cites",
    "update",
}


@pytest.fixture(scope="module")
def stream() -> Stream:
    return read_stream()


def test_it_is_of_the_size_and_split_that_is_stated(stream: Stream) -> None:
    assert len(stream.rows) == 200
    assert Counter(e.field for e in stream.gold.events) == {"dev": 15, "held": 15}
    assert {link.kind for link in stream.gold.links} == KINDS
    lengths = [len(row.text.split()) for row in stream.rows]
    assert min(lengths) > 110
    assert max(lengths) < 470


def test_it_is_the_same_every_time(stream: Stream) -> None:
    assert read_stream() == stream


def test_a_field_alone_gives_the_same_reports(stream: Stream) -> None:
    dev, held = read_stream("dev"), read_stream("held")
    assert {r.id for r in dev.rows} | {r.id for r in held.rows} == {r.id for r in stream.rows}
    assert {r.id: r.text for r in (*dev.rows, *held.rows)} == {r.id: r.text for r in stream.rows}


def test_ids_and_addresses_are_of_one_report_each(stream: Stream) -> None:
    assert len({row.id for row in stream.rows}) == 200
    assert len({row.url for row in stream.rows}) == 200


def test_no_mark_is_left_in_a_text(stream: Stream) -> None:
    for row in stream.rows:
        assert not re.search(r"[{}|]|\s{3}", row.text), row.id
        assert "  " not in row.text, row.id


def test_parts_cover_each_text_but_the_blanks_between_paragraphs(stream: Stream) -> None:
    texts = {row.id: row.text for row in stream.rows}
    for report in stream.gold.reports:
        text = texts[report.id]
        rest = list(text)
        for part in report.parts:
            rest[part.start : part.end] = [""] * (part.end - part.start)
        assert set("".join(rest)) <= {"\n"}, report.id


def test_parts_are_about_happenings_that_are_there(stream: Stream) -> None:
    known = {e.id for e in stream.gold.events} | {ELSEWHERE}
    assert {part.about for r in stream.gold.reports for part in r.parts} <= known


def test_links_and_apart_are_of_what_is_there(stream: Stream) -> None:
    ids = {row.id for row in stream.rows}
    assert all({link.left, link.right} <= ids for link in stream.gold.links)
    apart = {e.id: e.apart for e in stream.gold.events}
    assert all(e in apart[other] for e, others in apart.items() for other in others)
    fields = {e.id: e.field for e in stream.gold.events}
    assert all(fields[e] == fields[other] for e, others in apart.items() for other in others)
    assert sum(map(len, apart.values())) // 2 >= 10


def test_pasted_pages_have_two_origins_of_about_half_each(stream: Stream) -> None:
    pasted = [r for r in stream.gold.reports if r.relation == "pasted"]
    assert len(pasted) == 4
    for report in pasted:
        assert len(report.shares) == 2
        assert min(report.shares.values()) > MAIN


def figures(text: str) -> set[float]:
    """Numbers above a dozen; the spinner writes smaller ones as words and the other way round."""
    found = re.findall(r"\b\d+(?:,\d{3})*(?:\.\d+)?\b", text)
    return {n for f in found if (n := float(f.replace(",", ""))) > 12}


def test_what_is_taken_over_in_part_is_no_main_origin(stream: Stream) -> None:
    partial = [r for r in stream.gold.reports if r.relation == "partial"]
    assert len(partial) == 3
    for report in partial:
        own = report.id.replace("-", "/")
        assert [o for o, share in report.shares.items() if share >= MAIN] == [own]


def test_spun_copies_are_changed_and_carry_their_figures(stream: Stream) -> None:
    texts = {row.id: row.text for row in stream.rows}
    right = {link.left: link.right for link in stream.gold.links if link.kind == "spun"}
    rates = []
    for report in stream.gold.reports:
        if not report.spun:
            continue
        rates.append(report.replaced)
        assert figures(texts[report.id]) <= figures(texts[right[report.id]]) | {2026}, report.id
    assert len(rates) == 35
    assert min(rates) > 0.05
    assert max(rates) > 0.3


def test_some_rows_lack_a_publisher_and_some_come_before_their_origin(stream: Stream) -> None:
    days = {row.id: row.published[:10] for row in stream.rows}
    assert sum(not row.publisher for row in stream.rows) >= 10
    assert sum("publisher" not in row.line() for row in stream.rows) >= 10
    early = [
        k
        for k in stream.gold.links
        if days[k.left] < days[k.right] and k.kind in ("spun", "verbatim", "abridged")
    ]
    assert len(early) >= 4
    assert all(date.fromisoformat(day) for day in days.values())


def test_the_agency_is_credited_where_a_page_says_so(stream: Stream) -> None:
    credit = {r.id: (r.wire, r.credit) for r in stream.gold.reports}
    assert credit["h01-a"] == ("Reuters", "openly")
    assert credit["h01-a4"] == ("Reuters", "")
    assert credit["h12-b2"] == ("Reuters", "openly")
    assert credit["h01-c"] == ("", "")
    assert credit["h13-b"] == ("dpa", "openly")
    assert credit["h02-a3"] == ("AFP", "in passing")


def test_gold_survives_its_json(stream: Stream) -> None:
    assert loaded(dumped(stream.gold)) == replace(stream.gold)


def test_independent_origins_follow_from_what_leans_on_what() -> None:
    leans = [
        ("b", Lean(on="a", how="sure")),
        ("c", Lean(on="@Someone", how="likely")),
        ("d", Lean(on="@Someone", how="likely")),
        ("e", Lean(on="a", how="maybe")),
    ]
    assert independent("abcde", leans) == (2, 3, 4)
    assert independent("ab", []) == (2, 2, 2)


def test_a_lean_of_another_sort_is_refused() -> None:
    with pytest.raises(ValueError, match="perhaps"):
        Lean(on="a", how="perhaps")
