"""Saving a question, and who may be told of what it finds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ledgers import open_ledger
from sayso.engine.config import Settings, load_settings
from sayso.engine.searches import Alerting, Change, SavedSearches
from sayso.errors import LedgerError, QueryError
from sayso.ledger import EventQuery
from sayso.ledger.desk import desk_beside
from sayso.records import Run
from stubs import Told

RUN = Run(run_id="run1", code_version="", config_sha256="", model_sha256="", started_at="")
NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
MAIL = Alerting(on=True, mail=("ann@example.org",))


@dataclass
class Draws:
    n: int = 0

    def __call__(self, n: int) -> bytes:
        self.n += 1
        return bytes([self.n]) * n


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings(
        {"HOME": str(tmp_path)},
        flags={"ledger.path": str(tmp_path / "l.db"), "alerts.allow_hosts": "hooks.lan:8080"},
    )


@pytest.fixture
def searches(settings: Settings) -> SavedSearches:
    return SavedSearches(settings, lambda: NOW, Draws())


def add(settings: Settings, *told: Told) -> None:
    with open_ledger(settings.ledger.path) as ledger:
        ledger.begin_run(RUN)
        for each in told:
            article, claim = each.made()
            ledger.add_report(RUN.run_id, article, [claim])
        ledger.refresh()


def test_a_saved_search_is_there_by_name_and_id(searches: SavedSearches, settings: Settings) -> None:
    add(settings, Told())
    saved = searches.save(" Talks  in Riga ", EventQuery(type="consult"), by="ann")
    assert (saved.name, saved.query.type, saved.created_by) == ("Talks in Riga", "CONSULT", "ann")
    assert searches.get(saved.search_id) == searches.get("Talks in Riga") == saved
    assert searches.every() == [saved]
    assert (saved.since_claim, saved.looked > 0) == (1, True)
    assert len(saved.search_id) == 12
    assert len(saved.feed_key) == 32


def test_a_search_can_be_saved_before_there_is_a_ledger(searches: SavedSearches, settings: Settings) -> None:
    saved = searches.save("Talks", EventQuery(), by="ann")
    assert (saved.looked, saved.since_claim) == (0, 0)
    with pytest.raises(LedgerError, match="no ledger yet"):
        searches.feed("Talks")
    assert not Path(settings.ledger.path).exists()


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "a\x00b", "a\u202eb"])
def test_names_that_are_none(searches: SavedSearches, name: str) -> None:
    with pytest.raises(QueryError, match="cannot be the name"):
        searches.save(name, EventQuery(), by="ann")


def test_a_name_is_given_once(searches: SavedSearches) -> None:
    searches.save("Talks", EventQuery(), by="ann")
    searches.save("Other", EventQuery(), by="ann")
    with pytest.raises(QueryError, match="is a search named"):
        searches.save("Talks", EventQuery(), by="bob")
    with pytest.raises(QueryError, match="is a search named"):
        searches.change("Other", name="Talks")


@pytest.mark.parametrize(
    ("alerting", "why"),
    [
        (replace(MAIL, mail=("ann",)), "no mail address"),
        (replace(MAIL, mail=("ann@example.org\r\nBcc: x@y",)), "no mail address"),
        (replace(MAIL, mail=("a b@example.org",)), "no mail address"),
        (replace(MAIL, mail=("ann@exam ple.org",)), "no mail address"),
        (replace(MAIL, mail=(".ann@example.org",)), "no mail address"),
        (replace(MAIL, mail=("ann..b@example.org",)), "no mail address"),
        (replace(MAIL, mail=(f"{'a' * 65}@example.org",)), "no mail address"),
        (replace(MAIL, mail=("ann@example.org, bob@example.org",)), "no mail address"),
        (replace(MAIL, mail=tuple(f"a{n}@example.org" for n in range(21))), "there may be 20"),
        (replace(MAIL, mail=()), "nobody is to be told"),
        (replace(MAIL, changes=frozenset()), "nothing is to be told"),
        (replace(MAIL, min_origins=0), "min_origins"),
        (replace(MAIL, rise_to=1), "rise_to"),
        (replace(MAIL, every_s=-1), "every_s"),
        (Alerting(on=True, hook="ftp://hooks.example/x"), "only http"),
        (Alerting(on=True, hook="https://user:pw@hooks.example/x"), "password"),
        (Alerting(on=True, hook="https://hooks.example:8443/x"), "port 8443"),
        (Alerting(on=True, hook="http://other.lan:8080/x"), "port 8080"),
    ],
)
def test_who_or_what_cannot_be_told(searches: SavedSearches, alerting: Alerting, why: str) -> None:
    with pytest.raises(QueryError, match=why) as caught:
        searches.save("Talks", EventQuery(), by="ann", alerting=alerting)
    assert "pw" not in str(caught.value)
    assert searches.every() == []


@pytest.mark.parametrize(
    "mail",
    ["ann@example.org", "o'brien+news@mail.example.org", "root@localhost", "a_b@xn--bcher-kva.example"],
)
def test_addresses_that_can_be_told(searches: SavedSearches, mail: str) -> None:
    saved = searches.save("Talks", EventQuery(), by="ann", alerting=replace(MAIL, mail=(f" {mail} ", mail)))
    assert saved.alerting.mail == (mail,)


def test_a_webhook_has_a_secret_of_its_own_and_keeps_it(searches: SavedSearches) -> None:
    hook = Alerting(on=True, hook="https://hooks.example/x")
    first = searches.save("Talks", EventQuery(), by="ann", alerting=hook).alerting.secret
    assert first is not None
    assert first.startswith("whsec_")
    changed = searches.change("Talks", alerting=replace(hook, every_s=60))
    assert changed is not None
    assert changed.alerting.secret == first
    other = searches.change("Talks", alerting=replace(hook, hook="http://hooks.lan:8080/x"))
    assert other is not None
    assert other.alerting.secret not in (first, None)
    own = searches.change("Talks", alerting=replace(hook, secret="whsec_bXkgb3du"))
    assert own is not None
    assert own.alerting.secret == "whsec_bXkgb3du"
    none = searches.change("Talks", alerting=MAIL)
    assert none is not None
    assert none.alerting.secret is None


def test_alerts_switched_on_and_other_questions_tell_of_what_comes_from_then_on(
    searches: SavedSearches, settings: Settings
) -> None:
    searches.save("Talks", EventQuery(), by="ann")
    add(settings, Told())
    on = searches.change("Talks", alerting=MAIL)
    assert on is not None
    assert on.since_claim == 1
    add(settings, Told(number=1))
    same = searches.change("Talks", alerting=replace(MAIL, changes=frozenset({Change.NEW})))
    assert same is not None
    assert (same.since_claim, same.looked) == (1, on.looked)
    other = searches.change("Talks", query=EventQuery(type="AID"), name="Aid")
    assert other is not None
    assert (other.name, other.since_claim, other.looked > on.looked) == ("Aid", 2, True)


def test_what_is_not_there_is_none(searches: SavedSearches, settings: Settings) -> None:
    assert searches.get("Talks") is None
    assert searches.change("Talks", name="Other") is None
    assert searches.renew_key("Talks") is None
    assert searches.feed("Talks") is None
    assert not searches.delete("Talks")
    assert searches.deliveries() == searches.deliveries("Talks") == []
    assert not desk_beside(Path(settings.ledger.path)).exists()


def test_a_feed_needs_its_key_where_one_is_given(searches: SavedSearches, settings: Settings) -> None:
    add(settings, Told())
    saved = searches.save("Talks", EventQuery(), by="ann")
    searches.save("Other", EventQuery(), by="ann")
    other = searches.get("Other")
    assert other is not None
    assert searches.feed("Talks") is not None
    assert searches.feed(saved.search_id, key=saved.feed_key) is not None
    for key in ("", "x", "\ud800", other.feed_key, saved.feed_key[:-1]):
        assert searches.feed(saved.search_id, key=key) is None
    renewed = searches.renew_key("Talks")
    assert renewed is not None
    assert searches.feed("Talks", key=saved.feed_key) is None
    assert searches.feed("Talks", key=renewed.feed_key) is not None


def test_a_feed_has_what_changed_last_and_no_more_than_fits(
    searches: SavedSearches, settings: Settings
) -> None:
    types = ("AID", "ASSAULT", "COERCE", "REQUEST", "REJECT")
    told = [Told(type=t, mode=None, number=n, sentence=f"{t} {n}.") for t in types for n in range(12)]
    add(settings, *(replace(each, actors=(f"per:{n}",)) for n, each in enumerate(told)))
    searches.save("All", EventQuery(), by="ann")
    searches.save("Aid", EventQuery(type="AID"), by="ann")
    every, aid = searches.feed("All"), searches.feed("Aid")
    assert every is not None
    assert aid is not None
    assert len(every.entries) == 50
    assert {entry["event"]["event"]["type"] for entry in aid.entries} == {"AID"}
    changed = [entry["changed_at"] for entry in every.entries]
    assert changed == sorted(changed, reverse=True)
    assert every.updated == NOW  # what was dated later than now is of now


def test_a_deleted_search_is_gone(searches: SavedSearches) -> None:
    searches.save("Talks", EventQuery(), by="ann")
    assert searches.delete("Talks")
    assert searches.every() == []
