"""The story that started the project. Its text is not distributed; the test is skipped, and counted, without it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from match import agrees

from sayso.records import Article, Claim

SEED = Path(__file__).parents[3] / "shared" / "seed.txt"
Coder = Callable[[str, str], tuple[Article, tuple[Claim, ...]]]

pytestmark = pytest.mark.skipif(not SEED.is_file(), reason="the seed text is not here")

KIM, PUTIN, LAVROV = "Kim Jong Un", "Vladimir Putin", "Sergei Lavrov"
REQUIRED = {
    "talks": {
        "type": "CONSULT", "status": "happened", "actor": KIM, "place": "Vostochny Cosmodrome",
        "edtf": "2023-09-13", "hours": 5, "modality": "certain",
    },
    "Komsomolsk": {
        "type": "CONSULT", "mode": "visit", "status": "planned", "actor": KIM, "place": "Komsomolsk-on-Amur",
        "edtf": "2023-09-14", "speaker": "Kremlin",
    },
    "Vladivostok": {
        "type": "CONSULT", "mode": "visit", "status": "planned", "actor": KIM, "place": "Vladivostok",
    },
    "Lavrov": {
        "type": "CONSULT", "mode": "visit", "status": "planned", "actor": LAVROV, "place": "Pyongyang",
        "edtf": "2023-10", "speaker": "Kremlin",
    },
    "shells used": {
        "measure": "use", "item": "shells", "low": None, "high": 11_000_000, "edtf": "2022",
        "actor_country": "RUS", "speaker": "Watling",
    },
    "shells used, by whose estimate": {
        "measure": "use", "high": 11_000_000, "speaker": "Western estimates",
    },
    "shells to come": {
        "measure": "use", "item": "shells", "high": 7_000_000, "edtf": "2023", "status": "planned",
        "actor_country": "RUS", "speaker": "Watling",
    },
    "weapons sought": {
        "type": "REQUEST", "actor_country": "RUS", "recipient_country": "PRK", "speaker": "U.S. intelligence",
    },
    "arms deal": {"type": "AGREE", "status": "possible", "rule": "un-dprk-arms"},
}  # fmt: skip


@pytest.fixture
def claims(code: Coder) -> tuple[Claim, ...]:
    return code(SEED.read_text(encoding="utf-8"), "2023-09-14")[1]


@pytest.mark.parametrize("name", REQUIRED)
def test_claim(name: str, claims: tuple[Claim, ...]) -> None:
    found = [c for c in claims if agrees(c, REQUIRED[name])]
    assert found, [(c.event or c.figure, c.status) for c in claims]
    assert all(c.evidence.sentence and c.evidence.trigger.end > c.evidence.trigger.start for c in found)


def test_watling_speaks_before_the_estimates(claims: tuple[Claim, ...]) -> None:
    used = next(c for c in claims if agrees(c, REQUIRED["shells used"]))
    assert [s.name for s in used.attribution] == ["Jack Watling", "current Western estimates"]
    assert used.attribution[0].affiliation == "Royal United Services Institute"


def test_nobody_has_been_to_vladivostok(claims: tuple[Claim, ...]) -> None:
    assert not any(agrees(c, {"place": "Vladivostok", "status": "happened"}) for c in claims)
    assert not any(agrees(c, {"place": "Komsomolsk-on-Amur", "status": "happened"}) for c in claims)
