"""Times and quantities as JSON, and back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from sayso.records.amounts import Length, Quantity, TimeRange, TimexTag
from sayso.records.base import Approx, Grain, Nature, Span, TimeKind, TimeStatus

__all__ = [
    "maybe",
    "number_to_json",
    "quantity_from_json",
    "quantity_to_json",
    "span_to_json",
    "time_from_json",
    "time_to_json",
]

Json = dict[str, Any]
A = TypeVar("A")
B = TypeVar("B")


#: Whole numbers up to here are exact as floats.
EXACT = 2**53


def span_to_json(span: Span) -> list[int]:
    """Both ends."""
    return [span.start, span.end]


def number_to_json(value: float | None) -> float | int | None:
    """A number, whole where it is."""
    if value is not None and abs(value) < EXACT and value == int(value):
        return int(value)
    return value


def maybe(make: Callable[[A], B], value: A | None) -> B | None:
    """What is made of a value, None of none."""
    return None if value is None else make(value)


def time_to_json(time: TimeRange) -> Json:
    """A time with all it says."""
    return {
        "text": time.text,
        "span": span_to_json(time.span),
        "edtf": time.edtf,
        "earliest": time.earliest,
        "latest": time.latest,
        "grain": time.grain.value if time.grain else None,
        "kind": time.kind.value,
        "status": time.status.value,
        "reason": time.reason or None,
        "start": time.start,
        "end": time.end,
        "anchor": time.anchor,
        "offset": None
        if time.offset is None
        else {"n": number_to_json(time.offset[0]), "unit": time.offset[1]},
        "part": time.part or None,
        "bound": time.bound or None,
        "approx": time.approx.value,
        "length": maybe(_length_to_json, time.length),
        "recurrence": time.recurrence,
        "timex": [
            {"span": span_to_json(t.span), "type": t.type, "value": t.value, "mod": t.mod or None}
            for t in time.timex
        ],
    }


def _length_to_json(length: Length) -> Json:
    return {"low": number_to_json(length.low), "high": number_to_json(length.high), "unit": length.unit}


def time_from_json(doc: Json) -> TimeRange:
    """A time; what a ledger of an earlier version does not hold has its default."""
    offset, length = doc.get("offset"), doc.get("length")
    return TimeRange(
        text=doc["text"],
        span=Span(*doc["span"]),
        edtf=doc["edtf"],
        earliest=doc["earliest"],
        latest=doc["latest"],
        grain=maybe(Grain, doc["grain"]),
        kind=TimeKind(doc.get("kind", TimeKind.INTERVAL)),
        status=TimeStatus(doc.get("status", TimeStatus.RESOLVED if doc["edtf"] else TimeStatus.UNRESOLVED)),
        reason=doc.get("reason") or "",
        start=doc.get("start"),
        end=doc.get("end"),
        anchor=doc.get("anchor"),
        offset=None if offset is None else (maybe(float, offset["n"]), offset["unit"]),
        part=doc.get("part") or "",
        bound=doc.get("bound") or "",
        approx=Approx(doc.get("approx", Approx.NONE)),
        length=None
        if length is None
        else Length(low=maybe(float, length["low"]), high=maybe(float, length["high"]), unit=length["unit"]),
        recurrence=doc.get("recurrence"),
        timex=tuple(
            TimexTag(span=Span(*t["span"]), type=t["type"], value=t["value"], mod=t["mod"] or "")
            for t in doc.get("timex", ())
        ),
    )


def quantity_to_json(quantity: Quantity) -> Json:
    """A quantity with all it says."""
    return {
        "text": quantity.text,
        "span": span_to_json(quantity.span),
        "low": number_to_json(quantity.low),
        "high": number_to_json(quantity.high),
        "unit": quantity.unit,
        "counted": quantity.counted,
        "per": quantity.per,
        "approximate": quantity.approximate,
        "code": quantity.code,
        "per_code": quantity.per_code,
        "item": quantity.item,
        "approx": quantity.approx.value,
        "low_closed": quantity.low_closed,
        "high_closed": quantity.high_closed,
        "point": [number_to_json(p) for p in quantity.point],
        "nature": quantity.nature.value,
        "direction": quantity.direction or None,
        "period": maybe(time_to_json, quantity.period),
        "assumed": quantity.assumed or None,
    }


def quantity_from_json(doc: Json) -> Quantity:
    """A quantity; what a ledger of an earlier version does not hold has its default."""
    return Quantity(
        text=doc["text"],
        span=Span(*doc["span"]),
        low=maybe(float, doc["low"]),
        high=maybe(float, doc["high"]),
        unit=doc["unit"],
        counted=doc["counted"],
        per=doc["per"],
        approximate=doc["approximate"],
        # claims stored before 2026-11-27 lack these
        code=doc.get("code"),
        per_code=doc.get("per_code"),
        item=doc.get("item"),
        approx=Approx(doc.get("approx", Approx.ABOUT if doc["approximate"] else Approx.NONE)),
        low_closed=doc.get("low_closed", True),
        high_closed=doc.get("high_closed", True),
        point=tuple(float(p) for p in doc.get("point", ())),
        nature=Nature(doc.get("nature", Nature.LEVEL)),
        direction=doc.get("direction") or "",
        period=maybe(time_from_json, doc.get("period")),
        assumed=doc.get("assumed") or "",
    )
