"""Merging and dating of what reports call people; titles are read by a stand-in."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

import pytest

from sayso.engine.offices import (
    Holder,
    OfficeQuery,
    holder_to_json,
    holder_to_row,
    holders,
    holders_to_json,
)
from sayso.errors import QueryError
from sayso.records import Account, Actor, ActorKind, Claim, Office, Role, Span, Speaker, SpeakerKind
from stubs import Told

ANA, TOM = "Ana Ruizbarro", "Tomas Quillacarra"
#: Titles that stand right before a name, and what they tell.
TITLES = {
    "Foreign Minister": ("foreign minister", False, True),
    "Ex-Minister": ("foreign minister", True, True),
    "Mayor": ("mayor of Quito", False, True),
    "Lawmaker": ("lawmaker", False, False),
}


class Titles:
    """Reads `TITLES`; everybody is of Peru."""

    def __init__(self) -> None:
        self.near: list[tuple[str, ...]] = []

    def offices(self, sentence: str, name: Span, *, near: Sequence[str] = ()) -> tuple[Office, ...]:
        self.near.append(tuple(near))
        before = sentence[: name.start].rstrip()
        return tuple(
            Office(
                holder=name.of(sentence),
                office=office,
                country="PER",
                sectors=("GOV",),
                former=over,
                sole=sole,
            )
            for title, (office, over, sole) in TITLES.items()
            if before.endswith(title)
        )


def account(title: str, name: str, day: str | None, number: int = 0, **changes: object) -> Account:
    """One report of a sentence that names somebody behind a title, who acts in its claim."""
    sentence = f"They met {title} {name} there."
    start = sentence.index(name)
    told = Told(sentence=sentence, number=number, published=date.fromisoformat(day) if day else None)
    article, claim = replace(told, **changes).made()  # type: ignore[arg-type]
    actor = Actor(
        role=Role.ACTOR, text=name, span=Span(start, start + len(name)), name=name,
        actor_id="per:x", kind=ActorKind.PERSON,
    )  # fmt: skip
    return Account(
        claim=replace(claim, actors=(actor,)),
        published=article.published.isoformat() if article.published else None,
        publisher=article.publisher,
        text_sha256=article.text_sha256,
    )


def asked(*accounts: Account, **query: object) -> list[Holder]:
    return holders(iter(accounts), Titles(), OfficeQuery(**{"reports": 1, **query}))  # type: ignore[arg-type]


def terms(*told: tuple[str, str, str]) -> dict[str, tuple[str, str]]:
    """First and last day of each person's term, from title, name and day of each report."""
    found = asked(*(account(title, name, day, n) for n, (title, name, day) in enumerate(told)))
    rows = map(holder_to_row, found)
    return {row["name"]: (row["from"], row["to"]) for row in rows}


# ------------------------------------------------------------------ merging


def test_reports_of_one_person_in_one_office_are_one_row() -> None:
    (found,) = asked(
        account("Foreign Minister", ANA, "2024-02-01", 1, publisher="Paper A"),
        account("Foreign Minister", ANA, "2024-01-01", 2, publisher="Paper B"),
        account("Foreign Minister", ANA, "2024-03-01", 3, publisher="Paper A"),
    )
    assert (found.name, found.office, found.country, found.sectors) == (
        ANA,
        "foreign minister",
        "PER",
        ("GOV",),
    )
    assert (found.first, found.last) == (date(2024, 1, 1), date(2024, 3, 1))
    assert (found.reports, found.publishers, found.former) == (3, 2, False)
    assert (
        found.claim == account("Foreign Minister", ANA, "2024-01-01", 2, publisher="Paper B").claim.claim_id
    )


def test_another_office_is_another_row() -> None:
    found = asked(account("Foreign Minister", ANA, "2024-01-01"), account("Mayor", ANA, "2024-01-02"))
    assert {h.office for h in found} == {"foreign minister", "mayor of Quito"}


def test_one_report_counts_once_however_many_claims_it_makes() -> None:
    one = account("Foreign Minister", ANA, "2024-01-01")
    again = replace(one, claim=replace(one.claim, claim_id="c2"))
    (found,) = asked(one, again)
    assert found.reports == 1


def test_reports_at_least_are_asked_for() -> None:
    once = (account("Foreign Minister", ANA, "2024-01-01", 1),)
    assert asked(*once, reports=2) == []
    assert len(asked(*once, account("Foreign Minister", ANA, "2024-01-02", 2), reports=2)) == 1
    assert OfficeQuery().reports == 2


