from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import apsw
import pytest

import ledgers
import stubs
from sayso.engine.catalog import Given, build_parts, open_ledger, start_run
from sayso.engine.config import Settings, load_settings
from sayso.engine.pipeline import CodedReport, KnownReport, Parts
from sayso.engine.session import EventQuery, Session
from sayso.engine.shown import ShownActor, ShownClaim, ShownEvent, ShownReport
from sayso.errors import LedgerError, ModelError, QueryError
from sayso.records import Refusal

TEXTS = {"a": ["One met.", "", "Two met them.", "Nothing."], "b": ["Three met."]}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({"HOME": str(tmp_path)}, flags={"ledger.path": str(tmp_path / "l.db")})


def session_of(
    settings: Settings, texts: dict[str, list[str]] = TEXTS, reader: stubs.StubReader | None = None
) -> Session:
    return Session(
        settings,
        build=lambda _settings, _given: stubs.parts(texts, reader),
        clock=lambda: datetime(2024, 5, 16, tzinfo=UTC),
    )


def counts(settings: Settings) -> dict[str, int]:
    with ledgers.open_ledger(settings.ledger.path, create=False) as ledger:
        return ledger.counts()


def test_code_without_keeping_opens_no_ledger(settings: Settings) -> None:
    results = list(session_of(settings).code(["a"], keep=False))
    assert [type(r) for r in results] == [CodedReport, Refusal, CodedReport, CodedReport]
    assert not Path(settings.ledger.path).exists()


def test_code_keeps_reports_claims_and_refusals(settings: Settings) -> None:
    list(session_of(settings).code(["a", "missing"], keep=True))
    assert counts(settings) == {"runs": 1, "reports": 3, "claims": 2, "events": 1, "refusals": 2}


def test_code_reads_again_and_stores_once(settings: Settings) -> None:
    first = list(session_of(settings).code(["a"], keep=True))
    assert list(session_of(settings).code(["a"], keep=True)) == first
    assert counts(settings)["reports"] == 3


def test_load_does_not_read_what_it_has(settings: Settings) -> None:
    list(session_of(settings).load(["a"]))
    reader = stubs.StubReader()
    results = list(session_of(settings, reader=reader).load(["a", "b"]))
    assert [type(r) for r in results] == [KnownReport, Refusal, KnownReport, KnownReport, CodedReport]
    assert reader.batches == [1]
    assert counts(settings)["reports"] == 4


class Unopened(stubs.StubReader):
    @property
    def model_sha256(self) -> str:  # type: ignore[override]
        raise ModelError("opened without need")


def test_refusals_and_known_reports_open_no_model(settings: Settings) -> None:
    list(session_of(settings, {"a": ["One met."]}).load(["a"]))
    list(session_of(settings, {"a": ["One met.", ""]}, Unopened()).load(["a", "missing"]))
    assert counts(settings)["refusals"] == 2


@pytest.mark.parametrize("n", [1, 2, 64])
def test_results_are_kept_when_the_caller_stops_listening(settings: Settings, n: int) -> None:
    many = replace(settings, bulk=replace(settings.bulk, commit_reports=n))
    results = session_of(many).load(["a", "b"])
    next(results)
    next(results)
    results.close()  # type: ignore[attr-defined]
    assert counts(settings)["reports"] == 1
    list(session_of(many).load(["a", "b"]))
    assert counts(settings)["reports"] == 4


def test_a_batch_is_committed_as_soon_as_it_is_full(settings: Settings) -> None:
    small = replace(settings, bulk=replace(settings.bulk, commit_reports=2))
    results = session_of(small).load(["a", "b"])
    assert [type(next(results)) for _ in range(3)] == [CodedReport, Refusal, CodedReport]
    assert counts(settings)["reports"] == 1
    results.close()  # type: ignore[attr-defined]


