"""Amounts of sentences: bounds, units, what is counted, rates, what they are, and numbers that are none."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from itertools import pairwise

import pytest

from counting import counted, parsed
from sayso.extract.quantity import quantities_in
from sayso.extract.quantity.lists import pairs, phrases
from sayso.extract.quantity.units import (
    _currencies,
    _rows,
    currency_after,
    currency_before,
    currency_names,
    is_sign,
    is_unit,
    unit_at,
)
from sayso.extract.quantity.words import split
from sayso.extract.tree import Tree
from sayso.records import Approx, Nature, Quantity, Span, TimeKind, TimeRange
from telling import article_of


def only(text: str, countries: tuple[str, ...] = ()) -> Quantity:
    """The one amount of a sentence."""
    (found,) = counted(text, countries=countries)
    return found


# ------------------------------------------------------------------ bounds


@pytest.mark.parametrize(
    ("before", "low", "high", "closed", "approx"),
    [
        ("", 40, 40, True, "none"),
        ("exactly", 40, 40, True, "none"),
        ("some", 40, 40, True, "about"),
        ("about", 40, 40, True, "about"),
        ("an estimated", 40, 40, True, "about"),
        ("at least", 40, None, True, "none"),
        ("no fewer than", 40, None, True, "none"),
        ("more than", 40, None, False, "none"),
        ("well over", 40, None, False, "none"),
        ("just over", 40, None, False, "just_over"),
        ("up to", None, 40, True, "none"),
        ("as many as", None, 40, True, "none"),
        ("no more than", None, 40, True, "none"),
        ("fewer than", None, 40, False, "none"),
        ("nearly", None, 40, False, "nearly"),
        ("just short of", None, 40, False, "nearly"),
        ("at least some", 40, None, True, "none"),
    ],
)
def test_words_before_a_number_bound_it(
    before: str, low: float | None, high: float | None, closed: bool, approx: str
) -> None:
    found = only(f"They lost {before} 40 ships .")
    assert (found.low, found.high, found.approx) == (low, high, Approx(approx))
    assert closed == (found.low_closed and found.high_closed)
    assert found.text == f"{before} 40 ships".strip()
    assert (found.point, found.item, found.approximate) == ((40.0,), "ship", approx != "none")


@pytest.mark.parametrize(
    ("amount", "low", "high", "approx"),
    [
        ("40 or more ships", 40, None, "none"),
        ("40 or so ships", 40, 40, "about"),
        ("40-plus ships", 40, None, "none"),
        ("40 or fewer ships", None, 40, "none"),
        ("40+ ships", 40, None, "none"),
        ("40-odd ships", 40, 40, "about"),
    ],
)
def test_words_after_a_number_bound_it(
    amount: str, low: float | None, high: float | None, approx: str
) -> None:
    found = only(f"They lost {amount} .")
    assert (found.low, found.high, found.approx) == (low, high, Approx(approx))


@pytest.mark.parametrize(
    ("amount", "low", "high"),
    [
        ("between 40 and 60 ships", 40, 60),
        ("40 to 60 ships", 40, 60),
        ("40-60 ships", 40, 60),
        ("four or five ships", 4, 5),
        ("from 40 to 60 ships", 40, 60),
        ("two dozen ships", 24, 24),
        ("1,200 ships", 1200, 1200),
        ("half a million ships", 5e5, 5e5),
    ],
)
def test_ranges_and_numbers_in_words(amount: str, low: float, high: float) -> None:
    found = only(f"They saw {amount} .")
    assert (found.low, found.high, found.text, found.item) == (low, high, amount, "ship")
    assert found.point == ((low,) if low == high else (low, high))


def test_after_a_verb_of_change_from_and_to_are_two_levels() -> None:
    first, second = counted("Exports rose from 40 to 50 .")
    assert (first.low, first.high, second.low, second.high) == (40, 40, 50, 50)


@pytest.mark.parametrize(
    "amount",
    ["dozens of ships", "tens of thousands of ships", "several ships", "a handful of ships", "a few ships"],
)
def test_vague_amounts_have_no_ends(amount: str) -> None:
    found = only(f"They saw {amount} .")
    assert (found.low, found.high, found.point, found.approx) == (None, None, (), Approx.VAGUE)
    assert (found.text, found.item) == (amount, "ship")


@pytest.mark.parametrize(
    ("sentence", "low", "high", "closed"),
    [
        ("Losses topped 3,000 ships .", 3000, None, False),
        ("Losses exceeded 3,000 ships .", 3000, None, False),
        ("Losses must not exceed 3,000 ships .", None, 3000, True),
        ("Losses were capped at 3,000 ships .", None, 3000, True),
        ("Losses hit 3,000 ships .", 3000, 3000, True),
    ],
)
def test_verbs_bound_their_own_number(
    sentence: str, low: float | None, high: float | None, closed: bool
) -> None:
    found = only(sentence)
    assert (found.low, found.high, found.low_closed and found.high_closed) == (low, high, closed)


def test_a_restated_amount_has_the_bound_of_the_first() -> None:
    first, second = counted("They laid more than 100 km ( 60 miles ) of cable .")
    assert (first.low, first.high, first.low_closed) == (100, None, False)
    assert (second.low, second.high, second.low_closed, second.unit) == (60, None, False, "mile")


def test_a_particle_of_a_verb_bounds_nothing() -> None:
    text = "They turned over 40 ships ."
    sentence = parsed(text)
    over = replace(sentence.tokens[2], deprel="compound:prt", head=1)
    joined = replace(sentence, tokens=(*sentence.tokens[:2], over, *sentence.tokens[3:]))
    article = article_of(text, None)
    (with_particle,) = quantities_in(joined, article, ())
    assert (with_particle.low, with_particle.high, with_particle.text) == (40, 40, "40 ships")
    assert counted(text)[0].high is None


# ------------------------------------------------------------------ units and money


@pytest.mark.parametrize(
    ("amount", "value", "unit", "code"),
    [
        ("40 km", 40, "kilometre", "km"),
        ("40km", 40, "kilometre", "km"),
        ("40 kilometres", 40, "kilometre", "km"),
        ("40 sq km", 40, "square kilometre", "km2"),
        ("40kg", 40, "kilogram", "kg"),
        ("2.5 tonnes", 2.5, "tonne", "t"),
        ("40C", 40, "degree Celsius", "Cel"),
        ("40 degrees Celsius", 40, "degree Celsius", "Cel"),
        ("5%", 5, "percent", "%"),
        ("5 percent", 5, "percent", "%"),
        ("5 per cent", 5, "percent", "%"),
        ("0.3 percentage points", 0.3, "percentage point", "{pp}"),
        ("25 basis points", 25, "basis point", "{bp}"),
        ("40 MW", 40, "megawatt", "MW"),
        ("900 days", 900, "day", "d"),
        ("90 minutes", 90, "minute", "min"),
        ("half an hour", 0.5, "hour", "h"),
        ("a fortnight", 2, "week", "wk"),
        ("a day and a half", 1.5, "day", "d"),
        ("2.7 m long", 2.7, "metre", "m"),
        ("minus 5 degrees", -5, "degree", "deg"),
    ],
)
def test_units_have_their_codes(amount: str, value: float, unit: str, code: str) -> None:
    found = only(f"They had {amount} .")
    assert (found.low, found.high) == (value, value)
    assert (found.unit, found.code) == (unit, code)


def test_millions_are_no_metres() -> None:
    found = only("They sold 2.7m ships .")
    assert (found.low, found.unit, found.code, found.item) == (2.7e6, None, "1", "ship")


@pytest.mark.parametrize(
    ("amount", "value", "code", "assumed"),
    [
        ("$40", 40, "USD", "dollar"),
        ("$3m", 3e6, "USD", "dollar"),
        ("US$ 40", 40, "USD", ""),
        ("C$ 40", 40, "CAD", ""),
        ("€ 1.2 billion", 1.2e9, "EUR", ""),
        ("40 euros", 40, "EUR", ""),
        ("40 dollars", 40, "USD", "dollar"),
        ("3 million dollars", 3e6, "USD", "dollar"),
        ("40 Swiss francs", 40, "CHF", ""),
        ("40 yen", 40, "JPY", ""),
        ("¥ 40", 40, "JPY", "japanese yen"),
        ("Rs4,200", 4200, "INR", "indian rupee"),
        ("RM120,000", 120_000, "MYR", ""),
        ("$50bn-$60bn", 50e9, "USD", "dollar"),
    ],
)
def test_money_has_its_currency(amount: str, value: float, code: str, assumed: str) -> None:
    found = only(f"It cost {amount} .")
    assert (found.low, found.unit, found.code, found.assumed) == (value, code, code, assumed)
    assert found.text == amount


@pytest.mark.parametrize(
    ("words", "countries", "code"),
    [
        ("pesos", (), None),
        ("pesos", ("FRA",), None),
        ("pesos", ("MEX",), "MXN"),
        ("pesos", ("FRA", "PHL", "MEX"), "PHP"),
        ("dinars", ("KWT",), "KWD"),
        ("dinars", (), None),
        ("rupees", (), "INR"),
        ("rupees", ("LKA",), "LKR"),
        ("pounds", ("EGY",), "EGP"),
        ("francs", ("SEN",), "XOF"),
        ("crowns", ("CZE",), "CZK"),
        ("Swiss francs", ("RWA",), "CHF"),
    ],
)
def test_a_shared_name_is_that_of_the_first_country_that_has_it(
    words: str, countries: tuple[str, ...], code: str | None
) -> None:
    found = only(f"It cost 40 {words} .", countries=countries)
    assert found.code == code
    assert found.unit == (code or words.removesuffix("s"))


# ------------------------------------------------------------------ rates


@pytest.mark.parametrize(
    ("amount", "unit", "per", "per_code"),
    [
        ("40 barrels a day", "barrel", "day", "d"),
        ("5 tonnes daily", "tonne", "day", "d"),
        ("$5 per kilo", "USD", "kilogram", "kg"),
        ("$5 an hour", "USD", "hour", "h"),
        ("40 dollars a head", "USD", "head", "{person}"),
        ("80 mph", "mile", "hour", "h"),
        ("80 km/h", "kilometre", "hour", "h"),
        ("200 tonnes of millet a day", "tonne", "day", "d"),
        ("5 tonnes per voter", "tonne", "voter", "{person}"),
        ("5 tonnes per furlough", "tonne", "furlough", "{furlough}"),
    ],
)
def test_rates(amount: str, unit: str, per: str, per_code: str) -> None:
    found = only(f"They sold {amount} .")
    assert (found.unit, found.per, found.per_code) == (unit, per, per_code)


def test_an_exchange_rate_is_of_the_subject_per_what_it_is_told_to() -> None:
    found = only("The rouble traded at 97.4 to the dollar .")
    assert (found.low, found.code, found.per, found.per_code) == (97.4, "RUB", "dollar", "USD")


# ------------------------------------------------------------------ items and natures


@pytest.mark.parametrize(
    ("sentence", "item"),
    [
        ("They saw 40 artillery shells .", "artillery shell"),
        ("They saw 40 old tanks .", "old tank"),
        ("They saw 40 more tanks .", "tank"),
        ("They saw 40 people .", "person"),
        ("They sold 40 tonnes of wheat .", "wheat"),
        ("The truck weighed 2.5 tonnes .", "truck"),
        ("The siege lasted 900 days .", "siege"),
        ("Exports rose 5% .", "export"),
        ("They sold 10 percent of the ships .", "ship"),
        ("They lost two-thirds of the ships .", "ship"),
        ("One in five pupils fled .", "pupil"),
        ("They saw one pupil in six .", "pupil"),
        ("Exports doubled .", "export"),
        ("They sold three times as many ships .", "ship"),
        ("A magnitude 6.3 quake struck .", "quake"),
        ("Nobody died .", "person"),
        ("None of the sailors died .", "sailor"),
        ("They saw the soldiers , 40 of them .", "soldier"),
    ],
)
def test_what_is_counted(sentence: str, item: str) -> None:
    assert only(sentence).item == item


@pytest.mark.parametrize(
    ("sentence", "value", "nature", "direction"),
    [
        ("They saw 40 ships .", 40, Nature.FLOW, ""),
        ("They have 40 ships .", 40, Nature.LEVEL, ""),
        ("40 soldiers have died .", 40, Nature.CUMULATIVE, ""),
        ("They saw 40 more ships .", 40, Nature.INCREMENT, ""),
        ("Exports rose 5% .", 5, Nature.CHANGE, "up"),
        ("Exports fell by 5% .", 5, Nature.CHANGE, "down"),
        ("Exports fell to 5% .", 5, Nature.LEVEL, ""),
        ("Exports fell by a fifth .", 0.2, Nature.CHANGE, "down"),
        ("Exports fell a quarter point .", 0.25, Nature.CHANGE, "down"),
        ("They sold 10 percent of the ships .", 10, Nature.SHARE, ""),
        ("They ran 42 km .", 42, Nature.MEASURE, ""),
        ("The siege lasted 900 days .", 900, Nature.DURATION, ""),
        ("Exports doubled .", 2, Nature.FACTOR, ""),
        ("Exports rose tenfold .", 10, Nature.FACTOR, ""),
        ("They saw half as many ships .", 0.5, Nature.FACTOR, ""),
        ("They sold five-fold .", 5, Nature.FACTOR, ""),
        ("They finished fourth .", 4, Nature.RANK, ""),
        ("They ranked 112th .", 112, Nature.RANK, ""),
        ("It was the second-largest ship .", 2, Nature.RANK, ""),
        ("Nobody died .", 0, Nature.FLOW, ""),
        ("No soldiers died .", 0, Nature.FLOW, ""),
        ("Not one of the ships arrived .", 0, Nature.FLOW, ""),
        ("The suspect , 34 , fled .", 34, Nature.AGE, ""),
        ("They saw Maria Rossi ( 41 ) .", 41, Nature.AGE, ""),
        ("A 19-year-old suspect fled .", 19, Nature.AGE, ""),
        ("The widow is 71 .", 71, Nature.AGE, ""),
        ("A suspect aged 34 fled .", 34, Nature.AGE, ""),
        ("A magnitude 6.3 quake struck .", 6.3, Nature.MEASURE, ""),
        ("They saw a 600-strong army .", 600, Nature.LEVEL, ""),
    ],
)
def test_natures(sentence: str, value: float, nature: Nature, direction: str) -> None:
    found = only(sentence)
    assert (found.low, found.nature, found.direction) == (value, nature, direction)


@pytest.mark.parametrize("sentence", ["They voted 251 to 170 .", "They beat them 3-2 ."])
def test_results_are_scores_without_ends(sentence: str) -> None:
    found = only(sentence)
    assert (found.nature, found.low, found.high, len(found.point)) == (Nature.SCORE, None, None, 2)


@pytest.mark.parametrize(
    "sentence", ["A suspect aged 12-5 fled .", "They saw a 9-3-strong army .", "It fell 9-3 of a point ."]
)
def test_a_falling_pair_is_no_age_and_no_range(sentence: str) -> None:
    assert all(q.low is None or q.high is None or q.low <= q.high for q in counted(sentence))


def test_points_of_support_are_percentage_points() -> None:
    assert only("Support fell 3 points .").code == "{pp}"
    assert only("The index fell 3 points .").code == "{point}"


def test_a_store_is_an_amount_without_a_number() -> None:
    found = only("A large stockpile of shells fell .")
    assert (found.low, found.high, found.item, found.approx) == (None, None, "shell", Approx.VAGUE)
    assert found.text == "A large stockpile of shells"


def test_amounts_come_in_order_and_do_not_overlap() -> None:
    found = counted("They saw about 1,200 people in 40 houses and 3 ships .")
    assert [q.low for q in found] == [1200, 40, 3]
    assert all(a.span.end <= b.span.start for a, b in pairwise(found))


# ------------------------------------------------------------------ periods and dates


def told(text: str, words: str, kind: TimeKind, **more: str) -> TimeRange:
    start = text.index(words)
    return TimeRange(text=words, span=Span(start, start + len(words)), kind=kind, **more)  # type: ignore[arg-type]


def test_numbers_in_dates_are_no_amounts_and_the_date_is_the_period() -> None:
    text = "They saw 40 ships in 2019 ."
    time = told(text, "2019", TimeKind.INTERVAL, edtf="2019")
    (found,) = counted(text, [time])
    assert (found.low, found.period) == (40, time)


def test_an_hour_is_no_period() -> None:
    text = "They saw 40 ships in 2019 ."
    (found,) = counted(text, [told(text, "2019", TimeKind.INSTANT)])
    assert found.period is None


def test_what_happened_then_is_a_period_without_days() -> None:
    found = only("They saw 40 ships since the strike .")
    assert found.period is not None
    assert (found.period.bound, found.period.kind) == ("no_earlier_than", TimeKind.VAGUE)
    assert found.period.text.endswith("the strike")


# ------------------------------------------------------------------ designators


@pytest.mark.parametrize(
    "sentence",
    [
        "They saw the Boeing 737 again .",
        "Flight 447 fell .",
        "They built the F-16 .",
        "Article 5 was signed .",
        "They built No. 5 .",
        "They signed in 1850 .",
        "The S&P 500 fell .",
        "They saw the Group of Seven .",
        "They saw MH 370 again .",
        "They saw the 747-SP .",
        "They saw 575 Elm Road .",
        "They saw a 717 jet .",
        "One of them died .",
        "This one died .",
        "They bought the third ship .",
        "They built version 4 .",
        "They fled .",
        "They saw a ship .",
    ],
)
def test_numbers_that_are_names_or_years_are_no_amounts(sentence: str) -> None:
    assert counted(sentence) == ()


@pytest.mark.parametrize(
    ("sentence", "value"),
    [
        ("They saw 1850 ships .", 1850),
        ("They saw 737 ships again .", 737),
        ("They saw one ship .", 1),
        ("They weighed 747 kg .", 747),
        ("It cost $1999 .", 1999),
    ],
)
def test_the_same_numbers_count_where_they_stand_with_a_plural_or_a_unit(sentence: str, value: float) -> None:
    assert only(sentence).low == value


def test_a_given_tree_is_used() -> None:
    text = "They saw 40 ships ."
    sentence, article = parsed(text), article_of(text, None)
    assert quantities_in(sentence, article, (), tree=Tree(sentence)) == quantities_in(sentence, article, ())


@pytest.mark.parametrize(
    "text", ["9" * 5000, "9" * 400 + " in 5", "9" * 5000 + "th", "9" * 5000 + "fold", "9" * 5000 + "/9", "²"]
)
def test_endless_digits_are_no_number(text: str) -> None:
    assert all(q.low is None or q.low < 1e6 for q in counted(f"They ranked {text} ."))


# ------------------------------------------------------------------ words and tables


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("40kg", ["40", "kg"]),
        ("40C", ["40", "C"]),
        ("Rs4,200", ["Rs", "4,200"]),
        ("$US113", ["$", "US", "113"]),
        ("17th", ["17th"]),
        ("1990s", ["1990s"]),
        ("COP29", ["COP29"]),
        ("A4", ["A4"]),
        ("5", ["5"]),
        ("x", ["x"]),
    ],
)
def test_words_with_digits_come_apart_where_a_unit_or_a_sign_is_glued_to_them(
    text: str, parts: list[str]
) -> None:
    words = split(parsed(text).tokens)
    assert [w.text for w in words] == parts
    assert [text[w.start : w.end] for w in words] == parts


def test_a_stop_before_digits_is_that_of_a_number() -> None:
    tokens = [
        replace(t, span=s, text=x)
        for t, s, x in zip(
            parsed("x y z").tokens, (Span(0, 2), Span(3, 4), Span(4, 5)), ("of", ".", "5"), strict=True
        )
    ]
    assert [w.text for w in split(tokens)] == ["of", "0.5"]


#: UCUM's atoms that our table uses; those in square brackets and braces are checked by their shape.
ATOMS = frozenset(
    "m s g L l t min h d wk mo a har ar AU Cel K deg W V A J N Pa bar Hz B By bit Bq Ci Sv Gy R cal kg".split()
)
METRIC = "m s g L l t ar K W V A J N Pa bar Hz B By bit Bq Ci Sv Gy R cal".split()
PREFIXES = "k M G T P h c m u n d".split()


def is_ucum(code: str) -> bool:
    """A product or quotient of atoms with prefixes and exponents, square brackets and annotations.

    Source:
        UCUM 2.1, sections 2.1 to 2.3: term, component, annotatable, simple unit.
    """
    return all(is_simple_unit(part) for part in re.split(r"[./](?![^\[{]*[\]}])", code))


def is_simple_unit(part: str) -> bool:
    # prefixes before brackets are ours, for thousands of pounds a square inch: UCUM calls those units non-metric
    if part in ("%", "1") or re.fullmatch(r"\{[!-z|~]+\}|(?:[kMGTm])?\[[!-Z^-~]+\]\d?", part):
        return True
    atom = re.sub(r"\d$", "", part)
    return atom in ATOMS or any(atom == p + m for p in PREFIXES for m in METRIC)


def test_the_check_of_codes_finds_faults() -> None:
    assert all(
        is_ucum(code) for code in ("km/h", "[mi_us]/[gal_us]", "kW.h", "m2", "{pp}", "%", "[ft_us].[lbf_av]")
    )
    assert not any(is_ucum(code) for code in ("mph", "km h", "kilo", "", "[mi", "m/", "{a b}"))


@pytest.mark.parametrize("row", list(_rows("units.tsv")), ids=lambda r: r["name"])
def test_units_have_a_ucum_code_and_are_found_by_their_words(row: dict[str, str]) -> None:
    assert all(row[key] for key in ("name", "ucum", "dimension", "written"))
    assert is_ucum(row["ucum"]) or (row["ucum"], row["dimension"]) == ("x", "factor")
    for written in row["written"].split("|"):
        words = (
            [written.removeprefix("=")] if written.startswith("=") else written.replace("-", " - ").split()
        )
        if len(words) <= 4 and " " not in words[0]:
            found = unit_at([*words, "."], 0)
            assert found is not None
            assert found[1] == len(words)


def test_units_have_one_name_and_no_two_the_same_code_in_one_dimension() -> None:
    rows = list(_rows("units.tsv"))
    assert [n for n, k in Counter(r["name"] for r in rows).items() if k > 1] == []
    same = [c for c, k in Counter((r["ucum"], r["dimension"]) for r in rows).items() if k > 1]
    # nights are counted in days, brake horsepower in horsepower
    assert same == [("d", "time"), ("[HP]", "power")]


def test_currencies_have_one_code_of_three_letters() -> None:
    rows = list(_rows("currencies.tsv"))
    codes = [r["code"] for r in rows]
    assert len(set(codes)) == len(codes) == len(currency_names())
    assert [c for c in codes if not re.fullmatch("[A-Z]{3}", c)] == []
    assert len({r["name"] for r in rows}) == len(rows)


def test_shared_currencies_are_by_country_and_known() -> None:
    for name, codes in pairs("currencies").items():
        assert name == name.lower()
        for country, code in codes.items():
            assert re.fullmatch("[A-Z]{3}", country), name
            assert re.fullmatch("[A-Z]{3}", code), name


def test_signs_and_codes_stand_before_a_number() -> None:
    for sign, currency in _currencies()[0].items():
        if " " not in sign and not (len(sign) == 1 and sign.isalpha()):
            assert currency_before([sign, "40"], 1) == (currency, 0), sign


def test_words_of_bounds_are_in_lower_case_and_in_one_list() -> None:
    for table in ("bounds.before", "bounds.after", "bounds.verbs"):
        told = [phrase for told in phrases(table).values() for phrase in told]
        assert len(set(told)) == len(told)
        assert told == [" ".join(phrase.lower().split()) for phrase in told]


def test_letters_that_are_signs_and_units() -> None:
    assert [is_sign(text) for text in ("US$", "Rs", "COP", "R")] == [True, True, False, False]
    assert is_sign("R", sure=True)
    assert [is_unit(text) for text in ("kg", "KM", "th")] == [True, True, False]
    assert currency_after(["COP"], 0) is not None
    assert currency_after([], 0) is None
    assert unit_at(["of"], 0) is None
