"""One speaker: how often, how sure, on what; and each claim with who confirms and who denies it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from sayso.engine.speaking import SaidClaim
from sayso.errors import QueryError
from sayso.faces.web.asked import address, number_of, params, period_of
from sayso.faces.web.charts import Chart, DayCount, bars
from sayso.faces.web.desk import Desk
from sayso.faces.web.files import Listed, as_file, file_links, form_of
from sayso.faces.web.pages.timeline import spread
from sayso.faces.web.parts import Facet, FacetValue, Link, Pager
from sayso.faces.web.saying import said_row, source_href
from sayso.faces.web.showing import country_words, shortened
from sayso.ledger import SpeakerCounts, SpeakerQuery, SpeakerTopics

__all__ = ["routes"]

#: Claims of a page, and of a file: each is looked up with all that may confirm or deny it.
_CLAIMS, _FILE = 20, 200
#: Speakers that a name may mean, of which one is chosen.
_MEANT = 50
_NAMES = ("name", "kind", "country", "since", "until", "skip", "to")
_TOPICS = (
    ("type", "What of", "type"),
    ("actor", "About whom", "who"),
    ("country", "Where", "country"),
    ("publisher", "Told by", None),
    ("status", "How it stands", "status"),
)


def routes(desk: Desk) -> Sequence[BaseRoute]:
    """GET /source."""

    def show(request: Request) -> Response:
        return _source(desk, request)

    return [desk.route("/source", show)]


def _source(desk: Desk, request: Request) -> Response:
    given = params(request, _NAMES)
    form = form_of(given)
    if "name" not in given:
        return RedirectResponse("/sources", status_code=303)
    skip = number_of("skip", given.pop("skip"), 0, 10_000) if "skip" in given else 0
    query = _query(given)
    found = desk.answers.speakers(query).speakers
    if len(found) != 1:
        return _several(desk, request, given, query, found)
    counts = found[0]
    said = desk.answers.said_by(_paged(given, skip, _FILE if form else _CLAIMS + 1))
    if form is not None:
        return as_file(_listed(said, given), form)
    topics = desk.answers.topics(query)
    chart = _chart(desk, query, given)
    return desk.page(
        request,
        "source.html",
        frame=desk.frame(request, shortened(counts.name), "sources"),
        counts=counts,
        country=country_words(counts.country) if counts.country else None,
        chart=chart,
        given=given,
        since=given.get("since"),
        until=given.get("until"),
        kept=[(n, v) for n, v in given.items() if n not in ("since", "until")],
        facts=_facts(counts),
        topics=topics,
        facets=_facets(counts, topics),
        said=[said_row(one) for one in said[:_CLAIMS]],
        pager=Pager(
            shown=min(len(said), _CLAIMS),
            total=counts.claims,
            newer=_at(given, skip - _CLAIMS) if skip else None,
            older=_at(given, skip + _CLAIMS) if len(said) > _CLAIMS else None,
        ),
        ledger=address("/", {"speaker": counts.name, **_days(given)}),
        actors=address("/actors", {"q": counts.name}),
        exports=file_links(
            lambda changes: address("/source", {**given, **changes}), f"the latest {_FILE} claims"
        ),
        permalink=source_href(counts),
    )


def _at(given: Mapping[str, str], skip: int) -> str:
    return address("/source", {**given, "skip": max(0, skip) or None}) + "#said-h"


def _days(given: Mapping[str, str]) -> dict[str, str]:
    return {name: given[name] for name in ("since", "until") if name in given}


def _query(given: Mapping[str, str]) -> SpeakerQuery:
    return _paged(given, 0, _MEANT)


def _paged(given: Mapping[str, str], skip: int, limit: int) -> SpeakerQuery:
    """The speaker that is meant; a country of "none" means those of none, where others have one."""
    country = given.get("country")
    since, until = period_of(given)
    return SpeakerQuery(
        name=given["name"],
        whole=True,
        kind=given.get("kind"),
        country="" if country == "none" else country,
        skip=skip,
        limit=limit,
        since=since,
        until=until,
    )


def _several(
    desk: Desk,
    request: Request,
    given: Mapping[str, str],
    query: SpeakerQuery,
    found: Sequence[SpeakerCounts],
) -> Response:
    """Where a name means nobody, or several: who may be meant."""
    name = shortened(given["name"], 60)
    near = list(found)
    if not near:
        try:
            near = list(desk.answers.speakers(SpeakerQuery(name=query.name, limit=_MEANT)).speakers)
        except QueryError:
            near = []
    title = f"Several speakers are called “{name}”" if found else f"No speaker is called “{name}”"
    return desk.page(
        request,
        "source_which.html",
        status=200 if found else 404,
        frame=desk.frame(request, title, "sources"),
        found=bool(found),
        period=bool(_days(given)),
        rows=[
            (Link(shortened(s.name), source_href(s)), s.kind.value, s.country or "", s.claims) for s in near
        ],
        name=given["name"],
        elsewhere=[
            Link("Events with these words", address("/", {"text": given["name"]})),
            Link("Every speaker", "/sources"),
        ],
    )


def _facts(counts: SpeakerCounts) -> list[tuple[str, str]]:
    def share(n: float) -> str:
        return f"{100 * n / counts.claims:.0f} %"

    alone = (
        "not known yet"
        if counts.alone is None
        else f"{100 * counts.alone:.0f} % are in events that no other independent origin tells"
    )
    return [
        ("Alone", alone),
        ("Passed on by an outlet", f"{100 * counts.by_outlet:.0f} %"),
        ("Told as certain", share(counts.certain)),
        ("Hedged", share(counts.hedged)),
        ("Denials", share(counts.denied)),
        ("Published", f"{counts.first or '?'} to {counts.last or '?'}"),
    ]


def _chart(desk: Desk, query: SpeakerQuery, given: Mapping[str, str]) -> Chart:
    days: dict[tuple[date, str], int] = {}
    for one in desk.answers.speaker_days(query):
        if len(one.day) == len("2024-05-16"):
            days[date.fromisoformat(one.day), ""] = one.claims
    kept = days if _days(given) else spread(days)[0]
    made = [DayCount(day, n) for (day, _), n in kept.items()]
    return bars(made, title="Claims by day of publication", what="claims")


def _facets(counts: SpeakerCounts, topics: SpeakerTopics) -> list[Facet]:
    """What is spoken of, each value leading to the events of it that the speaker vouches for."""
    found = []
    for name, label, condition in _TOPICS:
        values = [
            FacetValue(
                text=country_words(c.value) if name == "country" else shortened(c.label, 60),
                href=_topic(counts, condition, c.value),
                n=c.events,
            )
            for c in topics.facets.get(name, ())[:8]
        ]
        found.append(Facet(label=label, values=values, open=name in ("type", "actor")))
    return found


def _topic(counts: SpeakerCounts, condition: str | None, value: str) -> str:
    if condition is None:
        return address("/reports", {"publisher": value})
    if condition == "type" and value == "FIGURE":
        return address("/", {"speaker": counts.name, "kind": "figure"})
    return address("/", {"speaker": counts.name, condition: value})


def _listed(said: Sequence[SaidClaim], given: Mapping[str, str]) -> Listed:
    columns = (
        "published publisher claim event type status polarity modality confirmed_by denied_by evidence"
    ).split()

    def rows() -> Iterator[dict[str, object]]:
        for one in said:
            claim = one.claim
            yield {
                "published": one.published,
                "publisher": one.publisher,
                "claim": claim.claim_id,
                "event": one.event_id,
                "type": claim.event.type if claim.event else "FIGURE",
                "status": claim.status.value,
                "polarity": claim.certainty.polarity.value,
                "modality": claim.certainty.modality.value,
                "confirmed_by": "; ".join(e.who for e in one.confirmed_by),
                "denied_by": "; ".join(e.who for e in one.denied_by),
                "evidence": claim.evidence.sentence,
            }

    note = "" if len(said) < _FILE else f"the latest {_FILE} claims"
    return Listed(name="claims-of-a-speaker", columns=columns, rows=rows(), asked=given, note=note)
