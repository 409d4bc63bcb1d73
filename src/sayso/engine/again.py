"""The article of a stored report, made again."""

# ruff: noqa: PLC0415  the rooms that read are imported where they are needed, as in catalog

from __future__ import annotations

from dataclasses import replace
from datetime import date

from sayso.ledger import StoredReport
from sayso.records import Article, Item

__all__ = ["article_again"]


def article_again(report: StoredReport) -> Article | None:
    """The article of a stored report: its text is normalised already, so it comes out as it went in.

    None where this sayso would refuse the text, as one of another version may.
    """
    from sayso.text import make_article

    header = report.header
    item = Item(
        name=report.name,
        body=report.text,
        given_id=header.get("given_id"),
        url=header["url"],
        title=header["title"],
        published=header["extra"].get("published_at") or report.published,
        publisher=report.publisher,
        author=header.get("author"),
        extra=header["extra"],
    )
    made = make_article(item, settled=True)
    if not isinstance(made, Article):
        return None
    day = date.fromisoformat(report.published[:10]) if report.published else None
    return replace(made, article_id=report.article_id, text_sha256=report.text_sha256, published=day)
