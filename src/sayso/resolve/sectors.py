"""Which PLOVER sectors a description has, where its words speak of several."""

from __future__ import annotations

from collections.abc import Sequence

from sayso.records import ActorKind, ActorMatch
from sayso.resolve.names import key
from sayso.resolve.organisations import Organisation
from sayso.resolve.phrases import Described
from sayso.resolve.roles import Role

__all__ = ["as_former", "is_people", "of_description", "of_people"]

#: What leaving office takes away; a former nurse or teacher is none of the elite.
_STATE = frozenset({"GOV", "LEG", "MIL", "COP", "SPY", "JUD"})
#: Families of those who rule or ruled are elite themselves.
_FAMILY = frozenset(
    "wife husband widow widower son daughter brother sister father mother nephew niece cousin uncle aunt grandson "
    "granddaughter family relative relatives sons daughters brothers sisters families son-in-law brother-in-law "
    "father-in-law stepson fiancee ex-wife children child".replace("-", " ").split()
)
#: What armed bodies are, and what they stay whatever their people are called.
_ARMED = frozenset({"REB", "PRM", "CRM", "MIL"})
_UNNAMED = (("UAF",), ("CRM",))
#: Those who act for the body they are named after.
_MEMBERS = frozenset(
    "activist campaigner volunteer organizer organiser member supporter protester demonstrator".split()
)
#: Trades that serve soldiers, police and spies as they serve anybody: "army accountant", "navy cook".
_TRADES = frozenset({"BUS", "LAB", "EDU"})
_UNIFORMED = frozenset({"MIL", "COP", "SPY"})
#: Links that say where somebody serves or over what somebody presides.
_SERVES = ("of", "at", "for", "from", "with", "in")


def is_people(body: Organisation) -> bool:
    """Whether a row names a people ("the Karen"), not a body."""
    return body.kind is ActorKind.GROUP and body.sectors[:1] == ("CVL",)


def as_former(sectors: tuple[str, ...], former: bool) -> tuple[str, ...]:
    """The sectors of one who held an office: PLOVER's elite, with what is not lost."""
    if former and _STATE.intersection(sectors):
        return ("ELI", *(s for s in sectors if s not in _STATE and s != "ELI"))
    return sectors


def of_description(said: Described, head: Role, link: str, tail: ActorMatch | None) -> tuple[str, ...]:
    """The head's sectors, or for weak heads those of what qualifies them."""
    strong = [r for r in said.modifiers if not r.weak and r.sectors]
    if not head.weak:
        sectors = _presided(head, strong, link, tail) or _served(head, strong, link, tail) or head.sectors
        if _is_kin(said) and _rules(strong, link, tail):
            sectors = ("ELI",)
        if any("OPP" in r.sectors for r in strong) and "OPP" not in sectors:
            sectors = (*sectors, "OPP")
    elif strong:
        sectors = strong[-1].sectors
    elif tail is not None and link in _SERVES and tail.sectors:
        sectors = tail.sectors
    else:
        weak = [r for r in said.modifiers if r.sectors]
        sectors = head.sectors or (weak[-1].sectors if weak else ())
    return as_former(sectors, said.former)


def of_people(said: Described, head: Role, others: Sequence[Role], body: Organisation) -> tuple[str, ...]:
    """The sectors of a named body's people; ``others`` are the roles outside its name."""
    strong = next((r for r in reversed(others) if not r.weak and r.sectors), None)
    if not head.weak:
        sectors = _firm(said, head, body)
        if "PRE" in body.sectors and "PRE" not in sectors:
            sectors = (*sectors, "PRE")
    elif strong is not None and "GOV" not in strong.sectors:
        sectors = strong.sectors
    elif is_people(body):
        # Fighters named after a people are those who took up arms for it.
        sectors = ("REB",) if head.sectors == ("UAF",) else (head.sectors or body.sectors)
    else:
        sectors = body.sectors or head.sectors
    return as_former(sectors, said.former)


def _firm(said: Described, head: Role, body: Organisation) -> tuple[str, ...]:
    """The sectors of a head that has its own, beside a named body."""
    last = _last(said)
    if _ARMED.intersection(body.sectors) and (head.sectors in _UNNAMED or last in ("men", "man", "thugs")):
        return body.sectors
    if body.kind is ActorKind.GOVERNMENT or is_people(body):
        return head.sectors
    if head.office == "president":
        return body.sectors
    if last.removesuffix("s") in _MEMBERS and body.sectors and not _STATE.intersection(body.sectors):
        return body.sectors
    if _UNIFORMED.issuperset(body.sectors) and (_TRADES | {"MIL"}).issuperset(head.sectors):
        return body.sectors or head.sectors
    return head.sectors


def _presided(head: Role, strong: Sequence[Role], link: str, tail: ActorMatch | None) -> tuple[str, ...]:
    """The sectors of the body somebody is president of: "president of the teachers' union"."""
    if head.office != "president":
        return ()
    bodies = (ActorKind.ORGANISATION, ActorKind.GROUP)
    for role in reversed(strong):
        if role.kind in bodies and "GOV" not in role.sectors:
            return role.sectors
    if tail is not None and link == "of" and tail.kind in bodies and tail.sectors != ("CVL",):
        return tail.sectors
    return ()


def _served(head: Role, strong: Sequence[Role], link: str, tail: ActorMatch | None) -> tuple[str, ...]:
    """The sectors of the uniformed service that somebody of a civil trade works for."""
    if not head.sectors or not _TRADES.issuperset(head.sectors):
        return ()
    if strong and strong[-1].sectors and _UNIFORMED.issuperset(strong[-1].sectors):
        return strong[-1].sectors
    if tail is None or link not in ("at", "of", "for", "with") or tail.kind is ActorKind.PERSON:
        return ()
    return tail.sectors if _UNIFORMED.issuperset(tail.sectors) else ()


def _is_kin(said: Described) -> bool:
    return _last(said) in _FAMILY


def _rules(strong: Sequence[Role], link: str, tail: ActorMatch | None) -> bool:
    """Whether those whose kin is spoken of govern or once did."""
    if any(r.kind is ActorKind.PERSON and {"GOV", "ELI"}.intersection(r.sectors) for r in strong):
        return True
    return (
        tail is not None
        and link == "of"
        and tail.kind is ActorKind.PERSON
        and bool({"GOV", "ELI"}.intersection(tail.sectors))
    )


def _last(said: Described) -> str:
    """The head's last word, folded."""
    return key(said.head_words).split(" ")[-1]
