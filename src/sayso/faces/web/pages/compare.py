"""Two reports side by side, with the words that they share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from sayso.classes import dataclass
from sayso.engine.shown import ShownPair, StoredReport
from sayso.errors import QueryError, UnknownIdError, cut
from sayso.faces.copying import link_words
from sayso.faces.web.asked import address, id_path, params
from sayso.faces.web.desk import Desk
from sayso.faces.web.parts import DayRef, Link
from sayso.faces.web.segments import Segment, paragraphs
from sayso.faces.web.showing import published_ref, shortened
from sayso.records import LinkKind, Origin, SharedRun

__all__ = ["routes"]

#: Shared runs that are numbered, the longest; more would not be told apart any longer.
_RUNS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A stretch of one text: the runs that begin in it, and the one it is shown as part of."""

    text: str
    begins: Sequence[int]
    run: int | None
    quoted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One of the two reports."""

    name: str
    title: Link
    publisher: str
    published: DayRef | None
    origin: Link | None
    kind: str
    wire: str
    paragraphs: Sequence[Sequence[Stretch]]
    language: str | None


def routes(desk: Desk) -> Sequence[BaseRoute]:
    """GET /compare."""

    def show(request: Request) -> Response:
        return _compare(desk, request)

    return [desk.route("/compare", show)]


def _compare(desk: Desk, request: Request) -> Response:
    given = params(request, ("left", "right"))
    for name in ("left", "right"):
        if name not in given:
            raise QueryError(
                f"no {name} report", item=name, hint="/compare?left=ID&right=ID names two reports"
            )
    pair = desk.answers.compare(given["left"], given["right"])
    if pair is None:
        raise UnknownIdError(
            f"nothing in this ledger has the id {cut(given['left'])} or {cut(given['right'])}", item="left"
        )
    link = pair.link
    by_length = sorted(link.runs if link else (), key=lambda run: run.left.start - run.left.end)[:_RUNS]
    runs = dict(enumerate(sorted(by_length, key=lambda run: (run.left.start, run.right.start)), start=1))
    ids = {"left": pair.left.article_id, "right": pair.right.article_id}
    return desk.page(
        request,
        "compare.html",
        frame=desk.frame(request, "Two reports side by side", "ledger"),
        sides=[
            _side(
                "left",
                pair.left,
                pair.left_origin,
                {n: (r.left.start, r.left.end) for n, r in runs.items()},
                runs,
            ),
            _side(
                "right",
                pair.right,
                pair.right_origin,
                {n: (r.right.start, r.right.end) for n, r in runs.items()},
                runs,
            ),
        ],
        link=link,
        words=link_words(link) if link else "",
        spun=link is not None and link.kind is LinkKind.SPUN,
        n_runs=len(runs),
        left_out=len(link.runs) - len(runs) if link else 0,
        one_origin=_one(pair),
        ids=ids,
        swapped=address("/compare", {"left": ids["right"], "right": ids["left"]}),
        here=address("/compare", ids),
        as_json=f"/api/v1{address('/compare', ids)}",
    )


def _one(pair: ShownPair) -> bool:
    """Whether both have words of one origin."""
    a, b = pair.left_origin, pair.right_origin
    if a is None or b is None:
        return False
    return not {a.origin_id, *a.parts}.isdisjoint((b.origin_id, *b.parts))


def _side(
    name: str,
    report: StoredReport,
    origin: Origin | None,
    spans: Mapping[int, tuple[int, int]],
    runs: Mapping[int, SharedRun],
) -> Side:
    title = str(report.header.get("title") or "") or report.text.partition("\n")[0] or report.name
    return Side(
        name=name,
        title=Link(shortened(title, 200), id_path("report", report.article_id)),
        publisher=shortened(report.publisher or "publisher not known"),
        published=published_ref(report.published),
        origin=Link(origin.origin_id, id_path("origin", origin.origin_id)) if origin else None,
        kind=origin.kind.value if origin else "",
        wire=shortened(origin.wire or "") if origin else "",
        paragraphs=[
            [_stretch(report.text, part, runs) for part in line]
            for line in paragraphs(report.text, ((a, b, n) for n, (a, b) in spans.items()))
        ],
        language=report.header.get("language"),
    )


def _stretch(text: str, part: Segment[int], runs: Mapping[int, SharedRun]) -> Stretch:
    run = part.over[0] if part.over else None
    quoted = run is not None and runs[run].quoted
    return Stretch(text=text[part.start : part.end], begins=part.begins, run=run, quoted=quoted)
