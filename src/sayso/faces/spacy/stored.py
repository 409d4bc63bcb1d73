"""A coded report inside a `Doc`, as text: so that docs can be written, read and sent between processes."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from sayso.engine.again import article_again
from sayso.engine.pipeline import CodedReport
from sayso.engine.shown import StoredReport
from sayso.records import Refusal
from sayso.records.codec import claim_from_json

__all__ = ["read", "written"]

#: Docs whose reports are kept at hand; each is asked for a few times in a row.
_HELD = 64


def written(result: CodedReport | Refusal) -> str:
    """A result as a JSON document."""
    if isinstance(result, Refusal):
        names = ("name", "stage", "code", "reason")
        return json.dumps({"refusal": {name: getattr(result, name) for name in names}})
    article = result.article
    kept = {"name": article.name, "text": article.text, "text_sha256": article.text_sha256}
    return json.dumps(result.as_json() | {"kept": kept})


@lru_cache(maxsize=_HELD)
def read(document: str) -> CodedReport | Refusal | None:
    """The result in such a document, without sentence vectors; None where another sayso would not read it."""
    doc: dict[str, Any] = json.loads(document)  # `Any`: a JSON document
    if "refusal" in doc:
        return Refusal(**doc["refusal"])
    header = doc["report"]
    article = article_again(
        StoredReport(
            article_id=header["id"],
            run_id="",
            publisher=header["publisher"],
            published=header["published"],
            header=header,
            vectors=(),
            **doc["kept"],
        )
    )
    if article is None:
        return None
    return CodedReport(article=article, claims=tuple(claim_from_json(claim) for claim in doc["claims"]))
