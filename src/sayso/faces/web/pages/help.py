"""How to read the pages: what an origin, a certainty, a status is; the keys."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute

from sayso.faces.web.asked import params
from sayso.faces.web.desk import Desk
from sayso.faces.web.evidence import legend
from sayso.faces.web.pages.ledger import TALLIED_IN_LISTS
from sayso.faces.web.sectors import SECTOR_WORDS

__all__ = ["STATUSES", "TYPES", "routes"]

#: PLOVER's types in a few words each, after its codebook.
TYPES = (
    ("AGREE", "an agreement, a promise, a will to work together"),
    ("CONSULT", "talks, meetings, visits, calls"),
    ("SUPPORT", "praise, backing, recognition"),
    ("CONCEDE", "giving way: releases, lifted measures, ended fighting"),
    ("COOPERATE", "working together, in trade, arms, justice or knowledge"),
    ("AID", "help: money, goods, weapons, shelter, care"),
    ("RETREAT", "withdrawing, surrendering, stepping down"),
    ("REQUEST", "asking or demanding"),
    ("ACCUSE", "blame, disapproval, investigation"),
    ("REJECT", "refusing, vetoing, defying"),
    ("THREATEN", "saying that harm will follow"),
    ("PROTEST", "demonstrations, strikes, riots"),
    ("SANCTION", "cutting relations, aid or trade; expelling"),
    ("MOBILIZE", "readying forces"),
    ("COERCE", "arrests, seizures, bans, force short of an attack"),
    ("ASSAULT", "attacks and violence"),
)
STATUSES = (
    ("happened", "told as done"),
    ("ongoing", "going on"),
    ("planned", "announced or expected"),
    ("possible", "likely, possible, feared, or on a condition"),
    ("attempted", "tried, and not or not yet done"),
    ("negated", "said not to have happened"),
    ("unknown", "the words leave it open"),
)
_CERTAINTIES = (
    ("+", "certain"), ("+", "probable"), ("+", "possible"), ("-", "certain"), ("u", "unknown"),
)  # fmt: skip
_COPYING = (
    ("original", "has words of its own"),
    ("copy", "has those of another, or part of them"),
    ("edited", "has those of another, changed by hand"),
    ("paraphrase", "has those of another, changed by a machine"),
)
_SECTIONS = (
    ("claims", "Claims and events"),
    ("types", "Types"),
    ("sectors", "Sectors"),
    ("status", "Status"),
    ("certainty", "Certainty"),
    ("origins", "Origins"),
    ("speakers", "Who says so"),
    ("days", "Days"),
    ("rules", "Rules"),
    ("asking", "Asking"),
    ("judging", "Judging"),
    ("keys-here", "Keys"),
)


def routes(desk: Desk) -> Sequence[BaseRoute]:
    """GET /help."""

    def show(request: Request) -> Response:
        params(request, ())
        return desk.page(
            request,
            "help.html",
            frame=desk.frame(request, "How to read these pages", "help"),
            legend=legend(),
            sections=_SECTIONS,
            types=TYPES,
            sectors=tuple(SECTOR_WORDS.items()),
            statuses=STATUSES,
            certainties=_CERTAINTIES,
            copying=_COPYING,
            counted=TALLIED_IN_LISTS,
        )

    return [desk.route("/help", show)]
