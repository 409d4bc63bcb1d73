"""What is new for saved searches: found by what changed in the ledger, and told once for each happening.

Events come and go as claims join, and what was planned is another event than what took place. So it is kept
which claims were told of, and a happening is known again by any of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from sayso.classes import dataclass, field
from sayso.ledger import Ledger
from sayso.ledger.asked import query_params
from sayso.ledger.changes import Standing, Stretch
from sayso.ledger.contrary import DONE, OPEN, Counterpart
from sayso.ledger.desk import Alerting, Change, Channel, Desk, Happening, Look, Message, Search
from sayso.link.derive import conclude
from sayso.records import Event, Status
from sayso.records.codec import SCHEMA, event_to_json

__all__ = ["MOST_CHANGED", "MOST_ENTRIES", "due", "entry_document", "look"]

#: Changed events that one look at a search goes through, the others with the next: it takes about a second
#: where all of them match (docs/quality/alerts.md).
MOST_CHANGED = 500
#: Events told of in one message; more are told in several.
MOST_ENTRIES = 100
#: Claims of an event that are named in a message: a ring of copies has thousands.
_MOST_CLAIMS = 50
#: Claims of an event by which what is told of it otherwise is looked for: the one that leads, and some more.
_COMPARED = 3
#: Others that these are compared with, so that one event among thousands of its kind costs a tenth of a
#: second.
_MOST_COMPARED = 40

# `Any`: a JSON document.
Json = dict[str, Any]


class _Seen:
    """Events and what is near them, read once for all searches."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._events: dict[str, Event | None] = {}
        self._near: dict[str, tuple[tuple[str, Counterpart], ...]] = {}
        self._same: dict[tuple[str, Counterpart], bool] = {}

    def event(self, event_id: str) -> Event | None:
        """An event, None if it is no more."""
        if event_id not in self._events:
            self._events[event_id] = self._ledger.event(event_id)
        return self._events[event_id]

    def near(self, event_id: str) -> tuple[tuple[str, Counterpart], ...]:
        """Claims of an event, each with one that may tell the same as planned, as done, or deny it."""
        if event_id not in self._near:
            event = self.event(event_id)
            ids = dict.fromkeys((event.lead.claim_id, *event.claim_ids)) if event else {}
            self._near[event_id] = tuple(
                (claim_id, other)
                for claim_id in list(ids)[:_COMPARED]
                for other in self._ledger.changes.nearby(claim_id)
            )
        return self._near[event_id]

    def is_counterpart(self, claim_id: str, other: Counterpart) -> bool:
        """Whether one of those tells the same thing indeed."""
        key = (claim_id, other)
        if key not in self._same:
            self._same[key] = self._ledger.changes.is_counterpart(claim_id, other)
        return self._same[key]


def due(ledger: Ledger, desk: Desk, now: datetime) -> list[Look]:
    """Looks at every search of which somebody is to be told and which may be told of now.

    Nothing is written: each is kept by `desk.searches.keep`, with the messages that came of it.

    Cost:
        Where nothing has changed, one look-up for each search; else follows what has changed since.
    """
    at = now.isoformat(timespec="microseconds")
    told = [s for s in desk.searches.every() if s.alerting.on and (s.next_at is None or s.next_at <= at)]
    seen = _Seen(ledger)
    return [found for search in told if (found := look(ledger, desk, search, now, seen)) is not None]


def look(ledger: Ledger, desk: Desk, search: Search, now: datetime, seen: _Seen | None = None) -> Look | None:
    """Look at what has changed for one search since the last look; None if nothing has.

    A ledger that has changed less than what was looked at is another one, restored from a copy: looking goes
    on from where it stands.
    """
    last = ledger.changes.last()
    if last < search.looked:
        return Look(search_id=search.search_id, after=search.looked, upto=last, next_at=search.next_at)
    stretch = ledger.changes.since(search.looked, MOST_CHANGED)
    if stretch.upto == search.looked:
        return None
    cases = _CaseBook(ledger, desk, search, now, seen or _Seen(ledger))
    found = ledger.changes.found(search.query, search.looked, stretch.upto) if stretch.event_ids else set()
    entries = list(cases.entries(stretch, found))
    parts = [entries[n : n + MOST_ENTRIES] for n in range(0, len(entries), MOST_ENTRIES)]
    pause = None if stretch.more else now + timedelta(seconds=search.alerting.every_s)
    return Look(
        search_id=search.search_id,
        after=search.looked,
        upto=stretch.upto,
        next_at=pause.isoformat(timespec="microseconds") if parts and pause else None,
        happenings=cases.touched(),
        messages=tuple(
            _message(search, (search.looked, stretch.upto), part, (number, len(parts)), now)
            for number, part in enumerate(parts, start=1)
        ),
    )


