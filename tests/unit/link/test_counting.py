"""How many origins stand behind accounts, with copies, agencies, speakers and unknown ones among them."""

from dataclasses import replace

import pytest

from sayso.link.counting import Counted, count_origins, origin_groups
from sayso.records import Account, Carrier, SpeakerKind
from stubs import Told, speaker


def told(
    sentence: str,
    *,
    origin: str = "",
    voice: str | None = None,
    publisher: str | None = "P",
    **changes: object,
) -> Account:
    article, claim = Told(sentence=sentence, **changes).made()  # type: ignore[arg-type]
    return Account(
        claim=claim,
        published="2026-03-03",
        publisher=publisher,
        text_sha256=article.text_sha256,
        origin=origin or f"o{sentence}",
        voice=voice,
    )


def counted(*accounts: Account) -> tuple[int, int, int, str | None]:
    found = count_origins(accounts)
    assert found == count_origins(accounts[::-1])
    assert found.certain <= found.n <= found.possible
    return found.n, found.certain, found.possible, found.rests_on


ARMY = (speaker("the army"),)
MAYOR = (speaker("the mayor", SpeakerKind.PERSON),)
OFFICIALS = (speaker("officials", SpeakerKind.UNNAMED),)


@pytest.mark.parametrize(
    ("accounts", "expected"),
    [
        ([told("A.", publisher="X"), told("B.", publisher="Y")], (2, 2, 2, None)),
        ([told("A.", origin="o1", publisher="X"), told("B.", origin="o1", publisher="Y")], (1, 1, 1, None)),
        ([told("A.", voice="AP", publisher="X"), told("B.", voice="AP", publisher="Y")], (1, 1, 2, None)),
        ([told("A.", chain=ARMY, publisher="X"), told("B.", chain=ARMY, publisher="Y")], (1, 1, 1, "the army")),
        ([told("A.", chain=ARMY, publisher="X"), told("B.", publisher="Y")], (2, 2, 2, None)),
        ([told("A.", chain=OFFICIALS, publisher="X"), told("B.", chain=OFFICIALS, publisher="Y")], (2, 1, 2, None)),
        ([told("A.", publisher=None), told("B.", publisher="Y")], (2, 1, 2, None)),
        ([told("A.", publisher=None), told("B.", publisher=None)], (2, 1, 2, None)),
    ],
    ids=[
        "two papers", "one origin under two mastheads", "two texts of one agency", "one spokesman",
        "a spokesman and a paper's own word", "officials nobody can ask again", "an unknown origin",
        "two unknown origins",
    ],
)  # fmt: skip
def test_counts(accounts: list[Account], expected: tuple[int, int, int, str | None]) -> None:
    assert counted(*accounts) == expected


def test_a_text_that_quotes_two_is_one_origin() -> None:
    accounts = [told("A.", origin="o1", chain=ARMY), told("B.", origin="o1", chain=MAYOR)]
    assert counted(*accounts)[0] == 1


def test_one_sentence_in_two_origins_is_no_tie_once_copies_were_looked_for() -> None:
    accounts = [told("A.", origin="o1", publisher="X"), told("A.", origin="o2", publisher="Y", number=1)]
    assert counted(*accounts)[0] == 2
    unlinked = [replace(a, origin="") for a in accounts]
    assert counted(*unlinked)[0] == 1
    assert len(set(origin_groups(unlinked).values())) == 1


def test_copies_count_as_reports_and_not_as_origins() -> None:
    account = replace(
        told("A.", publisher="X"), carriers=(Carrier(article_id="r2", published=None, publisher="Y"),)
    )
    assert counted(account)[0] == 1
    assert [b.publisher for b in account.bearers] == ["X", "Y"]


def test_nothing_is_one() -> None:
    assert Counted(n=1, certain=1, possible=1, rests_on=None) == count_origins([told("A.")])