def test_a_report_without_a_day_tells_nothing() -> None:
    assert asked(account("Foreign Minister", ANA, None)) == []


def test_people_of_other_names_are_counted_and_left_out() -> None:
    every = (account("Foreign Minister", TOM, "2024-01-01", 1), account("Mayor", ANA, "2024-03-01", 2))
    assert [h.name for h in asked(*every, name="RUIZBARRO")] == [ANA]
    assert asked(*every, name="Ruiz") == []
    assert len(asked(*every, limit=1)) == 1


def test_a_name_asked_for_is_still_succeeded_by_others() -> None:
    every = (
        account("Foreign Minister", TOM, "2024-01-01", 1),
        account("Foreign Minister", ANA, "2024-03-01", 2),
    )
    (found,) = asked(*every, name="Quillacarra")
    assert found.ends == date(2024, 2, 29)


def known_as(name: str, written: str) -> Claim:
    """A claim that knows by ``name`` whom the sentence calls ``written``."""
    claim = account("Foreign Minister", written, "2024-01-01").claim
    return replace(claim, actors=(replace(claim.actors[0], name=name),))


@pytest.mark.parametrize(
    ("known", "written", "name", "aliases"),
    [
        ("Sergei Dravenic", "Sergey Dravenic", "Sergei Dravenic", ("Sergey Dravenic",)),
        ("Halmen", "Pieter van Halmen", "Pieter van Halmen", ()),
        ("Foreign Minister Ana Ruizbarro", ANA, ANA, ()),
        ("the mayor, whom they met", ANA, ANA, ()),
    ],
)
def test_other_spellings_of_a_name_are_aliases(
    known: str, written: str, name: str, aliases: tuple[str, ...]
) -> None:
    one = account("Foreign Minister", written, "2024-01-01")
    (found,) = asked(replace(one, claim=known_as(known, written)))
    assert (found.name, found.aliases) == (name, aliases)


def test_speakers_and_subjects_of_figures_hold_offices_too() -> None:
    one = account("Foreign Minister", ANA, "2024-01-01")
    span = one.claim.actors[0].span
    voice = Speaker(text=ANA, span=span, name=ANA, kind=SpeakerKind.PERSON)
    (found,) = asked(replace(one, claim=replace(one.claim, actors=(), attribution=(voice,))))
    assert found.name == ANA
    ministry = replace(voice, kind=SpeakerKind.INSTITUTION)
    assert asked(replace(one, claim=replace(one.claim, actors=(), attribution=(ministry,)))) == []


def test_names_outside_the_sentence_are_not_looked_for() -> None:
    one = account("Foreign Minister", ANA, "2024-01-01")
    far = replace(one.claim.actors[0], span=Span(500, 513))
    assert asked(replace(one, claim=replace(one.claim, actors=(far,)))) == []


def test_sentences_count_in_the_text_of_the_report() -> None:
    one = account("Foreign Minister", ANA, "2024-01-01")
    moved = replace(
        one.claim,
        evidence=replace(one.claim.evidence, span=Span(100, 100 + len(one.claim.evidence.sentence))),
        actors=tuple(
            replace(a, span=Span(a.span.start + 100, a.span.end + 100), country="CHL")
            for a in one.claim.actors
        ),
    )
    titles = Titles()
    (found,) = holders([replace(one, claim=moved)], titles, OfficeQuery(reports=1))
    assert found.name == ANA
    assert titles.near == [("CHL",)]


# ------------------------------------------------------------------ dating


def test_a_term_is_open_while_nothing_ends_it() -> None:
    assert terms(("Foreign Minister", ANA, "2024-01-01"), ("Foreign Minister", ANA, "2024-05-01")) == {
        ANA: ("2024-01-01", "")
    }


def test_a_successor_ends_a_term() -> None:
    assert terms(
        ("Foreign Minister", ANA, "2024-01-01"),
        ("Foreign Minister", ANA, "2024-02-01"),
        ("Foreign Minister", TOM, "2024-03-01"),
        ("Foreign Minister", TOM, "2024-04-01"),
    ) == {ANA: ("2024-01-01", "2024-02-29"), TOM: ("2024-03-01", "")}


def test_whoever_is_still_seen_in_office_is_not_succeeded() -> None:
    assert terms(
        ("Foreign Minister", ANA, "2024-01-01"),
        ("Foreign Minister", TOM, "2024-03-01"),
        ("Foreign Minister", ANA, "2024-03-02"),
    ) == {ANA: ("2024-01-01", ""), TOM: ("2024-03-01", "")}


