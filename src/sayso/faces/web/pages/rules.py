"""Embargoes and sanctions regimes: which there are, what touches them, and a queue of what does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from sayso.classes import dataclass
from sayso.engine.answers import EventPage, Turn
from sayso.engine.rules import Rule, RuleAnswer, ask_rules
from sayso.engine.session import EventQuery
from sayso.errors import QueryError, cut
from sayso.faces.web.asked import address, day_of, id_path, number_of, params
from sayso.faces.web.charts.scale import day_words
from sayso.faces.web.desk import Desk
from sayso.faces.web.evidence import Piece
from sayso.faces.web.exports import exports_of
from sayso.faces.web.files import Listed, as_file, file_links, form_of
from sayso.faces.web.pages.event import headline
from sayso.faces.web.parts import Column, DayRef, Export, Link, Pager
from sayso.faces.web.sectors import SECTOR_WORDS
from sayso.faces.web.showing import country_words, day_ref, shortened, snippet
from sayso.ledger import ANY_RULE
from sayso.records import Claim, Event, RuleHit

__all__ = ["elements", "routes"]

_FLAGS = 20
#: Accounts of an event among which the one that touches a rule is looked for.
_ACCOUNTS = 50
_UNKNOWN = "this rule is in no file any more"
_COLUMNS = (
    Column(label="Rule"),
    Column(label="Whose"),
    Column(label="On"),
    Column(label="Covers"),
    Column(label="Since"),
    Column(label="Until"),
    Column(label="Events", numeric=True),
)
_NAMES = ("q", "on", "rule", "view", "older", "newer", "limit", "to")


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleRow:
    """One rule in one stretch of time; ``events`` are of all stretches of its id."""

    id: str
    href: str
    name: str
    issuer: str
    target: str
    narrowed: str
    way: str
    covers: str
    start: str
    end: str
    standing: bool
    verify: bool
    events: int
    flagged: str
    exceptions: Sequence[str]
    basis: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HitRow:
    """A rule that an event touches: why, what of the rule is matched, what is missing, what is exempt."""

    rule: str
    href: str
    name: str
    reading: str
    why: str
    matched: Sequence[str]
    missing: Sequence[str]
    exceptions: Sequence[str]
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FlagRow:
    """An event that touches a rule."""

    day: DayRef | None
    what: Link
    snippet: Sequence[Piece]
    status: str
    polarity: str
    modality: str
    origins: int
    reports: int
    hits: Sequence[HitRow]


def routes(desk: Desk) -> Sequence[BaseRoute]:
    """GET /rules."""

    def show(request: Request) -> Response:
        return _rules(desk, request)

    return [desk.route("/rules", show)]


def _rules(desk: Desk, request: Request) -> Response:
    given = params(request, _NAMES)
    form = form_of(given)
    view = given.pop("view", "queue" if "rule" in given else "rules")
    if view not in ("rules", "queue"):
        raise QueryError(f"no view {cut(view)}", item="view", hint="rules or queue")
    touched = desk.answers.rules_touched()
    if view == "queue":
        return _queue(desk, request, given, touched)
    on = day_of("on", given["on"]) if "on" in given else None
    answer = ask_rules(desk.settings, given.get("q"), on=on)
    rows = [_row(rule, touched, desk.clock().date()) for rule in answer.rules]
    if form is not None:
        return as_file(_listed(answer, touched, given), form)
    known = {rule.rule_id for rule in ask_rules(desk.settings).rules}
    title = "Rules" if "q" not in given else f"Rules: {shortened(given['q'], 60)}"
    return desk.page(
        request,
        "rules.html",
        frame=desk.frame(request, title, "rules"),
        given=given,
        ways=_ways(view),
        rows=sorted(rows, key=lambda r: (-r.events, not r.standing)) if "q" not in given else rows,
        full="q" in given and len(rows) <= 6,
        columns=_COLUMNS,
        free=[(country_words(f.target), f.issuer, f.name, f.note) for f in answer.free],
        strange=[
            (id_, n, address("/rules", {"rule": id_})) for id_, n in touched.items() if id_ not in known
        ],
        exports=file_links(lambda changes: address("/rules", {**given, **changes})),
        flagged=sum(touched.values()),
    )


def _ways(view: str) -> list[tuple[str, str, bool]]:
    return [
        ("Rules", address("/rules"), view == "rules"),
        ("What touches them", address("/rules", {"view": "queue"}), view == "queue"),
    ]


# ------------------------------------------------------------------ rules


def _row(rule: Rule, touched: Mapping[str, int], today: date) -> RuleRow:
    sectors = [SECTOR_WORDS.get(code, code) for code in sorted(rule.sectors)]
    narrowed = [*sectors, *sorted(rule.groups), *rule.places]
    return RuleRow(
        id=rule.rule_id,
        href=address("/rules", {"q": rule.rule_id}),
        name=rule.name,
        issuer=rule.issuer,
        target=", ".join(map(country_words, rule.target)),
        narrowed=shortened(", ".join(narrowed), 160),
        way=" and ".join(sorted(rule.direction, reverse=True)),
        covers=", ".join(sorted(rule.covers)),
        start=day_words(rule.start),
        end=day_words(rule.end) if rule.end else "",
        standing=rule.holds_on(today),
        verify=rule.verify,
        events=touched.get(rule.rule_id, 0),
        flagged=address("/rules", {"rule": rule.rule_id}),
        exceptions=[e.note for e in rule.exceptions],
        basis=rule.basis,
        note=rule.note or "",
    )


def _listed(answer: RuleAnswer, touched: Mapping[str, int], given: Mapping[str, str]) -> Listed:
    columns = (
        "id issuer name target sectors groups places direction covers start end term events exceptions "
        "basis confidence verify"
    ).split()
    rows = (
        {
            "id": rule.rule_id,
            "issuer": rule.issuer,
            "name": rule.name,
            "target": " ".join(rule.target),
            "sectors": " ".join(sorted(rule.sectors)),
            "groups": "; ".join(sorted(rule.groups)),
            "places": "; ".join(rule.places),
            "direction": " ".join(sorted(rule.direction)),
            "covers": " ".join(sorted(rule.covers)),
            "start": rule.start.isoformat(),
            "end": rule.end.isoformat() if rule.end else None,
            "term": rule.term.isoformat() if rule.term else None,
            "events": touched.get(rule.rule_id, 0),
            "exceptions": "; ".join(e.note for e in rule.exceptions),
            "basis": rule.basis,
            "confidence": rule.confidence,
            "verify": rule.verify,
        }
        for rule in answer.rules
    )
    return Listed(name="rules", columns=columns, rows=rows, asked=given)


# ------------------------------------------------------------------ the queue


def _queue(desk: Desk, request: Request, given: dict[str, str], touched: Mapping[str, int]) -> Response:
    rule = given.get("rule", ANY_RULE)
    query = EventQuery(rule=rule)
    limit = number_of("limit", given["limit"], 1, 200) if "limit" in given else _FLAGS
    page = desk.answers.events(query, Turn(n=limit, older=given.get("older"), newer=given.get("newer")))
    book: dict[str, list[Rule]] = {}
    for row in ask_rules(desk.settings).rules:
        book.setdefault(row.rule_id, []).append(row)
    name = _named(book, rule)
    return desk.page(
        request,
        "flags.html",
        frame=desk.frame(
            request, "What touches rules" if rule == ANY_RULE else f"What touches: {name}", "rules"
        ),
        rule=None if rule == ANY_RULE else rule,
        ways=_ways("queue"),
        chosen=[
            (_named(book, id_), n, address("/rules", {"rule": id_}), id_ == rule)
            for id_, n in touched.items()
        ],
        everything=address("/rules", {"view": "queue"}),
        rows=[_flag(desk, event, book, rule) for event in page.events],
        pager=_pager(given, page),
        exports=_exports(query),
        ledger=address("/", {"rule": rule}),
        save=address("/searches/new", {"rule": rule}),
    )


def _named(book: Mapping[str, Sequence[Rule]], id_: str) -> str:
    """What a rule is called; its id where it is in no file any more."""
    return next((r.name for r in book.get(id_, ())), id_)


def _exports(query: EventQuery) -> list[Export]:
    return exports_of(query)


def _pager(given: Mapping[str, str], page: EventPage) -> Pager:
    kept = {
        "rule": given.get("rule"),
        "view": None if "rule" in given else "queue",
        "limit": given.get("limit"),
    }
    return Pager(
        shown=len(page.events),
        newer=address("/rules", {**kept, "newer": page.newer}) if page.newer else None,
        older=address("/rules", {**kept, "older": page.older}) if page.older else None,
    )


def _flag(desk: Desk, event: Event, book: Mapping[str, Sequence[Rule]], rule: str) -> FlagRow:
    lead = _flagged(desk, event, rule)
    hits = [hit for hit in lead.rules if rule in (ANY_RULE, hit.rule)]
    return FlagRow(
        day=day_ref(lead.time, event.first_published),
        what=Link(shortened(headline(lead), 140), id_path("event", event.event_id)),
        snippet=snippet(lead),
        status=lead.status.value,
        polarity=lead.certainty.polarity.value,
        modality=lead.certainty.modality.value,
        origins=event.n_origins,
        reports=event.n_reports,
        hits=[_hit(hit, lead, book.get(hit.rule, ()), event.first_published) for hit in hits],
    )


def _flagged(desk: Desk, event: Event, rule: str) -> Claim:
    """The account that touches the rule: the one that stands for the event, else the first that does."""

    def touches(claim: Claim) -> bool:
        return any(rule in (ANY_RULE, hit.rule) for hit in claim.rules)

    if touches(event.lead):
        return event.lead
    accounts = desk.answers.accounts(event.event_id, start=0, n=_ACCOUNTS) or ()
    return next((claim for claim in accounts if touches(claim)), event.lead)


def _hit(hit: RuleHit, lead: Claim, rows: Sequence[Rule], published: str | None) -> HitRow:
    day = _day(lead, published)
    rule = next((r for r in rows if day is not None and r.holds_on(day)), rows[0] if rows else None)
    matched, missing = (
        elements(lead, rule, day) if rule is not None else ([], ["this rule is in no file any more"])
    )
    return HitRow(
        rule=hit.rule,
        href=address("/rules", {"q": hit.rule}),
        name=hit.regime or (rule.name if rule else hit.rule),
        reading=hit.reading,
        # the texts come behind it, and again as the basis
        why=hit.why.replace(f": {hit.basis}", "") if hit.basis else hit.why,
        matched=matched,
        missing=missing,
        exceptions=[e.note for e in rule.exceptions] if rule else [],
        basis=hit.basis or (rule.basis if rule else ""),
    )


def _day(claim: Claim, published: str | None) -> date | None:
    """The day on which a rule must stand: that of the act, else that of its report."""
    told = (claim.time.latest or claim.time.earliest) if claim.time else None
    try:
        return date.fromisoformat((told or published or "")[:10])
    except ValueError:
        return None


def elements(claim: Claim, rule: Rule, day: date | None) -> tuple[list[str], list[str]]:
    """Which elements of a rule a claim tells, and which it does not, in words.

    That of goods is in the reason of the flag: it is read from words, not from what a claim keeps.
    """
    return list(_matched(claim, rule, day)), list(_missing(claim, rule, day))


def _targets(claim: Claim, rule: Rule) -> list[str]:
    """Those in a claim who are of a country under the rule."""
    sides = [*claim.actors, *([claim.figure.subject] if claim.figure and claim.figure.subject else [])]
    named = [f"{shortened(a.name, 60)} as {a.role.value}" for a in sides if a.country in rule.target]
    if claim.place is not None and claim.place.country in rule.target:
        named.append(f"the place, {shortened(claim.place.name, 60)}")
    return named


def _matched(claim: Claim, rule: Rule, day: date | None) -> Iterator[str]:
    under = _targets(claim, rule)
    if under:
        yield f"under the rule: {', '.join(under)}"
    if rule.direction:
        yield f"it is for transfers {' and '.join(sorted(rule.direction, reverse=True))} the target"
    yield f"it covers {', '.join(sorted(rule.covers))}"
    if day is not None and rule.holds_on(day):
        yield f"it stood on {day_words(day)}, since {day_words(rule.start)}"


def _missing(claim: Claim, rule: Rule, day: date | None) -> Iterator[str]:
    if not _targets(claim, rule):
        yield f"nobody of {', '.join(map(country_words, rule.target))} is named in the claim itself"
    others = [a for a in claim.actors if a.country not in rule.target]
    if not others:
        yield "the other side is not named"
    if rule.binds and not any(a.country in rule.binds for a in others):
        yield f"nobody under the law of {rule.issuer} is named"
    if rule.places and claim.place is None:
        yield f"no place is told, and the rule holds for {', '.join(rule.places)}"
    if claim.time is None:
        yield "no day is told: that of the report was taken"
    if day is None:
        yield "no day is known"
    elif not rule.holds_on(day):
        yield f"the rule does not stand on {day_words(day)}"
    if rule.term is not None and day is not None and day > rule.term:
        yield f"a renewal beyond {day_words(rule.term)} is not confirmed"
    elif rule.verify:
        yield "its present terms are not confirmed"
    if claim.named_speaker is None and claim.attribution:
        yield "nobody who can be asked again vouches for it"
