"""What joining looks at: a claim boiled down to comparable values, with its report's day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from sayso.classes import dataclass, replace
from sayso.lang.folding import fold, same_words
from sayso.link.same_figure import agree, figure_key, is_toll
from sayso.records import (
    MUTUAL,
    NEAR_DAYS,
    Account,
    Actor,
    ActorKind,
    Claim,
    ClaimKind,
    Facts,
    PlaceKind,
    Role,
    Status,
)

__all__ = ["facts_of", "facts_of_report", "mean_vector", "opposite"]

#: Countries kept of a report.
_MOST_LANDS = 2
#: Days that one act takes at most, for it to be what a report is about.
_ONE_ACT = 2


@dataclass(frozen=True, slots=True)
class Story:
    """What a whole report is about: its names, the mean of its sentence vectors, its countries."""

    names: tuple[int, ...] = ()
    vector: bytes = b""
    lands: tuple[str, ...] = ()


_NO_STORY = Story()


def _day(iso: str | None) -> int | None:
    # A time of day may follow the date (ISO 8601, section 5.4); joining compares days.
    return None if iso is None else date.fromisoformat(iso[:10]).toordinal()


def _party(actor: Actor) -> str:
    """Whom an actor stands for when accounts are compared."""
    if actor.country and actor.actor_id.partition(":")[2] == actor.country:
        # A country and its government act as one: "Norway said" and "the Norwegian government said".
        return f"state {actor.country}"
    if actor.kind in (ActorKind.UNKNOWN, ActorKind.GROUP) and actor.country is None:
        # A description such as "the gunmen" may share its id with other gunmen.
        return f"{actor.actor_id} {fold(actor.name)}"
    return actor.actor_id


def mean_vector(vectors: Sequence[bytes]) -> bytes:
    """The mean of sentence vectors, each int8 and weighed alike, as int8 of its own; empty for none."""
    if not vectors:
        return b""
    rows = np.stack([np.frombuffer(v, np.int8) for v in vectors]).astype(np.float32)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    mean = (rows / np.maximum(lengths, 1.0)).mean(0)
    most = float(np.abs(mean).max())
    return (mean * (127 / most)).round().astype(np.int8).tobytes() if most > 0 else b""


def facts_of(account: Account, story: Story = _NO_STORY) -> Facts:
    """The comparable side of ``account``, seen alone."""
    claim = account.claim
    sentence = same_words(claim.evidence.sentence)
    figure = claim.kind is ClaimKind.FIGURE
    type_ = claim.event.type if claim.event else ""
    key = figure_key(claim) if figure else f"event|{type_}"
    subject = claim.figure.subject if claim.figure else None
    actors = [_party(a) for a in claim.actors if a.role is Role.ACTOR]
    return Facts(
        claim_id=claim.claim_id,
        article_id=claim.article_id,
        key=key + ("|not" if claim.status is Status.NEGATED else ""),
        mode=claim.event.mode if claim.event else None,
        status=claim.status,
        actors=tuple(dict.fromkeys([*actors, *([_party(subject)] if subject else [])])),
        recipients=frozenset(_party(a) for a in claim.actors if a.role is Role.RECIPIENT),
        place=claim.place,
        first=_day(claim.time.earliest) if claim.time else None,
        last=_day(claim.time.latest) if claim.time else None,
        published=_day(account.published),
        sentence=sentence,
        figure=figure,
        mutual=type_ in MUTUAL,
        lands=_lands(claim),
        story=story.names,
        vector=story.vector,
        scene=story.lands,
        amount=(claim.quantities[0].low, claim.quantities[0].high) if figure else (None, None),
        whose=_party(subject) if subject else "",
        toll=figure and is_toll(claim),
    )


def _lands(claim: Claim) -> tuple[tuple[str, str], ...]:
    """Countries of the parties that have one."""
    return tuple(sorted({(_party(a), a.country) for a in claim.actors if a.country}))


def facts_of_report(
    accounts: Sequence[Account], names: tuple[int, ...], vectors: Sequence[bytes]
) -> list[Facts]:
    """The comparable sides of the accounts of one report, given with what it is about and its sentences.

    A report says once when and where a thing was and then speaks of "the attack". So an account without a
    time of its own takes time and place of the report's main act of the same type: the first one told that
    has a day, if that day is the report's news. A toll takes those of the first act that is the
    report's news, and only the first one told may be the toll of what the report is about.
    """
    story = Story(names, mean_vector(vectors), _scene(accounts))
    every = [facts_of(account, story) for account in accounts]
    told = sorted(zip(accounts, every, strict=True), key=lambda pair: pair[0].claim.evidence.trigger.start)
    main: dict[str, Facts] = {}
    tolls: dict[str, Facts] = {}
    for _, facts in told:
        if _is_news(facts) and (facts.toll or not facts.figure):
            main.setdefault(facts.key, facts)
        if facts.toll:
            tolls.setdefault(facts.key, facts)
    news = next(iter(main.values()), None)
    return [
        _of_the_news(facts, news, tolls) if facts.toll else _filled(facts, main.get(facts.key))
        for facts in every
    ]


def _of_the_news(facts: Facts, news: Facts | None, tolls: Mapping[str, Facts]) -> Facts:
    first = replace(facts, toll=agree(tolls[facts.key].amount, facts.amount))
    if news is None or facts.first is not None or facts.last is not None:
        return first
    return replace(first, first=news.first, last=news.last, place=facts.place or news.place)


def _scene(accounts: Sequence[Account]) -> tuple[str, ...]:
    """The countries that most of a report's claims are about, two at most."""
    counts: Counter[str] = Counter()
    for account in accounts:
        counts.update({land for _, land in _lands(account.claim)})
        place = account.claim.place
        counts.update({place.country} if place and place.country else ())
    return tuple(sorted(counts, key=lambda land: (-counts[land], land))[:_MOST_LANDS])


def _is_news(facts: Facts) -> bool:
    if facts.first is None or facts.last is None or facts.published is None:
        return False
    return facts.last - facts.first <= _ONE_ACT and abs(facts.published - facts.last) <= NEAR_DAYS


def _filled(facts: Facts, main: Facts | None) -> Facts:
    if main is None or main is facts or facts.first is not None or facts.status is not main.status:
        return facts
    if facts.mode is not None and main.mode is not None and facts.mode != main.mode:
        return facts
    own = facts.place
    coarse = own is None or (own.kind is PlaceKind.COUNTRY and main.place is not None)
    taken = (
        main.place
        if coarse and (own is None or main.place is None or main.place.country == own.country)
        else own
    )
    return replace(facts, first=main.first, last=main.last, place=taken)


def opposite(facts: Facts) -> Facts:
    """What an account would be that says the contrary: that it is not so or, of a denial, that it is."""
    denial = facts.status is Status.NEGATED
    key = facts.key.removesuffix("|not") if denial else facts.key + "|not"
    # unknown goes with every standing but a denial
    return replace(facts, key=key, status=Status.UNKNOWN if denial else Status.NEGATED)
