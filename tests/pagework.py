"""What tests of work on pages look at: the rows of lists, and the words of evidence with their marks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sayso.records import Claim, Role

__all__ = ["Marks", "hrefs", "marks_of_claim", "marks_shown", "open_row", "ready", "row_ids"]

#: Characters of a text with what each is marked as, or "".
Marks = list[tuple[str, str]]

Page = Any

#: The words of an element, character by character, with the mark each stands in; the marks' labels are no words of it.
_SHOWN = """element => {
  const found = [];
  const walk = (node, kind) => {
    if (node.nodeType === Node.TEXT_NODE) for (const c of node.textContent) found.push([c, kind]);
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches('.mark-label, sup')) return;
    const named = [...node.classList].find((name) => name.startsWith('mark-') && node.matches('mark'));
    for (const child of node.childNodes) walk(child, named ? named.slice(5) : kind);
  };
  walk(element, '');
  return found;
}"""


def ready(page: Page, until: Any) -> None:
    """Wait until the scripts of a page run."""
    until(page, "document.documentElement.dataset.scripts === 'ready'")


def hrefs(where: Any) -> list[str]:
    """Where the links among some elements lead, in their order."""
    return [link.get_attribute("href") for link in where.all()]


def row_ids(page: Page) -> list[str]:
    """The ids of the events of a list, in its order."""
    return [href.removeprefix("/event/") for href in hrefs(page.locator("#events [data-row] [data-open]"))]


def open_row(page: Page, event_id: str) -> None:
    """Follow the link of an event in a list."""
    page.locator(f'#events a[data-open][href="/event/{event_id}"]').click()
    page.wait_for_url(f"**/event/{event_id}")


def marks_shown(element: Any) -> Marks:
    """The words of an element as a page marks them, without blanks at their ends."""
    shown: Marks = [(char, kind) for char, kind in element.evaluate(_SHOWN)]
    while shown and shown[0][0].isspace():
        del shown[0]
    while shown and shown[-1][0].isspace():
        del shown[-1]
    return shown


def marks_of_claim(text: str, claims: Iterable[Claim], start: int, end: int) -> Marks:
    """A stretch of a report's text with what claims read in it; the shortest of several spans counts."""
    spans = [one for claim in claims for one in _spans(claim)]
    order = ("who", "did", "whom", "where", "when", "many", "says", "cue")
    found: Marks = []
    for at in range(start, end):
        over = [(e - s, order.index(kind), kind) for s, e, kind in spans if s <= at < e]
        found.append((text[at], min(over)[2] if over else ""))
    return found


def _spans(claim: Claim) -> Iterable[tuple[int, int, str]]:
    evidence = claim.evidence
    parts = [(evidence.trigger, "did"), (evidence.cue, "cue")]
    parts += [(actor.span, "who" if actor.role is Role.ACTOR else "whom") for actor in claim.actors]
    if claim.figure is not None and claim.figure.subject is not None:
        parts.append((claim.figure.subject.span, "who"))
    parts += [(one.span, "where") for one in (claim.place,) if one is not None]
    parts += [(one.span, "when") for one in (claim.time,) if one is not None]
    parts += [(quantity.span, "many") for quantity in claim.quantities]
    parts += [(speaker.span, "says") for speaker in claim.attribution]
    for span, kind in parts:
        if span is not None and evidence.span.start <= span.start and span.end <= evidence.span.end:
            yield span.start, span.end, kind