@dataclass(slots=True, kw_only=True, eq=False)
class _Case:
    """A happening as this look knows it."""

    number: int | None
    first_claim: str
    told_at: str
    origins: int
    marks: set[str]
    claim_ids: dict[str, None] = field(default_factory=dict)

    def take(self, event: Event) -> None:
        """Know all of an event as told."""
        self.origins = max(self.origins, event.n_origins)
        self.marks |= _marks(event)
        self.claim_ids |= dict.fromkeys(event.claim_ids)

    def changes(self, event: Event, rise_to: int | None) -> Iterator[Change]:
        """What an event says that was not told."""
        now = _marks(event)
        before, states = _states(self.marks), _states(now)
        if rise_to is not None and self.origins < rise_to <= event.n_origins:
            yield Change.ORIGINS
        if before & OPEN and not before & DONE and states & DONE:
            yield Change.HAPPENED
        denied, said = Status.NEGATED in before, bool(before - {Status.NEGATED})
        if (Status.NEGATED in states and not denied) or (denied and not said and states - {Status.NEGATED}):
            yield Change.DENIED
        for mark, change in (("quantities", Change.FIGURES), ("place", Change.PLACE)):
            if mark in now and mark not in self.marks:
                yield change


class _CaseBook:
    """What was told for one search, and what is new beside it."""

    def __init__(self, ledger: Ledger, desk: Desk, search: Search, now: datetime, seen: _Seen) -> None:
        self._ledger = ledger
        self._desk = desk
        self._search = search
        self._seen = seen
        self._at = now.isoformat(timespec="microseconds")
        self._cases: dict[str, _Case] = {}
        self._kept: dict[int, _Case] = {}
        self._touched: dict[int, _Case] = {}
        #: Of the claims looked at, those that were there when telling began, and those of them that match.
        self._old: set[str] = set()
        self._old_matching: set[str] = set()
        #: Events whose turn comes in this look, and the moment up to which it looks.
        self._later: set[str] = set()
        self._upto = 0

    def entries(self, stretch: Stretch, found: set[str]) -> Iterator[Json]:
        """What is to be told, in the order in which it came about."""
        event_ids = stretch.event_ids
        self._later, self._upto = set(event_ids), stretch.upto
        members = self._ledger.changes.claims_of(event_ids)
        self._recall(claim_id for ids in members.values() for claim_id in ids)
        mine = {e for e in event_ids if e in found or self._cases_of(members.get(e, ()))}
        wanted = {e: self._near(e) for e in event_ids} if self._wants_states else {}
        self._recall(other.claim_id for near in wanted.values() for _, other in near)
        for event_id in event_ids:
            self._later.discard(event_id)
            near = wanted.get(event_id, ())
            if event_id not in mine and not any(self._is_ours(other.claim_id) for _, other in near):
                continue
            event = self._seen.event(event_id)
            if event is None or event_id not in members:
                continue  # joined with another meanwhile, which has changed later
            if event.n_origins < self._least:
                continue
            told = (
                self._cases_of(event.claim_ids)
                or self._known_before(event, members[event_id][0])
                or self._told_otherwise(event, near)
            )
            if not told and event_id not in found:
                continue
            if told:
                case, changes = told[0], list(told[0].changes(event, self._alerting.rise_to))
            else:
                case = self._new_case(members[event_id][0])
                changes = [Change.NEW, *self._said_before(event, case, near)]
            entry = self._entry(event, case, told[1:], changes)
            if entry is not None:
                yield entry

    def touched(self) -> tuple[Happening, ...]:
        """The happenings of which more is known than was kept."""
        return tuple(
            Happening(
                number=case.number,
                first_claim=case.first_claim,
                told_at=case.told_at,
                origins=case.origins,
                marks=frozenset(case.marks),
                claim_ids=tuple(case.claim_ids),
            )
            for case in self._touched.values()
        )

    @property
    def _alerting(self) -> Alerting:
        return self._search.alerting

    @property
    def _least(self) -> int:
        return max(self._alerting.min_origins, self._search.query.min_origins)

    @property
    def _wants_states(self) -> bool:
        """Whether events that do not match may say something of one that does."""
        return not self._alerting.changes.isdisjoint((Change.HAPPENED, Change.DENIED))

    def _entry(
        self, event: Event, case: _Case, others: Sequence[_Case], changes: Sequence[Change]
    ) -> Json | None:
        """One event that changed, if it is to be told of; what was told is known afterwards."""
        case.take(event)
        for other in others:
            # two that were told of turn out to be one
            case.origins = max(case.origins, other.origins)
            case.marks |= other.marks
        self._file(case)
        wanted = [c for c in changes if c in self._alerting.changes or c is Change.ORIGINS]
        return self._document(event, case, wanted) if wanted else None

    def _document(self, event: Event, case: _Case, changes: Sequence[Change]) -> Json:
        report = self._ledger.report(event.lead.article_id)
        standing = self._ledger.changes.standing(event.event_id)
        return entry_document(
            event,
            happening=case.first_claim,
            changed=standing.changed if standing else 0,
            publisher=report.publisher if report else None,
        ) | {"changes": [change.value for change in changes]}

    # ------------------------------------------------------------------ what is known

    def _recall(self, claim_ids: Iterable[str]) -> None:
        """Have at hand what was told of these claims, and which of them were there when telling began."""
        new = set(claim_ids) - self._cases.keys()
        since, changes = self._search.since_claim, self._ledger.changes
        self._old |= changes.stored_by(new, since)
        self._old_matching |= changes.matching(self._search.query, new, since)
        for claim_id, kept in self._desk.searches.told(self._search.search_id, new).items():
            case = self._kept.setdefault(
                kept.number or 0,
                _Case(
                    number=kept.number,
                    first_claim=kept.first_claim,
                    told_at=kept.told_at,
                    origins=kept.origins,
                    marks=set(kept.marks),
                ),
            )
            self._cases[claim_id] = case

    def _cases_of(self, claim_ids: Iterable[str]) -> list[_Case]:
        """The happenings of some claims, told first first."""
        found = {id(case): case for c in claim_ids if (case := self._cases.get(c)) is not None}
        return sorted(found.values(), key=lambda case: (case.told_at, case.number is None, case.number or 0))

    def _file(self, case: _Case) -> None:
        self._touched[id(case)] = case
        for claim_id in case.claim_ids:
            self._cases[claim_id] = case

    def _before(self, event: Event) -> Event | None:
        """An event as it was when telling began; None if there was nothing of it."""
        if self._old.isdisjoint(event.claim_ids):
            return None
        accounts = self._ledger.accounts_in(event.event_id)
        old = [account for account in accounts if account.claim.claim_id in self._old]
        return conclude(old) if old else None

    def _known_before(self, event: Event, first: str) -> list[_Case]:
        """The happening as it would have been told when telling began, if the search found it then."""
        before = None if self._old_matching.isdisjoint(event.claim_ids) else self._before(event)
        if before is None or before.n_origins < self._least:
            return []
        case = self._new_case(first)
        case.take(before)
        return [case]

    def _new_case(self, first: str) -> _Case:
        return _Case(number=None, first_claim=first, told_at=self._at, origins=0, marks=set())

    # ------------------------------------------------------------------ what is told otherwise

    def _near(self, event_id: str) -> list[tuple[str, Counterpart]]:
        """Claims of an event with others that may tell the same in a state that is to be heard of."""
        asked = self._alerting.changes
        return [
            (claim_id, other)
            for claim_id, other in self._seen.near(event_id)
            if (Change.DENIED if other.contrary else Change.HAPPENED) in asked
        ]

    def _is_ours(self, claim_id: str) -> bool:
        """Whether a claim was told of, or known when telling began."""
        return claim_id in self._cases or claim_id in self._old_matching

    def _told_otherwise(self, event: Event, near: Sequence[tuple[str, Counterpart]]) -> list[_Case]:
        """The happening that tells the same as planned, as done, or that denies it, if it is ours.

        What there was of the event itself when telling began is no news.
        """
        ours = [(claim_id, other) for claim_id, other in near if self._is_ours(other.claim_id)]
        for claim_id, other in ours[:_MOST_COMPARED]:
            if not self._seen.is_counterpart(claim_id, other):
                continue
            cases = self._cases_of([other.claim_id]) or self._case_before(other.claim_id)
            for case in cases:
                before = self._before(event)
                if before is not None:
                    case.take(before)
                return [case]
        return []

    def _said_before(
        self, event: Event, case: _Case, near: Sequence[tuple[str, Counterpart]]
    ) -> list[Change]:
        """What was said before of something new: that it was done, or that it is not so; known from now on.

        Those who said so did not meet the question, or they would have been told of.
        """
        said: list[Change] = []
        leading = [pair for pair in near if pair[0] == event.lead.claim_id]
        for claim_id, other in leading[:_MOST_COMPARED]:
            event_id = self._ledger.event_of(other.claim_id)
            standing = self._ledger.changes.standing(event_id) if event_id else None
            if event_id is None or standing is None or self._comes_later(standing):
                continue
            if self._seen.is_counterpart(claim_id, other) and (before := self._seen.event(event_id)):
                case.take(before)
                done = event.lead.status in OPEN and other.status in DONE
                said += [Change.DENIED] if other.contrary else [Change.HAPPENED] if done else []
        return [change for change in (Change.HAPPENED, Change.DENIED) if change in said]

    def _comes_later(self, standing: Standing) -> bool:
        """Whether an event is yet to be looked at, in this look or another."""
        return standing.event_id in self._later or standing.changed > self._upto

    def _case_before(self, claim_id: str) -> list[_Case]:
        """The happening of a claim as it was known when telling began."""
        event_id = self._ledger.event_of(claim_id)
        event = self._seen.event(event_id) if event_id else None
        standing = self._ledger.changes.standing(event_id) if event_id else None
        if event is None or standing is None or event.n_origins < self._least:
            return []
        self._recall(event.claim_ids)
        return self._known_before(event, standing.first_claim)


