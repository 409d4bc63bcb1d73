"""The language of patterns over words."""

from __future__ import annotations

import re

import pytest

from sayso.lang.grammar import Grammar, Match, Rule, read_rules

WORDS = {"month": ["may", "june"], "unit": ["day", "week"], "units": ["days", "weeks"]}


def shape(word: str) -> str:
    if re.fullmatch(r"\d{4}", word):
        return "year"
    return "int" if word.isdigit() else ""


def grammar(
    *patterns: str, macros: dict[str, str] | None = None, more: dict[str, list[str]] | None = None
) -> Grammar:
    """A grammar of rules r0, r1, …; months are such only with their capital."""
    return Grammar(
        [Rule(f"r{i}", pattern) for i, pattern in enumerate(patterns)],
        macros=macros or {},
        words=WORDS | (more or {}),
        capital=frozenset({"month"}),
        shapes=("year", "int"),
        shape=shape,
    )


def matches(pattern: str, text: str, **macros: str) -> list[tuple[int, int]]:
    found = grammar(pattern, macros=macros)
    return [(m.start, m.end) for m in found.matches(found.spell(text.split()))]


def whole(pattern: str, text: str, **macros: str) -> bool:
    """Whether a pattern matches all of the words, and no fewer, from the first one on."""
    return (0, len(text.split())) in matches(pattern, text, **macros)


def parts(pattern: str, text: str) -> dict[str, str]:
    found = grammar(pattern)
    words = text.split()
    (match,) = [m for m in found.matches(found.spell(words)) if m.start == 0]
    return {name: " ".join(words[a:b]) for name, (a, b) in match.parts.items()}


# ------------------------------------------------------------------ pieces


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("last week", "last week", True),
        ("last week", "Last WEEK", True),  # case does not matter to words
        ("last week", "last weeks", False),
        ("last week", "last", False),
        ("last|next week", "next week", True),
        ("last|next week", "last next week", False),
        ("last|next|this week", "this week", True),
        ("<unit>", "day", True),
        ("<unit>", "days", False),
        ("<unit>|<units>", "days", True),
        ("last|<int> <unit>", "3 day", True),
        ("the? week", "week", True),
        ("the? week", "the week", True),
        ("the? week", "the the week", False),
        ("the|this? week", "week", True),  # the mark is for all the alternatives
        ("very* long", "long", True),
        ("very* long", "very very very long", True),
        ("very+ long", "long", False),
        ("very+ long", "very very long", True),
        ("(ten|two days)? ago", "two days ago", True),
        ("(ten|two days)? ago", "ten days ago", True),  # a bar without blanks binds two words only
        ("(ten | two days) ago", "ten ago", True),  # one with blanks binds rows of words
        ("(ten | two days) ago", "two days ago", True),
        ("(ten | two days) ago", "ten days ago", False),
        ("now | at once", "at once", True),
        ("(a (b c)? | d)+ e", "a b c d a e", True),
        ("(a (b c)? | d)+ e", "a b d e", False),
        ("in . days", "in seven days", True),
        ("in . days", "in days", False),
        ("in .? days", "in days", True),
        (", <year>", ", 1998", True),
        ("'s end", "'s end", True),
        ("'s end", "’s end", True),  # either apostrophe
        ("one - way", "one - way", True),
        ("^ then <unit>", "then day", True),
        ("end $", "end", True),
    ],
)
def test_what_a_pattern_matches(pattern: str, text: str, expected: bool) -> None:
    assert whole(pattern, text) is expected


@pytest.mark.parametrize(
    ("pattern", "text", "places"),
    [
        ("week (!of)", "week of week", [(2, 3)]),
        ("week (!of|to)", "week to", []),
        ("week (!of)", "week", [(0, 1)]),  # nothing comes after it, so not "of" either
        ("week (=of)", "week of week", [(0, 1)]),  # what is looked at is not taken
        ("week (=of | $)", "week of week", [(0, 1), (2, 3)]),
        ("(<=last) week", "last week the week", [(1, 2)]),
        ("(<!last) week", "last week the week week", [(3, 4), (4, 5)]),
        ("(<!last) week", "week", [(0, 1)]),
        ("(<=in|at) week", "at week", [(1, 2)]),
        ("^ week", "week week", [(0, 1)]),
        ("week $", "week week", [(1, 2)]),
        ("week week", "week week week", [(0, 2), (1, 3)]),  # matches may overlap; who asks chooses
    ],
)
def test_looking_around(pattern: str, text: str, places: list[tuple[int, int]]) -> None:
    assert matches(pattern, text) == places


