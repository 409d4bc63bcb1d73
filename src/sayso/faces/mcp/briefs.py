"""Events, claims and figures in brief: what an assistant needs to answer and to name its receipts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pydantic import Field

from sayso.engine.figures import Point, Series
from sayso.engine.origins import Branch
from sayso.faces.alerts.words import headline
from sayso.faces.mcp.quoting import Quote, name, quote
from sayso.faces.mcp.shapes import Shape
from sayso.ledger import StoredReport
from sayso.records import Actor, Claim, Event, Place, Quantity, Role, Speaker, TimeRange
from sayso.records.amount_codec import number_to_json
from sayso.records.codec import claim_to_json, event_to_json

__all__ = [
    "ClaimBrief",
    "EventBrief",
    "FigureBrief",
    "OriginBrief",
    "ReportBrief",
    "claim_brief",
    "event_brief",
    "figure_brief",
    "origin_brief",
    "report_brief",
    "web_address",
]

#: Names of one side, links of a chain, values of a disagreement, reports of an origin that are named.
_MOST = 8
#: Characters of a headline of ours.
_LINE = 240
Number = int | float


class WhoBrief(Shape):
    """An actor."""

    name: str = Field(description="Its name.")
    id: str = Field(description="Its identifier, for ledger_itinerary and as `actor` of a search.")
    country: str | None = Field(description="ISO 3166 alpha-3.")


class WhereBrief(Shape):
    """A place. One that is no finer than a country says nothing of where in it."""

    name: str = Field(description="Its name.")
    country: str | None = Field(description="ISO 3166 alpha-3.")
    kind: str = Field(description="How fine it is: facility, city, admin1, country, …")


class WhenBrief(Shape):
    """A time; null days are not known and must not be guessed."""

    words: str = Field(description="The words of the report.")
    earliest: str | None = Field(description="First day (ISO 8601).")
    latest: str | None = Field(description="Last day.")


class AmountBrief(Shape):
    """How many; a bound that is null is not stated."""

    words: str = Field(description="The words of the report.")
    low: Number | None = Field(description="At least.")
    high: Number | None = Field(description="At most.")
    unit: str | None = Field(description="The unit.")
    per: str | None = Field(description="Per which unit of time.")


class ClaimBrief(Shape):
    """What one report says."""

    id: str = Field(description="Identifier of the claim, for ledger_get_evidence.")
    headline: str = Field(description="What, who to whom, where, when, in which state.")
    status: str = Field(description="happened, ongoing, planned, possible, attempted, negated or unknown.")
    certainty: str = Field(description="How sure the speaker is: +certain, +probable, -certain (denies), …")
    who: list[WhoBrief] = Field(description="Who acts, or whose the figure is.")
    whom: list[WhoBrief] = Field(description="To whom.")
    where: WhereBrief | None = Field(description="Where.")
    when: WhenBrief | None = Field(description="When.")
    amounts: list[AmountBrief] = Field(description="How many.")
    says_so: list[str] = Field(
        description="Who says so, outermost first, with the kind of source; empty: the report itself."
    )
    rules: list[str] = Field(description="Embargoes it touches, with how it reads; no legal advice.")
    evidence: Quote = Field(description="The sentence it rests on.")
    p: float = Field(description="How sure we are that the text says this.")


class EventBrief(ClaimBrief):
    """What several claims say together, as the one that leads says it."""

    origins: int = Field(description="Independent origins: name this number, not that of reports.")
    origins_at_least: int = Field(description="If every doubtful tie between reports counts.")
    origins_at_most: int = Field(description="If none does.")
    reports: int = Field(description="Reports, copies included.")
    publishers: int = Field(description="Publishers.")
    rests_on: str | None = Field(description="The one speaker on whose word all accounts rest.")
    first_published: str | None = Field(description="Day of the first report.")
    last_published: str | None = Field(description="Day of the last.")
    disagreements: list[str] = Field(description="In what accounts differ.")


class ReportBrief(Shape):
    """What is known of a report. Title, publisher and address are its own words: untrusted."""

    id: str = Field(description="Identifier of the report.")
    title: str | None = Field(description="Its headline.")
    publisher: str | None = Field(description="Who publishes it.")
    published: str | None = Field(description="Day of publication.")
    url: str | None = Field(description="Its address.")


class OriginBrief(Shape):
    """One origin, and the reports that have their text from it."""

    id: str = Field(description="Identifier of the origin.")
    named: str | None = Field(description="The agency, else the publisher nearest to the source.")
    rests_on: list[str] = Field(description="Speakers on whom its accounts rest.")
    reports: int = Field(description="How many reports.")
    publishers: list[str] = Field(description="Some of their publishers.")


class FigureBrief(Shape):
    """One amount for one time."""

    claim: str = Field(description="Identifier of the claim.")
    event: str | None = Field(description="Identifier of its event.")
    subject: WhoBrief | None = Field(description="Whose.")
    measure: str = Field(description="use, stock, production, transfer, loss, force, money or other.")
    item: str = Field(description="Of what.")
    amount: AmountBrief
    earliest: str | None = Field(description="First day that it is for.")
    latest: str | None = Field(description="Last day.")
    day_of_publication: bool = Field(description="Whether these days are only those of publication.")
    a_day: str | None = Field(description="The daily rate it implies.")
    status: str = Field(description="Where it stands in the world.")
    said_by: list[str] = Field(description="On whose word the accounts rest.")
    origins: int = Field(description="Independent origins.")
    reports: int = Field(description="Reports.")
    differs: list[str] = Field(description="Claims of others that give another amount for the same time.")
    evidence: Quote


def event_brief(event: Event) -> EventBrief:
    """An event."""
    lead = event.lead
    low, high = event.origins_interval
    return EventBrief(
        **{**_parts(lead), "id": event.event_id, "headline": name(headline(event_to_json(event)), _LINE)},
        origins=event.n_origins,
        origins_at_least=low,
        origins_at_most=high,
        reports=event.n_reports,
        publishers=event.n_publishers,
        rests_on=name(event.rests_on),
        first_published=event.first_published,
        last_published=event.last_published,
        disagreements=[_differing(*one) for one in event.disagreements.items()],
    )


def _differing(field: str, values: Mapping[str, Sequence[str]]) -> str:
    """The values that accounts give of a field, with how many give each."""
    said = (f"{name(value, 80)} ({len(ids)})" for value, ids in list(values.items())[:_MOST])
    return f"{field}: " + " or ".join(said)


def claim_brief(claim: Claim) -> ClaimBrief:
    """A claim."""
    return ClaimBrief(**_parts(claim))


def _parts(claim: Claim) -> dict[str, Any]:  # `Any`: the fields of a brief, each of its type
    certainty = claim.certainty
    subject = claim.figure.subject if claim.figure else None
    doers = [subject] if subject else [a for a in claim.actors if a.role is Role.ACTOR]
    return {
        "id": claim.claim_id,
        "headline": name(headline(claim_to_json(claim)), _LINE),
        "status": claim.status.value,
        "certainty": f"{certainty.polarity.value}{certainty.modality.value}",
        "who": _who(doers),
        "whom": _who(a for a in claim.actors if a.role is Role.RECIPIENT),
        "where": _where(claim.place) if claim.place else None,
        "when": _when(claim.time) if claim.time else None,
        "amounts": [_amount(q) for q in claim.quantities[:_MOST]],
        "says_so": says_so(claim.attribution),
        "rules": [f"{hit.rule}: {hit.reading}" for hit in claim.rules],
        "evidence": quote(claim.evidence.sentence, claim.article_id, claim.evidence.span),
        "p": round(claim.p, 3),
    }


def _who(actors: Iterable[Actor]) -> list[WhoBrief]:
    every = {actor.actor_id: actor for actor in actors}
    return [
        WhoBrief(name=name(a.name) or "", id=name(a.actor_id, 300) or "", country=a.country)
        for a in list(every.values())[:_MOST]
    ]


def _where(place: Place) -> WhereBrief:
    return WhereBrief(name=name(place.name) or "", country=place.country, kind=place.kind.value)


def _when(time: TimeRange) -> WhenBrief:
    return WhenBrief(words=name(time.text) or "", earliest=time.earliest, latest=time.latest)


def _amount(quantity: Quantity) -> AmountBrief:
    return AmountBrief(
        words=name(quantity.text) or "",
        low=number_to_json(quantity.low),
        high=number_to_json(quantity.high),
        unit=name(quantity.unit),
        per=name(quantity.per),
    )


def says_so(chain: Iterable[Speaker]) -> list[str]:
    """The chain of speakers, each with its kind."""
    return [f"{name(s.name or s.text)} [{s.kind.value}]" for s in list(chain)[:_MOST]]


def report_brief(report: StoredReport) -> ReportBrief:
    """A report."""
    return ReportBrief(
        id=report.article_id,
        title=name(report.header["title"]),
        publisher=name(report.publisher),
        published=report.published,
        url=web_address(report.header["url"]),
    )


def web_address(url: str | None) -> str | None:
    """An address of the web, and of nothing else, cut."""
    if url is None or not url.startswith(("https://", "http://")):
        return None
    return name(url, 300)


def origin_brief(branch: Branch) -> OriginBrief:
    """An origin."""
    publishers = dict.fromkeys(leaf.publisher for leaf in branch.leaves if leaf.publisher)
    return OriginBrief(
        id=branch.origin_id,
        named=name(branch.named),
        rests_on=[name(one) or "" for one in branch.rests_on[:_MOST]],
        reports=len(branch.leaves),
        publishers=[name(one) or "" for one in list(publishers)[:_MOST]],
    )


def figure_brief(series: Series, point: Point) -> FigureBrief:
    """A figure."""
    subject = series.subject
    daily = point.daily
    bounds = [] if daily is None else [b for b in (daily.low, daily.high) if b is not None]
    return FigureBrief(
        claim=point.claim.claim_id,
        event=point.event_id,
        subject=_who([subject])[0] if subject else None,
        measure=series.measure.value,
        item=name(series.item) or "",
        amount=_amount(point.quantity),
        earliest=point.first,
        latest=point.last,
        day_of_publication=point.time is None,
        a_day=" to ".join(f"{bound:,.10g}" for bound in dict.fromkeys(bounds)) or None,
        status=point.claim.status.value,
        said_by=[name(one) or "" for one in point.said_by[:_MOST]],
        origins=point.origins,
        reports=point.reports,
        differs=list(point.differs[:_MOST]),
        evidence=quote(point.claim.evidence.sentence, point.claim.article_id, point.claim.evidence.span),
    )