def _marks(event: Event) -> set[str]:
    """The states in which accounts tell an event, and what they do not agree on."""
    differing = event.disagreements
    states = set(differing.get("status", ())) or {event.lead.status.value}
    return states | {name for name in ("quantities", "place") if differing.get(name)}


def _states(marks: Iterable[str]) -> frozenset[Status]:
    known = set(Status)
    return frozenset(Status(mark) for mark in marks if mark in known)


# ---------------------------------------------------------------------- messages


def entry_document(event: Event, *, happening: str, changed: int, publisher: str | None) -> Json:
    """An event as messages and feeds have it.

    Args:
        event: the event, its lead without reasons.
        happening: the claim of it that the ledger had first; names it for longer than the event's id.
        changed: the moment of its last change, in microseconds since 1970; 0 where it is not known.
        publisher: of the report that its evidence stands in.
    """
    told = event_to_json(event)
    del told["supporters"]
    told["claims"] = told["claims"][:_MOST_CLAIMS]
    return {
        "happening": happening,
        "changed_at": _instant(changed) if changed else None,
        "publisher": publisher,
        "report": event.lead.article_id,
        "event": told,
    }


def _instant(moment: int) -> str:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=moment)).isoformat()


def _message(
    search: Search,
    between: tuple[int, int],
    entries: Sequence[Mapping[str, Any]],
    part: tuple[int, int],
    now: datetime,
) -> Message:
    """A message whose id follows from what was looked at, so that looking twice makes it once."""
    seed = f"{search.search_id} {between[0]} {between[1]} {part[0]}"
    message_id = "m" + hashlib.sha256(seed.encode()).hexdigest()[:24]
    made_at = now.isoformat(timespec="microseconds")
    alerting = search.alerting
    hooks = [(Channel.HOOK, alerting.hook)] if alerting.hook else []
    return Message(
        message_id=message_id,
        search_id=search.search_id,
        made_at=made_at,
        document={
            "schema": SCHEMA,
            "kind": "alert",
            "id": message_id,
            "made_at": made_at,
            "search": {
                "id": search.search_id,
                "name": search.name,
                "query": query_params(search.query),
                "created_at": search.created_at,
            },
            "part": list(part),
            "entries": list(entries),
        },
        to=(*((Channel.MAIL, address) for address in alerting.mail), *hooks),
    )
