"""The pipeline component `sayso`: `nlp.add_pipe("sayso")`.

spaCy finds this module by its entry point and expects it to register itself when it is imported; nothing else
imports it.
"""

# No `from __future__ import annotations`: spaCy reads the types of the factory's arguments as they are.
from collections.abc import Callable, Mapping
from datetime import date

from spacy.language import Language
from spacy.tokens import Doc, Span

from sayso.engine.pipeline import CodedReport
from sayso.engine.rows import RowsGiven
from sayso.errors import RefusedError
from sayso.faces.python.coding import the_coder
from sayso.faces.python.marks import marks_of
from sayso.faces.spacy.stored import read, written
from sayso.lang.retrace import Retraced
from sayso.records import Claim, Refusal
from sayso.records import Span as Characters

__all__ = ["PARTS_KEY", "SPANS_KEY", "SaysoComponent", "make_component"]

#: Under these names lie the triggers of claims, and the words of all their parts.
SPANS_KEY, PARTS_KEY = "sayso", "sayso_parts"
#: Under this name a doc keeps what was found.
_KEPT = "sayso"
#: What the context of `nlp.pipe(…, as_tuples=True)` may say of a text.
_SAID = ("published", "publisher", "url", "id")


class SaysoComponent:
    """Codes each doc and leaves the report, its claims and their spans with it.

    Args:
        published: the day of publication of docs that do not say it themselves.
        publisher: the publisher of such docs.
    """

    def __init__(self, published: str | None = None, publisher: str | None = None) -> None:
        RowsGiven.of(published, publisher, 0)  # a day that is none is said when the pipeline is made
        self.published: str | None = published
        self.publisher: str | None = publisher

    def __call__(self, doc: Doc) -> Doc:
        """Code one doc. A text that is refused leaves `doc._.sayso_refusal`, and no claims."""
        row = {"text": doc.text, "published": self.published, "publisher": self.publisher} | _said(doc)
        found = _coded(row)
        doc.user_data[_KEPT] = written(found)
        claims = found.claims if isinstance(found, CodedReport) else ()
        text = found.article.text if isinstance(found, CodedReport) else ""
        self._mark(doc, claims, Retraced(text, doc.text) if claims else None)
        return doc

    def _mark(self, doc: Doc, claims: tuple[Claim, ...], traced: Retraced | None) -> None:
        triggers: list[Span] = []
        parts: list[Span] = []
        for claim in claims:
            add = _adder(doc, traced, claim)
            triggers += add(claim.evidence.trigger, _label(claim))
            for mark in marks_of(claim):
                parts += add(mark.span, mark.part.value)
        doc.spans[SPANS_KEY] = triggers
        doc.spans[PARTS_KEY] = parts


def _adder(doc: Doc, traced: Retraced | None, claim: Claim) -> Callable[[Characters, str], list[Span]]:
    """Makes a span of the doc of one of the report's text; none where the doc has no such words."""

    def add(span: Characters, label: str) -> list[Span]:
        found = traced.span(span) if traced is not None else None
        if found is None:
            return []
        tokens = doc.char_span(
            found.start, found.end, label=label, alignment_mode="expand", span_id=claim.claim_id
        )
        return [] if tokens is None else [tokens]

    return add


def _label(claim: Claim) -> str:
    """PLOVER type of an event, measure of a figure."""
    if claim.event is not None:
        return claim.event.type
    return claim.figure.measure.value if claim.figure is not None else claim.kind.value


def _coded(row: Mapping[str, object]) -> CodedReport | Refusal:
    try:
        return the_coder().code(row)
    except RefusedError as error:
        return Refusal(name=str(error.item), stage=error.stage, code=error.refusal_code, reason=error.message)


def _said(doc: Doc) -> dict[str, object]:
    """What is said of a doc: `doc._.published`, or the context it came with."""
    context = getattr(doc, "_context", None)
    said: dict[str, object] = {}
    if isinstance(context, date) or (isinstance(context, str) and _is_day(context)):
        said["published"] = context
    elif isinstance(context, Mapping):
        said = {name: context[name] for name in _SAID if context.get(name) is not None}
    if doc._.published is not None:
        said["published"] = doc._.published
    return said


def _is_day(text: str) -> bool:
    """Whether a context is a day; it may be anything else as well, an id say."""
    try:
        date.fromisoformat(text[:10])
    except ValueError:
        return False
    return True


# ------------------------------------------------------------------ what docs and spans are asked for


def _kept(doc: Doc) -> CodedReport | Refusal | None:
    document = doc.user_data.get(_KEPT)
    return read(document) if isinstance(document, str) else None


def _report_of(doc: Doc) -> CodedReport | None:
    found = _kept(doc)
    return found if isinstance(found, CodedReport) else None


def _refusal_of(doc: Doc) -> Refusal | None:
    found = _kept(doc)
    return found if isinstance(found, Refusal) else None


def _claims_of(doc: Doc) -> tuple[Claim, ...]:
    report = _report_of(doc)
    return report.claims if report is not None else ()


def _claims_in(span: Span) -> tuple[Claim, ...]:
    """The claims whose trigger lies in a span: a sentence, or what names somebody."""
    inside = {
        each.id_
        for each in span.doc.spans.get(SPANS_KEY, ())
        if each.start < span.end and span.start < each.end
    }
    return tuple(claim for claim in _claims_of(span.doc) if claim.claim_id in inside)


def _extend() -> None:
    """Give docs and spans the attributes that are asked for as `doc._.sayso`; those that are there stay."""
    if not Doc.has_extension("published"):
        Doc.set_extension("published", default=None)
    for name, getter in (("sayso", _report_of), ("sayso_refusal", _refusal_of), ("claims", _claims_of)):
        if not Doc.has_extension(name):
            Doc.set_extension(name, getter=getter)
    if not Span.has_extension("claims"):
        Span.set_extension("claims", getter=_claims_in)


def make_component(
    nlp: Language,  # noqa: ARG001  spaCy asks for it
    name: str,  # noqa: ARG001  as above
    published: str | None,
    publisher: str | None,
) -> SaysoComponent:
    """The component, as spaCy makes it.

    Raises:
        FormatError: ``published`` is no day.
    """
    _extend()
    return SaysoComponent(published=published, publisher=publisher)


Language.factory(
    "sayso",
    default_config={"published": None, "publisher": None},
    assigns=["doc._.sayso", "doc._.claims", "doc.spans"],
    func=make_component,
)
