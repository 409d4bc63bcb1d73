"""On whose word accounts rest."""

from __future__ import annotations

from collections.abc import Iterable

from sayso.lang.folding import fold
from sayso.records import Account

__all__ = ["voices"]


def voices(accounts: Iterable[Account]) -> tuple[str, ...]:
    """On whose word the accounts rest, each once: a speaker, else the publisher, else the report."""
    names: dict[str, str] = {}
    for account in accounts:
        chain = account.claim.attribution
        speaker = account.claim.named_speaker or (chain[-1] if chain else None)
        who = (speaker.name or speaker.text) if speaker else account.publisher or account.claim.article_id
        names.setdefault(fold(who), who)
    return tuple(names.values())
