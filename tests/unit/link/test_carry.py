"""Claims of a source that a copy makes as well: the sentence must say the same, and spans must be the copy's."""

from dataclasses import replace

import pytest

from sayso.link.carry import Carrying, carrying
from sayso.link.tokens import words_of
from sayso.records import Article, Claim, Evidence, Item, Span
from sayso.text import make_article
from stubs import Told

SOURCE = (
    "OSLO (AP) — Two gunmen killed 12 people at a market in the town of Bergen on Monday, police said. "
    "Officials did not name the attackers.\n"
    "Mayor Kari Dahl said the town would mourn for three days. Hospitals treated 30 wounded people."
)


def article(text: str) -> Article:
    made = make_article(Item(name="copy", body=text))
    assert isinstance(made, Article)
    return made


def way(copy: str, *, spun: bool = False) -> tuple[Carrying, Article]:
    made = article(copy)
    return carrying((SOURCE, words_of(SOURCE)), (made.text, words_of(made.text)), spun=spun), made


def unread(copy: str, *, spun: bool = False) -> list[str]:
    found, made = way(copy, spun=spun)
    return [s.span.of(made.text) for s in found.unread(made.sentences)]


def test_a_copy_with_another_dateline_need_not_be_read() -> None:
    assert unread(SOURCE.replace("OSLO (AP) — ", "")) == []


def test_house_style_of_numbers_changes_nothing() -> None:
    assert unread(SOURCE.replace("12 people", "twelve people")) == []


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("12 people", "14 people", "Two gunmen killed 14"),
        ("did not name", "named", "Officials named"),
        ("treated 30", "treated 35", "Hospitals treated 35"),
        ("Kari Dahl", "Nils Berg", "Mayor Nils Berg"),
        ("killed 12", "wounded 12", "Two gunmen wounded"),
        ("would mourn", "would not mourn", "Mayor Kari Dahl said the town would not"),
    ],
)
def test_a_sentence_that_says_something_else_is_read(old: str, new: str, sentence: str) -> None:
    assert [
        s.startswith(sentence) for s in unread(SOURCE.replace(old, new).removeprefix("OSLO (AP) — "))
    ] == [True]


def test_a_sentence_of_its_own_is_read() -> None:
    own = "Residents of the harbour laid flowers at the gate, our reporter saw."
    assert unread(f"{SOURCE}\n{own}") == [own]


SPUN = (
    SOURCE.replace("killed", "slayed")
    .replace("market", "marketplace")
    .replace("town", "township")
    .replace("mourn", "grieve")
    .replace("Hospitals", "Infirmaries")
    .replace("name the attackers", "reveal the assailants")
)


def test_other_words_are_allowed_in_spun_text_only() -> None:
    assert unread(SPUN, spun=True) == []
    assert len(unread(SPUN)) == 4


@pytest.mark.parametrize(("old", "new"), [("12 people", "19 people"), ("did not reveal", "did reveal")])
def test_spun_text_carries_no_sentence_whose_numbers_or_negations_the_machine_changed(
    old: str, new: str
) -> None:
    found, made = way(SPUN.replace(old, new), spun=True)
    assert not found.unread(made.sentences)
    carried = [found.in_source(s.span) for s in made.sentences if len(s.words) > 4]
    assert carried.count(False) == 1


def test_a_sentence_of_its_own_in_spun_text_is_read() -> None:
    own = "Residents of the harbour laid flowers at the gate, our reporter saw."
    assert unread(f"{SPUN}\n{own}", spun=True) == [own]


def claim(sentence: str, trigger: str) -> Claim:
    _, made = Told(sentence="A.", time=None).made()
    start = SOURCE.index(sentence)
    at = SOURCE.index(trigger, start)
    evidence = Evidence(
        sentence=sentence,
        span=Span(start, start + len(sentence)),
        trigger=Span(at, at + len(trigger)),
        cue=None,
    )
    who = SOURCE.index("Mayor Kari Dahl")
    actor = replace(made.actors[0], text="Mayor Kari Dahl", span=Span(who, who + 15))
    return replace(made, evidence=evidence, actors=(actor,), place=None, quantities=(), attribution=())


MOURNING = "Mayor Kari Dahl said the town would mourn for three days."


@pytest.mark.parametrize("spun", [False, True])
def test_a_carried_claim_counts_in_the_copy(spun: bool) -> None:
    copy = "News of the day\n" + (SPUN if spun else SOURCE).removeprefix("OSLO (AP) — ")
    found, made = way(copy, spun=spun)
    moved = found.in_copy(claim(MOURNING, "mourn"), "rcopy")
    assert moved is not None
    assert moved.article_id == "rcopy"
    assert moved.carried_from == claim(MOURNING, "mourn").article_id
    assert moved.claim_id == claim(MOURNING, "mourn").claim_id
    said = moved.evidence
    assert said.span.of(made.text).startswith("Mayor Kari Dahl said")
    assert said.sentence == said.span.of(made.text)
    assert said.trigger.of(made.text) == ("grieve" if spun else "mourn")
    assert moved.actors[0].span.of(made.text) == moved.actors[0].text == "Mayor Kari Dahl"


def test_a_claim_whose_sentence_was_changed_is_not_carried() -> None:
    found, _ = way(SOURCE.replace("three days", "five days"))
    assert found.in_copy(claim(MOURNING, "mourn"), "rcopy") is None


def test_share_tells_how_much_of_a_sentence_is_the_sources() -> None:
    found, made = way(SOURCE + "\nResidents of the harbour laid flowers at the gate.")
    assert found.share(made.sentences[-1].span) < 0.3
    assert found.share(made.sentences[1].span) == 1.0
