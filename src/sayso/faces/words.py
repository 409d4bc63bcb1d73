"""The few words in which every face names a claim: what it is, and who acts."""

from __future__ import annotations

import re
from collections.abc import Sequence

from sayso.records import Actor, Claim, Role

__all__ = ["actor_name", "actor_names", "plain", "what"]

# C0 and C1 controls but newline and tab: an escape sequence in a fetched page must never reach a terminal.
# Bidirectional overrides go as well, because they can make a line read as what it does not say, and lone
# surrogates, because they cannot be printed at all.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def plain(text: str) -> str:
    """``text`` with everything that could steer a terminal replaced."""
    return _CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text)


def what(claim: Claim) -> str:
    """Type and mode of an event, or measure and item of a figure."""
    if claim.event is not None:
        return claim.event.type + (f"/{claim.event.mode}" if claim.event.mode else "")
    if claim.figure is not None:
        return f"{claim.figure.measure}: {plain(claim.figure.item)}"
    return claim.kind.value


def actor_name(actor: Actor) -> str:
    """One actor with country and sectors."""
    codes = " ".join(c for c in (actor.country, *actor.sectors) if c)
    return plain(actor.name) + (f" ({codes})" if codes else "")


def actor_names(actors: Sequence[Actor], role: Role) -> str:
    """Everybody in that role, in the order of the text."""
    return ", ".join(actor_name(a) for a in actors if a.role is role)
