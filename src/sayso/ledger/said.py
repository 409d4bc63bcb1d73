"""What a speaker says, latest first, with what confirms or denies each claim."""

# ruff: noqa: S608  SQL is put together from the strings in this file alone; what was asked is bound

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sayso.classes import dataclass
from sayso.lang.folding import fold, same_words
from sayso.ledger.accounts import accounts_where
from sayso.ledger.connection import Connection
from sayso.ledger.contrary import opposed
from sayso.ledger.joining import Joins
from sayso.ledger.publishers import all_of, in_days
from sayso.ledger.voice_index import EVERYWHERE
from sayso.ledger.voices import SpeakerQuery, asked_voices
from sayso.records import Account, Claim, SpeakerKind

__all__ = ["Echo", "Said", "SaidClaim", "latest", "said_by"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo:
    """Another account that confirms or denies a claim, and on whose word it rests."""

    claim_id: str
    who: str
    published: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidClaim:
    """A claim of a speaker, with the accounts of others that support it and those that contradict it."""

    claim: Claim
    speaker: str
    kind: SpeakerKind
    published: str | None
    publisher: str | None
    event_id: str | None
    confirmed_by: tuple[Echo, ...]
    denied_by: tuple[Echo, ...]


def said_by(connection: Connection, joins: Joins, query: SpeakerQuery) -> Iterator[SaidClaim]:
    """The claims of the speakers that ``query`` names, latest published first."""
    for said in latest(connection, query):
        account = _account(connection, said.claim)
        others = _accounts_of(connection, said.event_id) if said.event_id is not None else [account]
        yield SaidClaim(
            claim=account.claim,
            speaker=said.name,
            kind=said.kind,
            published=account.published,
            publisher=account.publisher,
            event_id=said.event_id,
            confirmed_by=_echoes(_independent(account, others, said.name)),
            denied_by=_echoes(opposed(connection, joins, account.claim.claim_id)),
        )


@dataclass(frozen=True, slots=True)
class Said:
    """A claim, by its number, of a speaker by one of his names; ``event_id`` None while it is not joined."""

    claim: int
    name: str
    kind: SpeakerKind
    event_id: str | None


def latest(connection: Connection, query: SpeakerQuery) -> list[Said]:
    """The claims that hold of the speakers that ``query`` names, latest published first.

    Cost:
        Each stored speaker of the name has its claims in that order: no more are read than are given, unless
        many of them have been retired.
    """
    upto = -1 if query.limit is None else query.skip + query.limit
    where, values = all_of(list(in_days(query.since, query.until, "substr(x.published, 1, 10)")))
    found: list[tuple[str, int, int, str, str]] = []
    for number, name, kind in _stored(connection, query):
        # `Any`: a row holds whatever its query selects.
        rows: Any = connection.execute(
            "SELECT x.published, x.claim, x.place FROM claim_speakers x "
            "CROSS JOIN claims c ON c.claim = x.claim "
            f"WHERE x.speaker = ? AND c.retired_at IS NULL AND {where} "
            "ORDER BY x.published DESC, x.claim LIMIT ?",
            (number, *values, upto),
        )
        found += [(published, claim, place, name, kind) for published, claim, place in rows]
    # a claim that names one speaker twice is told by the outermost of them
    once = {row[1]: row for row in sorted(found, key=lambda row: row[2], reverse=True)}
    ordered = sorted(once.values(), key=lambda row: row[1])
    ordered.sort(key=lambda row: row[0], reverse=True)
    return [
        Said(claim, name, SpeakerKind(kind), _event_of(connection, claim))
        for _, claim, _, name, kind in ordered[query.skip : None if upto < 0 else upto]
    ]


def _stored(connection: Connection, query: SpeakerQuery) -> list[tuple[int, str, str]]:
    """The stored speakers that are meant: number, name and kind."""
    where, values = all_of([("v.shown", ()), *asked_voices(query)])
    # `Any`: as above.
    rows: Any = connection.execute(
        "SELECT s.speaker, s.name, s.kind FROM voices v CROSS JOIN speakers s ON s.everywhere = v.voice "
        f"WHERE v.country = '{EVERYWHERE}' AND {where} UNION ALL "
        "SELECT s.speaker, s.name, s.kind FROM voices v CROSS JOIN speakers s ON s.voice = v.voice "
        f"WHERE v.country <> '{EVERYWHERE}' AND {where}",
        (*values, *values),
    )
    return list(rows)


def _event_of(connection: Connection, claim: int) -> str | None:
    # `Any`: as above.
    row: Any = connection.execute("SELECT event_id FROM event_claims WHERE claim = ?", (claim,)).fetchone()
    return None if row is None else row[0]


def _account(connection: Connection, number: int) -> Account:
    return next(_accounts(connection, "c.claim = ?", (number,)))


def _accounts_of(connection: Connection, event_id: str) -> list[Account]:
    inside = "c.claim IN (SELECT claim FROM event_claims WHERE event_id = ?)"
    return list(_accounts(connection, inside, (event_id,)))


def _accounts(connection: Connection, where: str, values: tuple[object, ...]) -> Iterator[Account]:
    for _, account in accounts_where(connection, where, values, "r.published, c.claim_id"):
        yield account


def _independent(account: Account, every: list[Account], name: str) -> list[Account]:
    """Accounts of the event that rest neither on this speaker nor on a copy of a report that quotes him."""
    wanted = fold(name)
    own = {
        mark
        for a in every
        if a.claim.claim_id == account.claim.claim_id
        or any(fold(s.name) == wanted for s in a.claim.attribution)
        for mark in _marks(a)
    }
    return [a for a in every if own.isdisjoint(_marks(a))]


def _marks(account: Account) -> set[str]:
    """What accounts in the same words have in common."""
    claim = account.claim
    return {account.origin or claim.article_id, account.text_sha256, same_words(claim.evidence.sentence)}


def _echoes(accounts: Iterable[Account]) -> tuple[Echo, ...]:
    """One echo for each on whose word the accounts rest, the first published of each."""
    out: dict[str, Echo] = {}
    for account in accounts:
        speaker = account.claim.named_speaker
        who = speaker.name if speaker else account.publisher or account.claim.article_id
        echo = Echo(claim_id=account.claim.claim_id, who=who, published=account.published)
        out.setdefault(fold(who), echo)
    return tuple(out.values())
