"""Runs, links, traits and verdicts of a ledger that is written out whole, and read in again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sayso.records.amount_codec import maybe, span_to_json
from sayso.records.base import OriginKind, Span
from sayso.records.claims import Run
from sayso.records.links import (
    Credit,
    CreditKind,
    Judged,
    Judgement,
    Link,
    LinkKind,
    Origin,
    SharedRun,
    SpunWords,
    Traits,
    Verdict,
)

__all__ = [
    "link_from_json",
    "origin_from_json",
    "run_from_json",
    "run_to_json",
    "traits_from_json",
    "traits_to_json",
    "verdict_from_json",
]

# `Any`: a JSON document.
Json = dict[str, Any]
Doc = Mapping[str, Any]


def run_to_json(run: Run) -> Json:
    """One run."""
    return {
        "id": run.run_id,
        "code_version": run.code_version,
        "config_sha256": run.config_sha256,
        "model_sha256": run.model_sha256,
        "started_at": run.started_at,
        "ended_at": run.ended_at,
    }


def run_from_json(doc: Doc) -> Run:
    """The run that `run_to_json` wrote."""
    return Run(
        run_id=doc["id"],
        code_version=doc["code_version"],
        config_sha256=doc["config_sha256"],
        model_sha256=doc["model_sha256"],
        started_at=doc["started_at"],
        ended_at=doc["ended_at"],
    )


def origin_from_json(doc: Doc, copy_of: str | None) -> Origin:
    """The origin that `origin_to_json` wrote; ``copy_of`` stands beside it in a report."""
    return Origin(
        origin_id=doc["id"],
        kind=OriginKind(doc["kind"]),
        wire=doc["wire"],
        copy_of=copy_of,
        p=float(doc["p"]),
        spun=float(doc["spun"]),
        parts=tuple(doc["parts"]),
    )


def traits_to_json(traits: Traits) -> Json:
    """What of a report says where it stands; its id, digest and publisher stand with the report."""
    return {
        "words": traits.n_words,
        "day": traits.day,
        "minute": traits.minute,
        "url": traits.url,
        "agency": traits.agency,
        "wire": traits.wire,
        "wire_p": traits.wire_p,
        "spun": traits.spun,
        "credits": [_credit_to_json(credit) for credit in traits.credits],
        "spun_words": [
            {"span": span_to_json(w.span), "text": w.text, "meant": w.meant, "score": w.score}
            for w in traits.spun_words
        ],
        "furniture": [span_to_json(span) for span in traits.furniture],
    }


def traits_from_json(doc: Doc, *, article_id: str, text_sha256: str, publisher: str | None) -> Traits:
    """The traits that `traits_to_json` wrote, with what the report says."""
    return Traits(
        article_id=article_id,
        text_sha256=text_sha256,
        publisher=publisher,
        n_words=doc["words"],
        day=doc["day"],
        minute=doc["minute"],
        url=doc["url"],
        agency=doc["agency"],
        wire=doc["wire"],
        wire_p=float(doc["wire_p"]),
        spun=float(doc["spun"]),
        credits=tuple(map(_credit_from_json, doc["credits"])),
        spun_words=tuple(
            SpunWords(span=Span(*w["span"]), text=w["text"], meant=w["meant"], score=float(w["score"]))
            for w in doc["spun_words"]
        ),
        furniture=tuple(Span(*ends) for ends in doc["furniture"]),
    )


def _credit_to_json(credit: Credit) -> Json:
    return {
        "kind": credit.kind.value,
        "name": credit.name,
        "text": credit.text,
        "span": maybe(span_to_json, credit.span),
        "agency": credit.agency,
        "whole": credit.whole,
        "p": credit.p,
    }


def _credit_from_json(doc: Doc) -> Credit:
    return Credit(
        kind=CreditKind(doc["kind"]),
        name=doc["name"],
        text=doc["text"],
        span=maybe(lambda ends: Span(*ends), doc["span"]),
        agency=doc["agency"],
        whole=doc["whole"],
        p=float(doc["p"]),
    )


def link_from_json(doc: Doc) -> Link:
    """The link that `link_to_json` wrote."""
    return Link(
        left_id=doc["left"],
        right_id=doc["right"],
        kind=LinkKind(doc["kind"]),
        judgement=Judgement(doc["judgement"]),
        p=float(doc["p"]),
        share_left=float(doc["share_left"]),
        share_right=float(doc["share_right"]),
        replaced=float(doc["replaced"]),
        runs=tuple(
            SharedRun(left=Span(*run["left"]), right=Span(*run["right"]), quoted=run["quoted"])
            for run in doc["runs"]
        ),
        says=doc["says"],
        features=dict(doc["features"]),
        decided_by=doc["decided_by"],
        decided_at=doc["decided_at"],
    )


def verdict_from_json(doc: Doc) -> Verdict:
    """The verdict that `verdict_to_json` wrote."""
    return Verdict(
        what=Judged(doc["what"]),
        left_id=doc["left"],
        right_id=doc["right"],
        judgement=Judgement(doc["judgement"]),
        decided_by=doc["decided_by"],
        decided_at=doc["decided_at"],
        note=doc["note"],
        retired_at=doc["retired_at"],
    )
