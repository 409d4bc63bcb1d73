from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import ledgers
import sayso
from sayso.faces.python.ledger import LedgerView
from sayso.records import Claim, Quantity, Refusal, Role, Run, Span, Status
from stubs import TOWN, Told, day, figure_of, side, speaker

RUN = Run(
    run_id="run1", code_version="1", config_sha256="c", model_sha256="m", started_at="2024-06-01T10:00:00+00:00",
    ended_at="2024-06-01T10:05:00+00:00",
)  # fmt: skip
MINES = Quantity(text="37 mines", span=Span(0, 1), low=37, high=None, counted="mines", item="mine")


def told_claims() -> list[tuple[sayso.Article, Claim]]:
    """Three accounts of two meetings, an attack at a place, a plan without a day, and figures."""
    told = [
        Told(number=0, chain=(speaker("the ministry"),)),
        Told(number=1, publisher="Other Post", chain=(speaker("Astrid Moe"), speaker("the ministry"))),
        Told(number=2, type="ASSAULT", mode="firearms", place=TOWN, time=day("2024-05-01", "2024-05-02")),
        Told(number=3, status=Status.PLANNED, sentence="They will meet.", published=None, publisher=None),
    ]
    made = [each.made() for each in told]
    for number, (low, on) in enumerate(((37, "2024-05-10"), (40, "2024-05-20")), start=10):
        article, claim = Told(number=number, time=day(on), chain=(speaker("the navy"),)).made()
        claim = replace(claim, claim_id=f"c{number:015d}")
        made.append((article, figure_of(claim, replace(MINES, low=low, high=low), item="mine")))
    return made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "l.db"
    with ledgers.open_ledger(path) as ledger:
        ledger.begin_run(RUN)
        for article, claim in told_claims():
            ledger.add_report("run1", article, [claim])
        for name, code in (("a", "text.too_short"), ("b", "text.empty")):
            ledger.add_refusal("run1", Refusal(name=name, stage="text", code=code, reason="no words"))
        ledger.end_run("run1", str(RUN.ended_at))
        ledger.refresh()
    return path


@pytest.fixture
def view(path: Path) -> Iterator[LedgerView]:
    with sayso.open(path) as view:
        yield view


@pytest.fixture
def long_ago() -> Claim:
    """A claim of the year 1066, with what frames find hard: surrogates, many actors, a day that is none."""
    _, claim = Told(number=99, time=day("1066-10-14", "1066-02-30"), published=date(2024, 5, 16)).made()
    actors = tuple(replace(side(f"per:{n}"), name=f"N\ud800{n}; x") for n in range(3))
    return replace(claim, actors=(*actors, side("cty:ROU", Role.RECIPIENT)))
