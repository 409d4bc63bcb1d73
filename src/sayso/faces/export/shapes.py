"""The JSON Schemas (2020-12) of what other programs read, made from the vocabularies of the code itself.

`docs/generate.py` writes them to `schema/`; nothing here is needed to write or read a ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any

from sayso.ledger import DUMP, KINDS, TYPES
from sayso.records import (
    ActorKind,
    Approx,
    Aspect,
    ClaimKind,
    CreditKind,
    Grain,
    Judged,
    Judgement,
    LinkKind,
    Measure,
    Modality,
    Nature,
    OriginKind,
    PlaceKind,
    Polarity,
    Role,
    SpeakerKind,
    Status,
    TimeKind,
    TimeStatus,
    ToponymUse,
)
from sayso.records.codec import SCHEMA

__all__ = ["schemas"]

# `Any`: a JSON document.
Json = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
#: Whole numbers that every program can hold exactly (RFC 8259, section 6).
_MOST = 2**53
_TEXT: Json = {"type": "string"}
_NUMBER: Json = {"type": "number"}
_FLAG: Json = {"type": "boolean"}
_COUNT: Json = {"type": "integer", "minimum": 0, "maximum": _MOST}
_WHOLE: Json = {"type": "integer", "minimum": -_MOST, "maximum": _MOST}
_P: Json = {"type": "number", "minimum": 0, "maximum": 1}
_DAY: Json = {"type": "string", "pattern": r"^-?\d{4,}-\d{2}-\d{2}"}
_BASE64: Json = {"type": "string", "pattern": "^[A-Za-z0-9+/]*={0,2}$"}


def _id(letter: str, digits: int = 15) -> Json:
    return {"type": "string", "pattern": f"^{letter}[0-9a-f]{{{digits}}}$"}


_REPORT_ID, _CLAIM_ID, _EVENT_ID, _ORIGIN_ID = _id("r"), _id("c"), _id("e"), _id("o")
_RUN_ID, _SHA256 = _id("run", 13), _id("", 64)


def _one_of(kind: type[StrEnum] | Iterable[str]) -> Json:
    return {"type": "string", "enum": [str(value) for value in kind]}


def _or_null(shape: Json) -> Json:
    if set(shape) == {"$ref"}:
        return {"anyOf": [shape, {"type": "null"}]}
    found = shape | {"type": [shape["type"], "null"]}
    if "enum" in shape:
        found["enum"] = [*shape["enum"], None]
    return found


def _list(shape: Json, **more: int) -> Json:
    return {"type": "array", "items": shape, **more}


def _object(fields: Mapping[str, Json], *, optional: Iterable[str] = (), of: str = "") -> Json:
    left_out = set(optional)
    shape: Json = {"type": "object", "properties": dict(fields)}
    shape["required"] = [name for name in fields if name not in left_out]
    return ({"description": of} if of else {}) | shape


def _ref(name: str) -> Json:
    return {"$ref": f"#/$defs/{name}"}


def _parts() -> dict[str, Json]:
    """What claims are made of."""
    span = {
        "description": "Half-open range of Unicode code points of the report's normalised text.",
        "type": "array",
        "items": _COUNT,
        "minItems": 2,
        "maxItems": 2,
    }
    runner_up = _object({"id": _TEXT, "name": _TEXT, "p": _P})
    offset = _object({"n": _or_null(_NUMBER), "unit": _TEXT})
    length = _object({"low": _or_null(_NUMBER), "high": _or_null(_NUMBER), "unit": _TEXT})
    timex = _object({"span": _ref("span"), "type": _TEXT, "value": _TEXT, "mod": _or_null(_TEXT)})
    return {
        "span": span,
        "runner_up": runner_up,
        "offset": offset,
        "length": length,
        "actor": _object(
            {
                "role": _one_of(Role), "text": _TEXT, "span": _ref("span"), "name": _TEXT, "id": _TEXT,
                "kind": _one_of(ActorKind), "country": _or_null(_TEXT), "sectors": _list(_TEXT), "p": _P,
            }
        ),
        "place": _object(
            {
                "text": _TEXT, "span": _ref("span"), "name": _TEXT, "id": _or_null(_TEXT),
                "kind": _one_of(PlaceKind), "country": _or_null(_TEXT), "admin1": _or_null(_TEXT),
                "lat": _or_null(_NUMBER),
                "lon": _or_null(_NUMBER), "within_km": _or_null(_NUMBER), "p": _P, "use": _one_of(ToponymUse),
                "runner_up": _or_null(_ref("runner_up")),
            },
            optional=("use", "runner_up"),
        ),
        "time": _object(
            {
                "text": _TEXT, "span": _ref("span"), "edtf": _or_null(_TEXT), "earliest": _or_null(_DAY),
                "latest": _or_null(_DAY), "grain": _or_null(_one_of(Grain)), "kind": _one_of(TimeKind),
                "status": _one_of(TimeStatus), "reason": _or_null(_TEXT), "start": _or_null(_TEXT),
                "end": _or_null(_TEXT), "anchor": _or_null(_TEXT), "offset": _or_null(_ref("offset")),
                "part": _or_null(_TEXT), "bound": _or_null(_TEXT), "approx": _one_of(Approx),
                "length": _or_null(_ref("length")), "recurrence": _or_null(_TEXT), "timex": _list(timex),
            }
        ),
        **_amounts_and_speakers(),
        "code": _object(
            {
                "type": _one_of(TYPES), "mode": _or_null(_TEXT), "contexts": _list(_TEXT),
                "cameo": _or_null(_TEXT), "plover_reduced": _or_null(_TEXT),
            }
        ),
        "figure": _object({"measure": _one_of(Measure), "item": _TEXT, "subject": _or_null(_ref("actor"))}),
        "evidence": _object(
            {"sentence": _TEXT, "span": _ref("span"), "trigger": _ref("span"), "cue": _or_null(_ref("span"))}
        ),
        "rule": _object(
            dict.fromkeys(("rule", "reading", "why", "regime", "issuer", "basis"), _TEXT),
            optional=("regime", "issuer", "basis"),
        ),
        "certainty": _object({"polarity": _one_of(Polarity), "modality": _one_of(Modality), "p": _P}),
        "reason": _object(
            {
                "what": _one_of(Aspect), "by": _TEXT, "score": _or_null(_NUMBER), "said": _TEXT,
                "instead": _list(_TEXT),
            }
        ),
    }  # fmt: skip


def _amounts_and_speakers() -> dict[str, Json]:
    return {
        "quantity": _object(
            {
                "text": _TEXT, "span": _ref("span"), "low": _or_null(_NUMBER), "high": _or_null(_NUMBER),
                "unit": _or_null(_TEXT), "counted": _or_null(_TEXT), "per": _or_null(_TEXT),
                "approximate": _FLAG,
                "code": _or_null(_TEXT), "per_code": _or_null(_TEXT), "item": _or_null(_TEXT),
                "approx": _one_of(Approx), "low_closed": _FLAG, "high_closed": _FLAG, "point": _list(_NUMBER),
                "nature": _one_of(Nature), "direction": _or_null(_TEXT), "period": _or_null(_ref("time")),
                "assumed": _or_null(_TEXT),
            }
        ),
        "speaker": _object(
            {
                "text": _TEXT, "span": _ref("span"), "name": _TEXT, "kind": _one_of(SpeakerKind),
                "country": _or_null(_TEXT), "affiliation": _or_null(_TEXT), "actor": _or_null(_TEXT),
                "role": _or_null(_TEXT), "count": _or_null(_COUNT), "anonymity": _or_null(_TEXT),
            }
        ),
    }  # fmt: skip


def _content() -> dict[str, Json]:
    """What a claim says, and an event as well."""
    return {
        "kind": _one_of(ClaimKind),
        "event": _ref("code"),
        "figure": _ref("figure"),
        "actors": _list(_ref("actor")),
        "place": _or_null(_ref("place")),
        "time": _or_null(_ref("time")),
        "status": _one_of(Status),
        "certainty": _ref("certainty"),
        "quantities": _list(_ref("quantity")),
        "attribution": _list(_ref("speaker")),
        "evidence": _ref("evidence"),
        "rules": _list(_ref("rule")),
        "p": _P,
    }


def _claim() -> Json:
    own = {"id": _CLAIM_ID, "report": _REPORT_ID, "carried_from": _or_null(_REPORT_ID)}
    return _object(
        own | _content() | {"why": _list(_ref("reason"))},
        optional=("event", "figure"),
        of="What one text says: an event or a figure, with the characters it rests on.",
    )


def _origin() -> Json:
    return _object(
        {
            "id": _ORIGIN_ID, "kind": _one_of(OriginKind), "wire": _or_null(_TEXT), "p": _P, "spun": _P,
            "parts": _list(_ORIGIN_ID),
        },
        of="From whom a report has its words; reports that are copies of one another share the id.",
    )  # fmt: skip


def _header() -> Json:
    return _object(
        {
            "id": _REPORT_ID, "given_id": _or_null(_TEXT), "url": _or_null(_TEXT),
            "publisher": _or_null(_TEXT), "author": _or_null(_TEXT), "title": _or_null(_TEXT),
            "published": _or_null(_DAY), "language": _TEXT, "sentences": _COUNT,
            "extra": {"type": "object"}, "copy_of": _or_null(_REPORT_ID),
            "origin": _ref("origin"), "text_kept": _one_of(("evidence", "none")),
        },
        optional=("text_kept",),
        of="What is known of a report, without its text.",
    )  # fmt: skip


def _facts() -> Json:
    """What a claim is compared by, where its text is not there any more to make it of."""
    return _object(
        {
            "key": _TEXT, "mode": _or_null(_TEXT), "status": _one_of(Status), "actors": _list(_TEXT),
            "recipients": _list(_TEXT), "place": _or_null(_ref("place")), "first": _or_null(_WHOLE),
            "last": _or_null(_WHOLE), "published": _or_null(_WHOLE), "sentence": _TEXT, "figure": _FLAG,
            "mutual": _FLAG, "lands": _list(_list(_TEXT, minItems=2, maxItems=2)), "scene": _list(_TEXT),
            "amount": _list(_or_null(_NUMBER), minItems=2, maxItems=2), "whose": _TEXT, "toll": _FLAG,
        },
        optional=("amount", "whose", "toll"),
    )  # fmt: skip


def _traits() -> Json:
    credit = _object(
        {
            "kind": _one_of(CreditKind), "name": _TEXT, "text": _TEXT, "span": _or_null(_ref("span")),
            "agency": _FLAG, "whole": _FLAG, "p": _P,
        }
    )  # fmt: skip
    spun = _object({"span": _ref("span"), "text": _TEXT, "meant": _TEXT, "score": _NUMBER})
    day = {"type": "integer", "minimum": 1, "maximum": 3652059}
    return _object(
        {
            "words": _COUNT, "day": _or_null(day), "minute": _or_null(_WHOLE), "url": _or_null(_TEXT),
            "agency": _FLAG, "wire": _or_null(_TEXT), "wire_p": _P, "spun": _P, "credits": _list(credit),
            "spun_words": _list(spun), "furniture": _list(_ref("span")),
        }
    )  # fmt: skip


def _link() -> Json:
    run = _object({"left": _ref("span"), "right": _ref("span"), "quoted": _FLAG})
    return _object(
        {
            "left": _REPORT_ID, "right": _REPORT_ID, "kind": _one_of(LinkKind),
            "judgement": _one_of(Judgement), "p": _P, "share_left": _NUMBER, "share_right": _NUMBER,
            "replaced": _NUMBER, "runs": _list(run),
            "says": _TEXT, "features": {"type": "object"}, "decided_by": _TEXT, "decided_at": _TEXT,
        }
    )  # fmt: skip


def _verdict() -> Json:
    either = {"type": "string", "pattern": "^[rc][0-9a-f]{15}$"}
    return _object(
        {
            "what": _one_of(Judged), "left": either, "right": either, "judgement": _one_of(Judgement),
            "note": _TEXT, "decided_by": _TEXT, "decided_at": _TEXT, "retired_at": _or_null(_TEXT),
        }
    )  # fmt: skip


def _run() -> Json:
    return _object(
        {
            "id": _RUN_ID, "code_version": _TEXT, "config_sha256": _SHA256,
            "model_sha256": {"type": "string", "pattern": "^([0-9a-f]{64})?$"}, "started_at": _TEXT,
            "ended_at": _or_null(_TEXT),
        }
    )  # fmt: skip


def _lines() -> dict[str, Json]:
    """The lines of a dump by their kind."""
    share = _object({"id": _ORIGIN_ID, "wire": _or_null(_TEXT)})
    span_of = _object({"claim": _CLAIM_ID, "span": _ref("span")})
    return {
        "ledger": _object(
            {
                "schema": {"type": "string", "const": SCHEMA},
                "kind": _TEXT,
                "dump": {"type": "integer", "const": DUMP},
                "scope": _one_of(("all", "part")),
            },
            of="The first line: which form this is, and whether it is the whole ledger.",
        ),
        "tombstone": _object(
            {
                "kind": _TEXT, "digest": _SHA256, "what": _one_of(("report", "text", "actor")),
                "reason": _TEXT, "forgotten_at": _TEXT,
            },
            of="That something was forgotten, known by a digest of its id.",
        ),
        "run": _object({"kind": _TEXT, "run": _ref("run")}, of="One invocation that wrote to the ledger."),
        "report": _object(
            {
                "kind": _TEXT, "run": _RUN_ID, "name": _TEXT, "given_id": _or_null(_TEXT),
                "publisher": _or_null(_TEXT), "published": _or_null(_DAY), "text_sha256": _SHA256,
                "report": _ref("report"), "text": _TEXT, "vectors": _BASE64, "story": _or_null(_BASE64),
            },
            optional=("story",),
            of="A report with its normalised text, as far as that is kept, and one int8 vector for each "
            "sentence. `story` stands only where the text was let go.",
        ),
        "claim": _object(
            {
                "kind": _TEXT, "claim": _ref("claim"), "retired_at": _or_null(_TEXT),
                "origin": _or_null(share), "facts": _or_null(_ref("facts")),
            },
            optional=("facts",),
            of="A claim; `origin` is whose it is if not its report's, `retired_at` when it gave way to a "
            "claim of the report copied from. `facts` stands only where the text was let go.",
        ),
        "standing": _object(
            {
                "kind": _TEXT, "report": _REPORT_ID, "traits": _ref("traits"), "source": _or_null(_REPORT_ID),
                "prints": _or_null(_BASE64),
            },
            of="What says where a report stands: its traits, the report read in its place, and the sampled "
            "hashes (ascending uint32, little-endian) by which copies of it are found.",
        ),
        "carried": _object(
            {"kind": _TEXT, "report": _REPORT_ID, "claims": _list(span_of)},
            of="Claims of another report that a copy carries, each with its sentence in the copy's text.",
        ),
        "link": _object(
            {"kind": _TEXT, "link": _ref("link"), "retired_at": _or_null(_TEXT)},
            of="What one report has of another, with the proof.",
        ),
        "verdict": _object({"kind": _TEXT, "verdict": _ref("verdict")}, of="What a person has judged."),
        "refusal": _object(
            dict.fromkeys(("kind", "run", "name", "stage", "code", "reason"), _TEXT) | {"run": _RUN_ID},
            of="An input that yielded no report.",
        ),
        "end": _object(
            {"kind": _TEXT, "lines": _COUNT, "sha256": _or_null(_SHA256)},
            optional=("sha256",),
            of="The last line: how many there are before it, and the digest of them, line ends included.",
        ),
    }  # fmt: skip


def _event() -> Json:
    counts = {
        "supporters": {"type": "object", "additionalProperties": _list(_CLAIM_ID)},
        "claims": _list(_CLAIM_ID),
        "reports": _COUNT,
        "publishers": _COUNT,
        "origins": _COUNT,
        "origins_interval": _list(_COUNT, minItems=2, maxItems=2),
        "rests_on": _or_null(_TEXT),
        "first_published": _or_null(_DAY),
        "last_published": _or_null(_DAY),
        "disagreements": {
            "type": "object",
            "additionalProperties": {"type": "object", "additionalProperties": _list(_CLAIM_ID)},
        },
        "accounts": _list(_ref("claim")),
    }
    return _object(
        {"id": _EVENT_ID} | _content() | counts,
        optional=("event", "figure", "accounts"),
        of="What many claims say together: the fields of its lead claim, who supports each, and the counts.",
    )


def _coded_report() -> Json:
    return _object(
        {
            "schema": {"type": "string", "const": SCHEMA},
            "report": _ref("report"),
            "claims": _list(_ref("claim")),
        },
        of="A coded report, as `sayso code --format json` prints it.",
    )


def schemas() -> dict[str, Json]:
    """Every schema by the name of its file: the coded report, the event, and each kind of line of a dump."""
    defs = _parts() | {
        "claim": _claim(), "origin": _origin(), "report": _header(), "facts": _facts(), "traits": _traits(),
        "link": _link(), "verdict": _verdict(), "run": _run(),
    }  # fmt: skip
    lines = _lines()
    for kind, shape in lines.items():
        shape["properties"]["kind"] = {"type": "string", "const": kind}
    if set(lines) != {*KINDS, "end"}:
        raise ValueError("every kind of line has a schema, and no other")
    named = {"report": _coded_report(), "event": _event()} | {f"line-{k}": s for k, s in lines.items()}
    return {f"{name}.json": _whole(name, shape, defs) for name, shape in named.items()}


def _whole(name: str, shape: Json, defs: Mapping[str, Json]) -> Json:
    """A schema of its own, with the definitions that it needs."""
    wanted: set[str] = set()
    waiting = [shape]
    while waiting:
        new = {ref for ref in _refs(waiting.pop()) if ref not in wanted}
        wanted |= new
        waiting += [defs[ref] for ref in new]
    used = {ref: defs[ref] for ref in sorted(wanted)}
    return (
        {"$schema": _DIALECT, "$id": f"urn:sayso:schema:{SCHEMA}:{name}"}
        | shape
        | ({"$defs": used} if used else {})
    )


def _refs(value: object) -> Iterable[str]:
    if isinstance(value, Mapping):
        ref = value.get("$ref")
        if isinstance(ref, str):
            yield ref.rpartition("/")[2]
        for inner in value.values():
            yield from _refs(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _refs(inner)
