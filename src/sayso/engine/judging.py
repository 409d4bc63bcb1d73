"""What an id names, and the verdict a person gives on two of them.

A person who judges does not wait for a load to end. While another process writes to the ledger a verdict goes
to the desk, and whoever writes applies it after its next commit.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from sayso.classes import dataclass
from sayso.engine.beside import beside
from sayso.engine.catalog import open_desk, open_ledger
from sayso.engine.config import Settings
from sayso.engine.linking import Linker
from sayso.engine.told import attempt
from sayso.errors import QueryError, cut
from sayso.ledger import Found, Ledger
from sayso.ledger.desk import Waiting, desk_beside
from sayso.records import Judged, Judgement, Refusal, Verdict

__all__ = ["Judging", "Submitted", "Waiting", "the_one", "verdict_on"]

#: How long a person waits for a writer before the verdict is queued. Four in five of those given during a
#: load are written within it; see docs/quality/alerts.md.
WAIT_MS = 250

Ids = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Submitted:
    """A verdict that is safe: in the ledger if ``applied``, else on the desk until a writer takes it over."""

    verdict: Verdict
    applied: bool


@dataclass(frozen=True, slots=True)
class Judging:
    """Keeps what persons judge in one ledger; ``now`` is the present instant as ISO 8601."""

    settings: Settings
    now: Callable[[], str]

    def submit(self, ids: Ids, said: Judgement, *, by: str, note: str = "") -> Submitted | None:
        """Keep a verdict: in the ledger if nobody else writes to it, else on the desk; None as `verdict_on`.

        Raises:
            QueryError: as `verdict_on`.
            LedgerError: there is no ledger, or it cannot be read.
            DeskError: another process writes to the ledger, and the desk cannot be written.
        """
        with open_ledger(self.settings, create=False) as ledger:
            verdict = verdict_on(ledger, ids, said, by=by, note=note, at=self.now())
            if verdict is None:
                return None
            if ledger.begin(WAIT_MS):
                self.apply_pending(ledger)
                if ledger.begin(WAIT_MS):
                    self._apply(ledger, verdict)
                    return Submitted(verdict, applied=True)
            with open_desk(self.settings, create=True) as desk:
                desk.judgements.give(verdict)
            return Submitted(verdict, applied=False)

    def pending(self) -> list[Waiting]:
        """The verdicts that are not in the ledger yet, first given first.

        Raises:
            DeskError: the desk cannot be read.
        """
        with open_desk(self.settings, create=False) as desk:
            return desk.judgements.waiting()

    def apply_pending(self, ledger: Ledger, wait_ms: int = 0) -> int:
        """Take verdicts over from the desk, if the ledger can be written now; how many were.

        Each is kept in a unit of work of its own, with all that follows from it. What a process took over
        that was killed before it could say so is kept once. One that cannot be applied through a fault of
        ours is set aside with the reason. A desk that cannot be read stops no writer.

        Raises:
            LedgerError: the ledger cannot be written for another reason than another writer.
        """
        if not desk_beside(beside(self.settings)).exists():
            return 0
        done = attempt("ledger", "judgements", partial(self._drain, ledger, wait_ms))
        return 0 if isinstance(done, Refusal) else done

    def _drain(self, ledger: Ledger, wait_ms: int) -> int:
        with open_desk(self.settings, create=False) as desk:
            waiting = desk.judgements.waiting() if desk.judgements.any() else []
            done = 0
            for each in waiting:
                if each.trouble is not None:
                    continue
                if not ledger.begin(wait_ms):
                    break
                fault = attempt("link", each.verdict.left_id, partial(self._apply, ledger, each.verdict))
                if isinstance(fault, Refusal):
                    ledger.roll_back()
                    desk.judgements.set_aside(each.number, fault.reason)
                    continue
                desk.judgements.applied([each.number])
                done += 1
            return done

    def _apply(self, ledger: Ledger, verdict: Verdict) -> None:
        """Keep a verdict and all that follows from it, in the open unit of work, which it ends."""
        if not _there(ledger, verdict):
            ledger.roll_back()
            return
        ledger.add_verdict(verdict)
        if verdict.what is Judged.ORIGIN:
            window = self.settings.link.window_days
            linker = Linker(ledger, window_days=window, now=self.now)
            linker.settle_again((verdict.left_id, verdict.right_id))
        ledger.refresh()
        ledger.commit()


def _there(ledger: Ledger, verdict: Verdict) -> bool:
    """Whether what was judged is still in the ledger: it may have been forgotten meanwhile."""
    ids = (verdict.left_id, verdict.right_id)
    if verdict.what is Judged.ORIGIN:
        return all(map(ledger.has_report, ids))
    return all(ledger.claim(id_) is not None for id_ in ids)


def the_one(ledger: Ledger, id_: str) -> Found | None:
    """What an id, or the beginning of one, names; None if nothing.

    Raises:
        QueryError: it may name several things; the hint lists them.
    """
    found = ledger.find(id_) if id_ else []
    if len(found) > 1:
        raise QueryError(
            f"{cut(id_)} begins several ids",
            item=id_,
            hint="one of " + ", ".join(f"{f.id} ({f.kind})" for f in found),
        )
    return found[0] if found else None


def verdict_on(ledger: Ledger, ids: Ids, said: Judgement, *, by: str, note: str, at: str) -> Verdict | None:
    """The verdict that two things are one, or are not; None if one of them is not there.

    Two events, or claims, are judged to be of one event; two reports, or origins, to be of one origin. What
    is kept are the first claims of the events and the reports that stand for the origins, as those stay.

    Raises:
        QueryError: an id may name several things, both name the same, or they are not of one kind.
    """
    kinds: list[Judged] = []
    kept: list[str] = []
    for id_ in ids:
        found = the_one(ledger, id_)
        if found is None:
            return None
        kind, what = _lasting(ledger, found)
        kinds.append(kind)
        kept.append(what)
    if kinds[0] is not kinds[1]:
        raise QueryError(
            f"{cut(ids[0])} and {cut(ids[1])} are not of one kind",
            item=ids[1],
            hint="judge two events or claims, or two reports or origins",
        )
    if kept[0] == kept[1]:
        raise QueryError(f"{cut(ids[0])} and {cut(ids[1])} are the same", item=ids[1], hint="give two")
    left, right = sorted(kept)
    return Verdict(
        what=kinds[0],
        left_id=left,
        right_id=right,
        judgement=said,
        decided_by=by,
        decided_at=at,
        note=note,
    )


def _lasting(ledger: Ledger, found: Found) -> tuple[Judged, str]:
    """What a verdict on something is about, and the id under which it is kept."""
    if found.kind == "claim":
        return Judged.EVENT, found.id
    if found.kind == "event":
        event = ledger.event(found.id)
        return Judged.EVENT, event.claim_ids[0] if event else found.id
    if found.kind == "report":
        return Judged.ORIGIN, found.id
    if found.kind == "origin":
        return Judged.ORIGIN, "r" + found.id[1:]
    raise QueryError(
        f"{cut(found.id)} is an actor", item=found.id, hint="judge events, claims, reports or origins"
    )
