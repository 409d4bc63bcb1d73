"""A ledger that has something for every page: rules, figures that differ, copies, refusals, hostile names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from ledgers import open_ledger
from sayso.ledger import Ledger
from sayso.records import (
    Claim,
    Measure,
    Nature,
    Origin,
    OriginKind,
    Quantity,
    Refusal,
    RuleHit,
    Run,
    Span,
    SpeakerKind,
    Status,
    Traits,
)
from stubs import COUNTRY, FAR, LAVROV, PUTIN, TOWN, Told, figure_of, speaker
from stubs import day as on

__all__ = ["EVIL", "FORMULA", "RUNS", "build"]

EVIL = "<script>alert(1)</script>"
#: What a spreadsheet would run.
FORMULA = '=HYPERLINK("https://evil.example","x")'
RUNS = tuple(
    Run(
        run_id=f"run{n}",
        code_version=f"0.{n}",
        config_sha256=f"{n}" * 64,
        model_sha256="ab" * 32,
        started_at=f"2024-05-{10 + n}T08:00:00+00:00",
        ended_at=f"2024-05-{10 + n}T08:05:00+00:00" if n == 1 else None,
    )
    for n in (1, 2)
)
MINISTRY = speaker("the ministry")
KIM_SAYS = speaker("Kim", SpeakerKind.PERSON)
WIRE = speaker("Quay Wire", SpeakerKind.OUTLET)
CREW = speaker("two officials", SpeakerKind.UNNAMED)
EVIL_SAYS, FORMULA_SAYS = speaker(EVIL), speaker(FORMULA, SpeakerKind.DOCUMENT)
HUN = replace(FAR, country="HUN")
ASIDE = replace(TOWN, name=f"Quay {EVIL}", place_id="geo:9", lat=None, lon=None)

TOLD = (
    Told(place=TOWN, time=on("2024-05-15"), chain=(MINISTRY,), sentence="A minister met them."),
    Told(place=TOWN, time=on("2024-05-15"), publisher="Other Paper", sentence="Kim and Putin met.", number=1),
    Told(
        place=COUNTRY,
        time=on("2024-05-12"),
        type="AID",
        mode=None,
        recipients=(LAVROV,),
        chain=(WIRE, CREW),
        number=2,
    ),
    Told(
        place=HUN,
        time=on("2024-04-02"),
        type="ASSAULT",
        mode=None,
        actors=(PUTIN,),
        number=3,
        chain=(MINISTRY,),
    ),
    Told(
        time=on("2024-04-02"),
        type="SANCTION",
        mode=None,
        actors=("cty:USA",),
        recipients=("cty:PRK",),
        number=4,
    ),
    Told(place=FAR, time=on("2024-05-20"), status=Status.PLANNED, number=5, chain=(KIM_SAYS,)),
    Told(
        place=ASIDE,
        time=on("2024-05-01"),
        actors=(f"per:{EVIL}",),
        chain=(EVIL_SAYS,),
        number=6,
        publisher=EVIL,
    ),
    Told(actors=(LAVROV,), recipients=("cty:ROU",), chain=(FORMULA_SAYS,), number=7, publisher=FORMULA),
    Told(time=on("1961-01-01"), type="COERCE", mode=None, number=8, published=None, status=Status.NEGATED),
)


def _amount(low: float | None, high: float | None) -> Quantity:
    return Quantity(
        text=f"{low or 'up to'} {high or ''} shells",
        span=Span(0, 5),
        low=low,
        high=high,
        unit=None,
        item="shell",
        nature=Nature.LEVEL,
    )


def _figures() -> Iterator[tuple[Told, Claim]]:
    amounts = [(1000.0, 1000.0), (5000.0, None), (None, 800.0)]
    for n, (bounds, who) in enumerate(zip(amounts, (MINISTRY, WIRE, EVIL_SAYS), strict=True)):
        told = Told(number=20 + n, chain=(who,), published=date(2024, 5, 1), sentence=f"Figure {n}.")
        _, claim = told.made()
        yield told, figure_of(claim, _amount(*bounds))
        later = replace(told, number=30 + n, published=date(2024, 5, 11), sentence=f"Later figure {n}.")
        yield later, figure_of(later.made()[1], _amount(*(b and b * 2 for b in bounds)))
    other = Told(number=40, chain=(CREW,), sentence="A force.")
    claim = figure_of(other.made()[1], _amount(7.0, 9.0), subject=None, item=EVIL)
    if claim.figure is not None:
        yield other, replace(claim, figure=replace(claim.figure, measure=Measure.FORCE))


def _rules(claim: Claim) -> Claim:
    hits = (
        RuleHit(
            rule="un-dprk-arms",
            reading="would breach",
            why=f"target PRK; class arms; not told: the supplier {EVIL}",
            regime="UN embargo on the DPRK",
            issuer="UN",
            basis="S/RES/1718 (2006)",
        ),
    )
    return replace(claim, rules=hits)


def build(path: Path) -> Path:
    """Write it."""
    with open_ledger(path) as ledger:
        for run in RUNS:
            ledger.begin_run(run)
        ids = []
        for told in TOLD:
            article, claim = told.made()
            ledger.add_report(RUNS[0].run_id, article, [_rules(claim) if told.type == "SANCTION" else claim])
            ids.append(article.article_id)
        for told, claim in _figures():
            article, _ = told.made()
            ledger.add_report(RUNS[1].run_id, article, [replace(claim, article_id=article.article_id)])
        _stand(ledger, ids[1], OriginKind.COPY, "AP")
        _stand(ledger, ids[6], OriginKind.PARAPHRASE, EVIL)
        for n, code in enumerate(["text.too_short", "text.wrong_language", "text.too_short"]):
            refusal = Refusal(name=f"in{n} {EVIL}", stage="text", code=code, reason=f"no {FORMULA}")
            ledger.add_refusal(RUNS[0].run_id, refusal)
        ledger.commit()
        ledger.refresh()
    return path


def _stand(ledger: Ledger, report: str, kind: OriginKind, wire: str) -> None:
    with ledger.placing() as shelf:
        shelf.place(
            Traits(article_id=report, text_sha256="", n_words=1),
            Origin(origin_id="o" + report[1:], kind=kind, wire=wire),
        )
