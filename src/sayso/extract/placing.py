"""Every place name of a report resolved together, before any act asks where it was."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from sayso.extract.tree import Tree
from sayso.records import Article, PlaceContext, PlaceFinder, PlaceMatch, PlaceMention, Span, Toponym

__all__ = ["placed"]

#: Characters round a name that are shown to the resolver.
_ROUND = 40
_NAMES = frozenset({"place", "facility"})
#: Where the place of a dateline ends.
_LINE_END = re.compile(r"[,(/]")


def placed(
    article: Article,
    trees: Sequence[Tree],
    toponyms: Sequence[Toponym],
    places: PlaceFinder,
    countries: Sequence[str],
) -> Mapping[Span, PlaceMatch]:
    """The place of each name, by its characters; names that mean none are left out."""
    uses = {t.span: t.use for t in toponyms}
    spans = sorted({*uses, *_mentioned(trees)})
    if not spans:
        return {}
    text = article.text
    mentions = [
        PlaceMention(
            text=span.of(text),
            start=span.start,
            before=text[max(0, span.start - _ROUND) : span.start],
            after=text[span.end : span.end + _ROUND],
            use=uses.get(span),
        )
        for span in spans
    ]
    line = article.dateline
    context = PlaceContext(
        publisher=article.publisher or article.url,
        dateline=None if line is None else _LINE_END.split(line.of(text), maxsplit=1)[0].strip(),
        countries=tuple(countries),
    )
    found = places.resolve_all(mentions, context)
    return {span: match for span, match in zip(spans, found, strict=True) if match is not None}


def _mentioned(trees: Sequence[Tree]) -> Iterator[Span]:
    """Names of places and facilities that the reader marked."""
    for tree in trees:
        for mention in tree.sentence.mentions:
            if mention.label in _NAMES:
                yield mention.span
