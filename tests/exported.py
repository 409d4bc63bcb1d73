"""Ledgers to be written to files: reports with true ids, hostile words, copies, denials, figures, verdicts."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import stubs
from ledgers import open_ledger
from sayso.engine.exporting import Exporting
from sayso.engine.linking import Linker
from sayso.ledger import EventQuery, Ledger
from sayso.records import (
    Actor,
    ActorKind,
    Article,
    Aspect,
    Certainty,
    Claim,
    ClaimKind,
    EventCode,
    Evidence,
    Modality,
    Place,
    Polarity,
    Quantity,
    Reason,
    Role,
    Run,
    Sentence,
    Span,
    Speaker,
    SpeakerKind,
    Status,
    TimeRange,
)
from sayso.records.identity import claim_id_of, report_id, run_id

STARTED = "2024-05-17T06:30:00.000000+00:00"
RUN = Run(
    run_id=run_id("0.1.0", "1" * 64, "2" * 64, STARTED),
    code_version="0.1.0",
    config_sha256="1" * 64,
    model_sha256="2" * 64,
    started_at=STARTED,
    ended_at="2024-05-17T06:31:00.000000+00:00",
)
OTHER_RUN = Run(
    run_id=run_id("0.1.0", "3" * 64, "", STARTED),
    code_version="0.1.0",
    config_sha256="3" * 64,
    model_sha256="",
    started_at=STARTED,
)
#: One vector of zeros for each sentence, as long as the reader's.
WIDTH = 384


def report(
    text: str,
    *,
    url: str | None = "https://news.example/a",
    publisher: str | None = "Example Wire",
    published: date | None = date(2024, 5, 16),
    title: str | None = "Talks in the port",
    given_id: str | None = None,
    name: str = "news.jsonl:1",
) -> Article:
    """A report of one sentence to a line, with the id that follows from it."""
    spans, at = [], 0
    for line in text.split("\n"):
        spans.append(Span(at, at + len(line)))
        at += len(line) + 1
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Article(
        article_id=report_id(
            digest,
            at=url or given_id or "",
            published=published.isoformat() if published else "",
            publisher=publisher or "",
        ),
        name=name,
        text=text,
        sentences=tuple(Sentence(span=s, words=(s,), paragraph=n) for n, s in enumerate(spans)),
        paragraphs=tuple(spans),
        text_sha256=digest,
        published=published,
        publisher=publisher,
        url=url,
        title=title,
        given_id=given_id,
    )


def words(article: Article, text: str) -> Span:
    """Where words first stand in a report."""
    at = article.text.index(text)
    return Span(at, at + len(text))


def actor(article: Article, text: str, role: Role = Role.ACTOR, **more: object) -> Actor:
    """An actor by the words of the report, which are its name unless ``more`` says otherwise."""
    known: dict[str, object] = {
        "name": text,
        "actor_id": "per:" + text.casefold(),
        "kind": ActorKind.PERSON,
        "country": "NOR",
        "sectors": ("GOV",),
        "p": 0.9,
    }
    return Actor(role=role, text=text, span=words(article, text), **(known | more))  # type: ignore[arg-type]


def claim(article: Article, trigger: str, *, type_: str = "CONSULT", **more: object) -> Claim:
    """A claim that rests on the line of the report in which its trigger stands, with the id that follows."""
    at = words(article, trigger)
    line = next(s.span for s in article.sentences if s.span.contains(at))
    known: dict[str, object] = {
        "kind": ClaimKind.EVENT,
        "status": Status.HAPPENED,
        "certainty": Certainty(polarity=Polarity.POSITIVE, modality=Modality.CERTAIN, p=0.9),
        "event": EventCode(type=type_, mode="visit" if type_ == "CONSULT" else None, cameo="04"),
        "p": 0.83,
        "why": (Reason(what=Aspect.TYPE, by="a lexicon verb", score=0.9, said=trigger),),
    }
    made = Claim(
        claim_id="c",
        article_id=article.article_id,
        evidence=Evidence(sentence=line.of(article.text), span=line, trigger=at),
        **(known | more),  # type: ignore[arg-type]
    )
    return replace(made, claim_id=claim_id_of(made))


PORT = "Ingrid Solheim met Kemal Aydin in Constanta on Wednesday, the ministry said."
PORT_TEXT = (
    f"Talks in the port\n{PORT}\nThe army denied that 40 shells were fired at Riga.\nThe weather was fine."
)


def port(**more: object) -> tuple[Article, list[Claim]]:
    """A report with a meeting that happened, a shelling that is denied, and a figure."""
    article = report(PORT_TEXT, **more)  # type: ignore[arg-type]
    met = claim(
        article,
        "met",
        actors=(
            actor(article, "Ingrid Solheim"),
            actor(article, "Kemal Aydin", Role.RECIPIENT, country="TUR", sectors=("GOV", "ELI")),
        ),
        place=Place(
            text="Constanta",
            span=words(article, "Constanta"),
            name="Constanţa",
            place_id="geo:680963",
            kind=stubs.TOWN.kind,
            country="ROU",
            admin1="Constanţa",
            lat=44.18073,
            lon=28.63432,
            within_km=10.0,
            p=0.9,
        ),
        time=TimeRange(
            text="on Wednesday",
            span=words(article, "on Wednesday"),
            edtf="2024-05-15",
            earliest="2024-05-15",
            latest="2024-05-15",
        ),
        attribution=(
            Speaker(
                text="the ministry",
                span=words(article, "the ministry"),
                name="the ministry",
                kind=SpeakerKind.INSTITUTION,
                country="ROU",
            ),
        ),
    )
    fired = claim(
        article,
        "fired",
        type_="ASSAULT",
        status=Status.NEGATED,
        actors=(actor(article, "army", kind=ActorKind.ORGANISATION, sectors=("MIL",)),),
    )
    shells = Quantity(
        text="40 shells", span=words(article, "40 shells"), low=40.0, high=40.0, counted="shells"
    )
    figure = stubs.figure_of(fired, shells, subject=None)
    figure = replace(figure, status=Status.HAPPENED)
    return article, [met, fired, replace(figure, claim_id=claim_id_of(figure))]


def copy_of_port() -> Article:
    """The same words in another paper a day later, with a line of its own before them."""
    return report(
        "Daily news\n" + PORT_TEXT,
        url="https://daily.example/b",
        publisher="Daily Quay",
        title="Port talks",
        published=date(2024, 5, 17),
    )


def add(ledger: Ledger, article: Article, claims: Sequence[Claim] = (), run: Run = RUN) -> None:
    """Put a report into a ledger, and find where it stands, as a load does."""
    ledger.begin_run(run)
    linker = Linker(ledger, window_days=30, now=lambda: STARTED)
    looked = linker.look(article)
    linker.done(looked, claims)
    vectors = [bytes([1]) * WIDTH for _ in article.sentences]
    added = ledger.add_report(run.run_id, article, () if looked.source else claims, vectors)
    if added:
        linker.settle(looked)
    ledger.commit()


def small_ledger(path: Path) -> Path:
    """A ledger with a report, a copy of it, and a report with hostile words."""
    with open_ledger(path) as ledger:
        add(ledger, *port())
        add(ledger, copy_of_port())
        add(ledger, *hostile())
        ledger.refresh()
    return path


HOSTILE = '=HYPERLINK("http://evil.example","x")\t\u202eevil\u2028\x00 name'


def hostile() -> tuple[Article, list[Claim]]:
    """A report whose names are made to break files."""
    text = f'{HOSTILE} struck "Harbour;Town" \U0001f4a5 yesterday, it said.'
    article = report(
        text, url=None, publisher="Pub\tlisher\r\n", title="=1+1\ud800", given_id="-2+3", published=None
    )
    struck = claim(
        article,
        "struck",
        type_="ASSAULT",
        actors=(
            actor(article, HOSTILE, country=None, sectors=(), kind=ActorKind.GROUP),
            actor(article, '"Harbour;Town"', Role.RECIPIENT, country="XXX"),
        ),
    )
    return article, [struck]


@contextmanager
def exporting(path: Path, **conditions: object) -> Iterator[Exporting]:
    """What a question finds in a ledger."""
    with open_ledger(path) as ledger, ledger.excerpt(EventQuery(**conditions)) as excerpt:  # type: ignore[arg-type]
        yield Exporting(excerpt, whole=not conditions)
