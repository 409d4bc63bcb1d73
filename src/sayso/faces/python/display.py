"""Reports, claims and events as notebooks show them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sayso.engine.origins import Branch, Leaf
from sayso.engine.pipeline import CodedReport
from sayso.engine.shown import ShownActor, ShownClaim, ShownEvent, ShownOrigin, ShownReport, StoredReport
from sayso.faces.cli.amounts import amount, units
from sayso.faces.cli.tables import actor_names, counted, plain, what, when, where
from sayso.faces.copying import link_words
from sayso.faces.python.marks import marks_of, pieces_of
from sayso.faces.python.markup import block, cut_off, dim, facts, legend, marked, some, table, words
from sayso.records import Claim, Event, Quantity, Role, Span

__all__ = [
    "CLAIM_HEADINGS",
    "EVENT_HEADINGS",
    "SHOWN_ROWS",
    "as_html",
    "as_line",
    "claim_cells",
    "event_cells",
]

#: Rows of a table, characters of a report's text and of one claim's evidence that are shown at most: a
#: screen or two each, so that a notebook with many of them stays small.
SHOWN_ROWS, _CHARS, _EVIDENCE = 20, 8_000, 1_200
_LEAVES, _LINE, _LONG = 10, 80, 400
_READABLE = "max-width:60em;overflow-wrap:anywhere"
EVENT_HEADINGS = ("when", "what", "who", "to whom", "where", "status", "who says so", "origins", "id")
CLAIM_HEADINGS = (
    "what", "who", "to whom", "where", "when", "how many", "status", "who says so", "p", "id",
)  # fmt: skip


def as_html(record: object) -> str | None:
    """A record as HTML, None if it is of a kind that is not shown so."""
    for shape, show in _SHOWS.items():
        if isinstance(record, shape):
            return show(record)
    return None


def as_line(record: object) -> str:
    """A record in one line of plain text, with what it is and its id."""
    told = next((tell(record) for shape, tell in _TOLD.items() if isinstance(record, shape)), ())
    line = " ".join(plain(" · ".join(each for each in told if each)).split())
    return f"{type(record).__name__}: {line if len(line) <= _LONG else line[: _LONG - 1] + '…'}"


# ------------------------------------------------------------------ words of a claim


def _speakers(claim: Claim, publisher: str | None = None) -> str:
    """The chain of who says so, outermost first; without one the report itself."""
    if claim.attribution:
        return " ← ".join(s.name or s.text for s in claim.attribution)
    return f"{publisher} itself" if publisher else "the report itself"


def _doers(claim: Claim) -> str:
    subject = claim.figure.subject if claim.figure else None
    return actor_names(claim.actors, Role.ACTOR) or (subject.name if subject else "")


def _amount(quantity: Quantity) -> str:
    item = quantity.counted or (
        units(quantity.item, one=quantity.low == quantity.high == 1) if quantity.item else ""
    )
    return f"{amount(quantity)} {item}".strip() if not quantity.unit else amount(quantity)


def _sureness(claim: Claim) -> str:
    return f"{claim.status.value}, {claim.certainty.modality} ({claim.certainty.polarity})"


def _told(claim: Claim) -> tuple[str, ...]:
    """What, by whom, to whom, where and when."""
    doers, targets = _doers(claim), actor_names(claim.actors, Role.RECIPIENT)
    return (
        what(claim),
        f"{doers or '?'} → {targets}" if targets else doers,
        where(claim.place),
        when(claim.time),
    )


def _title(claim: Claim) -> str:
    """The same in one bold line."""
    return f"<strong>{facts(*_told(claim))}</strong>"


def _evidence(claim: Claim) -> str:
    """The sentence with its parts marked, cut to the words around the trigger if it is very long."""
    whole, sentence = claim.evidence.span, claim.evidence.sentence
    start = 0
    if len(sentence) > _EVIDENCE:
        at = claim.evidence.trigger.start - whole.start
        start = max(0, min(at - _EVIDENCE // 3, len(sentence) - _EVIDENCE))
    shown = sentence[start : start + _EVIDENCE]
    pieces = pieces_of(shown, marks_of(claim), base=whole.start + start)
    before, after = "… " if start else "", " …" if start + len(shown) < len(sentence) else ""
    return f'<div dir="auto" style="margin:.3em 0;{_READABLE}">{before}{marked(pieces)}{after}</div>'


def _account(claim: Claim, publisher: str | None) -> str:
    """The claim below its evidence."""
    amounts = "; ".join(_amount(q) for q in claim.quantities)
    rules = "; ".join(f"{r.reading} {r.rule}" for r in claim.rules)
    told = facts(
        _sureness(claim),
        f"how many: {amounts}" if amounts else None,
        f"says so: {_speakers(claim, publisher)}",
        rules,
        f"p {claim.p:.2f}",
        claim.claim_id,
    )
    return dim(told)


def _claim(claim: Claim) -> str:
    return block(_title(claim), _evidence(claim), _account(claim, None))


# ------------------------------------------------------------------ reports


def _text(text: str, claims: Sequence[Claim]) -> tuple[str, int]:
    """The text with every claim's parts marked, and how many characters of it are not shown."""
    end = len(text)
    if end > _CHARS:
        end = max(text.rfind("\n", _CHARS // 2, _CHARS), text.rfind(" ", _CHARS - 100, _CHARS), _CHARS // 2)
    marks = [mark for n, claim in enumerate(claims, start=1) for mark in marks_of(claim, n)]
    inner = marked(pieces_of(text[:end], marks))
    return f'<div dir="auto" style="white-space:pre-line;margin:.6em 0;{_READABLE}">{inner}</div>', len(
        text
    ) - end


def _report(head: Sequence[str | None], title: str, text: str, claims: Sequence[Claim]) -> str:
    shown = claims[:SHOWN_ROWS]
    marked_text, n_left = _text(text, shown)
    rows = [(str(n), *claim_cells(claim, head[0])) for n, claim in enumerate(shown, start=1)]
    listed = table(("#", *CLAIM_HEADINGS), rows, caption="claims", numbers=("#", "p")) if rows else ""
    return block(
        f"<strong>{words(title)}</strong>",
        dim(facts(*head)),
        legend() if shown else "",
        marked_text,
        cut_off(n_left, "characters"),
        listed,
        cut_off(len(claims) - len(shown), "claims, not marked above"),
    )


def claim_cells(claim: Claim, publisher: str | None) -> tuple[str, ...]:
    """One claim as a row below `CLAIM_HEADINGS`, as HTML."""
    cells = (
        what(claim),
        _doers(claim),
        actor_names(claim.actors, Role.RECIPIENT),
        where(claim.place),
        when(claim.time),
        "; ".join(_amount(q) for q in claim.quantities),
        _sureness(claim),
        _speakers(claim, publisher),
        f"{claim.p:.2f}",
        claim.claim_id,
    )
    return tuple(words(cell) for cell in cells)


def _coded_head(report: CodedReport) -> tuple[str | None, ...]:
    article = report.article
    return (
        article.publisher,
        article.published.isoformat() if article.published else "publication date not known",
        counted(len(article.sentences), "sentence"),
        counted(len(report.claims), "claim"),
        f"claims carried from {report.looked.source}" if report.carried and report.looked else None,
        article.article_id,
    )


def _coded_title(report: CodedReport) -> str:
    article = report.article
    first = article.headline or (article.sentences[0].span if article.sentences else Span(0, 0))
    return " ".join((article.title or first.of(article.text)).split())


def _coded(report: CodedReport) -> str:
    return _report(_coded_head(report), _coded_title(report), report.article.text, report.claims)


def _stored_head(report: StoredReport) -> tuple[str | None, ...]:
    header: Mapping[str, Any] = report.header  # `Any`: a JSON document
    origin = header.get("origin") or {}
    return (
        report.publisher,
        report.published or "publication date not known",
        f"{origin['kind']} of {origin['id']}" if origin else None,
        f"copy of {header['copy_of']}" if header.get("copy_of") else None,
        report.article_id,
    )


def _stored_title(report: StoredReport) -> str:
    return str(report.header.get("title") or report.text[:100] or report.name)


def _shown_report(shown: ShownReport) -> str:
    head = _stored_head(shown.report)
    return _report(head, _stored_title(shown.report), shown.report.text, shown.claims)


def _shown_claim(shown: ShownClaim) -> str:
    report = shown.report
    return block(
        _title(shown.claim),
        _evidence(shown.claim),
        _account(shown.claim, report.publisher),
        dim(facts(_stored_title(report), *_stored_head(report))),
        dim(facts(f"account of event {shown.event_id}")) if shown.event_id else "",
    )


# ------------------------------------------------------------------ events


def _counts(event: Event) -> tuple[str | None, ...]:
    low, high = event.origins_interval
    between = "" if low == high else f" ({low} to {high})"
    return (
        event.lead.status.value,
        counted(event.n_reports, "report"),
        counted(event.n_publishers, "publisher"),
        counted(event.n_origins, "independent origin") + between,
        f"all of it rests on {event.rests_on}" if event.rests_on else None,
        event.event_id,
    )


def _differences(event: Event) -> Iterator[str]:
    for field, values in list(event.disagreements.items())[:_LEAVES]:
        said = "; ".join(f"{v} ({counted(len(ids), 'account')})" for v, ids in list(values.items())[:_LEAVES])
        yield dim(words(f"accounts differ in {field}: {said}"))


def _event(event: Event) -> str:
    return block(
        _title(event.lead),
        dim(facts(*_counts(event))),
        *_differences(event),
        _evidence(event.lead),
        _account(event.lead, None),
    )


def event_cells(event: Event) -> tuple[str, ...]:
    """One event as a row below `EVENT_HEADINGS`, as HTML."""
    lead = event.lead
    cells = (
        when(lead.time),
        what(lead),
        _doers(lead),
        actor_names(lead.actors, Role.RECIPIENT),
        where(lead.place),
        lead.status.value,
        event.rests_on or _speakers(lead),
        f"{event.n_origins}/{event.n_reports}",
        event.event_id,
    )
    return tuple(words(cell) for cell in cells)


def _shown_event(shown: ShownEvent) -> str:
    accounts = [
        _evidence(claim) + _account(claim, shown.reports[claim.article_id].publisher)
        + dim(facts(*_stored_head(shown.reports[claim.article_id])))
        for claim in shown.accounts[:SHOWN_ROWS]
        if claim.article_id in shown.reports
    ]  # fmt: skip
    return block(
        _title(shown.event.lead),
        dim(facts(*_counts(shown.event))),
        *_differences(shown.event),
        dim(words("joined because: " + "; ".join(shown.why))) if shown.why else "",
        _origins(shown.origins),
        *accounts,
        cut_off(len(shown.accounts) - SHOWN_ROWS, "accounts"),
    )


def _origins(branches: Sequence[Branch]) -> str:
    listed = "".join(f"<li>{_branch(branch)}</li>" for branch in branches[:SHOWN_ROWS])
    more = cut_off(len(branches) - SHOWN_ROWS, "origins")
    return f'<div style="margin:.4em 0">origins<ul style="margin:0">{listed}</ul>{more}</div>'


def _branch(branch: Branch) -> str:
    told = facts(
        branch.named or "unknown origin",
        "agency" if branch.wire else None,
        counted(len(branch.leaves), "report"),
        f"rests on {', '.join(branch.rests_on)}" if branch.rests_on else None,
        branch.origin_id,
    )
    leaves = "".join(f"<li>{_leaf(leaf)}</li>" for leaf in branch.leaves[:_LEAVES])
    more = cut_off(len(branch.leaves) - _LEAVES, "reports")
    return f'{told}<ul style="margin:0">{leaves}</ul>{more}'


def _leaf(leaf: Leaf) -> str:
    return facts(
        leaf.publisher or "publisher not known",
        leaf.published or "publication date not known",
        link_words(leaf.link) if leaf.link else None,
        leaf.article_id,
    )


def _shown_origin(shown: ShownOrigin) -> str:
    return block(_origins([shown.branch]))


def _shown_actor(shown: ShownActor) -> str:
    rows, more = some(shown.events, SHOWN_ROWS)
    return block(
        f"<strong>{words(', '.join(shown.names))}</strong>",
        dim(facts(shown.actor_id, counted(len(shown.events), "event"))),
        _events(rows),
        cut_off(len(shown.events) - SHOWN_ROWS if more else 0, "events"),
    )


def _events(events: Iterable[Event]) -> str:
    return table(EVENT_HEADINGS, map(event_cells, events), caption="events", numbers=("origins",))


# `Any`: each takes the kind of record it stands beside.
_SHOWS: dict[type, Callable[[Any], str]] = {
    CodedReport: _coded,
    Claim: _claim,
    Event: _event,
    ShownReport: _shown_report,
    ShownClaim: _shown_claim,
    ShownEvent: _shown_event,
    ShownOrigin: _shown_origin,
    ShownActor: _shown_actor,
}
#: The same in words, for where only text is shown.
_TOLD: dict[type, Callable[[Any], Sequence[str | None]]] = {
    CodedReport: lambda r: (_coded_title(r)[:_LINE], *_coded_head(r)),
    Claim: lambda c: (*_told(c), _sureness(c), f"says so: {_speakers(c)}", c.claim_id),
    Event: lambda e: (*_told(e.lead), *_counts(e)),
    ShownReport: lambda s: (
        _stored_title(s.report)[:_LINE],
        *_stored_head(s.report),
        counted(len(s.claims), "claim"),
    ),
    ShownClaim: lambda s: (*_told(s.claim), _sureness(s.claim), *_stored_head(s.report), s.claim.claim_id),
    ShownEvent: lambda s: (*_told(s.event.lead), *_counts(s.event)),
    ShownOrigin: lambda s: (s.branch.named, counted(len(s.branch.leaves), "report"), s.branch.origin_id),
    ShownActor: lambda s: (", ".join(s.names)[:_LINE], counted(len(s.events), "event"), s.actor_id),
}
