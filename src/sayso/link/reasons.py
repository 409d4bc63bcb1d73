"""Why accounts were joined into one event, in words for people."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sayso.lang.folding import fold
from sayso.link.counting import origin_groups
from sayso.records import Account, Claim, Figure, Role

__all__ = ["reasons"]


def reasons(accounts: Sequence[Account]) -> tuple[str, ...]:
    """What the accounts of one event have in common, most telling first; nothing for a single one."""
    claims = [a.claim for a in accounts]
    if len(claims) < 2:
        return ()
    found = [
        _what(claims),
        _sides(claims, Role.ACTOR, "same actor"),
        _sides(claims, Role.RECIPIENT, "same recipient"),
        _when(accounts),
        _where(claims),
        _copies(accounts),
        _speaker(claims),
    ]
    return tuple(reason for reason in found if reason)


def _common(claims: Sequence[Claim], values: Callable[[Claim], dict[str, str]]) -> list[str]:
    """Labels of the keys that every claim which has any has."""
    each = [found for claim in claims if (found := values(claim))]
    if len(each) < 2:
        return []
    return [label for key, label in each[0].items() if all(key in other for other in each)]


def _what(claims: Sequence[Claim]) -> str:
    first = claims[0]
    if first.figure is not None:
        return _figure(first.figure, claims)
    types = {c.event.type for c in claims if c.event}
    modes = sorted({c.event.mode for c in claims if c.event and c.event.mode})
    return f"same type: {', '.join(sorted(types))}" + (f" ({', '.join(modes)})" if modes else "")


def _figure(figure: Figure, claims: Sequence[Claim]) -> str:
    what = f"{figure.measure.value} of {figure.item}"
    told = dict.fromkeys(c.quantities[0].text for c in claims)
    if len({(c.quantities[0].low, c.quantities[0].high) for c in claims}) == 1:
        return f"same figure: {what}, the same amount"
    return f"one toll: {what}, told as {', '.join(told)}"


def _sides(claims: Sequence[Claim], role: Role, label: str) -> str:
    names = _common(claims, lambda c: {a.actor_id: a.name for a in c.actors if a.role is role})
    return f"{label}: {', '.join(names)}" if names else ""


def _when(accounts: Sequence[Account]) -> str:
    ranges = [
        (a.claim.time.earliest, a.claim.time.latest or a.claim.time.earliest)
        for a in accounts
        if a.claim.time and a.claim.time.earliest
    ]
    if len(ranges) > 1:
        first, last = max(r[0] for r in ranges), min(r[1] for r in ranges)
        return f"times overlap: {first}" if first == last else f"times overlap: {first} to {last}"
    days = sorted({a.published for a in accounts if a.published})
    return f"published within days: {days[0]} to {days[-1]}" if len(days) > 1 else ""


def _where(claims: Sequence[Claim]) -> str:
    names = _common(
        claims, lambda c: {c.place.place_id or fold(c.place.name): c.place.name} if c.place else {}
    )
    return f"same place: {', '.join(names)}" if names else ""


def _copies(accounts: Sequence[Account]) -> str:
    group_of = origin_groups(accounts)
    of_report = {a.claim.article_id: group_of[a.claim.claim_id] for a in accounts}
    copied = len(of_report) - len(set(of_report.values()))
    return f"same words: {copied + 1} reports share a sentence or the whole text" if copied else ""


def _speaker(claims: Sequence[Claim]) -> str:
    speakers = [c.named_speaker for c in claims]
    names = {fold(s.name): s.name for s in speakers if s}
    if len(names) == 1 and all(speakers):
        return f"same speaker: {next(iter(names.values()))}"
    return ""
