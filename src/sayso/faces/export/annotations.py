"""Claims as W3C Web Annotations on the words they rest on, which survive a text that drifts.

Each annotation has a quotation with what stands round it, and the same place in code points.

Source: Web Annotation Data Model, W3C Recommendation of 23 February 2017, sections 4.2.4, 4.2.5, 4.2.9, 5.2.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, TextIO

from sayso.engine.exporting import ToldClaim, ToldReport
from sayso.faces.export.json_text import as_json, write_collection
from sayso.faces.export.names import described, software, urn, version_of
from sayso.faces.words import what
from sayso.records import Claim, Run
from sayso.records.codec import claim_to_json

__all__ = ["CONTEXT", "annotations_of", "write_annotations"]

CONTEXT = "http://www.w3.org/ns/anno.jsonld"
#: Characters kept before and after a quotation.
ROUND = 32
#: Stands for words that were blotted out.
_BLOT = "\u2588"

# `Any`: a JSON document.
Json = dict[str, Any]


def write_annotations(reports: Iterable[ToldReport], out: TextIO) -> int:
    """One annotation for each claim that was read in these reports, as one page; how many."""
    head = f'{{"@context": "{CONTEXT}", "id": "urn:sayso:annotations", "type": "AnnotationPage", "items": ['
    return write_collection(
        (a for r in reports for a in annotations_of(r)), out, head=head, tail="]}", tidy=True
    )


def annotations_of(told: ToldReport) -> Iterator[Json]:
    """The annotations of one report."""
    for each in told.claims:
        yield _annotation(told, each)


def _annotation(told: ToldReport, each: ToldClaim) -> Json:
    claim = each.claim
    doc: Json = {
        "id": urn("claim", claim.claim_id),
        "type": "Annotation",
        "motivation": ["classifying", "describing"],
        "body": [
            {
                "type": "TextualBody",
                "purpose": "describing",
                "format": "text/plain",
                "language": "en",
                "value": described(claim),
            },
            {"type": "TextualBody", "purpose": "tagging", "value": what(claim)},
            {
                "type": "TextualBody",
                "purpose": "classifying",
                "format": "application/json",
                "value": as_json(claim_to_json(claim)),
            },
            {"type": "SpecificResource", "purpose": "linking", "source": urn("event", each.event_id)},
        ],
        "target": {"source": _source(told), "selector": _selectors(told.report.text, claim)},
    }
    if told.run is not None:
        doc |= {"created": _instant(told.run), "generator": _generator(told.run)}
    return doc


def _source(told: ToldReport) -> str:
    """The page of the report; our own name of it where it has no address."""
    url = told.report.header.get("url")
    return str(url) if url else urn("report", told.report.article_id)


def _selectors(text: str, claim: Claim) -> list[Json]:
    """Where the evidence stands, by its words and by its place, and the trigger in it.

    Where the text was let go the words are missing, and so is what stood round them.
    """
    evidence = claim.evidence
    span, trigger = evidence.span, evidence.trigger
    position: Json = {"type": "TextPositionSelector", "start": span.start, "end": span.end}
    if span.contains(trigger):
        position["refinedBy"] = {
            "type": "TextPositionSelector",
            "start": trigger.start - span.start,
            "end": trigger.end - span.start,
        }
    if not evidence.sentence:
        return [position]
    quote: Json = {"type": "TextQuoteSelector", "exact": evidence.sentence}
    around = {
        "prefix": text[max(0, span.start - ROUND) : span.start],
        "suffix": text[span.end : span.end + ROUND],
    }
    if text[span.start : span.end] == evidence.sentence:
        quote |= {name: words for name, words in around.items() if _BLOT not in words}
    return [quote, position]


def _generator(run: Run) -> Json:
    return {"id": software(run), "type": "Software", "name": version_of(run)}


def _instant(run: Run) -> str:
    """When the run began, as xsd:dateTime in UTC."""
    at = datetime.fromisoformat(run.started_at)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
