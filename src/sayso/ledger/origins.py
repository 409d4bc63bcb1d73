"""How many independent origins the accounts of one event have, and whether one speaker carries them all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from sayso.ledger.facts import Account, fold, same_words
from sayso.records import Claim, Speaker, SpeakerKind

__all__ = ["copies", "count_origins", "named_speaker"]

#: Who can be asked again. "Officials", "estimates" and "two diplomats" cannot, so they vouch for nobody.
_NAMED = frozenset({SpeakerKind.PERSON, SpeakerKind.INSTITUTION, SpeakerKind.OUTLET, SpeakerKind.DOCUMENT})


def named_speaker(claim: Claim) -> Speaker | None:
    """The named speaker on whom a claim rests in the end: the innermost one of its chain."""
    return next((s for s in reversed(claim.attribution) if s.kind in _NAMED), None)


def copies(accounts: Sequence[Account]) -> dict[str, str]:
    """For each report its group of copies, named by the smallest report id in it.

    Reports are copies of one another, as far as this event goes, where their texts are the same or where
    a sentence of their evidence is.
    """
    leader = {a.claim.article_id: a.claim.article_id for a in accounts}

    def root(report: str) -> str:
        while leader[report] != report:
            report = leader[report]
        return report

    first_with: dict[str, str] = {}
    for account in accounts:
        report = account.claim.article_id
        for mark in (account.text_sha256, same_words(account.claim.evidence.sentence)):
            here, there = root(report), root(first_with.setdefault(mark, report))
            leader[max(here, there)] = min(here, there)
    return {report: root(report) for report in leader}


def count_origins(accounts: Sequence[Account]) -> tuple[int, str | None]:
    """Number of independent origins, and the speaker on whom all accounts rest, if there is one.

    A group of copies is one origin. Groups that rest on the same named speaker are one as well, and so
    are groups in which the same publisher speaks in its own voice.
    """
    group_of = copies(accounts)
    speakers: dict[str, dict[tuple[str, str], str]] = defaultdict(dict)
    publishers: dict[str, set[str]] = defaultdict(set)
    for account in accounts:
        group = group_of[account.claim.article_id]
        speaker = named_speaker(account.claim)
        if speaker is not None:
            speakers[group][fold(speaker.name), speaker.country or ""] = speaker.name
        if account.publisher:
            publishers[group].add(account.publisher)
    bases: set[tuple[str, ...]] = set()
    for group in set(group_of.values()):
        if speakers[group]:
            bases.update(("speaker", *key) for key in speakers[group])
        else:
            # Copies under several mastheads stand for one text; any one of their names will do.
            bases.add(("voice", min(publishers[group])) if publishers[group] else ("report", group))
    names = {name for found in speakers.values() for name in found.values()}
    alone = len(bases) == 1 and next(iter(bases))[0] == "speaker"
    return len(bases), min(names) if alone else None
