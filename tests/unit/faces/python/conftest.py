from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import ledgers
import sayso
from going import HAWAII, LATVIA, OSLO, TOKYO, Went, on
from sayso.faces.python.ledger import LedgerView
from sayso.records import Claim, Quantity, Refusal, Role, Run, Span, Status
from stubs import KIM, LAVROV, PUTIN, TOWN, Told, day, figure_of, side, speaker

RUN = Run(
    run_id="run1", code_version="1", config_sha256="c", model_sha256="m", started_at="2024-06-01T10:00:00+00:00",
    ended_at="2024-06-01T10:05:00+00:00",
)  # fmt: skip
MINES = Quantity(text="37 mines", span=Span(0, 1), low=37, high=None, counted="mines", item="mine")
#: Where Kim was, and with whom: reported, announced, denied, too far, planned, called off, and without a place.
WENT = (
    Went(said="Kim <met> Putin in [Oslo].", mode=None, place=OSLO, actors=(KIM, PUTIN), time=on("2024-05-10")),
    Went(said="Kim will <visit> [Riga].", time=on("2024-05-14"), status=Status.PLANNED, published="2024-05-10",
         chain=(speaker("the palace"),)),
    Went(said="Kim <visited> [Riga].", time=on("2024-05-14"), actors=(KIM, PUTIN, LAVROV)),
    Went(said="Kim <visited> [Latvia].", place=LATVIA, time=on("2024-05-14"), publisher="Other"),
    Went(said="Kim never <visited> [Riga].", time=on("2024-05-14"), status=Status.NEGATED, publisher="Third",
         chain=(speaker("an aide"),)),
    Went(said="Kim <met> aides in [Tokyo].", mode=None, place=TOKYO, time=on("2024-05-14"), publisher="Fourth"),
    Went(said="Kim will <go> to [Honolulu].", place=HAWAII, status=Status.PLANNED, time=on("2024-05-17", "2024-05-18")),
    Went(said="Kim <called> off the visit.", type="REJECT", mode="meet", place=None, recipients=("cty:FRA",)),
    Went(said="Kim <met> Putin.", mode=None, place=None, actors=(KIM, PUTIN), time=on("2024-02-02")),
    Went(said="Putin <visited> [Riga].", actors=(PUTIN,), published="2024-05-20", time=on("2024-05-19")),
    Went(said="Kim <struck> Putin.", type="ASSAULT", mode=None, place=None, recipients=(PUTIN,), time=on("2024-05-01")),
)  # fmt: skip


def told_claims() -> list[tuple[sayso.Article, Claim]]:
    """Three accounts of two meetings, an attack at a place, a plan without a day, and figures."""
    told = [
        Told(number=0, chain=(speaker("the ministry"),)),
        Told(number=1, publisher="Other Post", chain=(speaker("Astrid Moe"), speaker("the ministry"))),
        Told(number=2, type="ASSAULT", mode="firearms", place=TOWN, time=day("2024-05-01", "2024-05-02")),
        Told(number=3, status=Status.PLANNED, sentence="They will meet.", published=None, publisher=None),
    ]
    made = [each.made() for each in told]
    for number, (low, told_on) in enumerate(((37, "2024-05-10"), (40, "2024-05-20")), start=10):
        article, claim = Told(number=number, time=day(told_on), chain=(speaker("the navy"),)).made()
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
def gone(tmp_path: Path) -> Iterator[LedgerView]:
    """A ledger of journeys."""
    with ledgers.open_ledger(tmp_path / "gone.db") as ledger:
        ledger.begin_run(RUN)
        for went in WENT:
            article, account = went.made()
            ledger.add_report("run1", article, [account.claim])
        ledger.refresh()
    with sayso.open(tmp_path / "gone.db") as view:
        yield view


@pytest.fixture
def long_ago() -> Claim:
    """A claim of the year 1066, with what frames find hard: surrogates, many actors, a day that is none."""
    _, claim = Told(number=99, time=day("1066-10-14", "1066-02-30"), published=date(2024, 5, 16)).made()
    actors = tuple(replace(side(f"per:{n}"), name=f"N\ud800{n}; x") for n in range(3))
    return replace(claim, actors=(*actors, side("cty:ROU", Role.RECIPIENT)))
