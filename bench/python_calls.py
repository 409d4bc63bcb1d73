"""What calls from Python cost beside the stages they call, and how fast frames are made; nothing but CPU time."""

from __future__ import annotations

import hashlib
import random
import tempfile
import time
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import sayso
from bench.harness import Score
from sayso.engine.catalog import Given, build_parts
from sayso.engine.config import Settings
from sayso.engine.pipeline import Parts
from sayso.records import (
    Actor,
    ActorKind,
    Article,
    Certainty,
    Claim,
    ClaimKind,
    EventCode,
    Evidence,
    Item,
    Modality,
    Polarity,
    Reading,
    Role,
    Span,
    Speaker,
    SpeakerKind,
    Status,
    TimeRange,
)

#: Events in the ledger that frames are made of, and times each call is repeated; the fastest counts, since
#: whatever runs beside it only slows it down.
N_EVENTS, REPEATS = 2_000, 5
_TEXT = Path(__file__).resolve().parents[1] / "examples" / "harbour-talks.txt"
_BYTES = 3_000
_WORDS = ("harbour", "minister", "village", "convoy", "border", "bridge", "strike", "treaty", "market")
_TYPES = ("CONSULT", "ASSAULT", "PROTEST", "AID", "COERCE", "THREATEN")


def _fastest(act: Callable[[], object]) -> float:
    """CPU seconds of the fastest of some calls."""
    took = []
    for _ in range(REPEATS):
        began = time.process_time()
        act()
        took.append(time.process_time() - began)
    return min(took)


class _NoReader:
    """Reads nothing."""

    model_sha256 = "0" * 64

    def read(self, articles: list[Article]) -> list[Reading]:
        return [
            Reading(article_id=a.article_id, model_sha256=self.model_sha256, sentences=(), chains=())
            for a in articles
        ]


def _claims(article: Article, _reading: Reading) -> tuple[Claim, ...]:
    """One event of its own for each report: nothing is joined, which is not what is measured."""
    number = int(article.text.rsplit(" ", 2)[-2])
    day = (date(2001, 1, 1) + timedelta(days=number)).isoformat()
    span = article.sentences[0].span
    sides = (
        Actor(
            role=role,
            text="x",
            span=Span(0, 5),
            name=f"Person {n}",
            actor_id=f"per:{n}",
            kind=ActorKind.PERSON,
        )
        for n, role in ((number, Role.ACTOR), (number + 1, Role.RECIPIENT))
    )
    claim_id = "c" + hashlib.sha256(article.article_id.encode()).hexdigest()[:15]
    claim = Claim(
        claim_id=claim_id,
        article_id=article.article_id,
        kind=ClaimKind.EVENT,
        status=Status.HAPPENED,
        certainty=Certainty(polarity=Polarity.POSITIVE, modality=Modality.CERTAIN),
        evidence=Evidence(sentence=span.of(article.text), span=span, trigger=Span(0, 4)),
        event=EventCode(type=_TYPES[number % len(_TYPES)]),
        actors=tuple(sides),
        time=TimeRange(text="then", span=Span(0, 4), edtf=day, earliest=day, latest=day),
        attribution=(Speaker(text="x", span=Span(0, 4), name="a ministry", kind=SpeakerKind.INSTITUTION),),
    )
    return (claim,)


def _build(settings: Settings, given: Given) -> Parts:
    return replace(build_parts(settings, given), reader=_NoReader(), extract=_claims)  # type: ignore[arg-type]


def measure(data: Path) -> Iterable[Score]:  # noqa: ARG001  everything is made here
    """CPU seconds of one core."""
    text = (2 * _TEXT.read_text(encoding="utf-8"))[:_BYTES]
    settings = sayso.load_settings({})
    parts = build_parts(settings, Given())

    def stages() -> object:
        article = parts.make_article(Item(name="a", body=text, published="2024-05-16"))
        if not isinstance(article, Article):
            raise TypeError("the example is no report")
        return parts.extract(article, parts.reader.read([article])[0])

    coder = sayso.Coder(settings)
    stages()
    coder.code(text, published="2024-05-16")
    alone, whole = _fastest(stages), _fastest(lambda: coder.code(text, published="2024-05-16"))
    yield Score(name="the stages, 3 kB", value=1000 * alone, unit="ms", better="lower")
    yield Score(name="code, 3 kB", value=1000 * whole, unit="ms", better="lower")
    yield Score(name="code beside the stages", value=whole / alone, better="lower")
    with tempfile.TemporaryDirectory(prefix="python") as folder:
        path = Path(folder) / "l.db"
        chance = random.Random(1)  # noqa: S311  chance that can be repeated
        rows = [
            " ".join(f"{chance.choice(_WORDS)}{chance.randrange(1000)}" for _ in range(12))
            + f" the and of on day {n} ."
            for n in range(N_EVENTS)
        ]
        sayso.Coder(settings, build=_build).load(rows, ledger=path)
        with sayso.open(path) as ledger:
            events, claims = ledger.events(), ledger.claims()
            n = events.count()
            for name, act in (
                ("events, gone through", lambda: sum(1 for _ in events)),
                ("events to pandas", events.to_pandas),
                ("events to polars", events.to_polars),
                ("events to pyarrow", events.to_arrow),
                ("claims to pandas", claims.to_pandas),
            ):
                yield Score(name=name, value=n / _fastest(act), unit="rows/s")
