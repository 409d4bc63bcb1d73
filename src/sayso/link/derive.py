"""Events from claims: a pure function, so that the stored events can be made again at any time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar

from sayso.lang.folding import fold
from sayso.link.counting import count_origins
from sayso.link.join import join
from sayso.records import Account, Claim, Event, Facts, Place, PlaceKind, Quantity, Role, TimeRange, Verdict
from sayso.records.identity import event_id

__all__ = ["conclude", "derive"]

Values = Mapping[str, tuple[str, ...]]
_V = TypeVar("_V")


def derive(accounts: Iterable[tuple[Account, Facts]], verdicts: Iterable[Verdict] = ()) -> list[Event]:
    """Every event that accounts tell of, ordered by id; what a person has judged is kept to.

    Each account is given with its comparable side.

    Invariants:
        Independent of the order given; each claim is in exactly one event.
    """
    by_claim = {account.claim.claim_id: (account, facts) for account, facts in accounts}
    groups = join((facts for _, facts in by_claim.values()), verdicts)
    events = [conclude([by_claim[f.claim_id][0] for f in group]) for group in groups]
    return sorted(events, key=lambda event: event.event_id)


def conclude(accounts: Sequence[Account]) -> Event:
    """One event from the accounts that tell of it, at least one."""
    ordered = sorted(accounts, key=lambda a: (a.published or "9999", a.claim.claim_id))
    claims = [a.claim for a in ordered]
    lead = max(ordered, key=_telling if len(set(map(_figured, claims))) < 2 else _latest).claim
    counted = count_origins(ordered)
    bearers = [bearer for account in ordered for bearer in account.bearers]
    days = [b.published for b in bearers if b.published is not None]
    # The id follows the first account, so an event keeps it while later accounts join.
    first = ordered[0].claim.claim_id
    return Event(
        event_id=event_id(first),
        claim_ids=tuple(c.claim_id for c in claims),
        lead=lead,
        n_reports=len({b.article_id for b in bearers}),
        n_publishers=len({b.publisher for b in bearers if b.publisher}),
        n_origins=counted.n,
        origins_interval=(counted.certain, counted.possible),
        rests_on=counted.rests_on,
        first_published=min(days, default=None),
        last_published=max(days, default=None),
        disagreements=_disagreements(claims),
        supporters=_supporters(lead, claims),
    )


def _figured(claim: Claim) -> tuple[float | None, float | None] | None:
    """The bounds of a figure, None for an act."""
    return (claim.quantities[0].low, claim.quantities[0].high) if claim.figure else None


def _latest(account: Account) -> tuple[object, ...]:
    """Of a toll that grew the last one stands for it."""
    return account.published or "", *_telling(account)


def _telling(account: Account) -> tuple[object, ...]:
    """How well an account stands for its event; the earliest of equals leads, so order it last."""
    claim = account.claim
    resolved = claim.time is not None and claim.time.earliest is not None
    length = -_length(claim.time) if resolved else 0
    said = sum((claim.place is not None, resolved, any(a.role is Role.RECIPIENT for a in claim.actors)))
    named = sum(a.p for a in claim.actors)
    day = -int((account.published or "9999-12-31")[:10].replace("-", ""))
    return said, length, len(claim.quantities), round(claim.p + named, 6), day, claim.claim_id


def _length(time: TimeRange | None) -> int:
    if time is None or time.earliest is None or time.latest is None:
        return 0
    return int(time.latest[:10].replace("-", "")) - int(time.earliest[:10].replace("-", ""))


_SAME: dict[str, Callable[[Claim], Hashable]] = {
    "event": lambda c: (c.event.type, c.event.mode) if c.event else None,
    "figure": lambda c: (c.figure.measure, fold(c.figure.item)) if c.figure else None,
    "actors": lambda c: frozenset((a.role, a.actor_id) for a in c.actors) or None,
    "place": lambda c: (c.place.place_id or fold(c.place.name)) if c.place else None,
    "time": lambda c: (c.time.earliest, c.time.latest) if c.time and c.time.earliest else None,
    "status": lambda c: c.status,
    "certainty": lambda c: (c.certainty.polarity, c.certainty.modality),
    "quantities": lambda c: frozenset(_amount(q) for q in c.quantities) or None,
    "attribution": lambda c: tuple(fold(s.name) for s in c.attribution) or None,
    "rules": lambda c: frozenset((r.rule, r.reading) for r in c.rules) or None,
}


def _supporters(lead: Claim, claims: Sequence[Claim]) -> Values:
    """For each field that the lead fills, the claims that say the same."""
    return {
        field: tuple(c.claim_id for c in claims if same(c) == same(lead))
        for field, same in _SAME.items()
        if same(lead) is not None
    }


def _amount(quantity: Quantity) -> tuple[float | None, float | None, str, str]:
    return quantity.low, quantity.high, fold(quantity.unit or ""), fold(quantity.counted or "")


def _disagreements(claims: Sequence[Claim]) -> dict[str, Values]:
    """Fields in which accounts differ, each value with the claims that give it.

    A vaguer value does not contradict a finer one inside it: a country and its town, a month and its
    day, "at least four" and "five".
    """
    places = [(c.place, c.place.name, c.claim_id) for c in claims if c.place]
    times = [(c.time, _range_text(c.time), c.claim_id) for c in claims if c.time and c.time.earliest]
    counts: dict[tuple[str, str], list[tuple[Quantity, str, str]]] = defaultdict(list)
    for claim in claims:
        for quantity in claim.quantities:
            if claim.figure or quantity.counted or quantity.unit:
                # the figures of one event are of one thing, by whatever word
                counts[("", "") if claim.figure else _amount(quantity)[2:]].append(
                    (quantity, _amount_text(quantity), claim.claim_id)
                )
    found = {
        "status": _differing([(c.status, c.status.value, c.claim_id) for c in claims], _never),
        "place": _differing(places, _one_place),
        "time": _differing(times, _one_time),
        "quantities": {},
    }
    for _, values in sorted(counts.items()):
        found["quantities"] |= _differing(values, _one_amount)
    return {field: values for field, values in found.items() if values}


def _differing(
    values: Sequence[tuple[_V, str, str]], agree: Callable[[_V, _V], bool]
) -> dict[str, tuple[str, ...]]:
    """Supporters by value, if two of the values contradict one another; else nothing."""
    by_text: dict[str, _V] = {text: value for value, text, _ in values}
    texts = sorted(by_text)
    clash = any(
        not agree(by_text[a], by_text[b]) and not agree(by_text[b], by_text[a])
        for n, a in enumerate(texts)
        for b in texts[n + 1 :]
    )
    if not clash:
        return {}
    return {text: tuple(dict.fromkeys(i for _, t, i in values if t == text)) for text in texts}


def _never(_a: object, _b: object) -> bool:
    return False


def _one_place(a: Place, b: Place) -> bool:
    """Whether ``a`` is no finer than what ``b`` says, or the same."""
    if a.place_id is not None and a.place_id == b.place_id:
        return True
    if a.country is None or a.country != b.country:
        return False
    return a.kind is PlaceKind.COUNTRY or (a.kind is PlaceKind.ADMIN1 and a.name in (b.admin1, b.name))


def _one_time(a: TimeRange, b: TimeRange) -> bool:
    return (a.earliest or "") <= (b.earliest or "") and (b.latest or "") <= (a.latest or "")


def _one_amount(a: Quantity, b: Quantity) -> bool:
    """Whether the bounds of ``a`` hold those of ``b``. A bound that is not stated is open."""
    low = a.low is None or (b.low is not None and a.low <= b.low)
    high = a.high is None or (b.high is not None and b.high <= a.high)
    return (low and high) or a.approximate or b.approximate


def _range_text(time: TimeRange) -> str:
    if time.edtf:
        return time.edtf
    return f"{time.earliest}/{time.latest}"


def _amount_text(quantity: Quantity) -> str:
    ends = [
        "" if end is None else f"{end:.6f}".rstrip("0").rstrip(".") for end in (quantity.low, quantity.high)
    ]
    bounds = ends[0] if ends[0] == ends[1] else "..".join(ends)
    words = [bounds, quantity.unit, quantity.counted]
    return " ".join(word for word in words if word)
