"""Who holds which office, from what the reports of a ledger call people, with the days on which they do."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sayso.classes import dataclass, field
from sayso.errors import QueryError
from sayso.lang.folding import fold
from sayso.ledger import check_counts, check_days
from sayso.records import Account, ActorKind, Claim, Office, OfficeFinder, Span, SpeakerKind
from sayso.records.codec import SCHEMA

__all__ = [
    "HOLDER_COLUMNS",
    "Holder",
    "OfficeQuery",
    "holder_to_json",
    "holder_to_row",
    "holders",
    "holders_to_json",
]

# `Any`: a JSON document.
Json = dict[str, Any]

#: The columns that the setting `actors.people` reads.
HOLDER_COLUMNS = ("name", "aliases", "country", "office", "sectors", "from", "to")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeQuery:
    """What to ask of office holders.

    Attributes:
        name: words of a person's name; None for everybody.
        since, until: days of publication, inclusive.
        reports: reports at least that tell of the person in the office.
        limit: holders at most.

    Raises:
        QueryError: a value cannot be asked for.
    """

    name: str | None = None
    since: date | None = None
    until: date | None = None
    reports: int = 2
    limit: int | None = None

    def __post_init__(self) -> None:
        check_counts(reports=self.reports, limit=self.limit)
        check_days(self.since, self.until)
        if self.name is not None and not fold(self.name):
            raise QueryError("name is empty", item="name", hint="leave it out to ask for everybody")


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """One person in one office of one country, as reports tell.

    ``aliases`` are other full names of the same person; ``country`` is ISO 3166 alpha-3 or a PLOVER
    international code. ``first`` and ``last`` are days of publication of reports that call the person a
    holder or a former one, ``begins`` and ``ends`` the days of the term that follows from them, both
    inclusive, None where it is open. ``claim`` is the id of a claim from the first of those reports.
    """

    name: str
    aliases: tuple[str, ...]
    office: str
    country: str
    sectors: tuple[str, ...]
    first: date
    last: date
    reports: int
    publishers: int
    former: bool
    begins: date | None
    ends: date | None
    claim: str


def holders(accounts: Iterable[Account], titles: OfficeFinder, query: OfficeQuery) -> list[Holder]:
    """Everybody whom the reports put into an office, most reports first.

    A term begins on the first day on which a report says so. It ends the day before the first report that
    calls the person a former holder, unless a later one has the person in the office again; or the day before
    somebody else is first seen in an office that one person holds, if the earlier holder is not seen in it
    from then on. Only those count who are in ``query.reports`` reports at least.

    Cost:
        Reads every account once and keeps one tally per person and office.
    """
    tallies: dict[tuple[str, str, str], _Tally] = {}
    for account, told, name in _told(accounts, titles):
        key = (fold(name), told.office, told.country)
        tallies.setdefault(key, _Tally(told.sole)).add(account, told, name)
    enough = {key: tally for key, tally in tallies.items() if len(tally.reports) >= query.reports}
    begun: defaultdict[tuple[str, str], set[date]] = defaultdict(set)
    for (_, office, country), tally in enough.items():
        if tally.held:
            begun[office, country].add(min(tally.held))
    wanted = f" {fold(query.name)} " if query.name is not None else " "
    found = [
        tally.holder(office, country, begun[office, country])
        for (person, office, country), tally in enough.items()
        if wanted in f" {person} "
    ]
    found.sort(key=lambda h: (-h.reports, fold(h.name), h.office, h.country))
    return found[: query.limit]


# ------------------------------------------------------------------ what reports say


def _told(accounts: Iterable[Account], titles: OfficeFinder) -> Iterator[tuple[Account, Office, str]]:
    """Each office that a sentence gives somebody, once per report and sentence, with the person's name."""
    report, seen = "", set[tuple[Span, Span]]()
    for account in accounts:
        claim = account.claim
        if claim.article_id != report:
            report, seen = claim.article_id, set()
        sentence = claim.evidence
        for span, name in _people(claim):
            if (sentence.span, span) in seen or not sentence.span.contains(span):
                continue
            seen.add((sentence.span, span))
            at = Span(span.start - sentence.span.start, span.end - sentence.span.start)
            for office in titles.offices(sentence.sentence, at, near=_countries(claim)):
                yield account, office, _known_as(name, office.holder)


def _people(claim: Claim) -> Iterator[tuple[Span, str]]:
    """Where a claim names people, and the name it knows them by."""
    subject = (claim.figure.subject,) if claim.figure and claim.figure.subject else ()
    for actor in (*claim.actors, *subject):
        if actor.kind is ActorKind.PERSON:
            yield actor.span, actor.name
    for speaker in claim.attribution:
        if speaker.kind is SpeakerKind.PERSON:
            yield speaker.span, speaker.name


