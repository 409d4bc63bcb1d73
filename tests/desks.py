"""A desk at which reports come in: a ledger, a linker, and claims made of every sentence."""

from __future__ import annotations

import hashlib
from datetime import date

from sayso.engine.linking import Linker
from sayso.engine.texts import Looked
from sayso.ledger import Ledger
from sayso.records import (
    Article,
    Certainty,
    Claim,
    ClaimKind,
    EventCode,
    Evidence,
    Item,
    Modality,
    Polarity,
    Run,
    Span,
    Status,
)
from sayso.text import make_article

__all__ = ["NOW", "RUN", "Desk", "article", "claims_of"]

RUN = Run(run_id="run1", code_version="", config_sha256="", model_sha256="", started_at="")
NOW = "2026-09-13T12:00:00+00:00"


def article(text: str, publisher: str, on: date = date(2026, 9, 13), url: str | None = None) -> Article:
    made = make_article(
        Item(name=publisher, body=text, published=on.isoformat(), publisher=publisher, url=url)
    )
    assert isinstance(made, Article)
    return made


def claims_of(made: Article) -> tuple[Claim, ...]:
    """One claim in every sentence of some length, with its first word as the trigger."""
    return tuple(
        Claim(
            claim_id="c" + hashlib.sha256(f"{made.article_id}:{n}".encode()).hexdigest()[:15],
            article_id=made.article_id,
            kind=ClaimKind.EVENT,
            status=Status.HAPPENED,
            certainty=Certainty(polarity=Polarity.POSITIVE, modality=Modality.CERTAIN),
            evidence=Evidence(
                sentence=sentence.span.of(made.text),
                span=sentence.span,
                trigger=Span(sentence.words[0].start, sentence.words[0].end),
            ),
            event=EventCode(type="CONSULT", mode=None),
        )
        for n, sentence in enumerate(made.sentences)
        if len(sentence.words) > 5
    )


class Desk:
    """A ledger with a linker, and reports that come in."""

    def __init__(self, ledger: Ledger | None) -> None:
        self.ledger = ledger
        self.linker = Linker(ledger, window_days=14, now=lambda: NOW)
        if ledger is not None:
            ledger.begin_run(RUN)
            ledger.commit()

    def take(self, *articles: Article) -> list[Looked]:
        """Look reports up together, read those that must be, write all down."""
        every = self.linker.look_all(articles)
        for looked in every:
            read = looked.source is None
            aside = looked.side.traits.furniture
            claims = (
                tuple(
                    c
                    for c in claims_of(looked.article)
                    if not any(span.overlaps(c.evidence.trigger) for span in aside)
                )
                if read
                else self.linker.carried(looked)
            )
            self.linker.done(looked, claims)
            if self.ledger is not None:
                self.ledger.add_report(RUN.run_id, looked.article, claims if read else ())
                self.linker.settle(looked)
        if self.ledger is not None:
            self.ledger.commit()
        return every

    def origin(self, made: Article) -> str:
        assert self.ledger is not None
        with self.ledger.standings() as shelf:
            found = shelf.origin(made.article_id)
        assert found is not None
        return found.origin_id
