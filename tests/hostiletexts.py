"""Texts made to break pages, put wherever a report, its claims or its publisher can put text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sayso.records import Article, Claim, RuleHit, Span
from stubs import TOWN, Told, claim_of, day, speaker

__all__ = ["TEXTS", "hostile_reports"]

#: Each by what it tries.
TEXTS = {
    "script": "<script>window.broken=1</script>",
    "image": '"><img src=x onerror=window.broken=2>',
    "svg": "<svg/onload=window.broken=3><style>*{display:none}</style>",
    "closing": "</mark></title></textarea></main><script>window.broken=4</script>",
    "template": "{{ 7*7 }}{% raw %}${window.broken=5}",
    "address": "javascript:window.broken=6",
    "entities": "&lt;b&gt;" * 10_000,
    "bidi": "\u202eevil\u202c \u2066abc\u2069 \u200b\u200f שלום",
    "marks": "e" + "\u0301" * 500,
    "word": "W" * 100_000,
    "controls": "a\x00b\x1bc\x07\x85\ufffe\ud800",
    "lines": "a\r\nb\u2028c\n\n\nd",
}


def hostile_reports() -> Iterator[tuple[Article, Claim]]:
    """A report for each text, which has it in every field that is shown."""
    for n, text in enumerate(TEXTS.values()):
        article, _ = Told(number=n, time=day("2024-05-15")).made()
        # no text that was read has lone surrogates
        whole = f"They met {text} today.".encode("utf-8", "replace").decode()
        article = replace(
            article,
            text=whole,
            title=text,
            publisher=text,
            author=text,
            url=text if n % 2 else f"javascript:alert('{n}')//https://example.org",
            given_id=text,
            language="en",
            extra={text[:40]: text, "truncated": {"chars": 9}},
        )
        claim = claim_of(article)
        assert claim is not None
        sides = tuple(
            replace(actor, name=text, text=text[:50] + "!", actor_id=f"per:{text[:60]}")
            for actor in claim.actors
        )
        yield (
            article,
            replace(
                claim,
                claim_id=f"c{n:015x}",
                article_id=article.article_id,
                actors=(*sides, replace(sides[0], role=Told().made()[1].actors[-1].role)),
                place=replace(TOWN, name=text, text=text, place_id=f"geo:{text[:60]}"),
                time=replace(day("2024-05-15"), text=text, reason=text),
                attribution=(replace(speaker(text), anonymity=text, role=text, affiliation=text),),
                rules=(
                    RuleHit(
                        rule=text[:60], reading=text[:60], why=text, regime=text, issuer=text, basis=text
                    ),
                ),
            ),
        )
    article, claim = Told(number=99, time=day("2024-05-14")).made()
    words = " ".join("met" for _ in range(3_000))
    article = replace(article, text=words)
    many = tuple(
        replace(
            Told().made()[1].actors[0],
            actor_id=f"per:a{n}",
            name=f"A{n}",
            text="met",
            span=Span(4 * n, 4 * n + 3),
        )
        for n in range(3_000)
    )
    evidence = replace(claim.evidence, sentence=words, span=Span(0, len(words)), trigger=Span(0, 3))
    yield article, replace(claim, article_id=article.article_id, evidence=evidence, actors=many)