def test_a_successor_in_too_few_reports_ends_nothing() -> None:
    seen = [account("Foreign Minister", ANA, "2024-01-01", n) for n in range(2)]
    (found,) = asked(*seen, account("Foreign Minister", TOM, "2024-03-01", 9), reports=2)
    assert (found.name, found.ends) == (ANA, None)


def test_an_office_of_many_has_no_successors() -> None:
    assert terms(("Lawmaker", ANA, "2024-01-01"), ("Lawmaker", TOM, "2024-03-01")) == {
        ANA: ("2024-01-01", ""),
        TOM: ("2024-03-01", ""),
    }


@pytest.mark.parametrize(
    ("told", "term"),
    [
        # held, then over
        ([("Foreign Minister", "2024-01-01"), ("Ex-Minister", "2024-05-01"), ("Ex-Minister", "2024-06-01")],
         ("2024-01-01", "2024-04-30")),
        # never seen in it
        ([("Ex-Minister", "2024-05-01"), ("Ex-Minister", "2024-06-01")], ("", "2024-04-30")),
        # in it again
        ([("Ex-Minister", "2023-05-01"), ("Foreign Minister", "2024-01-01")], ("2024-01-01", "")),
        # in it again and over again
        ([("Ex-Minister", "2023-05-01"), ("Foreign Minister", "2024-01-01"), ("Ex-Minister", "2025-01-01")],
         ("2024-01-01", "2024-12-31")),
        # a report that looks back
        ([("Foreign Minister", "2024-01-01"), ("Ex-Minister", "2024-05-01"), ("Foreign Minister", "2024-05-07"),
          ("Ex-Minister", "2024-06-01")], ("2024-01-01", "2024-04-30")),
        # both on the only day
        ([("Foreign Minister", "2024-01-01"), ("Ex-Minister", "2024-01-01")], ("", "2023-12-31")),
    ],
)  # fmt: skip
def test_reports_of_a_former_holder_end_the_term_before_the_first(
    told: list[tuple[str, str]], term: tuple[str, str]
) -> None:
    every = [(title, ANA, day) for title, day in told]
    assert terms(*every) == {ANA: term}
    assert terms(*reversed(every)) == {ANA: term}
    assert asked(*(account(*t, number=n) for n, t in enumerate(every)))[0].former


def test_of_two_ends_the_earlier_one_counts() -> None:
    assert terms(
        ("Foreign Minister", ANA, "2024-01-01"),
        ("Foreign Minister", TOM, "2024-03-01"),
        ("Ex-Minister", ANA, "2024-04-01"),
    )[ANA] == ("2024-01-01", "2024-02-29")


# ------------------------------------------------------------------ asking


@pytest.mark.parametrize(
    ("bad", "item"),
    [
        ({"reports": 0}, "reports"),
        ({"limit": 0}, "limit"),
        ({"name": "  "}, "name"),
        ({"since": date(2024, 2, 1), "until": date(2024, 1, 1)}, "since"),
    ],
)
def test_a_question_that_cannot_be_asked_is_an_error(bad: dict[str, object], item: str) -> None:
    with pytest.raises(QueryError) as caught:
        OfficeQuery(**bad)  # type: ignore[arg-type]
    assert caught.value.item == item


def test_accounts_are_read_one_at_a_time() -> None:
    alive: list[int] = []

    def stream() -> Iterator[Account]:
        for n in range(3):
            alive.append(n)
            yield account("Foreign Minister", ANA, "2024-01-01", n)

    titles = Titles()
    # what a title is read in has been handed over, and no more
    read: list[int] = []
    offices = titles.offices

    def noting(sentence: str, name: Span, *, near: Sequence[str] = ()) -> tuple[Office, ...]:
        read.append(len(alive))
        return offices(sentence, name, near=near)

    titles.offices = noting  # type: ignore[method-assign]
    holders(stream(), titles, OfficeQuery())
    assert read == [1, 2, 3]


def test_a_holder_as_json() -> None:
    found = asked(account("Ex-Minister", ANA, "2024-01-01"))
    assert holders_to_json(found) == {"schema": "sayso/1", "offices": [holder_to_json(found[0])]}
    assert holder_to_json(found[0]) == {
        "name": ANA, "aliases": [], "office": "foreign minister", "country": "PER", "sectors": ["GOV"],
        "first_published": "2024-01-01", "last_published": "2024-01-01", "reports": 1, "publishers": 1,
        "former": True, "from": None, "to": "2023-12-31", "claim": found[0].claim,
    }  # fmt: skip
