"""A ledger whose pages are long: second pages of every list, long names, many accounts and claims, saved searches."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from ledgers import open_ledger
from sayso.engine.config import load_settings
from sayso.engine.searches import Alerting, SavedSearches
from sayso.engine.session import EventQuery
from sayso.ledger import FeedRow, Ledger
from sayso.ledger.watching import Entry
from sayso.records import (
    Article,
    Claim,
    Evidence,
    Nature,
    Origin,
    OriginKind,
    Quantity,
    Refusal,
    Run,
    Sentence,
    Span,
    Speaker,
    SpeakerKind,
    Traits,
)
from stubs import FAR, KIM, PUTIN, TOWN, Told, article_of, speaker
from stubs import day as on

__all__ = ["LONG_NAME", "LONG_WORD", "NOW", "build"]

NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)
#: Words that break nowhere, and a name that is a sentence.
LONG_WORD = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlungsstelle"
LONG_NAME = (
    "the Interministerial Standing Committee for the Coordination of Harbour Inspections, Ferry Timetables, "
    "Dredging Permits and the Peaceful Settlement of Fishing Disputes in the Western Basin"
)
MINISTRY, LONG_SAYS = speaker("the ministry"), speaker(LONG_NAME)
WORD_SAYS = speaker(LONG_WORD, SpeakerKind.PERSON)
_ACCOUNTS, _REPORTS, _CLAIMS, _RUNS, _REFUSALS = 36, 90, 60, 55, 120
_FIRST = date(2024, 1, 1)


def _run(n: int) -> Run:
    day = datetime(2024, 3, 1, 6, tzinfo=UTC) + timedelta(days=n)
    return Run(
        run_id=f"run{n:03}",
        code_version="0.9.1",
        config_sha256=hashlib.sha256(f"{n // 9}".encode()).hexdigest(),
        model_sha256="cd" * 32,
        started_at=day.isoformat(),
        ended_at=(day + timedelta(seconds=7 * n + 3)).isoformat() if n != 7 else None,
    )


def _accounts() -> Iterator[tuple[Article, Claim]]:
    """One meeting, told by many who do not agree on when and where."""
    for n in range(_ACCOUNTS):
        told = Told(
            place=TOWN if n < 30 else FAR,
            quantities=(_ships(12 if n % 4 else 20),),
            time=on("2024-05-15"),
            chain=(MINISTRY,) if n % 3 else (LONG_SAYS, WORD_SAYS),
            publisher=f"Paper {n % 11}",
            sentence="Kim met Putin in Harbour Town.",
            number=200 + n,
        )
        yield told.made()


def _ships(n: float) -> Quantity:
    return Quantity(
        text=f"{n:.0f} ships", span=Span(0, 2), low=n, high=n, unit=None, item="ship", nature=Nature.LEVEL
    )


def _list() -> Iterator[tuple[Article, Claim]]:
    """Meetings one a day, by many speakers and publishers."""
    for n in range(_REPORTS):
        when = _FIRST + timedelta(days=n)
        long = n % 30 == 0
        yield Told(
            time=on(when.isoformat()),
            place=replace(TOWN, name=LONG_WORD, place_id="geo:77") if long else TOWN,
            actors=(f"per:minister of harbour {n}",),
            recipients=(f"per:{LONG_NAME.lower()}",) if long else (PUTIN,),
            type="CONSULT" if n % 2 else "AGREE",
            mode="meet" if n % 2 else None,
            chain=(LONG_SAYS,) if long else (_says(n),),
            publisher=LONG_NAME if long else f"Morning Paper {n:02}",
            published=when,
            sentence=f"They met on day {n}, {LONG_WORD if long else 'as planned'}.",
            number=1_000 + n,
        ).made()


def _says(n: int) -> Speaker:
    """A ministry of its own, but for two who have one name."""
    kinds = {1: SpeakerKind.INSTITUTION, 2: SpeakerKind.PERSON}
    return speaker("Harbour office", kinds[n]) if n in kinds else speaker(f"Ministry {n:02}")


def _much() -> tuple[Article, list[Claim]]:
    """A report of many claims."""
    sentences = [f"On day {n} Kim met delegation {n} of Putin in Harbour Town." for n in range(_CLAIMS)]
    text = "\n\n".join(" ".join(sentences[i : i + 3]) for i in range(0, _CLAIMS, 3))
    article = replace(
        article_of(text, name=f"{LONG_WORD}.jsonl:1", published=date(2024, 5, 20)),
        publisher=LONG_NAME,
        title=f"Every meeting of {LONG_NAME}",
        url=f"https://example.org/{LONG_WORD}/{'very-' * 20}long-address.html",
        extra={"truncated": {"chars": 1_234_567}, "section": LONG_WORD},
    )
    spans = [Span(at, at + len(s)) for s in sentences if (at := text.index(s)) >= 0]
    article = replace(
        article,
        sentences=tuple(
            Sentence(span=s, words=(Span(s.start, s.start + 2),), paragraph=n // 3)
            for n, s in enumerate(spans)
        ),
        paragraphs=tuple(Span(spans[i].start, spans[i + 2].end) for i in range(0, _CLAIMS, 3)),
    )
    claims = []
    for n, (sentence, span) in enumerate(zip(sentences, spans, strict=True)):
        _, claim = Told(
            time=on((_FIRST + timedelta(days=n)).isoformat()),
            place=TOWN,
            actors=(KIM,),
            recipients=(f"per:delegation {n}",),
            chain=(WORD_SAYS,),
            sentence=sentence,
            number=5_000 + n,
        ).made()
        met = sentence.index("met")
        trigger = Span(span.start + met, span.start + met + 3)
        evidence = Evidence(sentence=sentence, span=span, trigger=trigger)
        claims.append(replace(claim, article_id=article.article_id, evidence=evidence))
    return article, claims


def build(path: Path) -> Path:
    """Write it, and two saved searches beside it."""
    with open_ledger(path) as ledger:
        for n in range(_RUNS):
            ledger.begin_run(_run(n))
        told = [*_accounts(), *_list()]
        for article, claim in told:
            ledger.add_report("run001", article, [claim])
        ledger.add_report("run002", *_much())
        for n, (article, _) in enumerate(told[:_ACCOUNTS]):
            _stand(ledger, article.article_id, f"o{n % 4}{told[0][0].article_id[2:]}", copied=n >= 4)
        for n in range(_REFUSALS):
            code = ("text.too_short", "text.wrong_language", "input.missing")[n % 3]
            name = f"{LONG_WORD if n % 40 == 0 else 'archive'}.jsonl:{n}"
            ledger.add_refusal("run001", Refusal(name=name, stage="text", code=code, reason=f"line {n}"))
        _feeds(ledger)
        ledger.commit()
        ledger.refresh()
    _searches(path)
    return path


def _stand(ledger: Ledger, report: str, origin: str, *, copied: bool) -> None:
    with ledger.placing() as shelf:
        shelf.place(
            Traits(article_id=report, text_sha256="", n_words=1),
            Origin(origin_id=origin, kind=OriginKind.COPY if copied else OriginKind.ORIGINAL, wire="AP"),
        )


def _feeds(ledger: Ledger) -> None:
    """A feed that answers, one that fails, one that is gone."""
    at = NOW.isoformat()
    for name, failures, code, due in (
        ("harbour", 0, None, at),
        (LONG_WORD, 3, "fetch.timeout", at),
        ("gone", 9, "fetch.gone", None),
    ):
        ok = at if failures < 9 else None
        row = FeedRow(
            feed=f"https://example.org/{name}.xml",
            state={},
            due_at=due,
            last_ok_at=ok,
            failures=failures,
            code=code,
        )
        ledger.watch.keep_feed(row)
    entries = [
        Entry(key=f"k{n}", digest=f"d{n}", name=f"Entry {n}", host="example.org", payload={})
        for n in range(3)
    ]
    ledger.watch.take("https://example.org/harbour.xml", entries, at)


def _searches(path: Path) -> None:
    settings = load_settings({}, flags={"ledger.path": str(path)})
    searches = SavedSearches(settings, clock=lambda: NOW)
    told = Alerting(on=True, mail=("desk@example.org", f"{'night.' * 8}desk@example.org"))
    searches.save(
        "Harbour meetings", EventQuery(type="CONSULT", country="ROU"), by="Ada Brunn", alerting=told
    )
    query = EventQuery(text="planned", who=PUTIN, since=_FIRST, until=date(2024, 5, 31), min_origins=2)
    searches.save(f"{LONG_WORD} and more"[:100], query, by=LONG_NAME[:60])
