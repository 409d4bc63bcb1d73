import pytest

from bench.stream.recipes import Made, derive, furnished, strip_credit, styled
from bench.stream.spinner import Thesaurus
from bench.stream.texts import Derived, Piece, Spin, body_of, text_of

NO_WORDS = Thesaurus(noun={"roof": ("lid", "top", "cap", "cover")}, verb={}, other={}, function={}, phrase={})
TEXT = """
GENEVA, March 3 (Reuters) - The roof fell in on Monday. {h02|A bridge fell last week.}

Second, with three men.

Third.

Fourth.
"""
BASE = ("A roof falls in", body_of(TEXT, origin="h01/a", about="h01"))


def made(how: str, **recipe: object) -> str:
    return text_of(_made(how, **recipe).body)


def _made(how: str, **recipe: object) -> Made:
    given = {"key": "z", "of": ("a",), "how": how, "published": "2026-03-04", **recipe}
    return derive(Derived(**given), [BASE], ("h01/z", "h01"), thesaurus=NO_WORDS, half=0)  # type: ignore[arg-type]


def test_marks_divide_a_text_into_pieces() -> None:
    first = BASE[1][0]
    assert [(p.about, p.origin) for p in first] == [("h01", "h01/a"), ("h02", "h01/a")]
    assert text_of(BASE[1]).startswith(
        "GENEVA, March 3 (Reuters) - The roof fell in on Monday. A bridge fell"
    )


def test_a_verbatim_copy_may_lose_its_agency() -> None:
    assert made("verbatim") == text_of(BASE[1])
    assert made("verbatim", credit="strip").startswith("The roof fell in on Monday.")
    assert made("verbatim", credit="line").endswith("\n\nSource: Reuters")


def test_an_abridged_copy_is_cut_from_its_end_and_in_its_middle() -> None:
    assert made("abridged", keep=2).count("\n\n") == 1
    assert made("abridged", drop=(2, 3)).endswith("last week.\n\nFourth.")
    assert made("abridged", keep=2, credit="line").endswith("three men.\n\nSource: Reuters")


def test_an_edited_copy_has_another_lead_order_and_house_style() -> None:
    text = made(
        "edited",
        lead="Roof down.",
        lead_over=1,
        order=(1, 3, 2, 4),
        style="figures",
        add=(2, "My own words."),
    )
    assert text == "Roof down.\n\nMy own words.\n\nThird.\n\nSecond, with 3 men.\n\nFourth."


def test_the_added_paragraph_is_the_editors_own() -> None:
    body = _made("edited", add=(5, "My own words.")).body
    assert [p.origin for paragraph in body for p in paragraph] == ["h01/a"] * 5 + ["h01/z"]


def test_a_partial_copy_stands_within_own_words() -> None:
    body = _made("partial", own="Mine.\n\nMine too.", take=(3, 4), at=1).body
    assert text_of(body) == "Mine.\n\nThird.\n\nFourth.\n\nMine too."
    assert [paragraph[0].origin for paragraph in body] == ["h01/z", "h01/a", "h01/a", "h01/z"]


def test_a_pasted_page_has_both_reports_under_their_titles() -> None:
    other = ("Elsewhere", body_of("Else.", origin="h02/b", about="h02"))
    recipe = Derived(key="x", of=("a", "h02/b"), how="pasted", published="2026-03-04", keep=1, credit="strip")
    body = derive(recipe, [BASE, other], ("h01/x", "h01"), thesaurus=NO_WORDS, half=0).body
    assert text_of(body).split("\n\n") == [
        "A roof falls in",
        "The roof fell in on Monday. A bridge fell last week.",
        "Elsewhere",
        "Else.",
    ]
    assert [paragraph[0].about for paragraph in body] == ["h01", "h01", "h02", "h02"]


def test_a_spun_copy_keeps_its_pieces_and_says_how_much_was_changed() -> None:
    done = _made("spun", credit="strip", spin=Spin(setting="mill", rate=1.0))
    assert [p.about for p in done.body[0]] == ["h01", "h02"]
    assert text_of(done.body).startswith(("The lid fell in", "The cap fell in"))
    assert done.title in ("A lid falls in", "A cap falls in")
    assert done.replaced == pytest.approx(1 / 16, abs=0.02)


@pytest.mark.parametrize(
    "recipe",
    [{"order": (1, 2)}, {"order": (1, 1, 2, 3)}, {"swap": (("not there", "x"),)}, {"style": "baroque"}],
)
def test_a_recipe_that_does_not_fit_is_an_error(recipe: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"order|swap|style"):
        made("edited", **recipe)


@pytest.mark.parametrize(
    "opening",
    [
        "QUETTA, Pakistan, March 3 (Reuters) - ",
        "QUETTA, Pakistan (AP) — ",
        "Port Sudan (AFP) – ",
        "Quito, Mar 7 (EFE).- ",
        "TASHKENT, March 4 (Xinhua) -- ",
        "ASTANA, March 11. /TASS/. ",
        "Nairobi (NTB): ",
        "WARSAW, Feb 13 (Reuters) - ",
    ],
)
def test_datelines_of_agencies_are_taken_off(opening: str) -> None:
    assert strip_credit(opening + "It rained.") == "It rained."


def test_other_openings_stay() -> None:
    for text in (
        "CALAPAN CITY — The governor said",
        "Rotterdam - Police held",
        "Officials (four of them) said",
    ):
        assert strip_credit(text) == text


def test_house_styles() -> None:
    assert styled("The neighbor's color, 5 kilometers, 3 percent", "british") == (
        "The neighbour's colour, 5 kilometres, 3 per cent"
    )
    assert styled("The centre and the organisers", "american") == "The center and the organizers"
    assert styled("One of eleven; Three", "figures") == "One of 11; Three"


def test_furniture_stands_around_and_is_nobodys() -> None:
    body = furnished(
        ((Piece(text="x", origin="o", about="h01"),),),
        ["Top"],
        ["© {year} {author}"],
        {"year": "2026", "author": "A"},
    )
    assert text_of(body) == "Top\n\nx\n\n© 2026 A"
    assert [p[0].origin for p in body] == ["", "o", ""]
