"""Everything that follows from reports, claims and verdicts, made anew."""

from __future__ import annotations

from collections.abc import Callable

from sayso.classes import dataclass
from sayso.engine.again import article_again
from sayso.engine.linking import Linker
from sayso.ledger import Ledger

__all__ = ["Rebuilt", "rebuilt"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """Exact counts after a rebuild; ``settled`` is whether copies and origins were found anew as well."""

    reports: int
    origins: int
    events: int
    settled: bool = True


def rebuilt(ledger: Ledger, linker: Linker, tell: Callable[[int], None]) -> Rebuilt:
    """Settle every report again, earliest first, and join every claim again.

    Where texts were let go, copies can no longer be looked for: what was found of them stays.
    """
    whole = ledger.care.holds_whole_texts()
    with ledger.placing() as shelf:
        if whole:
            shelf.forget()
        ids = list(shelf.every())
    for number, article_id in enumerate(ids if whole else (), start=1):
        report = ledger.report(article_id)
        article = article_again(report) if report else None
        if article is not None:
            linker.again(article)
        tell(number)
    ledger.rebuild(compare=whole)
    with ledger.standings() as shelf:
        n_origins = shelf.n_origins()
    return Rebuilt(reports=len(ids), origins=n_origins, events=ledger.counts()["events"], settled=whole)
