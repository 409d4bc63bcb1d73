"""An article as a JSON document and back, with nothing lost: its spans are as exact as they were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sayso.records.amount_codec import maybe, span_to_json
from sayso.records.base import Span
from sayso.records.text import Article, Refusal, Sentence

__all__ = ["article_from_json", "article_to_json", "refusal_from_json", "refusal_to_json"]

# `Any`: a JSON document.
Json = dict[str, Any]
Doc = Mapping[str, Any]

#: What is written as it is.
_PLAIN = (
    "article_id",
    "name",
    "text_sha256",
    "given_id",
    "url",
    "title",
    "publisher",
    "author",
    "language",
    "spun",
)


def article_to_json(article: Article) -> Json:
    """An article without its text, which is kept beside it.

    A sentence is its paragraph, its span and those of its words: ``[paragraph, begin, end, begin, end, …]``.
    """
    return {name: getattr(article, name) for name in _PLAIN} | {
        "published": article.published.isoformat() if article.published else None,
        "headline": maybe(span_to_json, article.headline),
        "dateline": maybe(span_to_json, article.dateline),
        "paragraphs": _flat(article.paragraphs),
        "sentences": [[s.paragraph, *_flat((s.span, *s.words))] for s in article.sentences],
        "extra": dict(article.extra),
    }


def article_from_json(doc: Doc, text: str) -> Article:
    """The article that `article_to_json` wrote.

    Raises:
        KeyError, TypeError, ValueError: it is damaged.
    """
    return Article(
        **{name: doc[name] for name in _PLAIN},
        text=text,
        published=date.fromisoformat(doc["published"]) if doc["published"] else None,
        headline=maybe(lambda ends: Span(*ends), doc["headline"]),
        dateline=maybe(lambda ends: Span(*ends), doc["dateline"]),
        paragraphs=_spans(doc["paragraphs"]),
        sentences=tuple(_sentence(s) for s in doc["sentences"]),
        extra=doc["extra"],
    )


def _sentence(ends: Sequence[int]) -> Sentence:
    span, *words = _spans(ends[1:])
    return Sentence(span=span, words=tuple(words), paragraph=ends[0])


def _flat(spans: Sequence[Span]) -> list[int]:
    return [end for span in spans for end in span_to_json(span)]


def _spans(ends: Sequence[int]) -> tuple[Span, ...]:
    return tuple(Span(*pair) for pair in zip(ends[::2], ends[1::2], strict=True))


def refusal_to_json(refusal: Refusal) -> Json:
    """An input that was refused, and why."""
    return {"name": refusal.name, "stage": refusal.stage, "code": refusal.code, "reason": refusal.reason}


def refusal_from_json(doc: Doc) -> Refusal:
    """The refusal that `refusal_to_json` wrote."""
    return Refusal(name=doc["name"], stage=doc["stage"], code=doc["code"], reason=doc["reason"])
