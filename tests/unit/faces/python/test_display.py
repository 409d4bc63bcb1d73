import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from IPython.lib.pretty import pretty

import sayso
import stubs
from sayso.engine.asking import ListedClaim
from sayso.engine.pipeline import CodedReport
from sayso.faces.python.answers import Claims
from sayso.faces.python.display import as_html
from sayso.faces.python.ledger import LedgerView
from sayso.faces.python.marks import Part
from sayso.faces.python.markup import COLOURS, words
from sayso.faces.python.tables import Table
from sayso.ledger import Found
from sayso.records import Account, Claim, Span
from stubs import TOWN, Told, day, speaker

#: What no output may have beside these, in whatever text it shows.
TAGS = {
    "div", "span", "strong", "mark", "sub", "table", "caption", "thead", "tbody", "tr", "th", "td", "ul", "li",
}  # fmt: skip
ATTRIBUTES = {"class", "lang", "dir", "style", "scope"}
HOSTILE = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "<svg/onload=alert(1)>", "</div></table><style>*{}",
    "&lt;b&gt;", "\u202eesrever\u202c", "\u200f\u2066x", "\x1b[31mred\x00", "\ud800", "$x$ and $y$", "'; drop", "a\nb\tc",
    "&amp;" * 10_000, "x" * 100_000, "javascript:alert(1)", "<!-- ", "]]>",
]  # fmt: skip


class Checked(HTMLParser):
    """Takes HTML apart and complains of what must not be there."""

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS, tag
        assert {name for name, _ in attrs} <= ATTRIBUTES
        for name, value in attrs:
            if name == "style":
                assert not re.search(r"url|expression|import|position|<", value or "")

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    handle_decl = handle_pi = unknown_decl = handle_comment


def checked(html: str | None) -> str:
    """The text of an output that is well-formed and harmless."""
    assert html is not None
    # every element is closed where it was opened; XML does not have the two that HTML has
    ET.fromstring(html.translate({0xFFFE: None, 0xFFFF: None}))
    parser = Checked()
    parser.feed(html)
    parser.close()
    text = "".join(parser.text)
    assert not re.search(
        "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]", text
    )
    assert len(html) < 400_000
    return text


def coded(text: str, claims: tuple[Claim, ...] | None = None) -> CodedReport:
    article = stubs.article_of(text)
    made = stubs.claim_of(article)
    return CodedReport(article=article, claims=claims if claims is not None else (made,) if made else ())


def hostile_claim(words_: str) -> Claim:
    told = Told(
        sentence=f"They met. {words_}",
        place=replace(TOWN, name=words_, country=words_[:3]),
        time=day("2024-05-01"),
    )
    _, claim = told.made()
    actors = tuple(replace(actor, name=words_, country=words_) for actor in claim.actors)
    return replace(
        claim, actors=actors, attribution=(replace(speaker(words_), affiliation=words_),),
        time=replace(day("2024-05-01"), edtf=words_, text=words_), claim_id=words_,
    )  # fmt: skip


class Raw(Table[Claim]):
    """Claims shown column by column, as tables are that have no rows of their own making."""

    noun = "claims"
    columns = Claims.columns

    def __init__(self, claims: Claims) -> None:
        self.claims = claims

    def __iter__(self) -> Iterator[Claim]:
        return iter(self.claims)

    def rows(self) -> Iterator[Any]:
        return self.claims.rows()


def test_a_report_is_shown_with_its_claims_marked_and_listed() -> None:
    report = coded("The ministers met in the port.")
    html = report._repr_html_()
    text = checked(html)
    assert "Talks" in text
    assert "Example Wire · 2024-05-16 · 1 sentence · 1 claim" in text
    assert re.search(r'<mark style="font-weight:600;[^"]*">met</mark><sub[^>]*>did 1</sub>', str(html))
    # one letter is who, where, when and who says so at once: every part is named
    assert re.search(r">T</mark><sub[^>]*>says so 1, who 1, when 1, where 1</sub>", str(html))
    assert "CONSULT/meet" in text
    assert "the ministry" in text
    assert report.claims[0].claim_id in text


