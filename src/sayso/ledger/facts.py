"""What joining looks at: a claim boiled down to comparable values, with its report's day and publisher."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from sayso.records import Actor, ActorKind, Claim, ClaimKind, Place, Role, Status

__all__ = ["Account", "Facts", "facts_of", "fold", "same_words"]

#: Days between two publications within which accounts without a resolved time may tell of one act.
NEAR_DAYS = 3
#: A range longer than a month names no single act, so it is never matched by mere overlap.
WIDE_DAYS = 31

#: In these an act has sides and no direction: "A met B" and "B met A" are one event.
MUTUAL = frozenset({"AGREE", "CONSULT", "COOPERATE"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One claim with what its report adds: the day, the publisher, the digest of the text."""

    claim: Claim
    published: str | None
    publisher: str | None
    text_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The comparable side of one account.

    ``key`` must be equal for two accounts to be one event. Days are proleptic Gregorian ordinals;
    ``first`` and ``last`` are the stated time, both None where it is not resolved.
    """

    claim_id: str
    article_id: str
    key: str
    mode: str | None
    status: Status
    actors: tuple[str, ...]
    recipients: frozenset[str]
    place: Place | None
    first: int | None
    last: int | None
    published: int | None
    sentence: str
    figure: bool
    mutual: bool

    @property
    def parties(self) -> frozenset[str]:
        """Everybody who takes part."""
        return self.recipients.union(self.actors)

    @property
    def wide(self) -> bool:
        """Whether the stated time is too long to name one act."""
        return self.first is not None and self.last is not None and self.last - self.first > WIDE_DAYS

    @property
    def points(self) -> frozenset[int]:
        """Where this account meets others: two that are compatible share at least one point.

        A point is a digest of the key, a side and a week; it lets the ledger find the few claims that a
        new one can be joined with by equality alone.
        """
        if self.figure:
            return frozenset({_point(self.key)})
        marks = [f"sentence {self.sentence}"]
        marks += [f"{party} {moment}" for party in self.parties for moment in self._moments()]
        return frozenset(_point(f"{self.key} {mark}") for mark in marks)

    def _moments(self) -> list[str]:
        if self.wide:
            return [f"range {self.first} {self.last}"]
        moments: list[str] = []
        if self.first is not None and self.last is not None:
            moments += [f"stated {week}" for week in range(self.first // 7, self.last // 7 + 1)]
        if self.published is None:
            moments.append(f"report {self.article_id}")
        else:
            until = self.published + NEAR_DAYS
            moments += [f"published {week}" for week in range(self.published // 7, until // 7 + 1)]
        return moments


def _point(mark: str) -> int:
    digest = hashlib.blake2b(mark.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


def fold(text: str) -> str:
    """``text`` for comparing names: no case, no marks, single spaces."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c for c in decomposed if not unicodedata.combining(c)).split())


def same_words(sentence: str) -> str:
    """A digest that copies of a sentence share, whatever their case, quotes and spacing."""
    words = re.sub(r"[\W_]+", " ", sentence.casefold()).strip()
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).hexdigest()[:16]


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


def _figure_key(claim: Claim, sentence: str) -> str:
    figure, quantity = claim.figure, claim.quantities[0]
    # Where it is not said whose, only a copy of the same sentence is surely the same figure.
    whose = sentence if figure is None or figure.subject is None else _party(figure.subject)
    stated = [quantity.low, quantity.high]
    amount = fold(quantity.text) if stated == [None, None] else repr(stated)
    years = [iso[:4] if iso else "" for iso in (claim.time.earliest, claim.time.latest)] if claim.time else []
    measure, item = (figure.measure.value, fold(figure.item)) if figure else ("", "")
    fields = [measure, item, whose, amount, quantity.unit or "", quantity.per or "", "-".join(years)]
    return "figure|" + "|".join(fields)


def facts_of(account: Account) -> Facts:
    """The comparable side of ``account``."""
    claim = account.claim
    sentence = same_words(claim.evidence.sentence)
    figure = claim.kind is ClaimKind.FIGURE
    type_ = claim.event.type if claim.event else ""
    key = _figure_key(claim, sentence) if figure else f"event|{type_}"
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
    )