# ------------------------------------------------------------------ words kept under names


@pytest.mark.parametrize(
    ("pattern", "text", "kept"),
    [
        ("(n: <int>) (u: <units>) ago", "3 days ago", {"n": "3", "u": "days"}),
        ("(n: <int>)? (u: <units>)", "days", {"u": "days"}),  # what does not take part has no name
        ("(n: two hundred) days", "two hundred days", {"n": "two hundred"}),
        ("((w: <int>) | (w: ten)) days", "ten days", {"w": "ten"}),  # one name in two places
        ("((w: <int>) | (w: ten)) days", "10 days", {"w": "10"}),
        ("(a: (b: x) y)", "x y", {"a": "x y", "b": "x"}),  # within one another
        ("(a: x) | (a: y) z", "y z", {"a": "y"}),
        ("(a: <int>) to (a: <int>)", "1 to 3", {"a": "1"}),  # the first is kept
    ],
)
def test_words_are_kept_under_names(pattern: str, text: str, kept: dict[str, str]) -> None:
    assert parts(pattern, text) == kept


# ------------------------------------------------------------------ other patterns by name


def test_a_macro_stands_for_its_pattern() -> None:
    assert whole("$WHEN ago", "two weeks ago", WHEN="($N <unit>|<units>)", N="(two | <int>)")
    assert whole("$WHEN ago", "3 days ago", WHEN="($N <unit>|<units>)", N="(two | <int>)")


def test_alternatives_of_a_macro_stay_together() -> None:
    assert whole("a $X b", "a y b", X="x | y")
    assert not whole("a $X b", "a x", X="x | y")
    assert whole("a $X? b", "a b", X="x | y")


def test_an_unknown_macro_is_a_fault() -> None:
    with pytest.raises(KeyError, match="NONE"):
        grammar("a $NONE")


def test_a_name_may_come_out_of_a_macro_more_than_once() -> None:
    found = grammar("$D to (n: <int>)", macros={"D": "(d: <int>)"})
    (match,) = found.matches(found.spell("1 to 2".split()))
    assert match.parts == {"d": (0, 1), "n": (2, 3)}


# ------------------------------------------------------------------ classes and shapes


def test_classes_with_a_capital_hold_their_words_only_so() -> None:
    assert matches("<month>", "May may MAY June june") == [(0, 1), (2, 3), (3, 4)]


def test_a_word_written_in_a_pattern_needs_no_capital() -> None:
    assert matches("may", "May may") == [(0, 1), (1, 2)]


def test_a_word_may_be_in_several_classes() -> None:
    found = grammar("<month>", "<verb>", "may", more={"verb": ["may", "go"]})
    spelled = found.spell(["May", "may", "go"])
    assert [(m.rule, m.start) for m in found.matches(spelled)] == [
        ("r0", 0), ("r1", 0), ("r2", 0), ("r1", 1), ("r2", 1), ("r1", 2)
    ]  # fmt: skip


def test_shapes_are_classes_of_words_in_no_list() -> None:
    assert matches("<year>", "1998 98 x1998") == [(0, 1)]
    assert matches("<int>", "1998 98 x98") == [(1, 2)]


def test_a_listed_word_keeps_its_shape() -> None:
    assert matches("<int>|12 x", "12 x") == [(0, 2)]
    assert matches("12 <int>", "12 13") == [(0, 2)]


def test_a_class_of_no_word_is_a_fault() -> None:
    with pytest.raises(KeyError, match="nothing"):
        grammar("a <nothing>")