def test_a_report_without_claims_is_its_text() -> None:
    text = checked(coded("Nothing happened here.")._repr_html_())
    assert "Nothing happened here." in text
    assert "0 claims" in text
    assert "did" not in text


def test_a_claim_shows_its_sentence_and_what_it_says() -> None:
    _, claim = Told(
        sentence="They met in town.", time=day("2024-05-01"), chain=(speaker("the ministry"),)
    ).made()
    html = claim._repr_html_()
    text = checked(html)
    assert "CONSULT/visit · Kim (NOR) → Putin (NOR)" in text
    assert "happened, certain (+)" in text
    assert "says so: the ministry" in text
    assert "hey met in town." in text


@pytest.mark.parametrize("words_", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_text_is_inert_wherever_it_stands(words_: str) -> None:
    claim = hostile_claim(words_)
    checked(claim._repr_html_())
    article = replace(
        stubs.article_of(f"They met. {words_}"), title=words_, publisher=words_, article_id=words_
    )
    report = CodedReport(article=article, claims=(claim,) * 30)
    text = checked(report._repr_html_())
    assert "alert(1)" not in words_ or "alert(1)" in text  # shown, not run
    account = Account(claim=claim, published=words_, publisher=words_, text_sha256="")
    told = Claims(lambda: [ListedClaim(event_id=words_, account=account)] * 30, asked=words_)
    checked(told._repr_html_())
    checked(Table._repr_html_(Raw(told)))


@settings(deadline=None)  # shared machines
@given(st.text(max_size=300))
def test_any_text_is_inert(anything: str) -> None:
    checked(hostile_claim(anything)._repr_html_())
    checked(coded(f"They met {anything}")._repr_html_())


def test_long_reports_are_cut_and_say_so() -> None:
    text = "They met. " + "word " * 20_000
    article = stubs.article_of(text)
    claim = stubs.claim_of(article)
    assert claim is not None
    shown = checked(CodedReport(article=article, claims=(claim,) * 500)._repr_html_())
    assert "480 more claims, not marked above" in shown
    n_left = int(re.search(r"… ([\d,]+) more characters", shown)[1].replace(",", ""))  # type: ignore[index]
    assert 90_000 < n_left < 100_000


def test_very_long_evidence_is_shown_around_its_trigger() -> None:
    sentence = "word " * 1000 + "They met. " + "word " * 1000
    _, claim = Told(sentence=sentence).made()
    claim = replace(
        claim, evidence=replace(claim.evidence, trigger=Span(5005, 5008), span=Span(0, len(sentence)))
    )
    text = checked(claim._repr_html_())
    assert "They met" in text
    assert len(text) < 2_000


def test_dollars_are_not_set_as_mathematics() -> None:
    html = str(coded("They met over $5 and $6.")._repr_html_())
    assert html.startswith('<div class="sayso tex2jax_ignore mathjax_ignore"')


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, relative luminance and contrast ratio."""

    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("part", Part)
def test_marks_are_told_apart_without_colours_and_seen_on_light_and_dark(part: Part) -> None:
    colour, line = COLOURS[part]
    assert min(contrast(colour, "#ffffff"), contrast(colour, "#111111")) >= 4
    # the trigger is bold; all others have a line of their own
    others = [COLOURS[other][1] for other in Part if other not in (part, Part.DID)]
    assert part is Part.DID or line not in others


def test_everything_an_id_names_is_shown(view: LedgerView) -> None:
    event = view.events(type="CONSULT").first(1)[0]
    claim = event.lead
    for shown, said in (
        (view.event(event.event_id), "joined because"), (view.claim(claim.claim_id), "account of event"),
        (view.report(claim.article_id), "claims"), (view.actor("per:kim"), "3 events"), (event, "independent origin"),
    ):  # fmt: skip
        text = checked(as_html(shown))
        assert said in text


def test_tables_show_their_first_rows_and_how_many_more(view: LedgerView) -> None:
    for table in (
        view.events(), view.claims(), view.figures(), view.sources(), view.said_by("ministry"), view.refusals(),
        view.runs(), view.offices(), view.events().accounts(), view, view.claims(limit=1),
    ):  # fmt: skip
        assert len(checked(table._repr_html_())) > 20
    many = sayso.claims_of([coded(f"They met {n}.") for n in range(50)])
    text = checked(many._repr_html_())
    assert "50 claims" in text
    assert "… 30 more claims" in text


def test_an_itinerary_shows_its_stops_with_what_speaks_against_them(gone: LedgerView) -> None:
    text = checked(gone.itinerary("Kim")._repr_html_())
    for part in (
        "5 stops with actor=Kim", "Oslo, NOR", "meet with Putin", "visit with Lavrov, Putin", "8,085",
        "announced 2024-05-10 by the palace for 2024-05-14", "denied 2024-05-16 by an aide",
        "far from stop 3 on one day", "2024-05-17/2024-05-18", "unconfirmed", "called off",
        "Kim, per:kim; as of 2024-05-20; 1 visit or meeting told without a place",
    ):  # fmt: skip
        assert part in text, part
    assert "0 stops" in checked(gone.itinerary("Kim", since="2030-01-01")._repr_html_())
    assert "from_place" in checked(gone.itinerary("Kim").legs()._repr_html_())


def test_partners_show_what_was_left_out(gone: LedgerView) -> None:
    text = checked(gone.partners("Kim")._repr_html_())
    assert "CONSULT; ASSAULT" in text
    assert "more" not in text
    text = checked(gone.partners("Kim", limit=1, newest=3)._repr_html_())
    assert re.search(
        r"1 more partner; limit=… gives more; of \d+ claims the 3 read last; newest=… looks at", text
    )
    for table in (gone.partners("Kim").ties(), gone.partners("Kim").edges()):
        assert "Lavrov" in checked(table._repr_html_())


@pytest.mark.parametrize("words_", HOSTILE)
def test_hostile_stops_and_partners_are_harmless(
    gone: LedgerView, monkeypatch: pytest.MonkeyPatch, words_: str
) -> None:
    stops, partners = gone.itinerary("Kim"), gone.partners("Kim")
    found, listed = stops.found(), partners.found()
    bad = tuple(
        replace(
            stop, place=replace(stop.place, name=words_, country=words_), told=words_, said_by=(words_,) * 40,
            edtf=words_, companions=tuple(replace(x, name=words_) for x in stop.companions),
        )
        for stop in found.stops
    )  # fmt: skip
    named = tuple(replace(partner, name=words_, actor_id=words_) for partner in listed.partners)
    session = gone._ledger.session
    who = replace(found.who, name=words_)
    monkeypatch.setattr(session, "itinerary", lambda _query: replace(found, stops=bad, who=who))
    monkeypatch.setattr(session, "partners", lambda _query: replace(listed, partners=named))
    for table in (stops, stops.legs(), partners, partners.ties()):
        checked(table._repr_html_())


def test_what_no_face_knows_is_not_shown() -> None:
    assert as_html(Found(kind="x", id="y")) is None


@pytest.mark.parametrize(("text", "shown"), [("a" * 300, "a" * 199 + "…"), ("a\n b", "a b"), ("<", "&lt;")])
def test_words_of_a_cell_stay_on_one_line_and_short(text: str, shown: Any) -> None:
    assert words(text) == shown


def test_in_a_line_of_text_a_record_is_short(view: LedgerView) -> None:
    event = view.events(type="CONSULT").first(1)[0]
    claim = hostile_claim("x" * 10_000 + "\n\x1b[31m")
    shown = [
        view.event(event.event_id), view.claim(event.lead.claim_id), view.report(event.lead.article_id),
        view.actor("per:kim"), event, event.lead, claim, coded("They met. " * 1000, (claim,)),
    ]  # fmt: skip
    for record in shown:
        line = pretty(record)
        assert line.startswith(f"{type(record).__name__}: ")
        assert len(line) < 450
        assert "\n" not in line
        assert "\x1b" not in line
    assert pretty(Found(kind="x", id="y")) == "Found(kind='x', id='y')"
    assert "CONSULT/visit · Kim (NOR) → Putin (NOR)" in pretty(event)
    # what a program prints of a record is all of it
    assert "claim_ids" in repr(event)
