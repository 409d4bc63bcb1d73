"""Runs that wrote to the ledger, what each read and refused, and how a watch's feeds do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from sayso.classes import dataclass
from sayso.engine.status import FeedStatus
from sayso.errors import REFUSAL_CODES, UnknownIdError, cut
from sayso.faces.web.asked import address, id_path, number_of, params
from sayso.faces.web.desk import Desk
from sayso.faces.web.files import MOST_ROWS, Listed, as_file, file_links, form_of
from sayso.faces.web.pages.reports import REPORT_COLUMNS, report_ref, reports_page
from sayso.faces.web.parts import Chosen, Column, Link, Pager
from sayso.faces.web.showing import shortened
from sayso.ledger import KeptRefusal, KeptRun, RefusalQuery

__all__ = ["routes"]

#: Runs, reports and refusals of a page.
_RUNS, _ROWS, _SOME = 50, 50, 20
#: The greatest number SQLite has for a row.
_LAST = 2**53
_RUN_COLUMNS = (
    Column(label="Began", sorted="descending"),
    Column(label="Took"),
    Column(label="Version"),
    Column(label="Settings"),
    Column(label="Model"),
    Column(label="Reports", numeric=True),
    Column(label="Refusals", numeric=True),
)
_CODE_COLUMNS = (Column(label="Code"), Column(label="Means"), Column(label="Inputs", numeric=True))
_REFUSAL_COLUMNS = (
    Column(label="Input"),
    Column(label="Code"),
    Column(label="Reason"),
    Column(label="Stage"),
    Column(label="Run"),
)
_FEED_COLUMNS = (
    Column(label="Feed"),
    Column(label="How it does"),
    Column(label="Last answer"),
    Column(label="Due"),
    Column(label="Entries"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRow:
    """A run of the list; digests are cut to what tells them apart."""

    id: str
    href: str
    began: str
    took: str
    version: str
    config: str
    model: str
    reports: int
    refusals: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeRow:
    """Refusals of one code, and what it means."""

    code: str
    means: str
    n: int
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RefusalRow:
    """An input that yields no report, with the reason."""

    name: str
    code: Link
    reason: str
    stage: str
    run: Link
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedRow:
    """A feed of a watch; ``tone`` and ``words`` tell how it does."""

    feed: str
    tone: str
    words: str
    last: str
    due: str
    outcomes: str


def routes(desk: Desk) -> Sequence[BaseRoute]:
    """GET /runs, /run/{id} and /refusals."""

    def runs(request: Request) -> Response:
        return _runs(desk, request)

    def run(request: Request) -> Response:
        return _run(desk, request)

    def refusals(request: Request) -> Response:
        return _refusals(desk, request)

    return [
        # a watch notes what becomes of feeds without any event changing
        desk.route("/runs", runs, kept=False),
        desk.route("/run/{id}", run),
        desk.route("/refusals", refusals),
    ]


# ------------------------------------------------------------------ runs


def _runs(desk: Desk, request: Request) -> Response:
    given = params(request, ("skip", "to"))
    form = form_of(given)
    skip = number_of("skip", given["skip"], 0, 1_000_000) if "skip" in given else 0
    every = desk.answers.runs()
    if form is not None:
        return as_file(_listed(every, given), form)
    status = desk.answers.status()
    shown = every[skip : skip + _RUNS]
    return desk.page(
        request,
        "runs.html",
        frame=desk.frame(request, "Runs", "runs"),
        rows=[_row(run) for run in shown],
        columns=_RUN_COLUMNS,
        pager=Pager(
            shown=len(shown),
            total=len(every),
            newer=address("/runs", {"skip": max(0, skip - _RUNS) or None}) if skip else None,
            older=address("/runs", {"skip": skip + _RUNS}) if skip + _RUNS < len(every) else None,
        ),
        hrefs={"reports": "/reports", "claims": "", "events": "/", "refusals": "/refusals"},
        held=[(name, status.rows.get(name, 0)) for name in ("reports", "claims", "events", "refusals")],
        feeds=[_feed(feed) for feed in status.feeds],
        feed_columns=_FEED_COLUMNS,
        watch=status,
        lag=_lasted(status.lag_s) if status.lag_s is not None else None,
        codes=_codes(desk, None),
        code_columns=_CODE_COLUMNS,
        exports=file_links(lambda changes: address("/runs", changes)),
    )


def _row(kept: KeptRun) -> RunRow:
    run = kept.run
    return RunRow(
        id=run.run_id,
        href=id_path("run", run.run_id),
        began=_at(run.started_at, seconds=True),
        took=_between(run.started_at, run.ended_at),
        version=run.code_version or "not known",
        config=run.config_sha256[:10],
        model=run.model_sha256[:10],
        reports=kept.reports,
        refusals=kept.refusals,
    )


def _at(iso: str | None, *, seconds: bool = False) -> str:
    """An instant to the minute, in UTC; several runs may begin in one."""
    return (iso or "")[: 19 if seconds else 16].replace("T", " ") or "not known"


def _between(start: str, end: str | None) -> str:
    if end is None:
        return "has no end: it runs, or was broken off"
    try:
        seconds = (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()
    except (ValueError, TypeError):
        return ""
    return _lasted(seconds)


def _lasted(seconds: float) -> str:
    """A duration in its two largest units."""
    left = max(0, round(seconds))
    parts: list[str] = []
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s")):
        if left >= size or (unit == "s" and not parts):
            parts.append(f"{left // size} {unit}")
            left %= size
    return " ".join(parts[:2])


def _feed(feed: FeedStatus) -> FeedRow:
    if feed.due_at is None:
        tone, words = "bad", f"not asked any more ({feed.code or 'no reason kept'})"
    elif feed.failures:
        tone = "warn" if feed.failures < 5 else "bad"
        words = f"failed {feed.failures} times in a row ({feed.code or 'no reason kept'})"
    else:
        tone, words = ("good", "answers") if feed.last_ok_at else ("plain", "not asked yet")
    outcomes = ", ".join(f"{n} {name}" for name, n in sorted(feed.outcomes.items()))
    return FeedRow(
        feed=shortened(feed.feed, 160),
        tone=tone,
        words=words,
        last=_at(feed.last_ok_at) if feed.last_ok_at else "never",
        due=_at(feed.due_at) if feed.due_at else "never",
        outcomes=outcomes or "none",
    )


def _codes(desk: Desk, run_id: str | None) -> list[CodeRow]:
    return [
        CodeRow(
            code=code,
            means=REFUSAL_CODES.get(code, "a code of another version"),
            n=n,
            href=address("/refusals", {"code": code if code in REFUSAL_CODES else None, "run": run_id}),
        )
        for code, n in desk.answers.refusal_codes(run_id).items()
    ]


def _listed(every: Sequence[KeptRun], given: dict[str, str]) -> Listed:
    columns = "id code_version config_sha256 model_sha256 started_at ended_at reports refusals".split()
    rows = (
        {
            "id": kept.run.run_id,
            "code_version": kept.run.code_version,
            "config_sha256": kept.run.config_sha256,
            "model_sha256": kept.run.model_sha256,
            "started_at": kept.run.started_at,
            "ended_at": kept.run.ended_at,
            "reports": kept.reports,
            "refusals": kept.refusals,
        }
        for kept in every
    )
    return Listed(name="runs", columns=columns, rows=rows, asked=given)


# ------------------------------------------------------------------ one run


def _run(desk: Desk, request: Request) -> Response:
    id_ = request.path_params["id"]
    given = params(request, ("older",))
    kept = next((run for run in desk.answers.runs() if run.run.run_id == id_), None)
    if kept is None:
        raise UnknownIdError(f"no run has the id {cut(id_)}", item=id_, hint="the page of runs lists all")
    reports, after = reports_page(desk, {"run": id_}, given.get("older"), _ROWS)
    refusals = desk.answers.refusals(RefusalQuery(run=id_, limit=_SOME))
    here = id_path("run", id_)
    run = kept.run
    return desk.page(
        request,
        "run.html",
        frame=desk.frame(request, f"Run of {_at(run.started_at)} UTC", "runs"),
        id=id_,
        facts=[
            ("Began", f"{_at(run.started_at)} UTC"),
            ("Took", _between(run.started_at, run.ended_at)),
            ("Version of sayso", run.code_version or "not known"),
            ("Digest of the settings", run.config_sha256 or "not known"),
            ("Digest of the model", run.model_sha256 or "not known"),
            ("Reports", kept.reports),
            ("Refusals", kept.refusals),
        ],
        codes=_codes(desk, id_),
        code_columns=_CODE_COLUMNS,
        refusals=[_refusal(one) for one in refusals],
        refusal_columns=_REFUSAL_COLUMNS[:-1],
        all_refusals=address("/refusals", {"run": id_}) if kept.refusals > len(refusals) else None,
        reports=[report_ref(row) for row in reports],
        report_columns=REPORT_COLUMNS,
        pager=Pager(
            shown=len(reports),
            newer=here + "#reports-caption" if given.get("older") else None,
            older=address(here, {"older": after}) + "#reports-caption" if after else None,
        ),
        report_files=file_links(lambda changes: address("/reports", {"run": id_, **changes})),
    )


# ------------------------------------------------------------------ refusals


def _refusals(desk: Desk, request: Request) -> Response:
    given = params(request, ("code", "run", "below", "to"))
    form = form_of(given)
    below = number_of("below", given.pop("below"), 1, _LAST) if "below" in given else None
    limit = MOST_ROWS if form else _ROWS + 1
    query = RefusalQuery(code=given.get("code"), run=given.get("run"), below=below, limit=limit)
    found = desk.answers.refusals(query)
    if form is not None:
        return as_file(_refusals_file(found, given), form)
    shown = found[:_ROWS]
    code = given.get("code")
    return desk.page(
        request,
        "refusals.html",
        frame=desk.frame(request, f"Refusals: {code}" if code else "Refusals", "runs"),
        means=REFUSAL_CODES[code] if code else None,
        chosen=[
            Chosen(
                name=name,
                value=shortened(value, 60),
                href=address("/refusals", {n: v for n, v in given.items() if n != name}),
            )
            for name, value in given.items()
        ],
        codes=[] if code else _codes(desk, given.get("run")),
        code_columns=_CODE_COLUMNS,
        rows=[_refusal(one) for one in shown],
        columns=_REFUSAL_COLUMNS,
        pager=Pager(
            shown=len(shown),
            newer=address("/refusals", given) if below else None,
            older=address("/refusals", {**given, "below": shown[-1].number}) if len(found) > _ROWS else None,
        ),
        exports=file_links(lambda changes: address("/refusals", {**given, "below": below, **changes})),
    )


def _refusal(kept: KeptRefusal) -> RefusalRow:
    refusal = kept.refusal
    known = refusal.code in REFUSAL_CODES
    return RefusalRow(
        name=shortened(refusal.name, 160),
        code=Link(refusal.code, address("/refusals", {"code": refusal.code}) if known else None),
        reason=shortened(refusal.reason, 300),
        stage=refusal.stage,
        run=Link(_at(kept.at), id_path("run", kept.run_id)),
        at=_at(kept.at),
    )


def _refusals_file(found: Sequence[KeptRefusal], given: dict[str, str]) -> Listed:
    rows = (
        {
            "number": kept.number,
            "name": kept.refusal.name,
            "code": kept.refusal.code,
            "reason": kept.refusal.reason,
            "stage": kept.refusal.stage,
            "run": kept.run_id,
            "run_began": kept.at,
        }
        for kept in found
    )
    columns = ("number", "name", "code", "reason", "stage", "run", "run_began")
    return Listed(name="refusals", columns=columns, rows=rows, asked=given)
