"""Who says what: speakers with counts of their claims, and those of one with what confirms or denies it."""

# ruff: noqa: S608  SQL is put together from the strings in this file alone; what was asked is bound

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import apsw

from sayso.errors import QueryError
from sayso.lang.folding import fold, same_words
from sayso.ledger.accounts import accounts_where
from sayso.ledger.contrary import opposed
from sayso.ledger.joining import Joins
from sayso.ledger.query import Sql, check_counts, check_days, known, named
from sayso.records import Account, Claim, Modality, Polarity, SpeakerKind, Status

__all__ = [
    "Echo",
    "SaidClaim",
    "SpeakerCounts",
    "SpeakerQuery",
    "VoiceCounts",
    "said_by",
    "speakers",
    "voices",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerQuery:
    """What to ask of speakers.

    Attributes:
        name: words of a speaker's name; None for every speaker.
        since, until: days of publication, inclusive; a report without one is then left out.
        kind: as in `records.SpeakerKind`.
        limit: speakers, or claims of the named one, at most.

    Raises:
        QueryError: a value is none of those that can be asked for; the hint names the nearest.
    """

    name: str | None = None
    since: date | None = None
    until: date | None = None
    kind: str | None = None
    limit: int | None = None

    def __post_init__(self) -> None:
        if self.kind is not None:
            # a frozen record cannot be assigned to; this brings what was asked into the stored form
            object.__setattr__(self, "kind", known("kind", self.kind.lower(), [k.value for k in SpeakerKind]))
        check_counts(limit=self.limit)
        check_days(self.since, self.until)
        if self.name is not None and not fold(self.name):
            raise QueryError("name is empty", item="name", hint="leave it out to ask for every speaker")


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerCounts:
    """One speaker and what the ledger holds of him.

    ``alone`` is the share of his claims in events with no other independent origin, None while none is
    joined; ``by_outlet`` the share that an outlet before him in the chain passes on. ``denied`` counts claims
    that something is not so, ``hedged`` those neither denied nor certain; ``first`` and ``last`` are days of
    publication.
    """

    name: str
    kind: SpeakerKind
    country: str | None
    affiliation: str | None
    claims: int
    reports: int
    events: int
    alone: float | None
    by_outlet: float
    certain: int
    hedged: int
    denied: int
    first: str | None
    last: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceCounts:
    """On whose word claims rest: nobody's but the report's, or the innermost speaker's, by kind."""

    claims: int
    own_voice: int
    by_kind: Mapping[SpeakerKind, int]


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


#: A claim that another has not taken the place of.
_HOLDS: Sql = ("c.retired_at IS NULL", ())


def _days(query: SpeakerQuery) -> Iterator[Sql]:
    if query.since is not None:
        yield "substr(r.published, 1, 10) >= ?", (query.since.isoformat(),)
    if query.until is not None:
        yield "substr(r.published, 1, 10) <= ?", (query.until.isoformat(),)


def _where(conditions: Iterable[Sql]) -> Sql:
    """Conditions joined, as the end of a query; the values they bind."""
    given = list(conditions)
    where = "WHERE " + " AND ".join(f"({sql})" for sql, _ in given) if given else ""
    return where, tuple(value for _, values in given for value in values)


def voices(connection: apsw.Connection, query: SpeakerQuery) -> VoiceCounts:
    """On whose word the claims of the asked days rest; name and kind are not looked at."""
    where, values = _where([_HOLDS, *_days(query)])
    # `Any`: a row holds whatever its query selects.
    rows: Any = connection.execute(
        "SELECT s.kind, count(*) FROM claims c JOIN reports r USING (article_id) "
        "LEFT JOIN claim_speakers x ON x.claim = c.claim AND x.place = "
        "(SELECT max(place) FROM claim_speakers y WHERE y.claim = c.claim) "
        f"LEFT JOIN speakers s USING (speaker) {where} GROUP BY s.kind",
        values,
    ).fetchall()
    counts: dict[str | None, int] = dict(rows)
    return VoiceCounts(
        claims=sum(counts.values()),
        own_voice=counts.get(None, 0),
        by_kind={kind: counts[kind.value] for kind in SpeakerKind if kind.value in counts},
    )


# ------------------------------------------------------------------ every speaker


@dataclass(slots=True)
class _Tally:
    """One speaker while rows come in."""

    kind: SpeakerKind
    names: Counter[str] = field(default_factory=Counter)
    countries: Counter[str] = field(default_factory=Counter)
    bodies: Counter[str] = field(default_factory=Counter)
    claims: set[int] = field(default_factory=set)
    reports: set[str] = field(default_factory=set)
    events: set[str] = field(default_factory=set)
    joined: int = 0
    alone: int = 0
    passed_on: int = 0
    sure: Counter[str] = field(default_factory=Counter)
    days: set[str] = field(default_factory=set)

    def counts(self) -> SpeakerCounts:
        n = len(self.claims)
        return SpeakerCounts(
            name=_commonest(self.names) or "",
            kind=self.kind,
            country=_commonest(self.countries),
            affiliation=_commonest(self.bodies),
            claims=n,
            reports=len(self.reports),
            events=len(self.events),
            alone=round(self.alone / self.joined, 4) if self.joined else None,
            by_outlet=round(self.passed_on / n, 4),
            certain=self.sure["certain"],
            hedged=self.sure["hedged"],
            denied=self.sure["denied"],
            first=min(self.days, default=None),
            last=max(self.days, default=None),
        )


def _commonest(counts: Counter[str]) -> str | None:
    """The commonest value, empty ones apart; of equals the first by the alphabet."""
    return min((v for v in counts if v), key=lambda v: (-counts[v], v), default=None)


def speakers(connection: apsw.Connection, query: SpeakerQuery) -> list[SpeakerCounts]:
    """Every speaker that ``query`` asks for, most claims first.

    Speakers are one where name and kind agree and no two countries are named.
    """
    conditions = [_HOLDS, *_days(query)]
    if query.kind is not None:
        conditions.append(("s.kind = ?", (query.kind,)))
    if query.name is not None:
        conditions.append(named(query.name))
    where, values = _where(conditions)
    one = _same_speakers(connection)
    tallies: dict[tuple[str, str, str], _Tally] = {}
    # `Any`: a row holds whatever its query selects.
    rows: Iterator[Any] = connection.execute(
        "SELECT x.speaker, s.name, s.kind, s.country, s.affiliation, c.claim, c.article_id, r.published, "
        "k.status, k.polarity, k.modality, "
        "m.event_id, e.n_origins, EXISTS (SELECT 1 FROM claim_speakers y JOIN speakers o USING (speaker) "
        "WHERE y.claim = x.claim AND y.place < x.place AND o.kind = 'outlet') "
        "FROM claim_speakers x JOIN speakers s USING (speaker) JOIN claims c USING (claim) "
        "JOIN claim_marks k USING (claim) JOIN reports r USING (article_id) "
        "LEFT JOIN event_claims m USING (claim) "
        f"LEFT JOIN events e USING (event_id) {where}",
        values,
    )
    for row in rows:
        _count(tallies.setdefault(one[row[0]], _Tally(SpeakerKind(row[2]))), row)
    found = sorted((t.counts() for t in tallies.values()), key=lambda c: (-c.claims, fold(c.name), c.kind))
    return found[: query.limit]


def _count(tally: _Tally, row: Any) -> None:  # `Any`: as above
    _, name, _, country, affiliation, claim, report, published, status, *sure, event, origins, passed = row
    if claim in tally.claims:
        return
    tally.claims.add(claim)
    tally.names[name] += 1
    tally.countries[country] += 1
    tally.bodies[affiliation] += 1
    tally.reports.add(report)
    tally.passed_on += passed
    denied = status == Status.NEGATED or sure[0] == Polarity.NEGATIVE
    tally.sure["denied" if denied else "certain" if sure[1] == Modality.CERTAIN else "hedged"] += 1
    if published:
        tally.days.add(published[:10])
    if event is not None:
        tally.events.add(event)
        tally.joined += 1
        tally.alone += origins == 1


def _same_speakers(connection: apsw.Connection) -> dict[int, tuple[str, str, str]]:
    """Whom each stored speaker stands for: folded name, kind, and the country where several are known."""
    # `Any`: as above.
    rows: Any = connection.execute("SELECT speaker, folded, kind, country FROM speakers").fetchall()
    countries: dict[tuple[str, str], set[str]] = defaultdict(set)
    for _, folded, kind, country in rows:
        countries[folded, kind].add(country)
    return {
        speaker: (folded, kind, country if len(countries[folded, kind] - {""}) > 1 else "")
        for speaker, folded, kind, country in rows
    }


# ------------------------------------------------------------------ one speaker


def said_by(connection: apsw.Connection, joins: Joins, query: SpeakerQuery) -> Iterator[SaidClaim]:
    """The claims of the speakers that ``query`` names, latest published first."""
    conditions = [_HOLDS, named(query.name or ""), *_days(query)]
    if query.kind is not None:
        conditions.append(("s.kind = ?", (query.kind,)))
    where, values = _where(conditions)
    # `Any`: a row holds whatever its query selects.
    rows: Any = connection.execute(
        "SELECT c.claim, s.name, s.kind, m.event_id, min(x.place) FROM claim_speakers x "
        "JOIN speakers s USING (speaker) JOIN claims c USING (claim) JOIN reports r USING (article_id) "
        f"LEFT JOIN event_claims m USING (claim) {where} "
        "GROUP BY c.claim ORDER BY r.published DESC, c.claim LIMIT ?",
        (*values, -1 if query.limit is None else query.limit),
    ).fetchall()
    for number, name, kind, event_id, _ in rows:
        account = _account(connection, number)
        others = _accounts_of(connection, event_id) if event_id is not None else [account]
        yield SaidClaim(
            claim=account.claim,
            speaker=name,
            kind=SpeakerKind(kind),
            published=account.published,
            publisher=account.publisher,
            event_id=event_id,
            confirmed_by=_echoes(_independent(account, others, name)),
            denied_by=_echoes(opposed(connection, joins, account.claim.claim_id)),
        )


def _account(connection: apsw.Connection, number: int) -> Account:
    return next(_accounts(connection, "c.claim = ?", (number,)))


def _accounts_of(connection: apsw.Connection, event_id: str) -> list[Account]:
    inside = "c.claim IN (SELECT claim FROM event_claims WHERE event_id = ?)"
    return list(_accounts(connection, inside, (event_id,)))


def _accounts(connection: apsw.Connection, where: str, values: tuple[object, ...]) -> Iterator[Account]:
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
