from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from datetime import date
from pathlib import Path

import pytest

import ledgers
from sayso.engine.asking import OpenLedger, RefusalQuery
from sayso.engine.config import Settings, load_settings
from sayso.engine.lending import Lending
from sayso.engine.session import EventQuery, FigureQuery, OfficeQuery, Session, SpeakerQuery
from sayso.errors import LedgerError
from sayso.ledger import Ledger
from sayso.link import EventJoins
from sayso.records import Run
from stubs import Told


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    path = tmp_path / "l.db"
    run = Run(run_id="run1", code_version="1", config_sha256="c", model_sha256="m", started_at="2024")
    with ledgers.open_ledger(path) as ledger:
        ledger.begin_run(run)
        for n in range(30):
            told = Told(
                number=n, type="ASSAULT" if n % 2 else "CONSULT", mode=None, published=date(2024, 5, 1 + n)
            )
            article, claim = told.made()
            ledger.add_report("run1", article, [claim])
        ledger.refresh()
    return load_settings({"HOME": str(tmp_path)}, flags={"ledger.path": str(path)})


class Opened:
    """Opens ledgers to read and counts them."""

    def __init__(self, settings: Settings) -> None:
        self.path = settings.ledger.path
        self.opened: list[Ledger] = []

    def __call__(self) -> Ledger:
        self.opened.append(Ledger.open_to_read(self.path, joins=EventJoins()))
        return self.opened[-1]


def test_one_question_after_another_opens_the_file_once(settings: Settings) -> None:
    opened = Opened(settings)
    lending = Lending(opened)
    for _ in range(5):
        with lending.lent() as ledger:
            assert ledger.counts()["reports"] == 30
    assert len(opened.opened) == 1
    lending.close()


def test_questions_inside_one_another_have_a_ledger_each(settings: Settings) -> None:
    opened = Opened(settings)
    lending = Lending(opened)
    with ExitStack() as stack:
        lent = [stack.enter_context(lending.lent()) for _ in range(6)]
        assert len(set(map(id, lent))) == len(opened.opened) == 6
    with ExitStack() as stack:
        again = [stack.enter_context(lending.lent()) for _ in range(4)]
    # no more are kept than are likely to be asked for together
    assert {id(ledger) for ledger in again} <= {id(ledger) for ledger in lent}
    assert len(opened.opened) == 6
    lending.close()


def test_closing_closes_what_is_lent_when_it_comes_back(settings: Settings) -> None:
    opened = Opened(settings)
    lending = Lending(opened)
    with lending.lent() as ledger:
        lending.close()
        assert ledger.counts()["reports"] == 30
    with pytest.raises(LedgerError):
        ledger.counts()
    with pytest.raises(LedgerError, match="was closed"), lending.lent():
        pass


def test_many_threads_may_ask(settings: Settings) -> None:
    ledger = OpenLedger(settings)

    def ask(n: int) -> tuple[int, int]:
        query = EventQuery(type="ASSAULT" if n % 2 else "CONSULT")
        events = list(ledger.session.events(query))
        assert {e.lead.event.type for e in events if e.lead.event} == {query.type}
        return len(events), ledger.count_events(query)

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(ask, range(60)))
    assert all(n == counted for n, counted in answers)
    ledger.close()


ASKED: list[Callable[[Session], object]] = [
    lambda s: list(s.events(EventQuery(limit=3))),
    lambda s: s.speakers(SpeakerQuery()),
    lambda s: list(s.said_by(SpeakerQuery(name="nobody"))),
    lambda s: s.figures(FigureQuery()),
    lambda s: s.offices(OfficeQuery()),
    lambda s: s.show("per:kim"),
    lambda s: s.compare("x", "y"),
    lambda s: s.verdicts(),
    lambda s: s.faults(),
]


@pytest.mark.parametrize("asked", ASKED)
def test_it_answers_as_a_session_does(settings: Settings, asked: Callable[[Session], object]) -> None:
    ledger = OpenLedger(settings)
    assert asked(ledger.session) == asked(Session(settings))
    ledger.close()


def test_a_question_left_half_way_keeps_no_ledger(settings: Settings) -> None:
    ledger = OpenLedger(settings)
    claims = ledger.claims(EventQuery())
    next(claims)
    claims.close()  # type: ignore[attr-defined]
    assert ledger.counts() == {
        "runs": 1, "reports": 30, "claims": 30, "events": ledger.count_events(EventQuery()), "refusals": 0, "unjoined": 0,
    }  # fmt: skip
    assert len(list(ledger.accounts(EventQuery()))) == ledger.count_accounts(EventQuery()) == 30
    assert ledger.count_claims(EventQuery(type="assault")) == 15
    assert list(ledger.refusals(RefusalQuery())) == []
    assert ledger.count_refusals(RefusalQuery()) == 0
    assert [r.reports for r in ledger.runs()] == [30]
    ledger.close()


def test_what_cannot_be_opened_is_said_at_once(tmp_path: Path) -> None:
    with pytest.raises(LedgerError, match="no ledger yet"):
        OpenLedger(load_settings({"HOME": str(tmp_path)}))
