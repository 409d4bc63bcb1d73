"""What persons have judged of the accounts and origins of an event."""

from __future__ import annotations

from sayso.classes import dataclass
from sayso.engine.shown import ShownEvent
from sayso.faces.web.asked import id_path
from sayso.faces.web.desk import Desk
from sayso.faces.web.parts import Link
from sayso.faces.web.showing import shortened
from sayso.records import Judged, Verdict

__all__ = ["VerdictRow", "verdict_row", "verdict_rows"]

#: Claims and reports of an event whose verdicts are looked for.
_LOOKED_AT = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictRow:
    """One verdict: on which two, what was said, by whom, when, and why."""

    what: str
    left: Link
    right: Link
    judgement: str
    by: str
    on: str
    note: str
    retired: str


def verdict_rows(desk: Desk, shown: ShownEvent) -> list[VerdictRow]:
    """The verdicts in force on the accounts of an event and the reports they stand in."""
    claims = [claim.claim_id for claim in shown.accounts[:_LOOKED_AT]]
    return [verdict_row(v) for v in desk.answers.verdicts_about(claims, list(shown.reports)[:_LOOKED_AT])]


def verdict_row(verdict: Verdict) -> VerdictRow:
    """One verdict."""
    kind = "claim" if verdict.what is Judged.EVENT else "report"
    return VerdictRow(
        what=verdict.what.value,
        left=Link(verdict.left_id, id_path(kind, verdict.left_id)),
        right=Link(verdict.right_id, id_path(kind, verdict.right_id)),
        judgement=verdict.judgement.value,
        by=shortened(verdict.decided_by),
        on=verdict.decided_at[:16].replace("T", " "),
        note=shortened(verdict.note, 1000),
        retired=(verdict.retired_at or "")[:16].replace("T", " "),
    )
