"""Looks after a ledger: copies it, checks it, forgets what must not be kept, lets old texts go."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from sayso.classes import dataclass
from sayso.engine.beside import beside
from sayso.engine.config import Settings
from sayso.engine.judging import the_one
from sayso.engine.linking import Linker
from sayso.errors import ConfigError, QueryError, cut
from sayso.ledger import Keep, Ledger

__all__ = ["Forgotten", "backup_path", "forget", "keep_of", "let_texts_go", "words_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """What was forgotten, how many claims went with it, and out of how many reports a name was blotted."""

    kind: str
    id: str
    claims: int
    reports: int


def forget(ledger: Ledger, linker: Linker, id_: str, reason: str, at: str) -> Forgotten | None:
    """Delete a report, or whatever names an actor; None if nothing has that id.

    What copies of the report say stays theirs: those not read because of it have its claims from then on.
    Deleted content is overwritten in the file.

    Raises:
        QueryError: the id may name several things, or names neither a report nor an actor.
        LedgerError: the ledger cannot be written.
    """
    found = the_one(ledger, id_)
    if found is None:
        return None
    if found.kind == "report":
        n_claims = len(ledger.claims_of(found.id))
        linker.forget(found.id, reason)
        done = Forgotten(kind=found.kind, id=found.id, claims=n_claims, reports=1)
    elif found.kind == "actor":
        blotted = ledger.care.forget_actor(found.id, reason, at)
        done = Forgotten(kind=found.kind, id=found.id, claims=blotted.claims, reports=blotted.reports)
    else:
        raise QueryError(
            f"{cut(id_)} is {found.kind} {found.id}; only reports and actors are forgotten",
            item=id_,
            hint="`sayso show` names the reports it rests on and the actors in it",
        )
    ledger.commit()
    ledger.refresh()
    ledger.care.tidy()
    return done


def words_of(ledger: Ledger, id_: str) -> tuple[str, ...]:
    """Ids and names by which something that is to be forgotten is known again where it was told of.

    Raises:
        QueryError: the id may name several things.
    """
    found = the_one(ledger, id_)
    if found is None:
        return ()
    if found.kind == "actor":
        return (found.id, *ledger.actor_names(found.id))
    return (found.id, *(claim.claim_id for claim in ledger.claims_of(found.id)))


def keep_of(settings: Settings) -> Keep:
    """What is kept of texts.

    Raises:
        ConfigError: the setting names no such thing.
    """
    try:
        return Keep(settings.keep.text)
    except ValueError:
        raise ConfigError(
            f"keep.text must be all, evidence or none, got {cut(settings.keep.text)}", item="keep.text"
        ) from None


def let_texts_go(ledger: Ledger, settings: Settings, keep: Keep, days: int, today: date) -> int:
    """Let go of texts published more than ``days`` ago; how many reports were changed.

    Raises:
        ConfigError: copies are still looked for among reports of that age.
    """
    if days < settings.link.window_days:
        raise ConfigError(
            f"texts are needed for {settings.link.window_days} days to find copies, got {days}",
            item="keep.days",
            hint="name more days, or set link.window_days lower",
        )
    return ledger.care.let_texts_go(keep, (today - timedelta(days)).isoformat())


def backup_path(settings: Settings, stamp: str) -> Path:
    """Where a copy goes if nobody says: beside the ledger, named after the moment."""
    ledger = beside(settings)
    return ledger.with_name(f"{ledger.stem}-{stamp}{ledger.suffix or '.db'}")