def test_one_character_for_every_word() -> None:
    found = grammar("last <unit>")
    assert len(found.spell(["last", "day", "of", "", "Reckoning", "12"])) == 6
    assert found.spell(["DAY"]) == found.spell(["day"])
    assert found.spell(["of"]) == found.spell(["never"])


# ------------------------------------------------------------------ which match comes first


def test_the_longest_match_comes_first_then_the_rule_listed_first() -> None:
    found = grammar("week", "week of <month>", "<unit> of <month>", "week of")
    ordered = [(m.rule, m.end) for m in found.matches(found.spell(["week", "of", "May"]))]
    assert ordered == [("r1", 3), ("r2", 3), ("r3", 2), ("r0", 1)]


def test_matches_come_in_the_order_of_their_places() -> None:
    found = grammar("<units> ago", "<int> <units>")
    assert [(m.rule, m.start) for m in found.matches(found.spell("3 days ago 4 weeks".split()))] == [
        ("r1", 0), ("r0", 1), ("r1", 3)
    ]  # fmt: skip


def test_a_match_has_its_rule_and_its_words() -> None:
    found = grammar("in (y: <year>)")
    assert found.matches(found.spell("held in 1998 .".split())) == [Match("r0", 1, 3, {"y": (2, 3)})]


def test_a_sentence_without_first_words_is_passed_over() -> None:
    found = grammar("last <unit>", "<year>")
    assert not found.any(found.spell("nothing at all".split()))
    assert found.any(found.spell("at last".split()))
    assert found.matches(found.spell([])) == []
    assert not found.any("")


# ------------------------------------------------------------------ faults of patterns


@pytest.mark.parametrize("pattern", ["(a b", "a b)", "(a: b", "a (b (c)", "(!a", "a))"])
def test_an_unbalanced_pattern_is_a_fault(pattern: str) -> None:
    with pytest.raises(ValueError, match="unbalanced"):
        grammar(pattern)


@pytest.mark.parametrize("pattern", ["? a", "a ??", "|a", "(| a)"])
def test_a_mark_out_of_place_is_a_fault(pattern: str) -> None:
    with pytest.raises(ValueError, match="out of place"):
        grammar(pattern)


@pytest.mark.parametrize("pattern", ["a <b", "<a b>", "a >"])
def test_what_is_no_piece_is_a_fault(pattern: str) -> None:
    with pytest.raises(ValueError, match="cannot read"):
        grammar(pattern)


@pytest.mark.parametrize("pattern", ["a?", "a* b?", "", "(!a)", "(a | b?)"])
def test_a_pattern_that_may_be_empty_is_a_fault(pattern: str) -> None:
    with pytest.raises(ValueError, match="no word at all"):
        grammar(pattern)


# ------------------------------------------------------------------ rules as text

TEXT = """\
# a comment
$N  <int>|two

ago   (n: $N) (u: <units>)
      | a <unit>
      ago
ago   long ago
# another
next  next <unit>
"""


def test_rules_are_read_in_their_order() -> None:
    rules, macros = read_rules(TEXT)
    assert macros == {"N": "<int>|two"}
    assert rules == (
        Rule("ago", "(n: $N) (u: <units>) | a <unit> ago"),
        Rule("ago", "long ago"),
        Rule("next", "next <unit>"),
    )


def test_rules_that_were_read_make_a_grammar() -> None:
    rules, macros = read_rules(TEXT)
    found = Grammar(rules, macros=macros, words=WORDS, shapes=("year", "int"), shape=shape)
    assert [m.rule for m in found.matches(found.spell("two weeks next day".split()))] == ["ago", "next"]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("  goes on\n", "line 1 goes on"),
        ("# x\nname\n", "line 2 is neither"),
        ("a  b\nTWO words\n", "line 2 is neither"),
        ("$low  a\n", "line 1 is neither"),
        ("$A  a\n\n$A  b\n", r"line 3 defines \$A again"),
    ],
)
def test_a_line_that_is_no_rule_is_a_fault(text: str, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        read_rules(text)


def test_no_text_is_no_rules() -> None:
    assert read_rules("\n# nothing\n") == ((), {})