def _countries(claim: Claim) -> tuple[str, ...]:
    """The countries of a claim, that of its place first."""
    places = (claim.place.country,) if claim.place else ()
    return tuple(dict.fromkeys(c for c in (*places, *(a.country for a in claim.actors)) if c))


def _known_as(name: str, written: str) -> str:
    """The full name a claim knows somebody by ("Sergei" for "Sergey"), else the name as written."""
    words, told = fold(name).split(), fold(written).split()
    if not 2 <= len(words) <= 5 or re.search(r"[,;:()]", name) or fold(name).endswith(fold(written)):
        return written
    return name if words[0] == told[0] or words[-1] == told[-1] else written


@dataclass(slots=True)
class _Tally:
    """One person in one office while accounts come in."""

    sole: bool
    names: Counter[str] = field(default_factory=Counter)
    written: set[str] = field(default_factory=set)
    sectors: Counter[tuple[str, ...]] = field(default_factory=Counter)
    reports: set[str] = field(default_factory=set)
    publishers: set[str] = field(default_factory=set)
    held: set[date] = field(default_factory=set)
    left: set[date] = field(default_factory=set)
    receipt: tuple[date, str] | None = None

    def add(self, account: Account, office: Office, name: str) -> None:
        if account.published is None:
            return
        # A time of day may follow the date (ISO 8601, section 5.4).
        day = date.fromisoformat(account.published[:10])
        self.names[name] += 1
        self.written.add(office.holder)
        self.sectors[office.sectors] += 1
        self.reports.add(account.claim.article_id)
        if account.publisher:
            self.publishers.add(fold(account.publisher))
        (self.left if office.former else self.held).add(day)
        receipt = (day, account.claim.claim_id)
        self.receipt = receipt if self.receipt is None else min(self.receipt, receipt)

    def holder(self, office: str, country: str, begun: set[date]) -> Holder:
        """What the reports come to; ``begun`` are the days on which anybody is first seen in the office."""
        name = _commonest(self.names)
        days = self.held | self.left
        begins, ends = _term(self.held, self.left)
        if self.sole and self.held:
            ends = _succeeded(max(self.held), ends, begun)
        return Holder(
            name=name,
            aliases=tuple(sorted(w for w in self.written | set(self.names) if fold(w) != fold(name))),
            office=office,
            country=country,
            sectors=_commonest(self.sectors),
            first=min(days),
            last=max(days),
            reports=len(self.reports),
            publishers=len(self.publishers),
            former=bool(self.left),
            begins=begins,
            ends=ends,
            claim=self.receipt[1] if self.receipt else "",
        )


def _commonest(counts: Counter[Any]) -> Any:  # `Any`: names, and tuples of sectors
    return min(counts, key=lambda value: (-counts[value], value))


# ------------------------------------------------------------------ days


def _term(held: set[date], left: set[date]) -> tuple[date | None, date | None]:
    """First and last day of a term, from the days on which reports see it held and see it over."""
    begins = min(held, default=None)
    if not left or (begins is not None and max(held) > max(left)):
        return begins, None
    # What called the person a former holder before the first report of the term tells of an earlier one.
    over = min((day for day in left if begins is None or day > begins), default=None)
    if over is None:
        # Held and over on one and the same day: it ended before.
        return None, _before(max(left))
    return begins, _before(over)


def _succeeded(seen: date, ends: date | None, begun: set[date]) -> date | None:
    """The last day of a term that the next in the office may have ended after it was ``seen`` last."""
    later = min((day for day in begun if day > seen), default=None)
    if later is None:
        return ends
    return _before(later) if ends is None else min(ends, _before(later))


def _before(day: date) -> date:
    return day - timedelta(days=1)


# ------------------------------------------------------------------ as other programs read it


def holders_to_json(found: Sequence[Holder]) -> Json:
    """All of them in one document."""
    return {"schema": SCHEMA, "offices": [holder_to_json(h) for h in found]}


def holder_to_json(holder: Holder) -> Json:
    """One person in one office; days as ISO dates."""
    return {
        "name": holder.name,
        "aliases": list(holder.aliases),
        "office": holder.office,
        "country": holder.country,
        "sectors": list(holder.sectors),
        "first_published": holder.first.isoformat(),
        "last_published": holder.last.isoformat(),
        "reports": holder.reports,
        "publishers": holder.publishers,
        "former": holder.former,
        "from": holder.begins.isoformat() if holder.begins else None,
        "to": holder.ends.isoformat() if holder.ends else None,
        "claim": holder.claim,
    }


def holder_to_row(holder: Holder) -> dict[str, str]:
    """One row of `HOLDER_COLUMNS`: aliases parted by vertical bars, sectors by spaces, open days empty."""
    return {
        "name": holder.name,
        "aliases": "|".join(holder.aliases),
        "country": holder.country,
        "office": holder.office,
        "sectors": " ".join(holder.sectors),
        "from": holder.begins.isoformat() if holder.begins else "",
        "to": holder.ends.isoformat() if holder.ends else "",
    }
