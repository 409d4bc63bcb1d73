from dataclasses import replace
from datetime import date

import pytest

from sayso.link import reasons
from sayso.link.counting import count_origins
from sayso.link.derive import conclude
from sayso.records import Account, Quantity, Span, SpeakerKind, Status
from stubs import COUNTRY, FAR, KIM, TOWN, Told, day, speaker


def account(told: Told) -> Account:
    article, claim = told.made()
    published = article.published.isoformat() if article.published else None
    return Account(
        claim=claim, published=published, publisher=article.publisher, text_sha256=article.text_sha256
    )


def told(sentence: str, publisher: str | None = None, **changes: object) -> Account:
    return account(Told(sentence=sentence, publisher=publisher or f"{sentence} Daily", **changes))  # type: ignore[arg-type]


KREMLIN = (speaker("the Kremlin"),)
UNNAMED = (speaker("Kyodo", SpeakerKind.OUTLET), speaker("two sources", SpeakerKind.UNNAMED))


@pytest.mark.parametrize(
    ("accounts", "n", "rests_on"),
    [
        ([told("A.")], 1, None),
        ([told("A."), told("B.")], 2, None),
        ([told("A.", "X"), told("A.", "Y")], 1, None),
        ([told("They “met” here.", "X"), told('They  "met" HERE', "Y")], 1, None),
        ([told("A.", "X"), told("B.", "X")], 1, None),
        ([told("A.", chain=KREMLIN)], 1, "the Kremlin"),
        ([told("A.", chain=KREMLIN), told("B.", chain=(speaker("The KREMLIN"),))], 1, "The KREMLIN"),
        ([told("A.", chain=KREMLIN), told("B.")], 2, None),
        ([told("A.", chain=KREMLIN), told("B.", chain=(speaker("the ministry"),))], 2, None),
        ([told("A.", chain=(speaker("Agency", SpeakerKind.OUTLET), *KREMLIN))], 1, "the Kremlin"),
        ([told("A.", chain=UNNAMED), told("B.", chain=UNNAMED)], 1, "Kyodo"),
        ([told("A.", chain=UNNAMED[1:]), told("B.", chain=UNNAMED[1:])], 2, None),
    ],
)
def test_origins(accounts: list[Account], n: int, rests_on: str | None) -> None:
    for order in (accounts, accounts[::-1]):
        counted = count_origins(order)
        assert (counted.n, counted.rests_on) == (n, rests_on)
        assert counted.certain <= n <= counted.possible


def test_reports_without_publisher_are_origins_of_their_own() -> None:
    accounts = [replace(told("A."), publisher=None), replace(told("B."), publisher=None)]
    counted = count_origins(accounts)
    assert (counted.n, counted.rests_on) == (2, None)
    assert (counted.certain, counted.possible) == (1, 2)


def test_equal_texts_are_copies_whatever_their_evidence() -> None:
    accounts = [replace(told(s), text_sha256="same") for s in ("A.", "B.", "C.")]
    assert count_origins(accounts).n == 1


def test_counts_and_days_of_an_event() -> None:
    event = conclude([told("A.", "X", published=date(2024, 5, 18)), told("B.", "Y"), told("C.", "Y")])
    assert (event.n_reports, event.n_publishers, event.n_origins) == (3, 2, 2)
    assert (event.first_published, event.last_published) == ("2024-05-16", "2024-05-18")


def test_the_account_that_says_most_leads() -> None:
    full = told("Full.", place=TOWN, time=day("2024-05-15"))
    assert conclude([told("A."), full, told("Z.", place=TOWN)]).lead == full.claim


def test_an_event_keeps_its_id_while_later_accounts_join() -> None:
    first = told("First.", published=date(2024, 5, 15))
    later = [told(f"{n}.") for n in range(9)]
    assert conclude([first]).event_id == conclude([*later, first]).event_id


def test_supporters_are_those_who_say_what_the_lead_says() -> None:
    lead = told("Lead.", place=TOWN, time=day("2024-05-15"))
    vague = told("Vague.", place=COUNTRY)
    event = conclude([lead, vague])
    assert event.supporters["place"] == (lead.claim.claim_id,)
    assert set(event.supporters["status"]) == {lead.claim.claim_id, vague.claim.claim_id}
    assert "figure" not in event.supporters


def test_status_disagreement_names_its_supporters() -> None:
    done, going = told("A."), told("B.", status=Status.ONGOING)
    assert conclude([done, going]).disagreements == {
        "status": {"happened": (done.claim.claim_id,), "ongoing": (going.claim.claim_id,)}
    }


@pytest.mark.parametrize(
    ("one", "other", "differ"),
    [
        ({"place": TOWN}, {"place": COUNTRY}, False),
        ({"place": TOWN}, {"place": FAR}, True),
        ({"time": day("2024-05-15")}, {"time": day("2024-05-01", "2024-05-31")}, False),
        ({"time": day("2024-05-10", "2024-05-15")}, {"time": day("2024-05-12", "2024-05-18")}, True),
        ({"time": day("2024-05-15")}, {}, False),
    ],
)
def test_a_vaguer_value_is_no_disagreement(
    one: dict[str, object], other: dict[str, object], differ: bool
) -> None:
    assert bool(conclude([told("A.", **one), told("B.", **other)]).disagreements) is differ


def dead(low: float | None, high: float | None, counted: str = "dead", *, about: bool = False) -> Quantity:
    return Quantity(text="x", span=Span(0, 1), low=low, high=high, counted=counted, approximate=about)


@pytest.mark.parametrize(
    ("one", "other", "values"),
    [
        (dead(5, 5), dead(7, 7), {"5 dead", "7 dead"}),
        (dead(4, None), dead(5, 5), set()),
        (dead(None, 4), dead(5, 5), {"..4 dead", "5 dead"}),
        (dead(5, 5), dead(7, 7, about=True), set()),
        (dead(5, 5), dead(7, 7, "hurt"), set()),
        (dead(3, 5.5), dead(6, 7), {"3..5.5 dead", "6..7 dead"}),
    ],
)
def test_counts_disagree_where_their_bounds_do(one: Quantity, other: Quantity, values: set[str]) -> None:
    event = conclude([told("A.", quantities=(one,)), told("B.", quantities=(other,))])
    assert event.disagreements.get("quantities", {}).keys() == values


def test_reasons_name_what_accounts_share() -> None:
    when = day("2024-05-15")
    one, other = (
        told("A.", place=TOWN, time=when, chain=KREMLIN),
        told("B.", place=TOWN, time=when, chain=KREMLIN),
    )
    found = " | ".join(reasons([one, other]))
    assert found == (
        "same type: CONSULT (visit) | same actor: Kim | same recipient: Putin | times overlap: 2024-05-15 | "
        "same place: Harbour Town | same speaker: the Kremlin"
    )


def test_reasons_say_when_accounts_are_copies_or_only_near_in_time() -> None:
    found = reasons([told("A.", "X"), told("A.", "Y", published=date(2024, 5, 17))])
    assert "same words: 2 reports share a sentence or the whole text" in found
    assert "published within days: 2024-05-16 to 2024-05-17" in found


def test_a_single_account_needs_no_reason() -> None:
    assert reasons([told("A.", actors=(KIM,))]) == ()
