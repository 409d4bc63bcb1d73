"""Who says what, as other programs read it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sayso.classes import dataclass
from sayso.ledger import Echo, SaidClaim, SpeakerCounts, VoiceCounts
from sayso.records import SpeakerKind
from sayso.records.codec import SCHEMA, claim_to_json

__all__ = ["Echo", "SaidClaim", "SpeakerCounts", "Speakers", "VoiceCounts", "said_to_json", "speaker_to_json"]

# `Any`: a JSON document.
Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Speakers:
    """The speakers asked for, and on whose word the claims of those days rest."""

    speakers: tuple[SpeakerCounts, ...]
    voices: VoiceCounts

    def as_json(self) -> Json:
        """Totals and one entry per speaker."""
        kinds = {kind.value: self.voices.by_kind.get(kind, 0) for kind in SpeakerKind}
        return {
            "schema": SCHEMA,
            "totals": {"claims": self.voices.claims, "own_voice": self.voices.own_voice, "rest_on": kinds},
            "speakers": [speaker_to_json(s) for s in self.speakers],
        }


def speaker_to_json(counts: SpeakerCounts) -> Json:
    """One speaker with the counts of his claims."""
    return {
        "name": counts.name,
        "kind": counts.kind.value,
        "country": counts.country,
        "affiliation": counts.affiliation,
        "claims": counts.claims,
        "reports": counts.reports,
        "events": counts.events,
        "alone": counts.alone,
        "by_outlet": counts.by_outlet,
        "certain": counts.certain,
        "hedged": counts.hedged,
        "denied": counts.denied,
        "first_published": counts.first,
        "last_published": counts.last,
    }


def said_to_json(said: SaidClaim) -> Json:
    """One claim of a speaker, with whoever confirms and whoever denies it."""
    claim = claim_to_json(said.claim)
    # `sayso show` gives reasons; a list of claims goes without
    del claim["why"]
    return {
        "speaker": said.speaker,
        "kind": said.kind.value,
        "published": said.published,
        "publisher": said.publisher,
        "event_id": said.event_id,
        "claim": claim,
        "confirmed_by": _echoes(said.confirmed_by),
        "denied_by": _echoes(said.denied_by),
    }


def _echoes(echoes: Iterable[Echo]) -> list[Json]:
    return [{"claim": e.claim_id, "who": e.who, "published": e.published} for e in echoes]