def test_what_was_read_is_kept_when_the_model_fails_later(settings: Settings) -> None:
    class Fails(stubs.StubReader):
        def read(self, articles: object) -> list:  # type: ignore[type-arg]
            if self.batches:
                raise ModelError("gone")
            return super().read(articles)  # type: ignore[arg-type]

    one = replace(settings, reader=replace(settings.reader, batch_articles=1))
    with pytest.raises(ModelError):
        list(session_of(one, reader=Fails()).load(["a"]))
    assert counts(settings)["reports"] == 1


def test_a_run_says_what_read_with_which_settings_and_when(settings: Settings) -> None:
    list(session_of(settings).code(["a"], keep=True))
    rows = apsw.Connection(settings.ledger.path).execute("SELECT * FROM runs").fetchall()
    ((run_id, version, config, model, started_at, ended_at),) = rows
    assert run_id.startswith("run")
    assert (config, model) == (settings.sha256(), stubs.StubReader.model_sha256)
    assert started_at == ended_at == "2024-05-16T00:00:00.000000+00:00"
    assert version


def test_run_ids_follow_from_what_the_run_is(settings: Settings) -> None:
    at = datetime(2024, 5, 16, tzinfo=UTC)
    same = start_run(settings, "m", at)
    assert start_run(settings, "m", at) == same
    assert start_run(settings, "n", at).run_id != same.run_id


def test_events_and_ids_can_be_asked_for(settings: Settings) -> None:
    session = session_of(settings)
    coded = [r for r in session.code(["a"], keep=True) if isinstance(r, CodedReport)]
    (event,) = session.events(EventQuery(type="CONSULT"))
    shown = session.show(event.event_id)
    assert isinstance(shown, ShownEvent)
    assert {c.claim_id for c in shown.accounts} == {c.claim_id for r in coded for c in r.claims}
    assert shown.why[0].startswith("same type")
    assert shown.as_json()["accounts"][0]["report"] in shown.reports
    claim = session.show(event.claim_ids[0])
    assert isinstance(claim, ShownClaim)
    assert claim.event_id == event.event_id
    report = session.show(coded[0].article.article_id)
    assert isinstance(report, ShownReport)
    assert report.as_json() == coded[0].as_json() | {"links": []}
    actor = session.show("NOR")
    assert isinstance(actor, ShownActor)
    assert actor.events == (event,)


def test_an_unknown_id_is_nothing_and_an_ambiguous_one_an_error(settings: Settings) -> None:
    session = session_of(settings)
    list(session.code(["a"], keep=True))
    assert session.show("zzz") is None
    assert session.show("") is None
    with pytest.raises(QueryError) as caught:
        session.show("r")
    assert "(report)" in (caught.value.hint or "")


@pytest.mark.parametrize("ask", [lambda s: list(s.events(EventQuery())), lambda s: s.show("e1")])
def test_asking_without_a_ledger_is_an_error(settings: Settings, ask: Callable[[Session], object]) -> None:
    with pytest.raises(LedgerError, match="no ledger yet"):
        ask(session_of(settings))


def test_the_default_ledger_gets_its_folder(tmp_path: Path) -> None:
    open_ledger(load_settings({"HOME": str(tmp_path)}), create=True).close()
    assert (tmp_path / ".local/share/sayso/ledger.db").exists()


def test_another_ledger_must_have_its_folder(tmp_path: Path) -> None:
    settings = load_settings({}, flags={"ledger.path": str(tmp_path / "typo" / "l.db")})
    with pytest.raises(LedgerError, match="does not exist"):
        open_ledger(settings, create=True)
    assert not (tmp_path / "typo").exists()


def test_a_default_folder_that_cannot_be_made_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(LedgerError, match="cannot be made"):
        open_ledger(load_settings({"XDG_DATA_HOME": str(tmp_path / "file")}), create=True)


def test_building_the_real_parts_opens_neither_model_nor_gazetteers(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise ModelError("opened without need")

    monkeypatch.setattr("sayso.read.Reader.load", refuse)
    monkeypatch.setattr("sayso.resolve.Places.open", refuse)
    parts = build_parts(settings, Given(published=date(2024, 5, 16)))
    assert isinstance(parts, Parts)
    with pytest.raises(ModelError):
        parts.reader.read([stubs.article_of("x")])
