from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

import stubs
from sayso.faces.cli.tables import claim_block, counted, events_table, plain, report_block
from sayso.records import Claim, Event, Quantity, Span


def a_claim(**changes: object) -> Claim:
    article = stubs.article_of("Norway met Turkey, the ministry said.")
    claim = stubs.claim_of(article)
    assert claim is not None
    return replace(claim, **changes)


def printed(thing: object, *, terminal: bool = False, width: int = 100) -> str:
    colours = "standard" if terminal else None
    console = Console(file=StringIO(), width=width, force_terminal=terminal, color_system=colours)
    console.print(thing)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_trigger_is_starred_where_there_is_no_colour() -> None:
    assert "Norway *met* Turkey" in printed(claim_block(1, a_claim(), None, coloured=False))


def test_trigger_is_styled_and_not_starred_on_a_terminal() -> None:
    text = printed(claim_block(1, a_claim(), None, coloured=True), terminal=True)
    assert "*met*" not in text
    assert "\x1b[1;7mmet" in text


def test_block_names_speaker_place_time_and_status() -> None:
    text = printed(claim_block(1, a_claim(), None, coloured=False))
    for part in ("the ministry [institution]", "Constanța, ROU", "2024-05-15", "happened", "CONSULT/meet"):
        assert part in text


def test_report_speaks_for_itself_where_nobody_else_does() -> None:
    assert "Wire itself" in printed(claim_block(1, a_claim(attribution=()), "Wire", coloured=False))


def test_unresolved_time_keeps_its_words() -> None:
    time = a_claim().time
    assert time is not None
    unresolved = replace(time, text="last week", edtf=None, earliest=None, latest=None)
    text = printed(claim_block(1, a_claim(time=unresolved), None, coloured=False))
    assert "when" in text
    assert "“last week”" in text


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (None, 14.0, "up to 14"),
        (14.0, None, "at least 14"),
        (3.0, 5.0, "3 to 5"),
        (7e6, 7e6, "7e+06"),
        (None, None, "no number stated"),
        (1200.0, 1200.0, "1,200"),
    ],
)
def test_bounds_are_spelt_out(low: float | None, high: float | None, expected: str) -> None:
    quantity = Quantity(text="so many", span=Span(0, 1), low=low, high=high, counted="shells")
    text = printed(claim_block(1, a_claim(quantities=(quantity,)), None, coloured=False))
    expected = "7,000,000" if expected == "7e+06" else expected
    assert f"{expected} shells" in text


def test_markup_in_the_news_is_text() -> None:
    article = replace(stubs.article_of("[bold]Norway[/bold] met [/] Turkey."), title="[red]x[/red]")
    claim = stubs.claim_of(article)
    assert claim is not None
    console = Console(file=StringIO(), width=100)
    console.print(report_block(article, [claim], console))
    assert isinstance(console.file, StringIO)
    assert "[red]x[/red]" in console.file.getvalue()
    assert "[bold]Norway[/bold] *met* [/] Turkey." in console.file.getvalue()


@pytest.mark.parametrize("evil", ["\x1b[2J", "\x9b2J", "\x07", "\u202e", "\r"])
def test_nothing_in_the_news_steers_the_terminal(evil: str) -> None:
    assert evil not in plain(f"a{evil}b")
    assert plain(f"a{evil}b").startswith("a")


def test_events_show_origins_beside_reports() -> None:
    event = Event(
        event_id="e1",
        claim_ids=("c1",),
        lead=a_claim(),
        n_reports=3,
        n_publishers=2,
        n_origins=1,
        rests_on=None,
        first_published=None,
        last_published=None,
    )
    text = printed(events_table([event]))
    assert "1/3" in text
    assert "e1" in text


@pytest.mark.parametrize(("n", "words"), [(0, "0 claims"), (1, "1 claim"), (1204, "1,204 claims")])
def test_numbers_agree_with_their_nouns(n: int, words: str) -> None:
    assert counted(n, "claim") == words
