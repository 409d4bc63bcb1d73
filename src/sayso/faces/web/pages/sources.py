"""Who says what: speakers and how often alone, publishers and whose text and word theirs is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from sayso.classes import dataclass, replace
from sayso.errors import QueryError, cut
from sayso.faces.web.asked import address, number_of, params, period_of
from sayso.faces.web.desk import Desk
from sayso.faces.web.files import MOST_ROWS, Listed, as_file, file_links, form_of
from sayso.faces.web.parts import Chosen, Column, Pager
from sayso.faces.web.saying import source_href
from sayso.faces.web.showing import shortened
from sayso.ledger import (
    PUBLISHER_ORDERS,
    SPEAKER_ORDERS,
    PublisherCounts,
    PublisherQuery,
    SpeakerCounts,
    SpeakerQuery,
    VoiceCounts,
)
from sayso.records import SpeakerKind

__all__ = ["VoiceShare", "routes", "voice_shares"]

#: Rows of a page. A share is an order only among those who have enough for one to mean something.
_ROWS, _ENOUGH = 50, 10
_FILTERS = {"q": "name", "kind": "kind", "country": "country", "since": "from", "until": "until"}
_NAMES = (*_FILTERS, "view", "by", "skip", "to")
_KINDS = [("", "any"), *((kind.value, kind.value) for kind in SpeakerKind)]
_WORDS = {
    "claims": "Claims",
    "reports": "Reports",
    "alone": "Alone",
    "by_outlet": "Passed on",
    "hedged": "Hedged",
    "denied": "Denials",
    "anonymous": "Nameless",
    "own_voice": "Own voice",
    "copies": "Copies",
}
_SPEAKER_HEADS = (Column(label="Speaker"), Column(label="Kind"))
_PUBLISHER_HEADS = (Column(label="Publisher"),)
_PUBLISHER_TAIL = (Column(label="Whose text"), Column(label="Days"))
_VOICES = {
    "own": "the report's own voice",
    "person": "a person",
    "institution": "an institution",
    "outlet": "an outlet",
    "document": "a document",
    "collective": "a collective",
    "unnamed": "somebody unnamed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceShare:
    """One of those on whose word claims rest; ``start`` and ``share`` are percent of the whole."""

    kind: str
    words: str
    claims: int
    start: float
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerRow:
    """A speaker of the list; shares are in words."""

    name: str
    href: str
    kind: str
    country: str | None
    affiliation: str | None
    claims: int
    reports: int
    alone: str
    by_outlet: str
    hedged: str
    denied: str
    first: str
    last: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PublisherRow:
    """A publisher of the list; shares are in words."""

    name: str
    href: str | None
    reports: int
    claims: int
    anonymous: str
    own_voice: str
    copies: str
    how: str
    wires: Sequence[tuple[str, int]]
    more_wires: int
    first: str
    last: str


def routes(desk: Desk) -> Sequence[BaseRoute]:
    """GET /sources."""

    def show(request: Request) -> Response:
        return _sources(desk, request)

    return [desk.route("/sources", show)]


def _sources(desk: Desk, request: Request) -> Response:
    given = params(request, _NAMES)
    form = form_of(given)
    view = given.pop("view", "speakers")
    if view not in ("speakers", "publishers"):
        raise QueryError(f"no view {cut(view)}", item="view", hint="speakers or publishers")
    skip = number_of("skip", given.pop("skip"), 0, 10_000) if "skip" in given else 0
    listed = _Listed(given, view, skip)
    show = _speakers if view == "speakers" else _publishers
    return show(desk, request, listed, form)


@dataclass(frozen=True, slots=True)
class _Listed:
    """What is asked, and the addresses that ask for something else."""

    given: Mapping[str, str]
    view: str
    skip: int

    def with_(self, changes: Mapping[str, str | int | None]) -> str:
        view = None if self.view == "speakers" else self.view
        return address("/sources", {"view": view, **self.given, **changes})

    @property
    def order(self) -> str:
        return self.given.get("by", "claims" if self.view == "speakers" else "reports")

    @property
    def at_least(self) -> int:
        return 1 if self.order in ("claims", "reports") else _ENOUGH

    def columns(self, first: Sequence[Column], orders: Mapping[str, str]) -> list[Column]:
        """Heads, those that can be ordered by with links."""
        return [
            *first,
            *(
                Column(
                    label=_WORDS[name],
                    href=self.with_({"by": name}),
                    sorted="descending" if name == self.order else None,
                    numeric=True,
                )
                for name in orders
            ),
        ]

    def chosen(self) -> list[Chosen]:
        found = []
        for name, words in _FILTERS.items():
            if name in self.given:
                rest = {n: v for n, v in self.given.items() if n != name}
                value = shortened(self.given[name], 60)
                href = replace(self, given=rest).with_({})
                found.append(Chosen(name=words, value=value, href=href))
        return found

    def pager(self, rows: Sequence[object]) -> Pager:
        full = len(rows) > _ROWS
        return Pager(
            shown=min(len(rows), _ROWS),
            newer=self.with_({"skip": max(0, self.skip - _ROWS) or None}) if self.skip else None,
            older=self.with_({"skip": self.skip + _ROWS}) if full else None,
        )


def _percent(part: float, whole: float) -> str:
    return f"{100 * part / whole:.0f} %" if whole else ""


def voice_shares(voices: VoiceCounts) -> list[VoiceShare]:
    """On whose word claims rest, as parts of a whole."""
    counts = {"own": voices.own_voice} | {k.value: n for k, n in voices.by_kind.items()}
    total = sum(counts.values())
    found, start = [], 0.0
    for kind, words in _VOICES.items():
        n = counts.get(kind, 0)
        if n:
            share = 100 * n / total
            found.append(VoiceShare(kind=kind, words=words, claims=n, start=start, share=share))
            start += share
    return found


# ------------------------------------------------------------------ speakers


def _speakers(desk: Desk, request: Request, listed: _Listed, form: str | None) -> Response:
    given = listed.given
    since, until = period_of(given)
    query = SpeakerQuery(
        name=given.get("q"),
        kind=given.get("kind"),
        country=given.get("country"),
        order=listed.order,
        at_least=listed.at_least,
        skip=listed.skip,
        limit=MOST_ROWS if form else _ROWS + 1,
        since=since,
        until=until,
    )
    found = desk.answers.speakers(query)
    if form is not None:
        return as_file(_speakers_file(found.speakers, listed), form)
    rows = [_speaker_row(s) for s in found.speakers]
    return desk.page(
        request,
        "sources.html",
        frame=desk.frame(request, "Who says so", "sources"),
        view="speakers",
        given=given,
        kinds=_KINDS,
        chosen=listed.chosen(),
        voices=voice_shares(found.voices),
        total=found.voices.claims,
        speakers=rows[:_ROWS],
        publishers=[],
        columns=[*listed.columns(_SPEAKER_HEADS, SPEAKER_ORDERS), Column(label="Days")],
        pager=listed.pager(rows),
        at_least=listed.at_least,
        ways=_ways(listed),
        exports=file_links(lambda changes: listed.with_({**changes, "skip": listed.skip or None})),
        permalink=listed.with_({"skip": listed.skip or None}),
        everything=address("/sources"),
    )


def _speaker_row(s: SpeakerCounts) -> SpeakerRow:
    return SpeakerRow(
        name=shortened(s.name),
        href=source_href(s),
        kind=s.kind.value,
        country=s.country,
        affiliation=shortened(s.affiliation, 60) if s.affiliation else None,
        claims=s.claims,
        reports=s.reports,
        alone="" if s.alone is None else f"{100 * s.alone:.0f} %",
        by_outlet=f"{100 * s.by_outlet:.0f} %",
        hedged=_percent(s.hedged, s.claims),
        denied=_percent(s.denied, s.claims),
        first=s.first or "",
        last=s.last or "",
    )


def _speakers_file(found: Sequence[SpeakerCounts], listed: _Listed) -> Listed:
    columns = (
        "name kind country affiliation claims reports alone by_outlet certain hedged denied "
        "first_published last_published"
    ).split()
    rows = (
        {
            "name": s.name,
            "kind": s.kind.value,
            "country": s.country,
            "affiliation": s.affiliation,
            "claims": s.claims,
            "reports": s.reports,
            "alone": s.alone,
            "by_outlet": s.by_outlet,
            "certain": s.certain,
            "hedged": s.hedged,
            "denied": s.denied,
            "first_published": s.first,
            "last_published": s.last,
        }
        for s in found
    )
    return Listed(name="speakers", columns=columns, rows=rows, asked=listed.given)


# ------------------------------------------------------------------ publishers


def _publishers(desk: Desk, request: Request, listed: _Listed, form: str | None) -> Response:
    given = listed.given
    for name in ("kind", "country"):
        if name in given:
            raise QueryError(f"publishers have no {name}", item=name, hint="leave it out")
    since, until = period_of(given)
    query = PublisherQuery(
        name=given.get("q"),
        order=listed.order,
        at_least=listed.at_least,
        skip=listed.skip,
        limit=MOST_ROWS if form else _ROWS + 1,
        since=since,
        until=until,
    )
    found = desk.answers.publishers(query)
    if form is not None:
        return as_file(_publishers_file(found, listed), form)
    voices = desk.answers.speakers(SpeakerQuery(limit=1, since=since, until=until)).voices
    rows = [_publisher_row(p) for p in found]
    return desk.page(
        request,
        "sources.html",
        frame=desk.frame(request, "Who publishes it", "sources"),
        view="publishers",
        given=given,
        kinds=_KINDS,
        chosen=listed.chosen(),
        voices=voice_shares(voices),
        total=voices.claims,
        speakers=[],
        publishers=rows[:_ROWS],
        columns=[*listed.columns(_PUBLISHER_HEADS, PUBLISHER_ORDERS), *_PUBLISHER_TAIL],
        pager=listed.pager(rows),
        at_least=listed.at_least,
        ways=_ways(listed),
        exports=file_links(lambda changes: listed.with_({**changes, "skip": listed.skip or None})),
        permalink=listed.with_({"skip": listed.skip or None}),
        everything=address("/sources", {"view": "publishers"}),
    )


def _publisher_row(p: PublisherCounts) -> PublisherRow:
    kinds = (("as they were", p.copies), ("edited", p.edited), ("paraphrased", p.paraphrases))
    return PublisherRow(
        name=shortened(p.name) if p.name else "not named",
        href=address("/reports", {"publisher": p.name}) if p.name else None,
        reports=p.reports,
        claims=p.voices.claims,
        anonymous=_percent(p.voices.anonymous, p.voices.claims),
        own_voice=_percent(p.voices.own_voice, p.voices.claims),
        copies=_percent(p.copied, p.reports),
        how=", ".join(f"{n} {words}" for words, n in kinds if n),
        wires=[(shortened(wire, 40), n) for wire, n in p.wires[:3]],
        more_wires=max(0, len(p.wires) - 3),
        first=p.first or "",
        last=p.last or "",
    )


def _publishers_file(found: Sequence[PublisherCounts], listed: _Listed) -> Listed:
    kinds = [kind.value for kind in SpeakerKind]
    columns = [
        *"publisher reports copies edited paraphrases wires claims own_voice anonymous".split(),
        *(f"rests_on_{kind}" for kind in kinds),
        *"first_published last_published".split(),
    ]

    def rows() -> Iterator[dict[str, object]]:
        for p in found:
            counts = {kind.value: n for kind, n in p.voices.by_kind.items()}
            yield {
                "publisher": p.name,
                "reports": p.reports,
                "copies": p.copies,
                "edited": p.edited,
                "paraphrases": p.paraphrases,
                "wires": "; ".join(f"{wire}: {n}" for wire, n in p.wires),
                "claims": p.voices.claims,
                "own_voice": p.voices.own_voice,
                "anonymous": p.voices.anonymous,
                **{f"rests_on_{kind}": counts.get(kind, 0) for kind in kinds},
                "first_published": p.first,
                "last_published": p.last,
            }

    note = "claims are those read in a publisher's own reports; copies that were not read again have none"
    return Listed(name="publishers", columns=columns, rows=rows(), asked=listed.given, note=note)


def _ways(listed: _Listed) -> list[tuple[str, str, bool]]:
    kept = {name: listed.given.get(name) for name in ("since", "until")}
    return [
        ("Speakers", address("/sources", kept), listed.view == "speakers"),
        ("Publishers", address("/sources", {"view": "publishers", **kept}), listed.view == "publishers"),
    ]
