"""The names under which other tools' files know our things: URNs made of our ids, and words for a claim."""

from __future__ import annotations

import hashlib

from sayso.faces.words import actor_names, what
from sayso.records import Claim, Role, Run, Speaker, SpeakerKind

__all__ = ["described", "digest", "software", "speaker_urn", "urn", "version_of"]


def urn(kind: str, id_: str) -> str:
    """A name for one of our things: ``urn:sayso:claim:c…``."""
    return f"urn:sayso:{kind}:{id_}"


def digest(*parts: str) -> str:
    """Twenty hexadecimal digits for something that has no id of ours."""
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:20]


def speaker_urn(speaker: Speaker, claim_id: str, place: int) -> str:
    """The name of a speaker: one for everywhere where it is named, else one of its own in each claim.

    ``place`` counts the links of the claim's chain from its outer end.
    """
    if speaker.actor_id:
        return urn("actor", digest(speaker.actor_id))
    if speaker.kind in (SpeakerKind.UNNAMED, SpeakerKind.COLLECTIVE):
        return urn("speaker", f"{claim_id}:{place}")
    return urn("speaker", digest(speaker.kind.value, speaker.name, speaker.country or ""))


def version_of(run: Run) -> str:
    """What made claims: sayso's version and its model's."""
    return f"sayso {run.code_version}" + (f", model {run.model_sha256[:12]}" if run.model_sha256 else "")


def software(run: Run) -> str:
    """The name of what made claims."""
    return urn("software", f"{run.code_version}:{run.model_sha256 or 'none'}")


def described(claim: Claim) -> str:
    """A claim in one line for people: what, who to whom, where, when, its status, and who says so."""
    doers = actor_names(claim.actors, Role.ACTOR)
    others = actor_names(claim.actors, Role.RECIPIENT)
    said = " < ".join(speaker.name for speaker in claim.attribution)
    parts = [
        what(claim),
        f"{doers or '?'} → {others}" if others else doers,
        f"in {claim.place.name}" if claim.place else "",
        (claim.time.edtf or claim.time.text) if claim.time else "",
        f"{claim.status.value}, {claim.certainty.modality.value} ({claim.certainty.polarity.value})",
        f"says {said}" if said else "in the report's own voice",
    ]
    return "; ".join(part for part in parts if part)
